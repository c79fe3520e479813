//! Recognising units: by code, by name, by name under a parent; with aliases and paths above them.

use super::text::{normal, tidy};
use super::tree::Listed;
use crate::draft::{DraftUnit, Known, Note, Seen, Source, Stated};
use crate::profile::{Fields, Profile, Template, UnitBy};
use kernel::{Day, Period, Problem, UnitId};
use std::collections::HashMap;

/// The units named so far.
pub(super) struct Units<'a> {
    profile: &'a Profile,
    pub known: &'a Known,
    aliases: HashMap<String, &'a str>,
    pub all: Vec<DraftUnit>,
    /// The rows of a list of units.
    pub listed: Vec<Listed>,
    by_identity: HashMap<String, u32>,
    /// What the texts of a row led to the last time: most rows repeat a unit.
    by_texts: HashMap<String, Place>,
    given: Option<Place>,
    columns: Vec<usize>,
}

/// A unit together with the parent and name under which a row shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub unit: u32,
    seen: u32,
}

/// A row's texts, as templates ask for them.
pub(super) struct RowTexts<'r> {
    pub profile: &'r Profile,
    /// By column of the profile; `None` when blank or marked as missing.
    pub texts: &'r [Option<Box<str>>],
    pub section: Option<&'r str>,
}

impl Fields for RowTexts<'_> {
    fn field(&self, name: &str) -> Option<String> {
        if name == "section" {
            return self.section.map(str::to_owned);
        }
        self.texts.get(self.profile.column(name)?)?.as_deref().map(tidy)
    }
}

impl<'a> Units<'a> {
    pub fn new(profile: &'a Profile, known: &'a Known) -> Self {
        let aliases = profile.unit.aliases.iter();
        let levels =
            profile.unit.path.iter().flat_map(|level| level.code.iter().chain([&level.name]));
        let parent = profile.unit.parent.iter().flat_map(|parent| [&parent.code, &parent.name]);
        let own = profile.unit.code.iter().chain(&profile.unit.name);
        let templates = own.chain(parent).chain(levels);
        let mut columns: Vec<usize> =
            templates.flat_map(Template::fields).filter_map(|name| profile.column(name)).collect();
        columns.sort_unstable();
        columns.dedup();
        Self {
            profile,
            known,
            aliases: aliases.map(|(other, name)| (normal(other), name.as_str())).collect(),
            all: Vec::new(),
            listed: Vec::new(),
            by_identity: HashMap::new(),
            by_texts: HashMap::new(),
            given: None,
            columns,
        }
    }

    /// The name used for a printed one.
    pub fn alias<'n>(&'n self, name: &'n str) -> &'n str {
        self.aliases.get(&normal(name)).copied().unwrap_or(name)
    }

    /// Whether the database or the profile's aliases know a unit of this name.
    pub fn is_known(&self, name: &str) -> bool {
        let plain = normal(name);
        !self.known.by_name(name).is_empty()
            || self.aliases.contains_key(&plain)
            || self.aliases.values().any(|target| normal(target) == plain)
    }

    /// The name of the known parent of a known unit.
    pub fn known_parent(&self, name: &str) -> Option<&str> {
        let [unit] = self.known.by_name(name)[..] else { return None };
        Some(&self.known.unit(unit.parent?)?.name)
    }

    /// The one unit that whoever imports has named for all rows.
    pub fn give(&mut self, text: &str) {
        let known = self.known.by_code(text).or_else(|| match self.known.by_name(text)[..] {
            [unit] => Some(unit),
            _ => None,
        });
        let unit = DraftUnit {
            code: known.and_then(|unit| unit.code.clone()),
            name: known.map_or_else(|| tidy(text), |unit| unit.name.clone()),
            kind: constant(&self.profile.unit.kind).to_owned(),
            stated: None,
            known: known.map(|unit| unit.id),
            seen: vec![Seen { parent: None, name: tidy(text), first: None, last: None }],
            notes: Vec::new(),
            blocks: Vec::new(),
        };
        self.all.push(unit);
        self.given = Some(Place { unit: 0, seen: 0 });
    }

    /// The unit of a row.
    ///
    /// # Errors
    /// `unit-missing` when the row names none, `unit-ambiguous` when several known units bear its name.
    pub fn of_row(&mut self, row: &RowTexts<'_>) -> Result<Place, Problem> {
        if let Some(given) = self.given {
            return Ok(given);
        }
        let mut key = row.section.unwrap_or_default().to_owned();
        for column in &self.columns {
            key.push('\u{1f}');
            key.push_str(row.texts[*column].as_deref().unwrap_or_default());
        }
        if let Some(place) = self.by_texts.get(&key) {
            return Ok(*place);
        }
        let place = self.resolve(row)?;
        self.by_texts.insert(key, place);
        Ok(place)
    }

    fn resolve(&mut self, row: &RowTexts<'_>) -> Result<Place, Problem> {
        let rule = &self.profile.unit;
        let fill = |template: &Option<Template>| {
            template.as_ref().map(|template| template.fill(row)).filter(|text| !text.is_empty())
        };
        let code = fill(&rule.code);
        let printed = fill(&rule.name);
        let missing = || Problem::new("unit-missing");
        let shown = printed.clone().or_else(|| code.clone()).ok_or_else(missing)?;
        if rule.by == UnitBy::Code && code.is_none() {
            return Err(missing());
        }
        if let Some(parent) = &rule.parent {
            let above = (parent.code.fill(row), parent.name.fill(row));
            return Ok(self.list(code, self.alias(&shown).to_owned(), above));
        }
        let parent = self.path(row)?;
        let name = self.alias(&shown).to_owned();
        if let Some(parent) = parent
            && rule.by != UnitBy::Code
            && normal(&self.all[parent as usize].name) == normal(&name)
        {
            return Ok(Place { unit: parent, seen: 0 });
        }
        self.intern(rule.by, parent, (code, name, printed), constant(&rule.kind))
    }

    /// The unit of a row of a list: the one of its code, or else of its name under the unit above. What
    /// stands above it is found when all rows are read.
    fn list(&mut self, code: Option<String>, name: String, above: (String, String)) -> Place {
        let identity = match &code {
            Some(code) => format!("c{}", normal(code)),
            None => format!("l{}/{}/{}", normal(&above.0), normal(&above.1), normal(&name)),
        };
        if let Some(unit) = self.by_identity.get(&identity) {
            return Place { unit: *unit, seen: 0 };
        }
        let known = code.as_deref().and_then(|code| self.known.by_code(code)).map(|unit| unit.id);
        let unit = self.all.len() as u32;
        let seen = vec![Seen { parent: None, name: name.clone(), first: None, last: None }];
        let kind = constant(&self.profile.unit.kind).to_owned();
        let (stated, notes, blocks) = (None, Vec::new(), Vec::new());
        self.all.push(DraftUnit { code, name, kind, stated, known, seen, notes, blocks });
        self.by_identity.insert(identity, unit);
        self.by_identity.extend(known.map(|id| (format!("k{id}"), unit)));
        self.listed.push(Listed { unit, above, block: None });
        Place { unit, seen: 0 }
    }

    /// A unit of the database that rows of a list name as the one above.
    pub fn above(&mut self, id: UnitId) -> Option<u32> {
        if let Some(at) = self.by_identity.get(&format!("k{id}")) {
            return Some(*at);
        }
        let known = self.known.unit(id)?;
        let (code, name) = (known.code.clone(), known.name.clone());
        let seen = vec![Seen { parent: None, name: name.clone(), first: None, last: None }];
        let (kind, notes, blocks) = (String::new(), Vec::new(), Vec::new());
        let known = Some(id);
        let unit = DraftUnit { code, name, kind, stated: None, known, seen, notes, blocks };
        let at = self.all.len() as u32;
        self.all.push(unit);
        self.by_identity.insert(format!("k{id}"), at);
        Some(at)
    }

    /// Keeps what a row says about its unit.
    ///
    /// # Errors
    /// The cell that says otherwise than an earlier row.
    pub fn state(&mut self, place: Place, stated: Stated) -> Result<(), Source> {
        let kept = &mut self.all[place.unit as usize].stated;
        let Some(before) = kept else {
            *kept = Some(stated);
            return Ok(());
        };
        let day = |old: &mut Option<(Day, Source)>, new: Option<(Day, Source)>| match (&old, new) {
            (Some((before, _)), Some((now, at))) if *before != now => Err(at),
            (None, new) => {
                *old = new;
                Ok(())
            }
            _ => Ok(()),
        };
        day(&mut before.from, stated.from)?;
        day(&mut before.last, stated.last)?;
        match (&before.kind, stated.kind) {
            (Some((old, _)), Some((new, at))) if normal(old) != normal(&new) => return Err(at),
            (None, new) => before.kind = new,
            _ => {}
        }
        Ok(())
    }

    /// The units above the row's unit; the lowest of them.
    fn path(&mut self, row: &RowTexts<'_>) -> Result<Option<u32>, Problem> {
        let mut parent: Option<u32> = None;
        for level in &self.profile.unit.path {
            let printed = level.name.fill(row);
            if printed.is_empty() {
                continue;
            }
            let name = self.alias(&printed).to_owned();
            let repeats = |above: u32| normal(&self.all[above as usize].name) == normal(&name);
            if parent.is_some_and(repeats) {
                continue;
            }
            let code =
                level.code.as_ref().map(|code| code.fill(row)).filter(|code| !code.is_empty());
            let by = if code.is_some() { UnitBy::Code } else { UnitBy::Path };
            parent = Some(self.intern(by, parent, (code, name, Some(printed)), &level.kind)?.unit);
        }
        Ok(parent)
    }

    fn intern(
        &mut self,
        by: UnitBy,
        parent: Option<u32>,
        (code, name, printed): (Option<String>, String, Option<String>),
        kind: &str,
    ) -> Result<Place, Problem> {
        let identity = match by {
            UnitBy::Code => format!("c{}", code.as_deref().unwrap_or_default()),
            UnitBy::Name | UnitBy::Given => format!("n{}", normal(&name)),
            UnitBy::Path => format!("p{}/{}", parent.map_or(0, |parent| parent + 1), normal(&name)),
        };
        // A unit that has rows of its own and one that stands above others are one when names tell.
        let twin = match by {
            UnitBy::Name => format!("p0/{}", normal(&name)),
            UnitBy::Path if parent.is_none() => format!("n{}", normal(&name)),
            _ => String::new(),
        };
        let found = self.by_identity.get(&identity).or_else(|| self.by_identity.get(&twin));
        let unit = match found {
            Some(unit) => *unit,
            None => {
                let known = self.find_known(by, parent, code.as_deref(), &name)?;
                let unit =
                    u32::try_from(self.all.len()).map_err(|_| Problem::new("too-many-units"))?;
                let kind = kind.to_owned();
                let (seen, notes, blocks) = (Vec::new(), Vec::new(), Vec::new());
                self.all.push(DraftUnit {
                    code,
                    name: name.clone(),
                    kind,
                    stated: None,
                    known,
                    seen,
                    notes,
                    blocks,
                });
                self.by_identity.insert(identity, unit);
                unit
            }
        };
        Ok(Place { unit, seen: self.sighting(unit, parent, printed) })
    }

    /// Under this parent and printed name; a row that states only the code fits any name, and the
    /// first name stated replaces a code that stood for it.
    fn sighting(&mut self, unit: u32, parent: Option<u32>, printed: Option<String>) -> u32 {
        let unit = &mut self.all[unit as usize];
        let fits = |seen: &Seen| {
            let stands_in = unit.code.as_ref() == Some(&seen.name);
            let same = printed.as_ref().is_none_or(|name| normal(&seen.name) == normal(name));
            seen.parent == parent && (same || stands_in)
        };
        let at = unit.seen.iter().position(fits);
        let name = printed.or_else(|| unit.code.clone()).unwrap_or_default();
        let at = at.unwrap_or_else(|| {
            unit.seen.push(Seen { parent, name: name.clone(), first: None, last: None });
            unit.seen.len() - 1
        });
        let seen = &mut unit.seen[at];
        if unit.code.as_ref() == Some(&seen.name) && seen.name != name {
            seen.name.clone_from(&name);
            unit.name = name;
        }
        at as u32
    }

    fn find_known(
        &self,
        by: UnitBy,
        parent: Option<u32>,
        code: Option<&str>,
        name: &str,
    ) -> Result<Option<UnitId>, Problem> {
        if by == UnitBy::Code {
            return Ok(code.and_then(|code| self.known.by_code(code)).map(|unit| unit.id));
        }
        let above = parent.map(|parent| self.all[parent as usize].known);
        let mut candidates = self.known.by_name(name);
        if candidates.is_empty() {
            // The database may know the unit by a name that the profile's aliases lead here.
            let plain = normal(name);
            let others = self.profile.unit.aliases.iter();
            let others = others.filter(|(_, target)| normal(target) == plain);
            candidates = others.flat_map(|(other, _)| self.known.by_name(other)).collect();
        }
        let under = above.flatten();
        let below: Vec<_> =
            candidates.iter().filter(|unit| under.is_some() && unit.parent == under).collect();
        match (candidates.as_slice(), below.as_slice()) {
            (_, [unit]) => Ok(Some(unit.id)),
            ([], _) => Ok(None),
            ([unit], _) if by == UnitBy::Name || above.is_none() => Ok(Some(unit.id)),
            (_, _) if by == UnitBy::Path && above.is_some() => Ok(None),
            (several, _) => {
                Err(Problem::new("unit-ambiguous").arg("name", name).arg("count", several.len()))
            }
        }
    }

    /// Notes that the row shows its unit in this period.
    pub fn touch(&mut self, place: Place, period: Period) {
        let seen = &mut self.all[place.unit as usize].seen[place.seen as usize];
        let later = |old: Period| period.last_day() > old.last_day();
        let earlier = |old: Period| period.first_day() < old.first_day();
        if seen.first.is_none_or(earlier) {
            seen.first = Some(period);
        }
        if seen.last.is_none_or(later) {
            seen.last = Some(period);
        }
    }

    /// Notes that a block names the unit.
    pub fn in_block(&mut self, unit: u32, block: u16) {
        let blocks = &mut self.all[unit as usize].blocks;
        if blocks.last() != Some(&block) && !blocks.contains(&block) {
            blocks.push(block);
        }
        if let Some(listed) = self.listed.last_mut().filter(|listed| listed.unit == unit) {
            listed.block = Some(block);
        }
    }

    /// Keeps a fact about a unit, once.
    pub fn note(&mut self, unit: u32, label: &str, text: &str, source: Source) {
        let notes = &mut self.all[unit as usize].notes;
        let text = tidy(text);
        if !notes.iter().any(|note| note.label == label && note.text == text) {
            notes.push(Note { label: label.to_owned(), text, source });
        }
    }

    /// The units, each with its sightings oldest first and its latest name.
    pub fn finish(mut self) -> Vec<DraftUnit> {
        self.name_parents();
        for unit in &mut self.all {
            if unit.seen.len() > 1 {
                unit.seen.sort_by_key(|seen| seen.first.map(Period::first_day));
                if unit.code.is_some()
                    && let Some(latest) = unit.seen.last()
                {
                    unit.name = self
                        .aliases
                        .get(&normal(&latest.name))
                        .map_or_else(|| latest.name.clone(), |name| (*name).to_owned());
                }
            }
        }
        self.all
    }

    /// A block that names a unit names every parent under which it was seen.
    fn name_parents(&mut self) {
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for unit in (0..self.all.len()).rev() {
                let blocks = self.all[unit].blocks.clone();
                let parents: Vec<u32> =
                    self.all[unit].seen.iter().filter_map(|seen| seen.parent).collect();
                for parent in parents {
                    let above = &mut self.all[parent as usize].blocks;
                    let before = above.len();
                    let new: Vec<u16> =
                        blocks.iter().copied().filter(|block| !above.contains(block)).collect();
                    above.extend(new);
                    changed |= above.len() > before;
                }
            }
        }
    }
}

/// The kind of all units of a profile; empty where each row says its own.
fn constant(kind: &Template) -> &str {
    kind.constant().unwrap_or_default()
}
