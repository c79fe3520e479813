//! The pages of annual plans: the list, one plan with both halves, the forms for a target and a
//! task, and both halves from a workbook.

pub(crate) mod api;
mod begin;
mod book;
mod cascade;
mod document;
mod list;
mod number;
mod plan;
mod progress;
mod said;
mod target;
mod task;
mod workbook;

use kernel::{Action, PlanId, Resource};
use web_kit::{Needs, Routes, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Plan);
const CREATE: Needs = Needs::May(Action::Create, Resource::Plan);
const CHANGE: Needs = Needs::May(Action::Change, Resource::Plan);

/// The pages and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/plans", READ, list::show)
        .get("/plans/new", CREATE, begin::form)
        .post("/plans/new", CREATE, begin::begin)
        .get("/plans/{id}", READ, plan::show)
        // Who submits, signs, approves or returns is another one each time: the use case asks.
        .post("/plans/{id}/deed", READ, plan::act)
        .post("/plans/{id}/amend", CREATE, plan::amend)
        .get("/plans/{id}/workbook", CHANGE, workbook::ask)
        .upload("/plans/{id}/workbook", CHANGE, workbook::take)
        .get("/plans/{id}/targets/new", CHANGE, target::choose)
        .get("/plans/{id}/targets/{indicator}", READ, target::show)
        .post("/plans/{id}/targets/{indicator}", CHANGE, target::save)
        .get("/plans/{id}/targets/{indicator}/units", CREATE, cascade::show)
        .post("/plans/{id}/targets/{indicator}/units", CREATE, cascade::hand_down)
        .get("/plans/{id}/tasks/new", CHANGE, task::new)
        .post("/plans/{id}/tasks/new", CHANGE, task::create)
        .get("/plans/{id}/tasks/{number}", READ, task::show)
        .post("/plans/{id}/tasks/{number}", CHANGE, task::save)
        // The owner of a task may hold any role: the use case asks who says and who confirms.
        .post("/plans/{id}/tasks/{number}/progress", READ, progress::say)
        .post("/plans/{id}/tasks/{number}/confirm", READ, progress::confirm)
        .merge(api::routes())
}

fn plan_id(text: &str) -> Result<PlanId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

/// The page of a version.
fn href(id: PlanId) -> String {
    format!("/plans/{id}")
}
