//! The audit chain: entries written with their change, sealed in batches, verifiable offline.
//!
//! An entry is written in the transaction of the change it tells of. Sealing runs apart from the writers,
//! every few seconds: it takes the unsealed entries, computes each one's SM3 digest, and chains
//! `SM3(previous hash ‖ number ‖ digests)`. A seal keeps the single digests too, so that verification
//! names the very row that was changed behind the program's back. What is younger than one round may be
//! unsealed, and pages say so.

use crate::db::{Db, Query, Tx};
use crate::{Params, Result, Value, params};
use sm3::{Digest, Sm3};

/// Entries in one seal at the most.
const BATCH: i64 = 20_000;
/// SM3 digests have 32 bytes (GB/T 32905-2016).
const WIDTH: usize = 32;

/// What a unit of work tells the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was done, such as `reading.restate`.
    pub action: &'static str,
    /// The kind of thing, such as `reading`.
    pub subject: &'static str,
    pub subject_id: String,
    /// The thing as JSON before and after, where there was one.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// An entry as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Stored {
    pub id: i64,
    pub at: i64,
    pub user_id: Option<i64>,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub subject_id: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub seal: Option<i64>,
}

impl Stored {
    /// Digest over every field but the seal, each with its length so that no two entries read alike.
    fn digest(&self) -> Vec<u8> {
        let optional =
            |text: &Option<String>| text.as_deref().map_or(String::from("-"), |t| format!("+{t}"));
        digest(&[
            &self.id.to_be_bytes(),
            &self.at.to_be_bytes(),
            &self.user_id.unwrap_or(0).to_be_bytes(),
            self.actor.as_bytes(),
            self.action.as_bytes(),
            self.subject.as_bytes(),
            self.subject_id.as_bytes(),
            optional(&self.before).as_bytes(),
            optional(&self.after).as_bytes(),
        ])
    }
}

/// Digest over parts, each with its length, so that no two lists read alike.
pub fn digest(parts: &[&[u8]]) -> Vec<u8> {
    let mut hasher = Sm3::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_vec()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes entries. A unit of work does this on its own at its end; a store function that must not be
/// left unaudited by anyone does it itself.
pub async fn append(
    tx: &mut Tx,
    at: i64,
    user_id: Option<i64>,
    actor: &str,
    entries: Vec<Entry>,
) -> Result<()> {
    let sql = "INSERT INTO audit (at, user_id, actor, action, subject, subject_id, before, after) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    for entry in entries {
        let row: Params = vec![
            Value::from(at),
            Value::from(user_id),
            Value::from(actor),
            Value::from(entry.action),
            Value::from(entry.subject),
            Value::from(entry.subject_id),
            Value::from(entry.before),
            Value::from(entry.after),
        ];
        tx.execute(sql, row).await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Head {
    seq: i64,
    hash: Vec<u8>,
}

/// Seals what is unsealed; returns how many entries. Two servers never seal one entry twice: the head's
/// row is locked first.
pub async fn seal(db: &Db, at: i64) -> Result<usize> {
    let waiting: Vec<(i64,)> =
        db.read().all("SELECT id FROM audit WHERE seal IS NULL LIMIT 1", params![]).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let mut tx = db.begin().await?;
    let create =
        "INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, $1) ON CONFLICT (id) DO NOTHING";
    tx.execute(create, params![vec![0_u8; WIDTH]]).await?;
    let lock = "UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash";
    let head: Head = tx.one(lock, params![]).await?;
    // One statement reads and marks: what a writer commits meanwhile waits for the next round, whatever
    // its number, and never stops this one.
    let mark = "UPDATE audit SET seal = $1 WHERE id IN \
                (SELECT id FROM audit WHERE seal IS NULL ORDER BY id LIMIT $2) RETURNING \
                id, at, user_id, actor, action, subject, subject_id, before, after, seal";
    let mut entries: Vec<Stored> = tx.all(mark, params![head.seq, BATCH]).await?;
    if entries.is_empty() {
        return Ok(0);
    }
    entries.sort_unstable_by_key(|entry| entry.id);
    let digests: Vec<u8> = entries.iter().flat_map(Stored::digest).collect();
    let hash = chained(&head.hash, head.seq, &digests);
    let keep =
        "INSERT INTO audit_seal (seq, at, entries, digests, hash) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(keep, params![head.seq, at, entries.len() as i64, digests, hash.as_slice()]).await?;
    tx.execute("UPDATE audit_head SET hash = $1 WHERE id = 1", params![hash]).await?;
    tx.commit().await?;
    Ok(entries.len())
}

fn chained(previous: &[u8], seq: i64, digests: &[u8]) -> Vec<u8> {
    digest(&[previous, &seq.to_be_bytes(), digests])
}

/// What verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub entries: u64,
    pub seals: u64,
    /// Entries of the last seconds, not sealed yet.
    pub unsealed: u64,
    /// Hash of the last seal in hexadecimal; the daily print of it is what an outsider keeps.
    pub root: String,
    pub fault: Option<Fault>,
}

/// The first place where the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The entry with this id was changed after it was sealed.
    Changed(i64),
    /// An entry that the seal counts is gone; the id is the first entry after the gap, or 0.
    Missing { seal: i64, before: i64 },
    /// A seal itself was changed, removed or put in.
    Seal(i64),
}

#[derive(sqlx::FromRow)]
struct Seal {
    seq: i64,
    entries: i64,
    digests: Vec<u8>,
    hash: Vec<u8>,
}

/// Recomputes the whole chain as it is at one moment, and stops at the first fault.
pub async fn verify(db: &Db) -> Result<Verdict> {
    let mut reader = db.snapshot().await?;
    let mut verdict = Verdict::default();
    let mut previous = vec![0_u8; WIDTH];
    loop {
        let next = verdict.seals as i64 + 1;
        let seal: Option<Seal> = reader
            .optional(
                "SELECT seq, entries, digests, hash FROM audit_seal WHERE seq = $1",
                params![next],
            )
            .await?;
        let Some(seal) = seal else { break };
        let entries: Vec<Stored> = reader
            .all("SELECT * FROM audit WHERE seal = $1 ORDER BY id", params![seal.seq])
            .await?;
        verdict.fault = fault_in(&seal, &previous, &entries);
        if verdict.fault.is_some() {
            return Ok(verdict);
        }
        verdict.seals += 1;
        verdict.entries += entries.len() as u64;
        previous = seal.hash;
    }
    let head: Option<Head> =
        reader.optional("SELECT seq, hash FROM audit_head WHERE id = 1", params![]).await?;
    let ends = head.map_or((0, vec![0; WIDTH]), |head| (head.seq, head.hash));
    if ends != (verdict.seals as i64, previous.clone()) {
        verdict.fault = Some(Fault::Seal(verdict.seals as i64 + 1));
    }
    let (unsealed,): (i64,) =
        reader.one("SELECT COUNT(*) FROM audit WHERE seal IS NULL", params![]).await?;
    verdict.unsealed = unsealed as u64;
    verdict.root = hex(&previous);
    Ok(verdict)
}

fn fault_in(seal: &Seal, previous: &[u8], entries: &[Stored]) -> Option<Fault> {
    if chained(previous, seal.seq, &seal.digests) != seal.hash {
        return Some(Fault::Seal(seal.seq));
    }
    let sealed: Vec<&[u8]> = seal.digests.chunks(WIDTH).collect();
    let wrong = entries.iter().zip(&sealed).find(|(entry, digest)| entry.digest() != **digest);
    if entries.len() as i64 != seal.entries {
        return Some(Fault::Missing {
            seal: seal.seq,
            before: wrong.map_or(0, |(entry, _)| entry.id),
        });
    }
    wrong.map(|(entry, _)| Fault::Changed(entry.id))
}
