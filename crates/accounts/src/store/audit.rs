//! Reading the audit: its entries, newest first, and how far the chain is sealed.

use super::containing;
use store::audit::Stored;
use store::{Query, Result, assembled, params};
use web_kit::table;

/// The last seal of the chain.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Seal {
    pub seq: i64,
    pub at: i64,
    pub hash: Vec<u8>,
}

pub async fn last_seal(q: &mut impl Query) -> Result<Option<Seal>> {
    q.optional("SELECT seq, at, hash FROM audit_seal ORDER BY seq DESC LIMIT 1", params![]).await
}

/// The moments between which entries are shown: from the first on, before the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Option<i64>,
    pub until: Option<i64>,
}

/// How many entries were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub entries: u64,
    /// Whether there are more.
    pub goes_on: bool,
}

/// A page of the list, or as much as a sheet holds for an export.
pub async fn list(q: &mut impl Query, query: &table::Query, span: Span) -> Result<Vec<Stored>> {
    let order = if query.sort.is_some_and(|sort| !sort.descending) { "ASC" } else { "DESC" };
    let (limit, offset) = if query.as_workbook {
        (ROWS_OF_A_SHEET, 0)
    } else {
        (query.size as i64, query.offset() as i64)
    };
    let (condition, mut params) = matching(query, span);
    let n = params.len();
    let sql = format!(
        "SELECT id, at, user_id, actor, action, subject, subject_id, before, after, seal FROM audit \
         WHERE {condition} ORDER BY id {order} LIMIT ${} OFFSET ${}",
        n + 1,
        n + 2
    );
    params.extend(params![limit, offset]);
    q.all(assembled(sql), params).await
}

/// How many entries there are from the first to this many beyond the page asked for; one more says that
/// they go on.
pub async fn count(
    q: &mut impl Query,
    query: &table::Query,
    span: Span,
    beyond: u64,
) -> Result<Counted> {
    let (condition, mut params) = matching(query, span);
    let most = query.offset() + query.size + beyond;
    params.extend(params![most as i64 + 1]);
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT id FROM audit WHERE {condition} LIMIT ${}) counted",
        params.len()
    );
    let (count,): (i64,) = q.one(assembled(sql), params).await?;
    Ok(Counted { entries: (count as u64).min(most), goes_on: count as u64 > most })
}

/// A worksheet has 1,048,576 rows, one of them the headings.
pub const ROWS_OF_A_SHEET: i64 = 1_000_000;

/// Only what the reader asked for is compared, so that an unfiltered page reads no more than it shows.
fn matching(query: &table::Query, span: Span) -> (String, store::Params) {
    let mut condition = String::from("id > 0");
    let mut params = params![];
    for (bound, test) in [(span.from, ">="), (span.until, "<")] {
        if bound.is_some() {
            params.extend(params![bound]);
            condition += &format!(" AND at {test} ${}", params.len());
        }
    }
    let columns =
        [("actor", "actor"), ("action", "action"), ("subject", "subject || ' ' || subject_id")];
    for (key, column) in columns {
        let text = query.filter(key);
        if !text.is_empty() {
            params.extend(params![containing(text)]);
            condition += &format!(" AND LOWER({column}) LIKE ${} ESCAPE '\\'", params.len());
        }
    }
    if !query.search.is_empty() {
        params.extend(params![containing(&query.search)]);
        let n = params.len();
        condition += &format!(
            " AND (LOWER(actor || ' ' || action || ' ' || subject || ' ' || subject_id) LIKE ${n} \
             ESCAPE '\\' OR LOWER(COALESCE(after, '') || COALESCE(before, '')) LIKE ${n} ESCAPE '\\')"
        );
    }
    (condition, params)
}
