//! A running `ronghe serve` on a folder, and its vital signs.

use super::client::Client;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_ronghe");

/// A server that ends with this value.
pub struct Served {
    child: Child,
    pub address: String,
    /// From starting the program to its first answer.
    pub started_in: Duration,
}

impl Served {
    /// Starts the program on a data folder.
    pub async fn start(folder: &Path) -> Self {
        let address = free_address();
        let mut command = Command::new(PROGRAM);
        command.args(["serve", "--listen", &address, "--log", "warn", "--data-dir"]).arg(folder);
        Self::run(command, address, "/health").await
    }

    /// Starts any server and waits for its first answer.
    pub async fn run(mut command: Command, address: String, path: &str) -> Self {
        let start = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("a server");
        let mut served = Self { child, address, started_in: Duration::ZERO };
        while !served.answers(path).await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        served.started_in = start.elapsed();
        served
    }

    async fn answers(&self, path: &str) -> bool {
        match Client::connect(&self.address).await {
            Ok(mut client) => client.get(path).await.status == 200,
            Err(_) => false,
        }
    }

    /// Memory of the process in mebibytes: now (`VmRSS`) or at its highest (`VmHWM`).
    pub fn memory(&self, which: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with(which)).unwrap_or_default();
        let kib: f64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0.0);
        kib / 1_024.0
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}
