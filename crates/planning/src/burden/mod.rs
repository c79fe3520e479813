//! 填报负担: of a unit and a month, what had to be typed by hand and what was filled in from files and
//! records, by unit and by who demands it. It is an aggregate over units: it never says who typed, when,
//! or how long it took. Minutes are left out: no source says how long a number takes, and what is not measured
//! is not estimated.

mod pages;
mod store;
pub mod use_cases;

pub use pages::routes;

use ::store::{Ctx, Refusal};
use kernel::{Month, UnitId};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;

/// What a storey beside this one knows of that people wrote in a month.
pub trait Written: Send + Sync {
    /// How many entries each unit has in the month, as far as the reader may know; `None` for whoever may not.
    fn entries<'a>(&'a self, ctx: &'a Ctx, unit: UnitId, month: Month) -> Entries<'a>;
}

/// Entries by unit, of a unit and all below it.
pub type Entries<'a> =
    Pin<Box<dyn Future<Output = Result<Option<HashMap<UnitId, i64>>, Refusal>> + Send + 'a>>;

static RECORDS: OnceLock<Box<dyn Written>> = OnceLock::new();

/// Installs what knows of mood records; a second call changes nothing.
pub fn install(records: Box<dyn Written>) {
    let _ = RECORDS.set(records);
}

/// What the burden offers programs.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::Document as utoipa::OpenApi>::openapi()
}

/// Numbers and entries of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Numbers typed by hand; a ratio's reading is two of them.
    pub typed: i64,
    /// Of these, numbers in the place of one that was there before.
    pub again: i64,
    /// Numbers that came from files.
    pub filled: i64,
    /// What was said by hand about Party tasks.
    pub said: i64,
    /// Party tasks that records measure, so that nobody says anything.
    pub measured: i64,
    /// What was said by hand of matters: raising, measures, reports and verifications.
    pub matters: i64,
    /// Monthly mood records; none where the reader may not know of them.
    pub records: i64,
}

impl Effort {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            typed: self.typed + other.typed,
            again: self.again + other.again,
            filled: self.filled + other.filled,
            said: self.said + other.said,
            measured: self.measured + other.measured,
            matters: self.matters + other.matters,
            records: self.records + other.records,
        }
    }

    /// What was typed or said by hand, and all that is there.
    pub const fn by_hand(self) -> (i64, i64) {
        let hand = self.typed + self.said + self.matters + self.records;
        (hand, hand + self.filled + self.measured)
    }
}
