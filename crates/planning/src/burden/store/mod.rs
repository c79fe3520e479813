//! The SQL of the burden: numbers of a month by their source, and Party tasks by how they are followed.

use super::Effort;
use ::store::{Query, Result, params};
use kernel::{Day, Month, UnitId};
use std::collections::BTreeMap;

/// The parts that a unit is looked at in: units directly below it, each with everything below, and itself.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    pub unit: UnitId,
    pub below: &'a [UnitId],
    /// Units are those of this day.
    pub day: Day,
}

/// Part (`$1` are those below, `$3` the unit itself) and every unit that belongs to it on the day `$2`.
macro_rules! members {
    ($rest:literal) => {
        concat!(
            "WITH member AS (SELECT c.ancestor_id AS part, c.descendant_id AS unit_id \
             FROM unit_closure c WHERE c.ancestor_id IN {ids:$1} AND c.valid_from <= $2 \
             AND c.valid_until > $2 AND {seen:c.descendant_id} \
             UNION ALL SELECT u.id, u.id FROM unit u WHERE u.id = $3) ",
            $rest
        )
    };
}

/// By part and by the unit that answers for the indicator: numbers typed and filled in. Actuals only: what a
/// plan fixes nobody types twice.
pub async fn numbers(
    q: &mut impl Query,
    parts: Parts<'_>,
    periods: &[i64],
) -> Result<BTreeMap<(UnitId, Option<UnitId>), Effort>> {
    let sql = members!(
        "SELECT m.part, i.owner_id, \
         COUNT(CASE WHEN e.import_id IS NULL THEN 1 END) \
         + COUNT(CASE WHEN e.import_id IS NULL THEN r.weight END), \
         COUNT(CASE WHEN e.import_id IS NULL AND r.version > 1 THEN 1 END) \
         + COUNT(CASE WHEN e.import_id IS NULL AND r.version > 1 THEN r.weight END), \
         COUNT(e.import_id) + COUNT(CASE WHEN e.import_id IS NOT NULL THEN r.weight END) \
         FROM member m JOIN reading r ON r.unit_id = m.unit_id AND r.period IN {ids:$4} \
         AND r.kind = 0 AND r.withdrawn IS NULL JOIN reading_entry e ON e.id = r.entry_id \
         JOIN indicator i ON i.id = r.indicator_id GROUP BY m.part, i.owner_id"
    );
    let values = params![parts.below, parts.day, parts.unit, periods];
    let rows: Vec<(i64, Option<i64>, i64, i64, i64)> = q.all(sql, values).await?;
    let effort = |(part, owner, typed, again, filled): (i64, Option<i64>, i64, i64, i64)| {
        let key = (UnitId(part), owner.map(UnitId));
        (key, Effort { typed, again, filled, ..Effort::default() })
    };
    Ok(rows.into_iter().map(effort).collect())
}

/// By part: what was said of matters on the days of a month.
pub async fn matters(
    q: &mut impl Query,
    parts: Parts<'_>,
    month: Month,
) -> Result<BTreeMap<UnitId, i64>> {
    let sql = members!(
        "SELECT m.part, COUNT(*) FROM member m JOIN matter t ON t.unit_id = m.unit_id \
         JOIN matter_step s ON s.matter_id = t.id AND s.day BETWEEN $4 AND $5 GROUP BY m.part"
    );
    let Parts { unit, below, day } = parts;
    let values = params![below, day, unit, month.first_day(), month.last_day()];
    let rows: Vec<(i64, i64)> = q.all(sql, values).await?;
    Ok(rows.into_iter().map(|(part, n)| (UnitId(part), n)).collect())
}

/// The part that each of these units belongs to.
pub async fn parts_of(
    q: &mut impl Query,
    parts: Parts<'_>,
    units: &[UnitId],
) -> Result<Vec<(UnitId, UnitId)>> {
    let sql = members!("SELECT m.part, m.unit_id FROM member m WHERE m.unit_id IN {ids:$4}");
    let rows: Vec<(i64, i64)> =
        q.all(sql, params![parts.below, parts.day, parts.unit, units]).await?;
    Ok(rows.into_iter().map(|(part, unit)| (UnitId(part), UnitId(unit))).collect())
}

/// By part: what was said of Party tasks in the month, and how many tasks records measure.
pub async fn tasks(
    q: &mut impl Query,
    parts: Parts<'_>,
    year: i32,
    month: Month,
) -> Result<BTreeMap<UnitId, Effort>> {
    let mut found: BTreeMap<UnitId, Effort> = BTreeMap::new();
    let Parts { unit, below, day } = parts;
    let sql = members!(
        "SELECT m.part, COUNT(*) FROM member m JOIN joint_plan_progress g ON g.unit_id = m.unit_id \
         AND g.year = $4 AND g.period = $5 GROUP BY m.part"
    );
    let values = params![below, day, unit, i64::from(year), month.code()];
    for (part, said) in q.all::<(i64, i64)>(sql, values).await? {
        found.entry(UnitId(part)).or_default().said = said;
    }
    let sql = members!(
        "SELECT m.part, COUNT(*) FROM member m JOIN joint_plan p ON p.unit_id = m.unit_id \
         AND p.year = $4 AND p.stage = 'frozen' AND NOT EXISTS (SELECT 1 FROM joint_plan later \
         WHERE later.unit_id = p.unit_id AND later.year = p.year AND later.stage = 'frozen' \
         AND later.number > p.number) \
         JOIN joint_plan_task t ON t.plan_id = p.id AND t.measure <> '' GROUP BY m.part"
    );
    for (part, measured) in
        q.all::<(i64, i64)>(sql, params![below, day, unit, i64::from(year)]).await?
    {
        found.entry(UnitId(part)).or_default().measured = measured;
    }
    Ok(found)
}
