//! What passes the guard and what does not.

use super::*;
use crate::error::Code;
use proptest::prelude::*;

fn code(sql: &str) -> Option<Code> {
    parse(sql, &Known::default()).err().map(|error| error.code())
}

#[test]
fn reading_statements_pass() {
    for sql in [
        "SELECT 1",
        "select count(*) from villages;",
        "WITH a AS (SELECT 1 AS x) SELECT * FROM a",
        "VALUES (1, 2)",
        "(SELECT 1) UNION ALL (SELECT 2)",
        "EXPLAIN SELECT 1",
        "EXPLAIN ANALYZE SELECT 1",
        "SHOW TABLES",
        "SHOW COLUMNS FROM villages",
        "DESCRIBE villages",
        "-- a comment\nSELECT 'DROP TABLE villages' AS text",
    ] {
        assert_eq!(code(sql), None, "{sql}");
    }
}

/// Statements that change something, leave the process or reach the session.
const HOSTILE: &[&str] = &[
    "CREATE TABLE t AS SELECT 1",
    "CREATE TABLE t (a INT)",
    "CREATE OR REPLACE VIEW villages AS SELECT 1",
    "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
    "CREATE UNBOUNDED EXTERNAL TABLE t STORED AS CSV LOCATION 'http://169.254.169.254/'",
    "CREATE SCHEMA s",
    "CREATE DATABASE d",
    "CREATE FUNCTION f() RETURNS INT RETURN 1",
    "DROP TABLE villages",
    "DROP VIEW coverage_by_regency",
    "ALTER TABLE villages ADD COLUMN x INT",
    "TRUNCATE TABLE villages",
    "INSERT INTO villages SELECT * FROM villages",
    "INSERT INTO villages VALUES (1)",
    "UPDATE villages SET name = 'x'",
    "DELETE FROM villages",
    "MERGE INTO villages USING regencies ON true WHEN MATCHED THEN DELETE",
    "COPY villages TO '/tmp/x.csv'",
    "COPY (SELECT 1) TO 's3://bucket/x.parquet' STORED AS PARQUET",
    "SET datafusion.execution.target_partitions = 1000",
    "RESET datafusion.execution.batch_size",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "DEALLOCATE p",
    "GRANT SELECT ON villages TO x",
    "CALL f()",
    "USE other",
    "SHOW ALL",
    "KILL 1",
    "LOAD DATA INPATH '/etc/passwd' INTO TABLE t",
    "ATTACH DATABASE 'x' AS y",
    "PRAGMA table_info(villages)",
    "UNLOAD (SELECT 1) TO 's3://x'",
    "CACHE TABLE t",
    "VACUUM villages",
    "ANALYZE TABLE villages",
    "SELECT 1 INTO t",
    "SELECT * INTO t FROM villages",
    "EXPLAIN CREATE TABLE t AS SELECT 1",
    "EXPLAIN ANALYZE INSERT INTO villages SELECT * FROM villages",
    "EXPLAIN COPY villages TO '/tmp/x.csv'",
    "WITH a AS (INSERT INTO villages VALUES (1)) SELECT * FROM a",
    "WITH a AS (DELETE FROM villages) SELECT * FROM a",
    "WITH a AS (SELECT 1) INSERT INTO villages SELECT * FROM a",
    "SELECT * FROM villages FOR UPDATE",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE villages",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM '../dataset.toml'",
    "SELECT * FROM 'http://169.254.169.254/latest/meta-data'",
    "SELECT * FROM \"s3://bucket/x.parquet\"",
    "SELECT * FROM (SELECT * FROM 'file:///etc/passwd')",
    "",
    ";",
    "   -- nothing",
];

#[test]
fn hostile_statements_are_refused() {
    for sql in HOSTILE {
        let code = code(sql);
        assert!(
            matches!(code, Some(Code::StatementForbidden | Code::SqlSyntax | Code::SqlUnsupported)),
            "{sql}: {code:?}"
        );
    }
}

#[test]
fn deep_nesting_and_long_texts_are_refused_without_a_crash() {
    assert_eq!(
        code(&format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000))),
        Some(Code::SqlSyntax)
    );
    assert_eq!(code(&format!("SELECT '{}'", "x".repeat(MAX_SQL_BYTES))), Some(Code::TooLarge));
}

/// Texts that are as deep as they are long, with the number of levels.
fn deep(levels: usize) -> Vec<String> {
    let selects = |word: &str| vec!["SELECT 1"; levels].join(word);
    vec![
        format!("SELECT 1{}", "+1".repeat(levels)),
        format!("SELECT 1{}", " - 1 * 2".repeat(levels / 2)),
        format!("SELECT code FROM villages WHERE true{}", " AND code <> 'x'".repeat(levels / 2)),
        format!("SELECT code FROM villages WHERE false{}", " OR name LIKE 'x'".repeat(levels / 2)),
        format!("SELECT 1{}", "::int".repeat(levels)),
        format!("SELECT 'a'{}", " || 'a'".repeat(levels)),
        format!("SELECT x{} FROM (SELECT make_array(1) AS x)", "[1]".repeat(levels)),
        format!("SELECT {}true", "NOT ".repeat(levels)),
        format!("SELECT 1{}", " IS NULL".repeat(levels)),
        format!("SELECT CAST(1 AS {}int{})", "Nullable(".repeat(levels), ")".repeat(levels)),
        format!("SELECT CAST(1 AS {}int{})", "ARRAY<".repeat(levels), ">".repeat(levels)),
        format!("SELECT CAST(1 AS {}int)", "STRUCT < a int, b ".repeat(levels)),
        format!("{}SELECT 1", "EXPLAIN ".repeat(levels)),
        format!("SELECT (1{}), 2", "+1".repeat(levels)),
        format!("SELECT abs(1{0} + abs(1{0}))", "+1".repeat(levels / 2)),
        selects(" UNION ALL "),
        selects(" EXCEPT "),
        selects(" UNION "),
        format!("SELECT * FROM ({}) x", selects(" INTERSECT ")),
    ]
}

#[test]
fn deep_chains_are_refused_by_name() {
    for levels in [600, 7_700, 12_000] {
        for sql in deep(levels) {
            let code = code(&sql);
            // What the parser itself counts is a mistake in the text.
            let refused =
                matches!(code, Some(Code::StatementTooComplex | Code::SqlSyntax | Code::TooLarge));
            assert!(refused, "{}: {code:?}", &sql[..60]);
        }
    }
    let arms = format!("SELECT CASE 1 {} END", "WHEN 1 THEN 1 ".repeat(3000));
    assert_eq!(code(&arms), Some(Code::StatementTooComplex));
}

#[test]
fn lists_of_patterns_in_one_another_are_counted_as_often_as_they_are_repeated() {
    let nested = |levels: usize| {
        let list = vec!["'a'"; 100].join(",");
        let like = |inner, _| format!("({inner} LIKE ANY (ARRAY[{list}]))::text");
        format!("SELECT {}", (0..levels).fold("name".to_owned(), like))
    };
    assert_eq!(code(&nested(1)), None);
    assert_eq!(code(&nested(3)), Some(Code::StatementTooComplex));
    assert!(code(&nested(20)).is_some());
}

#[test]
fn long_lists_are_not_deep() {
    let codes = vec!["'52.03.01.2001'"; 8_000].join(", ");
    assert_eq!(code(&format!("SELECT name FROM villages WHERE code IN ({codes})")), None);
    let rows = vec!["(1 + 1, -2)"; 5_000].join(", ");
    assert_eq!(code(&format!("VALUES {rows}")), None);
    let columns = vec!["a - b AS c"; 5_000].join(", ");
    assert_eq!(code(&format!("SELECT {columns} FROM t")), None);
}

#[test]
fn names_that_repeat_one_another_are_counted_as_often_as_they_are_used() {
    let doubling = |names: usize| {
        let mut with = vec!["a0 AS (SELECT 1 AS x)".to_owned()];
        with.extend((1..names).map(|n| format!("a{n} AS (SELECT p.x FROM a{0} p, a{0} q)", n - 1)));
        format!("WITH {} SELECT count(*) FROM A{}", with.join(", "), names - 1)
    };
    assert_eq!(code(&doubling(8)), None);
    assert_eq!(code(&doubling(12)), Some(Code::StatementTooComplex));
    assert_eq!(code(&doubling(60)), Some(Code::StatementTooComplex));
    let many = vec!["villages"; 600].join(", ");
    assert_eq!(code(&format!("SELECT 1 FROM {many}")), Some(Code::StatementTooComplex));
}

/// Each of these took a second when it was nested twenty times, and twice as long for each level more.
#[test]
fn no_mistake_is_looked_for_again_and_again() {
    let again = [
        "CASE WHEN true THEN ",
        "CASE WHEN ",
        "CASE ",
        "CASE WHEN true THEN 1 ELSE ",
        "CAST(",
        "TRY_CAST(",
        "CONVERT(",
        "CEIL(",
        "FLOOR(",
        "SUBSTRING(",
        "OVERLAY(",
        "POSITION('a' IN ",
        "EXTRACT(year FROM ",
        "TRIM(BOTH ' ' FROM ",
        "INTERVAL ",
        "- INTERVAL ",
        "(INTERVAL ",
        "ARRAY[",
        "STRUCT(",
        "MAP {'a': ",
        "NOT ",
        "PRIOR ",
        "1 = ANY (",
        "1 IN (",
        "EXISTS (SELECT ",
        "(SELECT 1 FROM (",
        "(SELECT 1 FROM a, (",
        "(SELECT 1 FROM ((((",
        "(SELECT 1 FROM a JOIN (",
        "(SELECT 1 FROM UNNEST(ARRAY[",
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY ",
        "coalesce(1, CAST(",
        "CASE WHEN CAST(",
        "a.",
        "a.b.",
        "f(a.",
        "a.f(",
        "a[1].",
        "{fn f(",
        "x -> (",
    ];
    for part in again {
        for levels in [5, 8, 16, 30, 60, 2000] {
            for end in ["&", "1", "", ")"] {
                let begun = std::time::Instant::now();
                let _ = code(&format!("SELECT {}{end}", part.repeat(levels)));
                // A busy machine; without the bound the most take longer than anybody waits.
                assert!(
                    begun.elapsed().as_secs() < 20,
                    "{part} {levels} times: {:?}",
                    begun.elapsed()
                );
            }
        }
        assert!(code(&format!("SELECT {}&", part.repeat(40))).is_some(), "{part}");
    }
    // What people write is none of that.
    let cases = ["CASE WHEN a > 1 THEN CAST(b AS int) ELSE 0 END"; 60].join(" + ");
    let intervals = " + INTERVAL '1' DAY".repeat(60);
    let list = vec!["(1, CAST('2' AS int))"; 500].join(", ");
    let deep =
        (0..12).fold("a".to_owned(), |inner, _| format!("CASE WHEN b THEN 1 ELSE {inner} END"));
    for sql in [
        format!("SELECT {cases} FROM t"),
        format!("SELECT now(){intervals}"),
        format!("VALUES {list}"),
        format!("SELECT {deep} FROM t"),
        format!("SELECT {}1{}", "(1 + (2 * ".repeat(7), "))".repeat(7)),
        "WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM (SELECT x FROM a) y JOIN (SELECT x FROM a) z USING (x)) SELECT round(sum(CAST(coalesce(x, 0) AS double)) FILTER (WHERE x IN (SELECT x FROM a)), 2) FROM b".to_owned(),
    ] {
        assert_eq!(code(&sql), None, "{sql}");
    }
}

#[test]
fn ordered_aggregates_in_one_another_have_an_end() {
    let nested = |levels: usize, [before, after]: [&str; 2]| {
        format!("SELECT {}v{}", before.repeat(levels), after.repeat(levels))
    };
    let forms =
        [["percentile_cont(0.5) WITHIN GROUP (ORDER BY ", ")"], ["array_agg(1 ORDER BY ", ")"]];
    for form in forms {
        assert!(parse(&nested(super::size::MAX_ORDERED, form), &Known::default()).is_ok());
        let found = parse(&nested(super::size::MAX_ORDERED + 1, form), &Known::default());
        assert!(matches!(found, Err(QueryError::TooComplex { .. })), "{found:?}");
    }
    // Beside one another there may be many.
    let many = vec!["array_agg(1 ORDER BY v)"; 30].join(", ");
    assert!(parse(&format!("SELECT {many}"), &Known::default()).is_ok());
}

#[test]
fn subqueries_in_one_another_are_counted_through_the_names_that_stand_for_them() {
    for word in ["IN", "NOT IN", "= ANY", "> ALL"] {
        let nested = |levels: usize| {
            let around =
                |inner, _| format!("SELECT code FROM regencies WHERE code {word} ({inner})");
            (0..levels).fold("SELECT code FROM regencies".to_owned(), around)
        };
        assert_eq!(code(&nested(12)), None, "{word}");
        assert_eq!(code(&nested(13)), Some(Code::StatementTooComplex), "{word}");
    }
    let scalar = |inner, _| format!("SELECT (SELECT max(x) FROM ({inner}) y) AS x");
    assert!(code(&(0..13).fold("SELECT 1 AS x".to_owned(), scalar)).is_some());
    let named = |levels: usize| {
        let name =
            |n: usize| format!(", a{n} AS (SELECT 1 AS x WHERE EXISTS (SELECT 1 FROM a{}))", n - 1);
        format!(
            "WITH a0 AS (SELECT 1 AS x){} SELECT x FROM a{levels}",
            (1..=levels).map(name).collect::<String>()
        )
    };
    assert_eq!(code(&named(12)), None);
    assert_eq!(code(&named(13)), Some(Code::StatementTooComplex));
    // Names and subqueries in FROM are no levels.
    let chain = |n: usize| format!(", a{n} AS (SELECT x FROM a{})", n - 1);
    let chain = format!(
        "WITH a0 AS (SELECT 1 AS x){} SELECT x FROM a30",
        (1..=30).map(chain).collect::<String>()
    );
    assert_eq!(code(&chain), None);
}

proptest! {
    /// Whatever case, space or comment surrounds it, a hostile statement stays hostile.
    #[test]
    fn disguise_does_not_help(
        which in 0..HOSTILE.len(),
        upper in any::<bool>(),
        before in prop::sample::select(vec!["", " ", "\n\t", "/* x */", "-- x\n", "/* SELECT */ "]),
        after in prop::sample::select(vec!["", " ", ";", "\n;", " -- x", "; ;"]),
    ) {
        let statement = HOSTILE[which];
        let statement = if upper { statement.to_uppercase() } else { statement.to_lowercase() };
        prop_assert!(code(&format!("{before}{statement}{after}")).is_some(), "{statement}");
    }

    /// Any mixture of words is refused or is one reading statement; nothing crashes.
    #[test]
    fn any_mixture_of_words_is_refused_or_reads(words in prop::collection::vec(prop::sample::select(vec![
        "SELECT", "FROM", "villages", "INTO", "t", "1", ",", "(", ")", "*", ";", "WITH", "AS", "INSERT",
        "VALUES", "EXPLAIN", "COPY", "TO", "'x'", "UNION", "DELETE", "SET", "=", "CREATE", "TABLE", "DROP",
    ]), 0..14)) {
        let sql = words.join(" ");
        if let Ok(statement) = parse(&sql, &Known::default()) {
            let text = statement.to_string().to_uppercase();
            prop_assert!(
                ["SELECT", "WITH", "VALUES", "EXPLAIN", "(", "DESC", "SHOW", "FROM", "TABLE"].iter().any(|start| text.starts_with(start)),
                "{sql} became {text}"
            );
            // A column may have this name too.
            let column = |rest: &str| ["AS ", "FROM ", "UNION ", "= ", "* "].iter().any(|next| rest.starts_with(next));
            prop_assert!(text.split(" INTO ").skip(1).all(column), "{sql} became {text}");
        }
    }
}
