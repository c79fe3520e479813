//! Pictures of a card: the effect beside its placebo with their intervals, and every unit's two series. All
//! numbers in them also stand in the tables and the workbook.

use crate::result::{Estimate, significant};
use crate::series::Series;

/// A row of the interval picture, in a field 600 wide.
pub(super) struct Whisker {
    pub label: String,
    pub low: String,
    pub high: String,
    pub at: String,
    pub said: String,
}

/// Estimates on one scale with the place of zero.
pub(super) struct Whiskers {
    pub zero: String,
    pub rows: Vec<Whisker>,
}

/// Draws estimates with their intervals below each other.
pub(super) fn whiskers(of: Vec<(String, &Estimate, String)>) -> Whiskers {
    let ends = of.iter().flat_map(|(_, estimate, _)| {
        let (low, high) = estimate.interval.unwrap_or((estimate.slope, estimate.slope));
        [low, high]
    });
    let (low, high) =
        ends.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
    let span = if high > low { high - low } else { 1.0 };
    let x = |value: f64| format!("{:.1}", 20.0 + (value - low) / span * 560.0);
    let row = |(label, estimate, said): (String, &Estimate, String)| {
        let (low, high) = estimate.interval.unwrap_or((estimate.slope, estimate.slope));
        Whisker { label, low: x(low), high: x(high), at: x(estimate.slope), said }
    };
    Whiskers { zero: x(0.0), rows: of.into_iter().map(row).collect() }
}

/// An estimate by the periods since the beginning, in a field 600 × 180.
pub(super) struct Event {
    pub x: String,
    pub y: String,
    pub is_before: bool,
    pub label: String,
}

/// Estimates by the periods since the beginning, with the places of nothing and of the beginning.
pub(super) struct Events {
    pub zero: String,
    pub beginning: String,
    pub line: String,
    pub points: Vec<Event>,
    /// The first and the last period since the beginning, and where they are written.
    pub first: i64,
    pub last: i64,
}

/// Draws estimates by the periods since the beginning; none where there is none.
pub(super) fn events(of: &[(i64, f64)], said: impl Fn(i64, f64) -> String) -> Option<Events> {
    let ((first, _), (last, _)) = (of.first()?, of.last()?);
    let (low, high) = of
        .iter()
        .fold((0.0_f64, 0.0_f64), |(low, high), (_, value)| (low.min(*value), high.max(*value)));
    let span = if high > low { high - low } else { 1.0 };
    let length = (last - first).max(1) as f64;
    let x = |event: f64| 20.0 + (event - *first as f64) / length * 560.0;
    let y = |value: f64| 165.0 - (value - low) / span * 150.0;
    let points: Vec<Event> = of
        .iter()
        .map(|(event, value)| Event {
            x: format!("{:.1}", x(*event as f64)),
            y: format!("{:.1}", y(*value)),
            is_before: *event < 0,
            label: said(*event, *value),
        })
        .collect();
    let line: Vec<String> = points.iter().map(|point| format!("{},{}", point.x, point.y)).collect();
    Some(Events {
        zero: format!("{:.1}", y(0.0)),
        beginning: format!("{:.1}", x(-0.5)),
        line: line.join(" "),
        points,
        first: *first,
        last: *last,
    })
}

/// The two series of a unit, in a field 240 × 92: a line of the outcome, bars of the cause below.
pub(super) struct Pair {
    pub unit: String,
    pub lines: Vec<String>,
    pub dots: Vec<(String, String)>,
    pub bars: Vec<(String, String, String)>,
    pub width: String,
    /// Least and most of the outcome and the cause; empty without any.
    pub outcome: String,
    pub cause: String,
}

/// How many units are drawn.
pub(super) const MOST: usize = 60;

/// Draws the first units. Each outcome has its own scale, because units are compared with themselves; the
/// bars share one.
pub(super) fn pairs(series: &Series, names: &[String]) -> Vec<Pair> {
    let most = series.cause.iter().flatten().flatten().fold(0.0_f64, |most, one| most.max(*one));
    let least = series.cause.iter().flatten().flatten().fold(0.0_f64, |least, one| least.min(*one));
    let units = names.iter().zip(series.outcome.iter().zip(&series.cause)).take(MOST);
    units.map(|(name, (outcome, cause))| pair(name, outcome, cause, (least, most))).collect()
}

fn pair(
    name: &str,
    outcome: &[Option<f64>],
    cause: &[Option<f64>],
    (least, most): (f64, f64),
) -> Pair {
    let step = 236.0 / outcome.len().max(1) as f64;
    let x = |at: usize| 2.0 + step * (at as f64 + 0.5);
    let (low, high) = ends(outcome).unwrap_or((0.0, 0.0));
    let span = if high > low { high - low } else { 1.0 };
    let y = |value: f64| if high > low { 50.0 - (value - low) / span * 44.0 } else { 28.0 };
    let (mut lines, mut dots) = (Vec::new(), Vec::new());
    for stretch in stretches(outcome) {
        match stretch[..] {
            [(at, value)] => dots.push((format!("{:.1}", x(at)), format!("{:.1}", y(value)))),
            ref points => {
                let point = |(at, value): &(usize, f64)| format!("{:.1},{:.1}", x(*at), y(*value));
                lines.push(points.iter().map(point).collect::<Vec<_>>().join(" "));
            }
        }
    }
    let all = if most > least { most - least } else { 1.0 };
    let base = 88.0 - (0.0 - least) / all * 28.0;
    let bar = |(at, value): (usize, &Option<f64>)| {
        let height = value.as_ref()?.abs() / all * 28.0;
        let top = if value.is_some_and(|value| value < 0.0) { base } else { base - height };
        let left = x(at) - step * 0.35;
        // What is zero is drawn as a hairline, what is missing not at all.
        Some((format!("{left:.1}"), format!("{top:.1}"), format!("{:.1}", height.max(0.6))))
    };
    Pair {
        unit: name.to_owned(),
        lines,
        dots,
        bars: cause.iter().enumerate().filter_map(bar).collect(),
        width: format!("{:.1}", step * 0.7),
        outcome: range(outcome),
        cause: range(cause),
    }
}

/// Runs of periods that have a value.
fn stretches(values: &[Option<f64>]) -> Vec<Vec<(usize, f64)>> {
    let mut found: Vec<Vec<(usize, f64)>> = Vec::new();
    let mut is_open = false;
    for (at, value) in values.iter().enumerate() {
        match value {
            None => is_open = false,
            Some(value) => {
                if !is_open {
                    found.push(Vec::new());
                }
                is_open = true;
                if let Some(last) = found.last_mut() {
                    last.push((at, *value));
                }
            }
        }
    }
    found
}

fn ends(values: &[Option<f64>]) -> Option<(f64, f64)> {
    let mut values = values.iter().flatten();
    let first = *values.next()?;
    Some(values.fold((first, first), |(low, high), one| (low.min(*one), high.max(*one))))
}

fn range(values: &[Option<f64>]) -> String {
    ends(values).map_or_else(String::new, |(low, high)| match low == high {
        true => significant(low),
        false => format!("{} – {}", significant(low), significant(high)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_breaks_the_line_and_a_lonely_value_is_a_dot() {
        let outcome = [Some(1.0), Some(2.0), None, Some(3.0), None];
        let drawn = pair("甲", &outcome, &[Some(0.0), None, Some(2.0), None, None], (0.0, 2.0));
        assert_eq!((drawn.lines.len(), drawn.dots.len(), drawn.bars.len()), (1, 1, 2));
        assert_eq!((drawn.outcome.as_str(), drawn.cause.as_str()), ("1 – 3", "0 – 2"));
    }

    #[test]
    fn what_came_before_the_beginning_stands_left_of_it() {
        let of = [(-3, 0.5), (-1, 0.0), (0, -1.0), (2, -1.5)];
        let drawn = events(&of, |event, value| format!("{event} {value}")).unwrap();
        let before: Vec<bool> = drawn.points.iter().map(|point| point.is_before).collect();
        assert_eq!(before, [true, true, false, false]);
        assert_eq!((drawn.first, drawn.last, drawn.beginning.as_str()), (-3, 2, "300.0"));
        assert_eq!((drawn.points[0].y.as_str(), drawn.points[3].y.as_str()), ("15.0", "165.0"));
        assert!(events(&[], |_, _| String::new()).is_none());
    }

    #[test]
    fn zero_stands_on_the_scale_of_every_interval() {
        let estimate = |slope, interval| Estimate {
            slope,
            interval: Some(interval),
            p: 0.5,
            bootstrap_p: 0.5,
            smallest_p: 0.01,
            draws: 256,
            is_exhaustive: true,
        };
        let (one, other) = (estimate(2.0, (1.0, 3.0)), estimate(-1.0, (-2.0, 0.0)));
        let of = vec![("一".into(), &one, String::new()), ("二".into(), &other, String::new())];
        let drawn = whiskers(of);
        assert_eq!(drawn.zero, "244.0");
        assert_eq!((drawn.rows[1].low.as_str(), drawn.rows[0].high.as_str()), ("20.0", "580.0"));
    }
}
