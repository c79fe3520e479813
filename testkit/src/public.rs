//! Public data, which is never part of the repository.

use std::path::PathBuf;

/// A file or folder of the public data, below `RONGHE_SHARED` or beside the checkout. In CI it must be there;
/// elsewhere its tests are left out and say so.
pub fn public(path: &str, publisher: &str) -> Option<PathBuf> {
    let root = std::env::var_os("RONGHE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let path = root.join("data").join(path);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing: set RONGHE_SHARED", path.display());
    leave_out(&format!("{}, offered by {publisher}", path.display()));
    None
}

/// Says that a test had nothing to work on: at once, and at the end of `cargo xtask test`, which names a
/// file for that because the test runner keeps what a passing test says.
fn leave_out(words: &str) {
    eprintln!("left out: {words}");
    let Some(path) = std::env::var_os("RONGHE_LEFT_OUT") else { return };
    let mut file = std::fs::File::options().append(true).create(true).open(path).expect("the list");
    std::io::Write::write_all(&mut file, format!("{words}\n").as_bytes()).expect("a line");
}
