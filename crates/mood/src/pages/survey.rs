//! One survey: the draft with its form, the open one with the address where people answer, the closed one
//! with what is published.

use super::qr::{Square, square};
use super::results::{self, Section};
use super::{survey_form, survey_id};
use crate::survey::Stage;
use crate::use_cases::results::find;
use crate::use_cases::surveys::{self, Shown};
use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use directory::recognition;
use kernel::{Month, SurveyId};
use store::Refusal;
use web_kit::chart::Chart;
use web_kit::confirm::ConfirmPage;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, answer};

#[derive(Template)]
#[template(path = "mood/survey.html")]
struct SurveyPage {
    page: Page,
    stage: Stage,
    stage_name: String,
    unit: String,
    k: u64,
    questions: Vec<String>,
    form: Typed,
    fields: Vec<(String, String)>,
    may_change: bool,
    may_export: bool,
    here: String,
    address: String,
    square: Option<Square>,
    /// Addresses at which a unit is chosen already.
    kiosks: Vec<Link>,
    sections: Vec<Section>,
    charts: Vec<Chart>,
    series: Vec<(Link, bool)>,
    may_repeat: bool,
}

impl SurveyPage {
    fn is(&self, name: &str) -> bool {
        self.stage.name() == name
    }
}

pub(super) async fn show(web: Web, headers: HeaderMap, Path(id): Path<String>) -> Answer {
    let id = survey_id(&id)?;
    if web.query("format").as_deref() == Some("xlsx") {
        return results::workbook(&web, id).await;
    }
    let origin = origin(&web, &headers);
    shown(&web, id, None, (StatusCode::OK, &origin)).await
}

/// Where this server is, as the browser calls it.
fn origin(web: &Web, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let scheme = if web.app.secure { "https" } else { "http" };
    host.map_or_else(String::new, |host| format!("{scheme}://{host}"))
}

async fn shown(
    web: &Web,
    id: SurveyId,
    form: Option<Typed>,
    (status, origin): (StatusCode, &str),
) -> Answer {
    let (shown, results) = find(web, id).await?;
    let form = match form {
        Some(form) => form,
        None => filled(web, &shown).await?,
    };
    let form = form.instead("revision", shown.survey.revision);
    let page = web.page("mood-title");
    let (sections, charts) = match &results {
        Some(results) => {
            (results::sections(&page, &shown, results), results::charts(&page, &shown, results))
        }
        None => (Vec::new(), Vec::new()),
    };
    let drawn = survey_page(web, page, shown, form, origin);
    answer::with_status(status, &SurveyPage { sections, charts, ..drawn })
}

/// The form as the survey is.
async fn filled(web: &Web, shown: &Shown) -> Result<Typed, Refusal> {
    let survey = &shown.survey;
    let way = directory::tree::path(&mut web.read(), survey.unit, web.now.today).await?;
    let form = Typed::default()
        .with("unit", recognition::written(&way))
        .with("title", &survey.title)
        .with("month", survey.month)
        .with("k", survey.k)
        .with("anonymous", if survey.is_anonymous { "yes" } else { "" })
        .with("next", next(web, shown).unwrap_or(survey.month));
    let questions = (1..).zip(&shown.questions);
    Ok(questions.fold(form, |form, (n, text): (i32, _)| form.with(&format!("q{n}"), text)))
}

/// The month in which the survey may be repeated.
fn next(web: &Web, shown: &Shown) -> Option<Month> {
    let last = shown.series.last()?;
    let may = last.stage == Stage::Closed && last.month < web.now.today.month();
    may.then(|| last.month.plus(1))
}

fn survey_page(web: &Web, page: Page, shown: Shown, form: Typed, origin: &str) -> SurveyPage {
    let may_repeat = shown.may_change && next(web, &shown).is_some();
    let survey = &shown.survey;
    let title = page.t("mood-title");
    let page = page.crumb(title, "/mood").named(survey.title.clone());
    let path = format!("/mood/answer/{}", survey.token);
    let address = format!("{origin}{path}");
    let named = |id| shown.units.get(id).map(|unit| unit.name.clone()).unwrap_or_default();
    let kiosks = shown.parts.iter().map(|id| Link::new(named(id), format!("{path}/{id}")));
    let series = shown.series.iter().map(|one| {
        (Link::new(page.month(&one.month), format!("/mood/{}", one.id)), one.id == survey.id)
    });
    SurveyPage {
        stage: survey.stage,
        stage_name: page.t(survey.stage.key()),
        unit: named(&survey.unit),
        k: survey.k,
        fields: survey_form::fields(&page),
        may_change: shown.may_change,
        may_export: survey.stage == Stage::Closed,
        here: format!("/mood/{}", survey.id),
        square: square(&address),
        address,
        kiosks: kiosks.collect(),
        sections: Vec::new(),
        charts: Vec::new(),
        series: series.collect(),
        may_repeat,
        questions: shown.questions,
        form,
        page,
    }
}

pub(super) async fn open(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = survey_id(&id)?;
    let outcome = match typed.parsed("revision") {
        Some(revision) => surveys::open(&web, id, revision).await,
        None => Err(Refusal::Invalid(Vec::new())),
    };
    done(&web, id, typed, outcome, "mood-opened").await
}

pub(super) async fn close(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = survey_id(&id)?;
    if !typed.is_confirmed() {
        return sure(&web, id, typed).await;
    }
    let outcome = match typed.parsed("revision") {
        Some(revision) => surveys::close(&web, id, revision).await,
        None => Err(Refusal::Invalid(Vec::new())),
    };
    done(&web, id, typed, outcome, "mood-ended").await
}

/// Asks once more: it cannot be undone.
async fn sure(web: &Web, id: SurveyId, form: Typed) -> Answer {
    let survey = surveys::find(web, id).await?.survey;
    let page = web.page("mood-title").named(survey.title);
    let back = format!("/mood/{id}");
    let (question, detail) = (page.t("mood-close-question"), page.t("mood-close-detail"));
    let (label, action) = (page.t("mood-close"), format!("{back}/close"));
    answer::page(&ConfirmPage { page, action, form, question, detail, label, back })
}

pub(super) async fn repeat(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = survey_id(&id)?;
    let outcome = match survey_form::month(&mut typed, "next") {
        Some(month) => surveys::repeat(&web, id, month).await,
        None => Err(Refusal::Invalid(Vec::new())),
    };
    match outcome {
        Ok(next) => done(&web, next, typed, Ok(()), "mood-opened").await,
        Err(refusal) => done(&web, id, typed, Err(refusal), "mood-opened").await,
    }
}

/// Goes to the survey and says what was done, or shows it with what was refused.
pub(super) async fn done(
    web: &Web,
    id: SurveyId,
    typed: Typed,
    outcome: Result<(), Refusal>,
    said: &str,
) -> Answer {
    let refused = |problems| {
        let form = typed.refused(problems);
        // A button's form has nothing to be kept.
        let has_fields = !form.value("title").is_empty();
        (form, has_fields)
    };
    let ((form, has_fields), status) = match outcome {
        Ok(()) => {
            let said = web.page("mood-title").t(said);
            return answer::go_saying(web, &format!("/mood/{id}"), Tone::Good, &said);
        }
        Err(Refusal::Invalid(problems)) => (refused(problems), StatusCode::UNPROCESSABLE_ENTITY),
        Err(Refusal::Conflict(problem)) => (refused(vec![*problem]), StatusCode::CONFLICT),
        Err(refusal) => return Err(refusal.into()),
    };
    let form = match has_fields {
        true => form,
        false => {
            filled(web, &surveys::find(web, id).await?).await?.refused(form.problems().to_vec())
        }
    };
    shown(web, id, Some(form), (status, "")).await
}
