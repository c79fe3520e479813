//! Taking files in: they and one row are stored, and the preview is computed, now or by a job.

use super::brought::{Brought, Kept, OnDisk};
use super::jobs;
use super::prepare::{Prepared, Task};
use super::present;
use super::profiles::profile_named;
use crate::imports::rules::{Permissions, Preview};
use crate::imports::store::{self, Import, NewImport, State};

use ::store::{Ctx, Query, Refusal, StoreError, Tx};
use interchange::{Decisions, Profile, Stored};
use kernel::{Action, ImportId, Period, Problem, Resource, UnitId};
use sm3::{Digest, Sm3};
use std::sync::Arc;

/// Files of so many bytes are read while the person waits; more is a job's work. A compressed file
/// counts tenfold.
const AT_ONCE: u64 = 4 * 1024 * 1024;
/// Readings that are written once for trial, so that a preview knows what only writing can tell.
const REHEARSED: u64 = 20_000;

/// How files are to be read.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// Name of a shipped or own profile.
    pub profile: String,
    /// The unit that the import goes under; the top of the tree when not stated.
    pub under: Option<UnitId>,
    /// For profiles that take the unit or the period from outside.
    pub unit: Option<String>,
    pub period: Option<Period>,
    /// Answers every question that has a proposal.
    pub yes: bool,
}

/// An import that the reader may see, with what it may do to it.
pub(crate) struct Seen {
    pub import: Import,
    pub preview: Option<Preview>,
    pub may_import: bool,
}

/// The unit and its ancestors; empty while there is no tree.
pub(crate) async fn path_of(
    q: &mut impl Query,
    under: Option<UnitId>,
    ctx: &Ctx,
) -> Result<Vec<UnitId>, Refusal> {
    let today = ctx.now.today;
    let under = match under {
        Some(under) => Some(under),
        None => directory::tree::root_on(q, today).await?.map(|root| root.id),
    };
    let Some(under) = under else { return Ok(Vec::new()) };
    let path = directory::tree::path_ids(q, under, today).await?;
    if path.is_empty() { Err(Refusal::NotFound) } else { Ok(path) }
}

/// The import, if the reader may do this to it.
pub(crate) async fn see(ctx: &Ctx, id: ImportId, action: Action) -> Result<Seen, Refusal> {
    let mut reader = ctx.read();
    let import = store::get(&mut reader, id).await?.ok_or(Refusal::NotFound)?;
    let path = path_of(&mut reader, import.under, ctx).await?;
    ctx.may(action, Resource::Import, &path)?;
    let preview = import.preview.as_deref().map(stored_preview).transpose()?;
    let may_import = ctx.can(Action::Import, Resource::Import, &path);
    Ok(Seen { import, preview, may_import })
}

/// The preview that is in place, if the reader may see the import.
pub async fn preview_of(ctx: &Ctx, id: ImportId) -> Result<Option<Preview>, Refusal> {
    Ok(see(ctx, id, Action::Read).await?.preview)
}

/// How far the import has come.
pub async fn state_of(ctx: &Ctx, id: ImportId) -> Result<State, Refusal> {
    Ok(see(ctx, id, Action::Read).await?.import.state)
}

fn stored_preview(json: &str) -> Result<Preview, Refusal> {
    serde_json::from_str(json).map_err(|error| corrupt("a preview", &error))
}

fn corrupt(what: &str, error: &serde_json::Error) -> Refusal {
    StoreError::Corrupt(format!("{what}: {error}")).into()
}

/// What the actor may write along this path.
pub(crate) fn permissions(ctx: &Ctx, path: &[UnitId]) -> Permissions {
    let may = |resource| ctx.can(Action::Import, resource, path);
    // The dictionary is the enterprise's: it is decided at the top.
    let top = &path[path.len().saturating_sub(1)..];
    Permissions {
        units: may(Resource::Unit),
        readings: may(Resource::Reading),
        targets: may(Resource::Target),
        indicators: ctx.can(Action::Create, Resource::Indicator, top),
    }
}

/// Keeps the files and reads them.
///
/// # Errors
/// When the actor may not import there, `import-no-files`, or an unknown profile.
pub async fn receive<F: Into<Brought>>(
    ctx: &Ctx,
    upload: Upload,
    files: Vec<F>,
) -> Result<ImportId, Refusal> {
    let mut reader = ctx.read();
    let under = target(ctx, upload.under)?;
    let path = path_of(&mut reader, under, ctx).await?;
    ctx.may(Action::Import, Resource::Import, &path)?;
    let (profile, text) = profile_named(&mut reader, &upload.profile).await?;
    refuse_incomplete(&profile, &upload, files.is_empty())?;
    let under = path.first().copied();
    let decisions = Decisions {
        unit: upload.unit.clone(),
        period: upload.period,
        yes: upload.yes,
        ..Decisions::default()
    };
    let on_disk = OnDisk::new(ctx, files).await?;
    let at_once = on_disk.weight().await? <= AT_ONCE;
    let (name, may) = (profile.name.clone(), permissions(ctx, &path));
    let (profile, files) = (Arc::new(profile), Arc::new(on_disk.files.clone()));
    let task = Task { profile, files, decisions, under };
    // What is wrong with the answers given beside the files is told before anything is stored.
    let read = match at_once {
        true => Some(Prepared::new(&mut reader, &task, ctx.now.today, None).await?),
        false => None,
    };
    let (_, kept) = on_disk.keep(ctx).await?;
    let mut work = ctx.work().await?;
    let id = keep(&mut work, ctx, (&name, &text), under, &task.decisions, kept).await?;
    let Some(mut prepared) = read else {
        jobs::enqueue_preview(&mut work, ctx, id, may).await?;
        work.commit().await?;
        return Ok(id);
    };
    work.commit().await?;
    prepared.plan.limit(may);
    rehearse(ctx, id, &mut prepared).await?;
    put_preview(ctx, id, &prepared).await?;
    Ok(id)
}

/// The unit named, or the top of what the actor may import into.
fn target(ctx: &Ctx, named: Option<UnitId>) -> Result<Option<UnitId>, Problem> {
    let scope = ctx.scope(Action::Import, Resource::Import);
    match (named, scope.roots()) {
        (Some(named), _) => Ok(Some(named)),
        (None, Some([top])) => Ok(Some(*top)),
        (None, Some([_, _, ..])) => Err(Problem::new("import-under-needed").at("under")),
        (None, None | Some([])) => Ok(None),
    }
}

fn refuse_incomplete(profile: &Profile, upload: &Upload, nothing: bool) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    if nothing {
        problems.push(Problem::new("import-no-files").at("files"));
    }
    if profile.needs_unit() && upload.unit.is_none() {
        problems.push(Problem::new("import-needs-unit").at("unit"));
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// Registers files, profile text and the import's row; audited, not committed.
pub(crate) async fn keep(
    work: &mut ::store::Work,
    ctx: &Ctx,
    (profile, text): (&str, &str),
    under: Option<UnitId>,
    decisions: &Decisions,
    files: Kept,
) -> Result<ImportId, Refusal> {
    let mut stored = Vec::new();
    for (file, name) in files {
        stored.push((file.register(&mut work.tx, &name, ctx.now.at).await?, name));
    }
    let digest = ::store::audit::hex(&Sm3::digest(text.as_bytes()));
    store::keep_profile_text(&mut work.tx, &digest, text).await?;
    let decisions =
        serde_json::to_string(decisions).map_err(|error| corrupt("decisions", &error))?;
    let new = NewImport {
        profile,
        profile_digest: &digest,
        under,
        state: State::Reading,
        decisions: &decisions,
        at: ctx.now.at,
        by: &ctx.actor.name,
        files: &stored,
    };
    let id = store::insert(&mut work.tx, new).await?;
    let names: Vec<&str> = stored.iter().map(|(_, name)| name.as_str()).collect();
    let after = serde_json::json!({ "profile": profile, "files": names }).to_string();
    work.audit("import.upload", "import", id, None, Some(after));
    Ok(id)
}

/// Reads the stored files of an import again, as they were uploaded.
pub(crate) async fn task(ctx: &Ctx, import: &Import) -> Result<Task, Refusal> {
    let mut reader = ctx.read();
    let text = store::profile_text(&mut reader, &import.profile_digest).await?;
    let profile = Arc::new(Profile::parse(&text)?);
    let decisions =
        serde_json::from_str(&import.decisions).map_err(|e| corrupt("decisions", &e))?;
    let mut files = Vec::new();
    for file in store::files(&mut reader, import.id).await? {
        let (_, path) = ctx.files.find(&mut reader, file.file_id).await?;
        files.push(Stored { name: file.name, path });
    }
    Ok(Task { profile, files: Arc::new(files), decisions, under: import.under })
}

/// Computes the preview and puts it in place.
pub(crate) async fn look(
    ctx: &Ctx,
    id: ImportId,
    task: &Task,
    may: Permissions,
) -> Result<Preview, Refusal> {
    let mut prepared = Prepared::new(&mut ctx.read(), task, ctx.now.today, None).await?;
    prepared.plan.limit(may);
    rehearse(ctx, id, &mut prepared).await?;
    put_preview(ctx, id, &prepared).await
}

/// Writes a small import for trial and takes it back: names that are taken, moves after which numbers
/// would count twice and the like are found before anybody confirms.
pub(crate) async fn rehearse(
    ctx: &Ctx,
    id: ImportId,
    prepared: &mut Prepared,
) -> Result<(), Refusal> {
    let plan = &prepared.plan;
    if !plan.hindrances.is_empty() || !plan.changes_anything() || plan.writes() > REHEARSED {
        return Ok(());
    }
    let mut tx = ctx.db.begin().await?;
    // Nothing of it stays, so any word does as the reason of what would be restated.
    let stamp = super::confirm::stamp(ctx, id, Some("trial"));
    let outcome = super::write::write(&mut tx, id, prepared, &stamp, ctx.now.today).await;
    drop(tx);
    match outcome {
        Err(Refusal::Invalid(problems)) => prepared.plan.hindrances.extend(problems),
        Err(Refusal::Failed(error)) => return Err(error.into()),
        _ => {}
    }
    Ok(())
}

/// Stores what was computed. The preview is derived from what is stored already, so it is no change
/// that an audit would want.
pub(crate) async fn put_preview(
    ctx: &Ctx,
    id: ImportId,
    prepared: &Prepared,
) -> Result<Preview, Refusal> {
    let mut tx = ctx.db.begin().await?;
    let preview = keep_preview(&mut tx, id, prepared).await?;
    tx.commit().await?;
    Ok(preview)
}

/// The preview and the names of the sheets that its cells stand in.
pub(crate) async fn keep_preview(
    tx: &mut Tx,
    id: ImportId,
    prepared: &Prepared,
) -> Result<Preview, Refusal> {
    let preview = present::preview(prepared);
    let json = serde_json::to_string(&preview).map_err(|error| corrupt("a preview", &error))?;
    let files = prepared.draft.files.iter();
    let sheets = files.map(|file| serde_json::json!(file.sheets).to_string()).collect::<Vec<_>>();
    store::previewed(tx, id, &json, sheets).await?;
    Ok(preview)
}
