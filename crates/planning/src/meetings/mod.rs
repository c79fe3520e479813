//! 例会: the dispatch meeting of a month and the analysis of a quarter, with their packs and decisions, and the
//! three classes of arrangements.
//!
//! A pack is drawn from the tracker in one step; nobody fills anything in a second time. It is kept as it was
//! made: both files, every figure under its key, and a digest over them, so that a number that was restated
//! since, or changed by hand in a copy, is found again. What is decided becomes a matter with owner,
//! verifier and day, and stands in the packs that follow until it is closed. An arrangement says which effect
//! it shall have; one without progress for more than two months is told as such.
//!
//! Pure rules: [`meeting`] is what a meeting is of, [`pack`] the figures of a pack, [`arrangement`] how an
//! arrangement stands in a month.

pub mod arrangement;
pub mod meeting;
pub mod pack;
mod pages;
pub(crate) mod store;
pub mod use_cases;

pub use pages::{pack as make_pack, routes};

/// What meetings and arrangements offer programs.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::api::Document as utoipa::OpenApi>::openapi()
}

/// Texts of this module.
pub const MEETING_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/meetings.zh-CN.ftl"),
    en: include_str!("../../texts/meetings.en.ftl"),
};
