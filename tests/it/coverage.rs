use std::sync::Arc;

use geodata::coverage::NEED;
use geodata::dataset::{Contents, Designation, Indicator, IndicatorValue, write};
use geodata::progress::Silent;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::server::{column, expect_json};
use crate::support::{TestServer, country, coverage as oracle};

/// The small country with everything that coverage must tell apart: a regency whose figure of 2024 is
/// missing and one that never had any, a village that two programmes designate, a designation and an
/// office without a year, an office of a province and one that is only planned.
pub fn uneven() -> Contents {
    let mut contents = country::contents();
    let regency = |value: &geodata::dataset::IndicatorValue| value.area.to_string();
    for value in contents.values.iter_mut().filter(|value| &*value.indicator == "pmi_placed") {
        let unknown = match regency(value).as_str() {
            "12.02" => true,
            "11.71" => value.year == 2024,
            _ => false,
        };
        if unknown {
            value.value = None;
            value.status = geodata::dataset::ValueStatus::Missing;
        }
    }
    let designation = contents.programme.designations[0].clone();
    let more = [
        ("11.01.01.2001", Some(2021)),
        ("11.01.02.2002", Some(2023)),
        ("11.71.01.1001", None),
        ("12.02.02.2001", Some(2018)),
        ("12.02.02.2002", Some(2024)),
    ];
    contents.programme.designations.extend(more.into_iter().enumerate().map(
        |(at, (village, year))| Designation {
            id: format!("more {at}"),
            village_code: village.into(),
            year,
            ..designation.clone()
        },
    ));
    let office = contents.programme.ltsa_offices[0].clone();
    let offices = [
        ("12.01", "operating", Some("2018 or earlier")),
        ("12", "operating", Some("2019-03-01")),
        ("11.71", "planned", Some("2016")),
    ];
    contents.programme.ltsa_offices.extend(offices.into_iter().enumerate().map(
        |(at, (area, status, since))| geodata::dataset::LtsaOffice {
            id: format!("more {at}"),
            area_code: area.into(),
            status: status.into(),
            since: since.map(str::to_owned),
            ..office.clone()
        },
    ));
    contents
}

pub async fn serve(contents: &Contents) -> (TestServer, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("country");
    write(contents, &[], &data, &Silent).unwrap();
    (TestServer::start_with(|config| config.data = data).await, dir)
}

/// Every year that could matter, and the latest.
fn times() -> impl Iterator<Item = (Option<i32>, String)> {
    (2015..=2026).map(|year| (Some(year), format!("&year={year}"))).chain([(None, String::new())])
}

#[tokio::test]
async fn every_level_and_year_is_what_sql_of_its_own_counts() {
    let (server, _dir) = serve(&uneven()).await;
    for (level, _) in oracle::LEVELS {
        for (year, parameter) in times() {
            let answer = server.json(&format!("/api/v1/coverage?level={level}{parameter}")).await;
            let recounted = server.sql(&oracle::coverage(level, year)).await;
            oracle::same(&answer, &recounted, &format!("{level} {year:?}"));
        }
    }
}

#[tokio::test]
async fn a_province_has_the_sum_of_its_regencies_in_every_year_or_says_what_is_missing() {
    let (server, _dir) = serve(&uneven()).await;
    let mut seen = std::collections::BTreeSet::new();
    for (_, parameter) in times() {
        let provinces = server.json(&format!("/api/v1/coverage?level=province{parameter}")).await;
        let regencies = server.json(&format!("/api/v1/coverage?level=regency{parameter}")).await;
        for province in provinces["items"].as_array().unwrap() {
            let own: Vec<&Value> = regencies["items"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|regency| regency["parent"] == province["code"])
                .collect();
            let needs: Vec<f64> = own.iter().filter_map(|row| row["need"].as_f64()).collect();
            let sum = (!needs.is_empty()).then(|| needs.iter().sum::<f64>());
            assert_eq!(province["need"].as_f64(), sum, "{province}");
            let status = match needs.len() {
                0 => "missing",
                known if known < own.len() => "partial",
                _ => "observed",
            };
            assert_eq!(province["status"], status, "{province}");
            if sum.is_some() {
                let parts = (&province["parts_with_need"], &province["parts"]);
                assert_eq!(parts, (&json!(needs.len()), &json!(own.len())), "{province}");
            }
            seen.insert(status);
        }
    }
    assert_eq!(seen.len(), 3, "each case must occur: {seen:?}");
}

#[tokio::test]
async fn villages_where_need_is_unknown_are_counted_apart_and_shared_out_to_nobody() {
    let (server, _dir) = serve(&uneven()).await;
    let list = server.json("/api/v1/coverage?level=regency").await;
    assert_eq!(column(&list, "need"), ["100.0", "50.0", "300.0", "null"]);
    assert_eq!(column(&list, "need_year"), ["2024", "2023", "2024", "null"]);
    assert_eq!(column(&list, "designated"), ["2", "1", "1", "2"]);
    assert_eq!(list["total"]["designated_where_need_unknown"], 2);
    // Four villages in areas of known need: 100, 50 and 300 of 450 have 8/9, 4/9 and 24/9 of them.
    for (row, ninths) in list["items"].as_array().unwrap().iter().zip([8.0, 4.0, 24.0]) {
        assert!((row["expected"].as_f64().unwrap() - ninths / 9.0).abs() < 1e-12, "{row}");
    }
    assert_eq!(column(&list, "rank"), ["3", "2", "1", "null"]);
    // Of 11 both regencies are known, of 12 one of two.
    let provinces = server.json("/api/v1/coverage").await;
    assert_eq!(provinces["total"]["areas_with_need"], 2);
    assert_eq!(provinces["total"]["areas_with_partial_need"], 1);
    assert_eq!(provinces["total"]["designated_where_need_unknown"], 0);
}

#[tokio::test]
async fn the_tables_of_sql_hold_the_same_as_the_interface() {
    let (server, _dir) = serve(&uneven()).await;
    for (level, _) in oracle::LEVELS {
        let answer = server.json(&format!("/api/v1/coverage?level={level}")).await;
        let columns = "code, name, villages, designated, need, need_year, per_1000, expected, gap, rank, \
                       reached_need, reached_pct, reached_by, ltsa, villages_with_pillars, active_pillars, status, parts, parts_with_need";
        let sql = format!("SELECT {columns} FROM coverage_by_{level} ORDER BY code");
        oracle::same(&answer, &server.sql(&sql).await, level);
    }
}

#[tokio::test]
async fn equity_before_a_selection_is_coverage() {
    let (server, _dir) = serve(&uneven()).await;
    for level in ["province", "regency"] {
        let covered = server.json(&format!("/api/v1/coverage?level={level}")).await;
        let body = json!({"selected": [], "level": level});
        let equity = expect_json(server.post("/api/v1/equity", &body)).await;
        let known: Vec<&Value> = covered["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| !row["need"].is_null())
            .collect();
        let items = equity["items"].as_array().unwrap();
        assert_eq!(items.len(), known.len());
        for (item, row) in items.iter().zip(known) {
            assert_eq!(
                (&item["code"], &item["gap_before"], &item["need"], &item["designated"]),
                (&row["code"], &row["gap"], &row["need"], &row["designated"])
            );
        }
    }
}

#[tokio::test]
async fn coverage_of_regencies_is_what_can_be_computed_by_hand() {
    let server = TestServer::start().await;
    let list = server.json("/api/v1/coverage?level=regency").await;
    assert_eq!(column(&list, "code"), ["11.01", "11.71", "12.01", "12.02"]);
    // Need 100, 200, 300, 400 and two designated villages: shares 0.2, 0.4, 0.6, 0.8.
    let expected: Vec<f64> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["expected"].as_f64().unwrap())
        .collect();
    for (given, by_hand) in expected.iter().zip([0.2, 0.4, 0.6, 0.8]) {
        assert!((given - by_hand).abs() < 1e-12);
    }
    assert_eq!(column(&list, "designated"), ["1", "0", "1", "0"]);
    // Gaps -0.8, 0.4, -0.4, 0.8.
    assert_eq!(column(&list, "rank"), ["4", "2", "3", "1"]);
    assert_eq!(list["items"][0]["per_1000"], 10.0);
    assert_eq!(
        (list["total"]["need"].as_f64(), list["total"]["designated"].as_u64()),
        (Some(1000.0), Some(2))
    );
}

#[tokio::test]
async fn a_parent_narrows_the_list_and_ranks_stay_national() {
    let server = TestServer::start().await;
    let list = server.json("/api/v1/coverage?parent=12").await;
    assert_eq!(column(&list, "code"), ["12.01", "12.02"]);
    assert_eq!(column(&list, "rank"), ["3", "1"]);
    // Need is not known below regencies.
    let districts = server.json("/api/v1/coverage?level=district&parent=11").await;
    assert_eq!(column(&districts, "status"), ["missing"; 4]);
    assert!(districts["total"]["need"].is_null());
    assert_eq!(column(&server.json("/api/v1/coverage").await, "level"), ["province"; 2]);
}

#[tokio::test]
async fn another_count_of_people_can_be_need_and_a_rate_cannot() {
    let mut contents = uneven();
    let placed = contents.indicators.iter().find(|of| of.id == NEED).unwrap().clone();
    let residents = Indicator { id: "population".into(), unit: "jiwa".into(), ..placed };
    contents.indicators.push(residents);
    let of_placed = contents.values.iter().filter(|value| &*value.indicator == NEED);
    let tenfold = of_placed.map(|value| IndicatorValue {
        indicator: Arc::from("population"),
        value: value.value.map(|value| 10.0 * value),
        ..value.clone()
    });
    let tenfold: Vec<_> = tenfold.collect();
    contents.values.extend(tenfold);
    let (server, _dir) = serve(&contents).await;
    let usual = server.json("/api/v1/coverage?level=regency").await;
    let list = server.json("/api/v1/coverage?level=regency&need=population").await;
    let needs = |list: &Value, times: f64| -> Vec<Option<f64>> {
        let items = list["items"].as_array().unwrap();
        items.iter().map(|row| row["need"].as_f64().map(|need| times * need)).collect()
    };
    assert_eq!(needs(&list, 1.0), needs(&usual, 10.0));
    assert!(needs(&list, 1.0).iter().any(Option::is_some));
    assert_eq!(column(&list, "need_unit"), vec!["jiwa"; needs(&list, 1.0).len()]);
    let compared = server.json("/api/v1/coverage/compare?codes=11.01,12.02&need=population").await;
    assert_eq!(compared["items"][0]["need"], list["items"][0]["need"]);
    for wrong in ["idm", "nothing"] {
        for path in ["/api/v1/coverage?", "/api/v1/coverage/compare?codes=11,12&"] {
            let answer = server.get(&format!("{path}need={wrong}")).send().await.unwrap();
            assert_eq!(answer.status(), 400);
            let problem: Value = answer.json().await.unwrap();
            assert_eq!(problem["code"], "invalid_parameter");
            assert!(problem["hint"].as_str().unwrap().contains("population"), "{problem}");
        }
    }
}

#[tokio::test]
async fn a_year_has_its_own_need_and_the_designations_up_to_it() {
    let server = TestServer::start().await;
    let list = server.json("/api/v1/coverage?level=regency&year=2023").await;
    assert_eq!(column(&list, "need"), ["0.0", "50.0", "100.0", "150.0"]);
    assert_eq!(column(&list, "designated"), ["1", "0", "1", "0"]);
    let early = server.json("/api/v1/coverage?level=regency&year=2018").await;
    assert_eq!(column(&early, "designated"), ["1", "0", "0", "0"]);
    assert_eq!(column(&early, "need"), ["null"; 4]);
    // The latest year by name is the same as by default.
    let latest = server.json("/api/v1/coverage?level=regency&year=2024").await;
    assert_eq!(
        column(&latest, "rank"),
        column(&server.json("/api/v1/coverage?level=regency").await, "rank")
    );
}

#[tokio::test]
async fn areas_stand_side_by_side_in_the_order_asked_for() {
    let server = TestServer::start().await;
    let list = server.json("/api/v1/coverage/compare?codes=12.01,11,11.71").await;
    assert_eq!(column(&list, "code"), ["12.01", "11", "11.71"]);
    let indicators = &list["items"][0]["indicators"];
    assert_eq!(
        (indicators["pmi_placed"].as_f64(), indicators["poverty_pct"].as_f64()),
        (Some(300.0), Some(7.0))
    );
    assert_eq!(list["items"][0]["claims"], json!([]));
    assert_eq!(list["items"][0]["origins"]["pmi_placed"]["stated_for"], "12.01");
}

#[tokio::test]
async fn side_by_side_counts_are_summed_and_rates_averaged_and_what_is_partial_says_so() {
    let (server, _dir) = serve(&uneven()).await;
    let list = server.json("/api/v1/coverage/compare?codes=11,12,11.01,11.01.01").await;
    let (province, partial) = (&list["items"][0], &list["items"][1]);
    assert_eq!(province["indicators"]["pmi_placed"], 150.0);
    assert_eq!(province["origins"]["pmi_placed"]["parts"], 2);
    assert_eq!(province["indicators"]["poverty_pct"], 5.5);
    assert_eq!(partial["indicators"]["pmi_placed"], 300.0);
    let origin = &partial["origins"]["pmi_placed"];
    assert_eq!((&origin["parts_known"], &origin["parts"]), (&json!(1), &json!(2)));
    // A district has its regency's rates, but a count of the regency is not its own.
    let district = &list["items"][3];
    assert!(district["indicators"]["pmi_placed"].is_null() && district["need"].is_null());
    assert_eq!(district["indicators"]["poverty_pct"], 5.0);
    assert_eq!(district["origins"]["poverty_pct"]["stated_for"], "11.01");
    assert!(district["origins"]["pmi_placed"].is_null());
}

#[tokio::test]
async fn villages_have_no_coverage() {
    let server = TestServer::start().await;
    for path in [
        "coverage?level=village",
        "coverage?parent=11.01.01",
        "coverage/compare?codes=11.01.01.2001",
    ] {
        assert_eq!(
            server.problem(&format!("/api/v1/{path}")).await.code,
            "invalid_parameter",
            "{path}"
        );
    }
    assert_eq!(server.problem("/api/v1/coverage/compare?codes=99").await.code, "area_not_found");
    assert_eq!(server.problem("/api/v1/coverage/compare").await.code, "missing_parameter");
}
