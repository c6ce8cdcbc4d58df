use crate::{Code, Position};

use super::error;

#[tokio::test]
async fn mistakes_have_their_code_their_place_and_a_way_out() {
    for (sql, code, position, hint) in [
        ("SELEC 1", Code::SqlSyntax, Some((1, 1)), ""),
        ("SELECT 1 FROM", Code::SqlSyntax, None, ""),
        ("SELECT *\nFROM vilages", Code::UnknownTable, Some((2, 6)), "did you mean `villages`?"),
        ("SELECT nmae FROM villages", Code::UnknownColumn, Some((1, 8)), "did you mean `name`?"),
        (
            "SELECT v.nmae FROM villages v",
            Code::UnknownColumn,
            Some((1, 8)),
            "did you mean `name`?",
        ),
        (
            "SELECT st_contain(geometry, geometry) FROM villages",
            Code::UnknownFunction,
            Some((1, 8)),
            "did you mean `st_contains`?",
        ),
        (
            "SELECT code FROM villages v JOIN regencies r ON r.code = v.regency_code",
            Code::SqlType,
            Some((1, 8)),
            "",
        ),
        ("SELECT ST_Area(5)", Code::SqlType, None, ""),
        ("SELECT ST_DWithin(geometry, geometry) FROM villages", Code::SqlType, None, ""),
        // The engine takes this for a mistake of its own.
        ("SELECT true BETWEEN 1 AND 2", Code::SqlUnsupported, None, ""),
        ("SELECT 1 / 0", Code::SqlEvaluation, None, ""),
        ("SELECT CAST(name AS INT) FROM villages", Code::SqlEvaluation, None, ""),
        ("SELECT ST_GeomFromText('POLYGON((0 0')", Code::SqlEvaluation, None, ""),
        ("SELECT * FROM 'file.csv'", Code::UnknownTable, None, ""),
        ("SELECT * FROM read_csv('/etc/passwd')", Code::UnknownFunction, None, ""),
        ("SELECT * FROM '/etc/passwd'", Code::StatementForbidden, None, ""),
        ("DROP TABLE villages", Code::StatementForbidden, None, ""),
        ("CREATE TABLE t AS SELECT 1", Code::StatementForbidden, None, ""),
    ] {
        let error = error(sql).await;
        assert_eq!(error.code(), code, "{sql}: {error}");
        let position = position.map(|(line, column)| Position { line, column });
        assert_eq!(error.position(), position, "{sql}: {error}");
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
