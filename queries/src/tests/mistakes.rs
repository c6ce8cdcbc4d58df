use crate::Position;

use super::error;

#[tokio::test]
async fn mistakes_have_their_code_their_place_and_a_way_out() {
    for (sql, code, position, hint) in [
        ("SELEC 1", "sql_syntax", Some((1, 1)), ""),
        ("SELECT 1 FROM", "sql_syntax", None, ""),
        ("SELECT *\nFROM vilages", "unknown_table", Some((2, 6)), "did you mean `villages`?"),
        ("SELECT nmae FROM villages", "unknown_column", Some((1, 8)), "did you mean `name`?"),
        ("SELECT v.nmae FROM villages v", "unknown_column", Some((1, 8)), "did you mean `name`?"),
        (
            "SELECT st_contain(geometry, geometry) FROM villages",
            "unknown_function",
            Some((1, 8)),
            "did you mean `st_contains`?",
        ),
        (
            "SELECT code FROM villages v JOIN regencies r ON r.code = v.regency_code",
            "sql_type",
            Some((1, 8)),
            "",
        ),
        ("SELECT ST_Area(5)", "sql_type", None, ""),
        ("SELECT ST_DWithin(geometry, geometry) FROM villages", "sql_type", None, ""),
        ("SELECT 1 / 0", "sql_evaluation", None, ""),
        ("SELECT CAST(name AS INT) FROM villages", "sql_evaluation", None, ""),
        ("SELECT ST_GeomFromText('POLYGON((0 0')", "sql_evaluation", None, ""),
        ("SELECT * FROM 'file.csv'", "unknown_table", None, ""),
        ("SELECT * FROM read_csv('/etc/passwd')", "unknown_function", None, ""),
        ("SELECT * FROM '/etc/passwd'", "statement_forbidden", None, ""),
        ("DROP TABLE villages", "statement_forbidden", None, ""),
        ("CREATE TABLE t AS SELECT 1", "statement_forbidden", None, ""),
    ] {
        let error = error(sql).await;
        assert_eq!(error.code(), code, "{sql}: {error}");
        if let Some((line, column)) = position {
            assert_eq!(error.position(), Some(Position { line, column }), "{sql}: {error}");
        }
        if hint.is_empty() {
            assert!(!error.hint().is_empty(), "{sql}");
        } else {
            assert_eq!(error.hint(), hint, "{sql}");
        }
    }
}

#[tokio::test]
async fn messages_are_written_for_people() {
    for sql in [
        "SELECT ST_Area(5)",
        "SELECT ST_X(5)",
        "SELECT name + 1 FROM villages WHERE name = 3",
        "SELECT sum(name) FROM villages",
        "SELECT geometry = 1 FROM villages",
        "SELECT nope(1)",
        "SELECT * FROM villages WHERE code",
        "SELECT name FROM villages GROUP BY code",
    ] {
        let text = error(sql).await.to_string();
        for inside in
            ["DataFusionError", "Struct([", "FixedSizeList(", "Field {", "backtrace", "Box<"]
        {
            assert!(!text.contains(inside), "{sql}: {text}");
        }
    }
}
