//! `ronghe demo`: the sample plant in a folder of its own, and a browser that shows it.

use super::{Outcome, Run};
use crate::cli::Demo;
use crate::program::House;
use crate::store::{is_marked, restoring};
use crate::{clock, demo, server};
use anyhow::Result;
use kernel::Problem;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tokio::net::TcpListener;
use web_kit::App;

/// The file by which a folder is known to hold a demonstration.
const MARKER: &str = "DEMO.txt";
/// Ports to try after the one asked for.
const TRIES: u16 = 20;

pub async fn run(run: &Run, asked: &Demo) -> Result<Outcome> {
    let listener = free_port(asked.port).await?;
    let house = furnished(run).await?;
    let url = format!("http://{}/", listener.local_addr()?);
    run.terminal.result(&run.terminal.text("demo-ready", &[("url", &url)]))?;
    let folder = run.settings.data_dir.display().to_string();
    run.terminal.result(&run.terminal.text("run-data-dir", &[("folder", &folder)]))?;
    run.terminal.remark(&run.terminal.text("demo-stop", &[]));
    let app = App::with(house.db, house.files, clock::now, false, Some(demo::listed()));
    if !asked.no_browser {
        open_browser(&url);
    }
    super::serving::until_stopped(run, app, listener, None).await
}

/// The sample database: last time's when it is whole, else written anew.
async fn furnished(run: &Run) -> Result<House> {
    let settings = &run.settings;
    if settings.is_embedded() {
        claim_folder(run).await?;
    } else if !restoring::is_empty(&settings.database()).await? {
        let house = House::open(settings).await?;
        if !is_marked(&mut house.db.read()).await? {
            return Err(Problem::new("database-not-demo").into());
        }
    }
    let house = House::open(settings).await?;
    if is_marked(&mut house.db.read()).await? {
        run.terminal.remark(&run.terminal.text("demo-reused", &[]));
        return Ok(house);
    }
    run.terminal.remark(&run.terminal.text("demo-building", &[]));
    let ctx = house.ctx().await?;
    demo::write(&ctx, ctx.now.today.month().plus(-1)).await?;
    Ok(house)
}

/// Makes the folder ours: a new or empty one, or one that a demonstration marked before. A database in
/// it that was never finished is removed.
async fn claim_folder(run: &Run) -> Result<()> {
    let folder = &run.settings.data_dir;
    let (marker, database) = (folder.join(MARKER), folder.join("ronghe.db"));
    let is_taken = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_taken && !marker.exists() {
        return Err(Problem::new("folder-not-demo").arg("folder", folder.display()).into());
    }
    fs::create_dir_all(folder)?;
    fs::write(&marker, run.terminal.text("demo-marker", &[]) + "\n")?;
    if database.exists() {
        let house = House::open(&run.settings).await?;
        let is_whole = is_marked(&mut house.db.read()).await?;
        house.db.close().await;
        if !is_whole {
            remove_database(&database)?;
        }
    }
    Ok(())
}

fn remove_database(file: &std::path::Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{suffix}", file.display()));
        if path.exists() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// The port asked for, or the next that is free.
async fn free_port(port: u16) -> Result<TcpListener, Problem> {
    let address = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    for next in port..port.saturating_add(TRIES) {
        if let Ok(listener) = TcpListener::bind(address(next)).await {
            return Ok(listener);
        }
    }
    server::listen(address(port)).await
}

/// Asks the system for its browser. Without a screen, or without a browser, the address was said.
fn open_browser(url: &str) {
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"]
        .into_iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    let (program, before): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else if has_screen {
        ("xdg-open", &[])
    } else {
        return;
    };
    let opened = Command::new(program)
        .args(before)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = opened {
        tracing::debug!(%error, "no browser was opened");
    }
}
