//! Selections over HTTP: the best set, its alternatives, and what cannot be satisfied.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::rankings::reference_plan;
use crate::support::TestServer;
use crate::support::server::{expect_json, problem};

/// The designated villages of the small country.
const DESIGNATED: [&str; 2] = ["11.01.01.2001", "12.01.02.2003"];

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
async fn a_regencys_migrants_are_not_counted_once_for_each_of_its_villages() {
    let server = TestServer::start().await;
    // The small country knows no population of its villages: their migrants cannot be told apart.
    let reach = json!({"count": 2, "objective": "mclp", "radius_km": 20});
    let mut plan = idm_plan(reach);
    let refused = problem(server.post("/api/v1/selections", &plan)).await;
    assert_eq!(refused.code, "invalid_plan");
    let detail = refused.body["detail"].as_str().unwrap();
    assert!(detail.contains("constraints.demand") && detail.contains("population"), "{detail}");
    plan["constraints"]["demand"] = json!("idm");
    assert_eq!(select(&server, &plan).await["status"], "optimal");
}

#[tokio::test]
async fn of_very_many_skipped_villages_the_first_are_listed_and_all_are_counted() {
    let server = TestServer::start().await;
    let row = |i: u32| json!({"id": format!("A{i:04}"), "regency": "A", "x": 2000 - i});
    let mut rows: Vec<Value> = (0..1200).map(row).collect();
    rows.push(json!({"id": "B", "regency": "B", "x": 1}));
    let plan = json!({
        "criteria": [{"indicator": "x", "weight": 1, "direction": "benefit", "goalposts": [0, 2000]}],
        "candidates": {"rows": rows},
        "constraints": {"count": 2, "per_regency": {"max": 1}},
    });
    let answer = select(&server, &plan).await;
    assert_eq!(answer["selected"], json!(["A0000", "B"]));
    let skipped = answer["skipped"].as_array().unwrap();
    assert_eq!((skipped.len(), &answer["skipped_total"]), (1000, &json!(1199)));
    assert_eq!(skipped[0]["id"], "A0001");
    assert_eq!(answer["skipped_because"]["per_regency"], 1199);
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
    assert_eq!((skipped.len(), &answer["skipped_total"]), (7, &json!(7)));
    assert_eq!(answer["skipped_because"]["excluded"], 1);
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
async fn who_is_too_near_a_designated_village_is_told_so() {
    let server = TestServer::start().await;
    // Villages are 0.1 degrees wide: neighbours are 11 km apart, and 11.01.01.2001 is designated.
    let answer = select(&server, &idm_plan(json!({"count": 3, "spacing_km": 12}))).await;
    assert_eq!(answer["status"], "optimal");
    let skipped = answer["skipped"].as_array().unwrap();
    let near = skipped.iter().find(|item| item["id"] == "11.01.01.2002").unwrap();
    assert_eq!(near["because"], json!(["near_designated"]));
    assert_eq!(answer["selected"].as_array().unwrap().len(), 3);
    // PostGIS's own function for it, through SQL, is asked how far apart they are.
    let selected = answer["selected"].to_string().replace('"', "'");
    let sql = format!(
        "SELECT count(*) AS pairs, min(ST_DistanceSpheroid(ST_Point(a.lon, a.lat), ST_Point(b.lon, b.lat))) AS metres
         FROM villages a JOIN villages b ON a.code < b.code
         WHERE a.code IN ({list}) AND b.code IN ({list})",
        list = selected.trim_matches(['[', ']'])
    );
    let nearest = &server.sql(&sql).await["items"][0];
    assert_eq!(nearest["pairs"], 3, "{nearest}");
    assert!(nearest["metres"].as_f64().unwrap() >= 12_000.0, "{nearest}");
}

#[tokio::test]
async fn the_limit_of_a_spacing_is_the_geodesic_itself() {
    let server = TestServer::start().await;
    let (a, b) = ("12.01.01.2001", "12.01.01.2002");
    let sql = format!(
        "SELECT ST_DistanceSpheroid(ST_Point(a.lon, a.lat), ST_Point(b.lon, b.lat)) / 1000 AS km
         FROM villages a, villages b WHERE a.code = '{a}' AND b.code = '{b}'"
    );
    let km = server.sql(&sql).await["items"][0]["km"].as_f64().unwrap();
    for (spacing, status) in [(km - 1e-6, "optimal"), (km + 1e-6, "infeasible")] {
        let plan = idm_plan(json!({"count": 2, "spacing_km": spacing, "pin": [a, b]}));
        let answer = select(&server, &plan).await;
        assert_eq!(answer["status"], status, "{spacing} km: {answer}");
        let near = expect_json(server.post("/api/v1/selections/near", &plan)).await;
        let expected = if status == "optimal" { 0 } else { 1 };
        assert_eq!(near["total"], expected, "{near}");
    }
}

#[tokio::test]
async fn picked_villages_that_are_too_near_are_named() {
    let server = TestServer::start().await;
    let mut plan = idm_plan(json!({"count": 3, "spacing_km": 12, "pin": ["11.01.01.2002"]}));
    // 2005 has no polygon and stands at the point of its district, which is that of 2003; the last
    // stands far away.
    plan["basket"] = json!(["11.01.01.2001", "11.01.01.2003", "11.01.01.2005", "12.02.02.2004"]);
    let near = expect_json(server.post("/api/v1/selections/near", &plan)).await;
    assert_eq!((&near["total"], &near["spacing_km"]), (&json!(4), &json!(12.0)), "{near}");
    let mut pairs: Vec<[&str; 2]> = Vec::new();
    for pair in near["items"].as_array().unwrap() {
        let codes = ["first", "second"].map(|end| pair[end].as_str().unwrap());
        let apart = if codes == ["11.01.01.2003", "11.01.01.2005"] { 0.0 } else { 11.02 };
        assert!((pair["km"].as_f64().unwrap() - apart).abs() < 0.02, "{pair}");
        pairs.push(codes);
    }
    // Three pairs are neighbours in one row, so which is nearer is a matter of the last bits.
    pairs.sort_unstable();
    let [a, b, c, e] = [1, 2, 3, 5].map(|n| format!("11.01.01.200{n}"));
    assert_eq!(pairs, [[&a, &b], [&b, &c], [&b, &e], [&c, &e]]);
    plan["constraints"]["spacing_km"] = json!(-1);
    let problem = problem(server.post("/api/v1/selections/near", &plan)).await;
    assert_eq!(problem.code, "invalid_plan");
}

/// Score and place of every candidate of the plan of `idm`, and the distances among them in metres, as SQL
/// measures them on the ellipsoid. Who has no polygon stands at the point of the district.
async fn candidates(server: &TestServer) -> (BTreeMap<String, f64>, BTreeMap<[String; 2], f64>) {
    let ranking = expect_json(server.post("/api/v1/rankings", &idm_plan(json!({})))).await;
    assert_eq!(ranking["total"], 38, "all in one page");
    let ranked = ranking["items"].as_array().unwrap().iter();
    let scores =
        ranked.filter_map(|item| Some((item["id"].as_str()?.to_owned(), item["score"].as_f64()?)));
    let rows = server
        .sql(
            "WITH sites AS (SELECT v.code, coalesce(v.lon, d.lon) AS lon, coalesce(v.lat, d.lat) AS lat \
             FROM villages v JOIN districts d ON v.district_code = d.code) \
             SELECT a.code AS a, b.code AS b, \
             ST_DistanceSpheroid(ST_Point(a.lon, a.lat), ST_Point(b.lon, b.lat)) AS metres \
             FROM sites a JOIN sites b ON a.code <> b.code",
        )
        .await;
    let distances = rows["items"].as_array().unwrap().iter().map(|row| {
        let code = |key: &str| row[key].as_str().unwrap().to_owned();
        ([code("a"), code("b")], row["metres"].as_f64().unwrap())
    });
    (scores.collect(), distances.collect())
}

#[tokio::test]
async fn the_set_is_the_best_of_all_whose_distances_sql_finds_large_enough() {
    let server = TestServer::start().await;
    let (scores, distances) = candidates(&server).await;
    // Villages side by side are 11.02 km apart, villages one above the other 11.06 km: in degrees they are
    // the same. The last spacing reaches over the second neighbour.
    for spacing_km in [11.0, 11.04, 11.1, 22.2] {
        let far = |a: &str, b: &str| {
            let metres = distances.get(&[a.to_owned(), b.to_owned()]);
            metres.is_some_and(|metres| *metres >= spacing_km * 1000.0)
        };
        let ids: Vec<&String> = scores
            .keys()
            .filter(|id| DESIGNATED.iter().all(|designated| far(id, designated)))
            .collect();
        let mut best = f64::NEG_INFINITY;
        for (i, a) in ids.iter().enumerate() {
            for (j, b) in ids.iter().enumerate().skip(i + 1).filter(|(_, b)| far(a, b)) {
                for c in ids.iter().skip(j + 1).filter(|c| far(a, c) && far(b, c)) {
                    best = best.max(scores[*a] + scores[*b] + scores[*c]);
                }
            }
        }
        let constraints = json!({"count": 3, "spacing_km": spacing_km});
        let answer = select(&server, &idm_plan(constraints)).await;
        assert_eq!(answer["status"], "optimal", "{spacing_km}");
        let chosen: Vec<&str> =
            answer["selected"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!(chosen.len(), 3);
        for (i, a) in chosen.iter().enumerate() {
            for b in chosen[i + 1..].iter().chain(&DESIGNATED) {
                assert!(far(a, b), "{a} and {b} with {spacing_km} km");
            }
        }
        let objective = answer["objective"].as_f64().unwrap();
        assert!((objective - best).abs() < 1e-9, "{spacing_km} km: {objective}, best {best}");
    }
}

#[tokio::test]
async fn a_village_without_a_polygon_stands_at_its_districts_point_and_is_marked() {
    let server = TestServer::start().await;
    let bare = crate::support::country::BARE;
    let mut plan = idm_plan(json!({"count": 3, "spacing_km": 12, "pin": [bare]}));
    let answer = select(&server, &plan).await;
    assert_eq!(answer["status"], "optimal", "{answer}");
    for item in answer["items"].as_array().unwrap() {
        let by = if item["id"] == bare { "district" } else { "village" };
        assert_eq!(item["located_by"], by, "{item}");
    }
    // The district's point is that of 2003, and 11 km from 2002.
    let skipped = answer["skipped"].as_array().unwrap();
    let near = skipped.iter().find(|item| item["id"] == "11.01.01.2003").unwrap();
    assert_eq!((&near["because"], &near["located_by"]), (&json!(["spacing"]), &json!("village")));
    let code = |answer: &Value| {
        let warnings = answer["warnings"].as_array().unwrap().iter();
        warnings.filter(|warning| warning["code"] == "located_by_district").count()
    };
    assert_eq!(code(&answer), 1, "{}", answer["warnings"]);
    plan["constraints"]["spacing_km"] = json!(null);
    assert_eq!(code(&select(&server, &plan).await), 0, "no distance matters");
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
