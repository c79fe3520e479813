//! Storey 1: units and people with their pages. Who may see or change what is decided here, the tree and
//! the bare person lie in `directory`.
//!
//! Every page answers as of a day (`as_of=2026-03-01`, else today). Changing a unit is always "from a
//! day on", names the revision it saw, shows what it will do before it does it, and is audited with the
//! unit before and after.
//!
//! [`party`] is the room of Party organisations and of what they answer for, [`people`] of who works
//! where, [`members`] of who is in the Party, [`governance`] of governing bodies, posts and tenures, and
//! of major matters, [`rolls`] of lists from files.
//!
//! [`reach`] says how far each mechanism reaches; storeys above offer their columns.
//!
//! The rules of Party organisations, pure, one file per concept (`domain.md` section B): [`form`],
//! [`vote`], [`term`], [`cadence`], [`funds`], [`congress`]. Counts in them are floors to be met; none
//! earns points.

pub mod cadence;
pub mod congress;
pub mod form;
pub mod funds;
pub mod governance;
pub mod members;
mod pages;
pub mod party;
pub mod people;
pub mod reach;
pub mod rolls;
pub mod term;
pub mod use_cases;
pub mod vote;

use web_kit::Routes;

/// The texts of this storey.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// The tables of this crate, which stand on those of `directory`.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    crate_name: "organisation",
    files: &[
        ("0001_people", include_str!("../migrations/0001_people.sql")),
        ("0002_party", include_str!("../migrations/0002_party.sql")),
        ("0003_members", include_str!("../migrations/0003_members.sql")),
        ("0004_governance", include_str!("../migrations/0004_governance.sql")),
    ],
};

/// What this storey offers programs, for the document that describes the interface.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::api::Document as utoipa::OpenApi>::openapi()
}

/// The pages of this storey.
pub fn routes() -> Routes {
    pages::routes()
        .merge(people::routes())
        .merge(members::pages::routes())
        .merge(party::pages::routes())
        .merge(governance::routes())
}
