//! The pages of units and people, asked as a browser asks, on both engines; the rules, held to worked
//! examples.

mod changing;
mod house;
mod people;
mod people_lists;
mod reading;
mod reference;
mod routes;
