//! What a figure is when it is not simply a number, and how a state looks: a shape, a word, a colour.
//!
//! Missing is not zero is not full. Not applicable, not reported, pending, withheld and zero are
//! different things with different looks; nothing here turns one into another.

use kernel::Quantity;

/// A state that pages show with [`crate`]'s `status` macro.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Meets the target or lies in the band.
    Met,
    /// Between threshold and target.
    Near,
    /// Worse than the threshold.
    Off,
    NotReported,
    NotApplicable,
    /// Reported, not decided yet.
    Pending,
    /// Too few people behind it to be shown.
    Suppressed,
    Locked,
    /// Two sources or two editors disagree.
    Conflict,
    /// Started, no verdict yet.
    Running,
    /// Finished, no verdict attached.
    Done,
    /// Something broke.
    Failed,
}

impl Status {
    pub const ALL: [Self; 12] = [
        Self::Met,
        Self::Near,
        Self::Off,
        Self::NotReported,
        Self::NotApplicable,
        Self::Pending,
        Self::Suppressed,
        Self::Locked,
        Self::Conflict,
        Self::Running,
        Self::Done,
        Self::Failed,
    ];

    /// The Fluent key of its word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Met => "status-met",
            Self::Near => "status-near",
            Self::Off => "status-off",
            Self::NotReported => "status-not-reported",
            Self::NotApplicable => "status-not-applicable",
            Self::Pending => "status-pending",
            Self::Suppressed => "status-suppressed",
            Self::Locked => "status-locked",
            Self::Conflict => "status-conflict",
            Self::Running => "status-running",
            Self::Done => "status-done",
            Self::Failed => "status-failed",
        }
    }

    /// The colour's class.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Met | Self::Done => "ok",
            Self::Near | Self::Conflict | Self::Pending => "slow",
            Self::Off | Self::Failed => "off",
            Self::Running => "busy",
            Self::NotReported | Self::NotApplicable | Self::Suppressed | Self::Locked => "none",
        }
    }

    /// Whether the row wants attention and is washed.
    pub const fn is_alert(self) -> bool {
        matches!(self, Self::Off | Self::Failed)
    }

    /// The filled part of the shape in a 12 × 12 box.
    pub const fn filled(self) -> &'static str {
        match self {
            Self::Met => "M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1z",
            Self::Near => "M6 1.5a4.5 4.5 0 0 0 0 9z",
            Self::Off => "M6 .8 11.6 11H.4z",
            Self::Suppressed => "M2 5h8v2H2z",
            Self::Locked => "M2 5.5h8V11H2z",
            Self::Conflict => "M0 6l4-4v8zM12 6 8 2v8z",
            Self::Running => "M6 3.800a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.400z",
            Self::NotReported | Self::NotApplicable | Self::Pending | Self::Done | Self::Failed => {
                ""
            }
        }
    }

    /// The drawn part of the shape in the same box.
    pub const fn drawn(self) -> &'static str {
        match self {
            Self::Near | Self::NotReported | Self::Running => {
                "M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z"
            }
            Self::NotApplicable => "M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM2.8 9.2l6.4-6.4",
            Self::Pending => "M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM6 3.5V6l2 1.3",
            Self::Locked => "M3.7 5.5V4a2.3 2.3 0 0 1 4.6 0v1.5",
            Self::Done => "M1.5 6.5l3 3 6-7",
            Self::Failed => "M2 2l8 8M10 2l-8 8",
            Self::Met | Self::Off | Self::Suppressed | Self::Conflict => "",
        }
    }
}

/// A number in a cell, or the reason why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    Value {
        quantity: Quantity,
        decimals: u8,
    },
    /// Nobody gave it.
    NotReported,
    /// There is nothing to give.
    NotApplicable,
    /// It waits for a decision.
    Pending,
    /// Too few people behind it.
    Suppressed,
    /// The denominator is zero: there is no value, not the value 0.
    Undefined,
    /// The sum is kept exactly but is larger than any quantity.
    TooLarge,
}

impl Figure {
    pub const fn value(quantity: Quantity, decimals: u8) -> Self {
        Self::Value { quantity, decimals }
    }

    /// A value, or "not reported".
    pub fn or_missing(quantity: Option<Quantity>, decimals: u8) -> Self {
        quantity.map_or(Self::NotReported, |quantity| Self::Value { quantity, decimals })
    }

    /// The words for a figure that is no value; the empty key for a value.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Value { .. } => "",
            Self::NotReported => "figure-not-reported",
            Self::NotApplicable => "figure-not-applicable",
            Self::Pending => "figure-pending",
            Self::Suppressed => "figure-suppressed",
            Self::Undefined => "figure-undefined",
            Self::TooLarge => "figure-too-large",
        }
    }

    /// The key of what a narrow cell shows instead of the words.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Value { .. } => "",
            Self::NotReported => "mark-not-reported",
            Self::NotApplicable => "mark-not-applicable",
            Self::Pending => "mark-pending",
            Self::Suppressed => "mark-suppressed",
            Self::Undefined => "mark-undefined",
            Self::TooLarge => "mark-too-large",
        }
    }

    pub const fn is_value(self) -> bool {
        matches!(self, Self::Value { .. })
    }

    pub const fn class(self) -> &'static str {
        match self {
            Self::Value { .. } => "value",
            Self::NotReported => "missing",
            Self::NotApplicable => "inapplicable",
            Self::Pending => "pending",
            Self::Suppressed => "suppressed",
            Self::Undefined | Self::TooLarge => "undefined",
        }
    }
}

/// An actual against its target as a bar, in thousandths of the bar's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    pub fill: u16,
    pub mark: Option<u16>,
    pub off: bool,
}

impl Bar {
    /// The target stands at four fifths of the bar, so that doing better still shows. No bar without
    /// an actual, or for amounts below zero, where a length means nothing.
    pub fn new(actual: Option<Quantity>, target: Option<Quantity>, off: bool) -> Option<Self> {
        let actual = actual.filter(|actual| !actual.is_negative())?.millionths();
        match target.map(Quantity::millionths) {
            Some(target) if target > 0 => {
                let fill = i128::from(actual) * 800 / i128::from(target);
                Some(Self { fill: fill.min(1_000) as u16, mark: Some(800), off })
            }
            Some(0) => Some(Self { fill: if actual > 0 { 1_000 } else { 0 }, mark: Some(0), off }),
            _ => None,
        }
    }

    /// Both ends as the percentages that SVG attributes take.
    pub fn fill_percent(self) -> String {
        percent(self.fill)
    }

    pub fn mark_percent(self) -> Option<String> {
        self.mark.map(percent)
    }
}

fn percent(thousandths: u16) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Option<Quantity> {
        Some(Quantity::parse(text).unwrap())
    }

    #[test]
    fn a_bar_holds_target_and_excess() {
        let bar = Bar::new(quantity("101"), quantity("100"), false).unwrap();
        assert_eq!((bar.fill, bar.mark), (808, Some(800)));
        assert_eq!(Bar::new(quantity("500"), quantity("100"), false).unwrap().fill, 1_000);
        assert_eq!(Bar::new(quantity("0"), quantity("0"), false).unwrap().fill, 0);
        assert_eq!(bar.fill_percent(), "80.8%");
    }

    #[test]
    fn nothing_reported_draws_no_bar() {
        assert_eq!(Bar::new(None, quantity("100"), false), None);
        assert_eq!(Bar::new(quantity("-3"), quantity("100"), false), None);
    }

    #[test]
    fn missing_is_not_zero() {
        assert_eq!(Figure::or_missing(None, 2), Figure::NotReported);
        assert_ne!(Figure::or_missing(quantity("0"), 2), Figure::NotReported);
    }
}
