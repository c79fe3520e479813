//! The SQL of mood: surveys with their statements and units, the counts of answers, monthly records.
//! Writing happens inside the caller's transaction; the caller audits, but for [`counts::write`], which
//! leaves nobody the choice.

pub mod counts;
pub mod records;
pub mod surveys;

use ::store::{Result, StoreError};
use kernel::{Day, Month};

fn day(code: i64) -> Result<Day> {
    Day::from_code(code).ok_or_else(|| StoreError::Corrupt(format!("the day {code}")))
}

fn month(code: i64) -> Result<Month> {
    let month = Month::new((code / 100) as i32, (code % 100) as u8);
    month.ok_or_else(|| StoreError::Corrupt(format!("the month {code}")))
}
