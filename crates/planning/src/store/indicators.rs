//! The indicator dictionary's table.

use crate::indicator::{AGGREGATIONS, DIRECTIONS, Indicator, Terms, by_name, name_of};
use kernel::{Grain, ImportId, IndicatorId, Problem, Quantity, UnitId};
use std::collections::HashMap;
use store::{Query, Refusal, Result, StoreError, Tx, params};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    code: String,
    name_zh: String,
    name_en: String,
    unit: String,
    decimals: i64,
    direction: String,
    aggregation: String,
    factor: i64,
    grain: String,
    owner_id: Option<i64>,
    source: String,
    tolerance: Option<i64>,
    may_be_negative: bool,
    is_active: bool,
    is_used: bool,
    revision: i64,
}

impl Row {
    fn indicator(self) -> Result<Indicator> {
        let corrupt = || StoreError::Corrupt(format!("the indicator {}", self.id));
        let terms = Terms {
            direction: by_name(&DIRECTIONS, &self.direction).ok_or_else(corrupt)?,
            aggregation: by_name(&AGGREGATIONS, &self.aggregation).ok_or_else(corrupt)?,
            grain: Grain::from_name(&self.grain).ok_or_else(corrupt)?,
            decimals: u8::try_from(self.decimals).map_err(|_| corrupt())?,
            code: self.code,
            name_zh: self.name_zh,
            name_en: self.name_en,
            unit: self.unit,
            factor: self.factor,
            owner: self.owner_id.map(UnitId),
            source: self.source,
            tolerance: self.tolerance.map(Quantity::from_millionths),
            may_be_negative: self.may_be_negative,
        };
        let id = IndicatorId(self.id);
        Ok(Indicator {
            id,
            terms,
            is_active: self.is_active,
            is_used: self.is_used,
            revision: self.revision,
        })
    }
}

/// The whole dictionary, in the order in which it was written.
pub async fn all(q: &mut impl Query) -> Result<Vec<Indicator>> {
    let sql = "SELECT * FROM indicator WHERE NOT is_withdrawn ORDER BY id";
    let rows: Vec<Row> = q.all(sql, params![]).await?;
    rows.into_iter().map(Row::indicator).collect()
}

/// The whole dictionary by id.
pub async fn by_id(q: &mut impl Query) -> Result<HashMap<IndicatorId, Indicator>> {
    Ok(all(q).await?.into_iter().map(|indicator| (indicator.id, indicator)).collect())
}

/// Those of these codes that exist.
pub async fn by_code(q: &mut impl Query, codes: &[&str]) -> Result<HashMap<String, Indicator>> {
    let wanted = all(q).await?.into_iter().filter(|known| codes.contains(&known.code.as_str()));
    Ok(wanted.map(|indicator| (indicator.code.clone(), indicator)).collect())
}

pub async fn one(q: &mut impl Query, id: IndicatorId) -> Result<Option<Indicator>> {
    let sql = "SELECT * FROM indicator WHERE id = $1 AND NOT is_withdrawn";
    let row: Option<Row> = q.optional(sql, params![id]).await?;
    row.map(Row::indicator).transpose()
}

/// Writes a new entry; the caller audits.
///
/// # Errors
/// Problems of the terms, or `indicator-code-taken`.
pub async fn create(tx: &mut Tx, terms: &Terms) -> Result<IndicatorId, Refusal> {
    create_for(tx, None, terms).await
}

/// Writes a new entry that an import brings, so that undoing the import can take it back.
pub(crate) async fn create_for(
    tx: &mut Tx,
    import: Option<ImportId>,
    terms: &Terms,
) -> Result<IndicatorId, Refusal> {
    refuse_wrong(terms)?;
    let sql = "INSERT INTO indicator (code, name_zh, name_en, unit, decimals, direction, aggregation, \
         factor, grain, owner_id, source, tolerance, may_be_negative, is_active, is_used, import_id, \
         is_withdrawn, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $15, 1) \
         RETURNING id";
    let mut values = values(terms);
    values.extend(params![true, false, import]);
    let (id,): (i64,) = tx.one(sql, values).await.map_err(|error| taken(error, terms))?;
    Ok(IndicatorId(id))
}

/// Changes the entry if it still has this revision; `false` when somebody else was quicker.
pub async fn change(
    tx: &mut Tx,
    id: IndicatorId,
    revision: i64,
    terms: &Terms,
    is_active: bool,
) -> Result<bool, Refusal> {
    refuse_wrong(terms)?;
    let sql = "UPDATE indicator SET code = $1, name_zh = $2, name_en = $3, unit = $4, decimals = $5, \
         direction = $6, aggregation = $7, factor = $8, grain = $9, owner_id = $10, source = $11, \
         tolerance = $12, may_be_negative = $13, is_active = $14, revision = revision + 1 \
         WHERE id = $15 AND revision = $16";
    let mut values = values(terms);
    values.extend(params![is_active, id, revision]);
    let changed = tx.execute(sql, values).await.map_err(|error| taken(error, terms))?;
    Ok(changed == 1)
}

/// Notes that readings were kept for these.
pub(crate) async fn mark_used(tx: &mut Tx, ids: &[i64]) -> Result<()> {
    let sql = "UPDATE indicator SET is_used = $2 WHERE id IN {ids:$1}";
    tx.execute(sql, params![ids, true]).await?;
    Ok(())
}

/// After an import was undone: entries that only undone imports created and used leave the dictionary,
/// unless somebody has edited them since; and what has no reading left counts as unused again. Says how
/// many left.
pub(crate) async fn follow_undo(tx: &mut Tx) -> Result<u64> {
    let sql = "UPDATE indicator SET is_used = $1 WHERE is_used \
         AND id NOT IN (SELECT indicator_id FROM reading WHERE withdrawn IS NULL)";
    tx.execute(sql, params![false]).await?;
    let sql = "SELECT i.id, i.import_id FROM indicator i JOIN import m ON m.id = i.import_id \
         WHERE m.state = 'undone' AND i.revision = 1 AND NOT i.is_used AND NOT i.is_withdrawn";
    let created: Vec<(i64, i64)> = tx.all(sql, params![]).await?;
    let (mut ids, imports): (Vec<i64>, Vec<i64>) = created.into_iter().unzip();
    let sql = "SELECT MIN(id) FROM reading_entry WHERE import_id IN {ids:$1}";
    let (first,): (Option<i64>,) = tx.one(sql, params![imports.as_slice()]).await?;
    // Readings that somebody else kept and took back again still have a history to show.
    let sql = "SELECT DISTINCT r.indicator_id FROM reading_entry e \
         JOIN reading_entry_unit u ON u.entry_id = e.id \
         JOIN reading r ON r.unit_id = u.unit_id AND r.entry_id = e.id \
         WHERE e.id >= $2 AND r.indicator_id IN {ids:$1} AND (e.import_id IS NULL \
         OR e.import_id NOT IN (SELECT id FROM import WHERE state = 'undone'))";
    let others: Vec<(i64,)> =
        tx.all(sql, params![ids.as_slice(), first.unwrap_or_default()]).await?;
    ids.retain(|id| !others.contains(&(*id,)));
    let sql = "UPDATE indicator SET is_withdrawn = $2, is_active = $3, revision = revision + 1 \
         WHERE id IN {ids:$1}";
    tx.execute(sql, params![ids.as_slice(), true, false]).await
}

fn refuse_wrong(terms: &Terms) -> Result<(), Refusal> {
    let problems = terms.problems();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

fn taken(error: StoreError, terms: &Terms) -> Refusal {
    match error {
        StoreError::Exists(_) => {
            Problem::new("indicator-code-taken").arg("code", &terms.code).at("code").into()
        }
        other => other.into(),
    }
}

fn values(terms: &Terms) -> store::Params {
    params![
        &terms.code,
        &terms.name_zh,
        &terms.name_en,
        &terms.unit,
        terms.decimals,
        name_of(&DIRECTIONS, terms.direction),
        name_of(&AGGREGATIONS, terms.aggregation),
        terms.factor,
        terms.grain.name(),
        terms.owner,
        &terms.source,
        terms.tolerance,
        terms.may_be_negative,
    ]
}
