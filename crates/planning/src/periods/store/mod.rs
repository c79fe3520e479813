//! The SQL of periods: locks, what is owed, what was kept as it was locked, corrections. Writing happens
//! inside the caller's transaction; the caller audits.

pub(crate) mod corrections;
pub(crate) mod kept;
pub(crate) mod locks;
pub(crate) mod owed;
pub(crate) mod year;
