//! A list of key posts: unit, name, shifts and days.

use super::{MOST, Meant, column, days, required, unit, units_named, wrong};
use crate::registers::post::{self, KeyPost, NewPost};
use crate::registers::store;
use ::store::{Ctx, Query, Refusal, Work};
use interchange::Input;
use interchange::list::{self, Column};
use kernel::{Action, Problem, Resource};
use organisation::rolls::{Kind, Line, Read, RollId, Verdict};
use organisation::use_cases::choosing::Place;

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
    posts: Vec<KeyPost>,
}

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
        Ok(Known { posts: store::posts_of(q, &ids).await?, units })
    }

    fn judge(lines: &[Line], known: &Known) -> Vec<(Verdict, Vec<Problem>)> {
        let mut taken: Vec<NewPost> = Vec::new();
        let mut judged = Vec::new();
        for line in lines {
            judged.push(match verdict(line, known, &taken) {
                Ok((verdict, post)) => {
                    taken.push(post);
                    (verdict, Vec::new())
                }
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
        for (line, _) in lines.iter().filter(|(_, verdict)| verdict.is_written()) {
            let post = read(line, known).map_err(Refusal::Invalid)?;
            store::add_post(&mut work.tx, &post).await?;
        }
        Ok(())
    }
}

/// A row by itself.
fn read(line: &Line, known: &Known) -> Result<NewPost, Vec<Problem>> {
    let (name, shifts, valid) = (
        required(line, NAME, "name"),
        post::shifts(line.cell(SHIFTS)),
        days(line.cell(FROM), line.cell(LAST)),
    );
    let (Ok(name), Ok(shifts), Ok(valid)) = (&name, &shifts, &valid) else {
        return Err(wrong([name.err(), shifts.err(), valid.err()]));
    };
    let place = unit(&known.units, line.cell(UNIT), valid.from).map_err(|it| vec![it])?;
    Ok(NewPost { unit: place.id, name: name.clone(), shifts: shifts.clone(), valid: *valid })
}

/// A row by what is known and by the rows before it.
fn verdict(
    line: &Line,
    known: &Known,
    taken: &[NewPost],
) -> Result<(Verdict, NewPost), Vec<Problem>> {
    if line.is_unread {
        return Err(Vec::new());
    }
    let post = read(line, known)?;
    let twice = || vec![Problem::new("post-known").arg("name", &post.name).at("name")];
    let is_same = |unit, name: &str, valid: kernel::DayRange| {
        unit == post.unit && name == post.name && valid.overlaps(post.valid)
    };
    if taken.iter().any(|other| is_same(other.unit, &other.name, other.valid)) {
        return Err(twice());
    }
    match known.posts.iter().find(|other| is_same(other.unit, &other.name, other.valid)) {
        None => Ok((Verdict::Fresh, post)),
        Some(other) if other.shifts == post.shifts && other.valid == post.valid => {
            Ok((Verdict::Known, post))
        }
        Some(_) => Err(twice()),
    }
}
