//! Does the Party work support the business? Questions registered before their answers are seen, their runs
//! as cards with the wording that the evidence allows, and the map of what the plans claim to support.

use web_kit::Routes;

/// Every page and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
}

/// Texts of this crate.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// The tables of this crate.
pub const MIGRATIONS: ::store::Migrations =
    ::store::Migrations { crate_name: "synergy", files: &[] };
