//! Serving: one listener, the background work beside it, and an end that loses nothing.

use crate::notices::channels::Channels;
use crate::program::site;
use crate::{background, clock};
use anyhow::Result;
use axum::serve::ListenerExt;
use kernel::Problem;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web_kit::App;

/// How long requests under way may take once the program was asked to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Takes an address.
///
/// # Errors
/// `port-taken`, or `listen-failed` with the system's reason.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Problem> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Problem::new("port-taken").arg("port", address.port()),
        _ => Problem::new("listen-failed").arg("address", address).arg("message", error),
    })
}

/// Serves until `stop` is done, then lets requests finish, writes the answers that are due, seals the audit
/// and closes the database.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    channels: Option<Channels>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let (ending, ended) = watch::channel(false);
    let background = tokio::spawn(background::run(app.clone(), channels, ended.clone()));
    let mut asked = ended.clone();
    // Small answers must not wait for more to send.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "nodelay");
        }
    });
    tokio::spawn(async move {
        stop.await;
        // Nobody listens any more only when serving has ended by itself.
        let _ = ending.send(true);
    });
    let mut asked_too = ended;
    let serving = axum::serve(listener, site(&app)).with_graceful_shutdown(async move {
        let _ = asked.wait_for(|ending| *ending).await;
    });
    tokio::select! {
        served = serving => served?,
        () = async {
            let _ = asked_too.wait_for(|ending| *ending).await;
            tokio::time::sleep(PATIENCE).await;
        } => tracing::warn!("requests were cut off"),
    }
    background.await?;
    background::hand_in_last(&app).await;
    while store::audit::seal(&app.db, clock::now()).await? > 0 {}
    app.db.close().await;
    Ok(())
}

/// Done when the operator or the system asks the program to stop.
pub async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
