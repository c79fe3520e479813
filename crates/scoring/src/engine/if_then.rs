//! What would change the grade: for each line alone, from which value on; for each veto, what its being
//! lifted would bring. An explanation of the rule, not of whether the rule is fair.

use super::evaluate::{Cases, outcome};
use super::inputs::Inputs;
use super::plan::Part;
use super::trace::{Case, Outcome, Trace};
use crate::Exact;
use kernel::Problem;

/// If this, then that grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfThen {
    pub cause: Cause,
    /// The place of the grade among the scheme's.
    pub grade: usize,
    pub published: Exact,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The line, in its own points, at this instead of what it is.
    Line { id: String, from: Option<Exact>, to: Exact },
    /// This veto lifted.
    Veto { id: String },
}

/// Everything that alone would change the grade. Nothing where there is no grade.
///
/// # Errors
/// Those of [`super::evaluate`].
pub fn if_then<'a>(
    case: Case<'a>,
    cases: &Cases<'a>,
    trace: &Trace<'a>,
) -> Result<Vec<IfThen>, Problem> {
    let Some(grade) = trace.outcome.grade else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (at, node) in case.plan.nodes.iter().enumerate() {
        if !matches!(node.part, Part::Line { .. }) {
            continue;
        }
        let from = trace.nodes[at].worth.score();
        let highest = node.range.high.clone().unwrap_or_else(|| node.out_of.clone());
        let lowest = node.range.low.clone().unwrap_or(Exact::ZERO);
        for end in [highest, lowest] {
            let try_at = |value: &Exact| outcome(case, cases, Some((&node.id, value)));
            let there = try_at(&end)?;
            if there.grade.is_none_or(|there| there == grade) || Some(&end) == from {
                continue;
            }
            let nearest =
                from.and_then(|from| nearest(case, grade, &trace.outcome, &there, from, &end));
            let (to, then) = match nearest {
                Some(value) => match try_at(&value)? {
                    then if then.grade.is_some_and(|then| then != grade) => (value, then),
                    _ => (end, there),
                },
                None => (end, there),
            };
            let cause = Cause::Line { id: node.id.clone(), from: from.cloned(), to };
            found.extend(changed(cause, then));
        }
    }
    for (at, booked) in case.inputs.veto.iter().enumerate() {
        if !trace.outcome.vetoes[at] {
            continue;
        }
        let mut inputs: Inputs = case.inputs.clone();
        inputs.veto.remove(at);
        let lifted = outcome(Case { plan: case.plan, inputs: &inputs }, &cases.shortened(), None)?;
        if lifted.grade != Some(grade) {
            found.extend(changed(Cause::Veto { id: booked.veto.clone() }, lifted));
        }
    }
    Ok(found)
}

fn changed(cause: Cause, then: Outcome) -> Option<IfThen> {
    Some(IfThen { cause, grade: then.grade?, published: then.published? })
}

/// Where on the straight way from one value to an end the next grade begins, if the way is straight.
fn nearest(
    case: Case<'_>,
    grade: usize,
    here: &Outcome,
    there: &Outcome,
    from: &Exact,
    end: &Exact,
) -> Option<Exact> {
    let cuts = &case.plan.scheme.grade;
    let (now, then) = (here.exact.as_ref()?, there.exact.as_ref()?);
    // Upwards the next better grade begins at its cut; downwards the present one ends just below its own.
    let form = case.plan.scheme.publication;
    let unit = Exact::from_integer(10_i64.checked_pow(u32::from(form.decimals))?);
    let goal = match then > now {
        true => cuts.get(grade.checked_sub(1)?)?.from.clone(),
        false => &cuts.get(grade)?.from - &Exact::ONE.checked_div(&unit)?,
    };
    let way = (&goal - now).checked_div(&(then - now))?;
    let value = from + &(&way * &(end - from));
    (!way.is_negative() && way <= Exact::ONE).then_some(value)
}
