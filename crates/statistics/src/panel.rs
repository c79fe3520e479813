//! Units over periods: columns of one table, lags by the calendar, and the rows that a fit may use.
//!
//! A period is a whole number that grows by one from each period to the next (months since year 0, say), so
//! that a missing month is a gap and no shift: a lag is the value of the same unit at that very period, or
//! none. The row above is no lag.

use crate::Undefined;

/// A column of a panel, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(usize);

/// Units over periods. Rows are kept in order of unit and period; a cell without a value is held as NaN,
/// which nobody outside sees.
#[derive(Clone, Debug)]
pub struct Panel {
    units: Vec<usize>,
    periods: Vec<i64>,
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
            let (units, periods) = (units.to_vec(), periods.to_vec());
            return Ok(Self { units, periods, given: None, columns: Vec::new() });
        }
        let mut given: Vec<usize> = (0..units.len()).collect();
        given.sort_unstable_by_key(|at| place(*at));
        if given.windows(2).any(|two| place(two[0]) == place(two[1])) {
            return Err(Undefined::Duplicate);
        }
        let (units, periods) = given.iter().map(|at| place(*at)).unzip();
        Ok(Self { units, periods, given: Some(given), columns: Vec::new() })
    }

    /// Adds a column in the order in which the rows were given.
    ///
    /// # Errors
    /// `Shape` unless there is one for each row; `NotFinite` for a value that is no number.
    pub fn add(&mut self, values: &[Option<f64>]) -> Result<Column, Undefined> {
        if values.len() != self.units.len() {
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
        let shifted = |row: usize| {
            let wanted = (self.units[row], self.periods[row] - by);
            // A unit's periods lie beside each other: where none is missing, `by` rows away.
            let near = usize::try_from(row as i64 - by).ok().filter(|at| *at < values.len());
            let hit = near.filter(|at| (self.units[*at], self.periods[*at]) == wanted);
            hit.or_else(|| self.find(wanted)).map_or(f64::NAN, |at| values[at])
        };
        let lagged = (0..values.len()).map(shifted).collect();
        self.columns.push(lagged);
        Column(self.columns.len() - 1)
    }

    /// The row of a unit in a period.
    fn find(&self, (unit, period): (usize, i64)) -> Option<usize> {
        let start = self.units.partition_point(|other| *other < unit);
        let end = self.units.partition_point(|other| *other <= unit);
        self.periods[start..end].binary_search(&period).ok().map(|at| start + at)
    }

    /// Unit, period and the values of two columns, row by row in order of unit and period.
    pub(crate) fn pairs(
        &self,
        one: Column,
        other: Column,
    ) -> impl Iterator<Item = (usize, i64, Option<f64>, Option<f64>)> {
        let some = |value: f64| Some(value).filter(|value| !value.is_nan());
        let row = move |at: usize| {
            let (one, other) = (self.columns[one.0][at], self.columns[other.0][at]);
            (self.units[at], self.periods[at], some(one), some(other))
        };
        (0..self.units.len()).map(row)
    }

    /// Rows, whatever they lack.
    pub fn rows(&self) -> usize {
        self.units.len()
    }

    /// The rows that have all these columns, without units (and periods, when both have effects) that have
    /// one row only, which fixed effects explain whole: these are dropped until none is left.
    ///
    /// # Errors
    /// `NoData`.
    pub(crate) fn sample(&self, columns: &[Column], both: bool) -> Result<Sample, Undefined> {
        let is_complete =
            |row: &usize| columns.iter().all(|column| !self.columns[column.0][*row].is_nan());
        let mut rows: Vec<u32> =
            (0..self.units.len()).filter(is_complete).map(|row| row as u32).collect();
        let (unit, period) =
            (|row: &u32| self.units[*row as usize], |row: &u32| self.periods[*row as usize]);
        let mut all_periods: Vec<i64> = rows.iter().map(period).collect();
        all_periods.sort_unstable();
        all_periods.dedup();
        all_periods.shrink_to_fit();
        // The next row is mostly of the next period.
        let mut next = 0;
        let slot = |row: &u32| {
            let period = period(row);
            if all_periods.get(next) != Some(&period) {
                next = all_periods.partition_point(|known| *known < period);
            }
            next += 1;
            next as u32 - 1
        };
        let mut slots: Vec<u32> = rows.iter().map(slot).collect();
        let before = rows.len();
        let often = loop {
            let mut often = vec![0_u32; all_periods.len()];
            slots.iter().for_each(|slot| often[*slot as usize] += 1);
            let of_unit = |at: usize, other: usize| {
                rows.get(other).is_some_and(|row| unit(row) == unit(&rows[at]))
            };
            let stays = |at: usize| {
                let has_company = of_unit(at, at + 1) || (at > 0 && of_unit(at, at - 1));
                has_company && (!both || often[slots[at] as usize] > 1)
            };
            let kept: Vec<bool> = (0..rows.len()).map(stays).collect();
            if kept.iter().all(|stays| *stays) {
                break often;
            }
            let (mut of_row, mut of_slot) = (kept.iter(), kept.iter());
            rows.retain(|_| of_row.next() == Some(&true));
            slots.retain(|_| of_slot.next() == Some(&true));
        };
        if rows.is_empty() {
            return Err(Undefined::NoData);
        }
        let mut dense = vec![0; often.len()];
        let mut periods = 0;
        for (dense, often) in dense.iter_mut().zip(often) {
            *dense = periods;
            periods += u32::from(often > 0);
        }
        slots.iter_mut().for_each(|slot| *slot = dense[*slot as usize]);
        let mut starts = vec![0];
        for at in 1..rows.len() {
            if unit(&rows[at]) != unit(&rows[at - 1]) {
                starts.push(at);
            }
        }
        starts.push(rows.len());
        Ok(Sample {
            period: slots,
            columns: columns
                .iter()
                .map(|column| &self.columns[column.0])
                .map(|values| rows.iter().map(|row| values[*row as usize]).collect())
                .collect(),
            starts,
            periods: periods as usize,
            dropped: before - rows.len(),
        })
    }
}

/// The rows of a fit, unit after unit.
#[derive(Debug)]
pub(crate) struct Sample {
    /// Where each unit begins, and the end.
    pub starts: Vec<usize>,
    /// The place of each row's period.
    pub period: Vec<u32>,
    pub periods: usize,
    pub columns: Vec<Vec<f64>>,
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
    pub fn of_units(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.starts.windows(2).map(|bounds| bounds[0]..bounds[1])
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
        let mut panel = Panel::new(&[7, 3, 3, 3, 7], &[2, 4, 1, 2, 1]).unwrap();
        let x = panel.add(&[10.0, 20.0, 30.0, 40.0, 50.0].map(Some)).unwrap();
        let lag = panel.lag(x, 1);
        let lead = panel.lag(x, -1);
        let shown = |column: Column| -> Vec<Option<f64>> {
            let values = panel.columns[column.0].iter();
            values.map(|value| Some(*value).filter(|value| !value.is_nan())).collect()
        };
        // Unit 3 in periods 1, 2, 4; unit 7 in 1, 2.
        assert_eq!(shown(x), [30.0, 40.0, 20.0, 50.0, 10.0].map(Some));
        assert_eq!(shown(lag), [None, Some(30.0), None, None, Some(50.0)]);
        assert_eq!(shown(lead), [Some(40.0), None, None, Some(10.0), None]);
    }

    #[test]
    fn what_stands_alone_is_dropped_until_nothing_does() {
        // Unit 2 has one row; without it period 9 has one row, and without that unit 1 keeps two.
        let mut panel = Panel::new(&[1, 1, 1, 2, 3, 3], &[1, 2, 9, 9, 1, 2]).unwrap();
        let x = panel.add(&[Some(1.0); 6]).unwrap();
        let both = panel.sample(&[x], true).unwrap();
        assert_eq!((both.rows(), both.units(), both.periods, both.dropped), (4, 2, 2, 2));
        let one = panel.sample(&[x], false).unwrap();
        assert_eq!((one.rows(), one.units(), one.dropped), (5, 2, 1));
    }
}
