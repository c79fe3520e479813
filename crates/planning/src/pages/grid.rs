//! Typing a month: the grid of a unit, or of one indicator for the units below.

use super::shown;
use super::tabs::{Tabs, tabs};
use crate::reading::{Kind, kind_name};
use crate::use_cases::grid::{self, Asked, Collision, Column, Grid, NotSaved, Row};
use crate::use_cases::{Rules, first_unit};
use askama::Template;
use axum::http::StatusCode;
use interchange::writers::Value;
use kernel::{IndicatorId, Month, Problem, UnitId};
use store::Refusal;
use web_kit::answer::{self, Answer};
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Form, Page, Web, WebError};

#[derive(Template)]
#[template(path = "planning/grid.html")]
struct GridPage {
    page: Page,
    tabs: Tabs,
    grid: Grid,
    /// What was typed; empty when the page is fresh.
    form: Typed,
    is_typed: bool,
    collisions: Vec<Collision>,
}

pub async fn show(web: Web) -> Answer {
    let unit = match web.query("unit") {
        Some(text) => text.parse().ok(),
        None => first_unit(&web).await?,
    };
    let unit: UnitId = unit.ok_or_else(WebError::not_found)?;
    let indicator = web.query("indicator").and_then(|text| text.parse().ok());
    let asked = Asked { unit, month: month(&web)?, indicator };
    let grid = grid::look(&web, asked).await?;
    if web.query("format").as_deref() == Some("xlsx") {
        return book(&web, &grid);
    }
    answer::page(&page(&web, grid, None, Vec::new()))
}

fn month(web: &Web) -> Result<Month, Problem> {
    match web.query("month") {
        Some(text) => text.parse(),
        None => Ok(Rules::of(&web.settings, web.now)?.today.month()),
    }
}

pub async fn save(Form(web, form): Form) -> Answer {
    let Some(asked) = asked(&form) else { return Err(WebError::not_found()) };
    match grid::save(&web, asked, |name| form.value(name)).await {
        Ok(saved) => {
            let (written, cleared) = (saved.written.to_string(), saved.cleared.to_string());
            let numbers = [("written", written.as_str()), ("cleared", &cleared)];
            let text = web.page("grid-title").tn("grid-saved", &numbers);
            answer::go_saying(&web, &address(asked), Tone::Good, &text)
        }
        Err(refusal) => not_saved(&web, asked, form, refusal).await,
    }
}

/// The grid once more with everything typed: what is wrong, or what somebody else saved meanwhile.
async fn not_saved(web: &Web, asked: Asked, form: Typed, refusal: NotSaved) -> Answer {
    let (status, problems, collisions) = match refusal {
        NotSaved::Refused(Refusal::Invalid(problems)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, problems, Vec::new())
        }
        NotSaved::Refused(Refusal::Conflict(problem)) => {
            (StatusCode::CONFLICT, vec![*problem], Vec::new())
        }
        NotSaved::Collided(collisions) => {
            let problem = Problem::new("grid-collision").arg("n", collisions.len());
            (StatusCode::CONFLICT, vec![problem], collisions)
        }
        NotSaved::Refused(other) => return Err(other.into()),
    };
    let grid = grid::look(web, asked).await?;
    answer::with_status(status, &page(web, grid, Some(form.refused(problems)), collisions))
}

fn asked(form: &Typed) -> Option<Asked> {
    let indicator: Option<IndicatorId> = form.value("indicator").parse().ok();
    let unit = form.value("unit").parse().ok()?;
    Some(Asked { unit, month: form.value("month").parse().ok()?, indicator })
}

fn address(asked: Asked) -> String {
    let indicator = asked.indicator.map_or(String::new(), |id| format!("&indicator={id}"));
    format!("/grid?unit={}&month={}{indicator}", asked.unit, asked.month)
}

fn page(web: &Web, grid: Grid, form: Option<Typed>, collisions: Vec<Collision>) -> GridPage {
    let page = web.page("grid-title");
    let subtitle = page.month(&grid.month);
    let title = page.tn("grid-of", &[("unit", &grid.place.name)]);
    let page = shown::crumbs(page, &grid.place.path, grid.month).named(title).subtitled(subtitle);
    let is_typed = form.is_some();
    let tabs = tabs(web, &page);
    GridPage { page, tabs, grid, form: form.unwrap_or_default(), is_typed, collisions }
}

fn book(web: &Web, grid: &Grid) -> Answer {
    let form = page(web, grid.clone(), None, Vec::new());
    let mut columns = vec![interchange::writers::Column::new(
        form.page.t(if grid.of.is_some() { "tracker-unit" } else { "term-indicator" }),
        interchange::writers::Format::Text,
    )];
    columns.extend(grid.columns.iter().map(|column| {
        let heading = form.heading(column);
        interchange::writers::Column::new(heading, interchange::writers::Format::Number(6))
    }));
    let rows = grid.rows.iter().map(|row| {
        let mut cells: Vec<Value> = vec![form.row_name(row).into()];
        cells.extend(grid.columns.iter().map(|column| Value::from(row.kept(column))));
        cells
    });
    let table = interchange::writers::Table {
        title: form.page.t("grid-title"),
        columns,
        rows: rows.collect(),
        charts: Vec::new(),
    };
    let name = format!("{} {}.xlsx", form.page.title, grid.month);
    answer::file(&name, answer::XLSX, interchange::writers::xlsx(&[table])?)
}

impl GridPage {
    fn unit(&self) -> UnitId {
        self.grid.place.id
    }

    fn indicator(&self) -> String {
        self.grid.of.as_ref().map_or(String::new(), |of| of.id.to_string())
    }

    fn export_href(&self) -> String {
        let indicator = self.grid.of.as_ref().map(|of| of.id);
        let asked = Asked { unit: self.unit(), month: self.grid.month, indicator };
        format!("{}&format=xlsx", address(asked))
    }

    fn tracker_href(&self) -> String {
        shown::tracker(self.unit(), self.grid.month)
    }

    fn may_write(&self) -> bool {
        self.grid.may_actual || self.grid.may_marks
    }

    /// What the grid may be about: all indicators of the unit, or one for the units below.
    fn choices(&self) -> Vec<Choice> {
        let one = |indicator: &crate::Indicator| {
            let name = shown::name(&self.page, indicator);
            Choice::new(indicator.id, self.page.tn("grid-below", &[("indicator", &name)]))
        };
        let mut choices = vec![Choice::new("", self.page.t("grid-all-indicators"))];
        choices.extend(self.grid.choices.iter().map(one));
        choices
    }

    fn heading(&self, column: &Column) -> String {
        if column.is_weight {
            let of = self.page.t(format!("kind-{}", kind_name(column.kind)));
            self.page.tn("grid-weight", &[("kind", &of)])
        } else {
            self.page.t(format!("kind-{}", kind_name(column.kind)))
        }
    }

    /// The glossary's entry for a column.
    fn term(&self, column: &Column) -> &'static str {
        match column.kind {
            _ if column.is_weight => "denominator",
            Kind::Actual => "actual",
            Kind::Target => "target",
            Kind::TargetHigh => "band",
            Kind::Threshold | Kind::ThresholdHigh => "threshold",
            Kind::Stretch => "stretch",
        }
    }

    fn row_name(&self, row: &Row) -> String {
        if self.grid.of.is_some() {
            row.name.clone()
        } else {
            shown::name(&self.page, &row.indicator)
        }
    }

    fn row_note(&self, row: &Row) -> String {
        match row.period {
            kernel::Period::Month(_) => row.indicator.unit.clone(),
            period => format!("{} · {}", row.indicator.unit, self.page.period(&period)),
        }
    }

    fn label(&self, row: &Row, column: &Column) -> String {
        format!("{} {}", self.row_name(row), self.heading(column))
    }

    /// As typed, else as kept.
    fn value(&self, row: &Row, column: &Column) -> String {
        if self.is_typed {
            self.form.value(&row.field(column)).to_owned()
        } else {
            row.kept(column).map_or(String::new(), |kept| kept.to_string())
        }
    }

    /// What somebody else saved to this kind of the row in the meantime.
    fn collision(&self, row: &Row, kind: Kind) -> Option<&Collision> {
        let field = row.field(&Column { kind, is_weight: false });
        self.collisions.iter().find(|collision| collision.field == field)
    }

    /// The version this page shows. A collision is shown with the other's value: saving once more is
    /// deliberate. Otherwise what the editor first saw stands.
    fn seen(&self, row: &Row, kind: &Kind) -> i64 {
        match self.collision(row, *kind) {
            Some(Collision { kept, .. }) => kept.map_or(0, |kept| kept.version),
            None if self.is_typed => self.form.value(&row.seen(*kind)).parse().unwrap_or(0),
            None => row.version(*kind),
        }
    }

    fn problem(&self, row: &Row, column: &Column) -> String {
        let field = row.field(column);
        self.form.at(&self.page, &field).join(" ")
    }

    /// The number of a collision, or its denominator or weight, as somebody else saved it.
    fn theirs(&self, row: &Row, column: &Column) -> Option<String> {
        let kept = self.collision(row, column.kind)?.kept;
        let kept = match kept {
            Some(kept) if column.is_weight => kept.weight,
            kept => kept.map(|kept| kept.value),
        };
        let empty = if column.is_weight { "grid-empty" } else { "figure-not-reported" };
        let kept = kept.map_or_else(|| self.page.t(empty), |kept| kept.to_string());
        row.takes(column).then(|| self.page.tn("grid-theirs", &[("value", &kept)]))
    }

    fn locked(&self, column: &Column) -> bool {
        if column.kind == Kind::Actual { !self.grid.may_actual } else { !self.grid.may_marks }
    }

    /// The kinds that this row takes from this actor. Of the others nothing is posted, and what is not
    /// posted stays as it is.
    fn kinds(&self, row: &Row) -> Vec<Kind> {
        let columns = self.grid.columns.iter().filter(|column| !column.is_weight);
        let open = columns.filter(|column| row.takes(column) && !self.locked(column));
        open.map(|column| column.kind).collect()
    }

    fn wants_reason(&self) -> bool {
        self.grid.rows.iter().any(|row| !row.current.is_empty())
    }
}
