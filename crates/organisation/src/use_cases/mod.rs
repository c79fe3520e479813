//! What people do with units.

pub mod choosing;
pub mod reach;
pub mod units;
pub mod viewing;
