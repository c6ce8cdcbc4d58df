use std::path::Path;

use desmigratif::scenarios::store::Store;
use rusqlite::Connection;

use super::*;
use crate::scenarios::{path, plan};
use crate::support::server::column;

async fn over(dir: &Path) -> TestServer {
    let (data, state) = (dir.join("country"), dir.join("state"));
    TestServer::start_with(|config| (config.data, config.state) = (data, state)).await
}

async fn version(server: &TestServer) -> String {
    server.json("/api/v1/dataset").await["version"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_restart_keeps_what_was_recorded() {
    let dir = directory();
    let server = over(dir.path()).await;
    let plain = version(&server).await;
    let id = record(&server, "designations", &designation(VILLAGE)).await;
    let recorded = version(&server).await;
    server.stop().await.unwrap();
    let server = over(dir.path()).await;
    assert_eq!(version(&server).await, recorded);
    let sql = format!("SELECT designated FROM village_indicators WHERE code = '{VILLAGE}'");
    assert_eq!(server.sql(&sql).await["items"][0]["designated"], true);
    withdraw(&server, &id).await;
    assert_eq!(version(&server).await, plain);
}

#[tokio::test]
async fn the_check_finds_what_was_changed_behind_the_history() {
    let dir = directory();
    let server = over(dir.path()).await;
    let id = record(&server, "designations", &designation(VILLAGE)).await;
    withdraw(&server, &id).await;
    server.stop().await.unwrap();
    let state = dir.path().join("state");
    let problems = || Store::verify_dir(&state, None, &[std::env::temp_dir()]).unwrap().problems;
    assert_eq!(problems(), Vec::<String>::new());
    let forge = |sql: &str| {
        let connection = Connection::open(state.join("scenarios.sqlite")).unwrap();
        connection
            .execute_batch(&format!(
                "CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'registry'; \
                 DROP TRIGGER registry_stay; DROP TRIGGER registry_remain; DROP TRIGGER registry_marks_stay; {sql}"
            ))
            .unwrap();
        let mut query = connection.prepare("SELECT sql FROM kept").unwrap();
        let triggers: Vec<String> =
            query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        triggers.iter().for_each(|sql| connection.execute_batch(sql).unwrap());
    };
    // The last writes may still stand in the log beside the database.
    let files = || std::fs::read_dir(&state).unwrap().map(|file| file.unwrap().path());
    let copy: Vec<_> = files().map(|file| (file.clone(), std::fs::read(&file).unwrap())).collect();
    for (sql, says) in [
        ("UPDATE registry SET row = replace(row, '2019', '2018')", "not what the history says"),
        ("UPDATE registry SET withdrawn = NULL", "not what the history says"),
        ("DELETE FROM registry", "is missing"),
        (
            "INSERT INTO registry SELECT 'x.0', seq, 7, kind, area, row, replaces, at, by, NULL, NULL FROM registry",
            "it has no history",
        ),
    ] {
        forge(sql);
        let found = problems();
        assert!(found.iter().any(|problem| problem.contains(says)), "{sql}: {found:?}");
        files().for_each(|file| std::fs::remove_file(file).unwrap());
        copy.iter().for_each(|(file, bytes)| std::fs::write(file, bytes).unwrap());
    }
    assert_eq!(problems(), Vec::<String>::new());
}

#[tokio::test]
async fn a_signed_round_stays_as_it_was_signed_and_a_draft_follows() {
    let dir = directory();
    let server = over(dir.path()).await;
    let make = async |name: &str| {
        let body = json!({"name": name, "plan": plan(3), "by": "Sari"});
        expect_json(server.post("/api/v1/scenarios", &body)).await
    };
    let (signed, draft) = (make("Ditandatangani").await, make("Rancangan").await);
    expect_json(server.post(&path(&signed, "/freeze"), &json!({"version": 1, "by": "Budi"}))).await;
    for level in ["regency", "province", "ministry"] {
        let body = json!({"level": level, "decision": "approved", "by": "Pejabat"});
        expect_json(server.post(&path(&signed, "/sign"), &body)).await;
    }
    let annex = async |file: &str| {
        let answer = server.get(&path(&signed, file)).send().await.unwrap();
        answer.bytes().await.unwrap()
    };
    let before = (
        annex("/annex.csv").await,
        annex("/annex.pdf").await,
        server.json(&path(&signed, "")).await,
    );
    assert_eq!(before.2["status"], "signed");
    let chosen = async |scenario: &Value| {
        let plan = server.json(&path(scenario, "")).await["plan"].clone();
        let answer = expect_json(server.post("/api/v1/selections", &plan)).await;
        answer["selected"].clone()
    };
    let first = chosen(&draft).await;
    // The best of all is designated elsewhere: it competes no more.
    record(&server, "designations", &designation("11.01.01.2002")).await;
    assert_ne!(chosen(&draft).await, first);
    let after = (
        annex("/annex.csv").await,
        annex("/annex.pdf").await,
        server.json(&path(&signed, "")).await,
    );
    assert_eq!(after, before);
    let copy =
        expect_json(server.post(&path(&draft, "/freeze"), &json!({"version": 1, "by": "Budi"})))
            .await;
    let of = |scenario: &Value| scenario["frozen"]["dataset_version"].clone();
    assert_eq!(of(&copy), json!(version(&server).await));
    assert_ne!(of(&copy), of(&before.2));
    assert_eq!(column(&server.json("/api/v1/scenarios").await, "status").len(), 2);
}

#[tokio::test]
async fn all_that_was_recorded_goes_to_another_state_and_gives_the_same_answers() {
    let dir = directory();
    let server = over(dir.path()).await;
    record(&server, "designations", &designation(VILLAGE)).await;
    let wrong = record(&server, "designations", &designation("12.02.01.2001")).await;
    withdraw(&server, &wrong).await;
    record(&server, "officers", &json!({"village_code": VILLAGE, "programme": "desmigratif", "role": "petugas", "name": "Siti Rahma"})).await;
    let row = json!({"area_code": "11.01", "indicator": "poverty_pct", "year": 2024, "value": 7.5, "reason": "Salah", "source": "BPS"});
    let correction = record(&server, "corrections", &row).await;
    expect_json(server.post(&format!("{ADDRESS}/{correction}/approve"), &json!({"by": "Kepala"})))
        .await;
    let seen = async |server: &TestServer| {
        let mut all = Vec::new();
        for sql in [
            "SELECT * FROM designations ORDER BY id",
            "SELECT * FROM village_indicators ORDER BY code",
            "SELECT * FROM coverage_by_district ORDER BY code",
            "SELECT * FROM officers",
            "SELECT * FROM indicator_values ORDER BY 2, 1, 3, 6",
        ] {
            all.push(server.sql(sql).await["items"].clone());
        }
        let listed = server.json(&format!("{ADDRESS}?withdrawn=true")).await;
        all.push(json!([column(&listed, "id"), column(&listed, "status"), column(&listed, "row")]));
        all
    };
    let before = seen(&server).await;
    let moved =
        server.get(&format!("{ADDRESS}/export.json")).send().await.unwrap().text().await.unwrap();
    let csv = server
        .get(&format!("{ADDRESS}/export.csv?table=officers"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(csv.contains("Siti Rahma") && csv.lines().count() == 2, "{csv}");

    let program = env!("CARGO_BIN_EXE_desmigratif");
    let file = dir.path().join("registry.json");
    std::fs::write(&file, &moved).unwrap();
    let other = dir.path().join("other");
    let run = |arguments: &[&str]| {
        let done = std::process::Command::new(program).args(arguments).output().unwrap();
        (
            done.status.success(),
            String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned(),
        )
    };
    let (state, file) = (other.to_str().unwrap(), file.to_str().unwrap());
    let (done, said) = run(&["registry", "import", "--state", state, file, "--by", "Admin"]);
    assert!(done && said.contains("6 events"), "{said}");
    // Twice is refused, and nothing of it stays.
    let (done, said) = run(&["registry", "import", "--state", state, file]);
    assert!(!done && said.contains("here already"), "{said}");
    let (done, again) = run(&["registry", "export", "--state", state]);
    assert!(done, "{again}");
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(parsed(&again), parsed(&moved), "who did it first, and when, stays");
    let (done, said) = run(&["check", "--state", state]);
    assert!(done && said.contains("4 records"), "{said}");

    let data = dir.path().join("country");
    let twin =
        TestServer::start_with(|config| (config.data, config.state) = (data, other.clone())).await;
    assert_eq!(seen(&twin).await, before);
}
