//! The SQL of papers. Writing happens inside the caller's transaction; the caller audits.

use super::{Kind, Owner, Paper};
use ::store::{Query, Result, StoreError, Tx, params};
use kernel::{FileId, UserId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    owner: String,
    owner_id: i64,
    part: i64,
    file_id: i64,
    name: String,
    size: i64,
    digest: String,
    user_id: Option<i64>,
    recorded_by: String,
    recorded_at: i64,
    removed_by: Option<String>,
    removed_at: Option<i64>,
    reason: String,
}

macro_rules! select {
    ($where:literal) => {
        concat!(
            "SELECT a.id, a.owner, a.owner_id, a.part, a.file_id, f.name, f.size, f.digest, a.user_id, \
             a.recorded_by, a.recorded_at, a.removed_by, a.removed_at, a.reason \
             FROM attachment a JOIN file f ON f.id = a.file_id WHERE ",
            $where,
            " ORDER BY a.id"
        )
    };
}

impl Row {
    fn paper(self) -> Result<Paper> {
        let kind = Kind::from_name(&self.owner)
            .ok_or_else(|| StoreError::Corrupt(format!("the paper {}", self.id)))?;
        let (at, reason) = (self.removed_at, self.reason);
        Ok(Paper {
            id: self.id,
            owner: Owner { kind, id: self.owner_id, part: self.part },
            file: FileId(self.file_id),
            name: self.name,
            size: self.size,
            digest: self.digest,
            user: self.user_id.map(UserId),
            recorded_by: self.recorded_by,
            recorded_at: self.recorded_at,
            removed: self.removed_by.zip(at).map(|(by, at)| (by, at, reason)),
        })
    }
}

/// The papers of all parts of these records, the first one first; those taken away included.
pub async fn of(q: &mut impl Query, kind: Kind, ids: &[i64]) -> Result<Vec<Paper>> {
    let sql = select!("a.owner = $1 AND a.owner_id IN {ids:$2}");
    let rows: Vec<Row> = q.all(sql, params![kind.name(), ids]).await?;
    rows.into_iter().map(Row::paper).collect()
}

/// Keeps a file with a record.
pub async fn attach(
    tx: &mut Tx,
    owner: Owner,
    file: FileId,
    (user, by, at): (Option<UserId>, &str, i64),
) -> Result<i64> {
    let sql = "INSERT INTO attachment (owner, owner_id, part, file_id, user_id, recorded_by, recorded_at, \
         reason) VALUES ($1, $2, $3, $4, $5, $6, $7, '') RETURNING id";
    let values = params![owner.kind.name(), owner.id, owner.part, file, user, by, at];
    Ok(tx.one::<(i64,)>(sql, values).await?.0)
}

/// Takes a paper away; returns whether it was still there.
pub async fn remove(tx: &mut Tx, id: i64, reason: &str, (by, at): (&str, i64)) -> Result<bool> {
    let sql = "UPDATE attachment SET removed_by = $2, removed_at = $3, reason = $4 \
         WHERE id = $1 AND removed_at IS NULL";
    Ok(tx.execute(sql, params![id, by, at, reason]).await? == 1)
}
