//! Profile texts: those that imports were read with, and the enterprise's own.

use store::{Query, Result, Tx, params};

/// A profile of the enterprise's own.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Profile {
    pub name: String,
    pub text: String,
    pub revision: i64,
    pub changed_at: i64,
    pub changed_by: String,
}

/// Keeps a text under its digest, so that an import can always be read again as it was.
pub(crate) async fn keep_profile_text(tx: &mut Tx, digest: &str, text: &str) -> Result<()> {
    let sql =
        "INSERT INTO import_profile_text (digest, text) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.execute(sql, params![digest, text]).await?;
    Ok(())
}

pub(crate) async fn profile_text(q: &mut impl Query, digest: &str) -> Result<String> {
    let sql = "SELECT text FROM import_profile_text WHERE digest = $1";
    Ok(q.one::<(String,)>(sql, params![digest]).await?.0)
}

pub(crate) async fn own_profiles(q: &mut impl Query) -> Result<Vec<Profile>> {
    q.all("SELECT * FROM import_profile ORDER BY name", params![]).await
}

pub(crate) async fn own_profile(q: &mut impl Query, name: &str) -> Result<Option<Profile>> {
    q.optional("SELECT * FROM import_profile WHERE name = $1", params![name]).await
}

/// Writes a profile that is new (revision 0) or still at the revision seen.
pub(crate) async fn save_profile(
    tx: &mut Tx,
    (name, text): (&str, &str),
    revision: i64,
    (at, by): (i64, &str),
) -> Result<bool> {
    let sql = if revision == 0 {
        "INSERT INTO import_profile (name, text, revision, changed_at, changed_by) \
         VALUES ($1, $2, $3 + 1, $4, $5) ON CONFLICT DO NOTHING"
    } else {
        "UPDATE import_profile SET text = $2, revision = $3 + 1, changed_at = $4, changed_by = $5 \
         WHERE name = $1 AND revision = $3"
    };
    Ok(tx.execute(sql, params![name, text, revision, at, by]).await? == 1)
}

pub(crate) async fn delete_profile(tx: &mut Tx, name: &str) -> Result<bool> {
    Ok(tx.execute("DELETE FROM import_profile WHERE name = $1", params![name]).await? == 1)
}
