//! Predicates and measures against answers known from PostGIS or computed by hand.

use serde_json::{Value as Json, json};

use super::{rows, value};
use crate::Code;

const SQUARE: &str = "POLYGON((0 0,10 0,10 10,0 10,0 0))";
const RING: &str = "POLYGON((0 0,10 0,10 10,0 10,0 0),(4 4,6 4,6 6,4 6,4 4))";
/// Two squares that touch in one point, (5 5).
const TOUCHING: &str = "MULTIPOLYGON(((0 0,5 0,5 5,0 5,0 0)),((5 5,10 5,10 10,5 10,5 5)))";

/// a, b, then the predicates that hold, as PostGIS answers.
const CASES: &[(&str, &str, &[&str])] = &[
    (SQUARE, "POINT(5 5)", &["Contains", "Covers", "Intersects"]),
    (SQUARE, "POINT(0 5)", &["Covers", "Intersects", "Touches"]),
    (SQUARE, "POINT(0 0)", &["Covers", "Intersects", "Touches"]),
    (SQUARE, "POINT(11 5)", &["Disjoint"]),
    (RING, "POINT(5 5)", &["Disjoint"]),
    (RING, "POINT(4 5)", &["Covers", "Intersects", "Touches"]),
    (RING, "POINT(2 5)", &["Contains", "Covers", "Intersects"]),
    (TOUCHING, "POINT(5 5)", &["Covers", "Intersects", "Touches"]),
    (TOUCHING, "POINT(2 2)", &["Contains", "Covers", "Intersects"]),
    (SQUARE, SQUARE, &["Contains", "Within", "Covers", "CoveredBy", "Intersects", "Equals"]),
    (SQUARE, "POLYGON((10 0,20 0,20 10,10 10,10 0))", &["Intersects", "Touches"]),
    (SQUARE, "POLYGON((5 5,15 5,15 15,5 15,5 5))", &["Intersects", "Overlaps"]),
    (SQUARE, "POLYGON((2 2,3 2,3 3,2 3,2 2))", &["Contains", "Covers", "Intersects"]),
    (
        SQUARE,
        "POLYGON((0 0,0 10,10 10,10 0,0 0))",
        &["Contains", "Within", "Covers", "CoveredBy", "Intersects", "Equals"],
    ),
    (SQUARE, "LINESTRING(-5 5,15 5)", &["Intersects", "Crosses"]),
    (SQUARE, "LINESTRING(0 0,10 0)", &["Covers", "Intersects", "Touches"]),
    (RING, "POLYGON((4.5 4.5,5.5 4.5,5.5 5.5,4.5 5.5,4.5 4.5))", &["Disjoint"]),
    (
        "POINT(1 1)",
        "POINT(1 1)",
        &["Contains", "Within", "Covers", "CoveredBy", "Intersects", "Equals"],
    ),
    ("LINESTRING(0 0,2 2)", "LINESTRING(0 2,2 0)", &["Intersects", "Crosses"]),
    ("LINESTRING(0 0,2 0)", "LINESTRING(1 0,3 0)", &["Intersects", "Overlaps"]),
    (SQUARE, "POINT EMPTY", &["Disjoint"]),
    ("POLYGON EMPTY", "POINT(1 1)", &["Disjoint"]),
    ("POLYGON EMPTY", "POINT EMPTY", &["Disjoint", "Equals"]),
];

const PREDICATES: [&str; 10] = [
    "Contains",
    "Within",
    "Covers",
    "CoveredBy",
    "Intersects",
    "Disjoint",
    "Equals",
    "Touches",
    "Crosses",
    "Overlaps",
];

fn mirrored(predicate: &str) -> &str {
    match predicate {
        "Contains" => "Within",
        "Within" => "Contains",
        "Covers" => "CoveredBy",
        "CoveredBy" => "Covers",
        other => other,
    }
}

#[tokio::test]
async fn predicates_answer_as_postgis_in_both_orders_for_constants_and_columns() {
    for (a, b, expected) in CASES {
        for predicate in PREDICATES {
            let holds = json!(expected.contains(&predicate));
            let geometry = |text: &str| format!("ST_GeomFromText('{text}')");
            let source = format!(
                "(SELECT ST_GeomFromText(a) AS a, ST_GeomFromText(b) AS b FROM (VALUES ('{a}', '{b}'), ('{a}', '{b}')) AS t(a, b))"
            );
            let other = mirrored(predicate);
            for sql in [
                format!("SELECT ST_{predicate}({}, {}) AS x, true AS y", geometry(a), geometry(b)),
                format!("SELECT ST_{predicate}({}, b) AS x, true AS y FROM {source}", geometry(a)),
                format!("SELECT ST_{predicate}(a, {}) AS x, true AS y FROM {source}", geometry(b)),
                format!("SELECT ST_{predicate}(a, b) AS x, true AS y FROM {source}"),
                format!("SELECT ST_{other}({}, a) AS x, true AS y FROM {source}", geometry(b)),
                format!("SELECT ST_{other}(b, {}) AS x, true AS y FROM {source}", geometry(a)),
            ] {
                let each = if sql.contains(" FROM ") { 2 } else { 1 };
                let expected = vec![[holds.clone(), json!(true)]; each];
                assert_eq!(rows(&sql).await, expected, "{sql}");
            }
        }
    }
}

#[tokio::test]
async fn null_in_gives_null_out() {
    for predicate in PREDICATES {
        for sql in [
            format!("SELECT ST_{predicate}(NULL, ST_Point(1, 1))"),
            format!("SELECT ST_{predicate}(ST_Point(1, 1), NULL)"),
            format!(
                "SELECT ST_{predicate}(geometry, ST_Point(1, 1)) FROM villages WHERE geometry IS NULL"
            ),
            format!(
                "SELECT ST_{predicate}(ST_Point(1, 1), geometry) FROM villages WHERE geometry IS NULL"
            ),
        ] {
            assert_eq!(value(&sql).await, Json::Null, "{sql}");
        }
    }
}

#[tokio::test]
async fn a_constant_first_argument_does_not_turn_the_answer_round() {
    let box_of_keruak = "ST_GeomFromText('POLYGON((116 -9,116.5 -9,116.5 -8.8,116 -8.8,116 -9))')";
    for sql in [
        format!("SELECT count(*) FROM villages WHERE ST_Contains({box_of_keruak}, ST_Point(lon, lat))"),
        format!("SELECT count(*) FROM villages WHERE ST_Within(ST_Point(lon, lat), {box_of_keruak})"),
        format!("SELECT count(*) FROM villages WHERE ST_Covers({box_of_keruak}, geometry)"),
        "SELECT count(*) FROM villages v JOIN districts d ON ST_Contains(d.geometry, ST_Point(v.lon, v.lat)) WHERE d.code = '52.03.01'".to_owned(),
    ] {
        assert_eq!(value(&sql).await, json!(10), "{sql}");
    }
}

#[tokio::test]
async fn every_village_lies_in_its_own_areas_and_the_enclave_in_no_neighbour() {
    let inside = rows("SELECT count(*), count(*) FILTER (WHERE ST_Contains(r.geometry, ST_Point(v.lon, v.lat))), count(*) FILTER (WHERE v.lon IS NULL) FROM villages v JOIN regencies r ON r.code = v.regency_code").await;
    assert_eq!(inside, [[json!(41), json!(40), json!(1)]]);
    let around = rows("SELECT v.code FROM villages v, villages e WHERE e.code = '52.03.02.2011' AND ST_Contains(v.geometry, ST_Point(e.lon, e.lat))").await;
    assert_eq!(around, [[json!("52.03.02.2011")]]);
    let touching = value("SELECT ST_Touches(v.geometry, e.geometry) FROM villages v, villages e WHERE e.code = '52.03.02.2011' AND v.code = '52.03.02.2001'").await;
    assert_eq!(touching, json!(true));
}

fn near(found: &Json, expected: f64, tolerance: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
}

#[tokio::test]
async fn distances_are_those_of_the_ellipsoid_the_sphere_and_the_plane() {
    // One degree of longitude on the equator: a·π/180 on WGS 84, R·π/180 on the mean sphere.
    near(
        &value("SELECT ST_DistanceSpheroid(ST_Point(115, 0), ST_Point(116, 0))").await,
        111_319.490_793,
        1e-3,
    );
    near(
        &value("SELECT ST_Distance(ST_Point(115, 0), ST_Point(116, 0), true)").await,
        111_319.490_793,
        1e-3,
    );
    near(
        &value("SELECT ST_DistanceSphere(ST_Point(115, 0), ST_Point(116, 0))").await,
        111_195.08,
        0.1,
    );
    near(&value("SELECT ST_Distance(ST_Point(0, 0), ST_Point(3, 4))").await, 5.0, 1e-12);
    // A point one degree south of a square's edge: the meridian arc 0..1 is 110,574.4 m.
    near(
        &value(&format!("SELECT ST_Distance(ST_Point(5, -1), ST_GeomFromText('{SQUARE}'), true)"))
            .await,
        110_574.4,
        1.0,
    );
    assert_eq!(
        value(&format!("SELECT ST_Distance(ST_Point(5, 5), ST_GeomFromText('{SQUARE}'), true)"))
            .await,
        json!(0)
    );
    assert_eq!(
        value("SELECT ST_Distance(ST_GeomFromText('POINT EMPTY'), ST_Point(1, 1), true)").await,
        Json::Null
    );
    assert_eq!(value("SELECT ST_DistanceSphere(NULL, ST_Point(1, 1))").await, Json::Null);
}

#[tokio::test]
async fn within_a_distance_means_metres_and_includes_the_limit() {
    for (metres, expected) in [(111_319.0, false), (111_320.0, true)] {
        let sql = format!("SELECT ST_DWithin(ST_Point(115, 0), ST_Point(116, 0), {metres})");
        assert_eq!(value(&sql).await, json!(expected), "{sql}");
    }
    assert_eq!(value("SELECT ST_DWithin(ST_Point(1, 1), ST_Point(1, 1), 0)").await, json!(true));
    assert_eq!(
        value("SELECT ST_DWithin(ST_Point(0, 0), ST_Point(0, 10), 1000000)").await,
        json!(false)
    );
    assert_eq!(
        value("SELECT ST_DWithin(ST_GeomFromText('POINT EMPTY'), ST_Point(1, 1), 10)").await,
        json!(false)
    );
    assert_eq!(value("SELECT ST_DWithin(ST_Point(1, 1), ST_Point(1, 1), NULL)").await, Json::Null);
}

#[tokio::test]
async fn areas_and_lengths_are_in_degrees_or_metres_as_asked() {
    near(&value(&format!("SELECT ST_Area(ST_GeomFromText('{RING}'))")).await, 96.0, 1e-9);
    // One degree square at the equator on WGS 84: 12,308.778 km².
    near(&value("SELECT ST_Area(ST_MakeEnvelope(0, 0, 1, 1), true) / 1e6").await, 12_308.778, 0.01);
    // Rings that wind the other way have the same area.
    near(
        &value("SELECT ST_Area(ST_GeomFromText('POLYGON((0 0,0 1,1 1,1 0,0 0))'), true) / 1e6")
            .await,
        12_308.778,
        0.01,
    );
    // On the mean sphere: R² · Δλ · (sin φ2 - sin φ1) = 12,363.683 km².
    near(&value("SELECT ST_Area(ST_MakeEnvelope(0, 0, 1, 1), false) / 1e6").await, 12_363.683, 1.0);
    assert_eq!(value("SELECT ST_Area(ST_GeomFromText('POLYGON EMPTY'), true)").await, json!(0));
    assert_eq!(value("SELECT ST_Area(NULL, true)").await, Json::Null);
    near(&value("SELECT ST_Length(ST_GeomFromText('LINESTRING(0 0,3 4)'))").await, 5.0, 1e-12);
    near(
        &value("SELECT ST_Length(ST_GeomFromText('LINESTRING(115 0,116 0)'), true)").await,
        111_319.491,
        1e-3,
    );
    assert_eq!(value(&format!("SELECT ST_Length(ST_GeomFromText('{SQUARE}'))")).await, json!(0));
    near(&value(&format!("SELECT ST_Perimeter(ST_GeomFromText('{RING}'))")).await, 48.0, 1e-9);
}

#[tokio::test]
async fn villages_dissolve_to_their_district_without_gaps() {
    let sql = "SELECT d.code, ST_Area(d.geometry), ST_Area(u.geometry), ST_Equals(d.geometry, u.geometry)
        FROM districts d JOIN (SELECT district_code, ST_Union(geometry) AS geometry FROM villages GROUP BY district_code) u ON u.district_code = d.code ORDER BY d.code";
    let found = rows(sql).await;
    assert_eq!(found.len(), 5);
    for row in found {
        near(&row[2], row[1].as_f64().unwrap(), 1e-9);
    }
    assert_eq!(
        value("SELECT ST_Union(geometry) FROM villages WHERE geometry IS NULL").await,
        Json::Null
    );
}

#[tokio::test]
async fn overlays_share_out_the_area() {
    let a = format!("ST_GeomFromText('{SQUARE}')");
    let b = "ST_MakeEnvelope(5, 5, 15, 15)";
    near(&value(&format!("SELECT ST_Area(ST_Intersection({a}, {b}))")).await, 25.0, 1e-9);
    near(&value(&format!("SELECT ST_Area(ST_Difference({a}, {b}))")).await, 75.0, 1e-9);
    near(
        &value(&format!("SELECT ST_Area(ST_Difference({a}, ST_MakeEnvelope(50, 50, 60, 60)))"))
            .await,
        100.0,
        1e-9,
    );
    assert_eq!(value(&format!("SELECT ST_Intersection({a}, NULL)")).await, Json::Null);
}

#[tokio::test]
async fn envelopes_and_geojson_are_built_and_read() {
    assert_eq!(value("SELECT count(*) FROM villages WHERE ST_Intersects(geometry, ST_MakeEnvelope(116.01, -8.99, 116.02, -8.98, 4326))").await, json!(1));
    let text = value("SELECT ST_AsGeoJSON(ST_Point(115.123456789, -8.5), 3)").await;
    assert_eq!(text, json!(r#"{"type":"Point","coordinates":[115.123,-8.5]}"#));
    assert_eq!(
        value(
            "SELECT ST_AsText(ST_GeomFromGeoJSON('{\"type\":\"Point\",\"coordinates\":[115,-8]}'))"
        )
        .await,
        json!("POINT(115 -8)")
    );
    assert_eq!(value(&format!("SELECT ST_Equals(ST_Envelope(ST_GeomFromText('LINESTRING(0 0,10 10)')), ST_GeomFromText('{SQUARE}'))")).await, json!(true));
    assert_eq!(value("SELECT ST_Envelope(ST_GeomFromText('POINT EMPTY'))").await, Json::Null);
}

#[tokio::test]
async fn texts_are_read_strictly_wherever_a_geometry_is_meant() {
    let deep = format!("{}POINT(1 2){}", "GEOMETRYCOLLECTION(".repeat(10_000), ")".repeat(10_000));
    for text in [
        "POINT(1 2) x",
        "POLYGON((0 0,1 0,1 1,0 1))",
        "LINESTRING(1 2)",
        "POINT(-inf 2)",
        deep.as_str(),
    ] {
        for call in [
            format!("ST_GeomFromText('{text}')"),
            format!("ST_WKTToSQL('{text}')"),
            format!("ST_Area('{text}')"),
            format!("ST_NPoints('{text}')"),
            format!("ST_NPoints(t) FROM (VALUES ('{text}')) AS texts(t)"),
        ] {
            let error = super::error(&format!("SELECT {call}")).await;
            assert_eq!(error.code(), Code::SqlEvaluation, "{call:.40}: {error}");
        }
    }
    assert_eq!(value("SELECT ST_NPoints('POINT(1 2)')").await, json!(1));
    assert_eq!(value("SELECT ST_NPoints(ST_AsText(ST_Point(1, 2)))").await, json!(1));
    assert_eq!(value("SELECT ST_Area('POLYGON((0 0,1 0,1 1,0 1,0 0))')").await, json!(1));
}
