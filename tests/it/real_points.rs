//! Plans over the points of the real country, where its data is at hand.

use serde_json::{Value, json};

use crate::real_country::{Served, dataset, input, skipped};
use crate::support::binary::Binary;

/// How many villages fit far apart: what is named as the change is the least, or says that it is a bound.
#[tokio::test]
async fn what_would_have_to_give_way_on_the_real_points_is_the_least_or_says_so() {
    let Some(input) = input() else {
        skipped("what_would_have_to_give_way_on_the_real_points");
        return;
    };
    let state = tempfile::tempdir().unwrap();
    let served = Served(Binary::serve(dataset(&input), state.path()));
    let ask = async |condition: &str, constraints: Value| {
        let plan = json!({
            "candidates": {"where": condition},
            "criteria": [{"indicator": "ike", "weight": 1, "direction": "cost"}],
            "constraints": constraints,
        });
        served.post("/api/v1/selections", plan).await
    };
    let is_bound = |answer: &Value| {
        answer["warnings"].as_array().unwrap().iter().any(|w| w["code"] == "relax_is_a_bound")
    };
    let lombok = "regency_code IN ('52.01', '52.02', '52.03', '52.08')";
    // As many are known to fit: whoever says fewer may not call it the least change.
    for (condition, count, km, most) in [
        ("province_code = '52'", 40, 30.0, 30),
        ("province_code = '52'", 60, 20.0, 57),
        (lombok, 40, 12.0, 30),
    ] {
        let answer = ask(condition, json!({"count": count, "spacing_km": km})).await;
        assert_eq!(answer["status"], "infeasible", "{condition} {count} at {km} km");
        let [change] = answer["relax"].as_array().unwrap().as_slice() else { panic!("{answer}") };
        assert_eq!(
            (&change["constraint"], &change["kind"]),
            (&json!("constraints.count"), &json!("fewer"))
        );
        let fits = count - change["amount"].as_f64().unwrap().round() as i64;
        println!("real country: ran; {count} at {km} km: {fits} fit, bound: {}", is_bound(&answer));
        assert!(fits > 0, "{answer}");
        assert!(fits >= most || is_bound(&answer), "{fits} is not the most: {answer}");
    }
    let reach = json!({"objective": "lscp", "radius_km": 20, "spacing_km": 30});
    let answer = ask("regency_code = '52.01'", reach).await;
    assert_eq!(answer["status"], "infeasible");
    assert!(!answer["relax"].as_array().unwrap().is_empty(), "{answer}");
}
