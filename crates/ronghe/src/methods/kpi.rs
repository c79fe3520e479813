//! Figures of a coal-washing plant to date (`domain.md` section C), from a table of months.

use super::{Computed, Failure};
use kernel::{FinancialYear, Grain, IndicatorId, Month, Quantity, Ratio};
use planning::figure::{Amount, Figures};
use planning::indicator::{Indicator, Terms};
use planning::span::Span;
use planning::stock::{self, StockMonth};
use planning::to_date::{self, ByPeriod, ToDate};
use planning::{Aggregation, Direction, Kind};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

type Row = BTreeMap<String, Quantity>;

pub(super) fn computed(table: &Path) -> Computed {
    let rows = rows(table).map_err(Failure::Input)?;
    let months = (1..=rows.len()).map(|count| to_date_of(&rows[..count]));
    let months = months.collect::<Option<Vec<Value>>>();
    months
        .map(|months| json!({ "ytd": months }))
        .ok_or_else(|| Failure::Input("no figures".to_owned()))
}

/// The months of the table; a blank is not reported.
fn rows(table: &Path) -> Result<Vec<(Month, Row)>, String> {
    let csv =
        std::fs::read_to_string(table).map_err(|error| format!("{}: {error}", table.display()))?;
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let row = |line: &str| {
        let mut cells = line.split(',');
        let month = cells.next().and_then(|month| month.parse().ok()).ok_or("no month")?;
        let named = header.iter().skip(1).zip(cells).filter(|(_, text)| !text.is_empty());
        let named = named.map(|(name, text)| {
            let number = Quantity::parse(text).map_err(|error| format!("{text}: {error}"))?;
            Ok((String::from(*name), number))
        });
        Ok((month, named.collect::<Result<_, String>>()?))
    };
    lines.filter(|line| !line.is_empty()).map(row).collect()
}

const KPIS: [&str; 7] = [
    "yield_pct",
    "clean_ash_pct",
    "medium_kg_per_t_raw",
    "power_kwh_per_t_raw",
    "water_m3_per_t_raw",
    "availability_pct",
    "cost_yuan_per_t_clean",
];

fn kpi(name: &str) -> Indicator {
    match name {
        "clean_ash_pct" => indicator(Aggregation::Mean, 1),
        "medium_kg_per_t_raw" => indicator(Aggregation::Ratio, 1_000),
        name if name.ends_with("_pct") => indicator(Aggregation::Ratio, 100),
        _ => indicator(Aggregation::Ratio, 1),
    }
}

fn indicator(aggregation: Aggregation, factor: i64) -> Indicator {
    let terms = Terms {
        code: "kpi".to_owned(),
        name_zh: String::new(),
        name_en: String::new(),
        unit: String::new(),
        decimals: 6,
        direction: Direction::Up,
        aggregation,
        factor,
        grain: Grain::Month,
        owner: None,
        source: String::new(),
        tolerance: None,
        may_be_negative: false,
    };
    Indicator { id: IndicatorId(1), terms, is_active: true, is_used: true, revision: 1 }
}

/// Numerator (or value) and denominator (or weight) of a figure in a month.
fn numbers(name: &str, month: Month, row: &Row) -> Option<(Quantity, Quantity)> {
    let at = |name: &str| row.get(name).copied();
    Some(match name {
        "yield_pct" => (at("clean_t")?, at("raw_t")?),
        "clean_ash_pct" => (at("clean_ash_pct")?, at("clean_t")?),
        "medium_kg_per_t_raw" => (medium(month, row)?.used().ok()?, at("raw_t")?),
        "power_kwh_per_t_raw" => (at("power_kwh")?, at("raw_t")?),
        "water_m3_per_t_raw" => (at("water_m3")?, at("raw_t")?),
        "availability_pct" => {
            (at("sched_h")?.checked_sub(at("unplanned_h")?).ok()?, at("sched_h")?)
        }
        "cost_yuan_per_t_clean" => (at("cost_yuan")?, at("clean_t")?),
        _ => return None,
    })
}

/// The stock book of the dense medium.
fn medium(month: Month, row: &Row) -> Option<StockMonth> {
    let at = |name: &str| row.get(name).copied();
    let (opening, receipts, closing) = (at("med_open_t")?, at("med_in_t")?, at("med_close_t")?);
    Some(StockMonth { month, opening, receipts, closing })
}

/// Everything through the last of these months.
fn to_date_of(rows: &[(Month, Row)]) -> Option<Value> {
    let (month, _) = rows.last()?;
    let mut all = Map::new();
    all.insert("month".to_owned(), month.to_string().into());
    for name in KPIS {
        let kpi = kpi(name);
        let figures = |(month, row): &(Month, Row)| {
            let (value, weight) = numbers(name, *month, row)?;
            let mut figures = Figures::default();
            figures.put(Kind::Actual, Amount::of(kpi.aggregation, value, Some(weight)));
            Some((month.code(), figures))
        };
        let total = through(&kpi, &rows.iter().filter_map(figures).collect(), *month)?;
        let ratio = total.figures.actual.ratio(kpi.aggregation)?;
        let value = json!({
            "value": float(ratio, kpi.factor), "months_used": total.used, "complete": total.is_complete(),
        });
        all.insert(name.to_owned(), value);
    }
    let raw = indicator(Aggregation::Sum, 1);
    let figures = |(month, row): &(Month, Row)| {
        let mut figures = Figures::default();
        for (kind, name) in [(Kind::Actual, "raw_t"), (Kind::Target, "plan_raw_t")] {
            figures.put(kind, Amount::of(Aggregation::Sum, *row.get(name)?, None));
        }
        Some((month.code(), figures))
    };
    let total = through(&raw, &rows.iter().filter_map(figures).collect(), *month)?;
    let completion = float(to_date::completion(&raw, &total.paired)?, 100);
    let value = json!({
        "value": completion, "months_used": total.compared, "complete": total.compared == total.of,
    });
    all.insert("raw_completion_pct".to_owned(), value);
    let books: Vec<StockMonth> =
        rows.iter().filter_map(|(month, row)| medium(*month, row)).collect();
    let negative = books.iter().filter(|book| book.used().is_ok_and(Quantity::is_negative));
    let named = |months: Vec<Month>| months.iter().map(Month::to_string).collect::<Vec<_>>();
    all.insert("stock_breaks".to_owned(), named(stock::breaks(&books)).into());
    let negative = named(negative.map(|book| book.month).collect());
    all.insert("negative_medium_months".to_owned(), negative.into());
    Some(all.into())
}

fn through(indicator: &Indicator, by_period: &ByPeriod, month: Month) -> Option<ToDate> {
    let span = Span::new(Grain::Month, month, FinancialYear::default());
    ToDate::new(indicator, &span.to_date, by_period).ok()
}

fn float(ratio: Ratio, factor: i64) -> f64 {
    ratio.numerator.0 as f64 / ratio.denominator.0 as f64 * factor as f64
}
