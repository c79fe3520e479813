//! The pictures in the documents, taken from the demo plant so that they never show an old page.

use anyhow::Result;

use crate::machine::{self, CHINESE_FONTS, CHROMIUM};

/// Builds the program and lets Playwright write `docs/screenshots`.
pub fn run() -> Result<()> {
    machine::need_node()?;
    machine::install(&[CHROMIUM, CHINESE_FONTS])?;
    // As the tests build it, so that nothing is compiled with other features.
    machine::run(&mut machine::command("cargo", &["test", "--workspace", "--no-run"]))?;
    machine::run(&mut machine::command("npm", &["--prefix", "e2e", "ci"]))?;
    machine::run(&mut machine::command("npm", &["--prefix", "e2e", "run", "screenshots"]))
}
