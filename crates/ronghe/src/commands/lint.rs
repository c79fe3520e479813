//! `ronghe lint FILE`: what the lines of a scoring scheme count, one line of text each. Lines that begin with
//! a class and a tabulator are labelled; of those it also says how often the answer agrees.

use super::{Outcome, Run};
use crate::cli::Lint;
use anyhow::Result;
use kernel::Problem;
use scoring::line::{Class, Judged, Sign, judge};
use serde::Serialize;

/// A line that was judged.
#[derive(Serialize)]
struct Line {
    text: String,
    class: &'static str,
    signs: Vec<Seen>,
    /// What a person says that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'static str>,
}

#[derive(Serialize)]
struct Seen {
    sign: &'static str,
    words: String,
}

/// How the answers agree with the labels, for one class.
#[derive(Serialize)]
struct Agreement {
    class: &'static str,
    /// Labelled so; judged so; both.
    labelled: usize,
    judged: usize,
    both: usize,
}

/// Everything that was found.
#[derive(Serialize)]
struct Report {
    lines: Vec<Line>,
    outcome: usize,
    process: usize,
    volume: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    agreement: Vec<Agreement>,
}

pub fn run(run: &Run, asked: &Lint) -> Result<Outcome> {
    let text = std::fs::read_to_string(&asked.file).map_err(|error| {
        Problem::new("lint-unreadable").arg("file", asked.file.display()).arg("message", error)
    })?;
    let report = report(&text);
    if asked.json {
        run.terminal.result(&serde_json::to_string(&report)?)?;
    } else {
        say(run, &report)?;
    }
    Ok(Outcome::Done)
}

fn report(text: &str) -> Report {
    let written = text.lines().map(str::trim).filter(|line| {
        let is_remark = line.starts_with('#');
        !line.is_empty() && !is_remark
    });
    let lines: Vec<Line> = written.map(line).collect();
    let count = |class: Class| lines.iter().filter(|line| line.class == class.name()).count();
    let of = |class: Class| Agreement {
        class: class.name(),
        labelled: lines.iter().filter(|line| line.label == Some(class.name())).count(),
        judged: lines
            .iter()
            .filter(|line| line.label.is_some() && line.class == class.name())
            .count(),
        both: lines
            .iter()
            .filter(|line| line.label == Some(class.name()) && line.class == class.name())
            .count(),
    };
    let has_labels = lines.iter().any(|line| line.label.is_some());
    let agreement = if has_labels { Class::ALL.map(of).into() } else { Vec::new() };
    let [outcome, process, volume] = Class::ALL.map(count);
    Report { lines, outcome, process, volume, agreement }
}

/// The last column is the text; the first one, where there are several, may be its label.
fn line(written: &str) -> Line {
    let (label, text) = match written.rsplit_once('\t') {
        Some((before, text)) => (Class::from_name(before.split('\t').next().unwrap_or("")), text),
        None => (None, written),
    };
    let Judged { class, signs } = judge(text);
    let seen = |(sign, words): (Sign, String)| Seen { sign: sign.name(), words };
    Line {
        text: text.to_owned(),
        class: class.name(),
        signs: signs.into_iter().map(seen).collect(),
        label: label.map(Class::name),
    }
}

fn say(run: &Run, report: &Report) -> Result<()> {
    let text = |key: &str, args: &[(&str, &str)]| run.terminal.text(key, args);
    for line in &report.lines {
        let seen = line
            .signs
            .iter()
            .map(|seen| text(&format!("line-sign-{}", seen.sign), &[("words", &seen.words)]));
        let signs = seen.collect::<Vec<_>>().join(&text("list-comma", &[]));
        let class = text(&format!("line-class-{}", line.class), &[]);
        let differs = line.label.is_some_and(|label| label != line.class);
        let key = if differs { "lint-line-differs" } else { "lint-line" };
        let args = [("class", class.as_str()), ("text", &line.text), ("signs", &signs)];
        run.terminal.result(&text(key, &args))?;
    }
    let all = report.lines.len().to_string();
    let counts = [report.outcome, report.process, report.volume].map(|count| count.to_string());
    let args = [
        ("all", all.as_str()),
        ("outcome", &counts[0]),
        ("process", &counts[1]),
        ("volume", &counts[2]),
    ];
    run.terminal.result(&text("lint-done", &args))?;
    for one in &report.agreement {
        let class = text(&format!("line-class-{}", one.class), &[]);
        let counts = [one.labelled, one.judged, one.both].map(|count| count.to_string());
        let (precision, recall) = (share(one.both, one.judged), share(one.both, one.labelled));
        let args = [
            ("class", class.as_str()),
            ("both", &counts[2]),
            ("judged", &counts[1]),
            ("labelled", &counts[0]),
            ("precision", &precision),
            ("recall", &recall),
        ];
        run.terminal.result(&text("lint-agreement", &args))?;
    }
    Ok(())
}

/// A share in per cent with one decimal, rounded half up; a dash of nothing.
fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    let tenths = (2000 * part + whole) / (2 * whole);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_and_counted_and_remarks_left_out() {
        let report = report(
            "# a remark\nvolume\tx\t学习每缺一次扣1分\n\n精煤产率达到58%\nprocess\t开展岗位练兵\n",
        );
        assert_eq!((report.outcome, report.process, report.volume), (1, 1, 1));
        let of = |class: Class| {
            let one = report.agreement.iter().find(|one| one.class == class.name()).unwrap();
            (one.labelled, one.judged, one.both)
        };
        assert_eq!(of(Class::Volume), (1, 1, 1));
        assert_eq!(of(Class::Outcome), (0, 0, 0), "a line without a label agrees with nothing");
        assert_eq!(report.lines[0].signs[0].sign, "each");
    }

    #[test]
    fn shares_are_rounded_once() {
        assert_eq!(share(2, 3), "66.7 %");
        assert_eq!(share(1, 8), "12.5 %");
        assert_eq!(share(0, 0), "—");
    }
}
