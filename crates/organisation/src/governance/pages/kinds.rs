//! What can be configured: kinds of bodies, posts, kinds of major matters.

use super::{choices, problems};
use crate::governance::catalogue::{
    BodyKind, BodyPart, Catalogue, MatterKind, Name, OrgLevel, Part, Post, Where,
};
use crate::governance::use_cases::catalogue;
use crate::pages::as_of;
use askama::Template;
use kernel::{BodyKindId, MatterKindId, PostId, Problem};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, answer};

#[derive(Template)]
#[template(path = "governance/kinds.html")]
struct KindsPage {
    page: Page,
    lists: Vec<List>,
    may_change: bool,
}

/// One of the three lists with the form for a new entry or for the entry that is being changed.
struct List {
    id: &'static str,
    title: &'static str,
    action: &'static str,
    /// What an entry is for the checks; none for matters.
    parts: Vec<Choice>,
    /// Where a post stands; only for posts.
    places: Vec<Choice>,
    rows: Vec<Row>,
    form: Typed,
    /// Whether its form shows: one at a time.
    is_open: bool,
    /// Where an entry is added.
    add: String,
}

struct Row {
    zh: String,
    en: String,
    stands: String,
    part: String,
    is_single: bool,
    is_active: bool,
    edit: String,
}

pub(super) async fn show(web: Web) -> Answer {
    let (catalogue, may_change) = catalogue::look(&web).await?;
    answer::page(&kinds_page(&web, &catalogue, may_change, None))
}

/// The page; with one of its forms as it was refused.
fn kinds_page(
    web: &Web,
    catalogue: &Catalogue,
    may_change: bool,
    refused: Option<(&str, Typed)>,
) -> KindsPage {
    let page = web.page("kinds-title");
    let title = page.t("governance-title");
    let page = page.crumb(title, as_of(web, "/governance", &[]));
    let mut lists =
        [kinds(web, &page, catalogue), posts(web, &page, catalogue), matters(catalogue)];
    let asked = web.query("edit").unwrap_or_default();
    for list in &mut lists {
        match (&refused, filled(catalogue, list.id, &asked)) {
            (Some((id, form)), _) => {
                list.is_open = *id == list.id;
                list.form = form.clone();
            }
            (None, Some(form)) => (list.is_open, list.form) = (true, form),
            (None, None) => list.is_open = asked == format!("{}-0", list.id),
        }
    }
    KindsPage { page, lists: lists.into(), may_change }
}

fn edit(list: &str, id: i64) -> String {
    format!("/governance/kinds?edit={list}-{id}#{list}")
}

fn kinds(web: &Web, page: &Page, catalogue: &Catalogue) -> List {
    let row = |kind: &BodyKind| Row {
        zh: kind.name.zh.clone(),
        en: kind.name.en.clone(),
        stands: String::new(),
        part: page.t(kind.part.key()),
        is_single: false,
        is_active: kind.is_active,
        edit: edit("body-kinds", kind.id.0),
    };
    List {
        id: "body-kinds",
        title: "kinds-bodies",
        action: "/governance/kinds",
        parts: choices(web.lang, BodyPart::ALL, BodyPart::name, BodyPart::key),
        places: Vec::new(),
        rows: catalogue.kinds.iter().map(row).collect(),
        form: Typed::default().with("place", catalogue.kinds.len() + 1).with("active", "yes"),
        is_open: false,
        add: edit("body-kinds", 0),
    }
}

fn posts(web: &Web, page: &Page, catalogue: &Catalogue) -> List {
    let row = |post: &Post| Row {
        zh: post.name.zh.clone(),
        en: post.name.en.clone(),
        stands: stands(web, page, catalogue, post.stands),
        part: page.t(post.part.key()),
        is_single: post.is_single,
        is_active: post.is_active,
        edit: edit("posts", post.id.0),
    };
    let mut places = choices(web.lang, OrgLevel::ALL, OrgLevel::name, OrgLevel::key);
    let kinds = catalogue.kinds.iter();
    places.extend(kinds.map(|kind| Choice::new(kind.id, kind.name.said(web.lang))));
    List {
        id: "posts",
        title: "kinds-posts",
        action: "/governance/posts",
        parts: choices(web.lang, Part::ALL, Part::name, Part::key),
        places,
        rows: catalogue.posts.iter().map(row).collect(),
        form: Typed::default().with("place", catalogue.posts.len() + 1).with("active", "yes"),
        is_open: false,
        add: edit("posts", 0),
    }
}

fn stands(web: &Web, page: &Page, catalogue: &Catalogue, stands: Where) -> String {
    match stands {
        Where::Org(level) => page.t(level.key()),
        Where::Body(kind) => {
            let kind = catalogue.kind(kind).map(|kind| kind.name.said(web.lang));
            kind.unwrap_or_default().to_owned()
        }
    }
}

fn matters(catalogue: &Catalogue) -> List {
    let row = |kind: &MatterKind| Row {
        zh: kind.name.zh.clone(),
        en: kind.name.en.clone(),
        stands: String::new(),
        part: String::new(),
        is_single: false,
        is_active: kind.is_active,
        edit: edit("major-matter-kinds", kind.id.0),
    };
    List {
        id: "major-matter-kinds",
        title: "kinds-matters",
        action: "/governance/matter-kinds",
        parts: Vec::new(),
        places: Vec::new(),
        rows: catalogue.matters.iter().map(row).collect(),
        form: Typed::default().with("place", catalogue.matters.len() + 1).with("active", "yes"),
        is_open: false,
        add: edit("major-matter-kinds", 0),
    }
}

/// The form of the entry that the address asks for, if it is in this list.
fn filled(catalogue: &Catalogue, list: &str, asked: &str) -> Option<Typed> {
    let id: i64 = asked.strip_prefix(list)?.strip_prefix('-')?.parse().ok()?;
    let entry = |name: &Name, place: i64, revision: i64, is_active: bool| {
        let form = Typed::default().with("id", id).with("revision", revision);
        let form = form.with("zh", &name.zh).with("en", &name.en).with("place", place);
        if is_active { form.with("active", "yes") } else { form }
    };
    match list {
        "body-kinds" => catalogue.kind(BodyKindId(id)).map(|kind| {
            entry(&kind.name, kind.place, kind.revision, kind.is_active)
                .with("part", kind.part.name())
        }),
        "posts" => catalogue.post(PostId(id)).map(|post| {
            let form = entry(&post.name, post.place, post.revision, post.is_active);
            let form = form.with("part", post.part.name());
            let form = match post.stands {
                Where::Org(level) => form.with("stands", level.name()),
                Where::Body(kind) => form.with("stands", kind),
            };
            if post.is_single { form.with("single", "yes") } else { form }
        }),
        _ => catalogue
            .matter(MatterKindId(id))
            .map(|kind| entry(&kind.name, kind.place, kind.revision, kind.is_active)),
    }
}

/// What every entry has: id and revision (both 0 for a new one), names and place.
fn common(typed: &mut Typed) -> Option<(i64, i64, Name, i64)> {
    let known = |typed: &Typed, name: &str| typed.value(name).parse().unwrap_or(0);
    let (id, revision) = (known(typed, "id"), known(typed, "revision"));
    let (zh, en, place) = (typed.required("zh"), typed.required("en"), typed.parsed("place"));
    Some((id, revision, Name { zh: zh?, en: en? }, place?))
}

/// One of a fixed set; notes the problem when nothing of it was chosen.
fn chosen<T>(typed: &mut Typed, field: &str, of: impl Fn(&str) -> Option<T>) -> Option<T> {
    let found = of(&typed.required(field)?);
    if found.is_none() {
        typed.refuse(Problem::new("field-required").at(field));
    }
    found
}

pub(super) async fn put_kind(Form(web, mut typed): Form) -> Answer {
    let (read, part) = (common(&mut typed), chosen(&mut typed, "part", BodyPart::from_name));
    let is_active = typed.has("active", "yes");
    let outcome = match (read, part) {
        (Some((id, revision, name, place)), Some(part)) => {
            let id = BodyKindId(id);
            catalogue::put_kind(&web, BodyKind { id, name, place, part, is_active, revision }).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    saved(&web, "body-kinds", typed, outcome).await
}

pub(super) async fn put_post(Form(web, mut typed): Form) -> Answer {
    let (read, part) = (common(&mut typed), chosen(&mut typed, "part", Part::from_name));
    let place = |text: &str| {
        let level = OrgLevel::from_name(text).map(Where::Org);
        level.or_else(|| text.parse().ok().map(Where::Body))
    };
    let stands = chosen(&mut typed, "stands", place);
    let (is_single, is_active) = (typed.has("single", "yes"), typed.has("active", "yes"));
    let outcome = match (read, part, stands) {
        (Some((id, revision, name, place)), Some(part), Some(stands)) => {
            let id = PostId(id);
            let post = Post { id, stands, name, place, part, is_single, is_active, revision };
            catalogue::put_post(&web, post).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    saved(&web, "posts", typed, outcome).await
}

pub(super) async fn put_matter(Form(web, mut typed): Form) -> Answer {
    let read = common(&mut typed);
    let is_active = typed.has("active", "yes");
    let outcome = match read {
        Some((id, revision, name, place)) => {
            let id = MatterKindId(id);
            catalogue::put_matter(&web, MatterKind { id, name, place, is_active, revision }).await
        }
        None => Err(Refusal::Invalid(Vec::new())),
    };
    saved(&web, "major-matter-kinds", typed, outcome).await
}

/// Back to the lists, or the form again as it was typed.
async fn saved(
    web: &Web,
    list: &'static str,
    typed: Typed,
    outcome: Result<(), Refusal>,
) -> Answer {
    match outcome {
        Ok(()) => {
            let said = web.page("kinds-title").t("kinds-saved");
            answer::go_saying(web, &format!("/governance/kinds#{list}"), Tone::Good, &said)
        }
        Err(refusal) => {
            let is_conflict = matches!(refusal, Refusal::Conflict(_));
            let typed = typed.refused(problems(refusal)?);
            let (catalogue, may_change) = catalogue::look(web).await?;
            let typed = if is_conflict { reseen(&catalogue, list, typed) } else { typed };
            let page = kinds_page(web, &catalogue, may_change, Some((list, typed)));
            answer::refused(&page)
        }
    }
}

/// The list above the form shows what somebody else saved; saving once more is a decision.
fn reseen(catalogue: &Catalogue, list: &str, typed: Typed) -> Typed {
    let asked = format!("{list}-{}", typed.value("id"));
    match filled(catalogue, list, &asked) {
        Some(now) => typed.instead("revision", now.value("revision")),
        None => typed,
    }
}
