//! What each reading was when it was written or taken back, so that one that is changed behind the
//! program's back is named.
//!
//! Every act keeps, for each unit, a digest over the rows that it wrote or took back and a short mark of
//! each, and puts one digest over all, and one over the act's own row (who, when, why, from which
//! import), into the sealed audit chain. [`verify`] reads all readings once, in the order of their key,
//! and compares. Marks are four bytes and only point at the row; the proof is the full digest, anchored
//! in the chain.

use super::readings::Stamp;
use futures::TryStreamExt;
use kernel::{ImportId, UnitId, UserId};
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, HashMap};
use store::audit::{self, Entry};
use store::{Db, Insert, Query, Result, Snapshot, Tx, params};

const MARK: usize = 4;
/// Units whose readings are compared together.
const CHUNK: usize = 50;

/// What an act does to readings; its name stands in the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Keep,
    TakeBack,
}

impl Act {
    const fn action(self) -> &'static str {
        match self {
            Self::Keep => "reading.keep",
            Self::TakeBack => "reading.take-back",
        }
    }
}

/// A row as its digests see it.
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
    pub withdrawn: Option<i64>,
}

impl Witnessed {
    fn key(&self) -> [i64; 5] {
        [self.unit_id, self.period, self.indicator_id, self.kind, self.version]
    }

    /// Digest of the version as it was written.
    fn kept(&self) -> [u8; 32] {
        let mut hasher = Sm3::new();
        for number in self.key() {
            hasher.update(number.to_be_bytes());
        }
        hasher.update(self.value.to_be_bytes());
        for number in [self.weight, self.cell] {
            hasher.update([u8::from(number.is_some())]);
            hasher.update(number.unwrap_or(0).to_be_bytes());
        }
        hasher.finalize().into()
    }

    /// Digest of its being taken back by an entry; shorter than the other, so that none reads as one.
    fn taken_back(&self, by: i64) -> [u8; 32] {
        let mut hasher = Sm3::new();
        for number in self.key().into_iter().chain([by]) {
            hasher.update(number.to_be_bytes());
        }
        hasher.finalize().into()
    }
}

/// The columns of a [`Witnessed`].
macro_rules! witnessed_columns {
    () => {
        "unit_id, period, indicator_id, kind, version, value, weight, cell, entry_id, withdrawn"
    };
}
pub(crate) use witnessed_columns;

/// The rows of one act, unit by unit, each unit's in the order of their key.
#[derive(Default)]
pub(crate) struct Witness {
    units: BTreeMap<i64, (Sm3, Vec<u8>)>,
    rows: u64,
}

impl Witness {
    pub fn kept(&mut self, row: &Witnessed) {
        self.note(row.unit_id, row.kept());
    }

    /// Notes versions that an entry took back, in any order within a unit.
    pub fn taken_back(&mut self, mut rows: Vec<Witnessed>, by: i64) {
        rows.sort_unstable_by_key(Witnessed::key);
        rows.iter().for_each(|row| self.note(row.unit_id, row.taken_back(by)));
    }

    fn note(&mut self, unit: i64, digest: [u8; 32]) {
        let (hasher, marks) = self.units.entry(unit).or_default();
        hasher.update(digest);
        marks.extend_from_slice(&digest[..MARK]);
        self.rows += 1;
    }

    /// Keeps digests and marks with the entry, and the digest over all in the audit.
    pub async fn keep(self, tx: &mut Tx, act: Act, entry: i64, stamp: &Stamp) -> Result<()> {
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
        let (sm3, stamped) = (audit::hex(&whole.finalize()), audit::hex(&stamped(entry, stamp)));
        let after =
            serde_json::to_string(&Anchor { readings: self.rows, sm3, stamp: stamped }).ok();
        let (action, subject_id) = (act.action(), entry.to_string());
        let told = Entry { action, subject: "reading-entry", subject_id, before: None, after };
        audit::append(tx, stamp.at, stamp.user.map(|user| user.0), &stamp.actor, vec![told]).await
    }
}

fn add(whole: &mut Sm3, unit: i64, digest: &[u8]) {
    whole.update(unit.to_be_bytes());
    whole.update(digest);
}

/// Digest of an entry's own row: who, when, why and from which import.
fn stamped(entry: i64, stamp: &Stamp) -> Vec<u8> {
    let number = |n: Option<i64>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    let reason = stamp.reason.as_ref().map_or_else(|| "-".to_owned(), |text| format!("+{text}"));
    audit::digest(&[
        &entry.to_be_bytes(),
        &stamp.at.to_be_bytes(),
        number(stamp.user.map(|user| user.0)).as_bytes(),
        stamp.actor.as_bytes(),
        reason.as_bytes(),
        number(stamp.import.map(|import| import.0)).as_bytes(),
    ])
}

/// What the audit keeps of an act.
#[derive(serde::Serialize, serde::Deserialize)]
struct Anchor {
    readings: u64,
    sm3: String,
    stamp: String,
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
    /// This version of a reading was changed, hidden or brought back.
    Changed { unit: UnitId, period: i64, indicator: i64, kind: i64, version: i64 },
    /// Readings of this entry were removed from or put to this unit.
    Count { unit: UnitId, entry: i64 },
    /// The digests of this entry are not those that the audit chain holds.
    Entry(i64),
    /// Who wrote, when, why or from which import is not what this entry said.
    Stamp(i64),
}

impl Fault {
    fn changed(row: &Witnessed) -> Self {
        Self::Changed {
            unit: UnitId(row.unit_id),
            period: row.period,
            indicator: row.indicator_id,
            kind: row.kind,
            version: row.version,
        }
    }
}

/// One unit's digests of one entry.
#[derive(sqlx::FromRow)]
struct Kept {
    unit_id: i64,
    entry_id: i64,
    digest: Vec<u8>,
    marks: Vec<u8>,
}

/// What an act did to one version, as it can be seen now.
struct Deed {
    act: Act,
    digest: [u8; 32],
    row: Witnessed,
}

/// Compares every reading with what was written, and that with the audit chain (which
/// `store::audit::verify` proves), as all of it is at one moment. Stops at the first fault.
pub async fn verify(db: &Db) -> Result<Report> {
    let q = &mut db.snapshot().await?;
    let sql = "SELECT DISTINCT unit_id FROM reading_entry_unit ORDER BY unit_id";
    let units: Vec<(i64,)> = q.all(sql, params![]).await?;
    let mut report = Report::default();
    let mut entries: HashMap<i64, Sm3> = HashMap::new();
    let mut from = i64::MIN;
    // The ranges have no gaps: a reading that was moved to a unit without digests is in one of them.
    let ends = units.chunks(CHUNK).filter_map(|units| Some(units.last()?.0));
    for until in ends.chain([i64::MAX]) {
        report.fault = range(q, (from, until), &mut report.readings, &mut entries).await?;
        if report.fault.is_some() {
            return Ok(report);
        }
        from = until.saturating_add(1);
    }
    report.fault = unanchored(q, entries).await?;
    Ok(report)
}

/// Compares the units of a range, and adds their digests to those of the entries.
async fn range(
    q: &mut Snapshot,
    (from, until): (i64, i64),
    readings: &mut u64,
    entries: &mut HashMap<i64, Sm3>,
) -> Result<Option<Fault>> {
    let kept = "SELECT unit_id, entry_id, digest, marks FROM reading_entry_unit \
                WHERE unit_id BETWEEN $1 AND $2 ORDER BY unit_id, entry_id";
    let kept: Vec<Kept> = q.all(kept, params![from, until]).await?;
    let rows = concat!(
        "SELECT ",
        witnessed_columns!(),
        " FROM reading WHERE unit_id BETWEEN $1 AND $2 \
         ORDER BY unit_id, period, indicator_id, kind, version"
    );
    let rows: Vec<Witnessed> = q.all(rows, params![from, until]).await?;
    *readings += rows.len() as u64;
    let mut found: BTreeMap<(i64, i64), Vec<Deed>> = BTreeMap::new();
    for row in &rows {
        let deed = Deed { act: Act::Keep, digest: row.kept(), row: *row };
        found.entry((row.unit_id, row.entry_id)).or_default().push(deed);
        if let Some(by) = row.withdrawn {
            let deed = Deed { act: Act::TakeBack, digest: row.taken_back(by), row: *row };
            found.entry((row.unit_id, by)).or_default().push(deed);
        }
    }
    for kept in kept {
        let deeds = found.remove(&(kept.unit_id, kept.entry_id)).unwrap_or_default();
        let fault = fault_in(&kept, &deeds, &rows);
        if fault.is_some() {
            return Ok(fault);
        }
        add(entries.entry(kept.entry_id).or_default(), kept.unit_id, &kept.digest);
    }
    Ok(found.first_key_value().map(|(&(unit, entry), deeds)| match &deeds[..] {
        [Deed { act: Act::TakeBack, row, .. }, ..] => Fault::changed(row),
        _ => Fault::Count { unit: UnitId(unit), entry },
    }))
}

/// Compares what an entry did to a unit with what can be seen of it; `rows` are looked through for one
/// that is no longer taken back.
fn fault_in(kept: &Kept, deeds: &[Deed], rows: &[Witnessed]) -> Option<Fault> {
    let mut whole = Sm3::new();
    deeds.iter().for_each(|deed| whole.update(deed.digest));
    if whole.finalize().as_slice() == kept.digest {
        return None;
    }
    let mut marks = kept.marks.chunks(MARK);
    let wrong = deeds.iter().position(|deed| marks.next() != Some(&deed.digest[..MARK]));
    let expected = wrong.map_or_else(|| marks.next(), |at| kept.marks.chunks(MARK).nth(at));
    let here = || rows.iter().filter(|row| row.unit_id == kept.unit_id);
    let brought_back =
        || here().find(|row| Some(&row.taken_back(kept.entry_id)[..MARK]) == expected);
    if deeds.len() * MARK < kept.marks.len() {
        let unit = UnitId(kept.unit_id);
        let count = Fault::Count { unit, entry: kept.entry_id };
        return Some(brought_back().map_or(count, Fault::changed));
    }
    // Deeds come in the order of their keys: one that was put in is where the marks part.
    Some(wrong.map_or(Fault::Entry(kept.entry_id), |at| Fault::changed(&deeds[at].row)))
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    id: i64,
    at: i64,
    user_id: Option<i64>,
    actor: String,
    reason: Option<String>,
    import_id: Option<i64>,
}

impl EntryRow {
    fn stamped(self) -> Vec<u8> {
        let Self { id, at, user_id, actor, reason, import_id } = self;
        let (user, import) = (user_id.map(UserId), import_id.map(ImportId));
        stamped(
            id,
            &Stamp { at, user, actor, reason, import, is_plan: false, is_correction: false },
        )
    }
}

/// The first entry that is not what the audit holds of it.
async fn unanchored(q: &mut Snapshot, mut entries: HashMap<i64, Sm3>) -> Result<Option<Fault>> {
    let mut stamps: HashMap<i64, Vec<u8>> = HashMap::new();
    let sql = "SELECT id, at, user_id, actor, reason, import_id FROM reading_entry";
    let mut rows = q.stream::<EntryRow>(sql, params![]);
    while let Some(row) = rows.try_next().await? {
        stamps.insert(row.id, row.stamped());
    }
    drop(rows);
    let sql = "SELECT subject_id, after FROM audit WHERE action IN ($1, $2) ORDER BY id";
    let actions = params![Act::Keep.action(), Act::TakeBack.action()];
    let mut anchors = q.stream::<(String, Option<String>)>(sql, actions);
    while let Some((subject, after)) = anchors.try_next().await? {
        let anchor: Option<Anchor> = after.and_then(|text| serde_json::from_str(&text).ok());
        let entry = subject.parse().unwrap_or_default();
        let (Some(anchor), Some(stamp)) = (anchor, stamps.remove(&entry)) else {
            return Ok(Some(Fault::Entry(entry)));
        };
        // An entry that took nothing back has no digests of units.
        let digests = entries.remove(&entry).unwrap_or_default();
        if audit::hex(&digests.finalize()) != anchor.sm3 {
            return Ok(Some(Fault::Entry(entry)));
        }
        if audit::hex(&stamp) != anchor.stamp {
            return Ok(Some(Fault::Stamp(entry)));
        }
    }
    Ok(entries.into_keys().chain(stamps.into_keys()).min().map(Fault::Entry))
}
