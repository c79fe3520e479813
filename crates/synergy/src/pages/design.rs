//! The design of a question before anybody begins: power on the enterprise's own past, and lots. Both are asked
//! by the address alone, so that a copied address gives everyone the same.

use super::tabs;
use crate::question::MOST_DEPTH;
use crate::result::significant;
use crate::use_cases::designing::{self, Designed, ENOUGH, PERIODS, RUNS, UNITS, Wanted};
use askama::Template;
use axum::http::StatusCode;
use directory::{recognition, tree};
use kernel::{Action, Grain, Resource};
use planning::shown;
use planning::store::indicators;
use planning::use_cases::first_unit;
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Link;
use web_kit::{Answer, Page, Web, WebError, answer};

/// Sizes of effects, in hundredths of a usual deviation.
const EFFECTS: [u32; 3] = [25, 50, 80];

#[derive(Template)]
#[template(path = "synergy/design.html")]
struct DesignPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    form: Typed,
    indicators: Vec<Choice>,
    depths: Vec<Choice>,
    effects: Vec<Choice>,
    power: Option<Power>,
    drawn: Vec<(String, String)>,
}

struct Power {
    about: String,
    answer: String,
    heads: Vec<String>,
    rows: Vec<(String, Vec<(String, bool)>)>,
}

pub(super) async fn show(web: Web) -> Answer {
    let mut form = typed(&web).await?;
    let outcome = asked(&web, &mut form).await;
    let (power, drawn) = match outcome {
        Ok(found) => found,
        Err(Refusal::Invalid(problems)) => {
            form = form.refused(problems);
            (None, Vec::new())
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let status = match form.is_refused() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = design_page(&web, form, power, drawn).await?;
    answer::with_status(status, &page)
}

/// What the address says; with the reader's own unit where it says nothing.
async fn typed(web: &Web) -> Result<Typed, WebError> {
    let query = web.path.split_once('?').map_or("", |(_, query)| query);
    let form = Typed::from_encoded(query.as_bytes());
    if form.optional("do").is_some() {
        return Ok(form);
    }
    let mut form = Typed::default().with("depth", 1).with("effect", 50).with("waves", 3);
    if let Some(unit) = first_unit(web).await? {
        let path = tree::path(&mut web.read(), unit, web.now.today).await?;
        form = form.with("unit", recognition::written(&path));
    }
    Ok(form)
}

type Found = (Option<Designed>, Vec<(String, usize)>);

/// What is computed, if the address asks for anything.
async fn asked(web: &Web, form: &mut Typed) -> Result<Found, Refusal> {
    let Some(what) = form.optional("do") else { return Ok((None, Vec::new())) };
    let (unit, depth) = (form.required("unit"), form.parsed::<i64>("depth"));
    let (Some(unit), Some(depth)) = (unit, depth) else { return Ok((None, Vec::new())) };
    let scope = web.scope(Action::Read, Resource::Question);
    let unit = recognition::chosen(&mut web.read(), &scope, &unit, web.now.today, "unit").await?;
    if what == "draw" {
        let (waves, seed) = (form.parsed("waves"), form.parsed("seed"));
        let (Some(waves), Some(seed)) = (waves, seed) else { return Ok((None, Vec::new())) };
        return Ok((None, designing::draw(web, unit, depth, waves, seed).await?));
    }
    let (outcome, effect) = (form.parsed("outcome"), form.parsed::<u32>("effect"));
    let (Some(outcome), Some(effect)) = (outcome, effect) else { return Ok((None, Vec::new())) };
    let wanted = Wanted { unit, depth, outcome, effect: effect.min(500) };
    Ok((Some(designing::design(web, wanted).await?), Vec::new()))
}

async fn design_page(
    web: &Web,
    form: Typed,
    power: Option<Designed>,
    drawn: Vec<(String, usize)>,
) -> Result<DesignPage, WebError> {
    let page = web.page("design-title");
    let all = indicators::all(&mut web.read()).await?;
    let usable = all
        .iter()
        .filter(|one| one.is_active && matches!(one.grain, Grain::Month | Grain::Quarter));
    let depth = |n| Choice::new(n, page.t1("question-depth-n", "n", n));
    let effect = |one: &u32| {
        let name = format!("design-effect-{one}");
        Choice::new(one, page.t(name))
    };
    Ok(DesignPage {
        tabs: tabs(web, &page),
        indicators: usable.map(|one| Choice::new(one.id, shown::name(&page, one))).collect(),
        depths: (1..=MOST_DEPTH).map(depth).collect(),
        effects: EFFECTS.iter().map(effect).collect(),
        power: power.map(|designed| self::power(&page, &form, &designed)),
        drawn: drawn
            .into_iter()
            .map(|(unit, wave)| (page.t1("design-wave-n", "n", wave), unit))
            .collect(),
        form,
        page,
    })
}

fn power(page: &Page, form: &Typed, designed: &Designed) -> Power {
    let outcome = &designed.outcome;
    let effect = form.value("effect").parse::<f64>().unwrap_or(0.0) / 100.0;
    let size = format!("{} {}", significant(effect * designed.deviation), outcome.unit);
    let about = page.tn(
        "design-about",
        &[
            ("outcome", &shown::name(page, outcome)),
            ("n", &page.count(designed.units)),
            ("size", &size),
            ("runs", &page.count(RUNS)),
        ],
    );
    let answer = match designed.smallest() {
        Some((units, periods)) => page.tn(
            "design-smallest",
            &[("units", &page.count(units)), ("periods", &page.count(periods))],
        ),
        None => page.t("design-none"),
    };
    let row = |(units, shares): (usize, &Vec<u32>)| {
        let cell = |share: &u32| (format!("{share} %"), *share >= ENOUGH);
        (page.t1("design-units-n", "n", units), shares.iter().map(cell).collect())
    };
    Power {
        about,
        answer,
        heads: PERIODS.iter().map(|n| page.t1("design-periods-n", "n", n)).collect(),
        rows: UNITS.into_iter().zip(&designed.shares).map(row).collect(),
    }
}
