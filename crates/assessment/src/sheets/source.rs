//! Where an input comes from, as far as a reader wants to look it up: the readings with the two numbers of a
//! ratio, what a measure counted, the facts with their evidence, or why there is nothing.

use super::fact::Said;
use scoring::scheme::Of;
use serde::{Deserialize, Serialize};

/// The source of one input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub entry: String,
    pub from: From,
    /// Why it has no figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

/// What stands behind an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum From {
    Nothing,
    Indicator(Readings),
    /// So many of so many, and where the records are.
    Measure {
        name: String,
        done: i64,
        of: i64,
        href: String,
    },
    Facts {
        facts: Vec<Cited>,
    },
    /// The published sheet of another scheme.
    Sheet {
        scheme: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        section: Option<String>,
        unit: i64,
        unit_name: String,
        /// The scheme's version, the sheet's, and the digest of its trace.
        rule_version: String,
        number: i64,
        digest: String,
    },
}

/// Readings of a unit and of what lies below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Readings {
    pub code: String,
    /// The indicator's id and names, as they were.
    pub indicator: i64,
    pub zh: String,
    pub en: String,
    pub measure: String,
    pub of: Of,
    /// The first and the last period, as their codes.
    pub first: i64,
    pub last: i64,
    /// In how many periods something was reported, of how many.
    pub used: u32,
    pub periods: u32,
    /// Of a ratio or a mean, the exact sums.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    /// How many readings there are, and the latest act of recording among them.
    pub readings: i64,
    pub act: i64,
}

/// A version of a fact that counts, or that counted until it was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cited {
    pub fact: i64,
    pub version: i64,
    /// Absent of a withdrawn fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
    pub evidence: String,
    /// Why it was changed or withdrawn.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    pub recorded_by: String,
    pub confirmed_by: String,
    /// The papers kept with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<CitedPaper>,
}

/// A paper as a sheet cites it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitedPaper {
    pub id: i64,
    pub name: String,
    /// SM3 of its bytes, in hexadecimal digits.
    pub digest: String,
}

/// Why there is no figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Why {
    /// Nobody has recorded anything.
    NotRecorded,
    /// No reading in the whole year so far.
    NoReading,
    /// The scheme names an indicator that the dictionary does not have.
    NoIndicator,
    /// No target beside the readings, so nothing to compare with.
    NoTarget,
    /// The figure by which is divided is zero.
    Zero,
    /// Nothing fell due: of nothing there is no share.
    NothingDue,
    /// There is nothing of the kind: no such duty.
    NothingThere,
    /// The figure would be divided by a sum that is zero.
    NothingMeasured,
    /// There were so many records, and now there are none.
    Gone { records: i64 },
    /// The sheet that is taken is not published, or says nothing there.
    NotPublished,
    /// No part of the program offers the measure yet.
    NotOffered,
    /// Recorded, but nobody else has confirmed it yet.
    Unconfirmed,
    /// What was recorded was withdrawn.
    Withdrawn,
    /// Somebody said so.
    Said { why: String },
}

impl Why {
    /// The key of its words.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NotRecorded => "score-why-not-recorded",
            Self::NoReading => "score-why-no-reading",
            Self::NoIndicator => "score-why-no-indicator",
            Self::NoTarget => "score-why-no-target",
            Self::Zero => "score-why-zero",
            Self::NothingDue => "score-why-nothing-due",
            Self::NothingThere => "score-why-nothing-there",
            Self::NothingMeasured => "score-why-nothing-measured",
            Self::Gone { .. } => "score-why-gone",
            Self::NotPublished => "score-why-not-published",
            Self::NotOffered => "score-why-not-offered",
            Self::Unconfirmed => "score-why-unconfirmed",
            Self::Withdrawn => "score-why-withdrawn",
            Self::Said { .. } => "score-why-said",
        }
    }
}
