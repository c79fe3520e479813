//! How far a question may be answered: levels 0 to 4 (`domain.md` section F), why not higher, and what would
//! be enough.
//!
//! | Level | Needs |
//! | --- | --- |
//! | 0 | less than 6 units, 12 periods or 80 % of the cells, or no variation within units |
//! | 1 | the rest: description |
//! | 2 | 100 unit-periods, declared beforehand, two-way effects, q ≤ 0.05 and bootstrap p ≤ 0.05, a quiet lead |
//! | 3 | 3 adopters in 2 cohorts, 3 controls, 4 periods before and 3 after, flat before, permutation p ≤ 0.05 |
//! | 4 | adoption drawn by lot and registered before it |
//!
//! A question of past data stops at level 1. A period is a month, or a quarter where data are quarterly. The
//! levels are conventions of this house, not of science. A null result has a level too: where the data would
//! have sufficed and nothing showed, level 1 with the reason says so.

/// What may be said of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Too little data.
    Insufficient,
    /// A description of what changed at the same time.
    Descriptive,
    /// A statistical association that other causes may explain.
    Associated,
    /// Consistent with an effect.
    Consistent,
    /// An effect estimated by lot, with its interval.
    Estimated,
}

impl Level {
    pub const ALL: [Self; 5] = [
        Self::Insufficient,
        Self::Descriptive,
        Self::Associated,
        Self::Consistent,
        Self::Estimated,
    ];

    /// 0 to 4.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The key of the wording that is allowed; the texts stand where pages are made.
    pub const fn wording(self) -> &'static str {
        match self {
            Self::Insufficient => "evidence-insufficient",
            Self::Descriptive => "evidence-descriptive",
            Self::Associated => "evidence-associated",
            Self::Consistent => "evidence-consistent",
            Self::Estimated => "evidence-estimated",
        }
    }
}

/// The fewest units of any question.
pub const UNITS: usize = 6;
/// The fewest periods.
pub const PERIODS: usize = 12;
/// The least share of cells with data, in per cent.
pub const PRESENT: usize = 80;
/// The fewest unit-periods of an association.
pub const UNIT_PERIODS: usize = 100;
/// The largest q, bootstrap p and permutation p.
pub const SMALL: f64 = 0.05;
/// A lead is quiet above this.
pub const QUIET: f64 = 0.10;
/// The fewest adopters, and as many controls.
pub const ADOPTERS: usize = 3;
/// The fewest cohorts of adopters.
pub const COHORTS: usize = 2;
/// The fewest periods before adoption, and after it.
pub const BEFORE: usize = 4;
pub const AFTER: usize = 3;

/// The data that a question stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Data {
    pub units: usize,
    /// Months, or quarters where data are quarterly.
    pub periods: usize,
    /// Unit-periods with outcome and cause, of `units × periods`.
    pub present: usize,
    /// Whether the cause changes within a unit.
    pub varies_within: bool,
}

/// When a question was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declared {
    /// Before any reading of the period's last third was stored.
    Beforehand,
    /// Of data that were there already (就既有数据提出).
    OfPastData,
}

/// The result of a panel regression, see [`crate::inquiry`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Association {
    /// Unit-periods that the fit used.
    pub rows: usize,
    /// Whether units and periods both have effects.
    pub is_two_way: bool,
    /// The cluster-t's p, adjusted over all questions tried; of a single question its p.
    pub q: f64,
    pub bootstrap_p: f64,
    /// The smaller p of the lead, by cluster-t and by bootstrap; `None` where it could not be told.
    pub lead_p: Option<f64>,
}

/// The result of a comparison of adopters with others, see [`crate::staggered`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adoption {
    pub adopters: usize,
    pub cohorts: usize,
    pub controls: usize,
    /// Periods before the first adoption, and from the last on.
    pub before: usize,
    pub after: usize,
    pub is_flat_before: bool,
    pub permutation_p: f64,
    /// The smallest p that these numbers of adopters and controls allow.
    pub smallest_p: f64,
    /// Whether lots decided who adopted when.
    pub is_by_lot: bool,
    /// Whether outcome, cause and date of reckoning were registered before the lots were drawn.
    pub is_registered: bool,
}

/// What stands between a question and a level: what there is and what would be enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lack {
    Units {
        have: usize,
        enough: usize,
    },
    Periods {
        have: usize,
        enough: usize,
    },
    /// In per cent, rounded down.
    Present {
        have: usize,
        enough: usize,
    },
    VariationWithin,
    Declared,
    NotAsked,
    UnitPeriods {
        have: usize,
        enough: usize,
    },
    TwoWay,
    Adjusted {
        q: f64,
        enough: f64,
    },
    Bootstrap {
        p: f64,
        enough: f64,
    },
    LeadUnknown,
    LeadLoud {
        p: f64,
        enough: f64,
    },
    NoAdoption,
    Adopters {
        have: usize,
        enough: usize,
    },
    Cohorts {
        have: usize,
        enough: usize,
    },
    Controls {
        have: usize,
        enough: usize,
    },
    Before {
        have: usize,
        enough: usize,
    },
    After {
        have: usize,
        enough: usize,
    },
    TrendBefore,
    Permutation {
        p: f64,
        enough: f64,
    },
    /// Even the clearest result could not reach it.
    OutOfReach {
        smallest: f64,
        enough: f64,
    },
    Lot,
    Registered,
}

impl Lack {
    /// The key of its text.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Units { .. } => "lack-units",
            Self::Periods { .. } => "lack-periods",
            Self::Present { .. } => "lack-present",
            Self::VariationWithin => "lack-variation-within",
            Self::Declared => "lack-declared",
            Self::NotAsked => "lack-not-asked",
            Self::UnitPeriods { .. } => "lack-unit-periods",
            Self::TwoWay => "lack-two-way",
            Self::Adjusted { .. } => "lack-adjusted",
            Self::Bootstrap { .. } => "lack-bootstrap",
            Self::LeadUnknown => "lack-lead-unknown",
            Self::LeadLoud { .. } => "lack-lead-loud",
            Self::NoAdoption => "lack-no-adoption",
            Self::Adopters { .. } => "lack-adopters",
            Self::Cohorts { .. } => "lack-cohorts",
            Self::Controls { .. } => "lack-controls",
            Self::Before { .. } => "lack-before",
            Self::After { .. } => "lack-after",
            Self::TrendBefore => "lack-trend-before",
            Self::Permutation { .. } => "lack-permutation",
            Self::OutOfReach { .. } => "lack-out-of-reach",
            Self::Lot => "lack-lot",
            Self::Registered => "lack-registered",
        }
    }
}

/// The level of a question, and what stands between it and each higher one.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub level: Level,
    /// Each level above, with all that it lacks.
    pub lacks: Vec<(Level, Vec<Lack>)>,
}

impl Verdict {
    /// Why not the next level.
    pub fn why_not_higher(&self) -> &[Lack] {
        self.lacks.first().map_or(&[], |(_, lacks)| lacks)
    }
}

/// Judges a question by its data and results. A level counts when nothing is lacking for it and the data
/// suffice at all; levels 2 and 3 are two ways to ask, and neither needs the other. A result that is no
/// number is no result.
pub fn judge(
    data: &Data,
    declared: Declared,
    association: Option<&Association>,
    adoption: Option<&Adoption>,
) -> Verdict {
    let undeclared = (declared == Declared::OfPastData).then_some(Lack::Declared);
    let insufficient = for_description(data);
    let mut lacks: Vec<(Level, Vec<Lack>)> = Level::ALL[1..]
        .iter()
        .map(|level| {
            let own = match level {
                Level::Insufficient | Level::Descriptive => vec![],
                Level::Associated => for_association(association),
                Level::Consistent => for_consistency(adoption),
                Level::Estimated => for_estimate(adoption),
            };
            let undeclared = undeclared.filter(|_| *level > Level::Descriptive);
            let all = insufficient.iter().copied().chain(undeclared).chain(own);
            (*level, all.collect())
        })
        .collect();
    let reached = lacks.iter().rev().find(|(_, lacks)| lacks.is_empty());
    let level = reached.map_or(Level::Insufficient, |(level, _)| *level);
    lacks.retain(|(other, _)| *other > level);
    Verdict { level, lacks }
}

fn for_description(data: &Data) -> Vec<Lack> {
    let cells = data.units * data.periods;
    let share = (data.present * 100).checked_div(cells).unwrap_or(0);
    [
        (data.units < UNITS).then_some(Lack::Units { have: data.units, enough: UNITS }),
        (data.periods < PERIODS).then_some(Lack::Periods { have: data.periods, enough: PERIODS }),
        (data.present * 100 < cells * PRESENT || cells == 0)
            .then_some(Lack::Present { have: share, enough: PRESENT }),
        (!data.varies_within).then_some(Lack::VariationWithin),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether a p is at most so large; one that is no number is not.
fn is_small(p: f64, most: f64) -> bool {
    p <= most
}

fn for_association(found: Option<&Association>) -> Vec<Lack> {
    let Some(found) = found else { return vec![Lack::NotAsked] };
    let lead = match found.lead_p {
        None => Some(Lack::LeadUnknown),
        Some(p) if p > QUIET => None,
        Some(p) => Some(Lack::LeadLoud { p, enough: QUIET }),
    };
    [
        (found.rows < UNIT_PERIODS)
            .then_some(Lack::UnitPeriods { have: found.rows, enough: UNIT_PERIODS }),
        (!found.is_two_way).then_some(Lack::TwoWay),
        (!is_small(found.q, SMALL)).then_some(Lack::Adjusted { q: found.q, enough: SMALL }),
        (!is_small(found.bootstrap_p, SMALL))
            .then_some(Lack::Bootstrap { p: found.bootstrap_p, enough: SMALL }),
        lead,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn for_consistency(found: Option<&Adoption>) -> Vec<Lack> {
    let Some(found) = found else { return vec![Lack::NoAdoption] };
    let permutation = if !is_small(found.smallest_p, SMALL) {
        Some(Lack::OutOfReach { smallest: found.smallest_p, enough: SMALL })
    } else if !is_small(found.permutation_p, SMALL) {
        Some(Lack::Permutation { p: found.permutation_p, enough: SMALL })
    } else {
        None
    };
    [
        (found.adopters < ADOPTERS)
            .then_some(Lack::Adopters { have: found.adopters, enough: ADOPTERS }),
        (found.cohorts < COHORTS).then_some(Lack::Cohorts { have: found.cohorts, enough: COHORTS }),
        (found.controls < ADOPTERS)
            .then_some(Lack::Controls { have: found.controls, enough: ADOPTERS }),
        (found.before < BEFORE).then_some(Lack::Before { have: found.before, enough: BEFORE }),
        (found.after < AFTER).then_some(Lack::After { have: found.after, enough: AFTER }),
        (!found.is_flat_before).then_some(Lack::TrendBefore),
        permutation,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// By lot, an estimate with its interval may be told whether it is large or not: p is not asked for.
fn for_estimate(found: Option<&Adoption>) -> Vec<Lack> {
    let Some(found) = found else { return vec![Lack::NoAdoption] };
    [
        (found.adopters < ADOPTERS)
            .then_some(Lack::Adopters { have: found.adopters, enough: ADOPTERS }),
        (!found.is_by_lot).then_some(Lack::Lot),
        (!found.is_registered).then_some(Lack::Registered),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: Data = Data { units: 8, periods: 24, present: 190, varies_within: true };
    const LINKED: Association = Association {
        rows: 182,
        is_two_way: true,
        q: 0.002,
        bootstrap_p: 0.016,
        lead_p: Some(0.92),
    };
    const ADOPTED: Adoption = Adoption {
        adopters: 4,
        cohorts: 2,
        controls: 4,
        before: 4,
        after: 3,
        is_flat_before: true,
        permutation_p: 0.03,
        smallest_p: 2.0 / 70.0,
        is_by_lot: false,
        is_registered: false,
    };

    fn level(data: Data, association: Option<Association>, adoption: Option<Adoption>) -> u8 {
        let declared = Declared::Beforehand;
        judge(&data, declared, association.as_ref(), adoption.as_ref()).level.number()
    }

    #[test]
    fn each_lack_of_data_stops_at_nothing_whatever_was_found() {
        for (data, key) in [
            (Data { units: 5, present: 120, ..DATA }, "lack-units"),
            (Data { periods: 11, present: 88, ..DATA }, "lack-periods"),
            (Data { present: 153, ..DATA }, "lack-present"),
            (Data { varies_within: false, ..DATA }, "lack-variation-within"),
        ] {
            let found = judge(&data, Declared::Beforehand, Some(&LINKED), Some(&ADOPTED));
            assert_eq!(found.level, Level::Insufficient, "{key}");
            let keys: Vec<_> = found.why_not_higher().iter().map(Lack::key).collect();
            assert_eq!(keys, [key]);
        }
        // 154 of 192 cells are 80.2 %.
        assert_eq!(level(Data { present: 154, ..DATA }, Some(LINKED), None), 2);
        let nothing = Data { units: 0, periods: 0, present: 0, varies_within: false };
        assert_eq!(level(nothing, None, None), 0);
    }

    #[test]
    fn each_condition_of_an_association_counts() {
        assert_eq!(level(DATA, Some(LINKED), None), 2);
        for (found, key) in [
            (Association { rows: 99, ..LINKED }, "lack-unit-periods"),
            (Association { is_two_way: false, ..LINKED }, "lack-two-way"),
            (Association { q: 0.0501, ..LINKED }, "lack-adjusted"),
            (Association { q: f64::NAN, ..LINKED }, "lack-adjusted"),
            (Association { bootstrap_p: 0.0625, ..LINKED }, "lack-bootstrap"),
            (Association { bootstrap_p: f64::NAN, ..LINKED }, "lack-bootstrap"),
            (Association { lead_p: None, ..LINKED }, "lack-lead-unknown"),
            (Association { lead_p: Some(0.10), ..LINKED }, "lack-lead-loud"),
            (Association { lead_p: Some(f64::NAN), ..LINKED }, "lack-lead-loud"),
        ] {
            let verdict = judge(&DATA, Declared::Beforehand, Some(&found), None);
            assert_eq!(verdict.level, Level::Descriptive, "{key}");
            let keys: Vec<_> = verdict.why_not_higher().iter().map(Lack::key).collect();
            assert_eq!(keys, [key]);
        }
        let edge = Association { rows: 100, q: 0.05, bootstrap_p: 0.05, ..LINKED };
        assert_eq!(level(DATA, Some(edge), None), 2);
        assert_eq!(level(DATA, None, None), 1);
    }

    #[test]
    fn a_question_of_past_data_stops_at_a_description() {
        let lot = Adoption { is_by_lot: true, is_registered: true, ..ADOPTED };
        let found = judge(&DATA, Declared::OfPastData, Some(&LINKED), Some(&lot));
        assert_eq!(found.level, Level::Descriptive);
        assert!(found.lacks.iter().all(|(_, lacks)| lacks == &[Lack::Declared]));
    }

    #[test]
    fn each_condition_of_consistency_counts() {
        assert_eq!(level(DATA, Some(LINKED), Some(ADOPTED)), 3);
        assert_eq!(level(DATA, None, Some(ADOPTED)), 3);
        for (found, key) in [
            (Adoption { adopters: 2, ..ADOPTED }, "lack-adopters"),
            (Adoption { cohorts: 1, ..ADOPTED }, "lack-cohorts"),
            (Adoption { controls: 2, ..ADOPTED }, "lack-controls"),
            (Adoption { before: 3, ..ADOPTED }, "lack-before"),
            (Adoption { after: 2, ..ADOPTED }, "lack-after"),
            (Adoption { is_flat_before: false, ..ADOPTED }, "lack-trend-before"),
            (Adoption { permutation_p: 0.06, ..ADOPTED }, "lack-permutation"),
            (Adoption { permutation_p: 0.1, smallest_p: 0.1, ..ADOPTED }, "lack-out-of-reach"),
        ] {
            let verdict = judge(&DATA, Declared::Beforehand, Some(&LINKED), Some(&found));
            assert_eq!(verdict.level, Level::Associated, "{key}");
            let keys: Vec<_> = verdict.why_not_higher().iter().map(Lack::key).collect();
            assert_eq!(keys, [key]);
        }
    }

    #[test]
    fn only_lots_registered_beforehand_estimate_an_effect_small_or_large() {
        let lot = Adoption { is_by_lot: true, is_registered: true, ..ADOPTED };
        assert_eq!(level(DATA, None, Some(lot)), 4);
        assert_eq!(level(DATA, None, Some(Adoption { permutation_p: 0.7, ..lot })), 4);
        assert_eq!(level(DATA, None, Some(Adoption { is_registered: false, ..lot })), 3);
        assert_eq!(level(DATA, None, Some(Adoption { is_by_lot: false, ..lot })), 3);
    }

    #[test]
    fn keys_of_wordings_and_numbers_are_one_for_each_level() {
        let keys: std::collections::BTreeSet<_> =
            Level::ALL.iter().map(|level| level.wording()).collect();
        assert_eq!(keys.len(), 5);
        assert_eq!(Level::ALL.map(Level::number), [0, 1, 2, 3, 4]);
    }
}
