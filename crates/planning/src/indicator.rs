//! An entry of the indicator dictionary: what is measured, which way is better, how values come
//! together. Every rule about figures asks it; nothing here computes one.

pub use interchange::{Aggregation, Direction};
use kernel::{Grain, IndicatorId, Problem, Quantity, UnitId};

/// An indicator as the dictionary keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    pub id: IndicatorId,
    pub terms: Terms,
    /// Entries that are no longer used keep their readings and leave the grid.
    pub is_active: bool,
    /// Readings were kept for it: how its values come together can no longer change.
    pub is_used: bool,
    pub revision: i64,
}

/// What people decide about an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    /// Unit of measure, such as `t` or `kg/t`.
    pub unit: String,
    pub decimals: u8,
    pub direction: Direction,
    pub aggregation: Aggregation,
    /// What a ratio is multiplied with to be shown: 100 for per cent, 1000 for kilograms per tonne.
    pub factor: i64,
    pub grain: Grain,
    /// The unit that controls it.
    pub owner: Option<UnitId>,
    /// Where its numbers come from.
    pub source: String,
    /// How far a figure may stay behind its target, in per cent of it; the enterprise's own when `None`.
    pub tolerance: Option<Quantity>,
    pub may_be_negative: bool,
}

impl std::ops::Deref for Indicator {
    type Target = Terms;

    fn deref(&self) -> &Terms {
        &self.terms
    }
}

impl Terms {
    /// What a profile says of an indicator that does not exist yet. The grain is that of its readings.
    pub fn of_profile(indicator: &interchange::Indicator, grain: Grain) -> Self {
        Self {
            code: indicator.code.clone(),
            name_zh: indicator.name.zh.clone(),
            name_en: indicator.name.en.clone(),
            unit: indicator.unit.clone(),
            decimals: indicator.decimals,
            direction: indicator.direction,
            aggregation: indicator.aggregation,
            factor: indicator.factor,
            grain,
            owner: None,
            source: String::new(),
            tolerance: None,
            may_be_negative: indicator.may_be_negative,
        }
    }

    /// Whether a reading is two numbers: numerator and denominator, or value and weight.
    pub fn is_weighted(&self) -> bool {
        matches!(self.aggregation, Aggregation::Ratio | Aggregation::Mean)
    }

    /// What cannot be kept, each named at its field.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if self.code.is_empty() || self.code.len() > 64 || !self.code.chars().all(plain) {
            problems.push(Problem::new("indicator-code").arg("code", &self.code).at("code"));
        }
        if self.name_zh.is_empty() && self.name_en.is_empty() {
            problems.push(Problem::new("indicator-name").at("name_zh"));
        }
        if self.decimals > kernel::quantity::DECIMALS {
            problems.push(Problem::new("indicator-decimals").at("decimals"));
        }
        if !matches!(self.factor, 1..=1_000_000) {
            problems.push(Problem::new("indicator-factor").at("factor"));
        }
        if self.tolerance.is_some_and(Quantity::is_negative) {
            problems.push(Problem::new("indicator-tolerance").at("tolerance"));
        }
        problems
    }

    /// What is allowed but probably not meant.
    pub fn warnings(&self) -> Vec<Problem> {
        let mut warnings = Vec::new();
        let percent = self.unit.contains('%');
        let ratio = self.aggregation == Aggregation::Ratio;
        if percent && ratio && self.factor != 100 {
            warnings.push(Problem::new("indicator-percent-factor").at("factor"));
        }
        if !ratio && self.factor != 1 {
            warnings.push(Problem::new("indicator-factor-unused").at("factor"));
        }
        if (percent || self.unit.contains('/')) && !self.is_weighted() {
            warnings.push(Problem::new("indicator-rate-summed").at("aggregation"));
        }
        warnings
    }
}

/// Directions with their stored names.
pub const DIRECTIONS: [(Direction, &str); 3] =
    [(Direction::Up, "up"), (Direction::Down, "down"), (Direction::Range, "range")];

/// Aggregations with their stored names.
pub const AGGREGATIONS: [(Aggregation, &str); 4] = [
    (Aggregation::Sum, "sum"),
    (Aggregation::Last, "last"),
    (Aggregation::Ratio, "ratio"),
    (Aggregation::Mean, "mean"),
];

/// The stored name of a direction or aggregation.
pub fn name_of<T: PartialEq + Copy>(table: &[(T, &'static str)], item: T) -> &'static str {
    table.iter().find(|(entry, _)| *entry == item).map_or("", |(_, name)| name)
}

/// The direction or aggregation that a stored name stands for.
pub fn by_name<T: Copy>(table: &[(T, &'static str)], name: &str) -> Option<T> {
    table.iter().find(|(_, entry)| *entry == name).map(|(item, _)| *item)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn indicator(direction: Direction, aggregation: Aggregation) -> Indicator {
        let terms = Terms {
            code: "x".into(),
            name_zh: "某".into(),
            name_en: "X".into(),
            unit: "t".into(),
            decimals: 2,
            direction,
            aggregation,
            factor: 1,
            grain: Grain::Month,
            owner: None,
            source: String::new(),
            tolerance: None,
            may_be_negative: false,
        };
        Indicator { id: IndicatorId(1), terms, is_active: true, is_used: false, revision: 1 }
    }

    #[track_caller]
    fn warns(change: impl Fn(&mut Terms), expected: &[&str]) {
        let mut terms = indicator(Direction::Up, Aggregation::Sum).terms;
        change(&mut terms);
        assert_eq!(terms.warnings().iter().map(|p| p.code).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn units_of_measure_that_do_not_fit_are_warned_of() {
        warns(|_| {}, &[]);
        warns(|terms| terms.unit = "%".into(), &["indicator-rate-summed"]);
        warns(|terms| terms.unit = "kg/t".into(), &["indicator-rate-summed"]);
        warns(|terms| terms.factor = 100, &["indicator-factor-unused"]);
        let ratio = |terms: &mut Terms| {
            terms.aggregation = Aggregation::Ratio;
            terms.unit = "%".into();
        };
        warns(ratio, &["indicator-percent-factor"]);
    }

    #[test]
    fn a_code_can_stand_in_an_address_and_a_column() {
        let mut terms = indicator(Direction::Up, Aggregation::Sum).terms;
        assert!(terms.problems().is_empty());
        terms.code = "a b".into();
        terms.decimals = 7;
        terms.factor = 0;
        let codes: Vec<_> = terms.problems().iter().map(|p| p.code).collect();
        assert_eq!(codes, ["indicator-code", "indicator-decimals", "indicator-factor"]);
    }
}
