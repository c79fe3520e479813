//! Schemes from their text to published totals: the shipped ones with their hand-checked sheets, what is
//! wrong and how it is told, properties that hold for any inputs, and another program's recomputation.

mod bad_input;
mod documents;
mod properties;
mod schemes;
mod text;

use kernel::texts::Catalogue;
use kernel::{Lang, Problem};
use scoring::engine::export::{Words, document};
use scoring::engine::if_then::if_then;
use scoring::engine::inputs::Sheets;
use scoring::engine::trace::Case;
use scoring::engine::{Cases, Inputs, Plan, Trace, evaluate};
use scoring::scheme::Scheme;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The shipped schemes.
const SCHEMES: [&str; 7] =
    ["s3-party", "s3-production", "s5", "s6-branch", "s6-member", "s10", "s12"];
const SHEETS: [&str; 6] = ["s3", "s5", "s6-branch", "s6-member", "s10", "s12"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn shipped(name: &str) -> Scheme {
    Scheme::parse(&read(&format!("schemes/{name}.toml")))
        .unwrap_or_else(|problem| panic!("{name}: {problem}"))
}

fn sheets(name: &str) -> Sheets {
    Sheets::parse(&read(&format!("schemes/sheets/{name}.toml")))
        .unwrap_or_else(|problem| panic!("{name}: {problem}"))
}

#[track_caller]
fn plan(scheme: &Scheme, kind: &str) -> Plan {
    Plan::new(scheme, kind).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn catalogue() -> Catalogue {
    Catalogue::new(&[kernel::TEXTS, scoring::TEXTS]).expect("sound texts")
}

/// The sheet of one unit by itself.
fn alone<'a>(plan: &'a Plan, inputs: &'a Inputs) -> Result<Trace<'a>, Problem> {
    evaluate(Case { plan, inputs }, &Cases::default())
}

/// A problem's code with one of its arguments.
#[track_caller]
fn arg<'a>(problem: &'a Problem, name: &str) -> &'a str {
    let found = problem.args.iter().find(|(known, _)| *known == name);
    found.map_or_else(|| panic!("{problem} has no {name}"), |(_, value)| value)
}

/// Hands these sheets to the script that recomputes them; what it says, or `None` without a Python.
fn recomputed(cases: &[Case<'_>]) -> Option<(bool, String)> {
    let known = Cases::new(cases.iter().copied()).expect("each sheet once");
    let traces: Vec<Trace> =
        cases.iter().map(|case| evaluate(*case, &known).expect("a trace")).collect();
    let changes: Vec<_> = cases
        .iter()
        .zip(&traces)
        .map(|(case, trace)| if_then(*case, &known, trace).expect("an answer"))
        .collect();
    let sheets: Vec<_> = cases
        .iter()
        .zip(&traces)
        .zip(&changes)
        .map(|((case, trace), changes)| (*case, trace, &changes[..]))
        .collect();
    let catalogue = catalogue();
    let words = Words { catalogue: &catalogue, lang: Lang::En };
    let json = serde_json::to_string(&document(&sheets, Vec::new(), words)).expect("a document");
    assert!(
        !json.contains('⟨'),
        "a text is missing: {}",
        &json[json.find('⟨').unwrap_or(0)..][..60]
    );
    run_script(&json)
}

/// Runs the script on a document.
fn run_script(json: &str) -> Option<(bool, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("scores.json");
    std::fs::write(&file, json).expect("written");
    let script = root().join("testkit/recompute_scores.py");
    let ran = Command::new("python3").arg("-B").arg(script).arg(&file).output();
    let Ok(output) = ran else {
        eprintln!("left out: there is no python3 to recompute the scores with");
        return None;
    };
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let failed = String::from_utf8_lossy(&output.stderr).into_owned();
    Some((output.status.success(), told + &failed))
}
