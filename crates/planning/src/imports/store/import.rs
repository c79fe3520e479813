//! The rows of `import` and their files.

use kernel::{FileId, ImportId, Scope, UnitId};
use std::collections::HashMap;
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

/// An import as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub id: ImportId,
    pub profile: String,
    /// The names of its files, in the order of the upload.
    pub files: Vec<String>,
    pub state: State,
    pub readings: i64,
    pub created_at: i64,
    pub created_by: String,
    pub is_written: bool,
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    id: i64,
    profile: String,
    state: String,
    readings: i64,
    created_at: i64,
    created_by: String,
    confirmed_at: Option<i64>,
}

/// The imports that a reader may see, newest first unless the table asks otherwise. States are searched
/// by the words that the reader sees.
pub(crate) async fn list(
    q: &mut impl Query,
    scope: &Scope,
    today: kernel::Day,
    query: &table::Query,
    word: &(impl Fn(State) -> String + Sync),
) -> Result<Vec<Listed>> {
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
    let (condition, mut values) = matching(scope, today, query, word);
    let n = values.len();
    let sql = format!(
        "SELECT i.id, i.profile, i.state, i.readings, i.created_at, i.created_by, i.confirmed_at \
         FROM import i WHERE {condition} ORDER BY {order}, i.id DESC LIMIT ${} OFFSET ${}",
        n + 1,
        n + 2
    );
    let (limit, offset) = query.window();
    values.extend(params![limit, offset]);
    let rows: Vec<ListedRow> = q.all(assembled(sql), values).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let sql = "SELECT import_id, name FROM import_file WHERE import_id IN {ids:$1} \
               ORDER BY import_id, position";
    let mut files: HashMap<i64, Vec<String>> = HashMap::new();
    for (id, name) in q.all::<(i64, String)>(sql, params![ids.as_slice()]).await? {
        files.entry(id).or_default().push(name);
    }
    let listed = |row: ListedRow| {
        Ok(Listed {
            id: ImportId(row.id),
            profile: row.profile,
            files: files.remove(&row.id).unwrap_or_default(),
            state: State::from_name(&row.state)?,
            readings: row.readings,
            created_at: row.created_at,
            created_by: row.created_by,
            is_written: row.confirmed_at.is_some(),
        })
    };
    rows.into_iter().map(listed).collect()
}

pub(crate) async fn count(
    q: &mut impl Query,
    scope: &Scope,
    today: kernel::Day,
    query: &table::Query,
    word: &(impl Fn(State) -> String + Sync),
) -> Result<u64> {
    let (condition, values) = matching(scope, today, query, word);
    let sql = assembled(format!("SELECT COUNT(*) FROM import i WHERE {condition}"));
    let (count,): (i64,) = q.one(sql, values).await?;
    Ok(count as u64)
}

const NAMED: &str =
    "EXISTS (SELECT 1 FROM import_file f WHERE f.import_id = i.id AND LOWER(f.name) LIKE";

/// What the reader may see and asks for.
fn matching(
    scope: &Scope,
    today: kernel::Day,
    query: &table::Query,
    word: &impl Fn(State) -> String,
) -> (String, store::Params) {
    let mut condition = directory::within!("i.under_unit", "$1", "$2").to_owned();
    let mut values = params![today, directory::roots(scope)];
    let columns = [("profile", "LOWER(i.profile)"), ("by", "LOWER(i.created_by)")];
    for (key, column) in columns.into_iter().filter(|(key, _)| !query.filter(key).is_empty()) {
        values.extend(params![containing(query.filter(key))]);
        condition += &format!(" AND {column} LIKE ${} ESCAPE '\\'", values.len());
    }
    if !query.filter("files").is_empty() {
        values.extend(params![containing(query.filter("files"))]);
        condition += &format!(" AND {NAMED} ${} ESCAPE '\\')", values.len());
    }
    if !query.filter("state").is_empty() {
        values.extend(params![states(query.filter("state"), word)]);
        condition += &format!(" AND ${} LIKE '% ' || i.state || ' %'", values.len());
    }
    if !query.search.is_empty() {
        values.extend(params![containing(&query.search), states(&query.search, word)]);
        let (text, states) = (values.len() - 1, values.len());
        condition += &format!(
            " AND (LOWER(i.profile || ' ' || i.created_by) LIKE ${text} ESCAPE '\\' \
             OR {NAMED} ${text} ESCAPE '\\') OR ${states} LIKE '% ' || i.state || ' %')"
        );
    }
    (condition, values)
}

/// The pattern of texts that have this one in them, in lower case.
fn containing(text: &str) -> String {
    let text = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{text}%")
}

/// The stored names of the states whose words have this text in them, between blanks.
fn states(text: &str, word: &impl Fn(State) -> String) -> String {
    let text = text.to_lowercase();
    let fitting =
        State::NAMES.iter().filter(|(state, _)| word(*state).to_lowercase().contains(&text));
    fitting.fold(" ".to_owned(), |all, (_, name)| all + name + " ")
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
    // A job that found something else than was confirmed has put the new preview in place already.
    let sql = "UPDATE import SET state = 'preview', failure = $2, revision = revision + 1 \
               WHERE id = $1 AND state IN ('reading', 'confirming', 'preview')";
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
