//! Every expected value of `reference/kpi_ytd.json`, computed by the rules; the wrong ways of
//! aggregating are shown to give other numbers.

use kernel::quantity::SCALE;
use kernel::{FinancialYear, Month, Period, Quantity, Ratio};
use planning::figure::{Amount, Figures};
use planning::indicator::{Indicator, Terms};
use planning::span::Span;
use planning::stock::{self, StockMonth};
use planning::to_date::{self, ByPeriod, ToDate};
use planning::{Aggregation, Kind};
use std::collections::BTreeMap;

const CSV: &str = include_str!("../../../../reference/plant_month.csv");
const JSON: &str = include_str!("../../../../reference/kpi_ytd.json");

type Row = BTreeMap<&'static str, Quantity>;

fn rows() -> Vec<(Month, Row)> {
    let mut lines = CSV.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let row = |line: &'static str| {
        let mut cells = line.split(',');
        let month = cells.next().expect("a month").parse().expect("a month");
        let names = header.iter().skip(1);
        let named = names.zip(cells).filter(|(_, text)| !text.is_empty());
        (month, named.map(|(&name, text)| (name, Quantity::parse(text).expect(text))).collect())
    };
    lines.filter(|line| !line.is_empty()).map(row).collect()
}

fn indicator(aggregation: Aggregation, factor: i64) -> Indicator {
    let terms = Terms { factor, ..crate::house::terms("x", aggregation) };
    Indicator { id: kernel::IndicatorId(1), terms, is_active: true, is_used: true, revision: 1 }
}

fn minus(row: &Row, a: &str, b: &str) -> Option<Quantity> {
    row.get(a)?.checked_sub(*row.get(b)?).ok()
}

fn medium(month: Month, row: &Row) -> StockMonth {
    let at = |name: &str| row[name];
    StockMonth {
        month,
        opening: at("med_open_t"),
        receipts: at("med_in_t"),
        closing: at("med_close_t"),
    }
}

/// Numerator (or value) and denominator (or weight) of a KPI in a month.
fn numbers(name: &str, month: Month, row: &Row) -> Option<(Quantity, Quantity)> {
    let at = |name: &str| row.get(name).copied();
    Some(match name {
        "yield_pct" => (at("clean_t")?, at("raw_t")?),
        "clean_ash_pct" => (at("clean_ash_pct")?, at("clean_t")?),
        "medium_kg_per_t_raw" => (medium(month, row).used().ok()?, at("raw_t")?),
        "power_kwh_per_t_raw" => (at("power_kwh")?, at("raw_t")?),
        "water_m3_per_t_raw" => (at("water_m3")?, at("raw_t")?),
        "availability_pct" => (minus(row, "sched_h", "unplanned_h")?, at("sched_h")?),
        "cost_yuan_per_t_clean" => (at("cost_yuan")?, at("clean_t")?),
        other => panic!("{other} is no KPI"),
    })
}

fn kpi(name: &str) -> Indicator {
    match name {
        "clean_ash_pct" => indicator(Aggregation::Mean, 1),
        "medium_kg_per_t_raw" => indicator(Aggregation::Ratio, 1_000),
        name if name.ends_with("_pct") => indicator(Aggregation::Ratio, 100),
        _ => indicator(Aggregation::Ratio, 1),
    }
}

fn by_period(name: &str) -> ByPeriod {
    let kpi = kpi(name);
    let figures = |(month, row): (Month, Row)| {
        let (value, weight) = numbers(name, month, &row)?;
        let mut figures = Figures::default();
        figures.put(Kind::Actual, Amount::of(kpi.aggregation, value, Some(weight)));
        Some((month.code(), figures))
    };
    rows().into_iter().filter_map(figures).collect()
}

fn to_date(indicator: &Indicator, by_period: &ByPeriod, month: Month) -> ToDate {
    let span = Span::new(kernel::Grain::Month, month, FinancialYear::default());
    ToDate::new(indicator, &span.to_date, by_period).expect("sums that fit")
}

fn float(ratio: Ratio, factor: i64) -> f64 {
    ratio.numerator.0 as f64 / ratio.denominator.0 as f64 * factor as f64
}

#[track_caller]
fn close(ours: f64, expected: f64, what: &str) {
    assert!((ours - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{what}: {ours} {expected}");
}

#[test]
fn every_case_comes_out() {
    let file: serde_json::Value = serde_json::from_str(JSON).expect("the reference");
    let expected = &file["cases"][0]["expected"];
    for (position, case) in expected["ytd"].as_array().expect("months").iter().enumerate() {
        let month: Month = case["month"].as_str().expect("a month").parse().expect("a month");
        for (name, expected) in case.as_object().expect("a case") {
            if name == "raw_completion_pct" || expected.get("value").is_none() {
                continue;
            }
            let kpi = kpi(name);
            let total = to_date(&kpi, &by_period(name), month);
            let ratio = total.figures.actual.ratio(kpi.aggregation).expect("a ratio");
            close(float(ratio, kpi.factor), expected["value"].as_f64().expect("a value"), name);
            assert_eq!(u64::from(total.used), expected["months_used"].as_u64().expect("a count"));
            assert_eq!(Some(total.is_complete()), expected["complete"].as_bool(), "{name} {month}");
        }
        completion(case, month);
        stocks(case, position + 1);
    }
}

fn completion(case: &serde_json::Value, month: Month) {
    let raw = indicator(Aggregation::Sum, 1);
    let figures = |(month, row): (Month, Row)| {
        let mut figures = Figures::default();
        for (kind, name) in [(Kind::Actual, "raw_t"), (Kind::Target, "plan_raw_t")] {
            figures.put(kind, Amount::of(Aggregation::Sum, row[name], None));
        }
        (month.code(), figures)
    };
    // Plans of later months are known already and must not be counted.
    let by_period = rows().into_iter().map(figures).collect();
    let total = to_date(&raw, &by_period, month);
    let ratio = to_date::completion(&raw, &total.paired).expect("a completion");
    let expected = case["raw_completion_pct"]["value"].as_f64().expect("a value");
    close(float(ratio, 100), expected, "raw_completion_pct");
}

fn stocks(case: &serde_json::Value, months: usize) {
    let books: Vec<StockMonth> =
        rows().iter().take(months).map(|(month, row)| medium(*month, row)).collect();
    let named = |months: Vec<Month>| months.iter().map(Month::to_string).collect::<Vec<_>>();
    let expected = |key: &str| serde_json::from_value::<Vec<String>>(case[key].clone()).expect(key);
    assert_eq!(named(stock::breaks(&books)), expected("stock_breaks"));
    let negative = books.iter().filter(|book| book.used().is_ok_and(Quantity::is_negative));
    assert_eq!(
        named(negative.map(|book| book.month).collect()),
        expected("negative_medium_months")
    );
}

#[test]
fn the_wrong_ways_give_other_numbers() {
    let file: serde_json::Value = serde_json::from_str(JSON).expect("the reference");
    let wrong = &file["cases"][0]["expected"];
    let april: Month = "2025-04".parse().expect("a month");
    for (name, key) in [
        ("yield_pct", "WRONG_mean_of_monthly_yield_pct"),
        ("clean_ash_pct", "WRONG_mean_of_monthly_ash"),
    ] {
        let kpi = kpi(name);
        let ours =
            to_date(&kpi, &by_period(name), april).figures.actual.value(&kpi).expect("a value");
        let ours = ours.millionths() as f64 / SCALE as f64;
        assert!((ours - wrong[key].as_f64().expect(key)).abs() > 0.01, "{name} is {ours}");
    }
}

#[test]
fn a_missing_month_is_left_out_of_the_plan_too() {
    let raw = indicator(Aggregation::Sum, 1);
    let month = |actual: Option<i64>, plan: i64| {
        let mut figures = Figures::default();
        let amount = |units| {
            Amount::of(Aggregation::Sum, Quantity::from_integer(units).expect("a number"), None)
        };
        if let Some(actual) = actual {
            figures.put(Kind::Actual, amount(actual));
        }
        figures.put(Kind::Target, amount(plan));
        figures
    };
    let by_period: ByPeriod = [
        (202_501, month(Some(90), 100)),
        (202_502, month(None, 500)),
        (202_503, month(Some(110), 100)),
    ]
    .into();
    let total = to_date(&raw, &by_period, "2025-03".parse().expect("a month"));
    assert_eq!((total.used, total.of, total.compared), (2, 3, 2));
    let ratio = to_date::completion(&raw, &total.paired).expect("a completion");
    assert_eq!(planning::status::achievement(ratio), Some(crate::house::q("100")));
    assert_eq!(Period::from_code(202_503).expect("a period").to_string(), "2025-03");
}
