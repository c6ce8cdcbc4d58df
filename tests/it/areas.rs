use insta::assert_json_snapshot;

use crate::support::TestServer;
use crate::support::server::column;

#[tokio::test]
async fn areas_are_listed_by_level_and_parent_in_order_of_code() {
    let server = TestServer::start().await;
    assert_eq!(column(&server.json("/api/v1/areas").await, "code"), ["11", "12"]);
    assert_eq!(column(&server.json("/api/v1/areas?parent=11").await, "code"), ["11.01", "11.71"]);
    let villages = server.json("/api/v1/areas?level=village&parent=12.02&limit=3").await;
    assert_eq!(villages["total"], 10);
    assert_eq!(column(&villages, "code"), ["12.02.01.2001", "12.02.01.2002", "12.02.01.2003"]);
    assert_eq!(server.json("/api/v1/areas?level=province&parent=11.01").await["total"], 0);
}

#[tokio::test]
async fn following_cursors_lists_every_village_once() {
    let server = TestServer::start().await;
    let (mut seen, mut path) = (Vec::new(), "/api/v1/areas?level=village&limit=7".to_owned());
    loop {
        let list = server.json(&path).await;
        seen.extend(column(&list, "code"));
        let Some(next) = list["next_cursor"].as_str() else { break };
        path = format!("/api/v1/areas?level=village&limit=7&cursor={next}");
    }
    assert_eq!(seen.len(), 40);
    assert!(seen.is_sorted());
}

#[tokio::test]
async fn names_are_found_whatever_their_case_and_accents() {
    let server = TestServer::start().await;
    let desa = server.json("/api/v1/areas?q=DESA+baru").await;
    assert_eq!(desa["total"], 8);
    assert_eq!(desa["items"][0]["name"], "Désa Baru");
    assert_eq!(server.json("/api/v1/areas?q=sokaan").await["total"], 8);
    // The regency comes before the town of the same name: same level, by code.
    assert_eq!(column(&server.json("/api/v1/areas?q=kupang").await, "code"), ["11.01", "11.71"]);
    assert_eq!(
        column(&server.json("/api/v1/areas?q=11.01.02.2003").await, "name"),
        ["Sumberagung"]
    );
}

#[tokio::test]
async fn a_parents_name_narrows_a_search() {
    let server = TestServer::start().await;
    let list = server.json("/api/v1/areas?q=sumberagung,+banyuwangi").await;
    assert_eq!(column(&list, "code"), ["12.01.01.2003", "12.01.02.2003"]);
    assert_eq!(list["items"][0]["path"][1]["name"], "Kabupaten Banyuwangi");
}

#[tokio::test]
async fn an_area_tells_all_that_is_known_of_it() {
    let server = TestServer::start().await;
    assert_json_snapshot!("village", server.json("/api/v1/areas/12.01.02.2003").await, {
        ".*.distance_km" => insta::rounded_redaction(3),
        ".lon" => insta::rounded_redaction(6), ".lat" => insta::rounded_redaction(6),
        ".bbox.*" => insta::rounded_redaction(6),
    });
    let regency = server.json("/api/v1/areas/11.01").await;
    assert_eq!(regency["children"], 2);
    assert_eq!(regency["designations"][0]["village_code"], "11.01.01.2001");
}

#[tokio::test]
async fn a_village_without_geometry_is_there_without_a_position() {
    let server = TestServer::start().await;
    let bare = server.json(&format!("/api/v1/areas/{}", crate::support::country::BARE)).await;
    assert!(bare["lon"].is_null() && bare["bbox"].is_null() && bare["nearest_ltsa"].is_null());
    assert_eq!(bare["indicators"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn areas_that_do_not_exist_are_errors() {
    let server = TestServer::start().await;
    let absent = server.problem("/api/v1/areas/99.01").await;
    assert_eq!((absent.status, absent.code.as_str()), (404, "area_not_found"));
    let undotted = server.problem("/api/v1/areas/1101").await;
    assert_eq!((undotted.status, undotted.code.as_str()), (400, "invalid_code"));
    assert_eq!(server.problem("/api/v1/areas?parent=99").await.code, "area_not_found");
    assert_eq!(server.problem("/api/v1/areas?level=hamlet").await.code, "invalid_parameter");
}
