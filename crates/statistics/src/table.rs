//! A table of units (rows) by indicators (columns), and what the syntheses over it share.

use crate::Undefined;

/// Which way an indicator is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// Units by indicators, rectangular and finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    rows: Vec<Vec<f64>>,
    senses: Vec<Sense>,
}

impl Table {
    /// # Errors
    /// `NoData` without a row or a column, `Shape` when a row is longer or shorter than the senses,
    /// `NotFinite`.
    pub fn new(rows: Vec<Vec<f64>>, senses: Vec<Sense>) -> Result<Self, Undefined> {
        if rows.is_empty() || senses.is_empty() {
            return Err(Undefined::NoData);
        }
        if rows.iter().any(|row| row.len() != senses.len()) {
            return Err(Undefined::Shape);
        }
        if rows.iter().flatten().any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        Ok(Self { rows, senses })
    }

    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    pub fn senses(&self) -> &[Sense] {
        &self.senses
    }

    /// The lowest and the highest of each column.
    pub(crate) fn ranges(&self) -> Vec<(f64, f64)> {
        ranges(self.senses.len(), self.rows.iter().map(Vec::as_slice))
    }

    /// Each column from 0 (worst) to 1 (best). A column that never changes is 1 for every unit.
    pub fn min_max(&self) -> Vec<Vec<f64>> {
        let ranges = self.ranges();
        let scaled = |row: &Vec<f64>| {
            let cells = row.iter().zip(&ranges).zip(&self.senses);
            let scale = |((value, (low, high)), sense): ((&f64, &(f64, f64)), &Sense)| match (
                low == high,
                sense,
            ) {
                (true, _) => 1.0,
                (_, Sense::Higher) => (value - low) / (high - low),
                (_, Sense::Lower) => (high - value) / (high - low),
            };
            cells.map(scale).collect()
        };
        self.rows.iter().map(scaled).collect()
    }
}

/// Units by indicators with gaps, row after row. A gap is held as NaN, which nobody outside sees.
#[derive(Clone, Debug)]
pub struct Gapped {
    senses: Vec<Sense>,
    cells: Vec<f64>,
    has_gaps: bool,
}

impl Gapped {
    /// A table without a row yet.
    pub const fn new(senses: Vec<Sense>) -> Self {
        Self { senses, cells: Vec::new(), has_gaps: false }
    }

    /// Adds a unit.
    ///
    /// # Errors
    /// `Shape` unless it has a cell for each sense, `NotFinite`; nothing is added then.
    pub fn push(&mut self, row: impl IntoIterator<Item = Option<f64>>) -> Result<(), Undefined> {
        let before = self.cells.len();
        self.cells.extend(row.into_iter().map(|cell| match cell {
            None => f64::NAN,
            Some(value) if value.is_finite() => value,
            Some(_) => f64::INFINITY,
        }));
        let added = &self.cells[before..];
        let refused = match () {
            () if added.len() != self.senses.len() => Undefined::Shape,
            () if added.contains(&f64::INFINITY) => Undefined::NotFinite,
            () => {
                self.has_gaps |= added.iter().any(|cell| cell.is_nan());
                return Ok(());
            }
        };
        self.cells.truncate(before);
        Err(refused)
    }

    pub fn senses(&self) -> &[Sense] {
        &self.senses
    }

    pub(crate) const fn has_gaps(&self) -> bool {
        self.has_gaps
    }

    /// The cells of a unit; NaN for a gap.
    pub(crate) fn cells(&self, row: usize) -> &[f64] {
        let width = self.senses.len();
        &self.cells[row * width..][..width]
    }

    /// The same of each.
    pub(crate) fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.cells.chunks_exact(self.senses.len().max(1))
    }
}

/// The lowest and the highest of each column of some rows. Rows are read one after the other, as they lie.
pub(crate) fn ranges<'a>(columns: usize, rows: impl Iterator<Item = &'a [f64]>) -> Vec<(f64, f64)> {
    let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); columns];
    for row in rows {
        for ((low, high), value) in ranges.iter_mut().zip(row) {
            (*low, *high) = (low.min(*value), high.max(*value));
        }
    }
    ranges
}

/// Weights divided by their sum.
///
/// # Errors
/// `NotFinite`; `Weights` when one is negative or all are nothing; `Shape` unless there are so many.
pub fn shares(weights: &[f64], count: usize) -> Result<Vec<f64>, Undefined> {
    if weights.len() != count {
        return Err(Undefined::Shape);
    }
    if weights.iter().any(|weight| !weight.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let sum: f64 = weights.iter().sum();
    if weights.iter().any(|weight| *weight < 0.0) || sum <= 0.0 || !sum.is_finite() {
        return Err(Undefined::Weights);
    }
    Ok(weights.iter().map(|weight| weight / sum).collect())
}

/// Values closer than this share a rank.
const TIE: f64 = 1e-12;

/// Competition ranks: 1 is the largest, equals share the better rank, what has no value has no rank.
pub fn ranks(values: &[Option<f64>]) -> Vec<Option<usize>> {
    let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let better = |value: f64| sorted.len() - sorted.partition_point(|one| *one <= value + TIE);
    values.iter().map(|value| value.map(|value| 1 + better(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_table_is_refused_by_name() {
        let senses = vec![Sense::Higher, Sense::Lower];
        let refused = |rows: Vec<Vec<f64>>| Table::new(rows, senses.clone()).unwrap_err();
        assert_eq!(refused(vec![]), Undefined::NoData);
        assert_eq!(refused(vec![vec![1.0, 2.0], vec![1.0]]), Undefined::Shape);
        assert_eq!(refused(vec![vec![1.0, f64::NAN]]), Undefined::NotFinite);
        assert_eq!(refused(vec![vec![f64::INFINITY, 1.0]]), Undefined::NotFinite);
    }

    #[test]
    fn a_row_that_is_refused_leaves_a_table_with_gaps_as_it_was() {
        let mut table = Gapped::new(vec![Sense::Higher, Sense::Lower]);
        assert_eq!(table.push([Some(1.0)]), Err(Undefined::Shape));
        assert_eq!(table.push([Some(1.0), Some(f64::NAN)]), Err(Undefined::NotFinite));
        assert_eq!(table.push([Some(f64::NEG_INFINITY), None]), Err(Undefined::NotFinite));
        assert_eq!(table.push([Some(1.0), None]), Ok(()));
        assert_eq!(table.rows().count(), 1);
    }

    #[test]
    fn weights_of_nothing_are_refused_by_name() {
        assert_eq!(shares(&[0.0, 0.0], 2), Err(Undefined::Weights));
        assert_eq!(shares(&[-0.1, 1.1], 2), Err(Undefined::Weights));
        assert_eq!(shares(&[f64::NAN, 1.0], 2), Err(Undefined::NotFinite));
        assert_eq!(shares(&[1.0], 2), Err(Undefined::Shape));
        assert_eq!(shares(&[1.0, 3.0], 2), Ok(vec![0.25, 0.75]));
    }

    #[test]
    fn equals_share_the_better_rank() {
        let found = ranks(&[Some(0.5), None, Some(0.9), Some(0.5), Some(0.1)]);
        assert_eq!(found, [Some(2), None, Some(1), Some(2), Some(4)]);
    }
}
