//! However a statement ends, `system_queries` has one line of it, with its outcome.

use std::sync::Arc;
use std::time::Duration;

use arrow::datatypes::DataType;
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::{ColumnarValue, Volatility, create_udf};
use serde_json::{Value as Json, json};
use tokio::time::timeout;

use super::engine_with;
use super::limits::ENDLESS;
use crate::statement::Lane;
use crate::{Code, Format, Limits, Params, QueryEngine, QueryError, QueryRequest};

/// Enough rows for many batches and many chunks.
const LONG: &str =
    "SELECT value, 'some text to fill the pipe' AS text FROM generate_series(1, 1000000)";

fn engine() -> QueryEngine {
    engine_with(Limits { concurrency: 1, queue_wait: Duration::from_secs(1), ..Limits::default() })
}

/// Outcome and rows of each line about `sql`.
async fn lines(engine: &QueryEngine, sql: &str) -> Vec<(String, u64)> {
    // The parameter stands in the log as `$1`, so this question never finds itself.
    let question = "SELECT outcome, rows FROM system_queries WHERE sql = $1";
    let request = QueryRequest::new(question)
        .with_params(Params::Positional(vec![json!(sql)]))
        .with_limit(100);
    // A dropped answer gives its turn back a moment later.
    let answer = loop {
        match engine.run(request.clone()).await {
            Err(QueryError::Busy { .. }) => tokio::time::sleep(Duration::from_millis(5)).await,
            answer => break answer.unwrap(),
        }
    };
    let bytes = engine.encode(answer, Format::Json, "v1").unwrap().collect().await.unwrap();
    let document: Json = serde_json::from_slice(&bytes).unwrap();
    let line = |line: &Json| {
        (line["outcome"].as_str().unwrap().to_owned(), line["rows"].as_u64().unwrap())
    };
    document["items"].as_array().unwrap().iter().map(line).collect()
}

async fn ended(engine: &QueryEngine, sql: &str, outcome: &str, rows: u64) {
    assert_eq!(lines(engine, sql).await, [(outcome.to_owned(), rows)], "{sql}");
}

/// Runs `request` to its failure, at the start or later.
async fn fails(engine: &QueryEngine, request: QueryRequest, code: Code) {
    let error = match engine.run(request).await {
        Err(error) => error,
        Ok(answer) => answer.collect().await.unwrap_err(),
    };
    assert_eq!(error.code(), code, "{error}");
}

#[tokio::test]
async fn what_is_refused_or_fails_is_logged_once() {
    let engine = engine();
    let request = QueryRequest::new;
    for (request, code) in [
        (request("DROP TABLE villages"), Code::StatementForbidden),
        (request("SELEC 1"), Code::SqlSyntax),
        (request("SELECT 1 AS many").with_limit(1_000_001), Code::TooManyRows),
        (
            QueryRequest { timeout: Some(Duration::ZERO), ..request("SELECT 1 AS hasty") },
            Code::ParameterInvalid,
        ),
        (request("SELECT $1 AS unbound"), Code::ParameterInvalid),
        (request("SELECT * FROM nowhere"), Code::UnknownTable),
        (request("SELECT ST_Area(5)"), Code::SqlType),
        (request("SELECT CAST(name AS INT) FROM villages"), Code::SqlEvaluation),
        (
            QueryRequest { timeout: Some(Duration::from_millis(50)), ..request(ENDLESS) },
            Code::QueryTimeout,
        ),
    ] {
        let sql = request.sql.clone();
        fails(&engine, request, code).await;
        ended(&engine, &sql, code.as_str(), 0).await;
    }
}

#[tokio::test]
async fn a_failure_after_the_first_rows_is_logged_once_with_the_rows_before_it() {
    // In one part rows come in their order: of two, later batches may come before the one that fails.
    let engine = engine_with(Limits { partitions: 1, ..Limits::default() });
    let sql = "SELECT 1 / (value - 20000) AS x FROM generate_series(1, 30000)";
    let request = QueryRequest::new(sql).with_limit(30_000);
    let answer = engine.run(request).await.unwrap();
    let error = engine.encode(answer, Format::Csv, "v1").unwrap().collect().await.unwrap_err();
    assert_eq!(error.code(), Code::SqlEvaluation);
    let lines = lines(&engine, sql).await;
    assert_eq!((lines.len(), lines[0].0.as_str()), (1, "sql_evaluation"));
    assert!((1..20_000).contains(&lines[0].1), "{lines:?}");
}

#[tokio::test]
async fn who_finds_no_turn_or_goes_away_is_logged_once() {
    let engine = engine();
    let running = engine.run(QueryRequest::new(ENDLESS)).await.unwrap();
    fails(&engine, QueryRequest::new("SELECT 1 AS late"), Code::Busy).await;
    let waiting = engine.run(QueryRequest::new("SELECT 1 AS impatient"));
    timeout(Duration::from_millis(1), waiting).await.unwrap_err();
    drop(running);
    ended(&engine, ENDLESS, "cancelled", 0).await;
    ended(&engine, "SELECT 1 AS late", "busy", 0).await;
    ended(&engine, "SELECT 1 AS impatient", "cancelled", 0).await;
}

#[tokio::test]
async fn a_half_read_answer_is_cancelled_and_a_whole_one_is_not() {
    let engine = engine();
    let request = QueryRequest::new(LONG).with_limit(1_000_000);
    let answer = engine.run(request).await.unwrap();
    let mut bytes = engine.encode(answer, Format::Csv, "v1").unwrap();
    bytes.next_chunk().await.unwrap().unwrap();
    drop(bytes);
    let lines_of_half = lines(&engine, LONG).await;
    assert_eq!((lines_of_half.len(), lines_of_half[0].0.as_str()), (1, "cancelled"));
    assert!((1..1_000_000).contains(&lines_of_half[0].1), "{lines_of_half:?}");

    let mut answer = engine.run(QueryRequest::new("SELECT code FROM villages")).await.unwrap();
    while let Some(batch) = answer.next_batch().await {
        batch.unwrap();
    }
    drop(answer);
    ended(&engine, "SELECT code FROM villages", "ok", 41).await;
    for (format, sql) in [(Format::Json, "SELECT 1 AS j"), (Format::Parquet, "SELECT 1 AS p")] {
        let answer = engine.run(QueryRequest::new(sql)).await.unwrap();
        engine.encode(answer, format, "v1").unwrap().collect().await.unwrap();
        ended(&engine, sql, "ok", 1).await;
    }
}

#[tokio::test]
async fn rows_that_a_format_cannot_hold_are_logged_once() {
    let engine = engine();
    let sql = "SELECT code FROM regencies";
    let answer = engine.run(QueryRequest::new(sql)).await.unwrap();
    let error = engine.encode(answer, Format::GeoJson, "v1").unwrap_err();
    assert_eq!(error.code(), Code::NoGeometry);
    let lines = lines(&engine, sql).await;
    assert_eq!((lines.len(), lines[0].0.as_str()), (1, "no_geometry"));
}

#[tokio::test]
async fn a_reader_who_does_not_read_does_not_keep_the_turn() {
    let engine = engine();
    let request = QueryRequest {
        timeout: Some(Duration::from_secs(2)),
        ..QueryRequest::new(LONG).with_limit(1_000_000)
    };
    let idle = engine.run(request).await.unwrap();
    let lines = lines(&engine, "SELECT 1").await;
    assert!(lines.is_empty());
    drop(idle);
    ended(&engine, LONG, "query_timeout", 2 * 8192).await;
}

fn panics(_: &[ColumnarValue]) -> datafusion::error::Result<ColumnarValue> {
    panic!("on purpose")
}

#[tokio::test]
async fn a_panic_is_an_internal_error_and_logged_once() {
    let engine = engine();
    let mut state = engine.public.state.clone();
    let panics =
        create_udf("panics", vec![], DataType::Int64, Volatility::Volatile, Arc::new(panics));
    state.register_udf(Arc::new(panics)).unwrap();
    let lane = Arc::new(Lane { state, ..Lane::clone(&engine.public) });
    let sql = "SELECT panics()";
    let bounds = engine.limits().bounds(&QueryRequest::new(sql));
    let error = match lane.run(sql, Params::None, bounds).await {
        Err(error) => error,
        Ok(answer) => answer.collect().await.unwrap_err(),
    };
    assert_eq!(error.code(), Code::Internal);
    ended(&engine, sql, "internal", 0).await;
    assert_eq!(engine.public.turns.available_permits(), 1);
}

#[tokio::test]
async fn an_answer_outlives_its_engine() {
    let engine = engine();
    let request = QueryRequest::new(LONG).with_limit(1_000_000);
    let answer = engine.run(request).await.unwrap();
    let mut bytes = engine.encode(answer, Format::Csv, "v1").unwrap();
    let mut lines = 0;
    let mut engine = Some(engine);
    while let Some(chunk) = bytes.next_chunk().await {
        // A newer dataset takes the place of this one in the middle of the answer.
        drop(engine.take());
        lines += chunk.unwrap().iter().filter(|byte| **byte == b'\n').count();
    }
    assert_eq!(lines, 1 + 1_000_000);
}
