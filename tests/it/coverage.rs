use serde_json::json;

use crate::support::TestServer;
use crate::support::server::column;

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
