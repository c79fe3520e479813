//! Inputs of many at once: a handful of queries for each scheme, for readings, facts, earlier grades and sheets of
//! other schemes, whatever the number of units. Measures of Party tasks are asked of whoever offers them, unit by
//! unit, as they answer.

use super::Year;
use super::places::{self, Place};
use super::sheets::thawed;
use crate::sheets::asks::{Ask, asks};
use crate::sheets::computed::Computed;
use crate::sheets::fact::{Fact, Said};
use crate::sheets::gathered::{self, Fed, Gathered};
use crate::sheets::rules::Rule;
use crate::sheets::source::{From, Readings, Source, Why};
use crate::sheets::store::readings::{Behind, Cell};
use crate::sheets::store::{facts, readings, sheets};
use crate::sheets::subject::Subject;
use ::store::{Ctx, Query, Refusal};
use directory::{Unit, tree};
use kernel::{Actor, Day, DayRange, Grain, IndicatorId, Period, Problem, Sum, UnitId};
use planning::annual::measure::{self, Asked};
use planning::figure::Amount;
use planning::span::Span;
use planning::store::figures::{self, OfUnit};
use planning::store::indicators;
use planning::to_date::{ByPeriod, ToDate};
use planning::{Aggregation, Indicator};
use scoring::Exact;
use scoring::engine::{Before, Entry, Inputs, Worth};
use scoring::scheme::{Of, Origin, Scheme, Section, Status, Whose};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A part of a sheet to be gathered: whose, by which kind of which rule, for which days.
#[derive(Clone, Copy, Debug)]
struct Wanted<'a> {
    subject: Subject,
    rule: &'a Arc<Rule>,
    kind: &'a str,
    /// None where the whole year counts.
    days: &'a [DayRange],
    path: &'a [UnitId],
}

impl Wanted<'_> {
    /// The parts of a place's year in their order.
    fn of(place: &Place) -> impl Iterator<Item = Wanted<'_>> {
        let (subject, path) = (place.subject, &place.path[..]);
        let earlier = place.earlier.iter().map(move |part| Wanted {
            subject,
            rule: &part.rule,
            kind: &part.kind,
            days: std::slice::from_ref(&part.days),
            path,
        });
        earlier.chain(std::iter::once(Wanted {
            subject,
            rule: &place.rule,
            kind: &place.kind,
            days: &place.days,
            path,
        }))
    }

    fn counts(&self, day: Day) -> bool {
        self.days.is_empty() || self.days.iter().any(|days| days.contains(day))
    }
}

/// What the year of each of these places comes to, in the order given: the sheet, or what keeps it from being
/// computed.
///
/// # Errors
/// Those of the database; `time-zone-unknown`.
pub async fn computed(
    ctx: &Ctx,
    year: Year,
    places: &[Place],
) -> Result<Vec<Result<Computed, Problem>>, Refusal> {
    let wanted: Vec<Wanted> = places.iter().flat_map(Wanted::of).collect();
    let mut gathered = gather(ctx, year, &wanted).await?.into_iter();
    let sheets = places.iter().map(|place| {
        let mut parts = Vec::new();
        for wanted in Wanted::of(place) {
            let Some(one) = gathered.next() else { continue };
            let days = wanted.days.to_vec();
            let part = Computed::new(wanted.rule, one.inputs, one.sources);
            parts.push(part.map(|part| part.within(days, Vec::new())));
        }
        let mut parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
        let last = parts.pop().ok_or_else(|| Problem::new("score-no-rule"))?;
        let days = last.days.clone();
        let sheet = last.within(days, parts);
        // What cannot be computed is told now, whichever part it is in.
        sheet.total().map(|_| sheet)
    });
    Ok(sheets.collect())
}

/// Inputs and sources of each part, in the order given.
async fn gather(ctx: &Ctx, year: Year, wanted: &[Wanted<'_>]) -> Result<Vec<Gathered>, Refusal> {
    let mut by_rule: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, one) in wanted.iter().enumerate() {
        by_rule.entry(&one.rule.digest).or_default().push(at);
    }
    let mut found: Vec<Option<Gathered>> = wanted.iter().map(|_| None).collect();
    for places in by_rule.into_values() {
        let of_rule: Vec<Wanted> = places.iter().map(|at| wanted[*at]).collect();
        let ground = Ground::load(ctx, year, &of_rule).await?;
        for (at, wanted) in places.iter().zip(&of_rule) {
            found[*at] = Some(ground.of(wanted)?);
        }
    }
    Ok(found.into_iter().flatten().collect())
}

/// What every assessed unit of a year would be scored by, for trying a draft.
///
/// # Errors
/// Those of [`computed`]; not found for a year that has not begun.
pub async fn inputs(
    ctx: &Ctx,
    (owner, scheme): (UnitId, &Scheme),
    year: i32,
) -> Result<Vec<Inputs>, Refusal> {
    let year = Year::find(ctx, year).await?;
    let (version, digest) = (scheme.version.clone(), scheme.digest()?);
    let rule = Rule { scheme: scheme.clone(), version, digest };
    let places = places::under(ctx, (owner, rule), year).await?;
    let wanted: Vec<Wanted> = places.iter().flat_map(Wanted::of).collect();
    Ok(gather(ctx, year, &wanted).await?.into_iter().map(|one| one.inputs).collect())
}

/// The same, each unit by its name: for people to read.
///
/// # Errors
/// Those of [`inputs`].
pub async fn named_inputs(
    ctx: &Ctx,
    of: (UnitId, &Scheme),
    year: i32,
) -> Result<Vec<Inputs>, Refusal> {
    let mut found = inputs(ctx, of, year).await?;
    let ids: Vec<UnitId> = found.iter().filter_map(|one| one.unit.parse().ok()).collect();
    let units = tree::units_near(&mut ctx.read(), &ids, ctx.now.today).await?;
    for one in &mut found {
        let unit = one.unit.parse().ok().and_then(|id| units.get(&id));
        if let Some(unit) = unit {
            one.unit.clone_from(&unit.name);
        }
    }
    Ok(found)
}

/// Everything that was read, for all parts of one rule together.
struct Ground<'a> {
    scheme: &'a Scheme,
    year: Year,
    units: HashMap<UnitId, Unit>,
    asks: HashMap<&'a str, Vec<Ask<'a>>>,
    by_code: HashMap<&'a str, Indicator>,
    figures: HashMap<UnitId, OfUnit>,
    behind: HashMap<Cell, BTreeMap<i64, Behind>>,
    taken_back: HashMap<(UnitId, IndicatorId), i64>,
    facts: HashMap<Subject, Vec<Fact>>,
    before: HashMap<Subject, Vec<Before>>,
    /// What the latest version of a sheet took from where.
    kept: HashMap<Subject, Vec<Source>>,
    /// The published sheets of other schemes, by unit.
    published: HashMap<UnitId, (sheets::Published, Computed, Rule)>,
    measured: HashMap<(&'a str, Subject, Option<Day>), Option<measure::Measured>>,
}

impl<'a> Ground<'a> {
    async fn load(ctx: &Ctx, year: Year, wanted: &[Wanted<'a>]) -> Result<Self, Refusal> {
        let scheme = match wanted.first() {
            Some(first) => &first.rule.scheme,
            None => return Err(Refusal::NotFound),
        };
        // A score does not depend on who looks at it.
        let ctx = &Ctx { actor: Actor::system("考核"), ..ctx.clone() };
        let q = &mut ctx.read();
        let mut units: Vec<UnitId> = wanted.iter().map(|one| one.subject.unit).collect();
        units.sort_unstable();
        units.dedup();
        let by_code = indicators_of(q, scheme).await?;
        let taken: HashMap<IndicatorId, Indicator> =
            by_code.values().map(|one| (one.id, one.clone())).collect();
        let used = |grain: &Grain| taken.values().any(|one| one.grain == *grain);
        let windows: Vec<(Period, Period)> = Grain::ALL
            .into_iter()
            .filter(used)
            .map(|grain| Span::new(grain, year.month, year.rules.year).ends())
            .collect();
        let ids: Vec<i64> = taken.keys().map(|id| id.0).collect();
        let figures = match taken.is_empty() {
            true => HashMap::new(),
            false => figures::of_units(q, &units, &windows, &taken).await?,
        };
        let kinds = scheme.kind.iter();
        let asks = kinds.map(|kind| (kind.id.as_str(), asks(scheme, kind))).collect();
        let here = tree::units_near(q, &units, year.until).await?;
        Ok(Self {
            scheme,
            year,
            by_code,
            figures,
            behind: readings::behind(q, &units, &ids, &windows).await?,
            taken_back: readings::taken_back(q, &units, &ids, &windows).await?,
            facts: facts_of(q, &units, year).await?,
            before: before(q, &units, year).await?,
            kept: kept(q, &units, year).await?,
            published: published(q, scheme, wanted, year).await?,
            measured: measured(ctx, year, wanted, &asks).await?,
            units: here,
            asks,
        })
    }

    fn of(&self, wanted: &Wanted<'a>) -> Result<Gathered, Refusal> {
        let subject = wanted.subject;
        let none = Vec::new();
        let facts = self.facts.get(&subject).unwrap_or(&none);
        let period = self.year.year.to_string();
        let mut inputs = Inputs::new(&subject.to_string(), wanted.kind, &period, self.year.until);
        let mut sources = Vec::new();
        for ask in self.asks.get(wanted.kind).into_iter().flatten() {
            let of_entry: Vec<&Fact> = facts
                .iter()
                .filter(|fact| fact.entry == ask.entry && counts(wanted, fact))
                .collect();
            let fed = match ask.feed {
                Some(Origin::Indicator { code, of }) => Some(self.indicator(wanted, code, *of)?),
                Some(Origin::Measure { name }) => Some(self.measure(wanted, ask.entry, name)),
                Some(Origin::Sheet { scheme, section, whose }) => {
                    Some(self.sheet(wanted, scheme, section.as_deref(), *whose)?)
                }
                None => None,
            };
            let (entry, source): (Entry, _) = gathered::entry(ask, &of_entry, fed);
            inputs.put(ask.entry, entry)?;
            sources.push(source);
        }
        let vetoes: Vec<&Fact> = facts
            .iter()
            .filter(|fact| is_veto(fact) && self.scheme.veto.iter().any(|it| it.id == fact.entry))
            .collect();
        inputs.veto = gathered::booked(&vetoes);
        inputs.before = self.before.get(&subject).cloned().unwrap_or_default();
        if subject.person.is_some() {
            inputs.link.insert("unit".to_owned(), subject.unit.to_string());
        }
        Ok(Gathered { subject, inputs, sources })
    }

    /// What the latest version of the sheet counted of a name, if nothing is left of it.
    fn gone(&self, subject: Subject, entry: &str) -> Option<Why> {
        let was = self.kept.get(&subject)?.iter().find(|source| source.entry == entry)?;
        match &was.from {
            From::Measure { of, .. } if *of > 0 => Some(Why::Gone { records: *of }),
            _ => None,
        }
    }

    fn indicator(&self, wanted: &Wanted<'_>, code: &str, of: Of) -> Result<Fed, Refusal> {
        let unit = wanted.subject.unit;
        let record = format!("readings:{unit}/{code}/{}", self.year.year);
        let Some(known) = self.by_code.get(code) else {
            let figure = Err((Status::NotReported, Why::NoIndicator));
            return Ok(Fed { from: From::Nothing, record, version: 0, figure });
        };
        let mut span = Span::new(known.grain, self.year.month, self.year.rules.year);
        // A period counts where its last day does; of a running one, where today does.
        span.to_date.retain(|period| wanted.counts(period.last_day().min(self.year.until)));
        let nothing = ByPeriod::new();
        let by_period =
            self.figures.get(&unit).and_then(|all| all.get(&known.id)).unwrap_or(&nothing);
        let total = ToDate::new(known, &span.to_date, by_period)
            .map_err(|_| kernel::Problem::new("score-figure-too-large").arg("code", code))?;
        let behind = |target: bool| {
            let all = self.behind.get(&(unit, known.id, target));
            let counts = |code: &i64| span.to_date.iter().any(|period| period.code() == *code);
            let of_span = all.into_iter().flatten().filter(|(code, _)| counts(code));
            of_span.fold(Behind::default(), |sum, (_, one)| Behind {
                readings: sum.readings + one.readings,
                act: sum.act.max(one.act),
            })
        };
        let (actual, target) = (behind(false), behind(true));
        let behind = match of {
            Of::Actual => actual,
            Of::Target => target,
            Of::Attainment => Behind {
                readings: actual.readings + target.readings,
                act: actual.act.max(target.act),
            },
        };
        let shown = match of {
            Of::Target => Amount::default(),
            _ => total.figures.actual,
        };
        let sum = |sum: Sum| exact(sum.0, 1_000_000).plain();
        let is_two = shown.is_reported() && known.aggregation == Aggregation::Ratio;
        let whole = span.ends();
        let first = span.to_date.first().copied().unwrap_or(whole.0);
        let last =
            if wanted.days.is_empty() { whole.1 } else { *span.to_date.last().unwrap_or(&whole.1) };
        let from = From::Indicator(Readings {
            code: code.to_owned(),
            indicator: known.id.0,
            zh: known.name_zh.clone(),
            en: known.name_en.clone(),
            measure: known.unit.clone(),
            of,
            first: first.code(),
            last: last.code(),
            used: total.used,
            periods: total.of,
            numerator: is_two.then(|| sum(shown.top)),
            denominator: is_two.then(|| sum(shown.bottom)),
            readings: behind.readings,
            act: behind.act,
        });
        let version = u32::try_from(behind.act).unwrap_or(u32::MAX);
        let figure = figure(known, &total, of).map_err(|(status, why)| match why {
            Why::NoReading => match self.taken_back.get(&(unit, known.id)) {
                Some(records) => (status, Why::Gone { records: *records }),
                None => (status, why),
            },
            why => (status, why),
        });
        Ok(Fed { from, record, version, figure })
    }

    fn measure(&self, wanted: &Wanted<'_>, entry: &str, name: &'a str) -> Fed {
        let subject = wanted.subject;
        let record = format!("measure:{}/{name}/{}", subject.unit, self.year.year);
        let key = (name, subject, wanted.days.first().map(|days| days.from));
        let nothing = |why| match self.gone(subject, entry) {
            Some(gone) => Err((Status::NotReported, gone)),
            None => Err((Status::NotApplicable, why)),
        };
        let (from, figure) = match self.measured.get(&key) {
            None => (From::Nothing, Err((Status::NotReported, Why::NotOffered))),
            Some(None) => (From::Nothing, nothing(Why::NothingThere)),
            Some(Some(found)) => {
                let (name, href) = (name.to_owned(), found.href.clone());
                let from = From::Measure { name, done: found.done, of: found.of, href };
                let share = Exact::quotient(found.done, found.of);
                let figure = share.map(|share| &share * &Exact::from_integer(100));
                (from, figure.map_or_else(|| nothing(Why::NothingDue), Ok))
            }
        };
        Fed { from, record, version: 0, figure }
    }

    /// The published result of another scheme, with the versions that it was made by.
    fn sheet(
        &self,
        wanted: &Wanted<'_>,
        scheme: &str,
        section: Option<&str>,
        whose: Whose,
    ) -> Result<Fed, Refusal> {
        let is_of = |unit: &&UnitId| {
            self.published.get(unit).is_some_and(|(.., rule)| rule.scheme.id == scheme)
        };
        let found = match whose {
            Whose::Unit => Some(&wanted.subject.unit).filter(is_of),
            Whose::Above => wanted.path.iter().rev().skip(1).find(is_of),
        };
        let Some((unit, (kept, sheet, rule))) =
            found.and_then(|unit| Some((*unit, self.published.get(unit)?)))
        else {
            let record = format!("sheet:{scheme}/{}", self.year.year);
            let figure = Err((Status::Pending, Why::NotPublished));
            return Ok(Fed { from: From::Nothing, record, version: 0, figure });
        };
        let total = kept.total.as_ref().and_then(|total| total.parse().ok());
        let figure = match section {
            Some(section) => in_per_cent(sheet, section)?,
            None if kept.standing == "not-applicable" => {
                Err((Status::NotApplicable, Why::NothingThere))
            }
            None => total.ok_or((Status::Pending, Why::NotPublished)),
        };
        let from = From::Sheet {
            scheme: scheme.to_owned(),
            section: section.map(str::to_owned),
            unit: unit.0,
            unit_name: self.units.get(&unit).map(|unit| unit.name.clone()).unwrap_or_default(),
            rule_version: rule.version.clone(),
            number: kept.number,
            digest: kept.kept.digest.clone(),
        };
        let record = format!("sheet:{scheme}/{unit}/{}@{}", self.year.year, kept.number);
        let version = u32::try_from(kept.number).unwrap_or(u32::MAX);
        Ok(Fed { from, record, version, figure })
    }
}

/// A section of a kept sheet in per cent of its full marks, or why it has no score: nothing in it applies, or the
/// sheet has no such section, or it waits.
fn in_per_cent(sheet: &Computed, section: &str) -> Result<Result<Exact, (Status, Why)>, Problem> {
    fn named<'a>(sections: &'a [Section], id: &str) -> Option<&'a Section> {
        sections.iter().find_map(
            |one| {
                if one.id == id { Some(one) } else { named(&one.section, id) }
            },
        )
    }
    let trace = sheet.trace()?;
    let waits = (Status::Pending, Why::NotPublished);
    let Some(found) = named(&sheet.plan.kind().section, section) else { return Ok(Err(waits)) };
    let worth = trace.worth(&sheet.plan, section).map(|valued| &valued.worth);
    if worth == Some(&Worth::Out) {
        return Ok(Err((Status::NotApplicable, Why::NothingThere)));
    }
    let share = |score: &Exact| (score * &Exact::from_integer(100)).checked_div(found.points());
    Ok(worth.and_then(Worth::score).and_then(share).ok_or(waits))
}

async fn indicators_of<'a>(
    q: &mut impl Query,
    scheme: &'a Scheme,
) -> Result<HashMap<&'a str, Indicator>, Refusal> {
    let known = indicators::by_id(q).await?;
    let mut by_code = HashMap::new();
    for feed in &scheme.feed {
        if let Origin::Indicator { code, .. } = &feed.from
            && let Some(one) = known.values().find(|one| one.code == *code)
        {
            by_code.insert(code.as_str(), one.clone());
        }
    }
    Ok(by_code)
}

async fn facts_of(
    q: &mut impl Query,
    units: &[UnitId],
    year: Year,
) -> Result<HashMap<Subject, Vec<Fact>>, Refusal> {
    let mut found: HashMap<Subject, Vec<Fact>> = HashMap::new();
    for fact in facts::of_units(q, units, year.year).await? {
        found.entry(fact.subject).or_default().push(fact);
    }
    Ok(found)
}

async fn before(
    q: &mut impl Query,
    units: &[UnitId],
    year: Year,
) -> Result<HashMap<Subject, Vec<Before>>, Refusal> {
    let mut found: HashMap<Subject, Vec<Before>> = HashMap::new();
    for (subject, year, grade) in sheets::grades_before(q, units, year.year).await? {
        found.entry(subject).or_default().push(Before { year, grade });
    }
    Ok(found)
}

async fn kept(
    q: &mut impl Query,
    units: &[UnitId],
    year: Year,
) -> Result<HashMap<Subject, Vec<Source>>, Refusal> {
    let mut found = HashMap::new();
    for (subject, text) in sheets::sources(q, units, year.year).await? {
        let lost = |_| ::store::StoreError::Corrupt("the sources of a score sheet".to_owned());
        found.insert(subject, serde_json::from_str(&text).map_err(lost)?);
    }
    Ok(found)
}

/// The published sheets that a scheme takes figures from: of the units themselves, and of all above them.
async fn published(
    q: &mut impl Query,
    scheme: &Scheme,
    wanted: &[Wanted<'_>],
    year: Year,
) -> Result<HashMap<UnitId, (sheets::Published, Computed, Rule)>, Refusal> {
    let mut found = HashMap::new();
    if !scheme.feed.iter().any(|feed| matches!(feed.from, Origin::Sheet { .. })) {
        return Ok(found);
    }
    let mut units: Vec<UnitId> = wanted.iter().flat_map(|one| one.path).copied().collect();
    units.sort_unstable();
    units.dedup();
    for one in sheets::published(q, &units, year.year).await? {
        let (sheet, rule) = thawed(&one.kept)?;
        found.insert(one.unit, (one, sheet, rule));
    }
    Ok(found)
}

/// Whether a fact counts in these days: what happened on a day counts there, all else throughout.
fn counts(wanted: &Wanted<'_>, fact: &Fact) -> bool {
    let on = match fact.latest() {
        Some(Said::Veto { .. }) => return false,
        Some(Said::Event { on, .. }) => *on,
        _ => return true,
    };
    wanted.counts(on)
}

fn is_veto(fact: &Fact) -> bool {
    matches!(fact.latest(), Some(Said::Veto { .. }))
}

/// What each measure that is asked for says of each subject that is asked for it: all who are asked the same of
/// the same days are answered at once.
async fn measured<'a>(
    ctx: &Ctx,
    year: Year,
    wanted: &[Wanted<'a>],
    asks: &HashMap<&'a str, Vec<Ask<'a>>>,
) -> Result<HashMap<(&'a str, Subject, Option<Day>), Option<measure::Measured>>, Refusal> {
    // A running day is not measured.
    let until = if year.is_over { year.until } else { year.until.plus_days(-1) };
    let mut alike: HashMap<(&'a str, Day, Day), Vec<&Wanted<'a>>> = HashMap::new();
    for one in wanted {
        let begins = one.days.first().map_or(year.first, |days| days.from);
        let ends = one.days.last().map_or(until, |days| days.until.plus_days(-1).min(until));
        for ask in asks.get(one.kind).into_iter().flatten() {
            let Some(Origin::Measure { name }) = ask.feed else { continue };
            alike.entry((name.as_str(), begins, ends)).or_default().push(one);
        }
    }
    let mut found = HashMap::new();
    for ((name, from, until), those) in alike {
        let Some(measure) = measure::named(name) else { continue };
        let units: Vec<UnitId> = those.iter().map(|one| one.subject.unit).collect();
        let mut tops: HashMap<UnitId, Vec<UnitId>> = HashMap::new();
        for (unit, path) in tree::paths(&mut ctx.read(), &units, until).await? {
            tops.entry(path.first().map_or(unit, |top| top.id)).or_default().push(unit);
        }
        let mut counts = HashMap::new();
        for (top, units) in tops {
            let asked = Asked { ctx, unit: top, from, until };
            counts.extend(measure::of_each(measure, &asked, &units).await?);
        }
        for one in those {
            let unit = one.subject.unit;
            let href = measure.href(&Asked { ctx, unit, from, until });
            let said = counts.get(&unit);
            let said = said.map(|&(done, of)| measure::Measured { done, of, href });
            let begins = one.days.first().map(|days| days.from);
            found.insert((name, one.subject, begins), said);
        }
    }
    Ok(found)
}

fn exact(numerator: i128, denominator: i128) -> Exact {
    format!("{numerator}/{denominator}").parse().unwrap_or(Exact::ZERO)
}

/// A figure as the tracker shows it, to the indicator's decimals; of an attainment the exact quotient.
fn figure(known: &Indicator, total: &ToDate, of: Of) -> Result<Exact, (Status, Why)> {
    let number = |quantity: kernel::Quantity| exact(i128::from(quantity.millionths()), 1_000_000);
    if !total.figures.actual.is_reported() {
        return Err((Status::NotReported, Why::NoReading));
    }
    let actual = |amount: Amount| amount.value(known).map(number);
    let target = total.paired.target().value(known).map(number);
    // Of nothing there is no share; something by nothing is an error that waits for somebody.
    let nothing = |of: Amount| match of.top == Sum::ZERO && of.bottom == Sum::ZERO {
        true => (Status::NotApplicable, Why::NothingMeasured),
        false => (Status::Pending, Why::Zero),
    };
    match of {
        Of::Actual => actual(total.figures.actual).ok_or_else(|| nothing(total.figures.actual)),
        Of::Target => target.ok_or((Status::NotReported, Why::NoTarget)),
        Of::Attainment => {
            let target = target.ok_or((Status::NotReported, Why::NoTarget))?;
            let of = total.paired.actual;
            let actual = actual(of).ok_or_else(|| nothing(of))?;
            let share = actual.checked_div(&target).ok_or((Status::Pending, Why::Zero))?;
            Ok(&share * &Exact::from_integer(100))
        }
    }
}
