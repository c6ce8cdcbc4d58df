//! What may run: one statement that only reads.
//!
//! This is the first of three walls. The second is the engine's own check of the logical plan (no
//! DDL, DML or session statements), the third is a catalogue that cannot be written to and a
//! runtime without any object store, so that no path or address leads anywhere.

use std::ops::ControlFlow;

use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast::{
    Query, SetExpr, Statement as Ast, TableFactor, Visit, Visitor,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;

use crate::error::{Known, QueryError, from_datafusion};

/// The longest accepted SQL text, in bytes.
const MAX_SQL_BYTES: usize = 256 * 1024;

/// How deep expressions may be nested.
const MAX_DEPTH: usize = 64;

/// Parses `sql` and refuses everything but one reading statement.
pub(crate) fn parse(sql: &str, known: &Known) -> Result<Statement, QueryError> {
    if sql.len() > MAX_SQL_BYTES {
        return Err(QueryError::TooLarge { what: "the SQL text", limit_bytes: MAX_SQL_BYTES });
    }
    let mut statements = DFParserBuilder::new(sql)
        .with_dialect(&GenericDialect {})
        .with_recursion_limit(MAX_DEPTH)
        .build()
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error| from_datafusion(&error, known))?;
    let Some(statement) = statements.pop_front() else {
        return Err(QueryError::Syntax {
            message: "there is no statement".to_owned(),
            position: None,
        });
    };
    if !statements.is_empty() {
        return Err(QueryError::Forbidden {
            what: format!("{} statements were sent at once", statements.len() + 1),
        });
    }
    check(&statement)?;
    Ok(statement)
}

fn check(statement: &Statement) -> Result<(), QueryError> {
    match statement {
        Statement::Statement(ast) => {
            refuse_unless(is_reading(ast), || keyword(&ast.to_string()))?;
            match ast.visit(&mut Reader) {
                ControlFlow::Continue(()) => Ok(()),
                ControlFlow::Break(what) => Err(QueryError::Forbidden { what }),
            }
        }
        Statement::Explain(explain) => check(&explain.statement),
        Statement::CreateExternalTable(_) => refuse_unless(false, || "CREATE".to_owned()),
        Statement::CopyTo(_) => refuse_unless(false, || "COPY".to_owned()),
        Statement::Reset(_) => refuse_unless(false, || "RESET".to_owned()),
    }
}

fn refuse_unless(allowed: bool, word: impl FnOnce() -> String) -> Result<(), QueryError> {
    if allowed {
        return Ok(());
    }
    Err(QueryError::Forbidden { what: format!("a {} statement was refused", word()) })
}

/// The statements that only read. Everything that the parser learns later is refused.
fn is_reading(ast: &Ast) -> bool {
    matches!(
        ast,
        Ast::Query(_)
            | Ast::Explain { .. }
            | Ast::ExplainTable { .. }
            | Ast::ShowTables { .. }
            | Ast::ShowColumns { .. }
            | Ast::ShowFunctions { .. }
    )
}

fn keyword(text: &str) -> String {
    text.split_whitespace().next().unwrap_or("nameless").to_uppercase()
}

/// Looks for writing parts inside a reading statement.
struct Reader;

impl Visitor for Reader {
    type Break = String;

    fn pre_visit_statement(&mut self, ast: &Ast) -> ControlFlow<String> {
        if is_reading(ast) {
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(format!("a {} statement was refused", keyword(&ast.to_string())))
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<String> {
        if !query.locks.is_empty() {
            return ControlFlow::Break("FOR UPDATE was refused".to_owned());
        }
        if query.settings.is_some() {
            return ControlFlow::Break("SETTINGS was refused".to_owned());
        }
        writes(&query.body)
    }

    fn pre_visit_table_factor(&mut self, table: &TableFactor) -> ControlFlow<String> {
        // A table name that is a path or an address: never a table of ours, often a probe for files.
        if let TableFactor::Table { name, .. } = table {
            let suspicious = |part: &str| part.contains(['/', '\\', ':']);
            if name.0.iter().filter_map(|part| part.as_ident()).any(|part| suspicious(&part.value))
            {
                return ControlFlow::Break("files and addresses cannot be read".to_owned());
            }
        }
        ControlFlow::Continue(())
    }
}

fn writes(body: &SetExpr) -> ControlFlow<String> {
    match body {
        SetExpr::Select(select) if select.into.is_some() => {
            ControlFlow::Break("SELECT INTO was refused".to_owned())
        }
        SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
            ControlFlow::Break("a change inside a query was refused".to_owned())
        }
        SetExpr::SetOperation { left, right, .. } => {
            writes(left)?;
            writes(right)
        }
        SetExpr::Query(query) => writes(&query.body),
        _ => ControlFlow::Continue(()),
    }
}

#[cfg(test)]
mod tests {
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
                matches!(
                    code,
                    Some(Code::StatementForbidden | Code::SqlSyntax | Code::SqlUnsupported)
                ),
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
                prop_assert!(!text.contains(" INTO "), "{sql} became {text}");
            }
        }
    }
}
