//! Sums of columns and numbers, such as `attendances - breaches` or `95`.

use kernel::Quantity;
use serde::{Deserialize, Deserializer, de::Error};

/// Terms that are added or subtracted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula(Vec<(bool, Term)>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    Number(Quantity),
    Column(String),
}

impl Formula {
    fn parse(text: &str) -> Option<Self> {
        let mut terms = Vec::new();
        let mut minus = false;
        for word in text.split_whitespace() {
            match word {
                "+" => minus = false,
                "-" => minus = true,
                _ => {
                    let term = match Quantity::parse(word) {
                        Ok(number) => Term::Number(number),
                        Err(_) => Term::Column(word.to_owned()),
                    };
                    terms.push((std::mem::take(&mut minus), term));
                }
            }
        }
        (!terms.is_empty()).then_some(Self(terms))
    }

    /// The columns that it names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|(_, term)| match term {
            Term::Column(column) => Some(column.as_str()),
            Term::Number(_) => None,
        })
    }

    /// The value, where every column has one; `None` where one is missing or the sum does not fit.
    pub fn value(&self, column: impl Fn(&str) -> Option<Quantity>) -> Option<Quantity> {
        self.0.iter().try_fold(Quantity::ZERO, |sum, (minus, term)| {
            let amount = match term {
                Term::Number(number) => *number,
                Term::Column(id) => column(id)?,
            };
            if *minus { sum.checked_sub(amount).ok() } else { sum.checked_add(amount).ok() }
        })
    }
}

impl<'de> Deserialize<'de> for Formula {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("\"{text}\" is no formula")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_added_and_subtracted_and_a_missing_one_gives_nothing() {
        let formula = Formula::parse("attendances - breaches + 1").unwrap();
        let value = |id: &str| (id != "none").then(|| Quantity::parse("3").unwrap());
        assert_eq!(formula.value(value), Quantity::from_integer(1).ok());
        assert_eq!(formula.columns().collect::<Vec<_>>(), ["attendances", "breaches"]);
        assert_eq!(Formula::parse("a + none").unwrap().value(value), None);
        assert_eq!(Formula::parse(" "), None);
    }
}
