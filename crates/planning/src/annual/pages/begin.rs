//! The form that draws up a plan.

use super::{href, said};
use crate::annual::use_cases::{self, Begun, Start};
use crate::use_cases::first_unit;
use askama::Template;
use directory::{recognition, tree};
use kernel::{Action, Resource, UnitId};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

/// Indicators that a message names.
const MOST_NAMED: usize = 5;

#[derive(Template)]
#[template(path = "annual/new.html")]
struct BeginPage {
    page: Page,
    form: Typed,
    starts: Vec<Choice>,
}

pub(super) async fn form(web: Web) -> Answer {
    let rules = web.settings.financial_year();
    // A year is planned towards the end of the one before.
    let year = rules.year_of(web.now.today.month().plus(3));
    let unit = match web.query("unit") {
        Some(id) => id.parse::<UnitId>().ok(),
        None => first_unit(&web).await?,
    };
    let mut form = Typed::default().with("year", year).with("start", Start::Recorded.name());
    if let Some(unit) = unit {
        let q = &mut web.read();
        tree::allowed(&web, q, (Action::Read, Resource::Plan), unit, web.now.today).await?;
        let steps = tree::path(q, unit, web.now.today).await?;
        form = form.with("unit", recognition::written(&steps));
    }
    answer::page(&begin_page(&web, form))
}

fn begin_page(web: &Web, form: Typed) -> BeginPage {
    let page = web.page("plan-new");
    let page = page.crumb(web.page("plans-title").title, "/plans");
    let start = |start: &Start| Choice::new(start.name(), page.t(start.key()));
    BeginPage { starts: Start::ALL.iter().map(start).collect(), page, form }
}

pub(super) async fn begin(Form(web, mut typed): Form) -> Answer {
    match read(&web, &mut typed).await {
        Ok(Some(Begun { id, left_out })) if left_out.is_empty() => {
            let said = web.page("plans-title").t("plan-begun");
            answer::go_saying(&web, &href(id), Tone::Good, &said)
        }
        Ok(Some(Begun { id, left_out })) => {
            let ground = use_cases::find(&web, id).await?.ground;
            let page = web.page("plans-title");
            let some = left_out.iter().take(MOST_NAMED);
            let names: Vec<String> = some.map(|id| said::indicator(&page, &ground, *id)).collect();
            let (n, names) = (page.count(left_out.len()), names.join(" · "));
            let said = page.tn("plan-begun-without", &[("n", &n), ("names", &names)]);
            answer::go_saying(&web, &href(id), Tone::Plain, &said)
        }
        Ok(None) => answer::refused(&begin_page(&web, typed)),
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&begin_page(&web, typed.refused(problems)))
        }
        Err(refusal) => Err(WebError::from(refusal)),
    }
}

async fn read(web: &Web, typed: &mut Typed) -> Result<Option<Begun>, Refusal> {
    let (unit, year) = (typed.required("unit"), typed.parsed::<i32>("year"));
    let start = Start::from_name(typed.value("start")).unwrap_or(Start::Empty);
    let (Some(unit), Some(year)) = (unit, year) else { return Ok(None) };
    let scope = web.scope(Action::Read, Resource::Unit);
    let unit = recognition::chosen(&mut web.read(), &scope, &unit, web.now.today, "unit").await?;
    use_cases::begin(web, unit, year, start).await.map(Some)
}
