//! Weights from judgements and orders, and what the data say of the criteria.

use serde_json::{Value, json};

use crate::rankings::{fixture, reference_plan};
use crate::support::TestServer;
use crate::support::server::{expect_json, problem};

const NAMES: [&str; 6] = ["C1", "C2", "C3", "C4", "C5", "C6"];

fn close(found: &Value, expected: &Value, what: &str) {
    let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
    assert!(
        (found - expected).abs() <= 1e-12 + 1e-9 * expected.abs(),
        "{what}: {found} {expected}"
    );
}

/// The weights of all criteria are those of a list.
fn weigh(answer: &Value, expected: &Value, what: &str) {
    for (j, name) in NAMES.iter().enumerate() {
        close(&answer["weights"][name], &expected[j], what);
    }
}

async fn ahp(server: &TestServer, judges: Value) -> Value {
    let body = json!({"criteria": NAMES, "judges": judges});
    expect_json(server.post("/api/v1/weights/ahp", &body)).await
}

#[tokio::test]
async fn judgements_give_the_reference_weights_and_name_the_one_that_does_not_fit() {
    let server = TestServer::start().await;
    let expected = &fixture()["weights"];
    for (name, acceptable) in [("ahp", true), ("ahp_inconsistent", false)] {
        let expected = &expected[name];
        let found = ahp(&server, json!([expected["matrix"]])).await;
        close(&found["lambda_max"], &expected["lambda_max"], "lambda");
        close(&found["consistency_ratio"], &expected["CR_saaty"], "CR");
        assert_eq!(found["random_index"], json!({"name": "Saaty", "value": 1.24}));
        assert_eq!(found["acceptable"], acceptable);
        let (worst, of) = (&found["worst"], &expected["worst_judgement"]);
        assert_eq!((&worst["first"], &worst["second"]), (&of["row"], &of["col"]));
        close(&worst["given"], &of["given"], "given");
        close(&worst["implied"], &of["implied"], "implied");
        assert_eq!(found["judges"].as_array().unwrap().len(), 1);
        let alone = &found["judges"][0]["worst"];
        assert_eq!((&alone["first"], &alone["second"]), (&of["row"], &of["col"]));
        if acceptable {
            weigh(&found, &expected["w_eigenvector"], "eigenvector");
            close(&found["consistency_index"], &expected["CI"], "CI");
        }
    }
}

#[tokio::test]
async fn several_judges_count_alike_and_each_is_told_how_consistent_they_are() {
    let server = TestServer::start().await;
    let weights = &fixture()["weights"];
    let (good, bad) = (&weights["ahp"]["matrix"], &weights["ahp_inconsistent"]["matrix"]);
    let both = ahp(&server, json!([good, bad])).await;
    assert_eq!(both["judges"][0]["acceptable"], true);
    assert_eq!(both["judges"][1]["acceptable"], false);
    close(&both["judges"][1]["consistency_ratio"], &weights["ahp_inconsistent"]["CR_saaty"], "CR");
    let common = both["consistency_ratio"].as_f64().unwrap();
    assert!(common < both["judges"][1]["consistency_ratio"].as_f64().unwrap());
    // A judge and the one who says the opposite of everything leave nothing to choose.
    let opposite: Vec<Vec<f64>> = good
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row.as_array().unwrap().iter().map(|x| 1.0 / x.as_f64().unwrap()).collect())
        .collect();
    let none = ahp(&server, json!([good, opposite])).await;
    weigh(&none, &json!(vec![1.0 / 6.0; 6]), "opposite judges");
    assert!(none["worst"].is_null() && none["consistency_ratio"].as_f64().unwrap().abs() < 1e-9);
}

#[tokio::test]
async fn judgements_that_cannot_be_used_are_named() {
    let server = TestServer::start().await;
    for (body, named) in [
        (
            json!({"criteria": ["a", "b"], "judges": [[[1, 2], [0.5, 1]], [[1, 2], [2, 1]]]}),
            "judges[1][0][1]",
        ),
        (json!({"criteria": ["a", "b"], "judges": [[[1, 0], [0, 1]]]}), "judges[0][0][1]"),
        (json!({"criteria": ["a", "b"], "judges": [[[1]]]}), "judges[0]"),
        (json!({"criteria": ["a", "b"], "judges": []}), "judges"),
        (json!({"criteria": ["a", "a"], "judges": [[[1, 2], [0.5, 1]]]}), "criteria[1]"),
        (json!({"criteria": [], "judges": []}), "criteria"),
    ] {
        let refused = problem(server.post("/api/v1/weights/ahp", &body)).await;
        assert_eq!((refused.status, refused.code.as_str()), (400, "invalid_body"), "{body}");
        let detail = refused.body["detail"].as_str().unwrap();
        assert!(detail.contains(&format!("`{named}`")), "{detail}");
    }
    for path in ["/api/v1/weights/ahp", "/api/v1/weights/roc", "/api/v1/weights/diagnostics"] {
        let unknown = problem(server.post(path, &json!({"criterion": []}))).await;
        assert_eq!(unknown.code, "unknown_field", "{path}");
        assert!(unknown.body["detail"].as_str().unwrap().contains("`criterion`"));
    }
}

#[tokio::test]
async fn an_order_gives_the_reference_weights() {
    let server = TestServer::start().await;
    let body = json!({ "criteria": NAMES });
    let found = expect_json(server.post("/api/v1/weights/roc", &body)).await;
    weigh(&found, &fixture()["weights"]["roc"], "roc");
    let twice = json!({"criteria": ["a", "b", "a"]});
    let refused = problem(server.post("/api/v1/weights/roc", &twice)).await;
    assert!(refused.body["detail"].as_str().unwrap().contains("`criteria[2]`"));
}

#[tokio::test]
async fn the_data_suggest_the_reference_weights_and_components_that_pull_apart_are_refused() {
    let server = TestServer::start().await;
    let mut plan = reference_plan();
    let found = expect_json(server.post("/api/v1/weights/diagnostics", &plan)).await;
    assert_eq!(found["candidates"], 12);
    let expected = &fixture()["weights"];
    weigh(&found["entropy"], &expected["entropy"]["w"], "entropy");
    weigh(&found["critic"], &expected["critic_direction_aware"], "critic");
    assert!(found["entropy"]["refused"].is_null());
    let pca = &found["pca"];
    assert!(pca["weights"].is_null());
    let why = pca["refused"].as_str().unwrap();
    assert!(why.starts_with("C1: loads negatively"), "{why}");
    assert!((pca["first_share"].as_f64().unwrap() - 0.81).abs() < 0.005, "{pca}");
    let pairs = found["correlations"].as_array().unwrap();
    assert_eq!(pairs.len(), 9);
    assert!(pairs.iter().all(|pair| pair["r"].as_f64().unwrap().abs() > 0.8));

    // Entropy cannot weigh numbers below 0, and a criterion that is the same for all weighs nothing.
    for row in plan["candidates"]["rows"].as_array_mut().unwrap() {
        row["C2"] = json!(-row["C2"].as_f64().unwrap());
        row["C3"] = json!(5);
    }
    let found = expect_json(server.post("/api/v1/weights/diagnostics", &plan)).await;
    let why = found["entropy"]["refused"].as_str().unwrap();
    assert!(why.starts_with("C2: entropy needs values of 0 or more"), "{why}");
    assert!(found["entropy"]["weights"].is_null());
    assert_eq!(found["critic"]["weights"]["C3"], 0.0);
    let codes: Vec<&Value> =
        found["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
    assert_eq!(codes, ["constant_criterion"]);
}

#[tokio::test]
async fn criteria_of_the_dataset_are_diagnosed_and_missing_values_are_counted() {
    let server = TestServer::start().await;
    let plan = server.json("/api/v1/plan/default").await;
    let found = expect_json(server.post("/api/v1/weights/diagnostics", &plan)).await;
    assert_eq!(found["candidates"], 28);
    let weights = found["critic"]["weights"].as_object().unwrap();
    assert_eq!(weights.len(), plan["criteria"].as_array().unwrap().len());
    let sum: f64 = weights.values().map(|w| w.as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-12);
    let missing =
        found["warnings"].as_array().unwrap().iter().find(|w| w["code"] == "missing_values");
    let missing = missing.unwrap()["detail"].as_str().unwrap();
    assert!(missing.starts_with("idm: 1 of 28"), "{missing}");
    let one = json!({"criteria": [{"indicator": "idm", "weight": 1}]});
    let found = expect_json(server.post("/api/v1/weights/diagnostics", &one)).await;
    for method in ["entropy", "critic", "pca"] {
        let why = found[method]["refused"].as_str().unwrap();
        assert_eq!(why, "only idm varies: there is nothing to weigh it against");
    }
}
