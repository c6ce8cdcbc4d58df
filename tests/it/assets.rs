use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::TestServer;

#[tokio::test]
async fn every_page_address_shows_the_application() {
    let server = TestServer::start().await;
    for path in
        ["/", "/coverage", "/sql/deep/link", "/tilesets", "/wilayah/52.03", "/wilayah/52.03/"]
    {
        let response = server.get(path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert!(
            response.headers()["content-type"].to_str().unwrap().starts_with("text/html"),
            "{path}"
        );
        assert!(response.text().await.unwrap().contains("Desmigratif"), "{path}");
    }
}

#[tokio::test]
async fn addresses_of_the_interface_and_missing_files_never_do() {
    let server = TestServer::start().await;
    for path in
        ["/api/v2", "/api/v1/area", "/tiles/x/y", "/styles", "/maps/x", "/_app/immutable/gone.js"]
    {
        assert_eq!(server.problem(path).await.code, "not_found", "{path}");
    }
}

#[tokio::test]
async fn nothing_outside_the_application_can_be_read() {
    let server = TestServer::start().await;
    let address = server.base.trim_start_matches("http://");
    for path in [
        "/Cargo.toml",
        "/../Cargo.toml",
        "/../../Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/%2e%2e/Cargo.toml",
        "/_app/../../../Cargo.toml",
    ] {
        let answer = as_written(address, path).await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        assert!(answer.contains("\"code\":\"not_found\""), "{path}: {answer}");
    }
    // Without an ending it could be a page of the application: it is the application, whatever lies there.
    for path in ["//etc/passwd", "/../../../../../../etc/passwd", "/../LICENSE"] {
        let answer = as_written(address, path).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{path}: {answer}");
        assert!(
            answer.contains("<!doctype html>") && !answer.contains("root:"),
            "{path}: {answer}"
        );
    }
}

/// The answer to a path as it is written: a client would tidy it up first.
async fn as_written(address: &str, path: &str) -> String {
    let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
