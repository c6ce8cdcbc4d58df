use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::json;

use crate::support::TestServer;
use crate::support::server::{checked_problem, problem};

#[tokio::test]
async fn an_unknown_parameter_is_named_with_the_known_ones() {
    let server = TestServer::start().await;
    let problem = server.problem("/api/v1/areas?levle=village").await;
    assert_json_snapshot!(problem.body, {".request_id" => "[id]"});
}

#[tokio::test]
async fn paths_and_methods_that_do_not_exist_are_problems() {
    let server = TestServer::start().await;
    for path in [
        "/api/v1/nothing",
        "/api",
        "/api/v1/areas/11/x",
        "/tiles/villages/1",
        "/metrics/x",
        "/favicon.missing",
    ] {
        let problem = server.problem(path).await;
        assert_eq!((problem.status, problem.code.as_str()), (404, "not_found"), "{path}");
    }
    for (method, path) in [
        (Method::POST, "/api/v1/areas"),
        (Method::DELETE, "/healthz"),
        (Method::PUT, "/"),
        (Method::GET, "/api/v1/villages/search"),
    ] {
        let request = server.client.request(method.clone(), format!("{}{path}", server.base));
        let problem = problem(request).await;
        assert_eq!(
            (problem.status, problem.code.as_str()),
            (405, "method_not_allowed"),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_problems_with_their_place() {
    let server = TestServer::start().await;
    let search = || server.client.post(format!("{}/api/v1/villages/search", server.base));
    let broken = search().header("content-type", "application/json").body("{\n \"type\": oops}");
    let broken = problem(broken).await;
    assert_eq!((broken.status, broken.code.as_str()), (400, "invalid_json"));
    assert_eq!(broken.body["position"]["line"], 2);
    let text = problem(search().header("content-type", "text/plain").body("{}")).await;
    assert_eq!((text.status, text.code.as_str()), (415, "unsupported_media_type"));
    let none = problem(search()).await;
    assert_eq!((none.status, none.code.as_str()), (415, "unsupported_media_type"));
}

#[tokio::test]
async fn another_host_is_refused() {
    let server = TestServer::start().await;
    let foreign = problem(server.get("/api/v1/dataset").header("host", "evil.example")).await;
    assert_eq!((foreign.status, foreign.code.as_str()), (421, "host_not_allowed"));
    let local = server.get("/healthz").header("host", "localhost:1234").send().await.unwrap();
    assert_eq!(local.status(), 200);
}

#[tokio::test]
async fn a_configured_host_is_answered() {
    let server =
        TestServer::start_with(|config| config.allowed_hosts = vec!["planner.example".to_owned()])
            .await;
    let known =
        server.get("/tiles/villages.json").header("host", "planner.example").send().await.unwrap();
    let json: serde_json::Value = known.json().await.unwrap();
    assert!(json["tiles"][0].as_str().unwrap().starts_with("http://planner.example/tiles/"));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let server = TestServer::start().await;
    for path in ["/", "/api/v1/dataset", "/api/v1/nothing", "/docs"] {
        let response = server.get(path).send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert!(header("content-security-policy").starts_with("default-src 'self'"), "{path}");
        assert!(header("content-security-policy").contains("worker-src 'self' blob:"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let server = TestServer::start_with(|config| config.limits.body_bytes = 1000).await;
    let body = json!({"type": "Polygon", "coordinates": [vec![[0.0, 0.0]; 500]]});
    let response = server.post("/api/v1/villages/search", &body).send().await.unwrap();
    let problem = checked_problem(response).await;
    assert_eq!((problem.status, problem.code.as_str()), (413, "payload_too_large"));
}
