//! What "to date" compares: the months that have both numbers.

use kernel::{FinancialYear, Grain, IndicatorId, Period, Quantity};
use planning::figure::{Amount, Figures};
use planning::indicator::Indicator;
use planning::span::Span;
use planning::to_date::{self, ByPeriod, ToDate};
use planning::{Aggregation, Kind};

#[test]
fn a_missing_month_is_left_out_of_the_plan_too() {
    let terms = crate::house::terms("x", Aggregation::Sum);
    let raw = Indicator { id: IndicatorId(1), terms, is_active: true, is_used: true, revision: 1 };
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
    let month = "2025-03".parse().expect("a month");
    let span = Span::new(Grain::Month, month, FinancialYear::default());
    let total = ToDate::new(&raw, &span.to_date, &by_period).expect("sums that fit");
    assert_eq!((total.used, total.of, total.compared), (2, 3, 2));
    let ratio = to_date::completion(&raw, &total.paired).expect("a completion");
    assert_eq!(planning::status::achievement(ratio), Some(crate::house::q("100")));
    assert_eq!(Period::from_code(202_503).expect("a period").to_string(), "2025-03");
}
