use geo::{Distance, Geodesic, Point};
use serde_json::json;

use crate::support::country::{BARE, contents};
use crate::support::server::{column, expect_json, problem};
use crate::support::{TestServer, country};

/// Code and point of every village that has one, straight from the fixture.
fn points() -> Vec<(String, [f64; 2])> {
    let villages = contents().villages.into_iter();
    let mut points: Vec<_> = villages
        .filter_map(|village| Some((village.code.to_string(), village.point.map(|p| [p.x, p.y])?)))
        .collect();
    points.sort_by(|a, b| a.0.cmp(&b.0));
    points
}

#[tokio::test]
async fn a_box_holds_exactly_the_villages_with_their_point_in_it() {
    let server = TestServer::start().await;
    for [west, south, east, north] in
        [[110.0, -8.0, 110.5, -7.9], [110.26, -7.99, 111.34, -7.8], [90.0, -20.0, 91.0, -19.0]]
    {
        let list = server
            .json(&format!("/api/v1/villages?bbox={west},{south},{east},{north}&limit=1000"))
            .await;
        let inside =
            |p: &[f64; 2]| (west..=east).contains(&p[0]) && (south..=north).contains(&p[1]);
        let expected: Vec<String> =
            points().into_iter().filter(|(_, p)| inside(p)).map(|(code, _)| code).collect();
        assert_eq!(column(&list, "code"), expected);
        assert_eq!(list["total"], expected.len());
    }
}

#[tokio::test]
async fn a_radius_holds_exactly_the_villages_so_near_on_the_ellipsoid() {
    let server = TestServer::start().await;
    let centre = [110.333, -7.91];
    for radius in [0.0, 12_000.0, 33_000.0, 700_000.0] {
        let path = format!(
            "/api/v1/villages?near={},{}&radius_m={radius}&limit=1000",
            centre[0], centre[1]
        );
        let list = server.json(&path).await;
        let mut expected: Vec<(f64, String)> = points()
            .into_iter()
            .map(|(code, p)| (Geodesic.distance(Point::from(centre), Point::from(p)), code))
            .filter(|(distance, _)| *distance <= radius)
            .collect();
        expected.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let codes: Vec<String> = expected.iter().map(|(_, code)| code.clone()).collect();
        assert_eq!(column(&list, "code"), codes);
        for (item, (distance, _)) in list["items"].as_array().unwrap().iter().zip(&expected) {
            assert!((item["distance_m"].as_f64().unwrap() - distance).abs() < 1e-6);
        }
    }
}

#[tokio::test]
async fn the_nearest_are_found_within_an_area_too() {
    let server = TestServer::start().await;
    let list = server.json("/api/v1/villages?near=110.0,-8.0&k=3").await;
    assert_eq!(column(&list, "code"), ["11.01.01.2001", "11.01.01.2002", "11.71.01.1001"]);
    // All villages of the other province are farther than 20 of this one.
    let far = server.json("/api/v1/villages?near=110.0,-8.0&k=2&area=12").await;
    assert_eq!(column(&far, "code"), ["12.01.01.2001", "12.02.01.2001"]);
    assert_eq!(server.json("/api/v1/villages?near=110,-8&k=500&area=11.01.01").await["total"], 4);
}

#[tokio::test]
async fn an_area_holds_its_villages_with_and_without_geometry() {
    let server = TestServer::start().await;
    let list = server.json("/api/v1/villages?area=11.01.01").await;
    assert_eq!(list["total"], 5);
    let bare = list["items"].as_array().unwrap().iter().find(|item| item["code"] == BARE).unwrap();
    assert!(bare["lon"].is_null());
    assert_eq!(bare["regency_code"], "11.01");
    assert_eq!(
        server.json("/api/v1/villages?area=11.01.01&bbox=110,-8,110.12,-7.9").await["total"],
        1
    );
}

#[tokio::test]
async fn a_polygon_holds_exactly_the_villages_with_their_point_in_it() {
    let server = TestServer::start().await;
    // A triangle over the west of the country; its long side passes between points.
    let ring = json!([[110.0, -8.0], [110.9, -8.0], [110.0, -7.8], [110.0, -8.0]]);
    let inside = |p: &[f64; 2]| (p[0] - 110.0) / 0.9 + (p[1] + 8.0) / 0.2 < 1.0;
    let expected: Vec<String> =
        points().into_iter().filter(|(_, p)| inside(p)).map(|(code, _)| code).collect();
    assert!(expected.len() > 5);
    let polygon = json!({"type": "Polygon", "coordinates": [ring]});
    for body in
        [polygon.clone(), json!({"type": "Feature", "properties": null, "geometry": polygon})]
    {
        let list = expect_json(server.post("/api/v1/villages/search?limit=1000", &body)).await;
        assert_eq!(column(&list, "code"), expected);
    }
}

#[tokio::test]
async fn a_hole_in_a_polygon_is_outside() {
    let server = TestServer::start().await;
    let square = |a: f64, b: f64, c: f64, d: f64| json!([[a, b], [c, b], [c, d], [a, d], [a, b]]);
    let body = json!({"type": "Polygon", "coordinates": [square(110.0, -8.0, 110.5, -7.9), square(110.1, -8.0, 110.2, -7.9)]});
    let list = expect_json(server.post("/api/v1/villages/search", &body)).await;
    assert_eq!(column(&list, "code"), ["11.01.01.2001", "11.01.01.2003", "11.01.01.2004"]);
}

#[tokio::test]
async fn the_island_is_found_where_it_lies() {
    let server = TestServer::start().await;
    let list = server.json("/api/v1/villages?near=115.05,-5.95&radius_m=1").await;
    assert_eq!(column(&list, "code"), [country::ISLAND]);
}

#[tokio::test]
async fn questions_without_sense_are_refused() {
    let server = TestServer::start().await;
    for (query, code, named) in [
        ("bbox=1,2,3", "invalid_parameter", "bbox"),
        ("bbox=112,-7,110,-8", "invalid_parameter", "bbox"),
        ("near=110,-8", "missing_parameter", "radius_m"),
        ("radius_m=5", "missing_parameter", "near"),
        ("near=-8,110&radius_m=5", "invalid_parameter", "near"),
        ("near=110,-8&radius_m=-5", "invalid_parameter", "radius_m"),
        ("near=110,-8&k=0", "invalid_parameter", "k"),
        ("limit=0", "invalid_parameter", "limit"),
        ("radius=5", "unknown_parameter", "radius"),
        ("area=11.99", "area_not_found", "11.99"),
        ("cursor=abc", "invalid_cursor", "abc"),
    ] {
        let problem = server.problem(&format!("/api/v1/villages?{query}")).await;
        assert_eq!(problem.code, code, "{query}: {:?}", problem.body);
        assert!(
            problem.body["detail"].as_str().unwrap().contains(named),
            "{query}: {:?}",
            problem.body
        );
    }
    let point = json!({"type": "Point", "coordinates": [110, -8]});
    assert_eq!(
        problem(server.post("/api/v1/villages/search", &point)).await.code,
        "invalid_geometry"
    );
}
