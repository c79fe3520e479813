//! Readings for the rest of the program: keep them, read the current ones, take an import's back.

use super::cells::{self, Window};
use super::{withdrawing, writing};
use crate::reading::Kind;
pub use crate::reading::NewReading;
use kernel::{ImportId, IndicatorId, Period, Quantity, UnitId, UserId};
use store::{Ctx, Query, Refusal, Result, Tx, params};

/// Who writes, when, why and from which import: kept once for all readings of one act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub at: i64,
    pub user: Option<UserId>,
    /// The name as it was then.
    pub actor: String,
    /// Why a value is restated; nothing may be restated without.
    pub reason: Option<String>,
    pub import: Option<ImportId>,
    /// An annual plan comes into force: it alone writes the targets that plans have fixed.
    pub is_plan: bool,
    /// A correction note was approved: it alone writes and takes back numbers of months that are locked.
    pub is_correction: bool,
}

impl Stamp {
    /// The actor of this context, now.
    pub fn of(ctx: &Ctx) -> Self {
        let actor = ctx.actor.name.clone();
        Self {
            at: ctx.now.at,
            user: ctx.actor.user,
            actor,
            reason: None,
            import: None,
            is_plan: false,
            is_correction: false,
        }
    }

    /// Gives the reason for what is restated.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Says that a plan comes into force.
    #[must_use]
    pub fn plan(mut self) -> Self {
        self.is_plan = true;
        self
    }

    /// Says that a correction note was approved.
    #[must_use]
    pub fn correction(mut self) -> Self {
        self.is_correction = true;
        self
    }

    /// Names the import that the readings come from.
    #[must_use]
    pub fn import(mut self, import: ImportId) -> Self {
        self.import = Some(import);
        self
    }
}

/// What an act of writing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The entry that the new versions name; `None` when nothing was new.
    pub entry: Option<i64>,
    /// New versions, restated ones among them.
    pub written: u64,
    /// Versions that took the place of another.
    pub restated: u64,
    /// Readings that were kept already with the same numbers.
    pub unchanged: u64,
}

/// Keeps readings and everything that follows from them above. They come unit by unit (all of one
/// unit together; ascending ids are fastest). The caller audits and commits.
///
/// # Errors
/// Every problem of the first chunk that has any (see `problem-reading-*`); a conflict when another
/// transaction wrote one of them meanwhile. Nothing may be committed then.
pub async fn write(
    tx: &mut Tx,
    stamp: &Stamp,
    readings: impl IntoIterator<Item = NewReading, IntoIter: Send>,
) -> Result<Outcome, Refusal> {
    writing::write(tx, stamp, readings).await
}

/// Waits for its turn to write readings of these indicators and periods, one entry for each reading
/// that may come. Whoever compares with what is kept before writing takes it first: what is read
/// after it nobody else changes until the end of the transaction.
pub async fn take_turns(tx: &mut Tx, keys: &[(IndicatorId, Period)]) -> Result<()> {
    writing::take_turns(tx, keys).await
}

/// A reading as it counts now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Current {
    pub unit: UnitId,
    /// The period's code.
    pub period: i64,
    pub indicator: IndicatorId,
    pub kind: Kind,
    pub version: i64,
    pub value: Quantity,
    pub weight: Option<Quantity>,
    pub entry: i64,
}

/// The current readings of these units between two periods of one grain.
pub async fn current(
    q: &mut impl Query,
    units: &[UnitId],
    from: Period,
    to: Period,
) -> Result<Vec<Current>> {
    let window = Window { periods: (from.code(), to.code()), ..Window::ALL };
    let mut found = Vec::new();
    for ((unit, period, indicator), cell) in cells::load(q, units, window).await? {
        for kind in Kind::ALL {
            let Some(live) = cell.live(kind) else { continue };
            found.push(Current {
                unit,
                period,
                indicator,
                kind,
                version: live.version,
                value: live.value,
                weight: live.weight,
                entry: live.entry,
            });
        }
    }
    Ok(found)
}

/// Takes back every version that an import wrote; earlier versions count again, later ones stay.
/// Returns how many were taken back. The caller audits and commits.
pub async fn withdraw(tx: &mut Tx, import: ImportId, stamp: &Stamp) -> Result<u64, Refusal> {
    withdrawing::import(tx, import, stamp).await
}

/// Takes back every version of single readings: they are "not reported" again.
pub async fn clear(
    tx: &mut Tx,
    readings: &[(UnitId, Period, IndicatorId, Kind)],
    stamp: &Stamp,
) -> Result<u64, Refusal> {
    withdrawing::single(tx, readings, stamp).await
}

/// Takes back every version of one reading of a locked month, as a correction note says. Returns the act.
pub(crate) async fn take_back(
    tx: &mut Tx,
    reading: (UnitId, Period, IndicatorId, Kind),
    stamp: &Stamp,
) -> Result<i64, Refusal> {
    withdrawing::one(tx, reading, stamp).await
}

/// How many versions, withdrawn ones too, point at these units.
pub async fn of_units(q: &mut impl Query, units: &[UnitId]) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM reading WHERE unit_id IN {ids:$1}";
    Ok(q.one::<(i64,)>(sql, params![units]).await?.0)
}
