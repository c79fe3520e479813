//! Whether independent sources bear a claim out (`domain.md` section G).
//!
//! Three sources: daily supervision (日常督导), special inspection (专项检查), mass interviews (群众访谈).
//! What was gathered in conflict of interest, in the future, more than a year ago or from fewer than five
//! people does not count, but is listed. The fresher a finding, the more it counts within its source; a
//! source weighs by its freshest finding. Sources more than 20 points apart are disputed: a person decides,
//! and their combination is shown to whoever decides and enters no score.

/// Where a finding comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    Daily,
    Special,
    Interview,
}

impl Source {
    pub const ALL: [Self; 3] = [Self::Daily, Self::Special, Self::Interview];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Special => "special",
            Self::Interview => "interview",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }

    /// Its weight when fresh, and the days after which a finding counts half.
    const fn weight(self) -> (f64, f64) {
        match self {
            Self::Daily => (0.3, 90.0),
            Self::Special => (0.4, 180.0),
            Self::Interview => (0.3, 120.0),
        }
    }
}

/// The oldest that counts, in days.
pub const OLDEST: i64 = 365;
/// The people that an interview must have asked.
pub const ASKED: u32 = 5;
/// Points between sources beyond which they dispute each other.
pub const APART: f64 = 20.0;

/// What somebody found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    pub source: Source,
    /// From 0 to 100; `None` where it says nothing of the claim.
    pub score: Option<f64>,
    /// Days since it was made; negative for the future.
    pub age: i64,
    /// Of the same unit, kin, subordinate or beneficiary.
    pub is_conflicted: bool,
    /// People asked in an interview.
    pub asked: u32,
}

impl Finding {
    /// The score, if the finding counts.
    fn counts(&self) -> Option<f64> {
        let is_asked = self.source != Source::Interview || self.asked >= ASKED;
        let is_timely = (0..=OLDEST).contains(&self.age);
        self.score.filter(|score| score.is_finite() && is_asked && is_timely && !self.is_conflicted)
    }

    fn freshness(&self) -> f64 {
        0.5_f64.powf(self.age as f64 / self.source.weight().1)
    }
}

/// What one source says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Said {
    pub source: Source,
    pub score: f64,
    pub weight: f64,
    pub findings: usize,
}

/// How the sources stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// One source alone: it cannot reach "verified".
    Uncorroborated,
    Corroborated,
    Disputed,
}

/// The sources of a claim together.
#[derive(Clone, Debug, PartialEq)]
pub struct Corroboration {
    pub standing: Standing,
    /// The findings that count, by their places.
    pub used: Vec<usize>,
    pub sources: Vec<Said>,
    /// Of a disputed claim for whoever decides, and for no score.
    pub combined: f64,
    /// The lowest and the highest source.
    pub range: (f64, f64),
}

impl Corroboration {
    /// Points between the lowest and the highest source.
    pub fn disagreement(&self) -> f64 {
        self.range.1 - self.range.0
    }
}

/// Weighs the findings about a claim; `None` when none of them counts.
pub fn corroborate(findings: &[Finding]) -> Option<Corroboration> {
    let used: Vec<usize> =
        (0..findings.len()).filter(|at| findings[*at].counts().is_some()).collect();
    let mut sources = Vec::new();
    for source in Source::ALL {
        let of = || used.iter().map(|at| &findings[*at]).filter(|one| one.source == source);
        let fresh: f64 = of().map(Finding::freshness).sum();
        let weighed: f64 = of().filter_map(|one| Some(one.freshness() * one.counts()?)).sum();
        let freshest = of().map(Finding::freshness).fold(0.0, f64::max);
        let findings = of().count();
        if findings > 0 {
            let weight = source.weight().0 * freshest;
            sources.push(Said { source, score: weighed / fresh, weight, findings });
        }
    }
    let lowest = sources.iter().map(|said| said.score).fold(f64::INFINITY, f64::min);
    let highest = sources.iter().map(|said| said.score).fold(f64::NEG_INFINITY, f64::max);
    let weight: f64 = sources.iter().map(|said| said.weight).sum();
    let combined = sources.iter().map(|said| said.weight * said.score).sum::<f64>() / weight;
    let standing = match sources.len() {
        0 => return None,
        1 => Standing::Uncorroborated,
        _ if highest - lowest > APART => Standing::Disputed,
        _ => Standing::Corroborated,
    };
    Some(Corroboration { standing, used, sources, combined, range: (lowest, highest) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finding(source: Source, score: f64, age: i64) -> Finding {
        Finding { source, score: Some(score), age, is_conflicted: false, asked: ASKED }
    }

    #[test]
    fn what_does_not_count_changes_nothing() {
        let sound = [finding(Source::Daily, 80.0, 10), finding(Source::Special, 70.0, 30)];
        let alone = corroborate(&sound).unwrap();
        assert_eq!(alone.standing, Standing::Corroborated);
        for unsound in [
            Finding { is_conflicted: true, ..finding(Source::Special, 0.0, 1) },
            Finding { asked: 4, ..finding(Source::Interview, 0.0, 1) },
            Finding { score: None, ..finding(Source::Daily, 0.0, 1) },
            finding(Source::Daily, 0.0, -1),
            finding(Source::Daily, 0.0, 366),
            finding(Source::Daily, f64::NAN, 1),
        ] {
            let with = corroborate(&[sound[0], sound[1], unsound]).unwrap();
            assert_eq!(with, alone, "{unsound:?}");
            assert_eq!(corroborate(&[unsound]), None);
        }
        assert_eq!(corroborate(&[]), None);
    }

    #[test]
    fn one_source_alone_bears_nothing_out_however_often_it_speaks() {
        let often = [finding(Source::Daily, 90.0, 1), finding(Source::Daily, 92.0, 2)];
        let found = corroborate(&often).unwrap();
        assert_eq!((found.standing, found.sources[0].findings), (Standing::Uncorroborated, 2));
    }

    #[test]
    fn twenty_points_apart_are_not_disputed_yet() {
        let apart = |other| {
            let both = [finding(Source::Daily, 80.0, 0), finding(Source::Special, other, 0)];
            corroborate(&both).unwrap().standing
        };
        assert_eq!(apart(60.0), Standing::Corroborated);
        assert_eq!(apart(59.9), Standing::Disputed);
    }

    proptest! {
        /// The combination lies between the lowest and the highest, whoever is heard first.
        #[test]
        fn the_order_does_not_matter(
            found in proptest::collection::vec((0_usize..3, 0.0_f64..100.0, 0_i64..365), 1..12),
        ) {
            let findings: Vec<Finding> =
                found.iter().map(|(s, score, age)| finding(Source::ALL[*s], *score, *age)).collect();
            let turned: Vec<Finding> = findings.iter().rev().copied().collect();
            let (one, two) = (corroborate(&findings).unwrap(), corroborate(&turned).unwrap());
            prop_assert!((one.combined - two.combined).abs() < 1e-9);
            prop_assert_eq!(one.standing, two.standing);
            prop_assert!(one.range.0 - 1e-9 <= one.combined && one.combined <= one.range.1 + 1e-9);
        }
    }
}
