//! Imports: files that people bring, read by a profile, previewed, confirmed, undone.
//!
//! An upload stores the files and one row of `import`, nothing else. The preview is computed from
//! both and from what the database holds ([`rules::Plan`]); its answers are kept as decisions, and the
//! same files with the same decisions give the same preview. Confirming repeats the computation inside
//! the writing transaction: when it comes out otherwise than the person saw, nothing is written and the
//! new preview says so. Units, indicators, readings with their roll-ups, the texts of rounded cells and
//! one audit entry are one transaction; undoing is another.
//!
//! The command line ([`run_from_files`]) and the pages go through the same use cases.

mod pages;
mod rules;
mod store;
mod use_cases;

pub use self::store::{Place, State, place};
pub use pages::routes;
pub use rules::{Preview, Said};
pub use use_cases::{
    Brought, Checked, FileReport, JOB_CONFIRM, JOB_PREVIEW, Options, RefusedCell, Report, Upload,
    confirm, decide, discard, error_sheet, look_again, preview_of, receive, remove_profile,
    run_from_files, run_job, save_profile, state_of, undo,
};

/// Texts of this module.
pub const IMPORT_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/imports.zh-CN.ftl"),
    en: include_str!("../../texts/imports.en.ftl"),
};
