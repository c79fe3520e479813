//! Scores (`domain.md` section D). A number of the cases' JSON is read as the decimal that it is written
//! as; what is computed exactly is compared as the nearest binary number.

use super::{Computed, Failure, items, member, text, whole};
use scoring::adjust::{Caps, Event, Veto, adjust};
use scoring::ballot::{Appraisal, Count, appraise};
use scoring::grade::{Distribution, Form, Grade, Quotas, distribute, publish, weighted};
use scoring::piecewise::{Limits, Points, Scale};
use scoring::small::{TScores, rate, shrunk_rate, t_scores, wilson};
use scoring::tree::{Node, Part, Status, weigh};
use scoring::{Exact, Rounding, Unsound};
use serde_json::{Map, Value, json};

pub(super) fn computed(name: &str, input: &Value) -> Computed {
    match name {
        "piecewise" => piecewise(input),
        "tree" => tree(input),
        "adjust" => adjusted(input),
        "forced_distribution" => distribution(input, "score", |value, _| Ok(value)),
        "publish_distribution" => {
            distribution(input, "value", |value, form| Ok(publish(&value, form, None).value))
        }
        "wilson" => share(input),
        "tscore" => scores(input),
        "shrunk_rate" => shrunk(input),
        "debrief_score" => appraisal(input),
        "publish" => published(input),
        other => Err(Failure::Unknown(other.to_owned())),
    }
}

/// A number, or a text that holds a decimal or a quotient.
fn exact(value: &Value) -> Result<Exact, Failure> {
    let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    written.parse().map_err(|error| Failure::Input(format!("{error}")))
}

fn number(input: &Value, key: &str) -> Result<Exact, Failure> {
    exact(member(input, key)?)
}

/// A number that may be left out or null.
fn optional(input: &Value, key: &str) -> Result<Option<Exact>, Failure> {
    input.get(key).filter(|value| !value.is_null()).map(exact).transpose()
}

fn near(exact: &Exact) -> Value {
    json!(exact.approximate())
}

/// The status of an unsound definition.
fn unsound(error: Unsound) -> Value {
    json!({ "status": error.to_string() })
}

fn piecewise(input: &Value) -> Computed {
    let limits = match text(input, "direction")? {
        "band" => Limits::Band {
            outer_low: number(input, "lo_out")?,
            low: number(input, "lo")?,
            high: number(input, "hi")?,
            outer_high: number(input, "hi_out")?,
        },
        direction => {
            let (threshold, target) = (number(input, "threshold")?, number(input, "target")?);
            let stretch = optional(input, "stretch")?;
            match direction {
                "higher" => Limits::Higher { threshold, target, stretch },
                "lower" => Limits::Lower { threshold, target, stretch },
                other => return Err(Failure::Input(format!("no direction {other}"))),
            }
        }
    };
    let scale = match Scale::new(limits, points(input)?) {
        Ok(scale) => scale,
        Err(error) => return Ok(unsound(error)),
    };
    Ok(match optional(input, "value")? {
        Some(value) => json!({ "status": "ok", "score": near(&scale.score(&value)) }),
        None => json!({ "status": "missing" }),
    })
}

/// Other points for threshold, target and stretch.
fn points(input: &Value) -> Result<Points, Failure> {
    let usual = Points::default();
    let Some(pts) = input.get("pts").filter(|pts| !pts.is_null()) else { return Ok(usual) };
    let or = |found: Option<&Value>, usual: Exact| found.map_or(Ok(usual), exact);
    let at = |index: usize, key: &str| pts.get(index).or_else(|| pts.get(key));
    Ok(Points {
        threshold: or(at(0, "threshold"), usual.threshold)?,
        target: or(at(1, "target"), usual.target)?,
        stretch: or(at(2, "stretch"), usual.stretch)?,
    })
}

fn tree(input: &Value) -> Computed {
    let root = node(member(input, "tree")?)?;
    // The cases hold weights as numbers of JSON, which have no thirds.
    let slack = Exact::quotient(1, 1_000_000_000).unwrap_or(Exact::ZERO);
    let total = match weigh(&root, &slack) {
        Ok(total) => total,
        Err(error) => return Ok(unsound(error)),
    };
    let status = match total.status {
        Status::Ok => "ok",
        Status::Provisional => "provisional",
        Status::NotApplicable => return Ok(json!({ "status": "not_applicable" })),
    };
    Ok(json!({
        "status": status, "score": total.score.as_ref().map(near), "low": near(&total.low),
        "high": near(&total.high), "coverage": near(&total.coverage),
    }))
}

fn node(value: &Value) -> Result<Node, Failure> {
    let part = match value.get("children") {
        Some(_) => {
            let sections = items(value, "children")?.iter().map(node);
            Part::Sections(sections.collect::<Result<_, _>>()?)
        }
        None => match text(value, "state")? {
            "scored" => Part::Scored(number(value, "score")?),
            "not_applicable" => Part::NotApplicable,
            "not_reported" => Part::NotReported,
            "pending" => Part::Pending,
            other => return Err(Failure::Input(format!("no state {other}"))),
        },
    };
    let name = value["name"].as_str().unwrap_or_default().to_owned();
    Ok(Node { name, weight: number(value, "weight")?, part })
}

fn events(input: &Value, key: &str) -> Result<Vec<Event>, Failure> {
    let event = |value: &Value| {
        Ok(Event { event: text(value, "event")?.to_owned(), points: number(value, "points")? })
    };
    match input.get(key) {
        Some(_) => items(input, key)?.iter().map(event).collect(),
        None => Ok(Vec::new()),
    }
}

fn veto(input: &Value) -> Result<Option<Veto>, Failure> {
    match input["veto"].as_str() {
        None => Ok(None),
        Some("hard") => Ok(Some(Veto::Hard)),
        Some("cap") => Ok(Some(Veto::Cap)),
        Some(other) => Err(Failure::Input(format!("no veto {other}"))),
    }
}

fn adjusted(input: &Value) -> Computed {
    let (bonus, deduction) = (events(input, "bonus")?, events(input, "deduction")?);
    let found = adjust(&number(input, "base")?, &bonus, &deduction, &Caps::default());
    let found = match found {
        Ok(found) => found,
        Err(error) => return Ok(unsound(error)),
    };
    let veto = veto(input)?;
    let last = match veto {
        Some(veto) => found.score.clone().min(veto.most()),
        None => found.score.clone(),
    };
    Ok(json!({
        "bonus": near(&found.bonus), "deduction": near(&found.deduction),
        "pre_veto": near(&found.score), "final": near(&last),
        "grade": publish(&found.score, Form::default(), veto).grade.name(),
    }))
}

fn form(input: &Value) -> Result<Form, Failure> {
    let usual = Form::default();
    let decimals = match input.get("decimals") {
        Some(_) => u8::try_from(whole(input, "decimals")?).ok().filter(|decimals| *decimals <= 28),
        None => Some(usual.decimals),
    };
    let rounding = match input["mode"].as_str() {
        None | Some("half_away") => Rounding::HalfAway,
        Some("half_even") => Rounding::HalfEven,
        Some(other) => return Err(Failure::Input(format!("no rounding {other}"))),
    };
    let decimals = decimals.ok_or_else(|| Failure::Input("too many decimals".to_owned()))?;
    Ok(Form { decimals, rounding })
}

fn published(input: &Value) -> Computed {
    let exact = match input.get("terms") {
        None => number(input, "value")?,
        Some(_) => {
            let term = |term: &Value| Ok((number(term, "weight")?, number(term, "score")?));
            let terms = items(input, "terms")?.iter().map(term).collect::<Result<Vec<_>, _>>()?;
            match weighted(&terms) {
                Ok(sum) => sum,
                Err(error) => return Ok(unsound(error)),
            }
        }
    };
    let found = publish(&exact, form(input)?, veto(input)?);
    let mut told = json!({
        "status": "ok", "exact": exact.to_string(), "published": found.text,
        "grade": found.grade.name(),
    });
    if let (Some(before), Some(told)) = (found.before_veto, told.as_object_mut()) {
        told.insert("pre_veto".to_owned(), before.into());
    }
    Ok(told)
}

/// Spreads grades over what stands in each item under `key`, made into a published value first.
fn distribution(
    input: &Value,
    key: &str,
    made: impl Fn(Exact, Form) -> Result<Exact, Failure>,
) -> Computed {
    let form = form(input)?;
    let mut names = Vec::new();
    let mut values = Vec::new();
    for item in items(input, "items")? {
        names.push(text(item, "unit")?.to_owned());
        values.push(made(number(item, key)?, form)?);
    }
    let quotas = Quotas { a: number(input, "q_a")?, a_and_b: number(input, "q_ab")? };
    let Distribution { most, grades } = match distribute(&values, &quotas) {
        Ok(found) => found,
        Err(error) => return Ok(unsound(error)),
    };
    let named = |of: &dyn Fn(usize) -> Value| -> Map<String, Value> {
        names.iter().enumerate().map(|(at, name)| (name.clone(), of(at))).collect()
    };
    let mut told = json!({
        "status": if most.is_some() { "applied" } else { "not_applied_small_n" },
        "grades": named(&|at| Grade::name(grades[at]).into()),
        "published": named(&|at| values[at].fixed(form.decimals, form.rounding).into()),
    });
    if let (Some((a, a_and_b)), Some(told)) = (most, told.as_object_mut()) {
        told.insert("max_a".to_owned(), a.into());
        told.insert("max_ab".to_owned(), a_and_b.into());
    }
    Ok(told)
}

fn share(input: &Value) -> Computed {
    Ok(match wilson(whole(input, "x")?, whole(input, "n")?) {
        Some(found) => json!({
            "status": "ok", "p": near(&found.share), "low": near(&found.low), "high": near(&found.high),
        }),
        None => json!({ "status": "undefined" }),
    })
}

fn scores(input: &Value) -> Computed {
    let figure = |value: &Value| if value.is_null() { Ok(None) } else { exact(value).map(Some) };
    let figures = items(input, "values")?.iter().map(figure).collect::<Result<Vec<_>, _>>()?;
    let near = |scores: Vec<Option<Exact>>| -> Vec<Option<f64>> {
        scores.iter().map(|score| score.as_ref().map(Exact::approximate)).collect()
    };
    Ok(match t_scores(&figures) {
        TScores::Ok(found) => json!({ "status": "ok", "t": near(found) }),
        TScores::Constant(found) => json!({ "status": "constant", "t": near(found) }),
        TScores::Undefined => json!({ "status": "undefined" }),
    })
}

fn shrunk(input: &Value) -> Computed {
    let (events, exposure) = (number(input, "events")?, number(input, "exposure")?);
    let (prior, weight) = (number(input, "prior_rate")?, number(input, "prior_exposure")?);
    Ok(json!({
        "rate": shrunk_rate(&events, &exposure, &prior, &weight).as_ref().map(near),
        "raw_rate": rate(&events, &exposure).as_ref().map(near),
    }))
}

/// The grades of an appraisal, the best first.
const GRADES: [&str; 4] = ["excellent", "competent", "basic", "incompetent"];

fn appraisal(input: &Value) -> Computed {
    let natural = |of: &Value, key: &str| {
        u32::try_from(whole(of, key)?).map_err(|_| Failure::Input(format!("{key} is no count")))
    };
    let (counts, points) = (member(input, "counts")?, member(input, "points")?);
    let graded = |grade: &str| Ok((natural(counts, grade)?, number(points, grade)?));
    let count = Count {
        delegates: natural(input, "delegates")?,
        present: natural(input, "present")?,
        issued: natural(input, "issued")?,
        returned: natural(input, "returned")?,
        grades: GRADES.into_iter().map(graded).collect::<Result<_, Failure>>()?,
        abstained: natural(counts, "abstain")?,
    };
    Ok(match appraise(&count) {
        Appraisal::Ok { valid, score, top2 } => json!({
            "status": "ok", "n_valid": valid, "score": near(&score), "top2_share": near(&top2),
        }),
        Appraisal::NoQuorum => json!({ "status": "no_quorum" }),
        Appraisal::InvalidBallot => json!({ "status": "invalid_ballot" }),
        Appraisal::Suppressed => json!({ "status": "suppressed" }),
    })
}
