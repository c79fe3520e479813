//! A list of breakthrough projects, a row for each milestone: the first row of a new project says who leads and
//! who accepts; rows after it, and rows of a project that is registered already, only bring milestones.

use super::{
    MOST, Meant, changeable, column, day, found, may_change, required, unit, units_named, was,
    wrong,
};
use crate::registers::project::{self, Deed, Milestone, Project, Stage, State};
use crate::registers::store::projects::{self as store, Step};
use crate::registers::use_cases::projects::{NewMilestone, NewProject, lead_problems, nearness};
use crate::registers::use_cases::{Places, holds};
use ::store::{Ctx, Query, Refusal, Work};
use directory::people::{self, Person};
use interchange::Input;
use interchange::list::{self, Column};
use kernel::{Action, Day, PartyOrgId, PersonId, Problem, ProjectId, Resource, UnitId, UserId};
use organisation::people::facts::Span;
use organisation::people::store::facts;
use organisation::rolls::{self, Kind, Line, Read, RollId, Verdict};
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
    /// Units where the importer may change what is registered.
    changeable: HashSet<UnitId>,
    /// Units where the importer may see who is in the Party.
    tells: HashSet<UnitId>,
    people: Meant<PersonId>,
    branches: HashMap<PersonId, Vec<Span<PartyOrgId>>>,
    projects: HashMap<Named, Vec<Project>>,
    /// Who accepts them.
    acceptors: HashMap<PersonId, Person>,
    milestones: HashMap<ProjectId, Vec<Milestone>>,
    today: Day,
    user: Option<UserId>,
    by: String,
    at: i64,
}

/// The unit and the name of a project.
type Named = (UnitId, String);

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
        let people = people::all_meant(q, named.filter(|text| !text.is_empty())).await?;
        let registered = store::projects_of(q, &ids).await?;
        let projects: Vec<ProjectId> = registered.iter().map(|project| project.id).collect();
        // Who leads what is registered is asked for, too, when somebody else is to accept it.
        let leads = registered.iter().flat_map(Project::led_ever);
        let everybody: Vec<PersonId> = people.values().flatten().copied().chain(leads).collect();
        let milestones = store::milestones(q, &projects).await?;
        let acceptors = registered.iter().map(|project| project.acceptor);
        let acceptors = people::by_ids(q, acceptors).await?;
        let mut projects: HashMap<Named, Vec<Project>> = HashMap::new();
        for project in registered {
            projects.entry((project.unit, project.name.clone())).or_default().push(project);
        }
        Ok(Known {
            changeable: changeable(ctx, &ways, &ids),
            tells: ids.iter().copied().filter(tells).collect(),
            branches: facts::of_people::<PartyOrgId>(q, everybody).await?,
            milestones,
            acceptors,
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
                Ok(judged) => judged,
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
        let mut begun: HashMap<(Named, Option<ProjectId>), (ProjectId, i64)> = HashMap::new();
        let mut amended = HashSet::new();
        for (line, _) in lines.iter().filter(|(_, verdict)| verdict.is_written()) {
            let (place, name) = named(line, known).map_err(Refusal::Invalid)?;
            let key = (place.id, name.clone());
            let old = registered(known, &key, line);
            let key = (key, old.map(|project| project.id));
            let at = match (begun.get(&key), old) {
                (Some(at), _) => *at,
                (None, Some(project)) => {
                    store::take(&mut work.tx, project.id, project.revision).await?;
                    (project.id, kept(known, project).map(|it| it.number).max().unwrap_or(0))
                }
                (None, None) => {
                    let new = terms(line, known, place, name).map_err(Refusal::Invalid)?;
                    (begin(work, known, &new).await?, 0)
                }
            };
            if let Some(project) = old
                && let Some(other) = acceptor(line, known, project)?
                && amended.insert(project.id)
            {
                amend(work, known, project, other).await?;
            }
            let last = plan(work, known, line, (at, old)).await?;
            begun.insert(key, (at.0, last));
        }
        Ok(())
    }
}

/// The milestones that a registered project has.
fn kept<'a>(known: &'a Known, project: &Project) -> impl Iterator<Item = &'a Milestone> {
    known.milestones.get(&project.id).into_iter().flatten()
}

/// Has another person accept a registered project.
async fn amend(
    work: &mut Work,
    known: &Known,
    project: &Project,
    acceptor: PersonId,
) -> Result<(), Refusal> {
    store::amend(&mut work.tx, project.id, &project.name, acceptor).await?;
    Ok(store::note(&mut work.tx, project.id, &step(known, None, Deed::Amend)).await?)
}

/// Adds the milestone of a row after the last number, or writes it over the one of its name; returns the last
/// number.
async fn plan(
    work: &mut Work,
    known: &Known,
    line: &Line,
    ((id, last), project): ((ProjectId, i64), Option<&Project>),
) -> Result<i64, Refusal> {
    let Some(new) = milestone(line).map_err(Refusal::Invalid)? else { return Ok(last) };
    let titled = project.into_iter().flat_map(|project| kept(known, project));
    let titled: Vec<&Milestone> = titled.filter(|it| it.title == new.title).collect();
    if titled.iter().any(|it| is_same(it, &new)) {
        return Ok(last);
    }
    let old = titled.first();
    let number = old.map_or(last + 1, |it| it.number);
    let NewMilestone { title, due, outcome } = new;
    let milestone = Milestone { number, title, due, outcome, stage: Stage::Open, accepted: None };
    store::put_milestone(&mut work.tx, id, &milestone).await?;
    store::note(&mut work.tx, id, &step(known, Some(number), Deed::Plan)).await?;
    Ok(last.max(number))
}

fn is_same(old: &Milestone, new: &NewMilestone) -> bool {
    old.title == new.title && old.due == new.due && old.outcome == new.outcome
}

async fn begin(work: &mut Work, known: &Known, new: &NewProject) -> Result<ProjectId, Refusal> {
    let named = (new.unit, new.name.as_str());
    let id = store::begin(&mut work.tx, named, new.started, new.acceptor).await?;
    store::lead(&mut work.tx, id, &new.leads, new.started).await?;
    store::note(&mut work.tx, id, &step(known, None, Deed::Begin)).await?;
    Ok(id)
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

/// The project of this unit and name that began on the day of the row, or else the running one.
fn registered<'a>(known: &'a Known, key: &Named, line: &Line) -> Option<&'a Project> {
    let named = known.projects.get(key)?;
    let started = rolls::day(line.cell(STARTED), "started").ok().flatten();
    let began = || named.iter().filter(|it| Some(it.started) == started);
    let is_running = |it: &&Project| it.state == State::Running;
    let began_then = began().find(is_running).or_else(|| began().next());
    began_then.or_else(|| named.iter().find(is_running))
}

/// Who leads according to a row.
fn leading(line: &Line, known: &Known) -> Result<Vec<PersonId>, Problem> {
    leads(line).map(|text| found(&known.people, text, "leads").copied()).collect()
}

/// Who is to accept a registered project instead, according to a row; `None` where it says nothing new.
fn acceptor(line: &Line, known: &Known, project: &Project) -> Result<Option<PersonId>, Problem> {
    if line.cell(ACCEPTOR).is_empty() {
        return Ok(None);
    }
    let acceptor = *found(&known.people, line.cell(ACCEPTOR), "acceptor")?;
    Ok((acceptor != project.acceptor).then_some(acceptor))
}

/// What a row says of a registered project beside its milestone: whether that changes it. Cells may be blank.
fn amended(
    line: &Line,
    known: &Known,
    (project, place): (&Project, &Place),
    taken: &mut Taken,
) -> Result<bool, Vec<Problem>> {
    let one = |problem| vec![problem];
    let started = rolls::day(line.cell(STARTED), "started").map_err(one)?;
    if started.is_some_and(|started| started != project.started) {
        let problem = Problem::new("project-roll-started").arg("day", project.started);
        return Err(one(problem.at("started")));
    }
    let now = project.leads_on(known.today);
    let said: HashSet<PersonId> = leading(line, known).map_err(one)?.into_iter().collect();
    if !said.is_empty() && said != now.iter().copied().collect() {
        return Err(one(Problem::new("project-roll-leads").at("leads")));
    }
    let Some(acceptor) = acceptor(line, known, project).map_err(one)? else { return Ok(false) };
    open(known, project, place, "acceptor").map_err(one)?;
    let branch = |person| holds(&known.branches, person, known.today);
    if let Some(near) = nearness(acceptor, &now, branch, known.tells.contains(&place.id)) {
        return Err(one(near.at("acceptor")));
    }
    match *taken.acceptors.entry(project.id).or_insert(acceptor) == acceptor {
        true => Ok(true),
        false => Err(one(Problem::new("project-roll-acceptor").at("acceptor"))),
    }
}

/// A registered project that goes on, where the importer may change it.
fn open(
    known: &Known,
    project: &Project,
    place: &Place,
    field: &'static str,
) -> Result<(), Problem> {
    match project.state {
        State::Running => may_change(&known.changeable, place, field),
        State::Ended | State::Abandoned => Err(Problem::new("project-roll-closed").at(field)),
    }
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
    let leads = leading(line, known);
    let (Ok(started), Ok(acceptor), Ok(leads)) = (&started, &acceptor, &leads) else {
        return Err(wrong([started.err(), acceptor.err(), leads.err()]));
    };
    let mut problems = lead_problems(leads);
    let branch = |person| holds(&known.branches, person, *started);
    let near = nearness(**acceptor, leads, branch, known.tells.contains(&place.id));
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
    let outcome = required(line, OUTCOME, "outcome");
    match (title, due, outcome) {
        (Ok(title), Ok(due), Ok(outcome)) => Ok(Some(NewMilestone { title, due, outcome })),
        (title, due, outcome) => Err(wrong([title.err(), due.err(), outcome.err()])),
    }
}

/// The rows that were taken so far: when each new project starts, which milestones there are, and who is to
/// accept what is registered.
#[derive(Default)]
struct Taken {
    started: HashMap<Named, Day>,
    milestones: HashSet<(UnitId, String, String)>,
    acceptors: HashMap<ProjectId, PersonId>,
}

fn verdict(
    line: &Line,
    known: &Known,
    taken: &mut Taken,
) -> Result<(Verdict, Vec<Problem>), Vec<Problem>> {
    if line.is_unread {
        return Err(Vec::new());
    }
    let (place, name) = named(line, known)?;
    let key = (place.id, name.clone());
    let project = registered(known, &key, line);
    let new = milestone(line)?;
    let mut told = Vec::new();
    let (verdict, started) = match (project, taken.started.get(&key).copied()) {
        (Some(project), _) => {
            let is_amended = amended(line, known, (project, place), taken)?;
            let verdict = if is_amended { Verdict::Changed } else { Verdict::Known };
            let acceptor = people::called(&known.acceptors, project.acceptor);
            told.extend(is_amended.then(|| was("acceptor", acceptor, "")).flatten());
            (verdict, project.started)
        }
        (None, Some(started)) => (Verdict::Fresh, started),
        (None, None) => (Verdict::Fresh, terms(line, known, place, name)?.started),
    };
    let Some(new) = new else {
        let is_told = project.is_none() && taken.started.insert(key, started).is_some();
        return Ok((if is_told { Verdict::Known } else { verdict }, told));
    };
    let titled = project.map(|project| kept(known, project).filter(|it| it.title == new.title));
    let mut titled: Vec<&Milestone> = titled.into_iter().flatten().collect();
    if titled.iter().any(|it| is_same(it, &new)) {
        return Ok((verdict, told));
    }
    planned(&new, started)?;
    if let Some(project) = project {
        open(known, project, place, "title").map_err(|problem| vec![problem])?;
    }
    let twice = |code| vec![Problem::new(code).at("title")];
    match (titled.pop(), titled.is_empty()) {
        (Some(it), true) if it.stage != Stage::Open => return Err(twice("project-roll-stage")),
        (Some(_), false) => return Err(twice("project-roll-milestone")),
        (Some(it), true) => told.extend(wrong([
            was("due", it.due.to_string(), &new.due.to_string()),
            was("outcome", it.outcome.clone(), &new.outcome),
        ])),
        (None, _) => {}
    }
    if !taken.milestones.insert((key.0, key.1.clone(), new.title)) {
        return Err(twice("project-roll-milestone"));
    }
    taken.started.insert(key, started);
    Ok((if project.is_some() { Verdict::Changed } else { Verdict::Fresh }, told))
}

/// What is wrong with a milestone that is not in the register as it is.
fn planned(new: &NewMilestone, started: Day) -> Result<(), Vec<Problem>> {
    let early =
        (new.due < started).then(|| Problem::new("milestone-due").arg("day", started).at("due"));
    match wrong([project::outcome(&new.outcome).err(), early]) {
        problems if problems.is_empty() => Ok(()),
        problems => Err(problems),
    }
}
