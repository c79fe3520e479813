//! One method on one folder of data, timed: what `testkit/beside_others.py` runs beside other programs.
//!
//! `beside CASE FOLDER TIMES` reads the columns that the script wrote, computes so often and prints, as JSON,
//! the shortest time in seconds and what was found. The script also reads how much memory
//! this process took.

#![expect(clippy::print_stdout, reason = "the script that runs it reads the answer there")]

use serde_json::{Value, json};
use statistics::entropy::{Basis, weigh};
use statistics::fixed_effects::{Effects, Model, fit};
use statistics::panel::{Column, Panel};
use statistics::table::{Gapped, Sense, Table};
use statistics::topsis::closeness;
use statistics::wild::{Beyond, bootstrap};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::time::Instant;

/// The numbers of a file, one after the other.
fn numbers(file: &Path) -> impl Iterator<Item = f64> + use<> {
    let mut file = BufReader::new(File::open(file).expect("a file of numbers"));
    let mut eight = [0; 8];
    std::iter::from_fn(move || file.read_exact(&mut eight).ok().map(|()| f64::from_le_bytes(eight)))
}

/// The panel of a folder: outcome first, then so many regressors.
fn panel(folder: &Path, regressors: usize) -> (Panel, Vec<Column>) {
    let whole = |name: &str| numbers(&folder.join(name));
    let mut panel = {
        let units: Vec<usize> = whole("unit").map(|unit| unit as usize).collect();
        let periods: Vec<i64> = whole("period").map(|period| period as i64).collect();
        Panel::new(&units, &periods).expect("a panel")
    };
    let column = |at: usize| {
        let values: Vec<Option<f64>> = whole(&format!("column-{at}")).map(Some).collect();
        panel.add(&values).expect("a column")
    };
    let columns = (0..=regressors).map(column).collect();
    (panel, columns)
}

/// Rows of so many columns.
fn rows(folder: &Path, columns: usize) -> Vec<Vec<f64>> {
    let mut numbers = numbers(&folder.join("rows"));
    let mut rows = Vec::new();
    loop {
        let mut row = Vec::with_capacity(columns);
        row.extend(numbers.by_ref().take(columns));
        if row.is_empty() {
            return rows;
        }
        rows.push(row);
    }
}

/// Bytes that this process took at the most, so far.
fn most_held() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0)
        * 1024
}

/// The shortest of so many times in seconds, and what was found.
fn timed<T>(times: usize, mut work: impl FnMut() -> T) -> (f64, T) {
    let mut once = || {
        let start = Instant::now();
        let found = work();
        (start.elapsed().as_secs_f64(), found)
    };
    let (mut shortest, mut found) = once();
    for _ in 1..times {
        let (seconds, again) = once();
        shortest = shortest.min(seconds);
        found = again;
    }
    (shortest, found)
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let [case, folder, times] = &args[..] else { return };
    let (folder, times) = (Path::new(folder), times.parse().expect("a number"));
    let idle = most_held();
    let (effects, weights) = (Effects::UnitAndPeriod, None);
    let (seconds, found) = match case.as_str() {
        "panel" | "dummies" | "mines" => {
            let (panel, columns) = panel(folder, if case == "mines" { 2 } else { 5 });
            let model = Model { outcome: columns[0], regressors: &columns[1..], effects, weights };
            let (seconds, found) = timed(times, || fit(&panel, &model).expect("a fit"));
            let slopes = found.slopes.iter();
            let slope = |slope: &statistics::fixed_effects::Slope| {
                json!([slope.coefficient, slope.clustered.expect("an error").plain])
            };
            (seconds, slopes.map(slope).collect::<Value>())
        }
        "wild" | "wild-large" => {
            let (panel, columns) = panel(folder, 2);
            let model = Model { outcome: columns[0], regressors: &columns[1..], effects, weights };
            let beyond = Beyond::Draw { seed: 7, draws: 9_999 };
            let work = || bootstrap(&panel, &model, beyond).expect("a p");
            let (seconds, found) = timed(times, work);
            (seconds, json!([found.coefficient, found.at_least]))
        }
        "entropy" => {
            let mut table = Gapped::new(vec![Sense::Higher; 50]);
            let mut numbers = numbers(&folder.join("rows")).map(Some).peekable();
            while numbers.peek().is_some() {
                table.push(numbers.by_ref().take(50)).expect("a row");
            }
            let work = || weigh(&table, Basis::Raw).expect("weights");
            let (seconds, found) = timed(times, work);
            (seconds, json!(found.weights))
        }
        "topsis" => {
            let senses = (0..50).map(|at| if at % 3 == 0 { Sense::Lower } else { Sense::Higher });
            let table = Table::new(rows(folder, 50), senses.collect()).expect("a table");
            let weights: Vec<f64> = (1..=50).map(f64::from).collect();
            let work = || closeness(&table, &weights).expect("closeness");
            let (seconds, found) = timed(times, work);
            (seconds, found.closeness.into_iter().take(1_000).collect())
        }
        other => panic!("no case {other}"),
    };
    let bytes = most_held() - idle;
    println!("{}", json!({ "seconds": seconds, "bytes": bytes, "found": found }));
}
