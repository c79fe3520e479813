//! The rules of level 2 against thousands of panels of which the truth is known.

use statistics::simulation::{Kind, TOLERATED, null_panels, power_curve};

#[test]
fn of_a_thousand_null_panels_of_each_kind_few_reach_level_two() {
    for kind in Kind::ALL {
        let found = null_panels(kind, 1_000, 20_260_101);
        eprintln!("{}: {} of {}", kind.name(), found.reached, found.panels);
        assert!(found.share() <= TOLERATED, "{}: {}", kind.name(), found.share());
    }
}

#[test]
fn ten_units_over_twelve_months_find_half_a_deviation_in_three_of_four_runs() {
    let effects = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7];
    let curve = power_curve(10, 12, &effects, 200, 20_260_101);
    for point in &curve {
        eprintln!("{}: {}", point.effect, point.reached.share());
    }
    assert!(curve[0].reached.share() <= TOLERATED);
    assert!(curve[5].reached.share() >= 0.75, "{}", curve[5].reached.share());
    // The lead is loud by accident in one of ten, so that the curve ends near 0.9.
    assert!(curve.windows(2).all(|two| two[0].reached.reached <= two[1].reached.reached + 6));
}
