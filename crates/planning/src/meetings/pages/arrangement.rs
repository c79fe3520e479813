//! One arrangement: what it is for, what was said of it month by month, and the forms.

use super::{arrangement_id, shown};
use crate::meetings::arrangement::{Class, NewArrangement, State, without_day};
use crate::meetings::use_cases::arrangements::{self, Saying, Shown};
use crate::use_cases::first_unit;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::people::{self, called};
use directory::{recognition, tree};
use kernel::{Action, ArrangementId, Day, Month, Problem, Resource, UnitId};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::status::Status;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "meetings/arrange.html")]
struct NewPage {
    page: Page,
    form: Typed,
    classes: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "meetings/arrangement.html")]
struct ArrangementPage {
    page: Page,
    here: String,
    facts: Vec<(String, String)>,
    is_vague: bool,
    status: Status,
    word: String,
    rows: Vec<Row>,
    states: Vec<Choice>,
    may_say: bool,
    form: Typed,
}

/// What was said for a month.
struct Row {
    month: String,
    state: String,
    said: String,
    is_copied: bool,
    by: String,
    confirmed: String,
    awaits: bool,
    /// What the button that confirms it posts: month and version.
    confirm: Option<(String, i64)>,
}

pub(super) async fn new(web: Web) -> Answer {
    let unit = match web.query("unit") {
        Some(id) => id.parse::<UnitId>().ok(),
        None => first_unit(&web).await?,
    };
    let class = web.query("class").unwrap_or_else(|| Class::Mobilisation.name().to_owned());
    let mut form = Typed::default().with("class", class).with("since", web.now.today.month());
    if let Some(unit) = unit {
        let q = &mut web.read();
        tree::allowed(&web, q, (Action::Read, Resource::Meeting), unit, web.now.today).await?;
        let steps = tree::path(q, unit, web.now.today).await?;
        form = form.with("unit", recognition::written(&steps));
    }
    answer::page(&new_page(&web, form))
}

fn new_page(web: &Web, form: Typed) -> NewPage {
    let page = web.page("arrangement-new");
    let page = page.crumb(web.page("arrangements-title").title, "/arrangements");
    let class = |class: &Class| Choice::new(class.name(), page.t(class.key()));
    NewPage { classes: Class::ALL.iter().map(class).collect(), page, form }
}

pub(super) async fn create(Form(web, mut form): Form) -> Answer {
    let outcome = match read(&web, &mut form).await {
        Ok(Some(new)) => arrangements::arrange(&web, new).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(id) => {
            let said = web.page("arrangements-title").t("arrangement-saved");
            answer::go_saying(&web, &format!("/arrangements/{id}"), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => answer::refused(&new_page(&web, form.refused(problems))),
        Err(refusal) => Err(WebError::from(refusal)),
    }
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, form: &mut Typed) -> Result<Option<NewArrangement>, Refusal> {
    let (unit, title, effect) =
        (form.required("unit"), form.required("title"), form.required("effect"));
    let (owner, since) = (form.required("owner"), form.parsed::<Month>("since"));
    let due = due(form);
    let class = Class::from_name(form.value("class")).unwrap_or(Class::Mobilisation);
    let (Some(unit), Some(title), Some(effect), Some(owner), Some(since), Some(due)) =
        (unit, title, effect, owner, since, due)
    else {
        return Ok(None);
    };
    let scope = web.scope(Action::Read, Resource::Unit);
    let q = &mut web.read();
    let unit = recognition::chosen(q, &scope, &unit, web.now.today, "unit").await?;
    let owner = people::meant(q, &owner, "owner").await?;
    Ok(Some(NewArrangement { unit, class, title, effect, owner, since, due }))
}

/// The day of finishing; words that promise to go on are no day, and are named.
pub(super) fn due(form: &mut Typed) -> Option<Day> {
    let text = form.value("due").trim().to_owned();
    let day = text.parse().ok();
    if day.is_none() {
        let texts = [text.as_str(), form.value("title"), form.value("effect")];
        let problem = match without_day(&texts) {
            problem if problem.code != "field-required" || text.is_empty() => problem,
            _ => Problem::new("field-malformed").arg("value", &text).at("due"),
        };
        form.refuse(problem);
    }
    day
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    drawn(&web, arrangement_id(&id)?, None, StatusCode::OK).await
}

async fn drawn(web: &Web, id: ArrangementId, form: Option<Typed>, status: StatusCode) -> Answer {
    let shown = arrangements::find(web, id).await?;
    let form = form.unwrap_or_else(|| {
        Typed::default().with("month", web.now.today.month()).with("state", State::Moved.name())
    });
    answer::with_status(status, &arrangement_page(web, &shown, form))
}

fn arrangement_page(web: &Web, shown: &Shown, form: Typed) -> ArrangementPage {
    let page = web.page("arrangements-title");
    let title = page.t("arrangements-title");
    let one = &shown.followed;
    let what = &one.arrangement.what;
    let page = page.crumb(title, "/arrangements").named(what.title.clone());
    let row = shown::arrangement(&page, one, &shown.people, web.now.today.month());
    let seen: Vec<String> =
        one.said.iter().map(|status| format!("{}={}", status.month, status.version)).collect();
    ArrangementPage {
        here: format!("/arrangements/{}", one.arrangement.id),
        facts: vec![
            (page.t("arrangement-class"), page.t(what.class.key())),
            (page.t("arrangement-unit"), shown.unit_name.clone()),
            (page.t("arrangement-effect"), what.effect.clone()),
            (page.t("arrangement-owner"), called(&shown.people, what.owner)),
            (page.t("arrangement-since"), page.month(&what.since)),
            (page.t("arrangement-due"), page.day(&what.due)),
        ],
        is_vague: what.is_vague(),
        status: row.status,
        word: row.word,
        rows: rows(&page, shown),
        states: State::ALL.iter().map(|it| Choice::new(it.name(), page.t(it.key()))).collect(),
        may_say: shown.may_say,
        form: form.instead("seen", seen.join(" ")),
        page,
    }
}

/// What was said, the latest month first.
fn rows(page: &Page, shown: &Shown) -> Vec<Row> {
    let row = |status: &crate::meetings::arrangement::Status| {
        let may = shown.may_confirm.contains(&status.month);
        let confirmed = status.confirmed.as_ref();
        Row {
            month: page.month(&status.month),
            state: page.t(status.state.key()),
            said: status.said.clone(),
            is_copied: shown.followed.is_copied(status.month),
            by: format!("{} {}", status.recorded_by, page.moment(&status.recorded_at)),
            awaits: status.state == State::Done && confirmed.is_none(),
            confirmed: confirmed
                .map(|(by, at)| format!("{by} {}", page.moment(at)))
                .unwrap_or_default(),
            confirm: may.then(|| (status.month.to_string(), status.version)),
        }
    };
    shown.followed.said.iter().rev().map(row).collect()
}

pub(super) async fn say(Path(id): Path<String>, Form(web, mut form): Form) -> Answer {
    let id = arrangement_id(&id)?;
    let (month, said) = (form.parsed::<Month>("month"), form.required("said"));
    let state = State::from_name(form.value("state"));
    let outcome = match (month, state, said) {
        (Some(month), Some(state), Some(said)) => {
            let seen = seen(form.value("seen"), month);
            arrangements::say(&web, id, Saying { month, state, said, seen }).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    let key = |copied| if copied { "arrangement-copied-kept" } else { "arrangement-said-kept" };
    done(&web, id, form, outcome.map(|copied| (key(copied), copied))).await
}

/// The version of a month that the writer saw.
fn seen(text: &str, month: Month) -> i64 {
    let of = format!("{month}=");
    let version = text.split(' ').find_map(|one| one.strip_prefix(of.as_str()));
    version.and_then(|version| version.parse().ok()).unwrap_or(0)
}

pub(super) async fn confirm(Path(id): Path<String>, Form(web, form): Form) -> Answer {
    let id = arrangement_id(&id)?;
    let month = form.value("of").parse::<Month>().map_err(|_| WebError::not_found())?;
    let version = form.value("version").parse().unwrap_or(0);
    let outcome = arrangements::confirm(&web, id, (month, version)).await;
    done(&web, id, form, outcome.map(|()| ("arrangement-confirmed-kept", false))).await
}

async fn done(
    web: &Web,
    id: ArrangementId,
    form: Typed,
    outcome: Result<(&str, bool), Refusal>,
) -> Answer {
    match outcome {
        Ok((key, warns)) => {
            let tone = if warns { Tone::Warn } else { Tone::Good };
            let said = web.page("arrangements-title").t(key);
            answer::go_saying(web, &format!("/arrangements/{id}"), tone, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            drawn(web, id, Some(form.refused(problems)), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            drawn(web, id, Some(form.refused(vec![*problem])), StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
