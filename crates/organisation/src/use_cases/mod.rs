//! What people do with units.

pub mod choosing;
pub mod units;
pub mod viewing;
