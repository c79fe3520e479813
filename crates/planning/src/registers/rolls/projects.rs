//! A list of breakthrough projects, a row for each milestone: the first row of a new project says who leads and
//! who accepts; rows after it, and rows of a project that is registered already, only bring milestones.

use super::{MOST, Meant, column, day, found, people_meant, required, unit, units_named, wrong};
use crate::registers::project::{self, Deed, Milestone, Project, Stage, State};
use crate::registers::store::projects::{self as store, Step};
use crate::registers::use_cases::projects::{NewMilestone, NewProject, lead_problems, nearness};
use crate::registers::use_cases::{Places, on};
use ::store::{Ctx, Query, Refusal, Work};
use interchange::Input;
use interchange::list::{self, Column};
use kernel::{Action, Day, PartyOrgId, PersonId, Problem, ProjectId, Resource, UnitId, UserId};
use organisation::people::facts::Span;
use organisation::people::store::facts;
use organisation::rolls::{Kind, Line, Read, RollId, Verdict};
use organisation::use_cases::choosing::Place;
use std::collections::{HashMap, HashSet};

/// The columns, in the template's order.
const COLUMNS: [Column; 8] = [
    column("unit", "register-unit", &["单位"], true, false),
    column("name", "project-name", &["项目", "项目名称"], true, false),
    column("leads", "project-leads", &["牵头"], true, false),
    column("started", "project-started", &["立项日"], true, true),
    column("acceptor", "register-acceptor", &["验收"], true, false),
    column("title", "milestone-title", &["里程碑名称"], false, false),
    column("due", "plan-due", &["完成日"], false, true),
    column("outcome", "plan-criterion", &["标准"], false, false),
];

const UNIT: usize = 0;
const NAME: usize = 1;
const LEADS: usize = 2;
const STARTED: usize = 3;
const ACCEPTOR: usize = 4;
const TITLE: usize = 5;
const DUE: usize = 6;
const OUTCOME: usize = 7;

/// Lists of breakthrough projects.
pub struct Projects;

/// What a list names, and what is registered of its units.
pub struct Known {
    units: Meant<Place>,
    /// Units where the importer may see who is in the Party.
    tells: HashSet<UnitId>,
    people: Meant<PersonId>,
    branches: HashMap<PersonId, Vec<Span<PartyOrgId>>>,
    projects: Vec<Project>,
    milestones: HashMap<ProjectId, Vec<Milestone>>,
    today: Day,
    user: Option<UserId>,
    by: String,
    at: i64,
}

impl Kind for Projects {
    const NAME: &'static str = "projects";
    const RESOURCE: Resource = Resource::Register;
    const ACTION: Action = Action::Create;
    const PATH: &'static str = "/registers/projects/import";
    const HOME: &'static str = "/registers/projects";
    const HOME_TITLE: &'static str = "registers-projects";
    const COLUMNS: &'static [Column] = &COLUMNS;
    const NUMBER: usize = NAME;
    const PERSON: usize = NAME;
    const IMPORTED: &'static str = "project.import";

    type Known = Known;

    fn read(input: &Input) -> Result<Read, Problem> {
        list::read(input, &COLUMNS, MOST).map(Read::from)
    }

    async fn known(
        ctx: &Ctx,
        q: &mut impl Query,
        _: RollId,
        lines: &[Line],
    ) -> Result<Known, Refusal> {
        let (units, ids) = units_named(ctx, q, lines, UNIT).await?;
        let ways = Places::load(q, ids.iter().copied(), ctx.now.today).await?;
        let tells = |id: &UnitId| ctx.can(Action::Read, Resource::Membership, ways.way(*id));
        let named = lines
            .iter()
            .flat_map(|line| leads(line).chain([line.cell(ACCEPTOR)]).collect::<Vec<_>>());
        let people = people_meant(q, named).await?;
        let everybody: Vec<PersonId> = people.values().flatten().copied().collect();
        let projects = store::projects_of(q, &ids).await?;
        let registered: Vec<ProjectId> = projects.iter().map(|project| project.id).collect();
        Ok(Known {
            tells: ids.iter().copied().filter(tells).collect(),
            branches: facts::of_people::<PartyOrgId>(q, everybody).await?,
            milestones: store::milestones(q, &registered).await?,
            today: ctx.now.today,
            user: ctx.actor.user,
            by: ctx.actor.name.clone(),
            at: ctx.now.at,
            units,
            people,
            projects,
        })
    }

    fn judge(lines: &[Line], known: &Known) -> Vec<(Verdict, Vec<Problem>)> {
        let mut taken = Taken::default();
        let mut judged = Vec::new();
        for line in lines {
            judged.push(match verdict(line, known, &mut taken) {
                Ok(verdict) => (verdict, Vec::new()),
                Err(problems) => (Verdict::Refused, problems),
            });
        }
        judged
    }

    async fn apply(
        work: &mut Work,
        lines: &[(Line, Verdict)],
        known: &Known,
    ) -> Result<(), Refusal> {
        let mut begun: HashMap<(UnitId, String), (ProjectId, i64)> = HashMap::new();
        for (line, _) in lines.iter().filter(|(_, verdict)| verdict.is_written()) {
            let (place, name) = named(line, known).map_err(Refusal::Invalid)?;
            let key = (place.id, name.clone());
            let at = match (begun.get(&key), registered(known, &key)) {
                (Some(at), _) => *at,
                (None, Some(project)) => {
                    store::take(&mut work.tx, project.id, project.revision).await?;
                    let all = known.milestones.get(&project.id).into_iter().flatten();
                    (project.id, all.map(|it| it.number).max().unwrap_or(0))
                }
                (None, None) => {
                    let new = terms(line, known, place, name).map_err(Refusal::Invalid)?;
                    (begin(work, known, &new).await?, 0)
                }
            };
            let number = match milestone(line).map_err(Refusal::Invalid)? {
                Some(new) => add(work, known, at, new).await?,
                None => at.1,
            };
            begun.insert(key, (at.0, number));
        }
        Ok(())
    }
}

async fn begin(work: &mut Work, known: &Known, new: &NewProject) -> Result<ProjectId, Refusal> {
    let named = (new.unit, new.name.as_str());
    let id = store::begin(&mut work.tx, named, new.started, new.acceptor).await?;
    store::lead(&mut work.tx, id, &new.leads, new.started).await?;
    store::note(&mut work.tx, id, &step(known, None, Deed::Begin)).await?;
    Ok(id)
}

/// Adds a milestone after the last number; returns its own.
async fn add(
    work: &mut Work,
    known: &Known,
    (id, last): (ProjectId, i64),
    new: NewMilestone,
) -> Result<i64, Refusal> {
    let NewMilestone { title, due, outcome } = new;
    let number = last + 1;
    let milestone = Milestone { number, title, due, outcome, stage: Stage::Open, accepted: None };
    store::put_milestone(&mut work.tx, id, &milestone).await?;
    store::note(&mut work.tx, id, &step(known, Some(number), Deed::Plan)).await?;
    Ok(number)
}

fn step(known: &Known, milestone: Option<i64>, deed: Deed) -> Step {
    Step {
        milestone,
        deed,
        said: String::new(),
        user: known.user,
        recorded_by: known.by.clone(),
        recorded_at: known.at,
    }
}

/// The people whom a row names as leads.
fn leads(line: &Line) -> impl Iterator<Item = &str> {
    let separators = ['、', '，', ',', ';', '；'];
    line.cell(LEADS).split(separators).map(str::trim).filter(|text| !text.is_empty())
}

/// Unit and name of a row's project.
fn named<'a>(line: &Line, known: &'a Known) -> Result<(&'a Place, String), Vec<Problem>> {
    let (place, name) =
        (unit(&known.units, line.cell(UNIT), known.today), required(line, NAME, "name"));
    match (place, name) {
        (Ok(place), Ok(name)) => Ok((place, name)),
        (place, name) => Err(wrong([place.err(), name.err()])),
    }
}

/// The running project of this unit and name.
fn registered<'a>(known: &'a Known, (unit, name): &(UnitId, String)) -> Option<&'a Project> {
    let is_it = |it: &&Project| it.unit == *unit && it.name == *name && it.state == State::Running;
    known.projects.iter().find(is_it)
}

/// What a row says of a new project.
fn terms(
    line: &Line,
    known: &Known,
    place: &Place,
    name: String,
) -> Result<NewProject, Vec<Problem>> {
    let (started, acceptor) =
        (day(line.cell(STARTED), "started"), found(&known.people, line.cell(ACCEPTOR), "acceptor"));
    let leads: Result<Vec<PersonId>, Problem> =
        leads(line).map(|text| found(&known.people, text, "leads").copied()).collect();
    let (Ok(started), Ok(acceptor), Ok(leads)) = (&started, &acceptor, &leads) else {
        return Err(wrong([started.err(), acceptor.err(), leads.err()]));
    };
    let mut problems = lead_problems(leads);
    let branches = on(known.branches.clone(), *started);
    let near = nearness(**acceptor, leads, &branches, known.tells.contains(&place.id));
    problems.extend(near.map(|problem| problem.at("acceptor")));
    problems.extend(place.check(*started).err().map(|problem| problem.at("started")));
    if !problems.is_empty() {
        return Err(problems);
    }
    let (leads, started, acceptor) = (leads.clone(), *started, **acceptor);
    Ok(NewProject { unit: place.id, name, leads, started, acceptor })
}

/// The milestone of a row, if it names one.
fn milestone(line: &Line) -> Result<Option<NewMilestone>, Vec<Problem>> {
    if [TITLE, DUE, OUTCOME].iter().all(|column| line.cell(*column).is_empty()) {
        return Ok(None);
    }
    let (title, due) = (required(line, TITLE, "title"), day(line.cell(DUE), "due"));
    let outcome = required(line, OUTCOME, "outcome")
        .and_then(|outcome| project::outcome(&outcome).map(|()| outcome));
    match (title, due, outcome) {
        (Ok(title), Ok(due), Ok(outcome)) => Ok(Some(NewMilestone { title, due, outcome })),
        (title, due, outcome) => Err(wrong([title.err(), due.err(), outcome.err()])),
    }
}

/// The rows that were taken so far: when each new project starts, and which milestones there are.
#[derive(Default)]
struct Taken {
    started: HashMap<(UnitId, String), Day>,
    milestones: HashSet<(UnitId, String, String)>,
}

fn verdict(line: &Line, known: &Known, taken: &mut Taken) -> Result<Verdict, Vec<Problem>> {
    if line.is_unread {
        return Err(Vec::new());
    }
    let (place, name) = named(line, known)?;
    let key = (place.id, name.clone());
    let project = registered(known, &key);
    let new = milestone(line)?;
    let (verdict, started) = match (project, taken.started.get(&key)) {
        (Some(project), _) => (Verdict::Changed, project.started),
        (None, Some(started)) => (Verdict::Fresh, *started),
        (None, None) => (Verdict::Fresh, terms(line, known, place, name)?.started),
    };
    let Some(new) = new else {
        let is_there = project.is_some() || taken.started.insert(key, started).is_some();
        return Ok(if is_there { Verdict::Known } else { Verdict::Fresh });
    };
    if new.due < started {
        return Err(vec![Problem::new("milestone-due").arg("day", started).at("due")]);
    }
    let kept = project.and_then(|project| known.milestones.get(&project.id));
    match kept.into_iter().flatten().find(|it| it.title == new.title) {
        Some(it) if it.due == new.due && it.outcome == new.outcome => return Ok(Verdict::Known),
        Some(_) => return Err(vec![Problem::new("project-roll-milestone").at("title")]),
        None => {}
    }
    if !taken.milestones.insert((key.0, key.1.clone(), new.title)) {
        return Err(vec![Problem::new("project-roll-milestone").at("title")]);
    }
    taken.started.insert(key, started);
    Ok(verdict)
}
