//! The sample plant: 清河洗煤厂 of 晋源矿业集团, invented from end to end.
//!
//! [`plant`] holds its units, [`dictionary`] its indicators, [`people`] its staff and the accounts to try,
//! `party` its Party organisations, `governance` who leads them and it, `matters` what was found wrong,
//! `registers` its key posts, zones and projects, `annual` its plan, `meetings` what they decided, `periods`
//! last year's locks, `mood` what its people were asked, `questions` what it asks about support, `schemes` by
//! what its units are assessed, `scores` how they fared and `claims` what they say of their work, [`figures`]
//! two years of months that end with a given one. All of these are pure: the same month gives the same numbers
//! on any machine, so a screenshot
//! taken today can be taken again. [`write`] puts them into an empty database through the use cases that everyone uses.

mod annual;
mod claims;
pub mod dictionary;
mod duties;
pub mod figures;
mod governance;
mod matters;
mod meetings;
mod mood;
mod party;
pub mod people;
mod periods;
pub mod plant;
mod questions;
mod registers;
mod schemes;
mod scores;
mod write;

pub use write::{listed, write};
