//! The part of an organisation's page about its term and its working conditions, and what is posted
//! from there.

use super::{at_org, org, org_id};
use crate::party::office::{Condition, Gap};
use crate::party::use_cases::office::{self, Equipment};
use axum::extract::Path;
use kernel::{PartyOrgId, Problem};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, answer};

/// Term and conditions as the template draws them.
pub(super) struct OfficePart {
    pub elects: bool,
    pub elected: String,
    pub due: String,
    pub postponed: String,
    pub has_office: bool,
    pub gaps: Vec<String>,
    pub conditions: Vec<ConditionRow>,
}

pub(super) struct ConditionRow {
    pub key: &'static str,
    pub name: String,
    pub is_there: bool,
}

pub(super) fn part(page: &Page, equipment: &Equipment) -> OfficePart {
    let office = equipment.office.as_ref();
    let row = |condition: &Condition| ConditionRow {
        key: condition.name(),
        name: page.t(condition.key()),
        is_there: equipment.has.contains(condition),
    };
    OfficePart {
        elects: equipment.elects,
        has_office: office.is_some(),
        elected: office.map(|office| office.elected.to_string()).unwrap_or_default(),
        due: office.map(|office| office.due().to_string()).unwrap_or_default(),
        postponed: office
            .and_then(|office| office.postponed.as_ref())
            .map(|(_, document)| document.clone())
            .unwrap_or_default(),
        gaps: equipment.gaps.iter().map(|gap| said(page, gap)).collect(),
        conditions: Condition::ALL.iter().map(row).collect(),
    }
}

/// A gap in words.
pub fn said(page: &Page, gap: &Gap) -> String {
    match gap {
        Gap::Overdue(day) => page.t1("party-gap-overdue", "day", page.day(day)),
        Gap::Due(day) => page.t1("party-gap-due", "day", page.day(day)),
        Gap::NoElection => page.t("party-gap-no-election"),
        Gap::NoSecretary { since, days } => {
            let (day, n) = (page.day(since), page.count(*days));
            page.tn("party-gap-no-secretary", &[("day", &day), ("n", &n)])
        }
        Gap::Missing(condition) => page.t1("party-gap-missing", "what", page.t(condition.key())),
    }
}

pub(super) async fn elect(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = org_id(&id)?;
    let (elected, revision) = (typed.day("elected"), typed.parsed("revision"));
    let (Some(elected), Some(revision)) = (elected, revision) else {
        return refused(&web, id, typed, Refusal::Invalid(Vec::new())).await;
    };
    match office::elect(&web, id, revision, elected, typed.optional("document")).await {
        Ok(_) => done(&web, id, "party-elected"),
        Err(refusal) => refused(&web, id, typed, refusal).await,
    }
}

pub(super) async fn postpone(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = org_id(&id)?;
    let (until, revision) = (typed.day("until"), typed.parsed("revision"));
    let (Some(until), Some(revision)) = (until, revision) else {
        return refused(&web, id, typed, Refusal::Invalid(Vec::new())).await;
    };
    match office::postpone(&web, id, revision, until, typed.optional("document")).await {
        Ok(_) => done(&web, id, "party-postponed"),
        Err(refusal) => refused(&web, id, typed, refusal).await,
    }
}

pub(super) async fn set_condition(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = org_id(&id)?;
    let (from, revision) = (typed.day("from"), typed.parsed("revision"));
    let condition = typed.required("condition").and_then(|name| Condition::from_name(&name));
    let (Some(from), Some(revision), Some(condition)) = (from, revision, condition) else {
        return refused(&web, id, typed, Refusal::Invalid(Vec::new())).await;
    };
    let set = (condition, typed.has("is_there", "yes"));
    match office::set_condition(&web, id, revision, set, from).await {
        Ok(()) => done(&web, id, "party-condition-saved"),
        Err(refusal) => refused(&web, id, typed, refusal).await,
    }
}

fn done(web: &Web, id: PartyOrgId, key: &str) -> Answer {
    let said = web.page("party-title").t(key);
    answer::go_saying(web, &at_org(web, id, ""), Tone::Good, &said)
}

/// The organisation's page again with what was typed and what is wrong.
async fn refused(web: &Web, id: PartyOrgId, typed: Typed, refusal: Refusal) -> Answer {
    let problems: Vec<Problem> = match refusal {
        Refusal::Invalid(problems) => problems,
        Refusal::Conflict(problem) => vec![*problem],
        refusal => return Err(refusal.into()),
    };
    // A form is refused for at least one reason, even if its field is one that nobody types.
    let typed = if problems.is_empty() && !typed.is_refused() {
        typed.refused(vec![Problem::new("form-unreadable")])
    } else {
        typed.refused(problems)
    };
    org::shown(web, id, typed).await
}
