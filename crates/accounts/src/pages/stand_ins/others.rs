//! Naming a stand-in for somebody who is away already, and those whom the reader has named.

use super::{Row, row, said};
use crate::pages::{again, noted};
use crate::step::Step;
use crate::use_cases::stand_ins::{self, Naming};
use askama::Template;
use axum::http::StatusCode;
use directory::recognition;
use kernel::{Action, Problem, Resource};
use store::Refusal;
use web_kit::answer::{self, Answer};
use web_kit::form::{Choice, Typed};
use web_kit::{Form, Page, Web, WebError};

/// Where it is done.
pub(super) const HERE: &str = "/account/stand-ins/others";

#[derive(Template)]
#[template(path = "accounts/stand-ins-others.html")]
struct OthersPage {
    page: Page,
    /// What the reader has named between two others, `who` being both of them.
    named: Vec<Row>,
    steps: Vec<Choice>,
    form: Typed,
}

async fn drawn(web: &Web, form: Typed, status: StatusCode) -> Answer {
    let own = stand_ins::own(web).await?;
    if !own.names_for_others {
        return Err(WebError::not_found());
    }
    let page = web.page("accounts-stand-ins-others");
    let page = page.crumb(web.page("accounts-account-title").title, "/account");
    let above = page.t("accounts-stand-ins-title");
    let page = page.crumb(above, "/account/stand-ins");
    let user = Some(own.user);
    let is_mine = |one: &Option<(kernel::UserId, String)>| one.as_ref().map(|it| it.0) == user;
    let named = own.entrusted.into_iter().filter(|(one, _)| is_mine(&one.named_by));
    let named = named.map(|one| {
        let both = [("who", one.0.delegate_name.as_str()), ("whom", &one.0.account_name)];
        let who = page.tn("accounts-stand-in-both", &both);
        row(web, &page, one, who)
    });
    let named = named.collect();
    let step = |step: &Step| Choice::new(step.name(), page.t(step.key()));
    let steps = Step::ALL.iter().map(step).collect();
    answer::with_status(status, &OthersPage { named, steps, form, page })
}

pub async fn show(web: Web) -> Answer {
    let form = Typed::default().with("from", web.now.today);
    drawn(&web, form, StatusCode::OK).await
}

pub async fn name(Form(web, mut typed): Form) -> Answer {
    let outcome = match parsed(&web, &mut typed).await {
        Ok(Some((absent, naming))) => stand_ins::name_for(&web, &absent, naming).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(_) => said(&web, HERE, "accounts-stand-in-named-for"),
        Err(refusal) => {
            let (form, status) = again(typed, refusal)?;
            drawn(&web, form, status).await
        }
    }
}

async fn parsed(web: &Web, typed: &mut Typed) -> Result<Option<(String, Naming)>, Refusal> {
    let step = Step::from_name(typed.value("step"));
    let step = noted(typed, step.ok_or_else(|| Problem::new("field-required").at("step")));
    let (absent, delegate) = (typed.required("absent"), typed.required("delegate"));
    let (from, last) = (typed.day("from"), typed.day("last"));
    let (unit, reason) = (typed.required("unit"), typed.required("reason"));
    let (Some(absent), Some(step), Some(delegate), Some(unit)) = (absent, step, delegate, unit)
    else {
        return Ok(None);
    };
    let (Some(from), Some(last), Some(reason)) = (from, last, reason) else { return Ok(None) };
    let scope = web.scope(Action::Read, Resource::Unit);
    let unit = recognition::chosen(&mut web.read(), &scope, &unit, web.now.today, "unit").await?;
    Ok(Some((absent, Naming { step, unit, delegate, from, last, reason })))
}
