//! Units of unequal size beside each other: shares with an interval, rare events with a prior, figures as
//! distances from the mean (`domain.md` section D).

use crate::Exact;

/// The 97.5 % point of the normal distribution, as the cases of `domain.md` take it.
const Z: &str = "1.959963984540054";

/// A share with its Wilson interval at 95 %.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub share: Exact,
    pub low: Exact,
    pub high: Exact,
}

/// The share of `hits` in `all`; `None` when there is none. Three of three is less certain than 180 of
/// 200, and its lower end says so.
///
/// Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927), 209–212.
pub fn wilson(hits: i64, all: i64) -> Option<Share> {
    if all <= 0 || !(0..=all).contains(&hits) {
        return None;
    }
    let z: Exact = Z.parse().ok()?;
    let square = &z * &z;
    let n = Exact::from_integer(all);
    let (share, of_n) = (Exact::quotient(hits, all)?, square.checked_div(&n)?);
    let half = |number: &Exact| number.checked_div(&Exact::from_integer(2));
    let width = &Exact::ONE + &of_n;
    let centre = (&share + &half(&of_n)?).checked_div(&width)?;
    let spread = (&share * &(&Exact::ONE - &share)).checked_div(&n)?;
    let root = (&spread + &half(&half(&of_n)?)?.checked_div(&n)?).sqrt()?;
    let reach = (&z * &root).checked_div(&width)?;
    let low = if hits == 0 { Exact::ZERO } else { &centre - &reach };
    let high = if hits == all { Exact::ONE } else { &centre + &reach };
    Some(Share { share, low, high })
}

/// Events per exposure, pulled towards a prior rate as if its exposure had been seen too; `None` without
/// any exposure.
pub fn shrunk_rate(
    events: &Exact,
    exposure: &Exact,
    prior_rate: &Exact,
    prior_exposure: &Exact,
) -> Option<Exact> {
    rate(&(events + &(prior_rate * prior_exposure)), &(exposure + prior_exposure))
}

/// Events per exposure; `None` without any exposure.
pub fn rate(events: &Exact, exposure: &Exact) -> Option<Exact> {
    let is_some = !exposure.is_negative() && !exposure.is_zero();
    is_some.then(|| events.checked_div(exposure)).flatten()
}

/// Figures as T-scores: mean 50, sample standard deviation 10.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TScores {
    Ok(Vec<Option<Exact>>),
    /// All alike: everybody is at 50.
    Constant(Vec<Option<Exact>>),
    /// Fewer than two figures.
    Undefined,
}

/// T-scores of the figures that are there; what is missing stays so and is not counted.
pub fn t_scores(figures: &[Option<Exact>]) -> TScores {
    let known: Vec<&Exact> = figures.iter().flatten().collect();
    let count = Exact::from_integer(known.len() as i64);
    let others = &count - &Exact::ONE;
    if known.len() < 2 {
        return TScores::Undefined;
    }
    let sum: Exact = known.iter().map(|figure| (*figure).clone()).sum();
    let mean = sum.checked_div(&count).unwrap_or(Exact::ZERO);
    let square = |figure: &Exact| {
        let distance = figure - &mean;
        &distance * &distance
    };
    let squares: Exact = known.iter().map(|figure| square(figure)).sum();
    let fifty = Exact::from_integer(50);
    if squares.is_zero() {
        return TScores::Constant(
            figures.iter().map(|one| one.as_ref().map(|_| fifty.clone())).collect(),
        );
    }
    // One root of the whole quotient: the standard deviation of tiny differences has no twelve decimals.
    let score = |figure: &Exact| {
        let deviations =
            (&square(figure) * &others).checked_div(&squares).and_then(|ratio| ratio.sqrt());
        let distance = &deviations.unwrap_or(Exact::ZERO) * &Exact::from_integer(10);
        if *figure < mean { &fifty - &distance } else { &fifty + &distance }
    };
    TScores::Ok(figures.iter().map(|one| one.as_ref().map(score)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rounding;
    use crate::exact::tests::exact;

    #[test]
    fn three_of_three_does_not_beat_180_of_200() {
        let (few, many) = (wilson(3, 3).unwrap(), wilson(180, 200).unwrap());
        assert!(few.share > many.share && few.low < many.low);
        assert_eq!(few.high, Exact::ONE);
        assert_eq!(wilson(0, 7).unwrap().low, Exact::ZERO);
        assert_eq!(many.low.fixed(6, Rounding::HalfAway), "0.850594");
        for (hits, all) in [(0, 0), (-1, 3), (4, 3), (0, -1)] {
            assert_eq!(wilson(hits, all), None);
        }
    }

    #[test]
    fn one_injury_in_few_hours_is_no_rate_of_25() {
        let [events, hours, rate_before, hours_before] = ["1", "0.04", "2.5", "0.2"].map(exact);
        assert_eq!(shrunk_rate(&events, &hours, &rate_before, &hours_before), Some(exact("6.25")));
        assert_eq!(rate(&events, &Exact::ZERO), None);
        assert_eq!(rate(&events, &exact("-1")), None);
    }

    #[test]
    fn tiny_differences_score_like_large_ones() {
        let scores = |unit: &str| {
            let unit = exact(unit);
            t_scores(&[1, 2, 4].map(|n| Some(&Exact::from_integer(n) * &unit)))
        };
        assert_eq!(scores("1e-30"), scores("1"));
        let constant = t_scores(&[Some(exact("3")), None, Some(exact("3"))]);
        let fifty = Some(exact("50"));
        assert_eq!(constant, TScores::Constant(vec![fifty.clone(), None, fifty]));
        assert_eq!(t_scores(&[Some(exact("3")), None]), TScores::Undefined);
    }
}
