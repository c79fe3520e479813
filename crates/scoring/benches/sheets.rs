//! The year of a large group: 5,000 branches, a scheme of 20 lines, 12 months, every sheet with its full
//! trace, on two threads; beside it the same without traces, and one sheet alone. The same arithmetic in
//! Python's Decimal is measured by `testkit/decimal_scores.py`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scoring::Exact;
use scoring::engine::trace::Case;
use scoring::engine::{Cases, Entry, Event, Inputs, Plan, Rating, evaluate, outcome};
use scoring::scheme::Scheme;
use std::hint::black_box;
use std::thread;

const BRANCHES: usize = 5_000;
const MONTHS: usize = 12;
const SCHEME: &str = include_str!("twenty_lines.toml");

fn plan() -> Plan {
    let scheme = Scheme::parse(SCHEME).expect("a scheme");
    Plan::new(&scheme, "branch").expect("a plan")
}

/// A sheet's inputs: figures with one or two decimals, as they come from readings.
fn inputs(branch: usize, month: usize) -> Inputs {
    let as_of = "2026-12-31".parse().expect("a day");
    let mut inputs = Inputs::new(&format!("branch-{branch}"), "branch", "2026", as_of);
    let mut seed = (branch * MONTHS + month) as i64;
    let mut next = |least: i64, most: i64| {
        seed = (seed * 6_364_136_223_846_793 + 1_442_695).rem_euclid(1 << 31);
        least + seed % (most - least + 1)
    };
    for line in 1..=10 {
        let value = Exact::quotient(next(5_000, 12_500), 100).expect("a number");
        inputs.figure(&format!("a{line}"), "reading", value).expect("booked");
    }
    for line in 1..=2 {
        let value = Exact::quotient(next(8_000, 12_000), 10).expect("a number");
        inputs.figure(&format!("s{line}"), "reading", value).expect("booked");
    }
    let mut events = |name: &str, sort: &str, most: i64| {
        let one = |n: i64| Event { id: format!("{name}-{n}"), sort: sort.into(), points: None };
        let event = Some((0..next(0, most)).map(one).collect());
        let entry = Entry { record: "event".into(), event, ..Entry::default() };
        inputs.put(name, entry).expect("booked");
    };
    for line in ["d1", "d2", "d3"] {
        events(line, "miss", 3);
    }
    events("bonus", "award", 2);
    events("deduction", "case", 1);
    for line in ["r1", "r2"] {
        let mut rating = |group: &str, raters: i64| Rating {
            group: group.into(),
            raters: raters as u32,
            sum: Exact::from_integer(next(60, 100) * raters),
        };
        let rating = Some(vec![rating("above", 7), rating("members", 23)]);
        let entry = Entry { record: "ballot".into(), rating, ..Entry::default() };
        inputs.put(line, entry).expect("booked");
    }
    inputs.figure("t1", "reading", Exact::from_integer(next(0, 100))).expect("booked");
    inputs
}

/// Bytes that this process holds, where the system says so.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = status.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or_default() * 4_096
}

fn sheets(criterion: &mut Criterion) {
    let plan = plan();
    let lines = plan.kind().lines().len();
    assert_eq!(lines, 20);
    let inputs: Vec<Inputs> = (0..BRANCHES)
        .flat_map(|branch| (0..MONTHS).map(move |month| inputs(branch, month)))
        .collect();
    let none = Cases::default();
    let before = resident();
    let kept: Vec<_> = inputs[..BRANCHES]
        .iter()
        .map(|inputs| evaluate(Case { plan: &plan, inputs }, &none).expect("a trace"))
        .collect();
    let bytes = (resident() - before) / BRANCHES as u64;
    eprintln!("a trace of {lines} lines holds about {bytes} bytes");
    drop(kept);
    let mut group = criterion.benchmark_group("sheets");
    group.sample_size(10);
    group.throughput(Throughput::Elements((inputs.len() * lines) as u64));
    let on_two_threads = |with_trace: bool| {
        thread::scope(|scope| {
            let half = inputs.len() / 2;
            let (one, other) = inputs.split_at(half);
            let work = |part: &[Inputs]| {
                for inputs in part {
                    let case = Case { plan: &plan, inputs };
                    match with_trace {
                        true => drop(black_box(evaluate(case, &none).expect("a trace"))),
                        false => drop(black_box(outcome(case, &none, None).expect("an outcome"))),
                    }
                }
            };
            let beside = scope.spawn(move || work(one));
            work(other);
            beside.join().expect("done");
        });
    };
    group.bench_function("5,000 branches × 20 lines × 12 months, full traces", |bencher| {
        bencher.iter(|| on_two_threads(true));
    });
    group.bench_function("the same without traces", |bencher| {
        bencher.iter(|| on_two_threads(false));
    });
    group.finish();
    criterion.bench_function("one sheet with its trace", |bencher| {
        bencher.iter(|| evaluate(Case { plan: &plan, inputs: &inputs[7] }, &none));
    });
}

criterion_group!(benches, sheets);
criterion_main!(benches);
