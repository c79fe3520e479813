//! The rows of `import` and their files.

use kernel::{FileId, ImportId, Scope, UnitId};
use store::{Insert, Query, Result, StoreError, Tx, Value, assembled, params};
use web_kit::table;

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A background job reads the files.
    Reading,
    /// Waits for answers or a confirmation.
    Preview,
    /// A background job writes.
    Confirming,
    Confirmed,
    Undone,
    /// Given up before it was confirmed.
    Discarded,
}

impl State {
    const NAMES: [(Self, &'static str); 6] = [
        (Self::Reading, "reading"),
        (Self::Preview, "preview"),
        (Self::Confirming, "confirming"),
        (Self::Confirmed, "confirmed"),
        (Self::Undone, "undone"),
        (Self::Discarded, "discarded"),
    ];

    /// The stored name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(state, _)| *state == self).map_or("", |(_, name)| name)
    }

    fn from_name(name: &str) -> Result<Self> {
        let known = Self::NAMES.iter().find(|(_, stored)| *stored == name);
        known
            .map(|(state, _)| *state)
            .ok_or_else(|| StoreError::Corrupt(format!("the state of an import, {name}")))
    }

    /// Whether a job is at work.
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Reading | Self::Confirming)
    }
}

/// An import as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    pub id: ImportId,
    pub profile: String,
    pub profile_digest: String,
    pub under: Option<UnitId>,
    pub state: State,
    pub revision: i64,
    /// JSON of [`interchange::Decisions`].
    pub decisions: String,
    /// JSON of the preview; none while the files are being read.
    pub preview: Option<String>,
    /// Readings written and units founded.
    pub readings: i64,
    pub units: i64,
    pub created_at: i64,
    pub created_by: String,
    pub confirmed_at: Option<i64>,
    pub confirmed_by: Option<String>,
    /// Undone or discarded.
    pub closed_at: Option<i64>,
    pub closed_by: Option<String>,
    /// The code of the problem that stopped the last job.
    pub failure: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    profile: String,
    profile_digest: String,
    under_unit: Option<i64>,
    state: String,
    revision: i64,
    decisions: String,
    preview: Option<String>,
    readings: i64,
    units: i64,
    created_at: i64,
    created_by: String,
    confirmed_at: Option<i64>,
    confirmed_by: Option<String>,
    closed_at: Option<i64>,
    closed_by: Option<String>,
    failure: Option<String>,
}

impl Row {
    fn import(self) -> Result<Import> {
        Ok(Import {
            id: ImportId(self.id),
            profile: self.profile,
            profile_digest: self.profile_digest,
            under: self.under_unit.map(UnitId),
            state: State::from_name(&self.state)?,
            revision: self.revision,
            decisions: self.decisions,
            preview: self.preview,
            readings: self.readings,
            units: self.units,
            created_at: self.created_at,
            created_by: self.created_by,
            confirmed_at: self.confirmed_at,
            confirmed_by: self.confirmed_by,
            closed_at: self.closed_at,
            closed_by: self.closed_by,
            failure: self.failure,
        })
    }
}

/// A file of an import.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct FileRow {
    #[sqlx(try_from = "i64")]
    pub file_id: FileId,
    pub name: String,
    pub size: i64,
    pub digest: String,
}

/// An upload to be kept.
pub(crate) struct NewImport<'a> {
    pub profile: &'a str,
    pub profile_digest: &'a str,
    pub under: Option<UnitId>,
    pub state: State,
    pub decisions: &'a str,
    pub at: i64,
    pub by: &'a str,
    pub files: &'a [(FileId, String)],
}

pub(crate) async fn insert(tx: &mut Tx, new: NewImport<'_>) -> Result<ImportId> {
    let sql = "INSERT INTO import (profile, profile_digest, under_unit, state, revision, decisions, \
               readings, units, created_at, created_by) \
               VALUES ($1, $2, $3, $4, 1, $5, 0, 0, $6, $7) RETURNING id";
    let NewImport { profile, profile_digest, under, state, decisions, at, by, files } = new;
    let params = params![profile, profile_digest, under, state.name(), decisions, at, by];
    let (id,): (i64,) = tx.one(sql, params).await?;
    let table = Insert {
        table: "import_file",
        columns: &["import_id", "position", "file_id", "name", "sheets"],
        conflict: "",
    };
    let rows = files.iter().enumerate().map(|(position, (file, name))| {
        [Value::from(id), Value::from(position as i64), (*file).into(), name.into(), "[]".into()]
    });
    tx.insert_many(table, rows.collect::<Vec<_>>()).await?;
    Ok(ImportId(id))
}

pub(crate) async fn get(q: &mut impl Query, id: ImportId) -> Result<Option<Import>> {
    let row: Option<Row> = q.optional("SELECT * FROM import WHERE id = $1", params![id]).await?;
    row.map(Row::import).transpose()
}

/// The files in the order of the upload.
pub(crate) async fn files(q: &mut impl Query, id: ImportId) -> Result<Vec<FileRow>> {
    let sql = "SELECT i.file_id, i.name, f.size, f.digest FROM import_file i \
               JOIN file f ON f.id = i.file_id WHERE i.import_id = $1 ORDER BY i.position";
    q.all(sql, params![id]).await
}

const IN_SCOPE: &str =
    concat!("FROM import i WHERE ", directory::within!("i.under_unit", "$1", "$2"));

/// The imports that a reader may see, newest first unless the table asks otherwise.
pub(crate) async fn list(
    q: &mut impl Query,
    scope: &Scope,
    today: kernel::Day,
    query: &table::Query,
) -> Result<Vec<Import>> {
    let order = match query.sort {
        Some(sort) => {
            let column = match sort.column {
                "profile" => "i.profile",
                "state" => "i.state",
                "readings" => "i.readings",
                "by" => "i.created_by",
                _ => "i.created_at",
            };
            format!("{column} {}", if sort.descending { "DESC" } else { "ASC" })
        }
        None => "i.created_at DESC".to_owned(),
    };
    let sql = format!("SELECT i.* {IN_SCOPE} ORDER BY {order}, i.id DESC LIMIT $3 OFFSET $4");
    let params = params![today, directory::roots(scope), query.size as i64, query.offset() as i64];
    let rows: Vec<Row> = q.all(assembled(sql), params).await?;
    rows.into_iter().map(Row::import).collect()
}

pub(crate) async fn count(q: &mut impl Query, scope: &Scope, today: kernel::Day) -> Result<u64> {
    let sql = assembled(format!("SELECT COUNT(*) {IN_SCOPE}"));
    let (count,): (i64,) = q.one(sql, params![today, directory::roots(scope)]).await?;
    Ok(count as u64)
}

/// Whoever confirms or undoes goes one after the other; the turn ends with the transaction.
pub(crate) async fn take_turn(tx: &mut Tx) -> Result<()> {
    let first = "INSERT INTO import_turn (id, taken) VALUES (1, 0) ON CONFLICT (id) DO NOTHING";
    tx.execute(first, params![]).await?;
    tx.execute("UPDATE import_turn SET taken = taken + 1 WHERE id = 1", params![]).await?;
    Ok(())
}

/// Puts a preview in place; the files' sheets are kept for naming source cells.
pub(crate) async fn previewed(
    tx: &mut Tx,
    id: ImportId,
    preview: &str,
    sheets: impl IntoIterator<Item = String>,
) -> Result<()> {
    let sql = "UPDATE import SET preview = $2, state = 'preview', failure = NULL, \
               revision = revision + 1 WHERE id = $1";
    tx.execute(sql, params![id, preview]).await?;
    let sql = "UPDATE import_file SET sheets = $3 WHERE import_id = $1 AND position = $2";
    for (position, sheets) in sheets.into_iter().enumerate() {
        tx.execute(sql, params![id, position as i64, sheets]).await?;
    }
    Ok(())
}

/// Keeps new decisions if nobody else has changed the import since `revision`.
pub(crate) async fn decided(
    tx: &mut Tx,
    id: ImportId,
    revision: i64,
    decisions: &str,
) -> Result<bool> {
    let sql = "UPDATE import SET decisions = $3, revision = revision + 1 \
               WHERE id = $1 AND revision = $2 AND state = 'preview'";
    Ok(tx.execute(sql, params![id, revision, decisions]).await? == 1)
}

/// Hands the import to a job, once.
pub(crate) async fn start(tx: &mut Tx, id: ImportId, from: State, to: State) -> Result<bool> {
    let sql = "UPDATE import SET state = $3, failure = NULL, revision = revision + 1 \
               WHERE id = $1 AND state = $2";
    Ok(tx.execute(sql, params![id, from.name(), to.name()]).await? == 1)
}

/// A job came to nothing: back to the preview, with the reason.
pub(crate) async fn failed(tx: &mut Tx, id: ImportId, failure: &str) -> Result<()> {
    let sql = "UPDATE import SET state = 'preview', failure = $2, revision = revision + 1 \
               WHERE id = $1 AND state IN ('reading', 'confirming')";
    tx.execute(sql, params![id, failure]).await?;
    Ok(())
}

/// What a confirmation has written.
pub(crate) async fn confirmed(
    tx: &mut Tx,
    id: ImportId,
    under: Option<UnitId>,
    (readings, units): (u64, u64),
    (at, by): (i64, &str),
) -> Result<bool> {
    let sql = "UPDATE import SET state = 'confirmed', under_unit = $2, readings = $3, units = $4, \
               confirmed_at = $5, confirmed_by = $6, failure = NULL, revision = revision + 1 \
               WHERE id = $1 AND state IN ('preview', 'confirming', 'reading')";
    let params = params![id, under, readings as i64, units as i64, at, by];
    Ok(tx.execute(sql, params).await? == 1)
}

/// How an import ends that counts no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    Discard,
    Undo,
}

pub(crate) async fn close(
    tx: &mut Tx,
    id: ImportId,
    closing: Closing,
    (at, by): (i64, &str),
) -> Result<bool> {
    let (from, to) = match closing {
        Closing::Discard => (State::Preview, State::Discarded),
        Closing::Undo => (State::Confirmed, State::Undone),
    };
    let sql = "UPDATE import SET state = $3, closed_at = $4, closed_by = $5, revision = revision + 1 \
               WHERE id = $1 AND state = $2";
    Ok(tx.execute(sql, params![id, from.name(), to.name(), at, by]).await? == 1)
}
