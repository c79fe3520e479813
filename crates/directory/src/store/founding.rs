//! New units, one or twenty thousand: checked against each other and the tree, closure included.

use super::rows::{self, WayRow};
use super::search::{self, Called};
use crate::unit::{Way, joined, shared, within_parent};
use crate::{Kind, Parent, name};
use kernel::{DayRange, ImportId, Problem, UnitId};
use std::collections::{HashMap, HashSet};
use store::{Engine, Insert, Query, Refusal, Result, StoreError, Tx, Value, params};

/// A unit to be founded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUnit {
    pub code: Option<String>,
    pub name: String,
    pub kind: Kind,
    pub parent: Parent,
    pub valid: DayRange,
}

impl NewUnit {
    /// A unit without a code, for good.
    pub fn new(name: impl Into<String>, kind: Kind, parent: Parent, valid: DayRange) -> Self {
        Self { code: None, name: name.into(), kind, parent, valid }
    }
}

/// Founds one unit; the caller audits.
///
/// # Errors
/// As [`create_many`].
pub async fn create(tx: &mut Tx, unit: NewUnit) -> Result<UnitId, Refusal> {
    let ids = create_many(tx, None, vec![unit]).await?;
    ids.first().copied().ok_or(Refusal::NotFound)
}

/// Founds units, parents before their children; the caller audits. Returns their ids in the order given.
///
/// # Errors
/// Every problem of every unit: its name and code, `unit-parent-unknown`, `unit-older-than-parent`,
/// `unit-outlives-parent`, `unit-name-taken` under the same parent, `unit-code-taken`, `unit-second-root`.
pub async fn create_many(
    tx: &mut Tx,
    import: Option<ImportId>,
    units: Vec<NewUnit>,
) -> Result<Vec<UnitId>, Refusal> {
    lock(tx).await?;
    let mut founding = Founding::start(tx, &units).await?;
    let checked: Vec<_> = units.into_iter().enumerate().map(|(i, u)| founding.add(i, u)).collect();
    if !founding.problems.is_empty() {
        return Err(Refusal::Invalid(founding.problems));
    }
    let ids = checked.iter().map(|unit| unit.id).collect();
    write(tx, import, checked, founding.ways).await?;
    Ok(ids)
}

/// Two changes of the tree never run at once: each checks what the other may be about to change.
/// SQLite has one writer anyway. A caller that locks tables of its own takes this lock first, as every
/// change of the tree does before its followers lock theirs.
pub async fn lock(tx: &mut Tx) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        tx.execute("LOCK TABLE unit_version IN SHARE ROW EXCLUSIVE MODE", params![]).await?;
    }
    Ok(())
}

/// A unit that passed its checks.
struct Checked {
    id: UnitId,
    code: Option<String>,
    name: String,
    normal: String,
    kind: Kind,
    parent: Option<UnitId>,
    valid: DayRange,
}

/// What the checks know.
struct Founding {
    first: i64,
    /// Ways up by unit, for known parents and for new units.
    ways: HashMap<UnitId, Vec<Way>>,
    /// Name and days of every parent in question.
    parents: HashMap<UnitId, (String, DayRange)>,
    taken: HashMap<(UnitId, String), Vec<DayRange>>,
    codes: HashSet<String>,
    roots: Vec<DayRange>,
    problems: Vec<Problem>,
}

#[derive(sqlx::FromRow)]
struct SpanRow {
    id: i64,
    name: String,
    valid_from: i64,
    valid_until: i64,
}

impl Founding {
    async fn start(tx: &mut Tx, units: &[NewUnit]) -> Result<Self> {
        let known: HashSet<UnitId> = units.iter().filter_map(|unit| unit.parent.known()).collect();
        let known: Vec<UnitId> = known.into_iter().collect();
        let (last,): (i64,) = tx.one("SELECT COALESCE(MAX(id), 0) FROM unit", params![]).await?;
        let mut founding = Self {
            first: last + 1,
            ways: ways_up(tx, &known).await?,
            parents: lives(tx, &known).await?,
            taken: taken(tx, &known).await?,
            codes: codes(tx, units).await?,
            roots: roots(tx).await?,
            problems: Vec::new(),
        };
        // Nothing above an unknown parent is known either: its children say so, once each.
        founding.ways.retain(|id, _| founding.parents.contains_key(id));
        Ok(founding)
    }

    /// Checks a unit and notes it for those that follow.
    fn add(&mut self, index: usize, unit: NewUnit) -> Checked {
        let id = UnitId(self.first + index as i64);
        let name = self.note(name::checked(&unit.name)).unwrap_or(unit.name);
        let code =
            self.note(name::checked_code(unit.code.as_deref().unwrap_or_default())).flatten();
        let normal = name::normal(&name);
        if unit.valid.from >= unit.valid.until {
            self.problems
                .push(Problem::new("unit-ends-before-it-begins").arg("name", &name).at("from"));
        }
        if let Some(code) = &code
            && !self.codes.insert(name::normal(code))
        {
            self.problems.push(Problem::new("unit-code-taken").arg("code", code).at("code"));
        }
        let parent = self.parent_of(index, unit.parent);
        match parent {
            Some(parent) => self.stand_below(parent, &name, &normal, unit.valid),
            None if unit.parent == Parent::Root => self.stand_alone(&name, unit.valid),
            None => self
                .problems
                .push(Problem::new("unit-parent-unknown").arg("name", &name).at("parent")),
        }
        let own = [Way { other: id, depth: 0, valid: unit.valid }];
        let above = parent.and_then(|parent| self.ways.get(&parent)).map_or(&[][..], Vec::as_slice);
        let up = joined(above, &own, unit.valid.from).map(|(up, way)| Way { other: up, ..way });
        let ways = own.into_iter().chain(up).collect();
        self.ways.insert(id, ways);
        self.parents.insert(id, (name.clone(), unit.valid));
        Checked { id, code, name, normal, kind: unit.kind, parent, valid: unit.valid }
    }

    fn note<T>(&mut self, checked: Result<T, Problem>) -> Option<T> {
        checked.map_err(|problem| self.problems.push(problem)).ok()
    }

    fn parent_of(&self, index: usize, parent: Parent) -> Option<UnitId> {
        match parent {
            Parent::Root => None,
            Parent::Known(id) => self.parents.contains_key(&id).then_some(id),
            Parent::New(earlier) => (earlier < index).then(|| UnitId(self.first + earlier as i64)),
        }
    }

    fn stand_below(&mut self, parent: UnitId, name: &str, normal: &str, valid: DayRange) {
        let (parent_name, life) = &self.parents[&parent];
        if let Err(problem) = within_parent(name, valid, parent_name, *life) {
            self.problems.push(problem);
        }
        let spans = self.taken.entry((parent, normal.to_owned())).or_default();
        if spans.iter().any(|span| span.overlaps(valid)) {
            self.problems.push(
                Problem::new("unit-name-taken")
                    .arg("name", name)
                    .arg("parent", parent_name)
                    .at("name"),
            );
        }
        spans.push(valid);
    }

    fn stand_alone(&mut self, name: &str, valid: DayRange) {
        if self.roots.iter().any(|root| shared(*root, valid).is_some()) {
            self.problems.push(Problem::new("unit-second-root").arg("name", name).at("parent"));
        }
        self.roots.push(valid);
    }
}

impl Parent {
    fn known(self) -> Option<UnitId> {
        match self {
            Self::Known(id) => Some(id),
            Self::Root | Self::New(_) => None,
        }
    }
}

#[derive(sqlx::FromRow)]
struct DescendantRow {
    descendant_id: i64,
    #[sqlx(flatten)]
    way: WayRow,
}

/// All ways up from these units, their own among them.
pub(super) async fn ways_up(
    q: &mut impl Query,
    ids: &[UnitId],
) -> Result<HashMap<UnitId, Vec<Way>>> {
    let sql = "SELECT descendant_id, ancestor_id AS other, depth, valid_from, valid_until \
         FROM unit_closure WHERE descendant_id IN {ids:$1}";
    let mut ways: HashMap<UnitId, Vec<Way>> = HashMap::new();
    for row in q.all::<DescendantRow>(sql, params![ids]).await? {
        ways.entry(UnitId(row.descendant_id)).or_default().push(row.way.way()?);
    }
    Ok(ways)
}

/// Last name and whole life of each of these units.
pub(super) async fn lives(
    q: &mut impl Query,
    ids: &[UnitId],
) -> Result<HashMap<UnitId, (String, DayRange)>> {
    let sql = "SELECT unit_id AS id, name, valid_from, valid_until FROM unit_version \
         WHERE unit_id IN {ids:$1} ORDER BY valid_from";
    let mut lives: HashMap<UnitId, (String, DayRange)> = HashMap::new();
    for row in q.all::<SpanRow>(sql, params![ids]).await? {
        let days = rows::days(row.valid_from, row.valid_until)?;
        let life = lives.entry(UnitId(row.id)).or_insert_with(|| (String::new(), days));
        *life = (row.name, DayRange { until: days.until, ..life.1 });
    }
    Ok(lives)
}

async fn taken(
    q: &mut impl Query,
    parents: &[UnitId],
) -> Result<HashMap<(UnitId, String), Vec<DayRange>>> {
    let sql = "SELECT parent_id AS id, normal AS name, valid_from, valid_until FROM unit_version \
         WHERE parent_id IN {ids:$1}";
    let mut taken: HashMap<_, Vec<DayRange>> = HashMap::new();
    for row in q.all::<SpanRow>(sql, params![parents]).await? {
        let days = rows::days(row.valid_from, row.valid_until)?;
        taken.entry((UnitId(row.id), row.name)).or_default().push(days);
    }
    Ok(taken)
}

/// The codes in use; none are read when no new unit has one.
async fn codes(q: &mut impl Query, units: &[NewUnit]) -> Result<HashSet<String>> {
    if units.iter().all(|unit| unit.code.is_none()) {
        return Ok(HashSet::new());
    }
    let sql = "SELECT code FROM unit WHERE code IS NOT NULL";
    let rows = q.all::<(String,)>(sql, params![]).await?;
    Ok(rows.into_iter().map(|(code,)| name::normal(&code)).collect())
}

async fn roots(q: &mut impl Query) -> Result<Vec<DayRange>> {
    let sql = "SELECT valid_from, valid_until FROM unit_version WHERE parent_id IS NULL";
    let rows = q.all::<(i64, i64)>(sql, params![]).await?;
    rows.into_iter().map(|(from, until)| rows::days(from, until)).collect()
}

async fn write(
    tx: &mut Tx,
    import: Option<ImportId>,
    units: Vec<Checked>,
    mut ways: HashMap<UnitId, Vec<Way>>,
) -> Result<(), StoreError> {
    let unit =
        Insert { table: "unit", columns: &["id", "code", "revision", "import_id"], conflict: "" };
    let rows = units
        .iter()
        .map(|unit| [unit.id.into(), unit.code.clone().into(), 1_i64.into(), import.into()]);
    tx.insert_many(unit, rows.collect::<Vec<[Value; 4]>>()).await?;
    let names = units.iter().map(|unit| (unit.id, Called::Name(unit.normal.clone())));
    let code = |unit: &Checked| Some((unit.id, Called::Code(name::normal(unit.code.as_deref()?))));
    search::learn(tx, names.chain(units.iter().filter_map(code)).collect()).await?;
    let closure: Vec<(UnitId, Way)> = units
        .iter()
        .flat_map(|unit| ways.remove(&unit.id).into_iter().flatten().map(|way| (unit.id, way)))
        .collect();
    let version = Insert {
        table: "unit_version",
        columns: &[
            "unit_id",
            "valid_from",
            "valid_until",
            "name",
            "normal",
            "kind",
            "parent_id",
            "import_id",
        ],
        conflict: "",
    };
    let rows = units.into_iter().map(|unit| {
        [
            unit.id.into(),
            unit.valid.from.into(),
            unit.valid.until.into(),
            unit.name.into(),
            unit.normal.into(),
            unit.kind.name().into(),
            unit.parent.into(),
            import.into(),
        ]
    });
    tx.insert_many(version, rows.collect::<Vec<[Value; 8]>>()).await?;
    insert_ways(tx, closure.into_iter().map(|(unit, way)| (way.other, Way { other: unit, ..way })))
        .await
}

/// Writes closure rows: the ancestor, and the way down from it.
pub(super) async fn insert_ways(
    tx: &mut Tx,
    ways: impl IntoIterator<Item = (UnitId, Way)>,
) -> Result<()> {
    let insert = Insert {
        table: "unit_closure",
        columns: &["descendant_id", "ancestor_id", "valid_from", "valid_until", "depth"],
        conflict: "",
    };
    let rows = ways.into_iter().map(|(ancestor, way)| {
        [
            Value::from(way.other),
            ancestor.into(),
            way.valid.from.into(),
            way.valid.until.into(),
            way.depth.into(),
        ]
    });
    tx.insert_many(insert, rows.collect::<Vec<_>>()).await?;
    Ok(())
}
