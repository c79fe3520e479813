//! Naming somebody for a post; correcting or ending a tenure; the copy of its document.

use super::{at_tenure, choices, days, id, problems};
use crate::governance::catalogue::{Catalogue, Where};
use crate::governance::tenure::{Direction, Seat, Terms};
use crate::governance::use_cases::choosing::{self, written};
use crate::governance::use_cases::tenures::{self, Place, Shown};
use crate::governance::use_cases::{Copy, keep};
use crate::pages::as_of;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use interchange::Input;
use kernel::{Problem, TenureId};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Page, Upload, Web, WebError, answer};

#[derive(Template)]
#[template(path = "governance/tenure.html")]
struct TenurePage {
    page: Page,
    form: Typed,
    posts: Vec<Choice>,
    directions: Vec<Choice>,
    action: String,
    cancel: String,
    label: String,
    /// The copy that is kept: its name, size and address.
    file: Option<(String, String, String)>,
    /// What somebody else has saved meanwhile, where it differs from what was typed.
    theirs: Vec<(String, String)>,
    may_change: bool,
}

/// The seat that an address names.
fn seat(web: &Web) -> Result<Seat, WebError> {
    let org = web.query("org").map(|text| id(&text)).transpose()?;
    let body = web.query("body").map(|text| id(&text)).transpose()?;
    match (org, body) {
        (Some(org), None) => Ok(Seat::Org(org)),
        (None, Some(body)) => Ok(Seat::Body(body)),
        _ => Err(WebError::not_found()),
    }
}

fn at_seat(web: &Web, seat: Seat) -> String {
    match seat {
        Seat::Org(org) => as_of(web, &format!("/party/{org}"), &[]),
        Seat::Body(body) => super::at_body(web, body),
    }
}

/// The posts that may be chosen: those offered, and the one that is held already.
fn posts(
    web: &Web,
    catalogue: &Catalogue,
    stands: Where,
    held: Option<kernel::PostId>,
) -> Vec<Choice> {
    let is_shown = |post: &&crate::governance::catalogue::Post| {
        post.stands == stands && (post.is_active || Some(post.id) == held)
    };
    let offered = catalogue.posts.iter().filter(is_shown);
    offered.map(|post| Choice::new(post.id, post.name.said(web.lang))).collect()
}

fn directions(web: &Web, seat: Seat) -> Vec<Choice> {
    let fitting = match seat {
        Seat::Org(_) => [Direction::None, Direction::ToParty],
        Seat::Body(_) => [Direction::None, Direction::ToGovernance],
    };
    choices(web.lang, &fitting, Direction::name, Direction::key)
}

fn new_page(web: &Web, place: &Place, catalogue: &Catalogue, form: Typed) -> TenurePage {
    let cancel = at_seat(web, place.seat);
    let page = web.page("tenure-new").subtitled(place.name.clone());
    TenurePage {
        page: page.crumb(place.name.clone(), cancel.clone()),
        label: web.page("tenure-new").t("tenure-open-do"),
        posts: posts(web, catalogue, place.stands, None),
        directions: directions(web, place.seat),
        action: web.path.clone(),
        cancel,
        file: None,
        theirs: Vec::new(),
        may_change: true,
        form,
    }
}

pub(super) async fn form(web: Web) -> Answer {
    let (place, catalogue) = tenures::to_open(&web, seat(&web)?, web.as_of).await?;
    let form = Typed::default()
        .with("post", web.query("post").unwrap_or_default())
        .with("from", web.as_of)
        .with("direction", Direction::None.name());
    answer::page(&new_page(&web, &place, &catalogue, form))
}

pub(super) async fn open(upload: Upload) -> Answer {
    let (web, mut typed, input) = upload.typed().await?;
    let (place, catalogue) = tenures::to_open(&web, seat(&web)?, web.as_of).await?;
    let outcome = match read(&web, place.seat, &mut typed, &input).await {
        Ok(Some((terms, copy))) => tenures::open(&web, terms, copy).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(_) => {
            let said = web.page("tenure-title").t("tenure-opened");
            answer::go_saying(&web, &at_seat(&web, place.seat), Tone::Good, &said)
        }
        Err(refusal) => {
            let form = typed.refused(problems(refusal)?);
            answer::refused(&new_page(&web, &place, &catalogue, form))
        }
    }
}

/// What was typed, or `None` with every problem noted.
async fn read(
    web: &Web,
    seat: Seat,
    typed: &mut Typed,
    input: &Input,
) -> Result<Option<(Terms, Copy)>, Refusal> {
    let (post, named, valid) = (typed.parsed("post"), typed.required("person"), days(typed));
    let direction = Direction::from_name(typed.value("direction"));
    if direction.is_none() {
        typed.refuse(Problem::new("field-required").at("direction"));
    }
    let person = match named {
        Some(text) => match choosing::person(web, &text, "person").await {
            Ok(person) => Some(person),
            Err(Refusal::Invalid(problems)) => {
                problems.into_iter().for_each(|problem| typed.refuse(problem));
                None
            }
            Err(refusal) => return Err(refusal),
        },
        None => None,
    };
    let (Some(post), Some(person), Some(valid), Some(direction)) = (post, person, valid, direction)
    else {
        return Ok(None);
    };
    let (basis, document) = (typed.optional("basis"), typed.optional("document"));
    let terms = Terms { person, seat, post, valid, direction, basis, document, file: None };
    Ok(Some((terms, keep(web, &input.name, &input.bytes).await?)))
}

fn filled(shown: &Shown) -> Typed {
    let terms = &shown.tenure.terms;
    let last = terms.valid.last_day().map(|day| day.to_string()).unwrap_or_default();
    Typed::default()
        .with("revision", shown.tenure.revision)
        .with("post", terms.post)
        .with("person", written(&shown.person))
        .with("from", terms.valid.from)
        .with("last", last)
        .with("direction", terms.direction.name())
        .with("basis", terms.basis.as_deref().unwrap_or_default())
        .with("document", terms.document.as_deref().unwrap_or_default())
}

fn shown_page(web: &Web, shown: &Shown, form: Typed) -> TenurePage {
    let (place, tenure) = (&shown.place, &shown.tenure);
    let cancel = at_seat(web, place.seat);
    let page = web.page("tenure-title").named(shown.person.name.clone());
    let page = page.subtitled(place.name.clone()).crumb(place.name.clone(), cancel.clone());
    let here = at_tenure(web, tenure.id);
    let file = shown.file.as_ref().map(|file| {
        let size = page.bytes(file.size.max(0) as u64);
        (file.name.clone(), size, as_of(web, &format!("/tenures/{}/file", tenure.id), &[]))
    });
    TenurePage {
        label: page.t("tenure-correct-do"),
        posts: posts(web, &shown.catalogue, place.stands, Some(tenure.terms.post)),
        directions: directions(web, place.seat),
        action: here,
        cancel,
        file,
        theirs: Vec::new(),
        may_change: place.may_change,
        page,
        form,
    }
}

pub(super) async fn show(web: Web, Path(tenure): Path<String>) -> Answer {
    let shown = tenures::find(&web, id(&tenure)?).await?;
    let form = filled(&shown);
    answer::page(&shown_page(&web, &shown, form))
}

pub(super) async fn correct(Path(tenure): Path<String>, upload: Upload) -> Answer {
    let tenure: TenureId = id(&tenure)?;
    let (web, mut typed, input) = upload.typed().await?;
    let shown = tenures::find(&web, tenure).await?;
    let revision = typed.parsed("revision");
    let outcome = match read(&web, shown.place.seat, &mut typed, &input).await {
        Ok(Some((terms, copy))) => {
            tenures::correct(&web, tenure, revision.unwrap_or_default(), terms, copy).await
        }
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(()) => {
            let said = web.page("tenure-title").t("tenure-corrected");
            answer::go_saying(&web, &at_seat(&web, shown.place.seat), Tone::Good, &said)
        }
        Err(Refusal::Conflict(problem)) => {
            let form = typed.refused(vec![*problem]).instead("revision", shown.tenure.revision);
            let mut page = shown_page(&web, &shown, form);
            page.theirs = theirs(&page, &filled(&shown));
            answer::with_status(StatusCode::CONFLICT, &page)
        }
        Err(refusal) => {
            let form = typed.refused(problems(refusal)?);
            answer::refused(&shown_page(&web, &shown, form))
        }
    }
}

/// The fields in which the tenure as it is now differs from what was typed.
fn theirs(shown: &TenurePage, now: &Typed) -> Vec<(String, String)> {
    let word = |name: &str, value: &str| {
        let of = |all: &[Choice]| {
            all.iter().find(|choice| choice.value == value).map(|choice| choice.label.clone())
        };
        let said = match name {
            "post" => of(&shown.posts),
            "direction" => of(&shown.directions),
            _ => None,
        };
        said.unwrap_or_else(|| value.to_owned())
    };
    let differs = |(name, _): &&(&str, &str)| now.value(name) != shown.form.value(name).trim();
    FIELDS
        .iter()
        .filter(differs)
        .map(|(name, label)| (shown.page.t(label), word(name, now.value(name))))
        .collect()
}

/// What the form asks for, with the labels.
const FIELDS: &[(&str, &str)] = &[
    ("post", "tenure-post"),
    ("person", "tenure-person"),
    ("from", "units-from"),
    ("last", "units-last"),
    ("direction", "tenure-direction"),
    ("basis", "tenure-basis"),
    ("document", "tenure-document"),
];

pub(super) async fn file(web: Web, Path(tenure): Path<String>) -> Answer {
    let (file, bytes) = tenures::copy(&web, id(&tenure)?).await?;
    answer::file(&file.name, "application/octet-stream", bytes)
}

#[derive(Template)]
#[template(path = "units/choices.html")]
struct Proposals {
    ways: Vec<String>,
}

/// People that are proposed while one types.
const PROPOSED: i64 = 12;

/// Who may be meant by whoever types a name or a staff number.
pub(super) async fn people(web: Web) -> Answer {
    let typed = web.query("person").unwrap_or_default();
    let found = choosing::proposed(&web, &typed, PROPOSED).await?;
    answer::page(&Proposals { ways: found.iter().map(written).collect() })
}
