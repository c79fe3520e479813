//! What a whole scheme counts: how much of the weight lies on outcomes, on steps and on mere volume, line by
//! line with the reasons (`principles.md` A2; `features.md` M36). The classifier is [`crate::line`]; a person
//! may overrule it with a reason, which stands in the scheme.

use crate::Exact;
use crate::line::{Class, Judged, Sign, judge};
use crate::scheme::check::shares;
use crate::scheme::{Kind, Line, Scheme};
use kernel::Problem;

/// From which shares on a person is asked for a reason. Numbers of the house, not of any law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most of the weight, in per cent, that may lie on volume.
    pub volume: Exact,
    /// The least that should lie on outcomes.
    pub outcome: Exact,
}

impl Default for Limits {
    fn default() -> Self {
        Self { volume: Exact::from_integer(20), outcome: Exact::from_integer(50) }
    }
}

/// A line with what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linted<'a> {
    pub line: &'a Line,
    pub place: String,
    /// Its share of the whole in per cent; `None` of a bonus or deduction.
    pub share: Option<Exact>,
    /// The classifier's answer with the words that it stands on.
    pub judged: Judged,
    /// The answer that counts.
    pub class: Class,
    /// Why a person overruled the classifier.
    pub reason: Option<&'a str>,
}

/// What a kind of unit is assessed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint<'a> {
    pub lines: Vec<Linted<'a>>,
    /// The share of the weight of each class, in per cent.
    pub outcome: Exact,
    pub process: Exact,
    pub volume: Exact,
    /// What a person should look at.
    pub warnings: Vec<Problem>,
}

/// Meetings that are a duty: held or not held, they are a floor and no merit.
const DUTIES: &[&str] = &[
    "三会一课",
    "党员大会",
    "支部委员会",
    "支委会",
    "党小组会",
    "党课",
    "主题党日",
    "组织生活会",
    "民主评议党员",
    "换届",
];

/// Judges all lines of a kind of unit.
pub fn lint<'a>(scheme: &Scheme, kind: &'a Kind, limits: &Limits) -> Lint<'a> {
    let per_cent = |share: &Exact| {
        (share * &Exact::from_integer(100)).checked_div(&scheme.out_of).unwrap_or(Exact::ZERO)
    };
    let weighted = shares(kind, &scheme.out_of);
    let mut lines: Vec<Linted> = weighted
        .into_iter()
        .map(|one| linted(one.line, one.place, Some(per_cent(&one.share))))
        .collect();
    for (name, extra) in [("bonus", &kind.bonus), ("deduction", &kind.deduction)] {
        lines.extend(extra.iter().map(|line| linted(line, format!("{name}/{}", line.id), None)));
    }
    let of = |class: Class| -> Exact {
        lines.iter().filter(|line| line.class == class).filter_map(|line| line.share.clone()).sum()
    };
    let [outcome, process, volume] = Class::ALL.map(of);
    let mut warnings = Vec::new();
    if volume > limits.volume {
        warnings.push(share_problem("scheme-volume-share", kind, &volume, &limits.volume));
    }
    if outcome < limits.outcome {
        warnings.push(share_problem("scheme-outcome-share", kind, &outcome, &limits.outcome));
    }
    for line in &lines {
        warnings.extend(noticed(line));
    }
    Lint { lines, outcome, process, volume, warnings }
}

fn share_problem(code: &'static str, kind: &Kind, share: &Exact, limit: &Exact) -> Problem {
    Problem::new(code)
        .arg("place", &kind.id)
        .arg("share", share.plain())
        .arg("limit", limit.plain())
}

fn linted(line: &Line, place: String, share: Option<Exact>) -> Linted<'_> {
    let judged = judge(&line.name);
    let overruled = line.class.as_ref().filter(|one| !one.reason.trim().is_empty());
    let class = overruled.map_or(judged.class, |one| one.class);
    Linted { line, place, share, judged, class, reason: overruled.map(|one| one.reason.as_str()) }
}

/// What else about a line should be looked at.
fn noticed(line: &Linted) -> Vec<Problem> {
    let mut found = Vec::new();
    let about = |code: &'static str, words: &str| {
        Problem::new(code).arg("place", &line.place).arg("words", words)
    };
    if line.class == Class::Volume {
        let duty = DUTIES.iter().find(|duty| line.line.name.contains(**duty));
        found.extend(duty.map(|duty| about("scheme-duty-earns", duty)));
    }
    for (sign, words) in &line.judged.signs {
        match sign {
            Sign::Instruction => found.push(about("scheme-line-instruction", words)),
            Sign::Press => found.push(about("scheme-line-press", words)),
            Sign::Trace => found.push(about("scheme-line-trace", words)),
            Sign::Online => found.push(about("scheme-line-online", words)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Cases, Inputs, Plan, evaluate, trace::Case};
    use crate::scheme::Overruled;

    /// A scheme whose lines say this, each with this weight; they add up to 100.
    fn scheme(lines: &[(&str, i64)]) -> Scheme {
        let mut text = String::from(
            "id = \"t\"\nname = \"t\"\nversion = \"1\"\npublished = \"2025-12-01\"\neffective = \"2026-01-01\"\nparty_share = 100\ngrade = [{ name = \"A\", from = 0 }]\n[[kind]]\nid = \"k\"\nname = \"k\"\n[[kind.section]]\nid = \"s\"\nname = \"s\"\nweight = 100\naspect = \"party\"\n",
        );
        for (at, (name, weight)) in lines.iter().enumerate() {
            text += &format!(
                "[[kind.section.line]]\nid = \"l{at}\"\nname = \"{name}\"\nweight = {weight}\nrule = {{ kind = \"figure\", most = {weight} }}\n"
            );
        }
        Scheme::parse(&text).unwrap()
    }

    #[test]
    fn weight_counts_and_not_the_number_of_lines() {
        let scheme =
            scheme(&[("精煤产率达到58%", 70), ("学习每缺一次扣0.2分", 20), ("制定融合方案", 10)]);
        let found = lint(&scheme, &scheme.kind[0], &Limits::default());
        assert_eq!((found.outcome, found.volume, found.process), (70.into(), 20.into(), 10.into()));
        assert_eq!(found.warnings, []);
    }

    #[test]
    fn a_table_that_counts_papers_is_told_so_with_its_words() {
        let scheme = scheme(&[
            ("三会一课每缺一次扣1分", 40),
            ("信息稿件每篇加1分，上级媒体采用", 30),
            ("获得上级领导批示", 10),
            ("学习强国积分截图留存备查", 20),
        ]);
        let found = lint(&scheme, &scheme.kind[0], &Limits::default());
        assert!(found.volume >= 80.into(), "{:?}", found.volume);
        let codes: Vec<&str> = found.warnings.iter().map(|problem| problem.code).collect();
        for code in [
            "scheme-volume-share",
            "scheme-outcome-share",
            "scheme-duty-earns",
            "scheme-line-press",
            "scheme-line-instruction",
            "scheme-line-online",
        ] {
            assert!(codes.contains(&code), "{code} in {codes:?}");
        }
    }

    #[test]
    fn a_person_overrules_with_a_reason_and_not_without() {
        let mut scheme = scheme(&[("学习每缺一次扣0.2分", 100)]);
        let overrule = |scheme: &mut Scheme, reason: &str| {
            let class = Overruled { class: Class::Process, reason: reason.into() };
            scheme.kind[0].section[0].line[0].class = Some(class);
        };
        overrule(&mut scheme, " ");
        assert_eq!(lint(&scheme, &scheme.kind[0], &Limits::default()).volume, 100.into());
        let errors =
            crate::scheme::check::check(&scheme, &crate::scheme::check::Limits::default()).errors;
        assert_eq!(errors[0].code, "scheme-class-reason");
        overrule(&mut scheme, "安全规程要求的复训");
        let found = lint(&scheme, &scheme.kind[0], &Limits::default());
        assert_eq!((found.process, found.lines[0].judged.class), (100.into(), Class::Volume));
        assert_eq!(found.lines[0].reason, Some("安全规程要求的复训"));
    }

    #[test]
    fn meetings_as_a_floor_earn_nothing_however_many_they_are() {
        let mut scheme = scheme(&[("精煤产率达到58%", 100)]);
        scheme.floor.push(crate::scheme::Floor {
            id: "meetings".into(),
            name: "三会一课".into(),
            basis: "支部工作条例".into(),
            required: 12.into(),
            effect: Vec::new(),
        });
        let plan = Plan::new(&scheme, "k").unwrap();
        let total = |meetings: i64| {
            let mut inputs = Inputs::new("u", "k", "2026", "2026-12-31".parse().unwrap());
            inputs.figure("l0", "r", 88.into()).unwrap();
            inputs.figure("meetings", "r", meetings.into()).unwrap();
            evaluate(Case { plan: &plan, inputs: &inputs }, &Cases::default()).unwrap().outcome
        };
        assert_eq!(total(12), total(40));
        assert_eq!(total(0).exact, total(12).exact);
        assert_ne!(total(0).floors, total(12).floors);
    }
}
