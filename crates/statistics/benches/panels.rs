//! How long panels take: a group of 23,321 branches over 36 months, all sign vectors of 12 clusters,
//! permutations.

use criterion::{Criterion, criterion_group, criterion_main};
use statistics::fixed_effects::{Effects, Model, fit};
use statistics::panel::{Column, Panel};
use statistics::permutation::compare;
use statistics::random::Random;
use statistics::staggered::{Controls, Staggered};
use statistics::wild::{Beyond, bootstrap};
use std::hint::black_box;

/// Units over months, one row in fifty missing.
fn panel(units: usize, months: usize) -> (Panel, Column, Column) {
    let mut random = Random::from_seed(1);
    let places = (0..units).flat_map(|unit| (0..months as i64).map(move |month| (unit, month)));
    let (of, at): (Vec<usize>, Vec<i64>) = places.filter(|_| random.below(50) > 0).unzip();
    let mut panel = Panel::new(&of, &at).expect("a panel");
    let mut column = || {
        let values: Vec<_> = of.iter().map(|_| Some(random.normal())).collect();
        panel.add(&values).expect("a column")
    };
    let (outcome, cause) = (column(), column());
    (panel, outcome, cause)
}

fn panels(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("panels");
    group.sample_size(10);
    let (large, outcome, cause) = panel(23_321, 36);
    let (effects, weights) = (Effects::UnitAndPeriod, None);
    let model = Model { outcome, regressors: &[cause], effects, weights };
    group.bench_function("two-way effects of 23,321 units over 36 months", |bench| {
        bench.iter(|| fit(black_box(&large), &model).expect("a fit"));
    });
    let (small, outcome, cause) = panel(12, 36);
    let model = Model { outcome, regressors: &[cause], effects, weights };
    group.bench_function("wild bootstrap of 12 clusters, 4,096 sign vectors", |bench| {
        bench.iter(|| bootstrap(black_box(&small), &model, Beyond::Refuse).expect("a p"));
    });
    let beyond = Beyond::Draw { seed: 1, draws: 1_999 };
    let (many, outcome, cause) = panel(200, 36);
    let model = Model { outcome, regressors: &[cause], effects, weights };
    group.bench_function("wild bootstrap of 200 clusters, 1,999 drawn", |bench| {
        bench.iter(|| bootstrap(black_box(&many), &model, beyond).expect("a p"));
    });
    let mut random = Random::from_seed(2);
    let values: Vec<Option<f64>> = (0..20).map(|_| Some(random.normal())).collect();
    group.bench_function("permutation of 10 against 10, 184,756 labelings", |bench| {
        bench.iter(|| compare(black_box(&values[..10]), &values[10..], 1, 0).expect("a p"));
    });
    let adopted: Vec<_> = (0..24).map(|unit| (unit < 12).then_some(8 + unit % 3)).collect();
    let rows = (0..24).flat_map(|unit| (0..24).map(move |month| (unit, month)));
    let rows: Vec<_> = rows.map(|(unit, month)| (unit, month, random.normal())).collect();
    let staggered = Staggered::new(&rows, adopted).expect("a panel");
    group.bench_function("1,999 permuted adoption dates of 24 units over 24 months", |bench| {
        bench.iter(|| black_box(&staggered).permute(Controls::NotYet, 1, 1_999).expect("a p"));
    });
    group.finish();
}

criterion_group!(benches, panels);
criterion_main!(benches);
