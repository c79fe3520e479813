//! Builds what the browser runs: installs the pinned npm packages when the lock file changed, checks
//! the types, bundles, and writes `table.rs`, which `src/assets.rs` embeds.
//!
//! Node.js is needed only here. A machine without it gets told so, not a page without styles.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

/// The oldest Node.js that esbuild, Lightning CSS and `build.mjs` run on.
const NODE: u32 = 18;

fn main() -> ExitCode {
    let assets =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo")).join("assets");
    let output = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo")).join("assets");
    for input in [
        "src",
        "css",
        "icon.svg",
        "build.mjs",
        "package.json",
        "package-lock.json",
        "tsconfig.json",
    ] {
        println!("cargo::rerun-if-changed=assets/{input}");
    }
    println!("cargo::rerun-if-changed=build.rs");

    let result = require_node()
        .and_then(|()| install(&assets))
        .and_then(|()| run(&assets, "node", &["node_modules/typescript/bin/tsc", "--noEmit"]))
        .and_then(|()| run(&assets, "node", &["build.mjs", &output.to_string_lossy()]))
        .and_then(|()| embed(&output));
    let Err(reason) = result else { return ExitCode::SUCCESS };
    for line in reason.lines() {
        println!("cargo::error={line}");
    }
    ExitCode::FAILURE
}

fn require_node() -> Result<(), String> {
    let advice = format!(
        "Ronghe's pages are bundled by Node.js {NODE} or later with npm: install them (Debian: apt install nodejs npm) and build again"
    );
    let version = Command::new("node")
        .arg("--version")
        .output()
        .map_err(|_| format!("node was not found. {advice}"))?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let major =
        version.trim_start_matches('v').split('.').next().and_then(|part| part.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE => Ok(()),
        _ => Err(format!("node is {version:?}, which is too old. {advice}")),
    }
}

/// Runs `npm ci` unless the installed packages are those of this very lock file.
fn install(assets: &Path) -> Result<(), String> {
    let lock = fs::read(assets.join("package-lock.json"))
        .map_err(|error| format!("package-lock.json: {error}"))?;
    let stamp = assets.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(assets, "npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])?;
    fs::write(&stamp, &lock).map_err(|error| format!("{}: {error}", stamp.display()))
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|error| format!("{program} could not be started: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{program} {} failed in {}:\n{}{}",
        arguments.join(" "),
        folder.display(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

/// Turns the manifest into a Rust table of the files' bytes.
fn embed(output: &Path) -> Result<(), String> {
    let manifest = fs::read_to_string(output.join("manifest.txt"))
        .map_err(|error| format!("manifest.txt: {error}"))?;
    let mut table = String::from("&[\n");
    for line in manifest.lines() {
        let (key, name) = line.split_once(' ').ok_or_else(|| format!("manifest.txt: {line:?}"))?;
        let file = output.join(name);
        let gzip = output.join(format!("{name}.gz"));
        writeln!(
            table,
            "    Asset {{ key: {key:?}, name: {name:?}, plain: include_bytes!({file:?}), gzip: include_bytes!({gzip:?}) }},"
        )
        .expect("writing to a string");
    }
    table.push(']');
    fs::write(output.join("table.rs"), table).map_err(|error| format!("table.rs: {error}"))
}
