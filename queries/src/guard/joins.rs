//! Joins and set operations that the engine answers otherwise than PostgreSQL.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    JoinConstraint, JoinOperator, SetExpr, SetOperator, SetQuantifier, TableWithJoins,
};

use super::refuse::refuse;
use crate::error::QueryError;

/// Refuses `USING` and `NATURAL` where the left side may be missing: the engine's key is NULL then, not that of the right side
/// (apache/datafusion #22881).
pub(super) fn check(tables: &TableWithJoins) -> ControlFlow<QueryError> {
    for join in &tables.joins {
        let (JoinOperator::Right(by) | JoinOperator::RightOuter(by) | JoinOperator::FullOuter(by)) =
            &join.join_operator
        else {
            continue;
        };
        if matches!(by, JoinConstraint::Using(_) | JoinConstraint::Natural) {
            return refuse(
                "USING or NATURAL in a RIGHT or FULL JOIN; JOIN ... ON a.code = b.code, and coalesce(a.code, b.code) for the code that either has",
            );
        }
    }
    ControlFlow::Continue(())
}

/// Refuses `EXCEPT ALL` and `INTERSECT ALL`, which count how often a row comes; the engine looks whether it comes at all
/// (apache/datafusion #12955, #12956).
pub(super) fn check_sets(body: &SetExpr) -> ControlFlow<QueryError> {
    let SetExpr::SetOperation { op, set_quantifier, left, right } = body else {
        return ControlFlow::Continue(());
    };
    let all = matches!(set_quantifier, SetQuantifier::All | SetQuantifier::AllByName);
    if all && matches!(op, SetOperator::Except | SetOperator::Intersect | SetOperator::Minus) {
        return refuse(
            "EXCEPT ALL and INTERSECT ALL; with row_number() OVER (PARTITION BY all columns) on both sides EXCEPT and INTERSECT count rows",
        );
    }
    check_sets(left)?;
    check_sets(right)
}
