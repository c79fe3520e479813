//! Scores weighed together: a tree whose leaves are scores or say why there is none.
//!
//! - Not applicable (不适用): the weight goes to the siblings of the same parent.
//! - Not reported (未报): counts as 0.
//! - Pending: left out of the score, its weight with the siblings that have a value; the bounds take it as
//!   0 and as 120. What weight is not pending is the coverage; below 0.8 the result is provisional.

use crate::{Exact, Unsound};

/// The most that a leaf can be worth.
const MOST: i64 = 120;

/// A part of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub name: String,
    /// Its share among its siblings.
    pub weight: Exact,
    pub part: Part,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Sections(Vec<Node>),
    Scored(Exact),
    NotApplicable,
    NotReported,
    Pending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Ok,
    /// Too much is pending for a grade.
    Provisional,
    /// Nothing of it applies.
    NotApplicable,
}

/// What a tree is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    pub status: Status,
    /// `None` where nothing has a value yet.
    pub score: Option<Exact>,
    /// The score if all that is pending turned out as bad, and as good, as can be.
    pub low: Exact,
    pub high: Exact,
    /// The share of the weight that is not pending.
    pub coverage: Exact,
}

/// What a part is worth that applies.
struct Worth {
    score: Option<Exact>,
    low: Exact,
    high: Exact,
    coverage: Exact,
}

/// Weighs a tree. `slack` is how far the weights of siblings may be from one: zero, unless they come from
/// a format that cannot hold them.
///
/// # Errors
/// [`Unsound::Weights`] for weights that are negative or do not sum to one.
pub fn weigh(root: &Node, slack: &Exact) -> Result<Total, Unsound> {
    let Some(worth) = worth(&root.part, slack)? else {
        let (low, high, coverage) = (Exact::ZERO, Exact::ZERO, Exact::ONE);
        return Ok(Total { status: Status::NotApplicable, score: None, low, high, coverage });
    };
    let enough = &worth.coverage * &Exact::from_integer(5) >= Exact::from_integer(4);
    let status = if enough && worth.score.is_some() { Status::Ok } else { Status::Provisional };
    let Worth { score, low, high, coverage } = worth;
    Ok(Total { status, score, low, high, coverage })
}

/// What a part is worth; `None` when it does not apply.
fn worth(part: &Part, slack: &Exact) -> Result<Option<Worth>, Unsound> {
    let known = |score: Exact| Worth {
        low: score.clone(),
        high: score.clone(),
        score: Some(score),
        coverage: Exact::ONE,
    };
    Ok(match part {
        Part::Sections(sections) => together(sections, slack)?,
        Part::Scored(score) => Some(known(score.clone())),
        Part::NotReported => Some(known(Exact::ZERO)),
        Part::NotApplicable => None,
        Part::Pending => Some(Worth {
            score: None,
            low: Exact::ZERO,
            high: Exact::from_integer(MOST),
            coverage: Exact::ZERO,
        }),
    })
}

fn together(sections: &[Node], slack: &Exact) -> Result<Option<Worth>, Unsound> {
    let all: Exact = sections.iter().map(|section| section.weight.clone()).sum();
    let off = &all - &Exact::ONE;
    let is_one = off <= *slack && -&off <= *slack;
    if !is_one || sections.iter().any(|section| section.weight.is_negative()) {
        return Err(Unsound::Weights);
    }
    let mut parts = Vec::new();
    for section in sections {
        if let Some(worth) = worth(&section.part, slack)? {
            parts.push((&section.weight, worth));
        }
    }
    let weight: Exact = parts.iter().map(|(weight, _)| (*weight).clone()).sum();
    let mean = |of: fn(&Worth) -> &Exact| -> Option<Exact> {
        let sum: Exact = parts.iter().map(|(weight, worth)| *weight * of(worth)).sum();
        sum.checked_div(&weight)
    };
    let bounds =
        (mean(|worth| &worth.low), mean(|worth| &worth.high), mean(|worth| &worth.coverage));
    // What applies but weighs nothing does not apply.
    let (Some(low), Some(high), Some(coverage)) = bounds else { return Ok(None) };
    let valued =
        || parts.iter().filter_map(|(weight, worth)| Some((*weight, worth.score.as_ref()?)));
    let sum: Exact = valued().map(|(weight, score)| weight * score).sum();
    let weight: Exact = valued().map(|(weight, _)| weight.clone()).sum();
    Ok(Some(Worth { score: sum.checked_div(&weight), low, high, coverage }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::tests::exact;
    use proptest::prelude::*;

    fn leaf(weight: &str, part: Part) -> Node {
        Node { name: String::new(), weight: exact(weight), part }
    }

    fn scored(weight: &str, score: i64) -> Node {
        leaf(weight, Part::Scored(score.into()))
    }

    fn total(sections: Vec<Node>) -> Result<Total, Unsound> {
        weigh(&leaf("1", Part::Sections(sections)), &Exact::ZERO)
    }

    #[test]
    fn three_thirds_are_one_and_three_decimals_of_thirds_are_not() {
        let thirds = |third: &str| total((0..3).map(|_| scored(third, 90)).collect());
        assert_eq!(thirds("1/3").unwrap().score, Some(exact("90")));
        assert_eq!(thirds("0.333333333333"), Err(Unsound::Weights));
        assert_eq!(total(vec![scored("1.5", 90), scored("-0.5", 90)]), Err(Unsound::Weights));
        assert_eq!(total(vec![scored("0.6", 90), scored("0.3999", 90)]), Err(Unsound::Weights));
    }

    #[test]
    fn what_applies_with_no_weight_does_not_apply() {
        let nothing =
            || leaf("0.5", Part::Sections(vec![leaf("1", Part::NotApplicable), scored("0", 50)]));
        let found = total(vec![nothing(), scored("0.5", 80)]).unwrap();
        assert_eq!((found.status, found.score), (Status::Ok, Some(exact("80"))));
        let none = total(vec![nothing(), leaf("0.5", Part::NotApplicable)]).unwrap();
        assert_eq!((none.status, none.score), (Status::NotApplicable, None));
    }

    #[test]
    fn a_section_that_waits_for_everything_passes_its_weight_on() {
        let waiting = leaf("0.1", Part::Sections(vec![leaf("1", Part::Pending)]));
        let found = total(vec![waiting, scored("0.9", 80)]).unwrap();
        assert_eq!(found.score, Some(exact("80")));
        assert_eq!((found.low, found.high), (exact("72"), exact("84")));
        assert_eq!((found.coverage, found.status), (exact("0.9"), Status::Ok));
        let all = total(vec![leaf("1", Part::Pending)]).unwrap();
        assert_eq!((all.status, all.score, all.coverage), (Status::Provisional, None, Exact::ZERO));
    }

    fn part() -> impl Strategy<Value = Part> {
        prop_oneof![
            4 => (0_i64..=120).prop_map(|score| Part::Scored(score.into())),
            1 => Just(Part::NotApplicable),
            1 => Just(Part::NotReported),
            1 => Just(Part::Pending),
        ]
    }

    proptest! {
        #[test]
        fn the_order_of_sections_is_nothing_and_the_score_lies_in_its_bounds(
            parts in prop::collection::vec((1_i64..100, part()), 1..8)
        ) {
            let all: i64 = parts.iter().map(|(weight, _)| weight).sum();
            let node = |(weight, part): &(i64, Part)| Node {
                name: String::new(),
                weight: Exact::quotient(*weight, all).unwrap(),
                part: part.clone(),
            };
            let sections: Vec<Node> = parts.iter().map(node).collect();
            let turned = sections.iter().rev().cloned().collect();
            let found = total(sections).unwrap();
            prop_assert_eq!(&found, &total(turned).unwrap());
            prop_assert!(found.low <= found.high && found.coverage <= Exact::ONE);
            if let Some(score) = found.score {
                prop_assert!(found.low <= score && score <= found.high);
            }
        }

        #[test]
        fn a_better_part_never_lowers_the_whole(
            scores in prop::collection::vec(0_i64..=119, 2..6), at in any::<prop::sample::Index>()
        ) {
            let weight = Exact::quotient(1, scores.len() as i64).unwrap();
            let node = |score: &i64| Node { name: String::new(), weight: weight.clone(), part: Part::Scored((*score).into()) };
            let before = total(scores.iter().map(node).collect()).unwrap();
            let mut better = scores.clone();
            better[at.index(scores.len())] += 1;
            let after = total(better.iter().map(node).collect()).unwrap();
            prop_assert!(after.score > before.score);
        }
    }
}
