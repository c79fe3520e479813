//! Where the period of a row stands, and how it is written there.

use super::text::narrow;
use crate::profile::{GrainName, PeriodPattern, PeriodRule};
use crate::readers::Cell;
use kernel::{Day, Grain, Month, Period, Problem, Quarter, Year};

/// The period that a file's name and the cells above the headings agree on.
///
/// # Errors
/// `periods-differ` when they do not agree.
pub(super) fn of_sheet(
    rules: &[PeriodRule],
    file: &str,
    titles: &[String],
) -> Result<Option<Period>, Problem> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let mut found: Option<Period> = None;
    for rule in rules {
        let period = match rule {
            PeriodRule::File { pattern } => pattern.find(name),
            PeriodRule::Title { pattern } => titles.iter().find_map(|title| pattern.find(title)),
            _ => None,
        };
        match (found, period) {
            (Some(first), Some(second)) if first != second => {
                return Err(Problem::new("periods-differ")
                    .arg("file", file)
                    .arg("first", first)
                    .arg("second", second));
            }
            (None, Some(period)) => found = Some(period),
            _ => {}
        }
    }
    Ok(found)
}

/// When a production day begins: what is earlier on a calendar day counts for the day before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    pub hour: u8,
    /// Whether a date without an hour is its midnight.
    pub is_midnight_meant: bool,
}

impl Cut {
    fn of_moment(self, day: Day, minute: u16) -> Day {
        if minute < u16::from(self.hour) * 60 { day.plus_days(-1) } else { day }
    }

    fn of_period(self, period: Period) -> Period {
        match period {
            Period::Day(day) if self.is_midnight_meant => Period::Day(self.of_moment(day, 0)),
            other => other,
        }
    }
}

/// Reads a cell as a period of this grain. A finer date gives the period that holds it, a moment that of
/// its production day.
pub(super) fn of_cell(
    cell: Cell<'_>,
    grain: GrainName,
    patterns: &[PeriodPattern],
    cut: Cut,
) -> Result<Option<Period>, Problem> {
    let found = match cell {
        Cell::Empty => return Ok(None),
        Cell::Date(day) => Some(cut.of_period(Period::Day(day))),
        Cell::Moment(day, minute) => Some(Period::Day(cut.of_moment(day, minute))),
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < 1e9 => {
            of_number(number as i64).map(|period| cut.of_period(period))
        }
        Cell::Text(text) => {
            let text = narrow(text);
            let text = text.trim();
            if text.is_empty() {
                return Ok(None);
            }
            let read = |text| patterns.iter().find_map(|pattern| pattern.find(text));
            let read = |text| read(text).or_else(|| of_text(text));
            match clock(text).and_then(|(day, minute)| Some((read(day)?, minute))) {
                Some((Period::Day(day), minute)) => Some(Period::Day(cut.of_moment(day, minute))),
                _ => read(text).map(|period| cut.of_period(period)),
            }
        }
        _ => None,
    };
    found
        .and_then(|period| at_grain(period, grain.into()))
        .map(Some)
        .ok_or_else(|| Problem::new("period-unreadable").arg("text", cell.text()))
}

/// Year and quarter, or year and month, from cells of their own.
pub(super) fn of_parts(
    year: Cell<'_>,
    quarter: Option<Cell<'_>>,
    month: Option<Cell<'_>>,
) -> Result<Option<Period>, Problem> {
    if year.is_blank() {
        return Ok(None);
    }
    let period = || {
        let year = i32::try_from(whole(year)?).ok()?;
        let part = |cell| u8::try_from(whole(cell)?).ok();
        match (quarter, month) {
            (Some(quarter), _) => Quarter::new(year, part(quarter)?).map(Period::Quarter),
            (None, Some(month)) => Month::new(year, part(month)?).map(Period::Month),
            (None, None) => Some(Period::Year(Year(year))),
        }
    };
    let text = || {
        let cells = [Some(year), quarter, month].into_iter().flatten();
        cells.map(|cell| cell.text()).collect::<Vec<_>>().join(" ")
    };
    period().map(Some).ok_or_else(|| Problem::new("period-unreadable").arg("text", text()))
}

fn whole(cell: Cell<'_>) -> Option<i64> {
    match cell {
        Cell::Number(number) if number.fract() == 0.0 => Some(number as i64),
        Cell::Text(text) => narrow(text).trim().parse().ok(),
        _ => None,
    }
}

/// 2024, 20243 is no year and no month, 202408, 20240815; a date that lost its format is the number
/// of days since 1899-12-30, which no year or month of our time can be mistaken for.
fn of_number(number: i64) -> Option<Period> {
    match number {
        1900..=2999 => Some(Period::Year(Year(number as i32))),
        36_526..=73_050 => Day::new(1899, 12, 30).map(|epoch| Period::Day(epoch.plus_days(number))),
        190_001..=299_912 | 19_000_101..=29_991_231 => Period::from_code(number),
        _ => None,
    }
}

/// A date and the minute of its day: 2026-11-01 07:30, 2026/11/1 7:30:00, 2026年11月1日 7时30分.
fn clock(text: &str) -> Option<(&str, u16)> {
    let end = text.rfind(['日', '号', ' ', 'T'])?;
    let (day, time) = text.split_at(end);
    let mark = time.chars().next()?;
    let (time, day) = (time[mark.len_utf8()..].trim(), day.trim());
    let mut parts = time.split([':', '时', '点']);
    let hour: u16 = parts.next()?.trim().parse().ok().filter(|hour| *hour < 24)?;
    let minute = parts.next()?.trim().trim_end_matches('分');
    let minute = if minute.is_empty() { "0" } else { minute };
    let minute: u16 = minute.parse().ok().filter(|minute| *minute < 60)?;
    let seconds = parts.next().is_none_or(|seconds| seconds.parse::<f32>().is_ok());
    (seconds && parts.next().is_none()).then_some((day, hour * 60 + minute))
}

/// The ways in which people write months and days.
fn of_text(text: &str) -> Option<Period> {
    if let Ok(period) = text.parse() {
        return Some(period);
    }
    if let Ok(number) = text.parse::<i64>() {
        return of_number(number);
    }
    let parts: Vec<&str> = text
        .split(['年', '月', '日', '/', '.', '-', ' ', '号'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let number = |part: &&str| part.parse::<u8>().ok();
    let year = parts.first().filter(|year| year.len() == 4)?.parse::<i32>().ok()?;
    match parts.as_slice() {
        [_, month] => Month::new(year, number(month)?).map(Period::Month),
        [_, month, day] => Day::new(year, number(month)?, number(day)?).map(Period::Day),
        _ => None,
    }
}

fn at_grain(period: Period, grain: Grain) -> Option<Period> {
    let order = |grain: Grain| Grain::ALL.iter().position(|each| *each == grain);
    let is_as_fine = order(period.grain()) <= order(grain);
    is_as_fine.then(|| Period::of(grain, period.first_day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn month(cell: Cell<'_>, expected: Option<&str>) {
        let read = of_cell(cell, GrainName::Month, &[], Cut::default()).ok().flatten();
        assert_eq!(read.map(|period| period.to_string()).as_deref(), expected, "{cell:?}");
    }

    #[test]
    fn months_are_read_as_people_write_them() {
        for text in
            ["2024-08", "2024/8", "2024年8月", "２０２４年８月", "202408", "2024-08-15", "2024.8"]
        {
            month(Cell::Text(text), Some("2024-08"));
        }
        month(Cell::Number(202_408.0), Some("2024-08"));
        month(Cell::Number(45_519.0), Some("2024-08"));
        month(Cell::Date("2024-08-31".parse().unwrap()), Some("2024-08"));
        month(Cell::Text("2024"), None);
        month(Cell::Text("2024-13"), None);
        month(Cell::Text("August"), None);
        month(Cell::Number(8.0), None);
    }

    #[track_caller]
    fn at_eight(cell: Cell<'_>, expected: &str) {
        let cut = Cut { hour: 8, is_midnight_meant: false };
        let read = of_cell(cell, GrainName::Day, &[], cut).ok().flatten();
        let read = read.map(|period| period.to_string());
        assert_eq!(read.as_deref().unwrap_or("–"), expected, "{cell:?}");
    }

    #[test]
    fn a_moment_before_the_cut_counts_for_the_day_before() {
        for early in [
            "2026-11-01 07:59",
            "2026-11-01T07:59:59",
            "2026/11/1 7:59:59.5",
            "2026年11月1日7时59分",
            "2026年11月1日 7:59",
            "20261101 00:00",
        ] {
            at_eight(Cell::Text(early), "2026-10-31");
        }
        for late in ["2026-11-01 08:00", "2026年11月1日 8时", "2026-11-01 23:59", "2026-11-01"]
        {
            at_eight(Cell::Text(late), "2026-11-01");
        }
        for wrong in ["2026-11-01 24:00", "2026-11-01 7:60", "2026-11-01 07:30 08:00", "07:30"] {
            at_eight(Cell::Text(wrong), "–");
        }
        let day: Day = "2026-11-01".parse().unwrap();
        at_eight(Cell::Moment(day, 479), "2026-10-31");
        at_eight(Cell::Moment(day, 480), "2026-11-01");
        at_eight(Cell::Date(day), "2026-11-01");
    }

    #[test]
    fn a_date_alone_is_midnight_where_the_profile_says_so() {
        let cut = Cut { hour: 8, is_midnight_meant: true };
        let read = |cell, grain| of_cell(cell, grain, &[], cut).unwrap().unwrap().to_string();
        let day: Day = "2026-11-01".parse().unwrap();
        assert_eq!(read(Cell::Date(day), GrainName::Day), "2026-10-31");
        assert_eq!(read(Cell::Text("2026-11-01"), GrainName::Month), "2026-10");
        assert_eq!(read(Cell::Text("2026-11"), GrainName::Month), "2026-11");
    }

    #[test]
    fn quarters_come_from_two_columns() {
        let read = |year, quarter| of_parts(Cell::Text(year), Some(Cell::Text(quarter)), None);
        assert_eq!(read("2010", "2").unwrap(), Some("2010Q2".parse().unwrap()));
        assert_eq!(read("", "2").unwrap(), None);
        assert_eq!(read("2010", "5").unwrap_err().code, "period-unreadable");
    }
}
