//! What a sheet is computed from: figures, events and ratings by name, each with the record that it comes
//! from and its version, or with the reason why there is none.

use crate::Exact;
use crate::scheme::Status;
use kernel::{Day, Problem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything about one unit in one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    pub unit: String,
    /// Which kind of unit it is in the scheme.
    pub kind: String,
    pub period: String,
    /// The day as of which vetoes stand.
    #[serde(with = "crate::scheme::day")]
    pub as_of: Day,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub entry: BTreeMap<String, Entry>,
    /// What stands against the unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub veto: Vec<Booked>,
    /// Grades of the years before, with their years.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Before>,
    /// Units by the names of links, such as the team of a person.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub link: BTreeMap<String, String>,
}

/// One input. It has a figure, events, ratings, or a status that says why it has none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The id of the record that it comes from, and its version.
    pub record: String,
    #[serde(default)]
    pub version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<Exact>,
    /// An empty list says that there were none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Vec<Event>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Vec<Rating>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What it is recognised by: booked twice, it counts once, at its largest value.
    pub id: String,
    /// What the scheme calls it.
    pub sort: String,
    /// Where the scheme leaves it open: how many points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Exact>,
}

/// What one group of raters says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    pub group: String,
    /// How many ratings there are, and their sum.
    pub raters: u32,
    pub sum: Exact,
}

/// A veto that was booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Booked {
    pub veto: String,
    pub record: String,
    #[serde(with = "crate::scheme::day")]
    pub from: Day,
    /// The first day on which it stands no more.
    #[serde(
        with = "crate::scheme::optional_day",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub lifted: Option<Day>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl Booked {
    /// Whether it stands on this day.
    pub fn stands(&self, day: Day) -> bool {
        self.from <= day && self.lifted.is_none_or(|lifted| day < lifted)
    }
}

/// The grade of an earlier year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    pub year: i32,
    pub grade: String,
}

impl Inputs {
    /// No inputs yet.
    pub fn new(unit: &str, kind: &str, period: &str, as_of: Day) -> Self {
        Self {
            unit: unit.to_owned(),
            kind: kind.to_owned(),
            period: period.to_owned(),
            as_of,
            entry: BTreeMap::new(),
            veto: Vec::new(),
            before: Vec::new(),
            link: BTreeMap::new(),
        }
    }

    /// Books an input.
    ///
    /// # Errors
    /// `sheet-entry-twice` where there is one already.
    pub fn put(&mut self, name: &str, entry: Entry) -> Result<(), Problem> {
        if self.entry.contains_key(name) {
            return Err(Problem::new("sheet-entry-twice")
                .arg("unit", &self.unit)
                .arg("entry", name)
                .arg("record", &entry.record));
        }
        self.entry.insert(name.to_owned(), entry);
        Ok(())
    }

    /// The same with a figure.
    ///
    /// # Errors
    /// Those of [`Inputs::put`].
    pub fn figure(&mut self, name: &str, record: &str, figure: Exact) -> Result<(), Problem> {
        self.put(name, Entry { record: record.into(), figure: Some(figure), ..Entry::default() })
    }
}

/// What an entry says; exactly one of the four.
pub(crate) enum Given<'a> {
    Figure(&'a Exact),
    Events(&'a [Event]),
    Ratings(&'a [Rating]),
    Nothing(Status),
}

impl Entry {
    pub(crate) fn given(&self) -> Option<Given<'_>> {
        match (&self.figure, &self.event, &self.rating, self.status) {
            (Some(figure), None, None, None) => Some(Given::Figure(figure)),
            (None, Some(events), None, None) => Some(Given::Events(events)),
            (None, None, Some(ratings), None) => Some(Given::Ratings(ratings)),
            (None, None, None, Some(status)) => Some(Given::Nothing(status)),
            _ => None,
        }
    }
}

/// Sheets as a file has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheets {
    #[serde(default)]
    pub sheet: Vec<Sheet>,
}

/// One sheet of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    pub scheme: String,
    /// What somebody worked out by hand: the published total and the grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Of a unit that moved within the period: the days on which this sheet held. Its sheets are joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Days>,
    pub inputs: Inputs,
}

/// Days from the first to before the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    #[serde(with = "crate::scheme::day")]
    pub from: Day,
    #[serde(with = "crate::scheme::day")]
    pub until: Day,
}

impl Sheets {
    /// Reads a file of sheets.
    ///
    /// # Errors
    /// `sheets-unreadable` with line and column.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let (line, column) = crate::scheme::place(text, at);
            Problem::new("sheets-unreadable")
                .arg("line", line)
                .arg("column", column)
                .arg("message", error.message())
        })
    }
}
