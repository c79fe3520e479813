//! The SQL of this crate.

pub mod accounts;
pub mod audit;
pub mod digests;
pub mod grants;
pub mod owners;
pub mod sessions;
pub mod stand_ins;
pub mod tokens;

/// `%text%` for `LIKE … ESCAPE '\'`, in lower case.
fn containing(text: &str) -> String {
    let text = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{text}%")
}
