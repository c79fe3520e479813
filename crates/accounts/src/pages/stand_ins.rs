//! Who takes one's steps while one is away, and for whom one takes them; [`others`] is where a stand-in is named
//! for somebody who is away already.

pub(super) mod others;

use super::{again, id, noted};
use crate::pages::grants::state;
use crate::step::Step;
use crate::store::stand_ins::Entrusted;
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
    names_for_others: bool,
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
    /// Who named it, where whoever is away did not.
    named_by: String,
    /// Whether the reader has not said yet that they know of it.
    is_news: bool,
    state: (Status, String),
}

/// An entry as its reader sees it, `who` being the other of the two.
fn row(web: &Web, page: &Page, (one, unit): (Entrusted, String), who: String) -> Row {
    let named_by = one.named_by.as_ref();
    Row {
        id: one.id,
        step: page.t(one.step.key()),
        unit,
        who,
        from: page.day(&one.valid.from),
        last: one.valid.last_day().map(|day| page.day(&day)).unwrap_or_default(),
        named_by: named_by
            .map(|(_, by)| page.t1("accounts-stand-in-named-by", "by", by))
            .unwrap_or_default(),
        is_news: web.actor.user.is_some_and(|user| one.is_news_to(user)),
        state: state(page, one.valid, web.now.today),
        reason: one.reason,
    }
}

async fn drawn(web: &Web, form: Typed, status: StatusCode) -> Answer {
    let Own { choices, entrusted, user, names_for_others } = stand_ins::own(web).await?;
    let page = web.page("accounts-stand-ins-title");
    let page = page.crumb(web.page("accounts-account-title").title, "/account");
    let choice = |(step, unit, name): (Step, UnitId, String)| {
        let label = format!("{} · {name}", page.t(step.key()));
        Choice::new(format!("{}:{unit}", step.name()), label)
    };
    let (mut given, mut taken) = (Vec::new(), Vec::new());
    for one in entrusted {
        if one.0.account == user {
            let who = one.0.delegate_name.clone();
            given.push(row(web, &page, one, who));
        } else if one.0.delegate == user {
            let who = one.0.account_name.clone();
            taken.push(row(web, &page, one, who));
        }
    }
    let choices = choices.into_iter().map(choice).collect();
    let template = StandInsPage { given, taken, choices, form, names_for_others, page };
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
    let (from, last) = (typed.day("from"), typed.day("last"));
    let (delegate, reason) = (typed.required("delegate"), typed.required("reason"));
    if typed.is_refused() {
        return None;
    }
    let (step, unit) = step?;
    Some(Naming { step, unit, delegate: delegate?, from: from?, last: last?, reason: reason? })
}

fn step(text: &str) -> Option<(Step, UnitId)> {
    let (step, unit) = text.split_once(':')?;
    Some((Step::from_name(step)?, unit.parse().ok()?))
}

pub async fn end(Path(one): Path<String>, Form(web, typed): Form) -> Answer {
    match stand_ins::end(&web, id(&one)?).await {
        // Whoever named it for others goes back to where they did.
        Ok(one) if ![Some(one.account), Some(one.delegate)].contains(&web.actor.user) => {
            said(&web, others::HERE, "accounts-stand-in-ended")
        }
        outcome => finished(&web, typed, outcome.map(|_| ()), "accounts-stand-in-ended").await,
    }
}

pub async fn know(Path(one): Path<String>, Form(web, typed): Form) -> Answer {
    let outcome = stand_ins::know(&web, id(&one)?).await;
    finished(&web, typed, outcome, "accounts-stand-in-known").await
}

fn said(web: &Web, to: &str, done: &'static str) -> Answer {
    let words = web.page("accounts-stand-ins-title").t(done);
    answer::go_saying(web, to, Tone::Good, &words)
}

/// Back to the page with what was done, or with what was typed and what is wrong with it.
async fn finished(
    web: &Web,
    typed: Typed,
    outcome: Result<(), Refusal>,
    done: &'static str,
) -> Answer {
    match outcome {
        Ok(()) => said(web, "/account/stand-ins", done),
        Err(refusal) => {
            let (form, status) = again(typed, refusal)?;
            drawn(web, form, status).await
        }
    }
}
