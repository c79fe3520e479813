//! The form that renames, moves or recodes a unit from a day on; it asks again with what will happen.

use super::founding::{chosen_kind, kinds};
use super::{at_unit, unit_id};
use crate::use_cases::choosing::{choose_parent, written};
use crate::use_cases::units::{self, Consequences, Edit};
use crate::use_cases::viewing;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::Unit;
use kernel::{Problem, UnitId};
use store::Refusal;
use web_kit::confirm::ConfirmPage;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "units/edit.html")]
struct ChangingPage {
    page: Page,
    form: Typed,
    kinds: Vec<Choice>,
    /// Where the unit stands now.
    way: String,
    /// What somebody else has saved meanwhile, to be compared with what was typed.
    theirs: Option<Theirs>,
    is_root: bool,
    action: String,
    cancel: String,
}

struct Theirs {
    name: String,
    kind: String,
    code: String,
    since: String,
}

pub(super) async fn form(web: Web, Path(id): Path<String>) -> Answer {
    let id = unit_id(&id)?;
    let unit = units::to_edit(&web, id, web.as_of).await?;
    let form = Typed::default()
        .with("revision", unit.revision)
        .with("from", web.as_of)
        .with("name", &unit.name)
        .with("kind", unit.kind.name())
        .with("code", unit.code.as_deref().unwrap_or_default());
    answer::page(&changing_page(&web, &unit, form).await?)
}

pub(super) async fn change(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = unit_id(&id)?;
    let unit = units::to_edit(&web, id, web.as_of).await?;
    let outcome = match read(&web, &mut typed).await {
        Ok(Some(edit)) if typed.is_confirmed() => {
            units::edit(&web, id, &edit).await.map(|done| (done, edit))
        }
        Ok(Some(edit)) => units::preview(&web, id, &edit).await.map(|done| (done, edit)),
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok((done, _)) if typed.is_confirmed() => {
            let said = web.page("units-title").t1("units-changed", "name", &done.unit.name);
            answer::go_saying(&web, &at_unit(&web, id, ""), Tone::Good, &said)
        }
        Ok((done, edit)) => answer::page(&confirmation(&web, &done, &edit, typed).await?),
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&changing_page(&web, &unit, typed.refused(problems)).await?)
        }
        Err(Refusal::Conflict(problem)) => conflict(&web, &unit, typed, *problem).await,
        Err(refusal) => Err(refusal.into()),
    }
}

/// The form again with both texts: what was typed in the fields, what is stored beside them. Saving it
/// once more is then a decision.
async fn conflict(web: &Web, unit: &Unit, typed: Typed, problem: Problem) -> Answer {
    let pairs = typed.pairs().iter().filter(|(name, _)| name != "revision" && name != "confirmed");
    let form = Typed::from_pairs(pairs.cloned().collect()).with("revision", unit.revision);
    let mut page = changing_page(web, unit, form.refused(vec![problem])).await?;
    page.theirs = Some(Theirs {
        name: unit.name.clone(),
        kind: page.page.t(unit.kind.key()),
        code: unit.code.clone().unwrap_or_default(),
        since: page.page.day(&unit.valid.from),
    });
    answer::with_status(StatusCode::CONFLICT, &page)
}

async fn changing_page(web: &Web, unit: &Unit, form: Typed) -> Result<ChangingPage, WebError> {
    let cancel = at_unit(web, unit.id, "");
    Ok(ChangingPage {
        page: web
            .page("units-change")
            .subtitled(unit.name.clone())
            .crumb(unit.name.clone(), &*cancel),
        form,
        kinds: kinds(web.lang),
        way: way(web, unit.id).await?,
        theirs: None,
        is_root: unit.parent.is_none(),
        action: at_unit(web, unit.id, "/edit"),
        cancel,
    })
}

async fn way(web: &Web, id: UnitId) -> Result<String, WebError> {
    Ok(written(&viewing::portrait(web, id, web.as_of).await?.path))
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, typed: &mut Typed) -> Result<Option<Edit>, Refusal> {
    let (name, kind, from) = (typed.required("name"), chosen_kind(typed), typed.day("from"));
    let revision = typed.parsed("revision");
    let code = typed.value("code").to_owned();
    let (Some(name), Some(kind), Some(from), Some(revision)) = (name, kind, from, revision) else {
        return Ok(None);
    };
    let parent = match typed.optional("parent") {
        Some(text) => Some(choose_parent(web, &name, &text, from).await?),
        None => None,
    };
    Ok(Some(Edit { revision, from, name, kind, parent, code }))
}

async fn confirmation(
    web: &Web,
    done: &Consequences,
    edit: &Edit,
    typed: Typed,
) -> Result<ConfirmPage, WebError> {
    let unit = &done.unit;
    let back = at_unit(web, unit.id, "/edit");
    let page =
        web.page("units-change").subtitled(unit.name.clone()).crumb(unit.name.clone(), &*back);
    let from = page.day(&edit.from);
    let question = page.tn("units-change-question", &[("name", &unit.name), ("day", &from)]);
    let detail = effects(web, &page, done).await?;
    let label = page.t("units-change-do");
    Ok(ConfirmPage { page, action: back.clone(), form: typed, question, detail, label, back })
}

/// Every effect as a sentence.
async fn effects(web: &Web, page: &Page, done: &Consequences) -> Result<String, WebError> {
    let mut said = Vec::new();
    if let Some(plan) = &done.plan {
        let (before, after) = (&plan.before, &plan.after);
        if before.name != after.name {
            said.push(page.tn("units-effect-name", &[("old", &before.name), ("new", &after.name)]));
        }
        if before.kind != after.kind {
            let (old, new) = (page.t(before.kind.key()), page.t(after.kind.key()));
            said.push(page.tn("units-effect-kind", &[("old", &old), ("new", &new)]));
        }
        if let (true, Some(parent)) = (plan.is_move(), after.parent) {
            let new = way(web, parent).await?;
            let n = plan.moving.to_string();
            said.push(page.tn("units-effect-move", &[("n", &n), ("new", &new)]));
        }
        let key = if units::is_correction(before, after) {
            "units-effect-corrects"
        } else {
            "units-effect-keeps"
        };
        said.push(page.t(key));
    }
    if let Some(code) = &done.code {
        let (old, new) = (done.unit.code.as_deref().unwrap_or("—"), code.as_deref().unwrap_or("—"));
        said.push(page.tn("units-effect-code", &[("old", old), ("new", new)]));
    }
    Ok(said.join(" "))
}
