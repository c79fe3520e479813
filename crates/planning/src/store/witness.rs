//! What each reading was when it was written, so that a number changed behind the program's back is
//! named.
//!
//! Every act of writing keeps, for each unit, a digest over its rows and a short mark of each row, and
//! puts one digest over all into the sealed audit chain. [`verify`] reads all readings once, in the
//! order of their key, and compares. Marks are four bytes and only point at the row; the proof is the
//! full digest, anchored in the chain.

use super::readings::Stamp;
use futures::TryStreamExt;
use kernel::UnitId;
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, HashMap};
use store::audit::{self, Entry};
use store::{Db, Insert, Result, Tx, params};

const MARK: usize = 4;
const ACTION: &str = "reading.keep";

/// A row as its digest sees it.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(crate) struct Witnessed {
    pub unit_id: i64,
    pub period: i64,
    pub indicator_id: i64,
    pub kind: i64,
    pub version: i64,
    pub value: i64,
    pub weight: Option<i64>,
    pub cell: Option<i64>,
    pub entry_id: i64,
}

impl Witnessed {
    fn digest(&self) -> Vec<u8> {
        let mut hasher = Sm3::new();
        let plain =
            [self.unit_id, self.period, self.indicator_id, self.kind, self.version, self.value];
        for number in plain {
            hasher.update(number.to_be_bytes());
        }
        for number in [self.weight, self.cell] {
            hasher.update([u8::from(number.is_some())]);
            hasher.update(number.unwrap_or(0).to_be_bytes());
        }
        hasher.finalize().to_vec()
    }
}

/// The rows of one act of writing, unit by unit, each unit's in the order of their key.
#[derive(Default)]
pub(crate) struct Witness {
    units: BTreeMap<i64, (Sm3, Vec<u8>)>,
    rows: u64,
}

impl Witness {
    pub fn note(&mut self, row: &Witnessed) {
        let digest = row.digest();
        let (hasher, marks) = self.units.entry(row.unit_id).or_default();
        hasher.update(&digest);
        marks.extend_from_slice(&digest[..MARK]);
        self.rows += 1;
    }

    /// Keeps digests and marks with the entry, and the digest over all in the audit.
    pub async fn keep(self, tx: &mut Tx, entry: i64, stamp: &Stamp) -> Result<()> {
        let mut whole = Sm3::new();
        let mut rows = Vec::with_capacity(self.units.len());
        for (unit, (hasher, marks)) in self.units {
            let digest = hasher.finalize().to_vec();
            add(&mut whole, unit, &digest);
            rows.push([entry.into(), unit.into(), digest.into(), marks.into()]);
        }
        let insert = Insert {
            table: "reading_entry_unit",
            columns: &["entry_id", "unit_id", "digest", "marks"],
            conflict: "",
        };
        tx.insert_many(insert, rows).await?;
        let after = Anchor { readings: self.rows, sm3: audit::hex(&whole.finalize()) };
        let after = serde_json::to_string(&after).ok();
        let subject_id = entry.to_string();
        let told =
            Entry { action: ACTION, subject: "reading-entry", subject_id, before: None, after };
        audit::append(tx, stamp.at, stamp.user.map(|user| user.0), &stamp.actor, vec![told]).await
    }
}

fn add(whole: &mut Sm3, unit: i64, digest: &[u8]) {
    whole.update(unit.to_be_bytes());
    whole.update(digest);
}

/// What the audit keeps of an act of writing.
#[derive(serde::Serialize, serde::Deserialize)]
struct Anchor {
    readings: u64,
    sm3: String,
}

/// What verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub readings: u64,
    pub fault: Option<Fault>,
}

/// The first place where readings are not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This version of a reading was changed.
    Changed { unit: UnitId, period: i64, indicator: i64, kind: i64, version: i64 },
    /// Readings of this entry were removed from or put to this unit.
    Count { unit: UnitId, entry: i64 },
    /// The digests of this entry are not those that the audit chain holds.
    Entry(i64),
}

/// One unit's digests of one entry.
#[derive(sqlx::FromRow)]
struct Kept {
    unit_id: i64,
    entry_id: i64,
    digest: Vec<u8>,
    marks: Vec<u8>,
}

/// Compares every reading with what was written, and that with the audit chain (which
/// `store::audit::verify` proves). Stops at the first fault.
pub async fn verify(db: &Db) -> Result<Report> {
    let reader = db.read();
    let kept = "SELECT unit_id, entry_id, digest, marks FROM reading_entry_unit \
                ORDER BY unit_id, entry_id";
    let mut kept = std::pin::pin!(reader.stream::<Kept>(kept, params![]));
    let rows = "SELECT unit_id, period, indicator_id, kind, version, value, weight, cell, entry_id \
                FROM reading ORDER BY unit_id, period, indicator_id, kind, version";
    let mut rows = std::pin::pin!(reader.stream::<Witnessed>(rows, params![]));
    let mut report = Report::default();
    let mut entries: HashMap<i64, Sm3> = HashMap::new();
    let mut next = rows.try_next().await?;
    let mut witness = kept.try_next().await?;
    while next.is_some() || witness.is_some() {
        let unit = [next.map(|row| row.unit_id), witness.as_ref().map(|kept| kept.unit_id)]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or_default();
        let mut found: BTreeMap<i64, Vec<Witnessed>> = BTreeMap::new();
        while let Some(row) = next.filter(|row| row.unit_id == unit) {
            found.entry(row.entry_id).or_default().push(row);
            report.readings += 1;
            next = rows.try_next().await?;
        }
        while let Some(kept_here) = witness.take_if(|kept| kept.unit_id == unit) {
            let rows = found.remove(&kept_here.entry_id).unwrap_or_default();
            report.fault = fault_in(&kept_here, &rows);
            if report.fault.is_some() {
                return Ok(report);
            }
            add(entries.entry(kept_here.entry_id).or_default(), unit, &kept_here.digest);
            witness = kept.try_next().await?;
        }
        if let Some((&entry, _)) = found.first_key_value() {
            report.fault = Some(Fault::Count { unit: UnitId(unit), entry });
            return Ok(report);
        }
    }
    report.fault = unanchored(db, entries).await?;
    Ok(report)
}

fn fault_in(kept: &Kept, rows: &[Witnessed]) -> Option<Fault> {
    let mut whole = Sm3::new();
    let mut changed = None;
    for (index, row) in rows.iter().enumerate() {
        let digest = row.digest();
        whole.update(&digest);
        let mark = kept.marks.get(index * MARK..(index + 1) * MARK);
        if changed.is_none() && mark != Some(&digest[..MARK]) {
            changed = Some(row);
        }
    }
    let unit = UnitId(kept.unit_id);
    if whole.finalize().as_slice() == kept.digest {
        None
    } else if rows.len() * MARK != kept.marks.len() {
        Some(Fault::Count { unit, entry: kept.entry_id })
    } else {
        Some(changed.map_or(Fault::Entry(kept.entry_id), |row| Fault::Changed {
            unit,
            period: row.period,
            indicator: row.indicator_id,
            kind: row.kind,
            version: row.version,
        }))
    }
}

/// The first entry whose digest the audit does not hold.
async fn unanchored(db: &Db, mut entries: HashMap<i64, Sm3>) -> Result<Option<Fault>> {
    let sql = "SELECT subject_id, after FROM audit WHERE action = $1 ORDER BY id";
    let reader = db.read();
    let mut anchors =
        std::pin::pin!(reader.stream::<(String, Option<String>)>(sql, params![ACTION]));
    while let Some((subject, after)) = anchors.try_next().await? {
        let anchor: Option<Anchor> = after.and_then(|text| serde_json::from_str(&text).ok());
        let entry = subject.parse().unwrap_or_default();
        let held = entries.remove(&entry).map(|hasher| audit::hex(&hasher.finalize()));
        if held != anchor.map(|anchor| anchor.sm3) {
            return Ok(Some(Fault::Entry(entry)));
        }
    }
    Ok(entries.into_keys().min().map(Fault::Entry))
}
