//! Who takes one's steps while one is away, and for whom one takes them.

use super::{again, id, noted};
use crate::pages::grants::state;
use crate::sign_in_name::SignInName;
use crate::step::Step;
use crate::use_cases::stand_ins::{self, Naming, Own};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{Problem, UnitId};
use store::Refusal;
use web_kit::answer::{self, Answer};
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::status::Status;
use web_kit::{Form, Page, Web};

#[derive(Template)]
#[template(path = "accounts/stand-ins.html")]
struct StandInsPage {
    page: Page,
    /// What others do for the reader.
    given: Vec<Row>,
    /// What the reader does for others.
    taken: Vec<Row>,
    choices: Vec<Choice>,
    form: Typed,
}

struct Row {
    id: i64,
    step: String,
    unit: String,
    /// The other of the two.
    who: String,
    from: String,
    last: String,
    reason: String,
    state: (Status, String),
}

async fn drawn(web: &Web, form: Typed, status: StatusCode) -> Answer {
    let Own { choices, entrusted, user } = stand_ins::own(web).await?;
    let page = web.page("accounts-stand-ins-title");
    let page = page.crumb(web.page("accounts-account-title").title, "/account");
    let choice = |(step, unit, name): (Step, UnitId, String)| {
        let label = format!("{} · {name}", page.t(step.key()));
        Choice::new(format!("{}:{unit}", step.name()), label)
    };
    let (given, taken): (Vec<_>, Vec<_>) =
        entrusted.into_iter().partition(|(one, _)| one.account == user);
    let row = |(one, unit): (crate::store::stand_ins::Entrusted, String)| Row {
        id: one.id,
        step: page.t(one.step.key()),
        unit,
        who: if one.account == user { one.delegate_name } else { one.account_name },
        from: page.day(&one.valid.from),
        last: one.valid.last_day().map(|day| page.day(&day)).unwrap_or_default(),
        reason: one.reason,
        state: state(&page, one.valid, web.now.today),
    };
    let template = StandInsPage {
        given: given.into_iter().map(row).collect(),
        taken: taken.into_iter().map(row).collect(),
        choices: choices.into_iter().map(choice).collect(),
        form,
        page,
    };
    answer::with_status(status, &template)
}

pub async fn show(web: Web) -> Answer {
    let form = Typed::default().with("from", web.now.today);
    drawn(&web, form, StatusCode::OK).await
}

pub async fn name(Form(web, mut typed): Form) -> Answer {
    let naming = parsed(&mut typed);
    let outcome = match naming {
        Some(naming) => stand_ins::name(&web, naming).await.map(|_| ()),
        None => Err(Refusal::Invalid(Vec::new())),
    };
    finished(&web, typed, outcome, "accounts-stand-in-named").await
}

fn parsed(typed: &mut Typed) -> Option<Naming> {
    let step = step(typed.value("step"));
    let step = noted(typed, step.ok_or_else(|| Problem::new("field-required").at("step")));
    let sign_in = SignInName::parse(typed.value("sign_in"));
    let sign_in = noted(typed, sign_in);
    let (from, last) = (typed.day("from"), typed.day("last"));
    let reason = typed.required("reason");
    if typed.is_refused() {
        return None;
    }
    let (step, unit) = step?;
    Some(Naming { step, unit, sign_in: sign_in?, from: from?, last: last?, reason: reason? })
}

fn step(text: &str) -> Option<(Step, UnitId)> {
    let (step, unit) = text.split_once(':')?;
    Some((Step::from_name(step)?, unit.parse().ok()?))
}

pub async fn end(Path(one): Path<String>, Form(web, typed): Form) -> Answer {
    let outcome = stand_ins::end(&web, id(&one)?).await;
    finished(&web, typed, outcome, "accounts-stand-in-ended").await
}

/// Back to the page with what was done, or with what was typed and what is wrong with it.
async fn finished(
    web: &Web,
    typed: Typed,
    outcome: Result<(), Refusal>,
    done: &'static str,
) -> Answer {
    match outcome {
        Ok(()) => {
            let words = web.page("accounts-stand-ins-title").t(done);
            answer::go_saying(web, "/account/stand-ins", Tone::Good, &words)
        }
        Err(refusal) => {
            let (form, status) = again(typed, refusal)?;
            drawn(web, form, status).await
        }
    }
}
