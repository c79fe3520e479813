//! The audit for the audit administrator, who reads it and does nothing else.

use crate::store::audit::{self, Counted, Seal, Span};
use kernel::calendar::day_start;
use kernel::{Action, Day, Resource};
use store::audit::Stored;
use store::{Ctx, Refusal};
use web_kit::table;

/// The days that are shown, both included; open where nothing is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    pub first: Option<Day>,
    pub last: Option<Day>,
}

/// Entries that are counted beyond the page shown. The audit only grows: counting all of it would make
/// the page slower by the year.
const COUNTED: u64 = 1_000;

/// What the page shows.
pub struct View {
    pub entries: Vec<Stored>,
    pub count: Counted,
    pub seal: Option<Seal>,
}

/// A page of the entries, newest first; as many as a sheet holds when a workbook is asked for.
pub async fn list(
    ctx: &Ctx,
    query: &table::Query,
    days: Days,
    zone: &str,
) -> Result<View, Refusal> {
    let action = if query.as_workbook { Action::Export } else { Action::Read };
    ctx.may(action, Resource::Audit, &[])?;
    let span = Span {
        from: days.first.and_then(|day| day_start(day, zone)),
        until: days.last.and_then(|day| day_start(day.plus_days(1), zone)),
    };
    let q = &mut ctx.read();
    Ok(View {
        entries: audit::list(q, query, span).await?,
        count: audit::count(q, query, span, COUNTED).await?,
        seal: audit::last_seal(q).await?,
    })
}
