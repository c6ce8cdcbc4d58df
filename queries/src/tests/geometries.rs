//! Geometries where the engine must choose a type, NULL and EMPTY everywhere, and what readers take.

use serde_json::{Value as Json, json};

use super::{error, rows, value};
use crate::Code;

#[tokio::test]
async fn geometries_of_different_kinds_meet() {
    for (sql, expected) in [
        (
            "SELECT ST_AsText(CASE WHEN code = '52' THEN ST_Point(1, 2) ELSE geometry END) FROM provinces WHERE code = '52'",
            json!("POINT(1 2)"),
        ),
        (
            "SELECT ST_AsText(CASE WHEN code = 'x' THEN ST_Point(1, 2) END) FROM provinces WHERE code = '52'",
            Json::Null,
        ),
        (
            "SELECT CASE WHEN code = '52' THEN ST_Point(1, 2) ELSE ST_MakeEnvelope(0, 0, 1, 1) END FROM provinces WHERE code = '52'",
            json!({"type": "Point", "coordinates": [1, 2]}),
        ),
        (
            "SELECT ST_Area(CASE WHEN code = 'x' THEN NULL ELSE ST_MakeEnvelope(0, 0, 2, 1) END) FROM provinces WHERE code = '52'",
            json!(2),
        ),
        (
            "SELECT count(*) FROM villages WHERE ST_AsText(COALESCE(geometry, ST_Point(1, 2))) = 'POINT(1 2)'",
            json!(1),
        ),
        ("SELECT count(ST_X(COALESCE(NULL, ST_Point(lon, lat)))) FROM villages", json!(40)),
        ("SELECT COALESCE(NULL, ST_Point(1, 2))", json!({"type": "Point", "coordinates": [1, 2]})),
        ("SELECT coalesce(NULL, 1, 2)", json!(1)),
        (
            "SELECT coalesce(name, 'x') FROM provinces WHERE code = 'x' UNION ALL SELECT 'y'",
            json!("y"),
        ),
        (
            "SELECT count(ST_NPoints(g)) FROM (SELECT geometry AS g FROM provinces UNION ALL SELECT ST_Point(1, 2) UNION ALL SELECT ST_MakeEnvelope(0, 0, 1, 1)) u",
            json!(4),
        ),
        ("SELECT round(ST_Area((SELECT ST_MakeEnvelope(0, 0, 2, 2))), 6)", json!(4)),
        ("SELECT (SELECT ST_Point(1, 2))", json!({"type": "Point", "coordinates": [1, 2]})),
        (
            "SELECT count(*) FROM villages WHERE ST_Intersects(geometry, (SELECT geometry FROM regencies WHERE code = '52.71')) AND regency_code = '52.71' AND geometry IS NULL",
            json!(0),
        ),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
    let united = rows("SELECT g FROM (SELECT ST_Point(1, 2) AS g UNION ALL SELECT ST_GeomFromText('LINESTRING(0 0,1 1)')) u").await;
    assert!(united.contains(&vec![json!({"type": "Point", "coordinates": [1, 2]})]), "{united:?}");
    for sql in
        ["SELECT max(geometry) FROM villages", "SELECT min(ST_Point(lon, lat)) FROM villages"]
    {
        let found = error(sql).await;
        assert_eq!(found.code(), Code::SqlUnsupported, "{sql}: {found}");
    }
}

#[tokio::test]
async fn a_row_without_geometry_has_null_for_every_measure() {
    for call in [
        "ST_X(ST_Centroid(geometry))",
        "ST_Y(ST_PointOnSurface(geometry))",
        "ST_X(ST_Point(lon, lat))",
        "ST_CoordDim(geometry)",
        "ST_NDims(geometry)",
        "ST_NPoints(geometry)",
        "ST_XMin(geometry)",
        "ST_IsValid(geometry)",
        "ST_AsText(geometry)",
        "ST_GeometryType(geometry)",
        "ST_GeoHash(ST_Centroid(geometry))",
        "ST_IsEmpty(geometry)",
        "ST_SRID(geometry)",
        "ST_NumGeometries(geometry)",
        "ST_Boundary(geometry)",
        "ST_Union(geometry, geometry)",
    ] {
        let sql = format!(
            "SELECT count(*), count(*) FILTER (WHERE {call} IS NULL), count({call}) FROM villages"
        );
        assert_eq!(rows(&sql).await, [[json!(41), json!(1), json!(40)]], "{call}");
        let all = rows(&format!("SELECT code, {call} AS x FROM villages")).await;
        assert_eq!(all.len(), 41, "{call}");
    }
}

#[tokio::test]
async fn empty_geometries_of_every_kind_are_read_and_measured() {
    for kind in [
        "POINT",
        "LINESTRING",
        "POLYGON",
        "MULTIPOINT",
        "MULTILINESTRING",
        "MULTIPOLYGON",
        "GEOMETRYCOLLECTION",
    ] {
        let empty = format!("ST_GeomFromText('{kind} EMPTY')");
        assert_eq!(value(&format!("SELECT ST_IsEmpty({empty})")).await, json!(true), "{kind}");
        assert_eq!(value(&format!("SELECT ST_Area({empty})")).await, json!(0), "{kind}");
        assert_eq!(value(&format!("SELECT ST_NumGeometries({empty})")).await, json!(0), "{kind}");
        assert_eq!(value(&format!("SELECT ST_StartPoint({empty})")).await, Json::Null, "{kind}");
        assert_eq!(value(&format!("SELECT ST_EndPoint({empty})")).await, Json::Null, "{kind}");
    }
    assert_eq!(
        value("SELECT ST_Area(ST_GeomFromText('MULTIPOLYGON(EMPTY,((0 0,1 0,1 1,0 0)))'))").await,
        json!(0.5)
    );
    assert_eq!(value("SELECT ST_NPoints(ST_GeomFromText('GEOMETRYCOLLECTION(POINT EMPTY,GEOMETRYCOLLECTION(POINT(1 2)))'))").await, json!(1));
}

#[tokio::test]
async fn texts_and_bytes_of_postgis_are_read() {
    for (sql, expected) in [
        ("SELECT ST_X(ST_GeomFromText('SRID=4326;POINT(115 -8)'))", json!(115)),
        (
            "SELECT ST_X(ST_GeomFromText('0101000020E6100000000000000000F03F0000000000000040'))",
            json!(1),
        ),
        ("SELECT ST_X(ST_Centroid('SRID=4326;POINT(115 -8)'))", json!(115)),
        ("SELECT ST_X(ST_GeomFromText('POINT Z (115 -8 12)'))", json!(115)),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
    let open = "0103000000010000000400000000000000000000000000000000000000000000000000F03F0000000000000000000000000000F03F000000000000F03F0000000000000000000000000000F03F";
    for (sql, part) in [
        ("SELECT ST_X(ST_GeomFromText('POINT(115 -8 12)'))".to_owned(), "POINT Z"),
        ("SELECT ST_X(ST_GeomFromText('SRID=32750;POINT(1 2)'))".to_owned(), "32750"),
        (format!("SELECT ST_Area(ST_GeomFromWKB(decode('{open}', 'hex')))"), "end where it begins"),
        (format!("SELECT ST_NPoints(decode('{open}', 'hex'))"), "end where it begins"),
        (format!("SELECT ST_Area('{open}')"), "end where it begins"),
        ("SELECT ST_SetSRID(ST_Point(1, 2), 3857)".to_owned(), "3857"),
    ] {
        let found = error(&sql).await;
        assert_eq!(found.code(), Code::SqlEvaluation, "{sql}: {found}");
        assert!(found.to_string().contains(part), "{sql}: {found}");
    }
}

#[tokio::test]
async fn simplifying_keeps_shapes_that_are_larger_than_the_tolerance() {
    let square = "ST_GeomFromText('POLYGON((115 -8, 115.02 -8, 115.02 -7.98, 115 -7.98, 115 -8))')";
    assert_eq!(
        value(&format!("SELECT ST_NPoints(ST_SimplifyPreserveTopology({square}, 0.001))")).await,
        json!(5)
    );
    // A bay whose mouth closes at this tolerance: the plain one crosses itself or loses it, the other stays valid.
    let bay = "ST_GeomFromText('POLYGON((0 0,10 0,10 10,5.1 10,5 1,4.9 10,0 10,0 0))')";
    assert_eq!(
        value(&format!("SELECT ST_IsValid(ST_SimplifyPreserveTopology({bay}, 3))")).await,
        json!(true)
    );
    assert_eq!(value("SELECT count(*) FROM villages WHERE NOT ST_IsValid(ST_SimplifyPreserveTopology(geometry, 0.01))").await, json!(0));
    assert_eq!(error("SELECT ST_Simplify(ST_Point(1, 2), -1)").await.code(), Code::SqlEvaluation);
}

#[tokio::test]
async fn overlays_keep_the_vertices_that_they_were_given() {
    let country = "ST_MakeEnvelope(90, -15, 145, 10)";
    assert_eq!(value(&format!("SELECT count(*) FROM villages WHERE ST_Equals(ST_Intersection(geometry, {country}), geometry)")).await, json!(40));
    assert_eq!(value("WITH u AS (SELECT district_code, ST_Union(geometry) AS g FROM villages GROUP BY 1) SELECT count(*) FROM villages v JOIN u ON u.district_code = v.district_code AND ST_Covers(u.g, v.geometry)").await, json!(40));
    for (sql, expected) in [
        (
            "SELECT ST_Area(ST_Intersection(ST_MakeEnvelope(-1e9, -1e9, 1e9, 1e9), ST_MakeEnvelope(0, 0, 10, 10)))",
            json!(100),
        ),
        (
            "SELECT ST_AsText(ST_Intersection(ST_GeomFromText('LINESTRING(-1 1,3 1)'), ST_MakeEnvelope(0, 0, 2, 2)))",
            json!("LINESTRING(0 1,2 1)"),
        ),
        (
            "SELECT ST_AsText(ST_Intersection(ST_Point(1, 1), ST_MakeEnvelope(0, 0, 2, 2)))",
            json!("POINT(1 1)"),
        ),
        (
            "SELECT ST_AsText(ST_Difference(ST_GeomFromText('MULTIPOINT((1 1),(5 5))'), ST_MakeEnvelope(0, 0, 2, 2)))",
            json!("POINT(5 5)"),
        ),
        ("SELECT ST_Area(ST_Difference(ST_MakeEnvelope(0, 0, 2, 2), ST_Point(1, 1)))", json!(4)),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn groups_of_geometries_are_gathered() {
    assert_eq!(
        value("SELECT ST_NumGeometries(ST_Collect(ST_Point(lon, lat))) FROM villages").await,
        json!(41 - 1)
    );
    assert_eq!(
        value("SELECT ST_AsText(ST_Extent(ST_Point(x, y))) FROM (VALUES (1, 2), (3, 5)) t(x, y)")
            .await,
        json!("POLYGON((3 2,3 5,1 5,1 2,3 2))")
    );
    assert_eq!(
        value("SELECT ST_Extent(geometry) FROM villages WHERE geometry IS NULL").await,
        Json::Null
    );
    assert_eq!(
        value("SELECT ST_Collect(geometry) FROM villages WHERE geometry IS NULL").await,
        Json::Null
    );
}

#[tokio::test]
async fn texts_are_filled_and_values_put_in_classes() {
    for (sql, expected) in [
        (
            "SELECT in_area('52.03.01.2001', '52.03') AND in_area('52', '52') AND NOT in_area('52.031', '52.03') AND NOT in_area('x', '52')",
            json!(true),
        ),
        ("SELECT in_area(NULL, '52')", Json::Null),
        ("SELECT lpad('7', 3, '0')", json!("007")),
        ("SELECT lpad('abcd', 3)", json!("abc")),
        ("SELECT rpad('ab', 5, 'xy')", json!("abxyx")),
        ("SELECT lpad(NULL, 3)", Json::Null),
        ("SELECT mod(7, 3) * 2", json!(2)),
        ("SELECT mod(-7, 3)", json!(-1)),
        ("SELECT width_bucket(5.35, 0.024, 10.06, 5)", json!(3)),
        ("SELECT width_bucket(-1, 0, 10, 5)", json!(0)),
        ("SELECT width_bucket(10, 0, 10, 5)", json!(6)),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn operators_and_casts_of_postgis_are_read() {
    for (sql, expected) in [
        ("SELECT ST_Point(1, 1) && ST_MakeEnvelope(0, 0, 2, 2)", json!(true)),
        ("SELECT ST_Point(3, 1) && ST_MakeEnvelope(0, 0, 2, 2) OR false", json!(false)),
        ("SELECT ST_Point(0, 0) <-> ST_Point(3, 4)", json!(5)),
        // It binds as in PostgreSQL: before comparisons.
        ("SELECT ST_Point(0, 0) <-> ST_Point(3, 4) < 2 * 3", json!(true)),
        ("SELECT 1 < -1 OR (ST_Point(0, 0)<->ST_Point(3, 4))>4", json!(true)),
        (
            "SELECT code FROM villages WHERE lon IS NOT NULL ORDER BY ST_Point(lon, lat) <-> \
             (SELECT ST_Point(lon, lat) FROM villages WHERE code = '52.03.01.2003') LIMIT 1",
            json!("52.03.01.2003"),
        ),
        ("SELECT ST_GeomFromText('POINT EMPTY') && ST_MakeEnvelope(0, 0, 2, 2)", json!(false)),
        ("SELECT count(*) FROM villages WHERE geometry && ST_Expand(geometry, 1)", json!(40)),
        ("SELECT ST_X('POINT(1 2)'::geometry)", json!(1)),
        ("SELECT ST_NPoints(CAST('POINT(1 2)' AS geometry))", json!(1)),
        ("SELECT count(geometry::geometry) FROM villages", json!(40)),
        ("SELECT NULL::geometry", Json::Null),
        ("SELECT count(g) FROM (VALUES ('a', ST_Point(1, 2)), ('b', NULL)) t(k, g)", json!(1)),
        (
            "SELECT string_agg(GeometryType(g), ' ' ORDER BY k) FROM (VALUES (1, NULL), (2, 'POINT(1 2)'::geometry), \
             (3, ST_MakeEnvelope(0, 0, 1, 1)), (4, 'LINESTRING(0 0, 1 1)')) t(k, g)",
            json!("POINT POLYGON LINESTRING"),
        ),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
    let found = error("SELECT ST_Distance(ST_Point(1, 1)::geography, ST_Point(1, 2))").await;
    assert_eq!(found.code(), Code::SqlUnsupported, "{found}");
}
