//! The year's report on support and synergy: on the page, as an official document and as a workbook.

use super::said;
use super::support::{self, Row};
use crate::use_cases::looking::Entry;
use crate::use_cases::supporting::{self, Map, Report};
use askama::Template;
use axum::extract::Path;
use interchange::official::{Column as DocumentColumn, Official, Table as DocumentTable};
use interchange::writers::{self, Column, Format, Table};
use kernel::{Action, UnitId};
use web_kit::answer::{self, XLSX};
use web_kit::page::Link;
use web_kit::{Answer, Page, Web, WebError};

/// The media type of a .docx.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

#[derive(Template)]
#[template(path = "synergy/report.html")]
struct ReportPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    here: String,
    said: Said,
}

/// A report in words.
struct Said {
    summary: String,
    claims: Vec<Row>,
    findings: Vec<Finding>,
}

/// A question with what came out in the year.
struct Finding {
    question: Link,
    asked: String,
    standing: String,
    sentence: String,
    why: Vec<String>,
}

pub(super) async fn show(web: Web, Path((unit, year)): Path<(String, String)>) -> Answer {
    let (Ok(unit), Ok(year)) = (unit.parse::<UnitId>(), year.parse::<i32>()) else {
        return Err(WebError::not_found());
    };
    let format = web.query("format");
    let action = if format.is_some() { Action::Export } else { Action::Read };
    let report = supporting::report(&web, unit, year, action).await?;
    let page = web.page("synergy-report");
    let title = page.t("support-title");
    let page = page.crumb(title, format!("/support?year={year}"));
    let page = page.subtitled(format!("{} · {year}", report.unit_name));
    let said = said(&page, report);
    let name = format!("{} {}", page.title, page.subtitle);
    match format.as_deref() {
        Some("docx") => {
            answer::file(&format!("{name}.docx"), DOCX, document(&page, &said).write()?)
        }
        Some("xlsx") => answer::file(&format!("{name}.xlsx"), XLSX, book(&page, said)?),
        _ => answer::page(&ReportPage {
            tabs: super::tabs(&web, &page),
            here: format!("/synergy/report/{unit}/{year}"),
            said,
            page,
        }),
    }
}

fn said(page: &Page, report: Report) -> Said {
    let Report { claims, questions, known, year, .. } = report;
    let asked = claims.iter().filter(|claim| !claim.questions.is_empty()).count();
    let runs: usize = questions.iter().map(|entry| entry.runs.len()).sum();
    let map = Map { claims, known, years: Vec::new() };
    Said {
        summary: page.tn(
            "synergy-report-summary",
            &[
                ("claims", &page.count(map.claims.len())),
                ("asked", &page.count(asked)),
                ("questions", &page.count(questions.len())),
                ("runs", &page.count(runs)),
            ],
        ),
        claims: map.claims.iter().map(|claim| support::row(page, &map, claim, year)).collect(),
        findings: questions.iter().map(|entry| finding(page, &map, entry)).collect(),
    }
}

fn finding(page: &Page, map: &Map, entry: &Entry) -> Finding {
    let question = &entry.question;
    let title = said::title_of(page, &map.known, question);
    let both = (map.known.get(&question.content.cause), map.known.get(&question.content.outcome));
    let sentence = match (entry.latest(), both) {
        (Some(judged), (Some(cause), Some(outcome))) => {
            said::told(page, question, &judged.run.record, (cause, outcome))
        }
        _ => String::new(),
    };
    let lacks = entry.latest().map_or(&[][..], |judged| judged.verdict.why_not_higher());
    let reason = entry.latest().and_then(|judged| judged.run.record.reason.as_ref());
    let mut why: Vec<String> = reason.iter().map(|name| said::undefined(page, name)).collect();
    why.extend(lacks.iter().map(|lack| said::lack(page, lack)));
    Finding {
        question: Link::new(title, super::href(question.id)),
        asked: format!("{} · {}", page.t(question.asked.key()), said::period(page, question)),
        standing: said::standing(page, entry.latest()),
        sentence,
        why,
    }
}

fn document(page: &Page, said: &Said) -> Official {
    let mut claims = DocumentTable::new([
        DocumentColumn::text(page.t("support-task"), 5),
        DocumentColumn::text(page.t("question-outcome"), 3),
        DocumentColumn::text(page.t("support-evidence"), 5),
    ]);
    for row in &said.claims {
        claims = claims.row([
            row.task.label.as_str().into(),
            row.indicator.as_str().into(),
            row.state.as_str().into(),
        ]);
    }
    let mut document = Official::new(format!("{}\n{}", page.title, page.subtitle))
        .body(said.summary.as_str())
        .level1(page.t("support-claims"))
        .table(claims)
        .level1(page.t("synergy-report-findings"));
    if said.findings.is_empty() {
        document = document.body(page.t("synergy-report-none"));
    }
    for one in &said.findings {
        let mut text = format!("{}。{}。{}", one.asked, one.standing, one.sentence);
        text.extend(one.why.iter().map(String::as_str));
        document = document.level3(one.question.label.as_str()).body(text);
    }
    document
        .level1(page.t("synergy-report-method"))
        .body(page.t("question-how-text"))
        .level1(page.t("synergy-report-limits"))
        .body(page.t("question-limits-text"))
        .body(page.t("support-note"))
}

fn book(page: &Page, said: Said) -> Result<Vec<u8>, kernel::Problem> {
    let sheet = |title: &str, keys: &[&str], rows| Table {
        title: page.t(title),
        columns: keys.iter().map(|key| Column::new(page.t(*key), Format::Text)).collect(),
        rows,
        charts: Vec::new(),
    };
    let claims = said.claims.into_iter().map(support::cells).collect();
    let finding = |one: Finding| {
        vec![
            one.question.label.into(),
            one.asked.into(),
            one.standing.into(),
            one.sentence.into(),
            one.why.join(" ").into(),
        ]
    };
    let findings = said.findings.into_iter().map(finding).collect();
    let words = ["question-how-text", "question-limits-text", "support-note"];
    let words = words.map(|key| vec![page.t(key).into()]).to_vec();
    writers::xlsx(&[
        sheet(
            "support-claims",
            &["question-unit", "support-task", "question-outcome", "support-evidence"],
            claims,
        ),
        sheet(
            "synergy-report-findings",
            &[
                "question-column",
                "question-asked",
                "question-standing",
                "question-effect",
                "synergy-report-why",
            ],
            findings,
        ),
        sheet("synergy-report-method", &["synergy-report-limits"], words),
    ])
}
