//! What tables there are, as the engine's own catalogue tells it.

use std::collections::BTreeMap;
use store::{Engine, Query, params};

/// A table with its columns in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub is_bytes: bool,
    /// PostgreSQL counts its values in a sequence of its own.
    pub is_identity: bool,
}

/// The register of migrations is written by running them, never copied.
pub const REGISTER: &str = "migration";

const SQLITE: &str = "SELECT t.name, c.name, c.type = 'BLOB', FALSE \
    FROM sqlite_master t JOIN pragma_table_info(t.name) c \
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid";
const POSTGRES: &str = "SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT), \
    c.data_type = 'bytea', c.is_identity = 'YES' \
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) \
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
    ORDER BY c.table_name, c.ordinal_position";

const SQLITE_POINTERS: &str = "SELECT t.name, f.\"table\" \
    FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'";
const POSTGRES_POINTERS: &str = "SELECT CAST(a.relname AS TEXT), CAST(b.relname AS TEXT) FROM pg_constraint c \
    JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid \
    JOIN pg_namespace n ON n.oid = a.relnamespace \
    WHERE c.contype = 'f' AND n.nspname = current_schema()";

/// All tables but the register, each after those that it points at.
pub async fn tables(query: &mut impl Query) -> store::Result<Vec<Table>> {
    let (columns, pointers) = match query.engine() {
        Engine::Sqlite => (SQLITE, SQLITE_POINTERS),
        Engine::Postgres => (POSTGRES, POSTGRES_POINTERS),
    };
    let rows = query.all(columns, params![]).await?;
    let pointers = query.all(pointers, params![]).await?;
    Ok(in_order(rows, &pointers))
}

/// Groups columns by table and orders the tables.
fn in_order(rows: Vec<(String, String, bool, bool)>, pointers: &[(String, String)]) -> Vec<Table> {
    let mut waiting: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for (table, name, is_bytes, is_identity) in rows {
        waiting.entry(table).or_default().push(Column { name, is_bytes, is_identity });
    }
    waiting.remove(REGISTER);
    let mut tables: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let is_free = |name: &String| {
            pointers
                .iter()
                .all(|(from, to)| from != name || to == name || !waiting.contains_key(to))
        };
        // Tables that point at each other in a ring have no order; then any one goes first.
        let next = waiting.keys().find(|name| is_free(name)).or(waiting.keys().next()).cloned();
        let Some((name, columns)) = next.and_then(|name| waiting.remove_entry(&name)) else {
            break;
        };
        tables.push(Table { name, columns });
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_follows_those_it_points_at() {
        let column = |table: &str| (table.to_owned(), "id".to_owned(), false, false);
        let rows = ["a", "b", "c", REGISTER].map(column).to_vec();
        let points = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let pointers = [points("a", "c"), points("c", "b"), points("b", "b")];
        let order: Vec<_> = in_order(rows, &pointers).into_iter().map(|table| table.name).collect();
        assert_eq!(order, ["b", "c", "a"]);
    }
}
