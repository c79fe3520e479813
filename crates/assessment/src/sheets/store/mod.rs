//! The SQL of score sheets: facts with their versions, what stands behind a figure, and drawn up sheets.
//! Writing happens inside the caller's transaction; the caller audits.

pub mod facts;
pub mod readings;
pub mod sheets;
pub mod units;
