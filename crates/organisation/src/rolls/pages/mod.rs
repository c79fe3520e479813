//! The pages of lists from files, of any kind: the upload, the preview with corrections, the rows that
//! were refused, the confirmation.

use super::store::{Judged, Reason, Roll};
use super::{Kind, RollId, Verdict, use_cases};
use askama::Template;
use axum::extract::Path;
use interchange::writers::{self, Blank, Returned};
use kernel::{Lang, Problem};
use store::Refusal;
use web_kit::confirm::ConfirmPage;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::table::{Query, Table};
use web_kit::{Answer, Form, Page, Upload, Web, WebError, answer};

/// The Fluent key of a kind's own text.
fn key<K: Kind>(what: &str) -> String {
    format!("roll-{}-{what}", K::NAME)
}

#[derive(Template)]
#[template(path = "rolls/import.html")]
struct AskPage {
    page: Page,
    form: Typed,
    path: &'static str,
    home: &'static str,
    help: String,
    template: String,
}

fn ask_page<K: Kind>(web: &Web, form: Typed) -> AskPage {
    let page = web.page(&key::<K>("import"));
    let crumb = page.t(K::HOME_TITLE);
    AskPage {
        form,
        path: K::PATH,
        home: K::HOME,
        help: page.t(key::<K>("help")),
        template: format!("{}/template", K::PATH),
        page: page.crumb(crumb, K::HOME),
    }
}

pub async fn ask<K: Kind>(web: Web) -> Answer {
    answer::page(&ask_page::<K>(&web, Typed::default()))
}

pub async fn receive<K: Kind>(mut upload: Upload) -> Answer {
    let input = upload.file("file").await?;
    let (web, name) = (upload.web, input.name.clone());
    let read = tokio::task::spawn_blocking(move || K::read(&input)).await;
    match read.map_err(|_| WebError::from(Problem::new("form-unreadable")))? {
        Ok(read) => {
            let id = use_cases::receive::<K>(&web, &name, read).await?;
            answer::go(&web, &format!("{}/{}", K::PATH, id.0))
        }
        Err(problem) => {
            answer::refused(&ask_page::<K>(&web, Typed::default().refused(vec![problem])))
        }
    }
}

#[derive(Template)]
#[template(path = "rolls/preview.html")]
struct PreviewPage {
    page: Page,
    roll: Roll,
    /// The kinds of rows with their number.
    kinds: Vec<(Link, i64)>,
    shows: Verdict,
    table: Table,
    columns: Vec<String>,
    /// Which of them hold days, which are never broken.
    days: Vec<bool>,
    lines: Vec<Judged>,
    path: &'static str,
    home: Link,
    confirm: String,
    question: String,
}

impl PreviewPage {
    fn said<'a>(&self, reason: &'a Reason) -> &'a str {
        said(self.page.lang, reason)
    }

    fn action(&self, what: &str) -> String {
        format!("{}/{}/{what}?seen={}", self.path, self.roll.id, self.roll.revision)
    }

    fn correction(&self, judged: &Judged) -> String {
        let row = judged.line.row;
        format!("{}/{}/rows/{row}?page={}", self.path, self.roll.id, self.table.query.page)
    }

    /// The fields that correct a row: id, label, what stands there.
    fn fields<'a>(&'a self, judged: &'a Judged) -> Vec<(String, &'a str, &'a str)> {
        let id = |at: usize| format!("c-{}-{at}", judged.line.row);
        let columns = self.columns.iter().enumerate();
        columns.map(|(at, label)| (id(at), label.as_str(), judged.line.cell(at))).collect()
    }

    /// The cells of a row, each with whether it holds a day.
    fn cells<'a>(&'a self, judged: &'a Judged) -> impl Iterator<Item = (&'a String, &'a bool)> {
        judged.line.cells.iter().zip(&self.days)
    }

    fn is_refusals(&self) -> bool {
        self.shows == Verdict::Refused
    }

    /// The heading of what is said of each row beside its cells; `None` where nothing is.
    fn beside(&self) -> Option<&'static str> {
        match self.is_refusals() {
            true => Some("roll-reason"),
            false if self.lines.iter().any(|judged| !judged.reasons.is_empty()) => Some("roll-was"),
            false => None,
        }
    }
}

fn said(lang: Lang, reason: &Reason) -> &str {
    match lang {
        Lang::Zh => &reason.zh,
        Lang::En => &reason.en,
    }
}

pub async fn show<K: Kind>(web: Web, Path(id): Path<i64>) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), &[]);
    let roll = use_cases::see::<K>(&web, RollId(id)).await?;
    let asked = web.query("show").and_then(|name| Verdict::from_name(&name));
    let order = [Verdict::Refused, Verdict::Changed, Verdict::Fresh];
    let first = order.into_iter().find(|verdict| roll.count(*verdict) > 0);
    let shows = asked.or(first).unwrap_or(Verdict::Known);
    let window = (query.size as i64, query.offset() as i64);
    let lines = use_cases::lines::<K>(&web, RollId(id), shows, window).await?;
    answer::page(&preview_page::<K>(&web, query, shows, roll, lines))
}

fn preview_page<K: Kind>(
    web: &Web,
    query: Query,
    shows: Verdict,
    roll: Roll,
    lines: Vec<Judged>,
) -> PreviewPage {
    let here = format!("{}/{}", K::PATH, roll.id);
    let title = if roll.is_confirmed() { "roll-done" } else { "roll-preview" };
    let page = web.page(title).subtitled(roll.file.clone());
    let (home, import) = (page.t(K::HOME_TITLE), page.t(key::<K>("import")));
    let page = page.crumb(home.clone(), K::HOME).crumb(import, K::PATH);
    let kind = |verdict: Verdict| {
        let what = match roll.is_confirmed() && verdict.is_written() {
            true => format!("{}-written", verdict.name()),
            false => verdict.name().to_owned(),
        };
        // Of a confirmed list only the refused rows are still there to be looked at.
        let is_there = !roll.is_confirmed() || verdict == Verdict::Refused;
        let has_link = is_there && roll.count(verdict) > 0;
        let href = if has_link { format!("{here}?show={}", verdict.name()) } else { String::new() };
        (Link::new(page.t(format!("roll-{what}")), href), roll.count(verdict))
    };
    PreviewPage {
        kinds: Verdict::ALL.map(kind).to_vec(),
        table: Table::new("lines", here, &[], query, roll.count(shows).max(0) as u64),
        columns: K::COLUMNS.iter().map(|column| page.t(column.title)).collect(),
        days: K::COLUMNS.iter().map(|column| column.is_day).collect(),
        confirm: page.t1(&key::<K>("confirm"), "n", roll.written()),
        question: page.t1(&key::<K>("question"), "n", roll.written()),
        home: Link::new(home, K::HOME),
        path: K::PATH,
        lines,
        shows,
        roll,
        page,
    }
}

pub async fn correct<K: Kind>(Path((id, row)): Path<(i64, u32)>, Form(web, form): Form) -> Answer {
    let cells: Vec<String> = form.values("cell").map(str::to_owned).collect();
    let page = web.query("page").unwrap_or_else(|| "1".to_owned());
    let there = format!("{}/{id}?show=refused&page={page}", K::PATH);
    let here = format!("{}/{id}", K::PATH);
    match use_cases::correct::<K>(&web, RollId(id), row, cells).await {
        Ok(Verdict::Refused) => {
            let said = web.page("roll-preview").t1("roll-still-refused", "row", row);
            answer::go_saying(&web, &there, Tone::Warn, &said)
        }
        Ok(_) => {
            let said = web.page("roll-preview").t1("roll-corrected", "row", row);
            answer::go_saying(&web, &here, Tone::Good, &said)
        }
        Err(Refusal::Conflict(problem)) => {
            let said = web.page("roll-preview").problem(&problem);
            answer::go_saying(&web, &here, Tone::Warn, &said)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

pub async fn errors<K: Kind>(web: Web, Path(id): Path<i64>) -> Answer {
    let rows = use_cases::refused::<K>(&web, RollId(id)).await?;
    let returned = |judged: Judged| Returned {
        reasons: judged
            .reasons
            .iter()
            .map(|reason| (reason.column, said(web.lang, reason).to_owned()))
            .collect(),
        texts: judged.line.cells,
    };
    let page = web.page("roll-errors");
    let headings: Vec<String> = K::COLUMNS.iter().map(|column| page.t(column.title)).collect();
    let rows: Vec<Returned> = rows.into_iter().map(returned).collect();
    let bytes = writers::list_errors(&headings, &rows, web.lang)?;
    answer::file(&format!("{}.xlsx", page.title), answer::XLSX, bytes)
}

pub async fn template<K: Kind>(web: Web) -> Answer {
    let page = web.page(&key::<K>("template"));
    let blank = |column: &interchange::list::Column| Blank {
        heading: page.t(column.title),
        example: page.t(key::<K>(&format!("example-{}", column.id))),
        ..Blank::default()
    };
    let columns: Vec<Blank> = K::COLUMNS.iter().map(blank).collect();
    // A note for each column that wants one, then one about everything else.
    let notes = page.t(key::<K>("notes"));
    let notes: Vec<String> = notes.lines().map(str::to_owned).collect();
    let bytes = writers::list_template(&columns, &notes, web.lang)?;
    answer::file(&format!("{}.xlsx", page.title), answer::XLSX, bytes)
}

pub async fn confirm<K: Kind>(Path(id): Path<i64>, Form(web, form): Form) -> Answer {
    let seen = web.query("seen").and_then(|seen| seen.parse().ok()).unwrap_or(0);
    if !form.is_confirmed() {
        let (label, question) = (key::<K>("confirm"), key::<K>("question"));
        return sure::<K>(&web, form, (id, "confirm", seen), (&label, &question)).await;
    }
    let here = format!("{}/{id}", K::PATH);
    match use_cases::confirm::<K>(&web, RollId(id), seen).await {
        Ok(counts) => {
            let written = counts.fresh + counts.changed;
            let said = web.page("roll-done").t1(&key::<K>("written"), "n", written);
            answer::go_saying(&web, &here, Tone::Good, &said)
        }
        // The preview as it is now, with why it was not confirmed.
        Err(Refusal::Conflict(problem)) => {
            let said = web.page("roll-preview").problem(&problem);
            answer::go_saying(&web, &here, Tone::Warn, &said)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

pub async fn discard<K: Kind>(Path(id): Path<i64>, Form(web, form): Form) -> Answer {
    if !form.is_confirmed() {
        let texts = ("roll-discard", "roll-discard-question");
        return sure::<K>(&web, form, (id, "discard", 0), texts).await;
    }
    use_cases::discard::<K>(&web, RollId(id)).await?;
    let said = web.page("roll-preview").t("roll-discarded");
    answer::go_saying(&web, K::PATH, Tone::Good, &said)
}

/// Asks once more, for browsers without scripts.
async fn sure<K: Kind>(
    web: &Web,
    form: Typed,
    (id, what, seen): (i64, &str, i64),
    (label, question): (&str, &str),
) -> Answer {
    let roll = use_cases::see::<K>(web, RollId(id)).await?;
    let written = roll.written();
    let page = web.page("roll-preview").subtitled(roll.file);
    let question = page.t1(question, "n", written);
    let (label, detail) = (page.t1(label, "n", written), String::new());
    let back = format!("{}/{id}", K::PATH);
    let action = format!("{back}/{what}?seen={seen}");
    answer::page(&ConfirmPage { page, action, form, question, detail, label, back })
}
