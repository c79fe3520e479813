//! Breakthrough projects: one with its leads, milestones and way; those of a part; milestones due in a time.

use super::super::project::{Deed, Lead, Milestone, Project, Stage, State};
use super::{Part, days, taken};
use ::store::{Insert, Query, Refusal, Result, StoreError, Tx, Value, assembled, params};
use kernel::{Day, PersonId, ProjectId, UnitId, UserId};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    name: String,
    started: i64,
    acceptor_id: i64,
    state: String,
    closed: Option<i64>,
    closed_why: String,
    revision: i64,
}

const COLUMNS: &str = "r.id, r.unit_id, r.name, r.started, r.acceptor_id, r.state, r.closed, \
     r.closed_why, r.revision";

fn lost(id: i64) -> StoreError {
    StoreError::Corrupt(format!("the project {id}"))
}

async fn read(q: &mut impl Query, rows: Vec<Row>) -> Result<Vec<Project>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let sql = "SELECT project_id, person_id, valid_from, valid_until FROM breakthrough_lead \
         WHERE project_id IN {ids:$1} ORDER BY project_id, valid_from, person_id";
    let mut leads: HashMap<i64, Vec<Lead>> = HashMap::new();
    for (id, person, from, until) in
        q.all::<(i64, i64, i64, i64)>(sql, params![ids.as_slice()]).await?
    {
        let lead = Lead { person: PersonId(person), valid: days(from, until)? };
        leads.entry(id).or_default().push(lead);
    }
    let project = |row: Row| {
        let id = row.id;
        let day = |code| Day::from_code(code).ok_or_else(|| lost(id));
        Ok(Project {
            id: ProjectId(id),
            unit: UnitId(row.unit_id),
            name: row.name,
            started: day(row.started)?,
            acceptor: PersonId(row.acceptor_id),
            state: State::from_name(&row.state).ok_or_else(|| lost(id))?,
            closed: row.closed.map(day).transpose()?,
            closed_why: row.closed_why,
            revision: row.revision,
            leads: leads.remove(&id).unwrap_or_default(),
        })
    };
    rows.into_iter().map(project).collect()
}

pub async fn project(q: &mut impl Query, id: ProjectId) -> Result<Option<Project>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM breakthrough r WHERE r.id = $1"));
    let rows = q.all::<Row>(sql, params![id]).await?;
    Ok(read(q, rows).await?.pop())
}

/// The projects of a part that had started by its day, the latest first, whether they still run or not.
pub async fn projects_by(q: &mut impl Query, part: &Part<'_>) -> Result<Vec<Project>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM breakthrough r {} AND r.started <= $1 \
         ORDER BY r.started DESC, r.id DESC",
        part.placed()
    ));
    let rows = q.all::<Row>(sql, part.params()).await?;
    read(q, rows).await
}

/// The projects of these units, whether they still run or not.
pub async fn projects_of(q: &mut impl Query, units: &[UnitId]) -> Result<Vec<Project>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM breakthrough r WHERE r.unit_id IN {{ids:$1}} ORDER BY r.id"
    ));
    let rows = q.all::<Row>(sql, params![units]).await?;
    read(q, rows).await
}

#[derive(sqlx::FromRow)]
struct MilestoneRow {
    project_id: i64,
    number: i64,
    title: String,
    due: i64,
    outcome: String,
    stage: String,
    accepted: Option<i64>,
}

/// The milestones of each of these projects in their order.
pub async fn milestones(
    q: &mut impl Query,
    projects: &[ProjectId],
) -> Result<HashMap<ProjectId, Vec<Milestone>>> {
    let ids: Vec<i64> = projects.iter().map(|id| id.0).collect();
    let sql = "SELECT project_id, number, title, due, outcome, stage, accepted \
         FROM breakthrough_milestone WHERE project_id IN {ids:$1} ORDER BY project_id, due, number";
    let mut all: HashMap<ProjectId, Vec<Milestone>> = HashMap::new();
    for row in q.all::<MilestoneRow>(sql, params![ids.as_slice()]).await? {
        let day = |code| Day::from_code(code).ok_or_else(|| lost(row.project_id));
        let milestone = Milestone {
            number: row.number,
            title: row.title,
            due: day(row.due)?,
            outcome: row.outcome,
            stage: Stage::from_name(&row.stage).ok_or_else(|| lost(row.project_id))?,
            accepted: row.accepted.map(day).transpose()?,
        };
        all.entry(ProjectId(row.project_id)).or_default().push(milestone);
    }
    Ok(all)
}

/// Milestones of a part that were due from a day until its day, by unit: accepted by their day, of how many.
/// A milestone that an abandoned project no longer owed does not count; a unit that had begun a project stands
/// here anyway.
pub async fn in_time(
    q: &mut impl Query,
    part: &Part<'_>,
    from: Day,
) -> Result<HashMap<UnitId, (i64, i64)>> {
    let sql = assembled(format!(
        "SELECT r.unit_id, COUNT(CASE WHEN m.accepted <= m.due THEN 1 END), COUNT(m.number) \
         FROM breakthrough r LEFT JOIN breakthrough_milestone m ON m.project_id = r.id \
         AND m.due >= $4 AND m.due <= $1 AND (r.state <> 'abandoned' OR r.closed > m.due) \
         {} AND r.started <= $1 GROUP BY r.unit_id",
        part.placed()
    ));
    let mut values = part.params();
    values.extend(params![from]);
    let rows: Vec<(i64, i64, i64)> = q.all(sql, values).await?;
    Ok(rows.into_iter().map(|(unit, done, of)| (UnitId(unit), (done, of))).collect())
}

/// Something that was done to a project, or to a milestone of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub milestone: Option<i64>,
    pub deed: Deed,
    pub said: String,
    pub user: Option<UserId>,
    pub recorded_by: String,
    /// Milliseconds since 1970.
    pub recorded_at: i64,
}

#[derive(sqlx::FromRow)]
struct StepRow {
    milestone: Option<i64>,
    deed: String,
    said: String,
    user_id: Option<i64>,
    recorded_by: String,
    recorded_at: i64,
}

/// What was done to a project, oldest first.
pub async fn steps(q: &mut impl Query, id: ProjectId) -> Result<Vec<Step>> {
    let sql = "SELECT milestone, deed, said, user_id, recorded_by, recorded_at \
         FROM breakthrough_step WHERE project_id = $1 ORDER BY number";
    let step = |row: StepRow| {
        Ok(Step {
            milestone: row.milestone,
            deed: Deed::from_name(&row.deed).ok_or_else(|| lost(id.0))?,
            said: row.said,
            user: row.user_id.map(UserId),
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        })
    };
    q.all::<StepRow>(sql, params![id]).await?.into_iter().map(step).collect()
}

pub async fn note(tx: &mut Tx, id: ProjectId, step: &Step) -> Result<()> {
    let sql = "INSERT INTO breakthrough_step (project_id, number, milestone, deed, said, user_id, \
         recorded_by, recorded_at) SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7 \
         FROM breakthrough_step WHERE project_id = $1";
    let values = params![
        id,
        step.milestone,
        step.deed.name(),
        &step.said,
        step.user,
        &step.recorded_by,
        step.recorded_at,
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

pub async fn begin(
    tx: &mut Tx,
    (unit, name): (UnitId, &str),
    started: Day,
    acceptor: PersonId,
) -> Result<ProjectId> {
    let sql = "INSERT INTO breakthrough (unit_id, name, started, acceptor_id, state, closed, \
         closed_why, revision) VALUES ($1, $2, $3, $4, 'running', NULL, '', 1) RETURNING id";
    let (id,): (i64,) = tx.one(sql, params![unit, name, started, acceptor]).await?;
    Ok(ProjectId(id))
}

/// Takes the next revision, or says that somebody else did.
///
/// # Errors
/// The conflict `register-changed`.
pub async fn take(tx: &mut Tx, id: ProjectId, revision: i64) -> Result<(), Refusal> {
    let sql = "UPDATE breakthrough SET revision = revision + 1 WHERE id = $1 AND revision = $2";
    taken(tx.execute(sql, params![id, revision]).await?)
}

pub async fn amend(tx: &mut Tx, id: ProjectId, name: &str, acceptor: PersonId) -> Result<()> {
    let sql = "UPDATE breakthrough SET name = $2, acceptor_id = $3 WHERE id = $1";
    tx.execute(sql, params![id, name, acceptor]).await?;
    Ok(())
}

pub async fn close(tx: &mut Tx, id: ProjectId, state: State, closed: Day, why: &str) -> Result<()> {
    let sql = "UPDATE breakthrough SET state = $2, closed = $3, closed_why = $4 WHERE id = $1";
    tx.execute(sql, params![id, state.name(), closed, why]).await?;
    Ok(())
}

const LEAD: Insert = Insert {
    table: "breakthrough_lead",
    columns: &["project_id", "person_id", "valid_from", "valid_until"],
    conflict: "",
};

/// Has these lead from a day on: who led until then and does no longer ends the day before, who begins on the
/// very day that is corrected never led, who goes on goes on.
pub async fn lead(tx: &mut Tx, id: ProjectId, leads: &[PersonId], from: Day) -> Result<()> {
    let end = Day::FOREVER;
    let sql = "SELECT person_id, valid_from FROM breakthrough_lead WHERE project_id = $1 \
         AND valid_until = $2";
    let open: Vec<(i64, i64)> = tx.all(sql, params![id, end]).await?;
    for (person, begun) in &open {
        if leads.contains(&PersonId(*person)) {
            continue;
        }
        if *begun >= from.code() {
            let sql = "DELETE FROM breakthrough_lead WHERE project_id = $1 AND person_id = $2 \
                 AND valid_from = $3";
            tx.execute(sql, params![id, *person, *begun]).await?;
        } else {
            let sql = "UPDATE breakthrough_lead SET valid_until = $4 WHERE project_id = $1 \
                 AND person_id = $2 AND valid_from = $3";
            tx.execute(sql, params![id, *person, *begun, from]).await?;
        }
    }
    let new = leads.iter().filter(|lead| open.iter().all(|(person, _)| *person != lead.0));
    let row =
        |lead: &PersonId| -> [Value; 4] { [id.into(), (*lead).into(), from.into(), end.into()] };
    tx.insert_many(LEAD, new.map(row).collect::<Vec<_>>()).await?;
    Ok(())
}

/// Writes a milestone in the place of the one of its number.
pub async fn put_milestone(tx: &mut Tx, id: ProjectId, milestone: &Milestone) -> Result<()> {
    let sql = "INSERT INTO breakthrough_milestone (project_id, number, title, due, outcome, stage, \
         accepted) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (project_id, number) DO UPDATE \
         SET title = excluded.title, due = excluded.due, outcome = excluded.outcome, \
         stage = excluded.stage, accepted = excluded.accepted";
    let Milestone { number, title, due, outcome, stage, accepted } = milestone;
    let values = params![id, *number, title, *due, outcome, stage.name(), *accepted];
    tx.execute(sql, values).await?;
    Ok(())
}
