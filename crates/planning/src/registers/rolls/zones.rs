//! A list of responsibility zones: of a key post or a place, with member, criterion and accepting person. Only
//! for those who may see who is in the Party: a refusal would tell the others.

use super::{MOST, Meant, column, days, found, people_meant, required, unit, units_named, wrong};
use crate::registers::post::{self, KeyPost};
use crate::registers::store;
use crate::registers::use_cases::{Places, Standing, draws, may_draw, repeated, unfit};
use crate::registers::zone::{NewZone, Of, Zone};
use ::store::{Ctx, Query, Refusal, Tx, Work};
use interchange::Input;
use interchange::list::{self, Column};
use kernel::{Action, Day, PersonId, Problem, Resource};
use organisation::rolls::{self, Kind, Line, Read, RollId, Verdict};
use organisation::use_cases::choosing::Place;
use std::collections::HashMap;

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
    people: Meant<PersonId>,
    posts: Vec<KeyPost>,
    zones: Vec<Zone>,
    standing: HashMap<Day, Standing>,
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
        let people = people_meant(q, named).await?;
        let members = lines.iter().filter_map(|line| people.get(line.cell(MEMBER))?.clone().ok());
        let mut members: Vec<PersonId> = members.collect();
        members.sort_unstable();
        members.dedup();
        let mut standing = HashMap::new();
        let first = lines.iter().filter_map(|line| rolls::day(line.cell(FROM), "from").ok()?);
        let mut first: Vec<Day> = first.collect();
        first.sort_unstable();
        first.dedup();
        for day in first {
            standing.insert(day, Standing::load(q, members.iter().copied(), day).await?);
        }
        let posts = store::posts_of(q, &ids).await?;
        let zones = store::zones_of(q, &members).await?;
        Ok(Known { units, people, posts, zones, standing })
    }

    fn judge(lines: &[Line], known: &Known) -> Vec<(Verdict, Vec<Problem>)> {
        let mut taken: Vec<NewZone> = Vec::new();
        let mut judged = Vec::new();
        for line in lines {
            judged.push(match verdict(line, known, &taken) {
                Ok((verdict, zone)) => {
                    taken.push(zone);
                    (verdict, Vec::new())
                }
                Err(problems) => (Verdict::Refused, problems),
            });
        }
        judged
    }

    async fn lock(tx: &mut Tx) -> Result<(), Refusal> {
        Ok(directory::people::lock(tx).await?)
    }

    async fn apply(
        work: &mut Work,
        lines: &[(Line, Verdict)],
        known: &Known,
    ) -> Result<(), Refusal> {
        for (line, _) in lines.iter().filter(|(_, verdict)| verdict.is_written()) {
            let (zone, _) = read(line, known).map_err(Refusal::Invalid)?;
            store::add_zone(&mut work.tx, &zone).await?;
        }
        Ok(())
    }
}

/// A row by itself, with the post that it is of.
fn read<'a>(line: &Line, known: &'a Known) -> Result<(NewZone, Option<&'a KeyPost>), Vec<Problem>> {
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
    let post = post_of(line, known, place, valid.from).map_err(one)?;
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
    Ok((NewZone { unit, member, of, shifts, valid, criterion, acceptor }, post))
}

/// The key post that a row names in its unit on the day; none where it names a place.
fn post_of<'a>(
    line: &Line,
    known: &'a Known,
    place: &Place,
    from: Day,
) -> Result<Option<&'a KeyPost>, Problem> {
    let (name, at) = (line.cell(POST), line.cell(PLACE));
    match (name, at) {
        ("", _) => return Ok(None),
        (_, "") => {}
        _ => return Err(Problem::new("zone-roll-both").at("place")),
    }
    let is_it =
        |post: &&KeyPost| post.unit == place.id && post.name == name && post.valid.contains(from);
    let unknown = || Problem::new("zone-roll-post").arg("post", name).arg("unit", &place.name);
    known.posts.iter().find(is_it).map(Some).ok_or_else(|| unknown().at("post"))
}

/// A row by what is known and by the rows before it.
fn verdict(
    line: &Line,
    known: &Known,
    taken: &[NewZone],
) -> Result<(Verdict, NewZone), Vec<Problem>> {
    if line.is_unread {
        return Err(Vec::new());
    }
    let (zone, post) = read(line, known)?;
    if known.zones.iter().any(|other| other.said == zone) {
        return Ok((Verdict::Known, zone));
    }
    let mut problems = zone.problems(post);
    let standing = known.standing.get(&zone.valid.from);
    problems.extend(standing.and_then(|standing| unfit(standing, &zone)));
    problems.extend(repeated(&zone, known.zones.iter()));
    if taken.iter().any(|other| zone.repeats(other)) {
        problems.push(Problem::new("zone-roll-twice").at("member"));
    }
    if problems.is_empty() { Ok((Verdict::Fresh, zone)) } else { Err(problems) }
}
