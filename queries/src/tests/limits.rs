use std::time::Duration;

use serde_json::json;

use super::{ENGINE, document, engine_with, error};
use crate::{Code, Format, Limits, Params, QueryEngine, QueryError, QueryRequest};

/// A sum that never ends in a test's time, and needs no memory.
pub(super) const ENDLESS: &str = "SELECT sum(value % 7) FROM generate_series(1, 9000000000000000)";

async fn failure(engine: &QueryEngine, request: QueryRequest) -> QueryError {
    match engine.run(request).await {
        Err(error) => error,
        Ok(answer) => answer.collect().await.unwrap_err(),
    }
}

#[tokio::test]
async fn more_rows_than_the_limit_are_cut_off_and_said_so() {
    let all = QueryRequest::new("SELECT code FROM villages ORDER BY code");
    let cut = ENGINE.run(all.clone().with_limit(7)).await.unwrap().collect().await.unwrap();
    assert_eq!((cut.2.rows, cut.2.truncated), (7, true));
    let exact = ENGINE.run(all.with_limit(41)).await.unwrap().collect().await.unwrap();
    assert_eq!((exact.2.rows, exact.2.truncated), (41, false));
    let default = document("SELECT * FROM generate_series(1, 20000)").await;
    assert_eq!((&default["row_count"], &default["truncated"]), (&json!(10_000), &json!(true)));
}

#[tokio::test]
async fn a_limit_above_the_highest_is_refused() {
    let error = failure(&ENGINE, QueryRequest::new("SELECT 1").with_limit(1_000_001)).await;
    assert_eq!(error.code(), Code::TooManyRows);
}

#[tokio::test]
async fn a_query_ends_at_its_time() {
    let request =
        QueryRequest { timeout: Some(Duration::from_millis(100)), ..QueryRequest::new(ENDLESS) };
    assert_eq!(failure(&ENGINE, request).await.code(), Code::QueryTimeout);
}

#[tokio::test]
async fn a_dropped_answer_ends_its_query_and_frees_its_place() {
    let engine = engine_with(Limits {
        concurrency: 1,
        queue_wait: Duration::from_secs(20),
        ..Limits::default()
    });
    drop(engine.run(QueryRequest::new(ENDLESS)).await.unwrap());
    let rows = engine.run(QueryRequest::new("SELECT 1")).await.unwrap().collect().await.unwrap();
    assert_eq!(rows.2.rows, 1);
}

#[tokio::test]
async fn too_many_queries_at_once_are_told_that_the_engine_is_busy() {
    let engine = engine_with(Limits {
        concurrency: 1,
        queue_wait: Duration::from_millis(10),
        ..Limits::default()
    });
    let running = engine.run(QueryRequest::new(ENDLESS)).await.unwrap();
    assert_eq!(failure(&engine, QueryRequest::new("SELECT 1")).await.code(), Code::Busy);
    drop(running);
}

#[derive(serde::Deserialize)]
struct One {
    one: i64,
}

#[tokio::test]
async fn as_many_wait_as_may_and_the_next_is_told_at_once() {
    let engine = engine_with(Limits {
        concurrency: 1,
        queue: 1,
        queue_wait: Duration::from_secs(600),
        ..Limits::default()
    });
    let running = engine.run(QueryRequest::new(ENDLESS)).await.unwrap();
    let waiting = engine.run(QueryRequest::new("SELECT 1"));
    tokio::pin!(waiting);
    while engine.public.queue.available_permits() > 0 {
        tokio::select! {
            _ = &mut waiting => panic!("the only turn is taken"),
            () = tokio::time::sleep(Duration::from_millis(5)) => {}
        }
    }
    // Long before the wait itself would be over.
    assert_eq!(failure(&engine, QueryRequest::new("SELECT 1")).await.code(), Code::Busy);
    // The server's own questions wait for nobody of these.
    let own: Vec<One> = engine.ask("SELECT 1 AS one", Params::None).await.unwrap();
    assert_eq!(own[0].one, 1);
    drop(running);
    assert_eq!(waiting.await.unwrap().collect().await.unwrap().2.rows, 1);
}

#[tokio::test]
async fn memory_and_answers_are_bounded() {
    let engine =
        engine_with(Limits { memory_bytes: 1 << 20, max_bytes: 1 << 20, ..Limits::default() });
    let sort = "SELECT a.value, b.value FROM generate_series(1, 3000) a, generate_series(1, 3000) b ORDER BY a.value * b.value";
    assert_eq!(
        failure(&engine, QueryRequest::new(sort).with_limit(1_000_000)).await.code(),
        Code::OutOfMemory
    );
    let large = QueryRequest::new(
        "SELECT 'a long text that is repeated' AS text FROM generate_series(1, 1000000)",
    )
    .with_limit(1_000_000);
    assert_eq!(failure(&engine, large).await.code(), Code::TooLarge);
}

#[tokio::test]
async fn parameters_are_typed_by_their_json() {
    let sql =
        "SELECT count(*) AS n FROM villages WHERE regency_code = $regency AND area_km2 >= $least";
    let params = Params::from_json(json!({"regency": "52.71", "least": 1})).unwrap();
    let answer = ENGINE.run(QueryRequest::new(sql).with_params(params)).await.unwrap();
    let bytes = ENGINE.encode(answer, Format::Csv, "v1").unwrap().collect().await.unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), "n\r\n10\r\n");
    assert_eq!(error("SELECT $1").await.code(), Code::ParameterInvalid);
}

/// What the guard lets through must be planned, computed and freed on the stacks that there are.
#[tokio::test]
async fn the_deepest_statements_that_pass_are_answered() {
    let chain = |with: &str, n: usize| with.repeat(n);
    let selects = |word: &str| vec!["SELECT 1 AS x"; 199].join(word);
    for sql in [
        format!("SELECT 1{} AS x", chain("+1", 499)),
        format!("SELECT value{} AS x FROM generate_series(1, 3)", chain("+value", 499)),
        format!("SELECT count(*) AS x FROM villages WHERE true{}", chain(" AND code <> name", 249)),
        format!(
            "SELECT count(*) AS x FROM villages WHERE false{}",
            chain(" OR name LIKE 'x%'", 249)
        ),
        format!("SELECT name{} AS x FROM villages", chain(" || name", 400)),
        format!("SELECT count(*) AS x FROM ({})", selects(" UNION ALL ")),
        selects(" UNION "),
        selects(" EXCEPT "),
        format!(
            "SELECT CASE {} ELSE 0 END AS x FROM villages",
            chain("WHEN name = 'x' THEN 1 ", 400)
        ),
        format!(
            "SELECT count(*) AS x FROM villages WHERE code IN ({})",
            vec!["'52.03.01.2001'"; 8_000].join(", ")
        ),
    ] {
        let found = document(&sql).await;
        assert!(found["row_count"].as_u64() > Some(0) || sql.contains("EXCEPT"), "{}", &sql[..80]);
    }
    assert_eq!(
        error(&format!("SELECT 1{}", chain("+1", 7_700))).await.code(),
        Code::StatementTooComplex
    );
}
