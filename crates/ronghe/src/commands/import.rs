//! `ronghe import`: the same steps as in the browser, with everything that was found said at once.

use super::{Outcome, Run};
use crate::cli::Import;
use crate::program::House;
use anyhow::Result;
use interchange::Stored;
use kernel::Problem;
use planning::imports::{Brought, FileReport, Options, Report, run_from_files};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Refused cells printed for each file; `--json` has them all.
const SHOWN: usize = 20;

pub async fn run(run: &Run, asked: &Import) -> Result<Outcome> {
    let start = Instant::now();
    refuse_too_large(&asked.files)?;
    let files = asked.files.iter().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Brought::Lying(Stored { name, path: path.clone() })
    });
    let files: Vec<Brought> = files.collect();
    let profile = profile(&asked.profile)?;
    let options = Options {
        dry_run: asked.dry_run,
        yes: asked.yes,
        reason: asked.reason.clone(),
        unit: asked.unit.clone(),
        period: asked.period.as_deref().map(str::parse).transpose()?,
        under: asked.under.clone(),
        lang: run.settings.lang,
    };
    let house = House::open(&run.settings).await?;
    let ctx = house.ctx().await?;
    let outcome = run_from_files(&ctx, &profile, files, &options).await;
    while store::audit::seal(&house.db, ctx.now.at).await? > 0 {}
    house.db.close().await;
    let mut report = outcome?;
    report.seconds = (start.elapsed().as_secs_f64() * 1_000.0).round() / 1_000.0;
    if asked.json {
        run.terminal.result(&serde_json::to_string(&report)?)?;
    } else {
        print(run, asked, &report)?;
    }
    Ok(if report.is_blocked() { Outcome::Refused } else { Outcome::Done })
}

/// Asks the disk, so that a file that nobody would import never fills the memory.
fn refuse_too_large(files: &[PathBuf]) -> Result<(), Problem> {
    let mut size = 0;
    for path in files {
        let opened = std::fs::File::open(path).and_then(|file| file.metadata());
        size += opened.map_err(|error| unreadable(path, &error))?.len();
    }
    let most = web_kit::routes::LARGEST_UPLOAD as u64;
    if size > most { Err(Problem::new("import-too-large")) } else { Ok(()) }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new("file-unreadable").arg("file", path.display()).arg("message", error)
}

fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

/// A name stays a name; a path becomes the text of that file.
fn profile(asked: &str) -> Result<String> {
    if !asked.ends_with(".toml") {
        return Ok(asked.to_owned());
    }
    let bytes = read(Path::new(asked))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn print(run: &Run, asked: &Import, report: &Report) -> Result<()> {
    for file in &report.files {
        print_file(run, file)?;
    }
    let new_units: u64 = report.files.iter().map(|file| file.new_units).sum();
    if new_units > 0 {
        let n = new_units.to_string();
        run.terminal.result(&run.terminal.text("import-new-units", &[("n", &n)]))?;
    }
    let seconds = format!("{:.1}", report.seconds);
    let stored = (report.fresh + report.restated).to_string();
    let said = if asked.dry_run {
        run.terminal.text("import-dry", &[("seconds", &seconds)])
    } else if report.import.is_some() {
        run.terminal.text("import-stored", &[("n", &stored), ("seconds", &seconds)])
    } else if report.is_blocked() {
        run.terminal.text("import-refused", &[])
    } else {
        run.terminal.text("import-unchanged", &[])
    };
    Ok(run.terminal.result(&said)?)
}

fn print_file(run: &Run, file: &FileReport) -> Result<()> {
    let say = |key: &'static str, args: &[(&str, String)]| {
        let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
        run.terminal.result(&run.terminal.text(key, &args))
    };
    say(
        "import-file",
        &[
            ("file", file.file.clone()),
            ("rows", file.rows_read.to_string()),
            ("accepted", file.accepted.to_string()),
            ("refused", file.refused.len().to_string()),
        ],
    )?;
    if file.totals.checked + file.rates.checked > 0 {
        say(
            "import-checks",
            &[
                ("totals_checked", file.totals.checked.to_string()),
                ("totals_matched", file.totals.matched.to_string()),
                ("rates_checked", file.rates.checked.to_string()),
                ("rates_matched", file.rates.matched.to_string()),
            ],
        )?;
    }
    for cell in file.refused.iter().take(SHOWN) {
        let (sheet, reason) = (cell.sheet.clone(), cell.reason.clone());
        say(
            "import-refusal",
            &[("sheet", sheet), ("cell", cell.cell.clone()), ("reason", reason)],
        )?;
    }
    if file.refused.len() > SHOWN {
        say("import-more", &[("n", (file.refused.len() - SHOWN).to_string())])?;
    }
    for reason in &file.blocked {
        say("import-blocked", &[("reason", reason.clone())])?;
    }
    Ok(())
}
