//! What the engine would answer otherwise than PostgreSQL, and say nothing.

use serde_json::json;

use super::{error, value};
use crate::Code;

#[tokio::test]
async fn patterns_are_those_of_postgresql() {
    for (sql, expected) in [
        (
            "SELECT count(*) FROM (VALUES ('Sukamaju'), ('Karang Baru'), ('Suka')) t(n) WHERE n SIMILAR TO '(Suka|Karang)%'",
            json!(3),
        ),
        (
            "SELECT count(*) FROM (VALUES ('Sukamaju'), ('x Suka')) t(n) WHERE n NOT SIMILAR TO 'Suka%'",
            json!(1),
        ),
        ("SELECT 'a.c' SIMILAR TO 'a.c' AND NOT 'abc' SIMILAR TO 'a.c'", json!(true)),
        ("SELECT '100%' SIMILAR TO '100#%' ESCAPE '#'", json!(true)),
        ("SELECT 'x' SIMILAR TO NULL", json!(null)),
        ("SELECT to_char(DATE '2024-03-05', 'YYYY-MM-DD')", json!("2024-03-05")),
        (
            "SELECT to_char(TIMESTAMP '2024-03-05 14:07:09', 'DD Mon YYYY, HH24:MI:SS')",
            json!("05 Mar 2024, 14:07:09"),
        ),
        ("SELECT to_char(DATE '2024-03-05', '%d %B')", json!("05 March")),
        ("SELECT to_char(CAST(NULL AS DATE), 'YYYY')", json!(null)),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
    for sql in [
        "SELECT to_char(DATE '2024-03-05', 'Q')",
        "SELECT 'a' SIMILAR TO '(a'",
        "SELECT name SIMILAR TO code FROM villages",
    ] {
        assert_eq!(error(sql).await.code(), Code::SqlUnsupported, "{sql}");
    }
}

#[tokio::test]
async fn whole_numbers_that_do_not_fit_are_errors() {
    let large = "(VALUES (9223372036854775807), (1)) t(x)";
    for sql in [
        "SELECT 9223372036854775807 + 1".to_owned(),
        "SELECT -9223372036854775807 - 2".to_owned(),
        "SELECT 9223372036854775807 * 2".to_owned(),
        format!("SELECT x + 1 FROM {large}"),
        format!("SELECT sum(x) FROM {large}"),
        format!("SELECT y, sum(x) FROM (SELECT x, x * 0 AS y FROM {large}) s GROUP BY y"),
        format!("SELECT sum(x) OVER (ORDER BY x DESC) FROM {large}"),
    ] {
        let found = error(&sql).await;
        assert_eq!(found.code(), Code::SqlEvaluation, "{sql}: {found}");
    }
    for (sql, expected) in [
        ("SELECT 2 + 3 * 4 - 1", json!(13)),
        (
            "SELECT sum(x) FROM (VALUES (9223372036854775807), (1), (-1)) t(x)",
            json!("9223372036854775807"),
        ),
        ("SELECT sum(x) FROM (VALUES (1), (2), (NULL)) t(x)", json!(3)),
        ("SELECT sum(DISTINCT x) FROM (VALUES (1), (2), (2)) t(x)", json!(3)),
        ("SELECT sum(x) FILTER (WHERE x > 1) FROM (VALUES (1), (2), (2)) t(x)", json!(4)),
        ("SELECT sum(x) FROM (VALUES (1)) t(x) WHERE x > 1", json!(null)),
        (
            "SELECT max(s) FROM (SELECT sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM (VALUES (1), (2), (4)) t(x)) u",
            json!(6),
        ),
        ("SELECT sum(x) FROM (VALUES (0.5), (0.25)) t(x)", json!(0.75)),
        (
            "SELECT max(n) FROM (SELECT k + 1 AS n FROM (VALUES (1), (2)) t(k) GROUP BY k + 1) u",
            json!(3),
        ),
        (
            "SELECT count(*) FROM villages a JOIN villages b ON length(a.code) + 1 = length(b.code) + 1 AND a.code = b.code",
            json!(41),
        ),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn parts_that_the_engine_reads_past_are_refused() {
    for sql in [
        "SELECT * FROM villages TABLESAMPLE SYSTEM (1)",
        "SELECT * FROM villages TABLESAMPLE BERNOULLI (10) REPEATABLE (1)",
        "SELECT * FROM villages FOR SYSTEM_TIME AS OF '2020-01-01'",
        "SELECT 2#3",
        "SELECT 2 * 3 ^ 2",
        "SELECT 2 ^ 3 * 4",
    ] {
        let found = error(sql).await;
        assert!(matches!(found.code(), Code::SqlUnsupported | Code::SqlSyntax), "{sql}: {found}");
    }
}

#[tokio::test]
async fn a_caret_is_a_power() {
    for (sql, expected) in [
        ("SELECT 2 ^ 3", json!(8)),
        ("SELECT 2 ^ 3 ^ 2", json!(64)),
        ("SELECT 2 * (3 ^ 2)", json!(18)),
        ("SELECT 2 ^ -1", json!(0.5)),
        ("SELECT -2 ^ 2", json!(4)),
        ("SELECT count(*) FROM villages WHERE 9 = 3 ^ 2", json!(41)),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn what_is_distinct_ends_at_and_and_or() {
    for (sql, expected) in [
        ("SELECT 1 IS DISTINCT FROM 2 AND false", false),
        ("SELECT true IS DISTINCT FROM true OR true", true),
        ("SELECT true IS DISTINCT FROM (true OR true)", false),
        ("SELECT false AND true IS DISTINCT FROM true OR true", true),
        ("SELECT NOT true IS DISTINCT FROM false OR true", true),
        ("SELECT true IS NOT DISTINCT FROM false AND false OR true", true),
        ("SELECT 1 IS DISTINCT FROM 1 OR 2 IS DISTINCT FROM 3 AND 4 IS NOT DISTINCT FROM 4", true),
        ("SELECT true AND NOT 1 IS DISTINCT FROM 1 AND 'a' LIKE ANY (ARRAY['b', 'c'])", false),
    ] {
        assert_eq!(value(sql).await, json!(expected), "{sql}");
    }
}

#[tokio::test]
async fn rows_are_fetched_first_as_with_a_limit() {
    for (sql, expected) in [
        (
            "SELECT count(*) FROM (SELECT code FROM villages ORDER BY code FETCH FIRST 2 ROWS ONLY) t",
            json!(2),
        ),
        (
            "SELECT x FROM (VALUES (1), (2), (3)) t(x) ORDER BY x OFFSET 1 ROWS FETCH NEXT ROW ONLY",
            json!(2),
        ),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
    let ties = error("SELECT code FROM villages ORDER BY name FETCH FIRST 2 ROWS WITH TIES").await;
    assert_eq!(ties.code(), Code::SqlUnsupported, "{ties}");
}

#[tokio::test]
async fn a_text_may_be_like_any_of_some_patterns() {
    let names = "FROM (VALUES ('Sukamaju'), ('Karang'), ('Bali')) t(n)";
    for (condition, expected) in [
        ("n LIKE ANY (ARRAY['Suka%', 'Kar%'])", 2),
        ("n LIKE ANY ('Suka%', 'Kar%')", 2),
        ("n ILIKE ANY (ARRAY['suka%'])", 1),
        ("NOT n LIKE ANY (ARRAY['Suka%', 'Kar%']) AND n <> 'x'", 1),
        ("n NOT LIKE ANY (ARRAY['Suka%', 'Kar%'])", 3),
    ] {
        let sql = format!("SELECT count(*) {names} WHERE {condition}");
        assert_eq!(value(&sql).await, json!(expected), "{sql}");
    }
}

#[tokio::test]
async fn rules_reach_every_kind_of_statement() {
    for (sql, expected) in [
        (
            "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t",
            json!(15),
        ),
        ("SELECT count(*) FROM generate_series(1, 2 + 3)", json!(5)),
        ("SELECT count(*) FROM (SELECT code FROM villages LIMIT 2 + 3) t", json!(5)),
        (
            "SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY code) + 1 AS n FROM villages) t",
            json!(42),
        ),
        (
            "SELECT count(*) FROM (SELECT regency_code, count(*) + 1 AS n FROM villages GROUP BY regency_code HAVING count(*) + 1 > 1) t WHERE n * 2 > 2",
            json!(3),
        ),
        ("SELECT DATE '2024-01-01' + INTERVAL '1 day' = DATE '2024-01-02'", json!(true)),
        ("SELECT 1.5 + 1", json!(2.5)),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
    for sql in [
        "EXPLAIN SELECT name, 1 + 1 FROM villages WHERE code NOT IN (SELECT code FROM regencies)",
        "EXPLAIN ANALYZE SELECT CASE WHEN true THEN geometry ELSE ST_Point(1, 2) END FROM provinces",
        "SHOW TABLES",
        "DESCRIBE villages",
    ] {
        assert!(!super::rows(sql).await.is_empty(), "{sql}");
    }
}

#[tokio::test]
async fn rows_are_numbered_by_any_function_of_a_value() {
    let mut numbered = 0;
    for function in super::ENGINE.functions() {
        let sql = format!(
            "SELECT row_number() OVER (ORDER BY {}(round(x / 2.0))) FROM (VALUES (1), (2)) t(x)",
            function.name
        );
        match super::bytes(crate::QueryRequest::new(&sql), crate::Format::Json).await {
            Ok(_) => numbered += 1,
            // Functions of other arguments.
            Err(error) => assert!(!error.to_string().contains("Plan:"), "{sql}: {error}"),
        }
    }
    assert!(numbered > 20, "{numbered}");
    let sql = "SELECT count(*) FROM (SELECT row_number() OVER (PARTITION BY w ORDER BY abs(v - w), sqrt(w * 2)) FROM (VALUES (1, 2), (4, 1)) t(v, w))";
    assert_eq!(value(sql).await, json!(2));
}

#[tokio::test]
async fn lists_about_one_value_are_each_a_list_of_their_own() {
    let lists = |each: fn(u32) -> String, between: &str| {
        let all: Vec<String> = (1..=120).map(each).collect();
        let sum = "SELECT sum(x) FROM (VALUES (0), (1), (2), (NULL)) t(x) WHERE ";
        format!("{sum}{}", all.join(between))
    };
    assert_eq!(value(&lists(|n| format!("x NOT IN ({n})"), " OR ")).await, json!(3));
    assert_eq!(value(&lists(|n| format!("x NOT IN ({n}, NULL)"), " OR ")).await, json!(null));
    assert_eq!(value(&lists(|n| format!("x IN (1, 2, {n})"), " AND ")).await, json!(3));
    assert_eq!(value(&lists(|n| format!("x IN (x, {n})"), " AND ")).await, json!(3));
}
