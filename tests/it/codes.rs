use geodata::dataset::{AreaAlias, Contents, write};
use geodata::progress::Silent;
use geodata::testing::rows::change;
use serde_json::json;
use tempfile::TempDir;

use crate::support::server::column;
use crate::support::{TestServer, country};

/// The small country after a regency was given another code, a district was split and a village joined another.
fn changed() -> Contents {
    let mut contents = country::contents();
    contents.codes.changes = vec![
        change("11.09", "11.01", "recode", "2020-01-01", None),
        change("12.01.09", "12.01.01", "split", "2021-01-01", Some(0.75)),
        change("12.01.09", "12.01.02", "split", "2021-01-01", Some(0.25)),
        change("11.01.01.2009", "11.01.01.2002", "merge", "2022-01-01", None),
    ];
    contents.codes.aliases = vec![
        AreaAlias {
            area_code: "12.01".into(),
            alias: "Kabupaten Blambangan".into(),
            source: "old maps".into(),
        },
        // An area that this dataset does not have.
        AreaAlias {
            area_code: "33.07.10".into(),
            alias: "Blambangan".into(),
            source: "old maps".into(),
        },
    ];
    contents
}

async fn serve() -> (TestServer, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("country");
    write(&changed(), &[], &data, &Silent).unwrap();
    (TestServer::start_with(|config| config.data = data).await, dir)
}

#[tokio::test]
async fn a_code_that_is_gone_names_what_came_of_it() {
    let (server, _dir) = serve().await;
    let gone = server.problem("/api/v1/areas/11.09").await;
    assert_eq!((gone.status, gone.code.as_str()), (404, "area_changed"));
    assert_eq!(
        gone.body["successors"],
        json!([{
            "code": "11.01", "name": "Kabupaten Kupang", "share": 1.0, "kind": "recode",
            "date": "2020-01-01", "basis": "a law"
        }])
    );
    let split = server.problem("/api/v1/areas/12.01.09").await.body;
    let parts: Vec<_> = split["successors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| (part["code"].as_str().unwrap(), part["share"].as_f64().unwrap()))
        .collect();
    assert_eq!(parts, [("12.01.01", 0.75), ("12.01.02", 0.25)]);
}

#[tokio::test]
async fn a_village_of_a_regency_that_is_gone_is_looked_for_there_and_not_guessed() {
    let (server, _dir) = serve().await;
    // 11.01.01.2001 is there, and may be another village than 11.09.01.2001 was.
    let answer = server.problem("/api/v1/areas/11.09.01.2001").await.body;
    assert_eq!(answer["code"], "area_changed");
    assert_eq!(column(&json!({"items": answer["successors"]}), "code"), ["11.01"]);
    let detail = answer["detail"].as_str().unwrap();
    assert!(detail.contains("the regency around it, `11.09`, is now 11.01"), "{detail}");
    // Its regency is there and never changed.
    let never = server.problem("/api/v1/areas/12.01.08.2001").await;
    assert_eq!(never.code, "area_not_found");
}

#[tokio::test]
async fn every_route_that_takes_an_area_says_so() {
    let (server, _dir) = serve().await;
    for path in [
        "/api/v1/areas?parent=11.09",
        "/api/v1/villages?area=11.09",
        "/api/v1/coverage?parent=11.09",
        "/api/v1/coverage/compare?codes=11.09,11.71",
    ] {
        assert_eq!(server.problem(path).await.code, "area_changed", "{path}");
    }
}

#[tokio::test]
async fn a_search_finds_areas_by_other_names_and_by_codes_that_are_gone() {
    let (server, _dir) = serve().await;
    let server = &server;
    let found = async |q: &str| server.json(&format!("/api/v1/areas?q={q}")).await;
    assert_eq!(column(&found("blambangan").await, "code"), ["12.01"]);
    assert_eq!(column(&found("kab+blambangan").await, "code"), ["12.01"]);
    // Once, although both of its names fit.
    let both = column(&found("kabupaten&level=regency").await, "code");
    assert_eq!(both.iter().filter(|code| *code == "12.01").count(), 1);
    assert_eq!(column(&found("11.01.01.2009").await, "code"), ["11.01.01.2002"]);
    assert_eq!(column(&found("12.01.09").await, "code"), ["12.01.01", "12.01.02"]);
    assert!(column(&found("12.01.08").await, "code").is_empty());
}

#[tokio::test]
async fn the_tables_are_asked_in_sql() {
    let (server, _dir) = serve().await;
    let rows = server
        .sql("SELECT c.from_code, r.name FROM area_changes c JOIN regencies r ON r.code = c.to_code WHERE c.kind = 'recode'")
        .await;
    assert_eq!(rows["items"], json!([{"from_code": "11.09", "name": "Kabupaten Kupang"}]));
    let shares =
        server.sql("SELECT sum(share) AS whole FROM area_changes WHERE kind = 'split'").await;
    assert_eq!(shares["items"][0]["whole"], 1.0);
    assert_eq!(server.sql("SELECT count(*) AS n FROM code_bridge").await["items"][0]["n"], 0);
}
