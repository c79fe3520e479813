//! One figure against its limits: threshold (门槛) 60 points, target (目标) 100, stretch (挑战) 120, a
//! straight line between, worse than the threshold nothing (`domain.md` section D).

use crate::{Exact, Unsound};

/// What threshold, target and stretch are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Points {
    pub threshold: Exact,
    pub target: Exact,
    pub stretch: Exact,
}

impl Default for Points {
    fn default() -> Self {
        let [threshold, target, stretch] = [60, 100, 120].map(Exact::from_integer);
        Self { threshold, target, stretch }
    }
}

/// The limits of a figure, in its own unit of measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limits {
    /// More is better: threshold < target < stretch.
    Higher { threshold: Exact, target: Exact, stretch: Option<Exact> },
    /// Less is better: threshold > target > stretch.
    Lower { threshold: Exact, target: Exact, stretch: Option<Exact> },
    /// Best inside: outer low < low ≤ high < outer high. A band has no stretch.
    Band { outer_low: Exact, low: Exact, high: Exact, outer_high: Exact },
}

/// Limits in their order with what they are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// From the worst to the best, each with its points.
    steps: Vec<(Exact, Exact)>,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Rising,
    Falling,
    /// Rises to the second step and falls after the third.
    Band,
}

impl Scale {
    /// # Errors
    /// [`Unsound::Limits`] when the limits are out of order.
    pub fn new(limits: Limits, points: Points) -> Result<Self, Unsound> {
        let Points { threshold: worst, target: full, stretch: most } = points;
        let (steps, shape) = match limits {
            Limits::Higher { threshold, target, stretch } => {
                (three((threshold, worst), (target, full), stretch, most), Shape::Rising)
            }
            Limits::Lower { threshold, target, stretch } => {
                (three((threshold, worst), (target, full), stretch, most), Shape::Falling)
            }
            Limits::Band { outer_low, low, high, outer_high } => {
                let inside = [(low, full.clone()), (high, full)];
                let [low, high] = inside;
                let steps = vec![(outer_low, worst.clone()), low, high, (outer_high, worst)];
                (steps, Shape::Band)
            }
        };
        let is_ordered = |at: usize| match shape {
            Shape::Rising => steps[at].0 < steps[at + 1].0,
            Shape::Falling => steps[at].0 > steps[at + 1].0,
            Shape::Band if at == 1 => steps[1].0 <= steps[2].0,
            Shape::Band => steps[at].0 < steps[at + 1].0,
        };
        match (0..steps.len() - 1).all(is_ordered) {
            true => Ok(Self { steps, shape }),
            false => Err(Unsound::Limits),
        }
    }

    /// The points of a figure.
    pub fn score(&self, value: &Exact) -> Exact {
        self.place(value).points(value)
    }

    /// Where a figure stands among the limits.
    pub fn place(&self, value: &Exact) -> Place<'_> {
        let is_reached = |limit: &Exact| match self.shape {
            Shape::Rising | Shape::Band => value >= limit,
            Shape::Falling => value <= limit,
        };
        let reached = self.steps.iter().take_while(|(limit, _)| is_reached(limit)).count();
        match reached {
            0 => Place::Missed { limit: &self.steps[0].0 },
            all if all == self.steps.len() => {
                let (limit, points) = &self.steps[all - 1];
                // Beyond the best nothing is added; beyond the far end of a band nothing is left.
                if self.shape == Shape::Band && value > limit {
                    Place::Missed { limit }
                } else {
                    Place::Reached { limit, points }
                }
            }
            between => {
                let ((from, worse), (to, better)) =
                    (&self.steps[between - 1], &self.steps[between]);
                // Inside a band, and where it is a single value, nothing is gained or lost.
                if from == to {
                    Place::Reached { limit: to, points: better }
                } else {
                    Place::Between { from, to, worse, better }
                }
            }
        }
    }

    /// The least and the most points that any figure can get.
    pub fn range(&self) -> (Exact, Exact) {
        let points = || self.steps.iter().map(|(_, points)| points);
        let least = points().min().cloned().unwrap_or(Exact::ZERO).min(Exact::ZERO);
        (least, points().max().cloned().unwrap_or(Exact::ZERO).max(Exact::ZERO))
    }
}

/// Where a figure stands among its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// Worse than the limit: nothing.
    Missed { limit: &'a Exact },
    /// At the last limit or beyond.
    Reached { limit: &'a Exact, points: &'a Exact },
    /// On the straight line from one limit to the next, which differ.
    Between { from: &'a Exact, to: &'a Exact, worse: &'a Exact, better: &'a Exact },
}

impl Place<'_> {
    /// The points of a figure that stands here.
    pub fn points(&self, value: &Exact) -> Exact {
        match *self {
            Self::Missed { .. } => Exact::ZERO,
            Self::Reached { points, .. } => points.clone(),
            Self::Between { from, to, worse, better } => {
                let way = (value - from).checked_div(&(to - from));
                way.map_or_else(|| better.clone(), |way| worse + &(&way * &(better - worse)))
            }
        }
    }
}

fn three(
    threshold: (Exact, Exact),
    target: (Exact, Exact),
    stretch: Option<Exact>,
    most: Exact,
) -> Vec<(Exact, Exact)> {
    [Some(threshold), Some(target), stretch.map(|limit| (limit, most))]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::tests::exact;
    use proptest::prelude::*;

    fn higher(threshold: &str, target: &str, stretch: &str) -> Limits {
        let [threshold, target, stretch] = [threshold, target, stretch].map(exact);
        Limits::Higher { threshold, target, stretch: Some(stretch) }
    }

    fn score(limits: Limits, value: &str) -> String {
        Scale::new(limits, Points::default()).unwrap().score(&exact(value)).to_string()
    }

    #[test]
    fn a_band_is_best_inside_and_nothing_beyond_its_outer_limits() {
        let [outer_low, low, high, outer_high] = ["10", "10.3", "10.6", "11"].map(exact);
        let band = Limits::Band { outer_low, low, high, outer_high };
        for (value, points) in [
            ("9.99", "0"),
            ("10", "60"),
            ("10.15", "80"),
            ("10.3", "100"),
            ("10.6", "100"),
            ("10.75", "85"),
            ("11", "60"),
            ("11.01", "0"),
        ] {
            assert_eq!(score(band.clone(), value), points, "{value}");
        }
    }

    #[test]
    fn thirds_stay_thirds() {
        assert_eq!(score(higher("56", "59", "60"), "58"), "260/3");
    }

    #[test]
    fn limits_out_of_order_and_ranges_without_width_are_refused() {
        for limits in [higher("58", "58", "60"), higher("60", "58", "56"), higher("56", "58", "58")]
        {
            assert_eq!(Scale::new(limits, Points::default()), Err(Unsound::Limits));
        }
        let band = |ends: [&str; 4]| {
            let [outer_low, low, high, outer_high] = ends.map(exact);
            Scale::new(Limits::Band { outer_low, low, high, outer_high }, Points::default())
        };
        assert!(band(["1", "2", "2", "3"]).is_ok(), "a single best value");
        assert!(band(["2", "2", "3", "4"]).is_err() && band(["1", "3", "2", "4"]).is_err());
    }

    proptest! {
        #[test]
        fn better_never_scores_less(a in -1_000_i64..1_000, b in -1_000_i64..1_000, ends in prop::array::uniform3(-500_i64..500)) {
            let mut ends = ends;
            ends.sort_unstable();
            prop_assume!(ends[0] < ends[1] && ends[1] < ends[2]);
            let [low, middle, high] = ends.map(Exact::from_integer);
            let rising = Limits::Higher { threshold: low.clone(), target: middle.clone(), stretch: Some(high.clone()) };
            let falling = Limits::Lower { threshold: high, target: middle, stretch: Some(low) };
            let (worse, better) = (a.min(b).into(), a.max(b).into());
            let rising = Scale::new(rising, Points::default()).unwrap();
            prop_assert!(rising.score(&worse) <= rising.score(&better));
            let falling = Scale::new(falling, Points::default()).unwrap();
            prop_assert!(falling.score(&worse) >= falling.score(&better));
            for score in [rising.score(&worse), falling.score(&worse)] {
                prop_assert!(!score.is_negative() && score <= Exact::from_integer(120));
            }
        }
    }
}
