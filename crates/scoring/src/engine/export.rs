//! Traces as a document of JSON: everything that another program needs to recompute each total without this
//! one (`testkit/recompute_scores.py` does), and the words for a person. Numbers are texts, decimals where
//! they end and quotients where they do not.

use super::if_then::{Cause, IfThen};
use super::inputs::Inputs;
use super::plan::{Part, Plan};
use super::pro_rata::ProRata;
use super::trace::{Case, Op, Trace, Worth};
use crate::Exact;
use crate::scheme::Scheme;
use kernel::Lang;
use kernel::texts::Catalogue;
use serde::Serialize;

/// The form of the document, and its version.
pub const FORM: &str = "ronghe-scores-1";

/// In which words steps are told.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub catalogue: &'a Catalogue,
    pub lang: Lang,
}

impl Words<'_> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.catalogue.with(self.lang, key, args)
    }
}

/// Everything.
#[derive(Clone, Debug, Serialize)]
pub struct Document<'a> {
    pub form: &'static str,
    /// Each scheme once.
    pub schemes: Vec<Rules<'a>>,
    pub sheets: Vec<SheetOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pro_rata: Vec<ProRataOut>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub distribution: Vec<SpreadOut>,
}

/// A scheme with its digest.
#[derive(Clone, Debug, Serialize)]
pub struct Rules<'a> {
    /// SM3 of its printed text.
    pub digest: &'a str,
    pub scheme: &'a Scheme,
}

/// One sheet.
#[derive(Clone, Debug, Serialize)]
pub struct SheetOut<'a> {
    pub scheme: &'a str,
    pub version: &'a str,
    pub digest: &'a str,
    pub inputs: &'a Inputs,
    pub nodes: Vec<NodeOut<'a>>,
    pub result: ResultOut<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub if_then: Vec<IfThenOut>,
}

/// A section or line.
#[derive(Clone, Debug, Serialize)]
pub struct NodeOut<'a> {
    pub id: &'a str,
    pub path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    pub worth: WorthOut,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordOut<'a>>,
    pub steps: Vec<StepOut<'a>>,
}

/// `known`, `open` or `out`, in the points of the section or line.
#[derive(Clone, Debug, Serialize)]
pub struct WorthOut {
    pub state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<String>,
}

/// Where an input comes from.
#[derive(Clone, Debug, Serialize)]
pub struct RecordOut<'a> {
    pub input: &'a str,
    pub record: &'a str,
    pub version: u32,
}

/// A step in numbers and words.
#[derive(Clone, Debug, Serialize)]
pub struct StepOut<'a> {
    pub op: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub about: &'a str,
    pub args: Vec<(&'static str, String)>,
    pub result: String,
    pub words: String,
}

/// What becomes of the whole.
#[derive(Clone, Debug, Serialize)]
pub struct ResultOut<'a> {
    pub standing: &'static str,
    pub bonus: String,
    pub deduction: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_veto: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    pub low: String,
    pub high: String,
    pub coverage: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<&'a str>,
    pub eligible: bool,
    pub gates: Vec<&'a str>,
    pub floors: Vec<(&'a str, &'static str)>,
    pub vetoes: Vec<(&'a str, bool)>,
    pub consecutive: Vec<&'a str>,
    pub words: Vec<String>,
}

/// If this, then that.
#[derive(Clone, Debug, Serialize)]
pub struct IfThenOut {
    pub grade: String,
    pub published: String,
    pub words: String,
}

/// A total of several sheets.
#[derive(Clone, Debug, Serialize)]
pub struct ProRataOut {
    pub unit: String,
    /// Days and total of each stretch.
    pub parts: Vec<(i64, String)>,
    pub decimals: u8,
    pub rounding: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    pub words: String,
}

/// Grades of a scheme spread over all units that have one.
#[derive(Clone, Debug, Serialize)]
pub struct SpreadOut {
    pub scheme: String,
    /// How many may have each of the best grades or a better one; nothing where there are too few units.
    pub most: Option<Vec<usize>>,
    /// Unit, published total, the grade that it has by itself, and the grade that it gets.
    pub units: Vec<(String, String, String, String)>,
}

/// Puts sheets into a document.
pub fn document<'a>(
    sheets: &[(Case<'a>, &Trace<'a>, &[IfThen])],
    pro_rata: Vec<ProRataOut>,
    words: Words<'_>,
) -> Document<'a> {
    let mut schemes: Vec<Rules> = Vec::new();
    for (case, ..) in sheets {
        if !schemes.iter().any(|rules| rules.digest == case.plan.digest) {
            schemes.push(Rules { digest: &case.plan.digest, scheme: &case.plan.scheme });
        }
    }
    let sheets = sheets.iter().map(|(case, trace, if_then)| sheet(*case, trace, if_then, words));
    Document { form: FORM, schemes, sheets: sheets.collect(), pro_rata, distribution: Vec::new() }
}

/// A sheet for a document.
pub fn sheet<'a>(
    case: Case<'a>,
    trace: &Trace<'a>,
    changes: &[IfThen],
    words: Words<'_>,
) -> SheetOut<'a> {
    let plan = case.plan;
    let nodes = (0..plan.nodes.len()).map(|at| node(case, trace, at, words));
    SheetOut {
        scheme: &plan.scheme.id,
        version: &plan.scheme.version,
        digest: &plan.digest,
        inputs: case.inputs,
        nodes: nodes.collect(),
        result: result(case, trace, words),
        if_then: changes.iter().map(|change| told(plan, change, words)).collect(),
    }
}

fn node<'a>(case: Case<'a>, trace: &Trace<'a>, at: usize, words: Words<'_>) -> NodeOut<'a> {
    let node = &case.plan.nodes[at];
    let valued = &trace.nodes[at];
    let record = |name: &'a String| {
        let entry = case.inputs.entry.get(name)?;
        Some(RecordOut { input: name, record: &entry.record, version: entry.version })
    };
    let steps = match &node.part {
        Part::Line { .. } => trace
            .steps_of(at)
            .into_iter()
            .map(|(step, args)| {
                let args: Vec<(&'static str, String)> =
                    args.iter().map(|(name, value)| (*name, value.plain())).collect();
                let result = step.result.plain();
                let words = step_words(step.op, step.about, &args, &result, words);
                StepOut { op: step.op.name(), about: step.about, args, result, words }
            })
            .collect(),
        Part::Section { .. } => together(case.plan, trace, at, words).into_iter().collect(),
    };
    NodeOut {
        id: &node.id,
        path: &node.path,
        status: valued.status.map(crate::scheme::Status::name),
        worth: worth(&valued.worth),
        records: node.inputs.iter().filter_map(record).collect(),
        steps,
    }
}

/// How the parts of a section are weighed together: of each that has a value weight, value and full marks.
fn together<'a>(
    plan: &'a Plan,
    trace: &Trace<'a>,
    at: usize,
    words: Words<'_>,
) -> Option<StepOut<'a>> {
    let Part::Section { children, .. } = &plan.nodes[at].part else { return None };
    let result = trace.nodes[at].worth.score()?.plain();
    let mut args = Vec::new();
    let mut terms = Vec::new();
    for child in children {
        let part = &plan.nodes[*child];
        let Some(score) = trace.nodes[*child].worth.score() else { continue };
        let (weight, score, full) = (part.weight.plain(), score.plain(), part.out_of.plain());
        terms.push(format!("{} {weight} × {score} ÷ {full}", part.id));
        args.extend([("weight", weight), ("value", score), ("out_of", full)]);
    }
    let counted: Exact = children
        .iter()
        .filter(|child| trace.nodes[**child].worth.score().is_some())
        .map(|child| plan.nodes[*child].weight.clone())
        .sum();
    let (terms, full) = (terms.join(" + "), plan.nodes[at].out_of.plain());
    let told = [
        ("terms", terms.as_str()),
        ("weights", &counted.plain()),
        ("full", &full),
        ("result", &result),
    ];
    let words = words.say("scoring-section", &told);
    Some(StepOut { op: "section", about: "", args, result, words })
}

fn step_words(
    op: Op,
    about: &str,
    args: &[(&'static str, String)],
    result: &str,
    words: Words<'_>,
) -> String {
    let texts: Vec<&str> = args.iter().map(|(_, value)| value.as_str()).collect();
    // Several operands of one name are told as one list.
    let terms = match op {
        Op::Weighed => texts.chunks(2).map(|two| two.join(" × ")).collect::<Vec<_>>().join(" + "),
        _ => texts.join(" + "),
    };
    let mut told: Vec<(&str, &str)> =
        args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    told.extend([("about", about), ("result", result), ("terms", &terms)]);
    words.say(&format!("scoring-step-{}", op.name()), &told)
}

fn worth(worth: &Worth) -> WorthOut {
    let text = |number: Option<&Exact>| number.map(Exact::plain);
    match worth {
        Worth::Known(score) => WorthOut {
            state: "known",
            score: Some(score.plain()),
            low: None,
            high: None,
            coverage: None,
        },
        Worth::Out => WorthOut { state: "out", score: None, low: None, high: None, coverage: None },
        Worth::Open(open) => WorthOut {
            state: "open",
            score: text(open.score.as_ref()),
            low: text(open.low.as_ref()),
            high: text(open.high.as_ref()),
            coverage: Some(open.coverage.plain()),
        },
    }
}

fn result<'a>(case: Case<'a>, trace: &Trace<'a>, words: Words<'_>) -> ResultOut<'a> {
    let (scheme, inputs, outcome) = (&case.plan.scheme, case.inputs, &trace.outcome);
    let form = scheme.publication;
    let published = |number: &Exact| number.fixed(form.decimals, form.rounding);
    ResultOut {
        standing: outcome.standing.name(),
        bonus: outcome.bonus.plain(),
        deduction: outcome.deduction.plain(),
        exact: outcome.exact.as_ref().map(Exact::plain),
        before_veto: outcome.before_veto.as_ref().map(published),
        published: outcome.published.as_ref().map(published),
        low: published(&outcome.low),
        high: published(&outcome.high),
        coverage: outcome.coverage.plain(),
        grade: trace.grade(case.plan),
        eligible: outcome.is_eligible,
        gates: outcome.gates.iter().map(|gate| scheme.gate[*gate].id.as_str()).collect(),
        floors: scheme
            .floor
            .iter()
            .map(|floor| floor.id.as_str())
            .zip(outcome.floors.iter().map(|kept| kept.name()))
            .collect(),
        vetoes: inputs
            .veto
            .iter()
            .map(|booked| booked.veto.as_str())
            .zip(outcome.vetoes.iter().copied())
            .collect(),
        consecutive: outcome
            .consecutive
            .iter()
            .map(|rule| scheme.consecutive[*rule].consequence.as_str())
            .collect(),
        words: result_words(case, trace, words),
    }
}

fn result_words(case: Case<'_>, trace: &Trace<'_>, words: Words<'_>) -> Vec<String> {
    let (scheme, inputs, outcome) = (&case.plan.scheme, case.inputs, &trace.outcome);
    let form = scheme.publication;
    let mut told = Vec::new();
    let base = trace.nodes[case.plan.root].worth.score();
    if let (Some(base), Some(exact)) = (base, &outcome.exact) {
        let (base, bonus) = (base.plain(), outcome.bonus.plain());
        let args = [
            ("base", base.as_str()),
            ("bonus", &bonus),
            ("deduction", &outcome.deduction.plain()),
            ("result", &exact.plain()),
            ("least", &scheme.least.plain()),
            ("most", &scheme.most.plain()),
        ];
        told.push(words.say("scoring-total-sum", &args));
    }
    told.extend(above(case, trace, words));
    for gate in &outcome.gates {
        told.push(words.say("scoring-total-gate", &[("gate", &scheme.gate[*gate].watch)]));
    }
    for (floor, kept) in scheme.floor.iter().zip(&outcome.floors) {
        told.push(words.say(&format!("scoring-floor-{}", kept.name()), &[("floor", &floor.name)]));
    }
    for (booked, stands) in inputs.veto.iter().zip(&outcome.vetoes) {
        let veto = scheme.veto.iter().find(|veto| veto.id == booked.veto);
        let (name, basis) =
            veto.map_or((booked.veto.as_str(), ""), |veto| (&veto.name, &veto.basis));
        let key = match (stands, booked.lifted) {
            (true, _) => "scoring-veto-stands",
            (false, Some(_)) => "scoring-veto-lifted",
            (false, None) => "scoring-veto-later",
        };
        let day = booked.lifted.unwrap_or(booked.from).to_string();
        told.push(words.say(
            key,
            &[("veto", name), ("basis", basis), ("day", &day), ("reason", &booked.reason)],
        ));
    }
    if let (Some(before), Some(value)) = (&outcome.before_veto, &outcome.published) {
        let (before, value) =
            (before.fixed(form.decimals, form.rounding), value.fixed(form.decimals, form.rounding));
        let args = [("before", before.as_str()), ("result", &value)];
        let key = if before == value { "scoring-total-published" } else { "scoring-total-capped" };
        told.push(words.say(key, &args));
    }
    let (low, high) = (
        outcome.low.fixed(form.decimals, form.rounding),
        outcome.high.fixed(form.decimals, form.rounding),
    );
    if low != high {
        told.push(words.say(
            "scoring-total-bounds",
            &[("low", &low), ("high", &high), ("coverage", &outcome.coverage.plain())],
        ));
    }
    told.push(match trace.grade(case.plan) {
        Some(grade) => words.say("scoring-total-grade", &[("grade", grade)]),
        None => words.say(&format!("scoring-standing-{}", outcome.standing.name()), &[]),
    });
    if !outcome.is_eligible {
        told.push(words.say("scoring-total-ineligible", &[]));
    }
    for rule in &outcome.consecutive {
        let rule = &scheme.consecutive[*rule];
        told.push(words.say(
            "scoring-total-consecutive",
            &[
                ("grade", &rule.grade),
                ("years", &rule.years.to_string()),
                ("consequence", &rule.consequence),
            ],
        ));
    }
    told
}

/// How a total comes to be more than full marks: the bonus, lines above theirs, what does not apply, what waits
/// and is left out until then, and from what the whole is rescaled; that it is more stands first. Nothing where
/// it is no more.
pub fn above(case: Case<'_>, trace: &Trace<'_>, words: Words<'_>) -> Vec<String> {
    let (plan, outcome) = (case.plan, &trace.outcome);
    let (form, full) = (plan.scheme.publication, &plan.scheme.out_of);
    let Some(total) = outcome.published.as_ref().filter(|total| *total > full) else {
        return Vec::new();
    };
    let fixed = |number: &Exact| number.fixed(form.decimals, form.rounding);
    let args = [("total", fixed(total)), ("full", full.plain())];
    let mut parts =
        vec![words.say("scoring-above", &args.each_ref().map(|(key, it)| (*key, it.as_str())))];
    if outcome.bonus > Exact::ZERO {
        parts.push(words.say("scoring-above-bonus", &[("bonus", &outcome.bonus.plain())]));
    }
    let (mut over, mut moved, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..plan.root {
        let Part::Line { line, .. } = &plan.nodes[at].part else { continue };
        let worth = &trace.nodes[at].worth;
        match (worth, worth.score()) {
            (Worth::Out, _) => moved.push(line.name.clone()),
            (_, None) => waits.push(line.name.clone()),
            (_, Some(score)) if *score > plan.nodes[at].out_of => {
                let full = plan.nodes[at].out_of.plain();
                over.push(format!("{} {} / {full}", line.name, fixed(score)));
            }
            _ => {}
        }
    }
    let lists = [("lines", over), ("moved", moved), ("waits", waits)];
    for (what, named) in lists.into_iter().filter(|(_, named)| !named.is_empty()) {
        let list = named.join(if words.lang == Lang::Zh { "、" } else { ", " });
        parts.push(words.say(&format!("scoring-above-{what}"), &[("parts", &list)]));
    }
    if let Some(Rescaled { weights, sum, mean }) = rescaled(plan, trace) {
        let numbers = [weights.plain(), fixed(&sum), full.plain(), fixed(&mean)];
        let names = ["weights", "sum", "full", "mean"];
        let args: Vec<(&str, &str)> =
            names.into_iter().zip(numbers.iter().map(String::as_str)).collect();
        parts.push(words.say("scoring-above-rescaled", &args));
        let base = trace.nodes[plan.root].worth.score();
        if let Some(base) = base.filter(|base| **base < mean) {
            parts.push(words.say("scoring-above-ends", &[("most", &fixed(base))]));
        }
    }
    parts
}

/// A whole of which some sections have no score: the weight of the others, what they are worth, and what that is
/// of the whole.
struct Rescaled {
    weights: Exact,
    sum: Exact,
    mean: Exact,
}

fn rescaled(plan: &Plan, trace: &Trace<'_>) -> Option<Rescaled> {
    let Part::Section { children, .. } = &plan.nodes[plan.root].part else { return None };
    let scored = || children.iter().filter(|at| trace.nodes[**at].worth.score().is_some());
    if scored().count() == children.len() {
        return None;
    }
    let weights: Exact = scored().map(|at| plan.nodes[*at].weight.clone()).sum();
    let worth = |at: &usize| Some(trace.nodes[*at].worth.score()? * &plan.nodes[*at].factor);
    let sum: Exact = scored().filter_map(worth).sum();
    let mean = (&sum * &plan.scheme.out_of).checked_div(&weights)?;
    Some(Rescaled { weights, sum, mean })
}

fn told(plan: &Plan, change: &IfThen, words: Words<'_>) -> IfThenOut {
    let form = plan.scheme.publication;
    let grade = plan.scheme.grade[change.grade].name.clone();
    let published = change.published.fixed(form.decimals, form.rounding);
    let words = match &change.cause {
        Cause::Line { id, from, to } => {
            let name = plan
                .kind()
                .lines()
                .into_iter()
                .find(|line| line.id == *id)
                .map_or("", |line| &line.name);
            let (to, key) =
                (to.plain(), if from.is_some() { "scoring-if-line" } else { "scoring-if-open" });
            let from = from.as_ref().map(Exact::plain).unwrap_or_default();
            words.say(
                key,
                &[
                    ("line", name),
                    ("from", &from),
                    ("to", &to),
                    ("grade", &grade),
                    ("published", &published),
                ],
            )
        }
        Cause::Veto { id } => {
            let name = plan
                .scheme
                .veto
                .iter()
                .find(|veto| veto.id == *id)
                .map_or(id.as_str(), |veto| &veto.name);
            words.say(
                "scoring-if-veto",
                &[("veto", name), ("grade", &grade), ("published", &published)],
            )
        }
    };
    IfThenOut { grade, published, words }
}

/// A joined total for a document, by the form of its last scheme.
pub fn joined(unit: &str, found: &ProRata, scheme: &Scheme, words: Words<'_>) -> ProRataOut {
    let form = scheme.publication;
    let parts: Vec<(i64, String)> =
        found.parts.iter().map(|(days, total)| (*days, total.plain())).collect();
    let terms = parts
        .iter()
        .map(|(days, total)| format!("{days} × {total}"))
        .collect::<Vec<_>>()
        .join(" + ");
    let days: i64 = found.parts.iter().map(|(days, _)| days).sum();
    let published = found.published.as_ref().map(|total| total.fixed(form.decimals, form.rounding));
    let result = published.clone().unwrap_or_default();
    let words = words.say(
        "scoring-pro-rata",
        &[("terms", &terms), ("days", &days.to_string()), ("result", &result)],
    );
    ProRataOut {
        unit: unit.to_owned(),
        parts,
        decimals: form.decimals,
        rounding: match form.rounding {
            crate::Rounding::HalfAway => "half-away",
            crate::Rounding::HalfEven => "half-even",
        },
        cap: found.cap.as_ref().map(Exact::plain),
        exact: found.exact.as_ref().map(Exact::plain),
        published,
        words,
    }
}
