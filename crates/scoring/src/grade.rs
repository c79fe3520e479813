//! Publication: a value is rounded once, and grades, vetoes and distributions go by what was published
//! (`domain.md` section D).

use crate::adjust::Veto;
use crate::{Exact, Rounding, Unsound};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    A,
    B,
    C,
    D,
}

impl Grade {
    /// From 90 A, from 80 B, from 60 C.
    pub fn of(published: &Exact) -> Self {
        let cuts = [(90, Self::A), (80, Self::B), (60, Self::C)];
        let reached = cuts.into_iter().find(|(cut, _)| *published >= Exact::from_integer(*cut));
        reached.map_or(Self::D, |(_, grade)| grade)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}

/// How values are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    pub decimals: u8,
    pub rounding: Rounding,
}

impl Default for Form {
    fn default() -> Self {
        Self { decimals: 2, rounding: Rounding::HalfAway }
    }
}

/// A published value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// As it is written.
    pub text: String,
    pub value: Exact,
    pub grade: Grade,
    /// What would have been published without the veto.
    pub before_veto: Option<String>,
}

/// Publishes an exact value.
pub fn publish(exact: &Exact, form: Form, veto: Option<Veto>) -> Published {
    let Form { decimals, rounding } = form;
    let reached = exact.rounded(decimals, rounding);
    let value = match veto {
        Some(veto) => reached.clone().min(veto.most()),
        None => reached.clone(),
    };
    Published {
        text: value.fixed(decimals, rounding),
        grade: Grade::of(&value),
        value,
        before_veto: veto.map(|_| reached.fixed(decimals, rounding)),
    }
}

/// The exact sum of weighted scores.
///
/// # Errors
/// [`Unsound::Weights`] for weights that are negative or do not sum to one exactly.
pub fn weighted(terms: &[(Exact, Exact)]) -> Result<Exact, Unsound> {
    let all: Exact = terms.iter().map(|(weight, _)| weight.clone()).sum();
    if all != Exact::ONE || terms.iter().any(|(weight, _)| weight.is_negative()) {
        return Err(Unsound::Weights);
    }
    Ok(terms.iter().map(|(weight, score)| weight * score).sum())
}

/// The most that may get a grade, as shares of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotas {
    pub a: Exact,
    pub a_and_b: Exact,
}

/// Grades after a forced distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// How many may get A, and A or B; `None` when there are too few units for a distribution.
    pub most: Option<(usize, usize)>,
    /// In the order of the values.
    pub grades: Vec<Grade>,
}

/// Fewer are not spread.
const FEWEST: usize = 5;

/// Spreads grades over published values. Ties are never split: at the quota of A a block that does not fit
/// whole goes to B with everybody below; at the quota of A and B a block that starts inside stays. Nobody
/// gets a better grade than the value has by itself.
///
/// # Errors
/// [`Unsound::Shares`] for quotas that are negative, above one or out of order.
pub fn distribute(published: &[Exact], quotas: &Quotas) -> Result<Distribution, Unsound> {
    let Quotas { a, a_and_b } = quotas;
    if a.is_negative() || a > a_and_b || *a_and_b > Exact::ONE {
        return Err(Unsound::Shares);
    }
    let mut grades: Vec<Grade> = published.iter().map(Grade::of).collect();
    let count = published.len();
    if count < FEWEST {
        return Ok(Distribution { most: None, grades });
    }
    let quota = |share: &Exact| {
        let places = (share * &Exact::from_integer(count as i64)).floor();
        places.and_then(|places| usize::try_from(places).ok()).unwrap_or_default()
    };
    let (most_a, most_ab) = (quota(a), quota(a_and_b));
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| published[*other].cmp(&published[*one]));
    let (mut given, mut a_is_open) = (0, true);
    for block in order.chunk_by(|one, other| published[*one] == published[*other]) {
        a_is_open &= given + block.len() <= most_a;
        let best = match given {
            _ if a_is_open => Grade::A,
            inside if inside < most_ab => Grade::B,
            _ => Grade::C,
        };
        for place in block {
            grades[*place] = grades[*place].max(best);
        }
        given += block.len();
    }
    Ok(Distribution { most: Some((most_a, most_ab)), grades })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::tests::exact;
    use proptest::prelude::*;

    fn quotas() -> Quotas {
        Quotas { a: exact("0.2"), a_and_b: exact("0.7") }
    }

    fn spread(values: &[&str]) -> String {
        let values: Vec<Exact> = values.iter().map(|value| exact(value)).collect();
        let grades = distribute(&values, &quotas()).unwrap().grades;
        grades.into_iter().map(Grade::name).collect()
    }

    #[test]
    fn ties_are_never_split() {
        assert_eq!(spread(&["95", "95", "94", "93", "92"]), "BBBCC");
        assert_eq!(
            spread(&["96", "95", "85", "85", "85"]),
            "ABBBB",
            "a block that starts inside stays"
        );
        assert_eq!(spread(&["90", "90", "90", "90"]), "AAAA", "four are not spread");
        assert_eq!(
            spread(&["70", "59", "50", "40", "30"]),
            "CDDDD",
            "no better than the value itself"
        );
    }

    #[test]
    fn quotas_must_make_sense() {
        for (a, a_and_b) in [("-0.1", "0.7"), ("0.8", "0.7"), ("0.2", "1.1")] {
            let quotas = Quotas { a: exact(a), a_and_b: exact(a_and_b) };
            assert_eq!(distribute(&[], &quotas), Err(Unsound::Shares));
        }
    }

    #[test]
    fn a_veto_caps_what_was_published() {
        let found = publish(&exact("79.004"), Form::default(), Some(Veto::Cap));
        assert_eq!((found.text.as_str(), found.grade), ("79.00", Grade::C));
        let low = publish(&exact("40"), Form::default(), Some(Veto::Hard));
        assert_eq!((low.text.as_str(), low.before_veto.as_deref()), ("40.00", Some("40.00")));
    }

    proptest! {
        #[test]
        fn a_better_value_never_gets_a_worse_grade(
            values in prop::collection::vec(0_i64..=120, 0..30)
        ) {
            let exact: Vec<Exact> = values.iter().copied().map(Exact::from_integer).collect();
            let found = distribute(&exact, &quotas()).unwrap();
            for (one, grade) in values.iter().zip(&found.grades) {
                prop_assert!(*grade >= Grade::of(&Exact::from_integer(*one)));
                for (other, beside) in values.iter().zip(&found.grades) {
                    prop_assert!(one < other || grade <= beside);
                }
            }
            if let Some((most_a, _)) = found.most {
                prop_assert!(found.grades.iter().filter(|grade| **grade == Grade::A).count() <= most_a);
            }
        }
    }
}
