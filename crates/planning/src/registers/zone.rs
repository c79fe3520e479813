//! 党员责任区: a member answers for a post of the register or a named place, on named shifts, for a period,
//! by an outcome that somebody else accepts.

use super::post::KeyPost;
use kernel::{DayRange, KeyPostId, PersonId, Problem, UnitId, ZoneId};
use scoring::line;

/// What a zone is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    Post(KeyPostId),
    /// A place or asset in words: it covers no post.
    Place(String),
}

/// What is said of a zone when it is entered or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewZone {
    /// Of a post, the post's own.
    pub unit: UnitId,
    pub member: PersonId,
    pub of: Of,
    /// The names of its shifts; of a post some of the post's.
    pub shifts: Vec<String>,
    pub valid: DayRange,
    /// By which outcome it is judged.
    pub criterion: String,
    /// Who accepts it: never the member.
    pub acceptor: PersonId,
}

/// A zone of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    pub id: ZoneId,
    pub said: NewZone,
    /// Why it ended before its time; empty otherwise.
    pub ended_why: String,
    pub revision: i64,
}

impl NewZone {
    /// What is wrong with the zone itself, each at its field; `post` is the post that it is of.
    pub fn problems(&self, post: Option<&KeyPost>) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.member == self.acceptor {
            problems.push(Problem::new("zone-own-acceptor").at("acceptor"));
        }
        if let Some(seen) = line::only_counts(&self.criterion) {
            problems.push(Problem::new("plan-task-counts").arg("seen", seen).at("criterion"));
        }
        if let Some(post) = post {
            let strange = self.shifts.iter().find(|shift| !post.shifts.contains(shift));
            if let Some(shift) = strange {
                let known = post.shifts.join("、");
                let problem = Problem::new("zone-shift-unknown").arg("shift", shift);
                problems.push(problem.arg("known", known).at("shifts"));
            }
            if !post.valid.overlaps(self.valid) {
                problems.push(Problem::new("zone-beyond-post").arg("post", &post.name).at("from"));
            }
        }
        problems
    }

    /// Whether another zone of the same member says the same at the same time.
    pub fn repeats(&self, other: &Self) -> bool {
        self.member == other.member && self.of == other.of && self.valid.overlaps(other.valid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, until: &str) -> DayRange {
        DayRange::new(from.parse().unwrap(), until.parse().unwrap()).unwrap()
    }

    fn zone() -> NewZone {
        NewZone {
            unit: UnitId(1),
            member: PersonId(1),
            of: Of::Post(KeyPostId(1)),
            shifts: vec!["夜".into()],
            valid: days("2026-01-01", "2027-01-01"),
            criterion: "非计划停机不超过 2 小时".into(),
            acceptor: PersonId(2),
        }
    }

    #[track_caller]
    fn check(zone: &NewZone, expected: &[&str]) {
        let post = KeyPost {
            id: KeyPostId(1),
            unit: UnitId(1),
            name: "集控员".into(),
            shifts: vec!["早".into(), "夜".into()],
            valid: days("2026-01-01", "2026-07-01"),
            revision: 1,
        };
        let codes: Vec<_> = zone.problems(Some(&post)).iter().map(|it| it.code).collect();
        assert_eq!(codes, expected);
    }

    #[test]
    fn a_zone_names_an_outcome_shifts_of_its_post_and_somebody_else() {
        check(&zone(), &[]);
        check(&NewZone { acceptor: PersonId(1), ..zone() }, &["zone-own-acceptor"]);
        let counts = "每月组织集中学习不少于 2 次".to_owned();
        check(&NewZone { criterion: counts, ..zone() }, &["plan-task-counts"]);
        check(&NewZone { shifts: vec!["中".into()], ..zone() }, &["zone-shift-unknown"]);
        let late = days("2026-07-01", "2026-08-01");
        check(&NewZone { valid: late, ..zone() }, &["zone-beyond-post"]);
    }

    #[test]
    fn the_same_member_holds_a_post_once_at_a_time() {
        let other = NewZone { shifts: vec!["早".into()], ..zone() };
        assert!(zone().repeats(&other), "one zone names both shifts");
        assert!(!zone().repeats(&NewZone { member: PersonId(3), ..zone() }));
        let later = days("2027-01-01", "2028-01-01");
        assert!(!zone().repeats(&NewZone { valid: later, ..zone() }));
        assert!(!zone().repeats(&NewZone { of: Of::Place("泵房".into()), ..zone() }));
    }
}
