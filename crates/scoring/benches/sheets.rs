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
use std::time::{Duration, Instant};

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

/// What the system says of this process in kB; `VmHWM` is the most that it held.
fn held(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// Seconds that all threads of this process were on a processor, in hundredths.
fn on_processor() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
    fields.filter_map(|field| field.parse::<u64>().ok()).sum()
}

/// Computes the sheets of one month on two threads, and how long that took.
fn computed(plan: &Plan, inputs: &[Inputs], with_trace: bool) -> Duration {
    let none = Cases::default();
    let start = Instant::now();
    thread::scope(|scope| {
        let (one, other) = inputs.split_at(inputs.len() / 2);
        let work = |part: &[Inputs]| {
            for inputs in part {
                let case = Case { plan, inputs };
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
    start.elapsed()
}

/// A year, month by month; making the inputs is not counted.
fn year(plan: &Plan, with_trace: bool) -> Duration {
    let month = |month| {
        let inputs: Vec<Inputs> = (0..BRANCHES).map(|branch| inputs(branch, month)).collect();
        computed(plan, &inputs, with_trace)
    };
    (0..MONTHS).map(month).sum()
}

fn sheets(criterion: &mut Criterion) {
    let plan = plan();
    let lines = plan.kind().lines().len();
    assert_eq!(lines, 20);
    let before = held("VmHWM");
    let (mut busy, mut first) = (0, Duration::ZERO);
    for month in 0..MONTHS {
        let inputs: Vec<Inputs> = (0..BRANCHES).map(|branch| inputs(branch, month)).collect();
        let start = on_processor();
        first += computed(&plan, &inputs, true);
        busy += on_processor() - start;
    }
    let megabytes = (held("VmHWM") - before) / 1_000;
    eprintln!(
        "a year with full traces: {first:?}, {}.{:02} s on the processor by both threads, at the most \
         {megabytes} MB with its inputs",
        busy / 100,
        busy % 100
    );
    let mut group = criterion.benchmark_group("sheets");
    group.sample_size(10);
    group.throughput(Throughput::Elements((BRANCHES * MONTHS * lines) as u64));
    let years = |with_trace: bool| {
        let plan = &plan;
        move |times: u64| (0..times).map(|_| year(plan, with_trace)).sum()
    };
    group.bench_function("5,000 branches × 20 lines × 12 months, full traces", |bencher| {
        bencher.iter_custom(years(true));
    });
    group.bench_function("the same without traces", |bencher| {
        bencher.iter_custom(years(false));
    });
    group.finish();
    let (one, none) = (inputs(0, 7), Cases::default());
    criterion.bench_function("one sheet with its trace", |bencher| {
        bencher.iter(|| evaluate(Case { plan: &plan, inputs: &one }, &none));
    });
}

criterion_group!(benches, sheets);
criterion_main!(benches);
