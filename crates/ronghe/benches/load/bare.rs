//! What stands beside our page: an axum handler that runs one indexed query for the same rows and
//! returns the same bytes.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use serde::Deserialize;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use std::sync::Arc;

#[derive(Clone)]
struct Bare {
    pool: SqlitePool,
    bytes: Arc<str>,
}

#[derive(Deserialize)]
struct Asked {
    unit: i64,
    from: i64,
    to: i64,
}

type Row = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// `--bare-page DATABASE BYTES ADDRESS`
pub async fn serve(args: &[String]) {
    let [database, bytes, address] = args else { panic!("--bare-page DATABASE BYTES ADDRESS") };
    let options = SqliteConnectOptions::new().filename(database).read_only(true);
    let pool = SqlitePoolOptions::new().max_connections(8).connect_with(options).await;
    let bytes: Arc<str> = std::fs::read_to_string(bytes).expect("the page").into();
    let bare = Bare { pool: pool.expect("the database"), bytes };
    let site = Router::new().route("/", get(page)).with_state(bare);
    let listener = tokio::net::TcpListener::bind(address).await.expect("the address");
    axum::serve(listener, site).await.expect("served");
}

async fn page(State(bare): State<Bare>, Query(asked): Query<Asked>) -> impl IntoResponse {
    let sql = "SELECT period, indicator_id, kind, n, top_hi, top_mid, top_lo, bottom_hi, bottom_mid, \
               bottom_lo FROM roll_up WHERE unit_id = ? AND period BETWEEN ? AND ?";
    let rows: Vec<Row> = sqlx::query_as(sql)
        .bind(asked.unit)
        .bind(asked.from)
        .bind(asked.to)
        .fetch_all(&bare.pool)
        .await
        .expect("rows");
    assert!(!rows.is_empty());
    Html(bare.bytes.to_string())
}
