//! Major matters: raised, studied, decided; the list as of a day. Writing happens inside the caller's
//! transaction; the caller audits.

use super::bodies::life_of_unit;
use super::catalogue::{ensure, load};
use super::{conflict, lock};
use crate::governance::catalogue::Where;
use crate::governance::matter::{Stage, study_of};
use crate::governance::store::{bodies, tenures};
use crate::governance::tenure::{Seat, outside};
use crate::party::store::orgs::containing;
use crate::party::store::rows::day as day_of;
use directory::{name, roots, within};
use kernel::{
    BodyId, Day, FileId, MajorMatterId, MatterKindId, PartyOrgId, Problem, Scope, UnitId,
};
use store::{Query, Refusal, Result, Tx, Value, assembled, params};

/// A matter as it was raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    pub unit: UnitId,
    pub kind: MatterKindId,
    pub title: String,
    pub day: Day,
}

/// One step of its way: who met, when, and what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<By> {
    pub by: By,
    pub day: Day,
    pub document: Option<String>,
    pub file: Option<FileId>,
}

/// A major matter with its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    pub id: MajorMatterId,
    pub raised: Raised,
    pub study: Option<Step<PartyOrgId>>,
    pub decision: Option<Step<BodyId>>,
    /// What was decided.
    pub outcome: String,
    pub revision: i64,
}

impl Matter {
    /// The stage on a day.
    pub fn stage(&self, on: Day) -> Stage {
        let study = self.study.as_ref().map(|step| step.day);
        let decision = self.decision.as_ref().map(|step| step.day);
        crate::governance::matter::stage(study, decision, on)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    kind_id: i64,
    title: String,
    raised: i64,
    study_org_id: Option<i64>,
    study_day: Option<i64>,
    study_document: Option<String>,
    study_file_id: Option<i64>,
    decision_body_id: Option<i64>,
    decision_day: Option<i64>,
    decision_document: Option<String>,
    decision_file_id: Option<i64>,
    outcome: String,
    revision: i64,
}

impl Row {
    fn matter(self) -> Result<Matter> {
        let study = match (self.study_org_id, self.study_day) {
            (Some(org), Some(day)) => Some(Step {
                by: PartyOrgId(org),
                day: day_of(day)?,
                document: self.study_document,
                file: self.study_file_id.map(FileId),
            }),
            _ => None,
        };
        let decision = match (self.decision_body_id, self.decision_day) {
            (Some(body), Some(day)) => Some(Step {
                by: BodyId(body),
                day: day_of(day)?,
                document: self.decision_document,
                file: self.decision_file_id.map(FileId),
            }),
            _ => None,
        };
        let raised = Raised {
            unit: UnitId(self.unit_id),
            kind: MatterKindId(self.kind_id),
            title: self.title,
            day: day_of(self.raised)?,
        };
        let (id, outcome, revision) = (MajorMatterId(self.id), self.outcome, self.revision);
        Ok(Matter { id, raised, study, decision, outcome, revision })
    }
}

/// The columns of a matter; `m` is its table.
const COLUMNS: &str = "m.id, m.unit_id, m.kind_id, m.title, m.raised, m.study_org_id, m.study_day, \
    m.study_document, m.study_file_id, m.decision_body_id, m.decision_day, m.decision_document, \
    m.decision_file_id, m.outcome, m.revision";

pub async fn matter(q: &mut impl Query, id: MajorMatterId) -> Result<Option<Matter>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM major_matter m WHERE m.id = $1"));
    q.optional::<Row>(sql, params![id]).await?.map(Row::matter).transpose()
}

/// Raises a matter.
///
/// # Errors
/// `matter-kind-unknown` at `kind`; `matter-outside-unit` at `raised`.
pub async fn raise(tx: &mut Tx, new: &Raised) -> Result<MajorMatterId, Refusal> {
    ensure(tx).await?;
    fits(tx, new).await?;
    let sql = "INSERT INTO major_matter (unit_id, kind_id, title, normal, raised, outcome, revision) \
         VALUES ($1, $2, $3, $4, $5, '', 1) RETURNING id";
    let normal = name::normal(&new.title);
    let params = params![new.unit, new.kind, &new.title, normal, new.day];
    Ok(MajorMatterId(tx.one::<(i64,)>(sql, params).await?.0))
}

/// Corrects what was raised; whose matter it is stays.
///
/// # Errors
/// As [`raise`]; the conflict `matter-changed`.
pub async fn correct(
    tx: &mut Tx,
    id: MajorMatterId,
    revision: i64,
    new: &Raised,
) -> Result<Matter, Refusal> {
    let before = seen(tx, id, revision).await?;
    fits(tx, new).await?;
    let sql = "UPDATE major_matter SET kind_id = $2, title = $3, normal = $4, raised = $5, \
         revision = revision + 1 WHERE id = $1";
    let normal = name::normal(&new.title);
    tx.execute(sql, params![id, new.kind, &new.title, normal, new.day]).await?;
    Ok(before)
}

async fn fits(tx: &mut Tx, new: &Raised) -> Result<(), Refusal> {
    if load(tx).await?.matter(new.kind).is_none() {
        return Err(Problem::new("major-matter-kind-unknown").at("kind").into());
    }
    let life = life_of_unit(tx, new.unit).await?;
    if !life.contains(new.day) {
        return Err(outside("major-matter-outside-unit", life).at("raised").into());
    }
    Ok(())
}

async fn seen(tx: &mut Tx, id: MajorMatterId, revision: i64) -> Result<Matter, Refusal> {
    lock(tx).await?;
    let before = matter(tx, id).await?.ok_or(Refusal::NotFound)?;
    if before.revision != revision {
        return Err(conflict("major-matter-changed"));
    }
    Ok(before)
}

/// Records the study by a Party organisation; a later record takes the place of an earlier one.
///
/// # Errors
/// `matter-study-nobody` for a group, which studies nothing; `matter-step-outside`; the conflict
/// `matter-changed`.
pub async fn study(
    tx: &mut Tx,
    id: MajorMatterId,
    revision: i64,
    step: &Step<PartyOrgId>,
) -> Result<Matter, Refusal> {
    let before = seen(tx, id, revision).await?;
    let (stands, name, life) = tenures::place(tx, Seat::Org(step.by), step.day).await?;
    let studies = match stands {
        Where::Org(level) => study_of(level),
        Where::Body(_) => None,
    };
    if studies.is_none() {
        return Err(Problem::new("major-matter-study-nobody").at("org").into());
    }
    if !life.contains(step.day) {
        return Err(outside("major-matter-step-outside", life).arg("name", name).at("day").into());
    }
    let sql = "UPDATE major_matter SET study_org_id = $2, study_day = $3, study_document = $4, \
         study_file_id = $5, revision = revision + 1 WHERE id = $1";
    tx.execute(sql, params![id, step.by, step.day, step.document.clone(), step.file]).await?;
    Ok(before)
}

/// Records the decision of a body of the matter's unit.
///
/// # Errors
/// `matter-body-elsewhere` at `body`; `matter-step-outside`; the conflict `matter-changed`.
pub async fn decide(
    tx: &mut Tx,
    id: MajorMatterId,
    revision: i64,
    step: &Step<BodyId>,
    outcome: &str,
) -> Result<Matter, Refusal> {
    let before = seen(tx, id, revision).await?;
    let body = bodies::body(tx, step.by).await?;
    let body = body.filter(|body| body.unit == before.raised.unit);
    let body = body.ok_or_else(|| Problem::new("major-matter-body-elsewhere").at("body"))?;
    if !body.valid.contains(step.day) {
        let problem = outside("major-matter-step-outside", body.valid).arg("name", body.name);
        return Err(problem.at("day").into());
    }
    let sql = "UPDATE major_matter SET decision_body_id = $2, decision_day = $3, \
         decision_document = $4, decision_file_id = $5, outcome = $6, revision = revision + 1 \
         WHERE id = $1";
    let params = params![id, step.by, step.day, step.document.clone(), step.file, outcome];
    tx.execute(sql, params).await?;
    Ok(before)
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Out of order first, then the latest.
    #[default]
    Attention,
    Title,
    Unit,
    Kind,
    Raised,
    Study,
    Decision,
}

/// A list of matters as of a day.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    pub day: Day,
    /// Part of the title or of the unit's name.
    pub text: &'a str,
    /// `None` for every stage.
    pub stage: Option<Stage>,
    /// Any of these kinds; `None` for any at all.
    pub kinds: Option<&'a [MatterKindId]>,
    pub order: Order,
    pub descending: bool,
    pub limit: i64,
    pub offset: i64,
}

/// The stage of a matter on the day `$1`, as its place in [`Stage::ALL`].
const STAGE: &str = "CASE WHEN m.decision_day IS NULL OR m.decision_day > $1 THEN \
    CASE WHEN m.study_day IS NULL OR m.study_day > $1 THEN 2 ELSE 3 END \
    WHEN m.study_day IS NULL OR m.study_day > $1 THEN 1 \
    WHEN m.study_day > m.decision_day THEN 0 ELSE 4 END";

#[derive(sqlx::FromRow)]
struct Line {
    #[sqlx(flatten)]
    row: Row,
    unit_name: String,
    total: i64,
}

/// A page of the matters of a scope that were raised by the day, each with its unit's name, and how many
/// there are in all.
pub async fn list(
    q: &mut impl Query,
    scope: &Scope,
    listing: &Listing<'_>,
) -> Result<(Vec<(Matter, String)>, i64)> {
    let direction = if listing.descending { "DESC" } else { "ASC" };
    let key = match listing.order {
        Order::Attention => "CASE WHEN stage < 2 THEN 0 ELSE 1 END",
        Order::Title => "m.normal",
        Order::Unit => "m.unit_name",
        Order::Kind => "m.kind_id",
        Order::Raised => "m.raised",
        Order::Study => "m.study_day",
        Order::Decision => "m.decision_day",
    };
    let within = within!("m.unit_id", "$1", "$2");
    let sql = assembled(format!(
        "SELECT {COLUMNS}, m.unit_name, m.total FROM (SELECT m.*, v.name AS unit_name, {STAGE} AS stage, \
         COUNT(*) OVER () AS total FROM major_matter m JOIN unit_version v ON v.unit_id = m.unit_id \
         AND v.valid_from <= $1 AND v.valid_until > $1 WHERE m.raised <= $1 AND {within} \
         AND ($3 = '' OR m.normal LIKE $3 ESCAPE '\\' OR v.normal LIKE $3 ESCAPE '\\') \
         AND ($4 < 0 OR $4 = {STAGE}) AND (CAST($7 AS TEXT) IS NULL OR m.kind_id IN {{ids:$7}})) m \
         ORDER BY {key} {direction} NULLS LAST, m.raised DESC, m.id DESC LIMIT $5 OFFSET $6"
    ));
    let stage = listing.stage.and_then(|stage| Stage::ALL.iter().position(|one| *one == stage));
    let stage = stage.map_or(-1, |place| place as i64);
    let text = containing(listing.text);
    let kinds = listing.kinds.map(|kinds| kinds.iter().map(|kind| kind.0).collect::<Vec<_>>());
    let kinds = kinds.map_or(Value::Text(None), |kinds| kinds.as_slice().into());
    let (limit, offset) = (listing.limit, listing.offset);
    let params = params![listing.day, roots(scope), text, stage, limit, offset, kinds];
    let lines = q.all::<Line>(sql, params).await?;
    let total = lines.first().map_or(0, |line| line.total);
    let line = |line: Line| Ok((line.row.matter()?, line.unit_name));
    Ok((lines.into_iter().map(line).collect::<Result<_>>()?, total))
}

/// How many matters of these units are not decided.
pub async fn undecided(q: &mut impl Query, units: &[UnitId]) -> Result<i64> {
    let sql =
        "SELECT COUNT(*) FROM major_matter WHERE unit_id IN {ids:$1} AND decision_day IS NULL";
    Ok(q.one::<(i64,)>(sql, params![units]).await?.0)
}

/// Another unit takes the undecided matters of units that close; returns how many.
pub async fn hand_over(tx: &mut Tx, units: &[UnitId], to: UnitId) -> Result<i64> {
    lock(tx).await?;
    let sql = "UPDATE major_matter SET unit_id = $2, revision = revision + 1 \
         WHERE unit_id IN {ids:$1} AND decision_day IS NULL";
    Ok(tx.execute(sql, params![units, to]).await? as i64)
}

/// Whether units may close as far as their major matters are concerned.
///
/// # Errors
/// `unit-open-major-matters` at `matters_to`.
pub async fn may_close(q: &mut impl Query, units: &[UnitId]) -> Result<(), Refusal> {
    match undecided(q, units).await? {
        0 => Ok(()),
        n => Err(Problem::new("unit-open-major-matters").arg("n", n).at("matters_to").into()),
    }
}
