//! Undoing an import as one step: its readings, units, names, notes and indicators.

use super::confirm::stamp;
use super::decide::changed;
use super::receive::see;
use crate::imports::store::{self, Closing, State};
use crate::store::{indicators, readings};
use ::store::{Ctx, Refusal};
use kernel::{Action, ImportId, Problem};

/// Takes back everything that the import wrote; earlier versions count again.
///
/// # Errors
/// `import-built-upon` when a later reading replaced one of its own or stands on one of its units, and
/// the directory's problems when its units were changed since.
pub async fn undo(ctx: &Ctx, id: ImportId) -> Result<(), Refusal> {
    let import = see(ctx, id, Action::Import).await?.import;
    if import.state != State::Confirmed {
        return Err(changed());
    }
    let mut work = ctx.work().await?;
    store::take_turn(&mut work.tx).await?;
    let by = (ctx.now.at, ctx.actor.name.as_str());
    if !store::close(&mut work.tx, id, Closing::Undo, by).await? {
        return Err(changed());
    }
    if let Some(later) = store::built_upon(&mut work.tx, id).await? {
        return Err(Problem::new("import-built-upon")
            .arg("unit", later.unit)
            .arg("indicator", later.indicator)
            .arg("period", later.period)
            .arg("by", later.by)
            .into());
    }
    organisation::party::store::follower::may_withdraw(&mut work.tx, id).await?;
    organisation::people::store::follower::may_withdraw(&mut work.tx, id).await?;
    let readings = readings::withdraw(&mut work.tx, id, &stamp(ctx, id, None)).await?;
    let indicators = indicators::follow_undo(&mut work.tx).await?;
    let withdrawn = directory::withdrawal::withdraw(&mut work.tx, id).await?;
    let before = serde_json::json!({
        "readings": readings,
        "units": withdrawn.units,
        "changes": withdrawn.changes,
        "aliases": withdrawn.aliases,
        "notes": withdrawn.notes,
        "indicators": indicators,
    });
    work.audit("import.undo", "import", id, Some(before.to_string()), None);
    Ok(work.commit().await?)
}
