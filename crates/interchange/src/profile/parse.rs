//! TOML text → checked profile, with errors that name line and key.

use super::{PeriodRule, Profile, Repeat, UnitBy};
use kernel::{Problem, Quantity};
use serde::de::{Deserialize, Deserializer, Error};

impl Profile {
    /// Reads and checks a profile.
    ///
    /// # Errors
    /// `profile-syntax` with line and message for what TOML or the grammar refuses, `profile-unknown`
    /// and `profile-needs` with line and key for names that are declared nowhere and for what is
    /// missing.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let profile: Self = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            Problem::new("profile-syntax")
                .arg("line", line_at(text, at))
                .arg("message", error.message())
        })?;
        Check { text, profile: &profile }.all()?;
        Ok(profile)
    }
}

/// A quantity written as a TOML string.
pub(super) fn quantity<'de, D: Deserializer<'de>>(from: D) -> Result<Quantity, D::Error> {
    let text = String::deserialize(from)?;
    Quantity::parse(&text).map_err(D::Error::custom)
}

fn line_at(text: &str, byte: usize) -> usize {
    text[..byte.min(text.len())].matches('\n').count() + 1
}

struct Check<'a> {
    text: &'a str,
    profile: &'a Profile,
}

impl Check<'_> {
    fn all(&self) -> Result<(), Problem> {
        self.unit()?;
        self.periods()?;
        self.columns()?;
        self.computed()?;
        self.checks()
    }

    fn unit(&self) -> Result<(), Problem> {
        let unit = &self.profile.unit;
        match unit.by {
            UnitBy::Code if unit.code.is_none() => return Err(self.needs("unit.code", "by")),
            UnitBy::Name | UnitBy::Path if unit.name.is_none() => {
                return Err(self.needs("unit.name", "by"));
            }
            _ => {}
        }
        let levels = unit.path.iter().flat_map(|level| level.code.iter().chain([&level.name]));
        let parent = unit.parent.iter().flat_map(|parent| [&parent.code, &parent.name]);
        let templates = unit.code.iter().chain(&unit.name).chain(levels).chain(parent);
        for template in templates.chain([&unit.kind]) {
            self.fields("unit", template.fields())?;
        }
        for day in unit.from.iter().chain(&unit.last) {
            self.column("unit", day)?;
        }
        if unit.parent.is_some() {
            self.list_of_units()?;
        }
        if unit.repeat == Repeat::Average {
            let ratio = |code: &str| {
                self.profile.indicators.iter().any(|indicator| {
                    indicator.code == code && indicator.aggregation == super::Aggregation::Ratio
                })
            };
            for column in &self.profile.columns {
                if let Some(code) = column.indicator.as_ref().and_then(super::Template::constant)
                    && !ratio(code)
                {
                    return Err(self.needs("indicator.aggregation", code));
                }
            }
        }
        Ok(())
    }

    /// A list of units has neither a path nor numbers, and a name for each unit.
    fn list_of_units(&self) -> Result<(), Problem> {
        let profile = self.profile;
        let counts = |column: &super::Column| column.indicator.is_some();
        if profile.unit.by != UnitBy::Path {
            return Err(self.needs("unit.by", "parent"));
        }
        if !profile.unit.path.is_empty() {
            return Err(self.needs("unit.path", "path"));
        }
        match profile.columns.iter().find(|column| counts(column)) {
            Some(column) => Err(self.needs("column.indicator", &column.id)),
            None if !profile.readings.is_empty() => Err(self.needs("reading", "[[reading]]")),
            None => Ok(()),
        }
    }

    fn periods(&self) -> Result<(), Problem> {
        let own = self.profile.columns.iter().filter_map(|column| column.period.as_ref());
        for rule in self.profile.periods.iter().chain(own) {
            match rule {
                PeriodRule::Column { column, .. } => self.column("period.column", column)?,
                PeriodRule::Columns { year, quarter, month } => {
                    for column in [Some(year), quarter.as_ref(), month.as_ref()] {
                        column.map_or(Ok(()), |column| self.column("period.columns", column))?;
                    }
                }
                PeriodRule::File { .. }
                | PeriodRule::Title { .. }
                | PeriodRule::Heading
                | PeriodRule::Given => {}
            }
        }
        Ok(())
    }

    fn columns(&self) -> Result<(), Problem> {
        for (index, column) in self.profile.columns.iter().enumerate() {
            if self.profile.columns[..index].iter().any(|before| before.id == column.id) {
                return Err(self.unknown("column.id", &column.id));
            }
            if column.heading.is_empty() {
                return Err(self.needs("column.heading", &column.id));
            }
            if let Some(indicator) = &column.indicator {
                match indicator.constant() {
                    Some(code) => self.indicator("column.indicator", code)?,
                    None => self.fields("column.indicator", indicator.fields())?,
                }
            }
            if let Some(weight) = &column.weight {
                self.column("column.weight", weight)?;
            }
        }
        Ok(())
    }

    fn computed(&self) -> Result<(), Problem> {
        for reading in &self.profile.readings {
            self.indicator("reading.indicator", &reading.indicator)?;
            let weight = reading.weight.iter().flat_map(super::Formula::columns);
            for column in reading.value.columns().chain(weight) {
                self.column("reading.value", column)?;
            }
        }
        Ok(())
    }

    fn checks(&self) -> Result<(), Problem> {
        for rate in &self.profile.rates {
            for column in rate.printed.iter().chain([&rate.numerator, &rate.denominator]) {
                self.column("rate", column)?;
            }
        }
        for sum in &self.profile.sums {
            for column in sum.parts.iter().chain([&sum.total]) {
                self.column("sum", column)?;
            }
        }
        Ok(())
    }

    fn fields<'f>(
        &self,
        key: &'static str,
        mut fields: impl Iterator<Item = &'f str>,
    ) -> Result<(), Problem> {
        fields.try_for_each(|field| match field {
            "section" if self.profile.sections.is_some() => Ok(()),
            _ => self.column(key, field),
        })
    }

    fn column(&self, key: &'static str, id: &str) -> Result<(), Problem> {
        self.profile.column(id).map(|_| ()).ok_or_else(|| self.unknown(key, id))
    }

    fn indicator(&self, key: &'static str, code: &str) -> Result<(), Problem> {
        self.profile.indicator(code).map(|_| ()).ok_or_else(|| self.unknown(key, code))
    }

    fn unknown(&self, key: &'static str, name: &str) -> Problem {
        Problem::new("profile-unknown")
            .arg("line", self.last_line_with(name))
            .arg("key", key)
            .arg("name", name)
    }

    fn needs(&self, key: &'static str, near: &str) -> Problem {
        Problem::new("profile-needs").arg("line", self.last_line_with(near)).arg("key", key)
    }

    /// The line that most likely holds the mistake: the last one that names it, as a whole word in
    /// quotes or braces where there is one.
    fn last_line_with(&self, name: &str) -> usize {
        let whole = [format!("\"{name}\""), format!("{{{name}}}"), format!("{{{name}|")];
        let names = |line: &str| whole.iter().any(|word| line.contains(word));
        let lines = || self.text.lines().zip(1..);
        let exact = lines().filter(|(line, _)| names(line)).last();
        let any = || lines().filter(|(line, _)| line.contains(name)).last();
        exact.or_else(any).map_or(1, |(_, number)| number)
    }
}
