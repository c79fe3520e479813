//! Texts with columns in them: `{mine_id|pad:7}-{type}`.
//!
//! Filters: `left:N` (first N characters), `pad:N` (zeros in front up to N characters),
//! `before_last:X` and `after_last:X` (cut at the last X; the whole text when there is none),
//! `main` (the first of several owners, without its share: `A [60%]; B [40%]` → `A`).

use serde::{Deserialize, Deserializer, de::Error};

/// A text whose `{column}` parts are filled from a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Field { name: String, filters: Vec<Filter> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Filter {
    Left(usize),
    Pad(usize),
    BeforeLast(String),
    AfterLast(String),
    Main,
}

/// Where a template finds the text of a column.
pub trait Fields {
    /// The column's text, or `None` when it is blank or marked as missing.
    fn field(&self, name: &str) -> Option<String>;
}

impl Template {
    fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let (field, after) =
                after.split_once('}').ok_or_else(|| format!("\"{text}\": }} is missing"))?;
            let mut pieces = field.split('|');
            let name = pieces.next().unwrap_or_default().trim().to_owned();
            let filters = pieces.map(Filter::parse).collect::<Result<_, _>>()?;
            parts.push(Part::Field { name, filters });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// The columns that it names.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Field { name, .. } => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text itself, when it names no column.
    pub fn constant(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The text for a row; empty when it names columns and all of them are blank.
    pub fn fill(&self, fields: &impl Fields) -> String {
        let mut text = String::new();
        let mut any = self.constant().is_some();
        for part in &self.0 {
            match part {
                Part::Text(fixed) => text.push_str(fixed),
                Part::Field { name, filters } => {
                    let Some(value) = fields.field(name) else { continue };
                    any = true;
                    text.push_str(
                        filters.iter().fold(value, |value, filter| filter.apply(&value)).trim(),
                    );
                }
            }
        }
        if any { text.trim().to_owned() } else { String::new() }
    }
}

impl Filter {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, argument) = text.split_once(':').unwrap_or((text, ""));
        let number = || argument.parse::<usize>().map_err(|_| format!("\"{text}\" needs a number"));
        let mark = || match argument {
            "" => Err(format!("\"{text}\" needs a mark")),
            mark => Ok(mark.to_owned()),
        };
        match name {
            "left" => Ok(Self::Left(number()?)),
            "pad" => Ok(Self::Pad(number()?)),
            "before_last" => Ok(Self::BeforeLast(mark()?)),
            "after_last" => Ok(Self::AfterLast(mark()?)),
            "main" => Ok(Self::Main),
            _ => Err(format!("there is no filter \"{name}\"")),
        }
    }

    fn apply(&self, text: &str) -> String {
        match self {
            Self::Left(count) => text.chars().take(*count).collect(),
            Self::Pad(width) => format!("{text:0>width$}"),
            Self::BeforeLast(mark) => {
                text.rsplit_once(mark.as_str()).map_or(text, |cut| cut.0).into()
            }
            Self::AfterLast(mark) => {
                text.rsplit_once(mark.as_str()).map_or(text, |cut| cut.1).into()
            }
            Self::Main => text.split([';', '[']).next().unwrap_or(text).trim().into(),
        }
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row(&'static [(&'static str, &'static str)]);

    impl Fields for Row {
        fn field(&self, name: &str) -> Option<String> {
            self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        }
    }

    #[track_caller]
    fn fills(template: &str, row: &'static [(&'static str, &'static str)], expected: &str) {
        assert_eq!(Template::parse(template).unwrap().fill(&Row(row)), expected);
    }

    #[test]
    fn columns_and_filters_fill_the_text() {
        fills("{id|pad:7}-{type}", &[("id", "103335"), ("type", "Surface")], "0103335-Surface");
        fills("State {id|left:2}", &[("id", "0103335")], "State 01");
        fills("{name|before_last:_}", &[("name", "BARAUNI TPS_Unit 8")], "BARAUNI TPS");
        fills("{name|after_last:_}", &[("name", "BARAUNI TPS_Unit 8")], "Unit 8");
        fills("{owner|main}", &[("owner", "Jinneng Group [68%]; Others [32%]")], "Jinneng Group");
        fills("{owner|main}", &[("owner", "China Coal [51%] Shanxi [49%]")], "China Coal");
    }

    #[test]
    fn blank_columns_leave_nothing_behind() {
        fills("State {id}", &[], "");
        fills("India", &[], "India");
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        assert!(Template::parse("{id").is_err());
        assert!(Template::parse("{id|shout}").is_err());
        assert!(Template::parse("{id|left:x}").is_err());
    }
}
