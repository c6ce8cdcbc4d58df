//! What people record, asked for from outside: of two servers whose records differ in small counts alone no answer tells which it is.

use std::path::{Path, PathBuf};
use std::process::Command;

use desmigratif::http::access::RULES;
use serde_json::{Value, json};

use super::asks::{Ask, Names, asks};
use super::country::{FEW, directories};
use super::outsider::{Learnt, learnt, shown};
use crate::support::TestServer;
use crate::support::server::{column, expect_json};

const A: &str = "11.01.01.2001";
const B: &str = "11.01.01.2002";
const C: &str = "11.01.02.2003";

/// What is recorded.
fn records() -> [(&'static str, Value); 3] {
    let reported = |area: &str, indicator: &str, value: f64| json!({"area_code": area, "indicator": indicator, "year": 2025, "value": value, "source": "Kantor desa"});
    [
        (
            "indicator_values",
            json!([
                // Twelve, of whom three or four are men: the women would tell it.
                reported(A, "pmi_reported", 12.0),
                reported(A, "pmi_reported_male", 3.0),
                reported(A, "pmi_reported_female", 9.0),
            ]),
        ),
        (
            "corrections",
            json!([{"area_code": FEW, "indicator": "pmi_placed", "year": 2024, "value": 3.0,
                "reason": "bukan 30, tetapi 3", "source": "BP3MI"}]),
        ),
        (
            "proposals",
            json!([{"village_code": C, "programme": "desmigratif", "reason": "Banyak PMI"}]),
        ),
    ]
}

/// The other three: four where it was three, and one less beside it.
fn other(mut moved: Value) -> Value {
    let change = |row: &mut Value| {
        let known = (row["area_code"].as_str(), row["indicator"].as_str());
        let (value, reason) = match known {
            (Some(A), Some("pmi_reported_male")) | (Some(B), Some("cpmi_reported")) => (4.0, None),
            (Some(A), Some("pmi_reported_female")) => (8.0, None),
            (Some(FEW), Some("pmi_placed")) => (4.0, Some("bukan 30, tetapi 4")),
            _ => return 0,
        };
        row["value"] = json!(value);
        if let Some(reason) = reason {
            row["reason"] = json!(reason);
        }
        1
    };
    let changed = walk(&mut moved, &change);
    assert_eq!(changed, 4, "{moved}");
    moved
}

/// Does it to every object within, and says how many it was done to.
fn walk(value: &mut Value, change: &impl Fn(&mut Value) -> usize) -> usize {
    let own = if value.is_object() { change(value) } else { 0 };
    own + match value {
        Value::Object(fields) => fields.values_mut().map(|of| walk(of, change)).sum(),
        Value::Array(items) => items.iter_mut().map(|of| walk(of, change)).sum::<usize>(),
        _ => 0,
    }
}

/// What was recorded, approved and withdrawn, as it moves from one state to another.
async fn moved() -> Value {
    let server = TestServer::start_with(|config| config.data = directories()[0].to_owned()).await;
    for (table, rows) in records() {
        let made = server.post("/api/v1/registry", &json!({"table": table, "rows": rows}));
        let made = expect_json(made).await;
        assert_eq!(made["pending"], false, "{table}");
        let batch = made["batch"].as_str().unwrap();
        if table == "corrections" {
            let approve = format!("/api/v1/registry/{batch}/approve");
            expect_json(server.post(&approve, &json!({}))).await;
        }
    }
    let row = |number: u32, village: &str| json!({"row": number, "village_code": village, "kind": "CPMI", "year": "2025", "count": "3"});
    let list = json!({"rows": [row(2, B), row(3, C)]});
    let seen = expect_json(server.post("/api/v1/lists/preview?area=11.01", &list)).await;
    let take = format!("/api/v1/lists?area=11.01&expect={}", seen["hash"].as_str().unwrap());
    expect_json(server.post(&take, &list)).await;
    let wrong = json!({"area_code": B, "indicator": "pmi_reported", "year": 2023, "value": 4.0, "source": "T"});
    let made =
        server.post("/api/v1/registry", &json!({"table": "indicator_values", "rows": [wrong]}));
    let batch = expect_json(made).await["batch"].as_str().unwrap().to_owned();
    let withdraw = format!("/api/v1/registry/{batch}/withdraw");
    expect_json(server.post(&withdraw, &json!({"reason": "salah ketik"}))).await;
    server.json("/api/v1/registry/export.json").await
}

async fn serve(dir: &Path, name: &str, records: &Value) -> TestServer {
    let (file, state): (PathBuf, PathBuf) = (dir.join(format!("{name}.json")), dir.join(name));
    std::fs::write(&file, records.to_string()).unwrap();
    let mut import = Command::new(env!("CARGO_BIN_EXE_desmigratif"));
    import.args(["registry", "import", "--by", "Admin", "--state"]).arg(&state).arg(&file);
    let done = import.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    TestServer::start_with(|config| {
        (config.data, config.state) = (directories()[0].to_owned(), state);
    })
    .await
}

/// What may be asked of records and lists.
fn of_records(route: &str, ids: &[String]) -> Vec<Ask> {
    let get = |path: String| Ask { method: "GET", path, body: None };
    match route {
        "/api/v1/registry" => {
            let mut all = vec![get(route.into()), get(format!("{route}?withdrawn=true"))];
            for table in ["indicator_values", "corrections", "proposals"] {
                all.push(get(format!("{route}?table={table}&withdrawn=true&area=11")));
            }
            all.extend(ids.iter().map(|id| get(format!("{route}?id={id}&withdrawn=true"))));
            all
        }
        "/api/v1/registry/export.csv" => ["indicator_values", "corrections"]
            .map(|table| get(format!("{route}?table={table}&withdrawn=true")))
            .to_vec(),
        "/api/v1/registry/export.json" => vec![get(route.into())],
        "/api/v1/lists" => vec![get(format!("{route}?area=11.01"))],
        "/api/v1/lists/{id}" => ids.iter().map(|id| get(format!("/api/v1/lists/{id}"))).collect(),
        _ => Vec::new(),
    }
}

/// Without moments (`2026-11-29T14:34:24Z`).
fn timeless(mut learnt: Learnt) -> Learnt {
    let text = String::from_utf8_lossy(&learnt.body);
    let mut parts: Vec<String> = text.split('Z').map(str::to_owned).collect();
    let last = parts.len() - 1;
    for part in &mut parts[..last] {
        let cut = part.len().saturating_sub("2026-11-29T14:34:24".len());
        let is_moment = part.get(cut..).is_some_and(|end| {
            end.chars().all(|letter| letter.is_ascii_digit() || "-T:".contains(letter))
        });
        if is_moment {
            part.truncate(cut);
        }
    }
    learnt.body = parts.join("Z").into_bytes();
    learnt
}

#[tokio::test]
async fn records_and_lists_tell_nobody_from_outside_how_few_people_they_are_about() {
    let records = moved().await;
    let dir = tempfile::tempdir().unwrap();
    let three = serve(dir.path(), "three", &records).await;
    let four = serve(dir.path(), "four", &other(records)).await;
    let ids = column(&three.json("/api/v1/registry?withdrawn=true").await, "id");
    assert_eq!(ids.len(), 8);
    let tables = column(&three.json("/api/v1/tables").await, "name");
    let tables = tables.into_iter().filter(|name| name != "system_queries").collect();
    let names = Names { tables, questions: column(&three.json("/api/v1/queries").await, "name") };
    let (mut asked, mut telling) = (0, Vec::new());
    for (method, route, _) in
        RULES.iter().filter(|(method, ..)| *method == "GET" || *method == "POST")
    {
        let mut all = of_records(route, &ids);
        // In one format each: that formats are alike is tried beside.
        let of_dataset = asks(method, route, &names).into_iter();
        let in_others = |ask: &Ask| {
            ["arrow", "parquet", "geojson", "fgb", "xlsx"].iter().any(|of| ask.path.contains(of))
        };
        all.extend(of_dataset.filter(|ask| !in_others(ask)));
        for ask in all {
            let (one, two) = (learnt(&three, &ask, true).await, learnt(&four, &ask, true).await);
            // Both took the same records over, one after the other.
            let (one, two) = (timeless(one), timeless(two));
            assert!(one == two, "{ask:?} tells:\n{}\n{}", shown(&one), shown(&two));
            let (one, two) = (learnt(&three, &ask, false).await, learnt(&four, &ask, false).await);
            asked += 1;
            if timeless(one) != timeless(two) && !telling.contains(route) {
                telling.push(*route);
            }
        }
    }
    // For whoever sees all they differ: otherwise this test would see nothing.
    for route in
        ["/api/v1/registry", "/api/v1/registry/export.csv", "/api/v1/areas/{code}", "/api/v1/sql"]
    {
        assert!(telling.contains(&route), "{route} tells nobody anything: {telling:?}");
    }
    println!(
        "small numbers in records: {asked} requests from outside, {} routes tell insiders",
        telling.len()
    );
}
