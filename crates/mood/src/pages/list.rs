//! The list of surveys. How many have answered is not said before a survey closes, and nowhere as a rate.

use super::tabs;
use crate::use_cases::surveys;
use askama::Template;
use kernel::{Action, Resource};
use web_kit::page::Link;
use web_kit::{Answer, Page, Web, answer};

/// Surveys shown: years of them.
const MOST: i64 = 500;

#[derive(Template)]
#[template(path = "mood/list.html")]
struct ListPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    rows: Vec<Row>,
    may_make: bool,
}

struct Row {
    survey: Link,
    unit: String,
    month: String,
    stage: String,
    is_open: bool,
}

pub(super) async fn show(web: Web) -> Answer {
    let surveys = surveys::list(&web, MOST).await?;
    let page = web.page("mood-title");
    let rows = surveys.into_iter().map(|(survey, unit)| Row {
        survey: Link::new(survey.title, format!("/mood/{}", survey.id)),
        unit,
        month: page.month(&survey.month),
        stage: page.t(survey.stage.key()),
        is_open: survey.stage == crate::survey::Stage::Open,
    });
    let rows = rows.collect();
    let may_make = web.can(Action::Create, Resource::Mood, &[]);
    answer::page(&ListPage { tabs: tabs(&page, "/mood"), rows, may_make, page })
}
