//! Entropy weights (熵权法): an indicator weighs the more, the more the units differ in it.
//!
//! Of a column `z` over `m` units: `p = z/Σz`, `e = −Σ p·ln p / ln m` with `0·ln 0 = 0`, `w ∝ 1 − e` (Shannon
//! entropy as used in multi-criteria work, e.g. Zeleny 1982). No unit.
//!
//! Traps. Proportions of raw values give entirely different weights than proportions of min–max values, and
//! ignore which way is better: the basis is named. Nothing is added to avoid `ln 0`; that would change the
//! answer. A constant column weighs nothing. The method rewards dispersion, not importance, so a noisy
//! indicator wins: freeze the weights before the year starts.

use crate::Undefined;
use crate::algebra::wide;
use crate::table::{Gapped, Sense, ranges};

/// What the proportions are taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Values from 0 (worst) to 1 (best) of each column.
    MinMax,
    /// The values themselves.
    Raw,
}

/// How the weights came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Ok,
    /// No column differs between units: all weigh alike.
    DegenerateEqual,
    /// Fewer than two complete units: all columns that have data weigh alike.
    Undefined,
}

impl Standing {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::DegenerateEqual => "degenerate_equal",
            Self::Undefined => "undefined",
        }
    }
}

/// Weights by entropy.
#[derive(Clone, Debug, PartialEq)]
pub struct Entropy {
    pub standing: Standing,
    /// The units without a gap, by their places.
    pub rows_used: Vec<usize>,
    /// Of each column; `None` for one without any value, and everywhere where undefined.
    pub entropy: Vec<Option<f64>>,
    pub weights: Vec<Option<f64>>,
}

/// Below this a column counts as constant.
const DISPERSED: f64 = 1e-12;

/// Weights of the columns of a table with gaps. A column without any value is left out, then every unit with
/// a gap.
///
/// # Errors
/// `NoData` without rows or columns; on the raw basis `NegativeOrZeroSum`, and `OutOfRange` for a column whose
/// sum is beyond 10²⁸⁰ or below its inverse.
pub fn weigh(table: &Gapped, basis: Basis) -> Result<Entropy, Undefined> {
    let width = table.senses().len();
    if width == 0 || table.rows().len() == 0 {
        return Err(Undefined::NoData);
    }
    let (columns, rows_used) = complete(table);
    let mut found = Entropy {
        standing: Standing::Undefined,
        rows_used,
        entropy: vec![None; width],
        weights: vec![None; width],
    };
    let equal = 1.0 / columns.len() as f64;
    if found.rows_used.len() < 2 {
        columns.iter().for_each(|at| found.weights[*at] = Some(equal));
        return Ok(found);
    }
    let rows = || found.rows_used.iter().map(|at| table.cells(*at));
    let entropies = match basis {
        Basis::Raw => entropies(rows(), &columns, &vec![(); width], |value, ()| value),
        Basis::MinMax => entropies(rows(), &columns, &scales(rows(), table.senses()), Scale::of),
    }?;
    let mut dispersion = Vec::new();
    for at in &columns {
        found.entropy[*at] = Some(entropies[*at]);
        let dispersed = 1.0 - entropies[*at];
        dispersion.push(if dispersed < DISPERSED { 0.0 } else { dispersed });
    }
    let sum: f64 = dispersion.iter().sum();
    found.standing = if sum == 0.0 { Standing::DegenerateEqual } else { Standing::Ok };
    for (at, dispersed) in columns.iter().zip(dispersion) {
        found.weights[*at] = Some(if sum == 0.0 { equal } else { dispersed / sum });
    }
    Ok(found)
}

/// The columns with a value, and the units that have one in each of them.
fn complete(table: &Gapped) -> (Vec<usize>, Vec<usize>) {
    let width = table.senses().len();
    if !table.has_gaps() {
        return ((0..width).collect(), (0..table.rows().len()).collect());
    }
    let has_data = |at: &usize| table.rows().any(|row| !row[*at].is_nan());
    let columns: Vec<usize> = (0..width).filter(has_data).collect();
    let is_complete = |row: &[f64]| columns.iter().all(|at| !row[*at].is_nan());
    let used = |(at, row)| is_complete(row).then_some(at);
    let rows = match columns.is_empty() {
        true => Vec::new(),
        false => table.rows().enumerate().filter_map(used).collect(),
    };
    (columns, rows)
}

/// `(value − from)/width + more`: from 0 (worst) to 1 (best), or 1 for all.
#[derive(Clone, Copy)]
struct Scale {
    from: f64,
    width: f64,
    more: f64,
}

impl Scale {
    fn of(value: f64, scale: &Self) -> f64 {
        (value - scale.from) / scale.width + scale.more
    }
}

fn scales<'a>(rows: impl Iterator<Item = &'a [f64]>, senses: &[Sense]) -> Vec<Scale> {
    let scale = |((low, high), sense): ((f64, f64), &Sense)| match sense {
        _ if low == high => Scale { from: low, width: f64::INFINITY, more: 1.0 },
        Sense::Higher => Scale { from: low, width: high - low, more: 0.0 },
        Sense::Lower => Scale { from: high, width: low - high, more: 0.0 },
    };
    ranges(senses.len(), rows).into_iter().zip(senses).map(scale).collect()
}

/// Sums of columns beyond this, or below its inverse, are too far from one to be exact.
const FAR: f64 = 1e280;

/// Of every column, from 0 (all in one unit) to 1 (all alike); anything for those that are not among
/// `columns`. Rows are read once, as they lie: for `p = z/S` it is `−Σ p·ln p = ln S − Σ z·ln z/S`.
///
/// # Errors
/// `NegativeOrZeroSum`, `OutOfRange`.
fn entropies<'a, S>(
    rows: impl Iterator<Item = &'a [f64]>,
    columns: &[usize],
    scales: &[S],
    scaled: impl Fn(f64, &S) -> f64,
) -> Result<Vec<f64>, Undefined> {
    let mut units = 0.0;
    let (mut least, mut sums) = (vec![0.0_f64; scales.len()], vec![0.0; scales.len()]);
    let mut by_logarithms = sums.clone();
    wide(
        #[inline(always)]
        || {
            for row in rows {
                units += 1.0;
                for ((((sum, by_logarithm), least), value), scale) in
                    sums.iter_mut().zip(&mut by_logarithms).zip(&mut least).zip(row).zip(scales)
                {
                    let value = scaled(*value, scale);
                    *least = if value < *least { value } else { *least };
                    *sum += value;
                    *by_logarithm += times_its_logarithm(value);
                }
            }
        },
    );
    for at in columns {
        if least[*at] < 0.0 || sums[*at] == 0.0 {
            return Err(Undefined::NegativeOrZeroSum);
        }
        if !(1.0 / FAR..FAR).contains(&sums[*at]) {
            return Err(Undefined::OutOfRange);
        }
    }
    let entropy =
        |(sum, by_logarithm): (f64, f64)| (sum.ln() - by_logarithm / sum) / f64::ln(units);
    Ok(sums.into_iter().zip(by_logarithms).map(entropy).collect())
}

/// `x·ln x`, and 0 of 0, without a branch or a call, so that a processor computes several columns at once.
///
/// With `x = 2ᵏ·m` and `m` from `√½` to `√2` it is `ln x = k·ln 2 + 2·artanh s` for `s = (m − 1)/(m + 1)`, and
/// `artanh s = s + s³/3 + s⁵/5 + …`. As `|s| < 0.172`, what follows the eleventh term is lost in rounding.
/// Numbers below the smallest normal one (10⁻³⁰⁸) come out as next to nothing.
#[inline(always)]
fn times_its_logarithm(x: f64) -> f64 {
    const MANTISSA: u64 = (1 << 52) - 1;
    let low = std::f64::consts::FRAC_1_SQRT_2.to_bits();
    // A bias keeps the exponent positive, and a double holds it as the end of 2⁵².
    const BIAS: u64 = 1024;
    const WHOLE: u64 = 0x4330_0000_0000_0000;
    let shifted = x.to_bits().wrapping_sub(low).wrapping_add(BIAS << 52);
    let exponent = f64::from_bits(shifted >> 52 | WHOLE) - (f64::from_bits(WHOLE) + BIAS as f64);
    let mantissa = f64::from_bits((shifted & MANTISSA) + low);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let squared = s * s;
    let series = (1..=10).rev().fold(0.0, |sum, n| (sum + 1.0 / f64::from(2 * n + 1)) * squared);
    x * (exponent * std::f64::consts::LN_2 + 2.0 * (s + s * series))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(senses: &[Sense], rows: &[&[Option<f64>]]) -> Gapped {
        let mut table = Gapped::new(senses.to_vec());
        rows.iter().for_each(|row| table.push(row.iter().copied()).unwrap());
        table
    }

    fn full(rows: &[[f64; 2]]) -> Gapped {
        let mut table = Gapped::new(vec![Sense::Higher, Sense::Lower]);
        rows.iter().for_each(|row| table.push(row.map(Some)).unwrap());
        table
    }

    #[test]
    fn proportions_of_negative_or_no_values_are_refused_by_name() {
        let refused = |rows: &[[f64; 2]]| weigh(&full(rows), Basis::Raw).unwrap_err();
        assert_eq!(refused(&[[-1.0, 1.0], [2.0, 1.0]]), Undefined::NegativeOrZeroSum);
        assert_eq!(refused(&[[0.0, 1.0], [0.0, 1.0]]), Undefined::NegativeOrZeroSum);
        assert_eq!(refused(&[[1e300, 1.0], [1.0, 1.0]]), Undefined::OutOfRange);
        assert_eq!(refused(&[[1e-300, 1.0], [1e-310, 1.0]]), Undefined::OutOfRange);
        assert_eq!(refused(&[]), Undefined::NoData);
        assert_eq!(weigh(&table(&[], &[&[]]), Basis::Raw).unwrap_err(), Undefined::NoData);
    }

    #[test]
    fn one_unit_and_constant_columns_weigh_alike_and_say_so() {
        let one = weigh(&full(&[[1.0, 2.0]]), Basis::MinMax).unwrap();
        assert_eq!((one.standing, one.weights), (Standing::Undefined, vec![Some(0.5); 2]));
        let same = weigh(&full(&[[1.0, 2.0], [1.0, 2.0]]), Basis::MinMax).unwrap();
        assert_eq!((same.standing, same.weights), (Standing::DegenerateEqual, vec![Some(0.5); 2]));
    }

    #[test]
    fn gaps_leave_out_columns_then_units() {
        let rows: [&[Option<f64>]; 3] = [
            &[Some(1.0), None, Some(2.0)],
            &[Some(3.0), None, None],
            &[Some(2.0), None, Some(5.0)],
        ];
        let found = weigh(&table(&[Sense::Higher; 3], &rows), Basis::MinMax).unwrap();
        assert_eq!(found.rows_used, [0, 2]);
        assert_eq!(found.weights[1], None);
        let raw = weigh(&table(&[Sense::Higher; 3], &rows), Basis::Raw).unwrap();
        assert_eq!((raw.standing, raw.weights[1]), (Standing::Ok, None));
        let none = weigh(&table(&[Sense::Higher], &[&[None], &[None]]), Basis::MinMax).unwrap();
        assert_eq!((none.standing, none.weights), (Standing::Undefined, vec![None]));
    }

    #[test]
    fn nothing_adds_nothing() {
        assert_eq!(times_its_logarithm(0.0), 0.0);
        assert_eq!(times_its_logarithm(1.0), 0.0);
        assert!(times_its_logarithm(f64::from_bits(1)).abs() < 1e-300);
    }

    proptest! {
        /// As exact as the library's logarithm, over all sizes of numbers.
        #[test]
        fn logarithms_are_those_of_the_library(power in -1000.0_f64..1000.0, near in 0.6_f64..1.6) {
            for x in [power.exp2(), near, 1.0 - power.exp2().min(0.5)] {
                let (wanted, found) = (x * x.ln(), times_its_logarithm(x));
                prop_assert!((found - wanted).abs() <= wanted.abs() * 1e-15, "{x}: {found}");
            }
        }

        /// Weights are shares of one, and the order of the units changes nothing.
        #[test]
        fn weights_are_shares(rows in proptest::collection::vec([0.0_f64..9.0, 0.0_f64..9.0], 2..12)) {
            let turned: Vec<_> = rows.iter().rev().copied().collect();
            let one = weigh(&full(&rows), Basis::MinMax).unwrap();
            let two = weigh(&full(&turned), Basis::MinMax).unwrap();
            let sum: f64 = one.weights.iter().flatten().sum();
            prop_assert!((sum - 1.0).abs() < 1e-9);
            for (a, b) in one.weights.iter().flatten().zip(two.weights.iter().flatten()) {
                prop_assert!(*a >= 0.0 && (a - b).abs() < 1e-9);
            }
        }
    }
}
