//! Lists of people from files: the upload, its preview, the rows that were refused, the confirmation.

use crate::people::list::{COLUMNS as FIELDS, MOST, Verdict};
use crate::people::store::{Judged, List, ListId, Reason};
use crate::people::use_cases;
use askama::Template;
use axum::extract::Path;
use interchange::list;
use interchange::writers::{self, Blank, Returned};
use kernel::{Lang, Problem};
use store::Refusal;
use web_kit::confirm::ConfirmPage;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Form, Page, Upload, Web, WebError, answer};

const COLUMNS: &[Column] = &[
    Column { sorts: false, ..Column::number("row", "people-row") },
    Column::fixed("name", "people-name"),
    Column::fixed("number", "people-number").later(),
    Column::fixed("reason", "people-reason"),
];

#[derive(Template)]
#[template(path = "people/import.html")]
struct AskPage {
    page: Page,
    form: Typed,
}

fn ask_page(web: &Web, form: Typed) -> AskPage {
    let page = web.page("people-import");
    let crumb = page.t("people-title");
    AskPage { page: page.crumb(crumb, "/people"), form }
}

pub(super) async fn ask(web: Web) -> Answer {
    answer::page(&ask_page(&web, Typed::default()))
}

pub(super) async fn receive(mut upload: Upload) -> Answer {
    let input = upload.file("file").await?;
    let (web, name) = (upload.web, input.name.clone());
    let read = tokio::task::spawn_blocking(move || list::read(&input, &FIELDS, MOST)).await;
    match read.map_err(|_| WebError::from(Problem::new("form-unreadable")))? {
        Ok(read) => {
            let id = use_cases::receive(&web, &name, read).await?;
            answer::go(&web, &format!("/people/import/{}", id.0))
        }
        Err(problem) => answer::refused(&ask_page(&web, Typed::default().refused(vec![problem]))),
    }
}

#[derive(Template)]
#[template(path = "people/preview.html")]
struct PreviewPage {
    page: Page,
    list: List,
    /// The kinds of rows with their number, the one shown marked.
    kinds: Vec<(Link, i64, bool)>,
    shows: Verdict,
    table: Table,
    lines: Vec<Judged>,
}

impl PreviewPage {
    fn said<'a>(&self, reason: &'a Reason) -> &'a str {
        said(self.page.lang, reason)
    }

    fn action(&self, what: &str) -> String {
        format!("/people/import/{}/{what}?seen={}", self.list.id, self.list.revision)
    }

    fn is_refusals(&self) -> bool {
        self.shows == Verdict::Refused
    }
}

fn said(lang: Lang, reason: &Reason) -> &str {
    match lang {
        Lang::Zh => &reason.zh,
        Lang::En => &reason.en,
    }
}

pub(super) async fn show(web: Web, Path(id): Path<i64>) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let list = use_cases::see(&web, ListId(id)).await?;
    let asked = web.query("show").and_then(|name| Verdict::from_name(&name));
    let first = if list.refused > 0 { Verdict::Refused } else { Verdict::Fresh };
    let shows = asked.unwrap_or(first);
    let window = (query.size as i64, query.offset() as i64);
    let preview = use_cases::preview(&web, ListId(id), shows, window).await?;
    answer::page(&preview_page(&web, query, shows, preview))
}

fn preview_page(
    web: &Web,
    query: Query,
    shows: Verdict,
    preview: use_cases::Preview,
) -> PreviewPage {
    let list = preview.list;
    let here = format!("/people/import/{}", list.id);
    let title = if list.is_confirmed() { "people-list-done" } else { "people-list-preview" };
    let page = web.page(title).subtitled(list.file.clone());
    let (people, import) = (page.t("people-title"), page.t("people-import"));
    let page = page.crumb(people, "/people").crumb(import, "/people/import");
    let count = |verdict| match verdict {
        Verdict::Fresh => list.fresh,
        Verdict::Known => list.known,
        Verdict::Refused => list.refused,
    };
    let kind = |verdict: Verdict| {
        let key = match (verdict, list.is_confirmed()) {
            (Verdict::Fresh, true) => "people-list-written".to_owned(),
            _ => format!("people-list-{}", verdict.name()),
        };
        // Of a confirmed list only the refused rows are still there to be looked at.
        let is_there = !list.is_confirmed() || verdict == Verdict::Refused;
        let has_link = is_there && count(verdict) > 0;
        let href = if has_link { format!("{here}?show={}", verdict.name()) } else { String::new() };
        (Link::new(page.t(key), href), count(verdict), verdict == shows)
    };
    PreviewPage {
        kinds: Verdict::ALL.map(kind).to_vec(),
        table: Table::new("lines", here, COLUMNS, query, count(shows).max(0) as u64),
        lines: preview.lines,
        shows,
        list,
        page,
    }
}

pub(super) async fn errors(web: Web, Path(id): Path<i64>) -> Answer {
    let rows = use_cases::refused(&web, ListId(id)).await?;
    let returned = |judged: Judged| Returned {
        reasons: judged
            .reasons
            .iter()
            .map(|reason| (reason.column, said(web.lang, reason).to_owned()))
            .collect(),
        texts: vec![judged.line.name, judged.line.staff_number],
    };
    let page = web.page("people-errors");
    let headings = FIELDS.map(|column| page.t(column.title));
    let rows: Vec<Returned> = rows.into_iter().map(returned).collect();
    let bytes = writers::list_errors(&headings, &rows, web.lang)?;
    answer::file(&format!("{}.xlsx", page.title), answer::XLSX, bytes)
}

pub(super) async fn template(web: Web) -> Answer {
    let page = web.page("people-template");
    let blank = |column: &list::Column| Blank {
        heading: page.t(column.title),
        example: page.t(format!("people-example-{}", column.id)),
        ..Blank::default()
    };
    let columns: Vec<Blank> = FIELDS.iter().map(blank).collect();
    let notes =
        ["people-note-name", "people-note-number", "people-note-other"].map(|key| page.t(key));
    let bytes = writers::list_template(&columns, &notes, web.lang)?;
    answer::file(&format!("{}.xlsx", page.title), answer::XLSX, bytes)
}

pub(super) async fn confirm(Path(id): Path<i64>, Form(web, form): Form) -> Answer {
    let seen = web.query("seen").and_then(|seen| seen.parse().ok()).unwrap_or(0);
    if !form.is_confirmed() {
        return sure(&web, form, (id, "confirm", seen), "people-list-confirm").await;
    }
    let here = format!("/people/import/{id}");
    match use_cases::confirm(&web, ListId(id), seen).await {
        Ok(created) => {
            let said = web.page("people-title").t1("people-list-created", "n", created);
            answer::go_saying(&web, &here, Tone::Good, &said)
        }
        // The preview as it is now, with why it was not confirmed.
        Err(Refusal::Conflict(problem)) => {
            let said = web.page("people-title").problem(&problem);
            answer::go_saying(&web, &here, Tone::Warn, &said)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

pub(super) async fn discard(Path(id): Path<i64>, Form(web, form): Form) -> Answer {
    if !form.is_confirmed() {
        return sure(&web, form, (id, "discard", 0), "people-list-discard").await;
    }
    use_cases::discard(&web, ListId(id)).await?;
    let said = web.page("people-title").t("people-list-discarded");
    answer::go_saying(&web, "/people/import", Tone::Good, &said)
}

/// Asks once more, for browsers without scripts.
async fn sure(web: &Web, form: Typed, (id, what, seen): (i64, &str, i64), key: &str) -> Answer {
    let list = use_cases::see(web, ListId(id)).await?;
    let page = web.page("people-list-preview").subtitled(list.file);
    let question = page.t1(&format!("{key}-question"), "n", list.fresh);
    let (label, detail) = (page.t1(key, "n", list.fresh), String::new());
    let back = format!("/people/import/{id}");
    let action = format!("{back}/{what}?seen={seen}");
    answer::page(&ConfirmPage { page, action, form, question, detail, label, back })
}
