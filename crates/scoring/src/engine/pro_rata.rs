//! A unit that moved from one kind of unit, or one scheme, to another within the period: each total counts
//! for the days on which it held.

use super::trace::{Case, Standing, Trace};
use crate::Exact;
use kernel::{DayRange, Problem};

/// A part of the period with the sheet that held in it.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a, 'b> {
    pub days: DayRange,
    pub case: Case<'a>,
    pub trace: &'b Trace<'a>,
}

/// One total of several sheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProRata {
    /// Days and unrounded total of each stretch, in order of time.
    pub parts: Vec<(i64, Exact)>,
    /// Σ (days × total) ÷ Σ days; `None` while one of them has none.
    pub exact: Option<Exact>,
    /// The most that the vetoes of any stretch leave of the whole.
    pub cap: Option<Exact>,
    /// Rounded once, and capped.
    pub published: Option<Exact>,
    pub standing: Standing,
    /// Among the grades of the last scheme.
    pub grade: Option<usize>,
    pub is_eligible: bool,
}

/// Joins the stretches of a period.
///
/// # Errors
/// `pro-rata-empty`, and `pro-rata-days` for days that are in two stretches or in none.
pub fn pro_rata(stretches: &[Stretch<'_, '_>]) -> Result<ProRata, Problem> {
    let mut order: Vec<&Stretch> = stretches.iter().collect();
    order.sort_by_key(|stretch| stretch.days.from);
    let Some(last) = order.last() else { return Err(Problem::new("pro-rata-empty")) };
    if let Some(two) = order.windows(2).find(|two| two[0].days.until != two[1].days.from) {
        return Err(Problem::new("pro-rata-days")
            .arg("unit", &two[1].case.inputs.unit)
            .arg("until", two[0].days.until)
            .arg("from", two[1].days.from));
    }
    let days = |stretch: &Stretch| stretch.days.until.days_since(stretch.days.from);
    let totals: Option<Vec<(i64, Exact)>> = order
        .iter()
        .map(|stretch| Some((days(stretch), stretch.trace.outcome.exact.clone()?)))
        .collect();
    let parts = totals.clone().unwrap_or_default();
    let exact = totals.and_then(|totals| {
        let sum: Exact =
            totals.iter().map(|(days, total)| &Exact::from_integer(*days) * total).sum();
        sum.checked_div(&totals.iter().map(|(days, _)| Exact::from_integer(*days)).sum())
    });
    let scheme = &last.case.plan.scheme;
    let caps = order.iter().filter_map(|stretch| stretch.trace.outcome.cap.as_ref());
    let cap = caps.min().cloned();
    let published = exact.as_ref().map(|exact| {
        let rounded = exact.rounded(scheme.publication.decimals, scheme.publication.rounding);
        cap.iter().fold(rounded, |total, cap| total.min(cap.clone()))
    });
    let standings = || order.iter().map(|stretch| stretch.trace.outcome.standing);
    let standing = match published {
        Some(_) if standings().all(|standing| standing == Standing::Ok) => Standing::Ok,
        _ if standings().all(|standing| standing == Standing::NotApplicable) => {
            Standing::NotApplicable
        }
        _ => Standing::Provisional,
    };
    let grade = published.as_ref().filter(|_| standing == Standing::Ok).and_then(|total| {
        let reached = scheme.grade.iter().position(|cut| *total >= cut.from)?;
        let capped = order.iter().filter_map(|stretch| {
            let of = &stretch.case.plan.scheme.grade;
            let name = &of.get(stretch.trace.outcome.grade_cap?)?.name;
            scheme.grade.iter().position(|cut| cut.name == *name)
        });
        Some(capped.fold(reached, usize::max))
    });
    let is_eligible = order.iter().all(|stretch| stretch.trace.outcome.is_eligible);
    Ok(ProRata { parts, exact, cap, published, standing, grade, is_eligible })
}
