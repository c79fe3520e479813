//! The parser meets any text: it answers with a scheme or a problem, and what it read it can print and check.

use super::*;
use proptest::prelude::*;
use scoring::scheme::check::{Limits, check, check_together};

/// Whatever the text is: no panic, and what is a scheme survives its own text, its checks and a plan.
fn survive(text: &str) {
    let Ok(scheme) = Scheme::parse(text) else { return };
    let printed = scheme.print().expect("what was read can be printed");
    let again = Scheme::parse(&printed).expect("what was printed can be read");
    assert_eq!(again, scheme);
    let findings = check(&scheme, &Limits::default());
    check_together(&[&scheme]);
    for kind in &scheme.kind {
        let plan = Plan::new(&scheme, &kind.id);
        assert_eq!(plan.is_ok(), findings.errors.is_empty());
        let inputs = Inputs::new("u", &kind.id, "2026", "2026-12-31".parse().unwrap());
        if let Ok(plan) = plan {
            alone(&plan, &inputs).expect("nothing was entered, so nothing is wrong with it");
        }
    }
}

/// Pieces that schemes are made of, put where they do not belong.
const PIECES: [&str; 24] = [
    "0",
    "-1",
    "\"0.1\"",
    "\"1/3\"",
    "\"1/0\"",
    "1e400",
    "\"1e400\"",
    "\"@\"",
    "\"@x\"",
    "\"95%\"",
    "\"%\"",
    "[]",
    "{}",
    "\"\"",
    "nan",
    "inf",
    "9223372036854775807",
    "\"9999999999999999999999999999999999999999\"",
    "true",
    "\"2026-02-30\"",
    "{ kind = \"fixed\", points = 1 }",
    "{ kind = \"sum\", of = [] }",
    "{ kind = \"mix\", part = [] }",
    "{ kind = \"clamp\", of = { kind = \"fixed\", points = 1 } }",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in "\\PC{0,200}") {
        survive(&text);
    }

    #[test]
    fn a_shipped_scheme_with_values_exchanged_is_answered(
        which in 0_usize..SCHEMES.len(), places in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..PIECES.len()), 1..4)
    ) {
        let text = read(&format!("schemes/{}.toml", SCHEMES[which]));
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (place, piece) in places {
            let valued: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains(" = ")).collect();
            let at = valued[place.index(valued.len())];
            // One of the values of the line, the last one or one inside a rule.
            let starts: Vec<usize> = lines[at].match_indices(" = ").map(|(at, _)| at + 3).collect();
            let start = starts[place.index(starts.len())];
            let end = lines[at][start..].find([',', ' ', ']', '}']).map_or(lines[at].len(), |end| start + end);
            lines[at].replace_range(start..end, PIECES[piece]);
        }
        survive(&lines.join("\n"));
    }

    #[test]
    fn a_shipped_scheme_with_lines_lost_or_doubled_is_answered(
        which in 0_usize..SCHEMES.len(), lost in any::<prop::sample::Index>(), doubled in any::<prop::sample::Index>()
    ) {
        let text = read(&format!("schemes/{}.toml", SCHEMES[which]));
        let mut lines: Vec<&str> = text.lines().collect();
        lines.remove(lost.index(lines.len()));
        let at = doubled.index(lines.len());
        lines.insert(at, lines[at]);
        survive(&lines.join("\n"));
    }
}

#[test]
fn depth_and_length_are_refused_and_not_followed() {
    let deep = |n: usize| {
        format!(
            "{}rule = {}{{ kind = \"fixed\", points = 1 }}{}",
            "",
            "{ kind = \"clamp\", least = 0, of = ".repeat(n),
            " }".repeat(n)
        )
    };
    let text = read("schemes/s5.toml");
    for n in [10, 100, 10_000] {
        let from = text.find("rule = ").unwrap();
        let end = from + text[from..].find('\n').unwrap();
        survive(&format!("{}{}{}", &text[..from], deep(n), &text[end..]));
    }
    survive(&format!("{text}\n[[kind{}]]\nid = \"x\"\n", ".section".repeat(10_000)));
    survive(&"[".repeat(100_000));
    assert_eq!(Scheme::parse(&" ".repeat((1 << 20) + 1)).unwrap_err().code, "scheme-too-long");
}
