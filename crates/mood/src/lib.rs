//! 思想动态: the monthly anonymous survey of a unit's people, and the brief record of what they worry about.
//!
//! - [`survey`]: the words and rules of a survey; [`batch`]: the answers that are not written yet;
//!   [`publication`]: what of the counts may be seen, pure.
//! - [`record`]: the words and rules of a monthly record.
//! - [`store`] the SQL, [`use_cases`] what people do, `pages` what they see.
//!
//! Nobody who answers is known: there is no row for an answer, no time of one, no address of a machine, and
//! the five answers of one person are taken apart before the request ends. Answers wait in memory as counts
//! and are written when there are at least `k`; a crash loses those that wait. Nothing is shown before a
//! survey has closed, and then only what [`publication`] lets through. No score is made of any of it.

pub mod batch;
mod pages;
pub mod publication;
pub mod record;
pub mod store;
pub mod survey;
pub mod use_cases;

pub use batch::Held;
pub use pages::routes;

/// What this room offers programs, for the document that describes the interface.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::api::Document as utoipa::OpenApi>::openapi()
}

/// Texts of the pages and problems.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// The tables of this crate.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    crate_name: "mood",
    files: &[("0001_mood", include_str!("../migrations/0001_mood.sql"))],
};
