//! Terms of office: when an election is due, when to be reminded, how far it may be put off.
//!
//! Committee five years, general branch and branch three (关于党的基层组织任期的意见, 2018); a reminder
//! six months before (国有企业基层组织工作条例 art. 5); early or late by a year at most, with higher
//! approval (基层组织选举工作条例 art. 3).

use kernel::Day;

/// Months before the end at which somebody is reminded.
const NOTICE: i32 = 6;

/// What follows from an election.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The next election is due.
    pub due: Day,
    pub reminder: Day,
    /// The last day to which it may be put off.
    pub latest_if_postponed: Day,
}

/// The term that began on the day of an election.
pub fn term(years: i32, elected: Day) -> Term {
    let due = elected.plus_months(years * 12);
    Term { due, reminder: due.plus_months(-NOTICE), latest_if_postponed: due.plus_months(12) }
}
