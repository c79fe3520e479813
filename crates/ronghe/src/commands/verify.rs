//! `ronghe verify`: what can be recomputed is recomputed, and the first difference is named. It only looks,
//! also while a server writes.

use super::{Outcome, Run, power};
use crate::cli::{VerifyMethods, VerifyOptions, VerifySimulations};
use crate::methods;
use crate::program::House;
use anyhow::Result;
use kernel::Problem;
use planning::store::{recount, witness};
use serde_json::json;
use statistics::simulation::{self, Kind, Point, Reached};
use store::audit::{self, Fault};

pub async fn audit(run: &Run, asked: &VerifyOptions) -> Result<Outcome> {
    let db = House::look(&run.settings).await?;
    let verdict = audit::verify(&db).await?;
    let readings = witness::verify(&db).await?;
    db.close().await;
    let broken = verdict.fault.as_ref().map(|fault| fault_text(run, fault));
    let fault = broken.or_else(|| readings.fault.as_ref().map(|fault| reading_text(run, fault)));
    if asked.json {
        let object = json!({
            "sound": fault.is_none(), "entries": verdict.entries, "seals": verdict.seals,
            "unsealed": verdict.unsealed, "root": verdict.root, "readings": readings.readings,
            "fault": fault,
        });
        run.terminal.result(&object.to_string())?;
    } else if let Some(fault) = &fault {
        run.terminal.result(fault)?;
    } else {
        let numbers = [verdict.entries, verdict.seals, verdict.unsealed, readings.readings];
        let [entries, seals, unsealed, readings] = &numbers.map(|n| n.to_string());
        let args = [("entries", entries.as_str()), ("seals", seals), ("unsealed", unsealed)];
        run.terminal.result(&run.terminal.text("verify-audit-good", &args))?;
        run.terminal.result(&run.terminal.text("verify-audit-readings", &[("n", readings)]))?;
        run.terminal.result(&run.terminal.text("verify-audit-root", &[("root", &verdict.root)]))?;
    }
    Ok(if fault.is_none() { Outcome::Done } else { Outcome::Refused })
}

fn fault_text(run: &Run, fault: &Fault) -> String {
    match fault {
        Fault::Changed(id) => run.terminal.text("verify-audit-changed", &[("id", &id.to_string())]),
        Fault::Missing { seal, before } => run.terminal.text(
            "verify-audit-missing",
            &[("seal", &seal.to_string()), ("before", &before.to_string())],
        ),
        Fault::Seal(seal) => run.terminal.text("verify-audit-seal", &[("seal", &seal.to_string())]),
    }
}

/// The reading that is not what was written.
fn reading_text(run: &Run, fault: &witness::Fault) -> String {
    match fault {
        witness::Fault::Changed { unit, period, indicator, kind, version } => {
            let numbers = [unit.0, *period, *indicator, *kind, *version].map(|n| n.to_string());
            let [unit, period, indicator, kind, version] = &numbers;
            let place = [
                ("unit", unit.as_str()),
                ("period", period),
                ("indicator", indicator),
                ("kind", kind),
                ("version", version),
            ];
            run.terminal.text("verify-reading-changed", &place)
        }
        witness::Fault::Count { unit, entry } => run.terminal.text(
            "verify-reading-count",
            &[("unit", &unit.to_string()), ("entry", &entry.to_string())],
        ),
        witness::Fault::Entry(entry) => {
            run.terminal.text("verify-reading-entry", &[("entry", &entry.to_string())])
        }
        witness::Fault::Stamp(entry) => {
            run.terminal.text("verify-reading-stamp", &[("entry", &entry.to_string())])
        }
    }
}

pub async fn rollups(run: &Run, asked: &VerifyOptions) -> Result<Outcome> {
    let db = House::look(&run.settings).await?;
    let report = recount::verify(&db).await?;
    db.close().await;
    let wrong: Vec<String> = report
        .first
        .iter()
        .map(|cell| {
            let recount::WrongCell { unit, period, indicator, kind, kept, counted } = cell;
            format!(
                "unit={unit} period={period} indicator={indicator} kind={kind} kept={kept:?} counted={counted:?}"
            )
        })
        .collect();
    if asked.json {
        let object = json!({
            "sound": report.wrong == 0, "units": report.units, "readings": report.readings,
            "rollups": report.roll_ups, "wrong": report.wrong, "first": wrong,
        });
        run.terminal.result(&object.to_string())?;
    } else if report.wrong == 0 {
        let n = report.roll_ups.to_string();
        run.terminal.result(&run.terminal.text("verify-rollups-good", &[("n", &n)]))?;
    } else {
        let (n, first) = (report.wrong.to_string(), wrong.first().cloned().unwrap_or_default());
        let args = [("n", n.as_str()), ("first", &first)];
        run.terminal.result(&run.terminal.text("verify-rollups-bad", &args))?;
    }
    Ok(if report.wrong == 0 { Outcome::Done } else { Outcome::Refused })
}

/// Panels of each kind in which the cause has no effect, and the seed that they begin with.
const NULL_PANELS: u32 = 1_000;
const SEED: u64 = 20_260_101;
/// The power curve: units, months, effects in standard deviations of the noise, and panels for each.
const CURVE: (usize, usize, [f64; 7], u32) = (10, 12, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7], 200);
/// At this effect so much of the panels must be found.
const WANTED: (f64, f64) = (0.5, 0.75);

/// How often chance alone reaches evidence level 2, and how often an effect does; with `--svg` also drawn.
pub fn simulations(run: &Run, asked: &VerifySimulations) -> Result<Outcome> {
    let idle = Kind::ALL.map(|kind| (kind, simulation::null_panels(kind, NULL_PANELS, SEED)));
    let (units, months, effects, panels) = CURVE;
    let curve = simulation::power_curve(units, months, &effects, panels, SEED);
    let is_quiet = idle.iter().all(|(_, reached)| reached.share() <= simulation::TOLERATED);
    let found = |point: &Point| point.effect < WANTED.0 || point.reached.share() >= WANTED.1;
    let is_sound = is_quiet && curve.iter().all(found);
    if let Some(file) = &asked.svg {
        let points: Vec<(f64, f64)> =
            curve.iter().map(|point| (point.effect, point.reached.share())).collect();
        let picture = power::draw(&points, WANTED.1, simulation::TOLERATED, &power_words(run));
        std::fs::write(file, picture).map_err(|error| {
            Problem::new("file-unwritable").arg("file", file.display()).arg("message", error)
        })?;
    }
    if asked.json {
        let of_kind = |(kind, reached): &(Kind, Reached)| json!({ "kind": kind.name(), "panels": reached.panels, "reached": reached.reached });
        let of_point = |point: &Point| json!({ "effect": point.effect, "panels": point.reached.panels, "reached": point.reached.reached });
        let object = json!({
            "sound": is_sound, "tolerated": simulation::TOLERATED,
            "null": idle.iter().map(of_kind).collect::<Vec<_>>(),
            "power": curve.iter().map(of_point).collect::<Vec<_>>(),
        });
        run.terminal.result(&object.to_string())?;
    } else {
        let line = |key: &str, what: &str, reached: &Reached| {
            let (n, all) = (reached.reached.to_string(), reached.panels.to_string());
            run.terminal.text(key, &[("what", what), ("n", &n), ("all", &all)])
        };
        for (kind, reached) in &idle {
            run.terminal.result(&line("verify-null", kind.name(), reached))?;
        }
        for point in &curve {
            let effect = format!("{:.1}", point.effect);
            run.terminal.result(&line("verify-power", &effect, &point.reached))?;
        }
    }
    Ok(if is_sound { Outcome::Done } else { Outcome::Refused })
}

fn power_words(run: &Run) -> power::Words {
    let text = |key: &str, args: &[(&str, &str)]| run.terminal.text(key, args);
    let (units, months, _, panels) = CURVE;
    let counts = [units, months, panels as usize].map(|count| count.to_string());
    let args = [("units", counts[0].as_str()), ("months", &counts[1]), ("panels", &counts[2])];
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    let effect = format!("{:.1}", WANTED.0);
    let wanted = [("share", percent(WANTED.1)), ("effect", effect)];
    power::Words {
        title: text("verify-power-title", &args),
        across: text("verify-power-across", &[]),
        up: text("verify-power-up", &[]),
        wanted: text("verify-power-wanted", &wanted.each_ref().map(|(key, it)| (*key, &it[..]))),
        chance: text("verify-power-chance", &[("share", &percent(simulation::TOLERATED))]),
    }
}

pub fn methods(run: &Run, asked: &VerifyMethods) -> Result<Outcome> {
    let report = methods::run(&asked.folder)?;
    if asked.json {
        run.terminal.result(&serde_json::to_string(&report)?)?;
    } else {
        for file in &report.files {
            for case in &file.cases {
                let key = if case.passed { "verify-case-passed" } else { "verify-case-failed" };
                let args =
                    [("file", file.file.as_str()), ("case", &case.id), ("reason", &case.reason)];
                run.terminal.result(&run.terminal.text(key, &args))?;
            }
        }
        let counts = [report.passed, report.failed, report.unknown].map(|count| count.to_string());
        let [passed, failed, unknown] = &counts;
        let args = [("passed", passed.as_str()), ("failed", failed), ("unknown", unknown)];
        run.terminal.result(&run.terminal.text("verify-methods-done", &args))?;
    }
    Ok(if report.failed == 0 { Outcome::Done } else { Outcome::Refused })
}
