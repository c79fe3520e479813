//! Writes a prepared import inside the caller's transaction: the one place where an import changes the
//! database. What cannot be written refuses everything.

use super::prepare::Prepared;
use crate::imports::rules::{FirstPlace, Target, UnitChange, new_reading, ranges};
use crate::imports::store;
use crate::reading::NewReading;
use crate::store::indicators;
use crate::store::readings::{self, Stamp};
use ::store::{Refusal, Tx};
use directory::change::Change;
use directory::founding::NewUnit;
use directory::{Kind, Parent, change, founding, remarks};
use futures::future::BoxFuture;
use interchange::Draft;
use kernel::{Day, DayRange, ImportId, IndicatorId, Lang, Problem, UnitId, texts};
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub readings: u64,
    pub restated: u64,
    pub units: u64,
    /// The top of what was founded, when there was no tree before.
    pub root: Option<UnitId>,
}

/// A boxed future, because the compiler cannot see through the many borrows that it is `Send`.
pub(crate) fn write<'a>(
    tx: &'a mut Tx,
    import: ImportId,
    prepared: &'a Prepared,
    stamp: &'a Stamp,
    today: Day,
) -> BoxFuture<'a, Result<Written, Refusal>> {
    Box::pin(write_all(tx, import, prepared, stamp, today))
}

async fn write_all(
    tx: &mut Tx,
    import: ImportId,
    prepared: &Prepared,
    stamp: &Stamp,
    today: Day,
) -> Result<Written, Refusal> {
    let ids = found(tx, import, prepared).await?;
    rearrange(tx, import, prepared, &ids).await?;
    remark(tx, import, prepared, &ids).await?;
    let indicators = create_indicators(tx, import, prepared).await?;
    let rows = Rows::new(prepared, ids, indicators);
    let outcome = readings::write(tx, stamp, rows).await?;
    let expected = (prepared.plan.writes(), prepared.plan.restated.len() as u64);
    if (outcome.written, outcome.restated) != expected {
        return Err(Refusal::conflict(Problem::new("import-changed-meanwhile")));
    }
    store::keep_texts(tx, import, &prepared.draft.texts).await?;
    let root = match prepared.tree.under() {
        Some(under) => Some(under),
        None => directory::tree::root_on(tx, today).await?.map(|root| root.id),
    };
    Ok(Written {
        readings: outcome.written,
        restated: outcome.restated,
        units: prepared.plan.new_units.len() as u64,
        root,
    })
}

/// The readings to be written, unit by unit in the order of the table.
struct Rows<'a> {
    draft: &'a Draft,
    ids: Vec<Option<UnitId>>,
    indicators: Vec<Option<IndicatorId>>,
    refused: HashSet<u32>,
    /// Ranges of the draft's readings; the next one last.
    ranges: Vec<Range<usize>>,
}

impl<'a> Rows<'a> {
    fn new(
        prepared: &'a Prepared,
        ids: Vec<Option<UnitId>>,
        indicators: Vec<Option<IndicatorId>>,
    ) -> Self {
        let of_units = ranges(&prepared.draft);
        let order = prepared.plan.in_table_order(&ids);
        let ranges = order.iter().rev().filter_map(|unit| of_units.get(unit).cloned()).collect();
        let refused = prepared.plan.refused.iter().map(|(index, _)| *index).collect();
        Self { draft: &prepared.draft, ids, indicators, refused, ranges }
    }

    fn reading(&self, index: usize) -> Option<NewReading> {
        let reading = &self.draft.readings[index];
        if self.draft.is_stopped(reading.block) || self.refused.contains(&(index as u32)) {
            return None;
        }
        let unit = self.ids[reading.unit as usize]?;
        Some(new_reading(reading, unit, self.indicators[usize::from(reading.indicator)]?))
    }
}

impl Iterator for Rows<'_> {
    type Item = NewReading;

    fn next(&mut self) -> Option<NewReading> {
        loop {
            let range = self.ranges.last_mut()?;
            match range.next() {
                None => {
                    self.ranges.pop();
                }
                Some(index) => {
                    if let Some(reading) = self.reading(index) {
                        return Some(reading);
                    }
                }
            }
        }
    }
}

/// Founds the new units; returns the id of each unit of the draft.
async fn found(
    tx: &mut Tx,
    import: ImportId,
    prepared: &Prepared,
) -> Result<Vec<Option<UnitId>>, Refusal> {
    let (draft, plan, tree) = (&prepared.draft, &prepared.plan, &prepared.tree);
    // The enterprise comes first when there is no tree; everything else moves one place on.
    let first = usize::from(plan.needs_root);
    let top = if plan.needs_root { Parent::New(0) } else { Parent::Root };
    let new = plan.new_units.iter().map(|at| {
        let unit = &draft.units[*at as usize];
        let parent = match unit.first_parent().map(|parent| plan.targets[parent as usize]) {
            Some(Target::Known(id)) => Parent::Known(id),
            Some(Target::New(index)) => Parent::New(index as usize + first),
            Some(Target::LeftOut) | None => tree.under().map_or(top, Parent::Known),
        };
        NewUnit {
            code: unit.code.clone(),
            name: plan.name(draft, *at).to_owned(),
            kind: plan.kind(draft, *at),
            parent,
            valid: DayRange { from: plan.born[*at as usize], until: plan.until[*at as usize] },
        }
    });
    let mut all: Vec<NewUnit> = new.collect();
    if plan.needs_root {
        all.insert(0, enterprise(tx).await?);
    }
    let founded = match all.is_empty() {
        true => Vec::new(),
        false => founding::create_many(tx, Some(import), all).await?,
    };
    let id = |target: &Target| match target {
        Target::Known(id) => Some(*id),
        Target::New(index) => founded.get(*index as usize + first).copied(),
        Target::LeftOut => None,
    };
    Ok(plan.targets.iter().map(id).collect())
}

/// The top of a tree that does not exist yet.
async fn enterprise(tx: &mut Tx) -> Result<NewUnit, Refusal> {
    let settings = ::store::settings::Settings::load(tx).await?;
    let name = match settings.get("enterprise-name") {
        "" => texts::get().text(Lang::Zh, "imports-enterprise"),
        name => name.to_owned(),
    };
    let valid = DayRange { from: Day::EARLIEST, until: Day::FOREVER };
    Ok(NewUnit::new(name, Kind::Group, Parent::Root, valid))
}

/// Renames and moves, each unit's in the order of time; then closings, from below.
async fn rearrange(
    tx: &mut Tx,
    import: ImportId,
    prepared: &Prepared,
    ids: &[Option<UnitId>],
) -> Result<(), Refusal> {
    let mut steps: BTreeMap<UnitId, Vec<(Day, Change)>> = BTreeMap::new();
    let mut closings = Vec::new();
    for planned in &prepared.plan.changes {
        let Some(id) = ids[planned.unit() as usize] else { continue };
        let of_unit = steps.entry(id).or_default();
        match planned {
            UnitChange::Rename { name, since, .. } => {
                of_unit.push((*since, Change { name: Some(name.clone()), ..Change::default() }));
            }
            UnitChange::Move { parent, since, until, name, .. } => {
                let (parent, name) = (ids[*parent as usize], name.clone());
                of_unit.push((*since, Change { parent, name, kind: None }));
                let parent = prepared.tree.unit(id).and_then(|known| known.parent());
                of_unit.extend(until.map(|until| (until, Change { parent, ..Change::default() })));
            }
            UnitChange::Close { until, .. } => closings.push((id, *until)),
            UnitChange::Alias { .. } | UnitChange::KeptPlace { .. } => {}
        }
    }
    let revision = |id| prepared.tree.unit(id).map_or(1, |known| known.revision);
    let taken: BTreeMap<UnitId, i64> =
        steps.iter().map(|(id, of_unit)| (*id, of_unit.len() as i64)).collect();
    for (id, mut of_unit) in steps {
        of_unit.sort_by_key(|(since, _)| *since);
        for (revision, (since, step)) in (revision(id)..).zip(of_unit) {
            change::change(tx, id, revision, since, &step, Some(import)).await?;
        }
    }
    for (id, until) in closings {
        let revision = revision(id) + taken.get(&id).copied().unwrap_or(0);
        change::close_for(tx, id, revision, until, import).await?;
    }
    Ok(())
}

async fn remark(
    tx: &mut Tx,
    import: ImportId,
    prepared: &Prepared,
    ids: &[Option<UnitId>],
) -> Result<(), Refusal> {
    let aliases = prepared.plan.changes.iter().filter_map(|change| match change {
        UnitChange::Alias { unit, alias } => Some((ids[*unit as usize]?, alias.as_str())),
        _ => None,
    });
    remarks::add_aliases(tx, Some(import), aliases.collect::<Vec<_>>()).await?;
    let notes = prepared.plan.notes.iter().filter_map(|(unit, note)| {
        let note = &prepared.draft.units[*unit as usize].notes[*note as usize];
        Some((ids[*unit as usize]?, note.label.as_str(), note.text.as_str()))
    });
    remarks::add_notes(tx, Some(import), notes.collect::<Vec<_>>()).await?;
    Ok(())
}

/// Creates the new indicators; returns the id of each indicator of the draft that is used.
async fn create_indicators(
    tx: &mut Tx,
    import: ImportId,
    prepared: &Prepared,
) -> Result<Vec<Option<IndicatorId>>, Refusal> {
    let mut ids: Vec<Option<IndicatorId>> = prepared
        .plan
        .indicators
        .iter()
        .map(|plan| plan.indicator().map(|known| known.id))
        .collect();
    for (at, new) in prepared.new_indicators() {
        ids[at] = Some(indicators::create_for(tx, Some(import), &new.terms).await?);
    }
    Ok(ids)
}
