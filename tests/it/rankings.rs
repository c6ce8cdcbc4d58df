//! Rankings over HTTP: the reference values, SQL with the same bits, explanations, other weights.

use serde_json::{Value, json};

use crate::support::server::{column, expect_json, problem};
use crate::support::{Problem, TestServer};

/// The reference problem and its solutions.
pub fn fixture() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/mcda_fixture.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The reference problem as a plan with rows of its own.
pub fn reference_plan() -> Value {
    let fixture = fixture();
    let given = &fixture["problem"];
    let villages = given["villages"].as_array().unwrap().iter();
    let rows: Vec<Value> = villages
        .zip(given["matrix"].as_array().unwrap())
        .map(|(village, values)| {
            let mut row = json!({"id": village["id"], "regency": village["kabupaten"], "pmi": village["pmi"]});
            for (j, value) in values.as_array().unwrap().iter().enumerate() {
                row[format!("C{}", j + 1)] = value.clone();
            }
            row
        })
        .collect();
    let stats = &fixture["normalisation"]["stats"];
    let criteria: Vec<Value> = (0..6)
        .map(|j| {
            let cost = given["criteria"][j]["direction"] == -1;
            json!({
                "indicator": format!("C{}", j + 1),
                "weight": given["weights"][j],
                "direction": if cost { "cost" } else { "benefit" },
                "goalposts": [stats["min"][j], stats["max"][j]],
            })
        })
        .collect();
    json!({"candidates": {"rows": rows}, "criteria": criteria})
}

fn items(list: &Value) -> &Vec<Value> {
    list["items"].as_array().unwrap()
}

fn numbers(list: &Value, key: &str) -> Vec<f64> {
    items(list).iter().map(|item| item[key].as_f64().unwrap_or(f64::NAN)).collect()
}

async fn ranked(server: &TestServer, plan: &Value) -> Value {
    expect_json(server.post("/api/v1/rankings", plan)).await
}

async fn refused(server: &TestServer, path: &str, body: &Value) -> Problem {
    problem(server.post(path, body)).await
}

#[tokio::test]
async fn every_method_gives_the_reference_scores_and_ranks_for_rows_of_ones_own() {
    let server = TestServer::start().await;
    let fixture = fixture();
    for (method, name) in [
        ("wsm", "wsm_minmax"),
        ("wpm", "wpm_linear"),
        ("geometric", "geometric_minmax_1_100_COINr"),
        ("topsis", "topsis_vector"),
        ("vikor", "vikor_v0.5"),
        ("promethee2", "promethee2_usual"),
        ("copeland", "copeland"),
    ] {
        let mut plan = reference_plan();
        plan["method"] = method.into();
        let answer = ranked(&server, &plan).await;
        assert_eq!(answer["candidates"], 12);
        assert!(answer["sql"].is_null(), "the rows are in no table");
        for item in items(&answer) {
            let i = item["id"].as_str().unwrap()[1..].parse::<usize>().unwrap() - 1;
            let expected = &fixture["methods"][name];
            assert_eq!(item["rank"].as_f64(), expected["rank"][i].as_f64(), "{method}");
            let score = item["score"].as_f64().unwrap();
            let reference = expected["score"][i].as_f64().unwrap();
            assert!((score - reference).abs() <= 1e-12 + 1e-9 * reference.abs(), "{method}");
            if method == "wsm" {
                let parts = item["parts"].as_object().unwrap().values();
                let sum: f64 = parts.map(|part| part.as_f64().unwrap()).sum();
                assert!((sum - score).abs() < 1e-12, "parts sum to the score");
            }
        }
        let codes = column(&json!({"items": answer["warnings"]}), "code");
        assert_eq!(codes.contains(&"second_opinion".to_owned()), method != "wsm");
    }
}

#[tokio::test]
async fn the_default_plan_ranks_and_shows_what_is_missing() {
    let server = TestServer::start().await;
    let mut plan = server.json("/api/v1/plan/default").await;
    assert!(plan["criteria"].as_array().unwrap().len() >= 2);
    plan["limit"] = 1000.into();
    let answer = ranked(&server, &plan).await;
    // 40 villages less 10 kelurahan and 2 that are designated.
    assert_eq!(answer["candidates"], 28);
    assert_eq!(items(&answer).len(), 28);
    assert_eq!(answer["score_quantiles"].as_array().unwrap().len(), 11);
    let bare = items(&answer).iter().find(|item| item["raw"]["idm"].is_null()).unwrap();
    assert_eq!(bare["id"], "12.02.02.2005");
    assert!(bare["parts"]["idm"].is_null());
    assert!(bare["weight_present"].as_f64().unwrap() < 1.0);
    assert!(bare["rank_best"].as_u64() < bare["rank_worst"].as_u64());
    assert_eq!(bare["regency_name"], "Kabupaten Malang");
}

#[tokio::test]
async fn the_printed_sql_gives_the_same_order_and_the_same_bits() {
    let server = TestServer::start().await;
    let criteria = json!([
        {"indicator": "idm", "weight": 0.37, "direction": "cost", "goalposts": [0.1, 0.83]},
        {"indicator": "poverty_pct", "weight": 0.21, "direction": "benefit", "goalposts": [4.9, 7.3]},
        {"indicator": "pmi_placed", "weight": 0.11, "direction": "benefit", "goalposts": [-7, 333.3]},
    ]);
    for (missing, condition) in [
        ("interval", "NOT designated -- everyone else"),
        ("worst", "kind = 'desa'"),
        ("reject", "code < '12.02.02.2005' OR kind = 'desa'"),
        ("reweight", "true"),
    ] {
        let plan = json!({"criteria": criteria, "missing": missing, "candidates": {"where": condition}, "limit": 100});
        let answer = ranked(&server, &plan).await;
        let rows = server.sql(answer["sql"].as_str().unwrap()).await;
        assert!(!items(&rows).is_empty());
        assert_eq!(column(&answer, "id"), column(&rows, "id"), "{missing}");
        assert_eq!(numbers(&answer, "rank"), numbers(&rows, "rank"), "{missing}");
        let bits =
            |list: &Value| numbers(list, "score").into_iter().map(f64::to_bits).collect::<Vec<_>>();
        assert_eq!(bits(&answer), bits(&rows), "{missing}");
    }
}

#[tokio::test]
async fn a_list_can_be_cut_to_an_area_and_paged_while_ranks_stay_national() {
    let server = TestServer::start().await;
    let criterion =
        json!({"indicator": "idm", "weight": 1, "direction": "cost", "goalposts": [0, 1]});
    let mut plan = json!({"criteria": [criterion]});
    let all = ranked(&server, &plan).await;
    plan["within"] = "12.01".into();
    let there = ranked(&server, &plan).await;
    assert_eq!((all["total"].as_u64(), there["total"].as_u64()), (Some(40), Some(10)));
    assert_eq!(there["candidates"], 40);
    let best = &there["items"][0];
    assert_eq!(Some(best), items(&all).iter().find(|item| item["id"] == best["id"]));
    plan["offset"] = 2.into();
    plan["limit"] = 3.into();
    let page = ranked(&server, &plan).await;
    assert_eq!(column(&page, "id"), column(&there, "id")[2..5]);
}

#[tokio::test]
async fn what_is_wrong_with_a_plan_is_named() {
    let server = TestServer::start().await;
    let idm = json!({"indicator": "idm", "weight": 1, "direction": "cost"});
    let cases = [
        (
            json!({"criteria": [{"indicator": "idn", "weight": 1}]}),
            "invalid_plan",
            "criteria[0].indicator",
        ),
        (
            json!({"criteria": [{"indicator": "idm", "weight": -1}]}),
            "invalid_plan",
            "criteria[0].weight",
        ),
        (json!({"criteria": [{"indicator": "idm", "wieght": 1}]}), "unknown_field", "wieght"),
        (json!({"criteria": [idm], "methode": "wsm"}), "unknown_field", "methode"),
        (json!({"criteria": [idm], "candidates": {"where": "idn > 1"}}), "unknown_column", "idn"),
        (json!({"criteria": [idm], "candidates": {"where": "1 ="}}), "sql_syntax", ""),
        (json!({"criteria": [idm], "limit": 0}), "invalid_parameter", "limit"),
        (
            json!({"criteria": [idm], "method": "wpm", "normalisation": "minmax"}),
            "invalid_plan",
            "normalisation",
        ),
    ];
    for (plan, code, names) in cases {
        let problem = refused(&server, "/api/v1/rankings", &plan).await;
        assert_eq!((problem.status, problem.code.as_str()), (400, code), "{plan}");
        assert!(problem.body["detail"].as_str().unwrap().contains(names), "{}", problem.body);
    }
    for (condition, code) in [
        ("true); DELETE FROM villages; --", "sql_syntax"),
        ("true) UNION SELECT name FROM regencies WHERE (true", "invalid_plan"),
    ] {
        let plan = json!({"criteria": [idm], "candidates": {"where": condition}});
        let problem = refused(&server, "/api/v1/rankings", &plan).await;
        assert_eq!(problem.code, code, "{condition}: {}", problem.body);
    }
    assert_eq!(server.sql("SELECT count(*) AS n FROM villages").await["items"][0]["n"], 40);
}

#[tokio::test]
async fn an_explanation_sums_to_the_difference_and_names_origins() {
    let server = TestServer::start().await;
    let mut plan = server.json("/api/v1/plan/default").await;
    plan["constraints"]["count"] = 5.into();
    let ranking = ranked(&server, &plan).await;
    let (best, tenth) = (&ranking["items"][0], &ranking["items"][9]);
    plan["id"] = tenth["id"].clone();
    plan["other"] = best["id"].clone();
    let answer = expect_json(server.post("/api/v1/rankings/explain", &plan)).await;
    assert_eq!(&answer["item"], tenth);
    assert_eq!(&answer["other"], best);
    let parts = answer["difference"].as_object().unwrap().values();
    let sum: f64 = parts.map(|part| part.as_f64().unwrap()).sum();
    let gap = tenth["score"].as_f64().unwrap() - best["score"].as_f64().unwrap();
    assert!((sum - gap).abs() < 1e-9);
    let values = answer["values"].as_array().unwrap();
    let poverty = values.iter().find(|value| value["indicator"] == "poverty_pct").unwrap();
    assert_eq!((&poverty["status"], &poverty["year"]), (&json!("observed"), &json!(2024)));
    assert_eq!(poverty["stated_for"].as_str().unwrap().len(), 5, "poverty is known by regency");
    assert!(answer["cut_off"].as_f64().unwrap() >= tenth["score"].as_f64().unwrap());
    plan["id"] = "99.99.99.2001".into();
    assert_eq!(refused(&server, "/api/v1/rankings/explain", &plan).await.code, "invalid_plan");
}

#[tokio::test]
async fn sensitivity_gives_the_exact_lattice_and_stability_of_the_reference() {
    let server = TestServer::start().await;
    let path = "/api/v1/rankings/sensitivity";
    let mut plan = reference_plan();
    plan["constraints"] = json!({"count": 4});
    plan["weights"] = "lattice".into();
    let answer = expect_json(server.post(path, &plan)).await;
    assert_eq!(answer["draws"], 3003);
    let first: f64 = answer["rank_acceptability"]["V07"][0].as_f64().unwrap();
    assert!((first - 1296.0 / 3003.0).abs() < 1e-12);
    for (k, interval) in fixture()["weight_stability_interval_top4_wsm"].as_object().unwrap() {
        for end in 0..2 {
            let found = answer["stability"][k][end].as_f64().unwrap();
            assert!((found - interval["interval"][end].as_f64().unwrap()).abs() < 1e-9, "{k}");
        }
    }
    let pairwise = &fixture()["smaa_lattice_exact"]["pairwise_winning"];
    for (i, row) in pairwise.as_array().unwrap().iter().enumerate() {
        for (k, expected) in row.as_array().unwrap().iter().enumerate().filter(|(k, _)| *k != i) {
            let name = |i: usize| format!("V{:02}", i + 1);
            let found = answer["pairwise_winning"][name(i)][name(k)].as_f64().unwrap();
            assert!((found - expected.as_f64().unwrap()).abs() < 1e-9, "{i} {k}");
        }
    }
    for (criterion, ranks) in fixture()["leave_one_criterion_out_wsm"].as_object().unwrap() {
        for (i, rank) in ranks.as_array().unwrap().iter().enumerate() {
            let found = &answer["leave_one_out"][criterion]["ranks"][format!("V{:02}", i + 1)];
            assert_eq!(found, rank, "without {criterion}");
        }
    }
    assert!(answer.get("confidence_factors").is_none(), "the values are taken as certain");
    plan["weights"] = "uniform".into();
    plan["draws"] = 2000.into();
    plan["seed"] = 7.into();
    let once = expect_json(server.post(path, &plan)).await;
    assert_eq!(once, expect_json(server.post(path, &plan)).await, "the seed decides");
}

#[tokio::test]
async fn other_weights_are_tried_on_the_set_itself_and_contested_villages_come_first() {
    let server = TestServer::start().await;
    let path = "/api/v1/rankings/sensitivity";
    let mut plan = reference_plan();
    plan["constraints"] = json!({"count": 4, "per_regency": {"max": 2}});
    let chosen = expect_json(server.post("/api/v1/selections", &plan)).await;
    plan["weights"] = "uniform".into();
    plan["draws"] = 500.into();
    plan["selection_draws"] = 100.into();
    let answer = expect_json(server.post(path, &plan)).await;
    let selection = &answer["selection"];
    assert_eq!((&selection["status"], &selection["proven"]), (&json!("optimal"), &json!(100)));
    assert_eq!(selection["selected"], chosen["selected"]);
    assert!((selection["sampling_error"].as_f64().unwrap() - 0.098).abs() < 1e-12);
    let items = selection["items"].as_array().unwrap();
    let shares = items.iter().map(|item| item["share"].as_f64().unwrap());
    assert!((shares.sum::<f64>() - 4.0).abs() < 1e-9, "four villages in every set");
    let contested: Vec<bool> = items.iter().map(|item| item["contested"] == true).collect();
    let first = contested.iter().take_while(|contested| **contested).count();
    assert_eq!(selection["contested"], json!(first));
    assert!(first > 0 && contested[first..].iter().all(|contested| !contested), "{contested:?}");
    for (item, contested) in items.iter().zip(contested) {
        let share = item["share"].as_f64().unwrap();
        assert_eq!(contested, share > 0.1 && share < 0.9, "{item}");
    }
    for criterion in ["C1", "C2", "C3", "C4", "C5", "C6"] {
        assert!(selection["stability"][criterion][0].is_number(), "{selection}");
        assert_eq!(selection["leave_one_out"][criterion]["status"], "optimal");
    }
    plan["limit"] = 1.into();
    let short = expect_json(server.post(path, &plan)).await;
    assert_eq!(short["selection"]["items"], json!([items[0]]));
    assert_eq!(short["selection"]["not_listed"], json!(items.len() - 1));
    let listed = short["top_k"].as_object().unwrap().values().next().unwrap().as_f64().unwrap();
    assert!(listed > 0.1 && listed < 0.9, "a contested village is before a sure one: {listed}");
    plan["selection_draws"] = 0.into();
    let without = expect_json(server.post(path, &plan)).await;
    assert!(without.get("selection").is_none());
    plan["selection_draws"] = 10.into();
    plan["selection_limit_s"] = 0.into();
    assert_eq!(refused(&server, path, &plan).await.code, "invalid_plan");
}

#[tokio::test]
async fn values_that_are_uncertain_give_the_confidence_factors_of_the_reference() {
    let server = TestServer::start().await;
    let mut plan = reference_plan();
    for (name, value) in [
        ("weights", json!("uniform")),
        ("draws", json!(20_000)),
        ("criteria_noise", json!(0.1)),
        ("noisy_criteria", json!(["C1", "C2", "C3", "C4"])),
        ("constraints", json!({"count": 4})),
    ] {
        plan[name] = value;
    }
    let answer = expect_json(server.post("/api/v1/rankings/sensitivity", &plan)).await;
    let factors = answer["confidence_factors"].as_object().unwrap();
    let expected = &fixture()["smaa_confidence_factors"];
    // Both sides are drawn, and the central weights here rest on noisy values too. Villages that
    // are hardly ever first have no reliable central weights.
    for (i, expected) in [3, 4, 6, 10].map(|i| (i, expected["p_c"][i].as_f64().unwrap())) {
        let found = factors[&format!("V{:02}", i + 1)].as_f64().unwrap();
        assert!((found - expected).abs() < 0.05, "V{:02}: {found} {expected}", i + 1);
    }
    assert!(!factors.contains_key("V12"), "never first, so without central weights");
    plan["noisy_criteria"] = json!(["C9"]);
    let refused = refused(&server, "/api/v1/rankings/sensitivity", &plan).await;
    assert_eq!(refused.code, "invalid_plan");
}

#[tokio::test]
async fn vikor_proposes_the_compromise_of_the_reference() {
    let server = TestServer::start().await;
    let mut plan = reference_plan();
    assert!(ranked(&server, &plan).await.get("compromise").is_none());
    plan["method"] = "vikor".into();
    let expected = &fixture()["methods"]["vikor_v0.5"];
    let found = &ranked(&server, &plan).await["compromise"];
    assert_eq!(found["set"], expected["compromise_set"]);
    assert_eq!(found["advantage"], expected["advantage"]);
    assert_eq!(found["stability"], expected["stability"]);
}

#[tokio::test]
async fn deleting_a_village_reorders_the_others_as_in_the_reference() {
    let server = TestServer::start().await;
    let path = "/api/v1/rankings/reversals";
    let mut plan = reference_plan();
    let fixed = expect_json(server.post(path, &plan)).await;
    assert_eq!((&fixed["candidates"], &fixed["reversals"]), (&json!(12), &json!([])));
    let expected = fixture()["rank_reversal_leave_one_village_out"]["results"].clone();
    let named = |key: &str| -> Vec<Value> {
        let results = expected[key].as_object().unwrap().iter();
        results.filter(|(_, of)| of["reversal"] == true).map(|(id, _)| json!(id)).collect()
    };
    plan["normalisation"] = "minmax".into();
    let found = expect_json(server.post(path, &plan)).await;
    assert_eq!(found["reversals"], json!(named("wsm_data_goalposts")));
    plan["normalisation"] = "vector".into();
    plan["method"] = "topsis".into();
    let found = expect_json(server.post(path, &plan)).await;
    assert_eq!(found["reversals"], json!(named("topsis_vector_data_goalposts")));
    plan["criteria"] = json!([]);
    assert_eq!(refused(&server, path, &plan).await.code, "invalid_plan");
}
