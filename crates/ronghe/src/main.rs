//! The program's entry: parse, run, answer with an exit status.

fn main() {}
