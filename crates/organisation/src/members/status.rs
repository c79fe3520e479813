//! Probationary or full, and what may follow what.

use crate::people::facts::{Fact, Placing, Span, place};
use kernel::{Day, Problem};

kernel::named! {
    /// What a member is. Whoever has no status is no member.
    Status("party-status-") {
        /// 预备党员
        Probationary = "probationary",
        /// 正式党员
        Full = "full",
    }
}

impl From<Status> for store::Value {
    fn from(status: Status) -> Self {
        status.name().into()
    }
}

/// Whether a person is a member.
impl Fact for Status {
    const TABLE: &'static str = "party_status";
    const COLUMNS: &'static [&'static str; 4] =
        &["person_id", "valid_from", "valid_until", "status"];
    fn read(text: &str) -> Option<Self> {
        Self::from_name(text)
    }
}

impl Status {
    /// As people write it.
    pub fn read_from(text: &str) -> Option<Self> {
        match directory::name::normal(text).as_str() {
            "预备党员" | "预备" | "中共预备党员" | "probationary" | "probationary member" => {
                Some(Self::Probationary)
            }
            "正式党员" | "正式" | "党员" | "中共党员" | "full" | "full member" => {
                Some(Self::Full)
            }
            _ => None,
        }
    }
}

/// Places a status that is to hold from a day on.
///
/// # Errors
/// `party-status-later` when another begins later, `party-status-backwards` when a full member would
/// become probationary.
pub fn placed(
    spans: &[Span<Status>],
    status: Status,
    from: Day,
) -> Result<Placing<Status>, Problem> {
    let placing = place(spans, status, from)
        .map_err(|later| Problem::new("party-status-later").arg("day", later.valid.from))?;
    match placing {
        Placing::Follows(Span { fact: Status::Full, .. }) if status == Status::Probationary => {
            Err(Problem::new("party-status-backwards"))
        }
        placing => Ok(placing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::DayRange;

    #[track_caller]
    fn check(held: &[(Status, &str)], status: Status, from: &str, expected: Option<&str>) {
        let span = |(fact, from): &(Status, &str)| Span {
            fact: *fact,
            valid: DayRange::since(from.parse().unwrap()),
        };
        let spans: Vec<_> = held.iter().map(span).collect();
        let placed = placed(&spans, status, from.parse().unwrap());
        assert_eq!(placed.err().map(|problem| problem.code), expected);
    }

    #[test]
    fn a_member_becomes_full_and_never_probationary_again() {
        use Status::{Full, Probationary};
        check(&[], Probationary, "2025-01-01", None);
        check(&[(Probationary, "2025-01-01")], Full, "2026-01-01", None);
        check(&[(Full, "2025-01-01")], Probationary, "2026-01-01", Some("party-status-backwards"));
        check(&[(Full, "2025-01-01")], Probationary, "2025-01-01", None);
        check(&[(Full, "2025-01-01")], Full, "2024-01-01", Some("party-status-later"));
    }

    #[test]
    fn a_status_is_read_as_people_write_it() {
        assert_eq!(Status::read_from(" 预备党员 "), Some(Status::Probationary));
        assert_eq!(Status::read_from("Full member"), Some(Status::Full));
        assert_eq!(Status::read_from("群众"), None);
    }
}
