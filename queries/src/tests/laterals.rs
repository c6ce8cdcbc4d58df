//! Subqueries that keep some of their rows, or count them, for every row around: against loops over the same rows.

use serde_json::{Value as Json, json};

use super::rows;
use super::subqueries::{A, B, CONDITIONS, Condition, Value, WITH};

/// What is selected of `b`, and its value for a row around.
type Item = (&'static str, fn(Value, (Value, Value)) -> Value);

const ITEMS: &[Item] = &[
    ("b.v", |_, (v, _)| v),
    ("b.w + a.k", |k, (_, w)| Some(w? + k?)),
    ("coalesce(b.v, a.k, 7)", |k, (v, _)| v.or(k).or(Some(7))),
    ("1", |_, _| Some(1)),
];

/// An order of the rows; NULL is last in the first column that is ordered by.
type Order = (&'static str, fn(Value, (Value, Value)) -> (Value, Value));

fn last(value: Value) -> Value {
    value.or(Some(i64::MAX))
}

const ORDERS: &[Order] = &[
    ("b.v, b.w", |_, (v, w)| (last(v), last(w))),
    ("b.v DESC NULLS LAST, b.w", |_, (v, w)| (last(v.map(|v| -v)), last(w))),
    ("abs(b.v - a.k), b.w", |k, (v, w)| (last(v.zip(k).map(|(v, k)| (v - k).abs())), last(w))),
];

/// A tail, how many rows it skips and how many it keeps.
const TAILS: &[(&str, usize, usize)] = &[
    ("LIMIT 1", 0, 1),
    ("LIMIT 2", 0, 2),
    ("", 0, 99),
    ("OFFSET 1", 1, 99),
    ("LIMIT 1 OFFSET 1", 1, 1),
];

/// The rows that the subquery has for `k`, in its order.
fn found(
    k: Value,
    condition: &Condition,
    order: &Order,
    (skip, fetch): (usize, usize),
) -> Vec<(Value, Value)> {
    let mut rows: Vec<_> =
        B.iter().copied().filter(|(v, w)| condition.1(k, *v, *w) == Some(true)).collect();
    rows.sort_by_key(|row| order.1(k, *row));
    rows.into_iter().skip(skip).take(fetch).collect()
}

async fn check(sql: &str, mut expected: Vec<Vec<Json>>) {
    let mut found = rows(sql).await;
    let key = |row: &Vec<Json>| format!("{row:?}");
    found.sort_by_key(key);
    expected.sort_by_key(key);
    assert_eq!(found, expected, "{sql}");
}

#[tokio::test]
async fn a_lateral_subquery_has_its_rows_for_every_row_around() {
    let mut tried = 0;
    for condition in CONDITIONS {
        for item in ITEMS {
            for order in ORDERS {
                for (tail, skip, fetch) in TAILS {
                    let body = format!(
                        "LATERAL (SELECT {} AS x FROM b WHERE {} ORDER BY {} {tail}) AS l",
                        item.0, condition.0, order.0
                    );
                    let of = |k: Value| -> Vec<Value> {
                        let rows = found(k, condition, order, (*skip, *fetch));
                        rows.into_iter().map(|row| item.1(k, row)).collect()
                    };
                    let inner = A
                        .iter()
                        .flat_map(|k| of(*k).into_iter().map(move |x| vec![json!(k), json!(x)]));
                    check(
                        &format!("{WITH} SELECT a.k, l.x FROM a CROSS JOIN {body}"),
                        inner.collect(),
                    )
                    .await;
                    if *skip > 0 {
                        continue;
                    }
                    let outer = A.iter().flat_map(|k| {
                        let all = of(*k);
                        let alone = all.is_empty().then_some(None);
                        all.into_iter()
                            .chain(alone)
                            .map(|x| vec![json!(k), json!(x)])
                            .collect::<Vec<_>>()
                    });
                    check(
                        &format!("{WITH} SELECT a.k, l.x FROM a LEFT JOIN {body} ON true"),
                        outer.collect(),
                    )
                    .await;
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

#[tokio::test]
async fn the_first_row_and_an_aggregate_are_values_of_every_row_around() {
    for condition in CONDITIONS {
        for item in ITEMS {
            for order in ORDERS {
                let value = format!(
                    "(SELECT {} FROM b WHERE {} ORDER BY {} LIMIT 1)",
                    item.0, condition.0, order.0
                );
                let of = |k: Value| {
                    found(k, condition, order, (0, 1)).first().and_then(|row| item.1(k, *row))
                };
                let shown = A.iter().map(|k| vec![json!(k), json!(of(*k))]).collect();
                check(&format!("{WITH} SELECT a.k, {value} FROM a"), shown).await;
                let kept =
                    A.iter().filter(|k| of(**k) == Some(1)).map(|k| vec![json!(k)]).collect();
                check(&format!("{WITH} SELECT a.k FROM a WHERE {value} = 1"), kept).await;
            }
        }
        let rows = |k: Value| found(k, condition, &ORDERS[0], (0, 99));
        let counted = A.iter().map(|k| {
            vec![
                json!(k),
                json!(rows(*k).len()),
                json!(rows(*k).iter().filter_map(|row| row.1).max()),
            ]
        });
        let sql = format!(
            "{WITH} SELECT a.k, (SELECT count(*) FROM b WHERE {0}), (SELECT max(b.w) FROM b WHERE {0}) FROM a",
            condition.0
        );
        check(&sql, counted.collect()).await;
        let many = A.iter().filter(|k| rows(**k).len() > 1).map(|k| vec![json!(k)]).collect();
        check(
            &format!(
                "{WITH} SELECT a.k FROM a WHERE (SELECT count(*) FROM b WHERE {}) > 1",
                condition.0
            ),
            many,
        )
        .await;
        let lateral = A.iter().map(|k| vec![json!(k), json!(rows(*k).len())]).collect();
        check(&format!("{WITH} SELECT a.k, l.n FROM a, LATERAL (SELECT count(*) AS n FROM b WHERE {}) AS l", condition.0), lateral).await;
    }
}

#[tokio::test]
async fn a_limit_counts_what_is_left_and_not_the_places_of_an_order_further_in() {
    let with = "WITH a(k) AS (VALUES (1), (2)), b(v, w) AS (VALUES (2, 1), (3, 5), (4, 6), (5, 7)), c(w) AS (VALUES (5), (5), (7))";
    let ordered = "(SELECT v, w FROM b WHERE v > a.k ORDER BY v) AS s";
    for (body, expected) in [
        // The first of the order is sorted out before one is kept.
        (format!("SELECT v FROM {ordered} WHERE w > 2 LIMIT 1"), [Some(3), Some(3)]),
        (format!("SELECT v FROM {ordered} WHERE w + a.k > 6 LIMIT 1"), [Some(4), Some(3)]),
        // Some were passed over already.
        ("SELECT v FROM (SELECT v FROM b WHERE v > a.k ORDER BY v LIMIT 3 OFFSET 1) AS s LIMIT 1".to_owned(), [Some(3), Some(4)]),
        ("SELECT v FROM (SELECT v FROM b WHERE v > a.k ORDER BY v LIMIT 3) AS s OFFSET 2".to_owned(), [Some(4), Some(5)]),
        // A partner of a partner, of which there are two.
        (format!("SELECT s.v FROM {ordered} JOIN c ON c.w = s.w OFFSET 2"), [Some(5), Some(5)]),
    ] {
        let rows = [1, 2].into_iter().zip(expected).map(|(k, v)| vec![json!(k), json!(v)]);
        check(&format!("{with} SELECT a.k, l.v FROM a CROSS JOIN LATERAL ({body}) AS l"), rows.clone().collect()).await;
        if !body.contains("OFFSET") && !body.contains("JOIN") {
            check(&format!("{with} SELECT a.k, l.v FROM a LEFT JOIN LATERAL ({body}) AS l ON true"), rows.collect()).await;
        }
    }
}

#[tokio::test]
async fn rows_around_that_are_equal_have_their_own_partners() {
    check(
        "WITH a(k) AS (VALUES (1), (1)), b(v) AS (VALUES (1), (2), (3)) SELECT a.k, l.v FROM a CROSS JOIN LATERAL (SELECT v FROM b WHERE v > a.k ORDER BY v LIMIT 1) AS l",
        vec![vec![json!(1), json!(2)], vec![json!(1), json!(2)]],
    )
    .await;
    // One after the other, the second about the first.
    check(
        "WITH a(k) AS (VALUES (1), (2)), b(v) AS (VALUES (1), (2), (3)) SELECT a.k, l.v, m.v AS w FROM a CROSS JOIN LATERAL (SELECT v FROM b WHERE v > a.k ORDER BY v LIMIT 1) AS l CROSS JOIN LATERAL (SELECT v FROM b WHERE v < l.v ORDER BY v DESC LIMIT 1) AS m",
        vec![vec![json!(1), json!(2), json!(1)], vec![json!(2), json!(3), json!(2)]],
    )
    .await;
}

#[tokio::test]
async fn what_is_asked_of_the_rows_around_is_asked_before_their_subqueries() {
    for kind in ["CROSS JOIN LATERAL", "LEFT JOIN LATERAL"] {
        let on = if kind.starts_with("LEFT") { " ON true" } else { "" };
        let sql = format!(
            "SELECT v.code, l.code AS other FROM villages v {kind} (SELECT w.code FROM villages w WHERE w.code > v.code ORDER BY w.code LIMIT 1) AS l{on} WHERE v.kind = 'desa' AND l.code IS NOT NULL"
        );
        let all: Vec<String> = rows("SELECT code FROM villages ORDER BY code")
            .await
            .into_iter()
            .map(|row| row[0].as_str().unwrap().to_owned())
            .collect();
        let desa: Vec<Vec<Json>> = rows("SELECT code FROM villages WHERE kind = 'desa'").await;
        let expected = desa.into_iter().filter_map(|row| {
            let next = all.iter().find(|code| code.as_str() > row[0].as_str().unwrap())?;
            Some(vec![row[0].clone(), json!(next)])
        });
        check(&sql, expected.collect()).await;
        let plan = format!("{:?}", rows(&format!("EXPLAIN {sql}")).await);
        let below = plan.split("WindowAggr: windowExpr=[[row_number() ROWS").nth(1);
        assert!(below.is_some_and(|below| below.contains("desa")), "{plan}");
    }
}

#[tokio::test]
async fn the_nearest_of_a_table_are_found_by_its_index() {
    let nearest = "SELECT v.code, o.code AS other, round(o.m) AS m FROM villages v CROSS JOIN LATERAL (SELECT w.code, ST_Distance(ST_Point(v.lon, v.lat), ST_Point(w.lon, w.lat), true) AS m FROM villages w WHERE w.code <> 'none' ORDER BY m, w.code LIMIT 2) AS o";
    let plain = "SELECT code, other, round(m) AS m FROM (SELECT v.code, w.code AS other, ST_DistanceSpheroid(ST_Point(v.lon, v.lat), ST_Point(w.lon, w.lat)) + 0 AS m, row_number() OVER (PARTITION BY v.code ORDER BY ST_DistanceSpheroid(ST_Point(v.lon, v.lat), ST_Point(w.lon, w.lat)) + 0, w.code) AS n FROM villages v, villages w) WHERE n <= 2";
    check(nearest, rows(plain).await).await;
    let plan = |sql: &str| format!("EXPLAIN {sql}");
    let shown = format!("{:?}", rows(&plan(nearest)).await);
    assert!(shown.contains("nearest=2"), "{shown}");
    assert!(!format!("{:?}", rows(&plan(plain)).await).contains("nearest="));
    // A geometry of the subquery is one in the answer, also beside rows that have none.
    let sql = "SELECT v.code, ST_Area(l.geometry) > 0 AS area FROM villages v LEFT JOIN LATERAL (SELECT r.geometry FROM regencies r WHERE ST_Intersects(r.geometry, v.geometry) ORDER BY r.code LIMIT 1) AS l ON true";
    assert_eq!(rows(sql).await.len(), rows("SELECT code FROM villages").await.len());
}
