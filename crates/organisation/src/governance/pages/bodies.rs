//! Founding a governing body; one body with its posts, and the form that renames or ends it.

use super::seats::{self, Seats};
use super::{at_body, at_unit, days, id, problems};
use crate::governance::store::bodies::{Body, NewBody};
use crate::governance::tenure::Seat;
use crate::governance::use_cases::{bodies, catalogue, tenures};
use crate::use_cases::choosing::{choose, written};
use crate::use_cases::viewing;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{BodyId, UnitId};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "governance/body-new.html")]
struct NewPage {
    page: Page,
    form: Typed,
    kinds: Vec<Choice>,
    cancel: String,
}

#[derive(Template)]
#[template(path = "governance/body.html")]
struct BodyPage {
    page: Page,
    day: String,
    kind: String,
    unit: web_kit::page::Link,
    from: String,
    until: String,
    seats: Option<Seats>,
    form: Typed,
    theirs: Vec<(String, String)>,
    may_change: bool,
    here: String,
}

pub(super) async fn form(web: Web) -> Answer {
    let mut form = Typed::default().with("from", web.as_of);
    if let Some(unit) = web.query("unit") {
        let unit: UnitId = id(&unit)?;
        let portrait = viewing::portrait(&web, unit, web.as_of).await?;
        form = form.with("unit", written(&portrait.path));
    }
    answer::page(&new_page(&web, form).await?)
}

async fn new_page(web: &Web, form: Typed) -> Result<NewPage, WebError> {
    let (catalogue, _) = catalogue::look(web).await?;
    let offered = catalogue.kinds.iter().filter(|kind| kind.is_active);
    let cancel = crate::pages::as_of(web, "/governance", &[]);
    let page = web.page("body-new");
    let title = page.t("governance-title");
    Ok(NewPage {
        kinds: offered.map(|kind| Choice::new(kind.id, kind.name.said(web.lang))).collect(),
        page: page.crumb(title, cancel.clone()),
        form,
        cancel,
    })
}

pub(super) async fn found(Form(web, mut typed): Form) -> Answer {
    let outcome = match read(&web, &mut typed).await {
        Ok(Some(new)) => bodies::found(&web, new).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(body) => {
            let said = web.page("governance-title").t("body-founded");
            answer::go_saying(&web, &at_body(&web, body), Tone::Good, &said)
        }
        Err(refusal) => {
            let form = typed.refused(problems(refusal)?);
            answer::refused(&new_page(&web, form).await?)
        }
    }
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, typed: &mut Typed) -> Result<Option<NewBody>, Refusal> {
    let (unit, kind) = (typed.required("unit"), typed.parsed("kind"));
    let (name, valid) = (typed.required("name"), days(typed));
    let (Some(unit), Some(kind), Some(name), Some(valid)) = (unit, kind, name, valid) else {
        return Ok(None);
    };
    // The unit may be younger than a mistyped day: the use case says so at the day.
    let unit = match choose(web, &unit, valid.from, "unit").await {
        Err(Refusal::Invalid(_)) => choose(web, &unit, web.as_of, "unit").await?,
        found => found?,
    };
    Ok(Some(NewBody { unit, kind, name, valid }))
}

pub(super) async fn show(web: Web, Path(body): Path<String>) -> Answer {
    shown(&web, id(&body)?, None, StatusCode::OK).await
}

fn filled(body: &Body) -> Typed {
    let last = body.valid.last_day().map(|day| day.to_string()).unwrap_or_default();
    Typed::default()
        .with("revision", body.revision)
        .with("name", &body.name)
        .with("from", body.valid.from)
        .with("last", last)
}

/// The page, with a form that was refused or is as the body is.
async fn shown(web: &Web, id: BodyId, form: Option<Typed>, status: StatusCode) -> Answer {
    let place = tenures::place(web, Seat::Body(id), web.as_of).await?;
    let (body, unit, kind) = bodies::find(web, id).await?;
    let page = web.page("governance-title").named(body.name.clone());
    let title = page.t("governance-title");
    let page = page.crumb(title, crate::pages::as_of(web, "/governance", &[]));
    let page = page.crumb(unit.name.clone(), at_unit(web, unit.id));
    let mut form = form.unwrap_or_else(|| filled(&body));
    let is_conflict = status == StatusCode::CONFLICT;
    let theirs = if is_conflict { theirs(&page, &body, &form) } else { Vec::new() };
    if is_conflict {
        form = form.instead("revision", body.revision);
    }
    let last = body.valid.last_day().map(|day| day.to_string());
    let template = BodyPage {
        day: web.as_of.to_string(),
        kind: kind.name.said(web.lang).to_owned(),
        unit: web_kit::page::Link::new(unit.name, at_unit(web, unit.id)),
        from: body.valid.from.to_string(),
        until: last.unwrap_or_else(|| page.t("units-open-end")),
        seats: seats::seats(web, &page, Seat::Body(id)).await?,
        may_change: place.may_change,
        here: format!("/bodies/{id}"),
        theirs,
        form,
        page,
    };
    answer::with_status(status, &template)
}

/// The fields in which the body as it is now differs from what was typed.
fn theirs(page: &Page, body: &Body, form: &Typed) -> Vec<(String, String)> {
    let now = filled(body);
    let fields = [("name", "units-name"), ("from", "units-from"), ("last", "units-last")];
    let differs = |(name, _): &(&str, &str)| now.value(name) != form.value(name).trim();
    let said = |(name, label): (&str, &str)| (page.t(label), now.value(name).to_owned());
    fields.into_iter().filter(differs).map(said).collect()
}

pub(super) async fn change(Path(body): Path<String>, Form(web, mut typed): Form) -> Answer {
    let body = id(&body)?;
    bodies::to_change(&web, body).await?;
    let (name, valid) = (typed.required("name"), days(&mut typed));
    let revision = typed.parsed("revision");
    let outcome = match (name, valid, revision) {
        (Some(name), Some(valid), Some(revision)) => {
            bodies::change(&web, body, revision, &name, valid).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    match outcome {
        Ok(_) => {
            let said = web.page("governance-title").t("body-changed");
            answer::go_saying(&web, &at_body(&web, body), Tone::Good, &said)
        }
        Err(refusal) => {
            let is_conflict = matches!(refusal, Refusal::Conflict(_));
            let form = typed.refused(problems(refusal)?);
            let status =
                if is_conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            shown(&web, body, Some(form), status).await
        }
    }
}
