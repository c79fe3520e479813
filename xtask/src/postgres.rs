//! A PostgreSQL that lives as long as one command: its cluster lies in a temporary folder, it
//! listens on a free loopback port, it does not wait for the disk unless asked to, and nothing of it remains.
//!
//! As root it runs as an ordinary user, because PostgreSQL refuses root. It dies with us even when
//! we are killed; the folder left behind then is removed by the next start.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::machine::{self, ORDINARY_USER};

/// The variable through which tests learn of a PostgreSQL.
pub const VARIABLE: &str = "RONGHE_TEST_POSTGRES";

/// Temporary folders of clusters bear this prefix and the process id of their owner.
const PREFIX: &str = "ronghe-postgres-";

#[derive(clap::Args)]
pub struct Options {
    /// A command to run with RONGHE_TEST_POSTGRES set; without one the server runs until Ctrl-C
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

/// Starts a cluster for a developer.
pub fn run(options: &Options) -> Result<()> {
    machine::install(&[machine::POSTGRESQL])?;
    let mut cluster = Cluster::start()?;
    let Some((program, args)) = options.command.split_first() else {
        writeln!(std::io::stdout(), "{}", cluster.url())?;
        eprintln!(
            "export {VARIABLE}={} in another terminal; Ctrl-C here ends the server",
            cluster.url()
        );
        cluster.server.wait()?;
        return Ok(());
    };
    machine::run(Command::new(program).args(args).env(VARIABLE, cluster.url()))
}

/// A running server and the folder of its data. Dropping it stops the one and deletes the other.
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    server: Child,
}

impl Cluster {
    pub fn start() -> Result<Cluster> {
        Self::start_with(&[SETTINGS, CARELESS].concat())
    }

    /// One that waits for its disk, for measurements.
    pub fn durable() -> Result<Cluster> {
        Self::start_with(SETTINGS)
    }

    fn start_with(settings: &[&str]) -> Result<Cluster> {
        machine::need_ordinary_user()?;
        let programs = machine::postgresql_programs().context("PostgreSQL is missing")?;
        let folder = new_folder()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let make = [
            "--username=ronghe",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--pgdata=data",
        ];
        machine::output(as_ordinary_user(&programs.join("initdb"), &folder).args(make))?;
        let log = fs::File::create(folder.join("log"))?;
        let mut server = as_ordinary_user(&programs.join("postgres"), &folder);
        server.args(["-D", "data", "-p", &port.to_string()]);
        for setting in settings {
            server.args(["-c", setting]);
        }
        let server = server.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut cluster = Cluster { folder, port, server };
        cluster.wait_until_ready(&programs)?;
        let port = cluster.port.to_string();
        machine::output(Command::new(programs.join("createdb")).args([
            "--host=127.0.0.1",
            "--port",
            &port,
            "--username=ronghe",
            "ronghe",
        ]))?;
        Ok(cluster)
    }

    pub fn url(&self) -> String {
        format!("postgres://ronghe@127.0.0.1:{}/ronghe", self.port)
    }

    fn wait_until_ready(&mut self, programs: &Path) -> Result<()> {
        let port = self.port.to_string();
        for _ in 0..300 {
            let mut ask = Command::new(programs.join("pg_isready"));
            if machine::output(ask.args(["--host=127.0.0.1", "--port", &port])).is_ok() {
                return Ok(());
            }
            if self.server.try_wait()?.is_some() {
                break;
            }
            sleep(Duration::from_millis(100));
        }
        bail!("PostgreSQL did not start:\n{}", fs::read_to_string(self.folder.join("log"))?)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown: open sessions are ended, not waited for.
        let asked =
            machine::output(Command::new("kill").args(["-INT", &self.server.id().to_string()]));
        if asked.is_err() {
            // Already gone, or beyond our reach: then only the folder is left to take away.
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Loopback only.
const SETTINGS: &[&str] =
    &["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"];

/// No care for power cuts: the data of tests live for minutes.
const CARELESS: &[&str] = &["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// A new folder that only the owner of the cluster can enter; folders of dead owners are removed.
fn new_folder() -> Result<PathBuf> {
    let temporary = std::env::temp_dir();
    for entry in fs::read_dir(&temporary)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next());
        if owner.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let folder = (0..)
        .map(|n| temporary.join(format!("{PREFIX}{}-{n}", std::process::id())))
        .find(|folder| !folder.exists())
        .context("no free folder name")?;
    fs::create_dir(&folder)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    if machine::is_root() {
        let id = |flag| -> Result<u32> {
            Ok(machine::output(Command::new("id").args([flag, ORDINARY_USER]))?.parse()?)
        };
        chown(&folder, Some(id("-u")?), Some(id("-g")?))?;
    }
    Ok(folder)
}

/// `program` in `folder`, as the ordinary user when we are root, and ended when we end.
fn as_ordinary_user(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]).current_dir(folder);
    if machine::is_root() {
        command.args(["--reuid", ORDINARY_USER, "--regid", ORDINARY_USER, "--clear-groups"]);
    }
    command.arg(program);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_of_a_cluster() {
        if machine::postgresql_programs().is_none() {
            eprintln!("PostgreSQL is not installed: not tested here");
            return;
        }
        let cluster = Cluster::start().expect("a cluster");
        let (folder, port) = (cluster.folder.clone(), cluster.port);
        assert!(folder.join("data/PG_VERSION").exists());
        drop(cluster);
        assert!(!folder.exists());
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
