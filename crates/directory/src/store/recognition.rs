//! Recognising units by what people write: code, name, former name, alias, or a path of names.

use super::rows::{self, UnitRow, unit_columns};
use super::tree;
use crate::{Step, Unit, name};
use kernel::{Day, DayRange, Problem, Scope, UnitId};
use std::collections::HashMap;
use store::{Query, Refusal, Result, params};

/// Every unit as of the day; one that is closed by then as it was at last.
pub async fn all_near(q: &mut impl Query, day: Day) -> Result<Vec<Unit>> {
    let sql = concat!(
        "SELECT ",
        unit_columns!(),
        " FROM unit_version v JOIN unit u ON u.id = v.unit_id \
         WHERE (v.valid_from <= $1 AND v.valid_until > $1) \
         OR (v.valid_until <= $1 AND NOT EXISTS (SELECT 1 FROM unit_version later \
             WHERE later.unit_id = v.unit_id AND later.valid_from >= v.valid_until)) \
         OR (v.valid_from > $1 AND NOT EXISTS (SELECT 1 FROM unit_version earlier \
             WHERE earlier.unit_id = v.unit_id AND earlier.valid_from < v.valid_from)) \
         ORDER BY v.unit_id"
    );
    rows::units(q.all::<UnitRow>(sql, params![day]).await?)
}

/// Under which parent each unit ever stood on which days, oldest first.
pub type Places = HashMap<UnitId, Vec<(DayRange, Option<UnitId>)>>;

/// Every place of every unit, and its name at last.
pub async fn all_places(q: &mut impl Query) -> Result<(Places, HashMap<UnitId, String>)> {
    let sql = "SELECT unit_id, parent_id, valid_from, valid_until, name FROM unit_version \
               ORDER BY unit_id, valid_from";
    let rows: Vec<(i64, Option<i64>, i64, i64, String)> = q.all(sql, params![]).await?;
    let (mut places, mut names) = (Places::new(), HashMap::new());
    for (unit, parent, from, until, name) in rows {
        let (unit, days) = (UnitId(unit), super::rows::days(from, until)?);
        places.entry(unit).or_default().push((days, parent.map(UnitId)));
        names.insert(unit, name);
    }
    Ok((places, names))
}

/// Every alias and every name of any time, by unit.
pub async fn other_names(q: &mut impl Query) -> Result<Vec<(UnitId, String)>> {
    let sql = "SELECT unit_id, alias FROM unit_alias UNION SELECT unit_id, name FROM unit_version \
         WHERE valid_from > (SELECT MIN(first.valid_from) FROM unit_version first \
             WHERE first.unit_id = unit_version.unit_id) \
         OR valid_until < 99991231";
    let rows = q.all::<(i64, String)>(sql, params![]).await?;
    Ok(rows.into_iter().map(|(id, name)| (UnitId(id), name)).collect())
}

/// What a text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    One(UnitId),
    /// Several units bear the name: a path of names tells them apart.
    Several(Vec<UnitId>),
    Unknown,
}

/// Whether a unit stands at the end of a path, in one sense or another.
type Fit = fn(&Index, UnitId, &[&str]) -> bool;

/// All units by everything they are called.
#[derive(Clone, Debug, Default)]
pub struct Index {
    codes: HashMap<String, UnitId>,
    names: HashMap<String, Vec<UnitId>>,
    parents: HashMap<UnitId, UnitId>,
}

impl Index {
    /// Reads the units that exist on the day.
    pub async fn load(q: &mut impl Query, day: Day) -> Result<Self> {
        let mut index = Self::default();
        for unit in all_near(q, day).await?.into_iter().filter(|unit| unit.valid.contains(day)) {
            if let Some(code) = &unit.code {
                index.codes.insert(name::normal(code), unit.id);
            }
            if let Some(parent) = unit.parent {
                index.parents.insert(unit.id, parent);
            }
            index.names.entry(name::normal(&unit.name)).or_default().push(unit.id);
        }
        // A present name goes before what another unit was called once.
        let mut others: HashMap<String, Vec<UnitId>> = HashMap::new();
        for (id, other) in other_names(q).await? {
            let other = name::normal(&other);
            if !index.names.contains_key(&other) {
                others.entry(other).or_default().push(id);
            }
        }
        index.names.extend(others);
        for ids in index.names.values_mut() {
            ids.sort_unstable();
            ids.dedup();
        }
        Ok(index)
    }

    /// What a code, a name, or names joined by `/` mean. `车间/甲班` is the 甲班 somewhere below a 车间.
    pub fn meaning(&self, text: &str) -> Meaning {
        if let Some(id) = self.codes.get(&name::normal(text)) {
            return Meaning::One(*id);
        }
        let whole = self.names.get(&name::normal(text));
        let ids = whole.cloned().unwrap_or_else(|| self.by_path(text));
        match ids[..] {
            [] => Meaning::Unknown,
            [id] => Meaning::One(id),
            _ => Meaning::Several(ids),
        }
    }

    /// The units at the end of a path: the whole way from the root if it fits one, else steps that follow
    /// each other, else steps with others between them.
    fn by_path(&self, text: &str) -> Vec<UnitId> {
        let steps: Vec<String> = if text.contains(" / ") {
            text.split(" / ").map(name::normal).collect()
        } else {
            text.split(['/', '／', '>']).map(name::normal).collect()
        };
        let steps: Vec<&str> = steps.iter().map(String::as_str).filter(|s| !s.is_empty()).collect();
        let Some((last, above)) = steps.split_last() else { return Vec::new() };
        let ends = self.named(last);
        let fits: [Fit; 3] = [Self::is_whole_way, Self::stands_directly_below, Self::stands_below];
        let found = fits
            .iter()
            .map(|fit| ends.iter().copied().filter(|id| fit(self, *id, above)).collect::<Vec<_>>());
        found.into_iter().find(|ids| !ids.is_empty()).unwrap_or_default()
    }

    fn named(&self, name: &str) -> &[UnitId] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    fn up(&self, unit: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        std::iter::successors(self.parents.get(&unit), |id| self.parents.get(id)).copied()
    }

    fn is_whole_way(&self, unit: UnitId, above: &[&str]) -> bool {
        self.up(unit).count() == above.len() && self.stands_directly_below(unit, above)
    }

    fn stands_directly_below(&self, unit: UnitId, above: &[&str]) -> bool {
        let mut up = self.up(unit);
        above.iter().rev().all(|step| up.next().is_some_and(|id| self.named(step).contains(&id)))
    }

    /// Whether the names occur in this order on the way up.
    fn stands_below(&self, unit: UnitId, above: &[&str]) -> bool {
        let mut up = self.up(unit);
        above.iter().rev().all(|step| up.any(|id| self.named(step).contains(&id)))
    }
}

/// A path as it is shown and read back.
pub fn written(path: &[Step]) -> String {
    path.iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join(" / ")
}

/// The one unit that the text means on the day, among those of the scope.
///
/// # Errors
/// `unit-unknown`, or `unit-several` with the ways to the first few of its bearers, at `field`.
pub async fn chosen(
    q: &mut impl Query,
    scope: &Scope,
    text: &str,
    day: Day,
    field: &str,
) -> Result<UnitId, Refusal> {
    let meant = match Index::load(q, day).await?.meaning(text) {
        Meaning::One(id) => vec![id],
        Meaning::Several(ids) => ids,
        Meaning::Unknown => Vec::new(),
    };
    match tree::within_scope(q, &meant, scope, day).await?[..] {
        [] => Err(Problem::new("unit-unknown").arg("text", text).arg("day", day).at(field).into()),
        [id] => Ok(id),
        ref several => Err(ambiguous(q, text, several, day).await?.at(field).into()),
    }
}

/// What to say of a text that several units bear.
pub async fn ambiguous(
    q: &mut impl Query,
    text: &str,
    ids: &[UnitId],
    day: Day,
) -> Result<Problem> {
    Ok(several(text, ids, &tree::paths(q, first(ids), day).await?))
}

/// The bearers of a name whose ways are told.
pub fn first(ids: &[UnitId]) -> &[UnitId] {
    &ids[..ids.len().min(3)]
}

/// What to say of a text that several units bear, by the ways to the [`first`] of them.
pub fn several(text: &str, ids: &[UnitId], paths: &HashMap<UnitId, Vec<Step>>) -> Problem {
    let found = first(ids).iter().filter_map(|id| paths.get(id));
    let mut ways: Vec<String> = found.map(|path| written(path)).collect();
    ways.sort_unstable();
    Problem::new("unit-several").arg("text", text).arg("n", ids.len()).arg("ways", ways.join("; "))
}
