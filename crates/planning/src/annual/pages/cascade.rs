//! How a target that the units below carry is divided among them, and handing it down.

use super::said;
use super::{href, plan_id};
use crate::annual::cascade;
use crate::annual::stage::Stage;
use crate::annual::use_cases::cascading::{self, Division, Taker};
use crate::pages::shown as words;
use crate::reading::Kind;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{IndicatorId, PlanId};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::status::Figure;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

/// Units that the page shows; the rest stand in their own plans.
const MOST_SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "annual/cascade.html")]
struct CascadePage {
    page: Page,
    here: String,
    cancel: String,
    measure: String,
    /// The target, what the parts make, and what the units' plans make now.
    whole: Figure,
    planned: Option<Figure>,
    /// How many units have the target in their plans already.
    taken: String,
    is_whole: bool,
    is_by_last_year: bool,
    rows: Vec<Row>,
    takers: usize,
    more: usize,
    may_hand_down: bool,
    form: Typed,
}

struct Row {
    unit: String,
    /// Its plan of the year, with its stage.
    plan: Option<Link>,
    is_closed: bool,
    did: Option<Figure>,
    part: Option<Figure>,
    planned: Option<Figure>,
}

pub(super) async fn show(web: Web, Path((id, indicator)): Path<(String, String)>) -> Answer {
    let (id, indicator) = ids(&id, &indicator)?;
    drawn(&web, id, indicator, Typed::default(), StatusCode::OK).await
}

fn ids(id: &str, indicator: &str) -> Result<(PlanId, IndicatorId), WebError> {
    Ok((plan_id(id)?, indicator.parse().map_err(|_| WebError::not_found())?))
}

async fn drawn(
    web: &Web,
    id: PlanId,
    indicator: IndicatorId,
    form: Typed,
    status: StatusCode,
) -> Answer {
    let division = cascading::division(web, id, indicator).await?;
    let form = form.instead("revision", division.shown.version.revision);
    answer::with_status(status, &cascade_page(web, &division, form))
}

fn cascade_page(web: &Web, division: &Division, form: Typed) -> CascadePage {
    let Division { shown, indicator, target, takers, .. } = division;
    let page = said::beside(web.page("plan-hand-down"), shown);
    let to = format!("{}/targets/{}", href(shown.version.id), indicator.id);
    let page = page.crumb(words::name(&web.page("plan-hand-down"), indicator), to.clone());
    let planned: Vec<_> =
        takers.iter().filter_map(|it| Some(&it.planned.as_ref()?.marks)).collect();
    let made = cascade::together(indicator, &planned, Kind::Target);
    let whole = target.marks.get(&Kind::Target).map(|mark| mark.year);
    CascadePage {
        here: format!("{to}/units"),
        cancel: to,
        measure: words::measure(&page, indicator),
        whole: whole.map_or(Figure::NotReported, |it| said::figure(indicator, it)),
        planned: made.map(|it| said::figure(indicator, it)),
        taken: page.tn(
            "plan-units-taken",
            &[("n", &page.count(planned.len())), ("of", &page.count(takers.len()))],
        ),
        is_whole: planned.len() == takers.len() && made == whole,
        is_by_last_year: division.is_by_last_year,
        rows: takers.iter().take(MOST_SHOWN).map(|taker| row(&page, division, taker)).collect(),
        takers: takers.len(),
        more: takers.len().saturating_sub(MOST_SHOWN),
        may_hand_down: division.may_hand_down
            && !takers.is_empty()
            && shown.version.stage != Stage::Dropped
            && takers.iter().all(|taker| !taker.is_closed()),
        page,
        form,
    }
}

fn row(page: &Page, division: &Division, taker: &Taker) -> Row {
    let indicator = &division.indicator;
    let figure = |target: &crate::annual::content::Target| {
        target.marks.get(&Kind::Target).map(|mark| said::figure(indicator, mark.year))
    };
    Row {
        unit: taker.unit.name.clone(),
        plan: taker.plan.as_ref().map(|plan| Link::new(page.t(plan.stage.key()), href(plan.id))),
        is_closed: taker.is_closed(),
        did: taker.did.value(indicator).map(|value| Figure::value(value, indicator.decimals)),
        part: figure(&taker.part),
        planned: taker.planned.as_ref().and_then(figure),
    }
}

pub(super) async fn hand_down(
    Path((id, indicator)): Path<(String, String)>,
    Form(web, mut typed): Form,
) -> Answer {
    let (id, indicator) = ids(&id, &indicator)?;
    let revision = typed.parsed("revision").unwrap_or_default();
    match cascading::hand_down(&web, id, revision, indicator).await {
        Ok(n) => {
            let said = web.page("plan-hand-down").t1("plan-handed-down", "n", n as i64);
            let to = format!("{}/targets/{indicator}/units", href(id));
            answer::go_saying(&web, &to, Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            let form = typed.refused(problems);
            drawn(&web, id, indicator, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            let form = typed.refused(vec![*problem]);
            drawn(&web, id, indicator, form, StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
