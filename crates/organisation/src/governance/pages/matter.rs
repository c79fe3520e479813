//! One major matter: its way from study to decision, and the forms that record each step.

use super::matters::{offered, stage_key};
use super::{at_matter, id, problems};
use crate::governance::catalogue::Where;
use crate::governance::matter::study_of;
use crate::governance::store::matters::{Raised, Step};
use crate::governance::use_cases::keep;
use crate::governance::use_cases::matters::{self, Paper, Shown};
use crate::pages::{as_of, at_unit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::MajorMatterId;
use store::{Refusal, StoredFile};
use web_kit::form::{Choice, Typed};
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Upload, Web, answer};

#[derive(Template)]
#[template(path = "governance/matter.html")]
struct MatterPage {
    page: Page,
    unit: Link,
    kind: String,
    raised: String,
    stage: String,
    is_out_of_order: bool,
    study: Option<StepRow>,
    decision: Option<StepRow>,
    outcome: String,
    kinds: Vec<Choice>,
    bodies: Vec<Choice>,
    /// The form that shows: `edit`, `study` or `decision`; one at a time.
    which: &'static str,
    form: Typed,
    /// The steps that can be recorded instead.
    others: Vec<Link>,
    may_change: bool,
    here: String,
}

struct StepRow {
    /// What was done, in words: studied beforehand, collectively checked, decided.
    what: String,
    by: String,
    day: String,
    document: String,
    file: Option<Link>,
}

/// Which form shows or was posted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Edit,
    Study,
    Decision,
}

impl Which {
    const ALL: [Self; 3] = [Self::Study, Self::Decision, Self::Edit];

    const fn name(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Study => "study",
            Self::Decision => "decision",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Edit => "major-matter-edit",
            Self::Study => "major-matter-record-study",
            Self::Decision => "major-matter-record-decision",
        }
    }

    /// The form that an address asks for, or that of the next step.
    fn of(web: &Web, shown: &Shown) -> Self {
        let asked = web.query("step");
        let asked = Self::ALL.into_iter().find(|one| Some(one.name()) == asked.as_deref());
        let next = if shown.matter.study.is_none() { Self::Study } else { Self::Decision };
        asked.unwrap_or(next)
    }
}

pub(super) async fn show(web: Web, Path(matter): Path<String>) -> Answer {
    shown(&web, id(&matter)?, None, StatusCode::OK).await
}

async fn shown(
    web: &Web,
    matter: MajorMatterId,
    refused: Option<(Which, Typed)>,
    status: StatusCode,
) -> Answer {
    let shown = matters::find(web, matter).await?;
    let is_conflict = status == StatusCode::CONFLICT;
    let (which, form) = refused.unwrap_or_else(|| {
        let which = Which::of(web, &shown);
        (which, filled(&shown, which))
    });
    let form = if is_conflict { form.instead("revision", shown.matter.revision) } else { form };
    let template = matter_page(web, &shown, which, form);
    answer::with_status(status, &template)
}

fn matter_page(web: &Web, shown: &Shown, which: Which, form: Typed) -> MatterPage {
    let matter = &shown.matter;
    let page = web.page("major-matters-title");
    let title = page.t("major-matters-title");
    let page = page.crumb(title, as_of(web, "/major-matters", &[]));
    let page = page.named(matter.raised.title.clone());
    let stage = matter.stage(web.as_of);
    let kind = shown.catalogue.matter(matter.raised.kind);
    MatterPage {
        unit: Link::new(shown.unit.clone(), at_unit(web, matter.raised.unit, "")),
        kind: kind.map(|kind| kind.name.said(web.lang).to_owned()).unwrap_or_default(),
        raised: matter.raised.day.to_string(),
        stage: page.t(stage_key(stage)),
        is_out_of_order: stage.is_out_of_order(),
        study: study_row(web, &page, shown),
        decision: decision_row(web, &page, shown),
        outcome: matter.outcome.clone(),
        kinds: offered(web, &shown.catalogue, Some(matter.raised.kind)),
        bodies: shown.bodies.iter().map(|(id, name)| Choice::new(id, name.clone())).collect(),
        which: which.name(),
        form,
        others: others(web, &page, matter.id, which),
        may_change: shown.may_change,
        here: format!("/major-matters/{}", matter.id),
        page,
    }
}

/// Where the other forms are.
fn others(web: &Web, page: &Page, id: MajorMatterId, current: Which) -> Vec<Link> {
    let others = Which::ALL.into_iter().filter(|which| *which != current);
    let link = |which: Which| {
        let href =
            as_of(web, &format!("/major-matters/{id}"), &[("step", which.name().to_owned())]);
        Link::new(page.t(which.key()), format!("{href}#record"))
    };
    others.map(link).collect()
}

/// A form as the matter is.
fn filled(shown: &Shown, which: Which) -> Typed {
    let matter = &shown.matter;
    let form = Typed::default().with("revision", matter.revision);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match (which, &matter.study, &shown.studied_by, &matter.decision) {
        (Which::Edit, ..) => form
            .with("kind", matter.raised.kind)
            .with("title", &matter.raised.title)
            .with("raised", matter.raised.day),
        (Which::Study, Some(step), Some((org, _)), _) => {
            form.with("org", org).with("day", step.day).with("document", text(&step.document))
        }
        (Which::Decision, _, _, Some(step)) => form
            .with("body", step.by)
            .with("day", step.day)
            .with("document", text(&step.document))
            .with("outcome", &matter.outcome),
        _ => form,
    }
}

fn file_link(web: &Web, shown: &Shown, file: Option<&StoredFile>, part: &str) -> Option<Link> {
    let href = as_of(web, &format!("/major-matters/{}/{part}", shown.matter.id), &[]);
    file.map(|file| Link::new(file.name.clone(), href))
}

fn study_row(web: &Web, page: &Page, shown: &Shown) -> Option<StepRow> {
    let step = shown.matter.study.as_ref().filter(|step| step.day <= web.as_of)?;
    let (org, stands) = shown.studied_by.as_ref()?;
    let study = match stands {
        Where::Org(level) => study_of(*level),
        Where::Body(_) => None,
    };
    Some(StepRow {
        what: study.map(|study| page.t(study.key())).unwrap_or_default(),
        by: org.clone(),
        day: step.day.to_string(),
        document: step.document.clone().unwrap_or_default(),
        file: file_link(web, shown, shown.study_file.as_ref(), "study-file"),
    })
}

fn decision_row(web: &Web, page: &Page, shown: &Shown) -> Option<StepRow> {
    let step = shown.matter.decision.as_ref().filter(|step| step.day <= web.as_of)?;
    Some(StepRow {
        what: page.t("major-matter-decision"),
        by: shown.decided_by.clone().unwrap_or_default(),
        day: step.day.to_string(),
        document: step.document.clone().unwrap_or_default(),
        file: file_link(web, shown, shown.decision_file.as_ref(), "decision-file"),
    })
}

async fn done(
    web: &Web,
    matter: MajorMatterId,
    (which, typed): (Which, Typed),
    outcome: Result<(), Refusal>,
) -> Answer {
    match outcome {
        Ok(()) => {
            let said = web.page("major-matters-title").t("major-matter-saved");
            answer::go_saying(web, &at_matter(web, matter), Tone::Good, &said)
        }
        Err(refusal) => {
            let is_conflict = matches!(refusal, Refusal::Conflict(_));
            let form = typed.refused(problems(refusal)?);
            let status =
                if is_conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            shown(web, matter, Some((which, form)), status).await
        }
    }
}

pub(super) async fn correct(Path(matter): Path<String>, Form(web, mut typed): Form) -> Answer {
    let matter = id(&matter)?;
    let unit = matters::find(&web, matter).await?.matter.raised.unit;
    let (kind, title) = (typed.parsed("kind"), typed.required("title"));
    let (day, revision) = (typed.day("raised"), typed.parsed("revision"));
    let outcome = match (kind, title, day, revision) {
        (Some(kind), Some(title), Some(day), Some(revision)) => {
            matters::correct(&web, matter, revision, Raised { unit, kind, title, day }).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    done(&web, matter, (Which::Edit, typed), outcome).await
}

pub(super) async fn study(Path(matter): Path<String>, upload: Upload) -> Answer {
    let matter = id(&matter)?;
    let (web, mut typed, input) = upload.typed().await?;
    let (org, day) = (typed.required("org"), typed.day("day"));
    let (revision, document) = (typed.parsed("revision"), typed.optional("document"));
    let outcome = match (org, day, revision) {
        (Some(org), Some(day), Some(revision)) => match matters::org(&web, &org, day).await {
            Ok(by) => {
                let step = Step { by, day, document, file: None };
                let copy = keep(&web, &input.name, &input.bytes).await?;
                matters::study(&web, matter, revision, step, copy).await
            }
            Err(refusal) => Err(refusal),
        },
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    done(&web, matter, (Which::Study, typed), outcome).await
}

pub(super) async fn decide(Path(matter): Path<String>, upload: Upload) -> Answer {
    let matter = id(&matter)?;
    let (web, mut typed, input) = upload.typed().await?;
    let (body, day) = (typed.parsed("body"), typed.day("day"));
    let (revision, outcome) = (typed.parsed("revision"), typed.required("outcome"));
    let document = typed.optional("document");
    let outcome = match (body, day, revision, outcome) {
        (Some(by), Some(day), Some(revision), Some(outcome)) => {
            let step = Step { by, day, document, file: None };
            let copy = keep(&web, &input.name, &input.bytes).await?;
            matters::decide(&web, matter, revision, (step, outcome), copy).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    done(&web, matter, (Which::Decision, typed), outcome).await
}

pub(super) async fn study_file(web: Web, Path(matter): Path<String>) -> Answer {
    paper(&web, &matter, Paper::Study).await
}

pub(super) async fn decision_file(web: Web, Path(matter): Path<String>) -> Answer {
    paper(&web, &matter, Paper::Decision).await
}

async fn paper(web: &Web, matter: &str, paper: Paper) -> Answer {
    let (file, bytes) = matters::copy(web, id(matter)?, paper).await?;
    answer::file(&file.name, "application/octet-stream", bytes)
}
