//! The units and indicators that the database knows, as far as recognising them needs, and when its
//! days begin.

use crate::profile::Indicator;
use crate::reading::normal;
use kernel::UnitId;
use std::collections::HashMap;

/// A unit of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownUnit {
    pub id: UnitId,
    pub code: Option<String>,
    pub name: String,
    /// Former and other names.
    pub aliases: Vec<String>,
    pub parent: Option<UnitId>,
}

/// Units by code and by name. Names are compared in their normal form: case, blanks and full-width
/// letters do not matter.
#[derive(Clone, Debug, Default)]
pub struct Known {
    units: HashMap<UnitId, KnownUnit>,
    codes: HashMap<String, UnitId>,
    names: HashMap<String, Vec<UnitId>>,
    indicators: Vec<Indicator>,
    day_begins_at: u8,
}

impl Known {
    pub fn new(units: impl IntoIterator<Item = KnownUnit>) -> Self {
        let mut known = Self::default();
        for unit in units {
            if let Some(code) = &unit.code {
                known.codes.insert(code.clone(), unit.id);
            }
            for name in std::iter::once(&unit.name).chain(&unit.aliases) {
                let ids = known.names.entry(normal(name)).or_default();
                if !ids.contains(&unit.id) {
                    ids.push(unit.id);
                }
            }
            known.units.insert(unit.id, unit);
        }
        known
    }

    /// Adds the indicator dictionary: profiles that name indicators in cells may use all of it.
    #[must_use]
    pub fn with_indicators(mut self, indicators: impl IntoIterator<Item = Indicator>) -> Self {
        self.indicators.extend(indicators);
        self
    }

    /// Says at which hour the enterprise's production day begins; without it, at midnight.
    #[must_use]
    pub fn with_days_from(mut self, hour: u8) -> Self {
        self.day_begins_at = hour;
        self
    }

    pub(crate) fn day_begins_at(&self) -> u8 {
        self.day_begins_at
    }

    pub(crate) fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    pub fn unit(&self, id: UnitId) -> Option<&KnownUnit> {
        self.units.get(&id)
    }

    pub fn by_code(&self, code: &str) -> Option<&KnownUnit> {
        self.codes.get(code).and_then(|id| self.unit(*id))
    }

    /// Every unit of this name or alias.
    pub fn by_name(&self, name: &str) -> Vec<&KnownUnit> {
        let ids = self.names.get(&normal(name)).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.unit(*id)).collect()
    }

    /// The unit of this name directly under `parent`.
    pub fn child(&self, parent: Option<UnitId>, name: &str) -> Option<&KnownUnit> {
        self.by_name(name).into_iter().find(|unit| unit.parent == parent)
    }
}
