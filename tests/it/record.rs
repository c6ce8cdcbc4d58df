//! The record of what was decided: altered, bounded, without room, noted outside, backed up.

use std::path::Path;

use desmigratif::Config;
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::scenarios::plan;
use crate::support::binary::{Binary, program};
use crate::support::server::{Problem, column, expect_json, problem};
use crate::support::{TestServer, country};

const DATABASE: &str = "scenarios.sqlite";

async fn server(change: impl FnOnce(&mut Config)) -> (TestServer, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let state = dir.path().to_owned();
    let started = TestServer::start_with(|config| {
        config.state = state;
        change(config);
    });
    (started.await, dir)
}

fn id(scenario: &Value) -> &str {
    scenario["id"].as_str().unwrap()
}

async fn create(server: &TestServer, name: &str, plan: Value) -> Value {
    expect_json(server.post("/api/v1/scenarios", &json!({"name": name, "plan": plan}))).await
}

async fn refused(server: &TestServer, path: &str, body: Value) -> Problem {
    problem(server.post(path, &body)).await
}

/// Does something to the database that the program would never do, and puts its triggers back.
fn forge(state: &Path, sql: &str) {
    let connection = Connection::open(state.join(DATABASE)).unwrap();
    let mut query =
        connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let triggers: Vec<(String, String)> = rows.map(Result::unwrap).collect();
    drop(query);
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    connection.execute_batch(sql).unwrap();
    for (_, sql) in &triggers {
        connection.execute_batch(sql).unwrap();
    }
}

#[tokio::test]
async fn no_annex_of_an_altered_selection_leaves_the_house() {
    let (server, state) = server(|_| {}).await;
    let made = create(&server, "Utama", plan(3)).await;
    let base = format!("/api/v1/scenarios/{}", id(&made));
    expect_json(server.post(&format!("{base}/freeze"), &json!({"version": 1}))).await;
    let annexes = ["annex.csv", "annex.xlsx", "annex.pdf", "annex.geojson"];
    let files = annexes.into_iter().chain(["letters/11.01.01.2002.pdf"]);
    let files: Vec<String> = files.map(|file| format!("{base}/{file}")).collect();
    for file in &files {
        assert_eq!(server.get(file).send().await.unwrap().status(), 200, "{file}");
    }
    // One village in the place of another, with the genuine hash beside it.
    forge(
        state.path(),
        "UPDATE frozen SET document = replace(document, '11.01.01.2002', '11.01.01.2009')",
    );
    for file in &files {
        let found = server.problem(file).await;
        assert_eq!((found.status, found.code.as_str()), (500, "state_altered"), "{file}");
        assert!(found.body["hint"].as_str().unwrap().contains("desmigratif check --state"));
    }
    // The chain itself is as it was, and says what was decided.
    assert_eq!(
        column(&server.json(&format!("{base}/history")).await, "action"),
        ["created", "frozen"]
    );
    forge(state.path(), "UPDATE scenarios SET updated_by = 'Orang lain'");
    assert_eq!(server.problem(&base).await.code, "state_altered");
    assert_eq!(column(&server.json("/api/v1/scenarios").await, "updated_by"), ["null"]);
}

#[tokio::test]
async fn an_annex_names_the_head_of_the_chain() {
    let (server, state) = server(|config| {
        let head = config.state.join("elsewhere");
        config.head = Some(head);
    })
    .await;
    let made = create(&server, "Utama", plan(3)).await;
    let base = format!("/api/v1/scenarios/{}", id(&made));
    expect_json(server.post(&format!("{base}/freeze"), &json!({"version": 1}))).await;
    let history = server.json(&format!("{base}/history")).await;
    let line = format!("2 {}", history["items"][1]["hash"].as_str().unwrap());
    let csv = server.get(&format!("{base}/annex.csv")).send().await.unwrap().text().await.unwrap();
    assert!(csv.lines().skip(1).all(|row| row.contains(&line)), "{csv}");
    let geojson = server.json(&format!("{base}/annex.geojson")).await;
    assert_eq!(geojson["chain_head"], json!(line));
    // It is what was noted outside.
    let noted = std::fs::read_to_string(state.path().join("elsewhere")).unwrap();
    assert!(noted.lines().nth(1).unwrap().starts_with(&line), "{noted}");
}

#[tokio::test]
async fn what_is_too_much_to_keep_is_refused_by_its_own_code() {
    let (server, _state) = server(|config| {
        config.limits.scenarios = 3;
        config.limits.scenario_versions = 2;
    })
    .await;
    let of = |name: String, plan: Value| json!({"name": name, "plan": plan});
    let with = |change: fn(&mut Value)| {
        let mut changed = plan(2);
        change(&mut changed);
        of("A".to_owned(), changed)
    };
    let rows: Vec<Value> = (0..10_001).map(|n| json!({"id": n.to_string(), "idm": 0.5})).collect();
    let mut own = plan(2);
    own["candidates"] = json!({"rows": rows});
    for (body, code, status) in [
        (of("A".repeat(201), plan(2)), "text_too_long", 400),
        (of("A\0B".to_owned(), plan(2)), "text_invalid", 400),
        (with(|plan| plan["round"] = json!("2".repeat(41))), "text_too_long", 400),
        (with(|plan| plan["round"] = json!("2027\u{1b}[2J")), "text_invalid", 400),
        (
            with(|plan| plan["constraints"]["exclude"][0]["reason"] = json!("x".repeat(1_001))),
            "text_too_long",
            400,
        ),
        (
            with(|plan| plan["constraints"]["exclude"][0]["reason"] = json!("a\nb")),
            "text_invalid",
            400,
        ),
        (of("A".to_owned(), own), "plan_too_large", 413),
    ] {
        let found = refused(&server, "/api/v1/scenarios", body).await;
        assert_eq!((found.code.as_str(), found.status), (code, status), "{}", found.body);
        assert!(found.body["hint"].is_string());
    }
    assert_eq!(server.json("/api/v1/scenarios").await["total"], 0, "nothing was kept");

    let made = create(&server, "A", plan(2)).await;
    let base = format!("/api/v1/scenarios/{}", id(&made));
    let put = |version: u32| {
        let body = json!({"name": format!("A{version}"), "version": version});
        server.client.put(format!("{}{base}", server.base)).json(&body)
    };
    expect_json(put(1)).await;
    let full = problem(put(2)).await;
    assert_eq!((full.code.as_str(), full.status), ("too_many_versions", 409));
    let frozen = expect_json(server.post(&format!("{base}/freeze"), &json!({"version": 2}))).await;
    assert_eq!(frozen["status"], "frozen");
    let comment = |text: &str| json!({"level": "regency", "decision": "returned", "by": "B", "comment": text});
    let sign = format!("{base}/sign");
    assert_eq!(refused(&server, &sign, comment(&"x".repeat(1_001))).await.code, "text_too_long");
    assert_eq!(refused(&server, &sign, comment("a\u{0}b")).await.code, "text_invalid");
    create(&server, "B", plan(2)).await;
    create(&server, "C", plan(2)).await;
    let full = refused(&server, "/api/v1/scenarios", of("D".to_owned(), plan(2))).await;
    assert_eq!((full.code.as_str(), full.status), ("too_many_scenarios", 409));
    let full = refused(&server, &format!("{base}/duplicate"), json!({"name": "E"})).await;
    assert_eq!(full.code, "too_many_scenarios");
}

/// A plan with much to keep.
fn large() -> Value {
    let mut large = plan(2);
    let code = |n: usize| format!("11.01.{:02}.{:04}", n / 1_000 + 1, n % 1_000 + 2_001);
    large["basket"] = (0..9_000).map(code).collect();
    large
}

#[tokio::test]
async fn without_room_nothing_is_saved_and_everything_is_read() {
    let (server, _state) = server(|config| config.limits.state_bytes = 1 << 20).await;
    let full = loop {
        let body = json!({"name": "Besar", "plan": large()});
        let answer = server.post("/api/v1/scenarios", &body).send().await.unwrap();
        if answer.status() != 201 {
            break crate::support::server::checked_problem(answer).await;
        }
    };
    assert_eq!((full.status, full.code.as_str()), (507, "storage_full"));
    assert!(full.body["hint"].as_str().unwrap().contains("can still be read"));
    let list = server.json("/api/v1/scenarios").await;
    assert!(list["total"].as_u64().unwrap() > 0);
    // A list names scenarios and carries none of their plans.
    assert!(list.to_string().len() < 10_000);
    let first = server.json(&format!("/api/v1/scenarios/{}", id(&list["items"][0]))).await;
    assert_eq!(first["plan"]["basket"].as_array().unwrap().len(), 9_000);
    server.json("/healthz").await;
}

#[tokio::test]
async fn who_holds_the_database_makes_others_come_again() {
    let (server, state) = server(|_| {}).await;
    let made = create(&server, "A", plan(2)).await;
    let other = Connection::open(state.path().join(DATABASE)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let body = json!({"name": "B", "plan": plan(2)});
    let answer = server.post("/api/v1/scenarios", &body).send().await.unwrap();
    assert!(answer.headers().contains_key("retry-after"));
    let locked = crate::support::server::checked_problem(answer).await;
    assert_eq!((locked.status, locked.code.as_str()), (503, "state_locked"));
    server.json(&format!("/api/v1/scenarios/{}", id(&made))).await;
    other.execute_batch("ROLLBACK").unwrap();
    create(&server, "B", plan(2)).await;
}

#[tokio::test]
async fn a_long_history_comes_in_parts() {
    let (server, _state) = server(|_| {}).await;
    let made = create(&server, "A", large()).await;
    let url = format!("{}/api/v1/scenarios/{}", server.base, id(&made));
    for version in 1..40 {
        let body = json!({"name": format!("A{version}"), "version": version});
        expect_json(server.client.put(&url).json(&body)).await;
    }
    let path = format!("/api/v1/scenarios/{}/history", id(&made));
    let first = server.json(&path).await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = server.json(&format!("{path}?cursor={cursor}")).await;
    let events = [&first, &rest].map(|part| part["items"].as_array().unwrap().len());
    assert_eq!((events.iter().sum::<usize>(), &first["total"]), (40, &json!(40)));
    assert!(rest.get("next_cursor").is_none());
    let last = &first["items"].as_array().unwrap()[events[0] - 1];
    assert_eq!(rest["items"][0]["previous"], last["hash"]);
    assert_eq!(server.problem(&format!("{path}?cursor=x")).await.code, "invalid_cursor");
}

fn run(arguments: &[&str], paths: &[&Path]) -> (Option<i32>, String) {
    let mut command = program();
    for (argument, path) in arguments.iter().zip(paths) {
        command.args(argument.split(' ')).arg(path);
    }
    let run = command.output().unwrap();
    let said = [run.stdout, run.stderr].concat();
    (run.status.code(), String::from_utf8(said).unwrap())
}

/// The whole life of a record: served with its head elsewhere, backed up meanwhile, lost, restored.
#[tokio::test]
async fn a_record_is_backed_up_while_it_is_served_and_restored_when_it_is_lost() {
    let (state, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (state, head) = (state.path().join("state"), elsewhere.path().join("heads"));
    let backup = elsewhere.path().join("backup.sqlite");
    let start = || {
        let mut serve = program();
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(country::directory());
        serve.arg("--state").arg(&state).arg("--head").arg(&head);
        Binary::start(serve)
    };
    let create = async |server: &Binary, name: &str| {
        let url = format!("{}/api/v1/scenarios", server.base);
        let body = json!({"name": name, "plan": plan(2)});
        expect_json(reqwest::Client::new().post(url).json(&body)).await
    };
    let served = start();
    create(&served, "A").await;
    create(&served, "B").await;
    let data = country::directory();
    let (status, said) = run(&["backup --state", "--data", "--to"], &[&*state, data, &*backup]);
    assert_eq!(status, Some(0), "{said}");
    let version = geodata::dataset::Dataset::open(data).unwrap().manifest.version;
    assert!(said.contains(&version) && said.contains("2 scenarios"), "{said}");
    let (status, said) = run(&["backup --state", "--to"], &[&*state, &*backup]);
    assert_eq!((status, said.contains("is there already")), (Some(1), true), "{said}");
    create(&served, "C").await;
    let (status, said) = run(&["check --state", "--head"], &[&*state, &*head]);
    assert_eq!(status, Some(0), "{said}");
    let (status, said) = run(&["restore --state", "--from"], &[&*state, &*backup]);
    assert_eq!((status, said.contains("is in use")), (Some(1), true), "{said}");
    served.kill();

    // The log of writes is lost with all that was answered since the database was last brought up to date.
    std::fs::remove_file(state.join("scenarios.sqlite-wal")).unwrap();
    let (status, said) = run(&["check --state", "--head"], &[&*state, &*head]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("3 events that"), "{said}");
    let refused = program()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .arg("--state")
        .arg(&state)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(
        (refused.status.code(), said.contains("restore the newest backup")),
        (Some(1), true),
        "{said}"
    );

    let (status, said) = run(&["restore --state", "--from"], &[&*state, &*backup]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("before-restore-"), "{said}");
    assert_eq!(run(&["check --state"], &[&*state]).0, Some(0));
    // What the head still knows is lost for good, and said.
    let (status, said) = run(&["check --state", "--head"], &[&*state, &*head]);
    assert_eq!((status, said.contains("1 events that")), (Some(1), true), "{said}");
    std::fs::rename(&head, elsewhere.path().join("heads-before")).unwrap();
    let served = start();
    let names = reqwest::get(format!("{}/api/v1/scenarios", served.base)).await.unwrap();
    let names: Value = names.json().await.unwrap();
    assert_eq!(column(&names, "name").len(), 2);
}
