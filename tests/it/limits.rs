use std::time::Duration;

use crate::support::TestServer;

#[tokio::test]
async fn a_request_that_takes_too_long_is_a_problem_and_health_still_answers() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let server =
        TestServer::start_with(|config| config.limits.request_timeout = Duration::from_millis(50))
            .await;
    // A body that never ends keeps the request under way for ever.
    let address = server.base.trim_start_matches("http://").to_owned();
    let mut slow = tokio::net::TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /api/v1/villages/search HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: 100\r\n\r\n{{"
    );
    slow.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 504 "), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    assert!(answer.contains("\"code\":\"timeout\""), "{answer}");
    server.json("/healthz").await;
}

#[tokio::test]
async fn requests_beyond_the_bound_are_told_to_come_again() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let server = TestServer::start_with(|config| config.limits.request_in_flight = 1).await;
    // A request whose body never ends holds the only place.
    let address = server.base.trim_start_matches("http://").to_owned();
    let mut slow = tokio::net::TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /api/v1/villages/search HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
    );
    slow.write_all(head.as_bytes()).await.unwrap();
    // It is under way once another one is refused; health is never refused.
    let refused = loop {
        let response = server.get("/api/v1/dataset").send().await.unwrap();
        if response.status() != 200 {
            break response;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert_eq!(refused.headers()["retry-after"], "1");
    let problem = crate::support::server::checked_problem(refused).await;
    assert_eq!((problem.status, problem.code.as_str()), (429, "busy"));
    server.json("/healthz").await;
    // When it goes away, its place is free again.
    slow.shutdown().await.unwrap();
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest).await;
    drop(slow);
    loop {
        if server.get("/api/v1/dataset").send().await.unwrap().status() == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
