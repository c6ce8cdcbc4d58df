use crate::support::TestServer;

#[tokio::test]
async fn a_server_that_answers_is_ready_and_says_what_it_serves() {
    let server = TestServer::start().await;
    assert_eq!(server.json("/healthz").await["status"], "alive");
    let ready = server.json("/readyz").await;
    assert_eq!(ready["villages"], 40);
    assert_eq!(ready["dataset_version"].as_str().unwrap().len(), 16);
}

#[tokio::test]
async fn metrics_count_requests_by_route_and_name_the_dataset() {
    let server = TestServer::start().await;
    server.json("/api/v1/areas/11.01").await;
    server.problem("/api/v1/areas/99.99").await;
    let text = server.get("/metrics").send().await.unwrap().text().await.unwrap();
    for expected in [
        r#"http_requests_total{method="GET",route="/api/v1/areas/{code}",status="200"}"#,
        r#"http_requests_total{method="GET",route="/api/v1/areas/{code}",status="404"}"#,
        "http_request_duration_seconds_bucket",
        "dataset_info{version=",
        "dataset_villages 40",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
}

#[tokio::test]
async fn a_request_id_is_given_or_kept() {
    let server = TestServer::start().await;
    let id = |response: &reqwest::Response| {
        response.headers()["x-request-id"].to_str().unwrap().to_owned()
    };
    let given = server.get("/healthz").send().await.unwrap();
    assert_eq!(id(&given).len(), 36);
    let kept = server.get("/healthz").header("x-request-id", "mine-7").send().await.unwrap();
    assert_eq!(id(&kept), "mine-7");
}

#[tokio::test]
async fn head_answers_like_get_without_a_body() {
    let server = TestServer::start().await;
    let get =
        server.get("/api/v1/dataset").header("accept-encoding", "identity").send().await.unwrap();
    let head = server
        .client
        .head(format!("{}/api/v1/dataset", server.base))
        .header("accept-encoding", "identity");
    let head = head.send().await.unwrap();
    assert_eq!(head.status(), get.status());
    assert_eq!(head.headers().get("etag"), get.headers().get("etag"));
    assert!(head.bytes().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_stopped_server_finishes_and_no_longer_answers() {
    let server = TestServer::start().await;
    let (client, url) = (server.client.clone(), format!("{}/healthz", server.base));
    assert!(client.get(&url).send().await.is_ok());
    server.stop().await.unwrap();
    assert!(reqwest::Client::new().get(&url).send().await.is_err());
}

/// Every name of a metric in the queries of the dashboard.
fn named_in_dashboard() -> std::collections::BTreeSet<String> {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/grafana-dashboard.json");
    let dashboard: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut queries = Vec::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().into_iter().flatten() {
            queries.push(target["expr"].as_str().unwrap().to_owned());
        }
    }
    assert!(queries.len() > 10, "{queries:?}");
    // What stands in braces are labels. Of the words outside, those of the query language that these charts use have no
    // underscore, but for two.
    let words = |query: &str| -> Vec<String> {
        let outside =
            query.split('{').map(|part| part.rsplit('}').next().unwrap_or_default().to_owned());
        let outside: String = outside.collect::<Vec<_>>().join(" ");
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        outside
            .split(|c: char| !is_word(c))
            .filter(|word| word.contains('_'))
            .map(str::to_owned)
            .collect()
    };
    let found = queries.iter().flat_map(|query| words(query));
    found.filter(|word| word != "histogram_quantile" && word != "__rate_interval").collect()
}

#[tokio::test]
async fn every_metric_of_the_dashboard_is_there_and_has_its_buckets() {
    let server = TestServer::start().await;
    server.sql("SELECT 1 AS one").await;
    server.json("/api/v1/areas/11.01").await;
    let tile = server.get("/tiles/villages/9/412/267.mvt").send().await.unwrap();
    assert_eq!(tile.status(), 200);
    let text = server.get("/metrics").send().await.unwrap().text().await.unwrap();
    let measured: std::collections::BTreeSet<&str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(['{', ' ']).next())
        .collect();
    let named = named_in_dashboard();
    for metric in [
        "http_request_duration_seconds_bucket",
        "sql_statements_waiting",
        "planning_computations",
        "memory_bytes",
        "log_lines_dropped_total",
    ] {
        assert!(named.contains(metric), "the dashboard does not show {metric}");
    }
    let missing: Vec<&String> =
        named.iter().filter(|name| !measured.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?} are not in {text}");
    // Routes are a closed set, and each has a histogram with bounds.
    for bucket in [
        r#"http_request_duration_seconds_bucket{route="/api/v1/areas/{code}",le="0.1"}"#,
        r#"planning_computations{state="waiting"}"#,
        r#"memory_bytes{owner="process"}"#,
        r#"memory_bytes{owner="sql_workers"}"#,
        r#"memory_bytes{owner="tables"}"#,
    ] {
        assert!(text.contains(bucket), "{bucket} is not in {text}");
    }
    assert_eq!(text.lines().filter(|line| line.starts_with("dataset_info{")).count(), 1, "{text}");
}
