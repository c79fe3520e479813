//! The SQL of meetings with their decisions and packs; [`arrangements`] stand apart. Writing happens inside
//! the caller's transaction; the caller audits.

pub mod arrangements;

use super::meeting::Kind;
use ::store::{Insert, Query, Refusal, Result, StoreError, Tx, Value, assembled, params};
use directory::{name, roots, within};
use interchange::official::Figure;
use kernel::{Day, FileId, Lang, MatterId, MeetingId, Period, Problem, Scope, UnitId};

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    pub id: MeetingId,
    pub unit: UnitId,
    pub kind: Kind,
    /// The month of a dispatch meeting, the quarter of an analysis.
    pub period: Period,
    pub day: Day,
    pub agenda: String,
    pub revision: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    kind: String,
    period: i64,
    day: i64,
    agenda: String,
    revision: i64,
}

const COLUMNS: &str = "m.id, m.unit_id, m.kind, m.period, m.day, m.agenda, m.revision";

impl Row {
    fn meeting(self) -> Result<Meeting> {
        let lost = || StoreError::Corrupt(format!("the meeting {}", self.id));
        Ok(Meeting {
            id: MeetingId(self.id),
            unit: UnitId(self.unit_id),
            kind: Kind::from_name(&self.kind).ok_or_else(lost)?,
            period: Period::from_code(self.period).ok_or_else(lost)?,
            day: Day::from_code(self.day).ok_or_else(lost)?,
            agenda: self.agenda,
            revision: self.revision,
        })
    }
}

pub async fn meeting(q: &mut impl Query, id: MeetingId) -> Result<Option<Meeting>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM meeting m WHERE m.id = $1"));
    q.optional::<Row>(sql, params![id]).await?.map(Row::meeting).transpose()
}

/// The meeting of a unit of this kind and period.
pub async fn of_period(
    q: &mut impl Query,
    unit: UnitId,
    kind: Kind,
    period: Period,
) -> Result<Option<Meeting>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM meeting m WHERE m.unit_id = $1 AND m.kind = $2 AND m.period = $3"
    ));
    let row = q.optional::<Row>(sql, params![unit, kind.name(), period]).await?;
    row.map(Row::meeting).transpose()
}

/// Calls a meeting.
///
/// # Errors
/// The conflict `meeting-exists-now` when somebody else was quicker.
pub async fn call(
    tx: &mut Tx,
    (unit, kind, period): (UnitId, Kind, Period),
    day: Day,
    agenda: &str,
) -> Result<MeetingId, Refusal> {
    let sql = "INSERT INTO meeting (unit_id, kind, period, day, agenda, revision) \
         VALUES ($1, $2, $3, $4, $5, 1) RETURNING id";
    match tx.one::<(i64,)>(sql, params![unit, kind.name(), period, day, agenda]).await {
        Ok((id,)) => Ok(MeetingId(id)),
        Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("meeting-exists-now"))),
        Err(error) => Err(error.into()),
    }
}

/// Takes the next revision, or says that somebody else did.
///
/// # Errors
/// The conflict `meeting-changed`.
pub async fn take(tx: &mut Tx, id: MeetingId, revision: i64) -> Result<(), Refusal> {
    let sql = "UPDATE meeting SET revision = revision + 1 WHERE id = $1 AND revision = $2";
    match tx.execute(sql, params![id, revision]).await? {
        0 => Err(Refusal::conflict(Problem::new("meeting-changed"))),
        _ => Ok(()),
    }
}

/// Writes the day and the agenda.
pub async fn change(tx: &mut Tx, id: MeetingId, day: Day, agenda: &str) -> Result<()> {
    let sql = "UPDATE meeting SET day = $2, agenda = $3 WHERE id = $1";
    tx.execute(sql, params![id, day, agenda]).await?;
    Ok(())
}

/// What a meeting decided, with the matter that it became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub meeting: MeetingId,
    pub number: i64,
    pub said: String,
    pub matter: MatterId,
    pub recorded_by: String,
    /// The period and day of the meeting.
    pub period: Period,
    pub day: Day,
}

#[derive(sqlx::FromRow)]
struct DecisionRow {
    meeting_id: i64,
    number: i64,
    said: String,
    matter_id: i64,
    recorded_by: String,
    period: i64,
    day: i64,
}

const DECISION: &str = "SELECT d.meeting_id, d.number, d.said, d.matter_id, d.recorded_by, m.period, \
     m.day FROM meeting_decision d JOIN meeting m ON m.id = d.meeting_id";

fn decisions(rows: Vec<DecisionRow>) -> Result<Vec<Decision>> {
    let decision = |row: DecisionRow| {
        let lost = || StoreError::Corrupt(format!("a decision of the meeting {}", row.meeting_id));
        Ok(Decision {
            meeting: MeetingId(row.meeting_id),
            number: row.number,
            said: row.said,
            matter: MatterId(row.matter_id),
            recorded_by: row.recorded_by,
            period: Period::from_code(row.period).ok_or_else(lost)?,
            day: Day::from_code(row.day).ok_or_else(lost)?,
        })
    };
    rows.into_iter().map(decision).collect()
}

/// What a meeting decided.
pub async fn decided(q: &mut impl Query, id: MeetingId) -> Result<Vec<Decision>> {
    let sql = assembled(format!("{DECISION} WHERE d.meeting_id = $1 ORDER BY d.number"));
    decisions(q.all(sql, params![id]).await?)
}

/// What the unit's earlier meetings decided, the latest meeting first.
pub async fn decided_before(q: &mut impl Query, meeting: &Meeting) -> Result<Vec<Decision>> {
    let sql = assembled(format!(
        "{DECISION} WHERE m.unit_id = $1 AND m.id <> $2 AND (m.day < $3 OR (m.day = $3 AND m.id < $2)) \
         ORDER BY m.day DESC, m.id DESC, d.number"
    ));
    decisions(q.all(sql, params![meeting.unit, meeting.id, meeting.day]).await?)
}

/// The number of the next decision.
pub async fn next_decision(q: &mut impl Query, id: MeetingId) -> Result<i64> {
    let sql = "SELECT COALESCE(MAX(number), 0) + 1 FROM meeting_decision WHERE meeting_id = $1";
    Ok(q.one::<(i64,)>(sql, params![id]).await?.0)
}

/// Notes a decision with its matter.
pub async fn decide(
    tx: &mut Tx,
    (id, number): (MeetingId, i64),
    said: &str,
    matter: MatterId,
    (by, at): (&str, i64),
) -> Result<()> {
    let sql = "INSERT INTO meeting_decision (meeting_id, number, said, matter_id, recorded_by, recorded_at) \
         VALUES ($1, $2, $3, $4, $5, $6)";
    tx.execute(sql, params![id, number, said, matter, by, at]).await?;
    Ok(())
}

/// A pack as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    pub number: i64,
    /// The language of its words.
    pub lang: Lang,
    pub digest: String,
    pub docx: FileId,
    pub xlsx: FileId,
    pub recorded_by: String,
    /// Milliseconds since 1970.
    pub recorded_at: i64,
}

/// The packs of a meeting, the first one first.
pub async fn packs(q: &mut impl Query, id: MeetingId) -> Result<Vec<Pack>> {
    let sql = "SELECT number, lang, digest, docx_id, xlsx_id, recorded_by, recorded_at FROM meeting_pack \
         WHERE meeting_id = $1 ORDER BY number";
    let rows: Vec<(i64, String, String, i64, i64, String, i64)> = q.all(sql, params![id]).await?;
    let pack = |(number, lang, digest, docx, xlsx, recorded_by, recorded_at): (
        i64,
        String,
        _,
        _,
        _,
        _,
        _,
    )| {
        let lang = Lang::from_tag(&lang);
        let (docx, xlsx) = (FileId(docx), FileId(xlsx));
        Pack { number, lang, digest, docx, xlsx, recorded_by, recorded_at }
    };
    Ok(rows.into_iter().map(pack).collect())
}

/// The figures of a pack, in its order.
pub async fn figures(q: &mut impl Query, id: MeetingId, pack: i64) -> Result<Vec<Figure>> {
    let sql =
        "SELECT tag, shown FROM meeting_figure WHERE meeting_id = $1 AND pack = $2 ORDER BY number";
    let rows: Vec<(String, String)> = q.all(sql, params![id, pack]).await?;
    Ok(rows.into_iter().map(|(key, text)| Figure { key, text }).collect())
}

const FIGURE: Insert = Insert {
    table: "meeting_figure",
    columns: &["meeting_id", "pack", "number", "tag", "shown"],
    conflict: "",
};

/// Keeps a pack with its figures.
pub async fn keep(tx: &mut Tx, id: MeetingId, pack: &Pack, figures: &[Figure]) -> Result<()> {
    let sql = "INSERT INTO meeting_pack (meeting_id, number, lang, digest, docx_id, xlsx_id, recorded_by, \
         recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let lang = pack.lang.tag();
    let Pack { number, digest, docx, xlsx, recorded_by, recorded_at, .. } = pack;
    let values = params![id, *number, lang, digest, *docx, *xlsx, recorded_by, *recorded_at];
    tx.execute(sql, values).await?;
    let rows = figures.iter().zip(1_i64..).map(|(figure, at)| -> [Value; 5] {
        [id.into(), (*number).into(), at.into(), (&figure.key).into(), (&figure.text).into()]
    });
    tx.insert_many(FIGURE, rows.collect::<Vec<_>>()).await?;
    Ok(())
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The latest first.
    #[default]
    Day,
    Unit,
    Kind,
    Period,
}

/// A list of meetings.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// Part of the unit's name.
    pub text: &'a str,
    pub order: Order,
    pub descending: bool,
    pub limit: i64,
    pub offset: i64,
    /// Units are those of this day.
    pub today: Day,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub meeting: Meeting,
    pub unit_name: String,
    pub decisions: i64,
    pub packs: i64,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    #[sqlx(flatten)]
    row: Row,
    unit_name: String,
    decisions: i64,
    packs: i64,
    total: i64,
}

/// A page of the meetings of a scope, and how many there are.
pub async fn list(
    q: &mut impl Query,
    scope: &Scope,
    listing: &Listing<'_>,
) -> Result<(Vec<Line>, i64)> {
    let key = match listing.order {
        Order::Day => "m.day",
        Order::Unit => "v.normal",
        Order::Kind => "m.kind",
        Order::Period => "m.period",
    };
    let direction = if listing.descending { "DESC" } else { "ASC" };
    let within = within!("m.unit_id", "$1", "$2");
    let sql = assembled(format!(
        "SELECT {COLUMNS}, v.name AS unit_name, COUNT(*) OVER () AS total, \
         (SELECT COUNT(*) FROM meeting_decision d WHERE d.meeting_id = m.id) AS decisions, \
         (SELECT COUNT(*) FROM meeting_pack p WHERE p.meeting_id = m.id) AS packs \
         FROM meeting m JOIN unit_version v ON v.unit_id = m.unit_id \
         AND v.valid_from <= $1 AND v.valid_until > $1 \
         WHERE {within} AND ($3 = '' OR v.normal LIKE $3 ESCAPE '\\') \
         ORDER BY {key} {direction}, m.day DESC, m.id LIMIT $4 OFFSET $5"
    ));
    let text = directory::search::containing(&name::normal(listing.text));
    let params = params![listing.today, roots(scope), text, listing.limit, listing.offset];
    let rows = q.all::<LineRow>(sql, params).await?;
    let total = rows.first().map_or(0, |row| row.total);
    let line = |row: LineRow| {
        let LineRow { row, unit_name, decisions, packs, .. } = row;
        Ok(Line { meeting: row.meeting()?, unit_name, decisions, packs })
    };
    Ok((rows.into_iter().map(line).collect::<Result<_>>()?, total))
}
