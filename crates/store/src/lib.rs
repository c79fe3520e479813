//! Two database engines behind one thin layer, and what every write needs around it.
//!
//! - [`Db`], [`Reader`], [`Tx`]: one SQL text per query on SQLite and PostgreSQL; [`Snapshot`]: many
//!   queries about one moment.
//! - [`Ctx`] and [`Work`]: a use case's context, and the unit of work that refuses to commit unaudited.
//! - [`audit`]: the sealed chain of entries; [`files`], [`jobs`], [`settings`]: shared tables.
//!
//! SQLite is one file with one writer: units of work that meet are committed together (group commit),
//! each acknowledged only when the disk has it. Nothing here knows a business table.

pub mod audit;
mod bulk;
mod ctx;
mod db;
mod derived;
mod error;
mod files;
pub mod jobs;
mod migrate;
mod opening;
pub mod settings;
mod snapshot;
mod turns;
mod value;
mod withheld;
mod writer;

pub use bulk::Insert;
pub use ctx::{Ctx, Refusal, Work};
pub use db::{Db, Engine, Query, Reader, Row, Tx};
pub use error::StoreError;
pub use files::{Arrived, Arriving, Files, KeptFile, StoredFile};
pub use migrate::Migrations;
pub use snapshot::Snapshot;
pub use value::{Params, Value, assembled};
pub use withheld::Withheld;

/// What a store function returns.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The tables that every other crate relies on.
pub const MIGRATIONS: Migrations = Migrations {
    crate_name: "store",
    files: &[("0001_foundation", include_str!("../migrations/0001_foundation.sql"))],
};

/// Texts of the store's problems.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };
