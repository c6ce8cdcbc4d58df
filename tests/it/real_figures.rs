//! Published figures of the real country that disagree, where its data is at hand: all of them are shown.

use serde_json::{Value, json};

use crate::real_country::{Served, dataset, input, skipped};
use crate::support::binary::Binary;

fn rows(answer: &Value) -> &Vec<Value> {
    answer["items"].as_array().unwrap()
}

fn of<'a>(answer: &'a Value, code: &str) -> &'a Value {
    rows(answer).iter().find(|row| row["code"] == code).unwrap()
}

/// A province has the sum of its regencies, or a figure of its own with that sum beside it.
#[tokio::test]
async fn a_province_shows_its_own_figure_and_what_its_regencies_have_together() {
    let Some(input) = input() else {
        skipped("a_province_shows_its_own_figure_and_what_its_regencies_have_together");
        return;
    };
    let state = tempfile::tempdir().unwrap();
    let served = Served(Binary::serve(dataset(&input), state.path()));
    let mut disagree = 0;
    for parameter in ["", "&year=2019", "&year=2022", "&year=2023", "&year=2024", "&years=3"] {
        let provinces = served.json(&format!("/api/v1/coverage?level=province{parameter}")).await;
        let regencies = served.json(&format!("/api/v1/coverage?level=regency{parameter}")).await;
        for province in rows(&provinces) {
            let own = rows(&regencies).iter().filter(|row| row["parent"] == province["code"]);
            let needs: Vec<f64> = own.filter_map(|row| row["need"].as_f64()).collect();
            let sum: f64 = needs.iter().sum();
            let beside = province["need_beside"].as_array().unwrap();
            let parts = beside.iter().find(|figure| figure["parts"].is_number());
            if needs.is_empty() {
                assert!(parts.is_none(), "{parameter} {province}");
            } else if province["parts"].is_number() || province["need"] == sum {
                assert!((province["need"].as_f64().unwrap() - sum).abs() < 1e-6, "{province}");
            } else {
                let parts =
                    parts.unwrap_or_else(|| panic!("{parameter}: one figure of {province}"));
                assert!((parts["value"].as_f64().unwrap() - sum).abs() < 1e-6, "{province}");
                assert_eq!(parts["parts_with_need"], needs.len(), "{province}");
                disagree += 1;
            }
        }
    }
    assert!(disagree >= 5, "{disagree}");

    // BP2MI counted 33,949 of NTB in 2023; the latest of its ten regencies, most of them means of years, are more.
    let provinces = served.json("/api/v1/coverage?level=province").await;
    let ntb = of(&provinces, "52");
    assert_eq!((&ntb["need"], &ntb["need_year"]), (&json!(33_949.0), &json!(2023)));
    assert!(ntb["need_source"].as_str().unwrap().contains("BP2MI"), "{ntb}");
    let together = &ntb["need_beside"][0];
    assert_eq!(together["value"].as_f64().unwrap().round(), 37_203.0, "{ntb}");
    assert_eq!((&together["parts_with_need"], &together["parts"]), (&json!(10), &json!(10)));
    assert_eq!((&together["from_year"], &together["year"]), (&json!(2007), &json!(2022)));
    // Of Jawa Tengah in 2023 two offices say 59,009 and 64,566.
    let of_2023 = served.json("/api/v1/coverage?level=province&year=2023").await;
    let central_java = of(&of_2023, "33");
    assert_eq!(central_java["need"], 59_009.0);
    let contradicted = central_java["need_beside"].as_array().unwrap().iter();
    let contradicted: Vec<_> = contradicted.filter(|one| one["status"] == "contradicted").collect();
    assert_eq!(contradicted.len(), 1, "{central_java}");
    assert_eq!(contradicted[0]["value"], 64_566.0);
}

/// What a province has per resident is that of its residents, not of its villages.
#[tokio::test]
async fn rates_of_a_province_count_by_residents_and_its_density_by_area() {
    let Some(input) = input() else {
        skipped("rates_of_a_province_count_by_residents");
        return;
    };
    let state = tempfile::tempdir().unwrap();
    let served = Served(Binary::serve(dataset(&input), state.path()));
    let answer = served.json("/api/v1/coverage/compare?codes=35").await;
    let (java, origins) = (&answer["items"][0]["indicators"], &answer["items"][0]["origins"]);
    let number = |id: &str| java[id].as_f64().unwrap();
    let density = number("population") / number("area_km2");
    let found = number("population_density");
    assert!((found / density - 1.0).abs() < 0.05, "{found} and {density}");
    assert_eq!(origins["population_density"]["counts_by"], "area_km2");
    // An office counted the migrants of the province itself: nothing is made of its parts.
    assert_eq!(origins["pmi_per_1000"]["counts_by"], serde_json::Value::Null);
    assert_eq!(origins["idm"]["counts_by"], "villages");
}
