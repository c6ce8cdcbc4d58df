use insta::assert_json_snapshot;

use crate::support::TestServer;
use crate::support::server::column;

#[tokio::test]
async fn the_dataset_tells_its_version_sources_and_report() {
    let server = TestServer::start().await;
    assert_json_snapshot!(server.json("/api/v1/dataset").await, {".version" => "[version]"});
}

#[tokio::test]
async fn the_report_lists_what_did_not_join_check_by_check() {
    let server = TestServer::start().await;
    let all = server.json("/api/v1/dataset/report").await;
    assert_eq!(all["total"], 3);
    let renamed = server.json("/api/v1/dataset/report?check=renamed&limit=1").await;
    assert_eq!(
        (renamed["total"].as_u64(), column(&renamed, "check")),
        (Some(2), vec!["renamed".to_owned()])
    );
    let next = renamed["next_cursor"].as_str().unwrap();
    let rest =
        server.json(&format!("/api/v1/dataset/report?check=renamed&limit=1&cursor={next}")).await;
    assert_eq!(column(&rest, "area_code"), ["11.01.01.2002"]);
    assert!(rest.get("next_cursor").is_none());
}

#[tokio::test]
async fn an_unknown_check_is_named_with_the_known_ones() {
    let server = TestServer::start().await;
    let problem = server.problem("/api/v1/dataset/report?check=nonsense").await;
    assert_eq!(problem.code, "invalid_parameter");
    assert!(problem.body["hint"].as_str().unwrap().contains("renamed"));
}

#[tokio::test]
async fn indicators_tell_their_distribution_over_the_villages() {
    let server = TestServer::start().await;
    let list = server.json("/api/v1/indicators").await;
    assert_eq!(column(&list, "id"), ["pmi_placed", "pmi_per_1000", "poverty_pct", "idm"]);
    let pmi = &list["items"][0];
    // The latest year counts, and every village has the value of its regency.
    assert_eq!((pmi["year"].as_i64(), pmi["present"].as_u64()), (Some(2024), Some(40)));
    assert_eq!(
        (pmi["min"].as_f64(), pmi["max"].as_f64(), pmi["mean"].as_f64()),
        (Some(100.0), Some(400.0), Some(250.0))
    );
    let idm = &list["items"][3];
    assert_eq!((idm["present"].as_u64(), idm["missing"].as_u64()), (Some(39), Some(1)));
    let counts = idm["histogram"]["counts"].as_array().unwrap();
    assert_eq!(counts.iter().map(|n| n.as_u64().unwrap()).sum::<u64>(), 39);
}
