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
