use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use crate::progress::{SENSITIVITY, long};
use crate::support::binary::{Binary, program};
use crate::support::{TestServer, country};

#[tokio::test]
async fn the_program_answers_and_stops_cleanly_on_sigterm() {
    let state = tempfile::tempdir().unwrap();
    let binary = Binary::serve(country::directory(), state.path());
    let ready = reqwest::get(format!("{}/readyz", binary.base)).await.unwrap();
    assert_eq!(ready.status(), 200);
    let (status, log) = binary.terminate();
    assert_eq!(status.code(), Some(0), "{log}");
    for word in ["WARN", "ERROR", "panicked"] {
        assert!(!log.contains(word), "{word} in {log}");
    }
}

#[tokio::test]
async fn a_log_that_nobody_reads_stops_nothing() {
    let state = tempfile::tempdir().unwrap();
    let mut serve = program();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(country::directory());
    serve.arg("--state").arg(state.path());
    let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let base = line[line.find("http://").unwrap()..].trim().trim_end_matches('/').to_owned();
    // A pipe holds 64 KiB; each of these is a line of about 200 bytes.
    let client = reqwest::Client::new();
    for _ in 0..1_000 {
        let answer = client.get(format!("{base}/api/v1/areas/11"));
        let answer = answer.timeout(Duration::from_secs(20)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_directory_that_is_no_dataset_is_refused_with_what_to_do() {
    let empty = tempfile::tempdir().unwrap();
    let output = program()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(empty.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("dataset.toml") && text.contains("desmigratif demo"), "{text}");
}

#[test]
fn an_unknown_key_of_the_configuration_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("desmigratif.toml");
    std::fs::write(&file, "listen_at = \"127.0.0.1:0\"\n").unwrap();
    let output = program().args(["serve", "--config"]).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("listen_at"), "{text}");
}

/// A request that is under way: its body never ends.
async fn unfinished(base: &str) -> tokio::net::TcpStream {
    use tokio::io::AsyncWriteExt as _;
    let mut open =
        tokio::net::TcpStream::connect(base.trim_start_matches("http://")).await.unwrap();
    let head = "POST /api/v1/rankings HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{";
    open.write_all(head.as_bytes()).await.unwrap();
    open
}

#[tokio::test]
async fn a_second_sigterm_ends_at_once() {
    let state = tempfile::tempdir().unwrap();
    let binary = Binary::serve(country::directory(), state.path());
    let open = unfinished(&binary.base).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    binary.stop();
    while !binary.log().contains("stopping") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let since = std::time::Instant::now();
    let (status, log) = binary.terminate();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(since.elapsed() < Duration::from_secs(2), "{:?}: {log}", since.elapsed());
    assert!(log.contains("stopped at once"), "{log}");
    drop(open);
}

#[tokio::test]
async fn who_watches_a_computation_hears_that_the_server_stops() {
    let server = TestServer::start_with(|config| {
        config.limits.shutdown_grace = Duration::from_secs(1);
    })
    .await;
    let request = server.post(SENSITIVITY, &long()).header("accept", "text/event-stream");
    let mut response = request.send().await.unwrap();
    let mut text = String::new();
    let first = response.chunk().await.unwrap().unwrap();
    text.push_str(std::str::from_utf8(&first).unwrap());
    server.stop().await.unwrap();
    while let Some(chunk) = response.chunk().await.unwrap() {
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    let (_, last) = text.trim_end().rsplit_once("\n\n").unwrap();
    assert!(last.starts_with("event: problem\n"), "{last}");
    assert!(last.contains("\"code\":\"stopping\""), "{last}");
}
