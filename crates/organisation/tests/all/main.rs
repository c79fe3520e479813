//! The pages of units, asked as a browser asks, on both engines; the rules, held to worked examples.

mod changing;
mod house;
mod reading;
mod reference;
mod routes;
