//! Does the Party work support the business? Questions registered before their answers are seen, their runs
//! as cards with the wording that the evidence allows, and the map of what the plans claim to support.
//!
//! Pure rules: [`question`] is what is asked and when it counts as asked beforehand, [`series`] the figures of
//! its units as a panel, [`result`] what a run found and how far that may be told. `use_cases` is what people
//! do, `pages` what they see; the statistics themselves are those of the crate of that name.
//!
//! Nothing here says that Party work has done something: the level of evidence gives the words.

pub mod adoption;
mod pages;
pub mod question;
pub mod result;
pub mod series;
mod store;
pub mod use_cases;

pub use pages::{BesideClaims, routes};

/// What this crate offers programs.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::api::Document as utoipa::OpenApi>::openapi()
}

/// Texts of this crate.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// The tables of this crate.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    crate_name: "synergy",
    files: &[
        ("0001_synergy", include_str!("../migrations/0001_synergy.sql")),
        ("0002_adoption", include_str!("../migrations/0002_adoption.sql")),
    ],
};
