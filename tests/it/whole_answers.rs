//! Files have all rows or break off; how many there are is said in headers, or in trailers to those who read them.

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::server::TestServer;

const MANY: &str = "SELECT value AS n FROM generate_series(1, 20000)";

/// An answer as it was sent, its head and trailers too.
async fn as_sent(server: &TestServer, sql: &str, format: &str, headers: &str) -> Vec<u8> {
    let address = server.base.trim_start_matches("http://");
    let body = json!({ "sql": sql }).to_string();
    let head = format!(
        "POST /api/v1/sql?format={format} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close, te\r\n{headers}\r\n{body}",
        body.len()
    );
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    answer
}

fn ends_with(answer: &[u8], end: &str) -> bool {
    answer.to_ascii_lowercase().ends_with(end.as_bytes())
}

#[tokio::test]
async fn a_file_has_every_row_and_json_says_that_there_are_more() {
    let server = TestServer::start().await;
    let csv = server.post("/api/v1/sql?format=csv", &json!({ "sql": MANY })).send().await.unwrap();
    assert!(csv.headers().get("x-row-count").is_none(), "it was sent before that was known");
    assert_eq!(csv.text().await.unwrap().lines().count(), 20_001);
    let parquet = server.post("/api/v1/sql?format=parquet", &json!({ "sql": MANY }));
    let rows = parquet_rows(parquet.send().await.unwrap().bytes().await.unwrap());
    assert_eq!(rows, 20_000);
    let json = server.sql(MANY).await;
    assert_eq!((&json["row_count"], &json["truncated"]), (&json!(10_000), &json!(true)));
}

fn parquet_rows(bytes: bytes::Bytes) -> usize {
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(bytes);
    reader.unwrap().build().unwrap().map(|batch| batch.unwrap().num_rows()).sum()
}

#[tokio::test]
async fn a_small_answer_says_in_its_head_how_many_rows_it_has() {
    let server = TestServer::start().await;
    for (body, rows, truncated) in [
        (json!({"sql": "SELECT code FROM villages"}), "40", "false"),
        (json!({"sql": "SELECT code FROM villages", "limit": 7}), "7", "true"),
        (json!({"sql": "SELECT code FROM villages WHERE false"}), "0", "false"),
    ] {
        for format in ["json", "csv", "csv&bom=true", "arrow", "parquet", "xlsx"] {
            let path = format!("/api/v1/sql?format={format}");
            let answer = server.post(&path, &body).send().await.unwrap();
            let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
            assert_eq!(
                (header("x-row-count").as_str(), header("x-truncated").as_str()),
                (rows, truncated)
            );
            let length = answer
                .headers()
                .get("content-length")
                .map(|length| length.to_str().unwrap().to_owned());
            let sent = answer.bytes().await.unwrap().len();
            assert!(length.is_none_or(|length| length == sent.to_string()), "{format}");
        }
    }
    let plain = as_sent(&server, "SELECT code FROM villages", "csv", "").await;
    assert!(String::from_utf8_lossy(&plain).to_lowercase().contains("\r\ncontent-length: "));
}

#[tokio::test]
async fn a_long_answer_says_it_at_its_end_to_whoever_reads_that() {
    let server = TestServer::start().await;
    let said = "\r\n0\r\nx-row-count: 20000\r\nx-truncated: false\r\n\r\n";
    for headers in ["te: trailers\r\n", "te: trailers\r\naccept-encoding: gzip\r\n"] {
        let answer = as_sent(&server, MANY, "csv", headers).await;
        assert!(ends_with(&answer, said), "{headers}");
        let packed = String::from_utf8_lossy(&answer[..600])
            .to_lowercase()
            .contains("content-encoding: gzip");
        assert_eq!(packed, headers.contains("gzip"));
    }
    let quiet = as_sent(&server, MANY, "csv", "").await;
    assert!(ends_with(&quiet, "\r\n0\r\n\r\n"));
}

#[tokio::test]
async fn more_rows_than_any_answer_may_have_are_no_file() {
    let server = TestServer::start_with(|config| config.limits.sql_rows = 15_000).await;
    // Nothing has been sent yet: an answer with a status and a way out.
    let few = "SELECT 1 AS one FROM generate_series(1, 15001)";
    let refused =
        server.post("/api/v1/sql?format=csv", &json!({ "sql": few })).send().await.unwrap();
    assert_eq!(refused.status(), 400);
    let problem: serde_json::Value = refused.json().await.unwrap();
    assert_eq!(problem["code"], "too_many_rows");
    assert!(problem["hint"].as_str().unwrap().contains("the first 15000"), "{problem}");
    // Whoever asks for the first of them has these.
    let body = json!({ "sql": MANY, "limit": 15_000 });
    let first = server.post("/api/v1/sql?format=csv", &body).send().await.unwrap();
    assert_eq!(first.text().await.unwrap().lines().count(), 15_001);
}

#[tokio::test]
async fn what_turns_out_to_be_too_much_while_it_is_sent_has_no_end() {
    let server = TestServer::start_with(|config| config.limits.sql_rows = 100_000).await;
    let wide = "SELECT rpad('x', 20, 'y') AS x FROM generate_series(1, 200000)";
    for headers in ["", "te: trailers\r\n", "accept-encoding: gzip\r\n"] {
        let answer = as_sent(&server, wide, "csv", headers).await;
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer[..200]));
        assert!(answer.len() > 10_000 && !ends_with(&answer, "\r\n0\r\n\r\n"), "{headers}");
        assert!(!ends_with(&answer, "x-truncated: false\r\n\r\n"), "{headers}");
    }
}
