//! 主张: a unit says that a piece of its Party work had a part in a result. The card leads from the measure over
//! the mechanism, stated beforehand, to the indicator, the evidence and what a reviewer makes of it.
//!
//! Pure rules: [`claim`] is what is claimed, what its evidence points at, and who may not judge it. A claim
//! never changes; what was registered when its result was stored already is marked so for good, by what was
//! stored and not by what it says. Evidence is withdrawn, not deleted; a verdict is a version with its reason.
//!
//! A claim is no finding. What the figures allow to be said is told by the registered questions of a storey
//! above, which shows them here through [`beside`].

pub mod beside;
pub mod claim;
mod pages;
mod store;
pub mod use_cases;

pub use pages::routes;

/// What claims offer programs.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::api::Document as utoipa::OpenApi>::openapi()
}

/// Texts of this module.
pub const CLAIM_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/claims.zh-CN.ftl"),
    en: include_str!("../../texts/claims.en.ftl"),
};
