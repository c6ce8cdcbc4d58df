//! A subquery's value as one that may be missing.
//!
//! The engine takes the value of a subquery for one that is never NULL where the column is not, although there may be no
//! row, and then fails on the NULL that it made itself.

use datafusion::logical_expr::{Expr, LogicalPlan, Subquery};

use super::super::itself::itself;
use super::existence::has_one_row;

/// The value of a subquery; `None` when the engine knows that it may be NULL.
pub(super) fn maybe(subquery: &Subquery) -> Option<Expr> {
    let plan = subquery.subquery.as_ref();
    let never_null = plan.schema().fields().iter().all(|field| !field.is_nullable());
    let certain = has_one_row(unnamed(plan)) || !plan.all_out_ref_exprs().is_empty();
    (never_null && !certain).then(|| itself(Expr::ScalarSubquery(subquery.clone()), 0))
}

/// The plan below the names that it is given.
pub(super) fn unnamed(plan: &LogicalPlan) -> &LogicalPlan {
    match plan {
        LogicalPlan::Projection(projection) => unnamed(&projection.input),
        LogicalPlan::SubqueryAlias(alias) => unnamed(&alias.input),
        other => other,
    }
}
