//! A plan as an official document: both halves, and what it was frozen with.

use super::said;
use crate::annual::content::marks;
use crate::annual::split::{Number, parts};
use crate::annual::stage::Deed;
use crate::annual::use_cases::Shown;
use crate::indicator::Indicator;
use crate::pages::shown as words;
use crate::reading::{Kind, kind_name};
use directory::people::called;
use interchange::official::{Column, Line, Official, Run, Table};
use kernel::{Now, Period};
use web_kit::answer::{self, Answer};
use web_kit::{Page, Web};

/// The media type of a .docx.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

pub(super) fn answer(web: &Web, shown: &Shown) -> Answer {
    let page = web.page("plans-title");
    let year = said::year(&page, &shown.ground, shown.version.year);
    let title = page.tn("plan-of", &[("unit", &shown.unit_name), ("year", &year)]);
    let name = format!("{title} {}.docx", said::number(&page, &shown.version));
    answer::file(&name, DOCX, document(web, &page, shown)?.write()?)
}

fn document(web: &Web, page: &Page, shown: &Shown) -> Result<Official, kernel::Problem> {
    let year = said::year(page, &shown.ground, shown.version.year);
    let mut document = Official::new(format!("{}\n{year}", shown.unit_name))
        .level1(page.t("plan-business"))
        .table(business(page, shown))
        .level1(page.t("plan-parts"))
        .table(split(page, shown))
        .level1(page.t("plan-party"));
    for task in shown.content.tasks.values() {
        let measure = said::measure(page, task);
        let said = [
            ("plan-supports", said::supports(page, &shown.ground, task)),
            ("plan-criterion", task.criterion.clone()),
            ("plan-measure", if measure.is_empty() { page.t("plan-by-hand") } else { measure }),
            ("plan-owner", called(&shown.people, task.owner)),
            ("plan-due", page.day(&task.due)),
        ];
        let said: Vec<String> = said
            .iter()
            .map(|(key, text)| page.tn("plan-fact", &[("what", &page.t(*key)), ("is", text)]))
            .collect();
        document = document.level3(task.title.as_str()).body(said.concat());
    }
    if let Some(digest) = &shown.version.digest {
        let number = said::number(page, &shown.version);
        document =
            document.body(page.t1("plan-frozen-as", "version", number)).body(digest.as_str());
    }
    let approved = shown.steps.iter().rfind(|step| step.deed == Deed::Approve);
    Ok(match approved {
        Some(step) => {
            let day = Now::at(step.recorded_at, web.settings.time_zone())?.today;
            document.signed(&shown.unit_name, day)
        }
        None => document,
    })
}

/// A number that is found again when the document comes back.
fn figure(page: &Page, indicator: &Indicator, kind: Kind, period: &str, number: Number) -> Run {
    let key = format!("{}/{period}/{}", indicator.code, kind_name(kind));
    Run::figure(key, page.figure(&said::figure(indicator, number)))
}

/// The figures of the year.
fn business(page: &Page, shown: &Shown) -> Table {
    let year = shown.version.year.to_string();
    let mut table = Table::new([
        Column::text(page.t("term-indicator"), 4),
        Column::short(page.t("indicator-unit"), 2),
        Column::number(page.t("term-threshold"), 3),
        Column::number(page.t("term-target"), 3),
        Column::number(page.t("term-stretch"), 3),
    ]);
    for (id, target) in &shown.content.targets {
        let Some(known) = shown.ground.known.get(id) else { continue };
        let cell = |kinds: &[Kind]| {
            let mut runs: Vec<Run> = Vec::new();
            for (kind, mark) in
                kinds.iter().filter_map(|kind| Some((*kind, target.marks.get(kind)?)))
            {
                if !runs.is_empty() {
                    runs.push(Run::text("–"));
                }
                runs.push(figure(page, known, kind, &year, mark.year));
            }
            Line::from(runs)
        };
        table = table.row([
            words::name(page, known).into(),
            known.unit.as_str().into(),
            cell(&[Kind::Threshold, Kind::ThresholdHigh]),
            cell(&[Kind::Target, Kind::TargetHigh]),
            cell(&[Kind::Stretch]),
        ]);
    }
    table
}

/// The targets of each part of the year.
fn split(page: &Page, shown: &Shown) -> Table {
    let mut table = Table::new([
        Column::text(page.t("term-indicator"), 4),
        Column::text(page.t("grid-period"), 3),
        Column::text(page.t("plan-mark"), 3),
        Column::number(page.t("plan-figure"), 3),
    ]);
    for (id, target) in &shown.content.targets {
        let Some(known) = shown.ground.known.get(id) else { continue };
        let periods =
            parts(known.grain, shown.version.year, shown.ground.rules).unwrap_or_default();
        let targets = marks(known).filter(|kind| matches!(kind, Kind::Target | Kind::TargetHigh));
        for (kind, mark) in targets.filter_map(|kind| Some((kind, target.marks.get(&kind)?))) {
            for (period, said, number) in rows(page, &periods, &mark.parts) {
                let run = figure(page, known, kind, &period, number);
                table = table.row([
                    words::name(page, known).into(),
                    said.into(),
                    said::kind(page, kind).into(),
                    run.into(),
                ]);
            }
        }
    }
    table
}

/// A row for each part: the period in the figure's key, in words, and the number. One row where all are the
/// same, and none where the year is the only part.
fn rows(page: &Page, periods: &[Period], parts: &[Number]) -> Vec<(String, String, Number)> {
    match parts {
        [] | [_] => Vec::new(),
        [first, rest @ ..] if rest.iter().all(|part| part == first) => {
            vec![("each".to_owned(), page.t("plan-each-part"), *first)]
        }
        _ => {
            let row = |(period, number): (&Period, &Number)| {
                (period.to_string(), page.period(period), *number)
            };
            periods.iter().zip(parts).map(row).collect()
        }
    }
}
