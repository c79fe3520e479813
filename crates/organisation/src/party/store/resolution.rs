//! How units resolve on a day: one of them, or all of a scope as a list.
//!
//! The list reads the links of the day once, walks down the tree once and carries along the nearest unit above whose link reaches below,
//! so its price grows with the number of units alone, not with the depth of the tree.

use super::rows::day as day_of;
use crate::party::coverage::{How, Link};
use directory::{Kind, tree};
use kernel::{Day, Scope, UnitId};
use std::collections::HashMap;
use store::{Query, Result, StoreError, assembled, params};

/// Who answers for a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The unit whose links answer: itself, or one above.
    pub source: Option<UnitId>,
    /// All of them on the day.
    pub links: Vec<Link>,
}

/// Who answers for a unit on the day.
pub async fn resolve(q: &mut impl Query, unit: UnitId, day: Day) -> Result<Resolved> {
    let sql = "SELECT t.ancestor_id FROM unit_closure t WHERE t.descendant_id = $1 \
         AND t.valid_from <= $2 AND t.valid_until > $2 AND EXISTS (SELECT 1 FROM coverage c \
         WHERE c.unit_id = t.ancestor_id AND c.valid_from <= $2 AND c.valid_until > $2 \
         AND (t.depth = 0 OR c.reaches_below)) ORDER BY t.depth LIMIT 1";
    let Some((source,)) = q.optional::<(i64,)>(sql, params![unit, day]).await? else {
        return Ok(Resolved { source: None, links: Vec::new() });
    };
    let source = UnitId(source);
    let links = super::coverage::on_units(q, &[source], day).await?.remove(&source);
    let mut links = links.unwrap_or_default();
    links.retain(|link| source == unit || link.reaches_below);
    Ok(Resolved { source: Some(source), links })
}

/// The first day of a unit, and the first on which anyone answered for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    pub since: Day,
    pub first_covered: Option<Day>,
}

/// The first day of the unit `$unit`, as SQL.
macro_rules! since {
    ($unit:literal) => {
        concat!("(SELECT MIN(s.valid_from) FROM unit_version s WHERE s.unit_id = ", $unit, ")")
    };
}

/// The first day until `$1` on which anyone answered for the unit `$unit`, as SQL. Its own link counts
/// from the link's first day, even before the unit; one from above from when both were there.
macro_rules! first_covered {
    ($unit:literal) => {
        concat!(
            "(SELECT MIN(CASE WHEN t.depth = 0 OR c.valid_from > t.valid_from THEN c.valid_from \
             ELSE t.valid_from END) FROM unit_closure t JOIN coverage c ON c.unit_id = t.ancestor_id \
             AND (t.depth = 0 OR c.reaches_below) AND c.valid_from < t.valid_until \
             AND c.valid_until > t.valid_from AND c.valid_from <= $1 \
             WHERE t.descendant_id = ",
            $unit,
            " AND t.valid_from <= $1)"
        )
    };
}

/// When each of these units began and was first covered, as known on the day.
pub async fn starts(
    q: &mut impl Query,
    units: &[UnitId],
    day: Day,
) -> Result<HashMap<UnitId, Start>> {
    let sql = concat!(
        "SELECT u.id, ",
        since!("u.id"),
        ", ",
        first_covered!("u.id"),
        " FROM unit u WHERE u.id IN {ids:$2}"
    );
    let rows: Vec<(i64, i64, Option<i64>)> = q.all(sql, params![day, units]).await?;
    let start = |(id, since, first): (i64, i64, Option<i64>)| {
        let first_covered = first.map(day_of).transpose()?;
        Ok((UnitId(id), Start { since: day_of(since)?, first_covered }))
    };
    rows.into_iter().map(start).collect()
}

/// Which units are wanted, and in which order.
#[derive(Clone, Debug)]
pub struct Listing<'a> {
    pub day: Day,
    /// Part of a name or of a code; empty for any.
    pub text: &'a str,
    /// Any of these kinds; `None` for any at all.
    pub kinds: Option<&'a [Kind]>,
    /// Any of these ways of resolving; empty for any at all.
    pub hows: &'a [How],
    pub order: Order,
    pub descending: bool,
    pub limit: i64,
    pub offset: i64,
}

impl Listing<'_> {
    fn wants(&self, how: How) -> bool {
        self.hows.is_empty() || self.hows.contains(&how)
    }
}

/// What a listing is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// What nobody answers for first, then as founded.
    #[default]
    Gaps,
    Name,
    Kind,
    How,
    Since,
    Lag,
}

impl Order {
    /// The key to sort by; what is unknown stands last either way.
    const fn sql(self) -> &'static str {
        match self {
            Self::Gaps => "CASE WHEN r.how = 0 THEN 0 ELSE 1 END",
            Self::Name => "v.normal",
            Self::Kind => "v.kind",
            Self::How => "r.how",
            Self::Since => concat!("NULLIF(", since!("r.unit_id"), ", 19000101)"),
            Self::Lag => "r.lag",
        }
    }
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub unit: UnitId,
    pub name: String,
    pub code: Option<String>,
    pub kind: Kind,
    pub how: How,
    /// The unit whose links answer: itself, or one above.
    pub source: Option<UnitId>,
    pub start: Start,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    pub lines: Vec<Line>,
    /// Lines on all pages.
    pub total: i64,
    /// How many units of the whole scope resolve in each way, in the order of [`How::ALL`].
    pub tally: [i64; 5],
}

impl List {
    /// Units of the scope that exist on the day.
    pub fn units(&self) -> i64 {
        self.tally.iter().sum()
    }

    pub fn uncovered(&self) -> i64 {
        self.tally[0]
    }
}

/// The links of the day (`$1`) by unit, as far as the units are asked for.
macro_rules! live {
    ($asked:literal) => {
        concat!(
            "live AS MATERIALIZED (SELECT c.unit_id, \
             MAX(CASE WHEN c.reaches_below THEN 1 ELSE 0 END) AS reaches, MIN(CASE \
             WHEN o.kind = 'joint-branch' THEN 2 WHEN o.unit_id = c.unit_id THEN 1 ELSE 3 END) AS how \
             FROM coverage c JOIN party_org_version o ON o.org_id = c.org_id AND o.valid_from <= $1 \
             AND o.valid_until > $1 WHERE ",
            $asked,
            "c.valid_from <= $1 AND c.valid_until > $1 GROUP BY c.unit_id)"
        )
    };
}

/// For each of the tops (`$2`) the nearest unit at or above it whose link reaches it.
macro_rules! top {
    () => {
        "top AS MATERIALIZED (SELECT v.unit_id, (SELECT t.ancestor_id FROM unit_closure t \
           WHERE t.descendant_id = v.unit_id AND t.valid_from <= $1 AND t.valid_until > $1 \
           AND EXISTS (SELECT 1 FROM coverage c JOIN party_org_version o ON o.org_id = c.org_id \
             AND o.valid_from <= $1 AND o.valid_until > $1 WHERE c.unit_id = t.ancestor_id \
             AND c.reaches_below AND c.valid_from <= $1 AND c.valid_until > $1) \
           ORDER BY t.depth LIMIT 1) AS reach \
         FROM unit_version v WHERE v.unit_id IN {ids:$2} AND v.valid_from <= $1 AND v.valid_until > $1)"
    };
}

/// How a unit resolves that has the links `l` itself, or else the reach `$reach` from above.
macro_rules! how {
    ($reach:literal) => {
        concat!("COALESCE(l.how, CASE WHEN ", $reach, " IS NULL THEN 0 ELSE 4 END)")
    };
}

/// Every unit at or below the tops (`$2`) that exists on the day (`$1`) and how it resolves: the links of
/// the day are read once, then the tree is walked down once with the nearest reach carried along.
const RESOLVED: &str = concat!(
    "WITH RECURSIVE ",
    live!(""),
    ", ",
    top!(),
    ", resolved (unit_id, reach, how) AS (SELECT a.unit_id, a.reach, ",
    how!("a.reach"),
    " FROM top a LEFT JOIN live l ON l.unit_id = a.unit_id \
     UNION ALL SELECT v.unit_id, CASE WHEN l.reaches = 1 THEN v.unit_id ELSE w.reach END, ",
    how!("w.reach"),
    " FROM resolved w \
     JOIN unit_version v ON v.parent_id = w.unit_id AND v.valid_from <= $1 AND v.valid_until > $1 \
     AND {seen:v.unit_id} \
     LEFT JOIN live l ON l.unit_id = v.unit_id)"
);

/// How each of these units resolves on the day.
pub async fn of_units(
    q: &mut impl Query,
    units: &[UnitId],
    day: Day,
) -> Result<HashMap<UnitId, How>> {
    let sql = concat!(
        "WITH ",
        live!("c.unit_id IN {ids:$2} AND "),
        ", ",
        top!(),
        " SELECT a.unit_id, CAST(",
        how!("a.reach"),
        " AS BIGINT) FROM top a LEFT JOIN live l ON l.unit_id = a.unit_id"
    );
    let rows: Vec<(i64, i64)> = q.all(sql, params![day, units]).await?;
    let read = |(unit, how)| {
        let how = How::from_number(how);
        Ok((UnitId(unit), how.ok_or_else(|| StoreError::Corrupt(format!("the unit {unit}")))?))
    };
    rows.into_iter().map(read).collect()
}

/// How many units resolve in each way, at and below each of these units, in the order of [`How::ALL`].
pub async fn tallies(
    q: &mut impl Query,
    tops: &[UnitId],
    day: Day,
) -> Result<HashMap<UnitId, [i64; 5]>> {
    // The links at and below these units are far fewer than those of the whole group.
    let sql = concat!(
        "WITH RECURSIVE ",
        live!(
            "c.unit_id IN (SELECT t.descendant_id FROM unit_closure t WHERE t.ancestor_id IN {ids:$2} \
             AND t.valid_from <= $1 AND t.valid_until > $1) AND "
        ),
        ", ",
        top!(),
        ", resolved (top_id, unit_id, reach, how) AS (SELECT a.unit_id, a.unit_id, a.reach, ",
        how!("a.reach"),
        " FROM top a LEFT JOIN live l ON l.unit_id = a.unit_id \
         UNION ALL SELECT w.top_id, v.unit_id, CASE WHEN l.reaches = 1 THEN v.unit_id ELSE w.reach END, ",
        how!("w.reach"),
        " FROM resolved w \
         JOIN unit_version v ON v.parent_id = w.unit_id AND v.valid_from <= $1 AND v.valid_until > $1 \
     AND {seen:v.unit_id} \
         LEFT JOIN live l ON l.unit_id = v.unit_id) \
         SELECT top_id, CAST(how AS BIGINT), COUNT(*) FROM resolved GROUP BY top_id, how"
    );
    let mut tallies: HashMap<UnitId, [i64; 5]> = HashMap::new();
    for (top, how, n) in q.all::<(i64, i64, i64)>(sql, params![day, tops]).await? {
        let tally = tallies.entry(UnitId(top)).or_default();
        if let Some(place) = usize::try_from(how).ok().and_then(|how| tally.get_mut(how)) {
            *place = n;
        }
    }
    Ok(tallies)
}

/// The days between two day codes, both columns of `d`.
macro_rules! serial {
    ($day:literal) => {
        concat!(
            "(365 * (",
            $day,
            " / 10000 - (",
            $day,
            " / 100 % 100 + 9) % 12 / 10) \
             + (",
            $day,
            " / 10000 - (",
            $day,
            " / 100 % 100 + 9) % 12 / 10) / 4 \
             - (",
            $day,
            " / 10000 - (",
            $day,
            " / 100 % 100 + 9) % 12 / 10) / 100 \
             + (",
            $day,
            " / 10000 - (",
            $day,
            " / 100 % 100 + 9) % 12 / 10) / 400 \
             + (153 * ((",
            $day,
            " / 100 % 100 + 9) % 12) + 2) / 5 + ",
            $day,
            " % 100)"
        )
    };
}

/// Adds the lag to what [`RESOLVED`] knows.
const LAGGED: &str = concat!(
    ", dated AS MATERIALIZED (SELECT r.unit_id, r.reach, r.how, NULLIF(",
    since!("r.unit_id"),
    ", 19000101) AS since, ",
    first_covered!("r.unit_id"),
    " AS first FROM resolved r), lagged AS (SELECT d.unit_id, d.reach, d.how, ",
    serial!("d.first"),
    " - ",
    serial!("d.since"),
    " AS lag FROM dated d)"
);

#[derive(sqlx::FromRow)]
struct PickedRow {
    n0: i64,
    n1: i64,
    n2: i64,
    n3: i64,
    n4: i64,
    unit_id: Option<i64>,
    source: Option<i64>,
    how: Option<i64>,
    total: Option<i64>,
}

/// The units of a scope with how they resolve, a page of them, and the tally of the whole scope.
pub async fn list(q: &mut impl Query, scope: &Scope, listing: &Listing<'_>) -> Result<List> {
    let tops = tree::tops(q, scope, listing.day).await?;
    let tops: Vec<UnitId> = tops.into_iter().map(|node| node.unit.id).collect();
    let text = super::orgs::containing(listing.text);
    let is_narrowed = !text.is_empty() || listing.kinds.is_some();
    let mut params = params![listing.day, tops.as_slice(), listing.limit, listing.offset];
    if is_narrowed {
        params.extend(params![text, listing.kinds.map_or_else(String::new, kind_list)]);
    }
    let rows = q.all::<PickedRow>(statement(listing, is_narrowed), params).await?;
    let mut list = List { lines: Vec::new(), total: 0, tally: [0; 5] };
    let mut picked = Vec::new();
    for row in rows {
        list.tally = [row.n0, row.n1, row.n2, row.n3, row.n4];
        list.total = row.total.unwrap_or_default();
        if let (Some(unit), Some(how)) = (row.unit_id, row.how) {
            picked.push((UnitId(unit), row.source.map(UnitId), how));
        }
    }
    if !is_narrowed {
        let wanted = How::ALL.iter().zip(list.tally).filter(|(how, _)| listing.wants(**how));
        list.total = wanted.map(|(_, n)| n).sum();
    }
    list.lines = lines(q, &picked, listing.day).await?;
    Ok(list)
}

/// The statement of a list: units are joined only where a name or a kind is asked for.
fn statement(listing: &Listing<'_>, is_narrowed: bool) -> &'static str {
    let is_named = matches!(listing.order, Order::Name | Order::Kind);
    let (lagged, from) = match listing.order {
        Order::Lag => (LAGGED, "lagged"),
        _ => ("", "resolved"),
    };
    let joined = if is_narrowed || is_named {
        "JOIN unit_version v ON v.unit_id = r.unit_id AND v.valid_from <= $1 AND v.valid_until > $1 \
         JOIN unit u ON u.id = r.unit_id "
    } else {
        ""
    };
    let narrowed = if is_narrowed {
        "AND ($5 = '' OR v.normal LIKE $5 ESCAPE '\\' OR LOWER(u.code) LIKE $5 ESCAPE '\\') \
         AND ($6 = '' OR $6 LIKE '% ' || v.kind || ' %')"
    } else {
        ""
    };
    // Without a text or a kind the tally knows how many there are.
    let total = if is_narrowed { "(SELECT COUNT(*) FROM picked)" } else { "CAST(NULL AS BIGINT)" };
    let wanted = How::ALL.iter().filter(|how| listing.wants(**how));
    let wanted = wanted.map(|how| how.number().to_string()).collect::<Vec<_>>().join(", ");
    let (key, direction) = (listing.order.sql(), if listing.descending { "DESC" } else { "ASC" });
    assembled(format!(
        "{RESOLVED}{lagged}, tally AS (SELECT \
         COALESCE(SUM(CASE WHEN how = 0 THEN 1 ELSE 0 END), 0) AS n0, \
         COALESCE(SUM(CASE WHEN how = 1 THEN 1 ELSE 0 END), 0) AS n1, \
         COALESCE(SUM(CASE WHEN how = 2 THEN 1 ELSE 0 END), 0) AS n2, \
         COALESCE(SUM(CASE WHEN how = 3 THEN 1 ELSE 0 END), 0) AS n3, \
         COALESCE(SUM(CASE WHEN how = 4 THEN 1 ELSE 0 END), 0) AS n4 FROM resolved), \
         picked AS (SELECT r.unit_id, r.how, CASE WHEN r.how BETWEEN 1 AND 3 THEN r.unit_id \
         ELSE r.reach END AS source, {key} AS place FROM {from} r {joined}\
         WHERE r.how IN ({wanted}) {narrowed}), \
         page AS (SELECT * FROM picked ORDER BY place {direction} NULLS LAST, unit_id LIMIT $3 OFFSET $4) \
         SELECT CAST(n0 AS BIGINT) AS n0, CAST(n1 AS BIGINT) AS n1, CAST(n2 AS BIGINT) AS n2, \
         CAST(n3 AS BIGINT) AS n3, CAST(n4 AS BIGINT) AS n4, p.unit_id, p.source, \
         CAST(p.how AS BIGINT) AS how, {total} AS total \
         FROM tally LEFT JOIN page p ON 1 = 1 ORDER BY p.place {direction} NULLS LAST, p.unit_id"
    ))
}

/// The picked units with their names and days, in the order given.
async fn lines(
    q: &mut impl Query,
    picked: &[(UnitId, Option<UnitId>, i64)],
    day: Day,
) -> Result<Vec<Line>> {
    let ids: Vec<UnitId> = picked.iter().map(|(unit, ..)| *unit).collect();
    let sql = "SELECT v.unit_id, v.name, u.code, v.kind FROM unit_version v \
         JOIN unit u ON u.id = v.unit_id \
         WHERE v.unit_id IN {ids:$1} AND v.valid_from <= $2 AND v.valid_until > $2";
    type Named = (i64, String, Option<String>, String);
    let named = q.all::<Named>(sql, params![ids.as_slice(), day]).await?;
    let mut named: HashMap<i64, Named> = named.into_iter().map(|row| (row.0, row)).collect();
    let starts = starts(q, &ids, day).await?;
    let line = |(unit, source, how): &(UnitId, Option<UnitId>, i64)| {
        let lost = || StoreError::Corrupt(format!("the unit {unit}"));
        let (_, name, code, kind) = named.remove(&unit.0).ok_or_else(lost)?;
        Ok(Line {
            unit: *unit,
            name,
            code,
            kind: Kind::from_name(&kind).ok_or_else(lost)?,
            how: How::from_number(*how).ok_or_else(lost)?,
            source: *source,
            start: *starts.get(unit).ok_or_else(lost)?,
        })
    };
    picked.iter().map(line).collect()
}

/// The names of kinds with a blank around each.
fn kind_list(kinds: &[Kind]) -> String {
    kinds.iter().fold(String::from(" "), |list, kind| list + kind.name() + " ")
}
