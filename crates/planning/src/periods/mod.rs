//! 期间: both halves of the plan in one rhythm.
//!
//! A month falls due on one day of the following month, for the business's numbers and for what is said of the
//! Party tasks alike. When both are there, or their absence is recorded with a reason, somebody locks the month
//! for a unit and everything below it. From then on nobody writes a number of that month but by a correction
//! note that somebody else approves, and whoever looks sees both the number and the one that was locked.
//!
//! A lock copies nothing: it remembers the latest act of writing, and versions are only ever added. What a
//! figure was when it was locked is kept aside when it changes for the first time afterwards
//! ([`store::kept`]), so a year's page is the same however often something is put right.
//!
//! Pure rules: [`rhythm`] says which month a reading is locked with, when it is due, and how a month stands.

mod pages;
pub mod rhythm;
pub(crate) mod store;
pub mod use_cases;

pub use pages::routes;
pub(crate) use store::kept::keep;
pub use store::locks::locked;
pub(crate) use store::locks::{self, Locked, in_force};

/// What periods offer programs.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::api::Document as utoipa::OpenApi>::openapi()
}

/// Texts of this module.
pub const PERIOD_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/periods.zh-CN.ftl"),
    en: include_str!("../../texts/periods.en.ftl"),
};
