//! The SQL of planning, one file for each thing one does with readings.
//!
//! - [`readings`]: what the rest of the program calls to keep, read and take back readings.
//! - [`roll_ups`], [`rates`]: what readings amount to above their units, kept by the writing transaction.
//! - [`heights`]: which numbers units have of their own, and which of them are made of what lies below.
//! - [`witness`]: what readings were when they were written, against changes behind the program's back.
//! - [`beforehand`]: whether something was said before its figures could be seen.
//! - [`recount`]: the same from nothing, for verification and for changes of the tree.

pub mod beforehand;
pub(crate) mod cells;
pub(crate) mod exporting;
pub mod figures;
pub(crate) mod heights;
pub mod indicators;
mod locks;
mod rates;
pub mod readings;
pub mod recount;
pub(crate) mod roll_ups;
pub mod rows;
pub mod versions;
mod withdrawing;
pub mod witness;
mod writing;

pub(crate) use locks::{everything as lock_readings, settings as lock_settings};
pub(crate) use roll_ups::too_large;
