//! A plan as a workbook: the business half with its parts, the Party half, and the way.

use super::said::{self, marks};
use crate::annual::split::parts;
use crate::annual::use_cases::Shown;
use crate::pages::shown as words;
use directory::people::called;
use interchange::writers::{self, Column, Format, Table, Value};
use web_kit::answer::{self, Answer, XLSX};
use web_kit::{Page, Web};

pub(super) fn answer(web: &Web, shown: &Shown) -> Answer {
    let page = web.page("plans-title");
    let sheets = [business(&page, shown), party(&page, shown), way(&page, shown)];
    let year = said::year(&page, &shown.ground, shown.version.year);
    let title = page.tn("plan-of", &[("unit", &shown.unit_name), ("year", &year)]);
    let name = format!("{title} {}.xlsx", said::number(&page, &shown.version));
    answer::file(&name, XLSX, writers::xlsx(&sheets)?)
}

fn column(page: &Page, key: &str, format: Format) -> Column {
    Column::new(page.t(key), format)
}

/// A row for each indicator, mark and period.
fn business(page: &Page, shown: &Shown) -> Table {
    let text = |key| column(page, key, Format::Text);
    let number = Format::Number(6);
    let columns = vec![
        text("indicator-code"),
        text("term-indicator"),
        text("indicator-unit"),
        text("plan-mark"),
        text("grid-period"),
        column(page, "plan-figure", number),
        column(page, "term-numerator", number),
        column(page, "term-denominator", number),
        text("plan-below"),
    ];
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (id, target) in &shown.content.targets {
        let Some(known) = shown.ground.known.get(id) else { continue };
        let periods =
            parts(known.grain, shown.version.year, shown.ground.rules).unwrap_or_default();
        let below = if target.is_below { page.t("plan-yes") } else { String::new() };
        for (kind, mark) in marks(known).filter_map(|kind| Some((kind, target.marks.get(&kind)?))) {
            let of_parts = periods.iter().zip(&mark.parts).filter(|_| periods.len() > 1);
            let of_parts = of_parts.map(|(period, number)| (page.period(period), *number));
            for (period, one) in
                [(page.t("plan-whole-year"), mark.year)].into_iter().chain(of_parts)
            {
                let numerator = one.weight.map(|_| one.value);
                rows.push(vec![
                    known.code.as_str().into(),
                    words::name(page, known).into(),
                    known.unit.as_str().into(),
                    said::kind(page, kind).into(),
                    period.into(),
                    said::worth(known, one).into(),
                    numerator.into(),
                    one.weight.into(),
                    below.as_str().into(),
                ]);
            }
        }
    }
    Table { title: page.t("plan-business"), columns, rows, charts: Vec::new() }
}

fn party(page: &Page, shown: &Shown) -> Table {
    let keys = [
        "plan-task-title",
        "plan-supports",
        "plan-criterion",
        "plan-measure",
        "plan-owner",
        "plan-due",
    ];
    let columns = keys.map(|key| column(page, key, Format::Text)).to_vec();
    let rows = shown.content.tasks.values().map(|task| {
        vec![
            task.title.as_str().into(),
            said::supports(page, &shown.ground, task).into(),
            task.criterion.as_str().into(),
            said::measure(page, task).into(),
            called(&shown.people, task.owner).into(),
            Value::Day(task.due),
        ]
    });
    Table { title: page.t("plan-party"), columns, rows: rows.collect(), charts: Vec::new() }
}

fn way(page: &Page, shown: &Shown) -> Table {
    let keys = ["plan-when", "plan-step", "plan-said", "plan-by"];
    let columns = keys.map(|key| column(page, key, Format::Text)).to_vec();
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for step in &shown.steps {
        let (moment, deed) = (page.moment(&step.recorded_at), page.t(step.deed.key()));
        rows.push(vec![
            moment.into(),
            deed.into(),
            step.said.as_str().into(),
            said::by(page, step).into(),
        ]);
    }
    if let Some(digest) = &shown.version.digest {
        rows.push(vec![
            Value::Empty,
            page.t("plan-digest").into(),
            digest.as_str().into(),
            Value::Empty,
        ]);
    }
    Table { title: page.t("plan-way"), columns, rows, charts: Vec::new() }
}
