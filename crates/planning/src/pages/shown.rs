//! Figures, marks and standings as pages show them.

use crate::figure::{Amount, Figures, Lack, Mark};
use crate::indicator::{Direction, Indicator};
use crate::reading::{Kind, kind_name};
use crate::status::Standing;
use interchange::writers::Value;
use kernel::{Month, Period, Quantity, UnitId};
use web_kit::Page;
use web_kit::status::{Figure, Status};

/// An actual: a value, or why there is none.
pub fn actual(indicator: &Indicator, amount: Amount) -> Figure {
    match amount.worth(indicator) {
        Ok(value) => Figure::value(value, indicator.decimals),
        Err(Lack::NotReported) => Figure::NotReported,
        Err(Lack::NoDenominator) => Figure::Undefined,
        Err(Lack::TooLarge) => Figure::TooLarge,
    }
}

/// A target or other mark. One that waits for actuals to weigh its rates is pending.
pub fn mark(indicator: &Indicator, mark: &Mark) -> Option<Figure> {
    mark.is_given().then(|| match mark.worth(indicator) {
        Ok(value) => Figure::value(value, indicator.decimals),
        Err(Lack::TooLarge) => Figure::TooLarge,
        Err(_) => Figure::Pending,
    })
}

/// A number in a workbook; one that is too large is said to be so.
pub fn cell(page: &Page, worth: Result<Quantity, Lack>) -> Value {
    match worth {
        Ok(value) => value.into(),
        Err(Lack::TooLarge) => page.t(Figure::TooLarge.key()).into(),
        Err(_) => Value::Empty,
    }
}

/// The target, and the upper end of a band.
pub fn target(indicator: &Indicator, figures: &Figures) -> Vec<Figure> {
    let low = mark(indicator, figures.target());
    let high = figures.whole(Kind::TargetHigh).and_then(|high| mark(indicator, high));
    [low, high].into_iter().flatten().collect()
}

/// The shape of a standing.
pub const fn status(standing: Standing) -> Status {
    match standing {
        Standing::Met => Status::Met,
        Standing::Near => Status::Near,
        Standing::Off => Status::Off,
        Standing::NotReported => Status::NotReported,
        Standing::NoTarget | Standing::NoValue | Standing::TooLarge => Status::NotApplicable,
    }
}

/// Its word, where the usual one of the shape does not fit.
pub fn word(page: &Page, indicator: &Indicator, standing: Standing) -> String {
    match (standing, indicator.direction) {
        (Standing::NoTarget, _) => page.t("tracker-no-target"),
        (Standing::NoValue, _) => page.t("tracker-no-value"),
        (Standing::TooLarge, _) => page.t(Figure::TooLarge.key()),
        // "Low" is good for what should be low.
        (Standing::Near, Direction::Down) => page.t("tracker-high"),
        (Standing::Near, Direction::Range) => page.t("tracker-outside"),
        _ => String::new(),
    }
}

/// The word for exports, where there is no shape.
pub fn word_always(page: &Page, indicator: &Indicator, standing: Standing) -> String {
    let own = word(page, indicator, standing);
    if own.is_empty() { page.t(status(standing).key()) } else { own }
}

/// An indicator's name in the reader's language.
pub fn name(page: &Page, indicator: &Indicator) -> String {
    page.either(&indicator.name_zh, &indicator.name_en).to_owned()
}

/// Its unit of measure and which way is better.
pub fn measure(page: &Page, indicator: &Indicator) -> String {
    let direction = page.t(match indicator.direction {
        Direction::Up => "direction-up",
        Direction::Down => "direction-down",
        Direction::Range => "direction-range",
    });
    if indicator.unit.is_empty() { direction } else { format!("{} · {direction}", indicator.unit) }
}

/// The address of a number's history.
pub fn history(unit: UnitId, indicator: &Indicator, period: Period, kind: Kind) -> String {
    let kind = match kind {
        Kind::Actual => String::new(),
        kind => format!("?kind={}", kind_name(kind)),
    };
    format!("/readings/{unit}/{}/{period}{kind}", indicator.id)
}

/// The address of a unit's page of a month.
pub fn tracker(unit: UnitId, month: Month) -> String {
    format!("/tracker?unit={unit}&month={month}")
}

/// The crumbs of a unit: each leads to the same month of the unit above.
pub fn crumbs(mut page: Page, path: &[directory::Step], month: Month) -> Page {
    for step in path {
        page = page.crumb(&step.name, tracker(step.id, month));
    }
    page
}
