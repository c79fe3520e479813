//! The one place of the program that reads the clock; everything below takes the time as a parameter.

/// Milliseconds since 1970-01-01T00:00Z.
#[expect(clippy::disallowed_methods, reason = "the edge at which time enters the program")]
pub fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
