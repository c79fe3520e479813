//! Questions, results and lacks in the words of their level.

use crate::adoption::Adopted;
use crate::result::{Estimate, Record, probability, significant};
use crate::use_cases::Question;
use crate::use_cases::looking::Judged;
use kernel::{Grain, IndicatorId};
use planning::Indicator;
use planning::shown;
use statistics::evidence::{Lack, Level};
use std::collections::HashMap;
use web_kit::Page;

/// "Zone checks and downtime": no arrow between them.
pub(super) fn title(page: &Page, cause: &Indicator, outcome: &Indicator) -> String {
    page.tn(
        "question-of",
        &[("cause", &shown::name(page, cause)), ("outcome", &shown::name(page, outcome))],
    )
}

/// The same with whatever the dictionary still has.
pub(super) fn title_of(
    page: &Page,
    known: &HashMap<IndicatorId, Indicator>,
    question: &Question,
) -> String {
    let name = |id: &IndicatorId| {
        known.get(id).map_or_else(|| id.to_string(), |known| shown::name(page, known))
    };
    let (cause, outcome) = (name(&question.content.cause), name(&question.content.outcome));
    page.tn("question-of", &[("cause", &cause), ("outcome", &outcome)])
}

/// First to last period.
pub(super) fn period(page: &Page, question: &Question) -> String {
    let content = &question.content;
    format!("{} – {}", page.period(&content.first), page.period(&content.last))
}

/// By how many months or quarters the cause stands before.
pub(super) fn lag(page: &Page, question: &Question) -> String {
    if question.method.is_staggered() {
        return page.t("question-lag-does-not-apply");
    }
    let key = match (question.content.lag, question.content.first.grain()) {
        (0, _) => "question-lag-none",
        (_, Grain::Quarter) => "question-lag-quarters",
        _ => "question-lag-months",
    };
    page.t1(key, "n", question.content.lag)
}

/// The key of how it is computed.
pub(super) const fn method(question: &Question) -> &'static str {
    match question.method.is_staggered() {
        true => "question-method-staggered",
        false => "question-method-two-way",
    }
}

/// "level 1"
pub(super) fn level(page: &Page, level: Level) -> String {
    page.t1("question-level-n", "n", level.number())
}

/// The level's wording in one line; a null result is named as what it is.
pub(super) fn wording(page: &Page, record: &Record, level: Level) -> String {
    if record.is_refused() {
        return page.t(Level::Insufficient.wording());
    }
    // Where lots decided, the estimate is told whether it is large or not.
    if record.is_null() && level != Level::Estimated {
        return page.t("question-null");
    }
    page.t(level.wording())
}

/// How a question stands, for lists.
pub(super) fn standing(page: &Page, latest: Option<&Judged>) -> String {
    match latest {
        None => page.t("question-is-waiting"),
        Some(judged) if judged.run.record.is_refused() => page.t("question-is-refused"),
        Some(judged) => {
            let level = judged.level();
            let said = wording(page, &judged.run.record, level);
            format!("{} · {said}", self::level(page, level))
        }
    }
}

/// A slope for each one of the cause, in the unit of the outcome.
pub(super) fn slope(value: f64, outcome: &Indicator) -> String {
    with_unit(significant(value), outcome)
}

fn with_unit(number: String, indicator: &Indicator) -> String {
    if indicator.unit.is_empty() { number } else { format!("{number} {}", indicator.unit) }
}

/// "0.2 to 0.8 %"; a dash where no error can be told.
pub(super) fn interval(page: &Page, estimate: &Estimate, outcome: &Indicator) -> String {
    match estimate.interval {
        None => "—".to_owned(),
        Some((low, high)) => {
            let (low, high) = (significant(low), significant(high));
            with_unit(page.tn("question-from-to", &[("low", &low), ("high", &high)]), outcome)
        }
    }
}

/// The result of a question as a sentence, whatever it is; empty where nothing was estimated.
pub(super) fn told(
    page: &Page,
    question: &Question,
    record: &Record,
    (cause, outcome): (&Indicator, &Indicator),
) -> String {
    if let Some(found) = &record.adopted {
        return adopted(page, found, outcome);
    }
    let found = record.found.as_ref();
    let lag = lag(page, question);
    found.map(|found| sentence(page, &found.effect, (cause, outcome), &lag)).unwrap_or_default()
}

/// What the comparison with those that had not begun found.
fn adopted(page: &Page, found: &Adopted, outcome: &Indicator) -> String {
    page.tn(
        "question-adopted-said",
        &[
            ("outcome", &shown::name(page, outcome)),
            ("effect", &slope(found.effect, outcome)),
            ("interval", &ends(page, found.interval, outcome)),
        ],
    )
}

/// The two ends of an interval; words where there are none.
pub(super) fn ends(page: &Page, interval: Option<(f64, f64)>, outcome: &Indicator) -> String {
    let Some((low, high)) = interval else { return page.t("question-interval-open") };
    let (low, high) = (significant(low), significant(high));
    with_unit(page.tn("question-from-to", &[("low", &low), ("high", &high)]), outcome)
}

/// The result as a sentence, whatever it is.
fn sentence(
    page: &Page,
    estimate: &Estimate,
    (cause, outcome): (&Indicator, &Indicator),
    lag: &str,
) -> String {
    page.tn(
        "question-effect-said",
        &[
            ("cause", &shown::name(page, cause)),
            ("one", &with_unit("1".to_owned(), cause)),
            ("lag", lag),
            ("outcome", &shown::name(page, outcome)),
            ("slope", &slope(estimate.slope, outcome)),
            ("interval", &interval(page, estimate, outcome)),
        ],
    )
}

/// What stands between the question and a level: what there is, and what would be enough.
pub(super) fn lack(page: &Page, lack: &Lack) -> String {
    let counts = |have: &usize, enough: &usize| {
        page.tn(lack.key(), &[("have", &page.count(have)), ("enough", &page.count(enough))])
    };
    let chances = |p: &f64, enough: &f64| {
        page.tn(lack.key(), &[("have", &probability(*p)), ("enough", &format!("{enough}"))])
    };
    match lack {
        Lack::Units { have, enough }
        | Lack::Periods { have, enough }
        | Lack::Present { have, enough }
        | Lack::UnitPeriods { have, enough }
        | Lack::Adopters { have, enough }
        | Lack::Cohorts { have, enough }
        | Lack::Controls { have, enough }
        | Lack::Before { have, enough }
        | Lack::After { have, enough } => counts(have, enough),
        Lack::Adjusted { q: p, enough }
        | Lack::Bootstrap { p, enough }
        | Lack::LeadLoud { p, enough }
        | Lack::Permutation { p, enough }
        | Lack::OutOfReach { smallest: p, enough } => chances(p, enough),
        Lack::VariationWithin
        | Lack::Declared
        | Lack::NotAsked
        | Lack::TwoWay
        | Lack::LeadUnknown
        | Lack::NoAdoption
        | Lack::TrendBefore
        | Lack::Lot
        | Lack::Registered => page.t(lack.key()),
    }
}

/// Why nothing could be estimated, in words with the remedy.
pub(super) fn undefined(page: &Page, name: &str) -> String {
    const KNOWN: &[&str] = &[
        "no_data",
        "undefined_one_unit",
        "one_cluster",
        "two_clusters",
        "constant_series",
        "collinear_or_no_within_variation",
        "no_degrees_of_freedom",
        "invalid_number",
        "too_many_periods",
        "no_adopters",
        "all_treated_at_once",
        "treated_from_the_start",
        "no_controls",
        "no_base_period",
    ];
    match KNOWN.contains(&name) {
        true => page.t(format!("question-undefined-{}", name.replace('_', "-"))),
        false => page.t1("question-undefined-other", "name", name),
    }
}
