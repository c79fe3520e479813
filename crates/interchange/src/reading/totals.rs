//! Printed totals, compared line by line with what the rows add up to.

use super::builder::Builder;
use super::rows::{agree, our_rate, quantity};
use super::sections::TotalLine;
use super::sheet::{Row, SheetPlan};
use super::wrapped::Twins;
use crate::draft::{Mismatch, MismatchKind, Question, QuestionKind};
use crate::profile::TotalRule;
use kernel::Problem;

/// Sums by slot.
pub(super) type Sums = Vec<i128>;

/// What the sections of a sheet add up to so far.
pub(super) struct Totals {
    sheet: Sums,
    /// By how much sections that do not come out exceed their printed totals.
    excess: Sums,
    differing: Vec<u16>,
}

/// A figure of a total line that does not come out.
struct Difference {
    slot: usize,
    printed: i128,
    ours: i128,
}

/// Adds up rows by slot.
pub(super) fn sums(plan: &SheetPlan<'_>, rows: &[Row]) -> Sums {
    let mut sums = vec![0; plan.slots.len()];
    for row in rows {
        for (sum, amount) in sums.iter_mut().zip(&row.amounts) {
            *sum += amount.as_ref().map_or(0, |amount| i128::from(amount.quantity.millionths()));
        }
    }
    sums
}

impl Totals {
    pub fn new(slots: usize) -> Self {
        Self { sheet: vec![0; slots], excess: vec![0; slots], differing: Vec::new() }
    }

    pub fn add(&mut self, sums: &Sums) {
        for (total, sum) in self.sheet.iter_mut().zip(sums) {
            *total += sum;
        }
    }

    /// Compares a region's total. A difference stops the region; adjacent rows with identical
    /// numbers that would explain it are named.
    pub fn of_section(
        &mut self,
        plan: &SheetPlan<'_>,
        line: &TotalLine,
        (sums, rows, twins): (&Sums, &[Row], &[Twins]),
        block: u16,
        builder: &mut Builder<'_>,
    ) {
        let rule = &plan.profile.totals[line.rule];
        let differences = compare(plan, rule, line, sums);
        builder.file(plan.file).totals.count(differences.is_empty());
        if differences.is_empty() {
            return;
        }
        self.differing.push(block);
        for difference in &differences {
            self.excess[difference.slot] += difference.ours - difference.printed;
        }
        let suspects = explaining(rule, &differences, rows, twins);
        report(plan, line, &differences, (vec![block], &suspects), true, builder);
    }

    /// Compares the sheet's total. A difference that the regions' own differences explain stops
    /// nothing more; any other stops the whole sheet.
    pub fn of_sheet(
        &mut self,
        plan: &SheetPlan<'_>,
        line: &TotalLine,
        blocks: &[u16],
        builder: &mut Builder<'_>,
    ) {
        let rule = &plan.profile.totals[line.rule];
        let differences = compare(plan, rule, line, &self.sheet);
        builder.file(plan.file).totals.count(differences.is_empty());
        if differences.is_empty() {
            return;
        }
        let explained = differences.iter().all(|difference| {
            let excess = difference.ours - difference.printed;
            is_rate(plan, difference.slot)
                || agree(excess, self.excess[difference.slot], rule.tolerance)
        });
        let explained = explained && !self.differing.is_empty();
        let covered = if explained { self.differing.clone() } else { blocks.to_vec() };
        report(plan, line, &differences, (covered, &[]), !explained, builder);
    }
}

fn is_rate(plan: &SheetPlan<'_>, slot: usize) -> bool {
    let id = &plan.column(&plan.slots[slot]).id;
    plan.profile.rates.iter().any(|rate| rate.printed.as_ref() == Some(id))
}

fn compare(
    plan: &SheetPlan<'_>,
    rule: &TotalRule,
    line: &TotalLine,
    sums: &Sums,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (slot, amount) in line.row.amounts.iter().enumerate() {
        let Some(amount) = amount else { continue };
        let printed = i128::from(amount.quantity.millionths());
        let id = &plan.column(&plan.slots[slot]).id;
        let rate = plan.profile.rates.iter().find(|rate| rate.printed.as_ref() == Some(id));
        let (ours, tolerance) = match rate {
            None => (sums[slot], rule.tolerance),
            Some(rate) => {
                let sum = |id: &str| plan.slot(id).map(|slot| sums[slot]);
                let ours = sum(&rate.numerator)
                    .zip(sum(&rate.denominator))
                    .and_then(|(numerator, denominator)| our_rate(rate, numerator, denominator));
                (ours.map_or(0, |ours| i128::from(ours.millionths())), rate.tolerance)
            }
        };
        if !agree(ours, printed, tolerance) {
            differences.push(Difference { slot, printed, ours });
        }
    }
    differences
}

/// Twins whose numbers are just what the rows add up to too much.
fn explaining(
    rule: &TotalRule,
    differences: &[Difference],
    rows: &[Row],
    twins: &[Twins],
) -> Vec<Twins> {
    let explains = |twins: &&Twins| {
        let Some(row) = rows.iter().find(|row| row.number == twins.second) else { return false };
        let mut sums = differences.iter().filter_map(|difference| {
            let amount = row.amounts[difference.slot].as_ref()?;
            let excess = difference.ours - difference.printed;
            Some(agree(excess, i128::from(amount.quantity.millionths()), rule.tolerance))
        });
        sums.clone().next().is_some() && sums.all(|same| same)
    };
    twins.iter().filter(explains).copied().collect()
}

fn report(
    plan: &SheetPlan<'_>,
    line: &TotalLine,
    differences: &[Difference],
    (blocks, suspects): (Vec<u16>, &[Twins]),
    stops: bool,
    builder: &mut Builder<'_>,
) {
    let unit_place = plan.unit_column.unwrap_or(0);
    let rows: Vec<u32> = suspects.iter().flat_map(|twins| [twins.first, twins.second]).collect();
    for difference in differences {
        let slot = &plan.slots[difference.slot];
        builder.mismatches.push(Mismatch {
            kind: MismatchKind::Total,
            blocks: blocks.clone(),
            source: plan.source(line.row.number, slot.place),
            line: line.text.clone(),
            column: plan.column(slot).id.clone(),
            printed: quantity(difference.printed),
            ours: quantity(difference.ours),
            suspects: rows.iter().map(|row| plan.source(*row, unit_place)).collect(),
        });
    }
    if !stops {
        return;
    }
    let figures: Vec<String> = differences
        .iter()
        .take(3)
        .map(|difference| {
            let heading = &plan.column(&plan.slots[difference.slot]).heading[0];
            let (printed, ours) = (quantity(difference.printed), quantity(difference.ours));
            format!("{heading} {printed} ≠ {ours}")
        })
        .collect();
    let code = if suspects.is_empty() { "total-differs" } else { "total-differs-twins" };
    let rows: Vec<String> = rows.iter().map(u32::to_string).collect();
    let problem = Problem::new(code)
        .arg("line", &line.text)
        .arg("row", line.row.number)
        .arg("figures", figures.join("; "))
        .arg("rows", rows.join(", "));
    let id = format!("total:{}:{}", builder.file(plan.file).name, line.row.number);
    let (kind, proposed) = (QuestionKind::Mismatch, None);
    builder.ask(Question { id, kind, blocks, problem, proposed, answer: None });
}
