//! How far a Party task is in a month: by its measure, or by what somebody said and somebody else confirmed.

use super::content::Task;
use super::measure::{self, Measured};
use kernel::{Day, Month, Quantity};

/// What was said of a task for a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub month: Month,
    pub version: i64,
    /// In per cent.
    pub percent: Quantity,
    pub said: String,
    /// Where the evidence is: a record, a document number.
    pub evidence: String,
    pub user: Option<kernel::UserId>,
    pub recorded_by: String,
    /// Milliseconds since 1970.
    pub recorded_at: i64,
    /// Who else has confirmed it, and when.
    pub confirmed: Option<(String, i64)>,
}

/// How a task stands in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its goal is reached, or it is done.
    Met,
    /// Near the goal.
    Near,
    /// Short of the goal, or past its day and not done.
    Off,
    /// On its way, as somebody else has confirmed.
    Underway,
    /// Said, and not confirmed yet.
    Unconfirmed,
    /// Nothing was said for the month.
    NotReported,
    /// There was nothing to measure.
    Nothing,
    /// No storey offers its measure yet, or the reader may not see the records.
    NotRecorded,
}

const DONE: i64 = 100_000_000;

/// By its measure.
pub fn measured(measured: Option<&Measured>, goal: Quantity, tolerance: Quantity) -> Standing {
    use crate::status::Standing as Figure;
    let Some(measured) = measured else { return Standing::NotRecorded };
    match measure::standing(measured, goal, tolerance) {
        Figure::Met => Standing::Met,
        Figure::Near => Standing::Near,
        Figure::Off => Standing::Off,
        _ => Standing::Nothing,
    }
}

/// By what was said: `all` up to the month, each month's latest version. What is done stays done; what is
/// not done by its day is off track, whatever was said.
pub fn by_hand(task: &Task, all: &[Progress], month: Month) -> Standing {
    let confirmed = |progress: &&Progress| progress.confirmed.is_some();
    if all.iter().filter(confirmed).any(|progress| progress.percent.millionths() >= DONE) {
        return Standing::Met;
    }
    let current = all.iter().find(|progress| progress.month == month);
    match current {
        Some(progress) if progress.confirmed.is_none() => Standing::Unconfirmed,
        _ if is_late(task.due, month) => Standing::Off,
        Some(_) => Standing::Underway,
        None => Standing::NotReported,
    }
}

fn is_late(due: Day, month: Month) -> bool {
    due < month.last_day()
}

/// The latest confirmed share up to the month.
pub fn share(all: &[Progress]) -> Option<Quantity> {
    let confirmed = all.iter().filter(|progress| progress.confirmed.is_some());
    confirmed.max_by_key(|progress| progress.month.code()).map(|progress| progress.percent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annual::content::Supports;
    use kernel::PersonId;

    fn task(due: &str) -> Task {
        Task {
            title: "某任务".into(),
            supports: Supports::Itself,
            indicator: None,
            named: String::new(),
            criterion: "通过验收".into(),
            measure: None,
            owner: PersonId(1),
            due: due.parse().unwrap(),
        }
    }

    fn said(month: &str, percent: i64, is_confirmed: bool) -> Progress {
        Progress {
            month: month.parse().unwrap(),
            version: 1,
            percent: Quantity::from_integer(percent).unwrap(),
            said: String::new(),
            evidence: String::new(),
            user: None,
            recorded_by: String::new(),
            recorded_at: 0,
            confirmed: is_confirmed.then(|| ("乙".to_owned(), 0)),
        }
    }

    #[track_caller]
    fn check(due: &str, all: &[Progress], month: &str, expected: Standing) {
        assert_eq!(by_hand(&task(due), all, month.parse().unwrap()), expected);
    }

    #[test]
    fn only_what_somebody_else_confirmed_counts() {
        check("2026-12-31", &[], "2026-05", Standing::NotReported);
        check("2026-12-31", &[said("2026-05", 40, false)], "2026-05", Standing::Unconfirmed);
        check("2026-12-31", &[said("2026-05", 40, true)], "2026-05", Standing::Underway);
        check("2026-12-31", &[said("2026-04", 40, true)], "2026-05", Standing::NotReported);
        check("2026-12-31", &[said("2026-05", 100, false)], "2026-05", Standing::Unconfirmed);
        assert_eq!(
            share(&[said("2026-04", 40, true), said("2026-05", 60, false)]).unwrap().to_string(),
            "40"
        );
    }

    #[test]
    fn what_is_done_stays_done_and_what_is_late_is_off() {
        check("2026-03-31", &[said("2026-03", 100, true)], "2026-05", Standing::Met);
        check("2026-03-31", &[said("2026-03", 90, true)], "2026-05", Standing::Off);
        check("2026-05-31", &[said("2026-05", 90, true)], "2026-05", Standing::Underway);
        check("2026-05-30", &[said("2026-05", 90, true)], "2026-05", Standing::Off);
        check("2026-05-30", &[said("2026-05", 100, false)], "2026-06", Standing::Off);
    }
}
