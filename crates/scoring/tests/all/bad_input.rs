//! What is wrong with a scheme or its inputs is answered by a named problem that says where, and its text
//! in both languages what to do.

use super::*;
use kernel::{Day, DayRange};
use scoring::Exact;
use scoring::engine::pro_rata::{Stretch, pro_rata};
use scoring::engine::spread::spread;
use scoring::engine::{Entry, Event, Standing};
use scoring::scheme::check::{Findings, Limits, check, check_together};

/// A scheme that is sound; `{LINES}` and the rest are replaced by what a test is about.
const SOUND: &str = r#"
id = "t"
name = "试行办法"
version = "1"
published = "2025-12-01"
effective = "2026-01-01"
party_share = 40
grade = [{ name = "A", from = 90 }, { name = "B", from = 80 }, { name = "C", from = 60 }, { name = "D", from = 0 }]

[consultation]
body = "职代会"
held = "2025-11-01"
record = "r-1"

[[floor]]
id = "meetings"
name = "支部党员大会每季度至少一次"
basis = "支部工作条例"
required = 4
effect = [{ kind = "ineligible" }]

[[veto]]
id = "fatal"
name = "死亡事故"
basis = "办法第九条"
effect = [{ kind = "cap", at = 59 }]

[[kind]]
id = "k"
name = "支部"

[[kind.section]]
id = "party"
name = "党建"
weight = 40
aspect = "party"
[[kind.section.line]]
id = "p1"
name = "问题解决率"
weight = 40
out_of = 100
rule = { kind = "attainment", threshold = 60, target = 100 }

[[kind.section]]
id = "business"
name = "经营"
weight = 60
aspect = "business"
[[kind.section.line]]
id = "b1"
name = "产量完成率"
weight = 60
out_of = 100
rule = { kind = "attainment", threshold = 90, target = 100, stretch = 110 }
"#;

#[track_caller]
fn with(from: &str, to: &str) -> Scheme {
    assert!(SOUND.contains(from), "{from}");
    Scheme::parse(&SOUND.replacen(from, to, 1)).unwrap_or_else(|problem| panic!("{problem}"))
}

fn found(scheme: &Scheme) -> Findings {
    check(scheme, &Limits::default())
}

/// The one error of a scheme in which something was replaced, at this place.
#[track_caller]
fn refused(from: &str, to: &str, code: &str, place: &str) {
    let errors = found(&with(from, to)).errors;
    let told: Vec<(&str, &str)> =
        errors.iter().map(|problem| (problem.code, arg(problem, "place"))).collect();
    assert_eq!(told, [(code, place)], "{to}");
}

#[track_caller]
fn warned(from: &str, to: &str, code: &str) {
    let findings = found(&with(from, to));
    let told: Vec<&str> = findings.warnings.iter().map(|problem| problem.code).collect();
    assert_eq!((told, &findings.errors[..]), (vec![code], &[][..]));
}

fn inputs(unit: &str, p1: &str, b1: &str) -> Inputs {
    let mut inputs = Inputs::new(unit, "k", "2026", "2026-12-31".parse().unwrap());
    inputs.figure("p1", "r-1", p1.parse().unwrap()).unwrap();
    inputs.figure("b1", "r-2", b1.parse().unwrap()).unwrap();
    inputs.figure("meetings", "r-3", Exact::from_integer(4)).unwrap();
    inputs
}

#[test]
fn the_sound_scheme_is_sound() {
    assert_eq!(found(&with("试行办法", "试行办法")), Findings::default());
}

#[test]
fn a_fault_of_a_scheme_says_where_it_is() {
    refused("weight = 60\nout_of", "weight = \"59.99\"\nout_of", "scheme-weights", "k/business");
    refused(
        "threshold = 90, target = 100,",
        "threshold = 101, target = 100,",
        "scheme-limits",
        "k/business/b1",
    );
    refused(
        "threshold = 60, target = 100",
        "threshold = 100, target = 100",
        "scheme-limits",
        "k/party/p1",
    );
    refused(
        "threshold = 60, target = 100",
        "threshold = \"90%\", target = 0",
        "scheme-target-zero",
        "k/party/p1",
    );
    refused("id = \"b1\"", "id = \"p1\"", "scheme-twice", "k");
    refused(
        "effective = \"2026-01-01\"",
        "effective = \"2025-11-30\"",
        "scheme-effective-early",
        "effective",
    );
    refused("party_share = 40\n", "", "scheme-party-unstated", "party_share");
    refused("party_share = 40\n", "party_share = 50\n", "scheme-party-share", "k");
    refused(
        "{ name = \"C\", from = 60 }",
        "{ name = \"C\", from = 85 }",
        "scheme-grade-order",
        "grade",
    );
    refused(
        "kind = \"cap\", at = 59",
        "kind = \"grade\", at = \"E\"",
        "scheme-grade-unknown",
        "veto/fatal",
    );
    refused("basis = \"办法第九条\"", "basis = \"\"", "scheme-veto-basis", "veto/fatal");
    let figure = "kind = \"figure\", least = 10, most = 10";
    refused(
        "kind = \"attainment\", threshold = 60, target = 100 ",
        figure,
        "scheme-range",
        "k/party/p1",
    );
    let weights = found(&with("weight = 40\naspect", "weight = \"39.99\"\naspect")).errors;
    let whole = weights.iter().find(|problem| arg(problem, "place") == "k").unwrap();
    assert_eq!(
        (whole.code, arg(whole, "sum"), arg(whole, "off")),
        ("scheme-weights", "99.99", "0.01")
    );
}

#[test]
fn what_a_person_should_look_at_is_a_warning() {
    let consultation =
        &SOUND[SOUND.find("[consultation]").unwrap()..SOUND.find("[[floor]]").unwrap()];
    warned(consultation, "", "scheme-no-consultation");
    warned("held = \"2025-11-01\"", "held = \"2025-12-02\"", "scheme-consultation-late");
    let mut small = with("party_share = 40", "party_share = 9");
    small.kind[0].section[0].weight = 9.into();
    small.kind[0].section[0].out_of = Some(40.into());
    small.kind[0].section[1].weight = 91.into();
    small.kind[0].section[1].out_of = Some(60.into());
    let told = found(&small);
    assert_eq!((told.warnings[0].code, told.errors.len()), ("scheme-party-negligible", 0));
    let mut many = with("试行办法", "试行办法");
    let line = many.kind[0].section[1].line[0].clone();
    many.kind[0].section[1].line = (0..20)
        .map(|n| scoring::scheme::Line {
            id: format!("b{n}"),
            weight: Some(3.into()),
            ..line.clone()
        })
        .collect();
    let told = found(&many);
    assert_eq!(
        (told.warnings[0].code, arg(&told.warnings[0], "lines")),
        ("scheme-indicator-budget", "21")
    );
}

#[test]
fn missing_is_never_zero_nor_full() {
    let status = |text: &str| format!("[status]\n{text}\n\n[consultation]");
    refused(
        "[consultation]",
        &status("not-applicable = \"zero\""),
        "scheme-status-zero",
        "status/not-applicable",
    );
    refused(
        "[consultation]",
        &status("suppressed = \"zero\""),
        "scheme-status-zero",
        "status/suppressed",
    );
    refused(
        "[consultation]",
        &status("not-reported = \"redistribute\""),
        "scheme-status-full",
        "status/not-reported",
    );
}

#[test]
fn results_that_depend_on_themselves_are_refused_with_their_way() {
    let one = |id: &str, other: &str| {
        let rule =
            format!("rule = {{ kind = \"result\", scheme = \"{other}\", section = \"party\" }}");
        let text = SOUND.replacen("id = \"t\"", &format!("id = \"{id}\""), 1).replacen(
            "rule = { kind = \"attainment\", threshold = 60, target = 100 }",
            &rule,
            1,
        );
        Scheme::parse(&text).unwrap()
    };
    let (a, b) = (one("a", "b"), one("b", "a"));
    let problems = check_together(&[&a, &b]);
    assert_eq!(problems.len(), 1);
    assert_eq!(
        (problems[0].code, arg(&problems[0], "way")),
        ("scheme-cycle", "a/party → b/party → a/party")
    );
    assert_eq!(check_together(&[&one("c", "nowhere")])[0].code, "scheme-result-unknown");
}

#[test]
fn a_binary_decimal_is_refused_where_it_stands() {
    let problem = Scheme::parse(&SOUND.replacen("weight = 40\nout_of", "weight = 39.5\nout_of", 1))
        .unwrap_err();
    assert_eq!(problem.code, "scheme-unreadable");
    assert!(arg(&problem, "message").contains("in quotes"), "{problem}");
    assert_ne!(arg(&problem, "line"), "0");
}

#[test]
fn a_fault_of_an_input_names_unit_line_and_record() {
    let plan =
        plan(&with("target = 100, stretch = 110", "target = \"@plan\", stretch = \"110%\""), "k");
    let mut zero = inputs("u", "80", "100");
    zero.figure("plan", "r-4", Exact::ZERO).unwrap();
    let problem = alone(&plan, &zero).unwrap_err();
    assert_eq!(
        (problem.code, arg(&problem, "unit"), arg(&problem, "line")),
        ("sheet-target-zero", "u", "business/b1")
    );
    let mut low = inputs("u", "80", "100");
    low.figure("plan", "r-4", 80.into()).unwrap();
    assert_eq!(
        alone(&plan, &low).unwrap_err().code,
        "sheet-limits",
        "the threshold of 90 lies above it"
    );
    let again = low.figure("plan", "r-5", 90.into()).unwrap_err();
    assert_eq!((again.code, arg(&again, "record")), ("sheet-entry-twice", "r-5"));
    low.put("typo", Entry { record: "r-6".into(), figure: Some(1.into()), ..Entry::default() })
        .unwrap();
    let told = scoring::engine::check_inputs(&plan, &low);
    assert_eq!((told[0].code, arg(&told[0], "entry")), ("sheet-entry-unknown", "typo"));
    let mut unclear = inputs("u", "80", "100");
    unclear.put("plan", Entry::default()).unwrap();
    assert_eq!(alone(&plan, &unclear).unwrap_err().code, "sheet-entry-unclear");
    let mut veto = inputs("u", "80", "100");
    veto.veto.push(scoring::engine::Booked {
        veto: "fatel".into(),
        record: "v".into(),
        from: veto.as_of,
        lifted: None,
        reason: String::new(),
    });
    assert_eq!(alone(&plan, &veto).unwrap_err().code, "sheet-veto-unknown");
}

#[test]
fn an_event_booked_twice_counts_once_also_on_two_lines() {
    let bonus = |id: &str, points: i64| {
        format!(
            "\n[[kind.bonus]]\nid = \"{id}\"\nname = \"{id}\"\nrule = {{ kind = \"events\", count = \"each\", most = 9, event = [{{ sort = \"prize\", points = {points} }}] }}\n"
        )
    };
    let text = format!("{SOUND}{}{}", bonus("x", 2), bonus("y", 3));
    let plan = plan(&Scheme::parse(&text).unwrap(), "k");
    let booked = |ids: &[&str]| Entry {
        record: "e".into(),
        event: Some(
            ids.iter()
                .map(|id| Event { id: (*id).into(), sort: "prize".into(), points: None })
                .collect(),
        ),
        ..Entry::default()
    };
    let mut sheet = inputs("u", "80", "100");
    sheet.put("x", booked(&["one", "one", "two"])).unwrap();
    sheet.put("y", booked(&["two"])).unwrap();
    let trace = alone(&plan, &sheet).unwrap();
    // "one" twice on x counts 2; "two" counts 3 on y and not again on x.
    assert_eq!(trace.outcome.bonus, 5.into());
    let again = trace
        .steps(&plan, "x")
        .iter()
        .filter(|(step, _)| step.op == scoring::engine::Op::Again)
        .count();
    assert_eq!(again, 2);
}

#[test]
fn twelve_and_forty_meetings_score_the_same_and_three_fail() {
    let plan = plan(&with("required = 4", "required = 12"), "k");
    let held = |meetings: i64| {
        let mut sheet = inputs("u", "80", "100");
        sheet.entry.get_mut("meetings").unwrap().figure = Some(meetings.into());
        let outcome = alone(&plan, &sheet).unwrap().outcome;
        (outcome.exact.clone(), outcome.grade, outcome.is_eligible, outcome)
    };
    assert_eq!(held(12).3, held(40).3, "everything is the same");
    let (exact, grade, is_eligible, _) = held(3);
    assert_eq!((exact, grade), (held(12).0, held(12).1));
    assert!(!is_eligible && held(12).2);
}

#[test]
fn a_unit_that_moved_counts_by_days() {
    let text = format!(
        "{SOUND}{}",
        SOUND[SOUND.find("[[kind]]").unwrap()..]
            .replacen("\"k\"", "\"other\"", 1)
            .replace("threshold = 90", "threshold = 80")
    );
    let scheme = Scheme::parse(&text).unwrap();
    let (first, second) = (plan(&scheme, "k"), plan(&scheme, "other"));
    let one = inputs("u", "100", "95");
    let mut other = inputs("u", "100", "95");
    other.kind = "other".into();
    let (a, b) = (alone(&first, &one).unwrap(), alone(&second, &other).unwrap());
    let days = |from: &str, until: &str| DayRange {
        from: from.parse::<Day>().unwrap(),
        until: until.parse::<Day>().unwrap(),
    };
    let stretches = |until: &str| {
        [
            Stretch {
                days: days("2026-04-11", "2027-01-01"),
                case: Case { plan: &second, inputs: &other },
                trace: &b,
            },
            Stretch {
                days: days("2026-01-01", until),
                case: Case { plan: &first, inputs: &one },
                trace: &a,
            },
        ]
    };
    let joined = pro_rata(&stretches("2026-04-11")).unwrap();
    // 100 days at 40 + 0.6 × 80 = 88 and 265 days at 40 + 0.6 × 90 = 94.
    assert_eq!(joined.parts, [(100, 88.into()), (265, 94.into())]);
    assert_eq!(joined.exact, Exact::quotient(88 * 100 + 94 * 265, 365));
    assert_eq!(joined.published.as_ref().unwrap().plain(), "92.36");
    assert_eq!((joined.standing, joined.grade), (Standing::Ok, Some(0)));
    let catalogue = catalogue();
    let words = Words { catalogue: &catalogue, lang: Lang::Zh };
    let told = scoring::engine::export::joined("u", &joined, &scheme, words);
    assert_eq!(told.words, "（100 × 88 + 265 × 94）÷ 365 天，公布 92.36");
    let other_unit = |mut inputs: Inputs| {
        inputs.unit = "v".into();
        inputs
    };
    let beside = other_unit(other.clone());
    let b_beside = alone(&second, &beside).unwrap();
    let cases = [
        (Case { plan: &first, inputs: &one }, &a, &[][..]),
        (Case { plan: &second, inputs: &beside }, &b_beside, &[][..]),
    ];
    let json = serde_json::to_string(&document(&cases, vec![told], words)).unwrap();
    if let (Some((agrees, told)), Some((still, _))) =
        (run_script(&json), run_script(&json.replace("\"92.36\"", "\"92.35\"")))
    {
        assert!(agrees && !still, "{told}");
    }
    let gap = pro_rata(&stretches("2026-04-10")).unwrap_err();
    assert_eq!((gap.code, arg(&gap, "until")), ("pro-rata-days", "2026-04-10"));
    assert_eq!(pro_rata(&stretches("2026-04-12")).unwrap_err().code, "pro-rata-days");
}

#[test]
fn a_veto_of_either_stretch_stands_against_the_whole() {
    let scheme = with("试行办法", "试行办法");
    let plan = plan(&scheme, "k");
    let (clean, mut vetoed) = (inputs("u", "100", "100"), inputs("u", "100", "100"));
    vetoed.veto.push(scoring::engine::Booked {
        veto: "fatal".into(),
        record: "v".into(),
        from: vetoed.as_of,
        lifted: None,
        reason: String::new(),
    });
    let (a, b) = (alone(&plan, &clean).unwrap(), alone(&plan, &vetoed).unwrap());
    let days = |from: &str, until: &str| DayRange {
        from: from.parse::<Day>().unwrap(),
        until: until.parse::<Day>().unwrap(),
    };
    let joined = pro_rata(&[
        Stretch {
            days: days("2026-01-01", "2026-07-01"),
            case: Case { plan: &plan, inputs: &clean },
            trace: &a,
        },
        Stretch {
            days: days("2026-07-01", "2027-01-01"),
            case: Case { plan: &plan, inputs: &vetoed },
            trace: &b,
        },
    ])
    .unwrap();
    assert_eq!((joined.exact, joined.published), (Some(100.into()), Some(59.into())));
    assert_eq!(joined.grade, Some(3));
}

#[test]
fn a_scheme_holds_from_its_first_day_until_its_last() {
    let scheme = with("party_share = 40\n", "until = \"2027-01-01\"\nparty_share = 40\n");
    let holds = |day: &str| scheme.is_in_force(day.parse().unwrap());
    assert_eq!(
        ["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"].map(holds),
        [false, true, true, false]
    );
    refused(
        "party_share = 40\n",
        "until = \"2026-01-01\"\nparty_share = 40\n",
        "scheme-until-early",
        "until",
    );
}

#[test]
fn a_row_of_bad_years_is_brought_to_a_person() {
    let rule = "[[consecutive]]\ngrade = \"D\"\nyears = 3\nconsequence = \"诫勉\"\n\n[[floor]]";
    let plan = plan(&with("[[floor]]", rule), "k");
    let years = |before: &[(i32, &str)]| {
        let mut sheet = inputs("u", "50", "100");
        sheet.before = before
            .iter()
            .map(|(year, grade)| scoring::engine::Before { year: *year, grade: (*grade).into() })
            .collect();
        // 60 of 100 is C: the veto makes it D.
        sheet.veto.push(scoring::engine::Booked {
            veto: "fatal".into(),
            record: "v".into(),
            from: sheet.as_of,
            lifted: None,
            reason: String::new(),
        });
        alone(&plan, &sheet).unwrap().outcome.consecutive
    };
    assert_eq!(years(&[(2024, "D"), (2025, "D")]), [0]);
    assert_eq!(years(&[(2023, "D"), (2025, "D")]), [0; 0], "a year is missing");
    assert_eq!(years(&[(2024, "D"), (2025, "C")]), [0; 0]);
}

#[test]
fn a_distribution_spreads_like_the_rule_of_the_house() {
    let rule = "[distribution]\nceiling = [\"0.2\", \"0.7\"]\n\n[consultation]";
    let scheme = with("[consultation]", rule);
    let quotas = scoring::grade::Quotas {
        a: Exact::quotient(1, 5).unwrap(),
        a_and_b: Exact::quotient(7, 10).unwrap(),
    };
    for totals in [
        vec![96, 93, 93, 91, 85, 80, 70, 60, 50, 95],
        vec![95, 95, 94, 93, 92],
        vec![90, 90, 90, 90],
        vec![70, 59, 50, 40, 30],
        vec![100; 7],
    ] {
        let totals: Vec<Exact> = totals.into_iter().map(Exact::from_integer).collect();
        let here = spread(&scheme, &totals);
        let there = scoring::grade::distribute(&totals, &quotas).unwrap();
        let names: Vec<&str> =
            here.grades.iter().map(|grade| scheme.grade[*grade].name.as_str()).collect();
        let wanted: Vec<&str> = there.grades.iter().map(|grade| grade.name()).collect();
        assert_eq!(names, wanted, "{totals:?}");
        assert_eq!(here.most.is_none(), totals.len() < 5);
    }
}

#[test]
fn every_problem_has_its_words_in_both_languages() {
    let sources = [
        include_str!("../../src/scheme/check.rs"),
        include_str!("../../src/scheme/text.rs"),
        include_str!("../../src/engine/evaluate.rs"),
        include_str!("../../src/engine/inputs.rs"),
        include_str!("../../src/engine/plan.rs"),
        include_str!("../../src/engine/pro_rata.rs"),
        include_str!("../../src/lint.rs"),
    ];
    let catalogue = catalogue();
    let mut count = 0;
    for word in sources.iter().flat_map(|source| source.split('"')) {
        let is_code = ["scheme-", "sheet-", "sheets-", "pro-rata-"]
            .iter()
            .any(|start| word.starts_with(start))
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if is_code {
            count += 1;
            for lang in Lang::ALL {
                assert!(catalogue.has(lang, &format!("problem-{word}")), "{word} in {lang:?}");
            }
        }
    }
    assert!(count > 80, "codes are found at all");
}

#[test]
fn a_figure_is_fed_once_and_only_where_it_is_taken() {
    let feed = |entries: &[&str]| {
        let feeds: String = entries
            .iter()
            .map(|entry| {
                format!("\n[[feed]]\nentry = \"{entry}\"\nfrom = {{ kind = \"measure\", name = \"m\" }}\n")
            })
            .collect();
        let scheme = Scheme::parse(&format!("{SOUND}{feeds}")).unwrap();
        let errors = check(&scheme, &Limits::default()).errors;
        errors
            .iter()
            .filter(|problem| problem.code.starts_with("scheme-feed"))
            .map(|problem| (problem.code, problem.args[0].1.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(feed(&["p1", "meetings"]), [], "a line and a floor");
    assert_eq!(feed(&["p1", "p1"]), [("scheme-feed-twice", "feed/p1".to_owned())]);
    assert_eq!(feed(&["nobody"]), [("scheme-feed-unknown", "feed/nobody".to_owned())]);
}
