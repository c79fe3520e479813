//! The program's own SQL: a snapshot of all tables for a backup, and filling them again.

pub mod restoring;
mod snapshot;
mod tables;

pub use snapshot::Snapshot;
