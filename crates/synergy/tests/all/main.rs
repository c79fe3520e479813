//! Questions about support as people ask them: registered, run, concluded; on both engines.

mod house;
mod mines;
mod questions;
mod support;
mod words;
