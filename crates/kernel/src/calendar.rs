//! Days, months, quarters, years, the ranges between them and the enterprise's financial year.
//!
//! Periods are stored as the integer a person would write: 2024 (year), 20243 (its third calendar
//! quarter), 202408 (month), 20240815 (day). The number of digits tells the grain, and codes of one
//! grain sort by time. Validity is half-open: `from` is the first day, `until` the first day after.

use crate::problem::Problem;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan, Zoned, tz::TimeZone};
use std::fmt;
use std::str::FromStr;

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// Stands for "no end"; no fact begins or ends on it.
    pub const FOREVER: Self = Self(date(9999, 12, 31));
    /// The earliest day that a fact may carry; also "since we know".
    pub const EARLIEST: Self = Self(date(1900, 1, 1));

    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let year = i16::try_from(year).ok()?;
        Date::new(year, month as i8, day as i8).ok().map(Self)
    }

    /// The day as the integer yyyymmdd.
    pub fn code(self) -> i64 {
        i64::from(self.0.year()) * 10_000
            + i64::from(self.0.month()) * 100
            + i64::from(self.0.day())
    }

    pub fn from_code(code: i64) -> Option<Self> {
        let year = i32::try_from(code / 10_000).ok()?;
        Self::new(year, (code / 100 % 100) as u8, (code % 100) as u8)
    }

    pub fn month(self) -> Month {
        Month { year: i32::from(self.0.year()), month: self.0.month() as u8 }
    }

    pub fn year(self) -> i32 {
        i32::from(self.0.year())
    }

    /// Day of the month, from 1.
    pub fn day(self) -> u8 {
        self.0.day() as u8
    }

    /// This many days later (earlier when negative), held within the calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.days()))
    }

    /// This many months later (earlier when negative); a day that the month does not have becomes its last.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        Self(self.0.saturating_add(months.months()))
    }

    /// Days from `other` to this day; negative when this one is earlier.
    pub fn days_since(self, other: Self) -> i64 {
        i64::from((self.0 - other.0).get_days())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for Day {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let invalid = || Problem::new("day-invalid").arg("text", text);
        let mut parts = text.splitn(3, '-');
        let mut next = |digits: usize| {
            parts.next().filter(|p| p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()))
        };
        let (year, month, day) = (next(4), next(2), next(2));
        match (year, month, day) {
            (Some(y), Some(m), Some(d)) => Self::new(
                y.parse().map_err(|_| invalid())?,
                m.parse().map_err(|_| invalid())?,
                d.parse().map_err(|_| invalid())?,
            )
            .ok_or_else(invalid),
            _ => Err(invalid()),
        }
    }
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
}

impl Month {
    pub fn new(year: i32, month: u8) -> Option<Self> {
        ((1..=12).contains(&month) && (1900..9999).contains(&year)).then_some(Self { year, month })
    }

    /// The month as the integer yyyymm.
    pub fn code(self) -> i64 {
        i64::from(self.year) * 100 + i64::from(self.month)
    }

    /// Months since year 0; differences count months.
    pub fn index(self) -> i32 {
        self.year * 12 + i32::from(self.month) - 1
    }

    pub fn from_index(index: i32) -> Self {
        Self { year: index.div_euclid(12), month: (index.rem_euclid(12) + 1) as u8 }
    }

    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self::from_index(self.index() + months)
    }

    pub fn first_day(self) -> Day {
        Day::new(self.year, self.month, 1).unwrap_or(Day::EARLIEST)
    }

    pub fn last_day(self) -> Day {
        self.plus(1).first_day().plus_days(-1)
    }

    pub fn quarter(self) -> Quarter {
        Quarter { year: self.year, quarter: (self.month - 1) / 3 + 1 }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// A calendar quarter, the first beginning in January whatever the financial year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    pub year: i32,
    /// 1 to 4.
    pub quarter: u8,
}

impl Quarter {
    pub fn new(year: i32, quarter: u8) -> Option<Self> {
        ((1..=4).contains(&quarter) && (1900..9999).contains(&year))
            .then_some(Self { year, quarter })
    }

    pub fn code(self) -> i64 {
        i64::from(self.year) * 10 + i64::from(self.quarter)
    }

    pub fn first_month(self) -> Month {
        Month { year: self.year, month: self.quarter * 3 - 2 }
    }

    fn plus(self, quarters: i32) -> Self {
        self.first_month().plus(3 * quarters).quarter()
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year, self.quarter)
    }
}

/// A calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(pub i32);

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    Day,
    Month,
    Quarter,
    Year,
}

impl Grain {
    pub const ALL: [Self; 4] = [Self::Day, Self::Month, Self::Quarter, Self::Year];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grain| grain.name() == name)
    }
}

/// The span of time that a reading is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    Day(Day),
    Month(Month),
    Quarter(Quarter),
    Year(Year),
}

impl Period {
    /// The stored integer; its number of digits tells the grain.
    pub fn code(self) -> i64 {
        match self {
            Self::Day(day) => day.code(),
            Self::Month(month) => month.code(),
            Self::Quarter(quarter) => quarter.code(),
            Self::Year(year) => i64::from(year.0),
        }
    }

    pub fn from_code(code: i64) -> Option<Self> {
        let part = |divisor: i64| i32::try_from(code / divisor).ok();
        match code {
            1900..=9998 => Some(Self::Year(Year(code as i32))),
            19_001..=99_984 => Quarter::new(part(10)?, (code % 10) as u8).map(Self::Quarter),
            190_001..=999_812 => Month::new(part(100)?, (code % 100) as u8).map(Self::Month),
            19_000_101..=99_981_231 => Day::from_code(code).map(Self::Day),
            _ => None,
        }
    }

    pub fn grain(self) -> Grain {
        match self {
            Self::Day(_) => Grain::Day,
            Self::Month(_) => Grain::Month,
            Self::Quarter(_) => Grain::Quarter,
            Self::Year(_) => Grain::Year,
        }
    }

    pub fn first_day(self) -> Day {
        match self {
            Self::Day(day) => day,
            Self::Month(month) => month.first_day(),
            Self::Quarter(quarter) => quarter.first_month().first_day(),
            Self::Year(year) => Month { year: year.0, month: 1 }.first_day(),
        }
    }

    pub fn last_day(self) -> Day {
        self.next().first_day().plus_days(-1)
    }

    #[must_use]
    pub fn next(self) -> Self {
        self.step(1)
    }

    /// The periods of its grain from this one to a later one, both included.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |period| Some(period.next()))
            .take_while(move |period| period.first_day() <= last.first_day())
    }

    #[must_use]
    pub fn previous(self) -> Self {
        self.step(-1)
    }

    fn step(self, by: i32) -> Self {
        match self {
            Self::Day(day) => Self::Day(day.plus_days(i64::from(by))),
            Self::Month(month) => Self::Month(month.plus(by)),
            Self::Quarter(quarter) => Self::Quarter(quarter.plus(by)),
            Self::Year(year) => Self::Year(Year(year.0 + by)),
        }
    }

    /// The period of this grain that holds the day.
    pub fn of(grain: Grain, day: Day) -> Self {
        match grain {
            Grain::Day => Self::Day(day),
            Grain::Month => Self::Month(day.month()),
            Grain::Quarter => Self::Quarter(day.month().quarter()),
            Grain::Year => Self::Year(Year(day.year())),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Month(month) => month.fmt(f),
            Self::Quarter(quarter) => quarter.fmt(f),
            Self::Year(year) => write!(f, "{:04}", year.0),
        }
    }
}

/// Reads `2024`, `2024Q3`, `2024-08` and `2024-08-15`.
impl FromStr for Period {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let invalid = || Problem::new("period-invalid").arg("text", text);
        let number = |part: &str| {
            let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse::<i64>().ok()).flatten().ok_or_else(invalid)
        };
        let code = match (text.len(), text.split_once(['Q', 'q'])) {
            (6, Some((year, quarter))) => number(year)? * 10 + number(quarter)?,
            (4, None) => number(text)?,
            (7, None) if text.as_bytes()[4] == b'-' => {
                number(text.get(..4).ok_or_else(invalid)?)? * 100
                    + number(text.get(5..).ok_or_else(invalid)?)?
            }
            (10, None) => return text.parse().map(Self::Day),
            _ => return Err(invalid()),
        };
        Self::from_code(code).ok_or_else(invalid)
    }
}

impl FromStr for Month {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text.parse()? {
            Period::Month(month) => Ok(month),
            _ => Err(Problem::new("month-invalid").arg("text", text)),
        }
    }
}

/// The enterprise's financial year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FinancialYear {
    /// The month it starts in, 1 to 12.
    pub start_month: u8,
}

impl Default for FinancialYear {
    fn default() -> Self {
        Self { start_month: 1 }
    }
}

impl FinancialYear {
    /// The calendar year in which the financial year of this month starts.
    pub fn year_of(self, month: Month) -> i32 {
        month.plus(1 - i32::from(self.start_month)).year
    }

    pub fn first_month(self, year: i32) -> Month {
        Month { year, month: self.start_month }
    }

    /// The twelve months of the financial year that starts in `year`.
    pub fn months(self, year: i32) -> [Month; 12] {
        std::array::from_fn(|index| self.first_month(year).plus(index as i32))
    }

    /// The months of the same financial year up to and with this one.
    pub fn to_date(self, month: Month) -> Vec<Month> {
        let first = self.first_month(self.year_of(month));
        (first.index()..=month.index()).map(Month::from_index).collect()
    }
}

/// The days on which a fact holds: from its first day until the first day after its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DayRange {
    pub from: Day,
    pub until: Day,
}

impl DayRange {
    pub const ALWAYS: Self = Self { from: Day::EARLIEST, until: Day::FOREVER };

    /// A range with at least one day.
    ///
    /// # Errors
    /// `range-reversed` when it would end before it begins.
    pub fn new(from: Day, until: Day) -> Result<Self, Problem> {
        if from < until {
            Ok(Self { from, until })
        } else {
            Err(Problem::new("range-reversed").arg("from", from).arg("until", until))
        }
    }

    pub fn since(from: Day) -> Self {
        Self { from, until: Day::FOREVER }
    }

    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day < self.until
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    pub fn is_open(self) -> bool {
        self.until == Day::FOREVER
    }

    /// The last day on which the fact holds; `None` while open.
    pub fn last_day(self) -> Option<Day> {
        (!self.is_open()).then(|| self.until.plus_days(-1))
    }
}

/// The moment of a request: the edges read the clock once and hand this down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970-01-01T00:00Z.
    pub at: i64,
    /// The day in the enterprise's time zone.
    pub today: Day,
}

impl Now {
    /// The moment `at` as seen in the time zone, such as `Asia/Shanghai`.
    ///
    /// # Errors
    /// `time-zone-unknown` when there is no zone of this name.
    pub fn at(at: i64, zone: &str) -> Result<Self, Problem> {
        Ok(Self { at, today: Day(zoned(at, zone)?.date()) })
    }
}

/// The production day of a moment: what happens before the hour `cut` counts for the day before.
///
/// # Errors
/// `time-zone-unknown` when there is no zone of this name.
pub fn production_day(at: i64, zone: &str, cut: u8) -> Result<Day, Problem> {
    let moment = zoned(at, zone)?;
    let day = Day(moment.date());
    Ok(if i16::from(moment.hour()) < i16::from(cut) { day.plus_days(-1) } else { day })
}

fn zoned(at: i64, zone: &str) -> Result<Zoned, Problem> {
    let unknown = |_| Problem::new("time-zone-unknown").arg("zone", zone);
    let zone = TimeZone::get(zone).map_err(unknown)?;
    Ok(Timestamp::from_millisecond(at).map_err(unknown)?.to_zoned(zone))
}

/// The day's first moment in the time zone; `None` for a zone that does not exist.
pub fn day_start(day: Day, zone: &str) -> Option<i64> {
    let zone = TimeZone::get(zone).ok()?;
    Some(day.0.to_zoned(zone).ok()?.timestamp().as_millisecond())
}

/// `2026-10-28 14:05` in the time zone; for audit lists and version tables.
pub fn moment_text(at: i64, zone: &str) -> String {
    let zoned = Timestamp::from_millisecond(at)
        .ok()
        .zip(TimeZone::get(zone).ok())
        .map(|(moment, zone)| moment.to_zoned(zone));
    zoned.map_or_else(String::new, |moment| moment.strftime("%Y-%m-%d %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_their_grain_and_go_back() {
        for (text, code) in
            [("2024", 2024), ("2024Q3", 20243), ("2024-08", 202_408), ("2024-02-29", 20_240_229)]
        {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.code(), code);
            assert_eq!(Period::from_code(code), Some(period));
            assert_eq!(period.to_string(), text);
            assert_eq!(period.next().previous(), period);
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in
            ["", "24-08", "2024-13", "2024-00", "2024Q5", "2023-02-29", "2024/08", "２０２４"]
        {
            assert_eq!(
                text.parse::<Period>().unwrap_err().code.split('-').next_back(),
                Some("invalid"),
                "{text}"
            );
        }
    }

    #[test]
    fn last_days_know_leap_years_and_year_ends() {
        let last = |text: &str| text.parse::<Period>().unwrap().last_day().to_string();
        assert_eq!(last("2024-02"), "2024-02-29");
        assert_eq!(last("2023Q4"), "2023-12-31");
        assert_eq!(last("2024"), "2024-12-31");
    }

    #[test]
    fn a_financial_year_may_start_in_any_month() {
        let april = FinancialYear { start_month: 4 };
        let month = |text: &str| text.parse::<Month>().unwrap();
        assert_eq!(april.year_of(month("2025-03")), 2024);
        assert_eq!(april.year_of(month("2024-04")), 2024);
        assert_eq!(
            april.to_date(month("2024-06")),
            [month("2024-04"), month("2024-05"), month("2024-06")]
        );
        assert_eq!(april.to_date(month("2025-03")).len(), 12);
        assert_eq!(FinancialYear::default().year_of(month("2024-12")), 2024);
    }

    #[test]
    fn a_day_starts_where_the_zone_says() {
        let day: Day = "2026-10-15".parse().unwrap();
        let start = day_start(day, "Asia/Shanghai").unwrap();
        assert_eq!(moment_text(start, "Asia/Shanghai"), "2026-10-15 00:00");
        assert_eq!(Now::at(start - 1, "Asia/Shanghai").unwrap().today, day.plus_days(-1));
        assert_eq!(day_start(day, "Mars/Olympus"), None);
    }

    #[test]
    fn a_production_day_ends_at_its_cut_even_across_a_month() {
        let zone = "Asia/Shanghai";
        let midnight = day_start("2026-11-01".parse().unwrap(), zone).unwrap();
        let minute = 60_000;
        let day = |hour: i64, minutes: i64, cut| {
            let at = midnight + (hour * 60 + minutes) * minute;
            production_day(at, zone, cut).unwrap().to_string()
        };
        assert_eq!(day(7, 59, 8), "2026-10-31");
        assert_eq!(day(8, 0, 8), "2026-11-01");
        assert_eq!(day(23, 59, 8), "2026-11-01");
        assert_eq!(day(0, 0, 0), "2026-11-01", "without a cut the day begins at midnight");
        assert!(production_day(midnight, "Mars/Olympus", 8).is_err());
    }

    #[test]
    fn ranges_are_half_open() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let range = DayRange::new(day("2024-01-01"), day("2024-02-01")).unwrap();
        assert!(range.contains(day("2024-01-31")) && !range.contains(day("2024-02-01")));
        assert!(!range.overlaps(DayRange::since(day("2024-02-01"))));
        assert!(DayRange::new(day("2024-01-01"), day("2024-01-01")).is_err());
    }

    #[test]
    fn today_depends_on_the_zone() {
        // 2024-01-01T17:00Z is already the second in Shanghai.
        let at = 1_704_128_400_000;
        assert_eq!(Now::at(at, "Asia/Shanghai").unwrap().today.to_string(), "2024-01-02");
        assert_eq!(Now::at(at, "UTC").unwrap().today.to_string(), "2024-01-01");
        assert!(Now::at(at, "Nowhere/Else").is_err());
    }
}
