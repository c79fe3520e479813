//! The list of major matters as of a day, and the form that raises one.

use super::{at_matter, problems};
use crate::governance::catalogue::Catalogue;
use crate::governance::matter::Stage;
use crate::governance::store::matters::{Listing, Matter, Order, Raised};
use crate::governance::use_cases::matters;
use crate::pages::{as_of, tabs};
use crate::use_cases::choosing::{choose, written};
use crate::use_cases::viewing;
use askama::Template;
use interchange::writers::Value;
use kernel::{Action, MatterKindId, Resource};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::{Link, Tone};
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Form, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("title", "major-matter-title"),
    Column::text("unit", "party-unit"),
    Column::text("kind", "major-matter-kind").filtered().later(),
    Column::text("raised", "major-matter-raised").later(),
    Column::text("study", "major-matter-study-day").later(),
    Column::text("decision", "major-matter-decision-day").later(),
    Column::fixed("stage", "major-matter-stage").explained("pre-study"),
];

#[derive(Template)]
#[template(path = "governance/matters.html")]
struct MattersPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    day: String,
    /// Every stage, the one shown marked.
    stages: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Row>,
    raise: Option<String>,
    is_empty: bool,
}

struct Row {
    title: Link,
    unit: String,
    kind: String,
    raised: String,
    study: String,
    decision: String,
    stage: String,
    is_out_of_order: bool,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let stage = web.query("stage").and_then(|name| Stage::from_name(&name));
    let catalogue = matters::kinds(&web).await?;
    let kinds = called(&web, &catalogue, query.filter("kind"));
    let listing = listing(&web, &query, stage, kinds.as_deref());
    let (found, total) = matters::list(&web, &listing, query.as_workbook).await?;
    let page = web.page("major-matters-title");
    if query.as_workbook {
        let rows = found.iter().map(|one| cells(&web, &page, &catalogue, one)).collect();
        return export::workbook(&page.subtitled(web.as_of.to_string()), COLUMNS, rows);
    }
    let may_raise = web.can(Action::Create, Resource::MajorMatter, &[]);
    answer::page(&MattersPage {
        tabs: tabs::tabs(&web, &page),
        day: web.as_of.to_string(),
        stages: stages(&web, &page, stage),
        is_empty: total == 0 && stage.is_none() && !query.is_narrowed(),
        rows: found.iter().map(|one| row(&web, &page, &catalogue, one)).collect(),
        table: Table::new("matters", "/major-matters", COLUMNS, query, total.max(0) as u64),
        raise: may_raise.then(|| as_of(&web, "/major-matters/new", &[])),
        page,
    })
}

/// The kinds of matters whose name, as the reader reads it, has the text in it.
fn called(web: &Web, catalogue: &Catalogue, text: &str) -> Option<Vec<MatterKindId>> {
    let wanted = directory::name::normal(text);
    let fits = |name: &str| directory::name::normal(name).contains(&wanted);
    let kinds = catalogue.matters.iter().filter(|kind| fits(kind.name.said(web.lang)));
    (!wanted.is_empty()).then(|| kinds.map(|kind| kind.id).collect())
}

fn listing<'a>(
    web: &Web,
    query: &'a Query,
    stage: Option<Stage>,
    kinds: Option<&'a [MatterKindId]>,
) -> Listing<'a> {
    let (limit, offset) = query.window();
    Listing {
        day: web.as_of,
        text: &query.search,
        stage,
        kinds,
        order: match query.sort.map_or("", |sort| sort.column) {
            "title" => Order::Title,
            "unit" => Order::Unit,
            "kind" => Order::Kind,
            "raised" => Order::Raised,
            "study" => Order::Study,
            "decision" => Order::Decision,
            _ => Order::Attention,
        },
        descending: query.sort.is_some_and(|sort| sort.descending),
        limit,
        offset,
    }
}

fn stages(web: &Web, page: &Page, current: Option<Stage>) -> Vec<(Link, bool)> {
    let all =
        (Link::new(page.t("coverage-all"), as_of(web, "/major-matters", &[])), current.is_none());
    let one = |stage: Stage| {
        let href = as_of(web, "/major-matters", &[("stage", stage.name().to_owned())]);
        (Link::new(page.t(stage_key(stage)), href), current == Some(stage))
    };
    std::iter::once(all).chain(Stage::ALL.map(one)).collect()
}

pub(super) fn stage_key(stage: Stage) -> String {
    format!("major-matter-stage-{}", stage.name())
}

fn kind_of(web: &Web, catalogue: &Catalogue, matter: &Matter) -> String {
    let kind = catalogue.matter(matter.raised.kind).map(|kind| kind.name.said(web.lang));
    kind.unwrap_or_default().to_owned()
}

/// The days of study and decision that have come by the day looked at.
fn days(web: &Web, matter: &Matter) -> [Option<kernel::Day>; 2] {
    let study = matter.study.as_ref().map(|step| step.day);
    let decision = matter.decision.as_ref().map(|step| step.day);
    [study, decision].map(|day| day.filter(|day| *day <= web.as_of))
}

fn row(web: &Web, page: &Page, catalogue: &Catalogue, (matter, unit): &(Matter, String)) -> Row {
    let stage = matter.stage(web.as_of);
    let [study, decision] =
        days(web, matter).map(|day| day.map(|day| day.to_string()).unwrap_or_default());
    Row {
        title: Link::new(matter.raised.title.clone(), at_matter(web, matter.id)),
        unit: unit.clone(),
        kind: kind_of(web, catalogue, matter),
        raised: matter.raised.day.to_string(),
        study,
        decision,
        stage: page.t(stage_key(stage)),
        is_out_of_order: stage.is_out_of_order(),
    }
}

fn cells(
    web: &Web,
    page: &Page,
    catalogue: &Catalogue,
    (matter, unit): &(Matter, String),
) -> Vec<Value> {
    let [study, decision] = days(web, matter).map(|day| day.map_or(Value::Empty, Value::Day));
    vec![
        Value::from(matter.raised.title.clone()),
        Value::from(unit.clone()),
        Value::from(kind_of(web, catalogue, matter)),
        Value::Day(matter.raised.day),
        study,
        decision,
        Value::from(page.t(stage_key(matter.stage(web.as_of)))),
    ]
}

#[derive(Template)]
#[template(path = "governance/matter-new.html")]
struct NewPage {
    page: Page,
    form: Typed,
    kinds: Vec<Choice>,
    cancel: String,
}

/// The kinds that are offered, and the one that is chosen already.
pub(super) fn offered(web: &Web, catalogue: &Catalogue, held: Option<MatterKindId>) -> Vec<Choice> {
    let kinds = catalogue.matters.iter();
    let kinds = kinds.filter(|kind| kind.is_active || Some(kind.id) == held);
    kinds.map(|kind| Choice::new(kind.id, kind.name.said(web.lang))).collect()
}

async fn new_page(web: &Web, form: Typed) -> Result<NewPage, web_kit::WebError> {
    let catalogue = matters::to_raise(web).await?;
    let page = web.page("major-matter-new");
    let (title, cancel) = (page.t("major-matters-title"), as_of(web, "/major-matters", &[]));
    let page = page.crumb(title, cancel.clone());
    Ok(NewPage { kinds: offered(web, &catalogue, None), page, form, cancel })
}

pub(super) async fn form(web: Web) -> Answer {
    let mut form = Typed::default().with("raised", web.as_of);
    if let Some(unit) = web.query("unit") {
        let portrait = viewing::portrait(&web, super::id(&unit)?, web.as_of).await?;
        form = form.with("unit", written(&portrait.path));
    }
    answer::page(&new_page(&web, form).await?)
}

pub(super) async fn raise(Form(web, mut typed): Form) -> Answer {
    let outcome = match read(&web, &mut typed).await {
        Ok(Some(new)) => matters::raise(&web, new).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(matter) => {
            let said = web.page("major-matters-title").t("major-matter-raised-done");
            answer::go_saying(&web, &at_matter(&web, matter), Tone::Good, &said)
        }
        Err(refusal) => {
            let form = typed.refused(problems(refusal)?);
            answer::refused(&new_page(&web, form).await?)
        }
    }
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, typed: &mut Typed) -> Result<Option<Raised>, Refusal> {
    let (unit, kind) = (typed.required("unit"), typed.parsed("kind"));
    let (title, day) = (typed.required("title"), typed.day("raised"));
    let (Some(unit), Some(kind), Some(title), Some(day)) = (unit, kind, title, day) else {
        return Ok(None);
    };
    let unit = match choose(web, &unit, day, "unit").await {
        Err(Refusal::Invalid(_)) => choose(web, &unit, web.as_of, "unit").await?,
        found => found?,
    };
    Ok(Some(Raised { unit, kind, title, day }))
}
