//! How long panels take.
fn main() {}
