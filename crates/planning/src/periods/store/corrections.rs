//! Correction notes.

use crate::reading::Kind;
use crate::store::rows::kind;
use ::store::{Query, Refusal, Result, StoreError, Tx, assembled, params};
use directory::{roots, within};
use kernel::{CorrectionId, Day, IndicatorId, Period, Problem, Quantity, Scope, UnitId, UserId};

kernel::named! {
    /// How far a correction note is.
    Stage("correction-is-") {
        /// 待批准
        Requested = "requested",
        /// 已批准
        Approved = "approved",
        /// 未批准
        Refused = "refused",
    }
}

/// A number with its denominator or weight.
pub type Number = (Quantity, Option<Quantity>);

/// A correction note as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: CorrectionId,
    pub unit: UnitId,
    pub period: Period,
    pub indicator: IndicatorId,
    /// The version that it puts right; 0 where nothing was reported.
    pub version: i64,
    pub kind: Kind,
    pub before: Option<Number>,
    /// The number in its place; `None` where it is taken back and nothing put there.
    pub after: Option<Number>,
    pub reason: String,
    pub stage: Stage,
    pub user: Option<UserId>,
    pub requested_by: String,
    /// Milliseconds since 1970.
    pub requested_at: i64,
    pub decided: Option<(String, i64)>,
    pub said: String,
    /// The act that wrote the new version.
    pub entry: Option<i64>,
}

/// A number that is to be put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNote {
    pub unit: UnitId,
    pub period: Period,
    pub indicator: IndicatorId,
    pub kind: Kind,
    pub version: i64,
    pub before: Option<Number>,
    /// `None` takes the number back.
    pub after: Option<Number>,
    pub reason: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    period: i64,
    indicator_id: i64,
    kind: i64,
    withdraws: bool,
    version: i64,
    before_value: Option<i64>,
    before_weight: Option<i64>,
    value: i64,
    weight: Option<i64>,
    reason: String,
    state: String,
    user_id: Option<i64>,
    requested_by: String,
    requested_at: i64,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    said: String,
    entry_id: Option<i64>,
}

const COLUMNS: &str = "n.id, n.unit_id, n.period, n.indicator_id, n.kind, n.withdraws, n.version, n.before_value, \
     n.before_weight, n.value, n.weight, n.reason, n.state, n.user_id, n.requested_by, n.requested_at, \
     n.decided_by, n.decided_at, n.said, n.entry_id";

impl Row {
    fn note(self) -> Result<Note> {
        let lost = || StoreError::Corrupt(format!("the correction note {}", self.id));
        let quantity = Quantity::from_millionths;
        let weight = |weight: Option<i64>| weight.map(quantity);
        Ok(Note {
            id: CorrectionId(self.id),
            unit: UnitId(self.unit_id),
            period: Period::from_code(self.period).ok_or_else(lost)?,
            indicator: IndicatorId(self.indicator_id),
            kind: kind(self.kind)?,
            version: self.version,
            before: self.before_value.map(|value| (quantity(value), weight(self.before_weight))),
            after: (!self.withdraws).then(|| (quantity(self.value), weight(self.weight))),
            reason: self.reason,
            stage: Stage::from_name(&self.state).ok_or_else(lost)?,
            user: self.user_id.map(UserId),
            requested_by: self.requested_by,
            requested_at: self.requested_at,
            decided: self.decided_by.zip(self.decided_at),
            said: self.said,
            entry: self.entry_id,
        })
    }
}

/// Keeps a new note.
///
/// # Errors
/// The conflict `correction-open` where one of the same number waits already.
pub async fn request(
    tx: &mut Tx,
    new: &NewNote,
    (user, by, at): (Option<UserId>, &str, i64),
) -> Result<CorrectionId, Refusal> {
    let sql = "INSERT INTO correction_note (unit_id, period, indicator_id, version, before_value, \
         before_weight, value, weight, reason, state, user_id, requested_by, requested_at, said, kind, \
         withdraws) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'requested', $10, $11, $12, '', $13, $14) \
         RETURNING id";
    // What is taken back is said once more where a number must stand.
    let (value, weight) = new.after.or(new.before).unwrap_or_default();
    let values = params![
        new.unit,
        new.period,
        new.indicator,
        new.version,
        new.before.map(|(value, _)| value),
        new.before.and_then(|(_, weight)| weight),
        value,
        weight,
        &new.reason,
        user,
        by,
        at,
        new.kind.code(),
        new.after.is_none(),
    ];
    match tx.one::<(i64,)>(sql, values).await {
        Ok((id,)) => Ok(CorrectionId(id)),
        Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("correction-open"))),
        Err(error) => Err(error.into()),
    }
}

pub async fn note(q: &mut impl Query, id: CorrectionId) -> Result<Option<Note>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM correction_note n WHERE n.id = $1"));
    q.optional::<Row>(sql, params![id]).await?.map(Row::note).transpose()
}

/// Decides a note that waits, once.
pub async fn decide(
    tx: &mut Tx,
    id: CorrectionId,
    stage: Stage,
    said: &str,
    (by, at): (&str, i64),
    entry: Option<i64>,
) -> Result<bool> {
    let sql = "UPDATE correction_note SET state = $2, said = $3, decided_by = $4, decided_at = $5, \
         entry_id = $6 WHERE id = $1 AND state = 'requested'";
    Ok(tx.execute(sql, params![id, stage.name(), said, by, at, entry]).await? == 1)
}

/// Which notes are listed.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// The unit with all below it; `None` for everything in the scope.
    pub unit: Option<UnitId>,
    /// The codes of the first and last period of each grain, none for all.
    pub periods: &'a [(i64, i64)],
    pub only_waiting: bool,
    /// Units are those of this day.
    pub today: Day,
    pub limit: i64,
    pub offset: i64,
}

#[derive(sqlx::FromRow)]
struct ListRow {
    #[sqlx(flatten)]
    row: Row,
    unit_name: String,
    total: i64,
}

/// The notes of a scope with the names of their units, the latest first, and how many there are.
pub async fn list(
    q: &mut impl Query,
    scope: &Scope,
    listing: &Listing<'_>,
) -> Result<(Vec<(Note, String)>, i64)> {
    let within = within!("n.unit_id", "$1", "$2");
    let part = |(from, to): &(i64, i64)| format!("n.period BETWEEN {from} AND {to}");
    let parts: Vec<String> = listing.periods.iter().map(part).collect();
    let periods =
        if parts.is_empty() { String::new() } else { format!("AND ({}) ", parts.join(" OR ")) };
    let sql = assembled(format!(
        "SELECT {COLUMNS}, (SELECT v.name FROM unit_version v WHERE v.unit_id = n.unit_id \
         ORDER BY v.valid_from DESC LIMIT 1) AS unit_name, COUNT(*) OVER () AS total \
         FROM correction_note n WHERE {within} AND (CAST($3 AS BIGINT) IS NULL OR EXISTS (SELECT 1 \
         FROM unit_closure c WHERE c.ancestor_id = $3 AND c.descendant_id = n.unit_id)) \
         AND ($4 = 0 OR n.state = 'requested') {periods}ORDER BY n.id DESC LIMIT $5 OFFSET $6"
    ));
    let unit = listing.unit.map(|unit| unit.0);
    let waiting = i64::from(listing.only_waiting);
    let values = params![listing.today, roots(scope), unit, waiting, listing.limit, listing.offset];
    let rows: Vec<ListRow> = q.all(sql, values).await?;
    let total = rows.first().map_or(0, |row| row.total);
    let noted = rows.into_iter().map(|row| Ok((row.row.note()?, row.unit_name)));
    Ok((noted.collect::<Result<_>>()?, total))
}
