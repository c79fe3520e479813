//! Looking at sheets, drawing them up, publishing them, and rebuilding them from what they keep.

use super::facts::is_same;
use super::places::{self, Place};
use super::{Year, gather, may, months};
use crate::sheets::changes::{Changed, changes};
use crate::sheets::computed::{Computed, count, digest};
use crate::sheets::fact::{Fact, Version as FactVersion};
use crate::sheets::halves::{Halves, halves};
use crate::sheets::rules::Rule;
use crate::sheets::source::Source;
use crate::sheets::stage::Stage;
use crate::sheets::store::{facts, sheets as store};
use crate::sheets::subject::Subject;
use ::store::{Ctx, Refusal, StoreError, Work};
use directory::{Step, tree};
use kernel::{Action, Month, Problem, Resource, SheetId, UnitId};
use scoring::{Exact, Rounding};
use serde_json::json;
use std::sync::Arc;

pub use crate::sheets::store::sheets::{Kept, Version};

/// Which state of a sheet is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The latest published version, or today's records where there is none.
    Latest,
    /// By today's records.
    Live,
    Number(i64),
}

/// A sheet as its page shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub subject: Subject,
    pub unit_name: String,
    /// Of a secretary: what the person is called, and the organisation.
    pub holder: Option<(String, String)>,
    pub path: Vec<Step>,
    pub year: Year,
    pub rule: Rule,
    /// The sheet with its trace, or what keeps it from being computed.
    pub sheet: Result<Computed, Problem>,
    /// The version that is shown; `None` for today's records.
    pub version: Option<Version>,
    /// Whether the version was rebuilt from what it keeps, byte for byte.
    pub is_sound: bool,
    pub versions: Vec<Version>,
    /// With which version it is compared, and the lines that differ.
    pub against: Option<(i64, Vec<Changed>)>,
    /// The lines that today's records would change in the latest published version, and their sources.
    pub since: Option<(Vec<Changed>, Vec<Source>)>,
    pub may_record: bool,
    pub may_draw: bool,
    /// The version that waits for the actor's decision.
    pub may_decide: Option<SheetId>,
    /// How many facts wait for somebody's confirmation.
    pub unconfirmed: usize,
    /// Months of the year that are over and not locked today.
    pub open_months: Vec<Month>,
    /// Sheets of people in post at the unit that the actor may see; of a secretary's sheet the unit's own, and
    /// those of other seats.
    pub beside: Vec<Place>,
    /// Of a secretary of several seats in the year: each with its days and published total.
    pub posts: Vec<Post>,
}

/// A seat that a secretary had in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub org: String,
    pub days: i64,
    pub total: Option<Exact>,
}

/// What several seats come to together: each total counts for its days, to two decimals; `None` while one is not
/// published.
pub fn of_posts(posts: &[Post]) -> Option<Exact> {
    let days = |post: &Post| Exact::from_integer(post.days);
    let totals = posts.iter().map(|post| Some(&days(post) * post.total.as_ref()?));
    let sum = totals.sum::<Option<Exact>>()?;
    let all = posts.iter().map(days).sum();
    Some(sum.checked_div(&all)?.rounded(2, Rounding::HalfAway))
}

/// The seats of a secretary, where there are several: this sheet's and those beside it.
async fn posts(
    ctx: &Ctx,
    year: Year,
    place: Option<&Place>,
    beside: &[Place],
) -> Result<Vec<Post>, Refusal> {
    let others = beside.iter().filter(|place| place.subject.person.is_some());
    let all: Vec<&Place> = match place {
        Some(place) if place.subject.person.is_some() => {
            std::iter::once(place).chain(others).collect()
        }
        _ => return Ok(Vec::new()),
    };
    if all.len() < 2 {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for place in all {
        let versions = store::of(&mut ctx.read(), place.subject, year.year).await?;
        let last = versions.into_iter().rfind(|version| version.stage == Stage::Published);
        found.push(Post {
            org: place.holder.as_ref().map(|(_, org)| org.clone()).unwrap_or_default(),
            days: match place.days.is_empty() {
                true => year.until.days_since(year.first) + 1,
                false => count(&place.days),
            },
            total: last.and_then(|last| last.total.total?.parse().ok()),
        });
    }
    Ok(found)
}

impl Shown {
    /// Whom it is about.
    pub fn called(&self) -> &str {
        self.holder.as_ref().map_or(&self.unit_name, |(person, _)| person)
    }
}

/// The sheet of a subject for a year.
///
/// # Errors
/// Not found as policy says, or when there is no such version; `score-no-rule` where it is assessed by no scheme.
pub async fn find(
    ctx: &Ctx,
    subject: impl Into<Subject>,
    year: i32,
    which: Which,
) -> Result<Shown, Refusal> {
    let (subject, year) = (subject.into(), Year::find(ctx, year).await?);
    let q = &mut ctx.read();
    let ids = may(ctx, q, Action::Read, subject, year.until).await?;
    let (place, unit_name) = places::one(ctx, subject, year).await?;
    let can = |action| ctx.can(action, subject.resource(), &ids);
    let mut versions = store::of(q, subject, year.year).await?;
    let takes_part = can(Action::Change) || can(Action::Approve);
    versions.retain(|version| version.stage == Stage::Published || takes_part);
    let latest = versions.iter().rfind(|version| version.stage == Stage::Published).cloned();
    let version = match which {
        Which::Latest => latest.clone(),
        Which::Live => None,
        Which::Number(number) => {
            let found = versions.iter().find(|version| version.number == number);
            Some(found.ok_or(Refusal::NotFound)?.clone())
        }
    };
    let live = match &place {
        Some(place) => Some(live(ctx, place, year).await?),
        None => None,
    };
    let mut is_sound = true;
    let (sheet, rule) = match (&version, &place, &live) {
        (Some(version), ..) => {
            let kept = store::kept(q, version.id).await?;
            let (computed, rule) = thawed(&kept)?;
            is_sound = agrees(&kept, &computed, &rule)?;
            (Ok(computed), rule)
        }
        (None, Some(place), Some(live)) => (live.clone(), Rule::clone(&place.rule)),
        _ => return Err(Problem::new("score-no-rule").arg("unit", &unit_name).into()),
    };
    let before = version.as_ref().or(latest.as_ref()).map(|shown| shown.number);
    let earlier = |one: &&Version| {
        one.stage == Stage::Published
            && match (&version, before) {
                (Some(version), _) => one.number < version.number,
                (None, _) => true,
            }
    };
    let against = match (versions.iter().rfind(earlier), &sheet) {
        (Some(one), Ok(sheet)) => {
            let (old, _) = thawed(&store::kept(q, one.id).await?)?;
            Some((one.number, changes(&old, sheet)?))
        }
        _ => None,
    };
    let since = match (&sheet, &live) {
        (Ok(sheet), Some(Ok(live))) if version.is_some() && version == latest => {
            Some((changes(sheet, live)?, live.sources.clone()))
        }
        _ => None,
    };
    let facts = facts::of(q, subject, year.year).await?;
    let drawn = versions.iter().rfind(|version| version.stage == Stage::Drawn);
    let may_decide =
        drawn.filter(|drawn| can(Action::Approve) && own(ctx, drawn, &facts).is_none());
    let path = tree::path(q, subject.unit, year.until).await?;
    let beside = places::beside(ctx, subject, year).await?;
    Ok(Shown {
        posts: posts(ctx, year, place.as_ref(), &beside).await?,
        beside,
        subject,
        path: path.into_iter().filter(|step| step.id != subject.unit).collect(),
        rule,
        sheet,
        version,
        is_sound,
        may_record: can(Action::Create),
        may_draw: can(Action::Change) && live.is_some() && drawn.is_none(),
        may_decide: may_decide.map(|drawn| drawn.id),
        against,
        since,
        unconfirmed: facts.iter().filter(|fact| fact.waiting().is_some()).count(),
        open_months: months::open(q, &[subject.unit], year)
            .await?
            .remove(&subject.unit)
            .unwrap_or_default(),
        holder: place.and_then(|place| place.holder),
        unit_name,
        versions,
        year,
    })
}

/// A sheet by today's records, or what keeps it from being computed.
async fn live(ctx: &Ctx, place: &Place, year: Year) -> Result<Result<Computed, Problem>, Refusal> {
    let mut found = gather::computed(ctx, year, std::slice::from_ref(place)).await?;
    found.pop().ok_or(Refusal::NotFound)
}

/// A kept sheet as it can be computed again, from nothing but itself.
///
/// # Errors
/// When a text in it cannot be read.
pub fn thawed(kept: &Kept) -> Result<(Computed, Rule), Refusal> {
    let lost = |what: &str| StoreError::Corrupt(format!("the {what} of a score sheet"));
    let rule = Rule::parse(&kept.rule).map_err(|_| lost("rule"))?;
    let inputs = serde_json::from_str(&kept.inputs).map_err(|_| lost("inputs"))?;
    let sources = serde_json::from_str(&kept.sources).map_err(|_| lost("sources"))?;
    let computed = Computed::new(&rule, inputs, sources).map_err(|_| lost("rule"))?;
    if kept.stretches.is_empty() {
        return Ok((computed, rule));
    }
    let stretches = serde_json::from_str(&kept.stretches).map_err(|_| lost("days"))?;
    let computed = computed.with(stretches).map_err(|_| lost("rule of a part"))?;
    Ok((computed, rule))
}

/// Whether a kept sheet, computed again from its rule and inputs, gives the trace that it keeps byte for
/// byte, with its digest.
///
/// # Errors
/// Those of [`thawed`].
pub fn rebuilds(kept: &Kept) -> Result<bool, Refusal> {
    let (computed, rule) = thawed(kept)?;
    agrees(kept, &computed, &rule)
}

fn agrees(kept: &Kept, computed: &Computed, rule: &Rule) -> Result<bool, Refusal> {
    let again = computed.canonical()?;
    Ok(again == kept.trace && digest(&again) == kept.digest && rule.digest == kept.rule_digest)
}

/// Sheets whose halves are looked at, at the most.
const MOST_HALVES: i64 = 2_000;

/// The halves of a unit's published sheet; none where one of them has no score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitHalves {
    pub unit: UnitId,
    pub unit_name: String,
    pub version: i64,
    pub halves: Option<Halves>,
}

/// The halves of every sheet that was published of a year, as far as the actor may see it; by unit. Kept until
/// anything is written, because each sheet is computed from what it keeps.
///
/// # Errors
/// When a kept sheet cannot be read.
pub async fn published_halves(
    ctx: &Ctx,
    year: i32,
    action: Action,
) -> Result<Arc<Vec<UnitHalves>>, Refusal> {
    let (scope, day) = (ctx.scope(action, Resource::Score), ctx.now.today);
    let of = format!("halves of sheets {year} {:?} {day}", scope.roots());
    let found = async {
        let q = &mut ctx.read();
        let all = store::published_in(q, &scope, day, year, MOST_HALVES).await?;
        let units: Vec<UnitId> = all.iter().map(|(unit, ..)| *unit).collect();
        let names = tree::units_near(q, &units, day).await?;
        let one = |(unit, version, kept): (UnitId, i64, Kept)| {
            let unit_name = names.get(&unit).map(|unit| unit.name.clone()).unwrap_or_default();
            Ok(UnitHalves { unit, unit_name, version, halves: halves(&thawed(&kept)?.0)? })
        };
        all.into_iter().map(one).collect::<Result<_, Refusal>>()
    };
    ctx.derived(of, found).await
}

/// What a version keeps, for whoever may see it.
///
/// # Errors
/// Those of [`find`].
pub async fn kept(
    ctx: &Ctx,
    subject: impl Into<Subject>,
    year: i32,
    number: i64,
) -> Result<Kept, Refusal> {
    let shown = find(ctx, subject, year, Which::Number(number)).await?;
    let version = shown.version.ok_or(Refusal::NotFound)?;
    Ok(store::kept(&mut ctx.read(), version.id).await?)
}

/// Draws up a version of a sheet by today's records, for the Party committee to publish. Returns its number.
///
/// # Errors
/// `score-no-rule`; `score-reason` at `reason` where one was published before; `score-nothing-new` where
/// nothing has changed since; the conflict `score-drawn`; what keeps the sheet from being computed.
pub async fn draw(
    ctx: &Ctx,
    subject: impl Into<Subject>,
    year: i32,
    reason: &str,
) -> Result<i64, Refusal> {
    let (subject, year) = (subject.into(), Year::find(ctx, year).await?);
    may(ctx, &mut ctx.read(), Action::Change, subject, year.until).await?;
    let (place, unit_name) = places::one(ctx, subject, year).await?;
    let place = place.ok_or_else(|| Problem::new("score-no-rule").arg("unit", &unit_name))?;
    let computed = live(ctx, &place, year).await??;
    let mut work = ctx.work().await?;
    let versions = store::of(&mut work.tx, subject, year.year).await?;
    let open = months::open(&mut work.tx, &[subject.unit], year).await?.remove(&subject.unit);
    let fresh = Fresh { place: &place, computed: &computed, open: open.unwrap_or_default() };
    let drawn = fresh.version(ctx, year, &versions, reason)?;
    let number = drawn.0.number;
    keep(&mut work, &[drawn]).await?;
    work.commit().await?;
    Ok(number)
}

/// A sheet by today's records, to be drawn up.
pub(crate) struct Fresh<'a> {
    pub place: &'a Place,
    pub computed: &'a Computed,
    /// The months that are not locked.
    pub open: Vec<Month>,
}

impl Fresh<'_> {
    /// The next version, with what it keeps.
    ///
    /// # Errors
    /// `score-drawn`, `score-reason`, `score-nothing-new`.
    pub(crate) fn version(
        self,
        ctx: &Ctx,
        year: Year,
        versions: &[Version],
        reason: &str,
    ) -> Result<(Version, Kept), Refusal> {
        let (computed, rule) = (self.computed, &self.place.rule);
        let last = versions.iter().rfind(|version| version.stage == Stage::Published);
        if versions.iter().any(|version| version.stage == Stage::Drawn) {
            return Err(Refusal::conflict(Problem::new("score-drawn")));
        }
        let trace = computed.canonical()?;
        let digest = digest(&trace);
        if last.is_some_and(|last| last.digest == digest) {
            return Err(Problem::new("score-nothing-new").into());
        }
        if last.is_some() && reason.trim().is_empty() {
            return Err(Problem::new("score-reason").at("reason").into());
        }
        let kept = Kept {
            rule: rule.scheme.print()?,
            rule_digest: rule.digest.clone(),
            inputs: written(&computed.inputs)?,
            sources: written(&computed.sources)?,
            stretches: match computed.stretches()? {
                Some(stretches) => written(&stretches)?,
                None => String::new(),
            },
            trace,
            digest: digest.clone(),
        };
        let version = Version {
            id: SheetId(0),
            subject: self.place.subject,
            year: year.year,
            number: versions.len() as i64 + 1,
            stage: Stage::Drawn,
            reason: reason.trim().to_owned(),
            rule_version: rule.version.clone(),
            digest,
            total: computed.total()?,
            open_months: self.open,
            drawn_user: ctx.actor.user,
            drawn_by: ctx.actor.name.clone(),
            drawn_at: ctx.now.at,
            decided_by: None,
            decided_at: None,
            said: String::new(),
        };
        Ok((version, kept))
    }
}

fn written(of: &impl serde::Serialize) -> Result<String, Refusal> {
    let unwritable = |_| StoreError::Corrupt("a score sheet that cannot be written".to_owned());
    Ok(serde_json::to_string(of).map_err(unwritable)?)
}

/// Keeps versions of one year and audits each.
pub(crate) async fn keep(work: &mut Work, drawn: &[(Version, Kept)]) -> Result<(), Refusal> {
    let ids = store::draw(&mut work.tx, drawn).await?;
    for (id, (version, kept)) in ids.into_iter().zip(drawn) {
        let after = json!({ "unit": version.subject.unit.0,
            "person": version.subject.person.map(|person| person.0), "year": version.year,
            "number": version.number, "total": version.total.total, "grade": version.total.grade,
            "digest": version.digest, "rule": kept.rule_digest, "reason": version.reason });
        work.audit("score.draw", "score-sheet", id, None, Some(after.to_string()));
    }
    Ok(())
}

/// Why the actor may not decide about a version: it is about them, they drew it up, or recorded something in it.
pub(crate) fn own(ctx: &Ctx, version: &Version, facts: &[Fact]) -> Option<Problem> {
    if version.subject.is_of(&ctx.actor) {
        return Some(Problem::new("score-own-person"));
    }
    if is_same(ctx, version.drawn_user, &version.drawn_by) {
        return Some(Problem::new("score-own"));
    }
    let recorded = |one: &FactVersion| is_same(ctx, one.user, &one.recorded_by);
    let of_it = facts.iter().filter(|fact| fact.subject == version.subject);
    let mine = of_it.flat_map(|fact| &fact.versions).any(recorded);
    mine.then(|| Problem::new("score-own-fact"))
}

/// What goes with a decision.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word<'a> {
    pub said: &'a str,
    /// That the months which are not locked were seen.
    pub is_aware: bool,
}

impl Word<'static> {
    /// Nothing is said, and open months were seen.
    pub const AWARE: Self = Self { said: "", is_aware: true };
}

/// Publishes a version that somebody else has drawn up, or returns it with a reason.
///
/// # Errors
/// `score-own` for who drew it up, `score-own-fact` for who recorded a fact of the year, `score-own-person` for
/// whom it is about; `score-open-months` at `aware` where months are not locked; `score-return-why` at `said`; the
/// conflict `score-decided`.
pub async fn decide(
    ctx: &Ctx,
    (subject, year): (impl Into<Subject>, i32),
    stage: Stage,
    word: Word<'_>,
) -> Result<(), Refusal> {
    let (subject, days) = (subject.into(), Year::find(ctx, year).await?);
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Approve, subject, days.until).await?;
    let versions = store::of(&mut work.tx, subject, year).await?;
    let drawn = versions.iter().rfind(|version| version.stage == Stage::Drawn);
    let drawn = drawn.ok_or_else(|| Refusal::conflict(Problem::new("score-decided")))?;
    let facts = facts::of(&mut work.tx, subject, year).await?;
    if let Some(problem) = own(ctx, drawn, &facts) {
        return Err(problem.into());
    }
    let said = word.said.trim();
    if stage == Stage::Returned && said.is_empty() {
        return Err(Problem::new("score-return-why").at("said").into());
    }
    let open = months::open(&mut work.tx, &[subject.unit], days).await?.remove(&subject.unit);
    let open = open.unwrap_or_default();
    if stage == Stage::Published && !open.is_empty() && !word.is_aware {
        return Err(Problem::new("score-open-months").arg("n", open.len()).at("aware").into());
    }
    settle(ctx, &mut work, &[(drawn, &open)], stage, said).await?;
    Ok(work.commit().await?)
}

/// Decides about versions with the months that are open, and audits each.
pub(crate) async fn settle(
    ctx: &Ctx,
    work: &mut Work,
    drawn: &[(&Version, &[Month])],
    stage: Stage,
    said: &str,
) -> Result<(), Refusal> {
    let by = (ctx.actor.user, ctx.actor.name.as_str(), ctx.now.at);
    let ids: Vec<SheetId> = drawn.iter().map(|(version, _)| version.id).collect();
    store::decide(&mut work.tx, &ids, stage, said, by).await?;
    let action = if stage == Stage::Published { "score.publish" } else { "score.return" };
    for (version, open) in drawn {
        let open: Vec<String> = open.iter().map(Month::to_string).collect();
        let after = json!({ "number": version.number, "digest": version.digest, "said": said,
            "open_months": open });
        work.audit(action, "score-sheet", version.id, None, Some(after.to_string()));
    }
    Ok(())
}
