//! The pages of units, asked as a browser asks, on both engines.

mod changing;
mod house;
mod reading;
mod routes;
