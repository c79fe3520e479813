//! Cells → draft: the engine that applies a profile to files.
pub(crate) use text::normal;
mod text;

use crate::draft::{Decisions, Draft, Known};
use crate::{Input, Profile};
use kernel::Problem;

/// Reads files with a profile.
///
/// # Errors
/// Never yet.
pub fn draft(_: &Profile, _: &[Input], _: &Known, _: &Decisions) -> Result<Draft, Problem> {
    Ok(Draft::default())
}
