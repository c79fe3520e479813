//! Units over periods: columns of one table, lags by the calendar, and the rows that a fit may use.
//!
//! A period is a whole number that grows by one from each period to the next (months since year 0, say), so
//! that a missing month is a gap and no shift: a lag is the value of the same unit at that very period, or
//! none. The row above is no lag.

use crate::Undefined;
use std::ops::Range;

/// A column of a panel, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(usize);

/// Units over periods. Rows are kept in order of unit and period; a cell without a value is held as NaN,
/// which nobody outside sees.
#[derive(Clone, Debug)]
pub struct Panel {
    units: Vec<usize>,
    /// Where each unit begins, and the end.
    starts: Vec<usize>,
    /// All periods in order, and the place of each row's among them.
    periods: Vec<i64>,
    period: Vec<u32>,
    /// The place that each row had when it was given, unless the rows came in order.
    given: Option<Vec<usize>>,
    columns: Vec<Vec<f64>>,
}

impl Panel {
    /// A panel of rows, each of a unit (any number that names it) in a period.
    ///
    /// # Errors
    /// `NoData` without rows, `Shape` for lists of two lengths, `TooLarge` for more than four thousand million
    /// rows, `Duplicate` for a unit twice in a period.
    pub fn new(units: &[usize], periods: &[i64]) -> Result<Self, Undefined> {
        if units.is_empty() {
            return Err(Undefined::NoData);
        }
        if units.len() != periods.len() {
            return Err(Undefined::Shape);
        }
        if u32::try_from(units.len()).is_err() {
            return Err(Undefined::TooLarge);
        }
        let place = |at: usize| (units[at], periods[at]);
        if (1..units.len()).all(|at| place(at - 1) < place(at)) {
            return Ok(Self::ordered((0..units.len()).map(place)));
        }
        let mut given: Vec<usize> = (0..units.len()).collect();
        given.sort_unstable_by_key(|at| place(*at));
        if given.windows(2).any(|two| place(two[0]) == place(two[1])) {
            return Err(Undefined::Duplicate);
        }
        let panel = Self::ordered(given.iter().map(|at| place(*at)));
        Ok(Self { given: Some(given), ..panel })
    }

    /// A panel of rows in order of unit and period.
    fn ordered(rows: impl Iterator<Item = (usize, i64)> + Clone) -> Self {
        let mut all: Vec<i64> = rows.clone().map(|(_, period)| period).collect();
        all.sort_unstable();
        all.dedup();
        all.shrink_to_fit();
        let (mut units, mut starts, mut next) = (Vec::new(), Vec::new(), 0);
        let row = |(at, (unit, period)): (usize, (usize, i64))| {
            if units.last() != Some(&unit) {
                units.push(unit);
                starts.push(at);
            }
            // The next row is mostly of the next period.
            if all.get(next) != Some(&period) {
                next = all.partition_point(|known| *known < period);
            }
            next += 1;
            next as u32 - 1
        };
        let period: Vec<u32> = rows.enumerate().map(row).collect();
        starts.push(period.len());
        Self { units, starts, periods: all, period, given: None, columns: Vec::new() }
    }

    /// Adds a column in the order in which the rows were given.
    ///
    /// # Errors
    /// `Shape` unless there is one for each row; `NotFinite` for a value that is no number.
    pub fn add(&mut self, values: &[Option<f64>]) -> Result<Column, Undefined> {
        if values.len() != self.rows() {
            return Err(Undefined::Shape);
        }
        if values.iter().flatten().any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let value = |value: &Option<f64>| value.unwrap_or(f64::NAN);
        self.columns.push(match &self.given {
            None => values.iter().map(value).collect(),
            Some(given) => given.iter().map(|at| value(&values[*at])).collect(),
        });
        Ok(Column(self.columns.len() - 1))
    }

    /// Adds the value that the same unit had `by` periods earlier (later, when negative).
    pub fn lag(&mut self, column: Column, by: i64) -> Column {
        let values = &self.columns[column.0];
        let shifted = |unit: Range<usize>, row: usize| {
            let wanted = self.period_of(row) - by;
            // Where no period is missing, it lies `by` rows away.
            let near = usize::try_from(row as i64 - by).ok().filter(|at| unit.contains(at));
            let found = near.filter(|at| self.period_of(*at) == wanted).or_else(|| {
                let place = self.periods.binary_search(&wanted).ok()? as u32;
                let at = self.period[unit.clone()].binary_search(&place).ok()?;
                Some(unit.start + at)
            });
            found.map_or(f64::NAN, |at| values[at])
        };
        let of_unit = |unit: Range<usize>| unit.clone().map(move |row| shifted(unit.clone(), row));
        let lagged = ranges(&self.starts).flat_map(of_unit).collect();
        self.columns.push(lagged);
        Column(self.columns.len() - 1)
    }

    fn period_of(&self, row: usize) -> i64 {
        self.periods[self.period[row] as usize]
    }

    /// Unit, period and the values of two columns, row by row in order of unit and period.
    pub(crate) fn pairs(
        &self,
        one: Column,
        other: Column,
    ) -> impl Iterator<Item = (usize, i64, Option<f64>, Option<f64>)> {
        let some = |value: f64| Some(value).filter(|value| !value.is_nan());
        let row = move |unit: usize, at: usize| {
            let (one, other) = (self.columns[one.0][at], self.columns[other.0][at]);
            (unit, self.period_of(at), some(one), some(other))
        };
        let units = self.units.iter().zip(ranges(&self.starts));
        units.flat_map(move |(unit, rows)| rows.map(move |at| row(*unit, at)))
    }

    /// Rows, whatever they lack.
    pub fn rows(&self) -> usize {
        self.period.len()
    }

    /// The rows that have all these columns, with the columns there, without units (and periods, when both have effects) that have
    /// one row only, which fixed effects explain whole: these are dropped until none is left.
    ///
    /// # Errors
    /// `NoData`.
    pub(crate) fn sample(
        &self,
        columns: &[Column],
        both: bool,
    ) -> Result<(Sample, Vec<Vec<f64>>), Undefined> {
        let columns: Vec<&[f64]> = columns.iter().map(|column| &*self.columns[column.0]).collect();
        let is_complete = |row: usize| columns.iter().all(|column| !column[row].is_nan());
        let mut stays: Vec<bool> = (0..self.rows()).map(is_complete).collect();
        let count = |stays: &[bool]| stays.iter().filter(|stays| **stays).count();
        let complete = count(&stays);
        let often = loop {
            let mut often = vec![0_usize; self.periods.len()];
            for (period, stays) in self.period.iter().zip(&stays) {
                often[*period as usize] += usize::from(*stays);
            }
            let before = count(&stays);
            for rows in ranges(&self.starts) {
                let has_company = count(&stays[rows.clone()]) > 1;
                for (stays, period) in stays[rows.clone()].iter_mut().zip(&self.period[rows]) {
                    *stays &= has_company && (!both || often[*period as usize] > 1);
                }
            }
            if count(&stays) == before {
                break often;
            }
        };
        let rows = count(&stays);
        if rows == 0 {
            return Err(Undefined::NoData);
        }
        let mut periods = 0;
        let place = |often: &usize| {
            periods += u32::from(*often > 0);
            periods.saturating_sub(1)
        };
        let places: Vec<u32> = often.iter().map(place).collect();
        let mut period = kept(&self.period, &stays, rows);
        period.iter_mut().for_each(|place| *place = places[*place as usize]);
        let mut starts = vec![0];
        for unit in ranges(&self.starts) {
            let end = starts[starts.len() - 1] + count(&stays[unit]);
            if end > starts[starts.len() - 1] {
                starts.push(end);
            }
        }
        let columns = columns.iter().map(|column| kept(column, &stays, rows)).collect();
        let (periods, dropped) = (periods as usize, complete - rows);
        Ok((Sample { starts, period, periods, dropped }, columns))
    }
}

/// The rows of each unit, from where it begins.
fn ranges(starts: &[usize]) -> impl Iterator<Item = Range<usize>> {
    starts.windows(2).map(|bounds| bounds[0]..bounds[1])
}

/// What stays of a column, so many rows.
fn kept<T: Copy>(column: &[T], stays: &[bool], rows: usize) -> Vec<T> {
    let mut kept = Vec::with_capacity(rows);
    let mut at = 0;
    for run in stays.chunk_by(|one, other| one == other) {
        if run[0] {
            kept.extend_from_slice(&column[at..at + run.len()]);
        }
        at += run.len();
    }
    kept
}

/// The rows of a fit, unit after unit.
#[derive(Debug)]
pub(crate) struct Sample {
    /// Where each unit begins, and the end.
    pub starts: Vec<usize>,
    /// The place of each row's period.
    pub period: Vec<u32>,
    pub periods: usize,
    /// Rows of units or periods that stood alone.
    pub dropped: usize,
}

impl Sample {
    pub fn units(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn rows(&self) -> usize {
        self.period.len()
    }

    /// The place of a row's period.
    pub fn period_of(&self, row: usize) -> usize {
        self.period[row] as usize
    }

    /// The rows of each unit.
    pub fn of_units(&self) -> impl Iterator<Item = Range<usize>> {
        ranges(&self.starts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_panel_is_refused_by_name() {
        assert_eq!(Panel::new(&[], &[]).unwrap_err(), Undefined::NoData);
        assert_eq!(Panel::new(&[1], &[1, 2]).unwrap_err(), Undefined::Shape);
        assert_eq!(Panel::new(&[1, 2, 1], &[1, 1, 1]).unwrap_err(), Undefined::Duplicate);
        let mut panel = Panel::new(&[1, 2], &[1, 1]).unwrap();
        assert_eq!(panel.add(&[Some(1.0)]).unwrap_err(), Undefined::Shape);
        assert_eq!(panel.add(&[Some(1.0), Some(f64::NAN)]).unwrap_err(), Undefined::NotFinite);
        let none = panel.add(&[None, Some(1.0)]).unwrap();
        assert_eq!(panel.sample(&[none], true).unwrap_err(), Undefined::NoData);
    }

    #[test]
    fn a_lag_goes_by_the_calendar_and_never_into_another_unit() {
        let mut panel = Panel::new(&[7, 3, 3, 3, 7], &[3, 4, 1, 2, 1]).unwrap();
        let x = panel.add(&[10.0, 20.0, 30.0, 40.0, 50.0].map(Some)).unwrap();
        let mut shown = |by: i64| -> Vec<Option<f64>> {
            let column = panel.lag(x, by);
            let values = panel.columns[column.0].iter();
            values.map(|value| Some(*value).filter(|value| !value.is_nan())).collect()
        };
        // Unit 3 in periods 1, 2, 4; unit 7 in 1, 3.
        assert_eq!(shown(0), [30.0, 40.0, 20.0, 50.0, 10.0].map(Some));
        assert_eq!(shown(1), [None, Some(30.0), None, None, None]);
        assert_eq!(shown(2), [None, None, Some(40.0), None, Some(50.0)]);
        assert_eq!(shown(-1), [Some(40.0), None, None, None, None]);
        assert_eq!(shown(-2), [None, Some(20.0), None, Some(10.0), None]);
    }

    #[test]
    fn what_stands_alone_is_dropped_until_nothing_does() {
        // Unit 2 has one row; without it period 9 has one row, and without that unit 1 keeps two.
        let mut panel = Panel::new(&[1, 1, 1, 2, 3, 3], &[1, 2, 9, 9, 1, 2]).unwrap();
        let x = panel.add(&[Some(1.0); 6]).unwrap();
        let (both, _) = panel.sample(&[x], true).unwrap();
        assert_eq!((both.rows(), both.units(), both.periods, both.dropped), (4, 2, 2, 2));
        let (one, _) = panel.sample(&[x], false).unwrap();
        assert_eq!((one.rows(), one.units(), one.dropped), (5, 2, 1));
    }
}
