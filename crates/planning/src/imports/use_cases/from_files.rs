//! The command line's way: files in, a report out, through the same steps as the pages.

use super::brought::{Brought, OnDisk};
use super::confirm::{needs_reason, reason_of, store_all};
use super::prepare::{Prepared, Task};
use super::present::{Report, report};
use super::profiles::profile_named;
use super::receive::{keep, keep_preview, path_of, permissions, rehearse};
use crate::imports::store;
use ::store::{Ctx, Refusal};
use interchange::Decisions;
use kernel::{Action, ImportId, Lang, Period, Problem, Resource};
use std::sync::Arc;

/// How files are to be read, from the command line's options.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Reads and reports, stores nothing.
    pub dry_run: bool,
    /// Answers every question that has a proposal; never accepts a figure that does not come out.
    pub yes: bool,
    pub unit: Option<String>,
    pub period: Option<Period>,
    /// Why values that are there already are restated; without it they stop the import.
    pub reason: Option<String>,
    /// Code, name or path of the unit that new units go under; the top of the tree when not stated.
    pub under: Option<String>,
    pub lang: Lang,
}

/// Reads files with a profile and, unless it is a dry run, stores what nothing stops: the parts that
/// are blocked stay out, and the report says why.
///
/// # Errors
/// When nothing could be tried: an unknown profile, a missing unit or period, a failing machine.
pub async fn run_from_files<F: Into<Brought>>(
    ctx: &Ctx,
    profile: &str,
    files: Vec<F>,
    options: &Options,
) -> Result<Report, Refusal> {
    let mut reader = ctx.read();
    let under = under(ctx, options).await?;
    let path = path_of(&mut reader, under, ctx).await?;
    ctx.may(Action::Import, Resource::Import, &path)?;
    let (profile, text) = profile_named(&mut reader, profile).await?;
    let name = profile.name.clone();
    let decisions = Decisions {
        unit: options.unit.clone(),
        period: options.period,
        yes: options.yes,
        ..Decisions::default()
    };
    let under = path.first().copied();
    let on_disk = OnDisk::new(ctx, files).await?;
    let (profile, files) = (Arc::new(profile), Arc::new(on_disk.files.clone()));
    let task = Task { profile, files, decisions, under };
    let mut prepared = Prepared::new(&mut reader, &task, ctx.now.today, None).await?;
    prepared.plan.limit(permissions(ctx, &path));
    if options.dry_run {
        rehearse(ctx, ImportId(0), &mut prepared).await?;
        return Ok(report(&prepared, options.lang));
    }
    let reason = options.reason.as_deref().and_then(reason_of);
    prepared.plan.hindrances.extend(needs_reason(prepared.plan.restated.len() as u64, reason));
    if !prepared.plan.hindrances.is_empty() || !prepared.plan.changes_anything() {
        return Ok(report(&prepared, options.lang));
    }
    let (files, kept) = on_disk.keep(ctx).await?;
    let task = Task { files: Arc::new(files), ..task };
    let mut work = ctx.work().await?;
    store::take_turn(&mut work.tx).await?;
    let mut prepared = Prepared::new(&mut work.tx, &task, ctx.now.today, Some(prepared)).await?;
    prepared.plan.limit(permissions(ctx, &path));
    prepared.plan.hindrances.extend(needs_reason(prepared.plan.restated.len() as u64, reason));
    let mut told = report(&prepared, options.lang);
    if !prepared.plan.hindrances.is_empty() || !prepared.plan.changes_anything() {
        return Ok(told);
    }
    let id = keep(&mut work, ctx, (&name, &text), under, &task.decisions, kept).await?;
    keep_preview(&mut work.tx, id, &prepared).await?;
    match store_all(ctx, work, id, &prepared, reason).await {
        Ok(_) => told.import = Some(id),
        Err(Refusal::Invalid(problems)) => {
            prepared.plan.hindrances.extend(problems);
            told = report(&prepared, options.lang);
        }
        Err(refusal) => return Err(refusal),
    }
    Ok(told)
}

/// The unit that `--under` names.
async fn under(ctx: &Ctx, options: &Options) -> Result<Option<kernel::UnitId>, Refusal> {
    use directory::recognition::{Index, Meaning};
    let Some(text) = &options.under else { return Ok(None) };
    let problem = |code| Problem::new(code).arg("name", text).at("under");
    match Index::load(&mut ctx.read(), ctx.now.today).await?.meaning(text) {
        Meaning::One(unit) => Ok(Some(unit)),
        Meaning::Several(_) => Err(problem("import-under-several").into()),
        Meaning::Unknown => Err(problem("import-under-unknown").into()),
    }
}
