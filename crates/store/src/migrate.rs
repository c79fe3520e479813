//! Each crate's tables, brought up to date when the program starts.
//!
//! A migration is one text for both engines, with the dialect words of `value.rs`. It runs once, in one
//! transaction with the note that it ran. A landed migration never changes: its checksum is compared.

use crate::db::{Query, Tx};
use crate::value::{assembled, translate};
use crate::{Db, Engine, Result, StoreError, params};
use kernel::Now;
use std::collections::BTreeMap;

/// The migrations of one crate, in their order.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    pub crate_name: &'static str,
    pub files: &'static [(&'static str, &'static str)],
}

impl Db {
    /// Runs what has not run yet, crate by crate in the order given (a crate after those it points at).
    /// Returns the names of what ran now.
    pub async fn migrate(&self, sets: &[Migrations], now: Now) -> Result<Vec<String>> {
        let mut tx = self.begin().await?;
        create_register(&mut tx).await?;
        let mut ran = Vec::new();
        for set in sets {
            for (file, text) in set.files {
                let name = format!("{}/{file}", set.crate_name);
                if run(&mut tx, &name, text, now).await? {
                    ran.push(name);
                }
            }
        }
        tx.commit().await?;
        Ok(ran)
    }

    /// Whether the tables are exactly what these migrations make; changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Older`] when one has not run, [`StoreError::Migration`] when another one has.
    pub async fn fits(&self, sets: &[Migrations]) -> Result<()> {
        let q = &mut self.snapshot().await?;
        let register = match q.engine() {
            Engine::Sqlite => "SELECT name FROM sqlite_master WHERE name = 'migration'",
            Engine::Postgres => {
                "SELECT CAST(tablename AS TEXT) FROM pg_tables \
                 WHERE schemaname = current_schema() AND tablename = 'migration'"
            }
        };
        let mut landed = BTreeMap::new();
        if q.optional::<(String,)>(register, params![]).await?.is_some() {
            let rows: Vec<(String, String)> =
                q.all("SELECT name, digest FROM migration", params![]).await?;
            landed.extend(rows);
        }
        for set in sets {
            for (file, text) in set.files {
                let name = format!("{}/{file}", set.crate_name);
                match landed.remove(&name) {
                    None => return Err(StoreError::Older(name)),
                    Some(digest) if digest != digest_of(text) => {
                        return Err(StoreError::Migration(name));
                    }
                    Some(_) => {}
                }
            }
        }
        landed.into_keys().next().map_or(Ok(()), |name| Err(StoreError::Migration(name)))
    }
}

fn digest_of(text: &str) -> String {
    crate::audit::hex(&crate::audit::digest(&[text.as_bytes()]))
}

async fn create_register(tx: &mut Tx) -> Result<()> {
    let table = "CREATE TABLE IF NOT EXISTS migration (\
         name TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL, at {bigint} NOT NULL) {strict}";
    tx.execute(table, params![]).await?;
    // Two servers that start together: the second waits here until the first has finished.
    if tx.engine() == Engine::Postgres {
        tx.execute("LOCK TABLE migration IN EXCLUSIVE MODE", params![]).await?;
    }
    Ok(())
}

async fn run(tx: &mut Tx, name: &str, text: &str, now: Now) -> Result<bool> {
    let digest = digest_of(text);
    let known: Option<(String,)> =
        tx.optional("SELECT digest FROM migration WHERE name = $1", params![name]).await?;
    if let Some((landed,)) = known {
        return if landed == digest { Ok(false) } else { Err(StoreError::Migration(name.into())) };
    }
    let sql = translate(text, tx.engine());
    for statement in statements(&sql) {
        tx.execute(assembled(statement.to_owned()), params![]).await?;
    }
    let note = "INSERT INTO migration (name, digest, at) VALUES ($1, $2, $3)";
    tx.execute(note, params![name, digest, now.at]).await?;
    Ok(true)
}

/// The statements of a migration. A semicolon in a comment or a literal ends none.
fn statements(sql: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let (mut start, mut says_something) = (0, false);
    let (mut in_comment, mut in_literal) = (false, false);
    for (at, c) in sql.char_indices() {
        match c {
            '\n' => in_comment = false,
            _ if in_comment => {}
            '\'' => in_literal = !in_literal,
            _ if in_literal => {}
            '-' if sql[at..].starts_with("--") => in_comment = true,
            ';' => {
                statements.extend(says_something.then(|| sql[start..at].trim()));
                (start, says_something) = (at + 1, false);
            }
            c => says_something |= !c.is_whitespace(),
        }
    }
    statements.extend(says_something.then(|| sql[start..].trim()));
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, expected: &[&str]) {
        assert_eq!(statements(sql), expected);
    }

    #[test]
    fn a_semicolon_ends_a_statement() {
        check("CREATE TABLE a (b);\nDROP TABLE c;\n", &["CREATE TABLE a (b)", "DROP TABLE c"]);
        check("SELECT 1;; SELECT 2", &["SELECT 1", "SELECT 2"]);
        check(" \n", &[]);
    }

    #[test]
    fn in_a_comment_or_a_literal_it_ends_none() {
        check("SELECT 1 -- one; and only\n+ 2; -- ends; here", &["SELECT 1 -- one; and only\n+ 2"]);
        check(
            "INSERT INTO a VALUES ('x;--', 'it''s;'); SELECT 3 - 2",
            &["INSERT INTO a VALUES ('x;--', 'it''s;')", "SELECT 3 - 2"],
        );
        check("-- What it's for; and why\nSELECT '-';", &["-- What it's for; and why\nSELECT '-'"]);
    }
}
