//! Backups: one zip file with every table as lines of JSON and every stored file, readable by either
//! engine, checked before anything is touched.
//!
//! - `tables/NAME.jsonl`: one row a line; numbers as they are stored, bytes as `\x…` hexadecimal.
//! - `files/DIGEST`: stored files under the SM3 digest of their content, which is their name in the store.
//! - `ronghe.json`, written last: the [`Manifest`]. A file without it was cut short.
//!
//! The tables are read in one snapshot while a server may be writing. Restoring first rebuilds the very
//! tables that the backup was made from, then fills them, then runs the newer migrations: so a backup of
//! last year is brought up to date the same way as the database would have been.

mod reading;
mod writing;

pub use reading::{Archive, Target, restore};
pub use writing::backup;

use serde::{Deserialize, Serialize};

/// The version of this format.
const FORMAT: u32 = 1;
const MANIFEST: &str = "ronghe.json";

/// What a backup says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The program that wrote it.
    pub program: String,
    /// Milliseconds since 1970.
    pub at: i64,
    /// The migrations that its tables had seen, oldest first.
    pub migrations: Vec<String>,
    /// The tables, each after those that it points at.
    pub tables: Vec<TableEntry>,
    pub files: u64,
}

/// One table of a backup.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TableEntry {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: u64,
    /// SM3 digest of its lines, in hexadecimal.
    pub digest: String,
}

/// How much was backed up or restored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    pub tables: u64,
    pub rows: u64,
    pub files: u64,
}

impl Manifest {
    fn amount(&self) -> Amount {
        let rows = self.tables.iter().map(|table| table.rows).sum();
        Amount { tables: self.tables.len() as u64, rows, files: self.files }
    }
}

fn table_path(table: &str) -> String {
    format!("tables/{table}.jsonl")
}
