//! The SQL of imports.

mod cell_text;
mod import;
mod later;
mod profile;
mod tree;

pub(crate) use cell_text::keep_texts;
pub use cell_text::{Place, place};
pub use import::State;
pub(crate) use import::{
    Closing, Import, Listed, NewImport, close, confirmed, count, decided, failed, files, get,
    insert, list, previewed, start, take_turn,
};
pub(crate) use later::built_upon;
pub(crate) use profile::{
    delete_profile, keep_profile_text, own_profile, own_profiles, profile_text, save_profile,
};
pub(crate) use tree::{load_tree, next_figure, notes_of, places};
