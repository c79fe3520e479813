//! The claims of one's part of the enterprise, with what was made of each.

use super::{href, periods};
use crate::claims::claim::{Timing, Verdict};
use crate::claims::use_cases::{self, Entry};
use crate::tabs::tabs;
use askama::Template;
use interchange::writers::Value;
use kernel::{Action, IndicatorId, Quantity, Resource};
use planning::{Indicator, shown};
use std::cmp::Ordering;
use std::collections::HashMap;
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("measure", "claim-measure"),
    Column::text("unit", "claim-unit").later(),
    Column::text("indicator", "claim-indicator").explained("indicator"),
    Column::text("period", "claim-period").later(),
    Column::text("timing", "claim-timing").filtered(),
    Column::number("evidence", "claim-evidence").later(),
    Column::text("verdict", "claim-verdict").filtered(),
    Column::text("registered", "claim-registered").later(),
];

#[derive(Template)]
#[template(path = "claims/list.html")]
struct ListPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Row>,
    may_claim: bool,
}

/// A claim in the words of the reader.
struct Row {
    claim: Link,
    unit: String,
    indicator: String,
    period: String,
    first: i64,
    timing: (String, &'static str),
    evidence: i64,
    verdict: (String, &'static str),
    registered: String,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let action = if query.as_workbook { Action::Export } else { Action::Read };
    let (entries, known) = use_cases::list(&web, action).await?;
    let page = web.page("claims-title");
    let mut rows: Vec<Row> = entries.iter().map(|entry| row(&page, &known, entry)).collect();
    rows.retain(|row| is_meant(row, &query));
    sort(&mut rows, &query);
    if query.as_workbook {
        return export::workbook(&page, COLUMNS, rows.into_iter().map(cells).collect());
    }
    let total = rows.len() as u64;
    let (limit, offset) = query.window();
    let shown = rows.into_iter().skip(offset.max(0) as usize).take(limit.max(0) as usize);
    answer::page(&ListPage {
        tabs: tabs(&web, &page),
        rows: shown.collect(),
        table: Table::new("claims", "/claims", COLUMNS, query, total),
        may_claim: !web.scope(Action::Create, Resource::Claim).is_nothing(),
        page,
    })
}

/// The word of a timing with its tone.
pub(super) fn timing(page: &Page, timing: Timing) -> (String, &'static str) {
    let tone = if timing == Timing::Afterwards { "warn" } else { "" };
    (page.t(timing.key()), tone)
}

/// The word of a verdict with its tone; waiting where there is none. No answer is better than another.
pub(super) fn verdict(page: &Page, verdict: Option<Verdict>) -> (String, &'static str) {
    match verdict {
        Some(verdict) => (page.t(verdict.key()), ""),
        None => (page.t("claim-waits"), "dashed"),
    }
}

fn row(page: &Page, known: &HashMap<IndicatorId, Indicator>, entry: &Entry) -> Row {
    let (claim, content) = (&entry.listed.claim, &entry.listed.claim.content);
    let indicator = known.get(&content.indicator);
    Row {
        claim: Link::new(content.measure.clone(), href(claim.id)),
        unit: entry.unit_name.clone(),
        indicator: indicator.map(|known| shown::name(page, known)).unwrap_or_default(),
        period: periods(page, &content.first, &content.last),
        first: content.first.code(),
        timing: timing(page, claim.timing),
        evidence: entry.listed.evidence,
        verdict: verdict(page, entry.listed.verdict),
        registered: claim.registered_day.to_string(),
    }
}

fn is_meant(row: &Row, query: &Query) -> bool {
    let holds = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    let any = [&row.claim.label, &row.unit, &row.indicator];
    any.into_iter().any(|text| holds(text, &query.search))
        && holds(&row.timing.0, query.filter("timing"))
        && holds(&row.verdict.0, query.filter("verdict"))
}

fn sort(rows: &mut [Row], query: &Query) {
    let Some(sort) = query.sort else { return };
    let order = |one: &Row, other: &Row| -> Ordering {
        match sort.column {
            "measure" => one.claim.label.cmp(&other.claim.label),
            "unit" => one.unit.cmp(&other.unit),
            "indicator" => one.indicator.cmp(&other.indicator),
            "period" => one.first.cmp(&other.first),
            "timing" => one.timing.0.cmp(&other.timing.0),
            "evidence" => one.evidence.cmp(&other.evidence),
            "verdict" => one.verdict.0.cmp(&other.verdict.0),
            _ => one.registered.cmp(&other.registered),
        }
    };
    rows.sort_by(|one, other| match sort.descending {
        true => order(other, one),
        false => order(one, other),
    });
}

fn cells(row: Row) -> Vec<Value> {
    vec![
        row.claim.label.into(),
        row.unit.into(),
        row.indicator.into(),
        row.period.into(),
        row.timing.0.into(),
        Value::from(Quantity::from_integer(row.evidence).ok()),
        row.verdict.0.into(),
        row.registered.into(),
    ]
}
