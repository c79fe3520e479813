//! What is published of a closed survey: a table and a picture for each statement, the months beside each
//! other, and the same as a workbook. What is not shown is said in words, in the workbook too; it is never 0.

use crate::publication::{Published, Shown as Sum, Told};
use crate::use_cases::results::{Results, find};
use crate::use_cases::surveys::Shown;
use interchange::writers::Value;
use kernel::{Month, Quantity, SurveyId, UnitId};
use scoring::{Exact, Rounding};
use web_kit::chart::{Chart, Part};
use web_kit::status::Figure;
use web_kit::table::Column;
use web_kit::{Answer, Page, Web, WebError, export};

/// One statement.
pub(super) struct Section {
    pub question: String,
    pub rows: Vec<Row>,
}

/// One group's answers to it.
pub(super) struct Row {
    pub group: String,
    pub is_whole: bool,
    /// The numbers, or why there are none.
    pub told: Result<Numbers, String>,
}

/// A published group.
pub(super) struct Numbers {
    pub n: String,
    pub mean: String,
    pub low: String,
    /// The months that were published together, when they are several.
    pub months: String,
    pub bars: Vec<Bar>,
    pub said: String,
}

/// A piece of the picture.
pub(super) struct Bar {
    pub class: String,
    /// In tenths of a percent of the width.
    x: u64,
    width: u64,
}

impl Bar {
    pub fn from(&self) -> String {
        tenths(self.x)
    }

    pub fn wide(&self) -> String {
        tenths(self.width)
    }
}

fn tenths(n: u64) -> String {
    format!("{}.{}", n / 10, n % 10)
}

/// Decimals of a mean, and of a share in percent.
const MEAN: u8 = 2;
const SHARE: u8 = 1;

pub(super) fn mean(sum: &Sum) -> String {
    sum.mean.fixed(MEAN, Rounding::HalfAway)
}

pub(super) fn percent(sum: &Sum) -> String {
    (&sum.share_low * &Exact::from_integer(100)).fixed(SHARE, Rounding::HalfAway)
}

/// The groups that the reader sees, the whole first where she does; each with its place among the units,
/// `None` for the whole.
pub(super) fn groups(shown: &Shown, results: &Results) -> Vec<(Option<UnitId>, Option<usize>)> {
    let whole = shown.sees_whole.then_some((None, None));
    let place = |unit: &UnitId| results.units.iter().position(|known| known == unit);
    whole.into_iter().chain(shown.parts.iter().map(|unit| (Some(*unit), place(unit)))).collect()
}

/// What is told of a group in a month.
pub(super) fn told(
    of: &Published,
    (unit, place): (Option<UnitId>, Option<usize>),
    month: usize,
) -> Told {
    let line = match (unit, place) {
        (None, _) => Some(&of.whole),
        (Some(_), Some(at)) => of.parts.get(at),
        (Some(_), None) => None,
    };
    line.and_then(|line| line.get(month)).cloned().unwrap_or(Told::NoData)
}

pub(super) fn sections(page: &Page, shown: &Shown, results: &Results) -> Vec<Section> {
    let row = |of: &Published, group: (Option<UnitId>, Option<usize>)| Row {
        group: called(page, shown, group.0),
        is_whole: group.0.is_none(),
        told: match told(of, group, results.month) {
            Told::Shown(sum) => Ok(numbers(page, &results.months, &sum)),
            other => Err(page.t(format!("mood-told-{}", other.name()))),
        },
    };
    let groups = groups(shown, results);
    let section = |(question, of): (&String, &Published)| Section {
        question: question.clone(),
        rows: groups.iter().map(|group| row(of, *group)).collect(),
    };
    shown.questions.iter().zip(&results.questions).map(section).collect()
}

/// The name of a group. The unit itself stands for those who work directly in it.
fn called(page: &Page, shown: &Shown, unit: Option<UnitId>) -> String {
    let name = |id: &UnitId| shown.units.get(id).map(|unit| unit.name.clone()).unwrap_or_default();
    match unit {
        None => page.t("mood-whole"),
        Some(id) if id == shown.survey.unit && shown.parts.len() > 1 => {
            page.t1("mood-directly", "unit", name(&id))
        }
        Some(id) => name(&id),
    }
}

fn numbers(page: &Page, months: &[Month], sum: &Sum) -> Numbers {
    let pieces: Vec<(String, u64)> = match sum.counts {
        Some(counts) => (1..).zip(counts).map(|(answer, n)| (format!("a{answer}"), n)).collect(),
        None => vec![("low".to_owned(), sum.bands[0]), ("rest".to_owned(), sum.bands[1])],
    };
    let (mut bars, mut words, mut before) = (Vec::new(), Vec::new(), 0);
    for (class, n) in pieces {
        let (x, until) = (before * 1_000 / sum.n, (before + n) * 1_000 / sum.n);
        before += n;
        words.push(page.t1(&format!("mood-bar-{class}"), "n", n));
        bars.push(Bar { class, x, width: until - x });
    }
    Numbers {
        n: page.count(sum.n),
        mean: mean(sum),
        low: percent(sum),
        months: together(page, months, sum),
        bars,
        said: words.join(" · "),
    }
}

/// The months that a sum is of, when they are several.
fn together(page: &Page, months: &[Month], sum: &Sum) -> String {
    let names = sum.months.iter().filter_map(|at| months.get(*at)).map(|month| page.month(month));
    if sum.months.len() > 1 { names.collect::<Vec<_>>().join(" + ") } else { String::new() }
}

/// The mean of each statement month by month, of the whole, or of the one unit that the reader sees. A month
/// that is not shown is a gap.
pub(super) fn charts(page: &Page, shown: &Shown, results: &Results) -> Vec<Chart> {
    if results.months.len() < 2 {
        return Vec::new();
    }
    let Some(group) = groups(shown, results).first().copied() else { return Vec::new() };
    let labels: Vec<String> = results.months.iter().map(|month| page.month(month)).collect();
    let point = |of: &Published, month: usize| match told(of, group, month) {
        Told::Shown(sum) => match Quantity::parse(&mean(&sum)) {
            Ok(mean) => Figure::value(mean, MEAN),
            Err(_) => Figure::Suppressed,
        },
        Told::NoData => Figure::NotReported,
        _ => Figure::Suppressed,
    };
    // Numbered as the list of statements is; their words stand there and above each table.
    let chart = |(number, of): (usize, &Published)| {
        let points = (0..labels.len()).map(|month| point(of, month)).collect();
        let name = called(page, shown, group.0);
        Chart::new(page.t1("mood-question-n", "n", number), page.t("mood-mean"), labels.clone())
            .series(name, Part::Actual, points)
    };
    (1..).zip(&results.questions).map(chart).collect()
}

const COLUMNS: &[Column] = &[
    Column::text("question", "mood-question"),
    Column::text("group", "mood-group"),
    Column::text("status", "mood-status"),
    Column::number("n", "mood-n"),
    Column::number("mean", "mood-mean").decimals(MEAN),
    Column::number("low", "mood-low").decimals(SHARE),
    Column::text("months", "mood-months"),
];

/// What the page shows, one row for each statement and group.
pub(super) async fn workbook(web: &Web, id: SurveyId) -> Answer {
    let (shown, results) = find(web, id).await?;
    let results = results.ok_or_else(WebError::not_found)?;
    let page = web.page("mood-title").named(shown.survey.title.clone());
    let page = page.subtitled(shown.survey.month.to_string());
    let number = |text: String| Value::from(Quantity::parse(&text).ok());
    let mut rows = Vec::new();
    for (question, of) in shown.questions.iter().zip(&results.questions) {
        for group in groups(&shown, &results) {
            let told = told(of, group, results.month);
            let said = page.t(format!("mood-told-{}", told.name()));
            let sum = told.shown();
            rows.push(vec![
                Value::from(question.clone()),
                Value::from(called(&page, &shown, group.0)),
                Value::from(said),
                sum.map_or(Value::Empty, |sum| number(sum.n.to_string())),
                sum.map_or(Value::Empty, |sum| number(mean(sum))),
                sum.map_or(Value::Empty, |sum| number(percent(sum))),
                Value::from(
                    sum.map(|sum| together(&page, &results.months, sum)).unwrap_or_default(),
                ),
            ]);
        }
    }
    export::workbook(&page, COLUMNS, rows)
}
