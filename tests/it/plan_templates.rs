//! Plans to begin with: fitted to the dataset, with their reasons, and as rows that SQL reads.

use geodata::AreaCode;
use geodata::dataset::{Contents, PlanTemplate, ValueStatus, write};
use geodata::progress::Silent;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::TestServer;
use crate::support::country::contents;
use crate::support::server::{column, expect_json};

fn indicators(plan: &Value) -> Vec<&str> {
    let criteria = plan["criteria"].as_array().unwrap().iter();
    criteria.map(|criterion| criterion["indicator"].as_str().unwrap()).collect()
}

async fn templates(server: &TestServer) -> Vec<Value> {
    server.json("/api/v1/plan/templates").await["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_template_has_its_reasons_a_plan_that_ranks_and_a_name_for_what_it_leaves_out() {
    let server = TestServer::start().await;
    let templates = templates(&server).await;
    let list = json!({"items": templates});
    assert_eq!(column(&list, "id"), ["need", "readiness", "coverage_gap"]);
    let rows = server.sql("SELECT * FROM plan_templates").await;
    let rows = rows["items"].as_array().unwrap();
    assert_eq!(rows.len(), templates.len());
    for template in &templates {
        let row = rows.iter().find(|row| row["id"] == template["id"]).unwrap();
        for key in ["title_id", "title_en", "reason_id", "reason_en"] {
            assert_eq!(row[key], template[key], "{key}");
        }
        let stated: Value = serde_json::from_str(row["plan"].as_str().unwrap()).unwrap();
        let plan = &template["plan"];
        // Everything that is asked for is in the plan or named.
        for asked in indicators(&stated) {
            let left_out = template["left_out"].as_array().unwrap().iter();
            let named = left_out.filter(|omission| omission["indicator"] == asked).count();
            assert_eq!(named + usize::from(indicators(plan).contains(&asked)), 1, "{asked}");
        }
        let weights = plan["criteria"].as_array().unwrap().iter();
        let sum: f64 = weights.map(|criterion| criterion["weight"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 0.02, "{plan}");
        assert!(plan["candidates"]["where"].as_str().unwrap().ends_with("AND pmi_per_1000 >= 1"));
        let ranking = expect_json(server.post("/api/v1/rankings", plan)).await;
        for key in ["candidates", "not_assessable", "reach"] {
            assert_eq!(ranking[key], template[key], "{key}");
        }
        // Without its parts the index weighs most in readiness.
        let leading = if template["id"] == "readiness" { "idm" } else { "pmi_per_1000" };
        let reach = json!({"indicator": leading, "regencies_known": 4, "regencies": 4});
        assert_eq!(template["reach"], reach);
    }
    // The dataset knows the index, not its parts; it stands for both, once.
    let need = &templates[0];
    assert_eq!(indicators(&need["plan"]), ["pmi_per_1000", "idm", "poverty_pct"]);
    assert_eq!(need["plan"]["criteria"][1]["weight"], 0.4);
    let omissions: Vec<Value> = need["left_out"].as_array().unwrap().clone();
    assert_eq!(
        omissions,
        [
            json!({"indicator": "ike", "because": "not_in_dataset", "known": 0.0, "instead": "idm"}),
            json!({"indicator": "iks", "because": "not_in_dataset", "known": 0.0, "instead": "idm"}),
            json!({"indicator": "cost_idr", "because": "not_in_dataset", "known": 0.0}),
        ]
    );
    assert_eq!(server.json("/api/v1/plan/default").await, need["plan"]);
    let readiness = &templates[1]["plan"];
    assert_eq!(indicators(readiness), ["pmi_per_1000", "idm"]);
    assert_eq!(readiness["criteria"][1]["direction"], "benefit", "it points the other way");
    assert_eq!(indicators(&templates[2]["plan"]), ["pmi_per_1000"]);
}

/// The small country with placement figures of one regency of four.
async fn sparse() -> (TestServer, TempDir) {
    let mut contents = contents();
    for value in &mut contents.values {
        let migrants = value.indicator.starts_with("pmi");
        if migrants && value.area != "12.02".parse::<AreaCode>().unwrap() {
            (value.value, value.status) = (None, ValueStatus::Missing);
        }
    }
    serve(&contents).await
}

async fn serve(contents: &Contents) -> (TestServer, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("country");
    write(contents, &[], &data, &Silent).unwrap();
    (TestServer::start_with(|config| config.data = data).await, dir)
}

#[tokio::test]
async fn a_template_that_is_no_plan_says_so_and_stands_in_nobodys_way() {
    let mut contents = contents();
    let templates = &mut contents.programme.plan_templates;
    let broken = |plan: &str| PlanTemplate { plan: plan.to_owned(), ..templates[0].clone() };
    let idm = r#""criteria": [{"indicator": "idm", "weight": 1}]"#;
    let more = [
        r#"{"criteria": [{"indicator": "idm", "wieght": 1}]}"#.to_owned(),
        r#"{"criteria": [{"indicator": "idm", "weight": -1}]}"#.to_owned(),
        format!(r#"{{{idm}, "candidates": {{"where": "idn > 1"}}}}"#),
        format!(r#"{{{idm}, "candidates": {{"rows": []}}}}"#),
        r#"{"criteria": [{"indicator": "sanitation_pct", "weight": 1}]}"#.to_owned(),
        format!(r#"{{{idm}, "candidates": {{"where": "kind = 'kelurahan' OR kind = 'desa'"}}}}"#),
    ];
    *templates = more.iter().map(|plan| broken(plan)).collect();
    let (server, _dir) = serve(&contents).await;
    let found = self::templates(&server).await;
    let named = ["wieght", "weight", "idn", "rows"];
    for (template, name) in found.iter().zip(named) {
        assert!(template["plan"].is_null(), "{template}");
        assert!(template["problem"].as_str().unwrap().contains(name), "{template}");
    }
    // Nothing is wrong with the fifth, but that the dataset does not know what it asks for.
    assert!(found[4]["plan"].is_null() && found[4].get("problem").is_none(), "{}", found[4]);
    assert_eq!(found[4]["left_out"][0]["because"], "not_in_dataset");
    // The gate holds for both sides of an OR.
    assert_eq!(found[5]["candidates"], 40);
    let plan = server.json("/api/v1/plan/default").await;
    assert_eq!(plan, found[5]["plan"]);
    assert!(plan["candidates"]["where"].as_str().unwrap().starts_with('('));
}

#[tokio::test]
async fn who_cannot_be_assessed_is_counted_and_not_chosen() {
    let (server, _dir) = sparse().await;
    let plan = server.json("/api/v1/plan/default").await;
    let ranking = expect_json(server.post("/api/v1/rankings", &plan)).await;
    // 10 villages of Malang; of the 30 others 10 are kelurahan and 2 are designated, whatever is known.
    assert_eq!((&ranking["candidates"], &ranking["not_assessable"]), (&json!(10), &json!(18)));
    assert_eq!(
        ranking["reach"],
        json!({"indicator": "pmi_per_1000", "regencies_known": 1, "regencies": 4})
    );
    let ids = column(&ranking, "id");
    assert!(ids.iter().all(|id| id.starts_with("12.02")), "{ids:?}");
    let condition = plan["candidates"]["where"].as_str().unwrap();
    let sql = format!("SELECT count(*) AS n FROM village_indicators WHERE ({condition}) IS NULL");
    assert_eq!(server.sql(&sql).await["items"][0]["n"], 18);
    // A condition that asks for nothing unknown leaves nobody open.
    let all =
        json!({"criteria": plan["criteria"], "candidates": {"where": "kind = 'desa' -- all"}});
    assert_eq!(expect_json(server.post("/api/v1/rankings", &all)).await["not_assessable"], 0);
    let rows = json!({
        "criteria": [{"indicator": "x", "weight": 1, "direction": "benefit", "goalposts": [0, 1]}],
        "candidates": {"rows": [{"id": "a", "x": 0.5}]},
    });
    let own = expect_json(server.post("/api/v1/rankings", &rows)).await;
    assert_eq!((&own["not_assessable"], &own["reach"]), (&json!(0), &Value::Null));
}

#[tokio::test]
async fn what_a_regency_does_not_say_moves_its_villages_together() {
    let (server, _dir) = sparse().await;
    let plan = json!({
        "candidates": {"where": "kind = 'desa'"},
        "criteria": [
            {"indicator": "pmi_per_1000", "weight": 0.5, "direction": "benefit", "goalposts": [0, 50]},
            {"indicator": "idm", "weight": 0.5, "direction": "cost", "goalposts": [0, 1]},
        ],
        "limit": 100,
    });
    let ranking = expect_json(server.post("/api/v1/rankings", &plan)).await;
    let items = ranking["items"].as_array().unwrap();
    assert_eq!(items.len(), 30);
    let of = |regency: &str, key: &str| -> Vec<(f64, u64)> {
        let own = items.iter().filter(|item| item["id"].as_str().unwrap().starts_with(regency));
        own.map(|item| (item["raw"]["idm"].as_f64().unwrap_or(1.0), item[key].as_u64().unwrap()))
            .collect()
    };
    for regency in ["11.01", "12.01"] {
        // Whatever their common figure, the lower index comes first: the k-th is never among the first k-1.
        let mut best = of(regency, "rank_best");
        best.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (k, (_, rank)) in (1..).zip(&best) {
            assert!(*rank >= k, "{regency}: {best:?}");
        }
        let mut worst = of(regency, "rank_worst");
        worst.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (k, (_, rank)) in (0..).zip(&worst) {
            assert!(*rank <= 30 - k, "{regency}: {worst:?}");
        }
    }
}
