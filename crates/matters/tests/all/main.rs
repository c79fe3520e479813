//! Matters as people meet them: raised, planned, reported, verified; on both engines, asked as a browser asks.

mod flow;
mod house;
