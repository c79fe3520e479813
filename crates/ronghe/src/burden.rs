//! What the house offers to the burden of reporting beside planning's own numbers.

use kernel::{Month, UnitId};
use planning::burden::{Entries, Written};
use store::Ctx;

/// 思想动态: the monthly records, one of a unit and month.
pub struct MoodRecords;

impl Written for MoodRecords {
    fn entries<'a>(&'a self, ctx: &'a Ctx, unit: UnitId, month: Month) -> Entries<'a> {
        Box::pin(mood::use_cases::records::counted(ctx, unit, month))
    }
}
