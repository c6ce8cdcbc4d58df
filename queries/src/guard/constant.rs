//! Whether a statement gives the same answer whenever it is asked over the same dataset.
//!
//! A plan is known by its hash: whoever opens it a year later must find the same candidates. So its condition may not
//! ask for the time, for chance, or for what others have asked here.

use std::ops::ControlFlow;

use datafusion::execution::SessionState;
use datafusion::logical_expr::Volatility;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{
    self, BinaryOperator, Expr, GroupByExpr, SetExpr, TableFactor, Visit, Visitor,
};

use crate::error::QueryError;
use crate::tables::QUERY_LOG;

/// Refuses a statement whose answer changes with time or chance, and names the part.
pub(crate) fn check(statement: &Statement, state: &SessionState) -> Result<(), QueryError> {
    let Statement::Statement(ast) = statement else { return Ok(()) };
    match ast.visit(&mut Changing { state }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(part) => Err(QueryError::Changing { part }),
    }
}

/// Whether `SELECT ... WHERE (condition)` is still that: a text that closes the bracket makes something else of it.
pub(crate) fn is_one_condition(statement: &Statement) -> bool {
    let Statement::Statement(ast) = statement else { return false };
    let ast::Statement::Query(query) = ast.as_ref() else { return false };
    let SetExpr::Select(select) = query.body.as_ref() else { return false };
    let ends = query.order_by.is_none() && query.limit_clause.is_none() && query.fetch.is_none();
    let whole = match &select.group_by {
        GroupByExpr::Expressions(by, with) => by.is_empty() && with.is_empty(),
        GroupByExpr::All(_) => false,
    };
    let plain = select.having.is_none() && select.qualify.is_none();
    ends && whole && plain && matches!(select.selection, Some(Expr::Nested(_)))
}

/// The parts of the condition in `SELECT ... WHERE (condition)` that all have to hold, each as a text of its own.
pub(crate) fn conjuncts(statement: &Statement) -> Vec<String> {
    let Statement::Statement(ast) = statement else { return Vec::new() };
    let ast::Statement::Query(query) = ast.as_ref() else { return Vec::new() };
    let SetExpr::Select(select) = query.body.as_ref() else { return Vec::new() };
    let mut parts = Vec::new();
    let mut open: Vec<&Expr> = select.selection.iter().collect();
    while let Some(part) = open.pop() {
        match part {
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                open.extend([&**right, &**left])
            }
            Expr::Nested(inner) => open.push(inner),
            whole => parts.push(whole.to_string()),
        }
    }
    parts
}

struct Changing<'a> {
    state: &'a SessionState,
}

impl Changing<'_> {
    /// Whether the engine says of a function that it gives the same for the same arguments. Of one that it does not
    /// know it says that itself.
    fn is_constant(&self, name: &str) -> bool {
        let scalar = self.state.scalar_functions().get(name).map(|f| f.signature().volatility);
        let aggregate =
            || self.state.aggregate_functions().get(name).map(|f| f.signature().volatility);
        scalar.or_else(aggregate).is_none_or(|volatility| volatility == Volatility::Immutable)
    }
}

impl Visitor for Changing<'_> {
    type Break = String;

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<String> {
        let Expr::Function(function) = expr else { return ControlFlow::Continue(()) };
        let name = function.name.to_string().to_lowercase();
        if self.is_constant(name.trim_matches('"')) {
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(format!("{name}()"))
    }

    fn pre_visit_table_factor(&mut self, table: &TableFactor) -> ControlFlow<String> {
        let TableFactor::Table { name, .. } = table else { return ControlFlow::Continue(()) };
        let last = name.0.last().and_then(|part| part.as_ident());
        if last.is_some_and(|name| name.value.eq_ignore_ascii_case(QUERY_LOG)) {
            return ControlFlow::Break(QUERY_LOG.to_owned());
        }
        ControlFlow::Continue(())
    }
}
