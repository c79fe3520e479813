//! Three majorities with three denominators, in whole numbers (`domain.md` section B, trap c).

/// Which body decides, and so what counts as a quorum and as a majority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// 支部党员大会: half of those entitled present; more than half of those entitled in favour
    /// (支部工作条例 art. 11).
    BranchResolution,
    /// 党内选举: four fifths of those entitled present; more than half of those present in favour
    /// (基层组织选举工作条例).
    PartyElection,
    /// 职工代表大会: two thirds of the delegates present; more than half of all delegates in favour
    /// (全民所有制工业企业职工代表大会条例 art. 18).
    WorkersCongress,
}

/// Who could vote, who came, who was in favour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub eligible: i64,
    pub present: i64,
    pub yes: i64,
}

/// What a count amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub has_quorum: bool,
    pub is_passed: bool,
}

/// `None` for numbers that cannot be: negative, nobody eligible, more present than eligible, more in
/// favour than present.
pub fn outcome(body: Body, count: Count) -> Option<Outcome> {
    let Count { eligible, present, yes } = count;
    if eligible <= 0 || yes < 0 || present > eligible || yes > present {
        return None;
    }
    let (part, whole) = match body {
        Body::BranchResolution => (1, 2),
        Body::PartyElection => (4, 5),
        Body::WorkersCongress => (2, 3),
    };
    let of = if body == Body::PartyElection { present } else { eligible };
    let has_quorum = present * whole >= eligible * part;
    Some(Outcome { has_quorum, is_passed: has_quorum && yes * 2 > of })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_cannot_be_are_no_ballot() {
        for (eligible, present, yes) in [(0, 0, 0), (10, 11, 5), (10, 5, 6), (10, 5, -1)] {
            let count = Count { eligible, present, yes };
            assert_eq!(outcome(Body::PartyElection, count), None, "{count:?}");
        }
    }
}
