//! Selections over HTTP: the best set, its alternatives, and what cannot be satisfied.

use serde_json::{Value, json};

use crate::rankings::reference_plan;
use crate::support::TestServer;
use crate::support::server::{expect_json, problem};

fn idm_plan(constraints: Value) -> Value {
    json!({
        "criteria": [{"indicator": "idm", "weight": 1, "direction": "cost", "goalposts": [0, 1]}],
        "candidates": {"where": "NOT designated"},
        "constraints": constraints,
    })
}

async fn select(server: &TestServer, plan: &Value) -> Value {
    expect_json(server.post("/api/v1/selections", plan)).await
}

#[tokio::test]
async fn quotas_and_a_budget_are_kept_and_every_skipped_village_says_why() {
    let server = TestServer::start().await;
    let mut plan = reference_plan();
    plan["constraints"] = json!({
        "count": 5, "per_regency": {"max": 2, "min": 1}, "budget": {"APBN": 1650}, "cost": "C5",
        "exclude": [{"id": "V07", "reason": "no Perdes"}],
    });
    let answer = select(&server, &plan).await;
    assert_eq!((&answer["status"], &answer["gap"]), (&json!("optimal"), &json!(0.0)));
    let items = answer["items"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    let scores: f64 = items.iter().map(|item| item["score"].as_f64().unwrap()).sum();
    assert!((scores - answer["objective"].as_f64().unwrap()).abs() < 1e-9);
    assert!(answer["cost"].as_f64().unwrap() <= 1650.0);
    assert!(items.iter().all(|item| item["funding"] == "APBN"));
    let skipped = answer["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 7);
    let v07 = skipped.iter().find(|item| item["id"] == "V07").unwrap();
    assert_eq!((&v07["because"], &v07["detail"]), (&json!(["excluded"]), &json!("no Perdes")));
    assert_eq!(answer["best_sets"].as_array().unwrap().len(), 5);
    assert_eq!(answer["replacement_cost"].as_object().unwrap().len(), 5);
}

#[tokio::test]
async fn the_first_of_the_ranking_are_chosen_where_nothing_else_is_asked() {
    let server = TestServer::start().await;
    let plan = idm_plan(json!({"count": 3}));
    let answer = select(&server, &plan).await;
    let ranking = expect_json(server.post("/api/v1/rankings", &plan)).await;
    let first: Vec<&Value> =
        ranking["items"].as_array().unwrap().iter().take(3).map(|i| &i["id"]).collect();
    assert_eq!(answer["selected"], json!(first));
    assert_eq!(answer["plan_hash"], ranking["plan_hash"]);
}

#[tokio::test]
async fn spacing_holds_between_chosen_and_towards_designated_villages() {
    let server = TestServer::start().await;
    // Villages are 0.1 degrees wide: neighbours are 11 km apart, and 11.01.01.2001 is designated.
    let answer = select(&server, &idm_plan(json!({"count": 3, "spacing_km": 12}))).await;
    assert_eq!(answer["status"], "optimal");
    let skipped = answer["skipped"].as_array().unwrap();
    let near = skipped.iter().find(|item| item["id"] == "11.01.01.2002").unwrap();
    assert_eq!(near["because"], json!(["near_designated"]));
    let mut places = Vec::new();
    for id in answer["selected"].as_array().unwrap() {
        let area = server.json(&format!("/api/v1/areas/{}", id.as_str().unwrap())).await;
        places.push((area["lon"].as_f64().unwrap(), area["lat"].as_f64().unwrap()));
    }
    for (i, a) in places.iter().enumerate() {
        for b in &places[i + 1..] {
            assert!((a.0 - b.0).hypot(a.1 - b.1) > 0.105, "{a:?} {b:?}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_satisfied_names_what_to_relax() {
    let server = TestServer::start().await;
    let answer = select(&server, &idm_plan(json!({"count": 9, "per_regency": {"max": 2}}))).await;
    assert_eq!((&answer["status"], &answer["selected"]), (&json!("infeasible"), &json!([])));
    assert_eq!(answer["relax"].as_array().unwrap().len(), 1, "{}", answer["relax"]);
    let pinned = idm_plan(json!({"count": 2, "pin": ["nowhere"]}));
    let problem = problem(server.post("/api/v1/selections", &pinned)).await;
    assert_eq!((problem.code.as_str(), problem.status), ("invalid_plan", 400));
    assert!(problem.body["detail"].as_str().unwrap().contains("constraints.pin"));
}
