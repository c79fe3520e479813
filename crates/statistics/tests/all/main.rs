//! The crate from outside: worked examples, published results, simulated panels, and sizes.

mod public_data;
mod reference;
mod simulated;
mod sizes;
