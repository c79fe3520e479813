//! Mergers and splits of units and of Party organisations: what their two pages share.
//!
//! The first page asks what ends and what takes over. The second says what will happen and asks, for
//! everything that hangs on what ends, which successor takes it. Nothing is written before that.

use crate::party::store::succession::Heir;
use askama::Template;
use axum::http::StatusCode;
use kernel::Day;
use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Page, Web, answer};

/// Lines for what ends together with the one on whose page one is.
const OTHERS: usize = 3;
/// Lines for what takes over.
const HEIRS: usize = 4;

/// What ends and what takes over.
#[derive(Template)]
#[template(path = "reorganise/form.html")]
pub(crate) struct AskingPage {
    pub page: Page,
    pub form: Typed,
    pub kinds: Vec<Choice>,
    /// Where the browser asks for names while one types.
    pub choose: &'static str,
    /// Whether a successor has a seat in a unit.
    pub has_seat: bool,
    pub action: String,
    pub cancel: String,
}

impl AskingPage {
    fn others(&self) -> Vec<String> {
        (1..=OTHERS).map(|line| format!("other{line}")).collect()
    }

    /// The fields of each successor: name, kind, seat.
    fn heirs(&self) -> Vec<[String; 3]> {
        (1..=HEIRS)
            .map(|line| ["heir", "kind", "seat"].map(|name| format!("{name}{line}")))
            .collect()
    }

    /// What the second page had asked: it is asked again with the same answers.
    fn carried(&self) -> Vec<&(String, String)> {
        let is_carried = |name: &str| name == "seen" || name.starts_with("to-");
        self.form.pairs().iter().filter(|(name, _)| is_carried(name)).collect()
    }
}

/// What will happen, and who takes what.
#[derive(Template)]
#[template(path = "reorganise/preview.html")]
pub(crate) struct PreviewPage {
    pub page: Page,
    pub form: Typed,
    pub effects: Vec<String>,
    /// The successors by their place in the plan.
    pub heirs: Vec<Choice>,
    pub parts: Vec<Part>,
    pub action: String,
    pub back: String,
}

impl PreviewPage {
    /// What was typed, without what this page asks itself.
    fn kept(&self) -> Vec<&(String, String)> {
        let is_own = |name: &str| {
            name == "csrf"
                || name == "confirmed"
                || self.parts.iter().any(|part| part.field == name)
        };
        self.form.pairs().iter().filter(|(name, _)| !is_own(name)).collect()
    }
}

/// Something that hangs on what ends.
pub(crate) struct Part {
    /// The form field that says who takes it.
    pub field: String,
    pub label: String,
    /// What it is: a kind, or that it is answered for.
    pub note: String,
    /// The place of the successor that takes it unless somebody decides otherwise.
    pub heir: usize,
}

/// The lines that are filled in, each with the name of its field.
pub(crate) fn others(typed: &Typed) -> Vec<(String, String)> {
    filled(typed, "other", OTHERS).map(|(line, text)| (format!("other{line}"), text)).collect()
}

/// A successor as it is typed.
pub(crate) struct HeirLine {
    pub name: String,
    /// The field of its name.
    pub field: String,
    pub kind_field: String,
    pub seat_field: String,
}

pub(crate) fn heirs(typed: &Typed) -> Vec<HeirLine> {
    let line = |(line, name)| HeirLine {
        name,
        field: format!("heir{line}"),
        kind_field: format!("kind{line}"),
        seat_field: format!("seat{line}"),
    };
    filled(typed, "heir", HEIRS).map(line).collect()
}

fn filled(typed: &Typed, name: &str, most: usize) -> impl Iterator<Item = (usize, String)> {
    let text = move |line| Some((line, typed.optional(&format!("{name}{line}"))?));
    (1..=most).filter_map(text)
}

/// A revision that the reader has seen, as a form carries it.
pub(crate) fn seen(id: impl Display, revision: i64) -> String {
    format!("{id}:{revision}")
}

/// The revision that the reader has seen; the present one of what she sees for the first time.
pub(crate) fn revision_seen(typed: &Typed, id: impl Display, present: i64) -> i64 {
    let of = |text: &str| text.strip_prefix(&format!("{id}:"))?.parse().ok();
    typed.values("seen").find_map(of).unwrap_or(present)
}

/// The form with the revisions of everything that ends, as its reader sees it now.
pub(crate) fn with_seen<Id: Display>(form: Typed, predecessors: &[(Id, i64)]) -> Typed {
    predecessors.iter().fold(form, |form, (id, revision)| {
        let seen = seen(id, *revision);
        if form.has("seen", &seen) { form } else { form.with("seen", seen) }
    })
}

/// Everything of a plan that is there already.
pub(crate) fn concerned<Id: Copy, New>(
    predecessors: &[(Id, i64)],
    heirs: &[Heir<Id, New>],
) -> Vec<Id> {
    let known = heirs.iter().filter_map(|heir| match heir {
        Heir::Known(id) => Some(*id),
        Heir::New(_) => None,
    });
    predecessors.iter().map(|(id, _)| *id).chain(known).collect()
}

/// The successors by their place in the plan, and what will happen, as sentences. names: of all that are
/// there already; described: name and kind of a new one.
pub(crate) fn told<Id: Copy + Eq + Hash, New: PartialEq>(
    page: &Page,
    day: Day,
    predecessors: &[(Id, i64)],
    heirs: &[Heir<Id, New>],
    names: &HashMap<Id, String>,
    described: impl Fn(&New) -> (String, String),
) -> (Vec<Choice>, Vec<String>) {
    let day = page.day(&day);
    let name = |id: &Id| names.get(id).map_or("", String::as_str);
    let mut effects = Vec::new();
    for (id, _) in predecessors {
        let goes_on = heirs.contains(&Heir::Known(*id));
        let key = if goes_on { "reorganise-goes-on" } else { "reorganise-ends" };
        effects.push(page.tn(key, &[("name", name(id)), ("day", &day)]));
    }
    let mut choices = Vec::new();
    for (place, heir) in heirs.iter().enumerate() {
        match heir {
            Heir::Known(id) => {
                choices.push(Choice::new(place, name(id)));
                if !predecessors.iter().any(|(old, _)| old == id) {
                    effects.push(page.t1("reorganise-takes-over", "name", name(id)));
                }
            }
            Heir::New(new) => {
                let (name, kind) = described(new);
                let args = [("name", name.as_str()), ("kind", &kind), ("day", &day)];
                effects.push(page.tn("reorganise-founds", &args));
                choices.push(Choice::new(place, name));
            }
        }
    }
    (choices, effects)
}

/// The field of a part.
pub(crate) fn part_field(what: &str, id: impl Display) -> String {
    format!("to-{what}-{id}")
}

/// The place of the successor that takes a part, as the form says.
pub(crate) fn assigned(typed: &Typed, field: &str) -> Option<usize> {
    typed.value(field).parse().ok()
}

/// What comes after the form.
pub(crate) enum Outcome {
    /// It is done; where to go.
    Done(String),
    Asks(Box<PreviewPage>),
}

/// Answers the form. asking: the form again; now: the revision as it is, for a reader who saw an older one.
pub(crate) fn answered(
    web: &Web,
    outcome: Result<Outcome, Refusal>,
    typed: Typed,
    now: &str,
    asking: impl FnOnce(Typed) -> AskingPage,
) -> Answer {
    match outcome {
        Ok(Outcome::Done(to)) => {
            let said = web.page("reorganise-title").t("reorganised");
            answer::go_saying(web, &to, Tone::Good, &said)
        }
        Ok(Outcome::Asks(page)) => answer::page(&*page),
        Err(Refusal::Invalid(problems)) => answer::refused(&asking(typed.refused(problems))),
        Err(Refusal::Conflict(problem)) => {
            let form = typed.instead("seen", now).refused(vec![*problem]);
            answer::with_status(StatusCode::CONFLICT, &asking(form))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The page of the form over the name of what is reorganised.
pub(crate) fn titled(web: &Web, name: &str, back: &str) -> Page {
    web.page("reorganise-title").subtitled(name.to_owned()).crumb(name.to_owned(), back)
}
