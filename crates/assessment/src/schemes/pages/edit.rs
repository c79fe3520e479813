//! The builder: a draft as rows in one form. It works without a script; with one, sums and what the lines
//! count follow while one types.

use super::said::{self, Shares};
use super::{href, scheme_id};
use crate::schemes::flat::{COLUMNS, DEEPEST, EXAMPLES, Flat, HEAD, Row, What};
use crate::schemes::use_cases::{self, Shown};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{Problem, SchemeId};
use scoring::Exact;
use scoring::line::Class;
use scoring::lint::{Limits, lint};
use scoring::scheme::Scheme;
use scoring::scheme::check::Findings;
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, WebError, answer};

/// So many characters of parameters stand in a line.
const PARAMS_LINE: usize = 56;

/// A scheme has fewer rows.
const MOST_ROWS: usize = 400;

#[derive(Template)]
#[template(path = "schemes/edit.html")]
struct EditPage {
    page: Page,
    here: String,
    tabs: Vec<(Link, bool)>,
    form: Typed,
    rows: Vec<RowView>,
    rules: Vec<Choice>,
    classes: Vec<Choice>,
    examples: &'static [(&'static str, &'static str)],
    live: Live,
}

struct RowView {
    at: usize,
    row: Row,
    whats: Vec<Choice>,
    /// Whether it has a rule, a source and a class.
    is_line: bool,
    is_section: bool,
    indent: usize,
    /// How high the field of the parameters is, in lines.
    lines: usize,
    problems: Vec<String>,
}

/// What follows while one types.
#[derive(Template)]
#[template(path = "schemes/live.html")]
struct Live {
    page: Page,
    is_alone: bool,
    /// Kind of unit, sum of the weights and what it should be.
    sums: Vec<Sum>,
    shares: Vec<Shares>,
    errors: Vec<Found>,
    warnings: Vec<Found>,
    /// What each row counts: number of the row, class, tone, why.
    counted: Vec<Counted>,
}

/// It is a template of ours, which escapes what it prints.
impl askama::filters::HtmlSafe for Live {}

struct Sum {
    kind: String,
    sum: String,
    whole: String,
    is_whole: bool,
}

struct Found {
    text: String,
    /// The row that it is about.
    row: Option<usize>,
}

struct Counted {
    at: usize,
    class: String,
    tone: &'static str,
    why: String,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let shown = changeable(&web, scheme_id(&id)?).await?;
    let flat = Flat::of(&shown.scheme).map_err(Refusal::from)?;
    answer::page(&edit_page(&web, &shown, flat, Vec::new()).await?)
}

/// A draft that the reader may change.
pub(super) async fn changeable(web: &Web, id: SchemeId) -> Result<Shown, WebError> {
    let shown = use_cases::find(web, id).await?;
    if shown.may_change { Ok(shown) } else { Err(Refusal::Forbidden.into()) }
}

/// The builder and the text of one draft beside each other.
pub(super) fn tabs(page: &Page, id: SchemeId, current: &str) -> Vec<(Link, bool)> {
    let tab = |name: &str| {
        let to = format!("{}/{name}", href(id));
        (Link::new(page.t(format!("scheme-tab-{name}")), to), name == current)
    };
    vec![tab("edit"), tab("text")]
}

fn typed_flat(form: &Typed) -> Flat {
    let mut flat = Flat::default();
    HEAD.iter().for_each(|field| flat.set(field, form.value(field)));
    let rows = form.value("rows").parse().unwrap_or(0).min(MOST_ROWS);
    for at in 0..rows {
        let mut row = Row::default();
        COLUMNS
            .iter()
            .for_each(|column| row.set(column, form.value(&format!("row-{at}-{column}"))));
        flat.rows.push(row);
    }
    flat
}

async fn edit_page(
    web: &Web,
    shown: &Shown,
    flat: Flat,
    problems: Vec<Problem>,
) -> Result<EditPage, WebError> {
    let id = shown.version.id;
    let page = web.page("scheme-edit").crumb(web.page("schemes-title").title, "/schemes");
    let page = page.crumb(shown.version.name.clone(), href(id));
    let version = said::number(&page, &shown.version);
    let page = page.subtitled(version);
    let live = live(web, shown, &flat, false).await?;
    let form = head_form(&flat).with("revision", shown.version.revision);
    let (at_rows, others): (Vec<Problem>, Vec<Problem>) = problems
        .into_iter()
        .partition(|problem| problem.field.as_deref().is_some_and(|it| it.starts_with("row-")));
    let rows = row_views(&page, flat, &live, &at_rows);
    Ok(EditPage {
        here: format!("{}/edit", href(id)),
        tabs: tabs(&page, id, "edit"),
        form: form.refused(others).refused(at_rows),
        rules: rules(&page),
        classes: Class::ALL.map(|one| Choice::new(one.name(), said::class(&page, one))).into(),
        examples: &EXAMPLES,
        rows,
        live,
        page,
    })
}

/// The fields of the head as they are typed.
fn head_form(flat: &Flat) -> Typed {
    HEAD.iter().fold(Typed::default(), |form, field| form.with(field, flat.get(field)))
}

fn rules(page: &Page) -> Vec<Choice> {
    let rule = |(kind, _): &(&str, &str)| Choice::new(kind, page.t(format!("scheme-kind-{kind}")));
    EXAMPLES.iter().map(rule).collect()
}

fn row_views(page: &Page, flat: Flat, live: &Live, at_rows: &[Problem]) -> Vec<RowView> {
    let view = |(at, row): (usize, Row)| {
        let what = What::from_name(&row.what).unwrap_or(What::Line);
        let depth = if let What::Section(depth) = what { depth } else { 1 };
        let offered = [What::Kind, What::Line, What::Bonus, What::Deduction]
            .into_iter()
            .chain((1..=depth.clamp(2, DEEPEST)).map(What::Section));
        let label = |what: What| match what {
            What::Section(depth) => page.t1("scheme-what-section", "n", depth),
            other => page.t(format!("scheme-what-{}", other.name())),
        };
        let start = format!("row-{at}-");
        let own = at_rows
            .iter()
            .filter(|it| it.field.as_deref().is_some_and(|it| it.starts_with(&start)));
        let checked = live.errors.iter().filter(|found| found.row == Some(at));
        let mut problems: Vec<String> = own.map(|problem| page.problem(problem)).collect();
        for found in checked {
            if !problems.contains(&found.text) {
                problems.push(found.text.clone());
            }
        }
        RowView {
            at,
            whats: offered.map(|what| Choice::new(what.name(), label(what))).collect(),
            is_line: matches!(what, What::Line | What::Bonus | What::Deduction),
            is_section: matches!(what, What::Section(_)),
            indent: match what {
                What::Kind => 0,
                What::Section(depth) => depth.min(4),
                What::Line => 5,
                What::Bonus | What::Deduction => 1,
            },
            lines: 1 + row.params.chars().count() / PARAMS_LINE,
            row,
            problems,
        }
    };
    flat.rows.into_iter().enumerate().map(view).collect()
}

/// What the rows come to.
async fn live(web: &Web, shown: &Shown, flat: &Flat, is_alone: bool) -> Result<Live, WebError> {
    let page = web.page("scheme-edit");
    let places = flat.places();
    let (scheme, found) = match flat.scheme(&shown.scheme) {
        Ok(scheme) => {
            let found = use_cases::preview(web, shown.version.id, &scheme).await?;
            (Some(scheme), found)
        }
        Err(errors) => (None, Findings { errors, warnings: Vec::new() }),
    };
    let told =
        |problems: &[Problem]| problems.iter().map(|one| found_at(&page, &places, one)).collect();
    let (errors, warnings) = (told(&found.errors), told(&found.warnings));
    let (sums, shares, counted) = match &scheme {
        Some(scheme) => {
            (sums(scheme), said::shares(&page, scheme), counted(&page, scheme, &places))
        }
        None => Default::default(),
    };
    Ok(Live { is_alone, sums, shares, errors, warnings, counted, page })
}

/// A problem with the row that it is about, by its field or by its place.
fn found_at(page: &Page, places: &[String], problem: &Problem) -> Found {
    let of_field = problem
        .field
        .as_deref()
        .and_then(|field| field.strip_prefix("row-")?.split('-').next()?.parse().ok());
    let place = problem.args.iter().find(|(name, _)| *name == "place").map(|(_, place)| place);
    let of_place = place.and_then(|place| {
        let ends =
            |at: &&String| !at.is_empty() && (*at == place || at.ends_with(&format!("/{place}")));
        places.iter().position(|at| ends(&at))
    });
    Found { text: page.problem(problem), row: of_field.or(of_place) }
}

fn sums(scheme: &Scheme) -> Vec<Sum> {
    let sum = |kind: &scoring::scheme::Kind| {
        let sum: Exact = kind.section.iter().map(|one| one.weight.clone()).sum();
        Sum {
            kind: kind.name.clone(),
            is_whole: sum == scheme.out_of,
            sum: sum.plain(),
            whole: scheme.out_of.plain(),
        }
    };
    scheme.kind.iter().map(sum).collect()
}

fn counted(page: &Page, scheme: &Scheme, places: &[String]) -> Vec<Counted> {
    let mut counted = Vec::new();
    for kind in &scheme.kind {
        for line in lint(scheme, kind, &Limits::default()).lines {
            let place = format!("{}/{}", kind.id, line.place);
            if let Some(at) = places.iter().position(|one| *one == place) {
                counted.push(Counted {
                    at,
                    class: said::class(page, line.class),
                    tone: said::class_tone(line.class),
                    why: said::why(page, &line),
                });
            }
        }
    }
    counted
}

pub(super) async fn preview(Path(id): Path<String>, Form(web, form): Form) -> Answer {
    let shown = changeable(&web, scheme_id(&id)?).await?;
    answer::page(&live(&web, &shown, &typed_flat(&form), true).await?)
}

pub(super) async fn save(Path(id): Path<String>, Form(web, form): Form) -> Answer {
    let id = scheme_id(&id)?;
    let shown = changeable(&web, id).await?;
    let mut flat = typed_flat(&form);
    if let Some((deed, at)) = form.value("do").split_once(':') {
        rearrange(&mut flat.rows, deed, at.parse().unwrap_or(usize::MAX));
        return answer::page(&edit_page(&web, &shown, flat, Vec::new()).await?);
    }
    let revision = form.value("revision").parse().unwrap_or_default();
    let outcome = match flat.scheme(&shown.scheme) {
        Ok(scheme) => use_cases::save(&web, id, revision, scheme).await,
        Err(problems) => Err(Refusal::Invalid(problems)),
    };
    let (status, problems) = match outcome {
        Ok(()) => {
            let said = web.page("schemes-title").t("scheme-saved");
            return answer::go_saying(&web, &format!("{}/edit", href(id)), Tone::Good, &said);
        }
        Err(Refusal::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, problems),
        Err(Refusal::Conflict(problem)) => (StatusCode::CONFLICT, vec![*problem]),
        Err(refusal) => return Err(refusal.into()),
    };
    answer::with_status(status, &edit_page(&web, &shown, flat, problems).await?)
}

/// Adds a spare row behind one, takes one out or moves it up; nothing is saved yet.
fn rearrange(rows: &mut Vec<Row>, deed: &str, at: usize) {
    if at >= rows.len() {
        return;
    }
    match deed {
        "add" => {
            let what = match What::from_name(&rows[at].what) {
                Some(What::Bonus | What::Deduction) => rows[at].what.clone(),
                _ => What::Line.name(),
            };
            rows.insert(at + 1, Row { what, rule: "figure".to_owned(), ..Row::default() });
        }
        "remove" => drop(rows.remove(at)),
        "up" if at > 0 => rows.swap(at, at - 1),
        _ => {}
    }
}
