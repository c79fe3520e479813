//! One import: being read, waiting for a decision, done, undone.

use crate::imports::rules::{Preview, RefusedLine, Said};
use crate::imports::store::{Import, State};
use crate::imports::use_cases::{self, see};
use crate::reading::KIND_NAMES;
use askama::Template;
use axum::extract::Path;
use interchange::Answer as Decision;
use kernel::{Action, ImportId};
use std::collections::BTreeMap;
use web_kit::answer::{self, Answer};
use web_kit::confirm::ConfirmPage;
use web_kit::error::WebError;
use web_kit::page::{Page, Tone};
use web_kit::table::{Column, Query, Table};
use web_kit::web::{Form, Web};

const REFUSALS: &[Column] = &[
    Column::text("file", "imports-file"),
    Column::text("sheet", "imports-sheet"),
    Column::fixed("cell", "imports-cell"),
    Column::fixed("text", "imports-cell-text"),
    Column::text("reason", "imports-reason"),
];

#[derive(Template)]
#[template(path = "imports/import.html")]
struct ImportPage {
    page: Page,
    import: Import,
    preview: Option<Preview>,
    refusals: Table,
    refused: Vec<RefusedLine>,
    failures: Vec<Said>,
    may_import: bool,
}

impl ImportPage {
    fn waits(&self) -> bool {
        self.may_import && self.import.state == State::Preview
    }

    fn kind(&self, code: &u8) -> String {
        let name = KIND_NAMES.get(usize::from(*code)).copied().unwrap_or(KIND_NAMES[0]);
        self.page.t(format!("imports-kind-{name}"))
    }

    /// The confirm button's address: it carries what the person saw.
    fn confirm_action(&self, preview: &Preview) -> String {
        format!("/imports/{}/confirm?seen={}", self.import.id, preview.fingerprint)
    }
}

pub(super) async fn show(web: Web, Path(id): Path<i64>) -> Answer {
    let seen = see(&web.ctx, ImportId(id), Action::Read).await?;
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), REFUSALS);
    if query.as_workbook {
        return answer::go(&web, &format!("/imports/{id}/errors"));
    }
    let preview = seen.preview;
    let all = preview.as_ref().map_or(&[][..], |preview| &preview.refusals.rows);
    let (total, refused) = shown(all, &query, web.lang);
    let page = web
        .page("imports-one")
        .subtitled(format!("{} · {id}", seen.import.profile))
        .crumb(web.page("imports-title").title, "/imports");
    let failures = seen.import.failure.as_deref().map(serde_json::from_str::<Vec<Said>>);
    answer::page(&ImportPage {
        page,
        refusals: Table::new("refusals", format!("/imports/{id}"), REFUSALS, query, total),
        refused,
        failures: failures.and_then(Result::ok).unwrap_or_default(),
        import: seen.import,
        preview,
        may_import: seen.may_import,
    })
}

/// The refusals that the address asks for.
fn shown(all: &[RefusedLine], query: &Query, lang: kernel::Lang) -> (u64, Vec<RefusedLine>) {
    let search = query.search.to_lowercase();
    let mut rows: Vec<&RefusedLine> = all
        .iter()
        .filter(|row| {
            let texts = [&row.file, &row.sheet, &row.cell, &row.text, row.reason.get(lang)];
            search.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&search))
        })
        .collect();
    if let Some(sort) = query.sort {
        let key = |row: &RefusedLine| match sort.column {
            "file" => row.file.clone(),
            "sheet" => row.sheet.clone(),
            _ => row.reason.get(lang).to_owned(),
        };
        rows.sort_by_key(|row| key(row));
        if sort.descending {
            rows.reverse();
        }
    }
    let page = rows.iter().skip(query.offset() as usize).take(query.size as usize);
    (rows.len() as u64, page.map(|row| (*row).clone()).collect())
}

pub(super) async fn errors(web: Web, Path(id): Path<i64>) -> Answer {
    let bytes = use_cases::error_sheet(&web.ctx, ImportId(id), web.lang).await?;
    let name = web.page("imports-error-sheet").title;
    answer::file(&format!("{name} {id}.xlsx"), answer::XLSX, bytes)
}

pub(super) async fn decide(Path(id): Path<i64>, Form(web, form): Form) -> Answer {
    let revision = form.value("revision").parse().unwrap_or(0);
    let mut answers = BTreeMap::new();
    for (name, value) in form.pairs() {
        let Some(question) = name.strip_prefix("q:") else { continue };
        let reason = form.value(&format!("reason:{question}")).trim().to_owned();
        let answer = match value.as_str() {
            "yes" => Some(Decision::Yes),
            "no" => Some(Decision::No),
            "accept" => Some(Decision::Accept { reason }),
            _ => None,
        };
        answers.insert(question.to_owned(), answer);
    }
    use_cases::decide(&web.ctx, ImportId(id), revision, answers).await?;
    answer::go(&web, &format!("/imports/{id}"))
}

pub(super) async fn again(Path(id): Path<i64>, Form(web, _): Form) -> Answer {
    use_cases::look_again(&web.ctx, ImportId(id)).await?;
    answer::go(&web, &format!("/imports/{id}"))
}

pub(super) async fn confirm(Path(id): Path<i64>, Form(web, form): Form) -> Answer {
    let seen = web.query("seen").unwrap_or_default();
    if !form.is_confirmed() {
        let action = format!("/imports/{id}/confirm?seen={seen}");
        return sure(&web, form, (action, id), ("imports-confirm-sure", "imports-confirm"));
    }
    use_cases::confirm(&web.ctx, ImportId(id), &seen).await?;
    done(&web, id, "imports-confirmed")
}

pub(super) async fn discard(Path(id): Path<i64>, Form(web, form): Form) -> Answer {
    if !form.is_confirmed() {
        let action = format!("/imports/{id}/discard");
        return sure(&web, form, (action, id), ("imports-discard-sure", "imports-discard"));
    }
    use_cases::discard(&web.ctx, ImportId(id)).await?;
    done(&web, id, "imports-discarded")
}

pub(super) async fn undo(Path(id): Path<i64>, Form(web, form): Form) -> Answer {
    if !form.is_confirmed() {
        let action = format!("/imports/{id}/undo");
        return sure(&web, form, (action, id), ("imports-undo-sure", "imports-undo"));
    }
    use_cases::undo(&web.ctx, ImportId(id)).await?;
    done(&web, id, "imports-undone")
}

fn done(web: &Web, id: i64, text: &str) -> Result<axum::response::Response, WebError> {
    let text = web.page(text).title;
    answer::go_saying(web, &format!("/imports/{id}"), Tone::Good, &text)
}

/// Asks once more, for browsers without scripts.
fn sure(
    web: &Web,
    form: web_kit::form::Typed,
    (action, id): (String, i64),
    (question, label): (&str, &str),
) -> Answer {
    let page = web.page("imports-one");
    let (question, label) = (page.t(question), page.t(label));
    let (detail, back) = (String::new(), format!("/imports/{id}"));
    answer::page(&ConfirmPage { page, action, form, question, detail, label, back })
}
