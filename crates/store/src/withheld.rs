//! 不公开: the units that are withheld, with all below them, from a reader whose rights reach beyond them.
//!
//! Which these are the directory says; here they are kept from being read. A [`crate::Reader`] has those
//! that its reader must not see, and every text with `{seen:unit}` in it leaves them out: so no list, tree,
//! search or count needs a parameter for them, and none can forget it. What leaves the house (workbooks,
//! the interface for programs, the export at the command line) has none of them, whoever takes it out.

use kernel::UnitId;
use std::sync::Arc;

/// The withheld units, and those of them that the reader must not see; both with all below them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    all: Arc<[i64]>,
    unseen: Arc<[i64]>,
}

impl Withheld {
    /// Units that are withheld, each with whether the reader sees it all the same.
    pub fn new(units: impl IntoIterator<Item = (UnitId, bool)>) -> Self {
        let mut units: Vec<(i64, bool)> =
            units.into_iter().map(|(id, seen)| (id.0, seen)).collect();
        units.sort_unstable();
        Self {
            all: units.iter().map(|(id, _)| *id).collect(),
            unseen: units.iter().filter(|(_, seen)| !seen).map(|(id, _)| *id).collect(),
        }
    }

    /// The same for what leaves the house: none of them is seen.
    pub fn going_out(&self) -> Self {
        Self { all: self.all.clone(), unseen: self.all.clone() }
    }

    /// Whether the unit is withheld, itself or with one above.
    pub fn has(&self, unit: UnitId) -> bool {
        self.all.binary_search(&unit.0).is_ok()
    }

    /// Whether the reader may see the unit as far as this is concerned.
    pub fn shows(&self, unit: UnitId) -> bool {
        self.unseen.binary_search(&unit.0).is_err()
    }

    /// Whether nothing is kept from the reader.
    pub fn shows_all(&self) -> bool {
        self.unseen.is_empty()
    }

    pub(crate) fn unseen(&self) -> &[i64] {
        &self.unseen
    }
}
