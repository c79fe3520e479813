//! A list of units: each row under the one that it names above it, wherever in the files that stands.

use super::builder::Builder;
use super::text::normal;
use super::units::Units;
use kernel::Problem;
use std::collections::{HashMap, HashSet};

/// A row of a list of units.
pub(super) struct Listed {
    pub unit: u32,
    /// Code and name of the unit above; both empty at the top.
    pub above: (String, String),
    /// `None` when the row was refused.
    pub block: Option<u16>,
}

/// Puts each unit under the one above it. A row is refused whose unit above is not there, was refused,
/// or stands below the row itself; two tops stop the sheet, because nobody can tell which is right.
pub(super) fn settle(builder: &mut Builder<'_>) {
    let mut listed = std::mem::take(&mut builder.units.listed);
    let index = Index::new(&builder.units, &listed);
    for row in &mut listed {
        let named = !(row.above.0.is_empty() && row.above.1.is_empty());
        let Some(_) = row.block.filter(|_| named) else { continue };
        match index.above(row, &mut builder.units) {
            Ok(above) => builder.units.all[row.unit as usize].seen[0].parent = Some(above),
            Err(problem) => refuse(builder, row, problem),
        }
    }
    for way in circles(&builder.units, &listed) {
        let names = way.iter().map(|unit| builder.units.all[*unit as usize].name.as_str());
        let names = names.collect::<Vec<_>>().join(" → ");
        for row in listed.iter_mut().filter(|row| way.contains(&row.unit)) {
            refuse(builder, row, Problem::new("units-in-circle").arg("units", &names));
        }
    }
    cascade(builder, &mut listed);
    recognise(&mut builder.units, &listed);
    one_top(builder, &listed);
}

fn refuse(builder: &mut Builder<'_>, row: &mut Listed, problem: Problem) {
    row.block = None;
    let unit = &mut builder.units.all[row.unit as usize];
    unit.blocks.clear();
    unit.seen[0].parent = None;
    let Some(at) = unit.stated.as_ref().map(|stated| stated.parent.unwrap_or(stated.source)) else {
        return;
    };
    let above = &row.above;
    let text = if above.0.is_empty() { above.1.clone() } else { above.0.clone() };
    builder.refuse(at, problem, text);
}

/// The rows by what others call them.
struct Index {
    codes: HashMap<String, u32>,
    names: HashMap<String, Vec<u32>>,
}

impl Index {
    fn new(units: &Units<'_>, listed: &[Listed]) -> Self {
        let (mut codes, mut names) = (HashMap::new(), HashMap::<String, Vec<u32>>::new());
        for row in listed {
            let unit = &units.all[row.unit as usize];
            codes.extend(unit.code.iter().map(|code| (normal(code), row.unit)));
            names.entry(normal(&unit.name)).or_default().push(row.unit);
        }
        Self { codes, names }
    }

    /// The unit above a row: of the files, or else of the database.
    fn above(&self, row: &Listed, units: &mut Units<'_>) -> Result<u32, Problem> {
        let (code, name) = &row.above;
        let unknown = |text: &str| Problem::new("unit-above-unknown").arg("above", text);
        if !code.is_empty() {
            if let Some(unit) = self.codes.get(&normal(code)) {
                return Ok(*unit);
            }
            let known = units.known.by_code(code).map(|unit| unit.id);
            return known.and_then(|id| units.above(id)).ok_or_else(|| unknown(code));
        }
        let several = |count: usize| {
            Err(Problem::new("unit-ambiguous").arg("name", name).arg("count", count))
        };
        let here = self.names.get(&normal(name)).map_or(&[][..], Vec::as_slice);
        match here.iter().copied().filter(|unit| *unit != row.unit).collect::<Vec<_>>()[..] {
            [unit] => return Ok(unit),
            [] => {}
            ref all => return several(all.len()),
        }
        match units.known.by_name(name)[..] {
            [unit] => {
                let id = unit.id;
                units.above(id).ok_or_else(|| unknown(name))
            }
            [] => Err(unknown(name)),
            ref all => several(all.len()),
        }
    }
}

/// The ways of units that stand below themselves.
fn circles(units: &Units<'_>, listed: &[Listed]) -> Vec<Vec<u32>> {
    let mut circles = Vec::new();
    let mut met = vec![0_u32; units.all.len()];
    for (row, turn) in listed.iter().zip(1_u32..) {
        let (mut way, mut next) = (Vec::new(), Some(row.unit));
        while let Some(unit) = next.filter(|unit| met[*unit as usize] == 0) {
            met[unit as usize] = turn;
            way.push(unit);
            next = units.all[unit as usize].parent();
        }
        // Met in this very turn: the way has come back to where it was.
        if let Some(start) = next.filter(|unit| met[*unit as usize] == turn) {
            let at = way.iter().position(|unit| *unit == start).unwrap_or(0);
            circles.push(way.split_off(at));
        }
    }
    circles
}

/// What stands below a refused row that the database does not know has nowhere to go.
fn cascade(builder: &mut Builder<'_>, listed: &mut [Listed]) {
    let mut out: HashSet<u32> =
        listed.iter().filter(|row| row.block.is_none()).map(|row| row.unit).collect();
    loop {
        let before = out.len();
        for row in listed.iter_mut().filter(|row| row.block.is_some()) {
            let units = &builder.units.all;
            let above = units[row.unit as usize]
                .parent()
                .filter(|above| out.contains(above) && units[*above as usize].known.is_none());
            if let Some(above) = above {
                let name = units[above as usize].name.clone();
                out.insert(row.unit);
                refuse(builder, row, Problem::new("unit-above-refused").arg("above", name));
            }
        }
        if out.len() == before {
            return;
        }
    }
}

/// Units without a code in the database are known by their name under the unit above, from the top down.
fn recognise(units: &mut Units<'_>, listed: &[Listed]) {
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for row in listed.iter().filter(|row| row.block.is_some()) {
            let unit = &units.all[row.unit as usize];
            if unit.known.is_some() {
                continue;
            }
            let under = match unit.parent().map(|above| units.all[above as usize].known) {
                Some(None) => continue,
                Some(known) => known,
                None => None,
            };
            let found = units.known.child(under, &unit.name);
            let found = found.filter(|known| known.code.is_none() || unit.code.is_none());
            if let Some(id) = found.map(|known| known.id) {
                units.all[row.unit as usize].known = Some(id);
                changed = true;
            }
        }
    }
}

/// A tree has one top.
fn one_top(builder: &mut Builder<'_>, listed: &[Listed]) {
    let known = builder.units.known;
    let is_top = |row: &&Listed| {
        let unit = &builder.units.all[row.unit as usize];
        let above = unit.known.and_then(|id| known.unit(id)).and_then(|known| known.parent);
        row.block.is_some() && unit.parent().is_none() && above.is_none()
    };
    let tops: Vec<&Listed> = listed.iter().filter(is_top).collect();
    if tops.len() < 2 {
        return;
    }
    let named = tops.iter().map(|row| {
        let unit = &builder.units.all[row.unit as usize];
        let cell = unit.stated.as_ref().map(|stated| stated.source.cell()).unwrap_or_default();
        format!("{} ({cell})", unit.name)
    });
    let named = named.collect::<Vec<_>>().join(", ");
    let problem = Problem::new("units-two-tops").arg("units", named).arg("count", tops.len());
    for block in tops.iter().filter_map(|row| row.block).collect::<Vec<_>>() {
        builder.stop(block, &problem);
    }
}
