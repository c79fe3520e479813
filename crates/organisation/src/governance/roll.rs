//! A list of posts from a file: its columns, and what becomes of each of its rows.
//!
//! The staff number says who is meant and the name checks it. The seat is a Party organisation or a
//! governing body of today, named by the way to it where several bear the name. A row is held to the
//! rules of a single tenure, beside the tenures that are kept and the other rows. A row about a tenure
//! that is kept already, the same person in the same post since the same day, ends or completes it;
//! an empty cell leaves what is there. What ends comes before what begins, in whatever order it stands.

use super::catalogue::{Catalogue, OrgLevel, Post, Where};
use super::store::{bodies, catalogue, lost, tenures};
use super::tenure::{Direction, Seat, Site, Tenure, Terms, check, is_in_the_way, taken};
use crate::members::store::nameable;
use crate::party::store::rows::day;
use crate::people::roll::{called, number_key, numbered};
use crate::people::store::rolled;
use crate::rolls::ways::Ways;
use crate::rolls::{self, Kind, Line, Read, RollId, Verdict};
use directory::people::Person;
use directory::{name, tree};
use interchange::Input;
use interchange::list::{self, Column};
use kernel::{Action, BodyId, Day, DayRange, PartyOrgId, Problem, Resource, TenureId, UnitId};
use std::collections::{HashMap, HashSet};
use store::{Ctx, Query, Refusal, Tx, Work};

const fn column(
    id: &'static str,
    title: &'static str,
    headings: &'static [&'static str],
) -> Column {
    Column { id, title, headings, is_required: true, is_day: false }
}

const fn optional(column: Column) -> Column {
    Column { is_required: false, ..column }
}

const fn dated(column: Column) -> Column {
    Column { is_day: true, ..column }
}

/// The columns, in the template's order.
pub const COLUMNS: [Column; 9] = [
    column("staff_number", "people-number", &["工号", "员工编号", "人员编号", "staff no."]),
    column("name", "people-name", &["姓名", "名字"]),
    column("post", "tenure-post", &["职务", "现任职务", "岗位"]),
    column("seat", "roll-posts-seat", &["党组织", "治理机构", "任职机构"]),
    dated(column("from", "roll-posts-from", &["任职时间", "开始日", "first day"])),
    optional(dated(column("last", "roll-posts-last", &["免职日期", "最后一天", "last day"]))),
    optional(column("document", "tenure-document", &["依据文号", "文号"])),
    optional(column("basis", "tenure-basis", &["任职依据"])),
    optional(column("direction", "tenure-direction", &["进入方式", "双向进入"])),
];

const NUMBER: usize = 0;
const NAME: usize = 1;
const POST: usize = 2;
const SEAT: usize = 3;
const FROM: usize = 4;
const LAST: usize = 5;
const DOCUMENT: usize = 6;
const BASIS: usize = 7;
const DIRECTION: usize = 8;

/// Lists of posts.
pub struct Posts;

impl Kind for Posts {
    const NAME: &'static str = "posts";
    const RESOURCE: Resource = Resource::Post;
    const PATH: &'static str = "/posts/import";
    const HOME: &'static str = "/governance";
    const HOME_TITLE: &'static str = "governance-title";
    const COLUMNS: &'static [Column] = &COLUMNS;
    const NUMBER: usize = NUMBER;
    const PERSON: usize = NAME;
    const IMPORTED: &'static str = "tenure.import";

    type Known = Known;

    fn read(input: &Input) -> Result<Read, Problem> {
        list::read(input, &COLUMNS, rolls::MOST).map(Read::from)
    }

    async fn known(
        ctx: &Ctx,
        q: &mut impl Query,
        roll: RollId,
        lines: &[Line],
    ) -> Result<Known, Refusal> {
        // As with the form, whoever names people for posts may name everybody.
        ctx.may(Action::Read, Resource::Person, &[])?;
        let mut known = Known::beside(catalogue::load(q).await?);
        for person in rolled::numbered(q, roll).await? {
            known.numbers.extend(person.staff_number.clone().map(|number| (number, person)));
        }
        let seats = seats(ctx, q).await?;
        for text in lines.iter().map(|line| line.cell(SEAT)).filter(|text| !text.is_empty()) {
            if !known.seats.contains_key(text) {
                known.seats.insert(text.to_owned(), meaning(&seats, text));
            }
        }
        known.keep(q).await?;
        Ok(known)
    }

    fn judge(lines: &[Line], known: &Known) -> Vec<(Verdict, Vec<Problem>)> {
        let judged = |outcome: Outcome| match outcome {
            Ok((verdict, _)) => (verdict, Vec::new()),
            Err(problems) => (Verdict::Refused, problems),
        };
        settled(lines, known).into_iter().map(judged).collect()
    }

    async fn lock(tx: &mut Tx) -> Result<(), Refusal> {
        Ok(super::store::lock(tx).await?)
    }

    async fn apply(
        work: &mut Work,
        lines: &[(Line, Verdict)],
        known: &Known,
    ) -> Result<(), Refusal> {
        let lines: Vec<Line> = lines.iter().map(|(line, _)| line.clone()).collect();
        let (mut fresh, mut changed) = (Vec::new(), Vec::new());
        for (verdict, held) in settled(&lines, known).into_iter().flatten() {
            match (verdict, held.own) {
                (Verdict::Fresh, _) => fresh.push(held.terms),
                (Verdict::Changed, Some(own)) => changed.push((own, held.terms)),
                _ => {}
            }
        }
        for ((id, revision), terms) in &changed {
            tenures::correct(&mut work.tx, *id, *revision, terms).await?;
        }
        Ok(tenures::open_many(&mut work.tx, &fresh).await?)
    }
}

/// A seat that a text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub seat: Seat,
    pub name: String,
    pub life: DayRange,
    /// Where its posts stand, and since when; an organisation may have been of another kind.
    pub stands: Vec<(DayRange, Where)>,
    /// Whether it is where the importer may name people.
    pub is_allowed: bool,
}

impl Place {
    /// What the rules ask, as on a day of its life or the nearest.
    fn site(&self, day: Day) -> Option<Site> {
        let is_near = |(valid, _): &&(DayRange, Where)| day < valid.until;
        let (_, stands) = self.stands.iter().find(is_near).or(self.stands.last())?;
        Some(Site { stands: *stands, name: self.name.clone(), life: self.life })
    }
}

/// A tenure beside which the rows are judged: one that is kept, or that of another row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    own: Option<(TenureId, i64)>,
    terms: Terms,
    holder: Person,
    /// Whether a row brings it or changes it.
    is_listed: bool,
}

/// What the program knows of the people and seats of a list.
#[derive(Clone, Debug)]
pub struct Known {
    /// By staff number.
    pub numbers: HashMap<String, Person>,
    /// What each text in the column of seats means.
    pub seats: HashMap<String, Result<Place, Problem>>,
    /// What is held at the seats, and by whom.
    pub held: HashMap<Seat, Vec<(Tenure, Person)>>,
    pub catalogue: Catalogue,
}

impl Known {
    fn beside(catalogue: Catalogue) -> Self {
        let (numbers, seats, held) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { numbers, seats, held, catalogue }
    }

    /// Looks up who holds what at the seats, and what the organisations among them were.
    async fn keep(&mut self, q: &mut impl Query) -> Result<(), Refusal> {
        let (mut orgs, mut bodies): (Vec<PartyOrgId>, Vec<BodyId>) = (Vec::new(), Vec::new());
        let places = || self.seats.values().flatten();
        for seat in places().map(|place| place.seat).collect::<HashSet<_>>() {
            match seat {
                Seat::Org(org) => orgs.push(org),
                Seat::Body(body) => bodies.push(body),
            }
        }
        let all = tenures::of_seats(q, &orgs, &bodies).await?;
        let holders = tenures::people(q, all.iter().map(|tenure| tenure.terms.person)).await?;
        for tenure in all {
            let holder = holders.get(&tenure.terms.person).cloned();
            let holder = holder.ok_or_else(|| lost("person", tenure.terms.person.0))?;
            self.held.entry(tenure.terms.seat).or_default().push((tenure, holder));
        }
        let levels = tenures::levels(q, &orgs).await?;
        let stood = |(valid, level): &(DayRange, OrgLevel)| (*valid, Where::Org(*level));
        for place in self.seats.values_mut().flatten() {
            if let Seat::Org(org) = place.seat {
                place.stands = levels.get(&org).into_iter().flatten().map(stood).collect();
            }
        }
        Ok(())
    }
}

/// A step of the way to a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Step {
    Unit(UnitId),
    Org(PartyOrgId),
}

/// Every organisation and body of today, below its unit and an organisation below that above it, too.
async fn seats(ctx: &Ctx, q: &mut impl Query) -> Result<Ways<Step, Place>, Refusal> {
    let today = ctx.now.today;
    let (orgs, bodies) = (nameable(q, today).await?, bodies::standing(q, today).await?);
    let units = orgs.iter().map(|org| UnitId(org.unit_id)).chain(bodies.iter().map(|b| b.unit));
    let units: Vec<UnitId> = units.collect::<HashSet<_>>().into_iter().collect();
    let scope = ctx.scope(Action::Import, Resource::Post);
    let own = tree::within_scope(q, &units, &scope, today).await?;
    let own: HashSet<UnitId> = own.into_iter().collect();
    let mut ways = Ways::new();
    for (unit, above, normal) in rolled::units(q, today).await? {
        ways.step(Step::Unit(unit), above.map(Step::Unit), &normal);
    }
    for org in orgs {
        let (id, unit) = (PartyOrgId(org.id), UnitId(org.unit_id));
        let above = org.parent_id.map(|id| Step::Org(PartyOrgId(id)));
        ways.step(Step::Org(id), above, &org.normal);
        let place = Place {
            seat: Seat::Org(id),
            name: org.name,
            life: DayRange { from: day(org.first)?, until: day(org.until)? },
            stands: Vec::new(),
            is_allowed: own.contains(&unit),
        };
        ways.end(org.normal, place, above.into_iter().chain([Step::Unit(unit)]).collect());
    }
    for body in bodies {
        let place = Place {
            seat: Seat::Body(body.id),
            life: body.valid,
            stands: vec![(body.valid, Where::Body(body.kind))],
            is_allowed: own.contains(&body.unit),
            name: body.name,
        };
        ways.end(name::normal(&place.name), place, vec![Step::Unit(body.unit)]);
    }
    Ok(ways)
}

fn meaning(seats: &Ways<Step, Place>, text: &str) -> Result<Place, Problem> {
    let found = seats.meant(text);
    match found[..] {
        [one] => Ok(one.clone()),
        [] => Err(Problem::new("post-seat-unknown").arg("text", text)),
        _ => Err(Problem::new("post-seat-several").arg("text", text).arg("n", found.len())),
    }
}

/// What a row says, read but not yet held against anything.
struct Row<'a> {
    person: &'a Person,
    place: &'a Place,
    from: Day,
    last: Option<Day>,
    direction: Option<Direction>,
    document: Option<String>,
    basis: Option<String>,
    /// Of this name and standing there, those that are offered first.
    posts: Vec<&'a Post>,
}

impl Row<'_> {
    /// The tenure that the row is about, if it is there.
    fn own<'b>(&self, held: &'b [Held]) -> Option<&'b Held> {
        held.iter().find(|held| {
            held.terms.person == self.person.id
                && held.terms.valid.from == self.from
                && self.posts.iter().any(|post| post.id == held.terms.post)
        })
    }

    /// What would be kept; what the row does not say stays as it is.
    fn terms(self, old: Option<&Terms>) -> Result<Terms, Vec<Problem>> {
        let until = match (self.last, old) {
            (Some(last), _) => last.plus_days(1),
            (None, Some(old)) => old.valid.until,
            (None, None) => Day::FOREVER,
        };
        let valid = DayRange::new(self.from, until);
        let offered = self.posts.iter().find(|post| post.is_active).map(|post| post.id);
        let post = old.map(|old| old.post).or(offered);
        match (valid, post) {
            (Ok(valid), Some(post)) => Ok(Terms {
                person: self.person.id,
                seat: self.place.seat,
                post,
                valid,
                direction: self
                    .direction
                    .or(old.map(|old| old.direction))
                    .unwrap_or(Direction::None),
                basis: self.basis.or(old.and_then(|old| old.basis.clone())),
                document: self.document.or(old.and_then(|old| old.document.clone())),
                file: old.and_then(|old| old.file),
            }),
            (valid, post) => {
                let unknown = || Problem::new("post-not-offered").at("post");
                let reversed = valid.err().map(|problem| problem.at("last"));
                Err(reversed.into_iter().chain(post.is_none().then(unknown)).collect())
            }
        }
    }
}

type Outcome = Result<(Verdict, Held), Vec<Problem>>;

/// What becomes of each row, in the order of the list. The rows about tenures that are kept come first,
/// so that a successor finds the seat that another row clears.
fn settled(lines: &[Line], known: &Known) -> Vec<Outcome> {
    let mut held: HashMap<Seat, Vec<Held>> = HashMap::new();
    for (seat, all) in &known.held {
        let kept = |(kept, holder): &(Tenure, Person)| Held {
            own: Some((kept.id, kept.revision)),
            terms: kept.terms.clone(),
            holder: holder.clone(),
            is_listed: false,
        };
        held.insert(*seat, all.iter().map(kept).collect());
    }
    let rows: Vec<Result<Row<'_>, Vec<Problem>>> =
        lines.iter().map(|line| read(line, known)).collect();
    let begins = |row: &Row<'_>| match held.get(&row.place.seat) {
        Some(held) => row.own(held).is_none(),
        None => true,
    };
    let mut rows: Vec<(usize, bool, Result<Row<'_>, Vec<Problem>>)> = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| (at, row.as_ref().is_ok_and(begins), row))
        .collect();
    rows.sort_by_key(|(at, begins, _)| (*begins, *at));
    let mut outcomes: Vec<(usize, Outcome)> = Vec::with_capacity(rows.len());
    for (at, _, row) in rows {
        outcomes.push((at, row.and_then(|row| settle(row, known, &mut held))));
    }
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Holds a row to the rules, and has the rows after it reckon with it.
fn settle(row: Row<'_>, known: &Known, held: &mut HashMap<Seat, Vec<Held>>) -> Outcome {
    let (place, holder) = (row.place, row.person.clone());
    let all = held.entry(place.seat).or_default();
    let old = row.own(all).cloned();
    let terms = row.terms(old.as_ref().map(|old| &old.terms))?;
    if let Some(old) = old.as_ref().filter(|old| old.terms == terms) {
        return Ok((Verdict::Known, old.clone()));
    }
    let site = place.site(terms.valid.from);
    let site = site.ok_or_else(|| {
        vec![Problem::new("post-seat-unknown").arg("text", &place.name).at("seat")]
    })?;
    let post = check(&known.catalogue, &site, &terms).map_err(|problem| vec![problem])?;
    // What one row brings or changes, no other row changes again.
    let own = old.filter(|old| !old.is_listed).and_then(|old| old.own);
    let mut others = all.iter().filter(|other| own.is_none() || other.own != own);
    if let Some(other) = others.find(|other| is_in_the_way(&other.terms, &terms, post)) {
        return Err(vec![taken(&terms, &other.terms, &other.holder)]);
    }
    let new = Held { own, terms, holder, is_listed: true };
    match all.iter_mut().find(|other| own.is_some() && other.own == own) {
        Some(old) => *old = new.clone(),
        None => all.push(new.clone()),
    }
    Ok((if own.is_some() { Verdict::Changed } else { Verdict::Fresh }, new))
}

fn read<'a>(line: &Line, known: &'a Known) -> Result<Row<'a>, Vec<Problem>> {
    if line.is_unread {
        return Err(Vec::new());
    }
    let person = numbered(&known.numbers, &number_key(line.cell(NUMBER)));
    let person = person.and_then(|person| called(person, line.cell(NAME)).map(|()| person));
    let (place, direction) = (place(line, known), Direction::read_from(line.cell(DIRECTION)));
    let from = rolls::day(line.cell(FROM), "from");
    let from = from.and_then(|from| from.ok_or_else(|| Problem::new("field-required").at("from")));
    let last = rolls::day(line.cell(LAST), "last");
    let posts = match (&place, &from) {
        (Ok(place), Ok(from)) => posts(line.cell(POST), place, *from, &known.catalogue),
        _ => Ok(Vec::new()),
    };
    match (person, place, from, last, direction, posts) {
        (Ok(person), Ok(place), Ok(from), Ok(last), Ok(direction), Ok(posts)) => {
            let text = |column| Some(line.cell(column).to_owned()).filter(|text| !text.is_empty());
            let (document, basis) = (text(DOCUMENT), text(BASIS));
            Ok(Row { person, place, from, last, direction, document, basis, posts })
        }
        (person, place, from, last, direction, posts) => {
            let problems =
                [person.err(), posts.err(), place.err(), from.err(), last.err(), direction.err()];
            Err(problems.into_iter().flatten().collect())
        }
    }
}

fn place<'a>(line: &Line, known: &'a Known) -> Result<&'a Place, Problem> {
    let required = || Problem::new("field-required").at("seat");
    let place = known.seats.get(line.cell(SEAT)).ok_or_else(required)?;
    let place = place.as_ref().map_err(|problem| problem.clone().at("seat"))?;
    match place.is_allowed {
        true => Ok(place),
        false => Err(Problem::new("member-org-beyond").arg("org", &place.name).at("seat")),
    }
}

/// The posts of a name, in either language, that stand at the seat on the day.
fn posts<'a>(
    text: &str,
    place: &Place,
    day: Day,
    catalogue: &'a Catalogue,
) -> Result<Vec<&'a Post>, Problem> {
    let normal = name::normal(text);
    if normal.is_empty() {
        return Err(Problem::new("field-required").at("post"));
    }
    let stands = place.site(day).map(|site| site.stands);
    let is_meant = |post: &&Post| {
        Some(post.stands) == stands
            && [&post.name.zh, &post.name.en].iter().any(|name| name::normal(name) == normal)
    };
    let found: Vec<&Post> = catalogue.posts.iter().filter(is_meant).collect();
    match found.is_empty() {
        true => {
            let problem = Problem::new("post-unknown").arg("text", text);
            Err(problem.arg("seat", &place.name).at("post"))
        }
        false => Ok(found),
    }
}
