//! Which roles one account may hold together.
//!
//! The three administrators are kept apart: whoever creates accounts gives no roles, whoever gives roles
//! creates no accounts, whoever reads the audit does neither, and none of them does the business. So a
//! grant of an administrator's role stands alone in its account for as long as it lasts.

use kernel::{Day, DayRange, Grant, Problem};

/// Whether a new grant may stand beside those an account has or will have.
///
/// # Errors
/// `grant-twice` for the same role on the same unit at the same time, `grant-administrators-apart` when
/// one of two that meet in time is an administrator's.
pub fn may_join(new: &Grant, held: &[Grant]) -> Result<(), Problem> {
    for grant in held.iter().filter(|grant| meet(grant.valid, new.valid)) {
        if grant.role == new.role && grant.unit == new.unit {
            return Err(Problem::new("grant-twice").at("role"));
        }
        if grant.role != new.role && (grant.role.is_administrator() || new.role.is_administrator())
        {
            return Err(Problem::new("grant-administrators-apart").at("role"));
        }
    }
    Ok(())
}

/// Whether some day is in both; a withdrawn grant has none.
fn meet(one: DayRange, other: DayRange) -> bool {
    one.from.max(other.from) < one.until.min(other.until)
}

/// The days of a new grant: from its first day to its last, or without end.
///
/// # Errors
/// `grant-days-reversed` when it would end before it begins, `grant-in-the-past` when it begins before today:
/// nobody is given a right for a day that has passed.
pub fn days(from: Day, last: Option<Day>, today: Day) -> Result<DayRange, Problem> {
    if from < today {
        return Err(Problem::new("grant-in-the-past").arg("today", today).at("from"));
    }
    let until = last.map_or(Day::FOREVER, |last| last.plus_days(1));
    DayRange::new(from, until).map_err(|_| reversed(from, last.unwrap_or(from)))
}

/// The first day on which a grant holds no more: the day after its last, or with no last day today.
///
/// # Errors
/// `grant-days-reversed` when it would end before it begins; `grant-in-the-past` when a day would be
/// taken back on which it held; `grant-longer` when it would last longer than it was given for: that is
/// another grant, with all its checks.
pub fn end(valid: DayRange, last: Option<Day>, today: Day) -> Result<Day, Problem> {
    let until = match last {
        // A grant that has not begun, ended at once, never holds.
        None => today.max(valid.from),
        Some(last) if last < valid.from => return Err(reversed(valid.from, last)),
        Some(last) if last < today => {
            return Err(Problem::new("grant-in-the-past").arg("today", today).at("last"));
        }
        Some(last) => last.plus_days(1),
    };
    if until > valid.until {
        return Err(Problem::new("grant-longer").arg("last", valid.until.plus_days(-1)).at("last"));
    }
    Ok(until)
}

fn reversed(from: Day, last: Day) -> Problem {
    Problem::new("grant-days-reversed").arg("from", from).arg("last", last).at("last")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Role, UnitId};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn grant(role: Role, unit: i64, from: &str, until: &str) -> Grant {
        Grant { role, unit: UnitId(unit), valid: DayRange { from: day(from), until: day(until) } }
    }

    #[track_caller]
    fn check(new: (Role, i64), held: (Role, i64), expected: Option<&str>) {
        let new = grant(new.0, new.1, "2026-10-01", "2026-12-01");
        let held = grant(held.0, held.1, "2026-11-01", "2027-01-01");
        assert_eq!(may_join(&new, &[held]).err().map(|problem| problem.code), expected);
    }

    #[test]
    fn administrators_stand_alone() {
        for &admin in Role::ALL.iter().filter(|role| role.is_administrator()) {
            for &other in Role::ALL.iter().filter(|other| **other != admin) {
                check((admin, 1), (other, 1), Some("grant-administrators-apart"));
                check((other, 2), (admin, 1), Some("grant-administrators-apart"));
            }
        }
    }

    #[test]
    fn business_roles_meet_in_one_account() {
        check((Role::Dispatch, 1), (Role::Member, 1), None);
        check((Role::Secretary, 1), (Role::Secretary, 2), None);
        check((Role::Secretary, 1), (Role::Secretary, 1), Some("grant-twice"));
    }

    #[test]
    fn an_administrator_of_last_year_may_work_again() {
        let new = grant(Role::Dispatch, 1, "2027-01-01", "9999-12-31");
        let past = grant(Role::SystemAdmin, 1, "2026-01-01", "2027-01-01");
        assert_eq!(may_join(&new, &[past]), Ok(()));
    }

    #[test]
    fn a_withdrawn_grant_is_in_nobodys_way() {
        let new = grant(Role::SecurityAdmin, 1, "2026-10-15", "9999-12-31");
        let withdrawn = grant(Role::Dispatch, 1, "2026-11-01", "2026-11-01");
        assert_eq!(may_join(&new, &[withdrawn]), Ok(()));
    }

    #[test]
    fn days_go_forward() {
        let today = day("2026-10-15");
        let code = |from: &str, last: &str| {
            days(day(from), Some(day(last)), today).err().map(|problem| problem.code)
        };
        assert_eq!(code("2026-10-15", "2026-10-15"), None);
        assert_eq!(code("2026-10-20", "2026-10-19"), Some("grant-days-reversed"));
        assert_eq!(code("2026-10-14", "2026-12-01"), Some("grant-in-the-past"));
        assert!(days(today, None, today).unwrap().is_open());
    }

    #[test]
    fn a_grant_never_ends_before_it_begins() {
        let today = day("2026-10-15");
        let running = DayRange::since(day("2026-09-01"));
        let future = DayRange::since(day("2026-11-01"));
        assert_eq!(end(running, None, today), Ok(today));
        assert_eq!(end(running, Some(today), today), Ok(day("2026-10-16")));
        assert_eq!(
            end(running, Some(day("2026-10-01")), today).unwrap_err().code,
            "grant-in-the-past"
        );
        assert_eq!(
            end(running, Some(day("2026-08-31")), today).unwrap_err().code,
            "grant-days-reversed"
        );
        let over = DayRange { from: day("2026-01-01"), until: day("2026-10-01") };
        assert_eq!(end(over, None, today).unwrap_err().code, "grant-longer");
        assert_eq!(end(over, Some(day("2027-01-01")), today).unwrap_err().code, "grant-longer");
        assert_eq!(end(future, None, today), Ok(future.from));
        assert_eq!(end(future, Some(today), today).unwrap_err().code, "grant-days-reversed");
    }
}
