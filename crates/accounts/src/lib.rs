//! Who may come in, as whom, and with which roles.
//!
//! Local accounts with passwords, sessions in the database, access tokens for programs, roles on subtrees of units for some days,
//! the first run, and the three administrators kept apart. Signing in turns a cookie into the kernel's
//! `Actor`; what an actor may do is the kernel's policy and is asked by every use case.
//!
//! - [`password`], [`session`], [`access_token`], [`lockout`], [`separation`], [`sign_in_name`], [`step`],
//!   [`mail_address`], [`roster`]: rules.
//! - [`use_cases`]: what people and the command line do.
//! - [`routes`] and [`recognised`]: the pages, and the middleware that every request passes.
//!
//! An account is at most one person. It keeps no address of a machine and no history of pages.

pub mod access_token;
pub mod lockout;
pub mod mail_address;
mod pages;
pub mod password;
pub mod roster;
mod secret;
pub mod separation;
pub mod session;
pub mod sign_in_name;
pub mod step;
mod store;
pub mod use_cases;

pub use crate::pages::{recognised, routes, tabs};
pub use crate::sign_in_name::SignInName;
pub use crate::store::grants::Which;
pub use crate::store::owners;

use ::store::Migrations;
use kernel::Texts;

/// The tables of this crate; they stand on those of `store` and `directory`.
pub const MIGRATIONS: Migrations = Migrations {
    crate_name: "accounts",
    files: &[
        ("0001_accounts", include_str!("../migrations/0001_accounts.sql")),
        ("0002_tokens", include_str!("../migrations/0002_tokens.sql")),
        ("0003_digest", include_str!("../migrations/0003_digest.sql")),
        ("0004_stand_in", include_str!("../migrations/0004_stand_in.sql")),
        ("0005_named_by_another", include_str!("../migrations/0005_named_by_another.sql")),
        ("0006_delegate_knows", include_str!("../migrations/0006_delegate_knows.sql")),
    ],
};

/// Texts of the pages and of this crate's problems.
pub const TEXTS: Texts =
    Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };
