//! Scores, facts and sources in words.

use crate::sheets::fact::{Fact, Said};
use crate::sheets::source::{Cited, From, Readings, Source, Why};
use crate::sheets::subject::Subject;
use crate::sheets::use_cases::facts::Listed;
use kernel::{Day, Period, UnitId};
use scoring::scheme::{Of, Scheme, Status};
use scoring::{Exact, Rounding};
use web_kit::Page;
use web_kit::page::Link;
use web_kit::status::Status as Shape;

/// A number with two decimals; more are told in the steps.
pub(super) fn points(number: &Exact) -> String {
    number.fixed(2, Rounding::HalfAway)
}

/// A number as short as it can be without losing much: at most two decimals, none that are nothing.
pub(super) fn short(number: &Exact) -> String {
    number.rounded(2, Rounding::HalfAway).plain()
}

/// A share in per cent.
pub(super) fn percent(share: &str) -> String {
    let share: Exact = share.parse().unwrap_or(Exact::ZERO);
    short(&(&share * &Exact::from_integer(100)))
}

/// A status by shape and word.
pub(super) fn status(status: Status) -> Shape {
    match status {
        Status::NotReported => Shape::NotReported,
        Status::Pending => Shape::Pending,
        Status::Disputed => Shape::Conflict,
        Status::Suppressed => Shape::Suppressed,
        Status::NotApplicable => Shape::NotApplicable,
    }
}

/// Why an input has no figure.
pub(super) fn why(page: &Page, why: &Why) -> String {
    match why {
        Why::Said { why } => page.t1("score-why-said", "why", why),
        Why::Gone { records } => page.t1("score-why-gone", "n", page.count(records)),
        other => page.t(other.key()),
    }
}

/// One sentence on where an input comes from, with the place of its records.
pub(super) struct Told {
    pub text: String,
    pub link: Option<Link>,
}

/// Where an input comes from: a sentence for each record that stands behind it.
pub(super) fn source(
    page: &Page,
    scheme: &Scheme,
    (subject, year): (Subject, i32),
    source: &Source,
    figure: Option<&Exact>,
) -> Vec<Told> {
    match &source.from {
        From::Nothing => Vec::new(),
        From::Indicator(readings) => vec![of_readings(page, subject.unit, readings, figure)],
        From::Measure { name, done, of, href } => {
            let measure = page.t(format!("task-measure-{name}"));
            let (done, of) = (page.count(done), page.count(of));
            let told = [("measure", measure.as_str()), ("done", &done), ("of", &of)];
            let link = Link::new(page.t("score-open-records"), href.clone());
            vec![Told { text: page.tn("score-from-measure", &told), link: Some(link) }]
        }
        From::Facts { facts } => facts
            .iter()
            .map(|fact| of_fact(page, scheme, (subject, year), &source.entry, fact))
            .collect(),
        From::Sheet { unit, unit_name, rule_version, number, section, scheme, .. } => {
            let (n, figure) = (number.to_string(), figure.map(short).unwrap_or_default());
            let of = section.as_deref().unwrap_or_default();
            let told = [
                ("unit", unit_name.as_str()),
                ("scheme", scheme),
                ("version", rule_version),
                ("n", &n),
                ("section", of),
                ("figure", &figure),
            ];
            let key = if section.is_some() { "score-from-section" } else { "score-from-sheet" };
            let to = format!("/scores/{unit}/{year}?version={n}");
            let link = Link::new(page.t("score-open-sheet"), to);
            vec![Told { text: page.tn(key, &told), link: Some(link) }]
        }
    }
}

fn of_readings(page: &Page, unit: UnitId, readings: &Readings, figure: Option<&Exact>) -> Told {
    let value = figure.map(|figure| match readings.of {
        Of::Attainment => format!(" {} %", short(figure)),
        _ => format!(" {} {}", figure.plain(), readings.measure),
    });
    let value = value.unwrap_or_default();
    let name = page.either(&readings.zh, &readings.en);
    let period = |code| Period::from_code(code).map(|it| page.period(&it)).unwrap_or_default();
    let (first, last) = (period(readings.first), period(readings.last));
    let (n, used, of) =
        (page.count(readings.readings), page.count(readings.used), page.count(readings.periods));
    let of_what = match readings.of {
        Of::Actual => "actual",
        Of::Target => "target",
        Of::Attainment => "attainment",
    };
    let mut told = vec![
        ("name", name),
        ("value", value.as_str()),
        ("first", &first),
        ("last", &last),
        ("used", &used),
        ("of", &of),
    ];
    let mut text = page.tn(&format!("score-from-{of_what}"), &told);
    if let (Some(top), Some(bottom)) = (&readings.numerator, &readings.denominator) {
        let number = |text: &str| {
            kernel::Quantity::parse(text).map_or_else(
                |_| text.to_owned(),
                |it| {
                    let decimals = text.split_once('.').map_or(0, |(_, rest)| rest.len() as u8);
                    page.number(&it, decimals)
                },
            )
        };
        let (top, bottom) = (number(top), number(bottom));
        told.extend([("top", top.as_str()), ("bottom", &bottom)]);
        text += &page.tn("score-from-ratio", &told);
    }
    let to = format!("/tracker/{unit}/{}", readings.indicator);
    Told { text, link: Some(Link::new(page.t1("score-readings", "n", n), to)) }
}

fn of_fact(
    page: &Page,
    scheme: &Scheme,
    (subject, year): (Subject, i32),
    entry: &str,
    cited: &Cited,
) -> Told {
    let link =
        Link::new(cited.evidence.clone(), format!("/scores/{subject}/{year}/facts/{}", cited.fact));
    let names = [("recorded", cited.recorded_by.as_str()), ("confirmed", &cited.confirmed_by)];
    let text = match &cited.said {
        Some(said) => {
            format!("{} {}", self::said(page, scheme, entry, said), page.tn("score-by-two", &names))
        }
        None => {
            let told = [("reason", cited.reason.as_str()), names[0], names[1]];
            page.tn("score-withdrawn-because", &told)
        }
    };
    let papers: Vec<String> = cited
        .papers
        .iter()
        .map(|paper| format!("{} {}", paper.name, paper.digest.chars().take(8).collect::<String>()))
        .collect();
    let text = match papers.is_empty() {
        true => text,
        false => text + &page.t1("score-papers", "papers", papers.join(&page.t("score-comma"))),
    };
    let link = match cited.said {
        Some(_) => link,
        None => Link::new(page.t("score-open-record"), link.href),
    };
    Told { text, link: Some(link) }
}

/// What a fact says, in one sentence.
pub(super) fn said(page: &Page, scheme: &Scheme, entry: &str, said: &Said) -> String {
    match said {
        Said::Figure { figure } => page.t1("score-says-figure", "figure", figure.plain()),
        Said::Event { mark, sort, on, points, what } => {
            let (on, sort) = (page.day(on), self::sort(page, scheme, entry, sort));
            let points = points
                .as_ref()
                .map(|points| page.t1("score-says-points", "points", points.plain()));
            let points = points.unwrap_or_default();
            let told = [
                ("mark", mark.as_str()),
                ("sort", &sort),
                ("on", &on),
                ("points", &points),
                ("what", what),
            ];
            page.tn("score-says-event", &told)
        }
        Said::NoEvent => page.t("score-says-none"),
        Said::Ratings { ratings } => {
            let one = |rating: &scoring::engine::Rating| {
                let (group, raters) = (self::group(page, &rating.group), page.count(rating.raters));
                let sum = rating.sum.plain();
                let told = [("group", group.as_str()), ("raters", &raters), ("sum", &sum)];
                page.tn("score-says-rating", &told)
            };
            ratings.iter().map(one).collect::<Vec<_>>().join(page.t("score-comma").as_str())
        }
        Said::Absent { status, why } => {
            let word = page.t(self::status(*status).key());
            page.tn("score-says-absent", &[("status", &word), ("why", why)])
        }
        Said::Veto { from, lifted, basis } => {
            let from = page.day(from);
            let text = page.tn("score-says-veto", &[("from", &from), ("basis", basis)]);
            match lifted {
                Some(day) => text + &page.t1("score-says-lifted", "day", page.day(day)),
                None => text,
            }
        }
    }
}

/// A sort of event: in words where the house has some, else as the scheme names it.
pub(super) fn sort(page: &Page, scheme: &Scheme, entry: &str, sort: &str) -> String {
    let _ = (scheme, entry);
    known(page, "score-sort-", sort)
}

/// A group of raters.
pub(super) fn group(page: &Page, group: &str) -> String {
    known(page, "score-group-", group)
}

fn known(page: &Page, prefix: &str, name: &str) -> String {
    let key = format!("{prefix}{name}");
    match kernel::texts::get().has(page.lang, &key) {
        true => page.t(key),
        false => name.to_owned(),
    }
}

/// How a fact stands: counting, waiting, withdrawn; with the tone of its badge.
pub(super) fn standing(page: &Page, fact: &Fact) -> (String, &'static str) {
    let (key, tone) = match (fact.is_withdrawn(), fact.waiting(), fact.counting()) {
        (true, ..) => ("score-fact-is-withdrawn", "dashed"),
        (_, Some(waiting), Some(_)) if waiting.said.is_none() => ("score-fact-is-leaving", "warn"),
        (_, Some(_), Some(_)) => ("score-fact-is-changing", "warn"),
        (_, Some(_), None) => ("score-fact-is-waiting", "dashed"),
        _ => ("score-fact-is-counting", "good"),
    };
    (page.t(key), tone)
}

/// Days from one to another, both included.
pub(super) fn days(page: &Page, days: &[kernel::DayRange]) -> String {
    let range = |days: &kernel::DayRange| {
        let last: Day = days.until.plus_days(-1);
        page.tn("score-days", &[("first", &page.day(&days.from)), ("last", &page.day(&last))])
    };
    days.iter().map(range).collect::<Vec<_>>().join(&page.t("score-comma"))
}

/// The year in words.
pub(super) fn year(page: &Page, year: i32) -> String {
    page.t1("score-year", "year", year)
}

/// What a fact says last, in one sentence.
pub(super) fn latest(page: &Page, listed: &Listed, fact: &Fact) -> String {
    fact.latest().map(|it| said(page, &listed.rule.scheme, &fact.entry, it)).unwrap_or_default()
}
