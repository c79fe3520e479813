//! Planning on both engines.

mod annual;
mod annual_api;
mod annual_book;
mod burden;
mod duties;
mod house;
mod meeting;
mod meetings;
mod pages;
mod periods;
mod registers;
mod registers_lists;
mod rollups;
mod schema;
mod to_date;
mod witness;
mod writing;
