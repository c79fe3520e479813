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

/// A sheet of the sample workshop: availability above its target, one line that does not apply, no Party line
/// with a value.
const ABOVE: &str = r#"
[[sheet]]
scheme = "house"
[sheet.inputs]
unit = "raw-coal"
kind = "workshop"
period = "2026"
as_of = "2026-12-31"
[sheet.inputs.entry]
medium = { record = "r-1", version = 1, status = "not-applicable" }
availability = { record = "r-2", version = 1, figure = "97.34" }
hazards = { record = "r-3", version = 1, figure = "97.5" }
issues = { record = "r-4", version = 1, status = "not-applicable" }
projects = { record = "r-5", version = 1, status = "not-applicable" }
rescue = { record = "r-6", version = 1, status = "not-applicable" }
appraisal = { record = "r-7", version = 1, status = "pending" }
duties = { record = "r-8", version = 1, figure = 12 }
case = { record = "r-9", version = 1, event = [] }
"#;

#[test]
fn a_total_above_full_marks_says_how_it_comes_about() {
    let said = |text: &str, lang| {
        let file = Sheets::parse(text).unwrap();
        let plan = plan(&shipped("house"), "workshop");
        let case = Case { plan: &plan, inputs: &file.sheet[0].inputs };
        let trace = evaluate(case, &Cases::default()).unwrap();
        let catalogue = catalogue();
        let words = Words { catalogue: &catalogue, lang };
        let above = scoring::engine::export::above(case, &trace, words);
        (trace.published(&plan).unwrap(), above)
    };
    // (113.4 + 97.5) ÷ 2 = 105.45 of the business alone; the appraisal is worth 40 at the most: 63.27 + 40.
    let (total, told) = said(ABOVE, Lang::En);
    assert_eq!(total, "103.27");
    assert_eq!(
        told,
        [
            "total 103.27 is above the full marks of 100, as follows",
            "lines above their full marks: 设备可用率 113.40 / 100",
            "not applicable, so that others carry their weight: 吨煤介耗降到目标, 到期问题按期解决率, \
             攻关项目里程碑按期验收率, 抢险、保供任务按命令要求完成",
            "no figure yet and left out until there is one: 职工代表评议",
            "the weight of 60 that counts is worth 63.27, rescaled to 105.45 of 100",
            "with everything in it ends at 103.27 at the most, so it counts no more",
        ]
    );
    // Known to be nothing, the appraisal passes its weight on, too, and nothing holds the total back; a bonus adds.
    let honour =
        "honour = { record = \"r-0\", version = 1, event = [{ id = \"h\", sort = \"city\" }] }\n";
    let out = ABOVE.replace("status = \"pending\"", "status = \"not-applicable\"") + honour;
    let (total, told) = said(&out, Lang::Zh);
    assert_eq!(total, "107.45");
    assert_eq!(told[..2], ["总分 107.45 超过满分 100，原因如下", "加分 2"]);
    assert_eq!(told[4..], ["计入的权重 60 得 63.27，按满分 100 折算为 105.45"]);
    let below = ABOVE.replace("97.34", "95");
    assert!(said(&below, Lang::Zh).1.is_empty(), "what is not above needs no words");
}
