//! An appraisal by secret ballot: four grades, abstentions, a quorum (`domain.md` section D).

use crate::Exact;

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub delegates: u32,
    pub present: u32,
    pub issued: u32,
    pub returned: u32,
    /// Ballots with a grade, from the best grade down, each grade with its points.
    pub grades: Vec<(u32, Exact)>,
    /// Returned without a grade.
    pub abstained: u32,
}

/// Fewer valid ballots would tell who voted how.
const FEWEST: u32 = 5;

/// What a count comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appraisal {
    Ok {
        valid: u32,
        score: Exact,
        /// The share of the two best grades among the valid.
        top2: Exact,
    },
    /// Fewer than two thirds of the delegates were present.
    NoQuorum,
    /// The ballots do not add up.
    InvalidBallot,
    /// Too few valid ballots.
    Suppressed,
}

/// Scores a count.
pub fn appraise(count: &Count) -> Appraisal {
    let Count { delegates, present, issued, returned, grades, abstained } = count;
    if u64::from(*present) * 3 < u64::from(*delegates) * 2 {
        return Appraisal::NoQuorum;
    }
    let sum = |grades: &[(u32, Exact)]| grades.iter().map(|(n, _)| u64::from(*n)).sum::<u64>();
    let valid = sum(grades);
    if valid + u64::from(*abstained) != u64::from(*returned) || returned > issued {
        return Appraisal::InvalidBallot;
    }
    let valid = match u32::try_from(valid) {
        Ok(valid) if valid >= FEWEST => valid,
        _ => return Appraisal::Suppressed,
    };
    let all = Exact::from_integer(valid.into());
    let points: Exact =
        grades.iter().map(|(n, points)| &Exact::from_integer((*n).into()) * points).sum();
    let best = Exact::from_integer(sum(&grades[..grades.len().min(2)]) as i64);
    let share = |part: &Exact| part.checked_div(&all).unwrap_or(Exact::ZERO);
    Appraisal::Ok { valid, score: share(&points), top2: share(&best) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(grades: [u32; 4], abstained: u32, present: u32) -> Count {
        let points = [100, 85, 65, 30].map(Exact::from_integer);
        let returned = grades.iter().sum::<u32>() + abstained;
        let grades = grades.into_iter().zip(points).collect();
        Count { delegates: 45, present, issued: present, returned, grades, abstained }
    }

    #[test]
    fn a_count_is_sound_or_says_why_not() {
        let sound = appraise(&count([21, 12, 4, 1], 2, 41));
        let (score, top2) = (Exact::quotient(3_410, 38).unwrap(), Exact::quotient(33, 38).unwrap());
        assert_eq!(sound, Appraisal::Ok { valid: 38, score, top2 });
        assert_eq!(appraise(&count([21, 5, 2, 1], 0, 29)), Appraisal::NoQuorum);
        assert!(matches!(appraise(&count([21, 5, 2, 1], 0, 30)), Appraisal::Ok { .. }));
        assert_eq!(appraise(&count([3, 1, 0, 0], 30, 41)), Appraisal::Suppressed);
        let more = Count { issued: 39, ..count([21, 12, 4, 1], 2, 41) };
        assert_eq!(appraise(&more), Appraisal::InvalidBallot);
        let lost = Count { returned: 39, ..count([21, 12, 4, 1], 2, 41) };
        assert_eq!(appraise(&lost), Appraisal::InvalidBallot);
    }
}
