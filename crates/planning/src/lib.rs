//! The joint plan: indicators, targets and readings, and how they stand.
//!
//! Pure rules, one file per concept: [`indicator`], [`reading`], [`order`], [`figure`], [`span`],
//! [`to_date`], [`status`], [`stock`]. [`store`] keeps readings as appended versions and, in the same transaction,
//! what they amount to above their units. `use_cases` is what people do and `pages` what they see.
//! [`annual`] is the plan of a year with its two halves, and puts its numbers in force through the same store.
//! [`duties`] is what is owed again in each period.
//! [`burden`] tells what a month took by hand.
//! [`meetings`] makes the pack of a month's dispatch meeting or a quarter's analysis from all of it, and keeps what is
//! decided and arranged.
//! [`registers`] is who holds which post and leads which project: key posts, responsibility zones, breakthrough projects.
//! [`periods`] is the rhythm of both halves: what is due, locks, corrections, and the page of a year.
//! [`imports`] reads files with a profile and writes through the same store.
//!
//! Nothing here repairs a number: what is wrong is refused or flagged, what is missing stays missing.

pub mod annual;
pub mod burden;
pub mod duties;
pub mod figure;
pub mod imports;
pub mod indicator;
pub mod meetings;
pub mod order;
mod pages;
pub mod periods;
pub mod reading;
pub mod registers;
pub mod span;
pub mod status;
pub mod stock;
pub mod store;
pub mod to_date;
pub mod typed;
pub mod use_cases;

pub use indicator::{Aggregation, Direction, Indicator};
pub use pages::{routes, shown};
pub use reading::{Kind, NewReading};

/// What the plan offers programs, for the document that describes the interface.
pub fn api() -> utoipa::openapi::OpenApi {
    let mut document = <pages::api::Document as utoipa::OpenApi>::openapi();
    document.merge(annual::api());
    document.merge(burden::api());
    document.merge(duties::api());
    document.merge(meetings::api());
    document.merge(registers::api());
    document.merge(periods::api());
    document
}

/// Texts of the plan's pages and problems; [`imports::IMPORT_TEXTS`] are apart.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// The tables of this crate.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    crate_name: "planning",
    files: &[
        ("0001_planning", include_str!("../migrations/0001_planning.sql")),
        ("0002_imports", include_str!("../migrations/0002_imports.sql")),
        ("0003_annual", include_str!("../migrations/0003_annual.sql")),
        ("0004_registers", include_str!("../migrations/0004_registers.sql")),
        ("0005_periods", include_str!("../migrations/0005_periods.sql")),
        ("0006_meetings", include_str!("../migrations/0006_meetings.sql")),
        ("0007_steps_and_duties", include_str!("../migrations/0007_steps_and_duties.sql")),
        ("0008_named_and_taken_back", include_str!("../migrations/0008_named_and_taken_back.sql")),
    ],
};
