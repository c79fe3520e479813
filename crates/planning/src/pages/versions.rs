//! The versions of a reading as a table: filtered, sorted, paged and exported.

use crate::store::versions::Version;
use crate::use_cases::history::Origin;
use interchange::writers::Value;
use web_kit::Page;
use web_kit::table::{Column, Query};

/// A version with the cell that it came from.
pub(super) type Row = (Version, Option<Origin>);

/// Of an indicator with one number.
pub(super) const PLAIN: &[Column] = &columns("history-value");
/// Of one with two; both stand in one cell, as they were given.
pub(super) const PAIRS: &[Column] = &columns("history-two-numbers");

const fn columns(value: &'static str) -> [Column; 6] {
    [
        Column::number("version", "term-version").explained("version"),
        Column::number("value", value).decimals(6),
        Column::text("at", "history-when"),
        Column::text("who", "history-who").filtered(),
        Column::text("why", "history-why").filtered(),
        Column::text("source", "history-source"),
    ]
}

/// The workbook's columns: two numbers stand in two of them.
pub(super) const BOOK: &[Column] = &[
    Column::number("version", "term-version").explained("version"),
    Column::number("value", "history-value").decimals(6),
    Column::number("weight", "history-denominator").decimals(6).explained("denominator"),
    Column::text("at", "history-when"),
    Column::text("who", "history-who"),
    Column::text("why", "history-why"),
    Column::text("source", "history-source"),
];

/// Filters and sorts as the address asks; without an order the newest stands first.
pub(super) fn arrange(page: &Page, rows: &mut Vec<Row>, query: &Query) {
    let contains = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    rows.retain(|row| {
        let (who, why, source) = (&row.0.actor, why(page, &row.0), source(page, row));
        let searched = [who, &why, &source, &value(&row.0)];
        contains(who, query.filter("who"))
            && contains(&why, query.filter("why"))
            && searched.iter().any(|text| contains(text, &query.search))
    });
    let Some(sort) = query.sort else { return };
    match sort.column {
        "value" => rows.sort_by_key(|row| row.0.value()),
        "at" => rows.sort_by_key(|row| row.0.at),
        "who" => rows.sort_by(|a, b| a.0.actor.cmp(&b.0.actor)),
        "why" => rows.sort_by_cached_key(|row| why(page, &row.0)),
        "source" => rows.sort_by_cached_key(|row| source(page, row)),
        _ => rows.sort_by_key(|row| row.0.version),
    }
    if sort.descending {
        rows.reverse();
    }
}

/// A line of the workbook.
pub(super) fn line(page: &Page, row: &Row) -> Vec<Value> {
    let version = &row.0;
    vec![
        kernel::Quantity::from_integer(version.version).ok().into(),
        Some(version.value()).into(),
        version.weight().into(),
        page.moment(&version.at).into(),
        version.actor.clone().into(),
        why(page, version).into(),
        source(page, row).into(),
    ]
}

/// The number as given, or both numbers.
pub(super) fn value(version: &Version) -> String {
    let exact = version.value().to_string();
    match version.weight() {
        Some(weight) => format!("{exact} / {weight}"),
        None => exact,
    }
}

/// When, by whom and why a version was taken back.
pub(super) fn withdrawn(page: &Page, version: &Version) -> String {
    let at = version.withdrawn_at.map_or(String::new(), |at| page.moment(&at));
    let who = version.withdrawn_by.clone().unwrap_or_default();
    // Only undoing an import takes a version back without a reason of its own.
    let why = match (&version.withdrawn_because, version.import()) {
        (Some(reason), _) => reason.clone(),
        (None, Some(import)) => page.t1("history-undone", "n", import),
        (None, None) => String::new(),
    };
    page.tn("history-withdrawn", &[("at", &at), ("who", &who), ("why", &why)])
}

fn why(page: &Page, version: &Version) -> String {
    let import = version.import().map(|import| page.t1("history-import", "n", import));
    let withdrawn = version.is_withdrawn().then(|| withdrawn(page, version));
    let parts = [version.reason.clone(), import, withdrawn];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn source(page: &Page, (version, origin): &Row) -> String {
    match origin {
        Some(origin) => format!("{} · {} · {}", origin.file, origin.sheet, origin.cell),
        None if version.import().is_none() => page.t("history-typed"),
        None => String::new(),
    }
}
