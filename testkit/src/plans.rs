//! How a database would answer: for tests that no frequent question reads a whole table.

use store::{Engine, Params, Query, Result, Row, Tx, assembled, params};

/// Asks the database how it would answer, and answers nothing.
pub struct Explainer {
    tx: Tx,
    /// The plan of each question so far, a step on each line.
    pub plans: Vec<String>,
}

impl Explainer {
    /// An explainer of what the transaction's engine would do with tables full of rows.
    ///
    /// # Panics
    /// When the engine does not take the setting.
    pub async fn new(tx: Tx) -> Self {
        let mut explainer = Self { tx, plans: Vec::new() };
        // PostgreSQL reads an empty table whole at any price but this one.
        explainer.set("SET LOCAL enable_seqscan = off").await;
        explainer
    }

    /// Lets PostgreSQL sort only where no index gives the order.
    ///
    /// # Panics
    /// When the engine does not take the setting.
    pub async fn avoid_sorting(&mut self) {
        self.set("SET LOCAL enable_sort = off").await;
    }

    async fn set(&mut self, setting: &'static str) {
        if self.engine() == Engine::Postgres {
            self.tx.execute(setting, params![]).await.expect("the planner's setting");
        }
    }
}

impl Query for Explainer {
    fn engine(&self) -> Engine {
        self.tx.engine()
    }

    async fn all<T: Row>(&mut self, sql: &'static str, params: Params) -> Result<Vec<T>> {
        let lines: Vec<String> = match self.engine() {
            Engine::Sqlite => {
                let sql = assembled(format!("EXPLAIN QUERY PLAN {sql}"));
                let rows: Vec<(i64, i64, i64, String)> = self.tx.all(sql, params).await?;
                rows.into_iter().map(|row| row.3).collect()
            }
            Engine::Postgres => {
                let sql = assembled(format!("EXPLAIN {sql}"));
                let rows: Vec<(String,)> = self.tx.all(sql, params).await?;
                rows.into_iter().map(|row| row.0).collect()
            }
        };
        self.plans.push(lines.join("\n"));
        Ok(Vec::new())
    }

    async fn optional<T: Row>(&mut self, sql: &'static str, params: Params) -> Result<Option<T>> {
        Ok(self.all(sql, params).await?.into_iter().next())
    }
}
