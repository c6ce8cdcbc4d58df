//! Functions that look rows up: they give what the statement without them gives.

use serde_json::json;

use super::{ENGINE, error, rows, value};
use crate::lookup::examples;
use crate::{Format, QueryRequest};

#[tokio::test]
async fn the_nearest_are_those_that_sorting_finds() {
    let sorted = "SELECT code, ST_DistanceSpheroid(ST_Point(lon, lat), ST_Point(116.31, -8.37)) AS m FROM villages WHERE lon IS NOT NULL ORDER BY m, code";
    let found = rows("SELECT code, distance_m FROM nearest('villages', 116.31, -8.37, 7)").await;
    let expected = rows(&format!("{sorted} LIMIT 7")).await;
    assert_eq!(found.len(), 7);
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found[0], expected[0]);
        let apart = found[1].as_f64().unwrap() - expected[1].as_f64().unwrap();
        assert!(apart.abs() < 1e-6, "{found:?} {expected:?}");
    }
    let within = value("SELECT count(*) FROM villages_within(116.31, -8.37, 25.5)").await;
    assert_eq!(within, value(&format!("SELECT count(*) FROM ({sorted}) WHERE m <= 25500")).await);
    let joined = "SELECT count(*) FROM villages_within(116.31, -8.37, 25.5) w JOIN villages v USING (code) WHERE ST_Intersects(v.geometry, w.geometry)";
    assert_eq!(value(joined).await, within);
    // All that have a place, however many are asked for.
    assert_eq!(value("SELECT count(*) FROM nearest('villages', 0, 0, 10000)").await, json!(40));
    assert_eq!(value("SELECT count(*) FROM villages_within(0, 0, 1)").await, json!(0));
    let plan = rows("EXPLAIN SELECT * FROM nearest('ltsa_offices', 116, -8, 1)").await;
    let plan = plan[1][1].as_str().unwrap();
    assert!(plan.contains("LookupExec: function=nearest, index=rstar ltsa_offices"), "{plan}");
}

#[tokio::test]
async fn what_cannot_be_looked_up_says_what_can() {
    for (sql, words) in [
        ("SELECT * FROM nearest('programmes', 1, 2, 3)", "those are "),
        ("SELECT * FROM nearest('villages', 181, 2, 3)", "lon of nearest must be from -180 to 180"),
        ("SELECT * FROM nearest('villages', 1, 2, 0)", "k of nearest must be from 1"),
        ("SELECT * FROM nearest('villages', 1, 2, 2.5)", "a whole number"),
        ("SELECT * FROM nearest('villages', 1, 2)", "it is nearest(table text"),
        ("SELECT * FROM villages_within(1, 2, NULL)", "km of villages_within must be a number"),
        (
            "SELECT v.code, n.code FROM villages v, LATERAL nearest('villages', v.lon, v.lat, 1) n",
            "LATERAL with ORDER BY",
        ),
    ] {
        let message = error(sql).await.to_string();
        assert!(message.contains(words), "{sql}: {message}");
    }
}

#[tokio::test]
async fn names_of_areas_are_those_of_the_tables() {
    let wrong = "SELECT count(*) FROM villages WHERE area_name(code) IS DISTINCT FROM name";
    assert_eq!(value(wrong).await, json!(0));
    let above = "SELECT count(*) FROM villages v JOIN regencies r ON r.code = v.regency_code WHERE area_name(v.regency_code) = r.name";
    assert_eq!(value(above).await, json!(geodata::testing::VILLAGES));
    let none =
        rows("SELECT area_name('52.99'), area_name('x'), area_name(NULL), area_name('') IS NULL")
            .await;
    assert_eq!(none, [[json!(null), json!(null), json!(null), json!(true)]]);
}

#[tokio::test]
async fn they_are_described_with_examples_that_are_answered() {
    for name in ["nearest", "villages_within", "area_name"] {
        let entry = ENGINE.functions().iter().find(|entry| entry.name == name).unwrap();
        assert!(!entry.signature.is_empty() && !entry.description_id.is_empty(), "{entry:?}");
    }
    for example in examples() {
        let answer = ENGINE.run(QueryRequest::new(example)).await.unwrap();
        let bytes = ENGINE.encode(answer, Format::Csv, "v").unwrap().collect().await.unwrap();
        assert!(bytes.len() > 10, "{example}");
    }
}
