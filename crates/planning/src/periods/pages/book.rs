//! A month and a year as workbooks.

use super::{period, said, year as words_of_year};
use crate::pages::{party_half, shown as words};
use crate::periods::use_cases::year::View;
use crate::periods::use_cases::{Shown, Thing};
use directory::people::called;
use interchange::writers::{self, Column, Format, Table, Value};
use web_kit::answer::{self, Answer, XLSX};
use web_kit::{Page, Web};

fn text(page: &Page, key: &str) -> Column {
    Column::new(page.t(key), Format::Text)
}

/// Everything that is owed for a month, with its absences.
pub(super) fn owed(web: &Web, shown: &Shown) -> Answer {
    let page = period::named(web, shown);
    let keys = ["period-half", "correction-unit", "period-thing", "plan-owner", "period-absence"];
    let rows = shown.owed.iter().map(|owed| {
        let (what, owner) = match &owed.thing {
            Thing::Reading(id) => {
                let known = shown.known.get(id);
                (known.map(|known| words::name(&page, known)).unwrap_or_default(), String::new())
            }
            Thing::Task { title, owner, .. } => (title.clone(), called(&shown.people, *owner)),
        };
        let absence = owed.absence.as_ref().map(|(reason, ..)| reason.clone());
        vec![
            Value::from(page.t(owed.thing.half().key())),
            owed.unit_name.as_str().into(),
            what.into(),
            owner.into(),
            absence.unwrap_or_default().into(),
        ]
    });
    let columns = keys.map(|key| text(&page, key)).to_vec();
    let owed =
        Table { title: page.t("period-owed"), columns, rows: rows.collect(), charts: Vec::new() };
    let keys = ["plan-about", "period-month", "period-as-locked", "period-as-now"];
    let rows = shown.restated.iter().map(|one| {
        vec![
            Value::from(period::what(&page, one)),
            one.period.into(),
            said(&page, &one.indicator, &one.locked).into(),
            said(&page, &one.indicator, &one.now).into(),
        ]
    });
    let columns = keys.map(|key| text(&page, key)).to_vec();
    let title = page.t("period-restated-title");
    let restated = Table { title, columns, rows: rows.collect(), charts: Vec::new() };
    answer::file(&format!("{}.xlsx", page.title), XLSX, writers::xlsx(&[owed, restated])?)
}

/// A year: what it rests on, the business half, the Party half, and problems solved.
pub(super) fn year(web: &Web, view: &View) -> Answer {
    let page = words_of_year::named(web, view);
    let sheets = [business(&page, view), party(&page, view), rest(&page, view)];
    answer::file(&format!("{}.xlsx", page.title), XLSX, writers::xlsx(&sheets)?)
}

fn business(page: &Page, view: &View) -> Table {
    let number = Format::Number(6);
    let columns = vec![
        text(page, "indicator-code"),
        text(page, "term-indicator"),
        text(page, "indicator-unit"),
        Column::new(page.t("period-annual"), number),
        Column::new(page.t("period-actual"), number),
        Column::new(page.t("period-target"), number),
        text(page, "period-periods"),
        text(page, "tracker-status"),
        text(page, "period-restated-title"),
    ];
    let rows = view.lines.iter().map(|line| {
        let (known, total) = (&line.indicator, &line.total);
        let annual = line.annual.as_ref().and_then(|mark| words_of_year::worth(line, mark));
        let flags = line.restated.iter().map(|one| words_of_year::flag(page, one));
        vec![
            Value::from(known.code.as_str()),
            words::name(page, known).into(),
            known.unit.as_str().into(),
            annual.into(),
            words::cell(page, total.figures.actual.worth(known)),
            words::cell(page, total.paired.target().worth(known)),
            format!("{}/{}", total.used, total.of).into(),
            words::word_always(page, known, line.standing).into(),
            flags.collect::<Vec<_>>().join("；").into(),
        ]
    });
    Table { title: page.t("plan-business"), columns, rows: rows.collect(), charts: Vec::new() }
}

fn party(page: &Page, view: &View) -> Table {
    let keys = ["plan-task-title", "plan-criterion", "plan-owner", "plan-far", "tracker-status"];
    let rows = view.tasks.iter().map(|(stood, task)| {
        let own = party_half::word(page, stood.standing);
        let usual = page.t(party_half::status(stood.standing).key());
        vec![
            Value::from(task.title.as_str()),
            task.criterion.as_str().into(),
            called(&view.people, task.owner).into(),
            words_of_year::far(page, stood).into(),
            if own.is_empty() { usual } else { own }.into(),
        ]
    });
    let columns = keys.map(|key| text(page, key)).to_vec();
    Table { title: page.t("plan-party"), columns, rows: rows.collect(), charts: Vec::new() }
}

/// Problems solved, ballots, and what the year rests on.
fn rest(page: &Page, view: &View) -> Table {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let mut add = |key: &str, value: Value| rows.push(vec![page.t(key).into(), value]);
    let count = |n: i64| Value::from(kernel::Quantity::from_integer(n).ok());
    if let Some(solved) = view.solved.as_deref() {
        add("period-closed", count(solved.days.len() as i64));
        add("period-median", words_of_year::median(page, solved).into());
        add("period-raised", count(solved.raised));
        add("period-recurring", count(solved.recurring));
    }
    add("period-ballots", page.t("period-ballots-none").into());
    for text in words_of_year::stated(page, view) {
        add("period-basis", text.into());
    }
    let columns = vec![text(page, "plan-about"), text(page, "plan-figure")];
    Table { title: page.t("period-rest"), columns, rows, charts: Vec::new() }
}
