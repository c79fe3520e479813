//! Kinds and posts as they are kept. Nothing is kept until somebody changes or uses them; until then the
//! usual set stands in their place, with the ids under which it will be kept.

use super::{conflict, lock, lost};
use crate::governance::catalogue::{
    BodyKind, BodyPart, Catalogue, MatterKind, Name, OrgLevel, Part, Post, Where,
};
use kernel::{BodyKindId, MatterKindId, PostId};
use store::{Insert, Query, Refusal, Result, Tx, Value, params};

#[derive(sqlx::FromRow)]
struct KindRow {
    id: i64,
    name_zh: String,
    name_en: String,
    place: i64,
    part: String,
    active: bool,
    revision: i64,
}

impl KindRow {
    fn kind(self) -> Result<BodyKind> {
        Ok(BodyKind {
            id: BodyKindId(self.id),
            name: Name { zh: self.name_zh, en: self.name_en },
            place: self.place,
            part: BodyPart::from_name(&self.part).ok_or_else(|| lost("body kind", self.id))?,
            is_active: self.active,
            revision: self.revision,
        })
    }
}

#[derive(sqlx::FromRow)]
struct PostRow {
    id: i64,
    org_level: Option<String>,
    body_kind_id: Option<i64>,
    name_zh: String,
    name_en: String,
    place: i64,
    part: String,
    single: bool,
    active: bool,
    revision: i64,
}

impl PostRow {
    fn post(self) -> Result<Post> {
        let wrong = || lost("post", self.id);
        let stands = match (self.org_level.as_deref(), self.body_kind_id) {
            (Some(level), None) => Where::Org(OrgLevel::from_name(level).ok_or_else(wrong)?),
            (None, Some(kind)) => Where::Body(BodyKindId(kind)),
            _ => return Err(wrong()),
        };
        Ok(Post {
            id: PostId(self.id),
            stands,
            part: Part::from_name(&self.part).ok_or_else(wrong)?,
            name: Name { zh: self.name_zh, en: self.name_en },
            place: self.place,
            is_single: self.single,
            is_active: self.active,
            revision: self.revision,
        })
    }
}

/// Everything that can be configured, each part in the order of its lists.
pub async fn load(q: &mut impl Query) -> Result<Catalogue> {
    let kinds = "SELECT id, name_zh, name_en, place, part, active, revision FROM body_kind \
         ORDER BY place, id";
    let kinds = q.all::<KindRow>(kinds, params![]).await?;
    if kinds.is_empty() {
        return Ok(Catalogue::usual());
    }
    let posts = "SELECT id, org_level, body_kind_id, name_zh, name_en, place, part, single, active, \
         revision FROM post ORDER BY place, id";
    let posts = q.all::<PostRow>(posts, params![]).await?;
    let matters = "SELECT id, name_zh, name_en, place, active, revision FROM matter_kind \
         ORDER BY place, id";
    let matters: Vec<(i64, String, String, i64, bool, i64)> = q.all(matters, params![]).await?;
    let matter = |(id, zh, en, place, is_active, revision)| MatterKind {
        id: MatterKindId(id),
        name: Name { zh, en },
        place,
        is_active,
        revision,
    };
    Ok(Catalogue {
        kinds: kinds.into_iter().map(KindRow::kind).collect::<Result<_>>()?,
        posts: posts.into_iter().map(PostRow::post).collect::<Result<_>>()?,
        matters: matters.into_iter().map(matter).collect(),
    })
}

/// Keeps the usual set, if nothing is kept yet; before anything points at it.
pub async fn ensure(tx: &mut Tx) -> Result<()> {
    lock(tx).await?;
    let any = "SELECT id FROM body_kind LIMIT 1";
    if tx.optional::<(i64,)>(any, params![]).await?.is_some() {
        return Ok(());
    }
    let usual = Catalogue::usual();
    for kind in &usual.kinds {
        put_kind_row(tx, kind).await?;
    }
    tx.insert_many(POSTS, usual.posts.iter().map(post_row)).await?;
    for kind in &usual.matters {
        put_matter_row(tx, kind).await?;
    }
    Ok(())
}

const POSTS: Insert = Insert {
    table: "post",
    columns: &[
        "id",
        "org_level",
        "body_kind_id",
        "name_zh",
        "name_en",
        "place",
        "part",
        "single",
        "active",
        "revision",
    ],
    conflict: "ON CONFLICT (id) DO UPDATE SET name_zh = excluded.name_zh, \
        name_en = excluded.name_en, place = excluded.place, part = excluded.part, \
        single = excluded.single, active = excluded.active, revision = excluded.revision",
};

fn post_row(post: &Post) -> [Value; 10] {
    let (level, kind) = match post.stands {
        Where::Org(level) => (Some(level.name().to_owned()), None),
        Where::Body(kind) => (None, Some(kind)),
    };
    [
        post.id.into(),
        level.into(),
        kind.into(),
        Value::from(&post.name.zh),
        Value::from(&post.name.en),
        post.place.into(),
        post.part.name().into(),
        post.is_single.into(),
        post.is_active.into(),
        post.revision.into(),
    ]
}

async fn put_kind_row(tx: &mut Tx, kind: &BodyKind) -> Result<()> {
    let sql = "INSERT INTO body_kind (id, name_zh, name_en, place, part, active, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET \
         name_zh = excluded.name_zh, name_en = excluded.name_en, place = excluded.place, \
         part = excluded.part, active = excluded.active, revision = excluded.revision";
    let (zh, en, part) = (&kind.name.zh, &kind.name.en, kind.part.name());
    let params = params![kind.id, zh, en, kind.place, part, kind.is_active, kind.revision];
    tx.execute(sql, params).await?;
    Ok(())
}

async fn put_matter_row(tx: &mut Tx, kind: &MatterKind) -> Result<()> {
    let sql = "INSERT INTO matter_kind (id, name_zh, name_en, place, active, revision) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET \
         name_zh = excluded.name_zh, name_en = excluded.name_en, place = excluded.place, \
         active = excluded.active, revision = excluded.revision";
    let (zh, en) = (&kind.name.zh, &kind.name.en);
    tx.execute(sql, params![kind.id, zh, en, kind.place, kind.is_active, kind.revision]).await?;
    Ok(())
}

/// What the second of two editors is told.
const CHANGED: &str = "catalogue-changed";

fn next(ids: impl Iterator<Item = i64>) -> i64 {
    ids.max().unwrap_or_default() + 1
}

/// Keeps a kind of body; a new one has the id 0. Returns it as it was and as it is.
///
/// # Errors
/// The conflict `catalogue-changed` when the revision is not the one kept; `NotFound`.
pub async fn put_kind(
    tx: &mut Tx,
    mut kind: BodyKind,
) -> Result<(Option<BodyKind>, BodyKind), Refusal> {
    ensure(tx).await?;
    let kinds = load(tx).await?.kinds;
    let before = kinds.iter().find(|known| known.id == kind.id).cloned();
    match &before {
        Some(before) if before.revision != kind.revision => return Err(conflict(CHANGED)),
        None if kind.id.0 != 0 => return Err(Refusal::NotFound),
        Some(_) => {}
        None => kind.id = BodyKindId(next(kinds.iter().map(|kind| kind.id.0))),
    }
    kind.revision += 1;
    put_kind_row(tx, &kind).await?;
    Ok((before, kind))
}

/// Keeps a post; a new one has the id 0. Where it stands is decided once.
///
/// # Errors
/// As [`put_kind`].
pub async fn put_post(tx: &mut Tx, mut post: Post) -> Result<(Option<Post>, Post), Refusal> {
    ensure(tx).await?;
    let posts = load(tx).await?.posts;
    let before = posts.iter().find(|known| known.id == post.id).cloned();
    match &before {
        Some(before) if before.revision != post.revision => return Err(conflict(CHANGED)),
        None if post.id.0 != 0 => return Err(Refusal::NotFound),
        Some(before) => post.stands = before.stands,
        None => post.id = PostId(next(posts.iter().map(|post| post.id.0))),
    }
    post.revision += 1;
    tx.insert_many(POSTS, [post_row(&post)]).await?;
    Ok((before, post))
}

/// Keeps a kind of major matter; a new one has the id 0.
///
/// # Errors
/// As [`put_kind`].
pub async fn put_matter(
    tx: &mut Tx,
    mut kind: MatterKind,
) -> Result<(Option<MatterKind>, MatterKind), Refusal> {
    ensure(tx).await?;
    let kinds = load(tx).await?.matters;
    let before = kinds.iter().find(|known| known.id == kind.id).cloned();
    match &before {
        Some(before) if before.revision != kind.revision => return Err(conflict(CHANGED)),
        None if kind.id.0 != 0 => return Err(Refusal::NotFound),
        Some(_) => {}
        None => kind.id = MatterKindId(next(kinds.iter().map(|kind| kind.id.0))),
    }
    kind.revision += 1;
    put_matter_row(tx, &kind).await?;
    Ok((before, kind))
}
