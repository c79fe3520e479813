//! The card of a question: what was asked, what came out in the words that the evidence allows, what else
//! might explain it, and the figures of every unit.

use super::picture::{self, Pair, Whiskers};
use super::{book, href, question_id, said, tabs};
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
        (page.t("question-method"), page.t("question-method-two-way")),
        (page.t("question-registered"), registered),
        (page.t("question-asked"), page.t(question.asked.key())),
    ]
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
    let lag = said::lag(page, &card.question);
    let found = record.found.as_ref();
    Verdict {
        level: said::level(page, level),
        wording: said::wording(page, record, level),
        is_refused: record.is_refused(),
        sentence: found
            .map(|found| said::sentence(page, &found.effect, both, &lag))
            .unwrap_or_default(),
        usual: found.map(|found| usual(page, card, found)).unwrap_or_default(),
        tiles: found.map(|found| tiles(page, judged, found)).unwrap_or_default(),
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
    let p = run.record.found.as_ref().map(|found| probability(found.effect.bootstrap_p));
    RunRow {
        number: page.count(run.number),
        at: page.moment(&run.run_at),
        by: run.run_by.clone(),
        standing: said::standing(page, Some(judged)),
        p: p.unwrap_or_else(|| "—".to_owned()),
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
