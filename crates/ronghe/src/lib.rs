//! The program: one binary that serves, imports, exports, backs up and shows itself.
//!
//! It wires what the storeys offer and holds no rule of the business. `main` parses and answers with an
//! exit status; everything else stands here so that tests and measurements can call it.
//!
//! - [`cli`], [`settings`], [`terminal`]: what was asked for, how this installation runs, what is said.
//! - [`program`]: the database opened and brought up to date, all routes joined; [`server`] serves them.
//! - [`api`]: the document that describes the interface for programs, and the page about it.
//! - [`notices`]: what waits for a person, and the daily digest of it by mail or to a group.
//! - [`commands`]: one file for each command.
//! - [`demo`] and [`simulate`]: invented data; `reach`: what storeys offer to each other; [`archive`]: backups that both engines read.

pub mod api;
pub mod archive;
mod background;
mod burden;
pub mod chance;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod demo;
pub mod methods;
pub mod notices;
pub mod program;
mod reach;
pub mod server;
pub mod settings;
pub mod simulate;
mod store;
pub mod terminal;
mod workbench;

/// Texts of the command line.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };
