//! What a stranger sends to take the service down, or to bend what others see.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::progress::SENSITIVITY;
use crate::scenarios::plan;
use crate::support::binary::Binary;
use crate::support::server::problem;
use crate::support::{TestServer, country};

/// A condition that becomes a tree as deep as it is long.
fn deep() -> String {
    format!("true{}", " AND true".repeat(8_000))
}

#[tokio::test]
async fn statements_too_deep_for_any_stack_are_refused_wherever_they_come_from() {
    let server = TestServer::start().await;
    let sums = format!("SELECT 1{}", "+1".repeat(7_700));
    let unions = vec!["SELECT 1"; 2_500].join(" UNION ALL ");
    for sql in [sums, unions, format!("SELECT {}", deep())] {
        let refused = problem(server.post("/api/v1/sql", &json!({ "sql": sql }))).await;
        assert_eq!((refused.status, refused.code.as_str()), (400, "statement_too_complex"));
    }
    let mut deep_plan = plan(2);
    deep_plan["candidates"]["where"] = json!(deep());
    for path in ["/api/v1/rankings", "/api/v1/selections"] {
        assert_eq!(problem(server.post(path, &deep_plan)).await.code, "statement_too_complex");
    }
    // Nothing is stored that would do it later.
    let draft = json!({"name": "Dalam", "plan": deep_plan});
    let refused = problem(server.post("/api/v1/scenarios", &draft)).await;
    assert_eq!(refused.code, "statement_too_complex");
    assert_eq!(server.json("/healthz").await["status"], "alive");
}

#[tokio::test]
async fn a_plan_whose_candidates_change_by_themselves_is_refused() {
    let server = TestServer::start().await;
    for condition in
        ["random() < 0.5", "now() > '2020-01-01'", "(SELECT count(*) FROM system_queries) > 1"]
    {
        let mut changing = plan(2);
        changing["candidates"]["where"] = json!(condition);
        let refused = problem(server.post("/api/v1/rankings", &changing)).await;
        assert_eq!(refused.code, "statement_forbidden", "{condition}");
        let draft = json!({"name": "Berubah", "plan": changing});
        assert_eq!(
            problem(server.post("/api/v1/scenarios", &draft)).await.code,
            "statement_forbidden"
        );
    }
    // Who only asks may ask for chance.
    assert_eq!(server.sql("SELECT random() >= 0 AS yes").await["items"][0]["yes"], true);
}

#[tokio::test]
async fn a_search_for_more_than_any_name_is_refused() {
    let server = TestServer::start().await;
    let long = vec!["desa"; 1_500].join("+");
    let refused = server.problem(&format!("/api/v1/areas?q={long}")).await;
    assert_eq!((refused.code.as_str(), refused.status), ("invalid_parameter", 400));
    assert_eq!(server.json(&format!("/api/v1/areas?q={}", "a".repeat(200))).await["total"], 0);
}

#[tokio::test]
async fn a_dataset_that_was_damaged_is_not_taken_when_it_is_read_again() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    for file in std::fs::read_dir(country::directory()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), data.join(file.file_name())).unwrap();
    }
    let served = Binary::serve(&data, &dir.path().join("state"));
    let area = format!("{}/api/v1/areas/11.01.01.2002", served.base);
    let asked = async || reqwest::get(&area).await.unwrap().json::<Value>().await.unwrap();
    let before = asked().await;

    let path = data.join("indicator_values.parquet");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    std::fs::write(&path, &bytes).unwrap();
    served.reload();
    for _ in 0..200 {
        if served.log().contains("the old dataset stays") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let log = served.log();
    assert!(
        log.contains("the old dataset stays") && log.contains("indicator_values.parquet"),
        "{log}"
    );
    assert_eq!(asked().await, before);
}

#[tokio::test]
async fn pages_of_other_sites_may_read_and_nothing_else() {
    let server = TestServer::start().await;
    let statement = json!({"sql": "SELECT 1 AS one"});
    let from = |name: &str, value: &str| server.post("/api/v1/sql", &statement).header(name, value);
    for (name, value) in [
        ("origin", "https://elsewhere.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:1"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let refused = problem(from(name, value)).await;
        assert_eq!((refused.status, refused.code.as_str()), (403, "origin_not_allowed"), "{value}");
    }
    for (name, value) in [("origin", server.base.as_str()), ("sec-fetch-site", "same-origin")] {
        assert_eq!(from(name, value).send().await.unwrap().status(), 200, "{value}");
    }
    // Something else at another port of this host is another site, whatever its host is called.
    let near = from("origin", &server.base).header("sec-fetch-site", "same-site");
    assert_eq!(problem(near).await.code, "origin_not_allowed");
    let named =
        TestServer::start_with(|config| config.allowed_hosts = vec!["desa.example".to_owned()])
            .await;
    let from = |origin: &str| named.post("/api/v1/sql", &statement).header("origin", origin);
    assert_eq!(from("https://desa.example").send().await.unwrap().status(), 200);
    assert_eq!(problem(from("https://desa.example:8443")).await.code, "origin_not_allowed");
    let told = from("https://desa.example:8443").header("x-forwarded-host", "desa.example:8443");
    assert_eq!(told.send().await.unwrap().status(), 200);
    let reading = server.get("/api/v1/areas").header("origin", "https://elsewhere.example");
    assert_eq!(reading.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn metrics_do_not_grow_with_what_strangers_invent() {
    let server = TestServer::start().await;
    for n in 0..50 {
        let method = reqwest::Method::from_bytes(format!("INVENTED{n}").as_bytes()).unwrap();
        let url = format!("{}/api/v1/areas/{n}", server.base);
        server.client.request(method, url).send().await.unwrap();
    }
    let metrics = server.get("/metrics").send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("(other)") && !metrics.contains("INVENTED"), "{metrics}");
}

/// What a connection gets for what it sends; the whole answer, until the server closes.
async fn sent(server: &TestServer, text: &str) -> String {
    let address = server.base.trim_start_matches("http://");
    let mut connection = TcpStream::connect(address).await.unwrap();
    // One that is not taken is broken off, whatever it sends.
    let _ = connection.write_all(text.as_bytes()).await;
    let mut answer = Vec::new();
    let reading = connection.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(20), reading).await.expect("it stays open");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn who_does_not_finish_is_not_waited_for() {
    let server = TestServer::start_with(|config| {
        config.limits.head_timeout = Duration::from_secs(1);
        config.limits.body_timeout = Duration::from_secs(1);
    })
    .await;
    assert_eq!(sent(&server, "").await, "", "a connection that asks for nothing");
    let slow = sent(&server, "GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ").await;
    assert!(slow.is_empty() || slow.starts_with("HTTP/1.1 408"), "{slow}");
    let idle = sent(&server, "GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").await;
    assert!(idle.starts_with("HTTP/1.1 200"), "{idle}");
}

/// Bodies that never end hold no place: neither of those who plan nor of those who send SQL.
#[tokio::test]
async fn unfinished_bodies_lock_nobody_out() {
    let server = TestServer::start_with(|config| {
        config.limits.body_timeout = Duration::from_secs(3);
        config.limits.sql_queue = 1;
    })
    .await;
    let address = server.base.trim_start_matches("http://");
    let mut open = Vec::new();
    for path in ["/api/v1/rankings", "/api/v1/sql", "/api/v1/scenarios"].repeat(40) {
        let mut connection = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{{"
        );
        connection.write_all(head.as_bytes()).await.unwrap();
        open.push(connection);
    }
    assert_eq!(server.sql("SELECT 1 AS one").await["items"][0]["one"], 1);
    let ranked = server.post("/api/v1/rankings", &plan(2)).send().await.unwrap();
    assert_eq!(ranked.status(), 200);
    let mut answer = [0; 12];
    let first = open.first_mut().unwrap();
    tokio::time::timeout(Duration::from_secs(20), first.read_exact(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
}

/// A long body over a slow line is waited for as long as it comes; one that only drips is not.
#[tokio::test]
async fn a_long_body_may_take_its_time_at_a_least_rate() {
    let server = TestServer::start_with(|config| {
        config.limits.body_timeout = Duration::from_secs(1);
    })
    .await;
    let answered = async |piece: usize, pieces: usize| {
        let statement = r#"{"sql": "SELECT 1 AS one"}"#;
        let head = format!(
            "POST /api/v1/sql HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{statement}",
            statement.len() + piece * pieces
        );
        let address = server.base.trim_start_matches("http://");
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(head.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        for _ in 0..pieces {
            let reading = connection.read_exact(&mut answer);
            if tokio::time::timeout(Duration::from_millis(700), reading).await.is_ok() {
                return String::from_utf8_lossy(&answer).into_owned();
            }
            connection.write_all(" ".repeat(piece).as_bytes()).await.unwrap();
        }
        connection.read_exact(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    };
    assert_eq!(answered(64 << 10, 4).await, "HTTP/1.1 200");
    assert_eq!(answered(1, 4).await, "HTTP/1.1 408");
}

/// Who asks for a long answer and does not read it keeps neither the connection nor what was granted for it.
#[tokio::test]
async fn who_does_not_read_is_given_up() {
    let server = TestServer::start_with(|config| {
        config.limits.connections_per_address = 1;
        config.limits.read_timeout = Duration::from_secs(1);
        config.limits.sql_timeout = Duration::from_secs(600);
    })
    .await;
    let health = "GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n";
    let sql = "SELECT rpad('x', 1000, 'y') AS x FROM generate_series(1, 100000)";
    let body = serde_json::json!({"sql": sql, "limit": 100_000}).to_string();
    let address = server.base.trim_start_matches("http://");
    let mut connection = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /api/v1/sql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    connection.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    assert_eq!(sent(&server, health).await, "", "the one connection is taken");
    let free = async {
        while !sent(&server, health).await.starts_with("HTTP/1.1 200") {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), free).await.expect("it is kept");
}

#[tokio::test]
async fn one_address_cannot_take_all_connections() {
    let server = TestServer::start_with(|config| {
        config.limits.connections_per_address = 3;
        config.limits.head_timeout = Duration::from_secs(2);
    })
    .await;
    let address = server.base.trim_start_matches("http://").to_owned();
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(TcpStream::connect(&address).await.unwrap());
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(sent(&server, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await, "");
    // Who says nothing is closed, and then there is room.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let answered = sent(&server, "GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").await;
    assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
    drop(held);
}

#[tokio::test]
async fn a_request_names_one_host() {
    let server = TestServer::start().await;
    for (first, second) in [
        ("127.0.0.1", "elsewhere.example"),
        ("elsewhere.example", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1"),
    ] {
        let text = format!(
            "GET /healthz HTTP/1.1\r\nhost: {first}\r\nhost: {second}\r\nconnection: close\r\n\r\n"
        );
        let answer = sent(&server, &text).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
        assert!(!answer.contains("alive"), "{answer}");
    }
}

#[tokio::test]
async fn one_text_is_one_plan_wherever_it_is_sent() {
    let server = TestServer::start().await;
    let twice = r#"{"criteria": [{"indicator": "idm", "weight": 1, "direction": "cost", "goalposts": [0, 1]}],
        "constraints": {"count": 1}, "constraints": {"count": 2}}"#;
    let nested = twice
        .replace(r#""constraints": {"count": 1}, "#, "")
        .replace(r#""weight": 1"#, r#""weight": 1, "weight": 2"#);
    let list = r#"{"criteria": [["idm", 1, "cost", [0, 1]]], "constraints": {"count": 1}}"#;
    let send = |path: &str, text: String| {
        let url = format!("{}{path}", server.base);
        server.client.post(url).header("content-type", "application/json").body(text)
    };
    let plans =
        ["/api/v1/rankings", "/api/v1/selections", "/api/v1/rankings/reversals", SENSITIVITY];
    for path in plans {
        for text in [twice, nested.as_str(), list] {
            let refused = problem(send(path, text.to_owned())).await;
            assert_eq!(
                (refused.status, refused.code.as_str()),
                (400, "invalid_body"),
                "{path} {text}"
            );
        }
    }
    for text in [twice, list] {
        let draft = format!("{{\"name\": \"A\", \"plan\": {text}}}");
        assert_eq!(problem(send("/api/v1/scenarios", draft)).await.code, "invalid_body");
    }
    for (path, text) in [
        ("/api/v1/weights/roc", r#"[["a"]]"#),
        ("/api/v1/weights/ahp", r#"[["a"]]"#),
        ("/api/v1/sql", r#"["SELECT 1"]"#),
        ("/api/v1/sql", r#"{"sql": "SELECT 1", "sql": "SELECT 2"}"#),
    ] {
        let refused = problem(send(path, text.to_owned())).await;
        assert_eq!((refused.status, refused.code.as_str()), (400, "invalid_body"), "{path} {text}");
    }
}
