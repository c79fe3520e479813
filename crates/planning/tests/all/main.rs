//! Planning on both engines.

mod house;
mod reference;
mod rollups;
mod schema;
mod writing;
