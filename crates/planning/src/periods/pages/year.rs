//! A unit's year on one page, for the screen, for paper and as a workbook.

use super::{book, calendar_href, said, year_href, year_name};
use crate::annual::content::Mark;
use crate::figure::Amount;
use crate::pages::party_half;
use crate::pages::shown as words;
use crate::pages::tabs::{Tabs, tabs};
use crate::periods::store::year::{Chapter, Stood};
use crate::periods::use_cases::year::{self, Line, View};
use crate::use_cases::first_unit;
use askama::Template;
use axum::extract::Path;
use directory::people::called;
use kernel::UnitId;
use matters::matter::median_halves;
use web_kit::page::Link;
use web_kit::status::{Figure, Status};
use web_kit::{Answer, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "periods/year.html")]
struct YearPage {
    page: Page,
    tabs: Tabs,
    here: String,
    before: String,
    after: String,
    calendar: String,
    has_locks: bool,
    stated: Vec<String>,
    met: u32,
    all: u32,
    rows: Vec<Row>,
    plan: String,
    tasks: Vec<TaskRow>,
    solved: Option<SolvedFigures>,
}

struct Row {
    name: Link,
    measure: String,
    annual: Vec<Figure>,
    actual: Figure,
    target: Vec<Figure>,
    periods: String,
    status: Status,
    word: String,
    restated: Vec<String>,
}

struct TaskRow {
    title: Link,
    criterion: String,
    owner: String,
    far: String,
    status: Status,
    word: String,
}

struct SolvedFigures {
    closed: String,
    median: String,
    raised: String,
    recurring: String,
}

/// The year that ended last, of the unit that the reader begins with.
pub(super) async fn latest(web: Web) -> Answer {
    let unit = first_unit(&web).await?.ok_or_else(WebError::not_found)?;
    let year = web.settings.financial_year().year_of(web.now.today.month()) - 1;
    answer::go(&web, &year_href(unit, year))
}

pub(super) async fn show(web: Web, Path((unit, year)): Path<(String, String)>) -> Answer {
    let (Ok(unit), Ok(year)) = (unit.parse::<UnitId>(), year.parse::<i32>()) else {
        return Err(WebError::not_found());
    };
    let view = year::look(&web, unit, year).await?;
    if web.query("format").as_deref() == Some("xlsx") {
        return book::year(&web, &view);
    }
    answer::page(&year_page(&web, &view))
}

/// The page's title, with the way to it.
pub(super) fn named(web: &Web, view: &View) -> Page {
    let mut page = web.page("periods-title");
    for step in &view.place.path[..view.place.path.len().saturating_sub(1)] {
        page = page.crumb(&step.name, year_href(step.id, view.year));
    }
    let year = year_name(web, &page, view.year);
    let title = page.tn("period-year-of", &[("unit", &view.place.name), ("year", &year)]);
    page.named(title)
}

fn year_page(web: &Web, view: &View) -> YearPage {
    let page = named(web, view);
    let (unit, year, tally) = (view.place.id, view.year, view.tally());
    YearPage {
        tabs: tabs(web, &page),
        here: year_href(unit, year),
        before: year_href(unit, year - 1),
        after: year_href(unit, year + 1),
        calendar: calendar_href(unit, year),
        has_locks: view.locked() > 0,
        stated: stated(&page, view),
        met: tally.met,
        all: tally.all(),
        rows: view.lines.iter().map(|line| row(&page, view, line)).collect(),
        plan: view.plan.map(|plan| format!("/plans/{plan}")).unwrap_or_default(),
        tasks: view
            .tasks
            .iter()
            .map(|(stood, task)| TaskRow {
                title: Link::new(
                    task.title.clone(),
                    format!("/plans/{}/tasks/{}", stood.plan, stood.task),
                ),
                criterion: task.criterion.clone(),
                owner: called(&view.people, task.owner),
                far: far(&page, stood),
                status: party_half::status(stood.standing),
                word: party_half::word(&page, stood.standing),
            })
            .collect(),
        solved: view.solved.as_deref().map(|solved| figures(&page, solved)),
        page,
    }
}

/// What the page rests on, in sentences: which months, by when they were locked, what is not in it, and what
/// became of the unit.
pub(super) fn stated(page: &Page, view: &View) -> Vec<String> {
    let mut said = Vec::new();
    let Some((month, lock)) = view.latest() else { return said };
    let (locked, at) = (view.locked().to_string(), page.moment(&lock.locked_at));
    let month = page.month(&month);
    said.push(page.tn("period-rests", &[("n", &locked), ("month", &month), ("at", &at)]));
    let open: Vec<String> = view
        .months
        .iter()
        .filter(|(_, lock)| lock.is_none())
        .map(|(month, _)| page.month(month))
        .collect();
    if !open.is_empty() {
        said.push(page.t1("period-left-out", "months", open.join(page.either("、", ", "))));
    }
    said.extend(view.chapters.iter().flat_map(|chapter| told(page, view, chapter)));
    if !view.chapters.is_empty() {
        said.push(page.t("period-tree-note"));
    }
    said
}

/// What began or ended of a unit during the year.
fn told(page: &Page, view: &View, chapter: &Chapter) -> Vec<String> {
    let (first, last) = (view.months[0].0.first_day(), view.months[11].0.last_day());
    let (from, until) = chapter.days();
    let say = |key: &str, day: &kernel::Day| {
        page.tn(key, &[("unit", &chapter.name), ("day", &page.day(day))])
    };
    let began = from.filter(|day| *day > first && *day <= last).map(|day| {
        say(
            if chapter.begins_earlier { "period-chapter-changed" } else { "period-chapter-began" },
            &day,
        )
    });
    let ended = until.filter(|day| *day > first && *day <= last && !chapter.goes_on);
    let ended = ended.map(|day| say("period-chapter-ended", &day.plus_days(-1)));
    began.into_iter().chain(ended).collect()
}

fn row(page: &Page, view: &View, line: &Line) -> Row {
    let indicator = &line.indicator;
    let annual = [&line.annual, &line.annual_high].into_iter().flatten();
    let month = view.months[11].0;
    let name = words::name(page, indicator);
    let counts = [("used", line.total.used.to_string()), ("of", line.total.of.to_string())];
    let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
    Row {
        name: Link::new(name, format!("/tracker/{}/{}?month={month}", view.place.id, indicator.id)),
        measure: words::measure(page, indicator),
        annual: annual.map(|mark| figure(line, mark)).collect(),
        actual: words::actual(indicator, line.total.figures.actual),
        target: words::target(indicator, &line.total.paired),
        periods: page.tn("period-used", &counts),
        status: words::status(line.standing),
        word: words::word(page, indicator, line.standing),
        restated: line.restated.iter().map(|one| flag(page, one)).collect(),
    }
}

/// The number of the whole year.
pub(super) fn worth(line: &Line, mark: &Mark) -> Option<kernel::Quantity> {
    match mark.year.weight {
        None => Some(mark.year.value),
        weight => {
            Amount::of(line.indicator.aggregation, mark.year.value, weight).value(&line.indicator)
        }
    }
}

fn figure(line: &Line, mark: &Mark) -> Figure {
    match worth(line, mark) {
        Some(value) => Figure::value(value, line.indicator.decimals),
        None => Figure::Undefined,
    }
}

/// "2025年8月 锁定后已更正：锁定时 12，现为 13".
pub(super) fn flag(page: &Page, one: &crate::periods::use_cases::Restated) -> String {
    let (locked, now) =
        (said(page, &one.indicator, &one.locked), said(page, &one.indicator, &one.now));
    let period = super::period::kind_of(page, page.period(&one.period), one.kind);
    page.tn("period-restated", &[("period", &period), ("locked", &locked), ("now", &now)])
}

/// "9 / 10", or the confirmed share; empty where there is nothing.
pub(super) fn far(page: &Page, stood: &Stood) -> String {
    match (stood.measured, stood.percent) {
        (Some((done, of)), _) if of > 0 => format!("{} / {}", page.count(done), page.count(of)),
        (_, Some(percent)) => format!("{} %", page.number(&percent, 0)),
        _ => String::new(),
    }
}

fn figures(page: &Page, solved: &matters::use_cases::Solved) -> SolvedFigures {
    SolvedFigures {
        closed: page.count(solved.days.len()),
        median: median(page, solved),
        raised: page.count(solved.raised),
        recurring: page.count(solved.recurring),
    }
}

/// The median of the days that matters took; empty without any.
pub(super) fn median(page: &Page, solved: &matters::use_cases::Solved) -> String {
    let halves = median_halves(&mut solved.days.clone());
    let days = halves.map(|halves| kernel::Quantity::from_millionths(halves * 500_000));
    days.map(|days| page.number(&days, u8::from(halves.is_some_and(|it| it % 2 != 0))))
        .unwrap_or_default()
}
