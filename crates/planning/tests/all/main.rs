//! Planning on both engines.

mod annual;
mod house;
mod meeting;
mod meetings;
mod pages;
mod rollups;
mod schema;
mod to_date;
mod witness;
mod writing;
