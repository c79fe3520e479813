//! The form in which a claim is registered. What it says never changes afterwards.

use super::href;
use crate::claims::claim::Content;
use crate::claims::use_cases;
use askama::Template;
use directory::{recognition, tree};
use kernel::{Action, Grain, Period, Problem, Resource, UnitId};
use planning::annual::TaskRef;
use planning::shown;
use planning::store::indicators;
use planning::use_cases::first_unit;
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "claims/new.html")]
struct NewPage {
    page: Page,
    form: Typed,
    indicators: Vec<Choice>,
    /// Whether words were objected to.
    is_warned: bool,
}

pub(super) async fn ask(web: Web) -> Answer {
    let unit = match web.query("unit") {
        Some(id) => id.parse::<UnitId>().ok(),
        None => first_unit(&web).await?,
    };
    let first = web.now.today.month();
    let mut form = Typed::default()
        .with("first", first)
        .with("last", first.plus(5))
        .with("indicator", web.query("indicator").unwrap_or_default())
        .with("measure", web.query("measure").unwrap_or_default())
        .with("task", web.query("task").unwrap_or_default());
    if let Some(unit) = unit {
        let (q, today) = (&mut web.read(), web.now.today);
        tree::allowed(&web, q, (Action::Read, Resource::Claim), unit, today).await?;
        form = form.with("unit", recognition::written(&tree::path(q, unit, today).await?));
    }
    answer::page(&new_page(&web, form).await?)
}

async fn new_page(web: &Web, form: Typed) -> Result<NewPage, WebError> {
    let page = web.page("claim-new");
    let title = page.t("claims-title");
    let page = page.crumb(title, "/claims");
    let all = indicators::all(&mut web.read()).await?;
    let usable = all
        .iter()
        .filter(|one| one.is_active && matches!(one.grain, Grain::Month | Grain::Quarter));
    let indicator = |one: &planning::Indicator| {
        Choice::new(one.id, format!("{}（{}）", shown::name(&page, one), one.code))
    };
    let is_words = |problem: &Problem| problem.code == "claim-words";
    Ok(NewPage {
        indicators: usable.map(indicator).collect(),
        is_warned: form.problems().iter().any(is_words) || form.has("words", "kept"),
        form,
        page,
    })
}

pub(super) async fn register(Form(web, mut typed): Form) -> Answer {
    let outcome = match read(&web, &mut typed).await {
        Ok(Some(content)) => use_cases::register(&web, &content, typed.has("words", "kept")).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(id) => {
            let said = web.page("claims-title").t("claim-registered-said");
            answer::go_saying(&web, &href(id), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&new_page(&web, typed.refused(problems)).await?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, typed: &mut Typed) -> Result<Option<Content>, Refusal> {
    let (unit, measure) = (typed.required("unit"), typed.required("measure"));
    let (mechanism, indicator) = (typed.required("mechanism"), typed.parsed("indicator"));
    let (first, last) = (period(typed, "first"), period(typed, "last"));
    let (Some(unit), Some(measure), Some(mechanism), Some(indicator), Some(first), Some(last)) =
        (unit, measure, mechanism, indicator, first, last)
    else {
        return Ok(None);
    };
    let scope = web.scope(Action::Read, Resource::Claim);
    let unit = recognition::chosen(&mut web.read(), &scope, &unit, web.now.today, "unit").await?;
    let task = typed.optional("task").and_then(|task| task.parse::<TaskRef>().ok());
    Ok(Some(Content { unit, indicator, measure, mechanism, first, last, task }))
}

/// A required month or quarter.
fn period(typed: &mut Typed, name: &str) -> Option<Period> {
    let text = typed.required(name)?;
    let period = text.parse::<Period>().ok();
    if period.is_none() {
        typed.refuse(Problem::new("claim-period").arg("text", text).at(name));
    }
    period
}
