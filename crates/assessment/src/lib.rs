//! Storey 4, first part: schemes of scoring from draft to in force, and the sheets that they make of what
//! the house knows.
//!
//! - [`claims`]: what units say of their Party work, with mechanism, evidence and a verdict from outside.
//! - [`papers`]: papers kept with records of schemes and sheets.
//! - [`schemes`]: versions of schemes, their builder, lint, consultation record and what-if.
//! - [`sheets`]: facts recorded for assessment, scores of units, and their frozen versions.

pub mod claims;
pub mod papers;
pub mod schemes;
pub mod sheets;
mod tabs;

/// Texts of schemes and of what both parts share.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// The tables of this crate.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    crate_name: "assessment",
    files: &[
        ("0001_schemes", include_str!("../migrations/0001_schemes.sql")),
        ("0002_sheets", include_str!("../migrations/0002_sheets.sql")),
        ("0003_subjects", include_str!("../migrations/0003_subjects.sql")),
        ("0004_claims", include_str!("../migrations/0004_claims.sql")),
    ],
};

/// The texts of this crate and of those below it, for unit tests.
#[cfg(test)]
pub(crate) fn install_texts() {
    let below = [kernel::TEXTS, interchange::TEXTS, web_kit::TEXTS, scoring::TEXTS];
    let all = [&below[..], &[TEXTS, sheets::SHEET_TEXTS]].concat();
    kernel::texts::install(kernel::texts::Catalogue::new(&all).expect("texts that fit together"));
}
