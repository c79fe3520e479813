//! Settings of the enterprise, kept in the database and shared by all its servers.

use crate::db::{Query, Tx};
use crate::{Result, params};
use kernel::FinancialYear;
use std::collections::BTreeMap;

/// All settings with their defaults filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    values: BTreeMap<String, String>,
}

/// Every key with its default; an unknown key is a programming error.
pub const DEFAULTS: &[(&str, &str)] = &[
    ("enterprise-name", ""),
    ("time-zone", "Asia/Shanghai"),
    ("financial-year-start", "1"),
    // The hour at which a production day ends; work before it counts for the day before.
    ("production-day-cut", "0"),
    // A figure worse than its target by at most this many per cent is slow, beyond it off track.
    ("tolerance-percent", "5"),
    // Of a hundred Party tasks of a plan, so many at the most may serve the organisation itself alone.
    ("self-building-percent", "20"),
    // Days within which each step of an annual plan is owed after the one before.
    ("plan-step-days", "7"),
];

impl Settings {
    pub async fn load(query: &mut impl Query) -> Result<Self> {
        let rows: Vec<(String, String)> =
            query.all("SELECT key, value FROM setting", params![]).await?;
        let defaults = DEFAULTS.iter().map(|(key, value)| ((*key).into(), (*value).into()));
        Ok(Self { values: defaults.chain(rows).collect() })
    }

    pub fn get(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    pub fn time_zone(&self) -> &str {
        self.get("time-zone")
    }

    pub fn financial_year(&self) -> FinancialYear {
        FinancialYear { start_month: self.get("financial-year-start").parse().unwrap_or(1) }
    }
}

/// The revision of a setting; 0 while it has its default.
pub async fn revision(query: &mut impl Query, key: &str) -> Result<i64> {
    let row: Option<(i64,)> =
        query.optional("SELECT revision FROM setting WHERE key = $1", params![key]).await?;
    Ok(row.map_or(0, |(revision,)| revision))
}

/// Writes a setting; the caller audits.
pub async fn put(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO setting (key, value, revision) VALUES ($1, $2, 1) \
               ON CONFLICT (key) DO UPDATE SET value = excluded.value, revision = setting.revision + 1";
    tx.execute(sql, params![key, value]).await?;
    Ok(())
}
