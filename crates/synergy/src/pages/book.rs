//! A question as a workbook: what was asked and found, and every figure that it uses.

use super::card::facts;
use super::said;
use crate::result::significant;
use crate::use_cases::looking::Card;
use interchange::writers::{self, Column, Format, Table, Value};
use kernel::Quantity;
use planning::shown;
use web_kit::answer::{self, Answer, XLSX};
use web_kit::{Page, Web};

pub(super) fn answer(web: &Web, card: &Card) -> Answer {
    let page = web.page("questions-title");
    let title = said::title(&page, &card.cause, &card.outcome);
    let sheets = [asked(&page, card), figures(&page, card)];
    answer::file(&format!("{title}.xlsx"), XLSX, writers::xlsx(&sheets)?)
}

fn asked(page: &Page, card: &Card) -> Table {
    let mut rows: Vec<(String, String)> = facts(page, card);
    rows.push((page.t("question-mechanism"), card.question.content.mechanism.clone()));
    for judged in &card.runs {
        let run = &judged.run;
        let number = page.t1("question-run-n", "n", run.number);
        rows.push((number, said::standing(page, Some(judged))));
        let reason = run.record.reason.iter().map(|name| said::undefined(page, name));
        let lacks = judged.verdict.why_not_higher().iter().map(|lack| said::lack(page, lack));
        rows.extend(reason.chain(lacks).map(|why| (String::new(), why)));
        if let Some(found) = &run.record.found {
            let effect = &found.effect;
            rows.push((page.t("question-effect"), said::slope(effect.slope, &card.outcome)));
            rows.push((page.t("question-interval"), said::interval(page, effect, &card.outcome)));
            rows.push((page.t("question-p-bootstrap"), significant(effect.bootstrap_p)));
            let q = judged.q.map(significant).unwrap_or_default();
            rows.push((page.t("question-q"), q));
            let lead = found.lead.as_ref().map(|lead| significant(lead.least_p()));
            rows.push((page.t("question-lead"), lead.unwrap_or_default()));
        }
        if let Some(found) = &run.record.adopted {
            rows.push((page.t("question-effect"), said::slope(found.effect, &card.outcome)));
            let interval = said::ends(page, found.interval, &card.outcome);
            rows.push((page.t("question-interval"), interval));
            rows.push((page.t("question-p-permutation"), significant(found.p)));
            for (event, value) in &found.events {
                let event = page.t1("question-event", "n", event);
                rows.push((event, said::slope(*value, &card.outcome)));
            }
        }
        rows.push((page.t("question-digest"), run.digest.clone()));
        rows.push((page.t("question-seed"), run.seed.to_string()));
    }
    for one in &card.conclusions {
        rows.push((page.t("question-conclusion"), one.body.clone()));
    }
    let columns = ["question-what", "question-is"];
    Table {
        title: page.t("question-column"),
        columns: columns.map(|key| Column::new(page.t(key), Format::Text)).to_vec(),
        rows: rows.into_iter().map(|(what, is)| vec![what.into(), is.into()]).collect(),
        charts: Vec::new(),
    }
}

/// A row for each unit and period; what is missing is empty.
fn figures(page: &Page, card: &Card) -> Table {
    let number = Format::Number(6);
    let columns = vec![
        Column::new(page.t("question-unit"), Format::Text),
        Column::new(page.t("question-period"), Format::Text),
        Column::new(shown::name(page, &card.outcome), number),
        Column::new(shown::name(page, &card.cause), number),
    ];
    let cell = |value: &Option<f64>| -> Value {
        let value = value.and_then(|value| Quantity::from_cell(value, Some(6)).ok());
        Value::from(value.map(|value| value.quantity))
    };
    let series = &card.series;
    let mut rows = Vec::new();
    for (name, (outcome, cause)) in card.names.iter().zip(series.outcome.iter().zip(&series.cause))
    {
        for (period, (outcome, cause)) in series.periods.iter().zip(outcome.iter().zip(cause)) {
            rows.push(vec![name.as_str().into(), (*period).into(), cell(outcome), cell(cause)]);
        }
    }
    Table { title: page.t("question-figures"), columns, rows, charts: Vec::new() }
}
