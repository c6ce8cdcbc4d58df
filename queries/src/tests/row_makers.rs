//! Functions that make several rows of one, in the select list and in FROM.

use serde_json::{Value as Json, json};

use super::{bytes, error, rows, value};
use crate::{Code, Format, QueryRequest};

const TWO: &str = "ST_GeomFromText('MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0),(1 1,2 1,2 2,1 2,1 1)),((9 9,10 9,10 10,9 9)))')";

#[tokio::test]
async fn parts_are_rows_of_the_select_list() {
    assert_eq!(
        rows(&format!("SELECT (ST_Dump({TWO})).path, ST_Area((ST_Dump({TWO})).geom)")).await,
        [[json!([1]), json!(15)], [json!([2]), json!(0.5)]]
    );
    // As PostgreSQL names it, and whole.
    let document = super::document(&format!("SELECT (ST_Dump({TWO})).geom")).await;
    assert_eq!(document["items"][1]["geom"]["type"], json!("Polygon"), "{document}");
    let whole = json!({"path": [2], "geom": {"type": "Polygon", "coordinates": [[[9, 9], [10, 9], [10, 10], [9, 9]]]}});
    for call in ["ST_Dump(g)", "unnest(ST_Dump(g))"] {
        let sql = format!("SELECT {call} AS d FROM (SELECT {TWO} AS g) t");
        assert_eq!(rows(&sql).await[1], std::slice::from_ref(&whole), "{call}");
    }
    // A geometry alone has no number, NULL and EMPTY have no rows.
    assert_eq!(value("SELECT (ST_Dump(ST_Point(1, 2))).path").await, json!([]));
    for nothing in ["NULL", "ST_GeomFromText('POLYGON EMPTY')", "ST_GeomFromText(NULL)"] {
        assert!(rows(&format!("SELECT ST_Dump({nothing})")).await.is_empty(), "{nothing}");
        assert!(rows(&format!("SELECT * FROM ST_Dump({nothing}) AS d")).await.is_empty());
    }
    let nested = "ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2),MULTIPOINT((3 4),(5 6)))')";
    let paths = rows(&format!("SELECT (ST_Dump({nested})).path")).await;
    assert_eq!(paths, [[json!([1])], [json!([2, 1])], [json!([2, 2])]]);
}

#[tokio::test]
async fn vertices_rings_and_segments_are_numbered_as_in_postgis() {
    let paths = |call: String| async move {
        let found = rows(&format!("SELECT ({call}).path")).await;
        found.into_iter().map(|mut row| row.remove(0)).collect::<Vec<Json>>()
    };
    let points = paths(format!("ST_DumpPoints({TWO})")).await;
    assert_eq!(points.len(), 14);
    assert_eq!(
        (&points[0], &points[5], &points[13]),
        (&json!([1, 1, 1]), &json!([1, 2, 1]), &json!([2, 1, 4]))
    );
    assert_eq!(
        paths("ST_DumpPoints(ST_GeomFromText('LINESTRING(0 0,1 1)'))".into()).await,
        [json!([1]), json!([2])]
    );
    assert_eq!(
        paths("ST_DumpPoints(ST_GeomFromText('MULTIPOINT((0 0),(1 1))'))".into()).await,
        [json!([1, 1]), json!([2, 1])]
    );
    let segments = paths(format!("ST_DumpSegments({TWO})")).await;
    assert_eq!((segments.len(), &segments[10]), (11, &json!([2, 1, 3])));
    let rings = rows(&format!("SELECT r.path, ST_Area(r.geom) FROM ST_Dump({TWO}) AS d, ST_DumpRings(d.geom) AS r ORDER BY 2")).await;
    assert_eq!(rings, [[json!([0]), json!(0.5)], [json!([1]), json!(1)], [json!([0]), json!(16)]]);
    let found = error(&format!("SELECT ST_DumpRings({TWO})")).await;
    assert!(found.to_string().contains("ST_Dump takes the parts"), "{found}");
}

#[tokio::test]
async fn functions_of_from_see_the_row_beside_them() {
    let all = value("SELECT sum(ST_NumGeometries(geometry)) FROM villages").await;
    for from in [
        "villages v, ST_Dump(v.geometry) AS d",
        "villages v CROSS JOIN LATERAL ST_Dump(v.geometry) AS d",
        "villages v JOIN ST_Dump(v.geometry) AS d ON true",
        "villages v, unnest(ST_Dump(v.geometry)) AS d",
        "villages v, ST_Dump(v.geometry) AS d(n, g)",
        "villages v CROSS JOIN LATERAL (SELECT (ST_Dump(v.geometry)).geom) AS d",
    ] {
        assert_eq!(value(&format!("SELECT count(*) FROM {from}")).await, all, "{from}");
    }
    // The one village without a boundary stands alone.
    assert_eq!(
        rows("SELECT v.code, d.geom FROM villages v LEFT JOIN LATERAL ST_Dump(v.geometry) AS d ON true WHERE d.geom IS NULL").await,
        [[json!("53.01.02.2002"), Json::Null]]
    );
    let kept = "SELECT d.geom FROM villages v LEFT JOIN LATERAL ST_Dump(v.geometry) AS d ON true WHERE v.code = '52.03.01.2001'";
    assert_eq!(value(kept).await["type"], json!("Polygon"));
    let area = "SELECT round(sum(ST_Area(d.geom)), 9) FROM provinces p, ST_Dump(p.geometry) AS d";
    assert_eq!(
        value(area).await,
        value("SELECT round(sum(ST_Area(geometry)), 9) FROM provinces").await
    );
    let points = value("SELECT count(*) FROM districts d, ST_DumpPoints(d.geometry) AS p").await;
    assert_eq!(points, value("SELECT sum(ST_NPoints(geometry)) FROM districts").await);
    assert_eq!(
        value("SELECT count(*) FROM provinces p WHERE (SELECT count(*) FROM ST_DumpPoints(p.geometry)) = ST_NPoints(p.geometry)").await,
        json!(2)
    );
    // Members of a row, in brackets or not, and geometries that go on through CASE, UNION and joins.
    for (sql, expected) in [
        ("SELECT (d).path[1] FROM ST_Dump(ST_GeomFromText('MULTIPOINT((1 2))')) AS d", json!(1)),
        (
            "SELECT ST_AsText(CASE WHEN d.path[1] = 1 THEN d.geom ELSE ST_Point(0, 0) END) FROM ST_Dump(ST_GeomFromText('MULTIPOINT((1 2))')) AS d",
            json!("POINT(1 2)"),
        ),
        (
            "SELECT count(*) FROM (SELECT d.geom FROM ST_Dump(ST_GeomFromText('MULTIPOINT((1 2))')) AS d UNION ALL SELECT geometry FROM provinces) u WHERE ST_NPoints(geom) > 0",
            json!(3),
        ),
        (
            "SELECT count(*) FROM provinces p CROSS JOIN ST_Dump(p.geometry) AS d JOIN villages v ON ST_Contains(d.geom, ST_Point(v.lon, v.lat))",
            json!(40),
        ),
        (
            "SELECT count(*) FROM (SELECT (ST_Dump(geometry)).geom AS g FROM provinces) d JOIN villages v ON ST_Contains(d.g, ST_Point(v.lon, v.lat))",
            json!(40),
        ),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn pieces_and_cells_cover_what_they_are_made_of() {
    assert_eq!(
        rows("SELECT max(ST_NPoints(g)) <= 6, abs(sum(ST_Area(g)) - (SELECT sum(ST_Area(geometry)) FROM regencies)) < 1e-9 FROM (SELECT ST_Subdivide(geometry, 6) AS g FROM regencies) t").await,
        [[json!(true), json!(true)]]
    );
    assert_eq!(
        value("SELECT sum(ST_Area(s)) FROM ST_Subdivide(ST_MakeEnvelope(0, 0, 2, 2), 5) AS s")
            .await,
        json!(4)
    );
    let found = error("SELECT ST_Subdivide(geometry, 4) FROM regencies").await;
    assert_eq!(found.code(), Code::SqlEvaluation, "{found}");
    for grid in ["ST_SquareGrid", "ST_HexagonGrid"] {
        // Every village lies in a cell of the grid over its province.
        let sql = format!(
            "SELECT count(DISTINCT v.code) FROM provinces p CROSS JOIN {grid}(0.07, p.geometry) AS g JOIN villages v ON ST_Intersects(g.geom, ST_Point(v.lon, v.lat))"
        );
        assert_eq!(value(&sql).await, json!(40), "{sql}");
        let one = grid.trim_end_matches("Grid");
        let sql = format!(
            "SELECT bool_and(ST_Equals(g.geom, {one}(0.5, g.i, g.j))) FROM provinces p, {grid}(0.5, p.geometry) AS g"
        );
        assert_eq!(value(&sql).await, json!(true), "{sql}");
        let found = error(&format!("SELECT {grid}(0.00001, geometry) FROM provinces")).await;
        assert!(found.to_string().contains("1,000,000 cells"), "{found}");
    }
}

#[tokio::test]
async fn items_of_arrays_are_numbered() {
    let numbered = [[json!("a"), json!(1)], [json!("b"), json!(2)]];
    for sql in [
        "SELECT * FROM unnest(make_array('a', 'b')) WITH ORDINALITY AS t(x, n)",
        "SELECT t.x, t.n FROM (VALUES (make_array('a', 'b'))) s(list), unnest(s.list) WITH ORDINALITY AS t(x, n)",
        "SELECT unnest(list) AS x, generate_subscripts(list, 1) AS n FROM (VALUES (make_array('a', 'b'))) s(list)",
    ] {
        assert_eq!(rows(sql).await, numbered, "{sql}");
    }
    assert_eq!(
        rows("SELECT s.k, t FROM (VALUES (1, make_array(5)), (2, NULL)) s(k, list) LEFT JOIN unnest(s.list) AS t ON true ORDER BY 1").await,
        [[json!(1), json!(5)], [json!(2), Json::Null]]
    );
    let found = error("SELECT * FROM ST_Dump(ST_Point(1, 2)) WITH ORDINALITY AS t").await;
    assert!(found.to_string().contains("path"), "{found}");
}

#[tokio::test]
async fn json_is_taken_apart() {
    let text = r#"'{"a": [1, {"b": "x"}, null], "n": 12345678901234567890123}'"#;
    for (sql, expected) in [
        (format!("SELECT {text} -> 'a' -> 1"), json!(r#"{"b": "x"}"#)),
        (format!("SELECT {text}::jsonb->'a'->1->>'b' = 'x'"), json!(true)),
        (format!("SELECT j -> 'a' ->> -1 FROM (VALUES ({text})) t(j)"), Json::Null),
        (format!("SELECT j->'a'->-1 FROM (VALUES ({text})) t(j)"), json!("null")),
        (format!("SELECT j ->> 'n' FROM (VALUES ({text})) t(j)"), json!("12345678901234567890123")),
        (format!("SELECT (j ->> 'none') IS NULL AND j -> 'a' ->> 0 = '1' FROM (VALUES ({text})) t(j)"), json!(true)),
        (format!("SELECT jsonb_array_length({text} -> 'a')"), json!(3)),
        (format!("SELECT json_extract_path_text({text}, 'a', '1', 'b')"), json!("x")),
        (format!("SELECT string_agg(k, ' ') FROM json_object_keys({text}) AS k"), json!("a n")),
        ("SELECT sum(CAST(x AS INT)) FROM jsonb_array_elements_text('[1, 2, 3]') AS t(x)".to_owned(), json!(6)),
        ("SELECT sum(CAST(x ->> 'n' AS INT)) FROM (VALUES ('[{\"n\": 1}, {\"n\": 4}]')) s(j), json_array_elements(s.j) AS x".to_owned(), json!(5)),
        ("SELECT array_transform(make_array(1, 2), x -> x * 2)[2]".to_owned(), json!(4)),
    ] {
        // Lambdas, where the engine has functions of them, are as they were.
        if sql.contains("array_transform") && !super::ENGINE.functions().iter().any(|f| f.name == "array_transform") {
            continue;
        }
        assert_eq!(value(&sql).await, expected, "{sql}");
    }
    for sql in ["SELECT '{a}' -> 'a'", "SELECT json_array_length('{}')", "SELECT '[1'::json"] {
        assert_eq!(error(sql).await.code(), Code::SqlEvaluation, "{sql}");
    }
    assert_eq!(error("SELECT '{}' #> '{a}'").await.code(), Code::SqlUnsupported);
}

#[tokio::test]
async fn every_format_holds_parts() {
    let sql = "SELECT code, ST_Dump(geometry) AS d FROM provinces";
    for format in Format::ALL {
        let answer = bytes(QueryRequest::new(sql), format).await;
        match format {
            Format::GeoJson | Format::FlatGeobuf => {
                assert_eq!(answer.unwrap_err().code(), Code::NoGeometry);
            }
            _ => assert!(!answer.unwrap().is_empty(), "{format:?}"),
        }
    }
    for format in Format::ALL {
        let sql = "SELECT code, (ST_Dump(geometry)).geom FROM provinces";
        assert!(!bytes(QueryRequest::new(sql), format).await.unwrap().is_empty(), "{format:?}");
    }
    let csv = bytes(QueryRequest::new("SELECT (ST_Dump(ST_Point(1, 2))).geom"), Format::Csv).await;
    assert_eq!(String::from_utf8(csv.unwrap()).unwrap(), "geom\r\nPOINT (1 2)\r\n");
}
