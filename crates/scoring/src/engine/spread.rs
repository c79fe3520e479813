//! Forced distribution over the units of one scheme: the most that may have each of the best grades. Ties
//! are never split, and nobody gets a better grade than the total has by itself.
//!
//! For four grades with two ceilings this is [`crate::grade::distribute`]; a scheme may have other grades.

use crate::Exact;
use crate::scheme::Scheme;

/// Grades after a distribution, as places among the scheme's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// How many may have each of the best grades or a better one; `None` when there are too few units, or
    /// the scheme spreads nothing.
    pub most: Option<Vec<usize>>,
    /// In the order of the totals.
    pub grades: Vec<usize>,
}

/// Spreads grades over published totals. At the first ceiling a block of equal totals that does not fit
/// whole goes below with everybody after it; at the others a block that starts inside stays.
pub fn spread(scheme: &Scheme, published: &[Exact]) -> Spread {
    let last = scheme.grade.len().saturating_sub(1);
    let own =
        |total: &Exact| scheme.grade.iter().position(|cut| *total >= cut.from).unwrap_or(last);
    let mut grades: Vec<usize> = published.iter().map(own).collect();
    let count = published.len();
    let rule = scheme.distribution.as_ref().filter(|rule| count >= rule.fewest as usize);
    let Some(rule) = rule else { return Spread { most: None, grades } };
    let places = |share: &Exact| {
        let places = (share * &Exact::from_integer(count as i64)).floor();
        places.and_then(|places| usize::try_from(places).ok()).unwrap_or_default()
    };
    let most: Vec<usize> = rule.ceiling.iter().map(places).collect();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| published[*other].cmp(&published[*one]));
    let (mut given, mut first_is_open) = (0, true);
    for block in order.chunk_by(|one, other| published[*one] == published[*other]) {
        first_is_open &= most.first().is_some_and(|most| given + block.len() <= *most);
        let best = match first_is_open {
            true => 0,
            false => (1..most.len()).find(|at| given < most[*at]).unwrap_or(most.len()),
        };
        for place in block {
            grades[*place] = grades[*place].max(best);
        }
        given += block.len();
    }
    Spread { most: Some(most), grades }
}
