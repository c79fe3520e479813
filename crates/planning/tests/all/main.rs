//! Planning on both engines.

mod annual;
mod house;
mod meeting;
mod pages;
mod periods;
mod rollups;
mod schema;
mod to_date;
mod witness;
mod writing;
