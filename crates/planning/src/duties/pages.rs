//! The page of a unit's duties, and what programs ask for.

use super::use_cases::{self, Shown};
use super::{Done, Duty, NewDuty, Proof, Rhythm, State, Turn, Word};
use crate::pages::tabs::{Tabs, tabs};
use crate::use_cases::first_unit;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::people::{called, meant};
use kernel::{Action, Period, Resource, UnitId};
use serde::Serialize;
use store::Refusal;
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List};
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::status::Status;
use web_kit::{Answer, Form, Needs, Page, Routes, Web, WebError, answer};

/// The page and what programs ask for.
pub fn routes() -> Routes {
    let read = Needs::May(Action::Read, Resource::Plan);
    Routes::new()
        .get("/duties", read, show)
        .post("/duties", Needs::May(Action::Create, Resource::Plan), enter)
        // The owner of a duty may hold any role: the use case asks who says it.
        .post("/duties/{id}/done", read, say)
        .post("/duties/{id}/take-back", read, take_back)
        .post("/duties/{id}/end", Needs::May(Action::Change, Resource::Plan), end)
        .get("/api/v1/duties", read, list_duties)
}

/// What these routes answer.
#[derive(OpenApi)]
#[openapi(paths(list_duties))]
pub(super) struct Document;

#[derive(Template)]
#[template(path = "duties/duties.html")]
struct DutiesPage {
    page: Page,
    tabs: Tabs,
    unit: UnitId,
    turns: Vec<TurnRow>,
    duties: Vec<DutyRow>,
    rhythms: Vec<Choice>,
    proofs: Vec<Choice>,
    may_change: bool,
    form: Typed,
    /// Whether what was refused is a new duty, and not a word on one.
    is_new: bool,
}

#[derive(Template)]
#[template(path = "planning/nothing.html")]
struct NothingPage {
    page: Page,
}

struct TurnRow {
    id: i64,
    title: String,
    /// The unit, and who answers for it.
    whose: String,
    period: String,
    code: Period,
    due: String,
    status: Status,
    word: String,
    /// What shows that it was done.
    shown: String,
    /// Whether the reader may say that it was done.
    may_say: bool,
    note: String,
    /// What was said before and taken back, with when and why.
    taken_back: Vec<(String, String)>,
    /// Whether the reader said it, and may take it back.
    may_take_back: bool,
    why: String,
}

struct DutyRow {
    id: i64,
    title: String,
    whose: String,
    rhythm: String,
    due: String,
    proof: String,
    until: String,
    revision: i64,
    may_end: bool,
}

async fn show(web: Web) -> Answer {
    match asked(&web, web.query("unit")).await? {
        Some(unit) => drawn(&web, unit, fresh(&web), StatusCode::OK).await,
        None => answer::page(&NothingPage { page: web.page("duties-title") }),
    }
}

/// The unit that is named, or the one with which the reader begins.
async fn asked(web: &Web, named: Option<String>) -> Result<Option<UnitId>, WebError> {
    match named.filter(|text| !text.is_empty()) {
        Some(text) => Ok(Some(text.parse().map_err(|_| WebError::not_found())?)),
        None => Ok(first_unit(web).await?),
    }
}

/// The unit whose page a form was sent from.
async fn sent_from(web: &Web, typed: &Typed) -> Result<UnitId, WebError> {
    let named = typed.optional("unit");
    asked(web, named).await?.ok_or_else(WebError::not_found)
}

/// The form of a new duty as it begins.
fn fresh(web: &Web) -> Typed {
    let since = web.now.today.month();
    Typed::default().with("due_day", crate::periods::rhythm::DUE_DAY).with("since", since)
}

async fn drawn(web: &Web, unit: UnitId, form: Typed, status: StatusCode) -> Answer {
    let shown = use_cases::look(web, unit).await?;
    answer::with_status(status, &duties_page(web, &shown, form))
}

fn duties_page(web: &Web, shown: &Shown, form: Typed) -> DutiesPage {
    let page = web.page("duties-title");
    let mut page = page.crumb(web.page("periods-title").title, "/periods");
    let above = shown.place.path.len().saturating_sub(1);
    for step in &shown.place.path[..above] {
        page = page.crumb(&step.name, href(step.id));
    }
    let title = page.t1("duties-of", "unit", &shown.place.name);
    let page = page.named(title);
    let choice = |name: &str, key| Choice::new(name, page.t(key));
    DutiesPage {
        tabs: tabs(web, &page),
        unit: shown.place.id,
        turns: shown.turns.iter().map(|turn| turn_row(web, &page, shown, turn, &form)).collect(),
        duties: shown.duties.iter().map(|duty| duty_row(&page, shown, duty)).collect(),
        rhythms: Rhythm::ALL.iter().map(|it| choice(it.name(), it.key())).collect(),
        proofs: Proof::ALL.iter().map(|it| choice(it.name(), it.key())).collect(),
        may_change: shown.may_change,
        is_new: form.value("period").is_empty(),
        form,
        page,
    }
}

fn whose(shown: &Shown, duty: &Duty) -> String {
    let owner = duty.said.owner.map(|owner| called(&shown.people, owner));
    [Some(duty.unit_name.clone()), owner].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn turn_row(web: &Web, page: &Page, shown: &Shown, turn: &Turn, form: &Typed) -> TurnRow {
    let state = turn.state(web.now.today);
    let is_typed =
        form.has("duty", &turn.duty.id.to_string()) && form.has("period", &turn.period.to_string());
    let typed = |name| if is_typed { form.value(name).to_owned() } else { String::new() };
    let is_own = match &turn.done {
        Some(Done::Word(word)) => word.user.is_some() && word.user == web.actor.user,
        _ => false,
    };
    TurnRow {
        id: turn.duty.id,
        title: turn.duty.said.title.clone(),
        whose: whose(shown, &turn.duty),
        period: page.period(&turn.period),
        code: turn.period,
        due: page.t1("duty-until-day", "day", page.day(&turn.due)),
        status: status(state),
        word: page.t(state.key()),
        shown: match &turn.done {
            Some(Done::Word(word)) => said(page, word),
            Some(Done::Record) => page.t(turn.duty.said.proof.key()),
            None => String::new(),
        },
        may_say: turn.done.is_none()
            && turn.duty.said.proof == Proof::Word
            && shown.may_say.contains(&turn.duty.id),
        note: typed("note"),
        taken_back: turn.taken_back.iter().map(|word| taken_back(page, word)).collect(),
        may_take_back: is_own && shown.may_say.contains(&turn.duty.id),
        why: typed("why"),
    }
}

/// What somebody said, with who and when.
fn said(page: &Page, word: &Word) -> String {
    format!("{} · {} {}", word.note, word.by, page.moment(&word.at))
}

/// What somebody said and took back, and when and why they did.
fn taken_back(page: &Page, word: &Word) -> (String, String) {
    let (at, why) = word.taken_back.clone().unwrap_or_default();
    let told = [("at", page.moment(&at)), ("why", why)];
    let told = told.each_ref().map(|(name, value)| (*name, value.as_str()));
    (said(page, word), page.tn("duty-taken-back", &told))
}

const fn status(state: State) -> Status {
    match state {
        State::Done => Status::Done,
        State::Open => Status::Pending,
        State::Late => Status::NotReported,
    }
}

fn duty_row(page: &Page, shown: &Shown, duty: &Duty) -> DutyRow {
    DutyRow {
        id: duty.id,
        title: duty.said.title.clone(),
        whose: whose(shown, duty),
        rhythm: page.t(duty.said.rhythm.key()),
        due: page.t1("duty-due", "day", duty.said.due_day),
        proof: page.t(duty.said.proof.key()),
        until: duty
            .until
            .map(|until| page.t1("duty-until", "month", page.month(&until)))
            .unwrap_or_default(),
        revision: duty.revision,
        may_end: shown.may_change && duty.until.is_none(),
    }
}

/// The page of a unit's duties.
pub(crate) fn href(unit: UnitId) -> String {
    format!("/duties?unit={unit}")
}

async fn enter(Form(web, mut typed): Form) -> Answer {
    let unit = sent_from(&web, &typed).await?;
    let outcome = match read(&web, unit, &mut typed).await {
        Ok(Some(new)) => use_cases::enter(&web, new).await.map(|_| unit),
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    finished(&web, unit, typed, outcome, "duty-entered").await
}

/// The duty that was typed, or `None` where a field is wrong.
async fn read(web: &Web, unit: UnitId, typed: &mut Typed) -> Result<Option<NewDuty>, Refusal> {
    let title = typed.value("title").trim().to_owned();
    let rhythm = Rhythm::from_name(typed.value("rhythm"));
    let proof = Proof::from_name(typed.value("proof"));
    for (name, is_known) in [("rhythm", rhythm.is_some()), ("proof", proof.is_some())] {
        if !is_known {
            typed.refuse(kernel::Problem::new("field-required").at(name));
        }
    }
    let (due_day, since) = (typed.parsed("due_day"), typed.parsed("since"));
    let owner = match typed.optional("owner") {
        Some(text) => Some(meant(&mut web.read(), &text, "owner").await?),
        None => None,
    };
    let (Some(rhythm), Some(proof), Some(due_day), Some(since)) = (rhythm, proof, due_day, since)
    else {
        return Ok(None);
    };
    Ok(Some(NewDuty { unit, title, owner, rhythm, due_day, proof, since }))
}

fn duty_id(text: &str) -> Result<i64, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

async fn say(Path(id): Path<String>, Form(web, typed): Form) -> Answer {
    let id = duty_id(&id)?;
    let page = sent_from(&web, &typed).await?;
    let (period, note) = (typed.value("period").parse().ok(), typed.value("note").to_owned());
    let outcome = use_cases::say(&web, id, period, &note).await.map(|_| page);
    finished(&web, page, typed, outcome, "duty-said").await
}

async fn take_back(Path(id): Path<String>, Form(web, typed): Form) -> Answer {
    let id = duty_id(&id)?;
    let page = sent_from(&web, &typed).await?;
    let (period, why) = (typed.value("period").parse().ok(), typed.value("why").to_owned());
    let outcome = use_cases::take_back(&web, id, period, &why).await.map(|_| page);
    finished(&web, page, typed, outcome, "duty-word-taken-back").await
}

async fn end(Path(id): Path<String>, Form(web, typed): Form) -> Answer {
    let id = duty_id(&id)?;
    let page = sent_from(&web, &typed).await?;
    let revision = typed.value("revision").parse().unwrap_or_default();
    let outcome = use_cases::end(&web, id, revision).await.map(|_| page);
    finished(&web, page, typed, outcome, "duty-ended").await
}

/// Back to the unit's page with what was done, or with what was typed and what is wrong with it.
async fn finished(
    web: &Web,
    unit: UnitId,
    typed: Typed,
    outcome: Result<UnitId, Refusal>,
    done: &'static str,
) -> Answer {
    match outcome {
        Ok(unit) => {
            let said = web.page("duties-title").t(done);
            answer::go_saying(web, &href(unit), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            drawn(web, unit, typed.refused(problems), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            drawn(web, unit, typed.refused(vec![*problem]), StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// A duty in one of its periods.
#[derive(Serialize, ToSchema)]
#[schema(as = DutyTurn)]
struct TurnAnswer {
    duty: i64,
    unit: i64,
    unit_name: String,
    title: String,
    /// `monthly`, `quarterly` or `yearly`.
    rhythm: &'static str,
    /// What shows that it is done: `word`, `meeting` or `lock`.
    proof: &'static str,
    /// The id of the person who answers for it.
    owner: Option<i64>,
    period: String,
    #[schema(format = Date)]
    due: String,
    /// `done`, `open` or `late`.
    state: &'static str,
    /// What somebody said of it.
    note: Option<String>,
    /// What was said of it and taken back.
    taken_back: Vec<WordAnswer>,
}

/// A word on a duty that was taken back.
#[derive(Serialize, ToSchema)]
#[schema(as = DutyWordTakenBack)]
struct WordAnswer {
    note: String,
    /// Who said it and took it back.
    by: String,
    why: String,
}

impl From<&Word> for WordAnswer {
    fn from(word: &Word) -> Self {
        let why = word.taken_back.as_ref().map(|(_, why)| why.clone()).unwrap_or_default();
        Self { note: word.note.clone(), by: word.by.clone(), why }
    }
}

/// The duties of a unit with all below it: what is owed, and the latest period of each.
#[utoipa::path(get, path = "/api/v1/duties", tag = "planning", params(("unit" = i64, Query)),
    responses((status = 200, body = List<TurnAnswer>)))]
async fn list_duties(web: Web) -> Answer {
    let unit = api::parameter(&web, "unit")?.map(UnitId);
    let unit = match unit {
        Some(unit) => unit,
        None => first_unit(&web).await?.ok_or(Refusal::NotFound)?,
    };
    let shown = use_cases::look(&web, unit).await?;
    let today = web.now.today;
    let items: Vec<TurnAnswer> =
        shown.turns.iter().map(|turn| answer_of(turn, turn.state(today))).collect();
    let total = items.len() as i64;
    api::json(&List { items, total })
}

fn answer_of(turn: &Turn, state: State) -> TurnAnswer {
    let said = &turn.duty.said;
    TurnAnswer {
        duty: turn.duty.id,
        unit: said.unit.0,
        unit_name: turn.duty.unit_name.clone(),
        title: said.title.clone(),
        rhythm: said.rhythm.name(),
        proof: said.proof.name(),
        owner: said.owner.map(|owner| owner.0),
        period: turn.period.to_string(),
        due: turn.due.to_string(),
        state: state.name(),
        note: match &turn.done {
            Some(Done::Word(word)) => Some(word.note.clone()),
            _ => None,
        },
        taken_back: turn.taken_back.iter().map(WordAnswer::from).collect(),
    }
}
