//! What schemes count: the class of each line with the words that it stands on, the shares of the weight, and
//! what a person should look at.

use crate::commands::{Outcome, Run};
use anyhow::Result;
use kernel::Problem;
use scoring::lint::{Limits, Lint, lint};
use scoring::scheme::check::check;
use scoring::scheme::{Kind, Scheme};
use scoring::{Exact, Rounding};
use serde::Serialize;

/// A kind of unit with what it is assessed by; shares in per cent, as exact quotients.
#[derive(Serialize)]
struct Counted {
    scheme: String,
    kind: String,
    outcome: String,
    process: String,
    volume: String,
    lines: Vec<Line>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Line {
    place: String,
    text: String,
    class: &'static str,
    share: Option<String>,
    signs: Vec<(&'static str, String)>,
    /// Why a person overruled the classifier.
    reason: Option<String>,
}

/// Tells it of every scheme. A scheme that could not be computed is refused with what is wrong.
pub(super) fn tell(run: &Run, schemes: &[Scheme], json: bool) -> Result<Outcome> {
    let errors = schemes.iter().flat_map(|scheme| check(scheme, &Default::default()).errors);
    let errors: Vec<Problem> = errors.collect();
    errors.iter().for_each(|error| run.terminal.remark(&error.text(run.terminal.lang)));
    let found: Vec<(&Scheme, &Kind, Lint<'_>)> = schemes
        .iter()
        .flat_map(|scheme| scheme.kind.iter().map(move |kind| (scheme, kind)))
        .map(|(scheme, kind)| (scheme, kind, lint(scheme, kind, &Limits::default())))
        .collect();
    if json {
        let counted: Vec<Counted> =
            found.iter().map(|(scheme, kind, lint)| counted(run, scheme, kind, lint)).collect();
        run.terminal.result(&serde_json::to_string(&counted)?)?;
    } else {
        for (scheme, kind, lint) in &found {
            say(run, scheme, kind, lint)?;
        }
    }
    Ok(if errors.is_empty() { Outcome::Done } else { Outcome::Refused })
}

fn counted(run: &Run, scheme: &Scheme, kind: &Kind, lint: &Lint<'_>) -> Counted {
    let line = |one: &scoring::lint::Linted<'_>| Line {
        place: one.place.clone(),
        text: one.line.name.clone(),
        class: one.class.name(),
        share: one.share.as_ref().map(Exact::plain),
        signs: one.judged.signs.iter().map(|(sign, words)| (sign.name(), words.clone())).collect(),
        reason: one.reason.map(str::to_owned),
    };
    Counted {
        scheme: scheme.id.clone(),
        kind: kind.id.clone(),
        outcome: lint.outcome.plain(),
        process: lint.process.plain(),
        volume: lint.volume.plain(),
        lines: lint.lines.iter().map(line).collect(),
        warnings: lint.warnings.iter().map(|it| it.text(run.terminal.lang)).collect(),
    }
}

fn say(run: &Run, scheme: &Scheme, kind: &Kind, lint: &Lint<'_>) -> Result<()> {
    let text = |key: &str, args: &[(&str, &str)]| run.terminal.text(key, args);
    let percent = |share: &Exact| share.rounded(1, Rounding::HalfAway).plain();
    let shares = [&lint.outcome, &lint.process, &lint.volume].map(percent);
    let args = [
        ("scheme", scheme.name.as_str()),
        ("kind", &kind.name),
        ("outcome", &shares[0]),
        ("process", &shares[1]),
        ("volume", &shares[2]),
    ];
    run.terminal.result(&text("score-lint-kind", &args))?;
    for one in &lint.lines {
        let sign = |(sign, words): &(scoring::line::Sign, String)| {
            text(&format!("line-sign-{}", sign.name()), &[("words", words)])
        };
        let seen: Vec<String> = one.judged.signs.iter().map(sign).collect();
        let why = match one.reason {
            Some(reason) => text("score-lint-overruled", &[("reason", reason)]),
            None => seen.join(&text("list-comma", &[])),
        };
        let share = one.share.as_ref().map_or_else(|| "—".to_owned(), percent);
        let class = text(&format!("line-class-{}", one.class.name()), &[]);
        let args = [
            ("class", class.as_str()),
            ("share", &share),
            ("place", &one.place),
            ("text", &one.line.name),
            ("why", &why),
        ];
        run.terminal.result(&text("score-lint-line", &args))?;
    }
    for warning in &lint.warnings {
        run.terminal.remark(&warning.text(run.terminal.lang));
    }
    Ok(())
}
