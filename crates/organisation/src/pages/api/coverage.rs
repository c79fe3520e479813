//! Who answers for which unit: the list of all, one unit's answer, a new link.

use super::{days, first_day, kinds, named};
use crate::pages::unit_id;
use crate::party::coverage::{How, lag};
use crate::party::pages::monitor::answering;
use crate::party::store::coverage::NewLink;
use crate::party::store::resolution::{Line, Listing, Order};
use crate::party::use_cases::coverage::{self, Answer as Resolved, Answering};
use axum::extract::Path;
use kernel::{Day, PartyOrgId, UnitId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::Refusal;
use utoipa::ToSchema;
use web_kit::api::{self, List, Sent, Slice};
use web_kit::form::Typed;
use web_kit::{Answer, Web, WebError};

/// A Party organisation that answers for a unit.
#[derive(Serialize, ToSchema)]
struct OrgOfUnit {
    /// Null for an organisation that one may not visit.
    id: Option<i64>,
    name: String,
    kind: &'static str,
    /// The first day of the link.
    #[schema(format = Date)]
    from: Option<String>,
    /// Its last day; null while no end is known.
    #[schema(format = Date)]
    last: Option<String>,
    /// Whether it answers as well for what lies below and has no nearer link.
    reaches_below: bool,
    /// Number of the approval.
    document: Option<String>,
}

impl OrgOfUnit {
    fn of(one: &Answering) -> Self {
        Self {
            id: one.may_read.then_some(one.link.org.0),
            name: one.name.clone(),
            kind: one.kind.name(),
            from: first_day(one.link.valid.from),
            last: one.link.valid.last_day().map(|day| day.to_string()),
            reaches_below: one.link.reaches_below,
            document: one.link.document.clone(),
        }
    }
}

/// Who answers for a unit on the day.
#[derive(Serialize, ToSchema)]
#[schema(as = UnitCoverage)]
pub(super) struct AnswerFor {
    unit: i64,
    /// `uncovered`, `own`, `joint`, `covering` or `above`.
    how: &'static str,
    /// The unit above whose links answer, when it is not the unit's own.
    above: Option<String>,
    organisations: Vec<OrgOfUnit>,
    /// Days from the unit's first day to its first coverage; negative when that was earlier.
    lag: Option<i64>,
}

impl AnswerFor {
    fn of(unit: UnitId, answer: &Resolved) -> Self {
        Self {
            unit: unit.0,
            how: answer.how.name(),
            above: answer.above.clone(),
            organisations: answer.answering.iter().map(OrgOfUnit::of).collect(),
            lag: answer.lag,
        }
    }
}

/// Who answers for a unit, for who may know.
pub(super) async fn answer_for(
    web: &Web,
    unit: UnitId,
    day: Day,
) -> Result<Option<AnswerFor>, WebError> {
    let answer = coverage::answer(web, unit, day).await?;
    Ok(answer.map(|answer| AnswerFor::of(unit, &answer)))
}

/// A unit with who answers for it.
#[derive(Serialize, ToSchema)]
#[schema(as = CoverageLine)]
pub(super) struct LineAnswer {
    unit: i64,
    name: String,
    code: Option<String>,
    kind: &'static str,
    /// `uncovered`, `own`, `joint`, `covering` or `above`.
    how: &'static str,
    organisations: Vec<OrgOfUnit>,
    /// The unit's first day; null when nobody knows it.
    #[schema(format = Date)]
    since: Option<String>,
    /// Days from the unit's first day to its first coverage; negative when that was earlier.
    lag: Option<i64>,
}

impl LineAnswer {
    fn of(line: &Line, by_unit: &HashMap<UnitId, Vec<Answering>>) -> Self {
        Self {
            unit: line.unit.0,
            name: line.name.clone(),
            code: line.code.clone(),
            kind: line.kind.name(),
            how: line.how.name(),
            organisations: answering(line, by_unit).map(OrgOfUnit::of).collect(),
            since: first_day(line.start.since),
            lag: lag(line.start.since, line.start.first_covered),
        }
    }
}

/// Every unit of one's part of the tree with who answers for it, the uncovered first.
#[utoipa::path(get, path = "/api/v1/coverage", tag = "organisation",
    params(
        Slice,
        ("how" = Option<String>, Query, description = "Only those that resolve so, with commas between: `uncovered`, `own`, `joint`, `covering`, `above`."),
        ("kind" = Option<String>, Query, description = "Only these kinds of units, with commas between."),
    ),
    responses((status = 200, body = List<LineAnswer>)))]
pub(super) async fn list_coverage(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let kinds = kinds(&web)?;
    let hows = named(&web, "how", How::from_name)?.unwrap_or_default();
    let listing = Listing {
        day: slice.as_of,
        text: &slice.q,
        kinds: kinds.as_deref(),
        hows: &hows,
        order: Order::Gaps,
        descending: false,
        limit: slice.limit,
        offset: slice.offset,
    };
    let monitored = coverage::monitor(&web, &listing).await?;
    let (list, by_unit) = &*monitored;
    let items = list.lines.iter().map(|line| LineAnswer::of(line, by_unit)).collect();
    api::json(&List { items, total: list.total })
}

/// Who answers for one unit on the day.
#[utoipa::path(get, path = "/api/v1/coverage/{unit}", tag = "organisation",
    params(("unit" = i64, Path), ("as_of" = Option<String>, Query, format = Date)),
    responses((status = 200, body = AnswerFor)))]
pub(super) async fn show_coverage(web: Web, Path(unit): Path<String>) -> Answer {
    let answer = answer_for(&web, unit_id(&unit)?, web.as_of).await?;
    api::json(&answer.ok_or(Refusal::NotFound)?)
}

/// A Party organisation that shall answer for a unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCoverage {
    unit: i64,
    /// The Party organisation.
    org: i64,
    /// The first day on which it answers.
    #[schema(format = Date)]
    from: String,
    /// The last one; left out while no end is known.
    #[schema(format = Date)]
    last: Option<String>,
    /// Whether it answers as well for what lies below and has no nearer link.
    #[serde(default)]
    reaches_below: bool,
    /// Number of the approval.
    document: Option<String>,
}

/// Links a Party organisation to a unit that it answers for.
#[utoipa::path(post, path = "/api/v1/coverage", tag = "organisation", request_body = NewCoverage,
    responses((status = 201, body = Option<AnswerFor>)))]
pub(super) async fn link_coverage(Sent(web, new): Sent<NewCoverage>) -> Answer {
    let new = link(new)?;
    let (unit, day) = (new.unit, new.valid.from);
    coverage::link(&web, new).await?;
    api::created(&format!("/api/v1/coverage/{unit}"), &answer_for(&web, unit, day).await?)
}

fn link(new: NewCoverage) -> Result<NewLink, Refusal> {
    let mut typed = Typed::default()
        .with("from", new.from)
        .with("last", new.last.unwrap_or_default())
        .with("document", new.document.unwrap_or_default());
    let valid = days(&mut typed)?;
    Ok(NewLink {
        unit: UnitId(new.unit),
        org: PartyOrgId(new.org),
        valid,
        reaches_below: new.reaches_below,
        document: typed.optional("document"),
    })
}
