//! Long computations: progress as a stream of events, and their end when nobody waits any more.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::rankings::reference_plan;
use crate::support::TestServer;
use crate::support::server::{checked_problem, expect_json, problem};

const SELECTIONS: &str = "/api/v1/selections";
pub const SENSITIVITY: &str = "/api/v1/rankings/sensitivity";

/// The events that answer a request: names and data.
pub async fn events(request: RequestBuilder) -> Vec<(String, Value)> {
    let response = request.header("accept", "text/event-stream").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert!(!response.headers().contains_key("content-encoding"));
    let text = response.text().await.unwrap();
    let event = |block: &str| {
        let line = |key: &str| block.lines().find_map(|line| line.strip_prefix(key));
        let data = serde_json::from_str(line("data: ")?).unwrap();
        Some((line("event: ").unwrap().to_owned(), data))
    };
    text.split("\n\n").filter_map(event).collect()
}

#[tokio::test]
async fn a_stream_ends_with_the_answer_that_json_gives() {
    let server = TestServer::start().await;
    let mut selection = reference_plan();
    selection["constraints"] = json!({"count": 4, "per_regency": {"max": 2}});
    let mut sensitivity = reference_plan();
    sensitivity["draws"] = 20_000.into();
    let known = ["waiting", "ranking", "search", "alternatives", "reasons", "draws", "criteria"];
    for (path, body) in [(SELECTIONS, &selection), (SENSITIVITY, &sensitivity)] {
        let mut events = events(server.post(path, body)).await;
        let (name, answer) = events.pop().unwrap();
        assert_eq!(name, "answer");
        assert_eq!(answer, expect_json(server.post(path, body)).await, "{path}");
        assert!(!events.is_empty(), "the first progress is told at once");
        let mut before = 0.0;
        for (name, progress) in events {
            assert_eq!(name, "progress");
            assert!(known.contains(&progress["stage"].as_str().unwrap()), "{progress}");
            let elapsed = progress["elapsed_s"].as_f64().unwrap();
            assert!(elapsed >= before);
            before = elapsed;
        }
    }
}

#[tokio::test]
async fn what_fails_on_the_way_is_the_last_event_and_what_fails_before_is_an_ordinary_problem() {
    let server = TestServer::start().await;
    let mut plan = reference_plan();
    plan["constraints"] = json!({"count": 2, "pin": ["nowhere"]});
    let as_json = problem(server.post(SELECTIONS, &plan)).await;
    let (name, mut problem) = events(server.post(SELECTIONS, &plan)).await.pop().unwrap();
    assert_eq!(name, "problem");
    assert!(problem["request_id"].is_string());
    problem["request_id"] = as_json.body["request_id"].clone();
    assert_eq!(problem, as_json.body);

    plan["unknown"] = 1.into();
    let request = server.post(SELECTIONS, &plan).header("accept", "text/event-stream");
    let before = checked_problem(request.send().await.unwrap()).await;
    assert_eq!((before.status, before.code.as_str()), (400, "unknown_field"));
}

/// A plan whose sensitivity takes minutes: a million weightings of five thousand villages.
pub fn long() -> Value {
    let row = |i: u32| json!({"id": i.to_string(), "a": i * 7919 % 5003, "b": i * 104_729 % 4999});
    let criterion = |name: &str| json!({"indicator": name, "weight": 1, "direction": "benefit", "goalposts": [0, 5000]});
    json!({
        "candidates": {"rows": (0..5000).map(row).collect::<Vec<_>>()},
        "criteria": [criterion("a"), criterion("b")],
        "constraints": {"count": 2500},
        "draws": 1_000_000, "weights": "uniform",
    })
}

#[tokio::test]
async fn a_computation_ends_when_its_client_goes_away_and_its_place_is_free_again() {
    let server = TestServer::start_with(|config| {
        config.limits.planning_concurrency = 1;
        config.limits.planning_queue = 0;
    })
    .await;
    let mut short = reference_plan();
    short["draws"] = 10.into();
    let (long, short) = (long(), short);
    for accept in ["application/json", "text/event-stream"] {
        let request = server.post(SENSITIVITY, &long).header("accept", accept);
        // Held until it is aborted: the response of a stream too.
        let client = tokio::spawn(async move {
            loop {
                // One of the short ones may have the place just then.
                let response = request.try_clone().unwrap().send().await.unwrap();
                if response.status() != 429 {
                    return response.text().await.unwrap();
                }
            }
        });
        let busy = loop {
            let response = server.post(SENSITIVITY, &short).send().await.unwrap();
            if response.status() != 200 {
                break checked_problem(response).await;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert_eq!((busy.status, busy.code.as_str()), (429, "busy"));
        // Others are not kept waiting meanwhile.
        server.json("/healthz").await;
        let tile = server.get("/tiles/villages/9/412/267.mvt").send().await.unwrap();
        assert_eq!(tile.status(), 200);
        client.abort();
        assert!(client.await.unwrap_err().is_cancelled());
        let free = async {
            while server.post(SENSITIVITY, &short).send().await.unwrap().status() != 200 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        // The computation itself would take minutes.
        tokio::time::timeout(Duration::from_secs(20), free).await.expect("its place is free");
    }
    let metrics = server.get("/metrics").send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("planning_computations_total{outcome=\"cancelled\"}"), "{metrics}");
}

#[tokio::test]
async fn who_waits_for_a_turn_is_told_so() {
    let server = TestServer::start_with(|config| config.limits.planning_concurrency = 1).await;
    let first = tokio::spawn(server.post(SENSITIVITY, &long()).send());
    // The second to begin waits for the first, whichever that is.
    let request = server.post(SENSITIVITY, &long()).header("accept", "text/event-stream");
    let mut response = request.send().await.unwrap();
    assert!(response.chunk().await.unwrap().is_some());
    let mut text = String::new();
    let mut short = reference_plan();
    short["draws"] = 10.into();
    let waiting = server.post(SENSITIVITY, &short).header("accept", "text/event-stream");
    let mut waiting = waiting.send().await.unwrap();
    while !text.contains("\"stage\":\"waiting\"") {
        let chunk = waiting.chunk().await.unwrap().expect("it waits");
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    drop(response);
    first.abort();
    while let Some(chunk) = waiting.chunk().await.unwrap() {
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    assert!(text.contains("event: answer"), "{text}");
}
