//! Party organisations: a second dated tree beside the units, and which units they answer for.
//!
//! An organisation has its seat in a unit, and who may see or change it follows the unit tree from
//! there. A link says that it answers for a unit on some days, and whether it reaches below; every unit
//! resolves to its own links, else to the nearest ones above that reach it, else it stands on the list
//! of the uncovered, the same day. A unit without members is on that list like any other and is offered
//! what suits it; it is never called a violation.
//!
//! - [`party_org`], [`party_tree`], [`coverage`]: the words and the rules, pure.
//! - [`store`]: the tables; [`use_cases`]: what people do.
//! - [`CoverageFollower`]: no unit closes while an organisation still has its seat there or answers for
//!   it.

pub mod coverage;
pub mod office;
pub(crate) mod pages;
pub mod party_org;
pub mod party_tree;
pub mod store;
pub mod use_cases;

pub use self::pages::office::said;
pub use self::store::follower::CoverageFollower;

/// The texts of this room.
pub const PARTY_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/party.zh-CN.ftl"),
    en: include_str!("../../texts/party.en.ftl"),
};
