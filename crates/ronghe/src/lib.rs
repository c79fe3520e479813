//! The program: one binary that serves, imports, exports, backs up and shows itself.

pub mod chance;
pub mod demo;
