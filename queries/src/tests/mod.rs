//! SQL against the tiny country, whose answers are known.

mod coverage_tall;
mod differential;
mod encoders;
mod ends;
mod function_calls;
mod function_table;
mod functions;
mod geometries;
mod laterals;
mod limits;
mod logic;
mod lookup;
mod meaning;
mod mistakes;
mod named;
mod outer_joins;
mod own;
mod own_tables;
mod postgis;
mod postgresql;
mod row_makers;
mod spatial;
mod spatial_joins;
mod subqueries;
mod tables;

use std::path::PathBuf;
use std::sync::LazyLock;

use geodata::values::Values;
use serde_json::Value as Json;

use crate::{Format, Limits, QueryEngine, QueryError, QueryRequest};

/// The folder of this package, as whoever runs the tests has it.
fn package() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
}

/// One engine for all tests that do not change its limits.
static ENGINE: LazyLock<QueryEngine> = LazyLock::new(|| engine_with(Limits::default()));

fn engine_with(limits: Limits) -> QueryEngine {
    let dir = tempfile::tempdir().unwrap();
    let dataset = geodata::testing::dataset(dir.path()).unwrap();
    QueryEngine::new(&dataset, &Values::new(&dataset).unwrap(), limits).unwrap()
}

async fn bytes(request: QueryRequest, format: Format) -> Result<Vec<u8>, QueryError> {
    let answer = ENGINE.run(request).await?;
    ENGINE.encode(answer, format, "v1")?.collect().await
}

/// The whole JSON document.
async fn document(sql: &str) -> Json {
    let bytes = bytes(QueryRequest::new(sql), Format::Json)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    serde_json::from_slice(&bytes)
        .unwrap_or_else(|error| panic!("{sql}: {error}: {}", String::from_utf8_lossy(&bytes)))
}

/// The rows as lists of values.
async fn rows(sql: &str) -> Vec<Vec<Json>> {
    let document = document(sql).await;
    let items = document["items"].as_array().unwrap();
    items.iter().map(|item| item.as_object().unwrap().values().cloned().collect()).collect()
}

/// The only value of a query.
async fn value(sql: &str) -> Json {
    let rows = rows(sql).await;
    assert_eq!((rows.len(), rows[0].len()), (1, 1), "{sql}");
    rows[0][0].clone()
}

/// The error of a query, at its start or at a later row.
async fn error(sql: &str) -> QueryError {
    match bytes(QueryRequest::new(sql), Format::Json).await {
        Err(error) => error,
        Ok(bytes) => panic!("{sql} was answered: {}", String::from_utf8_lossy(&bytes)),
    }
}
