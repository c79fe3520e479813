//! Inputs of many units at once: a handful of queries for readings, facts and earlier grades, whatever the
//! number of units. Measures of Party tasks are asked of whoever offers them, unit by unit, as they answer.

use super::Year;
use crate::sheets::asks::{Ask, asks};
use crate::sheets::fact::Fact;
use crate::sheets::gathered::{self, Fed, Gathered};
use crate::sheets::source::{From, Readings, Why};
use crate::sheets::store::readings::{Behind, Cell};
use crate::sheets::store::{facts, readings, sheets};
use ::store::{Ctx, Refusal};
use directory::{Unit, tree};
use kernel::{Actor, Grain, IndicatorId, Period, Sum, UnitId};
use planning::annual::measure::{self, Asked};
use planning::figure::Amount;
use planning::span::Span;
use planning::store::figures::{self, OfUnit};
use planning::store::indicators;
use planning::to_date::{ByPeriod, ToDate};
use planning::{Aggregation, Indicator};
use scoring::Exact;
use scoring::engine::{Before, Entry, Inputs};
use scoring::scheme::{Of, Origin, Scheme, Status};
use std::collections::HashMap;

/// The inputs of every unit of these that the scheme has a kind for, in the order given.
///
/// # Errors
/// Those of the database; `time-zone-unknown`.
pub async fn gather(
    ctx: &Ctx,
    scheme: &Scheme,
    year: Year,
    units: &[UnitId],
) -> Result<Vec<Gathered>, Refusal> {
    let ground = Ground::load(ctx, scheme, year, units).await?;
    units.iter().filter_map(|unit| ground.of_unit(*unit).transpose()).collect()
}

/// What every assessed unit of a year would be scored by, for trying a draft.
///
/// # Errors
/// Those of [`gather`]; not found for a year that has not begun.
pub async fn inputs(
    ctx: &Ctx,
    (owner, scheme): (UnitId, &Scheme),
    year: i32,
) -> Result<Vec<Inputs>, Refusal> {
    let year = Year::find(ctx, year).await?;
    let units = super::sheets::assessed(ctx, (owner, scheme), year).await?;
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    Ok(gather(ctx, scheme, year, &ids).await?.into_iter().map(|one| one.inputs).collect())
}

/// Everything that was read, for all units together.
struct Ground<'a> {
    scheme: &'a Scheme,
    year: Year,
    units: HashMap<UnitId, Unit>,
    asks: HashMap<&'a str, Vec<Ask<'a>>>,
    by_code: HashMap<&'a str, Indicator>,
    figures: HashMap<UnitId, OfUnit>,
    behind: HashMap<Cell, Behind>,
    facts: HashMap<UnitId, Vec<Fact>>,
    before: HashMap<UnitId, Vec<Before>>,
    measured: HashMap<(&'a str, UnitId), Option<measure::Measured>>,
}

impl<'a> Ground<'a> {
    async fn load(
        ctx: &Ctx,
        scheme: &'a Scheme,
        year: Year,
        units: &[UnitId],
    ) -> Result<Self, Refusal> {
        // A score does not depend on who looks at it.
        let ctx = &Ctx { actor: Actor::system("考核"), ..ctx.clone() };
        let q = &mut ctx.read();
        let known = indicators::by_id(q).await?;
        let mut by_code = HashMap::new();
        for feed in &scheme.feed {
            if let Origin::Indicator { code, .. } = &feed.from
                && let Some(one) = known.values().find(|one| one.code == *code)
            {
                by_code.insert(code.as_str(), one.clone());
            }
        }
        let taken: HashMap<IndicatorId, Indicator> =
            by_code.values().map(|one: &Indicator| (one.id, one.clone())).collect();
        let used = |grain: &Grain| taken.values().any(|one| one.grain == *grain);
        let windows: Vec<(Period, Period)> = Grain::ALL
            .into_iter()
            .filter(used)
            .map(|grain| Span::new(grain, year.month, year.rules.year).ends())
            .collect();
        let ids: Vec<i64> = taken.keys().map(|id| id.0).collect();
        let mut by_unit: HashMap<UnitId, Vec<Fact>> = HashMap::new();
        for fact in facts::of_units(q, units, year.year).await? {
            by_unit.entry(fact.unit).or_default().push(fact);
        }
        let mut before: HashMap<UnitId, Vec<Before>> = HashMap::new();
        for (unit, year, grade) in sheets::grades_before(q, units, year.year).await? {
            before.entry(unit).or_default().push(Before { year, grade });
        }
        let here = tree::units_near(q, units, year.until).await?;
        let figures = match taken.is_empty() {
            true => HashMap::new(),
            false => figures::of_units(q, units, &windows, &taken).await?,
        };
        let behind = readings::behind(q, units, &ids, &windows).await?;
        let asks: HashMap<&str, Vec<Ask>> =
            scheme.kind.iter().map(|kind| (kind.id.as_str(), asks(scheme, kind))).collect();
        let measured = measured(ctx, year, &here, &asks).await?;
        Ok(Self {
            scheme,
            year,
            units: here,
            asks,
            by_code,
            figures,
            behind,
            facts: by_unit,
            before,
            measured,
        })
    }

    fn of_unit(&self, id: UnitId) -> Result<Option<Gathered>, Refusal> {
        let Some(unit) = self.units.get(&id) else { return Ok(None) };
        let kind = unit.kind.name();
        let Some(asks) = self.asks.get(kind) else { return Ok(None) };
        let none = Vec::new();
        let facts = self.facts.get(&id).unwrap_or(&none);
        let period = self.year.year.to_string();
        let mut inputs = Inputs::new(&id.to_string(), kind, &period, self.year.until);
        let mut sources = Vec::new();
        for ask in asks {
            let of_entry: Vec<&Fact> =
                facts.iter().filter(|fact| fact.entry == ask.entry && !is_veto(fact)).collect();
            let fed = match ask.feed {
                Some(Origin::Indicator { code, of }) => Some(self.indicator(id, code, *of)?),
                Some(Origin::Measure { name }) => Some(self.measure(id, name)),
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
        inputs.before = self.before.get(&id).cloned().unwrap_or_default();
        Ok(Some(Gathered { unit: id, inputs, sources }))
    }

    fn indicator(&self, unit: UnitId, code: &str, of: Of) -> Result<Fed, Refusal> {
        let record = format!("readings:{unit}/{code}/{}", self.year.year);
        let Some(known) = self.by_code.get(code) else {
            let figure = Err((Status::NotReported, Why::NoIndicator));
            return Ok(Fed { from: From::Nothing, record, version: 0, figure });
        };
        let span = Span::new(known.grain, self.year.month, self.year.rules.year);
        let nothing = ByPeriod::new();
        let by_period =
            self.figures.get(&unit).and_then(|all| all.get(&known.id)).unwrap_or(&nothing);
        let total = ToDate::new(known, &span.to_date, by_period)
            .map_err(|_| kernel::Problem::new("score-figure-too-large").arg("code", code))?;
        let behind = |target| self.behind.get(&(unit, known.id, target)).copied();
        let (actual, target) =
            (behind(false).unwrap_or_default(), behind(true).unwrap_or_default());
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
        let (first, last) = span.ends();
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
        Ok(Fed { from, record, version, figure: figure(known, &total, of) })
    }

    fn measure(&self, unit: UnitId, name: &'a str) -> Fed {
        let record = format!("measure:{unit}/{name}/{}", self.year.year);
        let (from, figure) = match self.measured.get(&(name, unit)) {
            None | Some(None) => (From::Nothing, Err((Status::NotReported, Why::NotOffered))),
            Some(Some(found)) => {
                let (name, href) = (name.to_owned(), found.href.clone());
                let from = From::Measure { name, done: found.done, of: found.of, href };
                let share = Exact::quotient(found.done, found.of);
                let figure = share.map(|share| &share * &Exact::from_integer(100));
                (from, figure.ok_or((Status::NotApplicable, Why::NothingDue)))
            }
        };
        Fed { from, record, version: 0, figure }
    }
}

fn is_veto(fact: &Fact) -> bool {
    matches!(fact.latest(), Some(crate::sheets::fact::Said::Veto { .. }))
}

/// What each measure that is asked for says of each unit that is asked for it.
async fn measured<'a>(
    ctx: &Ctx,
    year: Year,
    units: &HashMap<UnitId, Unit>,
    asks: &HashMap<&'a str, Vec<Ask<'a>>>,
) -> Result<HashMap<(&'a str, UnitId), Option<measure::Measured>>, Refusal> {
    let mut found = HashMap::new();
    // A running day is not measured.
    let until = if year.is_over { year.until } else { year.until.plus_days(-1) };
    for unit in units.values() {
        for ask in asks.get(unit.kind.name()).into_iter().flatten() {
            let Some(Origin::Measure { name }) = ask.feed else { continue };
            let Some(measure) = measure::named(name) else { continue };
            let asked = Asked { ctx, unit: unit.id, from: year.first, until };
            let said = measure::of_unit(measure, &asked).await?;
            found.insert((name.as_str(), unit.id), said);
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
    match of {
        Of::Actual => actual(total.figures.actual).ok_or((Status::Pending, Why::Zero)),
        Of::Target => target.ok_or((Status::NotReported, Why::NoTarget)),
        Of::Attainment => {
            let target = target.ok_or((Status::NotReported, Why::NoTarget))?;
            let actual = actual(total.paired.actual).ok_or((Status::Pending, Why::Zero))?;
            let share = actual.checked_div(&target).ok_or((Status::Pending, Why::Zero))?;
            Ok(&share * &Exact::from_integer(100))
        }
    }
}
