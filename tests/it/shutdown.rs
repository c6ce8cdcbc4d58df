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
