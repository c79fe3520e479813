//! Storey 1: units and their pages. Who may see or change what is decided here, the tree itself lies in
//! `directory`.
//!
//! Every page answers as of a day (`as_of=2026-03-01`, else today). Changing a unit is always "from a
//! day on", names the revision it saw, shows what it will do before it does it, and is audited with the
//! unit before and after.

mod pages;
pub mod use_cases;

use web_kit::Routes;

/// The texts of this storey.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// The pages of this storey.
pub fn routes() -> Routes {
    pages::routes()
}
