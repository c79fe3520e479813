//! Everything pages share: the frame, controls, tables, charts, texts, and what the browser runs.

pub mod answer;
pub mod api;
pub mod app;
pub mod assets;
pub mod chart;
pub mod confirm;
pub mod error;
pub mod export;
pub mod form;
pub mod glossary;
pub mod page;
pub mod pages;
pub mod preferences;
pub mod routes;
pub mod security;
pub mod status;
pub mod style;
pub mod table;
pub mod web;

pub use answer::Answer;
pub use app::{App, DemoAccount};
pub use error::WebError;
pub use page::Page;
pub use routes::{Needs, Route, Routes};
pub use web::{Form, Identity, Upload, Web};

use kernel::Texts;

/// Texts of the frame, the controls and the glossary.
pub const TEXTS: Texts =
    Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Installs the texts that this crate's pages are tested with; the first call of a process counts.
#[cfg(test)]
fn install_texts() {
    let catalogue = kernel::texts::Catalogue::new(&[kernel::TEXTS, TEXTS]).expect("valid texts");
    kernel::texts::install(catalogue);
}
