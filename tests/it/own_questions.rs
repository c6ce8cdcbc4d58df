//! What the server answers by itself does not depend on what it grants to those who send SQL.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::server::{column, expect_json};

/// Rank, explain, select, cover, compare: whatever asks the engine on the way.
async fn answers(server: &TestServer) -> Vec<(String, Value)> {
    let mut plan = server.json("/api/v1/plan/default").await;
    plan["candidates"] = json!({"where": "kind = 'desa' OR NOT designated"});
    plan["constraints"]["count"] = 12.into();
    // Time enough for everything, on a busy machine too: what there was no time for would differ.
    plan["constraints"]["time_limit_s"] = 60.into();
    let mut found = Vec::new();
    for path in ["rankings", "selections", "weights/diagnostics"] {
        found.push((
            path.to_owned(),
            expect_json(server.post(&format!("/api/v1/{path}"), &plan)).await,
        ));
    }
    let mut explained = plan.clone();
    explained["id"] = found[0].1["items"][14]["id"].clone();
    let explanation = server.post("/api/v1/rankings/explain", &explained);
    found.push(("explain".to_owned(), expect_json(explanation).await));
    for path in [
        "coverage",
        "coverage?level=regency",
        "coverage?level=district",
        "coverage?level=regency&year=2023",
        "coverage/compare?codes=12.01,11,11.71",
        "areas?level=village&limit=100",
        "areas/11.01",
        "villages?limit=100",
        "indicators",
    ] {
        found.push((path.to_owned(), server.json(&format!("/api/v1/{path}")).await));
    }
    for (_, answer) in &mut found {
        without_times(answer);
    }
    found
}

/// Seconds differ from run to run.
fn without_times(answer: &mut Value) {
    match answer {
        Value::Object(members) => {
            members.retain(|name, _| !name.starts_with("elapsed") && !name.ends_with("seconds"));
            members.values_mut().for_each(without_times);
        }
        Value::Array(items) => items.iter_mut().for_each(without_times),
        _ => {}
    }
}

#[tokio::test]
async fn the_server_ranks_selects_and_covers_whatever_sql_is_granted() {
    let usual = TestServer::start().await;
    let strict = TestServer::start_with(|config| {
        config.limits.sql_rows = 10;
        config.limits.sql_bytes = 2000;
        config.limits.sql_concurrency = 1;
        config.limits.sql_timeout = Duration::from_secs(60);
    })
    .await;
    // Somebody holds the only place.
    let endless = "SELECT sum(value % 7) FROM generate_series(1, 9000000000000000)";
    let holding = strict.post("/api/v1/sql", &json!({ "sql": endless })).send();
    let holding = tokio::spawn(holding);
    let probe = json!({"sql": "SELECT 1 AS probe"});
    while strict.post("/api/v1/sql", &probe).send().await.unwrap().status() != 429 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (expected, found) = (answers(&usual).await, answers(&strict).await);
    assert!(expected[0].1["total"].as_u64().unwrap() > 10);
    for ((path, expected), (_, found)) in expected.iter().zip(&found) {
        assert_eq!(expected, found, "{path}");
    }
    holding.abort();
    // SQL itself is held to what it is granted.
    let cut = loop {
        let request = strict.post("/api/v1/sql", &json!({"sql": "SELECT code FROM villages"}));
        let response = request.send().await.unwrap();
        if response.status() == 200 {
            break response.json::<Value>().await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert_eq!((cut["row_count"].as_u64(), cut["truncated"].as_bool()), (Some(10), Some(true)));
}

#[tokio::test]
async fn the_log_of_statements_has_those_of_the_public_and_no_others() {
    let server = TestServer::start().await;
    answers(&server).await;
    let log = "SELECT sql, outcome FROM system_queries ORDER BY id";
    assert_eq!(server.sql(log).await["items"], json!([]));
    assert_eq!(column(&server.sql(log).await, "sql"), [log]);
}

#[tokio::test]
async fn a_condition_that_brings_in_other_rows_is_refused() {
    let server = TestServer::start().await;
    for condition in [
        "true) UNION ALL SELECT 'nowhere' FROM villages WHERE (true",
        "true) UNION ALL SELECT NULL FROM villages WHERE (true",
        "true) UNION ALL SELECT NULL, 0 FROM villages WHERE (true",
        "false) OR (true",
        "true) ORDER BY (code",
        "true) GROUP BY (code",
    ] {
        let plan = json!({
            "criteria": [{"indicator": "idm", "weight": 1, "direction": "cost"}],
            "candidates": {"where": condition}
        });
        let problem = crate::support::server::problem(server.post("/api/v1/rankings", &plan)).await;
        assert_eq!((problem.status, problem.code.as_str()), (400, "invalid_plan"), "{condition}");
        assert!(problem.body["detail"].as_str().unwrap().contains("candidates.where"));
    }
}
