//! What was recorded by codes that are gone, over a dataset that has those of today.

use std::path::Path;
use std::sync::Arc;

use desmigratif::config::Config;
use desmigratif::scenarios::store::{NewEntry, Store, SystemClock};
use geodata::testing::rows::change;

use super::*;
use crate::accounts::people::{add_of_regency, server_with};
use crate::support::server::{column, problem};

const OLD: &str = "11.09.02.2003";
const SPLIT: &str = "11.01.02.2009";

/// The small country after its regency 11.09 was given the code 11.01, a village of it too, and another one was split.
fn changed() -> TempDir {
    directory_with(|contents| {
        contents.codes.changes = vec![
            change("11.09", "11.01", "recode", "2024-01-01", None),
            change(OLD, VILLAGE, "recode", "2024-01-01", None),
            change(SPLIT, "11.01.02.2001", "split", "2024-01-01", Some(0.75)),
            change(SPLIT, "11.01.02.2002", "split", "2024-01-01", Some(0.25)),
        ];
    })
}

/// Records rows of a village and a regency as somebody did before.
fn before(state: &Path) -> Vec<String> {
    let store = Store::open(state, Arc::new(SystemClock)).unwrap();
    let id = format!("desmigratif-2019-{OLD}");
    let mut row = designation(OLD);
    row["id"] = json!(id);
    let office = json!({"id": "ltsa-11.09", "area_code": "11.09", "name": "LTSA Lama", "status": "operating", "source": "Dinas"});
    let desk = json!({"office": "ltsa-11.09", "desk_type": "imigrasi", "source": "Dinas"});
    let proposal = |village: &str| json!({"village_code": village, "programme": "desmigratif", "reason": "Banyak PMI"});
    let list = |village: &str| json!({"area_code": village, "indicator": "pmi_reported", "year": 2025, "value": 40, "source": "Daftar lama"});
    let record = |table: &str, area: &str, row: Value| {
        let entry = NewEntry { area: Some(area.to_owned()), row, replaces: None };
        store.record(table, &[entry], None, Some("Sari")).unwrap().entries.remove(0)
    };
    vec![
        record("designations", OLD, row),
        record("ltsa_offices", "11.09", office),
        record("office_desks", "11.09", desk),
        record("proposals", OLD, proposal(OLD)),
        record("proposals", SPLIT, proposal(SPLIT)),
        record("indicator_values", OLD, list(OLD)),
    ]
}

#[tokio::test]
async fn records_follow_to_the_codes_of_today_and_are_found_by_them() {
    let dir = changed();
    let (data, state) = (dir.path().join("country"), dir.path().join("state"));
    let ids = before(&state);
    let over = |config: &mut Config| (config.data, config.state) = (data, state);
    let server = TestServer::start_with(over).await;
    let sql = async |sql: &str| server.sql(sql).await["items"].clone();
    let of = format!("SELECT id FROM designations WHERE village_code = '{VILLAGE}'");
    assert_eq!(sql(&of).await, json!([{"id": format!("desmigratif-2019-{VILLAGE}")}]));
    let desks = "SELECT d.office, o.area_code FROM office_desks AS d JOIN ltsa_offices AS o ON o.id = d.office";
    assert_eq!(sql(desks).await, json!([{"office": "ltsa-11.01", "area_code": "11.01"}]));

    let listed = async |area: &str| server.json(&format!("{ADDRESS}?area={area}")).await;
    let village = listed(VILLAGE).await;
    assert_eq!(column(&village, "table"), ["indicator_values", "proposals", "designations"]);
    let line = &village["items"][2];
    assert_eq!((&line["area"], &line["recorded_area"]), (&json!(VILLAGE), &json!(OLD)), "{line}");
    assert_eq!(line["row"]["village_code"], OLD, "what was recorded stays as it was");
    let regency = listed("11.01").await;
    assert_eq!(regency["items"].as_array().unwrap().len(), ids.len());
    assert_eq!(listed("11.71").await["items"], json!([]));
    assert_eq!(
        listed("11.09").await["items"].as_array().unwrap().len(),
        5,
        "by the code they were recorded with"
    );
    // What was split is unfit, with what came of it, and is no proposal that counts.
    let unfit = server.json(&format!("{ADDRESS}?id={}", ids[4])).await;
    assert_eq!(column(&unfit, "status"), ["unfit"]);
    let says = unfit["items"][0]["problem"].as_str().unwrap();
    assert!(says.contains("(75.0% of its residents)") && says.contains("11.01.02.2002"), "{says}");
    let proposals = server.json("/api/v1/proposals?area=11.01").await;
    assert_eq!(column(&proposals, "village_code"), [VILLAGE]);
    // What is proposed changes no table, and so not the report.
    let report = server.problem("/api/v1/dataset/report?check=registry_unfit").await;
    assert_eq!(report.code, "invalid_parameter");
    // The same cannot be proposed twice, and a code that is gone is refused with those of today.
    let twice = json!({"village_code": VILLAGE, "programme": "desmigratif", "reason": "Lagi"});
    let refused = problem(server.post(ADDRESS, &body("proposals", &twice))).await;
    assert!(refused.body["detail"].as_str().unwrap().contains(&ids[3]), "{:?}", refused.body);
    let gone = json!({"village_code": SPLIT, "programme": "desmigratif", "reason": "Lagi"});
    let refused = problem(server.post(ADDRESS, &body("proposals", &gone))).await;
    let row = &refused.body["rows"][0];
    assert_eq!((&row["field"], refused.code.as_str()), (&json!("village_code"), "rows_refused"));
    let successors = row["successors"].as_array().unwrap();
    let shares: Vec<(&Value, &Value)> =
        successors.iter().map(|of| (&of["code"], &of["share"])).collect();
    assert_eq!(shares[0], (&json!("11.01.02.2001"), &json!(0.75)));
    assert_eq!(shares[1], (&json!("11.01.02.2002"), &json!(0.25)));
    let check = json!({"village_codes": [OLD]});
    let refused = problem(server.post("/api/v1/proposals/check", &check)).await;
    assert_eq!(refused.code, "area_changed");
    withdraw(&server, &ids[0]).await;
    assert_eq!(sql(&of).await, json!([]));
}

#[tokio::test]
async fn whoever_records_in_an_area_has_what_was_recorded_there_by_another_code() {
    let dir = changed();
    let data = dir.path().join("country");
    let mut ids = Vec::new();
    let world = server_with(|config| {
        ids = before(&config.state);
        config.data = data;
    })
    .await;
    let (home, elsewhere) = (sign_in(&world, "regency").await, sign_in(&world, "elsewhere").await);
    let seen = async |visitor: &Visitor<'_>| {
        let line = expect_json(visitor.get(&format!("{ADDRESS}?id={}", ids[0]))).await;
        (line["items"][0]["may_change"].clone(), line["items"][0]["by"].clone())
    };
    assert_eq!(seen(&home).await, (json!(true), json!("Sari")));
    assert_eq!(seen(&elsewhere).await, (json!(false), Value::Null));
    let path = format!("{ADDRESS}/{}/withdraw", ids[0]);
    let reason = json!({"reason": "Salah desa"});
    assert_eq!(problem(elsewhere.post(&path, &reason)).await.code, "outside_own_area");
    expect_json(home.post(&path, &reason)).await;
}

#[tokio::test]
async fn a_right_over_an_area_follows_it_to_the_code_of_today() {
    let dir = changed();
    let data = dir.path().join("country");
    let world = server_with(|config| {
        add_of_regency(&config.state, "lama", "11.09");
        add_of_regency(&config.state, "pecahan", "11.08");
        config.data = data;
    })
    .await;
    let (old, lost) = (sign_in(&world, "lama").await, sign_in(&world, "pecahan").await);
    let mine = expect_json(old.get("/api/v1/session")).await;
    assert_eq!(mine["person"]["grants"][0]["area"], "11.01", "{mine}");
    let row = body("designations", &designation(VILLAGE));
    assert_eq!(
        problem(lost.post(ADDRESS, &row)).await.code,
        "outside_own_area",
        "no change tells of its area"
    );
    expect_json(old.post(ADDRESS, &row)).await;
    let root = sign_in(&world, "root").await;
    let people = expect_json(root.get("/api/v1/people")).await;
    let areas = people["items"].as_array().unwrap().iter().filter(|one| one["login"] == "lama");
    assert_eq!(areas.map(|one| &one["grants"][0]["area"]).collect::<Vec<_>>(), ["11.01"]);
}
