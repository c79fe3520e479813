//! A claim as a workbook: what was claimed and said of it, its evidence, and the figures.

use super::card;
use crate::claims::use_cases::Card;
use interchange::writers::{self, Column, Format, Table, Value};
use web_kit::answer::{self, Answer, XLSX};
use web_kit::{Page, Web, export};

pub(super) fn answer(web: &Web, card: &Card) -> Answer {
    let page = web.page("claims-title");
    let sheets = [claimed(&page, card), evidence(&page, card), figures(&page, card)];
    let name = format!("{} {}.xlsx", page.title, card.claim.content.measure);
    answer::file(&name, XLSX, writers::xlsx(&sheets)?)
}

fn table(title: String, heads: &[String], rows: Vec<Vec<Value>>) -> Table {
    let columns = heads.iter().map(|head| Column::new(head.clone(), Format::Text)).collect();
    Table { title, columns, rows, charts: Vec::new() }
}

fn claimed(page: &Page, card: &Card) -> Table {
    let mut rows = vec![
        (page.t("claim-measure"), card.claim.content.measure.clone()),
        (page.t("claim-mechanism"), card.claim.content.mechanism.clone()),
    ];
    rows.extend(card::facts(page, card));
    for one in &card.judgements {
        let head = format!("{} {}", page.t("claim-verdict"), one.number);
        let said = format!("{} · {} · {}", page.t(one.verdict.key()), one.reason, one.by);
        rows.push((head, said));
    }
    let rows = rows.into_iter().map(|(what, is)| vec![what.into(), is.into()]).collect();
    table(page.t("claim-claimed"), &[page.t("claim-what"), page.t("claim-is")], rows)
}

fn evidence(page: &Page, card: &Card) -> Table {
    let heads = ["claim-shows", "claim-record", "claim-on", "claim-by", "claim-withdrawn"];
    let row = |one: &crate::claims::claim::Evidence| {
        let record = one.record.map(|it| card::record(page, it).label).unwrap_or_default();
        let withdrawn = one.withdrawn.as_ref().map(|it| format!("{} · {}", it.by, it.why));
        vec![
            one.body.as_str().into(),
            record.into(),
            one.on.to_string().into(),
            one.added_by.as_str().into(),
            withdrawn.unwrap_or_default().into(),
        ]
    };
    let rows = card.evidence.iter().map(row).collect();
    table(page.t("claim-evidence"), &heads.map(|key| page.t(key)), rows)
}

fn figures(page: &Page, card: &Card) -> Table {
    let figures = card::figures(page, card);
    let rows = figures
        .into_iter()
        .map(|(period, figure, _)| vec![period.into(), export::cell(page, &figure)]);
    let columns = vec![
        Column::new(page.t("claim-period"), Format::Text),
        Column::new(
            planning::shown::name(page, &card.indicator),
            Format::Number(card.indicator.decimals),
        ),
    ];
    Table { title: page.t("claim-figures"), columns, rows: rows.collect(), charts: Vec::new() }
}
