//! Who and what is assessed in a year: units, and secretaries where their organisation has its seat; each by the
//! scheme of the nearest unit above that has a kind for them. Where a unit was of another kind or stood under
//! another scheme earlier in the year, that part counts for its days; a secretary's sheet is of the days in post.

use super::{Year, may};
use crate::sheets::rules::{Rule, fitting, in_force};
use crate::sheets::store::units::{Found, changed, of_kinds};
use crate::sheets::subject::Subject;
use ::store::{Ctx, Query, Refusal};
use directory::{people, tree};
use kernel::{Action, Day, DayRange, PersonId, Resource, Scope, UnitId};
use organisation::governance::store::tenures::{InPost, secretaries_between};
use organisation::party::party_org::OrgKind;
use scoring::scheme::Subject as About;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The rules of a day, each with its owner.
type Rules = Vec<(UnitId, Arc<Rule>)>;

/// Something that is assessed in a year.
#[derive(Clone, Debug)]
pub struct Place {
    pub subject: Subject,
    pub unit_name: String,
    /// Of a secretary: what the person is called, and the organisation.
    pub holder: Option<(String, String)>,
    /// The kind of unit or organisation, as the scheme names it.
    pub kind: String,
    pub rule: Arc<Rule>,
    /// The days that count; none where they are the whole year.
    pub days: Vec<DayRange>,
    /// The parts of the year before, in their order.
    pub earlier: Vec<Part>,
    /// The units from the root down to its own.
    pub path: Vec<UnitId>,
}

/// A part of the year under another rule or kind.
#[derive(Clone, Debug)]
pub struct Part {
    pub days: DayRange,
    pub kind: String,
    pub rule: Arc<Rule>,
}

impl Place {
    /// What it is called.
    pub fn name(&self) -> &str {
        self.holder.as_ref().map_or(&self.unit_name, |(person, _)| person)
    }

    /// Where it stands in a list: by scheme, then in the order of the tree, a unit before its secretary.
    fn order(&self) -> (bool, String, Vec<UnitId>, Option<PersonId>) {
        let is_person = self.subject.person.is_some();
        (is_person, self.rule.scheme.id.clone(), self.path.clone(), self.subject.person)
    }
}

/// Everything within the actor's part that is assessed in a year: by scheme, then in the order of the tree.
/// Secretaries are there for whoever may see their sheets; their own is there for themselves.
pub(crate) async fn all(ctx: &Ctx, year: Year) -> Result<Vec<Place>, Refusal> {
    let q = &mut ctx.read();
    let rules = in_force(q, year.until).await?;
    let scope = ctx.scope(Action::Read, Resource::Score);
    let mut places = units(q, &rules, year, &scope).await?;
    let scope = ctx.scope(Action::Read, Resource::PersonScore);
    if !scope.is_nothing() || ctx.actor.person.is_some() {
        let posts = secretaries_between(q, (year.first, year.until)).await?;
        let seats: Vec<UnitId> = posts.iter().map(|post| post.seat).collect();
        let open = tree::within_scope(q, &seats, &scope, year.until).await?;
        let is_open =
            |post: &InPost| open.contains(&post.seat) || Some(post.person) == ctx.actor.person;
        let posts = posts.into_iter().filter(is_open).collect();
        places.extend(secretaries(q, &rules, year, posts).await?);
    }
    places.sort_by_cached_key(Place::order);
    Ok(places)
}

/// The units of a scope that some rule has a kind for.
async fn units(
    q: &mut impl Query,
    rules: &Rules,
    year: Year,
    scope: &Scope,
) -> Result<Vec<Place>, Refusal> {
    let of_units = rules.iter().filter(|(_, rule)| rule.scheme.subject == About::Unit);
    let kinds: Vec<&str> =
        of_units.flat_map(|(_, rule)| &rule.scheme.kind).map(|kind| kind.id.as_str()).collect();
    let found = of_kinds(q, &kinds, scope, year.until).await?;
    assigned(q, rules, year, found).await
}

/// The units of a scope that one scheme has a kind for and that stand with or below its owner, in the order of the
/// tree: what a draft is tried on.
pub(crate) async fn under(
    ctx: &Ctx,
    (owner, rule): (UnitId, Rule),
    year: Year,
) -> Result<Vec<Place>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::Score);
    let rules = vec![(owner, Arc::new(rule))];
    let mut places = units(&mut ctx.read(), &rules, year, &scope).await?;
    // A draft is tried on whole years.
    for place in &mut places {
        (place.days, place.earlier) = (Vec::new(), Vec::new());
    }
    places.sort_by_cached_key(Place::order);
    Ok(places)
}

/// One subject's place in a year, with the name of its unit; no place where no scheme in force has a kind for it.
pub(crate) async fn one(
    ctx: &Ctx,
    subject: Subject,
    year: Year,
) -> Result<(Option<Place>, String), Refusal> {
    let q = &mut ctx.read();
    let rules = in_force(q, year.until).await?;
    let unit = tree::unit_near(q, subject.unit, year.until).await?.ok_or(Refusal::NotFound)?;
    let name = unit.name.clone();
    let places = match subject.person {
        None => {
            let (id, name, kind) = (unit.id, unit.name, unit.kind.name().to_owned());
            assigned(q, &rules, year, vec![Found { id, name, kind }]).await?
        }
        Some(person) => {
            let mut posts = secretaries_between(q, (year.first, year.until)).await?;
            posts.retain(|post| (post.seat, post.person) == (subject.unit, person));
            if posts.is_empty() {
                return Err(Refusal::NotFound);
            }
            secretaries(q, &rules, year, posts).await?
        }
    };
    Ok((places.into_iter().next(), name))
}

/// The ways to these units near a day, from the root down.
async fn ways(
    q: &mut impl Query,
    units: &[UnitId],
    day: Day,
) -> Result<HashMap<UnitId, Vec<UnitId>>, Refusal> {
    let steps = tree::paths(q, units, day).await?;
    let mut ways: HashMap<UnitId, Vec<UnitId>> = steps
        .into_iter()
        .map(|(unit, path)| (unit, path.into_iter().map(|step| step.id).collect()))
        .collect();
    // Only what was closed before the year's end is looked up by itself.
    for unit in units {
        if !ways.contains_key(unit) {
            let mut path = tree::path_ids(q, *unit, day).await?;
            path.reverse();
            ways.insert(*unit, path);
        }
    }
    Ok(ways)
}

fn upwards(way: &[UnitId]) -> Vec<UnitId> {
    way.iter().rev().copied().collect()
}

/// Units with their rules, and with the parts of the year before.
async fn assigned(
    q: &mut impl Query,
    rules: &Rules,
    year: Year,
    units: Vec<Found>,
) -> Result<Vec<Place>, Refusal> {
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let ways = ways(q, &ids, year.until).await?;
    let mut parts = parts(q, year, &ids).await?;
    let mut places = Vec::new();
    for unit in units {
        let path = ways.get(&unit.id).cloned().unwrap_or_default();
        let found = fitting(rules, About::Unit, &[&unit.kind], &upwards(&path));
        let Some((rule, kind)) = found else { continue };
        let mut place = Place {
            subject: unit.id.into(),
            unit_name: unit.name,
            holder: None,
            kind,
            rule,
            days: Vec::new(),
            earlier: Vec::new(),
            path,
        };
        if let Some(parts) = parts.remove(&unit.id) {
            place.divide(parts, year);
        }
        places.push(place);
    }
    Ok(places)
}

impl Place {
    /// Keeps the parts before that were assessed otherwise and join without a gap.
    fn divide(&mut self, parts: Vec<Under>, year: Year) {
        let mut joined: Vec<Part> = Vec::new();
        for (days, found) in parts {
            let Some((rule, kind)) = found else {
                joined.clear();
                continue;
            };
            if joined.last().is_some_and(|last| last.days.until != days.from) {
                joined.clear();
            }
            match joined.last_mut() {
                Some(last) if last.kind == kind && last.rule.scheme.id == rule.scheme.id => {
                    (last.days.until, last.rule) = (days.until, rule);
                }
                _ => joined.push(Part { days, kind, rule }),
            }
        }
        let Some(last) = joined.pop() else { return };
        let is_part = last.days.from > year.first;
        self.days = if is_part { vec![last.days] } else { Vec::new() };
        self.earlier = joined;
    }
}

/// Days, and the rule and kind that held at their end, if any did.
type Under = (DayRange, Option<(Arc<Rule>, String)>);
type Parts = HashMap<UnitId, Vec<Under>>;

/// Of the units that were several things in the year: each part with the rule that held at its end.
async fn parts(q: &mut impl Query, year: Year, units: &[UnitId]) -> Result<Parts, Refusal> {
    let was = changed(q, units, (year.first, year.until)).await?;
    let mut by_day: BTreeMap<Day, Vec<UnitId>> = BTreeMap::new();
    for (unit, parts) in &was {
        for (days, _) in parts {
            by_day.entry(days.until.plus_days(-1)).or_default().push(*unit);
        }
    }
    let mut known: HashMap<Day, (Rules, HashMap<UnitId, Vec<UnitId>>)> = HashMap::new();
    for (day, units) in by_day {
        let rules = in_force(q, day).await?;
        known.insert(day, (rules, ways(q, &units, day).await?));
    }
    let mut found = Parts::new();
    for (unit, parts) in was {
        for (days, kind) in parts {
            let (rules, ways) = &known[&days.until.plus_days(-1)];
            let path = ways.get(&unit).map(|way| upwards(way)).unwrap_or_default();
            let rule = fitting(rules, About::Unit, &[&kind], &path);
            found.entry(unit).or_default().push((days, rule));
        }
    }
    Ok(found)
}

/// The kinds of a scheme that are for the secretary of such an organisation, the nearest first.
fn kinds(kind: OrgKind) -> Vec<&'static str> {
    match kind.is_branch() {
        true => vec![kind.name(), OrgKind::Branch.name()],
        false => vec![kind.name()],
    }
}

/// Secretaries with their rules and their days in post at one seat.
async fn secretaries(
    q: &mut impl Query,
    rules: &Rules,
    year: Year,
    posts: Vec<InPost>,
) -> Result<Vec<Place>, Refusal> {
    let mut by_subject: BTreeMap<Subject, Vec<InPost>> = BTreeMap::new();
    for post in posts {
        let subject = Subject { unit: post.seat, person: Some(post.person) };
        by_subject.entry(subject).or_default().push(post);
    }
    let seats: Vec<UnitId> = by_subject.keys().map(|subject| subject.unit).collect();
    let units = tree::units_near(q, &seats, year.until).await?;
    let ways = ways(q, &seats, year.until).await?;
    let people = people::by_ids(q, by_subject.keys().filter_map(|it| it.person)).await?;
    let mut places = Vec::new();
    for (subject, posts) in by_subject {
        let Some(last) = posts.last() else { continue };
        let path = ways.get(&subject.unit).cloned().unwrap_or_default();
        let found = fitting(rules, About::Secretary, &kinds(last.kind), &upwards(&path));
        let Some((rule, kind)) = found else { continue };
        let person = subject.person.map(|person| people::called(&people, person));
        let unit = units.get(&subject.unit).map(|unit| unit.name.clone());
        places.push(Place {
            subject,
            unit_name: unit.unwrap_or_default(),
            holder: person.map(|person| (person, last.org_name.clone())),
            kind,
            rule,
            days: in_post(&posts, year),
            earlier: Vec::new(),
            path,
        });
    }
    Ok(places)
}

/// Days in post, joined where they meet; none where they are the whole year.
fn in_post(posts: &[InPost], year: Year) -> Vec<DayRange> {
    let mut days: Vec<DayRange> = posts.iter().map(|post| post.days).collect();
    days.sort_by_key(|days| days.from);
    let mut joined: Vec<DayRange> = Vec::new();
    for next in days {
        match joined.last_mut() {
            Some(last) if next.from <= last.until => last.until = last.until.max(next.until),
            _ => joined.push(next),
        }
    }
    let whole = DayRange { from: year.first, until: year.until.plus_days(1) };
    if joined == [whole] { Vec::new() } else { joined }
}

/// What is shown beside a sheet: of a unit the sheets of people in post there that the actor may see; of a
/// secretary the unit's own, and those of the same person at other seats.
pub(crate) async fn beside(ctx: &Ctx, subject: Subject, year: Year) -> Result<Vec<Place>, Refusal> {
    let q = &mut ctx.read();
    if let Some(person) = subject.person {
        let own = Subject::from(subject.unit);
        let mut found: Vec<Place> = match may(ctx, q, Action::Read, own, year.until).await {
            Ok(_) => one(ctx, own, year).await?.0.into_iter().collect(),
            Err(_) => Vec::new(),
        };
        let mut posts = secretaries_between(q, (year.first, year.until)).await?;
        posts.retain(|post| post.person == person && post.seat != subject.unit);
        let seats: Vec<UnitId> = posts.iter().map(|post| post.seat).collect();
        let scope = ctx.scope(Action::Read, Resource::PersonScore);
        let open = tree::within_scope(q, &seats, &scope, year.until).await?;
        posts.retain(|post| subject.is_of(&ctx.actor) || open.contains(&post.seat));
        let rules = in_force(q, year.until).await?;
        found.extend(secretaries(q, &rules, year, posts).await?);
        return Ok(found);
    }
    let path = tree::path_ids(q, subject.unit, year.until).await?;
    let sees_all = ctx.can(Action::Read, Resource::PersonScore, &path);
    let mut posts = secretaries_between(q, (year.first, year.until)).await?;
    posts.retain(|post| {
        post.seat == subject.unit && (sees_all || Some(post.person) == ctx.actor.person)
    });
    let rules = in_force(q, year.until).await?;
    secretaries(q, &rules, year, posts).await
}
