//! The same statements sent to PostGIS, where there is one: `DESMIGRATIF_POSTGIS` holds what `psql` is told to reach it
//! (`-h /run/postgresql -U postgres`).

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value as Json;

use super::bytes;
use crate::{Format, QueryRequest};

/// Geometries of every kind, EMPTY among them, whose borders run over the same few whole numbers.
const GEOMETRIES: &str = include_str!("postgis_geometries.txt");

/// What is asked of each. A number is compared to nine digits.
const OF_ONE: &[&str] = &[
    "ST_Area(g)",
    "ST_Length(g)",
    "ST_Perimeter(g)",
    "ST_NPoints(g)",
    "ST_NumGeometries(g)",
    "ST_NumInteriorRings(g)",
    "ST_IsEmpty(g)",
    "ST_IsValid(g)",
    "ST_XMin(g)",
    "ST_YMax(g)",
    "ST_X(ST_Centroid(g))",
    "ST_Y(ST_Centroid(g))",
    "ST_Area(ST_ConvexHull(g))",
    "GeometryType(ST_ConvexHull(g))",
    "ST_Area(ST_Envelope(g))",
    "ST_Intersects(ST_PointOnSurface(g), g)",
    "ST_AsText(ST_Reverse(g))",
    "ST_AsText(ST_Points(g))",
    "ST_AsText(ST_ForcePolygonCCW(g))",
    "ST_AsText(ST_ForcePolygonCW(g))",
    "ST_AsText(ST_Translate(g, 1, 0.5))",
    "ST_AsText(ST_Scale(g, 2, 3))",
    "ST_AsText(ST_FlipCoordinates(g))",
    "ST_AsText(ST_ExteriorRing(g))",
    "ST_AsText(ST_PointN(g, 2))",
    "ST_AsText(ST_StartPoint(g))",
    "ST_AsText(ST_RemoveRepeatedPoints(g))",
    "ST_AsText(ST_CollectionExtract(g, 3))",
];

/// What is asked of every pair.
const OF_TWO: &[&str] = &[
    "ST_Contains(a, b)",
    "ST_Within(a, b)",
    "ST_Covers(a, b)",
    "ST_CoveredBy(a, b)",
    "ST_Intersects(a, b)",
    "ST_Disjoint(a, b)",
    "ST_Equals(a, b)",
    "ST_Touches(a, b)",
    "ST_Crosses(a, b)",
    "ST_Overlaps(a, b)",
    "ST_Relate(a, b)",
    "ST_Relate(a, b, 'T*F**F***')",
    "ST_Distance(a, b)",
    "ST_HausdorffDistance(a, b)",
    "a && b",
];

/// Differences that `docs/sql.md` names, and what PostGIS refuses.
fn is_known(expression: &str, wkt: &str) -> bool {
    let empty = wkt.contains("EMPTY");
    let collection = wkt.contains("GEOMETRYCOLLECTION");
    let parts = ["ST_AsText", "ST_NumInteriorRings", "ST_NumGeometries"];
    // A collection of one geometry is held as that geometry, and without what is EMPTY in it;
    // POINT EMPTY as an empty collection.
    (collection && parts.iter().any(|start| expression.starts_with(start)))
        || (expression.contains("ForcePolygonCCW") && wkt.contains("LINESTRING"))
        || (expression.contains("StartPoint") && !wkt.starts_with("LINESTRING"))
        || (expression.contains("CollectionExtract") && wkt.starts_with("MULTI"))
        || (empty
            && (expression.starts_with("GeometryType") || expression.starts_with("ST_AsText")))
        || (empty && expression.contains("Envelope"))
        || (empty && expression.contains("PointOnSurface"))
}

fn postgis(reach: &str, sql: &str) -> Vec<Vec<String>> {
    let mut psql = Command::new("psql")
        .args(reach.split_whitespace())
        .args(["-AtqF", "\t", "-v", "ON_ERROR_STOP=1", "-f", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    psql.stdin.take().unwrap().write_all(sql.as_bytes()).unwrap();
    let output = psql.wait_with_output().unwrap();
    assert!(output.status.success(), "{sql}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

async fn ours(sql: &str) -> Vec<Vec<String>> {
    let request = QueryRequest::new(sql).with_limit(100_000);
    let answer = bytes(request, Format::Json).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    let document: Json = serde_json::from_slice(&answer).unwrap();
    let value = |value: &Json| match value {
        Json::Null => String::new(),
        Json::Bool(truth) => if *truth { "t" } else { "f" }.to_owned(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |row: &Json| row.as_object().unwrap().values().map(value).collect();
    document["items"].as_array().unwrap().iter().map(row).collect()
}

fn is_same(one: &str, other: &str) -> bool {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => (one - other).abs() <= 1e-9 * (1.0 + one.abs()),
        _ => one == other,
    }
}

#[tokio::test]
async fn geometries_are_measured_and_related_as_postgis_does() {
    let Ok(reach) = std::env::var("DESMIGRATIF_POSTGIS") else {
        println!("no PostGIS to compare with: DESMIGRATIF_POSTGIS is not set");
        return;
    };
    let all: Vec<&str> = GEOMETRIES.lines().collect();
    let values: Vec<String> =
        all.iter().enumerate().map(|(n, wkt)| format!("({n}, '{wkt}')")).collect();
    let with = format!(
        "WITH v(n, t) AS (VALUES {}), s AS (SELECT n, t, ST_GeomFromText(t) AS g FROM v)",
        values.join(", ")
    );
    let mut wrong = Vec::new();
    for expression in OF_ONE {
        let sql = format!("{with} SELECT n, {expression} AS x FROM s ORDER BY n");
        for (found, expected) in ours(&sql).await.iter().zip(postgis(&reach, &sql)) {
            let wkt = all[found[0].parse::<usize>().unwrap()];
            if !is_same(&found[1], &expected[1]) && !is_known(expression, wkt) {
                wrong.push(format!("{expression} of {wkt}: {}, not {}", found[1], expected[1]));
            }
        }
    }
    // Collections of several kinds are refused here, and POINT EMPTY is held as an empty collection.
    let single =
        "(SELECT n, g FROM s WHERE t NOT LIKE 'GEOMETRYCOLLECTION%' AND t <> 'POINT EMPTY')";
    for expression in OF_TWO {
        let call = expression.replace("(a, b", "(p.g, q.g").replace("a && b", "p.g && q.g");
        let sql = format!(
            "{with} SELECT p.n AS n, q.n AS m, {call} AS x FROM {single} AS p CROSS JOIN {single} AS q ORDER BY p.n, q.n"
        );
        for (found, expected) in ours(&sql).await.iter().zip(postgis(&reach, &sql)) {
            let [a, b] = [&found[0], &found[1]].map(|n| all[n.parse::<usize>().unwrap()]);
            if !is_same(&found[2], &expected[2]) {
                wrong.push(format!(
                    "{expression} of {a} and {b}: {}, not {}",
                    found[2], expected[2]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
