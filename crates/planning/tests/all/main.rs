//! Planning on both engines.

mod house;
mod meeting;
mod pages;
mod reference;
mod rollups;
mod schema;
mod witness;
mod writing;
