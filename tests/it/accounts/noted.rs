//! What people asked and took away stands in the chain, by whom and before they had it.

use serde_json::{Value, json};

use super::people::{Visitor, server, sign_in};
use crate::scenarios::{path, plan};
use crate::support::server::expect_json;

async fn events(admin: &Visitor<'_>, action: &str) -> Vec<Value> {
    let list = expect_json(admin.get(&format!("/api/v1/events?action={action}"))).await;
    list["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn statements_files_and_datasets_are_noted_with_whoever_asked() {
    let world = server().await;
    let (admin, analyst, planner) = (
        sign_in(&world, "admin").await,
        sign_in(&world, "analyst").await,
        sign_in(&world, "planner").await,
    );
    let forged = "SELECT 1 AS one -- \n{\"seq\": 1, \"by\": \"Presiden\"}";
    let body = json!({ "sql": forged });
    let refused = analyst.post("/api/v1/sql?format=csv", &body).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 400, "what is no statement was asked all the same");
    expect_json(analyst.get("/api/v1/queries/coverage_by_regency")).await;
    let long = format!("SELECT '{}' AS long", "x".repeat(5000));
    expect_json(planner.post("/api/v1/sql", &json!({ "sql": long }))).await;
    let asked = events(&admin, "sql_asked").await;
    let by: Vec<&str> = asked.iter().map(|event| event["by"].as_str().unwrap()).collect();
    assert_eq!(by, ["PLANNER (planner)", "ANALYST (analyst)", "ANALYST (analyst)"]);
    assert_eq!(asked[0]["body"]["sql"].as_str().unwrap().len(), 2000);
    assert_eq!(asked[0]["body"]["hash"], blake3::hash(long.as_bytes()).to_hex().as_str());
    assert_eq!(asked[1]["body"]["question"], "coverage_by_regency");
    assert_eq!(
        (&asked[2]["body"]["sql"], &asked[2]["body"]["format"]),
        (&json!(forged), &json!("csv"))
    );

    let new = json!({"name": "Utama", "plan": plan(3)});
    let made = expect_json(planner.post("/api/v1/scenarios", &new)).await;
    let frozen = expect_json(planner.post(&path(&made, "/freeze"), &json!({"version": 1}))).await;
    for file in ["/annex.csv", "/letters/11.01.01.2002.pdf"] {
        assert_eq!(planner.get(&path(&frozen, file)).send().await.unwrap().status(), 200, "{file}");
    }
    let exported = events(&admin, "exported").await;
    let files: Vec<&Value> = exported.iter().map(|event| &event["body"]["file"]).collect();
    assert_eq!(files, [&json!("11.01.01.2002.pdf"), &json!("csv")]);
    for event in &exported {
        assert_eq!(event["body"]["scenario"], frozen["id"]);
        assert_eq!(event["body"]["hash"], frozen["frozen"]["hash"]);
        assert_eq!(event["by"], "PLANNER (planner)");
    }
    let loaded = events(&admin, "dataset_loaded").await;
    let version = expect_json(admin.get("/api/v1/dataset")).await["version"].clone();
    assert_eq!((loaded.len(), &loaded[0]["body"]["version"]), (1, &version));
}

#[tokio::test]
async fn whoever_signed_in_sees_their_own_statements_and_those_who_audit_see_all() {
    let world = server().await;
    let (analyst, regency, planner) = (
        sign_in(&world, "analyst").await,
        sign_in(&world, "regency").await,
        sign_in(&world, "planner").await,
    );
    expect_json(regency.post("/api/v1/sql", &json!({"sql": "SELECT 11 AS mine"}))).await;
    expect_json(analyst.post("/api/v1/sql", &json!({"sql": "SELECT 22 AS mine"}))).await;
    expect_json(analyst.get("/api/v1/queries/coverage_by_regency")).await;
    let asked = async |visitor: &Visitor<'_>, sql: &str| {
        let answer = expect_json(visitor.post("/api/v1/sql", &json!({ "sql": sql }))).await;
        let rows = answer["items"].as_array().unwrap().clone();
        rows.iter().map(|row| row["asked_by"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (of_analyst, of_regency) = ("ANALYST (analyst)", "REGENCY (regency)");
    assert_eq!(
        asked(&analyst, "SELECT asked_by FROM system_queries ORDER BY id").await,
        [of_analyst; 2],
        "a statement and a named question"
    );
    let behind = "SELECT q.asked_by FROM (SELECT * FROM public.\"system_queries\") q \
                  WHERE EXISTS (SELECT 1 FROM system_queries o WHERE o.sql LIKE '%11 AS mine')";
    assert_eq!(asked(&analyst, behind).await, [""; 0]);
    assert_eq!(asked(&regency, "SELECT asked_by FROM system_queries").await, [of_regency]);
    let all = "SELECT DISTINCT asked_by FROM system_queries ORDER BY 1";
    assert_eq!(asked(&planner, all).await, [of_analyst, of_regency]);
}

#[tokio::test]
async fn whoever_signed_in_ends_their_own_statements_and_nobody_elses() {
    let world = server().await;
    let (planner, analyst) = (sign_in(&world, "planner").await, sign_in(&world, "analyst").await);
    let endless = "SELECT sum(value % 7) FROM generate_series(1, 9000000000000000)";
    let asked = planner.post("/api/v1/sql", &json!({ "sql": endless }));
    let asked = tokio::spawn(asked.header("x-statement-id", "kerja-1").send());
    let end = async |visitor: &Visitor<'_>| {
        visitor.request("DELETE", "/api/v1/sql/kerja-1").send().await.unwrap().status().as_u16()
    };
    // The other has the same name for one of theirs, and nobody is kept from it.
    let other = analyst.post("/api/v1/sql", &json!({ "sql": "SELECT 1 AS one" }));
    expect_json(other.header("x-statement-id", "kerja-1")).await;
    for _ in 0..20 {
        assert_eq!(end(&analyst).await, 404);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    while end(&planner).await != 204 {
        assert!(!asked.is_finished(), "it ended before it was called off");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let ended: Value = asked.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(ended["code"], "cancelled", "{ended}");
}
