//! What is dated about a person: where she works, whether she is a member of the Party, which
//! organisation counts her. All have one shape, and one rule: on any day at most one of each.

use kernel::{Day, DayRange, PartyOrgId, UnitId};

/// A kind of dated fact.
pub trait Fact: Copy + Eq + std::fmt::Debug + Into<store::Value> + Send + Sync + 'static {
    /// Where it is kept.
    const TABLE: &'static str;
    /// Its columns: person, first day, day of its end, value.
    const COLUMNS: &'static [&'static str; 4];
    /// The value as it is kept, read back.
    fn read(text: &str) -> Option<Self>;
}

/// Where a person works.
impl Fact for UnitId {
    const TABLE: &'static str = "employment";
    const COLUMNS: &'static [&'static str; 4] =
        &["person_id", "valid_from", "valid_until", "unit_id"];
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Which Party organisation counts a member.
impl Fact for PartyOrgId {
    const TABLE: &'static str = "affiliation";
    const COLUMNS: &'static [&'static str; 4] =
        &["person_id", "valid_from", "valid_until", "org_id"];
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// A fact with its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<F> {
    pub fact: F,
    pub valid: DayRange,
}

/// How a fact that is to hold from a day on stands to what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placing<F> {
    /// It holds on that day already.
    Known,
    /// Nothing holds then or later.
    Begins,
    /// Another holds until then and would end.
    Follows(Span<F>),
    /// Another began on that very day; it was wrong.
    Corrects(Span<F>),
}

/// Places a fact that is to hold from a day on.
///
/// # Errors
/// The fact that begins later: what came before it is history and is not written anew.
pub fn place<F: Fact>(spans: &[Span<F>], fact: F, from: Day) -> Result<Placing<F>, Span<F>> {
    let on_day = spans.iter().find(|span| span.valid.contains(from));
    if on_day.is_some_and(|span| span.fact == fact) {
        return Ok(Placing::Known);
    }
    let later = spans.iter().filter(|span| span.valid.from > from);
    if let Some(later) = later.min_by_key(|span| span.valid.from) {
        return Err(*later);
    }
    Ok(match on_day {
        None => Placing::Begins,
        Some(span) if span.valid.from == from => Placing::Corrects(*span),
        Some(span) => Placing::Follows(*span),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn span(unit: i64, from: &str, until: &str) -> Span<UnitId> {
        Span { fact: UnitId(unit), valid: DayRange { from: day(from), until: day(until) } }
    }

    #[track_caller]
    fn check(unit: i64, from: &str, expected: Result<Placing<UnitId>, Span<UnitId>>) {
        let spans = [
            span(1, "2020-01-01", "2022-01-01"),
            span(2, "2022-01-01", "2024-01-01"),
            span(1, "2025-01-01", "9999-12-31"),
        ];
        assert_eq!(place(&spans, UnitId(unit), day(from)), expected);
    }

    #[test]
    fn a_fact_follows_what_holds_and_never_overlaps() {
        let last = span(1, "2025-01-01", "9999-12-31");
        check(3, "2026-01-01", Ok(Placing::Follows(last)));
        check(3, "2025-01-01", Ok(Placing::Corrects(last)));
        check(1, "2026-01-01", Ok(Placing::Known));
        check(1, "2021-12-31", Ok(Placing::Known));
        check(3, "2024-06-01", Err(last));
        check(1, "2023-01-01", Err(last));
        check(2, "2019-01-01", Err(span(1, "2020-01-01", "2022-01-01")));
        assert_eq!(place(&[], UnitId(1), day("2026-01-01")), Ok(Placing::Begins));
        let gone = [span(1, "2020-01-01", "2022-01-01")];
        assert_eq!(place(&gone, UnitId(1), day("2022-01-01")), Ok(Placing::Begins));
    }
}
