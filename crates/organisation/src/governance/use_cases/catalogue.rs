//! The kinds and posts of the enterprise: read by whoever reads posts, changed by whoever changes them at
//! the top of the tree, as they hold for all below.

use crate::governance::catalogue::{BodyKind, Catalogue, MatterKind, Post, Where};
use crate::governance::store::catalogue;
use directory::{name, tree};
use kernel::{Action, Problem, Resource};
use serde_json::json;
use store::{Ctx, Query, Refusal};

/// Everything that can be configured, and whether the actor may change it.
pub async fn look(ctx: &Ctx) -> Result<(Catalogue, bool), Refusal> {
    ctx.may(Action::Read, Resource::Post, &[])?;
    let q = &mut ctx.read();
    let catalogue = catalogue::load(q).await?;
    Ok((catalogue, may_change(ctx, q).await?.is_ok()))
}

async fn may_change(ctx: &Ctx, q: &mut impl Query) -> Result<Result<(), Refusal>, Refusal> {
    let root = tree::root_on(q, ctx.now.today).await?.ok_or(Refusal::NotFound)?;
    let decided = ctx.may(Action::Change, Resource::Post, &[root.id]);
    // They read it through a role on any part of the tree, so they know that it is there.
    Ok(decided.map_err(|_| Refusal::Forbidden))
}

/// Keeps a kind of body.
pub async fn put_kind(ctx: &Ctx, mut kind: BodyKind) -> Result<(), Refusal> {
    (kind.name.zh, kind.name.en) = names(&kind.name.zh, &kind.name.en)?;
    let mut work = ctx.work().await?;
    may_change(ctx, &mut work.tx).await??;
    let (before, after) = catalogue::put_kind(&mut work.tx, kind).await?;
    let record = |kind: &BodyKind| {
        let (zh, en, part) = (&kind.name.zh, &kind.name.en, kind.part.name());
        json!({ "zh": zh, "en": en, "place": kind.place, "part": part, "active": kind.is_active })
            .to_string()
    };
    let before = before.as_ref().map(record);
    work.audit("body-kind.keep", "body-kind", after.id, before, Some(record(&after)));
    Ok(work.commit().await?)
}

/// Keeps a post.
pub async fn put_post(ctx: &Ctx, mut post: Post) -> Result<(), Refusal> {
    (post.name.zh, post.name.en) = names(&post.name.zh, &post.name.en)?;
    let mut work = ctx.work().await?;
    may_change(ctx, &mut work.tx).await??;
    if let Where::Body(kind) = post.stands
        && catalogue::load(&mut work.tx).await?.kind(kind).is_none()
    {
        return Err(Problem::new("body-kind-unknown").at("stands").into());
    }
    let (before, after) = catalogue::put_post(&mut work.tx, post).await?;
    let record = |post: &Post| {
        json!({
            "zh": post.name.zh,
            "en": post.name.en,
            "place": post.place,
            "part": post.part.name(),
            "single": post.is_single,
            "active": post.is_active,
        })
        .to_string()
    };
    let before = before.as_ref().map(record);
    work.audit("post.keep", "post", after.id, before, Some(record(&after)));
    Ok(work.commit().await?)
}

/// Keeps a kind of major matter.
pub async fn put_matter(ctx: &Ctx, mut kind: MatterKind) -> Result<(), Refusal> {
    (kind.name.zh, kind.name.en) = names(&kind.name.zh, &kind.name.en)?;
    let mut work = ctx.work().await?;
    may_change(ctx, &mut work.tx).await??;
    let (before, after) = catalogue::put_matter(&mut work.tx, kind).await?;
    let record = |kind: &MatterKind| {
        let (zh, en) = (&kind.name.zh, &kind.name.en);
        json!({ "zh": zh, "en": en, "place": kind.place, "active": kind.is_active }).to_string()
    };
    let before = before.as_ref().map(record);
    work.audit(
        "major-matter-kind.keep",
        "major-matter-kind",
        after.id,
        before,
        Some(record(&after)),
    );
    Ok(work.commit().await?)
}

fn names(zh: &str, en: &str) -> Result<(String, String), Refusal> {
    let zh = name::checked(zh).map_err(|problem| problem.at("zh"));
    let en = name::checked(en).map_err(|problem| problem.at("en"));
    match (zh, en) {
        (Ok(zh), Ok(en)) => Ok((zh, en)),
        (zh, en) => Err(Refusal::Invalid(zh.err().into_iter().chain(en.err()).collect())),
    }
}
