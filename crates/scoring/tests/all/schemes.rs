//! The shipped schemes: read, printed, checked, and each hand-checked sheet computed and recomputed.

use super::*;
use scoring::scheme::check::{Limits, check, check_together};

#[test]
fn every_shipped_scheme_survives_its_text_and_is_without_fault() {
    for name in SCHEMES {
        let scheme = shipped(name);
        let printed = scheme.print().unwrap();
        let again = Scheme::parse(&printed)
            .unwrap_or_else(|problem| panic!("{name}: {problem}\n{printed}"));
        assert_eq!(again, scheme, "{name}");
        assert_eq!(again.print().unwrap(), printed, "{name} has one text");
        assert_eq!(again.digest(), scheme.digest());
        let found = check(&scheme, &Limits::default());
        assert_eq!(found.errors, [], "{name}");
        let mut other = scheme.clone();
        other.kind[0].section[0].name.push('。');
        assert_ne!(other.digest(), scheme.digest(), "a change of one letter is another version");
    }
    let all: Vec<Scheme> = SCHEMES.map(shipped).into();
    assert_eq!(check_together(&all.iter().collect::<Vec<_>>()), []);
}

#[test]
fn what_shipped_schemes_are_warned_about_is_so() {
    let warned = |name: &str| -> Vec<&str> {
        check(&shipped(name), &Limits::default())
            .warnings
            .iter()
            .map(|problem| problem.code)
            .collect()
    };
    assert_eq!(warned("s5"), [""; 0]);
    assert_eq!(warned("s12"), ["scheme-party-negligible", "scheme-input-shared"]);
    assert_eq!(warned("s3-production"), ["scheme-indicator-budget"]);
}

#[test]
fn every_hand_checked_sheet_comes_out_to_the_cent() {
    let mut count = 0;
    for name in SHEETS {
        let file = sheets(name);
        let plans: Vec<Plan> = file
            .sheet
            .iter()
            .map(|sheet| plan(&shipped(&sheet.scheme), &sheet.inputs.kind))
            .collect();
        let cases: Vec<Case> = plans
            .iter()
            .zip(&file.sheet)
            .map(|(plan, sheet)| Case { plan, inputs: &sheet.inputs })
            .collect();
        let known = Cases::new(cases.iter().copied()).unwrap();
        for (case, sheet) in cases.iter().zip(&file.sheet) {
            assert_eq!(scoring::engine::check_inputs(case.plan, case.inputs), [], "{name}");
            let trace = evaluate(*case, &known).unwrap();
            let found = (trace.published(case.plan), trace.grade(case.plan).map(str::to_owned));
            assert_eq!(
                found,
                (sheet.expected.clone(), sheet.grade.clone()),
                "{name} {}",
                sheet.inputs.unit
            );
            count += 1;
        }
        if let Some((agrees, told)) = recomputed(&cases) {
            assert!(agrees, "{name}: {told}");
        }
    }
    assert_eq!(count, 14, "no sheet is passed over");
}

#[test]
fn the_script_finds_a_total_that_was_changed() {
    let file = sheets("s5");
    let plan = plan(&shipped("s5"), "branch");
    let case = Case { plan: &plan, inputs: &file.sheet[0].inputs };
    let none = Cases::default();
    let trace = evaluate(case, &none).unwrap();
    let catalogue = catalogue();
    let words = Words { catalogue: &catalogue, lang: Lang::Zh };
    let json = serde_json::to_string(&document(&[(case, &trace, &[])], Vec::new(), words)).unwrap();
    let changed = json.replace("\"published\":\"91.40\"", "\"published\":\"91.50\"");
    assert_ne!(json, changed);
    if let (Some((agrees, _)), Some((still, told))) = (run_script(&json), run_script(&changed)) {
        assert!(agrees && !still && told.contains("the document says"), "{told}");
    }
}

#[test]
fn a_veto_is_recorded_with_what_was_before_it_and_falls_when_it_is_lifted() {
    let file = sheets("s5");
    let plan = plan(&shipped("s5"), "branch");
    let traces: Vec<Trace> =
        file.sheet.iter().map(|sheet| alone(&plan, &sheet.inputs).unwrap()).collect();
    let [free, vetoed, lifted] = &traces[..] else { panic!("three sheets") };
    assert_eq!(vetoed.outcome.before_veto, free.outcome.published);
    assert!(!vetoed.outcome.is_eligible && free.outcome.is_eligible);
    assert_eq!(vetoed.outcome.vetoes, [true]);
    assert_eq!(
        (&lifted.outcome.published, &lifted.outcome.vetoes[..]),
        (&free.outcome.published, &[false][..])
    );
    let changes =
        if_then(Case { plan: &plan, inputs: &file.sheet[1].inputs }, &Cases::default(), vetoed)
            .unwrap();
    let lifting = changes
        .iter()
        .find(|change| matches!(change.cause, scoring::engine::if_then::Cause::Veto { .. }));
    assert_eq!(lifting.map(|change| change.grade), Some(0), "without the veto it would be A");
}

#[test]
fn what_would_change_the_grade_does_change_it() {
    let file = sheets("s10");
    let plan = plan(&shipped("s10"), "branch");
    let inputs = &file.sheet[0].inputs;
    let case = Case { plan: &plan, inputs };
    let none = Cases::default();
    let trace = evaluate(case, &none).unwrap();
    let changes = if_then(case, &none, &trace).unwrap();
    assert!(!changes.is_empty());
    for change in &changes {
        let scoring::engine::if_then::Cause::Line { id, to, .. } = &change.cause else { continue };
        let then = scoring::engine::outcome(case, &none, Some((id, to))).unwrap();
        assert_eq!(then.grade, Some(change.grade));
        assert_ne!(then.grade, trace.outcome.grade);
    }
    // 93.50 is A; output counts a quarter: B begins below 90, so 84 − 3.51 × 4 = 69.96.
    let output = changes.iter().find_map(|change| match &change.cause {
        scoring::engine::if_then::Cause::Line { id, to, .. } if id == "output" => Some(to.plain()),
        _ => None,
    });
    assert_eq!(output.as_deref(), Some("69.96"));
}
