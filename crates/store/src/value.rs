//! Parameters of a query, and the few words in which the two SQL dialects differ.

use crate::Engine;
use kernel::{Day, Month, Period, Quantity};
use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex};

/// One parameter. Nulls carry their type because PostgreSQL asks for it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bool(Option<bool>),
    Bytes(Option<Vec<u8>>),
}

/// The parameters `$1`, `$2`, … of a query.
pub type Params = Vec<Value>;

/// Collects anything with an `Into<Value>` as parameters: `params![unit, "text", Some(3_i64)]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}

/// A query with its parameters bound, for either engine.
macro_rules! bound {
    ($start:expr, $params:expr) => {{
        let mut query = $start;
        for value in $params {
            query = match value {
                $crate::Value::Int(v) => query.bind(v),
                $crate::Value::Text(v) => query.bind(v),
                $crate::Value::Bool(v) => query.bind(v),
                $crate::Value::Bytes(v) => query.bind(v),
            };
        }
        query
    }};
}
pub(crate) use bound;

macro_rules! from {
    ($($type:ty => $variant:ident($convert:expr)),+ $(,)?) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self { Self::$variant(Some($convert(value))) }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self { Self::$variant(value.map($convert)) }
        }
    )+};
}

from! {
    i64 => Int(|v| v), i32 => Int(i64::from), u32 => Int(i64::from), u8 => Int(i64::from),
    bool => Bool(|v| v), String => Text(|v| v), &str => Text(str::to_owned),
    &String => Text(|v: &String| v.clone()),
    Vec<u8> => Bytes(|v| v), &[u8] => Bytes(<[u8]>::to_vec),
    Quantity => Int(Quantity::millionths), Day => Int(Day::code), Month => Int(Month::code),
    Period => Int(Period::code),
    kernel::UnitId => Int(|v: kernel::UnitId| v.0), kernel::PersonId => Int(|v: kernel::PersonId| v.0),
    kernel::PartyOrgId => Int(|v: kernel::PartyOrgId| v.0), kernel::BodyId => Int(|v: kernel::BodyId| v.0),
    kernel::BodyKindId => Int(|v: kernel::BodyKindId| v.0), kernel::PostId => Int(|v: kernel::PostId| v.0),
    kernel::TenureId => Int(|v: kernel::TenureId| v.0), kernel::MajorMatterId => Int(|v: kernel::MajorMatterId| v.0),
    kernel::MatterId => Int(|v: kernel::MatterId| v.0), kernel::SurveyId => Int(|v: kernel::SurveyId| v.0),
    kernel::MatterKindId => Int(|v: kernel::MatterKindId| v.0),
    kernel::UserId => Int(|v: kernel::UserId| v.0), kernel::GrantId => Int(|v: kernel::GrantId| v.0),
    kernel::IndicatorId => Int(|v: kernel::IndicatorId| v.0), kernel::PlanId => Int(|v: kernel::PlanId| v.0),
    kernel::MeetingId => Int(|v: kernel::MeetingId| v.0), kernel::ArrangementId => Int(|v: kernel::ArrangementId| v.0),
    kernel::KeyPostId => Int(|v: kernel::KeyPostId| v.0), kernel::ZoneId => Int(|v: kernel::ZoneId| v.0),
    kernel::ProjectId => Int(|v: kernel::ProjectId| v.0),
    kernel::LockId => Int(|v: kernel::LockId| v.0), kernel::CorrectionId => Int(|v: kernel::CorrectionId| v.0),
    kernel::ImportId => Int(|v: kernel::ImportId| v.0), kernel::FileId => Int(|v: kernel::FileId| v.0),
    kernel::JobId => Int(|v: kernel::JobId| v.0),
}

/// A list for `IN {ids:$1}`, handed over as one JSON text.
impl From<&[i64]> for Value {
    fn from(ids: &[i64]) -> Self {
        let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
        Self::Text(Some(format!("[{}]", ids.join(","))))
    }
}

/// A list for `IN {texts:$1}`, handed over as one JSON text.
impl From<&[String]> for Value {
    fn from(texts: &[String]) -> Self {
        Self::Text(Some(serde_json::json!(texts).to_string()))
    }
}

impl From<&[kernel::UnitId]> for Value {
    fn from(ids: &[kernel::UnitId]) -> Self {
        Self::from(ids.iter().map(|id| id.0).collect::<Vec<_>>().as_slice())
    }
}

impl From<&[kernel::PartyOrgId]> for Value {
    fn from(ids: &[kernel::PartyOrgId]) -> Self {
        Self::from(ids.iter().map(|id| id.0).collect::<Vec<_>>().as_slice())
    }
}

/// Keeps a query's text that was put together from constant parts, such as a column to sort by (never
/// from what a user typed). Equal texts are kept once; there are as many as combinations of parts.
pub fn assembled(text: String) -> &'static str {
    static KEPT: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut kept = KEPT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match kept.get(text.as_str()) {
        Some(known) => known,
        None => {
            let text: &'static str = text.leak();
            kept.insert(text);
            text
        }
    }
}

/// The text in the engine's dialect.
pub(crate) fn dialect(text: &'static str, engine: Engine) -> &'static str {
    translated(text, engine, 0)
}

/// The text in the engine's dialect, without the unseen units where it has `{seen:unit}`: those become one
/// more parameter.
pub(crate) fn sieved(
    text: &'static str,
    params: &mut Params,
    unseen: &[i64],
    engine: Engine,
) -> &'static str {
    if unseen.is_empty() || !text.contains("{seen:") {
        return translated(text, engine, 0);
    }
    params.push(Value::from(unseen));
    translated(text, engine, params.len())
}

/// Translations of fixed texts, kept for good: there are as many as queries in the program. `sieve` is the
/// number of the parameter with the unseen units, 0 where there are none.
fn translated(text: &'static str, engine: Engine, sieve: usize) -> &'static str {
    type Cache = HashMap<(Engine, usize, &'static str), &'static str>;
    static CACHE: LazyLock<Mutex<Cache>> = LazyLock::new(Mutex::default);
    if !text.contains('{') {
        return text;
    }
    let mut cache = CACHE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    cache.entry((engine, sieve, text)).or_insert_with(|| {
        let seen = |unit: &str| match sieve {
            0 => "1 = 1".to_owned(),
            // What belongs to no unit is not withheld with one.
            n => format!("COALESCE({unit}, 0) NOT IN {{ids:${n}}}"),
        };
        translate(&replaced(text.to_owned(), "{seen:", seen), engine).leak()
    })
}

/// Replaces the dialect words: `{ids:$n}` and `{texts:$n}` (a list of numbers or of texts as a sub-select),
/// `{list:text}` (the texts of a group with commas between them), `{seen:unit}` (whether the reader may see the
/// unit, see [`crate::Withheld`]), and in migrations `{id}`, `{bytes}`, `{strict}`, `{clustered}` and `{utf8:text}`
/// (a text as its bytes).
pub(crate) fn translate(text: &str, engine: Engine) -> String {
    let sqlite = engine == Engine::Sqlite;
    let words = [
        ("{id}", "INTEGER PRIMARY KEY", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"),
        ("{bigint}", "INTEGER", "BIGINT"),
        ("{boolean}", "INTEGER", "BOOLEAN"),
        ("{bytes}", "BLOB", "BYTEA"),
        ("{strict}", "STRICT", ""),
        ("{clustered}", "STRICT, WITHOUT ROWID", ""),
    ];
    let mut sql = text.to_owned();
    for (word, here, there) in words {
        sql = sql.replace(word, if sqlite { here } else { there });
    }
    let list = |of: &'static str| {
        move |parameter: &str| match engine {
            Engine::Sqlite => format!("(SELECT value FROM json_each({parameter}))"),
            Engine::Postgres => format!(
                "(SELECT CAST(value AS {of}) FROM json_array_elements_text(CAST({parameter} AS JSON)))"
            ),
        }
    };
    let bytes = |text: &str| match engine {
        Engine::Sqlite => format!("CAST({text} AS BLOB)"),
        Engine::Postgres => format!("CONVERT_TO({text}, 'UTF8')"),
    };
    let joined = |text: &str| match engine {
        Engine::Sqlite => format!("group_concat({text}, ',')"),
        Engine::Postgres => format!("string_agg({text}, ',')"),
    };
    let sql = replaced(sql, "{ids:", list("BIGINT"));
    let sql = replaced(sql, "{texts:", list("TEXT"));
    let sql = replaced(sql, "{list:", joined);
    replaced(sql, "{utf8:", bytes)
}

/// Replaces each word that begins like this and ends with the next brace by what becomes of its inside.
fn replaced(mut sql: String, word: &str, with: impl Fn(&str) -> String) -> String {
    while let Some(start) = sql.find(word) {
        let Some(length) = sql[start..].find('}') else { break };
        let text = with(&sql[start + word.len()..start + length]);
        sql.replace_range(start..=start + length, &text);
    }
    sql
}
