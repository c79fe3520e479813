//! Governing bodies of units, who holds which post in them and in Party organisations, what follows from
//! that on a day, and the way of major matters from study to decision.
//!
//! Nothing here judges a person. A check compares the seats of one day with a rule that is stated beside
//! its answer, names who sits where, and says "no data" where there is nothing to compare.
//!
//! - [`catalogue`], [`tenure`], [`held`], [`one_person`], [`entry`], [`overlap`], [`matter`]: the words
//!   and the rules, pure.
//! - [`roll`]: posts from a file.
//! - [`store`]: the tables; [`use_cases`]: what people do.
//! - [`BodyFollower`]: no unit closes while a body of it still stands.

pub mod catalogue;
pub mod entry;
pub mod held;
pub mod matter;
pub mod one_person;
pub mod overlap;
pub(crate) mod pages;
pub mod roll;
pub mod store;
pub mod tenure;
pub mod use_cases;

pub(crate) use self::pages::routes;
pub use self::store::bodies::BodyFollower;

/// The texts of this room.
pub const GOVERNANCE_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/governance.zh-CN.ftl"),
    en: include_str!("../../texts/governance.en.ftl"),
};
