//! The queues are apart: whoever fills one, the others answer. What is measured is who answers while who still runs,
//! never how fast.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::progress::{SENSITIVITY, long};
use crate::rankings::reference_plan;
use crate::scenarios::{create, path, plan};
use crate::support::TestServer;
use crate::support::server::checked_problem;

const RANKINGS: &str = "/api/v1/rankings";
/// A sum that never ends in a test's time.
const ENDLESS: &str = "SELECT sum(value % 7) FROM generate_series(1, 9000000000000000)";

/// A request under way until it is aborted.
type UnderWay = JoinHandle<reqwest::Result<reqwest::Response>>;

/// Sends requests until one is told that it is too many: so many stay under way.
async fn filled(request: impl Fn() -> RequestBuilder) -> Vec<UnderWay> {
    let mut under_way: Vec<UnderWay> = Vec::new();
    loop {
        let mut sent = tokio::spawn(request().send());
        let refused = tokio::time::timeout(Duration::from_secs(1), &mut sent).await;
        match refused {
            // It waits for its answer: it has a place.
            Err(_elapsed) => under_way.push(sent),
            Ok(answer) => {
                let problem = checked_problem(answer.unwrap().unwrap()).await;
                assert_eq!((problem.status, problem.code.as_str()), (429, "busy"));
                // On a machine that is busy a refusal may take long too.
                under_way.retain(|request| !request.is_finished());
                return under_way;
            }
        }
        assert!(under_way.len() < 50, "nobody is refused");
    }
}

/// What each group of routes answers while another is full.
async fn answered(server: &TestServer, groups: &[&str]) {
    let scenario = if groups.contains(&"scenarios") {
        path(&create(server, "Lain", plan(2)).await, "")
    } else {
        String::new()
    };
    let explained = {
        let mut body = plan(2);
        body["id"] = json!("11.01.01.2002");
        body
    };
    for group in groups {
        let requests = match *group {
            "data" => vec![server.get("/api/v1/areas?q=desa"), server.get("/api/v1/coverage")],
            "SQL" => vec![server.post("/api/v1/sql", &json!({"sql": "SELECT 1 AS one"}))],
            // The condition of this plan is SQL, on the places of planning.
            "planning" => vec![
                server.post(RANKINGS, &plan(2)),
                server.post("/api/v1/rankings/explain", &explained),
                server.post("/api/v1/weights/diagnostics", &reference_plan()),
                server.post("/api/v1/weights/roc", &json!({"criteria": ["a", "b"]})),
                server.post("/api/v1/equity", &json!({"selected": []})),
                server.get("/api/v1/plan/default"),
                server.get("/api/v1/plan/templates"),
            ],
            "computations" => vec![server.post("/api/v1/selections", &plan(2))],
            "scenarios" => vec![server.get("/api/v1/scenarios"), server.get(&scenario)],
            other => panic!("no group {other}"),
        };
        for request in requests {
            let answer = request.send().await.unwrap();
            let (status, url) = (answer.status(), answer.url().clone());
            assert_eq!(status, 200, "{group}, {url}: {}", answer.text().await.unwrap());
        }
    }
}

/// They are all still under way, and are ended.
fn still_under_way(requests: &[UnderWay]) {
    assert!(!requests.is_empty());
    for request in requests {
        assert!(!request.is_finished(), "what was to fill a queue has ended");
        request.abort();
    }
}

#[tokio::test]
async fn who_plans_in_milliseconds_does_not_wait_for_selections() {
    let server = TestServer::start_with(|config| {
        config.limits.planning_concurrency = 1;
        config.limits.planning_queue = 2;
    })
    .await;
    let busy = filled(|| server.post(SENSITIVITY, &long())).await;
    assert_eq!(busy.len(), 3, "one runs and two wait, as is configured");
    answered(&server, &["planning", "data", "SQL", "scenarios"]).await;
    still_under_way(&busy);
}

#[tokio::test]
async fn an_analysts_statements_make_no_planner_wait() {
    let server = TestServer::start_with(|config| {
        config.limits.sql_concurrency = 1;
        config.limits.sql_queue = 2;
        config.limits.sql_timeout = Duration::from_secs(600);
        config.limits.sql_queue_wait = Duration::from_secs(600);
    })
    .await;
    let busy = filled(|| server.post("/api/v1/sql", &json!({ "sql": ENDLESS }))).await;
    assert_eq!(busy.len(), 3, "one runs and two wait, as is configured");
    answered(&server, &["planning", "computations", "data", "scenarios"]).await;
    still_under_way(&busy);
}

#[tokio::test]
async fn who_plans_takes_no_place_of_others_and_gives_it_back() {
    let server = TestServer::start_with(|config| config.limits.planning_in_flight = 2).await;
    let mut slow = plan(2);
    slow["candidates"]["where"] = json!(format!("({ENDLESS}) > 0"));
    let busy = filled(|| server.post(RANKINGS, &slow)).await;
    assert_eq!(busy.len(), 2);
    answered(&server, &["computations", "data", "SQL", "scenarios"]).await;
    still_under_way(&busy);
    let free = async {
        while server.post(RANKINGS, &plan(2)).send().await.unwrap().status() != 200 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), free).await.expect("the places are free again");
}

/// The first that every page asks for is there, however long others' conditions keep the engine of plans.
#[tokio::test]
async fn plans_to_begin_with_wait_for_nobodys_condition() {
    let server = TestServer::start().await;
    let begin = ["/api/v1/plan/default", "/api/v1/plan/templates"];
    for path in begin {
        assert_eq!(server.get(path).send().await.unwrap().status(), 200);
    }
    let mut slow = plan(2);
    slow["candidates"]["where"] = json!(format!("({ENDLESS}) > 0"));
    let busy: Vec<UnderWay> =
        (0..8).map(|_| tokio::spawn(server.post(RANKINGS, &slow).send())).collect();
    // Four compute, and who comes after them is refused after two seconds.
    tokio::time::sleep(Duration::from_millis(500)).await;
    for path in begin {
        assert_eq!(server.get(path).send().await.unwrap().status(), 200, "{path}");
    }
    for request in busy {
        request.abort();
    }
}

/// As many as would fill every queue, each place of which has one.
#[tokio::test]
async fn unfinished_bodies_take_no_place_anywhere() {
    let server = TestServer::start_with(|config| {
        let limits = &mut config.limits;
        limits.request_in_flight = 1;
        limits.planning_in_flight = 1;
        limits.scenarios_in_flight = 1;
        (limits.planning_concurrency, limits.planning_queue) = (1, 0);
        (limits.sql_concurrency, limits.sql_queue) = (1, 0);
    })
    .await;
    let address = server.base.trim_start_matches("http://");
    let draft = path(&create(&server, "Tunggu", plan(2)).await, "/freeze");
    let mut open = Vec::new();
    for path in [
        RANKINGS,
        SENSITIVITY,
        "/api/v1/selections",
        "/api/v1/sql",
        "/api/v1/villages/search",
        "/api/v1/scenarios",
        draft.as_str(),
    ]
    .repeat(20)
    {
        let mut connection = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{{"
        );
        connection.write_all(head.as_bytes()).await.unwrap();
        open.push(connection);
    }
    answered(&server, &["planning", "computations", "data", "SQL", "scenarios"]).await;
    for connection in &open {
        // Nothing was answered on these yet: they are unfinished still.
        let mut one = [0];
        assert!(connection.try_read(&mut one).is_err());
    }
}

/// What is counted of each queue has its line from the start.
#[tokio::test]
async fn every_queue_is_measured() {
    let server = TestServer::start().await;
    let metrics = server.get("/metrics").send().await.unwrap().text().await.unwrap();
    for line in [
        "http_requests_in_flight{kind=\"planning\"}",
        "http_requests_in_flight{kind=\"scenario\"}",
        "http_requests_refused_total{kind=\"computation\"}",
        "http_requests_refused_total{kind=\"SQL\"}",
        "planning_computations{state=\"waiting\"}",
        "sql_statements_waiting",
    ] {
        assert!(metrics.lines().any(|found| found.starts_with(line)), "{line}: {metrics}");
    }
    let _: Value = server.json("/healthz").await;
}
