//! Questions about support as people ask them: registered, run, concluded; on both engines.

mod adoption;
mod bad_input;
mod claims;
mod house;
mod mines;
mod questions;
mod support;
mod words;
