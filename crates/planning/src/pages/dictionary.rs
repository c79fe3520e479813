//! The indicator dictionary: the list, and the form for one entry.

use super::shown;
use super::tabs::{Tabs, tabs};
use crate::indicator::{AGGREGATIONS, DIRECTIONS, Indicator, Terms, by_name, name_of};
use crate::use_cases::dictionary;
use askama::Template;
use axum::extract::Path;
use interchange::writers::Value;
use kernel::{Action, Grain, IndicatorId, Problem, Quantity};
use store::Refusal;
use web_kit::answer::{self, Answer};
use web_kit::export;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::table::{Column, Query, Table};
use web_kit::{Form, Page, Web, WebError};

const COLUMNS: &[Column] = &[
    Column::text("code", "indicator-code").filtered(),
    Column::text("name", "indicator-name").filtered().explained("indicator"),
    Column::text("unit", "indicator-unit"),
    Column::text("direction", "term-direction").explained("direction"),
    Column::text("aggregation", "term-aggregation").later().explained("aggregation"),
    Column::text("grain", "indicator-grain").later(),
    Column::text("source", "indicator-source").later(),
];

#[derive(Template)]
#[template(path = "planning/dictionary.html")]
struct ListPage {
    page: Page,
    tabs: Tabs,
    table: Table,
    rows: Vec<Indicator>,
    may_create: bool,
}

#[derive(Template)]
#[template(path = "planning/indicator.html")]
struct EntryPage {
    page: Page,
    form: Typed,
    action: String,
    warnings: Vec<String>,
    /// The entry as somebody else has saved it meanwhile.
    theirs: Vec<(String, String)>,
    is_used: bool,
    is_new: bool,
    may_change: bool,
}

pub async fn list(web: Web) -> Answer {
    let page = web.page("dictionary-title");
    let address = web.path.split_once('?').map_or("", |(_, query)| query);
    let query = Query::parse(address, COLUMNS);
    let rows = narrowed(&page, &query, dictionary::list(&web).await?);
    if query.as_workbook {
        let lines = rows.iter().map(|row| cells(&page, row).map(Value::from).to_vec()).collect();
        return export::workbook(&page, COLUMNS, lines);
    }
    let table = Table::new("dictionary", "/indicators", COLUMNS, query, rows.len() as u64);
    let (skip, take) = (table.query.offset() as usize, table.query.size as usize);
    let rows = rows.into_iter().skip(skip).take(take).collect();
    let may_create = dictionary::may(&web, Action::Create).await?;
    let tabs = tabs(&web, &page);
    answer::page(&ListPage { page, tabs, table, rows, may_create })
}

/// The entries in whose words, as the reader sees them, the text stands.
pub(super) fn narrowed_by(page: &Page, text: &str, rows: Vec<Indicator>) -> Vec<Indicator> {
    narrowed(page, &Query { search: text.to_owned(), ..Query::parse("", COLUMNS) }, rows)
}

/// The entries that fit what was typed, in the order asked for. A dictionary is short: it is searched by
/// the words that its reader sees.
fn narrowed(page: &Page, query: &Query, mut rows: Vec<Indicator>) -> Vec<Indicator> {
    let contains = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    rows.retain(|row| {
        let cells = cells(page, row);
        let fits = |(key, text): &(&str, String)| {
            let place = COLUMNS.iter().position(|column| column.key == *key);
            place.is_some_and(|place| contains(&cells[place], text))
        };
        query.filters.iter().all(fits) && cells.iter().any(|cell| contains(cell, &query.search))
    });
    if let Some(sort) = query.sort {
        let place = COLUMNS.iter().position(|column| column.key == sort.column).unwrap_or(0);
        rows.sort_by_key(|row| cells(page, row)[place].clone());
        if sort.descending {
            rows.reverse();
        }
    }
    rows
}

fn cells(page: &Page, row: &Indicator) -> [String; 7] {
    let direction = format!("direction-{}", name_of(&DIRECTIONS, row.direction));
    let aggregation = format!("aggregation-{}", name_of(&AGGREGATIONS, row.aggregation));
    [
        row.code.clone(),
        shown::name(page, row),
        row.unit.clone(),
        page.t(direction),
        page.t(aggregation),
        page.t(format!("grain-{}", row.grain.name())),
        row.source.clone(),
    ]
}

impl ListPage {
    fn cells(&self, row: &Indicator) -> [String; 7] {
        cells(&self.page, row)
    }
}

pub async fn new(web: Web) -> Answer {
    dictionary::begin(&web, Action::Create).await?;
    let form = Typed::default()
        .with("decimals", 2)
        .with("direction", "up")
        .with("aggregation", "sum")
        .with("factor", 1)
        .with("grain", "month")
        .with("is_active", "yes");
    answer::page(&entry(&web, form, None).await?)
}

pub async fn create(Form(web, mut form): Form) -> Answer {
    dictionary::begin(&web, Action::Create).await?;
    let outcome = match terms(&mut form) {
        Some(terms) => dictionary::create(&web, &terms).await.map(|_| terms),
        None => Err(Refusal::Invalid(Vec::new())),
    };
    saved(&web, form, None, outcome).await
}

pub async fn edit(web: Web, Path(id): Path<String>) -> Answer {
    let indicator = dictionary::find(&web, parsed(&id)?).await?;
    let form = filled(&indicator);
    answer::page(&entry(&web, form, Some(&indicator)).await?)
}

pub async fn change(Path(id): Path<String>, Form(web, mut form): Form) -> Answer {
    dictionary::begin(&web, Action::Change).await?;
    let indicator = dictionary::find(&web, parsed(&id)?).await?;
    let revision = form.value("revision").parse().unwrap_or(0);
    let is_active = form.has("is_active", "yes");
    let outcome = match terms(&mut form) {
        Some(terms) => dictionary::change(&web, indicator.id, revision, &terms, is_active)
            .await
            .map(|()| terms),
        None => Err(Refusal::Invalid(Vec::new())),
    };
    saved(&web, form, Some(&indicator), outcome).await
}

fn parsed(id: &str) -> Result<IndicatorId, WebError> {
    id.parse().map_err(|_| WebError::not_found())
}

/// Back to the list, with what may not have been meant; or the form again, as it was typed.
async fn saved(
    web: &Web,
    form: Typed,
    indicator: Option<&Indicator>,
    outcome: Result<Terms, Refusal>,
) -> Answer {
    match outcome {
        Ok(terms) => {
            let warnings: Vec<String> =
                terms.warnings().iter().map(|warning| warning.text(web.lang)).collect();
            let text = web.page("dictionary-title").t("dictionary-saved");
            let tone = if warnings.is_empty() { Tone::Good } else { Tone::Warn };
            let text = [vec![text], warnings].concat().join(" ");
            answer::go_saying(web, "/indicators", tone, &text)
        }
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&entry(web, form.refused(problems), indicator).await?)
        }
        Err(Refusal::Conflict(problem)) => {
            conflict(web, form.refused(vec![*problem]), indicator).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The other editor's text above the form, this one's in it: neither is lost, and saving once more is a
/// decision.
async fn conflict(web: &Web, form: Typed, indicator: Option<&Indicator>) -> Answer {
    let Some(indicator) = indicator else { return answer::refused(&entry(web, form, None).await?) };
    let now = dictionary::find(web, indicator.id).await?;
    let mut page = entry(web, form.instead("revision", now.revision), Some(&now)).await?;
    page.theirs = theirs(&page, &now);
    answer::with_status(axum::http::StatusCode::CONFLICT, &page)
}

/// The fields in which the entry as it is now differs from what was typed.
fn theirs(entry: &EntryPage, now: &Indicator) -> Vec<(String, String)> {
    let page = &entry.page;
    let kept = filled(now);
    let word = |name: &str, value: &str| match name {
        "direction" | "aggregation" | "grain" => page.t(format!("{name}-{value}")),
        "may_be_negative" | "is_active" if value == "yes" => page.t("theirs-yes"),
        "may_be_negative" | "is_active" => page.t("theirs-no"),
        _ => value.to_owned(),
    };
    let differs = |(name, _): &&(&str, &str)| kept.value(name) != entry.form.value(name).trim();
    FIELDS
        .iter()
        .filter(differs)
        .map(|(name, label)| (page.t(label), word(name, kept.value(name))))
        .collect()
}

/// What the form asks for, with the labels.
const FIELDS: &[(&str, &str)] = &[
    ("code", "indicator-code"),
    ("name_zh", "indicator-name-zh"),
    ("name_en", "indicator-name-en"),
    ("unit", "indicator-unit"),
    ("decimals", "indicator-decimals"),
    ("direction", "term-direction"),
    ("aggregation", "term-aggregation"),
    ("factor", "indicator-factor"),
    ("grain", "indicator-grain"),
    ("source", "indicator-source"),
    ("tolerance", "indicator-tolerance"),
    ("may_be_negative", "indicator-negative"),
    ("is_active", "indicator-active"),
];

async fn entry(
    web: &Web,
    form: Typed,
    indicator: Option<&Indicator>,
) -> Result<EntryPage, WebError> {
    let page = web.page(if indicator.is_some() { "indicator-edit" } else { "indicator-new" });
    let title = page.t("dictionary-title");
    let page = page.crumb(title, "/indicators");
    let action =
        indicator.map_or("/indicators/new".to_owned(), |it| format!("/indicators/{}", it.id));
    let warnings = indicator.map(|indicator| indicator.warnings()).unwrap_or_default();
    let warnings = warnings.iter().map(|warning| warning.text(web.lang)).collect();
    let needed = if indicator.is_some() { Action::Change } else { Action::Create };
    Ok(EntryPage {
        page,
        form,
        action,
        warnings,
        theirs: Vec::new(),
        is_used: indicator.is_some_and(|indicator| indicator.is_used),
        is_new: indicator.is_none(),
        may_change: dictionary::may(web, needed).await?,
    })
}

fn filled(indicator: &Indicator) -> Typed {
    let flag = |flag: bool| if flag { "yes" } else { "" };
    Typed::default()
        .with("revision", indicator.revision)
        .with("code", &indicator.code)
        .with("name_zh", &indicator.name_zh)
        .with("name_en", &indicator.name_en)
        .with("unit", &indicator.unit)
        .with("decimals", indicator.decimals)
        .with("direction", name_of(&DIRECTIONS, indicator.direction))
        .with("aggregation", name_of(&AGGREGATIONS, indicator.aggregation))
        .with("factor", indicator.factor)
        .with("grain", indicator.grain.name())
        .with("source", &indicator.source)
        .with("tolerance", indicator.tolerance.map_or(String::new(), |it| it.to_string()))
        .with("may_be_negative", flag(indicator.may_be_negative))
        .with("is_active", flag(indicator.is_active))
        .with("owner", indicator.owner.map_or(String::new(), |owner| owner.to_string()))
}

/// The entry as typed; `None` when a field cannot be read, with the problem at that field.
fn terms(form: &mut Typed) -> Option<Terms> {
    let text = |form: &Typed, name: &str| form.optional(name).unwrap_or_default();
    let code = form.required("code");
    let decimals: Option<u8> = form.parsed("decimals");
    let factor: Option<i64> = form.parsed("factor");
    let tolerance = match form.optional("tolerance") {
        None => Some(None),
        Some(_) => form.quantity("tolerance").map(Some),
    };
    let owner = match form.optional("owner") {
        None => Some(None),
        Some(_) => form.parsed("owner").map(Some),
    };
    let direction = by_name(&DIRECTIONS, form.value("direction"));
    let aggregation = by_name(&AGGREGATIONS, form.value("aggregation"));
    let grain = Grain::from_name(form.value("grain"));
    for (name, is_missing) in [
        ("direction", direction.is_none()),
        ("aggregation", aggregation.is_none()),
        ("grain", grain.is_none()),
    ] {
        if is_missing {
            form.refuse(Problem::new("field-required").at(name));
        }
    }
    let tolerance: Option<Quantity> = tolerance?;
    Some(Terms {
        code: code?,
        name_zh: text(form, "name_zh"),
        name_en: text(form, "name_en"),
        unit: text(form, "unit"),
        decimals: decimals?,
        direction: direction?,
        aggregation: aggregation?,
        factor: factor?,
        grain: grain?,
        owner: owner?,
        source: text(form, "source"),
        tolerance,
        may_be_negative: form.has("may_be_negative", "yes"),
    })
}

impl EntryPage {
    fn choices(&self, area: &str, names: &[&str]) -> Vec<Choice> {
        let choice = |name: &&str| Choice::new(name, self.page.t(format!("{area}-{name}")));
        names.iter().map(choice).collect()
    }

    fn directions(&self) -> Vec<Choice> {
        self.choices("direction", &DIRECTIONS.map(|(_, name)| name))
    }

    fn aggregations(&self) -> Vec<Choice> {
        self.choices("aggregation", &AGGREGATIONS.map(|(_, name)| name))
    }

    fn grains(&self) -> Vec<Choice> {
        self.choices("grain", &Grain::ALL.map(Grain::name))
    }
}
