//! 年度计划: one document of a unit and a year with two halves, business targets and Party tasks.
//!
//! It is drawn up by both sides, signed by the business, approved by the Party committee, and frozen with a
//! digest over all it says; nobody signs or approves their own. What is frozen never changes: an amendment is
//! the next version, with its reason, and shows both sides of every difference. When a version comes into
//! force, its numbers become the targets that the tracker compares with, and nobody writes others.
//!
//! Pure rules: [`content`] is what a plan says and what is wrong with it, [`halves`] both halves said at once, [`split`] how a year's figure and
//! its parts belong together, [`cascade`] how units below share a target, [`stage`] the way of a version, [`measure`] what a task is
//! measured by, [`progress`] how far it is.

pub mod cascade;
pub mod content;
pub mod halves;
pub mod measure;
mod pages;
pub mod progress;
pub mod split;
pub mod stage;
pub mod store;
mod task_ref;
pub mod use_cases;

pub use pages::routes;
pub(crate) use store::{frozen, years};
pub use task_ref::TaskRef;

/// What annual plans offer programs.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::api::Document as utoipa::OpenApi>::openapi()
}

/// Texts of this module.
pub const ANNUAL_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/annual.zh-CN.ftl"),
    en: include_str!("../../texts/annual.en.ftl"),
};
