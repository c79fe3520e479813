//! Raising, studying and deciding major matters, and looking at them.

use super::{Copy, path_of_unit};
use crate::governance::catalogue::{Catalogue, Where};
use crate::governance::store::matters::{self, Listing, Matter, Raised, Step};
use crate::governance::store::{bodies, catalogue, tenures};
use crate::governance::tenure::Seat;
use crate::party::use_cases::orgs as party;
use directory::{name, tree};
use kernel::{Action, BodyId, Day, FileId, MajorMatterId, PartyOrgId, Resource, UnitId};
use serde_json::json;
use store::{Ctx, Query, Refusal, StoredFile, Work};

/// Whether the actor may do this to matters of the unit.
async fn may(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
    day: Day,
) -> Result<(), Refusal> {
    let path = path_of_unit(q, unit, day).await?;
    ctx.may(action, Resource::MajorMatter, &path)
}

/// Raises a matter.
pub async fn raise(ctx: &Ctx, mut new: Raised) -> Result<MajorMatterId, Refusal> {
    new.title = name::checked(&new.title).map_err(|problem| problem.at("title"))?;
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Create, new.unit, new.day).await?;
    let id = matters::raise(&mut work.tx, &new).await?;
    work.audit("major-matter.raise", "major-matter", id, None, Some(raised(&new)));
    work.commit().await?;
    Ok(id)
}

/// Corrects what was raised.
pub async fn correct(
    ctx: &Ctx,
    id: MajorMatterId,
    revision: i64,
    mut new: Raised,
) -> Result<(), Refusal> {
    new.title = name::checked(&new.title).map_err(|problem| problem.at("title"))?;
    let mut work = ctx.work().await?;
    changeable(ctx, &mut work, id).await?;
    let before = matters::correct(&mut work.tx, id, revision, &new).await?;
    let (old, new) = (raised(&before.raised), raised(&new));
    work.audit("major-matter.change", "major-matter", id, Some(old), Some(new));
    Ok(work.commit().await?)
}

async fn changeable(ctx: &Ctx, work: &mut Work, id: MajorMatterId) -> Result<Matter, Refusal> {
    let known = matters::matter(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    may(ctx, &mut work.tx, Action::Change, known.raised.unit, known.raised.day).await?;
    Ok(known)
}

fn raised(new: &Raised) -> String {
    json!({
        "unit": new.unit.0,
        "kind": new.kind.0,
        "title": new.title,
        "day": new.day.to_string(),
    })
    .to_string()
}

/// Records the study; without a new copy the old one stays.
pub async fn study(
    ctx: &Ctx,
    id: MajorMatterId,
    revision: i64,
    mut step: Step<PartyOrgId>,
    copy: Copy,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let known = changeable(ctx, &mut work, id).await?;
    step.file = known.study.as_ref().and_then(|step| step.file);
    attach(ctx, &mut work, &mut step.file, copy).await?;
    let before = matters::study(&mut work.tx, id, revision, &step).await?;
    let old = before.study.as_ref().map(|step| stepped(step.by.0, step, ""));
    let new = stepped(step.by.0, &step, "");
    work.audit("major-matter.study", "major-matter", id, old, Some(new));
    Ok(work.commit().await?)
}

/// Records the decision; without a new copy the old one stays.
pub async fn decide(
    ctx: &Ctx,
    id: MajorMatterId,
    revision: i64,
    (mut step, outcome): (Step<BodyId>, String),
    copy: Copy,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let known = changeable(ctx, &mut work, id).await?;
    step.file = known.decision.as_ref().and_then(|step| step.file);
    attach(ctx, &mut work, &mut step.file, copy).await?;
    let before = matters::decide(&mut work.tx, id, revision, &step, &outcome).await?;
    let old = before.decision.as_ref().map(|step| stepped(step.by.0, step, &before.outcome));
    let new = stepped(step.by.0, &step, &outcome);
    work.audit("major-matter.decide", "major-matter", id, old, Some(new));
    Ok(work.commit().await?)
}

async fn attach(
    ctx: &Ctx,
    work: &mut Work,
    file: &mut Option<FileId>,
    copy: Copy,
) -> Result<(), Refusal> {
    if let Some((name, kept)) = copy {
        *file = Some(kept.register(&mut work.tx, &name, ctx.now.at).await?);
    }
    Ok(())
}

fn stepped<By>(by: i64, step: &Step<By>, outcome: &str) -> String {
    json!({
        "by": by,
        "day": step.day.to_string(),
        "document": step.document,
        "file": step.file.map(|file| file.0),
        "outcome": outcome,
    })
    .to_string()
}

/// A page of the matters that the actor may see, and how many there are.
pub async fn list(
    ctx: &Ctx,
    listing: &Listing<'_>,
    is_export: bool,
) -> Result<(Vec<(Matter, String)>, i64), Refusal> {
    let action = if is_export { Action::Export } else { Action::Read };
    let scope = ctx.scope(action, Resource::MajorMatter);
    Ok(matters::list(&mut ctx.read(), &scope, listing).await?)
}

/// A matter with what its page shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub matter: Matter,
    pub unit: String,
    pub catalogue: Catalogue,
    /// Who studied it, and where such an organisation stands.
    pub studied_by: Option<(String, Where)>,
    pub decided_by: Option<String>,
    /// The bodies that may decide: those of the unit.
    pub bodies: Vec<(BodyId, String)>,
    pub study_file: Option<StoredFile>,
    pub decision_file: Option<StoredFile>,
    pub may_change: bool,
}

/// One matter, if the actor may read it.
pub async fn find(ctx: &Ctx, id: MajorMatterId) -> Result<Shown, Refusal> {
    let q = &mut ctx.read();
    let matter = matters::matter(q, id).await?.ok_or(Refusal::NotFound)?;
    let (unit, day) = (matter.raised.unit, matter.raised.day);
    may(ctx, q, Action::Read, unit, day).await?;
    let studied_by = match &matter.study {
        Some(step) => {
            let (stands, name, _) = tenures::place(q, Seat::Org(step.by), step.day).await?;
            Some((name, stands))
        }
        None => None,
    };
    let bodies = bodies::of_unit(q, unit).await?;
    let decided_by = matter.decision.as_ref().and_then(|step| {
        bodies.iter().find(|body| body.id == step.by).map(|body| body.name.clone())
    });
    let name = tree::unit_near(q, unit, day).await?.ok_or(Refusal::NotFound)?.name;
    Ok(Shown {
        unit: name,
        catalogue: catalogue::load(q).await?,
        studied_by,
        decided_by,
        bodies: bodies.into_iter().map(|body| (body.id, body.name)).collect(),
        study_file: file(ctx, q, matter.study.as_ref().and_then(|step| step.file)).await?,
        decision_file: file(ctx, q, matter.decision.as_ref().and_then(|step| step.file)).await?,
        may_change: may(ctx, q, Action::Change, unit, day).await.is_ok(),
        matter,
    })
}

async fn file(
    ctx: &Ctx,
    q: &mut impl Query,
    id: Option<FileId>,
) -> Result<Option<StoredFile>, Refusal> {
    match id {
        Some(id) => Ok(Some(ctx.files.known(q, id).await?)),
        None => Ok(None),
    }
}

/// Which of the two documents of a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    Study,
    Decision,
}

/// The copy of a document of the matter.
pub async fn copy(
    ctx: &Ctx,
    id: MajorMatterId,
    paper: Paper,
) -> Result<(StoredFile, Vec<u8>), Refusal> {
    let q = &mut ctx.read();
    let matter = matters::matter(q, id).await?.ok_or(Refusal::NotFound)?;
    may(ctx, q, Action::Export, matter.raised.unit, matter.raised.day).await?;
    let file = match paper {
        Paper::Study => matter.study.and_then(|step| step.file),
        Paper::Decision => matter.decision.and_then(|step| step.file),
    };
    Ok(ctx.files.read(q, file.ok_or(Refusal::NotFound)?).await?)
}

/// The kinds that are offered, if the actor may raise a matter somewhere.
pub async fn to_raise(ctx: &Ctx) -> Result<Catalogue, Refusal> {
    ctx.may(Action::Create, Resource::MajorMatter, &[])?;
    Ok(catalogue::load(&mut ctx.read()).await?)
}

/// The organisation that is named as having studied.
pub async fn org(ctx: &Ctx, text: &str, day: Day) -> Result<PartyOrgId, Refusal> {
    party::choose(ctx, text, day, "org").await
}

/// The kinds in which a list says what a matter is.
pub async fn kinds(ctx: &Ctx) -> Result<Catalogue, Refusal> {
    ctx.may(Action::Read, Resource::MajorMatter, &[])?;
    Ok(catalogue::load(&mut ctx.read()).await?)
}
