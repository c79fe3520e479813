//! What holds for any inputs of any shipped scheme: another program finds the same; order means nothing;
//! better is never worth less; bounds hold what comes; totals stay within their ends.

use super::*;
use proptest::prelude::*;
use scoring::Exact;
use scoring::engine::{Booked, Entry, Event, Rating, Standing, outcome};
use scoring::scheme::{Operand, Price, Rule, Status};
use std::sync::LazyLock;

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn between(&mut self, least: i64, most: i64) -> Exact {
        Exact::quotient(least * 10 + self.below(((most - least) * 10 + 1) as u64) as i64, 10)
            .unwrap()
    }
}

/// Inputs for every line of a plan. One in so many entries has a status instead; 0 for none.
fn fill(plan: &Plan, unit: &str, dice: &mut Dice, missing: u64) -> Inputs {
    let kind = plan.kind();
    let mut inputs = Inputs::new(unit, &kind.id, "2026", "2026-12-31".parse().unwrap());
    for line in kind.lines() {
        enter(&line.rule, &line.id, &mut inputs, dice);
    }
    for entry in inputs.entry.values_mut() {
        if missing > 0 && dice.below(missing) == 0 {
            let status = Status::ALL[dice.below(5) as usize];
            *entry =
                Entry { record: entry.record.clone(), status: Some(status), ..Entry::default() };
        }
    }
    inputs
}

fn enter(rule: &Rule, line: &str, inputs: &mut Inputs, dice: &mut Dice) {
    let mut put = |name: &str, entry: Entry| {
        inputs.entry.entry(name.to_owned()).or_insert(entry);
    };
    let figure = |value: Exact| Entry {
        record: "f".into(),
        version: 1,
        figure: Some(value),
        ..Entry::default()
    };
    match rule {
        Rule::Figure { input, least, most } => {
            let most = most.clone().min(100_000.into());
            let (least, most) = (least.to_integer().unwrap(), most.to_integer().unwrap());
            put(input.as_deref().unwrap_or(line), figure(dice.between(least, most)));
        }
        Rule::Attainment { input, .. } | Rule::Band { input, .. } => {
            put(input.as_deref().unwrap_or(line), figure(dice.between(60, 120)));
        }
        Rule::Change { input, .. } | Rule::Steps { input, .. } => {
            put(input.as_deref().unwrap_or(line), figure(dice.between(-20, 150)));
        }
        Rule::Deduct { input, event, .. } | Rule::Events { input, event, .. } => {
            let events = (0..dice.below(4)).map(|_| booked(event, line, dice)).collect();
            let entry =
                Entry { record: "e".into(), version: 1, event: Some(events), ..Entry::default() };
            put(input.as_deref().unwrap_or(line), entry);
        }
        Rule::Raters { input, most, group, .. } => {
            let rating = |group: &scoring::scheme::Group, dice: &mut Dice| {
                let raters = 4 + dice.below(40) as u32;
                let mean = dice.between(0, most.to_integer().unwrap());
                Rating {
                    group: group.id.clone(),
                    raters,
                    sum: &mean * &Exact::from_integer(raters.into()),
                }
            };
            let ratings = group.iter().map(|group| rating(group, dice)).collect();
            let entry =
                Entry { record: "b".into(), version: 1, rating: Some(ratings), ..Entry::default() };
            put(input.as_deref().unwrap_or(line), entry);
        }
        _ => {}
    }
    // Operands from inputs: a threshold for "less is better" lies above its target.
    let named = |operand: &Operand| operand.input().map(str::to_owned);
    let operands: Vec<(String, i64, i64)> = match rule {
        Rule::Attainment { threshold, target, .. } => [
            named(threshold).map(|name| (name, 110, 120)),
            named(target).map(|name| (name, 90, 100)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Rule::Steps { target, baseline, .. } => {
            let baseline = baseline.as_ref().and_then(named).map(|name| (name, 80, 120));
            named(target).map(|name| (name, 80, 120)).into_iter().chain(baseline).collect()
        }
        Rule::Change { against, .. } => {
            named(against).map(|name| (name, 80, 120)).into_iter().collect()
        }
        _ => Vec::new(),
    };
    for (name, least, most) in operands {
        let value = dice.between(least, most);
        inputs.entry.entry(name).or_insert(figure(value));
    }
    for part in rule.parts() {
        enter(part, line, inputs, dice);
    }
}

fn booked(prices: &[Price], line: &str, dice: &mut Dice) -> Event {
    let price = &prices[dice.below(prices.len() as u64) as usize];
    let points = price
        .up_to
        .as_ref()
        .map(|up_to| if dice.below(2) == 0 { up_to.clone() } else { price.points.clone() });
    Event { id: format!("{line}-{}", dice.below(3)), sort: price.sort.clone(), points }
}

/// Every kind of unit of every shipped scheme.
fn every_plan() -> &'static [Plan] {
    static PLANS: LazyLock<Vec<Plan>> = LazyLock::new(|| {
        let kinds = |name: &str| {
            let scheme = shipped(name);
            scheme.kind.iter().map(|kind| plan(&scheme, &kind.id)).collect::<Vec<_>>()
        };
        SCHEMES.into_iter().flat_map(kinds).collect()
    });
    &PLANS
}

#[test]
fn another_program_finds_the_same_totals_and_bounds_for_500_sheets() {
    let plans = every_plan();
    let mut dice = Dice(20_261_231);
    let mut sheets = Vec::new();
    for number in 0..50 {
        for plan in plans {
            // The two halves of S3 are about the same unit; kinds of one scheme are not.
            let unit = format!("unit-{number}-{}", plan.kind().id);
            let missing = [0, 12, 6][number % 3];
            let mut inputs = fill(plan, &unit, &mut dice, missing);
            if let Some(veto) = plan.scheme.veto.first().filter(|_| number % 7 == 0) {
                inputs.veto.push(Booked {
                    veto: veto.id.clone(),
                    record: "v".into(),
                    from: "2026-05-01".parse().unwrap(),
                    lifted: (number % 14 == 0).then(|| "2026-10-01".parse().unwrap()),
                    reason: String::new(),
                });
            }
            sheets.push((plan, inputs));
        }
    }
    let cases: Vec<Case> = sheets.iter().map(|(plan, inputs)| Case { plan, inputs }).collect();
    assert_eq!(cases.len(), 500);
    let known = Cases::new(cases.iter().copied()).unwrap();
    let standing = |wanted: Standing| {
        cases
            .iter()
            .filter(|case| evaluate(**case, &known).unwrap().outcome.standing == wanted)
            .count()
    };
    assert!(standing(Standing::Ok) > 100 && standing(Standing::Provisional) > 50, "both occur");
    if let Some((agrees, told)) = recomputed(&cases) {
        assert!(agrees, "{told}");
    }
}

#[test]
fn gates_named_heirs_and_every_rule_agree_with_another_program() {
    let text = include_str!("every_rule.toml");
    let scheme = Scheme::parse(text).unwrap_or_else(|problem| panic!("{problem}"));
    let plan = plan(&scheme, "k");
    let mut dice = Dice(7);
    let mut sheets: Vec<Inputs> = Vec::new();
    for number in 0..200 {
        let mut inputs = fill(&plan, &format!("u{number}"), &mut dice, [0, 8, 20][number % 3]);
        let factor = Exact::quotient(8 + dice.below(5) as i64, 10).unwrap();
        inputs.entry.insert(
            "difficulty".into(),
            Entry { record: "d".into(), figure: Some(factor), ..Entry::default() },
        );
        let meetings = Entry {
            record: "m".into(),
            figure: Some((dice.below(6) as i64).into()),
            ..Entry::default()
        };
        if number % 5 > 0 {
            inputs.entry.insert("meetings".into(), meetings);
        }
        sheets.push(inputs);
    }
    let cases: Vec<Case> = sheets.iter().map(|inputs| Case { plan: &plan, inputs }).collect();
    let traces: Vec<Trace> =
        cases.iter().map(|case| alone(case.plan, case.inputs).unwrap()).collect();
    assert!(traces.iter().any(|trace| !trace.outcome.gates.is_empty()), "a gate fails somewhere");
    if let Some((agrees, told)) = recomputed(&cases) {
        assert!(agrees, "{told}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_what_was_entered_is_nothing(seed in any::<u64>()) {
        for plan in every_plan() {
            let inputs = fill(plan, "u", &mut Dice(seed), 9);
            let mut turned = inputs.clone();
            for entry in turned.entry.values_mut() {
                entry.event.iter_mut().for_each(|events| events.reverse());
                entry.rating.iter_mut().for_each(|ratings| ratings.reverse());
                // Booked again, each counts once.
                if let Some(events) = &mut entry.event {
                    events.extend(events.clone());
                }
            }
            let (one, other) = (alone(plan, &inputs).unwrap(), alone(plan, &turned).unwrap());
            prop_assert_eq!(&one.outcome, &other.outcome);
            prop_assert_eq!(one, alone(plan, &inputs).unwrap(), "and the same again");
        }
    }

    #[test]
    fn totals_stay_within_their_ends_and_bounds_hold_them(seed in any::<u64>()) {
        for plan in every_plan() {
            let found = alone(plan, &fill(plan, "u", &mut Dice(seed), 7)).unwrap().outcome;
            let ends = &plan.scheme;
            if let (Some(exact), Some(published)) = (&found.exact, &found.published) {
                prop_assert!(*exact >= ends.least && *exact <= ends.most);
                prop_assert!(found.low <= *published && *published <= found.high);
            }
            prop_assert!(!found.coverage.is_negative() && found.coverage <= Exact::ONE);
            prop_assert!(found.grade.is_none() || found.standing == Standing::Ok);
        }
    }

    #[test]
    fn what_was_pending_comes_out_within_the_bounds(seed in any::<u64>(), which in any::<prop::sample::Index>()) {
        for plan in every_plan() {
            let whole = fill(plan, "u", &mut Dice(seed), 0);
            let names: Vec<&String> = whole.entry.keys().collect();
            prop_assume!(!names.is_empty());
            let name = names[which.index(names.len())].clone();
            let mut waiting = whole.clone();
            waiting.entry.insert(name, Entry { record: "p".into(), status: Some(Status::Pending), ..Entry::default() });
            let (then, now) = (alone(plan, &whole).unwrap().outcome, alone(plan, &waiting).unwrap().outcome);
            let exact = then.published.unwrap();
            prop_assert!(now.low <= exact && exact <= now.high, "{} {exact} in {} {}", plan.scheme.id, now.low, now.high);
        }
    }

    #[test]
    fn better_is_never_worth_less(seed in any::<u64>(), more in 1_i64..400) {
        let more = Exact::quotient(more, 10).unwrap();
        for plan in every_plan() {
            let inputs = fill(plan, "u", &mut Dice(seed), 0);
            let none = Cases::default();
            let before = outcome(Case { plan, inputs: &inputs }, &none, None).unwrap();
            for line in plan.kind().lines() {
                let better = match &line.rule {
                    Rule::Attainment { better, .. } | Rule::Steps { better, .. } => *better,
                    _ => continue,
                };
                // Profit enters the forecast of S12 too, where more is not better.
                if plan.kind().id == "city" && line.id == "city-profit" {
                    continue;
                }
                let mut other = inputs.clone();
                let name = line.rule.inputs(&line.id)[0];
                let entry = other.entry.get_mut(name).unwrap();
                let value = entry.figure.clone().unwrap();
                entry.figure = Some(match better {
                    scoring::scheme::Better::Higher => &value + &more,
                    scoring::scheme::Better::Lower => &value - &more,
                });
                let after = outcome(Case { plan, inputs: &other }, &none, None).unwrap();
                prop_assert!(after.exact >= before.exact, "{} {}", plan.scheme.id, line.id);
            }
        }
    }

    #[test]
    fn deductions_add_up_and_a_floor_holds(ones in 0_usize..30, halves in 0_usize..30) {
        let plan = plan(&shipped("s6-branch"), "soe");
        let mut inputs = Inputs::new("u", "soe", "2026", "2026-12-31".parse().unwrap());
        let sort = |sort: &str, count: usize| -> Vec<Event> {
            (0..count).map(|n| Event { id: format!("{sort}-{n}"), sort: sort.into(), points: None }).collect()
        };
        let mut events = sort("minor", halves);
        events.extend(sort("serious", ones));
        inputs.put("c1", Entry { record: "e".into(), event: Some(events), ..Entry::default() }).unwrap();
        let trace = alone(&plan, &inputs).unwrap();
        let left = 8 - halves as i64 - 4 * ones as i64;
        let expected = Exact::quotient(left.max(0), 2).unwrap();
        prop_assert_eq!(trace.worth(&plan, "c1").unwrap().worth.score(), Some(&expected));
    }
}
