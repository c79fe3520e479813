//! Every worked example of sections E and F, by the very code with which the program computes them.

use serde_json::Value;
use std::path::{Path, PathBuf};

#[path = "../../../ronghe/src/methods/mcdm.rs"]
mod mcdm;
#[path = "../../../ronghe/src/methods/panel.rs"]
mod panel;

enum Failure {
    Unknown(String),
    Input(String),
}

type Computed = Result<Value, Failure>;

fn member<'a>(input: &'a Value, key: &str) -> Result<&'a Value, Failure> {
    input.get(key).ok_or_else(|| Failure::Input(format!("{key} is missing")))
}

fn text<'a>(input: &'a Value, key: &str) -> Result<&'a str, Failure> {
    member(input, key)?.as_str().ok_or_else(|| Failure::Input(format!("{key} is no text")))
}

fn flag(input: &Value, key: &str) -> Result<bool, Failure> {
    member(input, key)?.as_bool().ok_or_else(|| Failure::Input(format!("{key} is no flag")))
}

fn items<'a>(input: &'a Value, key: &str) -> Result<&'a Vec<Value>, Failure> {
    member(input, key)?.as_array().ok_or_else(|| Failure::Input(format!("{key} is no list")))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference")
}

fn cases(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder().join(file)).expect("the worked examples");
    let json: Value = serde_json::from_str(&text).expect("JSON");
    json["cases"].as_array().expect("cases").clone()
}

fn computed(case: &Value) -> Value {
    let name = case["input"]["fn"].as_str().expect("a method");
    let found = match mcdm::computed(name, &case["input"]) {
        Err(Failure::Unknown(_)) => panel::computed(name, &case["input"], &folder()),
        found => found,
    };
    match found {
        Ok(found) => found,
        Err(Failure::Unknown(name)) => panic!("nothing computes {name}"),
        Err(Failure::Input(what)) => panic!("{}: {what}", case["id"]),
    }
}

fn is_close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * b.abs().max(if tolerance > 1e-8 { 1e-3 } else { 1.0 })
}

/// Asserts that what is expected came out, to the tolerance that its file states.
fn assert_same(expected: &Value, found: &Value, place: &str, tolerance: f64) {
    match (expected, found) {
        (Value::Object(expected), _) => {
            let is_ours = |key: &str| {
                !key.starts_with("WRONG_") && !key.starts_with("pymcdm_") && key != "packages"
            };
            for (key, value) in expected.iter().filter(|(key, _)| is_ours(key)) {
                assert_same(value, &found[key], &format!("{place}/{key}"), tolerance);
            }
        }
        (Value::Array(expected), Value::Array(found)) => {
            assert_eq!(expected.len(), found.len(), "{place}");
            for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
                assert_same(expected, found, &format!("{place}/{at}"), tolerance);
            }
        }
        (Value::Number(expected), Value::Number(number)) if expected.is_f64() => {
            let (b, a) = (expected.as_f64().unwrap(), number.as_f64().unwrap());
            assert!(is_close(a, b, tolerance), "{place} is {a}, expected {b}");
        }
        _ => assert_eq!(expected, found, "{place}"),
    }
}

fn run(file: &str, count: usize, tolerance: f64) {
    let cases = cases(file);
    assert_eq!(cases.len(), count);
    for case in &cases {
        let id = case["id"].as_str().expect("an id");
        let found = computed(case);
        assert_same(&case["expected"], &found, id, tolerance);
        // What a widespread error gives must not come out, under any name.
        for (key, wrong) in case["expected"].as_object().unwrap() {
            if key.starts_with("WRONG_") {
                let wrong = wrong.as_f64().into_iter().chain(wrong["coef"].as_f64());
                for wrong in wrong {
                    assert!(!holds(&found, wrong, tolerance), "{id} gives {key}");
                }
            }
        }
    }
}

/// Whether a number stands anywhere in a value.
fn holds(value: &Value, number: f64, tolerance: f64) -> bool {
    match value {
        Value::Number(found) => is_close(found.as_f64().unwrap(), number, tolerance),
        Value::Array(all) => all.iter().any(|one| holds(one, number, tolerance)),
        Value::Object(all) => all.values().any(|one| holds(one, number, tolerance)),
        _ => false,
    }
}

#[test]
fn every_weight_and_synthesis_comes_out() {
    run("mcdm.json", 18, 1e-9);
}

#[test]
fn every_panel_comes_out() {
    run("panel.json", 14, 1e-6);
}
