//! How long an account stays closed after wrong passwords.

/// Wrong passwords in a row that cost nothing.
pub const FREE: i64 = 4;
/// Minutes after the next one.
pub const FIRST_MINUTES: i64 = 15;
/// A day: whoever forgot a password must not wait for ever.
const MOST_MINUTES: i64 = 24 * 60;

/// Milliseconds for which the account is closed after this many wrong passwords in a row: nothing for
/// the first four, then a quarter of an hour, and twice as long each time.
pub fn closed_for(failures: i64) -> i64 {
    let doublings = (failures - FREE - 1).min(10);
    let minutes = if doublings < 0 { 0 } else { (FIRST_MINUTES << doublings).min(MOST_MINUTES) };
    minutes * 60_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_and_ends() {
        let minutes: Vec<i64> = (3..9).map(|failures| closed_for(failures) / 60_000).collect();
        assert_eq!(minutes, [0, 0, 15, 30, 60, 120]);
        assert_eq!(closed_for(i64::MAX), 24 * 60 * 60_000);
    }
}
