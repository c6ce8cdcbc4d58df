//! What people record, over real HTTP: who may, what follows, and that it is gone again when it is taken back.

mod follows; // SQL, tiles, coverage, versions
mod gone; // codes that are gone
mod kept; // restarts, checks, signed rounds
mod proposed; // where proposals stand, what is asked and answered
mod rights; // who may record, see and approve

use desmigratif::access::Access;
use geodata::dataset::{Contents, write};
use geodata::progress::Silent;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::accounts::people::{Visitor, World, server_over, sign_in};
use crate::support::server::expect_json;
use crate::support::{TestServer, country};

/// A village that nobody has designated.
const VILLAGE: &str = "11.01.02.2003";
const ADDRESS: &str = "/api/v1/registry";

/// The small country, with rounds, pillars, desks and institutions, and distances as an import derives them.
fn directory() -> TempDir {
    directory_with(|_| {})
}

/// The same after a change.
fn directory_with(change: impl FnOnce(&mut Contents)) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut contents = country::contents();
    let facts = geodata::programme::facts().unwrap();
    let programme = &mut contents.programme;
    (programme.rounds, programme.pillars) = (facts.rounds, facts.pillars);
    (programme.ltsa_desks, programme.institutions) = (facts.ltsa_desks, facts.institutions);
    let known = geodata::catalogue::indicators().unwrap();
    contents
        .indicators
        .extend(known.iter().filter(|line| line.id.ends_with("_distance_km")).cloned());
    contents.values.extend(geodata::derive::distances(
        &contents.villages,
        &contents.programme,
        2025,
    ));
    change(&mut contents);
    write(&contents, &[], &dir.path().join("country"), &Silent).unwrap();
    dir
}

async fn local() -> (TestServer, TempDir) {
    let dir = directory();
    let (data, state) = (dir.path().join("country"), dir.path().join("state"));
    let started = TestServer::start_with(|config| (config.data, config.state) = (data, state));
    (started.await, dir)
}

async fn world() -> (World, TempDir) {
    let dir = directory();
    (server_over(&dir.path().join("country")).await, dir)
}

fn designation(village: &str) -> Value {
    json!({"village_code": village, "programme": "desmigratif", "round": "2019", "status": "designated",
        "funding": "DANA_DESA", "decree": "188.45/12/2019", "date": "2019-04-02", "source": "SK Bupati"})
}

fn body(table: &str, row: &Value) -> Value {
    json!({"table": table, "rows": [row]})
}

async fn record(server: &TestServer, table: &str, row: &Value) -> String {
    let made = expect_json(server.post(ADDRESS, &body(table, row))).await;
    assert_eq!(made["pending"], false, "{made}");
    made["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn withdraw(server: &TestServer, id: &str) {
    let path = format!("{ADDRESS}/{id}/withdraw");
    let done = expect_json(server.post(&path, &json!({"reason": "Salah desa"}))).await;
    assert_eq!(done["pending"], false, "{done}");
}
