//! Joins and filters on boundaries, as the server's sessions run them.

use serde_json::json;

use super::{rows, value};

const BY_REGENCY: &str = "SELECT r.code, count(*) FROM villages v JOIN regencies r ON ST_Contains(r.geometry, ST_Point(v.lon, v.lat)) GROUP BY r.code ORDER BY r.code";

#[tokio::test]
async fn a_join_on_boundaries_is_answered_by_an_index_that_explain_names() {
    let plan = rows(&format!("EXPLAIN {BY_REGENCY}")).await;
    let plan = plan[1][1].as_str().unwrap();
    assert!(plan.contains("SpatialJoinExec: index="), "{plan}");
    assert!(plan.contains("predicate=ST_Contains("), "{plan}");
    assert!(!plan.contains("NestedLoopJoinExec"), "{plan}");
    let by_code = "SELECT regency_code, count(*) FROM villages WHERE lon IS NOT NULL GROUP BY regency_code ORDER BY regency_code";
    assert_eq!(rows(BY_REGENCY).await, rows(by_code).await);
}

#[tokio::test]
async fn a_boundary_from_a_subquery_filters_as_one_that_is_written_out() {
    let expected = value("SELECT count(lon) FROM villages WHERE regency_code = '52.03'").await;
    for call in [
        "ST_Contains((SELECT geometry FROM regencies WHERE code = '52.03'), ST_Point(lon, lat))",
        "ST_Within(ST_Point(lon, lat), (SELECT geometry FROM regencies WHERE code = '52.03'))",
    ] {
        let sql = format!("SELECT count(*) FROM villages WHERE {call}");
        assert_eq!(value(&sql).await, expected, "{sql}");
        let plan = rows(&format!("EXPLAIN {sql}")).await;
        let plan = plan[1][1].as_str().unwrap();
        assert!(plan.contains("SpatialScanExec: index=rstar"), "{plan}");
    }
    // Of a boundary that is not there nothing is known.
    let none = "SELECT count(*) FROM villages WHERE ST_Contains((SELECT geometry FROM regencies WHERE code = '00.00'), ST_Point(lon, lat)) IS NULL";
    assert_eq!(value(none).await, json!(geodata::testing::VILLAGES));
}

#[tokio::test]
async fn the_geometries_of_both_sides_are_handed_out_padded_with_null() {
    let sql = "SELECT count(*), count(v.geometry), count(r.geometry), sum(ST_NPoints(r.geometry)) > 0
        FROM villages v FULL JOIN (SELECT * FROM regencies WHERE code <> '53.01') r ON ST_Intersects(r.geometry, ST_Point(v.lon, v.lat))";
    let villages = geodata::testing::VILLAGES;
    let inside = value("SELECT count(lon) FROM villages WHERE regency_code <> '53.01'").await;
    let expected = [json!(villages), json!(villages - 1), inside, json!(true)];
    assert_eq!(rows(sql).await, [expected]);
}
