//! The words everyone uses: exact quantities, the calendar, ids, problems and their texts, policy.
//!
//! The kernel is pure. It reads no clock, no file and no database; time and data are parameters.
//! Every crate above speaks in these types, so a rule written here holds everywhere.

pub mod calendar;
pub mod ids;
mod named;
pub mod policy;
pub mod problem;
pub mod quantity;
pub mod texts;

pub use calendar::{
    Day, DayRange, FinancialYear, Grain, Month, Now, Period, Quarter, Year, production_day,
};
pub use ids::*;
pub use policy::{Action, Actor, ActorKind, Grant, Resource, Role, Scope, StandIn};
pub use problem::Problem;
pub use quantity::{Quantity, QuantityError, Ratio, Sum};
pub use texts::{Lang, Texts};

/// Texts of the kernel's own problems and names.
pub const TEXTS: Texts =
    Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };
