//! The registers as lists from files, on the engine of all lists: key posts, responsibility zones, and projects
//! with a row for each milestone. Rows are judged by the rules of the forms. What a list names is looked up in a
//! few questions, whatever its length. The workbook of each register has the same columns, so a row that came
//! out of the house is known again, and one that was changed since shows as changed.

mod posts;
mod projects;
mod zones;

pub use posts::KeyPosts;
pub use projects::Projects;
pub use zones::Zones;

use crate::registers::use_cases::Places;
use ::store::{Ctx, Query, Refusal};
use interchange::list::Column;
use kernel::{Action, Day, DayRange, Problem, Resource, UnitId};
use organisation::rolls::{self, Line};
use organisation::use_cases::choosing::{Place, places};
use std::collections::{HashMap, HashSet};

/// Rows of one list: the key posts of a large group.
const MOST: usize = 20_000;

/// What each text means, or why it means nothing.
type Meant<T> = HashMap<String, Result<T, Problem>>;

/// A column of a list.
const fn column(
    id: &'static str,
    title: &'static str,
    headings: &'static [&'static str],
    is_required: bool,
    is_day: bool,
) -> Column {
    Column { id, title, headings, is_required, is_day }
}

/// The units that the rows of a list name, and the ids of those that there are.
async fn units_named(
    ctx: &Ctx,
    q: &mut impl Query,
    lines: &[Line],
    column: usize,
) -> Result<(Meant<Place>, Vec<UnitId>), Refusal> {
    let scope = ctx.scope(Action::Create, Resource::Register);
    let texts = lines.iter().map(|line| line.cell(column)).filter(|text| !text.is_empty());
    let units = places(ctx, q, texts, &scope, ctx.now.today).await?;
    let ids = units.values().flatten().map(|place| place.id).collect();
    Ok((units, ids))
}

/// Those of these units where the importer may change what is registered.
fn changeable(ctx: &Ctx, ways: &Places, units: &[UnitId]) -> HashSet<UnitId> {
    let may = |id: &UnitId| ctx.can(Action::Change, Resource::Register, ways.way(*id));
    units.iter().copied().filter(may).collect()
}

/// A row changes what is registered of the unit, which the importer may do there.
fn may_change(units: &HashSet<UnitId>, place: &Place, field: &'static str) -> Result<(), Problem> {
    match units.contains(&place.id) {
        true => Ok(()),
        false => Err(Problem::new("register-roll-change").arg("unit", &place.name).at(field)),
    }
}

/// What a cell that must not be empty means, its problem at the field.
fn found<'a, T>(meant: &'a Meant<T>, text: &str, field: &'static str) -> Result<&'a T, Problem> {
    let required = || Problem::new("field-required").at(field);
    meant.get(text).ok_or_else(required)?.as_ref().map_err(|problem| problem.clone().at(field))
}

/// The unit of a row, where the importer may enter something from this day on.
fn unit<'a>(units: &'a Meant<Place>, text: &str, from: Day) -> Result<&'a Place, Problem> {
    let place = found(units, text, "unit")?;
    if !place.is_allowed {
        return Err(Problem::new("register-roll-beyond").arg("unit", &place.name).at("unit"));
    }
    place.check(from).map_err(|problem| problem.at("unit"))?;
    Ok(place)
}

/// What a row changes: what is registered, where the row says something else.
fn was(field: &'static str, old: String, new: &str) -> Option<Problem> {
    let problem = match old.as_str() {
        same if same == new => return None,
        "" => Problem::new("register-roll-was-blank"),
        text => Problem::new("register-roll-was").arg("text", text),
    };
    Some(problem.at(field))
}

/// The same of its days.
fn was_days(old: DayRange, new: DayRange) -> [Option<Problem>; 2] {
    let last = |days: DayRange| days.last_day().map(|day| day.to_string()).unwrap_or_default();
    let from = was("from", old.from.to_string(), &new.from.to_string());
    [from, was("last", last(old), &last(new))]
}

/// A cell that must not be empty.
fn required(line: &Line, column: usize, field: &'static str) -> Result<String, Problem> {
    match line.cell(column).trim() {
        "" => Err(Problem::new("field-required").at(field)),
        text => Ok(text.to_owned()),
    }
}

/// A day that must be given.
fn day(text: &str, field: &'static str) -> Result<Day, Problem> {
    rolls::day(text, field)?.ok_or_else(|| Problem::new("field-required").at(field))
}

/// The days of a row: `last` may be empty.
fn days(from: &str, last: &str) -> Result<DayRange, Problem> {
    let from = day(from, "from")?;
    let until = rolls::day(last, "last")?.map_or(Day::FOREVER, |last| last.plus_days(1));
    DayRange::new(from, until)
        .map_err(|_| Problem::new("register-reversed").arg("from", from).at("last"))
}

/// All that is wrong with the parts of a row.
fn wrong<const N: usize>(problems: [Option<Problem>; N]) -> Vec<Problem> {
    problems.into_iter().flatten().collect()
}
