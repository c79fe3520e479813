//! What pages of schemes say alike: version and standing, shares of what is counted, problems at their place.

use super::href;
use crate::schemes::stage::Standing;
use crate::schemes::use_cases::Version;
use kernel::{Day, Problem};
use scoring::line::Class;
use scoring::lint::{Limits, Lint, lint};
use scoring::scheme::{Kind, Scheme};
use scoring::{Exact, Rounding};
use web_kit::Page;
use web_kit::page::Link;

/// "第 2 版".
pub(super) fn number(page: &Page, version: &Version) -> String {
    page.t1("scheme-version-n", "n", version.number)
}

pub(super) fn standing(version: &Version, today: Day) -> Standing {
    version.stage.on(today, version.effective, version.until)
}

/// The tone of a standing's badge.
pub(super) fn tone(standing: Standing) -> &'static str {
    match standing {
        Standing::InForce => "good",
        Standing::Submitted | Standing::Coming => "warn",
        Standing::Draft => "dashed",
        Standing::Ended | Standing::Dropped => "",
    }
}

pub(super) fn link(page: &Page, version: &Version) -> Link {
    Link::new(number(page, version), href(version.id))
}

/// A share to one decimal at the most.
pub(super) fn percent(share: &Exact) -> String {
    share.rounded(1, Rounding::HalfAway).plain()
}

/// A problem with where it is, in words.
pub(super) fn problems(page: &Page, problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| page.problem(problem)).collect()
}

/// How the weight of a kind is shared out, as three parts of one bar.
pub(super) struct Shares {
    pub kind: String,
    pub outcome: String,
    pub process: String,
    pub volume: String,
    /// Where the second and the third part begin, in per cent.
    pub at_process: String,
    pub at_volume: String,
    pub label: String,
}

impl Shares {
    pub(super) fn of(page: &Page, kind: &Kind, lint: &Lint<'_>) -> Self {
        let [outcome, process, volume] = [&lint.outcome, &lint.process, &lint.volume].map(percent);
        let both = &lint.outcome + &lint.process;
        let args = [("outcome", outcome.as_str()), ("process", &process), ("volume", &volume)];
        Self {
            kind: kind.name.clone(),
            at_process: percent(&lint.outcome),
            at_volume: percent(&both),
            label: page.tn("scheme-shares", &args),
            outcome,
            process,
            volume,
        }
    }
}

/// The shares of every kind of unit.
pub(super) fn shares(page: &Page, scheme: &Scheme) -> Vec<Shares> {
    let limits = Limits::default();
    let of = |kind| Shares::of(page, kind, &lint(scheme, kind, &limits));
    scheme.kind.iter().map(of).collect()
}

/// What a class is called.
pub(super) fn class(page: &Page, class: Class) -> String {
    page.t(format!("scheme-class-{}", class.name()))
}

/// The tone of a class's badge.
pub(super) const fn class_tone(class: Class) -> &'static str {
    match class {
        Class::Outcome => "good",
        Class::Process => "",
        Class::Volume => "bad",
    }
}

/// Why a line is of its class: a person's reason, or the words that the classifier saw.
pub(super) fn why(page: &Page, line: &scoring::lint::Linted<'_>) -> String {
    if let Some(reason) = line.reason {
        let was = class(page, line.judged.class);
        return page.tn("scheme-overruled", &[("was", &was), ("reason", reason)]);
    }
    let seen = line.judged.signs.iter().map(|(sign, words)| {
        page.tn(
            "scheme-sign",
            &[("sign", &page.t(format!("scheme-sign-{}", sign.name()))), ("words", words)],
        )
    });
    let seen: Vec<String> = seen.collect();
    if seen.is_empty() { page.t("scheme-no-sign") } else { seen.join("；") }
}
