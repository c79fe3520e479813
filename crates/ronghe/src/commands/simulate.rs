//! `ronghe simulate`.

use super::{Outcome, Run};
use crate::cli::Simulate;
use crate::program::House;
use crate::simulate::{Shape, write};
use crate::store::restoring;
use anyhow::Result;
use kernel::Problem;
use std::time::Instant;

pub async fn run(run: &Run, asked: &Simulate) -> Result<Outcome> {
    if !restoring::is_empty(&run.settings.database()).await? {
        return Err(Problem::new("not-empty").into());
    }
    let house = House::open(&run.settings).await?;
    let ctx = house.ctx().await?;
    let shape = Shape::of(asked.scale);
    let bar = run.terminal.progress("simulate-readings", shape.workshops as u64);
    let start = Instant::now();
    let last = ctx.now.today.month().plus(-1);
    let written = write(&ctx, shape, last, |workshops| bar.inc(workshops)).await?;
    bar.finish_and_clear();
    let seconds = start.elapsed().as_secs_f64();
    while store::audit::seal(&house.db, ctx.now.at).await? > 0 {}
    house.db.close().await;
    let args = [
        ("units", written.units.to_string()),
        ("readings", written.readings.to_string()),
        ("seconds", format!("{seconds:.1}")),
    ];
    let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
    run.terminal.result(&run.terminal.text("simulate-done", &args))?;
    Ok(Outcome::Done)
}
