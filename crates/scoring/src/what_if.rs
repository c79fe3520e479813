//! A draft of a scheme run on what is already known (`principles.md` A14): whose grades would change, which
//! line decides the differences, which units cannot earn a line at all, and whether the order of units hangs
//! on a few points of weight. What was is not what will be: the answer is about the rule, not about people.

use crate::Exact;
use crate::engine::plan::Part;
use crate::engine::trace::{Case, Outcome};
use crate::engine::{Cases, Inputs, Plan, evaluate, outcome};
use crate::scheme::check::shares;
use crate::scheme::{Aspect, Scheme, Section};
use kernel::Problem;
use std::collections::BTreeMap;

/// What a draft would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    pub units: usize,
    /// The units whose grade would be another one.
    pub changes: Vec<Change>,
    /// The lines by how much of the differences between units they make, the most first.
    pub dominance: Vec<Dominance>,
    /// Lines that no unit of a group has ever earned anything on.
    pub never: Vec<Never>,
    /// How many grades change when a weight is a few points larger or smaller.
    pub sensitivity: Vec<Sensitivity>,
    /// Where each unit stands, and could stand with those weights.
    pub ranks: Vec<Rank>,
}

/// A grade that would change; `None` where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub unit: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// How much of the variance of totals comes from a line: its covariance with the total by the variance of
/// the total. The shares of all lines add up to one where nothing is capped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dominance {
    pub line: String,
    pub share: Exact,
}

/// A line that nobody in the group earned: it does not apply to them, or gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Never {
    pub group: String,
    pub line: String,
    pub units: usize,
    /// Whether it does not even apply to any of them.
    pub is_out: bool,
}

/// What becomes of the grades when this section's or line's weight changes and its siblings make room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sensitivity {
    pub part: String,
    pub by: Exact,
    pub grades: usize,
}

/// The place of a unit by its total, from one; equal totals share a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rank {
    pub unit: String,
    pub place: usize,
    pub best: usize,
    pub worst: usize,
}

impl WhatIf {
    /// How many units keep their place whatever the weights.
    pub fn firm(&self) -> usize {
        self.ranks.iter().filter(|rank| rank.best == rank.worst).count()
    }
}

/// Runs a draft on past sheets. `now` is the scheme in force; `group` names the groups in which nobody may
/// be able to earn a line, such as departments that are never called to a rescue; `by` is how many points a
/// weight is changed. `others` are the sheets that results are taken from.
///
/// # Errors
/// Everything wrong with either scheme or with the inputs.
pub fn what_if<'a>(
    now: &Scheme,
    draft: &Scheme,
    sheets: &'a [Inputs],
    group: &dyn Fn(&Inputs) -> String,
    by: &Exact,
    others: &Cases<'a>,
) -> Result<WhatIf, Vec<Problem>> {
    let before = grades(now, sheets, others)?;
    let plans = plans(draft, sheets)?;
    let mut outcomes = Vec::with_capacity(sheets.len());
    let mut values: Vec<BTreeMap<&str, (Exact, bool)>> = Vec::with_capacity(sheets.len());
    for inputs in sheets {
        let plan = &plans[inputs.kind.as_str()];
        let cases = others.shortened();
        let trace = evaluate(Case { plan, inputs }, &cases).map_err(|problem| vec![problem])?;
        let mut of_lines = BTreeMap::new();
        for (at, node) in plan.nodes.iter().enumerate() {
            if matches!(node.part, Part::Line { .. }) {
                let worth = &trace.nodes[at].worth;
                let is_out = *worth == crate::engine::Worth::Out;
                let score = worth.score().cloned().unwrap_or(Exact::ZERO);
                of_lines.insert(node.id.as_str(), (score, is_out));
            }
        }
        values.push(of_lines);
        outcomes.push(trace.outcome);
    }
    let after = named(draft, &outcomes);
    let changed = sheets.iter().zip(before.into_iter().zip(after.clone()));
    let changes = changed
        .filter(|(_, (before, after))| before != after)
        .map(|(inputs, (before, after))| Change { unit: inputs.unit.clone(), before, after })
        .collect();
    let (sensitivity, ranks) = shaken(draft, sheets, &outcomes, &after, by, others)?;
    Ok(WhatIf {
        units: sheets.len(),
        changes,
        dominance: dominance(&plans, sheets, &values, &outcomes),
        never: never(sheets, &values, group),
        sensitivity,
        ranks,
    })
}

/// A plan for each kind of unit among the sheets.
fn plans<'a>(
    scheme: &Scheme,
    sheets: &'a [Inputs],
) -> Result<BTreeMap<&'a str, Plan>, Vec<Problem>> {
    let mut plans = BTreeMap::new();
    for inputs in sheets {
        if !plans.contains_key(inputs.kind.as_str()) {
            plans.insert(inputs.kind.as_str(), Plan::new(scheme, &inputs.kind)?);
        }
    }
    Ok(plans)
}

fn outcomes(
    scheme: &Scheme,
    sheets: &[Inputs],
    others: &Cases<'_>,
) -> Result<Vec<Outcome>, Vec<Problem>> {
    let plans = plans(scheme, sheets)?;
    let of = |inputs: &Inputs| {
        let case = Case { plan: &plans[inputs.kind.as_str()], inputs };
        outcome(case, &others.shortened(), None).map_err(|problem| vec![problem])
    };
    sheets.iter().map(of).collect()
}

fn named(scheme: &Scheme, outcomes: &[Outcome]) -> Vec<Option<String>> {
    let name = |outcome: &Outcome| Some(scheme.grade[outcome.grade?].name.clone());
    outcomes.iter().map(name).collect()
}

fn grades(
    scheme: &Scheme,
    sheets: &[Inputs],
    others: &Cases<'_>,
) -> Result<Vec<Option<String>>, Vec<Problem>> {
    Ok(named(scheme, &outcomes(scheme, sheets, others)?))
}

/// What one point of each line brings to the total of its kind, if nothing is capped or passed on.
fn reach(plan: &Plan) -> BTreeMap<&str, Exact> {
    let scheme = &plan.scheme;
    let mut reach = BTreeMap::new();
    for one in shares(plan.kind(), &scheme.out_of) {
        let full = one.line.out_of.as_ref().or(one.line.weight.as_ref()).unwrap_or(&Exact::ONE);
        reach.insert(one.line.id.as_str(), one.share.checked_div(full).unwrap_or(Exact::ZERO));
    }
    reach.extend(plan.kind().bonus.iter().map(|line| (line.id.as_str(), Exact::ONE)));
    reach.extend(
        plan.kind().deduction.iter().map(|line| (line.id.as_str(), Exact::from_integer(-1))),
    );
    reach
}

fn dominance(
    plans: &BTreeMap<&str, Plan>,
    sheets: &[Inputs],
    values: &[BTreeMap<&str, (Exact, bool)>],
    outcomes: &[Outcome],
) -> Vec<Dominance> {
    let reaches: BTreeMap<&str, BTreeMap<&str, Exact>> =
        plans.iter().map(|(kind, plan)| (*kind, reach(plan))).collect();
    // A total to six decimals: exact quotients of many units have denominators that nobody needs here.
    let rounded = |number: Exact| number.rounded(6, crate::Rounding::HalfAway);
    let totals: Vec<Exact> =
        outcomes.iter().map(|one| rounded(one.exact.clone().unwrap_or(Exact::ZERO))).collect();
    let variance = covariance(&totals, &totals);
    if variance.is_zero() {
        return Vec::new();
    }
    let mut lines: Vec<&str> = reaches.values().flat_map(|reach| reach.keys().copied()).collect();
    lines.sort_unstable();
    lines.dedup();
    let mut found: Vec<Dominance> = lines
        .into_iter()
        .map(|line| {
            let brought: Vec<Exact> = sheets
                .iter()
                .zip(values)
                .map(|(inputs, values)| {
                    let by = reaches[inputs.kind.as_str()].get(line);
                    let score = values.get(line).map(|(score, _)| score);
                    rounded(by.zip(score).map_or(Exact::ZERO, |(by, score)| by * score))
                })
                .collect();
            let share = covariance(&brought, &totals).checked_div(&variance);
            Dominance { line: line.to_owned(), share: share.unwrap_or(Exact::ZERO) }
        })
        .collect();
    found.sort_by(|one, other| other.share.cmp(&one.share).then_with(|| one.line.cmp(&other.line)));
    found
}

/// The covariance times the square of how many there are; that factor falls out of every quotient.
fn covariance(one: &[Exact], other: &[Exact]) -> Exact {
    let count = Exact::from_integer(one.len() as i64);
    let sum = |of: &[Exact]| -> Exact { of.iter().cloned().sum() };
    let products: Exact = one.iter().zip(other).map(|(one, other)| one * other).sum();
    &(&count * &products) - &(&sum(one) * &sum(other))
}

fn never(
    sheets: &[Inputs],
    values: &[BTreeMap<&str, (Exact, bool)>],
    group: &dyn Fn(&Inputs) -> String,
) -> Vec<Never> {
    /// Units, those that earned something, those to which it does not apply.
    type Count = (usize, usize, usize);
    let mut counts: BTreeMap<(String, &str), Count> = BTreeMap::new();
    for (inputs, values) in sheets.iter().zip(values) {
        let group = group(inputs);
        for (line, (score, is_out)) in values {
            let count = counts.entry((group.clone(), line)).or_default();
            count.0 += 1;
            count.1 += usize::from(!score.is_zero() && !score.is_negative());
            count.2 += usize::from(*is_out);
        }
    }
    let unearned = counts.into_iter().filter(|(_, (_, earned, _))| *earned == 0);
    unearned
        .map(|((group, line), (units, _, out))| Never {
            group,
            line: line.to_owned(),
            units,
            is_out: out == units,
        })
        .collect()
}

/// Runs the draft with each weight a little larger and smaller.
fn shaken(
    draft: &Scheme,
    sheets: &[Inputs],
    found: &[Outcome],
    grades: &[Option<String>],
    by: &Exact,
    others: &Cases<'_>,
) -> Result<(Vec<Sensitivity>, Vec<Rank>), Vec<Problem>> {
    let places = places(found);
    let mut ranks: Vec<Rank> = sheets
        .iter()
        .zip(&places)
        .map(|(inputs, place)| Rank {
            unit: inputs.unit.clone(),
            place: *place,
            best: *place,
            worst: *place,
        })
        .collect();
    let mut sensitivity = Vec::new();
    for part in parts(draft) {
        for by in [by.clone(), -by] {
            let Some(scheme) = shifted(draft, &part, &by) else { continue };
            let then = outcomes(&scheme, sheets, others)?;
            let differ = named(&scheme, &then)
                .iter()
                .zip(grades)
                .filter(|(one, other)| one != other)
                .count();
            for (rank, place) in ranks.iter_mut().zip(self::places(&then)) {
                rank.best = rank.best.min(place);
                rank.worst = rank.worst.max(place);
            }
            sensitivity.push(Sensitivity { part: part.clone(), by, grades: differ });
        }
    }
    Ok((sensitivity, ranks))
}

fn places(outcomes: &[Outcome]) -> Vec<usize> {
    let totals: Vec<Option<&Exact>> = outcomes.iter().map(|one| one.exact.as_ref()).collect();
    let mut order: Vec<usize> = (0..totals.len()).collect();
    order.sort_by(|one, other| totals[*other].cmp(&totals[*one]));
    let mut places = vec![0; totals.len()];
    for (at, unit) in order.iter().enumerate() {
        let is_tied = at > 0 && totals[order[at - 1]] == totals[*unit];
        places[*unit] = if is_tied { places[order[at - 1]] } else { at + 1 };
    }
    places
}

/// The ids of all sections and lines with weights, each once.
fn parts(scheme: &Scheme) -> Vec<String> {
    fn within(sections: &[Section], ids: &mut Vec<String>) {
        for section in sections {
            ids.push(section.id.clone());
            ids.extend(section.line.iter().map(|line| line.id.clone()));
            within(&section.section, ids);
        }
    }
    let mut ids = Vec::new();
    for kind in &scheme.kind {
        within(&kind.section, &mut ids);
    }
    let mut once: Vec<String> = Vec::new();
    for id in ids {
        if !once.contains(&id) {
            once.push(id);
        }
    }
    once
}

/// The scheme with one weight changed and its siblings making room in proportion; `None` where it has no
/// sibling, or would fall below nothing.
fn shifted(scheme: &Scheme, part: &str, by: &Exact) -> Option<Scheme> {
    let mut scheme = scheme.clone();
    let mut is_done = false;
    for kind in &mut scheme.kind {
        freeze(&mut kind.section);
        is_done |= shift(&mut kind.section, part, by)?;
    }
    // The share of Party-building moves with the weights: this is a question, not a scheme to approve.
    let first = scheme.kind.first()?;
    let party =
        shares(first, &scheme.out_of).into_iter().filter(|one| one.aspect == Some(Aspect::Party));
    scheme.party_share = Some(party.map(|one| one.share).sum());
    is_done.then_some(scheme)
}

/// Full marks stay what they are when a weight changes.
fn freeze(sections: &mut [Section]) {
    for section in sections {
        section.out_of.get_or_insert_with(|| section.weight.clone());
        for line in &mut section.line {
            if line.out_of.is_none() {
                line.out_of.clone_from(&line.weight);
            }
        }
        freeze(&mut section.section);
    }
}

fn shift(sections: &mut [Section], part: &str, by: &Exact) -> Option<bool> {
    if sections.iter().any(|section| section.id == part) {
        let mut weights: Vec<(&str, &mut Exact)> =
            sections.iter_mut().map(|section| (section.id.as_str(), &mut section.weight)).collect();
        return make_room(&mut weights, part, by);
    }
    for section in sections {
        let is_here = section.line.iter().any(|line| line.id == part)
            || section.section.iter().any(|one| one.id == part);
        if is_here {
            let lines = section
                .line
                .iter_mut()
                .filter_map(|line| Some((line.id.as_str(), line.weight.as_mut()?)));
            let parts = section.section.iter_mut().map(|one| (one.id.as_str(), &mut one.weight));
            let mut weights: Vec<(&str, &mut Exact)> = lines.chain(parts).collect();
            return make_room(&mut weights, part, by);
        }
        if shift(&mut section.section, part, by)? {
            return Some(true);
        }
    }
    Some(false)
}

fn make_room(weights: &mut [(&str, &mut Exact)], part: &str, by: &Exact) -> Option<bool> {
    let whole: Exact = weights.iter().map(|(_, weight)| (**weight).clone()).sum();
    let own = weights.iter().find(|(id, _)| *id == part).map(|(_, weight)| (**weight).clone())?;
    let (rest, then) = (&whole - &own, &own + by);
    let left = &whole - &then;
    if rest.is_zero() || then.is_negative() || left.is_negative() {
        return None;
    }
    for (id, weight) in weights {
        **weight = match *id == part {
            true => then.clone(),
            false => (&**weight * &left).checked_div(&rest)?,
        };
    }
    Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEME: &str = r#"
id = "w"
name = "w"
version = "1"
published = "2025-12-01"
effective = "2026-01-01"
party_share = 40
grade = [{ name = "A", from = 90 }, { name = "B", from = 80 }, { name = "C", from = 60 }, { name = "D", from = 0 }]
[[kind]]
id = "k"
name = "k"
[[kind.section]]
id = "party"
name = "党建"
weight = 40
aspect = "party"
[[kind.section.line]]
id = "p"
name = "诉求办结率"
weight = 40
out_of = 100
rule = { kind = "figure", most = 100 }
[[kind.section]]
id = "business"
name = "经营"
weight = 60
[[kind.section.line]]
id = "b"
name = "产量完成率"
weight = 60
out_of = 100
rule = { kind = "figure", most = 100 }
[[kind.bonus]]
id = "rescue"
name = "抢险"
rule = { kind = "events", most = 5, event = [{ sort = "rescue", points = 3 }] }
"#;

    fn unit(name: &str, p: i64, b: i64, rescues: usize) -> Inputs {
        let mut inputs = Inputs::new(name, "k", "2026", "2026-12-31".parse().unwrap());
        inputs.figure("p", "r", p.into()).unwrap();
        inputs.figure("b", "r", b.into()).unwrap();
        let event = |n: usize| crate::engine::Event {
            id: n.to_string(),
            sort: "rescue".into(),
            points: None,
        };
        let entry = crate::engine::Entry {
            record: "e".into(),
            event: Some((0..rescues).map(event).collect()),
            ..Default::default()
        };
        inputs.put("rescue", entry).unwrap();
        inputs
    }

    fn ask(draft: &Scheme, sheets: &[Inputs]) -> WhatIf {
        let now = Scheme::parse(SCHEME).unwrap();
        let group = |inputs: &Inputs| inputs.unit.split('-').next().unwrap_or_default().to_owned();
        what_if(&now, draft, sheets, &group, &5.into(), &Cases::default()).unwrap()
    }

    /// Business spreads the units from 60 to 100; Party work is 90 for all.
    fn sheets() -> Vec<Inputs> {
        vec![
            unit("mine-1", 90, 60, 1),
            unit("mine-2", 90, 80, 1),
            unit("office-1", 90, 90, 0),
            unit("office-2", 90, 100, 0),
        ]
    }

    #[test]
    fn the_same_scheme_changes_nothing_and_other_cuts_do() {
        let now = Scheme::parse(SCHEME).unwrap();
        assert_eq!(ask(&now, &sheets()).changes, []);
        let mut draft = now.clone();
        draft.grade[0].from = 95.into();
        // Totals 75, 87, 90 and 96: only office-1 falls from A.
        let found = ask(&draft, &sheets());
        let told: Vec<_> = found
            .changes
            .iter()
            .map(|one| (one.unit.as_str(), one.before.as_deref(), one.after.as_deref()))
            .collect();
        assert_eq!(told, [("office-1", Some("A"), Some("B"))]);
    }

    #[test]
    fn the_line_that_decides_is_found_and_the_one_that_is_alike_for_all_decides_nothing() {
        let found = ask(&Scheme::parse(SCHEME).unwrap(), &sheets());
        assert_eq!(found.dominance[0].line, "b");
        let share =
            |line: &str| found.dominance.iter().find(|one| one.line == line).unwrap().share.clone();
        assert_eq!(share("p"), Exact::ZERO);
        let sum: Exact = found.dominance.iter().map(|one| one.share.clone()).sum();
        assert_eq!(sum, Exact::ONE, "all differences come from some line");
        // Totals 75, 87, 90, 96 lie −12, 0, 3, 9 from their mean: squares 234. Business 36, 48, 54, 60 lies
        // −13.5, −1.5, 4.5, 10.5 from its own: products 162 + 0 + 13.5 + 94.5 = 270.
        assert_eq!(share("b"), Exact::quotient(270, 234).unwrap());
    }

    #[test]
    fn who_is_never_called_to_a_rescue_cannot_earn_it() {
        let found = ask(&Scheme::parse(SCHEME).unwrap(), &sheets());
        let never =
            Never { group: "office".into(), line: "rescue".into(), units: 2, is_out: false };
        assert_eq!(found.never, [never]);
    }

    #[test]
    fn five_points_of_weight_move_whom_they_move() {
        let found = ask(&Scheme::parse(SCHEME).unwrap(), &sheets());
        let of = |part: &str, by: i64| {
            let one = found.sensitivity.iter().find(|one| one.part == part && one.by == by.into());
            one.map(|one| one.grades)
        };
        // 65 for business: 73.5, 86.5, 90, 96.5: no grade changes. 55: 76.5, 87.5, 90, 95.5.
        assert_eq!((of("business", 5), of("business", -5)), (Some(0), Some(0)));
        assert_eq!(of("b", 5), None, "a line alone in its section has nobody to take from");
        assert_eq!(found.firm(), 4);
        let close = vec![unit("x-1", 100, 88, 0), unit("x-2", 80, 100, 0), unit("x-3", 50, 50, 0)];
        // 92.8 and 92; with 65 for business 92.2 and 93: they change places.
        let found = ask(&Scheme::parse(SCHEME).unwrap(), &close);
        let first = &found.ranks[0];
        assert_eq!((first.place, first.best, first.worst), (1, 1, 2));
        assert_eq!(found.firm(), 1);
    }

    #[test]
    fn a_fault_of_the_draft_is_told() {
        let now = Scheme::parse(SCHEME).unwrap();
        let mut draft = now.clone();
        draft.kind[0].section[0].weight = 39.into();
        let group = |_: &Inputs| String::new();
        let errors =
            what_if(&now, &draft, &sheets(), &group, &5.into(), &Cases::default()).unwrap_err();
        assert!(errors.iter().any(|problem| problem.code == "scheme-weights"), "{errors:?}");
    }
}
