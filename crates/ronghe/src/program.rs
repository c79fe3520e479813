//! The program as a whole: the tables, texts and routes of every storey, joined in the order in which
//! one stands on the other.

use kernel::Texts;
use kernel::texts::{self, Catalogue};
use store::Migrations;

/// Every crate's tables, a crate after those it points at.
pub const MIGRATIONS: &[Migrations] = &[store::MIGRATIONS];

/// Every crate's words.
pub const TEXTS: &[Texts] = &[kernel::TEXTS, store::TEXTS, web_kit::TEXTS, crate::TEXTS];

/// Installs the texts. The catalogue is sound in any program that passed its tests.
pub fn install_texts() {
    texts::install(Catalogue::new(TEXTS).expect("the texts of all crates fit together"));
}
