//! The form that links an organisation to a unit, with what form would suit the unit beside it; and the
//! end of a link.

use super::at_org;
use super::suggestion::{self, Advice};
use crate::form::Members;
use crate::members::use_cases::at_unit as at_unit_members;
use crate::pages::{as_of, at_unit, unit_id};
use crate::party::store::coverage::NewLink;
use crate::party::use_cases::coverage::{self, Named};
use crate::party::use_cases::orgs;
use crate::use_cases::choosing::{choose, written};
use crate::use_cases::viewing;
use askama::Template;
use kernel::{Day, DayRange, UnitId};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "party/link.html")]
struct LinkingPage {
    page: Page,
    form: Typed,
    action: String,
    cancel: String,
    /// The unit whose form is asked for; `None` when the page was opened from an organisation.
    unit: Option<UnitId>,
    day: String,
    /// The members who work there on the day in words, for a reader who may know.
    counted: Option<String>,
    /// What was answered about members and months.
    asked: Typed,
    advice: Option<Advice>,
    found: String,
}

pub(super) async fn form(web: Web) -> Answer {
    let mut form = Typed::default().with("from", web.as_of);
    let unit = web.query("unit").map(|unit| unit_id(&unit)).transpose()?;
    if let Some(unit) = unit {
        coverage::to_link(&web, unit, web.as_of).await?;
        form = form.with("unit", written(&viewing::portrait(&web, unit, web.as_of).await?.path));
    }
    if let Some(org) = web.query("org").and_then(|id| id.parse().ok()) {
        form = form.with("org", orgs::portrait(&web, org, web.as_of).await?.org.name);
    }
    answer::page(&linking_page(&web, unit, form).await?)
}

pub(super) async fn link(Form(web, mut typed): Form) -> Answer {
    let outcome = match read(&web, &mut typed).await {
        Ok(Some(new)) => {
            let unit = new.unit;
            coverage::link(&web, new).await.map(|()| unit)
        }
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(unit) => {
            let said = web.page("coverage-title").t("coverage-linked");
            answer::go_saying(&web, &at_unit(&web, unit, ""), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&linking_page(&web, None, typed.refused(problems)).await?)
        }
        Err(refusal) => Err(WebError::from(refusal)),
    }
}

async fn linking_page(
    web: &Web,
    unit: Option<UnitId>,
    form: Typed,
) -> Result<LinkingPage, WebError> {
    let page = web.page("coverage-link-new");
    let title = page.t("coverage-title");
    let cancel = as_of(web, "/coverage", &[]);
    let page = page.crumb(title, cancel.clone());
    let counted = match unit {
        Some(unit) => at_unit_members(web, unit, web.as_of).await?,
        None => None,
    };
    let (asked, advice) = suggestion::asked(web, &page, unit, counted);
    let found = unit.map(|unit| ("unit", unit.to_string()));
    Ok(LinkingPage {
        counted: counted.map(|members| said(&page, members)),
        form,
        action: as_of(web, "/coverage/new", &[]),
        cancel: unit.map_or(cancel, |unit| at_unit(web, unit, "")),
        unit,
        day: web.as_of.to_string(),
        asked,
        advice,
        found: as_of(web, "/party/new", found.as_slice()),
        page,
    })
}

fn said(page: &Page, members: Members) -> String {
    let (full, probationary) = (page.count(members.full), page.count(members.probationary));
    page.tn("org-form-counted", &[("full", &full), ("probationary", &probationary)])
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, typed: &mut Typed) -> Result<Option<NewLink>, Refusal> {
    let (unit, org, from) = (typed.required("unit"), typed.required("org"), typed.day("from"));
    let until = match typed.optional("last") {
        Some(_) => typed.day("last").map(|last| last.plus_days(1)),
        None => Some(Day::FOREVER),
    };
    let (Some(unit), Some(org), Some(from), Some(until)) = (unit, org, from, until) else {
        return Ok(None);
    };
    // The organisation may be there before the unit is: each is looked for on a day of its own.
    let unit = match choose(web, &unit, from, "unit").await {
        Err(Refusal::Invalid(_)) => choose(web, &unit, web.as_of, "unit").await?,
        found => found?,
    };
    let org = orgs::choose(web, &org, from, "org").await?;
    let document = typed.optional("document");
    let reaches_below = typed.has("reaches", "yes");
    let valid = DayRange { from, until };
    Ok(Some(NewLink { unit, org, valid, reaches_below, document }))
}

pub(super) async fn end(Form(web, mut typed): Form) -> Answer {
    let (unit, org) = (typed.parsed::<UnitId>("unit"), typed.parsed("org"));
    let (from, revision) = (typed.day("from"), typed.parsed("revision"));
    let last = typed.day("last");
    let (Some(unit), Some(org), Some(from), Some(revision), Some(last)) =
        (unit, org, from, revision, last)
    else {
        return Err(Refusal::Invalid(typed.problems().to_vec()).into());
    };
    coverage::end(&web, Named { unit, org, from }, revision, last.plus_days(1)).await?;
    let said = web.page("coverage-title").t("coverage-ended");
    answer::go_saying(&web, &at_org(&web, org, ""), Tone::Good, &said)
}
