//! Periods for programs. What is answered is written out here, apart from the types of the house.

use super::{LOCK, READ, place};
use crate::annual::progress::Standing as TaskStanding;
use crate::figure::Amount;
use crate::indicator::Indicator;
use crate::periods::rhythm::{Half, standing_name};
use crate::periods::use_cases::year::{self, View};
use crate::periods::use_cases::{self, Lock, Owed, Restated, Thing, corrections};
use crate::reading::kind_name;
use crate::status::Standing;
use axum::extract::Path;
use kernel::{Action, Month, Problem, Resource, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Sent, Slice};
use web_kit::{Answer, Needs, Routes, Web, WebError};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/periods/{unit}/{month}", READ, show_period)
        .post("/api/v1/periods/{unit}/{month}/absences", LOCK, excuse_absences)
        .post("/api/v1/periods/{unit}/{month}/lock", LOCK, lock_period)
        .post(
            "/api/v1/periods/{unit}/{month}/unlock",
            Needs::May(Action::Approve, Resource::Period),
            unlock_period,
        )
        .get("/api/v1/corrections", READ, list_corrections)
        .get("/api/v1/plans/year/{unit}/{year}", READ, show_year)
}

#[derive(OpenApi)]
#[openapi(paths(
    show_period,
    excuse_absences,
    lock_period,
    unlock_period,
    list_corrections,
    show_year
))]
pub(crate) struct Document;

/// A lock of a month.
#[derive(Serialize, ToSchema)]
#[schema(as = PeriodLock)]
struct LockAnswer {
    /// The unit that was locked with everything below it.
    unit: i64,
    /// Such as `2026-08`.
    month: String,
    locked_by: String,
    /// Milliseconds since 1970.
    locked_at: i64,
}

impl From<&Lock> for LockAnswer {
    fn from(lock: &Lock) -> Self {
        Self {
            unit: lock.unit.0,
            month: lock.month.to_string(),
            locked_by: lock.locked_by.clone(),
            locked_at: lock.locked_at,
        }
    }
}

/// Something that is owed for a month.
#[derive(Serialize, ToSchema)]
#[schema(as = OwedThing)]
struct OwedAnswer {
    unit: i64,
    unit_name: String,
    /// `business` or `party`.
    half: &'static str,
    /// The id of the indicator, or the number of the task.
    thing: i64,
    /// Why it will not come, where that is recorded.
    absence: Option<String>,
}

impl From<&Owed> for OwedAnswer {
    fn from(owed: &Owed) -> Self {
        Self {
            unit: owed.unit.0,
            unit_name: owed.unit_name.clone(),
            half: owed.thing.half().name(),
            thing: match &owed.thing {
                Thing::Reading(indicator) => indicator.0,
                Thing::Task { number, .. } => *number,
            },
            absence: owed.absence.as_ref().map(|(reason, ..)| reason.clone()),
        }
    }
}

/// A figure that has changed since its month was locked.
#[derive(Serialize, ToSchema)]
#[schema(as = RestatedFigure)]
struct RestatedAnswer {
    /// The indicator's code.
    indicator: String,
    period: String,
    /// `actual`, `target` or another mark.
    kind: &'static str,
    /// The value as it was locked, and as it is; absent where there is none.
    locked: Option<String>,
    now: Option<String>,
}

impl From<&Restated> for RestatedAnswer {
    fn from(one: &Restated) -> Self {
        Self {
            indicator: one.indicator.code.clone(),
            period: one.period.to_string(),
            kind: kind_name(one.kind),
            locked: one.locked.value(&one.indicator).map(|value| value.to_string()),
            now: one.now.value(&one.indicator).map(|value| value.to_string()),
        }
    }
}

fn value(indicator: &Indicator, amount: Amount) -> Option<String> {
    amount.value(indicator).map(|value| value.to_string())
}

/// A unit's month.
#[derive(Serialize, ToSchema)]
#[schema(as = Period)]
struct PeriodAnswer {
    unit: i64,
    month: String,
    /// `future`, `running`, `open`, `overdue` or `locked`.
    state: &'static str,
    #[schema(format = Date)]
    due: String,
    lock: Option<LockAnswer>,
    owed: Vec<OwedAnswer>,
    restated: Vec<RestatedAnswer>,
}

/// A month of a unit: what is owed, whether it is locked, and what has changed since.
#[utoipa::path(get, path = "/api/v1/periods/{unit}/{month}", tag = "planning",
    params(("unit" = i64, Path), ("month" = String, Path)),
    responses((status = 200, body = PeriodAnswer)))]
pub(super) async fn show_period(web: Web, Path((unit, month)): Path<(String, String)>) -> Answer {
    api::json(&of_month(&web, place(&unit, &month)?).await?)
}

async fn of_month(web: &Web, (unit, month): (UnitId, Month)) -> Result<PeriodAnswer, WebError> {
    let shown = use_cases::look(web, unit, month).await?;
    Ok(PeriodAnswer {
        unit: unit.0,
        month: month.to_string(),
        state: shown.state.name(),
        due: shown.due.to_string(),
        lock: shown.lock.as_ref().map(|(lock, _)| lock.into()),
        owed: shown.owed.iter().map(OwedAnswer::from).collect(),
        restated: shown.restated.iter().map(RestatedAnswer::from).collect(),
    })
}

/// Something that is owed and will not come.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AbsentThing {
    unit: i64,
    /// `business` or `party`.
    half: String,
    /// The id of the indicator, or the number of the task.
    thing: i64,
}

/// What will not come for a month, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Absences {
    things: Vec<AbsentThing>,
    reason: String,
}

/// Records that things will not come for a month, with the reason.
#[utoipa::path(post, path = "/api/v1/periods/{unit}/{month}/absences", tag = "planning",
    params(("unit" = i64, Path), ("month" = String, Path)), request_body = Absences,
    responses((status = 200, body = PeriodAnswer)))]
pub(super) async fn excuse_absences(
    Path((unit, month)): Path<(String, String)>,
    Sent(web, sent): Sent<Absences>,
) -> Answer {
    let at = place(&unit, &month)?;
    let thing = |thing: &AbsentThing| {
        let unknown = || Problem::new("field-malformed").arg("value", &thing.half).at("half");
        let half = Half::from_name(&thing.half).ok_or_else(unknown)?;
        Ok((UnitId(thing.unit), half, thing.thing))
    };
    let things: Vec<_> = sent.things.iter().map(thing).collect::<Result<_, Problem>>()?;
    use_cases::excuse(&web, at.0, at.1, &things, &sent.reason).await?;
    api::json(&of_month(&web, at).await?)
}

/// Nothing more is said when a month is locked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Locking {}

/// Locks a month for a unit and everything below it.
#[utoipa::path(post, path = "/api/v1/periods/{unit}/{month}/lock", tag = "planning",
    params(("unit" = i64, Path), ("month" = String, Path)), request_body = Locking,
    responses((status = 200, body = PeriodAnswer)))]
pub(super) async fn lock_period(
    Path((unit, month)): Path<(String, String)>,
    Sent(web, Locking {}): Sent<Locking>,
) -> Answer {
    let at = place(&unit, &month)?;
    use_cases::lock(&web, at.0, at.1).await?;
    api::json(&of_month(&web, at).await?)
}

/// Why a locked month is opened again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Unlocking {
    reason: String,
}

/// Opens a locked month again, with the reason.
#[utoipa::path(post, path = "/api/v1/periods/{unit}/{month}/unlock", tag = "planning",
    params(("unit" = i64, Path), ("month" = String, Path)), request_body = Unlocking,
    responses((status = 200, body = PeriodAnswer)))]
pub(super) async fn unlock_period(
    Path((unit, month)): Path<(String, String)>,
    Sent(web, sent): Sent<Unlocking>,
) -> Answer {
    let at = place(&unit, &month)?;
    use_cases::unlock(&web, at.0, at.1, &sent.reason).await?;
    api::json(&of_month(&web, at).await?)
}

/// A correction note.
#[derive(Serialize, ToSchema)]
#[schema(as = CorrectionNote)]
struct NoteAnswer {
    id: i64,
    unit: i64,
    unit_name: String,
    period: String,
    /// The indicator's id.
    indicator: i64,
    /// `actual`, `target` or another mark.
    kind: &'static str,
    /// The number that it puts right, with its denominator; absent where nothing was reported.
    before: Option<String>,
    before_denominator: Option<String>,
    /// Absent where the number is taken back.
    after: Option<String>,
    after_denominator: Option<String>,
    reason: String,
    /// `requested`, `approved` or `refused`.
    stage: &'static str,
    requested_by: String,
    decided_by: Option<String>,
}

/// Correction notes, the latest first.
#[utoipa::path(get, path = "/api/v1/corrections", tag = "planning", params(Slice),
    responses((status = 200, body = List<NoteAnswer>)))]
pub(super) async fn list_corrections(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let of = (slice.limit, slice.offset);
    let list = corrections::list(&web, (None, &[]), of, true).await?;
    let items = list.notes.into_iter().map(|(note, unit_name)| NoteAnswer {
        id: note.id.0,
        unit: note.unit.0,
        unit_name,
        period: note.period.to_string(),
        indicator: note.indicator.0,
        before: note.before.map(|(value, _)| value.to_string()),
        before_denominator: note.before.and_then(|(_, weight)| weight).map(|it| it.to_string()),
        kind: kind_name(note.kind),
        after: note.after.map(|(value, _)| value.to_string()),
        after_denominator: note.after.and_then(|(_, weight)| weight).map(|it| it.to_string()),
        reason: note.reason,
        stage: note.stage.name(),
        requested_by: note.requested_by,
        decided_by: note.decided.map(|(by, _)| by),
    });
    api::json(&List::<NoteAnswer> { items: items.collect(), total: list.total })
}

/// An indicator of a year.
#[derive(Serialize, ToSchema)]
#[schema(as = YearLine)]
struct LineAnswer {
    /// The indicator's code.
    indicator: String,
    /// The target of the whole year, as the plan has it.
    annual_target: Option<String>,
    /// Of the locked periods alone.
    actual: Option<String>,
    /// The target of the same periods.
    target: Option<String>,
    periods_used: u32,
    periods_locked: u32,
    /// `met`, `near`, `off`, `not-reported`, `no-target`, `no-value` or `too-large`.
    standing: &'static str,
    restated: Vec<RestatedAnswer>,
}

/// A Party task as it stood at the latest lock.
#[derive(Serialize, ToSchema)]
#[schema(as = YearTask)]
struct TaskAnswer {
    plan: i64,
    number: i64,
    title: String,
    standing: &'static str,
    /// In per cent, where people say so.
    percent: Option<String>,
    /// So many of so many, where a measure says so.
    done: Option<i64>,
    of: Option<i64>,
}

/// Problems solved.
#[derive(Serialize, ToSchema)]
#[schema(as = YearProblems)]
struct SolvedAnswer {
    closed: usize,
    /// The median of the days in halves: 7 stands for 3.5 days; absent without any.
    median_half_days: Option<i64>,
    raised: i64,
    recurring: i64,
}

/// A unit's year from locked months.
#[derive(Serialize, ToSchema)]
#[schema(as = Year)]
struct YearAnswer {
    unit: i64,
    year: i32,
    locks: Vec<LockAnswer>,
    lines: Vec<LineAnswer>,
    tasks: Vec<TaskAnswer>,
    problems: Option<SolvedAnswer>,
    /// Not recorded yet.
    ballots: Option<i64>,
}

/// A unit's year on one page, from locked months, as they were locked.
#[utoipa::path(get, path = "/api/v1/plans/year/{unit}/{year}", tag = "planning",
    params(("unit" = i64, Path), ("year" = i32, Path,
        description = "The calendar year in which the financial year begins.")),
    responses((status = 200, body = YearAnswer)))]
pub(super) async fn show_year(web: Web, Path((unit, year)): Path<(String, String)>) -> Answer {
    let (Ok(unit), Ok(year)) = (unit.parse::<UnitId>(), year.parse::<i32>()) else {
        return Err(WebError::not_found());
    };
    let view = year::look(&web, unit, year).await?;
    let solved = view.solved.as_deref().map(|solved| SolvedAnswer {
        closed: solved.days.len(),
        median_half_days: matters::matter::median_halves(&mut solved.days.clone()),
        raised: solved.raised,
        recurring: solved.recurring,
    });
    api::json(&YearAnswer {
        unit: unit.0,
        year,
        locks: view.months.iter().filter_map(|(_, lock)| lock.as_ref()).map(Into::into).collect(),
        lines: lines(&view),
        tasks: tasks(&view),
        problems: solved,
        ballots: None,
    })
}

fn lines(view: &View) -> Vec<LineAnswer> {
    let line = |line: &year::Line| LineAnswer {
        indicator: line.indicator.code.clone(),
        annual_target: line
            .annual
            .as_ref()
            .and_then(|mark| super::year::worth(line, mark))
            .map(|value| value.to_string()),
        actual: value(&line.indicator, line.total.figures.actual),
        target: line.total.paired.target().value(&line.indicator).map(|value| value.to_string()),
        periods_used: line.total.used,
        periods_locked: line.total.of,
        standing: match line.standing {
            Standing::Met => "met",
            Standing::Near => "near",
            Standing::Off => "off",
            Standing::NotReported => "not-reported",
            Standing::NoTarget => "no-target",
            Standing::NoValue => "no-value",
            Standing::TooLarge => "too-large",
        },
        restated: line.restated.iter().map(RestatedAnswer::from).collect(),
    };
    view.lines.iter().map(line).collect()
}

fn tasks(view: &View) -> Vec<TaskAnswer> {
    let named = |standing: TaskStanding| standing_name(standing);
    let tasks = view.tasks.iter().map(|(stood, task)| TaskAnswer {
        plan: stood.plan.0,
        number: stood.task,
        title: task.title.clone(),
        standing: named(stood.standing),
        percent: stood.percent.map(|percent| percent.to_string()),
        done: stood.measured.map(|(done, _)| done),
        of: stood.measured.map(|(_, of)| of),
    });
    tasks.collect()
}
