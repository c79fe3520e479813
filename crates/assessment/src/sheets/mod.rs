//! Score sheets: facts recorded for assessment alone, what a unit's year comes to by the rule in force, and
//! the versions that were published.
//!
//! [`subject`] is whom a sheet is about: a unit, or a secretary in post there. Pure rules: [`fact`] is what is recorded and when it counts, [`asks`] what a scheme asks of a unit,
//! [`source`] where an input comes from, [`gathered`] joins feeds and facts into inputs, [`computed`] is a
//! sheet with its trace, [`changes`] what differs between two of them, [`halves`] what its Party and its
//! business part come to, [`stage`] the way of a version.
//! [`rules`] says which schemes are in force.
//!
//! A sheet that was drawn up keeps the rule's whole text, its inputs and its trace, so that it is rebuilt from
//! itself however the tree and the readings have changed since. Nobody confirms what they recorded, and nobody
//! publishes what they drew up or recorded. Neither units nor people are ranked.

pub mod asks;
pub mod changes;
pub mod computed;
pub mod fact;
pub mod gathered;
pub mod halves;
mod pages;
pub mod rules;
pub mod source;
pub mod stage;
pub(crate) mod store;
pub mod subject;
pub mod use_cases;

pub use pages::routes;

/// What score sheets offer programs.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::api::Document as utoipa::OpenApi>::openapi()
}

/// Texts of this module.
pub const SHEET_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/sheets.zh-CN.ftl"),
    en: include_str!("../../texts/sheets.en.ftl"),
};
