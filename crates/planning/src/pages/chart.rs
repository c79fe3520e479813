//! One indicator of one unit over two years.

use super::shown;
use crate::indicator::Direction;
use crate::reading::Kind;
use crate::use_cases::Rules;
use crate::use_cases::chart::{self, Course, Point};
use askama::Template;
use axum::extract::Path;
use interchange::writers::{self, Column, Format, Table};
use kernel::{IndicatorId, Month, UnitId};
use web_kit::answer::{self, Answer, XLSX};
use web_kit::chart::{Chart, Part};
use web_kit::status::{Figure, Status};
use web_kit::{Page, Web, WebError};

#[derive(Template)]
#[template(path = "planning/course.html")]
struct CoursePage {
    page: Page,
    course: Course,
    chart: Chart,
}

pub async fn show(web: Web, Path((unit, indicator)): Path<(String, String)>) -> Answer {
    let (Ok(unit), Ok(indicator)) = (unit.parse::<UnitId>(), indicator.parse::<IndicatorId>())
    else {
        return Err(WebError::not_found());
    };
    let month: Option<Month> = web.query("month").map(|text| text.parse()).transpose()?;
    let rules = Rules::of(&web.settings, web.now)?;
    let month = month.unwrap_or(rules.today.month());
    let course = chart::look(&web, rules, unit, indicator, month).await?;
    let page = web.page("tracker-title");
    let title = shown::name(&page, &course.indicator);
    let page = shown::crumbs(page, &course.place.path, month)
        .named(title)
        .subtitled(shown::measure(&web.page("tracker-title"), &course.indicator));
    if web.query("format").as_deref() == Some("xlsx") {
        return book(&page, &course);
    }
    let chart = draw(&page, &course);
    answer::page(&CoursePage { page, course, chart })
}

fn draw(page: &Page, course: &Course) -> Chart {
    let indicator = &course.indicator;
    let labels = course.points.iter().map(|point| point.period.to_string()).collect();
    let mark = |kind: Kind| -> Vec<Figure> {
        let of = |point: &Point| shown::mark(indicator, point.figures.whole(kind)?);
        course.points.iter().map(|point| of(point).unwrap_or(Figure::NotApplicable)).collect()
    };
    let actual =
        course.points.iter().map(|point| shown::actual(indicator, point.figures.actual)).collect();
    let mut chart = Chart::new(shown::name(page, indicator), indicator.unit.clone(), labels);
    if indicator.direction == Direction::Range {
        chart = chart.series(page.t("term-target"), Part::Low, mark(Kind::Target)).series(
            page.t("term-target-high"),
            Part::High,
            mark(Kind::TargetHigh),
        );
    } else {
        chart = chart.series(page.t("term-target"), Part::Target, mark(Kind::Target));
    }
    let has_threshold = |point: &Point| point.figures.whole(Kind::Threshold).is_some();
    if course.points.iter().any(has_threshold) {
        chart = chart.series(page.t("term-threshold"), Part::Threshold, mark(Kind::Threshold));
    }
    chart.series(page.t("term-actual"), Part::Actual, actual)
}

fn book(page: &Page, course: &Course) -> Answer {
    let terms = &course.indicator;
    let number = Format::Number(terms.decimals);
    let columns = [("grid-period", Format::Text), ("term-target", number), ("term-actual", number)];
    let mut columns: Vec<Column> =
        columns.into_iter().map(|(key, format)| Column::new(page.t(key), format)).collect();
    columns.push(Column::new(page.t("tracker-status"), Format::Text));
    let row = |point: &Point| {
        vec![
            point.period.into(),
            shown::cell(page, point.figures.target().worth(terms)),
            shown::cell(page, point.figures.actual.worth(terms)),
            shown::word_always(page, terms, point.standing).into(),
        ]
    };
    let table = Table {
        title: page.title.clone(),
        columns,
        rows: course.points.iter().map(row).collect(),
        charts: vec![writers::Chart::target_and_actual(page.title.clone(), 0, 1, 2)],
    };
    let name = format!("{} {}.xlsx", course.place.name, page.title);
    answer::file(&name, XLSX, writers::xlsx(&[table])?)
}

impl CoursePage {
    /// The glossary's entry for the indicator, where the trade has a word for it.
    fn term(&self) -> Option<&'static str> {
        let indicator = &self.course.indicator;
        let mut names = [&indicator.name_zh, &indicator.name_en].into_iter();
        names.find_map(|name| web_kit::glossary::by_name(name))
    }

    fn export_href(&self) -> String {
        let Course { place, indicator, month, .. } = &self.course;
        format!("/tracker/{}/{}?month={month}&format=xlsx", place.id, indicator.id)
    }

    /// The periods that have anything, the newest first.
    fn points(&self) -> impl Iterator<Item = &Point> {
        self.course.points.iter().rev().filter(|point| !point.figures.is_empty())
    }

    fn href(&self, point: &Point, kind: &str) -> String {
        let kind = crate::reading::kind_by_name(kind).unwrap_or_default();
        shown::history(self.course.place.id, &self.course.indicator, point.period, kind)
    }

    fn actual(&self, point: &Point) -> Figure {
        shown::actual(&self.course.indicator, point.figures.actual)
    }

    fn target(&self, point: &Point) -> Vec<Figure> {
        shown::target(&self.course.indicator, &point.figures)
    }

    fn status(&self, point: &Point) -> Status {
        shown::status(point.standing)
    }

    fn word(&self, point: &Point) -> String {
        shown::word(&self.page, &self.course.indicator, point.standing)
    }
}
