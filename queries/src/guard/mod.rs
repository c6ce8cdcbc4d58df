//! What may run: one statement that only reads, and is not too large or too deep ([`size`]).
//!
//! This is the first of three walls. The second is the engine's own check of the logical plan (no
//! DDL, DML or session statements), the third is a catalogue that cannot be written to and a
//! runtime without any object store, so that no path or address leads anywhere.

mod arrays;
mod call;
mod constant;
mod dialect;
mod distinct;
mod joins;
mod json;
mod like_any;
mod moments;
mod patience;
mod refuse;
mod row_values;
mod rows;
mod signs;
mod size;
#[cfg(test)]
mod tests;
mod twice;
mod values;

use std::ops::ControlFlow;

use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast::{
    Query, SetExpr, Statement as Ast, TableFactor, Visit, Visitor,
};
use datafusion::sql::sqlparser::parser::ParserError;
use datafusion::sql::sqlparser::tokenizer::Tokenizer;

use crate::error::{Known, QueryError, from_datafusion};

pub(crate) use constant::{check as check_constant, conjuncts, is_one_condition};

/// The longest accepted SQL text, in bytes.
const MAX_SQL_BYTES: usize = 256 * 1024;

/// Parses `sql` and refuses everything but one reading statement.
pub(crate) fn parse(sql: &str, known: &Known) -> Result<Statement, QueryError> {
    if sql.len() > MAX_SQL_BYTES {
        return Err(QueryError::TooLarge {
            what: "the SQL text".into(),
            limit_bytes: MAX_SQL_BYTES,
        });
    }
    size::check_text(sql)?;
    let statements = patience::bounded(sql, |dialect| {
        let tokens =
            Tokenizer::new(dialect, sql).tokenize_with_location().map_err(ParserError::from)?;
        let mut parser = DFParserBuilder::new(signs::joined(tokens))
            .with_dialect(dialect)
            .with_recursion_limit(patience::MAX_DEPTH)
            .build()?;
        parser.parse_statements()
    })?;
    let mut statements = statements.map_err(|error| from_datafusion(&error, known))?;
    let Some(mut statement) = statements.pop_front() else {
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
    dialect::translate(&mut statement)?;
    Ok(statement)
}

fn check(statement: &Statement) -> Result<(), QueryError> {
    match statement {
        Statement::Statement(ast) => {
            refuse_unless(is_reading(ast), || keyword(&ast.to_string()))?;
            size::check_tables(ast)?;
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
