//! One import: being read, waiting for a decision, done, undone.

use super::lines::{Line, Lines, export};
use crate::imports::rules::{NewUnit, Preview, QuestionLine, RestatedLine, Said};
use crate::imports::store::{Import, State};
use crate::imports::use_cases::{self, Seen, needs_reason, reason_of, see};
use ::store::Refusal;
use askama::Template;
use axum::extract::Path;
use interchange::Answer as Decision;
use kernel::{Action, ImportId};
use std::collections::BTreeMap;
use web_kit::answer::{self, Answer};
use web_kit::confirm::ConfirmPage;
use web_kit::error::WebError;
use web_kit::form::Typed;
use web_kit::page::{Page, Tone};
use web_kit::web::{Form, Web};

#[derive(Template)]
#[template(path = "imports/import.html")]
struct ImportPage {
    page: Page,
    import: Import,
    preview: Option<Preview>,
    lists: Lists,
    /// What was typed into a form that was refused.
    form: Typed,
    failures: Vec<Said>,
    may_import: bool,
}

/// The long lists of the preview.
struct Lists {
    refusals: Lines,
    restated: Lines,
    units: Lines,
}

impl ImportPage {
    fn new(web: &Web, seen: Seen, form: Typed) -> Self {
        let Seen { import, preview, may_import } = seen;
        let page = web
            .page("imports-one")
            .subtitled(format!("{} · {}", import.profile, import.id))
            .crumb(web.page("imports-title").title, "/imports");
        let failures = import.failure.as_deref().map(serde_json::from_str::<Vec<Said>>);
        let nothing = Preview::default();
        let of = preview.as_ref().unwrap_or(&nothing);
        let (id, address) = (import.id, address(web));
        let lists = Lists {
            refusals: Lines::new(&of.refusals.rows, id, &page, address),
            restated: Lines::new(&of.restated.rows, id, &page, address),
            units: Lines::new(&of.units.rows, id, &page, address),
        };
        let failures = failures.and_then(Result::ok).unwrap_or_default();
        Self { page, import, preview, lists, form, failures, may_import }
    }

    fn waits(&self) -> bool {
        self.may_import && self.import.state == State::Preview
    }

    /// The confirm button's address: it carries what the person saw.
    fn confirm_action(&self, preview: &Preview) -> String {
        format!("/imports/{}/confirm?seen={}", self.import.id, preview.fingerprint)
    }

    /// What is chosen: as typed just now, else as decided.
    fn chosen(&self, question: &QuestionLine) -> &str {
        let typed = self.form.value(&format!("q:{}", question.id));
        match &question.answer {
            _ if !typed.is_empty() => typed,
            None => "none",
            Some(Decision::Yes) => "yes",
            Some(Decision::No) => "no",
            Some(Decision::Accept { .. }) => "accept",
        }
    }

    fn field(&self, question: &QuestionLine) -> String {
        format!("reason:{}", question.id)
    }

    fn reason(&self, question: &QuestionLine) -> String {
        let field = self.field(question);
        let typed = self.form.pairs().iter().find(|(name, _)| *name == field);
        match (typed, &question.answer) {
            (Some((_, typed)), _) => typed.clone(),
            (None, Some(Decision::Accept { reason })) => reason.clone(),
            (None, _) => String::new(),
        }
    }

    fn wrong(&self, question: &QuestionLine) -> Vec<String> {
        self.form.at(&self.page, &self.field(question))
    }
}

/// What the address asks for.
fn address(web: &Web) -> &str {
    web.path.split_once('?').map_or("", |(_, query)| query)
}

pub(super) async fn show(web: Web, Path(id): Path<i64>) -> Answer {
    let seen = see(&web.ctx, ImportId(id), Action::Read).await?;
    let page = web.page("imports-one").subtitled(format!("{} · {id}", seen.import.profile));
    if let Some(preview) = &seen.preview {
        let address = address(&web);
        if export(&preview.refusals.rows, &page, address).is_some() {
            return answer::go(&web, &format!("/imports/{id}/errors"));
        }
        if let Some(rows) = export(&preview.restated.rows, &page, address) {
            return web_kit::export::workbook(&page, RestatedLine::COLUMNS, rows);
        }
        if let Some(rows) = export(&preview.units.rows, &page, address) {
            return web_kit::export::workbook(&page, NewUnit::COLUMNS, rows);
        }
    }
    answer::page(&ImportPage::new(&web, seen, Typed::default()))
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
    let decided = use_cases::decide(&web.ctx, ImportId(id), revision, answers).await;
    answered(&web, id, form, decided.map(drop)).await
}

/// Goes on to the import, or shows it again with everything typed and what is wrong with it.
async fn answered(web: &Web, id: i64, form: Typed, outcome: Result<(), Refusal>) -> Answer {
    match outcome {
        Ok(()) => answer::go(web, &format!("/imports/{id}")),
        Err(Refusal::Invalid(problems))
            if problems.iter().all(|problem| problem.field.is_some()) =>
        {
            let seen = see(&web.ctx, ImportId(id), Action::Import).await?;
            answer::refused(&ImportPage::new(web, seen, form.refused(problems)))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

pub(super) async fn again(Path(id): Path<i64>, Form(web, _): Form) -> Answer {
    use_cases::look_again(&web.ctx, ImportId(id)).await?;
    answer::go(&web, &format!("/imports/{id}"))
}

pub(super) async fn confirm(Path(id): Path<i64>, Form(web, form): Form) -> Answer {
    let there = see(&web.ctx, ImportId(id), Action::Import).await?;
    let seen = web.query("seen").unwrap_or_default();
    let restated = there.preview.map_or(0, |preview| preview.restated.total);
    let given = reason_of(form.value("reason")).map(str::to_owned);
    let missing = needs_reason(restated, given.as_deref());
    if let Some(problem) = missing.filter(|_| there.import.state == State::Preview) {
        return answered(&web, id, form, Err(problem.into())).await;
    }
    if !form.is_confirmed() {
        let action = format!("/imports/{id}/confirm?seen={seen}");
        return sure(&web, form, (action, id), ("imports-confirm-sure", "imports-confirm"));
    }
    use_cases::confirm(&web.ctx, ImportId(id), &seen, &given.unwrap_or_default()).await?;
    done(&web, id, "imports-confirmed")
}

pub(super) async fn discard(Path(id): Path<i64>, Form(web, form): Form) -> Answer {
    see(&web.ctx, ImportId(id), Action::Import).await?;
    if !form.is_confirmed() {
        let action = format!("/imports/{id}/discard");
        return sure(&web, form, (action, id), ("imports-discard-sure", "imports-discard"));
    }
    use_cases::discard(&web.ctx, ImportId(id)).await?;
    done(&web, id, "imports-discarded")
}

pub(super) async fn undo(Path(id): Path<i64>, Form(web, form): Form) -> Answer {
    see(&web.ctx, ImportId(id), Action::Import).await?;
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
