//! What the files say about units themselves: first and last day, kind, place. Each is held against the
//! units above and below and against the database, and what cannot be is told by its cell.

use super::plan::{FirstPlace, Plan, Target, UnitChange};
use super::tree::{Tree, TreeUnit};
use directory::Kind;
use interchange::{Draft, Refusal, Source, Stated};
use kernel::{Day, Lang, Problem, texts};
use std::collections::{HashMap, HashSet};

impl Plan {
    /// Decides from when until when units exist. A new unit whose row does not hold is not founded, nor
    /// what stands below it; of a known one only the closing is not made.
    pub(super) fn date_units(&mut self, draft: &Draft, tree: &Tree) {
        self.until = vec![Day::FOREVER; draft.units.len()];
        let mut closing = HashSet::new();
        for at in self.order.clone() {
            let stated = draft.units[at as usize].stated.as_ref();
            match (self.targets[at as usize], stated) {
                (Target::LeftOut, _) => {}
                (Target::Known(id), stated) => {
                    let Some(here) = tree.unit(id) else { continue };
                    self.until[at as usize] = here.life().until;
                    if let Some(stated) = stated
                        && let Some(until) = self.compare_stated(draft, at, stated, here)
                    {
                        self.until[at as usize] = until;
                        closing.insert(at);
                    }
                }
                (Target::New(_), Some(stated)) => {
                    if let Some((last, _)) = stated.last {
                        self.until[at as usize] = last.plus_days(1);
                        closing.insert(at);
                    }
                    let wrong = self.wrong_with_new(draft, tree, at, stated, &closing);
                    self.turn_away(at, wrong);
                }
                (Target::New(_), None) => {
                    self.follow_above(draft, at);
                }
            }
        }
        if !closing.is_empty() {
            self.close(draft, tree, &closing);
        }
    }

    fn tell(&mut self, source: Source, problem: Problem, text: impl Into<String>) {
        self.cells.push(Refusal { source, problem, text: text.into() });
    }

    fn turn_away(&mut self, at: u32, wrong: Option<(Source, Problem, String)>) {
        if let Some((source, problem, text)) = wrong {
            self.targets[at as usize] = Target::LeftOut;
            self.away.insert(at);
            self.tell(source, problem, text);
        }
    }

    /// Where the new unit above is not founded, neither is this one.
    fn follow_above(&mut self, draft: &Draft, at: u32) -> bool {
        let unit = &draft.units[at as usize];
        let Some(above) = unit.first_parent().filter(|above| self.away.contains(above)) else {
            return false;
        };
        self.targets[at as usize] = Target::LeftOut;
        self.away.insert(at);
        if let Some(stated) = &unit.stated {
            let name = &draft.units[above as usize].name;
            let problem = Problem::new("unit-above-refused").arg("above", name);
            let source = stated.parent.unwrap_or(stated.source);
            self.tell(source, problem, &unit.name);
        }
        true
    }

    /// What stands against founding a unit: cell, reason, text.
    fn wrong_with_new(
        &mut self,
        draft: &Draft,
        tree: &Tree,
        at: u32,
        stated: &Stated,
        closing: &HashSet<u32>,
    ) -> Option<(Source, Problem, String)> {
        if self.follow_above(draft, at) {
            return None;
        }
        let unit = &draft.units[at as usize];
        let (born, until) = (self.born[at as usize], self.until[at as usize]);
        let problem = |code| Problem::new(code).arg("name", &unit.name);
        if let Some((text, source)) = &stated.kind
            && read_kind(text).is_none()
        {
            let unknown = Problem::new("import-unit-kind-unknown").arg("text", text);
            return Some((*source, unknown, text.clone()));
        }
        let first = stated.from.map_or(stated.source, |(_, source)| source);
        if let Some((last, source)) = stated.last.filter(|(last, _)| *last < born) {
            let wrong = problem("unit-last-before-first").arg("last", last).arg("from", born);
            return Some((source, wrong, last.to_string()));
        }
        let above = unit.first_parent();
        let (name, from, end) = match (above, tree.under().and_then(|under| tree.unit(under))) {
            (Some(above), _) => {
                let at = above as usize;
                (self.name(draft, above).to_owned(), self.born[at], self.until[at])
            }
            (None, Some(under)) => (under.name.clone(), under.life().from, under.life().until),
            (None, None) => {
                let (last, source) = stated.last?;
                return Some((source, problem("unit-root-closes"), last.to_string()));
            }
        };
        if born < from {
            let wrong = problem("import-unit-older-than-parent").arg("parent", name);
            return Some((first, wrong.arg("from", born).arg("day", from), born.to_string()));
        }
        // What the files close themselves is told where they close it.
        let told_above = above.is_some_and(|above| closing.contains(&above));
        (until > end && !told_above).then(|| {
            let wrong = problem("unit-outlives-parent").arg("parent", name);
            let source = stated.last.or(stated.from).map_or(stated.source, |(_, source)| source);
            (source, wrong.arg("day", end.plus_days(-1)), unit.name.clone())
        })
    }

    /// A list neither moves a known unit nor changes its first day or kind: what differs is told. Returns
    /// the day from which the unit no longer exists, if it is to be closed.
    fn compare_stated(
        &mut self,
        draft: &Draft,
        at: u32,
        stated: &Stated,
        here: &TreeUnit,
    ) -> Option<Day> {
        let unit = |code| Problem::new(code).arg("name", &here.name);
        let life = here.life();
        if let Some((from, source)) = stated.from.filter(|(from, _)| *from != life.from) {
            let wrong = unit("import-unit-from-differs").arg("from", from).arg("known", life.from);
            self.tell(source, wrong, from.to_string());
        }
        if let Some((text, source)) = &stated.kind
            && read_kind(text) != Some(here.kind)
        {
            let wrong = unit("import-unit-kind-differs").arg("text", text);
            let wrong = wrong.arg("kind", here.kind.name());
            self.tell(*source, wrong, text);
        }
        if let (Some(source), Some(above)) =
            (stated.parent, draft.units[at as usize].first_parent().filter(|_| draft.lists_units))
            && self.known(above).is_none_or(|above| here.parent() != Some(above))
        {
            let name = draft.units[above as usize].name.clone();
            let wrong = unit("import-unit-place-differs").arg("above", &name);
            self.tell(source, wrong, name);
        }
        let (last, source) = stated.last?;
        let until = last.plus_days(1);
        let since = here.places.last().map_or(life.from, |(days, _)| days.from);
        let wrong = if until == life.until {
            return None;
        } else if life.until < Day::FOREVER {
            let known = life.until.plus_days(-1);
            unit("import-unit-last-differs").arg("last", last).arg("known", known)
        } else if here.parent().is_none() {
            unit("unit-root-closes")
        } else if until <= since {
            unit("unit-change-too-early").arg("from", until).arg("last", since)
        } else {
            return Some(until);
        };
        self.tell(source, wrong, last.to_string());
        None
    }

    /// Closes from below, as far as nothing stays open under what closes.
    fn close(&mut self, draft: &Draft, tree: &Tree, closing: &HashSet<u32>) {
        let mut below: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut named = HashMap::new();
        for at in &self.order {
            match self.targets[*at as usize] {
                Target::Known(id) => {
                    named.insert(id, *at);
                }
                _ => {
                    let above = draft.units[*at as usize].first_parent();
                    above.into_iter().for_each(|above| below.entry(above).or_default().push(*at));
                }
            }
        }
        // Known units stand where the database has them, whatever the files say.
        let mut known_below: HashMap<_, Vec<_>> = HashMap::new();
        for (id, unit) in tree.units() {
            if let Some(above) = unit.parent() {
                known_below.entry(above).or_default().push((named.get(&id), unit));
            }
        }
        for at in self.order.clone().into_iter().rev().filter(|at| closing.contains(at)) {
            let (target, until) = (self.targets[at as usize], self.until[at as usize]);
            let here = below.get(&at).map_or(&[][..], Vec::as_slice).iter();
            let is_open = |unit: &&u32| {
                let index = **unit as usize;
                self.targets[index] != Target::LeftOut && self.until[index] > until
            };
            let mut open: Vec<String> =
                here.filter(is_open).map(|unit| self.name(draft, *unit).to_owned()).collect();
            if let Target::Known(id) = target {
                let there = known_below.get(&id).map_or(&[][..], Vec::as_slice).iter();
                let there = there.filter(|(at, unit)| {
                    at.map_or(unit.life().until, |at| self.until[*at as usize]) > until
                });
                open.extend(there.map(|(_, unit)| unit.name.clone()));
            }
            let stated = draft.units[at as usize].stated.as_ref().and_then(|stated| stated.last);
            match (target, open.first(), stated) {
                (Target::Known(_), None, _) => {
                    self.changes.push(UnitChange::Close { unit: at, until });
                }
                (Target::LeftOut, ..) | (_, None, _) | (.., None) => {}
                (_, Some(first), Some((last, source))) => {
                    let wrong = Problem::new("import-unit-open-below")
                        .arg("name", &draft.units[at as usize].name)
                        .arg("n", open.len())
                        .arg("first", first);
                    self.tell(source, wrong, last.to_string());
                    if let Target::Known(id) = target {
                        let life = tree.unit(id).map(TreeUnit::life);
                        self.until[at as usize] = life.map_or(Day::FOREVER, |life| life.until);
                    } else {
                        self.targets[at as usize] = Target::LeftOut;
                        self.away.insert(at);
                    }
                }
            }
        }
        for at in self.order.clone() {
            if matches!(self.targets[at as usize], Target::New(_)) {
                self.follow_above(draft, at);
            }
        }
    }

    /// The kind of a new unit: as its row says, or as the profile does.
    pub fn kind(&self, draft: &Draft, unit: u32) -> Kind {
        let unit = &draft.units[unit as usize];
        let stated = unit.stated.as_ref().and_then(|stated| stated.kind.as_ref());
        match stated {
            Some((text, _)) => read_kind(text).unwrap_or(Kind::Other),
            None if draft.lists_units && unit.first_parent().is_none() => Kind::Group,
            None => read_kind(&unit.kind).unwrap_or(Kind::Other),
        }
    }
}

/// A kind by its stored name, or by its name in either language: of 矿（厂） each part will do. Profiles
/// may use words of their field.
fn read_kind(text: &str) -> Option<Kind> {
    let plain = directory::name::normal(text);
    match plain.as_str() {
        "mine" => return Some(Kind::Plant),
        "power-station" => return Some(Kind::Station),
        "country" | "state" => return Some(Kind::Region),
        _ => {}
    }
    let bears = |kind: &&Kind| {
        let words = Lang::ALL.map(|lang| texts::get().text(lang, kind.key()));
        let parts = words.iter().flat_map(|word| word.split(['（', '）', '(', ')', '/']));
        let mut names = words.iter().map(String::as_str).chain(parts).chain([kind.name()]);
        names.any(|name| !name.trim().is_empty() && directory::name::normal(name) == plain)
    };
    Kind::ALL.iter().find(bears).copied()
}
