//! Score sheets: facts recorded for assessment, scores of units, and their frozen versions.

use web_kit::Routes;

/// Every page and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
}

/// Texts of this module.
pub const SHEET_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/sheets.zh-CN.ftl"),
    en: include_str!("../../texts/sheets.en.ftl"),
};
