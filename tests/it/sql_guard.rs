use std::time::Duration;

use serde_json::json;

use crate::support::TestServer;
use crate::support::server::{Problem, problem};

/// Keeps both cores busy for longer than any test waits.
const ENDLESS: &str = "SELECT sum(value % 7) AS n FROM generate_series(1, 9000000000000000)";

async fn refused(server: &TestServer, sql: &str) -> Problem {
    problem(server.post("/api/v1/sql", &json!({ "sql": sql }))).await
}

#[tokio::test]
async fn nothing_but_reading_gets_through() {
    let server = TestServer::start().await;
    for sql in [
        "DROP TABLE villages",
        "DELETE FROM villages",
        "UPDATE villages SET name = 'x'",
        "INSERT INTO villages VALUES (1)",
        "CREATE TABLE t AS SELECT 1",
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
        "COPY villages TO '/tmp/x.csv'",
        "SET datafusion.execution.batch_size = 1",
        "SELECT 1; SELECT 2",
    ] {
        let problem = refused(&server, sql).await;
        assert_eq!(
            (problem.status, problem.code.as_str()),
            (403, "statement_forbidden"),
            "{sql}: {:?}",
            problem.body
        );
    }
    // And nothing was changed by any of them.
    assert_eq!(server.sql("SELECT count(*) AS n FROM villages").await["items"][0]["n"], 40);
}

#[tokio::test]
async fn no_file_can_be_read() {
    let server = TestServer::start().await;
    for (sql, status, code) in [
        ("SELECT * FROM '/etc/passwd'", 403, "statement_forbidden"),
        ("SELECT * FROM read_csv('/etc/passwd')", 400, "unknown_function"),
        ("SELECT * FROM \"/etc/passwd\"", 403, "statement_forbidden"),
        ("SELECT * FROM 'passwd.csv'", 400, "unknown_table"),
    ] {
        let problem = refused(&server, sql).await;
        assert_eq!((problem.status, problem.code.as_str()), (status, code), "{sql}");
    }
}

#[tokio::test]
async fn mistakes_are_named_placed_and_mended() {
    let server = TestServer::start().await;
    let table = refused(&server, "SELECT *\nFROM vilages").await;
    assert_eq!((table.status, table.code.as_str()), (400, "unknown_table"));
    assert!(table.body["hint"].as_str().unwrap().contains("villages"));
    let column = refused(&server, "SELECT nmae FROM villages").await;
    assert_eq!(column.code, "unknown_column");
    assert!(column.body["hint"].as_str().unwrap().contains("name"));
    assert_eq!(column.body["position"]["line"], 1);
    let syntax = refused(&server, "SELECT code\nFROM villages WHERE").await;
    assert_eq!(syntax.code, "sql_syntax");
    assert_eq!(refused(&server, "SELECT st_contain(1, 2)").await.code, "unknown_function");
    assert_eq!(refused(&server, "SELECT 1 / 0 AS x").await.code, "sql_evaluation");
    let types = refused(&server, "SELECT name + lon FROM villages").await;
    assert_eq!((types.status, types.code.as_str()), (400, "sql_type"));
    assert_eq!(refused(&server, "SELECT $1 AS x").await.code, "parameter_invalid");
}

#[tokio::test]
async fn bodies_are_read_strictly() {
    let server = TestServer::start().await;
    let unknown =
        problem(server.post("/api/v1/sql", &json!({"sql": "SELECT 1", "query": 1}))).await;
    assert_eq!((unknown.status, unknown.code.as_str()), (400, "unknown_field"));
    assert!(unknown.body["detail"].as_str().unwrap().contains("query"));
    let wrong = problem(server.post("/api/v1/sql", &json!({"sql": 1}))).await;
    assert_eq!(wrong.code, "invalid_body");
    let params =
        problem(server.post("/api/v1/sql", &json!({"sql": "SELECT 1", "params": 5}))).await;
    assert_eq!(params.code, "parameter_invalid");
}

#[tokio::test]
async fn a_statement_that_runs_too_long_is_ended() {
    let server = TestServer::start().await;
    let body = json!({ "sql": ENDLESS, "timeout_ms": 50 });
    let problem = problem(server.post("/api/v1/sql", &body)).await;
    assert_eq!((problem.status, problem.code.as_str()), (504, "query_timeout"));
}

#[tokio::test]
async fn more_rows_than_allowed_cannot_be_asked_for() {
    let server = TestServer::start_with(|config| config.limits.sql_rows = 10).await;
    let body = json!({"sql": "SELECT code FROM villages", "limit": 11});
    let problem = problem(server.post("/api/v1/sql", &body)).await;
    assert_eq!((problem.status, problem.code.as_str()), (400, "too_many_rows"));
}

#[tokio::test]
async fn an_answer_of_too_many_bytes_is_refused() {
    let server = TestServer::start_with(|config| config.limits.sql_bytes = 1000).await;
    let sql = "SELECT a.code AS a, b.code AS b FROM villages a CROSS JOIN villages b";
    assert_eq!(refused(&server, sql).await.code, "too_large");
}

#[tokio::test]
async fn a_statement_that_needs_too_much_memory_is_ended() {
    let server = TestServer::start_with(|config| config.limits.sql_memory_bytes = 8_000_000).await;
    let sql = "SELECT a.code || b.code || c.code AS x, count(*) AS n FROM villages a, villages b, villages c GROUP BY 1 ORDER BY 1";
    let problem = refused(&server, sql).await;
    assert_eq!((problem.status, problem.code.as_str()), (422, "out_of_memory"));
}

#[tokio::test]
async fn while_all_places_are_taken_others_are_told_to_come_again_and_tiles_are_quick() {
    // Whoever waits does so for the usual time, in which the endless one comes to its place also where a worker is slow to start.
    let server = TestServer::start_with(|config| config.limits.sql_concurrency = 1).await;
    let endless = server.post("/api/v1/sql", &json!({ "sql": ENDLESS })).send();
    let endless = tokio::spawn(endless);
    // The endless one has the only place as soon as another statement is refused.
    let busy = loop {
        let response =
            server.post("/api/v1/sql", &json!({"sql": "SELECT 1 AS one"})).send().await.unwrap();
        if response.status() != 200 {
            break crate::support::server::checked_problem(response).await;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert_eq!((busy.status, busy.code.as_str()), (429, "busy"));
    assert_eq!(server.get("/tiles/provinces/0/0/0.mvt").send().await.unwrap().status(), 200);
    server.json("/healthz").await;
    // When its client goes away, the endless statement ends and its place is free.
    endless.abort();
    let _ = endless.await;
    loop {
        let response =
            server.post("/api/v1/sql", &json!({"sql": "SELECT 1 AS one"})).send().await.unwrap();
        if response.status() == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let log = server.sql("SELECT outcome FROM system_queries WHERE sql LIKE '%9000000000000000%' AND outcome = 'cancelled'").await;
    assert_eq!(log["row_count"], 1);
}
