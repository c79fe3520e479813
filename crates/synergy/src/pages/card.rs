//! The card of a question: what was asked, what came out in the words that the evidence allows, what else
//! might explain it, and the figures of every unit.

use super::picture::{self, Events, Pair, Whiskers};
use super::{book, href, lottery, question_id, said, tabs};
use crate::adoption::Adopted;
use crate::question::unsaid;
use crate::result::{Estimate, Found, probability, significant};
use crate::use_cases::looking::{self, Card, Judged};
use crate::use_cases::running;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::QuestionId;
use planning::shown;
use statistics::evidence::Level;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, answer};

/// What else might explain what changed at the same time, weighed on every card.
const OTHERS: [&str; 7] = [
    "question-other-season",
    "question-other-trend",
    "question-other-selection",
    "question-other-return",
    "question-other-reverse",
    "question-other-changes",
    "question-other-recording",
];

#[derive(Template)]
#[template(path = "synergy/card.html")]
struct CardPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    here: String,
    facts: Vec<(String, String)>,
    follows: Option<Link>,
    /// When each unit begins, and the lottery that decides it.
    starts: Vec<(String, String)>,
    lottery: Option<Link>,
    mechanism: String,
    /// A mechanism whose words claim more than any answer could.
    mechanism_note: String,
    verdict: Option<Verdict>,
    has_changed: bool,
    /// Whether there is anything to run: no run yet, or other figures than the last one's.
    may_run: bool,
    others: Vec<String>,
    own_others: String,
    pairs: Vec<Pair>,
    outcome: String,
    cause: String,
    left_out: usize,
    runs: Vec<RunRow>,
    conclusions: Vec<(String, String, String)>,
    may_change: bool,
    /// The key of how it is computed.
    how: &'static str,
    form: Typed,
}

impl CardPage {
    /// The question's number, as addresses name it.
    fn number(&self) -> &str {
        self.here.rsplit('/').next().unwrap_or_default()
    }
}

/// What the latest run says.
struct Verdict {
    level: String,
    wording: String,
    is_refused: bool,
    sentence: String,
    usual: String,
    tiles: Vec<(String, String, String)>,
    whiskers: Option<Whiskers>,
    /// Of units that begin at different times: by the periods since.
    events: Option<Events>,
    /// Units that did not begin when they were to.
    deviating: String,
    why: Vec<String>,
    next: String,
    explained: String,
    tried: String,
}

struct RunRow {
    number: String,
    at: String,
    by: String,
    standing: String,
    p: String,
    q: String,
    digest: String,
    seed: i64,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let id = question_id(&id)?;
    if web.query("format").as_deref() == Some("xlsx") {
        return book::answer(&web, &looking::card(&web, id).await?);
    }
    drawn(&web, id, Typed::default(), StatusCode::OK).await
}

async fn drawn(web: &Web, id: QuestionId, form: Typed, status: StatusCode) -> Answer {
    let card = looking::card(web, id).await?;
    let seen = card.conclusions.last().map_or(0, |last| last.number);
    let form = form.instead("seen", seen);
    answer::with_status(status, &card_page(web, &card, form))
}

fn card_page(web: &Web, card: &Card, form: Typed) -> CardPage {
    let page = web.page("questions-title");
    let title = page.t("questions-title");
    let page = page.crumb(title, "/questions");
    let name = said::title(&page, &card.cause, &card.outcome);
    let page = page.named(name).subtitled(card.unit_name.clone());
    let question = &card.question;
    let claim = unsaid(&question.content.mechanism, Level::Descriptive, "mechanism");
    CardPage {
        tabs: tabs(web, &page),
        here: href(question.id),
        facts: facts(&page, card),
        follows: question
            .follows
            .map(|id| Link::new(page.t1("question-number", "n", id), href(id))),
        starts: starts(&page, card),
        lottery: question
            .method
            .lottery()
            .map(|id| Link::new(page.t1("lottery-number", "n", id), lottery::href(id))),
        mechanism: question.content.mechanism.clone(),
        mechanism_note: claim.map(|problem| page.problem(&problem)).unwrap_or_default(),
        verdict: card.runs.last().map(|judged| verdict(&page, card, judged)),
        has_changed: card.has_changed,
        may_run: card.may_change && card.is_whole && (card.runs.is_empty() || card.has_changed),
        others: OTHERS.iter().map(|key| page.t(*key)).collect(),
        own_others: question.content.others.clone(),
        pairs: picture::pairs(&card.series, &card.names),
        outcome: shown::name(&page, &card.outcome),
        cause: shown::name(&page, &card.cause),
        left_out: card.names.len().saturating_sub(picture::MOST),
        runs: card.runs.iter().rev().map(|judged| run_row(&page, judged)).collect(),
        conclusions: card
            .conclusions
            .iter()
            .rev()
            .map(|one| (one.body.clone(), page.moment(&one.at), one.by.clone()))
            .collect(),
        may_change: card.may_change,
        how: match question.method.is_staggered() {
            true => "question-how-staggered",
            false => "question-how-text",
        },
        form,
        page,
    }
}

pub(super) fn facts(page: &Page, card: &Card) -> Vec<(String, String)> {
    let question = &card.question;
    let units = if question.content.depth == 0 {
        page.t1("question-units-named", "n", question.units)
    } else {
        let (n, depth) = (page.count(question.units), question.content.depth.to_string());
        page.tn("question-units-at", &[("n", &n), ("depth", &depth)])
    };
    let measured = |indicator| {
        format!("{} · {}", shown::name(page, indicator), shown::measure(page, indicator))
    };
    let registered = page.tn(
        "question-registered-by",
        &[("at", &page.moment(&question.registered_at)), ("by", &question.registered_by)],
    );
    vec![
        (page.t("question-cause"), measured(&card.cause)),
        (page.t("question-outcome"), measured(&card.outcome)),
        (page.t("question-units"), units),
        (page.t("question-period"), said::period(page, question)),
        (page.t("question-lag"), said::lag(page, question)),
        (page.t("question-method"), page.t(said::method(question))),
        (page.t("question-registered"), registered),
        (page.t("question-asked"), page.t(question.asked.key())),
    ]
}

/// When each unit begins, as written down or drawn; nothing before the draw.
fn starts(page: &Page, card: &Card) -> Vec<(String, String)> {
    let starts = card.series.starts.iter().flatten();
    let start = |(name, start): (&String, &Option<kernel::Period>)| {
        let start = start.map_or_else(|| page.t("question-start-never"), |at| page.period(&at));
        (name.clone(), start)
    };
    card.names.iter().zip(starts).map(start).collect()
}

fn verdict(page: &Page, card: &Card, judged: &Judged) -> Verdict {
    let record = &judged.run.record;
    let level = if record.is_refused() { Level::Insufficient } else { judged.level() };
    let mut why: Vec<String> =
        record.reason.iter().map(|name| said::undefined(page, name)).collect();
    why.extend(judged.verdict.why_not_higher().iter().map(|lack| said::lack(page, lack)));
    let next =
        judged.verdict.lacks.first().map(|(next, _)| page.t1("question-why", "n", next.number()));
    let both = (&card.cause, &card.outcome);
    let (found, adopted) = (record.found.as_ref(), record.adopted.as_ref());
    Verdict {
        level: said::level(page, level),
        wording: said::wording(page, record, level),
        is_refused: record.is_refused(),
        sentence: said::told(page, &card.question, record, both),
        usual: found.map(|found| usual(page, card, found)).unwrap_or_default(),
        tiles: match (found, adopted) {
            (Some(found), _) => tiles(page, judged, found),
            (None, Some(found)) => adopted_tiles(page, card, found),
            (None, None) => Vec::new(),
        },
        events: adopted.and_then(|found| {
            let said = |event: i64, value: f64| {
                let value = said::slope(value, &card.outcome);
                page.tn("question-event-said", &[("event", &event.to_string()), ("value", &value)])
            };
            picture::events(&found.events, said)
        }),
        deviating: adopted.map(|found| deviating(page, card, found)).unwrap_or_default(),
        whiskers: found.map(|found| whiskers(page, card, found)),
        why,
        next: next.unwrap_or_default(),
        explained: page.t(format!("evidence-means-{}", level.number())),
        tried: page.tn(
            "question-tried",
            &[
                ("year", &judged.run.year.to_string()),
                ("runs", &page.count(judged.runs)),
                ("tried", &page.count(judged.tried)),
            ],
        ),
    }
}

/// The same for a usual change of the cause, because one more of it may be very little or very much.
fn usual(page: &Page, card: &Card, found: &Found) -> String {
    let Some(change) = found.usual_change else { return String::new() };
    let cause = &card.cause;
    page.tn(
        "question-usual-said",
        &[
            ("change", &format!("{} {}", significant(change), cause.unit)),
            ("slope", &said::slope(found.effect.slope * change, &card.outcome)),
        ],
    )
}

fn tiles(page: &Page, judged: &Judged, found: &Found) -> Vec<(String, String, String)> {
    let effect = &found.effect;
    let n = page.tn(
        "question-n-note",
        &[("units", &page.count(found.units)), ("periods", &page.count(found.periods))],
    );
    let draws = match effect.is_exhaustive {
        true => page.t1("question-draws-all", "n", page.count(effect.draws)),
        false => page.t1("question-draws", "n", page.count(effect.draws)),
    };
    let lead = match (&found.lead, &found.lead_reason) {
        (Some(lead), _) => (probability(lead.least_p()), page.t("question-lead-note")),
        (None, Some(why)) => ("—".to_owned(), said::undefined(page, why)),
        (None, None) => ("—".to_owned(), String::new()),
    };
    let q = judged.q.map_or_else(|| "—".to_owned(), probability);
    let tried = page.t1("question-q-note", "n", page.count(judged.tried));
    vec![
        (page.t("question-n"), page.count(found.rows), n),
        (page.t("question-p-bootstrap"), probability(effect.bootstrap_p), draws),
        (page.t("question-q"), q, tried),
        (page.t("question-lead"), lead.0, lead.1),
    ]
}

fn adopted_tiles(page: &Page, card: &Card, found: &Adopted) -> Vec<(String, String, String)> {
    let count = |n: usize| page.count(n);
    let units = page.tn(
        "question-adopters-note",
        &[("cohorts", &count(found.cohorts)), ("controls", &count(found.controls))],
    );
    let stretch = page.tn(
        "question-stretch-note",
        &[("before", &count(found.before)), ("after", &count(found.after))],
    );
    let draws = match found.is_exhaustive {
        true => page.t1("question-assignments-all", "n", page.count(found.assignments)),
        false => page.t1("question-assignments", "n", page.count(found.assignments)),
    };
    let least = page.t1("question-smallest", "p", probability(found.smallest_p));
    let before = found.least_q_before.map_or_else(|| "—".to_owned(), probability);
    let never = found.against_never.map(|effect| said::slope(effect, &card.outcome));
    vec![
        (page.t("question-adopters"), count(found.adopters), units),
        (page.t("question-p-permutation"), probability(found.p), format!("{draws} {least}")),
        (page.t("question-before"), before, page.t("question-before-note")),
        (page.t("question-never"), never.unwrap_or_else(|| "—".to_owned()), stretch),
    ]
}

/// Names the units that did not begin when they were to; empty where all did.
fn deviating(page: &Page, card: &Card, found: &Adopted) -> String {
    let units = card.series.units.iter().zip(&card.names);
    let names: Vec<&str> = units
        .filter(|(unit, _)| found.deviating.contains(&unit.0))
        .map(|(_, name)| name.as_str())
        .collect();
    match names.is_empty() {
        true => String::new(),
        false => page.t1("question-deviating", "units", names.join(&page.t("question-comma"))),
    }
}

fn whiskers(page: &Page, card: &Card, found: &Found) -> Whiskers {
    let said = |estimate: &Estimate| {
        let slope = said::slope(estimate.slope, &card.outcome);
        format!("{slope}（{}）", said::interval(page, estimate, &card.outcome))
    };
    let mut of = vec![(page.t("question-effect"), &found.effect, said(&found.effect))];
    if let Some(lead) = &found.lead {
        of.push((page.t("question-lead"), lead, said(lead)));
    }
    picture::whiskers(of)
}

fn run_row(page: &Page, judged: &Judged) -> RunRow {
    let run = &judged.run;
    let adopted = run.record.adopted.as_ref().map(|found| found.p);
    let p = run.record.found.as_ref().map(|found| found.effect.bootstrap_p).or(adopted);
    RunRow {
        number: page.count(run.number),
        at: page.moment(&run.run_at),
        by: run.run_by.clone(),
        standing: said::standing(page, Some(judged)),
        p: p.map_or_else(|| "—".to_owned(), probability),
        q: judged.q.map_or_else(|| "—".to_owned(), probability),
        digest: run.digest.chars().take(12).collect(),
        seed: run.seed,
    }
}

pub(super) async fn run(Path(id): Path<String>, Form(web, typed): Form) -> Answer {
    let id = question_id(&id)?;
    let outcome = running::run(&web, id).await.map(|_| "question-run-done");
    finished(&web, id, typed, outcome).await
}

pub(super) async fn conclude(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = question_id(&id)?;
    let (seen, body) = (typed.parsed::<i64>("seen"), typed.value("body").to_owned());
    let outcome = match seen {
        Some(seen) => running::conclude(&web, id, seen, &body).await,
        None => Err(Refusal::Invalid(Vec::new())),
    };
    finished(&web, id, typed, outcome.map(|()| "question-concluded-done")).await
}

/// On to the card with what was done, or back to it with everything that was typed.
async fn finished(
    web: &Web,
    id: QuestionId,
    typed: Typed,
    outcome: Result<&'static str, Refusal>,
) -> Answer {
    match outcome {
        Ok(done) => {
            let said = web.page("questions-title").t(done);
            answer::go_saying(web, &href(id), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            drawn(web, id, typed.refused(problems), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            drawn(web, id, typed.refused(vec![*problem]), StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
