//! How a person stands in the Party: a part of her page, for those who may see it, and its forms.

use crate::members::status::Status;
use crate::members::use_cases::{self, Standing};
use crate::pages::as_of;
use crate::party::use_cases::orgs;
use crate::people::pages::employment::answered;
use crate::people::pages::person::id;
use axum::extract::Path;
use kernel::{DayRange, PersonId};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Link;
use web_kit::{Answer, Form, Page, Web, WebError};

/// What the page shows of it.
pub(crate) struct StandingPart {
    pub rows: Vec<StandingRow>,
    /// Whether she is a member on the day, and whether an organisation counts her.
    pub is_member: bool,
    pub is_counted: bool,
    pub may_change: bool,
    pub choices: Vec<Choice>,
}

/// A fact with its days.
pub(crate) struct StandingRow {
    /// A status, or an organisation with its page.
    pub what: Link,
    pub from: String,
    pub until: String,
    pub is_now: bool,
}

impl StandingPart {
    /// The part, or nothing for whoever may not see it.
    pub async fn of(web: &Web, page: &Page, id: PersonId) -> Result<Option<Self>, WebError> {
        let standing = use_cases::standing(web, id, web.as_of).await?;
        Ok(standing.map(|standing| Self::drawn(web, page, &standing)))
    }

    fn drawn(web: &Web, page: &Page, standing: &Standing) -> Self {
        let row = |what: Link, days: DayRange| StandingRow {
            what,
            from: days.from.to_string(),
            until: days.last_day().map_or_else(|| page.t("units-open-end"), |day| day.to_string()),
            is_now: days.contains(web.as_of),
        };
        let statuses = standing.status.iter();
        let statuses = statuses.map(|span| row(Link::new(page.t(span.fact.key()), ""), span.valid));
        let counted = standing.counted.iter().map(|one| {
            let href = as_of(web, &format!("/party/{}", one.span.fact), &[]);
            row(Link::new(one.org.clone(), href), one.span.valid)
        });
        Self {
            is_member: standing.status.iter().any(|span| span.valid.contains(web.as_of)),
            is_counted: standing.counted.iter().any(|one| one.span.valid.contains(web.as_of)),
            rows: statuses.chain(counted).collect(),
            may_change: standing.may_change,
            choices: Status::ALL
                .iter()
                .map(|status| Choice::new(status.name(), page.t(status.key())))
                .collect(),
        }
    }
}

pub(super) async fn set_status(Path(person): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = id(&person)?;
    let status = typed.required("status").and_then(|name| Status::from_name(&name));
    let outcome = match (status, typed.day("status_from"), typed.parsed("revision")) {
        (Some(status), Some(from), Some(revision)) => {
            use_cases::set_status(&web, id, revision, status, from).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    answered(&web, id, typed, outcome, "member-status-set").await
}

pub(super) async fn count_in(Path(person): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = id(&person)?;
    let outcome = counted(&web, id, &mut typed).await;
    answered(&web, id, typed, outcome, "member-counted").await
}

async fn counted(web: &Web, id: PersonId, typed: &mut Typed) -> Result<(), Refusal> {
    let (org, from) = (typed.required("org"), typed.day("counted_from"));
    let (Some(org), Some(from), Some(revision)) = (org, from, typed.parsed("revision")) else {
        return Err(Refusal::Invalid(Vec::new()));
    };
    let org = orgs::choose(web, &org, from, "org").await?;
    use_cases::count_in(web, id, revision, org, from, typed.has("move", "yes")).await
}

pub(super) async fn end(Path(person): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = id(&person)?;
    let outcome = match (typed.day("ended"), typed.parsed("revision")) {
        (Some(from), Some(revision)) => use_cases::end(&web, id, revision, from).await,
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    answered(&web, id, typed, outcome, "member-ended").await
}
