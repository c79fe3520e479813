//! What a draft would change in the database as it is: units, names, places, indicators, readings.

use super::tree::Tree;
use crate::indicator::{Indicator, Terms};
use crate::order;
use crate::reading::{Kind, NewReading};
use interchange::{Draft, DraftReading, DraftUnit, Known, Seen};
use kernel::{Day, IndicatorId, Period, Problem, UnitId};
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What becomes of a unit of the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Known(UnitId),
    /// An index into [`Plan::new_units`].
    New(u32),
    /// Only stopped parts of the files name it.
    LeftOut,
}

/// A change of a known unit, or of a new one after it was founded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UnitChange {
    Alias {
        unit: u32,
        alias: String,
    },
    Rename {
        unit: u32,
        name: String,
        since: Day,
    },
    /// From this day under another unit of the draft. The files show it there until `last`; when the
    /// database has figures of a later period, the unit goes back on `until`.
    /// `name` where its own is taken there.
    Move {
        unit: u32,
        parent: u32,
        since: Day,
        last: Period,
        until: Option<Day>,
        name: Option<String>,
    },
    /// Exists until this day and no longer.
    Close {
        unit: u32,
        until: Day,
    },
    /// The database knows a later place already: history is not edited.
    KeptPlace {
        unit: u32,
        parent: u32,
        since: Day,
    },
}

impl UnitChange {
    pub fn unit(&self) -> u32 {
        match self {
            Self::Alias { unit, .. }
            | Self::Rename { unit, .. }
            | Self::Move { unit, .. }
            | Self::Close { unit, .. }
            | Self::KeptPlace { unit, .. } => *unit,
        }
    }
}

/// What becomes of an indicator of the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum IndicatorPlan {
    Known(Box<Indicator>),
    /// To be created; its id means nothing yet.
    New(Box<Indicator>),
    /// No accepted reading uses it.
    Unused,
}

impl IndicatorPlan {
    pub fn indicator(&self) -> Option<&Indicator> {
        match self {
            Self::Known(indicator) | Self::New(indicator) => Some(indicator),
            Self::Unused => None,
        }
    }
}

/// A value that the database has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Existing {
    pub version: i64,
    pub value: i64,
    pub weight: Option<i64>,
}

/// How a reading stands to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Fresh,
    Identical,
    Restated(Existing),
    /// Nothing uses its indicator.
    LeftOut,
}

impl Verdict {
    /// Whether confirming writes it.
    fn is_written(self) -> bool {
        matches!(self, Self::Fresh | Self::Restated(_))
    }
}

/// What becomes of a reading of the draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Standing {
    /// Refused, or in a part that stays out.
    #[default]
    Out,
    Fresh,
    /// The database has it, with the same value or another.
    There,
}

/// Everything that confirming would do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// Units of the draft, each after every unit that it ever stands under.
    pub(super) order: Vec<u32>,
    /// For each unit of the draft.
    pub targets: Vec<Target>,
    /// The first day on which each unit of the draft may have figures.
    pub born: Vec<Day>,
    /// The first day on which each of them no longer exists.
    pub until: Vec<Day>,
    /// Cells of units whose days, kind or place cannot be kept.
    pub cells: Vec<interchange::Refusal>,
    /// The new units that are not founded for that.
    pub(super) away: HashSet<u32>,
    /// There is no tree yet: the enterprise itself is founded first, above all that the files name.
    pub needs_root: bool,
    /// Units of the draft to be founded, parents before children.
    pub new_units: Vec<u32>,
    /// Names of new units that stand beside another of their name: with their code.
    pub names: HashMap<u32, String>,
    pub changes: Vec<UnitChange>,
    /// Notes that the database does not have: unit and index of its note.
    pub notes: Vec<(u32, u32)>,
    /// For each indicator of the draft.
    pub indicators: Vec<IndicatorPlan>,
    /// For each reading of the draft.
    pub(super) standing: Vec<Standing>,
    pub fresh: u64,
    pub identical: u64,
    /// Which kinds of readings would be written, by code.
    pub kinds: [bool; 6],
    /// Indices of readings that get a new version, with what they replace.
    pub restated: Vec<(u32, Existing)>,
    /// Indices of readings that cannot be kept, with the reason.
    pub refused: Vec<(u32, Problem)>,
    /// Why nothing can be confirmed.
    pub hindrances: Vec<Problem>,
}

impl Plan {
    /// Decides about units and indicators; readings are judged afterwards, a few units at a time.
    pub fn new(
        draft: &Draft,
        tree: &Tree,
        known: &Known,
        dictionary: &BTreeMap<String, Indicator>,
    ) -> Self {
        let (order, in_cycle) = parents_first(draft);
        let wanted = wanted(draft, &order);
        let mut plan = Self { order, ..Self::default() };
        if let Some(unit) = in_cycle {
            let name = &draft.units[unit as usize].name;
            plan.hindrances.push(Problem::new("import-cycle").arg("unit", name));
        }
        plan.place_units(draft, tree, known, &wanted);
        let mut taken = Taken::of(tree);
        plan.name_new(draft, tree, &mut taken);
        plan.compare_units(draft, tree, &mut taken);
        plan.choose_indicators(draft, dictionary);
        plan
    }

    /// The unit of the database, if it is known there.
    pub fn known(&self, unit: u32) -> Option<UnitId> {
        match self.targets.get(unit as usize) {
            Some(Target::Known(id)) => Some(*id),
            _ => None,
        }
    }

    fn is_left_out(&self, unit: u32) -> bool {
        self.targets.get(unit as usize).is_none_or(|target| *target == Target::LeftOut)
    }

    fn place_units(&mut self, draft: &Draft, tree: &Tree, known: &Known, wanted: &[bool]) {
        self.targets = vec![Target::LeftOut; draft.units.len()];
        self.born = vec![Day::EARLIEST; draft.units.len()];
        let top = tree.under().and_then(|under| tree.unit(under)).map(|under| under.life().from);
        for at in self.order.clone() {
            let index = at as usize;
            let unit = &draft.units[index];
            let parent = unit.first_parent().map(|parent| self.born[parent as usize]);
            self.targets[index] = match unit.known.or_else(|| self.child(unit, tree, known)) {
                _ if !wanted[index] => Target::LeftOut,
                Some(id) => Target::Known(id),
                // Numbered once it is known which of them are founded.
                None => Target::New(0),
            };
            let from = unit.stated.as_ref().and_then(|stated| stated.from).map(|(day, _)| day);
            self.born[index] = match self.targets[index] {
                Target::Known(id) => tree.unit(id).map_or(Day::EARLIEST, |unit| unit.life().from),
                _ => from.or(parent).or(top).unwrap_or(Day::EARLIEST),
            };
        }
        self.date_units(draft, tree);
        for at in &self.order {
            if let target @ Target::New(_) = &mut self.targets[*at as usize] {
                *target = Target::New(self.new_units.len() as u32);
                self.new_units.push(*at);
            }
        }
        // A list of units brings the top itself.
        let is_top = |unit: &u32| draft.units[*unit as usize].first_parent().is_none();
        self.needs_root =
            tree.under().is_none() && !draft.lists_units && self.new_units.iter().any(is_top);
    }

    /// A known unit of this name where the new one would stand.
    fn child(&self, unit: &DraftUnit, tree: &Tree, known: &Known) -> Option<UnitId> {
        if unit.code.is_some() {
            return None;
        }
        let parent = match unit.parent() {
            Some(parent) => self.known(parent)?,
            None => tree.under()?,
        };
        known.child(Some(parent), &unit.name).map(|unit| unit.id)
    }

    /// Gives new units that the files tell apart by code alone a name that is free at all their places.
    fn name_new(&mut self, draft: &Draft, tree: &Tree, taken: &mut Taken) {
        for at in self.new_units.clone() {
            let unit = &draft.units[at as usize];
            let places: Vec<Spot> =
                unit.seen.iter().map(|seen| self.spot(tree, seen.parent)).collect();
            let name = match &unit.code {
                Some(code) if !taken.is_free(&places, &unit.name, at) => {
                    let name = with_code(&unit.name, code);
                    self.names.insert(at, name.clone());
                    name
                }
                _ => unit.name.clone(),
            };
            taken.take(&places, &name, at);
        }
    }

    /// What a parent of the draft is: a unit of the database or a new one.
    fn spot(&self, tree: &Tree, parent: Option<u32>) -> Spot {
        match parent.map(|parent| (parent, self.targets[parent as usize])) {
            Some((_, Target::Known(id))) => Spot::Known(Some(id)),
            Some((parent, _)) => Spot::New(parent),
            None => Spot::Known(tree.under()),
        }
    }

    /// The name under which a new unit is founded.
    pub fn name<'a>(&'a self, draft: &'a Draft, unit: u32) -> &'a str {
        self.names.get(&unit).unwrap_or(&draft.units[unit as usize].name)
    }

    /// Other names and places of the units.
    fn compare_units(&mut self, draft: &Draft, tree: &Tree, taken: &mut Taken) {
        for (index, unit) in draft.units.iter().enumerate() {
            let index = index as u32;
            match self.targets[index as usize] {
                Target::Known(id) => self.compare_known(tree, taken, (index, unit, id)),
                Target::New(_) => self.history_of_new(index, unit),
                Target::LeftOut => {}
            }
        }
    }

    fn history_of_new(&mut self, index: u32, unit: &DraftUnit) {
        let mut names = HashSet::from([normal(&unit.name)]);
        for seen in &unit.seen {
            if names.insert(normal(&seen.name)) {
                self.changes.push(UnitChange::Alias { unit: index, alias: seen.name.clone() });
            }
        }
        let mut place = unit.first_parent();
        for seen in &unit.seen {
            let Some(first) = seen.first.filter(|_| seen.parent != place) else { continue };
            if let Some(parent) = seen.parent.filter(|parent| !self.is_left_out(*parent)) {
                let (since, last) = (first.first_day(), seen.last.unwrap_or(first));
                let (until, name) = (None, None);
                self.changes.push(UnitChange::Move {
                    unit: index,
                    parent,
                    since,
                    last,
                    until,
                    name,
                });
                place = Some(parent);
            }
        }
    }

    fn compare_known(
        &mut self,
        tree: &Tree,
        taken: &mut Taken,
        (index, unit, id): (u32, &DraftUnit, UnitId),
    ) {
        let Some(here) = tree.unit(id) else { return };
        let mut names: HashSet<String> =
            here.aliases.iter().chain([&here.name]).map(|name| normal(name)).collect();
        let has_name = unit.code.as_ref() != Some(&unit.name);
        if unit.code.is_some() && has_name && names.insert(normal(&unit.name)) {
            let since = here.places.last().map(|(days, _)| days.from);
            let place = [Spot::Known(here.parent())];
            let is_free = taken.is_free(&place, &unit.name, index);
            taken.take(&place, &unit.name, index);
            self.rename(index, unit, since.filter(|_| is_free));
        }
        for seen in unit.seen.iter().filter(|seen| unit.code.as_ref() != Some(&seen.name)) {
            if names.insert(normal(&seen.name)) {
                self.changes.push(UnitChange::Alias { unit: index, alias: seen.name.clone() });
            }
        }
        for seen in &unit.seen {
            self.compare_place(tree, taken, (index, id, unit.code.as_deref()), seen);
        }
    }

    /// A unit known by its code bears another name: from the first day on which the files show it.
    /// Without a day of the last change, or before it, the name becomes an alias.
    fn rename(&mut self, index: u32, unit: &DraftUnit, last_change: Option<Day>) {
        let seen = unit.seen.iter().rev().find_map(|seen| seen.first);
        let since = seen.map(Period::first_day);
        let name = unit.name.clone();
        self.changes.push(match since {
            Some(since) if last_change.is_some_and(|last| since > last) => {
                UnitChange::Rename { unit: index, name, since }
            }
            _ => UnitChange::Alias { unit: index, alias: name },
        });
    }

    fn compare_place(
        &mut self,
        tree: &Tree,
        taken: &mut Taken,
        (index, id, code): (u32, UnitId, Option<&str>),
        seen: &Seen,
    ) {
        let (Some(parent), Some(first), Some(here)) = (seen.parent, seen.first, tree.unit(id))
        else {
            return;
        };
        let moved = match self.targets[parent as usize] {
            Target::Known(parent) => {
                here.parent_on(first.last_day()) != Some(parent) && parent != id
            }
            Target::New(_) => true,
            Target::LeftOut => false,
        };
        if !moved {
            return;
        }
        let since = first.first_day();
        let is_last = here.places.last().is_none_or(|(days, _)| days.from < since);
        self.changes.push(if is_last {
            let place = [self.spot(tree, Some(parent))];
            let name = match code {
                Some(code) if !taken.is_free(&place, &here.name, index) => {
                    Some(with_code(&here.name, code))
                }
                _ => None,
            };
            taken.take(&place, name.as_deref().unwrap_or(&here.name), index);
            let (last, until) = (seen.last.unwrap_or(first), None);
            UnitChange::Move { unit: index, parent, since, last, until, name }
        } else {
            UnitChange::KeptPlace { unit: index, parent, since }
        });
    }

    fn choose_indicators(&mut self, draft: &Draft, dictionary: &BTreeMap<String, Indicator>) {
        let mut used: Vec<Option<Period>> = vec![None; draft.indicators.len()];
        for reading in draft.accepted() {
            let at = usize::from(reading.indicator);
            if used[at].is_none() {
                used[at] = Some(reading.period());
            }
        }
        self.standing = vec![Standing::Out; draft.readings.len()];
        for (at, indicator) in draft.indicators.iter().enumerate() {
            self.indicators.push(match (used[at], dictionary.get(&indicator.code)) {
                (None, _) => IndicatorPlan::Unused,
                (Some(_), Some(known)) => {
                    if let Some(problem) = differs(indicator, known) {
                        self.hindrances.push(problem);
                    }
                    IndicatorPlan::Known(Box::new(known.clone()))
                }
                (Some(period), None) => {
                    let terms = Terms::of_profile(indicator, period.grain());
                    let (id, revision) = (IndicatorId(0), 0);
                    let (is_active, is_used) = (true, false);
                    let new = Indicator { id, terms, is_active, is_used, revision };
                    IndicatorPlan::New(Box::new(new))
                }
            });
        }
    }

    /// Once every reading is judged: which kinds are written, and that new indicators of which no reading
    /// is kept are not created.
    pub fn settle(&mut self, draft: &Draft) {
        let mut kept = vec![false; self.indicators.len()];
        for (reading, standing) in draft.readings.iter().zip(&self.standing) {
            if *standing == Standing::Fresh {
                kept[usize::from(reading.indicator)] = true;
                self.kinds[usize::from(reading.kind.code())] = true;
            }
        }
        for (index, _) in &self.restated {
            self.kinds[usize::from(draft.readings[*index as usize].kind.code())] = true;
        }
        for (plan, is_kept) in self.indicators.iter_mut().zip(kept) {
            if matches!(plan, IndicatorPlan::New(_)) && !is_kept {
                *plan = IndicatorPlan::Unused;
            }
        }
    }

    /// Judges the readings in a range of the draft against what the database holds for their units.
    pub fn judge(
        &mut self,
        draft: &Draft,
        range: std::ops::Range<usize>,
        existing: &HashMap<Key, Existing>,
    ) {
        let mut at = range.start as u32;
        let cell = |of: &DraftReading| (of.unit, of.period_code(), of.indicator);
        for group in draft.readings[range].chunk_by(|a, b| cell(a) == cell(b)) {
            let mut found = Vec::with_capacity(group.len());
            for (reading, index) in group.iter().zip(at..) {
                if draft.is_stopped(reading.block) {
                    continue;
                }
                if self.away.contains(&reading.unit) {
                    let name = &draft.units[reading.unit as usize].name;
                    let problem = Problem::new("import-unit-refused").arg("unit", name);
                    self.refused.push((index, problem));
                } else if !self.is_left_out(reading.unit) {
                    match self.verdict(draft, reading, existing) {
                        Ok(verdict) => found.push((index, reading, verdict)),
                        Err(problem) => self.refused.push((index, problem)),
                    }
                }
            }
            self.refuse_crossed(draft, &mut found, existing);
            for (index, _, verdict) in found {
                self.count(index, verdict);
            }
            at += group.len() as u32;
        }
    }

    fn count(&mut self, index: u32, verdict: Verdict) {
        self.standing[index as usize] = match verdict {
            Verdict::Fresh => {
                self.fresh += 1;
                Standing::Fresh
            }
            Verdict::Restated(old) => {
                self.restated.push((index, old));
                Standing::There
            }
            Verdict::Identical => {
                self.identical += 1;
                Standing::There
            }
            Verdict::LeftOut => Standing::Out,
        };
    }

    /// Refuses new marks that cross with each other or with one that is kept: both, when both are new,
    /// because nobody can tell which is right.
    fn refuse_crossed(
        &mut self,
        draft: &Draft,
        found: &mut Vec<(u32, &DraftReading, Verdict)>,
        existing: &HashMap<Key, Existing>,
    ) {
        loop {
            let is_new = |kind: Kind| {
                found.iter().any(|(_, of, verdict)| of.kind == kind && verdict.is_written())
            };
            let Some((_, first, _)) = found
                .iter()
                .find(|(_, of, verdict)| of.kind != Kind::Actual && verdict.is_written())
            else {
                return;
            };
            let plan = &self.indicators[usize::from(first.indicator)];
            let Some(indicator) = plan.indicator() else { return };
            let unit = self.known(first.unit);
            let worth = |kind: Kind| {
                if let Some((_, of, _)) = found.iter().find(|(_, of, _)| of.kind == kind) {
                    return order::worth(indicator, of.value(), of.weight());
                }
                let key = (unit?, first.period_code(), indicator.id, kind.code());
                let old = existing.get(&key)?;
                let quantity = kernel::Quantity::from_millionths;
                order::worth(indicator, quantity(old.value), old.weight.map(quantity))
            };
            let crossed = order::crossed(indicator.direction, worth)
                .find(|crossed| is_new(crossed.lower.0) || is_new(crossed.upper.0));
            let Some(crossed) = crossed else { return };
            let problem = crossed
                .problem(indicator)
                .arg("unit", &draft.units[first.unit as usize].name)
                .arg("period", first.period());
            found.retain(|(index, of, verdict)| {
                let stays = !(crossed.concerns(of.kind) && verdict.is_written());
                if !stays {
                    self.refused.push((*index, problem.clone()));
                }
                stays
            });
        }
    }

    fn verdict(
        &self,
        draft: &Draft,
        reading: &DraftReading,
        existing: &HashMap<Key, Existing>,
    ) -> Result<Verdict, Problem> {
        let plan = &self.indicators[usize::from(reading.indicator)];
        let Some(indicator) = plan.indicator() else { return Ok(Verdict::LeftOut) };
        let unit = self.known(reading.unit);
        let new = new_reading(reading, unit.unwrap_or(UnitId(0)), IndicatorId(0));
        if let Some(problem) = new.problem(indicator) {
            return Err(problem);
        }
        let period = reading.period();
        let at = reading.unit as usize;
        if self.born[at] > period.last_day() || self.until[at] <= period.first_day() {
            let name = &draft.units[reading.unit as usize].name;
            return Err(Problem::new("import-unit-not-alive")
                .arg("unit", name)
                .arg("period", period));
        }
        let Some(unit) = unit else { return Ok(Verdict::Fresh) };
        let key = (unit, reading.period_code(), indicator.id, reading.kind.code());
        Ok(match existing.get(&key) {
            None => Verdict::Fresh,
            Some(old)
                if old.value == new.value.millionths()
                    && old.weight == new.weight.map(kernel::Quantity::millionths) =>
            {
                Verdict::Identical
            }
            Some(old) => Verdict::Restated(*old),
        })
    }

    /// The draft's units in the order of their ids in the database, so that readings are written in the
    /// order of the table. `ids` holds the id of each unit of the draft.
    pub fn in_table_order(&self, ids: &[Option<UnitId>]) -> Vec<u32> {
        let mut order: Vec<u32> =
            (0..ids.len() as u32).filter(|at| ids[*at as usize].is_some()).collect();
        order.sort_unstable_by_key(|at| ids[*at as usize]);
        order
    }

    /// What the units are created from: the file that names each of them first.
    pub fn files_of_units(&self, draft: &Draft) -> Vec<Option<u16>> {
        let mut files: Vec<Option<u16>> = vec![None; draft.units.len()];
        let note = |files: &mut Vec<Option<u16>>, unit: usize, file: u16| {
            files[unit] = Some(files[unit].map_or(file, |known| known.min(file)));
        };
        for reading in &draft.readings {
            note(&mut files, reading.unit as usize, reading.source.file());
        }
        for (index, unit) in draft.units.iter().enumerate() {
            if let Some(stated) = &unit.stated {
                note(&mut files, index, stated.source.file());
            }
            for of_unit in &unit.notes {
                note(&mut files, index, of_unit.source.file());
            }
        }
        for index in self.order.iter().rev().map(|at| *at as usize) {
            if let Some(file) = files[index] {
                for parent in draft.units[index].seen.iter().filter_map(|seen| seen.parent) {
                    note(&mut files, parent as usize, file);
                }
            }
        }
        files
    }
}

impl Plan {
    /// Stands for everything that would be written: two plans of the same files and decisions with the
    /// same fingerprint do the same. What hinders is no part of it.
    pub fn fingerprint(&self, draft: &Draft) -> String {
        let mut hasher = Sm3::new();
        let mut note = |text: String| {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text);
        };
        for target in &self.targets {
            note(format!("{target:?}"));
        }
        for at in &self.new_units {
            let unit = &draft.units[*at as usize];
            note(format!("{:?} {} {:?} {:?}", unit.code, unit.name, unit.seen, unit.stated));
            note(format!("{:?} {:?}", self.born[*at as usize], self.until[*at as usize]));
        }
        note(format!("{:?}", self.cells));
        note(format!("{:?} {:?}", self.changes, self.notes));
        for plan in &self.indicators {
            note(format!("{:?}", plan.indicator().map(|known| (known.id, &known.terms))));
        }
        note(format!("{} {} {:?}", self.fresh, self.identical, self.restated));
        note(format!("{:?}", self.refused));
        store::audit::hex(&hasher.finalize())
    }

    /// The indices of readings that would be written.
    pub fn written(&self) -> impl Iterator<Item = usize> + '_ {
        let fresh = self.standing.iter().enumerate();
        let fresh = fresh.filter(|(_, standing)| matches!(standing, Standing::Fresh));
        fresh.map(|(index, _)| index).chain(self.restated.iter().map(|(index, _)| *index as usize))
    }

    /// The unit of the database that a unit of the draft is, or below which it would be founded.
    pub fn anchor(&self, draft: &Draft, unit: u32) -> Option<UnitId> {
        let mut next = Some(unit);
        while let Some(unit) = next {
            if let Some(id) = self.known(unit) {
                return Some(id);
            }
            next = draft.units[unit as usize].parent();
        }
        None
    }

    /// Whether a confirmation would change anything.
    pub fn changes_anything(&self) -> bool {
        self.fresh > 0
            || !(self.restated.is_empty() && self.new_units.is_empty() && self.notes.is_empty())
            || self.changes.iter().any(|change| !matches!(change, UnitChange::KeptPlace { .. }))
    }

    /// Readings that would be written.
    pub fn writes(&self) -> u64 {
        self.fresh + self.restated.len() as u64
    }

    /// Adds what this person may not do.
    pub fn limit(&mut self, may: Permissions) {
        let units =
            !(self.new_units.is_empty() && self.changes.is_empty() && self.notes.is_empty());
        let targets = self.kinds[1..].contains(&true);
        let indicators = self.indicators.iter().any(|plan| matches!(plan, IndicatorPlan::New(_)));
        for (wanted, allowed, code) in [
            (units, may.units, "import-may-not-units"),
            (self.kinds[0], may.readings, "import-may-not-readings"),
            (targets, may.targets, "import-may-not-targets"),
            (indicators, may.indicators, "import-may-not-indicators"),
        ] {
            if wanted && !allowed {
                self.hindrances.push(Problem::new(code));
            }
        }
    }
}

/// What the person who imports may write where the import goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Permissions {
    pub units: bool,
    pub readings: bool,
    pub targets: bool,
    pub indicators: bool,
}

/// Unit, period code, indicator and kind code: what the database holds once.
pub(crate) type Key = (UnitId, i64, IndicatorId, u8);

/// A reading of the draft as it is kept.
pub(crate) fn new_reading(
    reading: &DraftReading,
    unit: UnitId,
    indicator: IndicatorId,
) -> NewReading {
    NewReading {
        unit,
        period: reading.period(),
        indicator,
        kind: reading.kind,
        value: reading.value(),
        weight: reading.weight(),
        cell: Some(reading.source.code()),
    }
}

/// The units in an order in which parents come first, and one that stands under itself, if any.
fn parents_first(draft: &Draft) -> (Vec<u32>, Option<u32>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Met {
        No,
        OnTheWay,
        Done,
    }
    let mut met = vec![Met::No; draft.units.len()];
    let (mut order, mut in_cycle) = (Vec::with_capacity(met.len()), None);
    let mut way: Vec<(u32, usize)> = Vec::new();
    for start in 0..draft.units.len() as u32 {
        if met[start as usize] == Met::No {
            met[start as usize] = Met::OnTheWay;
            way.push((start, 0));
        }
        while let Some((unit, next)) = way.last_mut() {
            let seen = draft.units[*unit as usize].seen.get(*next);
            *next += 1;
            match seen.map(|seen| seen.parent) {
                Some(Some(parent)) => match met[parent as usize] {
                    Met::No => {
                        met[parent as usize] = Met::OnTheWay;
                        way.push((parent, 0));
                    }
                    Met::OnTheWay => in_cycle = Some(parent),
                    Met::Done => {}
                },
                Some(None) => {}
                None => {
                    met[*unit as usize] = Met::Done;
                    order.push(*unit);
                    way.pop();
                }
            }
        }
    }
    (order, in_cycle)
}

/// Which units are named by parts of the files that nothing stops, and the units above these.
fn wanted(draft: &Draft, order: &[u32]) -> Vec<bool> {
    let mut wanted: Vec<bool> = draft.units.iter().map(|unit| draft.is_live(unit)).collect();
    for at in order.iter().rev().map(|at| *at as usize) {
        if wanted[at] {
            for parent in draft.units[at].seen.iter().filter_map(|seen| seen.parent) {
                wanted[parent as usize] = true;
            }
        }
    }
    wanted
}

/// Where a unit stood first.
pub(crate) trait FirstPlace {
    fn first_parent(&self) -> Option<u32>;
}

impl FirstPlace for DraftUnit {
    fn first_parent(&self) -> Option<u32> {
        let dated = self.seen.iter().find(|seen| seen.first.is_some());
        dated.or(self.seen.first()).and_then(|seen| seen.parent)
    }
}

/// Where a unit may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Spot {
    Known(Option<UnitId>),
    /// A new unit of the draft.
    New(u32),
}

/// Who bears which name where.
struct Taken {
    /// By place and normal form; the draft's unit, `None` for one of the database.
    names: HashMap<(Spot, String), Option<u32>>,
}

impl Taken {
    fn of(tree: &Tree) -> Self {
        let names =
            tree.units().map(|(_, unit)| ((Spot::Known(unit.parent()), normal(&unit.name)), None));
        Self { names: names.collect() }
    }

    fn is_free(&self, places: &[Spot], name: &str, unit: u32) -> bool {
        let name = normal(name);
        places.iter().all(|place| {
            self.names.get(&(*place, name.clone())).is_none_or(|bearer| *bearer == Some(unit))
        })
    }

    fn take(&mut self, places: &[Spot], name: &str, unit: u32) {
        for place in places {
            self.names.insert((*place, normal(name)), Some(unit));
        }
    }
}

fn with_code(name: &str, code: &str) -> String {
    format!("{name} ({code})")
}

/// Whether the dictionary means something else by this code.
fn differs(indicator: &interchange::Indicator, known: &Indicator) -> Option<Problem> {
    let same = indicator.aggregation == known.aggregation
        && indicator.unit == known.unit
        && indicator.factor == known.factor;
    (!same).then(|| {
        Problem::new("import-indicator-differs")
            .arg("code", &indicator.code)
            .arg("unit", &indicator.unit)
            .arg("known", &known.unit)
    })
}

fn normal(name: &str) -> String {
    directory::name::normal(name)
}

/// The ranges of the draft's readings, unit by unit.
pub(crate) fn ranges(draft: &Draft) -> BTreeMap<u32, std::ops::Range<usize>> {
    let mut ranges = BTreeMap::new();
    let mut start = 0;
    for part in draft.readings.chunk_by(|a, b| a.unit == b.unit) {
        ranges.insert(part[0].unit, start..start + part.len());
        start += part.len();
    }
    ranges
}
