//! What a draft would have changed: run on past sheets beside the version in force. The answer is about the
//! rule and about units, never about people.

use kernel::Problem;
use scoring::Exact;
use scoring::engine::{Cases, Inputs};
use scoring::scheme::Scheme;
use scoring::what_if::{WhatIf, what_if};

/// By how many points a weight is changed to see whether grades hang on it.
pub const BY: i64 = 5;

/// Runs `draft` on past sheets beside `now`. Units are grouped by their kind, so that a line nobody of a kind
/// could earn is found.
///
/// # Errors
/// Everything wrong with either scheme or with the sheets.
pub fn compare(now: &Scheme, draft: &Scheme, sheets: &[Inputs]) -> Result<WhatIf, Vec<Problem>> {
    if sheets.is_empty() {
        return Err(vec![Problem::new("scheme-past-empty").at("sheets")]);
    }
    let group = |inputs: &Inputs| inputs.kind.clone();
    what_if(now, draft, sheets, &group, &Exact::from_integer(BY), &Cases::default())
}
