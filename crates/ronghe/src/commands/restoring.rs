//! `ronghe backup` and `ronghe restore`.

use super::{Outcome, Run};
use crate::archive::{Archive, Target};
use crate::cli::{Backup, Restore};
use crate::program::MIGRATIONS;
use crate::{archive, clock};
use anyhow::Result;
use kernel::Now;

pub async fn backup(run: &Run, asked: &Backup) -> Result<Outcome> {
    let bar = run.terminal.progress("backup-tables", 0);
    let done = |rows| bar.inc(rows);
    let (url, files) = (run.settings.database(), run.settings.files());
    let amount =
        archive::backup(&url, &files, &asked.file, asked.force, clock::now(), done).await?;
    bar.finish_and_clear();
    let file = asked.file.display().to_string();
    say(run, "backup-done", amount, &[("file", &file)])
}

pub async fn restore(run: &Run, asked: &Restore) -> Result<Outcome> {
    run.terminal.remark(&run.terminal.text("restore-checking", &[]));
    let mut archive = Archive::open(&asked.file, MIGRATIONS)?;
    std::fs::create_dir_all(&run.settings.data_dir)?;
    let (url, files) = (run.settings.database(), run.settings.files());
    let target = Target { url: &url, files: &files, force: asked.force };
    let rows = archive.manifest.tables.iter().map(|table| table.rows).sum();
    let bar = run.terminal.progress("restore-tables", rows);
    let now = Now::at(clock::now(), "UTC")?;
    let done = |rows| bar.inc(rows);
    let amount = archive::restore(&mut archive, &target, MIGRATIONS, now, done).await?;
    bar.finish_and_clear();
    say(run, "restore-done", amount, &[])
}

fn say(
    run: &Run,
    key: &'static str,
    amount: archive::Amount,
    more: &[(&str, &str)],
) -> Result<Outcome> {
    let numbers = [amount.tables, amount.rows, amount.files].map(|n| n.to_string());
    let [tables, rows, files] = &numbers;
    let mut args = vec![("tables", tables.as_str()), ("rows", rows), ("files", files)];
    args.extend(more);
    run.terminal.result(&run.terminal.text(key, &args))?;
    Ok(Outcome::Done)
}
