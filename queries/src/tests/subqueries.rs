//! Generated subqueries against an evaluator of three-valued logic that reads nothing but the standard's rules.

use serde_json::{Value as Json, json};

use super::{bytes, error, rows};
use crate::{Code, Format, QueryRequest};

pub(super) type Value = Option<i64>;
pub(super) type Truth = Option<bool>;

/// The statement around: NULL is among its rows, and among those of the subquery.
pub(super) const A: [Value; 4] = [Some(1), Some(2), Some(3), None];
pub(super) const B: [(Value, Value); 4] =
    [(Some(1), Some(2)), (Some(1), None), (Some(3), Some(1)), (None, Some(3))];
pub(super) const WITH: &str = "WITH a(k) AS (VALUES (1), (2), (3), (NULL)), b(v, w) AS (VALUES (1, 2), (1, NULL), (3, 1), (NULL, 3))";

fn not(truth: Truth) -> Truth {
    truth.map(|truth| !truth)
}

fn and(a: Truth, b: Truth) -> Truth {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(a: Truth, b: Truth) -> Truth {
    not(and(not(a), not(b)))
}

fn compare(a: Value, b: Value, holds: fn(&i64, &i64) -> bool) -> Truth {
    Some(holds(&a?, &b?))
}

/// A condition of the subquery on k, v and w.
pub(super) type Condition = (&'static str, fn(Value, Value, Value) -> Truth);

pub(super) const CONDITIONS: &[Condition] = &[
    ("true", |_, _, _| Some(true)),
    ("b.v = a.k", |k, v, _| compare(v, k, i64::eq)),
    ("b.v < a.k", |k, v, _| compare(v, k, i64::lt)),
    ("(b.v = a.k OR b.v IS NULL)", |k, v, _| or(compare(v, k, i64::eq), Some(v.is_none()))),
    ("b.w = a.k AND b.v > 0", |k, v, w| and(compare(w, k, i64::eq), compare(v, Some(0), i64::gt))),
    ("b.w > 100", |_, _, w| compare(w, Some(100), i64::gt)),
];

/// What the subquery gives of the rows that its condition keeps.
type Item = (&'static str, &'static str, fn(&[(Value, Value)]) -> Vec<Value>);

const ITEMS: &[Item] = &[
    ("b.v", "", |rows| rows.iter().map(|row| row.0).collect()),
    ("b.w", "", |rows| rows.iter().map(|row| row.1).collect()),
    ("DISTINCT b.v", "", |rows| {
        let mut values: Vec<Value> = rows.iter().map(|row| row.0).collect();
        values.sort_unstable();
        values.dedup();
        values
    }),
    ("count(*)", "", |rows| vec![i64::try_from(rows.len()).ok()]),
    ("max(b.v)", "", |rows| vec![rows.iter().filter_map(|row| row.0).max()]),
    ("max(b.w)", "GROUP BY b.v", |rows| {
        let mut groups: Vec<Value> = rows.iter().map(|row| row.0).collect();
        groups.sort_unstable();
        groups.dedup();
        let of =
            |group: &Value| rows.iter().filter(|row| row.0 == *group).filter_map(|r| r.1).max();
        groups.iter().map(of).collect()
    }),
];

/// A tail of the subquery and what it leaves.
const TAILS: &[(&str, usize, usize)] =
    &[("", 0, 99), ("OFFSET 1", 1, 99), ("LIMIT 1", 0, 1), ("LIMIT 0", 0, 0)];

type Left = (&'static str, fn(Value) -> Value);

const LEFTS: &[Left] = &[
    ("a.k", |k| k),
    ("3", |_| Some(3)),
    ("CAST(NULL AS BIGINT)", |_| None),
    ("a.k + 1", |k| k.map(|k| k + 1)),
    ("NULLIF(a.k, 2)", |k| k.filter(|k| *k != 2)),
    ("CASE WHEN a.k > 1 THEN a.k END", |k| k.filter(|k| *k > 1)),
];

/// A select list and a condition around a predicate `P`: whether the row stays, and what is shown.
type Place = (&'static str, fn(Truth, Value) -> Option<Truth>);

fn kept(condition: Truth) -> Option<Truth> {
    (condition == Some(true)).then_some(Some(true))
}

const PLACES: &[Place] = &[
    ("SELECT a.k, true FROM a WHERE P", |p, _| kept(p)),
    ("SELECT a.k, true FROM a WHERE NOT (P)", |p, _| kept(not(p))),
    ("SELECT a.k, true FROM a WHERE a.k > 0 AND P", |p, k| {
        kept(and(compare(k, Some(0), i64::gt), p))
    }),
    ("SELECT a.k, true FROM a WHERE P OR a.k = 2", |p, k| {
        kept(or(p, compare(k, Some(2), i64::eq)))
    }),
    ("SELECT a.k, true FROM a WHERE NOT (P AND a.k <> 3)", |p, k| {
        kept(not(and(p, compare(k, Some(3), i64::ne))))
    }),
    ("SELECT a.k, true FROM a WHERE (P) IS NULL", |p, _| kept(Some(p.is_none()))),
    ("SELECT a.k, P FROM a", |p, _| Some(p)),
    ("SELECT a.k, CASE WHEN P THEN true ELSE false END FROM a", |p, _| Some(Some(p == Some(true)))),
];

struct Question {
    sql: String,
    expected: Vec<(Value, Truth)>,
}

fn ask(predicate: &str, truth: impl Fn(Value) -> Truth, place: &Place) -> Question {
    let shown = A.iter().filter_map(|k| Some((*k, place.1(truth(*k), *k)?)));
    let mut expected: Vec<_> = shown.collect();
    expected.sort_unstable();
    Question { sql: format!("{WITH} {}", place.0.replace('P', predicate)), expected }
}

fn values(condition: &Condition, item: &Item, k: Value) -> Vec<Value> {
    let rows: Vec<_> =
        B.iter().copied().filter(|(v, w)| condition.1(k, *v, *w) == Some(true)).collect();
    item.2(&rows)
}

fn member(x: Value, values: &[Value]) -> Truth {
    let mut found = Some(false);
    for value in values {
        found = or(found, compare(x, *value, i64::eq));
    }
    found
}

/// Every predicate in every place.
fn questions() -> Vec<Question> {
    let mut all = Vec::new();
    for condition in CONDITIONS {
        for item in ITEMS {
            let body = format!("SELECT {} FROM b WHERE {} {}", item.0, condition.0, item.1);
            for place in PLACES {
                for left in LEFTS {
                    let truth = |k| member(left.1(k), &values(condition, item, k));
                    all.push(ask(&format!("{} IN ({body})", left.0), truth, place));
                    let truth = |k| not(member(left.1(k), &values(condition, item, k)));
                    all.push(ask(&format!("{} NOT IN ({body})", left.0), truth, place));
                }
                for (tail, skip, fetch) in TAILS {
                    let any = |k| {
                        let rows = values(condition, item, k).len().saturating_sub(*skip);
                        Some(rows.min(*fetch) > 0)
                    };
                    all.push(ask(&format!("EXISTS ({body} {tail})"), any, place));
                    all.push(ask(&format!("NOT EXISTS ({body} {tail})"), |k| not(any(k)), place));
                }
            }
        }
    }
    all
}

enum Answer {
    Right,
    Refused(String),
    Wrong(String),
}

async fn answer(question: &Question) -> Answer {
    let sql = &question.sql;
    let document = match bytes(QueryRequest::new(sql), Format::Json).await {
        Err(error) if error.code() == Code::SqlUnsupported => {
            return Answer::Refused(format!("{sql}: {error}"));
        }
        Err(error) => return Answer::Wrong(format!("{sql}: {error}")),
        Ok(bytes) => serde_json::from_slice::<Json>(&bytes).unwrap(),
    };
    let row = |row: &Json| {
        let columns: Vec<&Json> = row.as_object().unwrap().values().collect();
        (columns[0].as_i64(), columns[1].as_bool())
    };
    let mut found: Vec<_> = document["items"].as_array().unwrap().iter().map(row).collect();
    found.sort_unstable();
    if found == question.expected {
        return Answer::Right;
    }
    Answer::Wrong(format!("{sql}: {found:?}, not {:?}", question.expected))
}

#[tokio::test]
async fn generated_subqueries_are_answered_as_the_standard_says_or_refused() {
    let all = questions();
    let every = std::env::var("SUBQUERIES_EVERY").ok().and_then(|n| n.parse().ok()).unwrap_or(7);
    let (mut right, mut refused, mut wrong) = (0usize, Vec::new(), Vec::new());
    for question in all.iter().step_by(every) {
        match answer(question).await {
            Answer::Right => right += 1,
            Answer::Refused(why) => refused.push(why),
            Answer::Wrong(what) => wrong.push(what),
        }
    }
    assert!(wrong.is_empty(), "{} wrong, {right} right:\n{}", wrong.len(), wrong.join("\n"));
    let many = refused.len();
    assert!(many * 20 < right, "{many} refused, {right} right:\n{}", refused.join("\n"));
}

#[tokio::test]
async fn subqueries_that_were_wrong_are_right() {
    // A value that may be missing is no constant.
    assert_eq!(rows("SELECT (SELECT 1 WHERE false), (SELECT code FROM villages WHERE code = 'x') FROM provinces LIMIT 1").await, vec![vec![Json::Null, Json::Null]]);
    assert_eq!(
        error("SELECT (SELECT code FROM villages) FROM provinces").await.code(),
        Code::SqlEvaluation
    );
    let inner = "WITH a(k) AS (VALUES (1), (2), (3)), b(v, w) AS (VALUES (CAST(NULL AS BIGINT), 3), (7, 1))
        SELECT k FROM a o WHERE EXISTS (SELECT 1 FROM a i WHERE i.k = 3 AND (i.k = o.k OR i.k NOT IN";
    let three = "WITH a(k) AS (VALUES (1), (2), (3)), b(v) AS (VALUES (1), (1), (3))";
    for (sql, expected) in [
        (
            "WITH reg(code) AS (VALUES ('52.01'), ('52.02'), ('52.03')), des(regency, year) AS (VALUES ('52.01', 2017), ('52.02', CAST(NULL AS BIGINT)), ('52.03', 2018))
             SELECT code FROM reg WHERE 2018 NOT IN (SELECT year FROM des WHERE des.regency = reg.code)".to_owned(),
            vec![json!("52.01")],
        ),
        (
            "WITH a(id) AS (VALUES (1), (2), (4)), b(id) AS (VALUES (1), (NULL), (5))
             SELECT id FROM a WHERE id NOT IN (SELECT b.id FROM b WHERE b.id = a.id) ORDER BY id".to_owned(),
            vec![json!(2), json!(4)],
        ),
        ("SELECT count(*) FROM provinces WHERE CAST(NULL AS VARCHAR) NOT IN (SELECT code FROM regencies)".to_owned(), vec![json!(0)]),
        ("SELECT count(*) FROM provinces WHERE NULLIF(code, code) NOT IN (SELECT code FROM regencies)".to_owned(), vec![json!(0)]),
        // What moves out of a subquery and holds two of its own.
        (format!("{inner} (SELECT v FROM b WHERE w = i.k)))"), vec![json!(3)]),
        (format!("{three} SELECT k FROM a o WHERE EXISTS (SELECT 1 FROM a i WHERE i.k = 3 AND (i.k = o.k OR (SELECT count(*) FROM b WHERE v = i.k) = 0))"), vec![json!(3)]),
        (format!("{three} SELECT k FROM a WHERE EXISTS (SELECT count(*) FROM b WHERE b.v = a.k) ORDER BY k"), vec![json!(1), json!(2), json!(3)]),
        (format!("{three} SELECT k FROM a WHERE EXISTS (SELECT count(*) FROM b WHERE b.v = a.k HAVING count(*) > 1) ORDER BY k"), vec![json!(1)]),
        (format!("{three} SELECT k FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.v = a.k OFFSET 1) ORDER BY k"), vec![json!(1)]),
        (format!("{three} SELECT k FROM a WHERE 0 IN (SELECT count(*) FROM b WHERE b.v = a.k) ORDER BY k"), vec![json!(2)]),
        (format!("{three} SELECT k FROM a WHERE k = ANY (SELECT v FROM b) ORDER BY k"), vec![json!(1), json!(3)]),
        (format!("{three} SELECT k FROM a WHERE k <> ALL (SELECT v FROM b) ORDER BY k"), vec![json!(2)]),
        ("SELECT count(*) FROM regencies r WHERE 'x' NOT IN (SELECT d.code FROM districts d WHERE d.regency_code = r.code)".to_owned(), vec![json!(3)]),
    ] {
        let found: Vec<Json> = rows(&sql).await.into_iter().map(|mut row| row.remove(0)).collect();
        assert_eq!(found, expected, "{sql}");
    }
}

#[tokio::test]
async fn subqueries_whose_condition_cannot_be_moved_are_refused_by_name() {
    let with = "WITH o(k) AS (VALUES (1), (5)), a(id) AS (VALUES (1), (2)), b(id, y) AS (VALUES (1, 1), (2, 2))";
    for (sql, part) in [
        (
            "SELECT k FROM o WHERE EXISTS (SELECT 1 FROM a LEFT JOIN (SELECT * FROM b WHERE b.y = o.k) AS bb ON a.id = bb.id WHERE bb.y IS NULL)",
            "outer join",
        ),
        (
            "SELECT k FROM o WHERE EXISTS (SELECT 1 FROM (SELECT y, row_number() OVER () AS n FROM b WHERE b.y >= o.k) x WHERE n = 2)",
            "window",
        ),
        (
            "SELECT k FROM o WHERE EXISTS (SELECT 1 FROM b WHERE b.y = o.k UNION ALL SELECT 1 FROM a WHERE a.id = o.k)",
            "UNION",
        ),
        (
            "SELECT k FROM o WHERE EXISTS (SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id = a.id AND b.y = o.k))",
            "not the one around it",
        ),
        (
            "SELECT k FROM o WHERE EXISTS (SELECT 1 FROM b WHERE b.y = o.k AND o.k IN (SELECT id FROM a))",
            "further out",
        ),
        (
            "SELECT k FROM o WHERE (SELECT max(id) FROM a) IN (SELECT y FROM b WHERE b.y = o.k)",
            "on the left of IN",
        ),
    ] {
        let error = error(&format!("{with} {sql}")).await;
        assert_eq!(error.code(), Code::SqlUnsupported, "{sql}: {error}");
        assert!(error.to_string().contains(part), "{sql}: {error}");
    }
}
