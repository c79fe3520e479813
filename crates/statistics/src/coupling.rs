//! Coupling coordination degree (耦合协调度, CCD): the relative level of two or more scores at one time.
//!
//! Of systems `U` from 0 to 1: coupling `C = n·(ΠU)^(1/n)/ΣU`, level `T = Σα·U`, degree `D = √(C·T)`; the
//! modified `C′ = √((1 − mean over pairs |Uᵢ − Uⱼ|)·(Π(U/Umax))^(1/(n−1)))` with `D′ = √(C′·T)` is by 王淑佳 et
//! al. (2021, 自然资源学报 36(3)), who list the widespread errors; 刘春林 (2017) found about half of 379 papers
//! miscalculated. No unit; ten classes of 0.1, the upper bound belongs to the class.
//!
//! Traps. `√(U₁U₂/(U₁+U₂)²)` has lost its coefficient and is never above 0.5; `√(U₁U₂/(U₁+U₂))` has lost a
//! square. **It is no evidence of any relation**: independent series have a mean `C` of 0.97. Say "relative
//! level of both scores", never "synergy".

use crate::Undefined;

/// Coupling and coordination of systems.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coordination {
    /// `C`, from 0 to 1.
    pub coupling: f64,
    /// `T`.
    pub level: f64,
    /// `D`.
    pub degree: f64,
    /// From 0 (极度失调) to 9 (优质协调).
    pub class: usize,
    /// `C′`.
    pub modified_coupling: f64,
    /// `D′`.
    pub modified_degree: f64,
}

/// The classes of the degree, from the lowest.
pub const CLASSES: [&str; 10] = [
    "极度失调",
    "严重失调",
    "中度失调",
    "轻度失调",
    "濒临失调",
    "勉强协调",
    "初级协调",
    "中级协调",
    "良好协调",
    "优质协调",
];

/// How far above a bound a degree still belongs to the class below.
const SLACK: f64 = 1e-12;

/// Coordination of systems, whose weights are alike unless stated.
///
/// # Errors
/// `OutOfRange` for fewer than two systems, or one outside 0 to 1 or that is no number; `AllZero` with the
/// level, which is nothing then; `Weights` unless the weights are not negative and have the sum 1; `Shape`
/// unless there are as many.
pub fn coordinate(systems: &[f64], weights: Option<&[f64]>) -> Result<Coordination, Undefined> {
    let n = systems.len();
    if n < 2 || systems.iter().any(|u| !(0.0..=1.0).contains(u)) {
        return Err(Undefined::OutOfRange);
    }
    let weights = match weights {
        None => vec![1.0 / n as f64; n],
        Some(weights) if weights.len() != n => return Err(Undefined::Shape),
        Some(weights) => {
            let sum: f64 = weights.iter().sum();
            let is_share = |weight: &f64| (0.0..=1.0).contains(weight);
            if !weights.iter().all(is_share) || (sum - 1.0).abs() > 1e-9 {
                return Err(Undefined::Weights);
            }
            weights.to_vec()
        }
    };
    let most = systems.iter().copied().fold(0.0, f64::max);
    if most == 0.0 {
        return Err(Undefined::AllZero);
    }
    let level: f64 = systems.iter().zip(&weights).map(|(u, weight)| u * weight).sum();
    let (count, sum) = (n as f64, systems.iter().sum::<f64>());
    let coupling = count * systems.iter().product::<f64>().powf(1.0 / count) / sum;
    let mut apart = 0.0;
    for (at, one) in systems.iter().enumerate() {
        apart += systems[at + 1..].iter().map(|other| (one - other).abs()).sum::<f64>();
    }
    let pairs = count * (count - 1.0) / 2.0;
    let relative = systems.iter().map(|u| u / most).product::<f64>().powf(1.0 / (count - 1.0));
    let modified_coupling = ((1.0 - apart / pairs) * relative).sqrt();
    let degree = (coupling * level).sqrt();
    let class = (degree * 10.0 - SLACK).ceil().max(1.0) as usize - 1;
    Ok(Coordination {
        coupling,
        level,
        degree,
        class: class.min(CLASSES.len() - 1),
        modified_coupling,
        modified_degree: (modified_coupling * level).sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_has_no_coordination_is_refused_by_name() {
        for systems in [&[0.5][..], &[0.5, 1.1], &[-0.1, 0.5], &[f64::NAN, 0.5], &[]] {
            assert_eq!(coordinate(systems, None), Err(Undefined::OutOfRange), "{systems:?}");
        }
        assert_eq!(coordinate(&[0.0, 0.0], None), Err(Undefined::AllZero));
        let weighed = |weights: &[f64]| coordinate(&[0.5, 0.5], Some(weights));
        assert_eq!(weighed(&[0.0, 0.0]), Err(Undefined::Weights));
        assert_eq!(weighed(&[f64::NAN, 1.0]), Err(Undefined::Weights));
        assert_eq!(weighed(&[1.0]), Err(Undefined::Shape));
    }

    #[test]
    fn the_upper_bound_belongs_to_the_class() {
        let class = |u: f64| CLASSES[coordinate(&[u, u], None).unwrap().class];
        // Of equal systems D is √u.
        assert_eq!(class(0.25), "濒临失调");
        assert_eq!(class(0.2501), "勉强协调");
        assert_eq!(class(0.64), "中级协调");
        assert_eq!(class(1.0), "优质协调");
    }

    proptest! {
        /// Coupling lies in 0 to 1 and is 1 for equal systems; who comes first changes nothing.
        #[test]
        fn coupling_is_a_share(systems in proptest::collection::vec(0.01_f64..1.0, 2..6)) {
            let found = coordinate(&systems, None).unwrap();
            prop_assert!((0.0..=1.0 + 1e-12).contains(&found.coupling));
            prop_assert!((0.0..=1.0 + 1e-12).contains(&found.modified_coupling));
            let turned: Vec<f64> = systems.iter().rev().copied().collect();
            prop_assert!((coordinate(&turned, None).unwrap().degree - found.degree).abs() < 1e-12);
            let equal = coordinate(&vec![systems[0]; systems.len()], None).unwrap();
            prop_assert!((equal.coupling - 1.0).abs() < 1e-9);
        }
    }
}
