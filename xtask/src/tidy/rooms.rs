//! What stays in its room: SQL in `store`, HTTP in `pages`, the clock at the edges.

use super::Fault;
use super::repo::{Repo, crate_of};

/// Crates that are themselves the edge: they serve HTTP and read the clock.
const EDGES: &[&str] = &["web-kit", "ronghe"];

/// Ways of reading a clock.
const CLOCKS: &[&str] =
    &["SystemTime::now", "Timestamp::now", "Zoned::now", "Instant::now", "Local::now", "Utc::now"];

/// Clocks inside SQL, which no parameter can set.
const SQL_CLOCKS: &[&str] =
    &["CURRENT_TIMESTAMP", "CURRENT_DATE", "now()", "strftime('", "datetime('now"];

/// Measuring how long something takes is no rule's input: files that may, and why.
const STOPWATCHES: &[(&str, &str)] =
    &[("crates/store/", "the audit chain is sealed every few seconds of real time")];

pub fn sql_stays_in_store(repo: &Repo) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, source) in repo.program().filter(|(path, _)| !in_room(path, "store")) {
        for literal in source.strings.iter().filter(|literal| is_sql(&literal.text)) {
            faults.push(Fault::new(
                path,
                source.line(literal.offset),
                "SQL outside a store/ folder: give it a function there",
            ));
        }
        for at in source.find_word("sqlx::query") {
            faults.push(Fault::new(
                path,
                source.line(at),
                "sqlx::query is for the store crate: use the methods of Db and Tx",
            ));
        }
    }
    let stray = repo.paths().filter(|path| {
        path.ends_with(".sql") && !in_room(path, "store") && !in_room(path, "migrations")
    });
    faults.extend(
        stray.map(|path| {
            Fault::new(path, 1, "an .sql file belongs in a store/ or migrations/ folder")
        }),
    );
    faults
}

pub fn http_stays_in_pages(repo: &Repo) -> Vec<Fault> {
    let outside = repo
        .program()
        .filter(|(path, _)| !in_room(path, "pages") && !EDGES.contains(&crate_of(path)));
    outside
        .flat_map(|(path, source)| {
            ["axum", "tower_http"].into_iter().flat_map(move |part| {
                source.find_word(part).map(move |at| {
                    Fault::new(
                        path,
                        source.line(at),
                        format!("{part} outside pages/: HTTP ends there"),
                    )
                })
            })
        })
        .collect()
}

pub fn clock_stays_at_the_edges(repo: &Repo) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, source) in repo.program().filter(|(path, _)| !EDGES.contains(&crate_of(path))) {
        let may_time = STOPWATCHES.iter().any(|(folder, _)| path.starts_with(folder));
        for clock in CLOCKS.iter().filter(|clock| !(may_time && **clock == "Instant::now")) {
            for at in source.find_word(clock) {
                faults.push(Fault::new(
                    path,
                    source.line(at),
                    format!("{clock} outside the edges: time is a parameter, take `Now`"),
                ));
            }
        }
        for literal in source.strings.iter().filter(|literal| is_sql(&literal.text)) {
            for clock in SQL_CLOCKS.iter().filter(|clock| literal.text.contains(**clock)) {
                faults.push(Fault::new(
                    path,
                    source.line(literal.offset),
                    format!("{clock} in SQL: bind the time as a parameter"),
                ));
            }
        }
    }
    for (path, text) in repo.texts().filter(|(path, _)| path.ends_with(".sql")) {
        for (number, line) in text.lines().enumerate() {
            for clock in SQL_CLOCKS.iter().filter(|clock| line.contains(**clock)) {
                faults.push(Fault::new(
                    path,
                    number + 1,
                    format!("{clock} in SQL: bind the time as a parameter"),
                ));
            }
        }
    }
    faults
}

/// Whether a path lies in a folder `room`, or is the file `room.rs`.
fn in_room(path: &str, room: &str) -> bool {
    path.split('/').any(|part| part == room || part.strip_suffix(".rs") == Some(room))
}

/// Whether a literal is a statement: it starts with a verb of SQL and has the word that goes with it.
fn is_sql(literal: &str) -> bool {
    let text = literal.split_whitespace().collect::<Vec<_>>().join(" ") + " ";
    const FORMS: &[(&str, &str)] = &[
        ("SELECT ", " "),
        ("INSERT INTO ", " "),
        ("UPDATE ", " SET "),
        ("DELETE FROM ", " "),
        ("WITH ", " AS ("),
        ("CREATE TABLE ", " "),
        ("CREATE INDEX ", " "),
        ("ALTER TABLE ", " "),
        ("DROP ", " "),
        ("PRAGMA ", " "),
    ];
    FORMS.iter().any(|(verb, word)| text.strip_prefix(verb).is_some_and(|rest| rest.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::*;

    const IN_STORE: (&str, &str) =
        ("crates/a/src/store/row.rs", "const Q: &str = \"SELECT 1 FROM unit\";");

    #[test]
    fn sql_outside_store_is_named() {
        let tests = (
            "crates/a/src/use.rs",
            "#[cfg(test)] mod tests { const Q: &str = \"DELETE FROM unit\"; }",
        );
        let words =
            ("crates/a/src/words.rs", "const A: &str = \"SELECTED UPDATE\"; // SELECT a FROM b");
        let good = [IN_STORE, tests, words, ("crates/a/migrations/0001.sql", "")];
        judge(
            sql_stays_in_store,
            &good,
            &[("crates/a/src/use.rs", "q(\"\n  UPDATE unit\n  SET name = $1\")")],
            "outside a store/ folder",
        );
        judge(
            sql_stays_in_store,
            &good,
            &[("crates/a/src/use.rs", "sqlx::query(q)")],
            "sqlx::query",
        );
        judge(sql_stays_in_store, &good, &[("crates/a/src/q.sql", "")], ".sql file");
    }

    #[test]
    fn http_outside_pages_is_named() {
        let good = [
            ("crates/a/src/pages/list.rs", "use axum::Router;"),
            ("crates/web-kit/src/form.rs", "use axum::Form;"),
        ];
        judge(
            http_stays_in_pages,
            &good,
            &[("crates/a/src/use_cases/x.rs", "use axum::Json;")],
            "outside pages/",
        );
    }

    #[test]
    fn a_clock_in_a_rule_is_named() {
        let good = [
            ("crates/ronghe/src/main.rs", "Timestamp::now()"),
            ("crates/store/src/seal.rs", "Instant::now()"),
        ];
        judge(
            clock_stays_at_the_edges,
            &good,
            &[("crates/a/src/rule.rs", "let t = SystemTime::now();")],
            "take `Now`",
        );
        judge(
            clock_stays_at_the_edges,
            &good,
            &[("crates/store/src/x.rs", "Timestamp::now()")],
            "take `Now`",
        );
        judge(
            clock_stays_at_the_edges,
            &good,
            &[("crates/a/src/store/x.rs", "\"INSERT INTO a VALUES (now())\"")],
            "bind the time",
        );
        judge(
            clock_stays_at_the_edges,
            &good,
            &[("crates/a/migrations/1.sql", "a BIGINT DEFAULT CURRENT_TIMESTAMP")],
            "bind the time",
        );
    }
}
