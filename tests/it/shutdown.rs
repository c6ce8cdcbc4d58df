use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use crate::support::binary::{Binary, program};
use crate::support::country;

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
