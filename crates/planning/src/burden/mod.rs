//! 填报负担: of a unit and a month, what had to be typed by hand and what was filled in from files and
//! records, by unit and by who demands it. It is an aggregate over units: it never says who typed, when,
//! or how long it took.

mod pages;
mod store;
pub mod use_cases;

pub use pages::routes;

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
        }
    }

    /// What was typed or said by hand, and all that is there.
    pub const fn by_hand(self) -> (i64, i64) {
        let hand = self.typed + self.said;
        (hand, hand + self.filled + self.measured)
    }
}
