//! What is saved, beneath HTTP: killed, followed along its chain, broken.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use desmigratif::scenarios::store::{FixedClock, Store};
use serde_json::{Value, json};

use crate::scenarios::plan;
use crate::support::binary::{Binary, program};
use crate::support::country;

#[tokio::test]
async fn a_killed_server_has_lost_nothing_that_it_answered_as_saved() {
    let dir = tempfile::tempdir().unwrap();
    let binary = Binary::serve(country::directory(), dir.path());
    let client = reqwest::Client::new();
    let url = format!("{}/api/v1/scenarios", binary.base);
    let answered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&answered);
    let writer = tokio::spawn(async move {
        let mut saved = Vec::new();
        loop {
            let body = json!({"name": format!("Nomor {}", saved.len()), "plan": plan(2)});
            let Ok(answer) = client.post(&url).json(&body).send().await else { return saved };
            let Ok(answer) = answer.json::<Value>().await else { return saved };
            saved.push(answer["id"].as_str().unwrap().to_owned());
            count.store(saved.len(), Ordering::Relaxed);
        }
    });
    while answered.load(Ordering::Relaxed) < 10 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    binary.kill();
    let saved = writer.await.unwrap();
    assert!(!saved.is_empty());
    let store =
        Store::open(dir.path(), Arc::new(FixedClock("2027-01-01T00:00:00Z".into()))).unwrap();
    for id in &saved {
        assert_eq!(store.get(id).unwrap().plan["constraints"]["count"], 2);
    }
    assert_eq!(store.verify().unwrap().problems, Vec::<String>::new());
}

fn check(state: &Path) -> (Option<i32>, String) {
    let run = program().args(["check", "--state"]).arg(state).output().unwrap();
    (run.status.code(), String::from_utf8(run.stdout).unwrap())
}

#[test]
fn check_follows_the_chain_and_fails_when_it_is_broken() {
    let dir = tempfile::tempdir().unwrap();
    let store =
        Store::open(dir.path(), Arc::new(FixedClock("2027-01-01T00:00:00Z".into()))).unwrap();
    store.create("A", &plan(1), Some("Sari")).unwrap();
    drop(store);
    let (status, page) = check(dir.path());
    assert_eq!(status, Some(0), "{page}");
    assert!(page.contains("1 scenarios (0 frozen)"), "{page}");
    let connection = rusqlite::Connection::open(dir.path().join("scenarios.sqlite")).unwrap();
    connection.execute_batch("UPDATE scenarios SET name = 'B'").unwrap();
    let (status, page) = check(dir.path());
    assert_eq!(status, Some(1), "{page}");
    assert!(page.contains("its name is not what its history says"), "{page}");
}
