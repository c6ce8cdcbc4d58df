//! Rows without a partner have no geometry, whatever type the geometries of the others are.

use serde_json::json;

use super::value;

#[tokio::test]
async fn a_row_without_a_partner_has_no_geometry() {
    let left = "(VALUES (1), (2), (3)) a(k)";
    for made in [
        "ST_Point(v, v)",
        "ST_MakeEnvelope(v, v, v + 1, v + 1)",
        "ST_Buffer(ST_Point(v, v), 10)",
        "CASE WHEN v = 2 THEN ST_Point(v, v) ELSE ST_MakeEnvelope(0, 0, 1, 1) END",
        "(ST_Dump(ST_Point(v, v))).geom",
        "ST_Subdivide(ST_Point(v, v))",
    ] {
        let right = format!("(SELECT v, {made} AS g FROM (VALUES (2), (7)) t(v)) b");
        for (join, alone) in [("LEFT JOIN", 2), ("FULL JOIN", 2)] {
            let sql = format!(
                "SELECT count(*) FILTER (WHERE g IS NULL) FROM {left} {join} {right} ON a.k = b.v"
            );
            assert_eq!(value(&sql).await, json!(alone), "{sql}");
            let sql = format!(
                "SELECT count(*) FILTER (WHERE ST_AsText(g) IS NULL) FROM {left} {join} {right} ON a.k = b.v"
            );
            assert_eq!(value(&sql).await, json!(alone), "{sql}");
        }
        // Not an equality: another operator.
        let sql = format!(
            "SELECT count(*) FILTER (WHERE ST_AsText(g) IS NULL) FROM {left} LEFT JOIN {right} ON a.k > b.v"
        );
        assert_eq!(value(&sql).await, json!(2), "{sql}");
        let sql = format!(
            "SELECT count(*) FILTER (WHERE ST_AsText(p) IS NULL) FROM (SELECT k, lag(g) OVER (ORDER BY k) AS p FROM {left} JOIN (SELECT v, {made} AS g FROM (VALUES (1), (2), (3)) t(v)) b ON a.k = b.v) u"
        );
        assert_eq!(value(&sql).await, json!(1), "{sql}");
    }
}
