//! The form that closes a unit from a day on; it says what stands below and asks again.

use super::{at_unit, unit_id};
use crate::party::use_cases::coverage;
use crate::people::use_cases::{Settling, Staying, settles};
use crate::use_cases::choosing::choose;
use crate::use_cases::units::{self, Open, With};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::change::Closing;
use directory::{Unit, tree};
use kernel::{Day, UnitId};
use store::Refusal;
use web_kit::confirm::ConfirmPage;
use web_kit::form::{Choice, Typed};
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, answer};

/// Units named on the page.
const NAMED: usize = 20;

#[derive(Template)]
#[template(path = "units/close.html")]
struct ClosingPage {
    page: Page,
    form: Typed,
    /// The first of what stands below.
    open: Vec<Link>,
    total: usize,
    /// Organisations that answer for it or for what stands below.
    links: Vec<String>,
    /// Who still works in it or below.
    staying: Staying,
    settling: Vec<Choice>,
    /// Matters and major matters that another unit must take.
    matters: Open,
    action: String,
    cancel: String,
}

pub(super) async fn form(web: Web, Path(id): Path<String>) -> Answer {
    let unit = units::to_edit(&web, unit_id(&id)?, web.as_of).await?;
    let form = Typed::default().with("revision", unit.revision).with("from", web.as_of);
    answer::page(&closing_page(&web, &unit, form).await?)
}

pub(super) async fn close(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = unit_id(&id)?;
    let unit = units::to_edit(&web, id, web.as_of).await?;
    match closed(&web, id, &mut typed).await {
        Ok(closing) if typed.is_confirmed() => {
            let said = web.page("units-title").t1("units-closed", "name", &closing.unit.name);
            answer::go_saying(&web, &at_unit(&web, id, ""), Tone::Good, &said)
        }
        Ok(closing) => answer::page(&confirmation(&web, &closing, typed)),
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&closing_page(&web, &unit, typed.refused(problems)).await?)
        }
        Err(Refusal::Conflict(problem)) => {
            let pairs = typed.pairs().iter().filter(|(name, _)| name != "revision");
            let form = Typed::from_pairs(pairs.cloned().collect()).with("revision", unit.revision);
            let form = form.refused(vec![*problem]);
            answer::with_status(StatusCode::CONFLICT, &closing_page(&web, &unit, form).await?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Closes when it is confirmed, else says what would close.
async fn closed(web: &Web, id: UnitId, typed: &mut Typed) -> Result<Closing, Refusal> {
    let (from, revision) = (typed.day("from"), typed.parsed("revision"));
    let (Some(from), Some(revision)) = (from, revision) else {
        return Err(Refusal::Invalid(Vec::new()));
    };
    let people = settling(web, typed, from).await?;
    let (below, links) = (typed.has("with_below", "yes"), typed.has("with_links", "yes"));
    let matters = match typed.optional("matters_to") {
        Some(to) => Some(choose(web, &to, from, "matters_to").await?),
        None => None,
    };
    let with = With { below, links, people, matters };
    if typed.is_confirmed() {
        return units::close(web, id, revision, from, with).await;
    }
    units::preview_closing(web, id, from, with).await
}

/// What was chosen for the people who still work there.
async fn settling(web: &Web, typed: &mut Typed, from: Day) -> Result<Settling, Refusal> {
    match typed.value("people") {
        "end" => Ok(Settling::End),
        "move" => match typed.required("people_to") {
            Some(to) => Ok(Settling::Move(choose(web, &to, from, "people_to").await?)),
            None => Err(Refusal::Invalid(Vec::new())),
        },
        _ => Ok(Settling::Refuse),
    }
}

async fn closing_page(
    web: &Web,
    unit: &Unit,
    form: Typed,
) -> Result<ClosingPage, web_kit::WebError> {
    let children = tree::children(&mut web.read(), unit.id, web.as_of, 0, NAMED as i64).await?;
    let all = tree::subtree(&mut web.read(), unit.id, web.as_of).await?;
    let links = coverage::open_of_unit(web, &all, web.as_of).await?;
    let matters = units::open_matters(web, &all).await?;
    let staying = settles(web, &all, web.as_of, NAMED as i64).await?;
    let cancel = at_unit(web, unit.id, "");
    let link = |id: UnitId, name: String| Link::new(name, at_unit(web, id, ""));
    let page = web.page("units-close");
    let choice = |value: &str| Choice::new(value, page.t(format!("units-close-people-{value}")));
    Ok(ClosingPage {
        settling: ["end", "move"].map(choice).to_vec(),
        staying,
        matters,
        page: page.subtitled(unit.name.clone()).crumb(unit.name.clone(), &*cancel),
        form,
        open: children.into_iter().map(|node| link(node.unit.id, node.unit.name)).collect(),
        total: all.len().saturating_sub(1),
        links: links.into_iter().map(|one| one.name).collect(),
        action: at_unit(web, unit.id, "/close"),
        cancel,
    })
}

fn confirmation(web: &Web, closing: &Closing, typed: Typed) -> ConfirmPage {
    let unit = &closing.unit;
    let back = at_unit(web, unit.id, "/close");
    let page =
        web.page("units-close").subtitled(unit.name.clone()).crumb(unit.name.clone(), &*back);
    let day = page.day(&closing.from);
    let question = page.tn("units-close-question", &[("name", &unit.name), ("day", &day)]);
    let detail = match closing.closing.len() {
        1 => page.t("units-close-alone"),
        n => page.t1("units-close-with", "n", n - 1),
    };
    let label = page.t("units-close-do");
    ConfirmPage { page, action: back.clone(), form: typed, question, detail, label, back }
}
