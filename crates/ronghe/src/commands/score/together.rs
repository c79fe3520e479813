//! What several sheets come to: parts of a period joined by days, and grades spread over all units of a scheme.

use super::Computed;
use crate::commands::Run;
use anyhow::Result;
use kernel::DayRange;
use scoring::Exact;
use scoring::engine::export::{ProRataOut, SpreadOut, Words, joined as told};
use scoring::engine::pro_rata::{Stretch, pro_rata};
use scoring::engine::spread as grades;
use scoring::scheme::Scheme;
use std::collections::BTreeMap;

/// A unit's published total, with the grade that it has by itself.
pub(super) struct Total<'a> {
    unit: &'a str,
    scheme: &'a Scheme,
    published: Exact,
    grade: usize,
}

/// Joins the sheets that hold for parts of a period, unit by unit; and the totals of all units that have a
/// grade.
pub(super) fn joined<'a>(
    found: &'a [Computed<'a>],
    words: Words<'_>,
) -> Result<(Vec<ProRataOut>, Vec<Total<'a>>)> {
    let mut totals = Vec::new();
    let mut parts: BTreeMap<(&str, &str), Vec<Stretch<'_, '_>>> = BTreeMap::new();
    for one in found {
        let inputs = one.case.inputs;
        let Some(days) = one.sheet.days else {
            let outcome = &one.trace.outcome;
            if let (Some(published), Some(grade)) = (outcome.published.clone(), outcome.grade) {
                let scheme = &one.case.plan.scheme;
                totals.push(Total { unit: &inputs.unit, scheme, published, grade });
            }
            continue;
        };
        let days = DayRange { from: days.from, until: days.until };
        let stretch = Stretch { days, case: one.case, trace: &one.trace };
        parts.entry((&inputs.unit, &inputs.period)).or_default().push(stretch);
    }
    let mut out = Vec::new();
    for ((unit, _), stretches) in &parts {
        let whole = pro_rata(stretches)?;
        let last = stretches.iter().max_by_key(|stretch| stretch.days.from);
        let Some(scheme) = last.map(|stretch| &stretch.case.plan.scheme) else { continue };
        out.push(told(unit, &whole, scheme, words));
        if let (Some(published), Some(grade)) = (whole.published, whole.grade) {
            totals.push(Total { unit, scheme, published, grade });
        }
    }
    Ok((out, totals))
}

/// Spreads the grades of each scheme that says how many may have the best ones.
pub(super) fn spread(found: &[Computed<'_>], totals: &[Total<'_>]) -> Vec<SpreadOut> {
    let mut schemes: Vec<&Scheme> = Vec::new();
    for scheme in found.iter().map(|one| &one.case.plan.scheme) {
        let is_new = schemes.iter().all(|known| known.id != scheme.id);
        if scheme.distribution.is_some() && is_new {
            schemes.push(scheme);
        }
    }
    let of = |scheme: &&Scheme| {
        let own: Vec<&Total> = totals.iter().filter(|it| it.scheme.id == scheme.id).collect();
        let published: Vec<Exact> = own.iter().map(|total| total.published.clone()).collect();
        let given = grades::spread(scheme, &published);
        let name = |grade: usize| scheme.grade.get(grade).map_or("", |cut| &cut.name).to_owned();
        let unit = |(total, spread): (&&Total, &usize)| {
            let grade = total.grade.max(*spread);
            let published = total.published.plain();
            (total.unit.to_owned(), published, name(total.grade), name(grade))
        };
        let units = own.iter().zip(&given.grades).map(unit).collect();
        SpreadOut { scheme: scheme.id.clone(), most: given.most, units }
    };
    schemes.iter().map(of).collect()
}

pub(super) fn say(run: &Run, spread: &SpreadOut) -> Result<()> {
    let text = |key: &str, args: &[(&str, &str)]| run.terminal.text(key, args);
    let units = spread.units.len().to_string();
    let args = [("scheme", spread.scheme.as_str()), ("units", &units)];
    let Some(most) = &spread.most else {
        return run.terminal.result(&text("score-spread-few", &args)).map_err(Into::into);
    };
    let most: Vec<String> = most.iter().map(ToString::to_string).collect();
    let most = most.join(&text("list-comma", &[]));
    run.terminal.result(&text("score-spread", &[args[0], args[1], ("most", &most)]))?;
    for (unit, published, own, grade) in &spread.units {
        let key = if own == grade { "score-spread-kept" } else { "score-spread-lowered" };
        let args =
            [("unit", unit.as_str()), ("published", published), ("own", own), ("grade", grade)];
        run.terminal.result(&text(key, &args))?;
    }
    Ok(())
}
