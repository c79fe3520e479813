//! 问题闭环: problem, measure, owner, verifier, closed. Every storey above brings its matters here: what the
//! tracker shows off track, what a meeting decides, what a patrol finds.
//!
//! [`matter`] holds the words and pure rules, [`store`] the SQL, [`use_cases`] what people do, `pages` what
//! they see. A matter knows the place in the house where it was found only as an address, so that no storey
//! above need be known here.
//!
//! Nobody verifies their own work: the verifier is another person than the owner, and who records the
//! verification is not the owner either. There is no way to close many at once.

pub mod matter;
mod pages;
pub mod store;
pub mod use_cases;

pub use pages::{at_new, due_in, routes};

/// What matters offer programs, for the document that describes the interface.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::api::Document as utoipa::OpenApi>::openapi()
}

/// Texts of the pages and problems.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// The tables of this crate.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    crate_name: "matters",
    files: &[
        ("0001_matters", include_str!("../migrations/0001_matters.sql")),
        ("0002_due", include_str!("../migrations/0002_due.sql")),
        ("0003_place", include_str!("../migrations/0003_place.sql")),
        ("0004_due_of_unit", include_str!("../migrations/0004_due_of_unit.sql")),
    ],
};
