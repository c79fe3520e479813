//! Who and where: the dated unit tree with its closure, and the bare person.
//!
//! Everything that points at a unit or a person (grants, readings, matters) stands above this crate.
//! It knows no page and asks no policy: a use case decides first, and lists take the `Scope` that only
//! policy makes. A reorganisation ends one version of a unit and begins another; history is not edited.
//!
//! - [`Kind`], [`name`], [`Unit`], [`Version`]: the words and their rules, pure.
//! - [`tree`], [`search`], [`recognition`], [`Ancestry`]: reading the tree as of a day.
//! - [`founding`], [`change`], [`remarks`], [`withdrawal`], [`withheld`]: writing it, inside the caller's transaction.
//! - [`TreeFollower`]: how storeys above keep numbers that depend on the tree.
//! - [`people`]: persons by id, name and staff number.

mod follower;
mod kind;
pub mod name;
mod store;
mod unit;

pub use crate::follower::{TreeChange, TreeFollower, install};
pub use crate::kind::Kind;
pub use crate::store::ancestry::Ancestry;
pub use crate::store::scope::roots;
pub use crate::store::{
    change, founding, people, recognition, remarks, search, tree, withdrawal, withheld,
};
pub use crate::unit::{Node, Parent, Step, Unit, Version};

/// Which texts hold this crate's words.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// The tables of this crate.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    crate_name: "directory",
    files: &[
        ("0001_directory", include_str!("../migrations/0001_directory.sql")),
        ("0002_unit_terms", include_str!("../migrations/0002_unit_terms.sql")),
        ("0003_withheld", include_str!("../migrations/0003_withheld.sql")),
    ],
};
