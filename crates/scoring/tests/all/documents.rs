//! The document on the rule language: every example in it is read, computed, recomputed by the other
//! program, and comes to what it says.

use super::*;

/// The `toml` blocks of a part of a document.
fn blocks(part: &str) -> Vec<&str> {
    part.split("```toml\n").skip(1).filter_map(|rest| Some(rest.split_once("```")?.0)).collect()
}

#[test]
fn every_example_of_the_rule_language_comes_to_what_it_says() {
    let text = read("docs/rule-language.md");
    let (start, rest) = text.split_once("\n## P1 ").expect("the first primitive");
    let heads = blocks(start);
    let [scheme_head, sheet_head] = heads[heads.len() - 2..] else { panic!("two heads") };
    let mut primitives = Vec::new();
    let rest = format!("P1 {rest}");
    for part in rest.split("\n## ").filter(|part| part.contains("\nResult: ")) {
        let title = part.lines().next().unwrap_or_default();
        let is_primitive = title[1..].starts_with(|next: char| next.is_ascii_digit());
        primitives.extend(title.split(' ').next().filter(|_| is_primitive));
        let blocks = blocks(part);
        let results: Vec<&str> =
            part.lines().filter_map(|line| line.strip_prefix("Result: ")).collect();
        assert!(
            !results.is_empty() && blocks.len() == results.len() + 1,
            "{title}: a rule, then inputs for each result"
        );
        let scheme = Scheme::parse(&format!("{scheme_head}{}", blocks[0]))
            .unwrap_or_else(|problem| panic!("{title}: {problem}"));
        let plan = plan(&scheme, "branch");
        for (inputs, result) in blocks[1..].iter().zip(results) {
            let sheets = Sheets::parse(&format!("{sheet_head}{inputs}"))
                .unwrap_or_else(|problem| panic!("{title}: {problem}"));
            let inputs = &sheets.sheet[0].inputs;
            assert_eq!(scoring::engine::check_inputs(&plan, inputs), [], "{title}");
            let mut cases = vec![Case { plan: &plan, inputs }];
            let other = (inputs.link.contains_key("team")).then(|| team(&scheme));
            if let Some((plan, inputs)) = &other {
                cases.push(Case { plan, inputs });
            }
            let known = Cases::new(cases.iter().copied()).unwrap();
            let trace =
                evaluate(cases[0], &known).unwrap_or_else(|problem| panic!("{title}: {problem}"));
            let found = format!(
                "{}, {}.",
                trace.published(&plan).unwrap_or_default(),
                trace.grade(&plan).unwrap_or("none")
            );
            assert_eq!(found, result, "{title}");
            if let Some((agrees, told)) = recomputed(&cases) {
                assert!(agrees, "{title}: {told}");
            }
        }
    }
    let wanted: Vec<String> = (1..=14).map(|number| format!("P{number}")).collect();
    assert_eq!(primitives, wanted);
    let kinds = [
        "fixed",
        "figure",
        "attainment",
        "band",
        "change",
        "steps",
        "tiers",
        "deduct",
        "events",
        "rescale",
        "multiply",
        "raters",
        "result",
        "mix",
        "sum",
        "clamp",
    ];
    let absent = kinds.iter().find(|kind| !rest.contains(&format!("{{ kind = \"{kind}\"")));
    assert_eq!(absent, None, "every kind of rule has its example");
}

/// The team of the example of nested results: 90 of 100 in a scheme of its own.
fn team(scheme: &Scheme) -> (Plan, Inputs) {
    let mut scheme = Scheme { id: "team".into(), ..scheme.clone() };
    let mut section = scheme.kind[0].section[0].clone();
    section.id = "work".into();
    section.line.truncate(1);
    section.line[0].rule = scoring::scheme::Rule::Figure {
        input: None,
        least: scoring::Exact::ZERO,
        most: 100.into(),
    };
    let line = section.line[0].id.clone();
    scheme.kind[0].section = vec![section];
    let mut inputs = Inputs::new("team-7", "branch", "2026", "2026-12-31".parse().unwrap());
    inputs.figure(&line, "r", 90.into()).unwrap();
    (plan(&scheme, "branch"), inputs)
}
