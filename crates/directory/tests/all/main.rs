//! The directory on both engines.

mod changes;
mod closure;
mod finding;
mod founding;
mod house;
mod large;
mod people;
mod plans;
mod reading;
mod withdrawal;
mod withheld;
