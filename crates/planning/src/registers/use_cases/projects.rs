//! Breakthrough projects: beginning one, changing who leads, its milestones and their acceptance, its end.
//!
//! A milestone is accepted by the person named for it, or by the business; never by who reported it, who
//! leads, or somebody of a lead's own branch of the Party (`features.md` M37).

use super::super::project::{self, Deed, Milestone, Project, Stage, State};
use super::super::store::Part;
use super::super::store::projects::{self as store, Step};
use super::{Asked, Places, exists, holds, may, reachable};
use ::store::{Ctx, Query, Refusal, Work};
use directory::people::{self, Person};
use directory::tree;
use kernel::{Action, Day, PartyOrgId, PersonId, Problem, ProjectId, Resource, UnitId};
use organisation::members::status::Status;
use organisation::people::facts::Span;
use organisation::people::store::facts;
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// The days of membership of some people.
type Memberships = HashMap<PersonId, Vec<Span<Status>>>;

fn was_member(members: &Memberships) -> impl Fn(PersonId, Day) -> bool + '_ {
    |person, day| {
        members.get(&person).is_some_and(|spans| spans.iter().any(|it| it.valid.contains(day)))
    }
}

/// A project in the list.
#[derive(Clone, Debug)]
pub struct Line {
    pub project: Project,
    pub milestones: Vec<Milestone>,
    /// Who leads on the day.
    pub leads: Vec<PersonId>,
    /// Whether a member leads it, for readers who may know.
    pub is_led: Option<bool>,
}

/// The projects that had started by a day.
#[derive(Clone, Debug)]
pub struct List {
    pub lines: Vec<Line>,
    pub people: HashMap<PersonId, Person>,
    pub places: Places,
    /// Led by members, of those that run on the day; for readers who may see membership of them all.
    pub led: Option<(i64, i64)>,
    pub running: i64,
}

/// The projects that the actor may see.
pub async fn list(ctx: &Ctx, asked: &Asked) -> Result<List, Refusal> {
    let scope = ctx.scope(asked.action(), Resource::Register);
    let q = &mut ctx.snapshot().await?;
    reachable(ctx, q, asked).await?;
    let part = Part { scope: &scope, unit: asked.unit, day: asked.day };
    let projects = store::projects_by(q, &part).await?;
    let ids: Vec<ProjectId> = projects.iter().map(|project| project.id).collect();
    let mut milestones = store::milestones(q, &ids).await?;
    let leads: Vec<PersonId> = projects.iter().flat_map(Project::led_ever).collect();
    let acceptors = projects.iter().map(|project| project.acceptor);
    let people = people::by_ids(q, leads.iter().copied().chain(acceptors)).await?;
    let members = facts::of_people::<Status>(q, leads).await?;
    let places = Places::load(q, projects.iter().map(|it| it.unit), asked.day).await?;
    let tells =
        |project: &Project| ctx.can(Action::Read, Resource::Membership, places.way(project.unit));
    let led = project::led(&projects, asked.day, was_member(&members));
    let tells_all = projects.iter().all(tells);
    let line = |project: Project| Line {
        leads: project.leads_on(asked.day),
        is_led: tells(&project).then(|| project.is_led(asked.day, was_member(&members))),
        milestones: milestones.remove(&project.id).unwrap_or_default(),
        project,
    };
    let lines = projects.into_iter().map(line).collect();
    let (led, running) = (tells_all.then_some(led), led.1);
    Ok(List { lines, people, led, running, places: places.clone() })
}

/// Milestones of the unit and all below it that were due in these days, by unit: accepted by their day, of how
/// many. Every unit that had begun a project stands there.
pub async fn in_time(
    ctx: &Ctx,
    unit: UnitId,
    (from, until): (Day, Day),
) -> Result<HashMap<UnitId, (i64, i64)>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::Register);
    let part = Part { scope: &scope, unit: Some(unit), day: until };
    Ok(store::in_time(&mut ctx.read(), &part, from).await?)
}

/// What is said of a project when it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProject {
    pub unit: UnitId,
    pub name: String,
    /// Who leads at first; several lead jointly.
    pub leads: Vec<PersonId>,
    pub started: Day,
    pub acceptor: PersonId,
}

/// Whether this person stands too near to the leads to accept on the day: leads, or belongs to the branch of
/// one who does. Who may not see membership is told the same of both.
async fn too_near(
    ctx: &Ctx,
    q: &mut impl Query,
    (acceptor, leads): (PersonId, &[PersonId]),
    day: Day,
    path: &[UnitId],
) -> Result<Option<Problem>, Refusal> {
    let branches = facts::of_people::<PartyOrgId>(q, leads.iter().copied().chain([acceptor]));
    let branches = branches.await?;
    let tells = ctx.can(Action::Read, Resource::Membership, path);
    Ok(nearness(acceptor, leads, |person| holds(&branches, person, day), tells))
}

/// How a person stands too near to the leads, by the branch of each.
pub(in crate::registers) fn nearness(
    acceptor: PersonId,
    leads: &[PersonId],
    branch: impl Fn(PersonId) -> Option<PartyOrgId>,
    tells: bool,
) -> Option<Problem> {
    let own = branch(acceptor);
    let is_lead = leads.contains(&acceptor);
    let is_near = own.is_some() && leads.iter().any(|lead| branch(*lead) == own);
    match (is_lead, is_near, tells) {
        (true, ..) => Some(Problem::new("project-own")),
        (_, true, true) => Some(Problem::new("project-own-branch")),
        (_, true, false) => Some(Problem::new("project-too-near")),
        _ => None,
    }
}

pub(in crate::registers) fn lead_problems(leads: &[PersonId]) -> Vec<Problem> {
    let mut seen = HashSet::new();
    match leads {
        [] => vec![Problem::new("field-required").at("leads")],
        leads if !leads.iter().all(|lead| seen.insert(*lead)) => {
            vec![Problem::new("project-lead-twice").at("leads")]
        }
        _ => Vec::new(),
    }
}

fn refused(problems: Vec<Problem>) -> Result<(), Refusal> {
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

fn step(ctx: &Ctx, milestone: Option<i64>, deed: Deed, said: &str) -> Step {
    Step {
        milestone,
        deed,
        said: said.to_owned(),
        user: ctx.actor.user,
        recorded_by: ctx.actor.name.clone(),
        recorded_at: ctx.now.at,
    }
}

/// Notes a step in the way of the project and in the audit.
async fn keep(
    ctx: &Ctx,
    work: &mut Work,
    id: ProjectId,
    (milestone, deed, said): (Option<i64>, Deed, &str),
    (before, after): (Option<String>, String),
) -> Result<(), Refusal> {
    store::note(&mut work.tx, id, &step(ctx, milestone, deed, said)).await?;
    work.audit(deed.action(), "project", id, before, Some(after));
    Ok(())
}

/// Begins a project.
///
/// # Errors
/// `field-required` and `project-lead-twice` at `leads`; at `acceptor` `project-own`, `project-own-branch` or
/// `project-too-near`; `register-no-unit` at `started`.
pub async fn begin(ctx: &Ctx, new: &NewProject) -> Result<ProjectId, Refusal> {
    let mut work = ctx.work().await?;
    let path = may(ctx, &mut work.tx, Action::Create, new.unit).await?;
    exists(&mut work.tx, new.unit, new.started, "started").await?;
    let mut problems = lead_problems(&new.leads);
    let pair = (new.acceptor, new.leads.as_slice());
    let near = too_near(ctx, &mut work.tx, pair, new.started, &path).await?;
    problems.extend(near.map(|problem| problem.at("acceptor")));
    refused(problems)?;
    let named = (new.unit, new.name.as_str());
    let id = store::begin(&mut work.tx, named, new.started, new.acceptor).await?;
    store::lead(&mut work.tx, id, &new.leads, new.started).await?;
    let leads: Vec<i64> = new.leads.iter().map(|lead| lead.0).collect();
    let after = json!({ "unit": new.unit.0, "name": new.name, "leads": leads,
        "started": new.started.to_string(), "acceptor": new.acceptor.0 });
    keep(ctx, &mut work, id, (None, Deed::Begin, ""), (None, after.to_string())).await?;
    work.commit().await?;
    Ok(id)
}

/// A project that the actor changes, at the revision that was seen.
async fn open(
    ctx: &Ctx,
    work: &mut Work,
    id: ProjectId,
    revision: i64,
) -> Result<(Project, Vec<UnitId>), Refusal> {
    let project = store::project(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    let path = may(ctx, &mut work.tx, Action::Change, project.unit).await?;
    still(&project)?;
    store::take(&mut work.tx, id, revision).await?;
    Ok((project, path))
}

fn still(project: &Project) -> Result<(), Refusal> {
    match project.state {
        State::Running => Ok(()),
        State::Ended | State::Abandoned => Err(Refusal::conflict(Problem::new("project-closed"))),
    }
}

/// Changes the name and the accepting person.
///
/// # Errors
/// At `acceptor` as [`begin`]; the conflicts `project-closed` and `register-changed`.
pub async fn amend(
    ctx: &Ctx,
    id: ProjectId,
    revision: i64,
    (name, acceptor): (&str, PersonId),
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (project, path) = open(ctx, &mut work, id, revision).await?;
    let (today, leads) = (ctx.now.today, project.leads_on(ctx.now.today));
    if let Some(near) = too_near(ctx, &mut work.tx, (acceptor, &leads), today, &path).await? {
        return Err(near.at("acceptor").into());
    }
    store::amend(&mut work.tx, id, name, acceptor).await?;
    let before = json!({ "name": project.name, "acceptor": project.acceptor.0 }).to_string();
    let after = json!({ "name": name, "acceptor": acceptor.0 }).to_string();
    keep(ctx, &mut work, id, (None, Deed::Amend, ""), (Some(before), after)).await?;
    Ok(work.commit().await?)
}

/// Has others lead from a day on. Who led before stays in the history.
///
/// # Errors
/// As [`begin`] at `leads`; `project-lead-day` at `from` for a day before the start or the last change;
/// `project-lead-accepts` at `leads`; `field-required` at `why`; the conflicts.
pub async fn change_leads(
    ctx: &Ctx,
    id: ProjectId,
    revision: i64,
    (leads, from): (&[PersonId], Day),
    why: &str,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (project, path) = open(ctx, &mut work, id, revision).await?;
    let mut problems = lead_problems(leads);
    let last = project.leads.iter().map(|lead| lead.valid.from).max().unwrap_or(project.started);
    if from < last {
        problems.push(Problem::new("project-lead-day").arg("day", last).at("from"));
    }
    if why.trim().is_empty() {
        problems.push(Problem::new("field-required").at("why"));
    }
    let pair = (project.acceptor, leads);
    if let Some(near) = too_near(ctx, &mut work.tx, pair, from, &path).await? {
        problems.push(near.at("leads"));
    }
    refused(problems)?;
    store::lead(&mut work.tx, id, leads, from).await?;
    let ids = |all: Vec<PersonId>| all.into_iter().map(|it| it.0).collect::<Vec<_>>();
    let before = json!({ "leads": ids(project.leads_on(from)) }).to_string();
    let after = json!({ "leads": ids(leads.to_vec()), "from": from.to_string() }).to_string();
    keep(ctx, &mut work, id, (None, Deed::Lead, why.trim()), (Some(before), after)).await?;
    Ok(work.commit().await?)
}

/// Ends a project, or gives it up; the day is the first on which it no longer runs.
///
/// # Errors
/// `field-required` at `why`; `project-close-day` at `closed` for a day before its start or to come;
/// `project-milestones-open` when it ends with milestones that nobody has accepted; the conflicts.
pub async fn close(
    ctx: &Ctx,
    id: ProjectId,
    revision: i64,
    (state, closed): (State, Day),
    why: &str,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (project, _) = open(ctx, &mut work, id, revision).await?;
    let mut problems = Vec::new();
    if why.trim().is_empty() {
        problems.push(Problem::new("field-required").at("why"));
    }
    if closed <= project.started || closed > ctx.now.today.plus_days(1) {
        problems.push(Problem::new("project-close-day").arg("day", project.started).at("closed"));
    }
    let milestones = store::milestones(&mut work.tx, &[id]).await?.remove(&id).unwrap_or_default();
    let open = milestones.iter().filter(|it| it.stage != Stage::Accepted).count();
    let deed = match state {
        State::Abandoned => Deed::Abandon,
        State::Running | State::Ended => Deed::End,
    };
    if deed == Deed::End && open > 0 {
        problems.push(Problem::new("project-milestones-open").arg("n", open).at("state"));
    }
    refused(problems)?;
    let state = if deed == Deed::End { State::Ended } else { State::Abandoned };
    store::close(&mut work.tx, id, state, closed, why.trim()).await?;
    let after = json!({ "state": state.name(), "closed": closed.to_string(), "why": why.trim() });
    keep(ctx, &mut work, id, (None, deed, why.trim()), (None, after.to_string())).await?;
    Ok(work.commit().await?)
}

/// What is said of a milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMilestone {
    pub title: String,
    pub due: Day,
    pub outcome: String,
}

/// Adds a milestone, or writes an open one anew. Returns its number.
///
/// # Errors
/// `plan-task-counts` at `outcome`; `milestone-due` at `due` for a day before the start;
/// `milestone-stage` for one that is reported or accepted; the conflicts.
pub async fn set_milestone(
    ctx: &Ctx,
    id: ProjectId,
    revision: i64,
    number: Option<i64>,
    new: &NewMilestone,
) -> Result<i64, Refusal> {
    let mut work = ctx.work().await?;
    let (project, _) = open(ctx, &mut work, id, revision).await?;
    let mut problems: Vec<Problem> = project::outcome(&new.outcome).err().into_iter().collect();
    if new.due < project.started {
        problems.push(Problem::new("milestone-due").arg("day", project.started).at("due"));
    }
    refused(problems)?;
    let known = store::milestones(&mut work.tx, &[id]).await?.remove(&id).unwrap_or_default();
    let old = number.and_then(|number| known.iter().find(|it| it.number == number));
    match (number, old) {
        (Some(_), None) => return Err(Refusal::NotFound),
        (_, Some(old)) if old.stage != Stage::Open => {
            return Err(Refusal::conflict(Problem::new("milestone-stage")));
        }
        _ => {}
    }
    let next = known.iter().map(|it| it.number).max().unwrap_or(0) + 1;
    let number = number.unwrap_or(next);
    let NewMilestone { title, due, outcome } = new.clone();
    let milestone = Milestone { number, title, due, outcome, stage: Stage::Open, accepted: None };
    store::put_milestone(&mut work.tx, id, &milestone).await?;
    let said = |title: &str, due: Day, outcome: &str| {
        json!({ "milestone": number, "title": title, "due": due.to_string(), "outcome": outcome })
            .to_string()
    };
    let before = old.map(|old| said(&old.title, old.due, &old.outcome));
    let after = said(&new.title, new.due, &new.outcome);
    keep(ctx, &mut work, id, (Some(number), Deed::Plan, ""), (before, after)).await?;
    work.commit().await?;
    Ok(number)
}

/// Reports, accepts or returns a milestone.
///
/// # Errors
/// `field-required` at `said` (the evidence of a report, the reason of a return); the conflict
/// `milestone-stage`; for who may not accept it `project-own`, `project-own-branch`, `project-too-near` or
/// `milestone-own`; the conflicts.
pub async fn act(
    ctx: &Ctx,
    id: ProjectId,
    revision: i64,
    (number, deed): (i64, Deed),
    said: &str,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let project = store::project(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    let path = may(ctx, &mut work.tx, Action::Read, project.unit).await?;
    let milestones = store::milestones(&mut work.tx, &[id]).await?.remove(&id).unwrap_or_default();
    let milestone = milestones.into_iter().find(|it| it.number == number);
    let milestone = milestone.ok_or(Refusal::NotFound)?;
    let steps = store::steps(&mut work.tx, id).await?;
    may_act(ctx, &mut work.tx, &project, &path, (&steps, number, deed)).await?;
    still(&project)?;
    let stage = deed.after(milestone.stage);
    let stage = stage.ok_or_else(|| Refusal::conflict(Problem::new("milestone-stage")))?;
    if deed != Deed::Accept && said.trim().is_empty() {
        return Err(Problem::new("field-required").at("said").into());
    }
    store::take(&mut work.tx, id, revision).await?;
    let accepted = (stage == Stage::Accepted).then_some(ctx.now.today);
    let before = json!({ "milestone": number, "stage": milestone.stage.name() }).to_string();
    let after = Milestone { stage, accepted, ..milestone };
    store::put_milestone(&mut work.tx, id, &after).await?;
    let told = json!({ "milestone": number, "stage": stage.name(), "said": said.trim() });
    let note = (Some(number), deed, said.trim());
    keep(ctx, &mut work, id, note, (Some(before), told.to_string())).await?;
    Ok(work.commit().await?)
}

/// Whether the actor may do this to a milestone.
async fn may_act(
    ctx: &Ctx,
    q: &mut impl Query,
    project: &Project,
    path: &[UnitId],
    (steps, number, deed): (&[Step], i64, Deed),
) -> Result<(), Refusal> {
    let leads = project.leads_on(ctx.now.today);
    let me = ctx.actor.person;
    if deed == Deed::Report {
        let is_lead = me.is_some_and(|me| leads.contains(&me));
        return match is_lead || ctx.can(Action::Change, Resource::Register, path) {
            true => Ok(()),
            false => Err(Refusal::Forbidden),
        };
    }
    if let Some(me) = me
        && let Some(near) = too_near(ctx, q, (me, &leads), ctx.now.today, path).await?
    {
        return Err(near.into());
    }
    let of_this = |step: &&Step| step.milestone == Some(number) && step.deed == Deed::Report;
    let reported = steps.iter().rfind(of_this);
    if reported.is_some_and(|step| step.user.is_some() && step.user == ctx.actor.user) {
        return Err(Problem::new("milestone-own").into());
    }
    match me == Some(project.acceptor) || ctx.can(Action::Approve, Resource::Register, path) {
        true => Ok(()),
        false => Err(Refusal::Forbidden),
    }
}

/// A milestone with what the actor may do next.
#[derive(Clone, Debug)]
pub struct ShownMilestone {
    pub milestone: Milestone,
    pub deeds: Vec<Deed>,
}

/// One project with what its page shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub project: Project,
    pub unit_name: String,
    pub milestones: Vec<ShownMilestone>,
    pub steps: Vec<Step>,
    pub people: HashMap<PersonId, Person>,
    /// Who of the leads was in the Party when it started; for readers who may know.
    pub members: Option<HashSet<PersonId>>,
    pub is_led: Option<bool>,
    pub may_change: bool,
}

/// One project, if the actor may see it.
pub async fn find(ctx: &Ctx, id: ProjectId) -> Result<Shown, Refusal> {
    let q = &mut ctx.snapshot().await?;
    let project = store::project(q, id).await?.ok_or(Refusal::NotFound)?;
    let path = may(ctx, q, Action::Read, project.unit).await?;
    let unit = tree::unit_near(q, project.unit, ctx.now.today).await?.ok_or(Refusal::NotFound)?;
    let steps = store::steps(q, id).await?;
    let leads: Vec<PersonId> = project.led_ever().collect();
    let named: Vec<PersonId> = leads.iter().copied().chain([project.acceptor]).collect();
    let people = people::by_ids(q, named).await?;
    let spans = facts::of_people::<Status>(q, leads.iter().copied()).await?;
    let tells = ctx.can(Action::Read, Resource::Membership, &path);
    let at_start = leads.into_iter().filter(|lead| was_member(&spans)(*lead, project.started));
    let members = tells.then(|| at_start.collect::<HashSet<_>>());
    let is_led = tells.then(|| project.is_led(ctx.now.today, was_member(&spans)));
    let is_open = project.state == State::Running;
    let mut milestones = Vec::new();
    for milestone in store::milestones(q, &[id]).await?.remove(&id).unwrap_or_default() {
        let mut deeds = Vec::new();
        for deed in [Deed::Report, Deed::Accept, Deed::Return] {
            let what = (steps.as_slice(), milestone.number, deed);
            let fits = is_open && deed.after(milestone.stage).is_some();
            if fits && may_act(ctx, q, &project, &path, what).await.is_ok() {
                deeds.push(deed);
            }
        }
        milestones.push(ShownMilestone { milestone, deeds });
    }
    let may_change = is_open && ctx.can(Action::Change, Resource::Register, &path);
    let unit_name = unit.name;
    Ok(Shown { project, unit_name, milestones, steps, people, members, is_led, may_change })
}
