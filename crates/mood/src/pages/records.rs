//! The calendar of monthly records: a unit and those below it over a year. A month without a record is a gap
//! that stands out; nothing fills it.

use super::{month_of, tabs, unit_id};
use crate::use_cases::records::{self, Calendar, MONTHS, Record};
use askama::Template;
use kernel::Month;
use matters::matter::median_halves;
use web_kit::page::Link;
use web_kit::{Answer, Page, Web, answer};

#[derive(Template)]
#[template(path = "mood/records.html")]
struct RecordsPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    tiles: Vec<(String, String)>,
    months: Vec<String>,
    rows: Vec<Row>,
    earlier: String,
    later: Option<String>,
}

struct Row {
    unit: Link,
    cells: Vec<Cell>,
}

struct Cell {
    href: String,
    /// What a screen reader says of the link.
    label: String,
    /// How strongly, in one word; `None` for a gap.
    said: Option<String>,
    is_high: bool,
    is_open: bool,
}

pub(super) async fn show(web: Web) -> Answer {
    let unit = web.query("unit").map(|id| unit_id(&id)).transpose()?;
    let now = web.now.today.month();
    let last = web.query("month").map(|text| month_of(&text)).transpose()?.unwrap_or(now).min(now);
    let calendar = records::calendar(&web, unit, last).await?;
    let page = web.page("mood-records-title");
    let month = page.month(&last);
    let page = page.subtitled(month);
    let of = unit.map(|unit| format!("unit={unit}&")).unwrap_or_default();
    let at = |month: Month| format!("/mood/records?{of}month={month}");
    let (tiles, months, rows) = match &calendar {
        Some(calendar) => drawn(&page, calendar),
        None => (Vec::new(), Vec::new(), Vec::new()),
    };
    answer::page(&RecordsPage {
        tabs: tabs(&page, "/mood/records"),
        tiles,
        months,
        rows,
        earlier: at(last.plus(-MONTHS)),
        later: (last < now).then(|| at(last.plus(MONTHS).min(now))),
        page,
    })
}

type Drawn = (Vec<(String, String)>, Vec<String>, Vec<Row>);

fn drawn(page: &Page, calendar: &Calendar) -> Drawn {
    let months = calendar.months.iter().map(|month| page.month(month)).collect();
    let rows = calendar.rows.iter().map(|(unit, row)| {
        let cells = calendar.months.iter().zip(row);
        Row {
            unit: Link::new(unit.name.clone(), format!("/mood/records?unit={}", unit.id)),
            cells: cells.map(|(month, record)| cell(page, unit, *month, record.as_ref())).collect(),
        }
    });
    (tiles(page, calendar), months, rows.collect())
}

fn cell(page: &Page, unit: &directory::Unit, month: Month, record: Option<&Record>) -> Cell {
    let content = record.map(|record| &record.content);
    let said = content.map(|content| page.t(content.intensity.key()));
    let what = said.clone().unwrap_or_else(|| page.t("mood-gap"));
    Cell {
        href: records::place(unit.id, month),
        label: format!("{} {} {what}", unit.name, page.month(&month)),
        is_high: content.is_some_and(|content| content.intensity == crate::record::Intensity::High),
        is_open: content.is_some_and(|content| !content.is_handled),
        said,
    }
}

/// How the units answer to what they hear.
fn tiles(page: &Page, calendar: &Calendar) -> Vec<(String, String)> {
    let days = match median_halves(&mut calendar.days.clone()) {
        None => page.t("mood-no-reply"),
        Some(n) if n % 2 == 0 => page.t1("matters-days", "n", n / 2),
        Some(n) => page.t1("matters-days", "n", format!("{}.5", n / 2)),
    };
    let [handled, all] = [calendar.handled, calendar.all].map(|n| n.to_string());
    let handled = page.tn("mood-handled-of", &[("n", &handled), ("all", &all)]);
    vec![(page.t("mood-reply-days"), days), (page.t("mood-handled-share"), handled)]
}
