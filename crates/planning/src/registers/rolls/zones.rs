//! A list of responsibility zones: of a key post or a place, with member, criterion and accepting person. Only
//! for those who may see who is in the Party: a refusal would tell the others.

use super::{
    MOST, Meant, changeable, column, days, found, may_change, required, unit, units_named, was,
    was_days, wrong,
};
use crate::registers::post::{self, KeyPost};
use crate::registers::store;
use crate::registers::use_cases::{Places, Standing, draws, may_draw, repeated, unfit};
use crate::registers::zone::{NewZone, Of, Zone};
use ::store::{Ctx, Query, Refusal, Tx, Work};
use directory::people::{self, Person};
use interchange::Input;
use interchange::list::{self, Column};
use kernel::{Action, Day, DayRange, PersonId, Problem, Resource, UnitId, ZoneId};
use organisation::rolls::{self, Kind, Line, Read, RollId, Verdict};
use organisation::use_cases::choosing::Place;
use std::collections::{HashMap, HashSet};

/// The columns, in the template's order.
const COLUMNS: [Column; 9] = [
    column("unit", "register-unit", &["单位"], true, false),
    column("post", "post-name", &["岗位", "岗位名称"], false, false),
    column("place", "zone-place", &["场所名称"], false, false),
    column("shifts", "post-shifts", &["班制"], false, false),
    column("member", "zone-member", &["党员"], true, false),
    column("criterion", "plan-criterion", &["标准"], true, false),
    column("acceptor", "register-acceptor", &["验收"], true, false),
    column("from", "register-from", &["起始日期"], true, true),
    column("last", "register-last", &["截止日期"], false, true),
];

const UNIT: usize = 0;
const POST: usize = 1;
const PLACE: usize = 2;
const SHIFTS: usize = 3;
const MEMBER: usize = 4;
const CRITERION: usize = 5;
const ACCEPTOR: usize = 6;
const FROM: usize = 7;
const LAST: usize = 8;

/// Lists of responsibility zones.
pub struct Zones;

/// What a list names, and who stands how on the first days of its rows.
pub struct Known {
    units: Meant<Place>,
    /// Units where the importer may change zones.
    changeable: HashSet<UnitId>,
    people: Meant<PersonId>,
    posts: HashMap<(UnitId, String), Vec<KeyPost>>,
    zones: HashMap<PersonId, Vec<Zone>>,
    /// Who accepts them.
    acceptors: HashMap<PersonId, Person>,
    standing: Standing,
}

impl Kind for Zones {
    const NAME: &'static str = "zones";
    const RESOURCE: Resource = Resource::Register;
    const ACTION: Action = Action::Create;
    const PATH: &'static str = "/registers/zones/import";
    const HOME: &'static str = "/registers/zones";
    const HOME_TITLE: &'static str = "registers-zones";
    const COLUMNS: &'static [Column] = &COLUMNS;
    const NUMBER: usize = MEMBER;
    const PERSON: usize = MEMBER;
    const IMPORTED: &'static str = "zone.import";

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
        if !may_draw(ctx) {
            return Err(Refusal::Forbidden);
        }
        let (mut units, ids) = units_named(ctx, q, lines, UNIT).await?;
        let ways = Places::load(q, ids.iter().copied(), ctx.now.today).await?;
        for place in units.values_mut().flatten() {
            place.is_allowed &= draws(ctx, Self::ACTION, ways.way(place.id)).is_ok();
        }
        let named = lines.iter().flat_map(|line| [line.cell(MEMBER), line.cell(ACCEPTOR)]);
        let people = people::all_meant(q, named.filter(|text| !text.is_empty())).await?;
        let members = lines.iter().filter_map(|line| people.get(line.cell(MEMBER))?.clone().ok());
        let mut members: Vec<PersonId> = members.collect();
        members.sort_unstable();
        members.dedup();
        let mut posts: HashMap<(UnitId, String), Vec<KeyPost>> = HashMap::new();
        for post in store::posts_of(q, &ids).await? {
            posts.entry((post.unit, post.name.clone())).or_default().push(post);
        }
        let mut zones: HashMap<PersonId, Vec<Zone>> = HashMap::new();
        for zone in store::zones_of(q, &members).await? {
            zones.entry(zone.said.member).or_default().push(zone);
        }
        let acceptors = zones.values().flatten().map(|zone| zone.said.acceptor);
        let acceptors = people::by_ids(q, acceptors).await?;
        let changeable = changeable(ctx, &ways, &ids);
        let standing = Standing::load(q, members, first_days(lines)).await?;
        Ok(Known { units, changeable, people, posts, zones, acceptors, standing })
    }

    fn judge(lines: &[Line], known: &Known) -> Vec<(Verdict, Vec<Problem>)> {
        let mut taken = Taken::default();
        let judged = lines.iter().map(|line| match verdict(line, known, &mut taken) {
            Ok(judged) => judged,
            Err(problems) => (Verdict::Refused, problems),
        });
        judged.collect()
    }

    async fn lock(tx: &mut Tx) -> Result<(), Refusal> {
        Ok(directory::people::lock(tx).await?)
    }

    async fn apply(
        work: &mut Work,
        lines: &[(Line, Verdict)],
        known: &Known,
    ) -> Result<(), Refusal> {
        let mut fresh = Vec::new();
        for (line, verdict) in lines.iter().filter(|(_, verdict)| verdict.is_written()) {
            let (zone, ..) = read(line, known).map_err(Refusal::Invalid)?;
            let old = repeats(known, &zone).next();
            match (verdict, old) {
                (Verdict::Changed, Some(old)) => {
                    store::change_zone(&mut work.tx, old.id, old.revision, &zone).await?;
                }
                _ => fresh.push(zone),
            }
        }
        Ok(store::add_zones(&mut work.tx, &fresh).await?)
    }
}

/// From the earliest first day of the rows to the latest.
fn first_days(lines: &[Line]) -> DayRange {
    let first = lines.iter().filter_map(|line| rolls::day(line.cell(FROM), "from").ok()?);
    let (from, until) = first.fold((Day::FOREVER, Day::EARLIEST), |(from, until), day| {
        (from.min(day), until.max(day.plus_days(1)))
    });
    DayRange { from, until }
}

/// What a row says, the post that it is of, and its unit.
type Row<'a> = (NewZone, Option<&'a KeyPost>, &'a Place);

/// A row by itself.
fn read<'a>(line: &Line, known: &'a Known) -> Result<Row<'a>, Vec<Problem>> {
    let (member, acceptor, criterion, valid) = (
        found(&known.people, line.cell(MEMBER), "member"),
        found(&known.people, line.cell(ACCEPTOR), "acceptor"),
        required(line, CRITERION, "criterion"),
        days(line.cell(FROM), line.cell(LAST)),
    );
    let (Ok(member), Ok(acceptor), Ok(criterion), Ok(valid)) =
        (&member, &acceptor, &criterion, &valid)
    else {
        return Err(wrong([member.err(), acceptor.err(), criterion.err(), valid.err()]));
    };
    let one = |problem| vec![problem];
    let place = unit(&known.units, line.cell(UNIT), valid.from).map_err(one)?;
    let post = post_of(line, known, place, *valid).map_err(one)?;
    let shifts = match (line.cell(SHIFTS), post) {
        ("", Some(post)) => post.shifts.clone(),
        ("", None) => Vec::new(),
        (text, _) => post::shifts(text).map_err(one)?,
    };
    let of = match post {
        Some(post) => Of::Post(post.id),
        None => Of::Place(required(line, PLACE, "place").map_err(one)?),
    };
    let (unit, criterion) = (place.id, criterion.clone());
    let (member, acceptor, valid) = (**member, **acceptor, *valid);
    Ok((NewZone { unit, member, of, shifts, valid, criterion, acceptor }, post, place))
}

/// The key post that a row names in its unit on its first day, or else within its days; none where it names a
/// place.
fn post_of<'a>(
    line: &Line,
    known: &'a Known,
    place: &Place,
    days: DayRange,
) -> Result<Option<&'a KeyPost>, Problem> {
    let (name, at) = (line.cell(POST), line.cell(PLACE));
    match (name, at) {
        ("", _) => return Ok(None),
        (_, "") => {}
        _ => return Err(Problem::new("zone-roll-both").at("place")),
    }
    let unknown = || Problem::new("zone-roll-post").arg("post", name).arg("unit", &place.name);
    let named = known.posts.get(&(place.id, name.to_owned())).map_or(&[][..], Vec::as_slice);
    let on_first = named.iter().find(|post| post.valid.contains(days.from));
    let found = on_first.or_else(|| named.iter().find(|post| post.valid.overlaps(days)));
    found.map(Some).ok_or_else(|| unknown().at("post"))
}

/// The zones of the same member that say the same at the same time.
fn repeats<'a>(known: &'a Known, zone: &NewZone) -> impl Iterator<Item = &'a Zone> {
    let zones = known.zones.get(&zone.member).into_iter().flatten();
    zones.filter(|other| zone.repeats(&other.said))
}

/// The rows that were taken so far, by member, and which zones they change.
#[derive(Default)]
struct Taken {
    zones: HashMap<PersonId, Vec<NewZone>>,
    changed: HashSet<ZoneId>,
}

/// A row by what is known and by the rows before it.
fn verdict(
    line: &Line,
    known: &Known,
    taken: &mut Taken,
) -> Result<(Verdict, Vec<Problem>), Vec<Problem>> {
    if line.is_unread {
        return Err(Vec::new());
    }
    let (zone, post, place) = read(line, known)?;
    let others: Vec<&Zone> = repeats(known, &zone).collect();
    let is_known = others.iter().any(|other| other.said == zone);
    let before = taken.zones.entry(zone.member).or_default();
    let mut told = Vec::new();
    let (verdict, mut problems) = match others[..] {
        _ if is_known => (Verdict::Known, Vec::new()),
        [] => (Verdict::Fresh, beside(&zone, post, known)),
        [other] if other.said.unit == zone.unit && taken.changed.insert(other.id) => {
            let mut problems = beside(&zone, post, known);
            problems.extend(may_change(&known.changeable, place, "unit").err());
            told = differing(&other.said, &zone, known);
            (Verdict::Changed, problems)
        }
        _ => {
            let mut problems = beside(&zone, post, known);
            problems.extend(repeated(&zone, others.into_iter()));
            (Verdict::Refused, problems)
        }
    };
    if before.iter().any(|other| zone.repeats(other) && !(is_known && *other == zone)) {
        problems.push(Problem::new("zone-roll-twice").at("member"));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    before.push(zone);
    Ok((verdict, told))
}

/// What is registered of a zone where a row says something else.
fn differing(old: &NewZone, new: &NewZone, known: &Known) -> Vec<Problem> {
    let [from, last] = was_days(old.valid, new.valid);
    let called = |id| people::called(&known.acceptors, id);
    wrong([
        was("shifts", old.shifts.join("、"), &new.shifts.join("、")),
        was("criterion", old.criterion.clone(), &new.criterion),
        (old.acceptor != new.acceptor).then(|| was("acceptor", called(old.acceptor), "")).flatten(),
        from,
        last,
    ])
}

/// What is wrong with a row that is not in the register as it is.
fn beside(zone: &NewZone, post: Option<&KeyPost>, known: &Known) -> Vec<Problem> {
    let mut problems = zone.problems(post);
    problems.extend(unfit(&known.standing, zone));
    problems
}
