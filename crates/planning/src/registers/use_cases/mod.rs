//! Keeping key posts and responsibility zones, and which posts are covered on a day. Projects stand in
//! [`projects`].
//!
//! Whether somebody is in the Party is asked for zones and leads only. Who may not see membership reads that
//! a zone is held or open, never why a member no longer holds it, and enters no zone: a refusal would tell.

pub mod projects;

use super::coverage::{self, Fit, Held, Slot};
use super::post::{KeyPost, NewPost};
use super::store::{self, Part};
use super::zone::{NewZone, Of, Zone};
use ::store::{Ctx, Query, Refusal};
use directory::people::{self, Person};
use directory::recognition;
use directory::{Ancestry, tree};
use kernel::{Action, Day, DayRange, KeyPostId, PersonId, Problem, Resource, UnitId, ZoneId};
use organisation::members::status::Status;
use organisation::people::facts::Span;
use organisation::people::store::facts;
use serde_json::json;
use std::collections::HashMap;

/// Of which day a register is read, and of which units.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub day: Day,
    /// This unit and all below it; everything that the actor may see where it is not given.
    pub unit: Option<UnitId>,
    /// Whether it leaves the house as a workbook.
    pub goes_out: bool,
}

impl Asked {
    pub(super) const fn action(&self) -> Action {
        if self.goes_out { Action::Export } else { Action::Read }
    }
}

/// Checks the unit that was asked for; of one that may not be seen nothing is said.
pub(super) async fn reachable(ctx: &Ctx, q: &mut impl Query, asked: &Asked) -> Result<(), Refusal> {
    if let Some(unit) = asked.unit {
        let to = (asked.action(), Resource::Register);
        tree::allowed(ctx, q, to, unit, asked.day).await?;
    }
    Ok(())
}

/// Names of units and the ways to them on a day.
#[derive(Clone, Debug, Default)]
pub struct Places {
    ways: HashMap<UnitId, Vec<UnitId>>,
    names: HashMap<UnitId, String>,
}

impl Places {
    pub(in crate::registers) async fn load(
        q: &mut impl Query,
        units: impl IntoIterator<Item = UnitId>,
        day: Day,
    ) -> Result<Self, Refusal> {
        let mut units: Vec<UnitId> = units.into_iter().collect();
        units.sort_unstable();
        units.dedup();
        let mut places = Self::default();
        for (unit, steps) in tree::paths(q, &units, day).await? {
            places.names.extend(steps.last().map(|step| (unit, step.name.clone())));
            places.ways.insert(unit, steps.iter().rev().map(|step| step.id).collect());
        }
        Ok(places)
    }

    /// The unit and what stands above it, nearest first; empty for one that does not exist on the day.
    pub fn way(&self, unit: UnitId) -> &[UnitId] {
        self.ways.get(&unit).map_or(&[], Vec::as_slice)
    }

    pub fn name(&self, unit: UnitId) -> &str {
        self.names.get(&unit).map_or("", String::as_str)
    }
}

/// Who of some people was in the Party and where each worked within some days.
pub(in crate::registers) struct Standing {
    statuses: HashMap<PersonId, Vec<Span<Status>>>,
    works: HashMap<PersonId, Vec<Span<UnitId>>>,
    ways: Ancestry,
}

impl Standing {
    pub(in crate::registers) async fn load(
        q: &mut impl Query,
        people: impl IntoIterator<Item = PersonId>,
        days: DayRange,
    ) -> Result<Self, Refusal> {
        let people: Vec<PersonId> = people.into_iter().collect();
        let statuses = facts::of_people::<Status>(q, people.iter().copied()).await?;
        let works = facts::of_people::<UnitId>(q, people).await?;
        let spans = works.values().flatten().filter(|span| span.valid.overlaps(days));
        let mut units: Vec<UnitId> = spans.map(|span| span.fact).collect();
        units.sort_unstable();
        units.dedup();
        Ok(Self { ways: Ancestry::load(q, Some(&units), days).await?, statuses, works })
    }

    pub(in crate::registers) fn fit(&self, member: PersonId, unit: UnitId, day: Day) -> Fit {
        let works_there =
            holds(&self.works, member, day).is_some_and(|at| self.ways.is_within(at, unit, day));
        match (holds(&self.statuses, member, day), works_there) {
            (None, _) => Fit::NoMember,
            (Some(_), false) => Fit::Elsewhere,
            (Some(_), true) => Fit::Holds,
        }
    }

    fn held(&self, zone: &Zone, day: Day) -> Fit {
        match zone.said.valid.contains(day) {
            true => self.fit(zone.said.member, zone.said.unit, day),
            false => Fit::Elsewhere,
        }
    }
}

/// A day as a range.
fn only(day: Day) -> DayRange {
    DayRange { from: day, until: day.plus_days(1) }
}

/// What holds of a person on the day.
pub(in crate::registers) fn holds<F: Copy>(
    all: &HashMap<PersonId, Vec<Span<F>>>,
    person: PersonId,
    day: Day,
) -> Option<F> {
    let mut spans = all.get(&person)?.iter();
    spans.find(|span| span.valid.contains(day)).map(|span| span.fact)
}

/// How each of these units is called so that a list from a file means it again: by its name, or where several
/// bear the name by the way to it. Of a unit that is closed today, by its name on the day.
pub(super) async fn written(
    ctx: &Ctx,
    places: &Places,
    units: impl IntoIterator<Item = UnitId>,
) -> Result<HashMap<UnitId, String>, Refusal> {
    let q = &mut ctx.read();
    let index = recognition::Index::load(q, ctx.now.today).await?;
    let units: Vec<UnitId> = units.into_iter().collect();
    let ways = tree::paths(q, &units, ctx.now.today).await?;
    let call = |unit: UnitId| match ways.get(&unit).map(Vec::as_slice) {
        Some([.., last]) if index.meaning(&last.name) == recognition::Meaning::One(unit) => {
            last.name.clone()
        }
        Some(way) => recognition::written(way),
        None => places.name(unit).to_owned(),
    };
    Ok(units.into_iter().map(|unit| (unit, call(unit))).collect())
}

/// A post with its shifts on a day.
#[derive(Clone, Debug)]
pub struct Row {
    pub post: KeyPost,
    pub slots: Vec<Slot>,
    /// Whether the reader may know why a zone no longer holds.
    pub tells: bool,
}

/// The posts of a day and what covers them.
#[derive(Clone, Debug)]
pub struct Covered {
    pub rows: Vec<Row>,
    pub zones: HashMap<ZoneId, Zone>,
    pub people: HashMap<PersonId, Person>,
    pub places: Places,
}

impl Covered {
    /// So many pairs of post and shift covered, of so many.
    pub fn counted(&self) -> (i64, i64) {
        coverage::counted(self.rows.iter().flat_map(|row| &row.slots))
    }

    /// Posts and shifts that nobody holds.
    pub fn uncovered(&self) -> impl Iterator<Item = (&KeyPost, &Slot)> {
        let slots = self.rows.iter().flat_map(|row| row.slots.iter().map(|slot| (&row.post, slot)));
        slots.filter(|(_, slot)| !slot.is_covered())
    }
}

/// Which posts are covered on a day, as far as the actor may see them.
pub async fn coverage(ctx: &Ctx, asked: &Asked) -> Result<Covered, Refusal> {
    let scope = ctx.scope(asked.action(), Resource::Register);
    let q = &mut ctx.snapshot().await?;
    reachable(ctx, q, asked).await?;
    let part = Part { scope: &scope, unit: asked.unit, day: asked.day };
    let posts = store::posts_on(q, &part).await?;
    let ids: Vec<KeyPostId> = posts.iter().map(|post| post.id).collect();
    let zones = store::zones_of_posts(q, &ids, asked.day).await?;
    let members = zones.iter().map(|zone| zone.said.member);
    let standing = Standing::load(q, members, only(asked.day)).await?;
    let places = Places::load(q, posts.iter().map(|post| post.unit), asked.day).await?;
    let people = people::by_ids(q, zones.iter().map(|zone| zone.said.member)).await?;
    let mut by_post: HashMap<KeyPostId, Vec<Held>> = HashMap::new();
    for zone in &zones {
        let Of::Post(post) = &zone.said.of else { continue };
        let held = Held {
            zone: zone.id,
            shifts: zone.said.shifts.clone(),
            fit: standing.held(zone, asked.day),
        };
        by_post.entry(*post).or_default().push(held);
    }
    let row = |post: KeyPost| Row {
        slots: coverage::slots(&post, by_post.get(&post.id).map_or(&[], Vec::as_slice)),
        tells: ctx.can(Action::Read, Resource::Membership, places.way(post.unit)),
        post,
    };
    Ok(Covered {
        rows: posts.into_iter().map(row).collect(),
        zones: zones.into_iter().map(|zone| (zone.id, zone)).collect(),
        people,
        places: places.clone(),
    })
}

/// A post with what its page shows.
#[derive(Clone, Debug)]
pub struct ShownPost {
    pub post: KeyPost,
    pub unit_name: String,
    pub may_change: bool,
}

/// One post, if the actor may see it.
pub async fn find_post(ctx: &Ctx, id: KeyPostId) -> Result<ShownPost, Refusal> {
    let q = &mut ctx.read();
    let post = store::post(q, id).await?.ok_or(Refusal::NotFound)?;
    let path = may(ctx, q, Action::Read, post.unit).await?;
    let unit = tree::unit_near(q, post.unit, ctx.now.today).await?.ok_or(Refusal::NotFound)?;
    let may_change = ctx.can(Action::Change, Resource::Register, &path);
    Ok(ShownPost { post, unit_name: unit.name, may_change })
}

/// The path of a unit, if the actor may do this to its registers.
pub(super) async fn may(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
) -> Result<Vec<UnitId>, Refusal> {
    tree::allowed(ctx, q, (action, Resource::Register), unit, ctx.now.today).await
}

/// The unit exists on the first day of what is entered.
pub(super) async fn exists(
    q: &mut impl Query,
    unit: UnitId,
    day: Day,
    field: &str,
) -> Result<(), Refusal> {
    match tree::unit_on(q, unit, day).await? {
        Some(_) => Ok(()),
        None => Err(Problem::new("register-no-unit").arg("day", day).at(field).into()),
    }
}

fn post_said(new: &NewPost) -> String {
    json!({ "unit": new.unit.0, "name": new.name, "shifts": new.shifts,
        "from": new.valid.from.to_string(), "until": new.valid.until.to_string() })
    .to_string()
}

/// Enters a key post.
///
/// # Errors
/// `post-known` at `name`; `register-no-unit` at `from`.
pub async fn add_post(ctx: &Ctx, new: &NewPost) -> Result<KeyPostId, Refusal> {
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Create, new.unit).await?;
    exists(&mut work.tx, new.unit, new.valid.from, "from").await?;
    unnamed(&mut work.tx, new, None).await?;
    let id = store::add_post(&mut work.tx, new).await?;
    work.audit("key-post.create", "key-post", id, None, Some(post_said(new)));
    work.commit().await?;
    Ok(id)
}

async fn unnamed(q: &mut impl Query, new: &NewPost, but: Option<KeyPostId>) -> Result<(), Refusal> {
    match store::post_named(q, new, but).await? {
        true => Err(Problem::new("post-known").arg("name", &new.name).at("name").into()),
        false => Ok(()),
    }
}

/// Changes a key post, or ends it by its last day. Its unit stays.
///
/// # Errors
/// As [`add_post`]; the conflict `register-changed`.
pub async fn change_post(
    ctx: &Ctx,
    id: KeyPostId,
    revision: i64,
    new: &NewPost,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let post = store::post(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    may(ctx, &mut work.tx, Action::Change, post.unit).await?;
    let new = &NewPost { unit: post.unit, ..new.clone() };
    exists(&mut work.tx, new.unit, new.valid.from, "from").await?;
    unnamed(&mut work.tx, new, Some(id)).await?;
    store::change_post(&mut work.tx, id, revision, new).await?;
    let KeyPost { unit, name, shifts, valid, .. } = post;
    let before = post_said(&NewPost { unit, name, shifts, valid });
    work.audit("key-post.change", "key-post", id, Some(before), Some(post_said(new)));
    Ok(work.commit().await?)
}

/// A zone as lists and pages show it.
#[derive(Clone, Debug)]
pub struct ZoneLine {
    pub zone: Zone,
    /// The post that it is of.
    pub post: Option<KeyPost>,
    pub fit: Fit,
    /// Whether the reader may know why it does not hold.
    pub tells: bool,
}

/// The zones of a day, or of all days.
#[derive(Clone, Debug)]
pub struct Zones {
    pub lines: Vec<ZoneLine>,
    pub people: HashMap<PersonId, Person>,
    pub places: Places,
}

/// The zones that the actor may see.
pub async fn zones(ctx: &Ctx, asked: &Asked, is_of_any_day: bool) -> Result<Zones, Refusal> {
    let scope = ctx.scope(asked.action(), Resource::Register);
    let q = &mut ctx.snapshot().await?;
    reachable(ctx, q, asked).await?;
    let part = Part { scope: &scope, unit: asked.unit, day: asked.day };
    let zones = store::zones_on(q, &part, is_of_any_day).await?;
    lines(ctx, q, zones, asked.day).await
}

async fn lines(
    ctx: &Ctx,
    q: &mut impl Query,
    zones: Vec<Zone>,
    day: Day,
) -> Result<Zones, Refusal> {
    let members = zones.iter().map(|zone| zone.said.member);
    let standing = Standing::load(q, members, only(day)).await?;
    let places = Places::load(q, zones.iter().map(|zone| zone.said.unit), day).await?;
    let named = zones.iter().flat_map(|zone| [zone.said.member, zone.said.acceptor]);
    let people = people::by_ids(q, named).await?;
    let of = |zone: &Zone| match zone.said.of {
        Of::Post(id) => Some(id),
        Of::Place(_) => None,
    };
    let mut ids: Vec<KeyPostId> = zones.iter().filter_map(of).collect();
    ids.sort_unstable();
    ids.dedup();
    let posts = store::posts_by_ids(q, &ids).await?;
    let posts: HashMap<KeyPostId, KeyPost> =
        posts.into_iter().map(|post| (post.id, post)).collect();
    let mut lines = Vec::new();
    for zone in zones {
        let post = of(&zone).and_then(|id| posts.get(&id).cloned());
        let tells = ctx.can(Action::Read, Resource::Membership, places.way(zone.said.unit));
        lines.push(ZoneLine { fit: standing.held(&zone, day), tells, post, zone });
    }
    Ok(Zones { lines, people, places })
}

/// A zone with what its page shows.
#[derive(Clone, Debug)]
pub struct ShownZone {
    pub line: ZoneLine,
    pub people: HashMap<PersonId, Person>,
    pub unit_name: String,
    pub may_change: bool,
}

/// One zone on a day, if the actor may see it.
pub async fn find_zone(ctx: &Ctx, id: ZoneId, day: Day) -> Result<ShownZone, Refusal> {
    let q = &mut ctx.read();
    let zone = store::zone(q, id).await?.ok_or(Refusal::NotFound)?;
    let unit = zone.said.unit;
    let path = may(ctx, q, Action::Read, unit).await?;
    let may_change = draws(ctx, Action::Change, &path).is_ok();
    let name = tree::unit_near(q, unit, day).await?.ok_or(Refusal::NotFound)?.name;
    let Zones { mut lines, people, .. } = lines(ctx, q, vec![zone], day).await?;
    let line = lines.pop().ok_or(Refusal::NotFound)?;
    Ok(ShownZone { line, people, unit_name: name, may_change })
}

/// Zones are drawn by those who may see who is in the Party: a refusal would tell the others.
pub(in crate::registers) fn draws(
    ctx: &Ctx,
    action: Action,
    path: &[UnitId],
) -> Result<(), Refusal> {
    ctx.may(action, Resource::Register, path)?;
    match ctx.can(Action::Read, Resource::Membership, path) {
        true => Ok(()),
        false => Err(Refusal::Forbidden),
    }
}

/// Posts to which the actor may add a zone today, with the names of their units.
pub async fn open_posts(ctx: &Ctx) -> Result<(Vec<KeyPost>, Places), Refusal> {
    let scope = ctx.scope(Action::Create, Resource::Register);
    let q = &mut ctx.read();
    let part = Part { scope: &scope, unit: None, day: ctx.now.today };
    let mut posts = store::posts_on(q, &part).await?;
    let places = Places::load(q, posts.iter().map(|post| post.unit), ctx.now.today).await?;
    posts.retain(|post| draws(ctx, Action::Create, places.way(post.unit)).is_ok());
    Ok((posts, places))
}

/// Whether the actor may draw zones anywhere.
pub fn may_draw(ctx: &Ctx) -> bool {
    draws(ctx, Action::Create, &[]).is_ok()
}

fn zone_said(new: &NewZone) -> String {
    let (post, place) = match &new.of {
        Of::Post(id) => (Some(id.0), ""),
        Of::Place(place) => (None, place.as_str()),
    };
    json!({ "unit": new.unit.0, "person": new.member.0, "post": post, "place": place,
        "shifts": new.shifts, "from": new.valid.from.to_string(),
        "until": new.valid.until.to_string(), "criterion": new.criterion,
        "acceptor": new.acceptor.0 })
    .to_string()
}

/// Why the member cannot hold the zone on its first day.
pub(in crate::registers) fn unfit(standing: &Standing, new: &NewZone) -> Option<Problem> {
    let code = match standing.fit(new.member, new.unit, new.valid.from) {
        Fit::NoMember => "zone-no-member",
        Fit::Elsewhere => "zone-elsewhere",
        Fit::Holds => return None,
    };
    Some(Problem::new(code).arg("day", new.valid.from).at("member"))
}

/// The zone among these that says the same at the same time.
pub(in crate::registers) fn repeated<'a>(
    new: &NewZone,
    mut others: impl Iterator<Item = &'a Zone>,
) -> Option<Problem> {
    let other = others.find(|other| new.repeats(&other.said))?;
    let problem = Problem::new("zone-repeats").arg("from", other.said.valid.from);
    Some(problem.arg("id", other.id).at("member"))
}

/// What is wrong with a zone beside the other records, each at its field.
async fn judge(q: &mut impl Query, new: &NewZone, but: Option<ZoneId>) -> Result<(), Refusal> {
    let post = match &new.of {
        Of::Post(id) => Some(store::post(q, *id).await?.ok_or(Refusal::NotFound)?),
        Of::Place(_) => None,
    };
    let mut problems = new.problems(post.as_ref());
    let standing = Standing::load(q, [new.member], only(new.valid.from)).await?;
    problems.extend(unfit(&standing, new));
    let others = store::zones_of(q, &[new.member]).await?;
    let others = others.iter().filter(|other| Some(other.id) != but);
    problems.extend(repeated(new, others));
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// Enters a zone. Of a post it stands in the post's unit.
///
/// # Errors
/// `zone-no-member`, `zone-elsewhere`, `zone-repeats` at `member`, and what [`NewZone::problems`] finds.
pub async fn add_zone(ctx: &Ctx, new: &NewZone) -> Result<ZoneId, Refusal> {
    let mut work = ctx.work().await?;
    let path = may(ctx, &mut work.tx, Action::Read, new.unit).await?;
    draws(ctx, Action::Create, &path)?;
    people::lock(&mut work.tx).await?;
    exists(&mut work.tx, new.unit, new.valid.from, "from").await?;
    judge(&mut work.tx, new, None).await?;
    let id = store::add_zone(&mut work.tx, new).await?;
    work.audit("zone.create", "zone", id, None, Some(zone_said(new)));
    work.commit().await?;
    Ok(id)
}

/// Changes the days, shifts, criterion or accepting person of a zone; its member and what it is of stay.
///
/// # Errors
/// As [`add_zone`]; the conflict `register-changed`.
pub async fn change_zone(
    ctx: &Ctx,
    id: ZoneId,
    revision: i64,
    new: &NewZone,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (zone, _) = drawn(ctx, &mut work.tx, id).await?;
    let (unit, member, of) = (zone.said.unit, zone.said.member, zone.said.of.clone());
    let new = &NewZone { unit, member, of, ..new.clone() };
    people::lock(&mut work.tx).await?;
    judge(&mut work.tx, new, Some(id)).await?;
    store::change_zone(&mut work.tx, id, revision, new).await?;
    let before = zone_said(&zone.said);
    work.audit("zone.change", "zone", id, Some(before), Some(zone_said(new)));
    Ok(work.commit().await?)
}

async fn drawn(ctx: &Ctx, q: &mut impl Query, id: ZoneId) -> Result<(Zone, Vec<UnitId>), Refusal> {
    let zone = store::zone(q, id).await?.ok_or(Refusal::NotFound)?;
    let path = may(ctx, q, Action::Read, zone.said.unit).await?;
    draws(ctx, Action::Change, &path)?;
    Ok((zone, path))
}

/// Ends a zone before its time; the day is the first on which it no longer holds.
///
/// # Errors
/// `field-required` at `why`; `zone-end` at `until` for a day outside its days; the conflict
/// `register-changed`.
pub async fn end_zone(
    ctx: &Ctx,
    id: ZoneId,
    revision: i64,
    until: Day,
    why: &str,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (zone, _) = drawn(ctx, &mut work.tx, id).await?;
    let valid = zone.said.valid;
    let mut problems = Vec::new();
    if why.trim().is_empty() {
        problems.push(Problem::new("field-required").at("why"));
    }
    if until <= valid.from || until > valid.until {
        problems.push(Problem::new("zone-end").arg("from", valid.from).at("until"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    store::end_zone(&mut work.tx, id, revision, until, why.trim()).await?;
    let after = json!({ "until": until.to_string(), "why": why.trim() }).to_string();
    work.audit("zone.end", "zone", id, Some(zone_said(&zone.said)), Some(after));
    Ok(work.commit().await?)
}
