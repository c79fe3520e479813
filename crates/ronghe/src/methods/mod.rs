//! The methods of the program against worked examples: a folder of `*.json` files, each with `cases` of
//! `id`, `input` and `expected` (`reference/` in the repository is one).
//!
//! Each case is computed by the code that the pages use. What is expected must come out: numbers to
//! `1e-9 · max(1, |b|)`, whole numbers, texts and days exactly. A key that begins with `WRONG_` holds what
//! a widespread error would give; it must not come out. What other packages give (`packages`, `pymcdm_…`) is there to
//! read. A case that nobody computes has failed.

mod agreement;
mod gongwen;
mod kpi;
mod mcdm;
mod panel;
mod privacy;
mod rules;
mod scoring;

use serde::Serialize;
use serde_json::Value;
use std::path::Path;

/// What became of a folder.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub files: Vec<File>,
    pub passed: usize,
    /// With those that nobody computes.
    pub failed: usize,
    pub unknown: usize,
}

#[derive(Debug, Serialize)]
pub struct File {
    pub file: String,
    pub cases: Vec<Case>,
}

#[derive(Debug, Serialize)]
pub struct Case {
    pub id: String,
    pub passed: bool,
    /// Why not; empty when it passed.
    pub reason: String,
}

/// Why a case has no result.
enum Failure {
    /// No method has this name.
    Unknown(String),
    /// The input is not what the method takes.
    Input(String),
}

type Computed = Result<Value, Failure>;

/// The name of the table of contents, which holds no cases.
const CONTENTS: &str = "index.json";

/// Runs every case of every file of a folder.
///
/// # Errors
/// When the folder or a file cannot be read, or a file is not of this form.
pub fn run(folder: &Path) -> anyhow::Result<Report> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".json") && name != CONTENTS {
            names.push(name);
        }
    }
    names.sort();
    let contents = std::fs::read(folder.join(CONTENTS)).unwrap_or_default();
    let contents: Value = serde_json::from_slice(&contents).unwrap_or_default();
    let mut report = Report::default();
    for file in names {
        let json: Value = serde_json::from_slice(&std::fs::read(folder.join(&file))?)?;
        let no_cases = || anyhow::anyhow!("{file}: no list of cases");
        let cases = json["cases"].as_array().ok_or_else(no_cases)?;
        let cases =
            cases.iter().map(|case| one(case, folder, &contents["wrong_values"], &mut report));
        let cases = cases.collect();
        report.files.push(File { file, cases });
    }
    Ok(report)
}

fn one(case: &Value, folder: &Path, wrong: &Value, report: &mut Report) -> Case {
    let id = case["id"].as_str().unwrap_or_default().to_owned();
    let reason = match computed(&case["input"], folder) {
        Ok(found) => differences(&case["expected"], &found, wrong),
        Err(Failure::Unknown(name)) => {
            report.unknown += 1;
            format!("nothing computes {name}")
        }
        Err(Failure::Input(what)) => what,
    };
    let passed = reason.is_empty();
    *(if passed { &mut report.passed } else { &mut report.failed }) += 1;
    Case { id, passed, reason }
}

/// Asks the method that the input names.
fn computed(input: &Value, folder: &Path) -> Computed {
    match (input["fn"].as_str(), input["rule"].as_str(), input["file"].as_str()) {
        (Some(name), ..) => {
            let methods =
                [scoring::computed, privacy::computed, agreement::computed, mcdm::computed];
            let computed = methods.iter().map(|method| method(name, input));
            let mut computed = computed.chain([panel::computed(name, input, folder)]);
            let known = computed.find(|found| !matches!(found, Err(Failure::Unknown(_))));
            known.unwrap_or_else(|| Err(Failure::Unknown(name.to_owned())))
        }
        (None, Some(rule), _) => rules::computed(rule, input),
        (None, None, Some(file)) => kpi::computed(&folder.join(file)),
        (None, None, None) => gongwen::computed(input),
    }
}

/// What is expected and did not come out, or came out and must not.
fn differences(expected: &Value, found: &Value, wrong: &Value) -> String {
    let mut told = Vec::new();
    compare(expected, found, "", &mut told);
    for (key, value) in expected.as_object().into_iter().flatten() {
        let Some(plain) = key.strip_prefix(WRONG) else { continue };
        let parts = value.as_object().into_iter().flatten();
        let parts = parts.map(|(part, value)| (format!("{key}.{part}"), part.as_str(), value));
        let whole = Some((key.clone(), plain, value)).filter(|_| !value.is_object());
        for (key, plain, value) in whole.into_iter().chain(parts) {
            let path = wrong[&key].as_str().unwrap_or(plain);
            let ours = path.split('.').try_fold(found, |value, step| step_into(value, step));
            match (ours.and_then(Value::as_f64), value.as_f64()) {
                (Some(ours), Some(error)) if !is_close(ours, error) => {}
                (ours, _) => told.push(format!("{path} is {ours:?}, which {key} warns of")),
            }
        }
    }
    told.join("; ")
}

const WRONG: &str = "WRONG_";

/// Keys of what is expected that hold something else.
fn is_to_compute(key: &str) -> bool {
    !key.starts_with(WRONG) && !key.starts_with("pymcdm_") && key != "packages"
}

/// One step of a path; `-1` is the last element.
fn step_into<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    match (value, step) {
        (Value::Array(items), "-1") => items.last(),
        (Value::Array(items), index) => items.get(index.parse::<usize>().ok()?),
        (_, key) => value.get(key),
    }
}

fn compare(expected: &Value, found: &Value, place: &str, told: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (key, value) in expected.iter().filter(|(key, _)| is_to_compute(key)) {
                let place = format!("{place}/{key}");
                compare(value, found.get(key).unwrap_or(&Value::Null), &place, told);
            }
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
                compare(expected, found, &format!("{place}/{index}"), told);
            }
        }
        (Value::Number(expected), Value::Number(number))
            if !expected.is_i64() || !number.is_i64() =>
        {
            let is_near =
                expected.as_f64().zip(number.as_f64()).is_some_and(|(b, a)| is_close(a, b));
            if !is_near {
                told.push(format!("{place} is {found}, expected {expected}"));
            }
        }
        _ if expected == found => {}
        _ => told.push(format!("{place} is {found}, expected {expected}")),
    }
}

fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

/// A member of an input that must be there.
fn member<'a>(input: &'a Value, key: &str) -> Result<&'a Value, Failure> {
    input.get(key).ok_or_else(|| Failure::Input(format!("{key} is missing")))
}

fn whole(input: &Value, key: &str) -> Result<i64, Failure> {
    let number = member(input, key)?.as_i64();
    number.ok_or_else(|| Failure::Input(format!("{key} is no whole number")))
}

fn text<'a>(input: &'a Value, key: &str) -> Result<&'a str, Failure> {
    member(input, key)?.as_str().ok_or_else(|| Failure::Input(format!("{key} is no text")))
}

fn flag(input: &Value, key: &str) -> Result<bool, Failure> {
    member(input, key)?
        .as_bool()
        .ok_or_else(|| Failure::Input(format!("{key} is not true or false")))
}

fn items<'a>(input: &'a Value, key: &str) -> Result<&'a Vec<Value>, Failure> {
    member(input, key)?.as_array().ok_or_else(|| Failure::Input(format!("{key} is no list")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn repository() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference")
    }

    /// The files with the number of their cases.
    const FILES: [(&str, usize); 8] = [
        ("agreement.json", 9),
        ("gongwen_format.json", 4),
        ("kpi_ytd.json", 1),
        ("mcdm.json", 18),
        ("panel.json", 14),
        ("privacy.json", 26),
        ("rules.json", 43),
        ("scoring.json", 42),
    ];

    #[test]
    fn every_worked_example_comes_out() {
        let report = run(&repository()).unwrap();
        let files = report.files.iter().map(|file| (file.file.as_str(), file.cases.len()));
        assert_eq!(files.collect::<Vec<_>>(), FILES);
        for (file, case) in
            report.files.iter().flat_map(|file| file.cases.iter().map(move |case| (file, case)))
        {
            assert!(case.passed, "{} {}: {}", file.file, case.id, case.reason);
        }
        let cases: usize = FILES.iter().map(|(_, count)| count).sum();
        assert_eq!((report.passed, report.failed, report.unknown), (cases, 0, 0));
    }

    #[test]
    fn a_wrong_expectation_a_known_error_and_an_unknown_method_fail() {
        let folder = tempfile::tempdir().unwrap();
        let input = json!({ "fn": "wilson", "x": 3, "n": 3 });
        let cases = json!({ "cases": [
            { "id": "right", "input": input, "expected": { "high": 1.0, "WRONG_low": 1.0 } },
            { "id": "off", "input": input, "expected": { "low": 0.4385030 } },
            { "id": "error", "input": input, "expected": { "WRONG_high": 1.0 } },
            { "id": "more", "input": input, "expected": { "grade": "A" } },
            { "id": "nobody", "input": { "fn": "alchemy" }, "expected": {} },
            { "id": "nothing", "input": { "fn": "wilson", "x": 3 }, "expected": {} },
            { "id": "beside", "input": input, "expected": { "packages": { "other": 7.0 } } },
            { "id": "part", "input": input, "expected": { "WRONG_shift": { "high": 1.0 } } },
        ] });
        std::fs::write(folder.path().join("own.json"), cases.to_string()).unwrap();
        std::fs::write(folder.path().join("index.json"), "{}").unwrap();
        let report = run(folder.path()).unwrap();
        let passed: Vec<bool> = report.files[0].cases.iter().map(|case| case.passed).collect();
        assert_eq!(passed, [true, false, false, false, false, false, true, false]);
        assert_eq!((report.passed, report.failed, report.unknown), (2, 6, 1));
        std::fs::write(folder.path().join("no.json"), "{}").unwrap();
        assert!(run(folder.path()).is_err());
    }
}
