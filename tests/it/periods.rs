//! Figures of parts of years, means of years, and where service offices stand.

use std::sync::Arc;

use geodata::dataset::{Contents, IndicatorValue, Qualifier, ValueStatus, write};
use geodata::progress::Silent;
use geodata::testing::rows;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::server::expect_json;
use crate::support::{TestServer, country, coverage as oracle};

fn placed(
    area: &str,
    year: i32,
    value: f64,
    status: ValueStatus,
    period: Option<&str>,
) -> IndicatorValue {
    let area = area.parse().unwrap();
    let qualifier = Qualifier { period: period.map(Arc::from), ..Qualifier::default() };
    IndicatorValue { status, qualifier, ..rows::value(area, "pmi_placed", year, Some(value), "P") }
}

/// The small country where 11.01 has three years, 11.71 a part of 2025, 12.01 nothing but a part of a year, 12.02
/// nothing but a mean, and 12 a figure of its own for 2022.
fn contents() -> Contents {
    use ValueStatus::{Averaged, Observed, Partial};
    let mut contents = country::contents();
    contents
        .values
        .retain(|v| &*v.indicator != "pmi_placed" || !v.area.to_string().starts_with("12"));
    contents.values.extend([
        placed("11.01", 2022, 20.0, Observed, None),
        placed("11.71", 2025, 1.0, Partial, Some("2025-01/2025-02")),
        placed("12.01", 2014, 7.0, Partial, Some("2014-01/2014-09")),
        placed("12.02", 2022, 60.0, Averaged, Some("2007-01/2022-06")),
        placed("12", 2022, 900.0, Observed, None),
    ]);
    let mut imputed = placed("12.01", 2024, 500.0, ValueStatus::Imputed, None);
    imputed.qualifier.bounds = Some([400.0, 650.0]);
    contents.values.push(imputed);
    contents
}

async fn serve() -> (TestServer, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("country");
    write(&contents(), &[], &data, &Silent).unwrap();
    (TestServer::start_with(|config| config.data = data).await, dir)
}

fn row<'a>(list: &'a Value, code: &str) -> &'a Value {
    list["items"].as_array().unwrap().iter().find(|row| row["code"] == code).unwrap()
}

#[tokio::test]
async fn need_is_of_years_and_says_of_which() {
    let (server, _dir) = serve().await;
    let latest = server.json("/api/v1/coverage?level=regency").await;
    // 11.01 has 0 in 2023 and 100 in 2024.
    assert_eq!(row(&latest, "11.01")["need"], 100.0);
    assert_eq!(row(&latest, "11.71")["need"], 200.0, "two months do not stand for 2025");
    assert_eq!(row(&latest, "12.01")["need"], Value::Null, "nine months are no year");
    let mean = row(&latest, "12.02");
    assert_eq!((&mean["need"], &mean["status"]), (&json!(60.0), &json!("averaged")));
    assert_eq!((&mean["need_from_year"], &mean["need_year"]), (&json!(2007), &json!(2022)));
    let of_2022 = server.json("/api/v1/coverage?level=regency&year=2022").await;
    assert_eq!(row(&of_2022, "12.02")["need"], Value::Null, "a mean is not its last year");
    // The province speaks for itself.
    let provinces = server.json("/api/v1/coverage").await;
    let own = row(&provinces, "12");
    assert_eq!((&own["need"], &own["status"]), (&json!(900.0), &json!("observed")));
    assert_eq!((&own["parts"], &own["parts_with_need"]), (&Value::Null, &Value::Null));
    for (level, _) in oracle::LEVELS {
        for year in (2013..=2026).map(Some).chain([None]) {
            let parameter = year.map_or(String::new(), |year| format!("&year={year}"));
            let answer = server.json(&format!("/api/v1/coverage?level={level}{parameter}")).await;
            let recounted = server.sql(&oracle::coverage(level, year)).await;
            oracle::same(&answer, &recounted, &format!("{level} {year:?}"));
        }
    }
}

#[tokio::test]
async fn a_reader_can_choose_the_mean_of_three_years() {
    let (server, _dir) = serve().await;
    let list = server.json("/api/v1/coverage?level=regency&years=3").await;
    let own = row(&list, "11.01");
    assert_eq!((&own["need"], &own["status"]), (&json!(40.0), &json!("averaged")));
    assert_eq!((&own["need_from_year"], &own["need_year"]), (&json!(2022), &json!(2024)));
    // Of two years alone there is no mean of three, and a published mean is none of three.
    for code in ["11.71", "12.01", "12.02"] {
        assert_eq!(row(&list, code)["need"], Value::Null, "{code}");
    }
    oracle::closes(&list, "three years");
    let until = server.json("/api/v1/coverage?level=regency&years=3&year=2023").await;
    assert_eq!(row(&until, "11.01")["need"], Value::Null);
    let compared = server.json("/api/v1/coverage/compare?codes=11.01&years=3").await;
    assert_eq!(compared["items"][0]["need"], 40.0);
    let refused = server.get("/api/v1/coverage?years=2").send().await.unwrap();
    assert_eq!(refused.status(), 400);
}

#[tokio::test]
async fn what_is_known_of_a_part_of_a_year_says_so() {
    let (server, _dir) = serve().await;
    let area = server.json("/api/v1/areas/12.01.01.2001").await;
    let of =
        |id: &str| area["indicators"].as_array().unwrap().iter().find(|v| v["id"] == id).unwrap();
    let placed = of("pmi_placed");
    assert_eq!((&placed["value"], &placed["status"]), (&json!(7.0), &json!("partial")));
    assert_eq!(
        (&placed["period"], &placed["area_code"]),
        (&json!("2014-01/2014-09"), &json!("12.01"))
    );
}

#[tokio::test]
async fn beside_the_distance_to_an_office_stands_how_many_offices_are_known() {
    let (server, _dir) = serve().await;
    let area = server.json("/api/v1/areas/11.01.01.2001").await;
    let nearest = &area["nearest_ltsa"];
    assert_eq!(
        (&nearest["placed"], &nearest["location_basis"]),
        (&json!("by_rule"), &json!("test"))
    );
    assert_eq!((&nearest["offices_known"], &nearest["offices_stated"]), (&json!(2), &Value::Null));
}

#[tokio::test]
async fn what_is_imputed_takes_part_in_a_plan_that_asks_for_it_and_in_no_other() {
    let (server, _dir) = serve().await;
    let plan = |imputed: bool| {
        let mut plan = json!({
            "candidates": {"where": "pmi_placed >= 150"},
            "criteria": [{"indicator": "pmi_placed", "weight": 1, "goalposts": [0, 1000]}],
        });
        if imputed {
            plan["include_imputed"] = json!(true);
        }
        plan
    };
    let ranked =
        async |imputed: bool| expect_json(server.post("/api/v1/rankings", &plan(imputed))).await;
    // By what is published only 11.71 has so many.
    let regencies = |found: &Value| {
        let ids =
            found["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap());
        ids.map(|id| id.split_at(5).0.to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(Vec::from_iter(regencies(&ranked(false).await)), ["11.71"]);
    let found = ranked(true).await;
    assert_eq!(Vec::from_iter(regencies(&found)), ["11.71", "12.01"]);
    let items = found["items"].as_array().unwrap();
    assert!(items[0]["id"].as_str().unwrap().starts_with("12.01"), "{found}");
    assert_eq!(items[0]["score"], 0.5);
    let sql = found["sql"].as_str().unwrap();
    assert!(sql.contains("FROM village_indicators_with_imputed"), "{sql}");
    let rows = server
        .sql("SELECT DISTINCT pmi_placed FROM village_indicators WHERE regency_code = '12.01'")
        .await;
    assert_eq!(rows["items"], json!([{"pmi_placed": null}]));
    let code = items[0]["id"].as_str().unwrap();
    let mut asked = plan(true);
    asked["id"] = json!(code);
    let explained = expect_json(server.post("/api/v1/rankings/explain", &asked)).await;
    let value = &explained["values"][0];
    assert_eq!((&value["status"], &value["bounds"]), (&json!("imputed"), &json!([400.0, 650.0])));
}

#[tokio::test]
async fn a_plan_on_means_of_three_years_reads_them_everywhere() {
    let (server, _dir) = serve().await;
    let plan = |years: u8| {
        json!({
            "candidates": {"where": "pmi_placed >= 1"},
            "criteria": [
                {"indicator": "pmi_placed", "weight": 1, "goalposts": [0, 100]},
                {"indicator": "idm", "weight": 1, "goalposts": [0, 1]},
            ],
            "years": years,
        })
    };
    let rank = async |years: u8| expect_json(server.post("/api/v1/rankings", &plan(years))).await;
    let (latest, means) = (rank(1).await, rank(3).await);
    assert_ne!(latest["plan_hash"], means["plan_hash"]);
    // 11.01 alone has three years in a row: 20, 0 and 100 make 40; the others are not known.
    let items = means["items"].as_array().unwrap();
    assert!(!items.is_empty() && latest["candidates"].as_u64() > means["candidates"].as_u64());
    for item in items {
        assert!(item["id"].as_str().unwrap().starts_with("11.01"), "{item}");
        assert_eq!(item["raw"]["pmi_placed"], 40.0, "{item}");
    }
    let codes = |answer: &Value| {
        let warnings = answer["warnings"].as_array().unwrap().iter();
        warnings.map(|w| w["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for code in ["mean_of_three_years", "no_mean_of_three_years"] {
        assert!(codes(&means).iter().any(|one| one == code), "{code}: {}", means["warnings"]);
        assert!(!codes(&latest).iter().any(|one| one == code), "{code}");
    }
    // The statement gives the same scores.
    let again = server.sql(means["sql"].as_str().unwrap()).await;
    assert_eq!(again["items"][0]["score"], items[0]["score"], "{}", means["sql"]);
    let mut asked = plan(3);
    asked["id"] = items[0]["id"].clone();
    let explained = expect_json(server.post("/api/v1/rankings/explain", &asked)).await;
    let value = &explained["values"][0];
    assert_eq!((&value["value"], &value["status"]), (&json!(40.0), &json!("averaged")));
    assert_eq!((&value["from_year"], &value["year"]), (&json!(2022), &json!(2024)));
    let mut limited = plan(3);
    limited["constraints"] = json!({"count": 1});
    let chosen = expect_json(server.post("/api/v1/selections", &limited)).await;
    assert!(chosen["selected"][0].as_str().unwrap().starts_with("11.01"), "{chosen}");
    let refused = server.post("/api/v1/rankings", &plan(2)).send().await.unwrap();
    assert_eq!(refused.status(), 400);
    assert!(refused.text().await.unwrap().contains("years"));
    let mut both = plan(3);
    both["include_imputed"] = json!(true);
    assert_eq!(server.post("/api/v1/rankings", &both).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn coverage_lets_imputed_figures_take_part_where_it_is_asked() {
    let (server, _dir) = serve().await;
    let list = server.json("/api/v1/coverage?level=regency&include_imputed=true").await;
    let of = row(&list, "12.01");
    assert_eq!((&of["need"], &of["status"]), (&json!(500.0), &json!("imputed")));
    for more in ["&years=3", "&year=2024"] {
        let path = format!("/api/v1/coverage?include_imputed=true{more}");
        assert_eq!(server.get(&path).send().await.unwrap().status(), 400, "{more}");
    }
}
