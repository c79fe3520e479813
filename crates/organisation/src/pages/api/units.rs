//! Units: their lists, one of them, founding and changing.

use super::coverage::{AnswerFor, answer_for};
use super::{StepAnswer, first_day, kinds, last_day, refused, way};
use crate::pages::founding::chosen_kind;
use crate::pages::unit_id;
use crate::use_cases::units::{self, Edit, Founding};
use crate::use_cases::viewing;
use axum::extract::Path;
use directory::tree::{Listing, Order};
use directory::{Node, Step, Unit};
use kernel::UnitId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use store::Refusal;
use utoipa::ToSchema;
use web_kit::api::{self, List, Sent, Slice};
use web_kit::form::Typed;
use web_kit::{Answer, Web, WebError};

/// A unit as it is on the day.
#[derive(Serialize, ToSchema)]
#[schema(as = Unit)]
pub(super) struct UnitAnswer {
    id: i64,
    name: String,
    /// What it is, such as `plant` or `workshop`.
    kind: &'static str,
    code: Option<String>,
    /// The unit directly above; null for the top.
    parent: Option<i64>,
    /// What a change must name.
    revision: i64,
    /// The first day of this chapter of it; null when nobody knows it.
    #[schema(format = Date)]
    from: Option<String>,
    /// Its last day; null while no end is known.
    #[schema(format = Date)]
    last: Option<String>,
    /// How many units stand directly below; null where it was not counted.
    children: Option<i64>,
    /// The way to it from the top.
    path: Vec<StepAnswer>,
}

impl UnitAnswer {
    fn new(unit: Unit, children: Option<i64>, path: &[Step]) -> Self {
        Self {
            id: unit.id.0,
            name: unit.name,
            kind: unit.kind.name(),
            code: unit.code,
            parent: unit.parent.map(|parent| parent.0),
            revision: unit.revision,
            from: first_day(unit.valid.from),
            last: last_day(unit.valid),
            children,
            path: way(path),
        }
    }
}

/// A unit with how it came to be and who answers for it.
#[derive(Serialize, ToSchema)]
#[schema(as = UnitInFull)]
pub(super) struct UnitInFull {
    #[serde(flatten)]
    unit: UnitAnswer,
    /// Whether it exists on the day; else it is told as it was last, or at first.
    exists: bool,
    /// Every chapter, the oldest first.
    history: Vec<Chapter>,
    /// Other names by which imports recognise it.
    aliases: Vec<String>,
    /// The Party organisations that answer for it on the day; null for who may not know, and for a unit
    /// that does not exist then.
    coverage: Option<AnswerFor>,
}

/// What a unit was for some days.
#[derive(Serialize, ToSchema)]
struct Chapter {
    name: String,
    kind: &'static str,
    parent: Option<i64>,
    parent_name: Option<String>,
    #[schema(format = Date)]
    from: Option<String>,
    #[schema(format = Date)]
    last: Option<String>,
}

/// Units: the tops of one's part of the tree, those directly below `parent`, or those found by `q`.
#[utoipa::path(get, path = "/api/v1/units", tag = "organisation",
    params(
        Slice,
        ("parent" = Option<i64>, Query, description = "Only what stands directly below this unit; with `q`, anything below it."),
        ("kind" = Option<String>, Query, description = "With `parent`: only these kinds, with commas between."),
    ),
    responses((status = 200, body = List<UnitAnswer>)))]
pub(super) async fn list_units(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let list = match api::parameter(&web, "parent")? {
        Some(parent) => below(&web, &slice, parent).await?,
        None if slice.q.is_empty() => tops(&web, &slice).await?,
        None => found(&web, &slice).await?,
    };
    api::json(&list)
}

async fn tops(web: &Web, slice: &Slice) -> Result<List<UnitAnswer>, WebError> {
    let (nodes, mut paths) = viewing::tops(web, slice.as_of).await?;
    let total = nodes.len() as i64;
    let items = slice.cut(nodes).into_iter().map(|node| counted(node, &mut paths)).collect();
    Ok(List { items, total })
}

async fn below(web: &Web, slice: &Slice, above: UnitId) -> Result<List<UnitAnswer>, WebError> {
    let kinds = kinds(web)?;
    let listing = Listing {
        above,
        day: slice.as_of,
        is_deep: !slice.q.is_empty(),
        text: &slice.q,
        name: "",
        code: "",
        kinds: kinds.as_deref(),
        order: Order::Tree,
        descending: false,
        offset: slice.offset,
        limit: slice.limit,
    };
    let (nodes, mut paths, total) = viewing::list(web, &listing).await?;
    let items = nodes.into_iter().map(|node| counted(node, &mut paths)).collect();
    Ok(List { items, total })
}

async fn found(web: &Web, slice: &Slice) -> Result<List<UnitAnswer>, WebError> {
    let (found, mut paths) = viewing::search(web, &slice.q, slice.as_of, slice.end()).await?;
    let answer = |unit: Unit| {
        let path = paths.remove(&unit.id).unwrap_or_default();
        UnitAnswer::new(unit, None, &path)
    };
    let items = slice.cut(found.units).into_iter().map(answer).collect();
    Ok(List { items, total: found.total })
}

fn counted(node: Node, paths: &mut HashMap<UnitId, Vec<Step>>) -> UnitAnswer {
    let path = paths.remove(&node.unit.id).unwrap_or_default();
    UnitAnswer::new(node.unit, Some(node.children), &path)
}

/// One unit with its history and who answers for it.
#[utoipa::path(get, path = "/api/v1/units/{id}", tag = "organisation",
    params(("id" = i64, Path), ("as_of" = Option<String>, Query, format = Date)),
    responses((status = 200, body = UnitInFull)))]
pub(super) async fn show_unit(web: Web, Path(id): Path<String>) -> Answer {
    api::json(&in_full(&web, unit_id(&id)?, web.as_of).await?)
}

async fn in_full(web: &Web, id: UnitId, day: kernel::Day) -> Result<UnitInFull, WebError> {
    let portrait = viewing::portrait(web, id, day).await?;
    let chapter = |version: directory::Version| Chapter {
        parent_name: version.parent.and_then(|parent| portrait.parents.get(&parent).cloned()),
        name: version.name,
        kind: version.kind.name(),
        parent: version.parent.map(|parent| parent.0),
        from: first_day(version.valid.from),
        last: last_day(version.valid),
    };
    Ok(UnitInFull {
        history: portrait.history.iter().cloned().map(chapter).collect(),
        coverage: if portrait.exists { answer_for(web, id, day).await? } else { None },
        exists: portrait.exists,
        aliases: portrait.aliases.clone(),
        unit: UnitAnswer::new(portrait.unit.clone(), None, &portrait.path),
    })
}

/// A unit to be founded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUnit {
    name: String,
    /// What it is, such as `plant` or `workshop`.
    kind: String,
    /// The unit directly above.
    parent: i64,
    /// Its first day.
    #[schema(format = Date)]
    from: String,
    code: Option<String>,
}

/// Founds a unit below another.
#[utoipa::path(post, path = "/api/v1/units", tag = "organisation", request_body = NewUnit,
    responses((status = 201, body = UnitInFull)))]
pub(super) async fn found_unit(Sent(web, new): Sent<NewUnit>) -> Answer {
    let founding = founding(new)?;
    let day = founding.from;
    let id = units::found(&web, founding).await?;
    api::created(&format!("/api/v1/units/{id}"), &in_full(&web, id, day).await?)
}

fn founding(new: NewUnit) -> Result<Founding, Refusal> {
    let mut typed =
        Typed::default().with("name", new.name).with("kind", new.kind).with("from", new.from);
    let (name, kind, from) = (typed.required("name"), chosen_kind(&mut typed), typed.day("from"));
    let (Some(name), Some(kind), Some(from)) = (name, kind, from) else {
        return Err(refused(&typed));
    };
    let code = new.code.unwrap_or_default();
    Ok(Founding { parent: UnitId(new.parent), name, kind, code, from, withheld: false })
}

/// What a unit shall be from a day on; what is left out stays as it is.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitChange {
    /// The revision that the change was thought out on.
    revision: i64,
    /// The first day on which it holds.
    #[schema(format = Date)]
    from: String,
    name: Option<String>,
    kind: Option<String>,
    /// Empty takes the code away.
    code: Option<String>,
    /// Moves the unit below another.
    parent: Option<i64>,
}

/// Renames, moves or recodes a unit from a day on.
///
/// Answers 409 when somebody else has changed it meanwhile, with both texts: `stored` is the unit as it
/// is now, `sent` the change.
#[utoipa::path(post, path = "/api/v1/units/{id}/changes", tag = "organisation",
    params(("id" = i64, Path)), request_body = UnitChange,
    responses((status = 200, body = UnitInFull), (status = 409, body = web_kit::api::Refused,
        content_type = "application/problem+json", description = "Somebody else has changed it meanwhile.")))]
pub(super) async fn change_unit(
    Path(id): Path<String>,
    Sent(web, change): Sent<UnitChange>,
) -> Answer {
    let id = unit_id(&id)?;
    let unit = units::to_edit(&web, id, web.as_of).await?;
    let edit = edit(&change, &unit)?;
    match units::edit(&web, id, &edit).await {
        Ok(_) => api::json(&in_full(&web, id, edit.from).await?),
        Err(refusal @ Refusal::Conflict(_)) => {
            let stored = json!(in_full(&web, id, web.as_of).await?);
            Err(WebError::from(refusal).telling("stored", stored).telling("sent", json!(change)))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn edit(change: &UnitChange, unit: &Unit) -> Result<Edit, Refusal> {
    let text = |sent: &Option<String>, kept: &str| sent.clone().unwrap_or_else(|| kept.to_owned());
    let mut typed = Typed::default()
        .with("name", text(&change.name, &unit.name))
        .with("kind", text(&change.kind, unit.kind.name()))
        .with("from", &change.from);
    let (name, kind, from) = (typed.required("name"), chosen_kind(&mut typed), typed.day("from"));
    let (Some(name), Some(kind), Some(from)) = (name, kind, from) else {
        return Err(refused(&typed));
    };
    let code = text(&change.code, unit.code.as_deref().unwrap_or_default());
    let parent = change.parent.map(UnitId);
    Ok(Edit { revision: change.revision, from, name, kind, parent, code })
}
