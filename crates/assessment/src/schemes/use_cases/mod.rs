//! Drawing up a scheme, changing its draft, taking it through submission and approval, recording who was
//! consulted, ending it; looking at one and at many.

pub mod papers;

pub use super::store::{Heard, Step, Version};

use super::stage::{Deed, Stage};
use super::store::{self, Text};
use super::templates::{self, Template};
use ::store::{Ctx, Query, Refusal, Work};
use directory::tree;
use kernel::{Action, Day, Problem, Resource, SchemeId, UnitId};
use organisation::party::party_org::OrgKind;
use planning::annual::measure;
use planning::store::indicators;
use scoring::lint;
use scoring::scheme::check::{self, Findings};
use scoring::scheme::{Origin, Scheme, Subject};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Problems of a scheme told at once.
const MOST_PROBLEMS: usize = 50;
/// The longest code of a scheme, in bytes.
const LONGEST_CODE: usize = 40;

/// What a new scheme begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    Empty,
    /// A shipped scheme by its name.
    Template(String),
    /// Everything that a version says, be it of this scheme or of another.
    Copy(SchemeId),
}

/// What is asked of [`begin`].
#[derive(Clone, Debug)]
pub struct New {
    pub unit: UnitId,
    pub code: String,
    pub name: String,
    pub start: Start,
}

/// Whether the actor may see what is in force at this unit: everyone reads the rule by which they are judged,
/// so roles at the unit, above it and below it count.
async fn reads(ctx: &Ctx, q: &mut impl Query, unit: UnitId) -> Result<bool, Refusal> {
    let path = tree::path_ids(q, unit, ctx.now.today).await?;
    if path.is_empty() {
        return Ok(false);
    }
    if ctx.can(Action::Read, Resource::Scheme, &path) {
        return Ok(true);
    }
    if !ctx.withheld.shows(unit) || !ctx.can(Action::Read, Resource::Scheme, &[]) {
        return Ok(false);
    }
    for grant in ctx.actor.grants.iter().filter(|grant| grant.valid.contains(ctx.now.today)) {
        let below = tree::path_ids(q, grant.unit, ctx.now.today).await?;
        if below.contains(&unit) && ctx.can(Action::Read, Resource::Scheme, &below) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What makes one see a version before it is in force.
const TAKES_PART: &[Action] = &[Action::Change, Action::Approve];

fn takes_part(ctx: &Ctx, path: &[UnitId]) -> bool {
    TAKES_PART.iter().any(|action| ctx.can(*action, Resource::Scheme, path))
}

/// A version that the actor may see, with the path of its unit.
async fn seen(
    ctx: &Ctx,
    q: &mut impl Query,
    id: SchemeId,
) -> Result<(Version, Vec<UnitId>), Refusal> {
    let version = store::version(q, id).await?.ok_or(Refusal::NotFound)?;
    let path = tree::path_ids(q, version.unit, ctx.now.today).await?;
    let is_open = version.stage == Stage::InForce && reads(ctx, q, version.unit).await?;
    if is_open || (!path.is_empty() && takes_part(ctx, &path)) {
        Ok((version, path))
    } else {
        Err(Refusal::NotFound)
    }
}

/// What a version says.
fn parsed(version: &Version) -> Result<Scheme, Refusal> {
    Ok(Scheme::parse(&version.body)?)
}

/// Draws up a scheme, or the next version of one.
///
/// # Errors
/// `field-required` at `code` and `name`; `scheme-code` and `scheme-code-taken` at `code`; `field-malformed`
/// at `start`; the conflict `scheme-exists` where a version is on its way already.
pub async fn begin(ctx: &Ctx, new: New) -> Result<SchemeId, Refusal> {
    let mut work = ctx.work().await?;
    let may = (Action::Create, Resource::Scheme);
    tree::allowed(ctx, &mut work.tx, may, new.unit, ctx.now.today).await?;
    let versions = store::versions(&mut work.tx, &new.code).await?;
    check_place(&new, &versions)?;
    let mut scheme = match &new.start {
        Start::Empty => {
            let next = Day::new(ctx.now.today.year() + 1, 1, 1).unwrap_or(ctx.now.today);
            templates::empty(&new.name, ctx.now.today, next)?
        }
        Start::Template(name) => {
            let malformed = || Problem::new("field-malformed").arg("value", name).at("start");
            Template::named(name).ok_or_else(malformed)?.scheme()?
        }
        Start::Copy(id) => {
            let mut scheme = parsed(&seen(ctx, &mut work.tx, *id).await?.0)?;
            (scheme.consultation, scheme.until) = (None, None);
            scheme
        }
    };
    new.name.trim().clone_into(&mut scheme.name);
    let number = versions.last().map_or(1, |last| last.number + 1);
    let scheme = named(scheme, &new.code, number);
    let body = scheme.print()?;
    let text = text(&scheme, &body);
    let id = store::found(&mut work.tx, new.unit, &new.code, number, &text).await?;
    store::note(&mut work.tx, id, &step(ctx, Deed::Draw, "")).await?;
    let after = json!({ "unit": new.unit.0, "code": new.code, "number": number,
        "name": scheme.name, "digest": scheme.digest()? });
    work.audit(Deed::Draw.action(), "scheme", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(id)
}

fn check_place(new: &New, versions: &[Version]) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    if new.name.trim().is_empty() {
        problems.push(Problem::new("field-required").at("name"));
    }
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_code = (1..=LONGEST_CODE).contains(&new.code.len()) && new.code.bytes().all(is_plain);
    if !is_code {
        problems.push(Problem::new("scheme-code").arg("most", LONGEST_CODE).at("code"));
    }
    if versions.first().is_some_and(|first| first.unit != new.unit) {
        problems.push(Problem::new("scheme-code-taken").arg("code", &new.code).at("code"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let on_its_way = |one: &Version| matches!(one.stage, Stage::Draft | Stage::Submitted);
    if versions.iter().any(on_its_way) {
        return Err(Refusal::conflict(Problem::new("scheme-exists")));
    }
    Ok(())
}

/// The scheme under its code and number, whatever its text said.
fn named(mut scheme: Scheme, code: &str, number: i64) -> Scheme {
    code.clone_into(&mut scheme.id);
    scheme.version = number.to_string();
    scheme
}

fn text<'a>(scheme: &'a Scheme, body: &'a str) -> Text<'a> {
    Text { name: &scheme.name, body, effective: scheme.effective, until: scheme.until }
}

fn step(ctx: &Ctx, deed: Deed, said: &str) -> Step {
    Step {
        deed,
        said: said.to_owned(),
        user: ctx.actor.user,
        recorded_by: ctx.actor.name.clone(),
        recorded_at: ctx.now.at,
    }
}

/// Puts what was edited into a draft. What is wrong with it keeps it from being submitted, not from being
/// saved.
///
/// # Errors
/// `field-required` at `name`; the conflicts `scheme-changed` and `scheme-stage`.
pub async fn save(ctx: &Ctx, id: SchemeId, revision: i64, scheme: Scheme) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (version, path) = seen(ctx, &mut work.tx, id).await?;
    ctx.may(Action::Change, Resource::Scheme, &path)?;
    if version.stage != Stage::Draft {
        return Err(Refusal::conflict(Problem::new("scheme-stage")));
    }
    if scheme.name.trim().is_empty() {
        return Err(Problem::new("field-required").at("name").into());
    }
    store::take(&mut work.tx, id, revision).await?;
    let scheme = named(scheme, &version.code, version.number);
    let body = scheme.print()?;
    store::write(&mut work.tx, id, &text(&scheme, &body)).await?;
    let last = store::steps(&mut work.tx, id).await?.pop();
    let goes_on = last.is_some_and(|last| {
        matches!(last.deed, Deed::Draw | Deed::Edit) && last.user == ctx.actor.user
    });
    if !goes_on {
        store::note(&mut work.tx, id, &step(ctx, Deed::Edit, "")).await?;
    }
    let before = json!({ "digest": parsed(&version)?.digest()? });
    let after = json!({ "digest": scheme.digest()?, "text": body });
    work.audit(
        Deed::Edit.action(),
        "scheme",
        id,
        Some(before.to_string()),
        Some(after.to_string()),
    );
    Ok(work.commit().await?)
}

/// What goes with a deed.
#[derive(Clone, Debug, Default)]
pub struct Saying {
    pub said: String,
    /// That the warnings were read.
    pub is_aware: bool,
    /// The day on which an ended version holds no more.
    pub until: Option<Day>,
}

/// Takes a version one step on its way.
///
/// # Errors
/// Everything that is wrong with the scheme when it is submitted or approved; `scheme-own` for who approves
/// what they drew up, edited or submitted; `scheme-warnings` at `aware`; `scheme-return-why` and
/// `scheme-end-why` at `said`; `scheme-end-day` at `until`; the conflicts `scheme-changed` and `scheme-stage`.
pub async fn act(
    ctx: &Ctx,
    id: SchemeId,
    revision: i64,
    deed: Deed,
    saying: &Saying,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (version, path) = seen(ctx, &mut work.tx, id).await?;
    let stage = deed.after(version.stage);
    let stage = stage.ok_or_else(|| Refusal::conflict(Problem::new("scheme-stage")))?;
    let steps = store::steps(&mut work.tx, id).await?;
    may_act(ctx, &path, &steps, deed)?;
    store::take(&mut work.tx, id, revision).await?;
    let said = saying.said.trim();
    let mut digest = None;
    match deed {
        Deed::Submit => drop(sound(&mut work.tx, &version).await?),
        Deed::Approve => digest = Some(enforce(&mut work, &version, saying).await?),
        Deed::Return if said.is_empty() => {
            return Err(Problem::new("scheme-return-why").at("said").into());
        }
        Deed::End => end(&mut work, &version, saying, ctx.now.today).await?,
        _ => {}
    }
    store::reach(&mut work.tx, id, stage, digest.clone()).await?;
    store::note(&mut work.tx, id, &step(ctx, deed, said)).await?;
    let before = json!({ "stage": version.stage.name() }).to_string();
    let after = json!({ "stage": stage.name(), "said": said, "digest": digest,
        "until": saying.until.map(|day| day.to_string()) });
    work.audit(deed.action(), "scheme", id, Some(before), Some(after.to_string()));
    Ok(work.commit().await?)
}

/// What the actor needs for a deed, and that nobody approves their own.
fn may_act(ctx: &Ctx, path: &[UnitId], steps: &[Step], deed: Deed) -> Result<(), Refusal> {
    let needs = match deed {
        Deed::Approve | Deed::Return | Deed::End => Action::Approve,
        Deed::Draw | Deed::Edit | Deed::Submit | Deed::Drop => Action::Change,
    };
    ctx.may(needs, Resource::Scheme, path)?;
    let is_own = |step: &Step| {
        matches!(step.deed, Deed::Draw | Deed::Edit | Deed::Submit)
            && step.user.is_some()
            && step.user == ctx.actor.user
    };
    if deed == Deed::Approve && steps.iter().any(is_own) {
        return Err(Problem::new("scheme-own").into());
    }
    Ok(())
}

/// What a version says, if nothing is wrong with it.
async fn sound(q: &mut impl Query, version: &Version) -> Result<(Scheme, Findings), Refusal> {
    let scheme = parsed(version)?;
    let mut found = findings(q, version, &scheme).await?;
    found.errors.truncate(MOST_PROBLEMS);
    if found.errors.is_empty() { Ok((scheme, found)) } else { Err(Refusal::Invalid(found.errors)) }
}

/// Puts a version in force. Returns the digest of its text.
async fn enforce(work: &mut Work, version: &Version, saying: &Saying) -> Result<String, Refusal> {
    let (scheme, found) = sound(&mut work.tx, version).await?;
    if !found.warnings.is_empty() && !saying.is_aware {
        let problem = Problem::new("scheme-warnings").arg("n", found.warnings.len());
        return Err(problem.at("aware").into());
    }
    store::end_others(&mut work.tx, version).await?;
    Ok(scheme.digest()?)
}

async fn end(
    work: &mut Work,
    version: &Version,
    saying: &Saying,
    today: Day,
) -> Result<(), Refusal> {
    if saying.said.trim().is_empty() {
        return Err(Problem::new("scheme-end-why").at("said").into());
    }
    let until = saying.until.ok_or_else(|| Problem::new("field-required").at("until"))?;
    let is_known_end = version.until.is_some_and(|end| end <= until);
    if until < today || until <= version.effective || is_known_end {
        return Err(Problem::new("scheme-end-day").at("until").into());
    }
    Ok(store::end(&mut work.tx, version.id, until).await?)
}

/// Everything that is wrong with a scheme and what its approver should read: of its own text, of where its
/// figures come from, of what it takes from others in force, of what it counts, and of who was consulted.
async fn findings(
    q: &mut impl Query,
    version: &Version,
    scheme: &Scheme,
) -> Result<Findings, Refusal> {
    let mut found = check::check(scheme, &check::Limits::default());
    found.errors.extend(unknown_feeds(q, scheme).await?);
    let is_of_posts = scheme.kind.iter().all(|kind| OrgKind::from_name(&kind.id).is_some());
    if scheme.subject == Subject::Secretary && !is_of_posts {
        found.errors.push(Problem::new("scheme-subject-kind"));
    }
    let mut others = Vec::new();
    for other in store::in_force(q, scheme.effective).await? {
        if other.code != version.code {
            others.push(parsed(&other)?);
        }
    }
    let together: Vec<&Scheme> = std::iter::once(scheme).chain(&others).collect();
    found.errors.extend(check::check_together(&together));
    for kind in &scheme.kind {
        found.warnings.extend(lint::lint(scheme, kind, &lint::Limits::default()).warnings);
    }
    let heard = store::heard(q, version.id).await?;
    if !heard.is_empty() {
        found.warnings.retain(|problem| problem.code != "scheme-no-consultation");
    }
    for one in heard.iter().filter(|one| one.held > scheme.published) {
        found.warnings.push(
            Problem::new("scheme-consultation-late")
                .arg("place", &one.body)
                .arg("held", one.held)
                .arg("published", scheme.published),
        );
    }
    Ok(found)
}

/// Feeds from indicators and measures that there are not.
async fn unknown_feeds(q: &mut impl Query, scheme: &Scheme) -> Result<Vec<Problem>, Refusal> {
    if scheme.feed.is_empty() {
        return Ok(Vec::new());
    }
    let known = indicators::by_id(q).await?;
    let active: HashSet<&str> =
        known.values().filter(|one| one.is_active).map(|one| one.code.as_str()).collect();
    let unknown = scheme.feed.iter().filter_map(|feed| {
        let place = format!("feed/{}", feed.entry);
        match &feed.from {
            Origin::Indicator { code, .. } if !active.contains(code.as_str()) => {
                Some(Problem::new("scheme-feed-indicator").arg("place", place).arg("code", code))
            }
            Origin::Measure { name } if measure::named(name).is_none() => {
                Some(Problem::new("scheme-feed-measure").arg("place", place).arg("name", name))
            }
            _ => None,
        }
    });
    Ok(unknown.collect())
}

/// Records who was heard about a version. What is in force takes records too: they stand beside it.
///
/// # Errors
/// `field-required` at `body` and `record`; `scheme-heard-later` at `held`; `scheme-heard-published` at
/// `published`; the conflict `scheme-stage` for a version that was given up.
pub async fn consult(ctx: &Ctx, id: SchemeId, heard: Heard) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (version, path) = seen(ctx, &mut work.tx, id).await?;
    ctx.may(Action::Change, Resource::Scheme, &path)?;
    if version.stage == Stage::Dropped {
        return Err(Refusal::conflict(Problem::new("scheme-stage")));
    }
    let mut problems = Vec::new();
    for (field, text) in [("body", &heard.body), ("record", &heard.record)] {
        if text.trim().is_empty() {
            problems.push(Problem::new("field-required").at(field));
        }
    }
    if heard.held > ctx.now.today {
        problems.push(Problem::new("scheme-heard-later").at("held"));
    }
    if heard.published.is_some_and(|published| published < heard.held) {
        problems.push(Problem::new("scheme-heard-published").at("published"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let heard = Heard { recorded_by: ctx.actor.name.clone(), recorded_at: ctx.now.at, ..heard };
    store::hear(&mut work.tx, id, &heard, ctx.actor.user).await?;
    let after = json!({ "body": heard.body, "held": heard.held.to_string(), "record": heard.record,
        "said": heard.said, "published": heard.published.map(|day| day.to_string()) });
    work.audit("scheme.consult", "scheme", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// One version with what its page shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub version: Version,
    pub scheme: Scheme,
    pub unit_name: String,
    pub steps: Vec<Step>,
    pub heard: Vec<Heard>,
    pub found: Findings,
    /// Every version of the scheme that the actor may see, the first one first.
    pub versions: Vec<Version>,
    /// What the actor may do next.
    pub deeds: Vec<Deed>,
    pub may_change: bool,
    pub may_consult: bool,
    /// Whether the next version may be drawn up from it.
    pub may_follow: bool,
    /// Of one in force: whether its text still has the digest that it was frozen with.
    pub is_sound: bool,
}

/// One version, if the actor may see it.
pub async fn find(ctx: &Ctx, id: SchemeId) -> Result<Shown, Refusal> {
    let q = &mut ctx.snapshot().await?;
    let (version, path) = seen(ctx, q, id).await?;
    let scheme = parsed(&version)?;
    let unit = tree::unit_near(q, version.unit, ctx.now.today).await?.ok_or(Refusal::NotFound)?;
    let steps = store::steps(q, id).await?;
    let can = |action| ctx.can(action, Resource::Scheme, &path);
    let mut versions = store::versions(q, &version.code).await?;
    let on_its_way = |one: &Version| matches!(one.stage, Stage::Draft | Stage::Submitted);
    let is_open = !versions.iter().any(on_its_way);
    versions.retain(|one| one.stage == Stage::InForce || takes_part(ctx, &path));
    let deeds = Deed::ALL.iter().copied().filter(|deed| {
        deed.after(version.stage).is_some() && may_act(ctx, &path, &steps, *deed).is_ok()
    });
    let printed = scheme.digest()?;
    Ok(Shown {
        deeds: deeds.collect(),
        may_change: version.stage == Stage::Draft && can(Action::Change),
        may_consult: version.stage != Stage::Dropped && can(Action::Change),
        may_follow: version.stage == Stage::InForce && is_open && can(Action::Create),
        unit_name: unit.name,
        heard: store::heard(q, id).await?,
        found: findings(q, &version, &scheme).await?,
        is_sound: version.digest.as_ref().is_none_or(|kept| *kept == printed),
        steps,
        versions,
        scheme,
        version,
    })
}

/// What would be wrong with a text in the place of a draft's.
///
/// # Errors
/// Who may not change the draft is refused.
pub async fn preview(ctx: &Ctx, id: SchemeId, scheme: &Scheme) -> Result<Findings, Refusal> {
    let q = &mut ctx.read();
    let (version, path) = seen(ctx, q, id).await?;
    ctx.may(Action::Change, Resource::Scheme, &path)?;
    findings(q, &version, scheme).await
}

/// A version in a list.
#[derive(Clone, Debug)]
pub struct Line {
    pub version: Version,
    pub scheme: Scheme,
    pub unit_name: String,
}

/// The name of a unit whose schemes the actor may see, and whether drafts are among them.
async fn open_unit(
    ctx: &Ctx,
    q: &mut impl Query,
    unit: UnitId,
) -> Result<Option<(String, bool)>, Refusal> {
    let path = tree::path_ids(q, unit, ctx.now.today).await?;
    let takes_part = !path.is_empty() && takes_part(ctx, &path);
    let found = tree::unit_near(q, unit, ctx.now.today).await?;
    let is_open = takes_part || reads(ctx, q, unit).await?;
    Ok(found.filter(|_| is_open).map(|unit| (unit.name, takes_part)))
}

/// The versions that the actor may see, the latest days first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Line>, Refusal> {
    let q = &mut ctx.read();
    let mut units: HashMap<UnitId, Option<(String, bool)>> = HashMap::new();
    let mut lines = Vec::new();
    for version in store::all(q).await? {
        let known = match units.get(&version.unit) {
            Some(known) => known.clone(),
            None => {
                let known = open_unit(ctx, q, version.unit).await?;
                units.insert(version.unit, known.clone());
                known
            }
        };
        let Some((unit_name, takes_part)) = known else { continue };
        if version.stage == Stage::InForce || takes_part {
            let scheme = parsed(&version)?;
            lines.push(Line { version, scheme, unit_name });
        }
    }
    Ok(lines)
}

/// The schemes that hold on a day, whoever asks: what sheets are made by.
///
/// # Errors
/// When the database cannot be read, or a text in it is damaged.
pub async fn in_force(q: &mut impl Query, day: Day) -> Result<Vec<(Version, Scheme)>, Refusal> {
    let versions = store::in_force(q, day).await?;
    versions
        .into_iter()
        .map(|version| {
            let scheme = parsed(&version)?;
            Ok((version, scheme))
        })
        .collect()
}

/// What waits for the actor's approval.
pub async fn waiting(ctx: &Ctx) -> Result<Vec<Version>, Refusal> {
    if ctx.scope(Action::Approve, Resource::Scheme).is_nothing() {
        return Ok(Vec::new());
    }
    let q = &mut ctx.read();
    let mut waiting = Vec::new();
    for version in store::submitted(q).await? {
        let path = tree::path_ids(q, version.unit, ctx.now.today).await?;
        let steps = store::steps(q, version.id).await?;
        if !path.is_empty() && may_act(ctx, &path, &steps, Deed::Approve).is_ok() {
            waiting.push(version);
        }
    }
    Ok(waiting)
}

/// The version of the same scheme that holds before this one begins.
pub async fn before(ctx: &Ctx, shown: &Shown) -> Result<Option<(Version, Scheme)>, Refusal> {
    let earlier = shown
        .versions
        .iter()
        .rfind(|one| one.stage == Stage::InForce && one.number < shown.version.number);
    let Some(earlier) = earlier else { return Ok(None) };
    let (version, _) = seen(ctx, &mut ctx.read(), earlier.id).await?;
    let scheme = parsed(&version)?;
    Ok(Some((version, scheme)))
}
