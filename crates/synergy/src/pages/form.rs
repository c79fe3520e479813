//! The form in which a question is registered. What it says can be read before it is kept and never changes
//! afterwards.

use super::{href, tabs};
use crate::question::{Content, MOST_DEPTH, TaskRef};
use crate::use_cases::asking::{self, Begins, New};
use crate::use_cases::looking;
use crate::use_cases::lots::{self, Lottery};
use askama::Template;
use directory::{recognition, tree};
use kernel::{Action, Grain, Period, Problem, QuestionId, Resource, UnitId};
use planning::shown;
use planning::store::indicators;
use planning::use_cases::first_unit;
use statistics::inquiry::LAGS;
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "synergy/new.html")]
struct NewPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    form: Typed,
    indicators: Vec<Choice>,
    depths: Vec<Choice>,
    lags: Vec<Choice>,
    lotteries: Vec<Choice>,
    /// Whether the words of the mechanism were objected to.
    is_warned: bool,
    /// The question that is asked anew.
    follows: Option<Link>,
}

pub(super) async fn ask(web: Web) -> Answer {
    let follows = web.query("follows").and_then(|id| id.parse::<QuestionId>().ok());
    let form = match follows {
        Some(id) => anew(&web, id).await?,
        None => begun(&web).await?,
    };
    answer::page(&new_page(&web, form).await?)
}

/// An empty form, with what the address prefills.
async fn begun(web: &Web) -> Result<Typed, WebError> {
    let unit = match web.query("unit") {
        Some(id) => id.parse::<UnitId>().ok(),
        None => first_unit(web).await?,
    };
    let first = web.now.today.month().plus(1);
    let lottery = web.query("lottery").unwrap_or_default();
    let mut form = Typed::default()
        .with("depth", 1)
        .with("lag", 1)
        .with("lottery", lottery)
        .with("first", first)
        .with("last", first.plus(17))
        .with("outcome", web.query("outcome").unwrap_or_default())
        .with("mechanism", web.query("mechanism").unwrap_or_default())
        .with("task", web.query("task").unwrap_or_default());
    if let Some(unit) = unit {
        form = form.with("unit", written(web, unit).await?);
    }
    Ok(form)
}

async fn written(web: &Web, unit: UnitId) -> Result<String, WebError> {
    let q = &mut web.read();
    let today = web.now.today;
    tree::allowed(web, q, (Action::Read, Resource::Question), unit, today).await?;
    Ok(recognition::written(&tree::path(q, unit, today).await?))
}

/// The form of a question that asks another one anew.
async fn anew(web: &Web, id: QuestionId) -> Result<Typed, WebError> {
    let card = looking::card(web, id).await?;
    let content = &card.question.content;
    let mut form = Typed::default()
        .with("follows", id)
        .with("depth", content.depth.max(1))
        .with("cause", content.cause)
        .with("outcome", content.outcome)
        .with("first", content.first)
        .with("last", content.last)
        .with("lag", content.lag)
        .with("mechanism", &content.mechanism)
        .with("others", &content.others)
        .with("task", content.task.map_or_else(String::new, |task| task.to_string()))
        .with("unit", written(web, content.unit).await?);
    if content.depth == 0 {
        let names = tree::paths(&mut web.read(), &card.series.units, web.now.today).await?;
        let lines: Vec<String> = names.values().map(|path| recognition::written(path)).collect();
        form = form.with("units", lines.join("\n"));
    }
    Ok(form)
}

async fn new_page(web: &Web, form: Typed) -> Result<NewPage, WebError> {
    let page = web.page("question-new");
    let title = page.t("questions-title");
    let page = page.crumb(title, "/questions");
    let all = indicators::all(&mut web.read()).await?;
    let usable = all
        .iter()
        .filter(|one| one.is_active && matches!(one.grain, Grain::Month | Grain::Quarter));
    let indicator = |one: &planning::Indicator| {
        Choice::new(one.id, format!("{}（{}）", shown::name(&page, one), one.code))
    };
    let is_words = |problem: &Problem| problem.code.starts_with("question-words");
    Ok(NewPage {
        tabs: tabs(web, &page),
        indicators: usable.map(indicator).collect(),
        depths: (1..=MOST_DEPTH)
            .map(|n| Choice::new(n, page.t1("question-depth-n", "n", n)))
            .collect(),
        lags: (0..=LAGS).map(|n| Choice::new(n, page.t1("question-lag-n", "n", n))).collect(),
        lotteries: lotteries(web, &page).await?,
        is_warned: form.problems().iter().any(is_words) || form.has("words", "kept"),
        follows: form
            .optional("follows")
            .map(|id| Link::new(page.t1("question-number", "n", &id), format!("/questions/{id}"))),
        form,
        page,
    })
}

/// The lots that may decide who begins when.
async fn lotteries(web: &Web, page: &Page) -> Result<Vec<Choice>, WebError> {
    let lottery = |one: Lottery| {
        let (n, day) = (one.id.to_string(), page.day(&one.draw_on));
        Choice::new(one.id, page.tn("lottery-choice", &[("n", &n), ("day", &day)]))
    };
    Ok(lots::list(web).await?.into_iter().map(lottery).collect())
}

pub(super) async fn register(Form(web, mut typed): Form) -> Answer {
    let outcome = match read(&web, &mut typed).await {
        Ok(Some(new)) => asking::register(&web, new).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(id) => {
            let said = web.page("questions-title").t("question-registered-said");
            answer::go_saying(&web, &href(id), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&new_page(&web, typed.refused(problems)).await?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, typed: &mut Typed) -> Result<Option<New>, Refusal> {
    let (unit, mechanism) = (typed.required("unit"), typed.required("mechanism"));
    let (cause, outcome) = (typed.parsed("cause"), typed.parsed("outcome"));
    let (first, last) = (period(typed, "first"), period(typed, "last"));
    let (lag, depth) = (typed.parsed("lag"), typed.parsed("depth"));
    let (Some(unit), Some(mechanism), Some(cause), Some(outcome)) =
        (unit, mechanism, cause, outcome)
    else {
        return Ok(None);
    };
    let (Some(first), Some(last), Some(lag), Some(depth)) = (first, last, lag, depth) else {
        return Ok(None);
    };
    let q = &mut web.read();
    let (today, scope) = (web.now.today, web.scope(Action::Read, Resource::Question));
    let unit = recognition::chosen(q, &scope, &unit, today, "unit").await?;
    let mut units = Vec::new();
    for line in typed.value("units").lines().map(str::trim).filter(|line| !line.is_empty()) {
        units.push(recognition::chosen(q, &scope, line, today, "units").await?);
    }
    let others = typed.value("others").trim().to_owned();
    let task = typed.optional("task").and_then(|task| task.parse::<TaskRef>().ok());
    let content =
        Content { unit, depth, cause, outcome, mechanism, others, first, last, lag, task };
    let follows = typed.optional("follows").and_then(|id| id.parse().ok());
    let Some(begins) = begins(web, typed).await? else { return Ok(None) };
    Ok(Some(New { content, units, follows, keeps_words: typed.has("words", "kept"), begins }))
}

/// How it is written down who begins when: by lot, or a unit and its period in each line. The outer `None`
/// where something is wrong, the inner one where nobody begins.
async fn begins(web: &Web, typed: &mut Typed) -> Result<Option<Option<Begins>>, Refusal> {
    let text = typed.value("starts").to_owned();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if typed.optional("lottery").is_some() {
        if !lines.is_empty() {
            typed.refuse(Problem::new("question-start-both").at("starts"));
            return Ok(None);
        }
        return Ok(typed.parsed("lottery").map(|id| Some(Begins::ByLot(id))));
    }
    let (q, today) = (&mut web.read(), web.now.today);
    let scope = web.scope(Action::Read, Resource::Question);
    let mut starts = Vec::new();
    for line in &lines {
        let parts = line.rsplit_once(char::is_whitespace);
        let read = parts.and_then(|(unit, at)| Some((unit.trim(), at.parse::<Period>().ok()?)));
        let Some((unit, at)) = read else {
            typed.refuse(Problem::new("question-start-line").arg("text", line).at("starts"));
            return Ok(None);
        };
        starts.push((recognition::chosen(q, &scope, unit, today, "starts").await?, at));
    }
    Ok(Some((!starts.is_empty()).then_some(Begins::Written(starts))))
}

/// A required month or quarter.
fn period(typed: &mut Typed, name: &str) -> Option<Period> {
    let text = typed.required(name)?;
    let period = text.parse::<Period>().ok();
    if period.is_none() {
        typed.refuse(Problem::new("question-period").arg("text", text).at(name));
    }
    period
}
