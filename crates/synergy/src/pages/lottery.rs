//! Lots: those that were announced with the form of another one, and one of them with its draw.

use super::tabs;
use crate::question::MOST_DEPTH;
use crate::use_cases::lots::{self, Lottery, New, Shown};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::{recognition, tree};
use kernel::{Action, Period, Problem, Resource};
use planning::use_cases::first_unit;
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "synergy/lots.html")]
struct LotsPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    rows: Vec<Row>,
    may_announce: bool,
    depths: Vec<Choice>,
    form: Typed,
}

struct Row {
    lottery: Link,
    source: String,
    draw_on: String,
    announced: String,
    state: (String, &'static str),
}

#[derive(Template)]
#[template(path = "synergy/lottery.html")]
struct LotteryPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    here: String,
    state: (String, &'static str),
    is_drawn: bool,
    is_sound: bool,
    facts: Vec<(String, String)>,
    /// Each wave with its period and units; all units in one before the draw.
    groups: Vec<(String, String, Vec<String>)>,
    may_draw: bool,
    /// The form of a question about it.
    ask: String,
    form: Typed,
}

/// The page of a lottery.
pub(super) fn href(id: i64) -> String {
    format!("/design/lots/{id}")
}

pub(super) async fn list(web: Web) -> Answer {
    let mut form = Typed::default().with("depth", 1);
    if let Some(unit) = first_unit(&web).await? {
        let path = tree::path(&mut web.read(), unit, web.now.today).await?;
        form = form.with("unit", recognition::written(&path));
    }
    answer::page(&lots_page(&web, form).await?)
}

async fn lots_page(web: &Web, form: Typed) -> Result<LotsPage, WebError> {
    let page = web.page("lots-title");
    let row = |one: &Lottery| Row {
        lottery: Link::new(page.t1("lottery-number", "n", one.id), href(one.id)),
        source: one.source.clone(),
        draw_on: page.day(&one.draw_on),
        announced: format!("{} · {}", page.moment(&one.announced_at), one.announced_by),
        state: state(&page, one),
    };
    Ok(LotsPage {
        tabs: tabs(web, &page),
        rows: lots::list(web).await?.iter().map(row).collect(),
        may_announce: !web.scope(Action::Create, Resource::Question).is_nothing(),
        depths: (1..=MOST_DEPTH)
            .map(|n| Choice::new(n, page.t1("question-depth-n", "n", n)))
            .collect(),
        form,
        page,
    })
}

fn state(page: &Page, lottery: &Lottery) -> (String, &'static str) {
    match lottery.drawn {
        Some(_) => (page.t("lottery-is-drawn"), ""),
        None => (page.t("lottery-is-announced"), "dashed"),
    }
}

pub(super) async fn announce(Form(web, mut typed): Form) -> Answer {
    let outcome = match read(&web, &mut typed).await {
        Ok(Some(new)) => lots::announce(&web, &new).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(id) => {
            let said = web.page("lots-title").t("lottery-done-announced");
            answer::go_saying(&web, &href(id), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&lots_page(&web, typed.refused(problems)).await?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, typed: &mut Typed) -> Result<Option<New>, Refusal> {
    let (unit, depth) = (typed.required("unit"), typed.parsed("depth"));
    let (source, draw_on) = (typed.required("source"), typed.day("draw_on"));
    let mut waves = Vec::new();
    for text in typed.required("waves").unwrap_or_default().split_whitespace() {
        match text.parse::<Period>() {
            Ok(period) => waves.push(period),
            Err(_) => {
                typed.refuse(Problem::new("question-period").arg("text", text).at("waves"));
                return Ok(None);
            }
        }
    }
    let (Some(unit), Some(depth), Some(source), Some(draw_on)) = (unit, depth, source, draw_on)
    else {
        return Ok(None);
    };
    if waves.is_empty() {
        return Ok(None);
    }
    let scope = web.scope(Action::Read, Resource::Question);
    let unit = recognition::chosen(&mut web.read(), &scope, &unit, web.now.today, "unit").await?;
    let digest = typed.value("digest").trim().to_owned();
    Ok(Some(New { unit, depth, waves, source, digest, draw_on }))
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let shown = lots::find(&web, lottery_id(&id)?).await?;
    answer::page(&lottery_page(&web, &shown, Typed::default()))
}

fn lottery_id(text: &str) -> Result<i64, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

fn lottery_page(web: &Web, shown: &Shown, form: Typed) -> LotteryPage {
    let lottery = &shown.lottery;
    let page = web.page("lots-title");
    let title = page.title.clone();
    let page = page.crumb(title, "/design/lots");
    let name = page.t1("lottery-number", "n", lottery.id);
    let page = page.named(name).subtitled(shown.unit_name.clone());
    let ask = format!("/questions/new?lottery={}", lottery.id);
    LotteryPage {
        tabs: tabs(web, &page),
        here: href(lottery.id),
        state: state(&page, lottery),
        is_drawn: lottery.drawn.is_some(),
        is_sound: shown.is_sound,
        facts: facts(&page, shown),
        groups: groups(&page, shown),
        may_draw: shown.may_draw,
        ask: if shown.may_ask { ask } else { String::new() },
        form,
        page,
    }
}

fn facts(page: &Page, shown: &Shown) -> Vec<(String, String)> {
    let lottery = &shown.lottery;
    let by = |at: &i64, by: &str| format!("{} · {by}", page.moment(at));
    let mut facts = vec![
        (page.t("lottery-source"), lottery.source.clone()),
        (page.t("lottery-draw-on"), page.day(&lottery.draw_on)),
        (page.t("lottery-announced"), by(&lottery.announced_at, &lottery.announced_by)),
    ];
    if !lottery.digest.is_empty() {
        facts.push((page.t("lottery-digest"), lottery.digest.clone()));
    }
    if let Some(drawn) = &lottery.drawn {
        facts.push((page.t("lottery-drawn"), by(&drawn.at, &drawn.by)));
        facts.push((page.t("design-seed"), drawn.seed.to_string()));
    }
    facts
}

fn groups(page: &Page, shown: &Shown) -> Vec<(String, String, Vec<String>)> {
    let of = |wave: Option<i64>| -> Vec<String> {
        let units = shown.units.iter().filter(|lot| lot.wave == wave);
        units.map(|lot| lot.name.clone()).collect()
    };
    let is_drawn = shown.lottery.drawn.is_some();
    let mut groups: Vec<(String, String, Vec<String>)> = Vec::new();
    for (number, starts) in (1_i64..).zip(&shown.waves) {
        let units = if is_drawn { of(Some(number)) } else { Vec::new() };
        groups.push((page.t1("design-wave-n", "n", number), page.period(starts), units));
    }
    let rest = if is_drawn { Some(shown.waves.len() as i64 + 1) } else { None };
    let key = if is_drawn { "lottery-rest" } else { "lottery-all" };
    groups.push((page.t(key), String::new(), of(rest)));
    groups
}

pub(super) async fn draw(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = lottery_id(&id)?;
    let outcome = match typed.parsed::<u64>("seed") {
        Some(seed) => lots::draw(&web, id, seed).await,
        None => {
            lots::find(&web, id).await?;
            Err(Refusal::Invalid(Vec::new()))
        }
    };
    let (problems, status) = match outcome {
        Ok(()) => {
            let said = web.page("lots-title").t("lottery-done-drawn");
            return answer::go_saying(&web, &href(id), Tone::Good, &said);
        }
        Err(Refusal::Invalid(problems)) => (problems, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Refusal::Conflict(problem)) => (vec![*problem], StatusCode::CONFLICT),
        Err(refusal) => return Err(refusal.into()),
    };
    let shown = lots::find(&web, id).await?;
    answer::with_status(status, &lottery_page(&web, &shown, typed.refused(problems)))
}
