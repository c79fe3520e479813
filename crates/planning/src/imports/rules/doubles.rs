//! Numbers at two heights of one branch: what stands below another of its kind would be counted twice
//! above. Told by cell, with the other cell or, where the database has it, the other unit.
//!
//! Who stands above whom is what the database says of the period's last day, with the units and moves
//! that the import brings.

use super::plan::{FirstPlace, Key, Plan, Standing, Target, UnitChange, ranges};
use crate::reading::kind_name;
use directory::recognition::Places;
use interchange::{Draft, DraftReading};
use kernel::{Day, DayRange, IndicatorId, Period, Problem, UnitId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A unit: of the draft, or one that only the database knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Node {
    Draft(u32),
    Known(UnitId),
}

/// The units above one, nearest first, and the days on which these are they.
struct Way {
    days: DayRange,
    above: Vec<Node>,
}

/// The ways up from all units that have readings in the draft.
pub(crate) struct Heights {
    ways: BTreeMap<u32, Vec<Way>>,
}

/// What the database holds at other heights of the draft's branches.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    /// Readings of units above the draft's.
    pub above: HashSet<Key>,
    /// Units of the draft below which there are readings.
    pub below: HashSet<Key>,
}

/// Where units stand, as the import leaves it.
struct Climb<'a> {
    draft: &'a Draft,
    plan: &'a Plan,
    under: Option<UnitId>,
    places: &'a Places,
    in_draft: HashMap<UnitId, u32>,
    moves: HashMap<u32, Vec<(DayRange, u32)>>,
}

impl Climb<'_> {
    fn node(&self, id: UnitId) -> Node {
        self.in_draft.get(&id).map_or(Node::Known(id), |at| Node::Draft(*at))
    }

    /// What stands directly above on a day, and days around it on which that is so.
    fn step(&self, node: Node, day: Day) -> (Option<Node>, DayRange) {
        let at = match node {
            Node::Known(id) => return self.known_step(id, day),
            Node::Draft(at) => at,
        };
        let this_day = DayRange { from: day, until: day.plus_days(1) };
        let moves = self.moves.get(&at);
        if let Some(moves) = moves
            && let Some((_, parent)) = moves.iter().rev().find(|(days, _)| days.contains(day))
        {
            return (Some(Node::Draft(*parent)), this_day);
        }
        let (above, days) = match self.plan.targets[at as usize] {
            Target::Known(id) => self.known_step(id, day),
            Target::New(_) => {
                let parent = self.draft.units[at as usize].first_parent();
                let under = self.under.map(|under| self.node(under));
                (parent.map(Node::Draft).or(under), DayRange::ALWAYS)
            }
            Target::LeftOut => (None, DayRange::ALWAYS),
        };
        (above, if moves.is_some() { this_day } else { days })
    }

    fn known_step(&self, id: UnitId, day: Day) -> (Option<Node>, DayRange) {
        let places = self.places.get(&id).map_or(&[][..], Vec::as_slice);
        match places.iter().find(|(days, _)| days.contains(day)) {
            Some((days, parent)) => (parent.map(|parent| self.node(parent)), *days),
            None => (None, DayRange { from: day, until: day.plus_days(1) }),
        }
    }

    fn way(&self, unit: u32, day: Day) -> Way {
        let (mut node, mut days, mut above) = (Node::Draft(unit), DayRange::ALWAYS, Vec::new());
        loop {
            let (next, hold) = self.step(node, day);
            let (from, until) = (days.from.max(hold.from), days.until.min(hold.until));
            days = DayRange { from, until };
            // What stands above itself is told elsewhere; here it only must come to an end.
            match next.filter(|next| !above.contains(next) && *next != Node::Draft(unit)) {
                Some(next) => above.push(next),
                None => return Way { days, above },
            }
            node = above[above.len() - 1];
        }
    }
}

impl Heights {
    pub fn new(draft: &Draft, plan: &Plan, under: Option<UnitId>, places: &Places) -> Self {
        let known = (0..draft.units.len() as u32).filter_map(|at| Some((plan.known(at)?, at)));
        let mut moves: HashMap<u32, Vec<(DayRange, u32)>> = HashMap::new();
        for change in &plan.changes {
            if let UnitChange::Move { unit, parent, since, until, .. } = change {
                let days = DayRange { from: *since, until: until.unwrap_or(Day::FOREVER) };
                moves.entry(*unit).or_default().push((days, *parent));
            }
        }
        let climb = Climb { draft, plan, under, places, in_draft: known.collect(), moves };
        let mut ways: BTreeMap<u32, Vec<Way>> = BTreeMap::new();
        for (unit, range) in ranges(draft) {
            let of_unit = ways.entry(unit).or_default();
            for group in draft.readings[range].chunk_by(|a, b| a.period_code() == b.period_code()) {
                let day = plan.last_day(unit, group[0].period());
                if !of_unit.iter().any(|way| way.days.contains(day)) {
                    of_unit.push(climb.way(unit, day));
                }
            }
        }
        Self { ways }
    }

    /// The known units above any of the draft's.
    pub fn above(&self, plan: &Plan) -> Vec<UnitId> {
        let nodes = self.ways.values().flatten().flat_map(|way| &way.above);
        let known = nodes.filter_map(|node| match node {
            Node::Draft(at) => plan.known(*at),
            Node::Known(id) => Some(*id),
        });
        known.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// The cells that stand against one.
#[derive(Default)]
struct Against {
    above: Option<u32>,
    below: Option<u32>,
    /// How many stand below it.
    count: u32,
}

/// What would be counted twice, by index of the reading.
#[derive(Default)]
struct Found {
    /// With other cells of the import.
    against: BTreeMap<u32, Against>,
    /// With what the database holds: of the unit above, or below.
    kept: Vec<(u32, Option<UnitId>)>,
}

impl Found {
    fn pair(&mut self, lower: u32, upper: u32) {
        self.against.entry(lower).or_default().above.get_or_insert(upper);
        let of_upper = self.against.entry(upper).or_default();
        of_upper.below.get_or_insert(lower);
        of_upper.count += 1;
    }
}

impl Plan {
    /// The last day on which the unit exists in a period.
    fn last_day(&self, unit: u32, period: Period) -> Day {
        period.last_day().min(self.until[unit as usize].plus_days(-1))
    }

    /// Refuses what is new and would be counted twice; of two cells of the import both, because nobody
    /// can tell which is right. `name` names a unit of the database.
    pub fn refuse_doubles(
        &mut self,
        draft: &Draft,
        heights: &Heights,
        elsewhere: &Elsewhere,
        name: impl Fn(UnitId) -> String,
    ) {
        let ranges = ranges(draft);
        let mut found = Found::default();
        let numbers = |of: &HashSet<Key>| of.iter().map(|key| key.0).collect::<HashSet<UnitId>>();
        let (above, below) = (numbers(&elsewhere.above), numbers(&elsewhere.below));
        // Few units have numbers of their own at another height: the others are not looked at one by one.
        let matters = |node: &Node| match node {
            Node::Known(id) => above.contains(id),
            Node::Draft(at) => {
                ranges.contains_key(at) || self.known(*at).is_some_and(|id| above.contains(&id))
            }
        };
        for (unit, ways) in &heights.ways {
            let ways: Vec<(DayRange, Vec<Node>)> = ways
                .iter()
                .map(|way| (way.days, way.above.iter().copied().filter(matters).collect()))
                .collect();
            let made_below = self.known(*unit).filter(|id| below.contains(id));
            if made_below.is_none() && ways.iter().all(|(_, above)| above.is_empty()) {
                continue;
            }
            let range = ranges[unit].clone();
            for index in range.filter(|index| self.standing[*index] != Standing::Out) {
                let reading = &draft.readings[index];
                let day = self.last_day(*unit, reading.period());
                let way = ways.iter().find(|(days, _)| days.contains(day));
                for node in way.into_iter().flat_map(|(_, above)| above) {
                    let known = match node {
                        Node::Known(id) => Some(*id),
                        Node::Draft(at) => match self.same(draft, ranges.get(at), reading) {
                            Some(upper) => {
                                found.pair(index as u32, upper);
                                None
                            }
                            None => self.known(*at),
                        },
                    };
                    let key = known.and_then(|known| self.key(known, reading));
                    if let Some(key) = key.filter(|key| elsewhere.above.contains(key)) {
                        found.kept.push((index as u32, Some(key.0)));
                    }
                }
                let key = made_below.and_then(|known| self.key(known, reading));
                if key.is_some_and(|key| elsewhere.below.contains(&key)) {
                    found.kept.push((index as u32, None));
                }
            }
        }
        self.refuse_found(draft, found, name);
    }

    fn refuse_found(&mut self, draft: &Draft, found: Found, name: impl Fn(UnitId) -> String) {
        let Found { against, kept } = found;
        for (index, against) in against {
            let problem = self.beside(draft, index, &against);
            self.refuse(index, problem);
        }
        for (index, upper) in kept {
            let code =
                if upper.is_some() { "reading-counted-above" } else { "reading-counted-below" };
            let problem = self.about(draft, index, code);
            self.refuse(
                index,
                match upper {
                    Some(upper) => problem.arg("other", name(upper)),
                    None => problem,
                },
            );
        }
    }

    /// The reading of the same number among those of another unit.
    fn same(
        &self,
        draft: &Draft,
        range: Option<&std::ops::Range<usize>>,
        of: &DraftReading,
    ) -> Option<u32> {
        let range = range?;
        let key = |of: &DraftReading| (of.period_code(), of.indicator, of.kind);
        let found = draft.readings[range.clone()].binary_search_by_key(&key(of), key);
        let index = range.start + found.ok()?;
        (self.standing[index] != Standing::Out).then_some(index as u32)
    }

    /// Under what the database would hold it for a unit.
    fn key(&self, unit: UnitId, reading: &DraftReading) -> Option<Key> {
        let indicator = self.indicators[usize::from(reading.indicator)].indicator()?.id;
        (indicator != IndicatorId(0))
            .then(|| (unit, reading.period_code(), indicator, reading.kind.code()))
    }

    fn about(&self, draft: &Draft, index: u32, code: &'static str) -> Problem {
        let reading = &draft.readings[index as usize];
        Problem::new(code)
            .arg("unit", self.name(draft, reading.unit))
            .arg("indicator", &draft.indicators[usize::from(reading.indicator)].code)
            .arg("kind", kind_name(reading.kind))
            .arg("period", reading.period())
    }

    fn beside(&self, draft: &Draft, index: u32, against: &Against) -> Problem {
        let (code, other) = match against.above {
            Some(upper) => ("import-counted-above", upper),
            None => ("import-counted-below", against.below.unwrap_or(index)),
        };
        let other = &draft.readings[other as usize];
        let place = draft.place(other.source);
        self.about(draft, index, code)
            .arg("other", self.name(draft, other.unit))
            .arg("sheet", if place.sheet.is_empty() { place.file } else { place.sheet })
            .arg("cell", place.cell)
            .arg("n", against.count)
    }

    /// Takes a new reading out of what would be written.
    fn refuse(&mut self, index: u32, problem: Problem) {
        let standing = &mut self.standing[index as usize];
        if *standing == Standing::Fresh {
            *standing = Standing::Out;
            self.fresh -= 1;
            self.refused.push((index, problem));
        }
    }
}
