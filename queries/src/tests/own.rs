//! The server's own questions.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;

use super::limits::ENDLESS;
use super::{ENGINE, engine_with};
use crate::{Code, Limits, OwnLimits, Params, QueryEngine, QueryError, QueryRequest};

#[derive(Debug, PartialEq, Deserialize)]
struct Village {
    code: String,
    lon: Option<f64>,
    number: u64,
    is_desa: bool,
}

const VILLAGES: &str = "SELECT code, lon, row_number() OVER (ORDER BY code) AS number, kind = 'desa' AS is_desa \
     FROM villages ORDER BY code";

async fn refused(engine: &QueryEngine, sql: &str) -> QueryError {
    engine.ask::<Village>(sql, Params::None).await.unwrap_err()
}

#[tokio::test]
async fn rows_come_as_structs_by_the_names_of_their_columns() {
    let found: Vec<Village> = ENGINE.ask(VILLAGES, Params::None).await.unwrap();
    assert_eq!(found.len(), geodata::testing::VILLAGES);
    assert_eq!((found[0].code.as_str(), found[0].number), ("52.03.01.2001", 1));
    assert_eq!((found[40].number, found.iter().filter(|one| one.is_desa).count()), (41, 31));
    // One village has no boundary and so no place.
    assert_eq!(found.iter().filter(|one| one.lon.is_none()).count(), 1);
}

#[tokio::test]
async fn texts_in_every_layout_are_read() {
    #[derive(Deserialize)]
    struct Texts {
        plain: String,
        view: String,
        large: String,
        repeated: String,
    }
    let sql = "SELECT 'a' AS plain, arrow_cast('b', 'Utf8View') AS view, arrow_cast('c', 'LargeUtf8') AS large, \
               arrow_cast('d', 'Dictionary(Int32, Utf8)') AS repeated";
    let found: Vec<Texts> = ENGINE.ask(sql, Params::None).await.unwrap();
    let one = &found[0];
    assert_eq!([&one.plain, &one.view, &one.large, &one.repeated], ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn the_limits_of_the_public_do_not_reach_them_and_the_public_does_not_see_them() {
    let engine = engine_with(Limits {
        memory_bytes: 1 << 20,
        default_rows: 1,
        max_rows: 1,
        max_bytes: 1,
        default_timeout: Duration::from_secs(20),
        concurrency: 1,
        // Handing batches from one partition to another takes memory, and more where a core is busy.
        partitions: 1,
        ..Limits::default()
    });
    let running = engine.run(QueryRequest::new(ENDLESS)).await.unwrap();
    let found: Vec<Village> = engine.ask(VILLAGES, Params::None).await.unwrap();
    assert_eq!(found.len(), geodata::testing::VILLAGES);
    refused(&engine, "SELECT * FROM nowhere").await;
    #[derive(Deserialize)]
    struct Count {
        n: u64,
    }
    let logged = "SELECT count(*) AS n FROM system_queries";
    let count: Vec<Count> = engine.ask(logged, Params::None).await.unwrap();
    assert_eq!(count[0].n, 0);
    drop(running);
    let count: Vec<Count> = engine.ask(logged, Params::None).await.unwrap();
    assert_eq!(count[0].n, 1);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_an_error_and_never_a_part() {
    let engine = engine_with(Limits {
        own: OwnLimits { memory_bytes: 1 << 20, ..OwnLimits::default() },
        ..Limits::default()
    });
    let long = "SELECT 'text' AS code, NULL AS lon, value AS number, true AS is_desa FROM generate_series(1, 1000000)";
    assert_eq!(refused(&engine, long).await.code(), Code::TooLarge);
    let sort = "SELECT a.value, b.value FROM generate_series(1, 3000) a, generate_series(1, 3000) b ORDER BY a.value * b.value";
    let error = refused(&engine, sort).await;
    assert_eq!(error.code(), Code::OutOfMemory);
    assert!(error.to_string().contains("1048576"), "{error}");
}

#[tokio::test]
async fn they_end_at_their_time_and_when_nobody_waits() {
    let engine = engine_with(Limits {
        own: OwnLimits { timeout: Duration::from_secs(1), concurrency: 1, ..OwnLimits::default() },
        ..Limits::default()
    });
    let ask = || engine.ask::<Village>(ENDLESS, Params::None);
    assert_eq!(ask().await.unwrap_err().code(), Code::QueryTimeout);
    timeout(Duration::from_millis(20), ask()).await.unwrap_err();
    // The only place is free again.
    assert_eq!(engine.ask::<Village>(VILLAGES, Params::None).await.unwrap().len(), 41);
}

#[tokio::test]
async fn they_pass_the_guard_and_mistakes_have_their_place() {
    let drop = refused(&ENGINE, "DROP TABLE villages").await;
    assert_eq!(drop.code(), Code::StatementForbidden);
    let error = refused(&ENGINE, "SELECT code FROM villages WHERE (\nnmae = 'x'\n)").await;
    assert_eq!(error.code(), Code::UnknownColumn);
    assert_eq!(error.position().map(|at| (at.line, at.column)), Some((2, 1)));
    let params = Params::from_json(json!({"least": 40})).unwrap();
    let sql = format!("SELECT * FROM ({VILLAGES}) WHERE number >= $least");
    assert_eq!(ENGINE.ask::<Village>(&sql, params).await.unwrap().len(), 2);
}

#[tokio::test]
async fn rows_that_do_not_fit_their_struct_are_an_error() {
    for sql in [
        "SELECT code FROM villages",
        "SELECT NULL AS code, 1.0 AS lon, 1 AS number, true AS is_desa",
        "SELECT 'x' AS code, 1.0 AS lon, -1 AS number, true AS is_desa",
        "SELECT 'x' AS code, 'y' AS lon, 1 AS number, true AS is_desa",
    ] {
        assert_eq!(refused(&ENGINE, sql).await.code(), Code::Internal, "{sql}");
    }
}

#[test]
fn what_changes_with_time_or_chance_is_found() {
    for (condition, part) in [
        ("random() < 0.5", "random()"),
        ("idm > 0.3 AND extract(year FROM NOW()) > 2020", "now()"),
        ("code IN (SELECT code FROM villages WHERE CURRENT_DATE > '2020-01-01')", "current_date()"),
        ("(SELECT count(*) FROM system_queries) > 3", "system_queries"),
        ("length(uuid()) > idm", "uuid()"),
    ] {
        let sql = format!("SELECT code FROM village_indicators WHERE ({condition})");
        let error = ENGINE.check_condition(&sql).unwrap_err();
        assert!(error.to_string().starts_with(part), "{condition}: {error}");
        assert_eq!(error.code(), Code::StatementForbidden);
    }
    for condition in [
        "idm < 0.5",
        "lower(name) LIKE 'x%'",
        "ST_Intersects(geometry, ST_Point(1, 2))",
        "population > (SELECT avg(population) FROM regencies)",
    ] {
        let sql = format!("SELECT code FROM village_indicators WHERE ({condition})");
        assert!(ENGINE.check_condition(&sql).unwrap(), "{condition}");
    }
}

#[test]
fn a_condition_comes_apart_where_all_of_it_has_to_hold() {
    for (condition, parts) in [
        (
            "kind <> 'kelurahan' AND NOT designated AND idm >= 1",
            &["kind <> 'kelurahan'", "NOT designated", "idm >= 1"][..],
        ),
        ("(idm > 1\n) AND (a OR b) -- and so on", &["idm > 1", "a OR b"]),
        ("idm BETWEEN 0 AND 1 AND ((x = 1 AND y = 2))", &["idm BETWEEN 0 AND 1", "x = 1", "y = 2"]),
        ("a OR b AND c", &["a OR b AND c"]),
        ("name = 'x AND y'", &["name = 'x AND y'"]),
    ] {
        assert_eq!(ENGINE.conjuncts(condition).unwrap().unwrap(), parts, "{condition}");
    }
    assert_eq!(ENGINE.conjuncts("true) OR (false").unwrap(), None);
    for wrong in ["random() < 1", "idm >"] {
        assert!(ENGINE.conjuncts(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_text_that_makes_more_than_a_condition_of_its_bracket_is_found() {
    for text in [
        "true) OR (false",
        "true) UNION SELECT code FROM villages WHERE (true",
        "true) GROUP BY code HAVING (true",
        "true) ORDER BY (code",
        "true) LIMIT (1",
    ] {
        let sql = format!("SELECT code FROM village_indicators WHERE (\n{text}\n)");
        assert!(!ENGINE.check_condition(&sql).unwrap(), "{text}");
    }
}
