//! Which task of which annual plan something is about.

use kernel::UnitId;

/// A task of an annual plan, whatever the plan's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskRef {
    pub unit: UnitId,
    pub year: i32,
    pub number: i64,
}

/// As an address names it: unit, year and number with dots between.
impl std::str::FromStr for TaskRef {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('.');
        let mut next = || parts.next().and_then(|part| part.parse::<i64>().ok()).ok_or(());
        let (unit, year, number) = (next()?, next()?, next()?);
        Ok(Self { unit: UnitId(unit), year: i32::try_from(year).map_err(|_| ())?, number })
    }
}

impl std::fmt::Display for TaskRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.unit, self.year, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_written_and_read_back() {
        let task = TaskRef { unit: UnitId(7), year: 2026, number: 3 };
        assert_eq!(task.to_string().parse(), Ok(task));
        assert!("7.2026".parse::<TaskRef>().is_err() && "a.b.c".parse::<TaskRef>().is_err());
    }
}
