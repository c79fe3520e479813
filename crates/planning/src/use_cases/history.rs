//! Behind one number: every version with its source, or the units whose readings it is made of.

use super::Place;
use crate::figure::Figures;
use crate::imports;
use crate::indicator::Indicator;
use crate::reading::Kind;
use crate::store::versions::{self, Version};
use crate::store::{figures, indicators};
use kernel::{Action, IndicatorId, Period, Resource, UnitId};
use store::{Ctx, Refusal};

/// File, sheet and cell of a version that was imported.
pub use crate::imports::Place as Origin;

/// What the page shows.
#[derive(Debug)]
pub struct History {
    pub place: Place,
    pub indicator: Indicator,
    pub period: Period,
    pub kind: Kind,
    /// What the unit shows for all kinds.
    pub figures: Figures,
    /// The newest first; empty when the number comes from below.
    pub versions: Vec<(Version, Option<imports::Place>)>,
    /// The units directly below that have a part in it.
    pub parts: Vec<Part>,
    /// Whether a unit directly below is withheld from the reader: the whole counts it, the parts do not.
    pub is_part_withheld: bool,
}

/// What one unit below contributes.
#[derive(Clone, Debug)]
pub struct Part {
    pub unit: UnitId,
    pub name: String,
    pub figures: Figures,
}

impl History {
    /// Whether the unit has a reading of its own that counts.
    pub fn is_own(&self) -> bool {
        self.versions.iter().any(|(version, _)| !version.is_withdrawn())
    }
}

pub async fn look(
    ctx: &Ctx,
    unit: UnitId,
    indicator: IndicatorId,
    period: Period,
    kind: Kind,
) -> Result<History, Refusal> {
    let q = &mut ctx.read();
    let resource = if kind == Kind::Actual { Resource::Reading } else { Resource::Target };
    let place = Place::find(ctx, Action::Read, resource, unit, period.last_day()).await?;
    let mut known = indicators::by_id(q).await?;
    known.retain(|id, _| *id == indicator);
    let indicator = known.get(&indicator).cloned().ok_or(Refusal::NotFound)?;
    let mut versions = Vec::new();
    for version in versions::of_reading(q, unit, period, indicator.id, kind).await? {
        let source = match (version.import(), version.cell) {
            (Some(import), Some(cell)) => imports::place(q, import, cell).await?,
            _ => None,
        };
        versions.push((version, source));
    }
    let window = [(period, period)];
    let below = versions::below(q, unit, period).await?;
    let all = &mut ctx.db.read();
    let is_part_withheld =
        !ctx.withheld.shows_all() && versions::below(all, unit, period).await?.len() > below.len();
    let mut units: Vec<UnitId> = below.iter().map(|unit| unit.id).collect();
    units.push(unit);
    let mut found = figures::of_units(q, &units, &window, &known).await?;
    let mut figures = |unit: &UnitId| {
        let of_unit = found.get_mut(unit)?.get(&indicator.id)?;
        of_unit.get(&period.code()).copied()
    };
    let shown = figures(&unit).unwrap_or_default();
    let parts = below
        .into_iter()
        .filter_map(|below| {
            let figures = figures(&below.id)?;
            Some(Part { unit: below.id, name: below.name, figures })
        })
        .filter(|part| match kind {
            Kind::Actual => part.figures.actual.is_reported(),
            kind => part.figures.mark(kind).is_given(),
        })
        .collect();
    Ok(History {
        place,
        indicator,
        period,
        kind,
        figures: shown,
        versions,
        parts,
        is_part_withheld,
    })
}
