//! A list of key posts: unit, name, shifts and days.

use super::{
    MOST, Meant, changeable, column, days, may_change, required, unit, units_named, was, was_days,
    wrong,
};
use crate::registers::post::{self, KeyPost, NewPost};
use crate::registers::store;
use crate::registers::use_cases::Places;
use ::store::{Ctx, Query, Refusal, Work};
use interchange::Input;
use interchange::list::{self, Column};
use kernel::{Action, DayRange, KeyPostId, Problem, Resource, UnitId};
use organisation::rolls::{Kind, Line, Read, RollId, Verdict};
use organisation::use_cases::choosing::Place;
use std::collections::{HashMap, HashSet};

/// The columns, in the template's order.
const COLUMNS: [Column; 5] = [
    column("unit", "register-unit", &["单位"], true, false),
    column("name", "post-name", &["岗位", "岗位名称"], true, false),
    column("shifts", "post-shifts", &["班制"], true, false),
    column("from", "register-from", &["起始日期"], true, true),
    column("last", "register-last", &["截止日期"], false, true),
];

const UNIT: usize = 0;
const NAME: usize = 1;
const SHIFTS: usize = 2;
const FROM: usize = 3;
const LAST: usize = 4;

/// Lists of key posts.
pub struct KeyPosts;

/// The units that a list names, and the posts that they have.
pub struct Known {
    units: Meant<Place>,
    /// Units where the importer may change what is registered.
    changeable: HashSet<UnitId>,
    posts: HashMap<Named, Vec<KeyPost>>,
}

/// The unit and the name of a post.
type Named = (UnitId, String);

impl Kind for KeyPosts {
    const NAME: &'static str = "key-posts";
    const RESOURCE: Resource = Resource::Register;
    const ACTION: Action = Action::Create;
    const PATH: &'static str = "/registers/posts/import";
    const HOME: &'static str = "/registers";
    const HOME_TITLE: &'static str = "registers-posts";
    const COLUMNS: &'static [Column] = &COLUMNS;
    const NUMBER: usize = NAME;
    const PERSON: usize = NAME;
    const IMPORTED: &'static str = "key-post.import";

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
        let mut posts: HashMap<Named, Vec<KeyPost>> = HashMap::new();
        for post in store::posts_of(q, &ids).await? {
            posts.entry((post.unit, post.name.clone())).or_default().push(post);
        }
        Ok(Known { changeable: changeable(ctx, &ways, &ids), posts, units })
    }

    fn judge(lines: &[Line], known: &Known) -> Vec<(Verdict, Vec<Problem>)> {
        let mut taken = Taken::default();
        let judged = lines.iter().map(|line| match verdict(line, known, &mut taken) {
            Ok(judged) => judged,
            Err(problems) => (Verdict::Refused, problems),
        });
        judged.collect()
    }

    async fn apply(
        work: &mut Work,
        lines: &[(Line, Verdict)],
        known: &Known,
    ) -> Result<(), Refusal> {
        let mut fresh = Vec::new();
        for (line, verdict) in lines.iter().filter(|(_, verdict)| verdict.is_written()) {
            let (post, _) = read(line, known).map_err(Refusal::Invalid)?;
            let old = overlapping(known, &post).next();
            match (verdict, old) {
                (Verdict::Changed, Some(old)) => {
                    store::change_post(&mut work.tx, old.id, old.revision, &post).await?;
                }
                _ => fresh.push(post),
            }
        }
        Ok(store::add_posts(&mut work.tx, &fresh).await?)
    }
}

/// A row by itself.
fn read<'a>(line: &Line, known: &'a Known) -> Result<(NewPost, &'a Place), Vec<Problem>> {
    let (name, shifts, valid) = (
        required(line, NAME, "name"),
        post::shifts(line.cell(SHIFTS)),
        days(line.cell(FROM), line.cell(LAST)),
    );
    let (Ok(name), Ok(shifts), Ok(valid)) = (&name, &shifts, &valid) else {
        return Err(wrong([name.err(), shifts.err(), valid.err()]));
    };
    let place = unit(&known.units, line.cell(UNIT), valid.from).map_err(|it| vec![it])?;
    let (name, shifts, valid) = (name.clone(), shifts.clone(), *valid);
    Ok((NewPost { unit: place.id, name, shifts, valid }, place))
}

/// The registered posts of the unit and the name that are valid on days of a row.
fn overlapping<'a>(known: &'a Known, post: &NewPost) -> impl Iterator<Item = &'a KeyPost> {
    let named = known.posts.get(&(post.unit, post.name.clone()));
    let valid = post.valid;
    named.into_iter().flatten().filter(move |other| other.valid.overlaps(valid))
}

/// The rows that were taken so far: the days of each post, and which registered posts they change.
#[derive(Default)]
struct Taken {
    days: HashMap<Named, Vec<DayRange>>,
    changed: HashSet<KeyPostId>,
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
    let (post, place) = read(line, known)?;
    let twice = || vec![Problem::new("post-known").arg("name", &post.name).at("name")];
    let days = taken.days.entry((post.unit, post.name.clone())).or_default();
    if days.iter().any(|other| other.overlaps(post.valid)) {
        return Err(twice());
    }
    let others: Vec<&KeyPost> = overlapping(known, &post).collect();
    let judged = match others[..] {
        [] => (Verdict::Fresh, Vec::new()),
        [other] if other.shifts == post.shifts && other.valid == post.valid => {
            (Verdict::Known, Vec::new())
        }
        [other] if taken.changed.insert(other.id) => {
            may_change(&known.changeable, place, "unit").map_err(|problem| vec![problem])?;
            let shifts = was("shifts", other.shifts.join("、"), &post.shifts.join("、"));
            let [from, last] = was_days(other.valid, post.valid);
            (Verdict::Changed, wrong([shifts, from, last]))
        }
        _ => return Err(twice()),
    };
    days.push(post.valid);
    Ok(judged)
}
