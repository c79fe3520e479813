//! What events bring: bonus and deduction, each event once at its largest value, both capped, the sum
//! between 0 and 120; and vetoes, which cap what was reached (`domain.md` section D).

use crate::{Exact, Unsound};
use std::collections::BTreeMap;

/// An event with its points, which are never below zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What it is recognised by: booked twice, it counts once.
    pub event: String,
    pub points: Exact,
}

/// The most that events may add and take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caps {
    pub bonus: Exact,
    pub deduction: Exact,
}

impl Default for Caps {
    fn default() -> Self {
        Self { bonus: Exact::from_integer(5), deduction: Exact::from_integer(10) }
    }
}

/// A score after its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjusted {
    pub bonus: Exact,
    pub deduction: Exact,
    pub score: Exact,
}

/// # Errors
/// [`Unsound::Points`] for points below zero.
pub fn adjust(
    base: &Exact,
    bonus: &[Event],
    deduction: &[Event],
    caps: &Caps,
) -> Result<Adjusted, Unsound> {
    let bonus = once(bonus)?.min(caps.bonus.clone());
    let deduction = once(deduction)?.min(caps.deduction.clone());
    let score = &(base + &bonus) - &deduction;
    let score = score.clamp(Exact::ZERO, Exact::from_integer(120));
    Ok(Adjusted { bonus, deduction, score })
}

/// The sum of all events, each at its largest value.
fn once(events: &[Event]) -> Result<Exact, Unsound> {
    let mut largest: BTreeMap<&str, &Exact> = BTreeMap::new();
    for Event { event, points } in events {
        if points.is_negative() {
            return Err(Unsound::Points);
        }
        let known = largest.entry(event).or_insert(points);
        *known = points.max(known);
    }
    Ok(largest.into_values().cloned().sum())
}

/// What may stand against a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Veto {
    /// A fatality, fabricated data, a serious discipline case.
    Hard,
    /// A serious injury, an overdue major hazard.
    Cap,
}

impl Veto {
    /// The most that is left.
    pub const fn most(self) -> Exact {
        match self {
            Self::Hard => Exact::from_integer(59),
            Self::Cap => Exact::from_integer(79),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::tests::exact;
    use proptest::prelude::*;

    fn event(event: &str, points: &str) -> Event {
        Event { event: event.into(), points: exact(points) }
    }

    #[test]
    fn an_event_counts_once_and_caps_and_ends_hold() {
        let check = |base: &str, bonus: &[Event], deduction: &[Event], expected: &str| {
            let found = adjust(&exact(base), bonus, deduction, &Caps::default()).unwrap();
            assert_eq!(found.score, exact(expected));
        };
        check(
            "91.5",
            &[event("a", "2"), event("a", "3"), event("b", "4")],
            &[event("c", "1.5")],
            "95",
        );
        check("118", &[event("a", "4")], &[], "120");
        check("4", &[], &[event("a", "6"), event("b", "8")], "0");
        check("50", &[], &[event("a", "6"), event("b", "8")], "40");
        let negative = adjust(&exact("50"), &[event("a", "-1")], &[], &Caps::default());
        assert_eq!(negative, Err(Unsound::Points));
    }

    proptest! {
        #[test]
        fn booking_again_and_in_another_order_changes_nothing(
            events in prop::collection::vec((0_u8..5, 0_i64..6), 0..8), base in 0_i64..120
        ) {
            let all: Vec<Event> = events.iter().map(|(id, n)| event(&id.to_string(), &n.to_string())).collect();
            let mut again: Vec<Event> = all.iter().rev().cloned().collect();
            again.extend(all.iter().cloned());
            let (base, caps) = (Exact::from_integer(base), Caps::default());
            prop_assert_eq!(adjust(&base, &all, &[], &caps), adjust(&base, &again, &[], &caps));
            prop_assert_eq!(adjust(&base, &[], &all, &caps), adjust(&base, &[], &again, &caps));
        }
    }
}
