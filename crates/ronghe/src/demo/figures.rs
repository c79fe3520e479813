//! Two years of the sample plant's months: what was done and what was planned.
//!
//! The numbers hang together as a washing plant's do. Each crew's coal splits exactly into clean coal,
//! middlings and rejects; more yield costs more ash; what the medium store gave out is opening plus
//! receipts minus closing; hours run are scheduled hours minus the hours down; profit is revenue minus
//! cost. The last month is a little off course on purpose: the medium use lies beyond its threshold, the
//! yield just under its plan, and the complaints are not reported yet.

use super::plant::{CREWS, ELECTRO_MECHANICAL, MAIN_WASHING, PLANT, SALES, WORKSHOPS};
use kernel::{Month, Quantity};
use planning::Kind;

/// Months of data that the sample has.
pub const MONTHS: i32 = 24;

/// One reading or target to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    pub unit: &'static str,
    pub indicator: &'static str,
    pub month: Month,
    pub kind: Kind,
    /// The value, or the numerator of a ratio.
    pub value: Quantity,
    /// The denominator of a ratio or the weight of a mean.
    pub weight: Option<Quantity>,
}

/// All figures of the two years that end with this month, oldest first.
pub fn figures(last: Month) -> Vec<Figure> {
    let mut sheet = Sheet { rows: Vec::new(), month: last, stock: 320 * THOUSAND };
    for back in (0..MONTHS).rev() {
        sheet.month = last.plus(-back);
        sheet.fill(&Story::of(sheet.month, back));
    }
    sheet.rows
}

/// The planned feed of the plant in a month, in tonnes: per cent of a usual month for spring festival,
/// rain, and the guarantee of supply in winter.
pub(super) fn planned_feed(month: Month) -> i64 {
    const SEASON: [i64; 12] = [102, 84, 100, 98, 100, 99, 94, 95, 99, 100, 105, 107];
    2_600 * SEASON[usize::from(month.month - 1)]
}

const THOUSAND: i64 = 1_000;

/// What kind of month it was.
struct Story {
    /// Planned feed of the plant in tonnes.
    plan: i64,
    /// Fed coal in tonnes.
    feed: i64,
    /// Clean coal in tonnes.
    clean: i64,
    /// Ash of the clean coal in hundredths of a per cent.
    ash: i64,
    /// Medium used in grams for each tonne of feed.
    medium: i64,
    /// Months before the last one.
    back: i32,
    is_rainy: bool,
    is_cold: bool,
}

impl Story {
    fn of(month: Month, back: i32) -> Self {
        let plan = planned_feed(month);
        let (feed, ash, yield_) = if back == 0 {
            // 268,400 t against a plan of 260,000 t, 57.31 % at 10.41 % ash.
            (plan * 2_684 / 2_600, 1_041, 573_100)
        } else {
            let ash = 1_044 + swing("clean-ash", month, 9);
            let lean = i64::from(back < 3) * 4_000;
            let yield_ = 581_500 + (ash - 1_044) * 900 + swing("clean-yield", month, 2_500) - lean;
            (plan * (1_004 + swing("raw-coal", month, 35)) / 1_000, ash, yield_)
        };
        let medium = match back {
            0 => 1_860,
            1 => 1_640,
            2 => 1_560,
            _ => 1_420 + swing("medium-use", month, 110),
        };
        Self {
            plan,
            feed,
            clean: (feed * yield_ + 500_000) / 1_000_000,
            ash,
            medium,
            back,
            is_rainy: matches!(month.month, 6..=8),
            is_cold: matches!(month.month, 11 | 12 | 1 | 2),
        }
    }
}

/// The figures of one month after the other, and the medium in store between them.
struct Sheet {
    rows: Vec<Figure>,
    month: Month,
    /// Medium in store, in kilograms.
    stock: i64,
}

impl Sheet {
    fn fill(&mut self, story: &Story) {
        self.coal(story);
        self.medium(story);
        self.power_and_water(story);
        self.machines(story);
        self.safety(story);
        self.complaints(story);
        self.money(story);
    }

    /// Feed and its three products, yield and ash, crew by crew.
    fn coal(&mut self, story: &Story) {
        let feeds = shared(story.feed, self.month, "feed-share");
        let cleans = shared_like(story.clean, &feeds, self.month);
        let middlings = story.feed * (128 + swing("middlings", self.month, 6)) / 1_000;
        let middlings = shared(middlings, self.month, "middlings-share");
        let ashes = self.ashes(story, &cleans);
        let plans = shared(story.plan, self.month, "plan-share");
        for (index, crew) in CREWS.into_iter().enumerate() {
            let (feed, clean) = (feeds[index], cleans[index]);
            self.actual(crew, "raw-coal", whole(feed));
            self.plan(crew, "raw-coal", whole(plans[index]), whole(plans[index] * 92 / 100));
            self.actual(crew, "clean-coal", whole(clean));
            let clean_plan = plans[index] * 58 / 100;
            self.plan(crew, "clean-coal", whole(clean_plan), whole(clean_plan * 92 / 100));
            self.actual(crew, "middlings", whole(middlings[index]));
            self.actual(crew, "rejects", whole(feed - clean - middlings[index]));
            self.ratio(crew, "clean-yield", whole(clean), whole(feed));
            self.plan(crew, "clean-yield", whole(58), whole(56));
            self.push(crew, "clean-yield", Kind::Stretch, whole(60), None);
            self.push(crew, "clean-ash", Kind::Actual, ashes[index], Some(whole(clean)));
            for (kind, limit) in [
                (Kind::Threshold, 1_000),
                (Kind::Target, 1_030),
                (Kind::TargetHigh, 1_060),
                (Kind::ThresholdHigh, 1_100),
            ] {
                self.push(crew, "clean-ash", kind, hundredths(limit), None);
            }
        }
    }

    /// Each crew's ash, so that their mean weighted by tonnes is the month's.
    fn ashes(&self, story: &Story, cleans: &[i64; 4]) -> [Quantity; 4] {
        let mut ashes = [0; 4];
        for (index, ash) in ashes.iter_mut().enumerate().take(3) {
            *ash = story.ash + swing(CREWS[index], self.month, 4);
        }
        let before: i64 = (0..3).map(|index| ashes[index] * cleans[index]).sum();
        let last = (story.ash * story.clean - before + cleans[3] / 2) / cleans[3];
        ashes[3] = last;
        ashes.map(hundredths)
    }

    /// Opening stock plus receipts minus closing stock is what was used.
    fn medium(&mut self, story: &Story) {
        let used = (story.feed * story.medium + 500) / 1_000;
        let mut receipts = 0;
        while self.stock + receipts - used < 240 * THOUSAND {
            receipts += 60 * THOUSAND;
        }
        self.stock += receipts - used;
        self.actual(MAIN_WASHING, "medium-receipts", thousandths(receipts));
        self.actual(MAIN_WASHING, "medium-stock", thousandths(self.stock));
        self.ratio(MAIN_WASHING, "medium-use", whole(used), whole(story.feed));
        self.plan(MAIN_WASHING, "medium-use", hundredths(140), hundredths(180));
        self.push(MAIN_WASHING, "medium-use", Kind::Stretch, hundredths(110), None);
    }

    fn power_and_water(&mut self, story: &Story) {
        let cold = i64::from(story.is_cold);
        let power = story.feed * (7_950 + 350 * cold + swing("power-use", self.month, 260)) / 1_000;
        self.ratio(ELECTRO_MECHANICAL, "power-use", whole(power), whole(story.feed));
        self.plan(ELECTRO_MECHANICAL, "power-use", hundredths(820), hundredths(900));
        let water = story.feed * (86 + swing("water-use", self.month, 9)) / 1_000;
        self.ratio(ELECTRO_MECHANICAL, "water-use", whole(water), whole(story.feed));
        self.plan(ELECTRO_MECHANICAL, "water-use", thousandths(90), thousandths(120));
    }

    /// Scheduled hours and the hours lost in each workshop.
    fn machines(&mut self, story: &Story) {
        let days = self.month.last_day().day();
        // One maintenance window of two hours a day is not scheduled.
        let scheduled = i64::from(days) * 22 * 10;
        for workshop in WORKSHOPS {
            let rain = i64::from(story.is_rainy) * 60;
            let breakdown = i64::from(story.back == 5 && workshop == "QH-FX") * 420;
            let down = 165 + swing(workshop, self.month, 70) + rain + breakdown;
            self.actual(workshop, "unplanned-downtime", tenths(down));
            self.plan(workshop, "unplanned-downtime", whole(20), whole(36));
            self.ratio(workshop, "availability", tenths(scheduled - down), tenths(scheduled));
            self.plan(workshop, "availability", whole(96), whole(93));
        }
    }

    fn safety(&mut self, story: &Story) {
        for workshop in WORKSHOPS.into_iter().chain([ELECTRO_MECHANICAL]) {
            let hurt = i64::from(story.back == 9 && workshop == "QH-ZC");
            self.actual(workshop, "injuries", whole(hurt));
            self.plan(workshop, "injuries", whole(0), whole(1));
            let found = 14 + swing(workshop, self.month.plus(400), 5);
            let late = i64::from(swing(workshop, self.month.plus(800), 10) > 6);
            self.ratio(workshop, "hazards-closed", whole(found - late), whole(found));
            self.plan(workshop, "hazards-closed", whole(98), whole(90));
        }
    }

    /// Not reported for the last month: missing is not zero.
    fn complaints(&mut self, story: &Story) {
        if story.back > 0 {
            let heard = i64::from(matches!(story.back, 4 | 13 | 20));
            self.actual(SALES, "complaints", whole(heard));
        }
        self.plan(SALES, "complaints", whole(0), whole(1));
    }

    /// Cost in yuan, revenue and profit in ten thousand yuan.
    fn money(&mut self, story: &Story) {
        let price = 1_085 + swing("price", self.month, 60);
        let rate = 1_052 + 8 * i64::from(story.is_cold) + swing("unit-cost", self.month, 30);
        let middlings = story.feed * 128 / 1_000;
        let (revenue, cost) = (story.clean * price + middlings * 120, story.clean * (rate + 25));
        self.ratio(PLANT, "unit-cost", whole(cost), whole(story.clean));
        self.plan(PLANT, "unit-cost", whole(1_080), whole(1_120));
        self.actual(PLANT, "revenue", ten_thousandths(revenue));
        let planned = story.plan * 58 / 100 * 1_110;
        self.plan(PLANT, "revenue", ten_thousandths(planned), ten_thousandths(planned * 9 / 10));
        self.actual(PLANT, "profit", ten_thousandths(revenue - cost));
        let planned = story.plan * 18;
        self.plan(PLANT, "profit", ten_thousandths(planned), ten_thousandths(planned / 2));
    }

    fn actual(&mut self, unit: &'static str, indicator: &'static str, value: Quantity) {
        self.push(unit, indicator, Kind::Actual, value, None);
    }

    fn ratio(
        &mut self,
        unit: &'static str,
        indicator: &'static str,
        numerator: Quantity,
        denominator: Quantity,
    ) {
        self.push(unit, indicator, Kind::Actual, numerator, Some(denominator));
    }

    fn plan(
        &mut self,
        unit: &'static str,
        indicator: &'static str,
        target: Quantity,
        threshold: Quantity,
    ) {
        self.push(unit, indicator, Kind::Target, target, None);
        self.push(unit, indicator, Kind::Threshold, threshold, None);
    }

    fn push(
        &mut self,
        unit: &'static str,
        indicator: &'static str,
        kind: Kind,
        value: Quantity,
        weight: Option<Quantity>,
    ) {
        self.rows.push(Figure { unit, indicator, month: self.month, kind, value, weight });
    }
}

/// Splits a total over the four crews, almost evenly and without losing a tonne.
fn shared(total: i64, month: Month, salt: &str) -> [i64; 4] {
    let mut parts = [0; 4];
    for (index, part) in parts.iter_mut().enumerate().take(3) {
        let crew = swing(CREWS[index], month, 8) + swing(salt, month.plus(index as i32), 6);
        *part = total * (250 + crew) / 1_000;
    }
    parts[3] = total - parts[..3].iter().sum::<i64>();
    parts
}

/// Splits a total in proportion to other parts, with a little more here and less there.
fn shared_like(total: i64, others: &[i64; 4], month: Month) -> [i64; 4] {
    let all: i64 = others.iter().sum();
    let mut parts = [0; 4];
    for index in 0..3 {
        let skill = 1_000 + swing(CREWS[index], month.plus(60), 7);
        parts[index] = total * others[index] / all * skill / 1_000;
    }
    parts[3] = total - parts[..3].iter().sum::<i64>();
    parts
}

fn whole(units: i64) -> Quantity {
    Quantity::from_millionths(units * 1_000_000)
}

fn tenths(tenths: i64) -> Quantity {
    Quantity::from_millionths(tenths * 100_000)
}

fn hundredths(hundredths: i64) -> Quantity {
    Quantity::from_millionths(hundredths * 10_000)
}

fn thousandths(thousandths: i64) -> Quantity {
    Quantity::from_millionths(thousandths * 1_000)
}

fn ten_thousandths(ten_thousandths: i64) -> Quantity {
    Quantity::from_millionths(ten_thousandths * 100)
}

/// A whole number between `-reach` and `reach` that looks like chance and is always the same for the
/// same name and month.
fn swing(name: &str, month: Month, reach: i64) -> i64 {
    let mut state = month.code() as u64;
    for byte in name.bytes() {
        state = crate::chance::mixed(state ^ u64::from(byte));
    }
    (crate::chance::mixed(state) % (2 * reach as u64 + 1)) as i64 - reach
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Ratio, Sum};
    use proptest::prelude::*;
    use std::collections::{BTreeMap, HashSet};

    fn last() -> Month {
        "2026-10".parse().unwrap()
    }

    fn actuals<'a>(
        rows: &'a [Figure],
        indicator: &'a str,
        month: Month,
    ) -> impl Iterator<Item = &'a Figure> {
        rows.iter().filter(move |row| {
            row.kind == Kind::Actual && row.indicator == indicator && row.month == month
        })
    }

    fn total(rows: &[Figure], indicator: &str, month: Month) -> i64 {
        actuals(rows, indicator, month).map(|row| row.value.millionths()).sum()
    }

    /// The figure of the plant as the tracker shows it: a quotient of sums.
    fn rate(rows: &[Figure], indicator: &str, months: &[Month], factor: i64) -> String {
        let cells: Vec<_> =
            months.iter().flat_map(|&month| actuals(rows, indicator, month)).collect();
        let sum =
            |part: fn(&Figure) -> i64| Sum(cells.iter().map(|row| i128::from(part(row))).sum());
        let ratio = Ratio {
            numerator: sum(|row| row.value.millionths()),
            denominator: sum(|row| row.weight.unwrap().millionths()),
        };
        ratio.rate(factor, 2).unwrap().fixed(2)
    }

    fn mean(rows: &[Figure], indicator: &str, month: Month) -> f64 {
        let (mut value, mut weight) = (0.0, 0.0);
        for row in actuals(rows, indicator, month) {
            let by = row.weight.unwrap().millionths() as f64;
            value += row.value.millionths() as f64 / 1e6 * by;
            weight += by;
        }
        value / weight
    }

    #[test]
    fn the_last_month_is_the_one_in_the_drawing() {
        let rows = figures(last());
        assert_eq!(total(&rows, "raw-coal", last()), 268_400_000_000);
        assert_eq!(rate(&rows, "clean-yield", &[last()], 100), "57.31");
        assert_eq!(rate(&rows, "medium-use", &[last()], 1), "1.86");
        assert_eq!(format!("{:.2}", mean(&rows, "clean-ash", last())), "10.41");
        assert_eq!(actuals(&rows, "complaints", last()).count(), 0);
        assert_eq!(actuals(&rows, "complaints", last().plus(-1)).count(), 1);
        let planned: i64 = rows
            .iter()
            .filter(|row| {
                row.indicator == "raw-coal" && row.kind == Kind::Target && row.month == last()
            })
            .map(|row| row.value.millionths())
            .sum();
        assert_eq!(planned, 260_000_000_000);
    }

    #[test]
    fn every_figure_has_a_unit_and_an_indicator_and_stands_once() {
        let rows = figures(last());
        let units: HashSet<_> = super::super::plant::UNITS.iter().map(|unit| unit.code).collect();
        let known: HashSet<_> =
            super::super::dictionary::INDICATORS.iter().map(|indicator| indicator.code).collect();
        let mut seen = HashSet::new();
        for row in &rows {
            assert!(units.contains(row.unit) && known.contains(row.indicator), "{row:?}");
            assert!(seen.insert((row.unit, row.indicator, row.month, row.kind.code())), "{row:?}");
        }
        let used: HashSet<_> = rows.iter().map(|row| row.indicator).collect();
        assert_eq!(used, known);
    }

    #[test]
    fn no_figure_is_counted_twice_up_the_tree() {
        let above: BTreeMap<_, _> =
            super::super::plant::UNITS.iter().map(|unit| (unit.code, unit.parent)).collect();
        let rows = figures(last());
        let held: HashSet<_> = rows.iter().map(|row| (row.indicator, row.unit)).collect();
        for &(indicator, unit) in &held {
            let mut parent = above[unit];
            while let Some(code) = parent {
                assert!(!held.contains(&(indicator, code)), "{indicator} at {unit} and {code}");
                parent = above[code];
            }
        }
    }

    #[test]
    fn some_month_lost_money_and_some_month_somebody_was_hurt() {
        let rows = figures(last());
        let months = || (0..MONTHS).map(|back| last().plus(-back));
        assert!(months().any(|month| total(&rows, "profit", month) < 0));
        assert!(months().any(|month| total(&rows, "profit", month) > 0));
        assert_eq!(months().map(|month| total(&rows, "injuries", month)).sum::<i64>(), 1_000_000);
    }

    #[test]
    fn ash_and_yield_move_together() {
        let rows = figures(last());
        let points: Vec<(f64, f64)> = (1..MONTHS)
            .map(|back| last().plus(-back))
            .map(|month| {
                let yield_ = total(&rows, "clean-coal", month) as f64
                    / total(&rows, "raw-coal", month) as f64;
                (mean(&rows, "clean-ash", month), yield_)
            })
            .collect();
        let n = points.len() as f64;
        let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
        let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
        for (a, b) in &points {
            xy += (a - x) * (b - y);
            xx += (a - x) * (a - x);
            yy += (b - y) * (b - y);
        }
        assert!(xy / (xx * yy).sqrt() > 0.6, "{}", xy / (xx * yy).sqrt());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Whatever month the demonstration starts in.
        #[test]
        fn balances_hold_to_the_tonne(year in 2024_i32..2040, month in 1_u8..=12) {
            let last = Month::new(year, month).unwrap();
            let rows = figures(last);
            let mut opening = None;
            for month in (0..MONTHS).rev().map(|back| last.plus(-back)) {
                for crew in CREWS {
                    let of = |indicator| {
                        actuals(&rows, indicator, month).find(|row| row.unit == crew).unwrap().value.millionths()
                    };
                    prop_assert_eq!(of("clean-coal") + of("middlings") + of("rejects"), of("raw-coal"));
                    prop_assert!(of("rejects") > 0 && of("middlings") > 0);
                    prop_assert_eq!(of("clean-yield"), of("clean-coal"));
                }
                let closing = total(&rows, "medium-stock", month);
                if let Some(opening) = opening {
                    let used = opening + total(&rows, "medium-receipts", month) - closing;
                    prop_assert_eq!(used * 1_000, total(&rows, "medium-use", month));
                    prop_assert!(used > 0);
                }
                opening = Some(closing);
                let cost = total(&rows, "unit-cost", month);
                let earned = total(&rows, "revenue", month) - total(&rows, "profit", month);
                prop_assert_eq!(earned * 10_000, cost);
                for workshop in actuals(&rows, "availability", month) {
                    let down = actuals(&rows, "unplanned-downtime", month).find(|row| row.unit == workshop.unit).unwrap();
                    prop_assert_eq!(workshop.value.checked_add(down.value).ok(), workshop.weight);
                    prop_assert!(!down.value.is_negative());
                }
            }
            prop_assert_eq!(figures(last), rows);
        }
    }
}
