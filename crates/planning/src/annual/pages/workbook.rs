//! Both halves of a draft from its workbook: the upload, what is wrong cell by cell, or what would differ, and
//! the confirmation. The file itself travels with the preview, so that nothing is kept before it is confirmed.

use super::book::{self, Taken, Wrong};
use super::said::{self, Difference};
use super::{href, plan_id};
use crate::annual::content::Task;
use crate::annual::halves::Halves;
use crate::annual::use_cases::replacing::{self, Proposal};
use crate::annual::use_cases::{self, Shown};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use directory::people;
use interchange::Input;
use kernel::{PersonId, PlanId, Problem};
use std::collections::HashMap;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::web::Upload;
use web_kit::{Answer, Page, Web, WebError, answer};

/// Differences that the preview shows, and cells that it tells of.
const MOST_SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "annual/workbook.html")]
struct WorkbookPage {
    page: Page,
    here: String,
    plan: String,
    form: Typed,
    /// What keeps the file from being taken, by cell.
    wrong: Vec<(String, String)>,
    more_wrong: usize,
    preview: Option<Preview>,
}

/// What the file would make of the draft.
struct Preview {
    targets: usize,
    tasks: usize,
    differences: Vec<Difference>,
    more: usize,
}

pub(super) async fn ask(web: Web, Path(id): Path<String>) -> Answer {
    let shown = changeable(&web, plan_id(&id)?).await?;
    answer::page(&workbook_page(&web, &shown, Typed::default()))
}

async fn changeable(web: &Web, id: PlanId) -> Result<Shown, WebError> {
    let shown = use_cases::find(web, id).await?;
    if shown.may_change { Ok(shown) } else { Err(Refusal::Forbidden.into()) }
}

fn workbook_page(web: &Web, shown: &Shown, form: Typed) -> WorkbookPage {
    let plan = href(shown.version.id);
    WorkbookPage {
        page: said::beside(web.page("plan-book"), shown),
        here: format!("{plan}/workbook"),
        plan,
        form: form.instead("revision", shown.version.revision),
        wrong: Vec::new(),
        more_wrong: 0,
        preview: None,
    }
}

pub(super) async fn take(Path(id): Path<String>, upload: Upload) -> Answer {
    let id = plan_id(&id)?;
    let (web, form, file) = upload.typed().await?;
    let shown = changeable(&web, id).await?;
    let (form, file) = match sent(form, file) {
        Ok(sent) => sent,
        Err(form) => return answer::refused(&workbook_page(&web, &shown, *form)),
    };
    match halves(&web, &shown, file).await? {
        Ok(read) => taken(&web, shown, form, &read).await,
        Err(wrong) => refused(&web, &shown, form, &wrong),
    }
}

/// The preview of what was read, or the plan with it once it is confirmed.
async fn taken(web: &Web, shown: Shown, form: Typed, read: &Read) -> Answer {
    let id = shown.version.id;
    let revision = form.value("revision").parse().unwrap_or(shown.version.revision);
    let outcome = match form.value("do") {
        "write" => replacing::replace(web, id, revision, &read.halves).await.map(Some),
        _ => Ok(None),
    };
    match outcome {
        Ok(Some(count)) => {
            let said = web.page("plan-book").t1("plan-book-written", "n", count);
            answer::go_saying(web, &href(id), Tone::Good, &said)
        }
        Ok(None) => preview(web, shown, form, read, StatusCode::OK).await,
        Err(Refusal::Conflict(problem)) => {
            let form = form.refused(vec![*problem]);
            preview(web, shown, form, read, StatusCode::CONFLICT).await
        }
        Err(Refusal::Invalid(problems)) => refused(web, &shown, form, &read.placed(problems)),
        Err(refusal) => Err(refusal.into()),
    }
}

/// The form with the file that was chosen, or that came along with the preview.
fn sent(form: Typed, file: Input) -> Result<(Typed, Input), Box<Typed>> {
    if !file.bytes.is_empty() {
        let form = form.with("name", &file.name).with("book", STANDARD.encode(&file.bytes));
        return Ok((form, file));
    }
    match STANDARD.decode(form.value("book")) {
        Ok(bytes) if !bytes.is_empty() => {
            let name = form.value("name").to_owned();
            Ok((form, Input { name, bytes }))
        }
        _ => Err(Box::new(form.refused(vec![Problem::new("field-required").at("file")]))),
    }
}

/// What a workbook says, with its cells.
struct Read {
    halves: Halves,
    taken: Taken,
}

impl Read {
    fn placed(&self, problems: Vec<Problem>) -> Vec<Wrong> {
        problems.into_iter().map(|problem| self.taken.at_cell(problem)).collect()
    }
}

/// Reads the file away from the threads that answer requests, then looks up who is named.
async fn halves(
    web: &Web,
    shown: &Shown,
    file: Input,
) -> Result<Result<Read, Vec<Wrong>>, WebError> {
    let (plan, page) = (shown.clone(), web.page("plan-book"));
    let read = tokio::task::spawn_blocking(move || book::read(&file, &plan, &page)).await;
    let taken = match read.map_err(|_| WebError::from(Problem::new("form-unreadable")))? {
        Ok(taken) => taken,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let owners = owners(web, shown, &taken).await?;
    let (mut tasks, mut wrong) = (Vec::new(), Vec::new());
    for (index, row) in taken.tasks.iter().enumerate() {
        match owners.get(&row.owner) {
            Some(Ok(owner)) => tasks.push((row.number, task(row, *owner))),
            Some(Err(problem)) => {
                let problem = problem.clone().at(format!("tasks/{index}/owner"));
                wrong.push(taken.at_cell(problem));
            }
            None => {}
        }
    }
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let halves = Halves { targets: Some(taken.targets.clone()), tasks: Some(tasks) };
    Ok(Ok(Read { halves, taken }))
}

fn task(row: &book::Row, owner: PersonId) -> Task {
    Task {
        title: row.title.clone(),
        supports: row.supports,
        indicator: row.indicator,
        named: row.named.clone(),
        criterion: row.criterion.clone(),
        measure: row.measure.clone(),
        owner,
        due: row.due,
    }
}

/// Who is meant by each text: those who own a task already as they are called, others by name or number.
async fn owners(
    web: &Web,
    shown: &Shown,
    taken: &Taken,
) -> Result<HashMap<String, Result<PersonId, Problem>>, WebError> {
    let known = shown.people.values().map(|person| (person.called(), Ok(person.id)));
    let mut owners: HashMap<String, Result<PersonId, Problem>> = known.collect();
    let q = &mut web.read();
    for row in &taken.tasks {
        if owners.contains_key(&row.owner) {
            continue;
        }
        let meant = match people::meant(q, &row.owner, "owner").await {
            Ok(person) => Ok(person),
            Err(Refusal::Invalid(mut problems)) if !problems.is_empty() => {
                Err(problems.swap_remove(0))
            }
            Err(refusal) => return Err(refusal.into()),
        };
        owners.insert(row.owner.clone(), meant);
    }
    Ok(owners)
}

async fn preview(web: &Web, shown: Shown, form: Typed, read: &Read, status: StatusCode) -> Answer {
    let proposal = match replacing::propose(web, shown.version.id, &read.halves).await {
        Ok(proposal) => proposal,
        Err(Refusal::Invalid(problems)) => {
            return refused(web, &shown, form, &read.placed(problems));
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let Proposal { content, changes, people } = proposal;
    let more = changes.len().saturating_sub(MOST_SHOWN);
    let first = changes.into_iter().take(MOST_SHOWN).collect();
    let beside = Shown { changes: Some((shown.version.number, first)), people, ..shown };
    let mut page = workbook_page(web, &beside, form);
    page.preview = Some(Preview {
        targets: content.targets.len(),
        tasks: content.tasks.len(),
        differences: said::differences(&page.page, &beside),
        more,
    });
    answer::with_status(status, &page)
}

fn refused(web: &Web, shown: &Shown, form: Typed, wrong: &[Wrong]) -> Answer {
    let mut page = workbook_page(web, shown, form);
    let said = |one: &Wrong| (one.cell.clone(), page.page.problem(&one.problem));
    let first: Vec<_> = wrong.iter().take(MOST_SHOWN).map(said).collect();
    page.more_wrong = wrong.len().saturating_sub(MOST_SHOWN);
    page.wrong = first;
    answer::refused(&page)
}
