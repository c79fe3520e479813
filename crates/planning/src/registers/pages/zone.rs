//! A responsibility zone: drawing one, changing what it says, ending it.

use super::super::post::{self, KeyPost};
use super::super::use_cases::{self, ShownZone};
use super::super::zone::{NewZone, Of};
use super::post::said;
use super::{Outcome, days, kept, number, outcome, person, said_days, unit, with_days, zones};
use ::store::Refusal;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::people::called;
use kernel::{KeyPostId, ZoneId};
use web_kit::form::{Choice, Typed};
use web_kit::status::Status;
use web_kit::table::link;
use web_kit::{Answer, Form, Page, Web, answer};

#[derive(Template)]
#[template(path = "registers/zone.html")]
struct ZonePage {
    page: Page,
    here: String,
    /// Posts to choose from, for a new zone.
    posts: Vec<Choice>,
    is_kept: bool,
    may_change: bool,
    state: Option<(Status, String)>,
    facts: Vec<(String, String)>,
    form: Typed,
}

fn back(web: &Web, page: Page) -> Page {
    let title = page.t("registers-zones");
    page.crumb(title, link("/registers/zones", &kept(web)))
}

pub(super) async fn new(web: Web) -> Answer {
    if !use_cases::may_draw(&web) {
        return Err(Refusal::Forbidden.into());
    }
    let post = web.query("post").unwrap_or_default();
    let form = Typed::default().with("post", post).with("from", web.now.today);
    answer::page(&drawing(&web, form).await?)
}

async fn drawing(web: &Web, form: Typed) -> Result<ZonePage, Refusal> {
    let (posts, places) = use_cases::open_posts(web).await?;
    let label = |post: &KeyPost| {
        format!("{} · {} · {}", places.name(post.unit), post.name, post.shifts.join("、"))
    };
    Ok(ZonePage {
        page: back(web, web.page("zone-new")),
        here: "/registers/zones/new".to_owned(),
        posts: posts.iter().map(|post| Choice::new(post.id, label(post))).collect(),
        is_kept: false,
        may_change: true,
        state: None,
        facts: Vec::new(),
        form,
    })
}

pub(super) async fn create(Form(web, mut form): Form) -> Answer {
    if !use_cases::may_draw(&web) {
        return Err(Refusal::Forbidden.into());
    }
    let result = async {
        match read_new(&web, &mut form).await? {
            Some(new) => use_cases::add_zone(&web, &new).await.map(Some),
            None => Ok(None),
        }
    };
    let result = result.await;
    match outcome(result, form)? {
        Outcome::Done(id) => said(&web, &format!("/registers/zones/{id}")),
        Outcome::Again(form, status) => answer::with_status(status, &drawing(&web, form).await?),
    }
}

/// A new zone as typed, or `None` with every problem noted.
async fn read_new(web: &Web, form: &mut Typed) -> Result<Option<NewZone>, Refusal> {
    let chosen = form.optional("post").and_then(|id| id.parse::<KeyPostId>().ok());
    let post = match chosen {
        Some(id) => Some(use_cases::find_post(web, id).await?.post),
        None => None,
    };
    let member = form.required("member");
    let place = match &post {
        Some(_) => None,
        None => form.required("place").zip(form.required("unit")),
    };
    let rest = read(web, form, post.as_ref()).await?;
    let (Some(member), Some(rest)) = (member, rest) else { return Ok(None) };
    let (at, of) = match (post, place) {
        (Some(post), _) => (post.unit, Of::Post(post.id)),
        (None, Some((place, at))) => (unit(web, &at).await?, Of::Place(place)),
        (None, None) => return Ok(None),
    };
    let member = person(web, &member, "member").await?;
    Ok(Some(NewZone { unit: at, member, of, ..rest }))
}

/// What may change later: shifts (all of a post where none is named), days, criterion, accepting person.
async fn read(
    web: &Web,
    form: &mut Typed,
    post: Option<&KeyPost>,
) -> Result<Option<NewZone>, Refusal> {
    let (criterion, acceptor) = (form.required("criterion"), form.required("acceptor"));
    let shifts = match (form.optional("shifts"), post) {
        (None, post) => Some(post.map(|post| post.shifts.clone()).unwrap_or_default()),
        (Some(text), _) => post::shifts(&text).map_err(|problem| form.refuse(problem)).ok(),
    };
    let (Some(criterion), Some(acceptor), Some(shifts), Some(valid)) =
        (criterion, acceptor, shifts, days(form))
    else {
        return Ok(None);
    };
    let acceptor = person(web, &acceptor, "acceptor").await?;
    let (unit, member, of) = (kernel::UnitId(0), kernel::PersonId(0), Of::Place(String::new()));
    Ok(Some(NewZone { unit, member, of, shifts, valid, criterion, acceptor }))
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    drawn(&web, number(&id)?, None, StatusCode::OK).await
}

async fn drawn(web: &Web, id: ZoneId, form: Option<Typed>, status: StatusCode) -> Answer {
    let shown = use_cases::find_zone(web, id, web.as_of).await?;
    let zone = &shown.line.zone;
    let page = back(web, web.page("zone-one").named(zones::of(&shown.line)));
    let page = page.subtitled(shown.unit_name.clone());
    let filled = || {
        let form = with_days(Typed::default(), zone.said.valid);
        form.with("shifts", zone.said.shifts.join("、"))
            .with("criterion", &zone.said.criterion)
            .with("acceptor", called(&shown.people, zone.said.acceptor))
            .with("until", web.now.today)
    };
    let (look, word) = zones::state(&shown.line, web.as_of);
    let template = ZonePage {
        here: format!("/registers/zones/{id}"),
        posts: Vec::new(),
        is_kept: true,
        may_change: shown.may_change,
        state: Some((look, page.t(word))),
        facts: facts(&page, &shown),
        form: form.unwrap_or_else(filled).instead("revision", zone.revision),
        page,
    };
    answer::with_status(status, &template)
}

fn facts(page: &Page, shown: &ShownZone) -> Vec<(String, String)> {
    let zone = &shown.line.zone;
    let mut facts = vec![
        (page.t("zone-member"), called(&shown.people, zone.said.member)),
        (page.t("register-unit"), shown.unit_name.clone()),
        (page.t("post-shifts"), zone.said.shifts.join("、")),
        (page.t("register-days"), said_days(page, zone.said.valid)),
        (page.t("plan-criterion"), zone.said.criterion.clone()),
        (page.t("register-acceptor"), called(&shown.people, zone.said.acceptor)),
        (page.t("zone-ended-why"), zone.ended_why.clone()),
    ];
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

pub(super) async fn save(Path(id): Path<String>, Form(web, mut form): Form) -> Answer {
    let id = number::<ZoneId>(&id)?;
    let revision = form.value("revision").parse().unwrap_or_default();
    let shown = use_cases::find_zone(&web, id, web.now.today).await?;
    if !shown.may_change {
        return Err(Refusal::Forbidden.into());
    }
    let result = async {
        match read(&web, &mut form, shown.line.post.as_ref()).await? {
            Some(new) => use_cases::change_zone(&web, id, revision, &new).await.map(Some),
            None => Ok(None),
        }
    };
    let result = result.await;
    finished(&web, id, result, form).await
}

pub(super) async fn end(Path(id): Path<String>, Form(web, mut form): Form) -> Answer {
    let id = number::<ZoneId>(&id)?;
    let revision = form.value("revision").parse().unwrap_or_default();
    let shown = use_cases::find_zone(&web, id, web.now.today).await?;
    if !shown.may_change {
        return Err(Refusal::Forbidden.into());
    }
    let why = form.value("why").to_owned();
    let result = match form.day("until") {
        Some(until) => use_cases::end_zone(&web, id, revision, until, &why).await.map(Some),
        None => Ok(None),
    };
    let valid = shown.line.zone.said.valid;
    let rest = with_days(form, valid)
        .with("shifts", shown.line.zone.said.shifts.join("、"))
        .with("criterion", &shown.line.zone.said.criterion)
        .with("acceptor", called(&shown.people, shown.line.zone.said.acceptor));
    finished(&web, id, result, rest).await
}

async fn finished(
    web: &Web,
    id: ZoneId,
    result: Result<Option<()>, Refusal>,
    form: Typed,
) -> Answer {
    match outcome(result, form)? {
        Outcome::Done(()) => said(web, &format!("/registers/zones/{id}")),
        Outcome::Again(form, status) => drawn(web, id, Some(form), status).await,
    }
}
