//! What this machine has and what it still needs: Debian packages, Node, the ordinary user, and
//! one way of running a command that fails with the command's own words in the message.
//!
//! Nothing that is present is touched: a package is asked for only when the file it brings is missing.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::root;

/// The oldest Node whose test tools we use.
const NODE: u32 = 20;

/// The user that runs throw-away servers when we are root: PostgreSQL refuses to run as root.
pub const ORDINARY_USER: &str = "ronghe-test";

/// A Debian package and how to see whether it is there.
#[derive(Clone, Copy)]
pub struct Package {
    name: &'static str,
    present: fn() -> bool,
}

pub const POSTGRESQL: Package =
    Package { name: "postgresql", present: || postgresql_programs().is_some() };
pub const CHROMIUM: Package = Package { name: "chromium", present: || chromium().exists() };
pub const OPENPYXL: Package = Package {
    name: "python3-openpyxl",
    present: || Path::new("/usr/lib/python3/dist-packages/openpyxl").exists(),
};
/// It opens our documents, makes pages of them and saves them again.
pub const LIBREOFFICE: Package = Package {
    name: "libreoffice-writer-nogui",
    present: || Path::new("/usr/bin/soffice").exists(),
};
/// It tells what stands where on a page.
pub const POPPLER: Package =
    Package { name: "poppler-utils", present: || Path::new("/usr/bin/pdftotext").exists() };
/// It takes letters and keeps them in a folder.
pub const AIOSMTPD: Package = Package {
    name: "python3-aiosmtpd",
    present: || Path::new("/usr/lib/python3/dist-packages/aiosmtpd").exists(),
};
pub const CHINESE_FONTS: Package = Package {
    name: "fonts-noto-cjk",
    present: || Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists(),
};

/// Installs those of `packages` that are missing, with sudo where we are not root.
pub fn install(packages: &[Package]) -> Result<()> {
    let missing: Vec<_> = packages.iter().filter(|p| !(p.present)()).map(|p| p.name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    ensure!(
        Path::new("/usr/bin/apt-get").exists(),
        "please install {list}: this is not a Debian machine, so xtask cannot"
    );
    eprintln!("installing {list}");
    run(apt().arg("update").arg("--quiet"))?;
    run(apt().args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(&missing))?;
    match packages.iter().find(|p| !(p.present)()) {
        Some(package) => {
            bail!("{} was installed but what it should bring is not there", package.name)
        }
        None => Ok(()),
    }
}

/// `apt-get` that asks nothing and waits for another installation to end.
fn apt() -> Command {
    let mut command = if is_root() { Command::new("env") } else { Command::new("sudo") };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]);
    command
}

/// Refuses a missing or too old Node, which is a prerequisite and not ours to install.
pub fn need_node() -> Result<()> {
    let version = output(Command::new("node").arg("--version"))
        .context("Node is missing: install version 20 or newer, with npm")?;
    let major =
        version.trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    ensure!(
        major.is_some_and(|n| n >= NODE),
        "Node {version} is too old: install version {NODE} or newer"
    );
    Ok(())
}

/// The browser of the tests: Debian's Chromium, or the one that `RONGHE_CHROMIUM` names.
pub fn chromium() -> PathBuf {
    std::env::var_os("RONGHE_CHROMIUM")
        .map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from)
}

/// The folder of the newest PostgreSQL's server programs: Debian's own place first, then `PATH`.
pub fn postgresql_programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = debian
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").exists())
        .max_by_key(|(version, _)| *version);
    let on_path = || {
        std::env::split_paths(&std::env::var_os("PATH")?)
            .find(|folder| folder.join("initdb").exists())
    };
    newest.map(|(_, folder)| folder).or_else(on_path)
}

/// Whether we are root, as `/proc` tells it.
pub fn is_root() -> bool {
    std::fs::read_to_string("/proc/self/status")
        .is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")))
}

/// Makes the ordinary user where it is missing. Only root needs one.
pub fn need_ordinary_user() -> Result<()> {
    if !is_root() || output(Command::new("id").args(["-u", ORDINARY_USER])).is_ok() {
        return Ok(());
    }
    run(Command::new("useradd").args([
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        ORDINARY_USER,
    ]))
}

/// A command in the top folder of the repository.
pub fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    command
}

/// Runs a command whose output goes straight to the terminal.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run `{}`", spoken(command)))?;
    ensure!(status.success(), "`{}` failed ({status})", spoken(command));
    Ok(())
}

/// Runs a command and gives its trimmed standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot run `{}`", spoken(command)))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "`{}` failed ({}): {}",
        spoken(command),
        output.status,
        errors.trim()
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as one would type it.
fn spoken(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect();
    words.join(" ")
}
