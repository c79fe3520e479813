//! `ronghe serve` and `ronghe migrate`.

use super::{Outcome, Run};
use crate::cli::Serve;
use crate::notices::channels::{Asked, Channels};
use crate::program::House;
use crate::{clock, server, settings};
use anyhow::{Context, Result};
use std::net::SocketAddr;
use web_kit::App;

pub async fn serve(run: &Run, asked: &Serve) -> Result<Outcome> {
    let usual: SocketAddr = settings::LISTEN.parse().context("the usual address")?;
    let address = asked.listen.or(run.settings.listen).unwrap_or(usual);
    let channels = channels(run, asked)?;
    let listener = server::listen(address).await?;
    let house = House::open(&run.settings).await?;
    let secure = asked.behind_tls || run.settings.behind_tls;
    let app = App::with(house.db, house.files, clock::now, secure, None);
    let folder = run.settings.data_dir.display().to_string();
    run.terminal.remark(&run.terminal.text("run-data-dir", &[("folder", &folder)]));
    let url = format!("http://{}/", listener.local_addr()?);
    run.terminal.remark(&run.terminal.text("run-listening", &[("url", &url)]));
    until_stopped(run, app, listener, channels).await
}

/// The ways out of the daily digest: what was typed, else what the file says.
fn channels(run: &Run, asked: &Serve) -> Result<Option<Channels>> {
    let file = &run.settings.digest;
    let either = |typed: &Option<String>, file: &Option<String>| {
        typed.clone().or_else(|| file.clone()).filter(|said| !said.is_empty())
    };
    Ok(Channels::new(&Asked {
        smtp: either(&asked.smtp, &file.smtp),
        mail_from: either(&asked.mail_from, &file.mail_from),
        webhook: either(&asked.webhook, &file.webhook),
        site: either(&asked.site, &file.site),
        digest_at: either(&asked.digest_at, &file.digest_at),
    })?)
}

/// Serves until the operator has had enough.
pub async fn until_stopped(
    run: &Run,
    app: App,
    listener: tokio::net::TcpListener,
    channels: Option<Channels>,
) -> Result<Outcome> {
    let terminal = run.terminal;
    let stop = async move {
        server::asked_to_stop().await;
        terminal.remark(&terminal.text("run-stopping", &[]));
    };
    server::serve(app, listener, channels, stop).await?;
    terminal.remark(&terminal.text("run-stopped", &[]));
    Ok(Outcome::Done)
}

pub async fn migrate(run: &Run) -> Result<Outcome> {
    let house = House::open(&run.settings).await?;
    for name in &house.migrated {
        run.terminal.result(name)?;
    }
    let said = match house.migrated.len() {
        0 => run.terminal.text("run-up-to-date", &[]),
        n => run.terminal.text("run-migrated", &[("n", &n.to_string())]),
    };
    run.terminal.remark(&said);
    house.db.close().await;
    Ok(Outcome::Done)
}
