//! Small numbers that would tell about one person (`domain.md` section H): cells hidden from a row of counts,
//! what an attacker can still work out of a table, answers of a mood survey, and months and sub-units whose
//! difference would give somebody away.
//!
//! Counts are of people or answers; `k` is how many there must be at least, at the least 5 by the house's
//! own rule, which is the caller's to keep.

use crate::Exact;
use std::collections::VecDeque;

/// Cells of a row of counts that are not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppressed {
    /// Those that are small themselves: from 1 to `k` − 1.
    pub primary: Vec<usize>,
    /// Those that hide the small ones, which the total less the shown cells would tell.
    pub complementary: Vec<usize>,
    /// Even all cells do not hide them: the total is not shown either.
    pub total_withheld: bool,
}

/// Which cells of a row with a total are hidden: the small ones, then the smallest others that are not empty
/// (of equal ones the first) until at least two are hidden and at least `k` people with them.
pub fn suppress(counts: &[u64], k: u64) -> Suppressed {
    let is_small = |count: u64| count > 0 && count < k;
    let primary: Vec<usize> = (0..counts.len()).filter(|at| is_small(counts[*at])).collect();
    let (mut complementary, mut total_withheld) = (Vec::new(), false);
    if primary.is_empty() {
        return Suppressed::default();
    }
    loop {
        let hidden = primary.iter().chain(&complementary);
        let sum = hidden.clone().fold(0_u64, |sum, at| sum.saturating_add(counts[*at]));
        if hidden.clone().count() >= 2 && sum >= k {
            break;
        }
        let is_hidden = |at: &usize| primary.contains(at) || complementary.contains(at);
        let rest = (0..counts.len()).filter(|at| counts[*at] > 0 && !is_hidden(at));
        match rest.min_by_key(|at| counts[*at]) {
            Some(next) => complementary.push(next),
            None => {
                total_withheld = true;
                break;
            }
        }
    }
    complementary.sort_unstable();
    Suppressed { primary, complementary, total_withheld }
}

/// The bounds of a hidden cell of a table: row, column, the least and the most that it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub row: usize,
    pub column: usize,
    pub least: u64,
    pub most: u64,
}

impl Bounds {
    /// Whether the cell is as good as shown.
    pub const fn is_disclosed(self) -> bool {
        self.least == self.most
    }
}

/// What can be worked out of a table of counts whose totals are shown: the bounds of every hidden cell
/// (`None` in `cells`, row by row). `None` when no counts fit.
///
/// Hidden cells are arcs from rows to columns that carry what the shown cells leave of the totals. One
/// fitting flow is found; how far a cell can rise or fall in it is a flow around a circle.
pub fn attack(rows: &[u64], columns: &[u64], cells: &[Vec<Option<u64>>]) -> Option<Vec<Bounds>> {
    let flow = Flow::fitting(rows, columns, cells)?;
    let mut bounds = Vec::new();
    for (row, carried) in flow.carried.iter().enumerate() {
        for (column, now) in carried.iter().enumerate() {
            let Some(now) = *now else { continue };
            // What the cell takes on comes back from its column to its row on another way; what it gives
            // up finds another way from its row to its column.
            let (from, to) = (row, rows.len() + column);
            let rise = flow.clone().moved(to, from, (row, column), u64::MAX);
            let fall = flow.clone().moved(from, to, (row, column), now);
            bounds.push(Bounds { row, column, least: now - fall, most: now.saturating_add(rise) });
        }
    }
    Some(bounds)
}

/// What each hidden cell carries; a shown cell is `None`. Nodes are the rows and then the columns.
#[derive(Clone, Debug)]
struct Flow {
    carried: Vec<Vec<Option<u64>>>,
    columns: usize,
}

/// A cell on a way, and whether the way goes through it from its row to its column.
type Arc = (usize, usize, bool);

impl Flow {
    /// Counts of the hidden cells that fit the totals.
    fn fitting(rows: &[u64], columns: &[u64], cells: &[Vec<Option<u64>>]) -> Option<Self> {
        if cells.len() != rows.len() || cells.iter().any(|row| row.len() != columns.len()) {
            return None;
        }
        let less = |total: u64, shown: Vec<u64>| {
            shown.into_iter().try_fold(total, |left, cell| left.checked_sub(cell))
        };
        let shown = |row: &Vec<Option<u64>>| row.iter().copied().flatten().collect();
        let left: Option<Vec<u64>> =
            rows.iter().zip(cells).map(|(total, row)| less(*total, shown(row))).collect();
        let column = |at: usize| cells.iter().filter_map(|row| row[at]).collect();
        let open: Option<Vec<u64>> =
            columns.iter().enumerate().map(|(at, total)| less(*total, column(at))).collect();
        let (mut left, mut open) = (left?, open?);
        let hidden = |cell: &Option<u64>| cell.is_none().then_some(0);
        let carried = cells.iter().map(|row| row.iter().map(hidden).collect()).collect();
        let mut flow = Self { carried, columns: columns.len() };
        for (row, left) in left.iter_mut().enumerate() {
            while *left > 0 {
                let wants =
                    |node: usize| node.checked_sub(rows.len()).is_some_and(|at| open[at] > 0);
                let way = flow.way(row, wants, None)?;
                let end = way.first().map_or(0, |arc| arc.1);
                let amount = flow.narrowest(&way).min(*left).min(open[end]);
                flow.push(&way, amount);
                *left -= amount;
                open[end] -= amount;
            }
        }
        open.iter().all(|open| *open == 0).then_some(flow)
    }

    /// The arcs that leave a node: hidden cells from a row, carried ones back from a column.
    fn arcs(&self, node: usize) -> Vec<(usize, Arc)> {
        let rows = self.carried.len();
        match node.checked_sub(rows) {
            None => {
                let hidden = |column: &usize| self.carried[node][*column].is_some();
                let cells = (0..self.columns).filter(hidden);
                cells.map(|column| (rows + column, (node, column, true))).collect()
            }
            Some(column) => {
                let carries = |row: &usize| self.carried[*row][column].is_some_and(|n| n > 0);
                (0..rows).filter(carries).map(|row| (row, (row, column, false))).collect()
            }
        }
    }

    /// The shortest way to a node that is wanted, last arc first, past a cell that may not be used.
    fn way(
        &self,
        from: usize,
        is_wanted: impl Fn(usize) -> bool,
        without: Option<(usize, usize)>,
    ) -> Option<Vec<Arc>> {
        let rows = self.carried.len();
        let mut came: Vec<Option<Arc>> = vec![None; rows + self.columns];
        let mut waiting = VecDeque::from([from]);
        while let Some(mut node) = waiting.pop_front() {
            if is_wanted(node) {
                let mut way = Vec::new();
                while let Some((row, column, forwards)) = came[node].filter(|_| node != from) {
                    way.push((row, column, forwards));
                    node = if forwards { row } else { rows + column };
                }
                return Some(way);
            }
            for (to, arc) in self.arcs(node) {
                if came[to].is_none() && to != from && without != Some((arc.0, arc.1)) {
                    came[to] = Some(arc);
                    waiting.push_back(to);
                }
            }
        }
        None
    }

    /// The least that a carried cell on the way can give back.
    fn narrowest(&self, way: &[Arc]) -> u64 {
        let back = way.iter().filter(|(.., forwards)| !forwards);
        let carried = back.filter_map(|(row, column, _)| self.carried[*row][*column]);
        carried.min().unwrap_or(u64::MAX)
    }

    fn push(&mut self, way: &[Arc], amount: u64) {
        for (row, column, forwards) in way {
            let Some(carried) = self.carried[*row][*column].as_mut() else { continue };
            *carried = match forwards {
                true => carried.saturating_add(amount),
                false => carried.saturating_sub(amount),
            };
        }
    }

    /// How much can be moved from a node to another past a cell, at most so much.
    fn moved(&mut self, from: usize, to: usize, past: (usize, usize), most: u64) -> u64 {
        let mut moved = 0;
        while moved < most {
            let Some(way) = self.way(from, |node| node == to, Some(past)) else { break };
            let amount = self.narrowest(&way).min(most - moved);
            self.push(&way, amount);
            moved += amount;
        }
        moved
    }
}

/// What is shown of the answers of a group to one question, each from 1 to 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Nobody answered.
    NoData,
    /// Fewer than `k` answered.
    Small,
    /// All answered alike, or all or none of them low: what everybody said would be known.
    Uniform,
    Shown {
        n: u64,
        mean: Exact,
        share_low: Exact,
    },
}

/// An answer up to this one is low.
const LOW: u64 = 2;

/// The answers of a group; `counts[i]` answered `i + 1`.
pub fn mood(counts: &[u64], k: u64) -> Mood {
    let n: u64 = counts.iter().sum();
    let low: u64 = counts.iter().take(LOW as usize).sum();
    let kinds = counts.iter().filter(|count| **count > 0).count();
    if n == 0 {
        return Mood::NoData;
    }
    if n < k {
        return Mood::Small;
    }
    if kinds == 1 || low == 0 || low == n {
        return Mood::Uniform;
    }
    let sum: u64 = counts.iter().zip(1..).map(|(count, answer)| count * answer).sum();
    let over = |part: u64| Exact::quotient(part as i64, n as i64).unwrap_or_else(|| Exact::from(0));
    Mood::Shown { n, mean: over(sum), share_low: over(low) }
}

/// What becomes of a group's month when it closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthStatus {
    NoData,
    /// Shown, alone or with the months that waited.
    Shown,
    /// Waits for the next ones.
    Pooled,
}

/// Months that are shown as one: their places from 0, and their answers together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    pub months: Vec<usize>,
    pub n: u64,
}

/// The months of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Months {
    pub status: Vec<MonthStatus>,
    pub releases: Vec<Release>,
    /// Those that still wait.
    pub waiting: Vec<usize>,
}

/// Which months of a group are shown, given how many answered in each: a month, or the pool of those that
/// wait, is shown when it has at least `k` answers and as many as what was shown last, or at least `k` more
/// or fewer. One who joined or left cannot be told from the difference.
pub fn months(answers: &[u64], k: u64) -> Months {
    let mut found = Months::default();
    let (mut last, mut pooled): (Option<u64>, u64) = (None, 0);
    for (month, &n) in answers.iter().enumerate() {
        if n == 0 {
            found.status.push(MonthStatus::NoData);
            continue;
        }
        found.waiting.push(month);
        pooled += n;
        let is_far = last.is_none_or(|last| pooled == last || pooled.abs_diff(last) >= k);
        if pooled < k || !is_far {
            found.status.push(MonthStatus::Pooled);
            continue;
        }
        found.status.push(MonthStatus::Shown);
        let months = std::mem::take(&mut found.waiting);
        found.releases.push(Release { months, n: pooled });
        last = Some(std::mem::take(&mut pooled));
    }
    found
}

/// What is shown of a unit or of a sub-unit beside the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    NoData,
    Small,
    Shown,
    /// Large enough, but the unit less what is shown of it would tell about fewer than `k`.
    Withheld,
}

/// A unit and its sub-units in one release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    pub unit: Part,
    pub parts: Vec<Part>,
    /// The answers of the unit that stand in no sub-unit that is shown.
    pub remainder: u64,
}

/// What is shown of a unit with sub-units, given their answers: what the shown ones leave of the unit must
/// be nothing or at least `k`, else the smallest shown one (of equal ones the first) is withheld.
/// `None` when the sub-units have more answers than the unit.
pub fn parts(unit: u64, sub_units: &[u64], k: u64) -> Option<Parts> {
    let sum = sub_units.iter().try_fold(0_u64, |sum, n| sum.checked_add(*n))?;
    if sum > unit {
        return None;
    }
    let own = |n: u64| match n {
        0 => Part::NoData,
        n if n < k => Part::Small,
        _ => Part::Shown,
    };
    let mut parts: Vec<Part> = sub_units.iter().map(|n| own(*n)).collect();
    loop {
        let shown = || (0..parts.len()).filter(|at| parts[*at] == Part::Shown);
        let remainder = unit - shown().map(|at| sub_units[at]).sum::<u64>();
        let leaks = unit >= k && remainder > 0 && remainder < k;
        match shown().min_by_key(|at| sub_units[*at]).filter(|_| leaks) {
            Some(smallest) => parts[smallest] = Part::Withheld,
            None => return Some(Parts { unit: own(unit), parts, remainder }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every table of hidden cells that fits, tried one by one.
    fn tried(rows: &[u64], columns: &[u64], cells: &[Vec<Option<u64>>]) -> Option<Vec<Bounds>> {
        let hidden: Vec<(usize, usize)> = (0..rows.len())
            .flat_map(|row| (0..columns.len()).map(move |column| (row, column)))
            .filter(|(row, column)| cells[*row][*column].is_none())
            .collect();
        let mut found: Option<Vec<Bounds>> = None;
        fn go(
            at: usize,
            hidden: &[(usize, usize)],
            table: &mut Vec<Vec<u64>>,
            (rows, columns): (&[u64], &[u64]),
            found: &mut Option<Vec<Bounds>>,
        ) {
            let Some(&(row, column)) = hidden.get(at) else {
                let fits = |total: u64, sum: u64| total == sum;
                let rows_fit =
                    rows.iter().zip(table.iter()).all(|(t, row)| fits(*t, row.iter().sum()));
                let column = |at: usize| table.iter().map(|row| row[at]).sum();
                if rows_fit && (0..columns.len()).all(|at| fits(columns[at], column(at))) {
                    let fresh = || {
                        hidden.iter().map(|(row, column)| Bounds {
                            row: *row,
                            column: *column,
                            least: u64::MAX,
                            most: 0,
                        })
                    };
                    let bounds = found.get_or_insert_with(|| fresh().collect());
                    for bound in bounds {
                        let value = table[bound.row][bound.column];
                        (bound.least, bound.most) = (bound.least.min(value), bound.most.max(value));
                    }
                }
                return;
            };
            for value in 0..=rows[row].min(columns[column]) {
                table[row][column] = value;
                go(at + 1, hidden, table, (rows, columns), found);
            }
            table[row][column] = 0;
        }
        let mut table: Vec<Vec<u64>> =
            cells.iter().map(|row| row.iter().map(|cell| cell.unwrap_or(0)).collect()).collect();
        go(0, &hidden, &mut table, (rows, columns), &mut found);
        found
    }

    proptest! {
        /// The bounds are those of trying every table.
        #[test]
        fn an_attacker_knows_no_more_and_no_less(
            table in proptest::collection::vec(proptest::collection::vec(0_u64..4, 3), 3),
            hidden in proptest::collection::vec(0_usize..9, 0..6),
        ) {
            let rows: Vec<u64> = table.iter().map(|row| row.iter().sum()).collect();
            let columns: Vec<u64> = (0..3).map(|at| table.iter().map(|row| row[at]).sum()).collect();
            let mut cells: Vec<Vec<Option<u64>>> =
                table.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
            for at in hidden {
                cells[at / 3][at % 3] = None;
            }
            prop_assert_eq!(attack(&rows, &columns, &cells), tried(&rows, &columns, &cells).or(Some(Vec::new())));
        }

        /// The total less the shown cells never tells of fewer than `k`, unless the total is withheld.
        #[test]
        fn a_hidden_cell_stays_hidden(counts in proptest::collection::vec(0_u64..20, 1..8), k in 5_u64..11) {
            let found = suppress(&counts, k);
            let hidden: Vec<usize> = found.primary.iter().chain(&found.complementary).copied().collect();
            let sum: u64 = hidden.iter().map(|at| counts[*at]).sum();
            prop_assert!(hidden.is_empty() || found.total_withheld || (hidden.len() >= 2 && sum >= k));
            prop_assert!((0..counts.len()).all(|at| hidden.contains(&at) || counts[at] == 0 || counts[at] >= k));
        }

        /// No two releases of a group, nor a unit and what is shown of it, differ by 1 to k − 1.
        #[test]
        fn no_difference_tells_of_a_few(
            answers in proptest::collection::vec(0_u64..30, 0..12),
            unit in 0_u64..60,
            k in 5_u64..11,
        ) {
            let found = months(&answers, k);
            for pair in found.releases.windows(2) {
                let apart = pair[0].n.abs_diff(pair[1].n);
                prop_assert!(apart == 0 || apart >= k);
            }
            let shown: u64 = found.releases.iter().map(|release| release.n).sum();
            let waits: u64 = found.waiting.iter().map(|at| answers[*at]).sum();
            prop_assert_eq!(shown + waits, answers.iter().sum::<u64>(), "nobody is lost");
            if let Some(found) = parts(unit, &answers, k) {
                let leaks = found.unit == Part::Shown && found.remainder > 0 && found.remainder < k;
                prop_assert!(!leaks || found.parts.iter().all(|part| *part != Part::Shown));
            }
        }
    }

    #[test]
    fn a_table_that_fits_nothing_has_no_bounds() {
        assert_eq!(attack(&[3], &[4], &[vec![None]]), None);
        assert_eq!(attack(&[3], &[3], &[vec![Some(4)]]), None);
        assert_eq!(attack(&[3], &[3], &[vec![None, None]]), None);
        let alone = attack(&[3], &[3], &[vec![None]]).unwrap();
        assert!(alone[0].is_disclosed());
        assert_eq!(parts(5, &[6], 5), None);
    }
}
