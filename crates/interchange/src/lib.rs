//! Files in and out: bytes become cells, cells become a draft, and results become workbooks
//! and documents.
//!
//! The way in has three steps, one module each:
//!
//! 1. [`readers`] turn bytes (.xls, .xlsx, CSV, gzip CSV) into sheets of [`readers::Cell`]s, or say
//!    why they cannot: no workbook, truncated, password-protected, a zip bomb, too large.
//! 2. A [`Profile`] (TOML, see `profiles/`) says what the cells mean: headings, units, periods,
//!    numbers, printed totals and rates.
//! 3. [`draft`] reads files with a profile and returns a [`Draft`]: units, indicators, readings with
//!    their source cells, refusals by cell, totals checked, blocks that are stopped and the
//!    questions that a person must decide.
//!
//! Lists with a few fixed columns (people, accounts) need no profile: [`list`] reads them.
//!
//! Nothing here stores anything: `planning` resolves units against its database through [`Known`],
//! shows the draft as a preview and writes it when it is confirmed. The way out is [`writers`]:
//! tables, charts, templates and the error sheet. [`official`] documents go out as .docx with their
//! figures marked, and [`readers::official`] reads them back.

mod draft;
pub mod list;
pub mod official;
pub mod profile;
pub mod readers;
mod reading;
pub mod writers;

pub use draft::{
    Answer, Block, Checked, Decisions, Draft, DraftReading, DraftUnit, FileReport, Kind, Known,
    KnownUnit, Mismatch, MismatchKind, Note, NumberCells, Place, Question, QuestionKind, Refusal,
    Seen, Source, Stated,
};
pub use profile::{Aggregation, Direction, Indicator, Profile, shipped};
pub use readers::{File, Input, Limits, Stored};
pub use reading::draft;

/// Texts of this crate: its problems, questions and sheet headings.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };
