//! Large panels and large numbers.

use statistics::fixed_effects::{Effects, Model, fit};
use statistics::panel::{Column, Panel};
use statistics::random::Random;
use statistics::wild::{Beyond, bootstrap};

/// Units over months with an outcome that follows the cause by a half.
fn panel(units: usize, months: usize, outlier: f64) -> (Panel, Column, Column) {
    let mut random = Random::from_seed(1);
    let of: Vec<usize> = (0..units * months).map(|at| at / months).collect();
    let at: Vec<i64> = (0..units * months).map(|at| (at % months) as i64).collect();
    let cause: Vec<Option<f64>> = of.iter().map(|_| Some(random.normal())).collect();
    let mut outcome: Vec<Option<f64>> =
        cause.iter().map(|cause| cause.map(|cause| 0.5 * cause + random.normal())).collect();
    if let Some(value) = &mut outcome[units * months / 2] {
        *value += outlier;
    }
    let mut panel = Panel::new(&of, &at).unwrap();
    let (outcome, cause) = (panel.add(&outcome).unwrap(), panel.add(&cause).unwrap());
    (panel, outcome, cause)
}

#[test]
fn a_million_rows_with_one_huge_outlier_run_and_the_outlier_does_not_pass_for_certainty() {
    let fitted = |outlier| {
        let (panel, outcome, cause) = panel(27_778, 36, outlier);
        let model =
            Model { outcome, regressors: &[cause], effects: Effects::UnitAndPeriod, weights: None };
        fit(&panel, &model).unwrap()
    };
    let sound = fitted(0.0);
    assert_eq!((sound.rows, sound.units, sound.periods), (1_000_008, 27_778, 36));
    assert!((sound.slopes[0].coefficient - 0.5).abs() < 0.005);
    assert_eq!(sound.freedom, 1_000_008 - 1 - 27_778 - 35);
    assert!(!sound.rests_on_one_row() && sound.largest_share < 0.001);
    let far = fitted(1e15);
    let slope = far.slopes[0].clustered.unwrap();
    assert!(slope.t.is_finite() && slope.t.abs() < 2.0 && slope.p > 0.05, "{slope:?}");
    assert!(far.rests_on_one_row() && far.largest_share > 0.9, "{}", far.largest_share);
}

#[test]
fn thousands_of_clusters_are_drawn_in_linear_memory() {
    // Beyond 64 units no matrix of units by units is held; 20,000 would take 3.2 GB.
    let (panel, outcome, cause) = panel(20_000, 12, 0.0);
    let regressors = [cause];
    let effects = Effects::UnitAndPeriod;
    let model = Model { outcome, regressors: &regressors, effects, weights: None };
    let found = bootstrap(&panel, &model, Beyond::Draw { seed: 3, draws: 19 }).unwrap();
    assert_eq!((found.clusters, found.draws, found.at_least), (20_000, 20, 1));
}
