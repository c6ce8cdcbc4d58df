//! What the forms of subqueries are made of.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, Spans, not_impl_err};
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{
    Expr, ExprSchemable, LogicalPlan, LogicalPlanBuilder, Subquery, lit,
};

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In WHERE or HAVING: the engine makes a join of EXISTS.
    Filter,
    /// Anywhere else: only a subquery that gives a value can stand there.
    Other,
}

/// The surroundings of an expression.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The columns in reach.
    pub schema: &'a DFSchema,
    pub place: Place,
}

impl Scope<'_> {
    pub(super) fn may_be_null(&self, expr: &Expr) -> bool {
        expr.nullable(self.schema).unwrap_or(true)
    }
}

/// The subquery that an expression is, if it is one.
pub(super) fn subquery_of(expr: &Expr) -> Option<&Subquery> {
    match expr {
        Expr::Exists(exists) => Some(&exists.subquery),
        Expr::InSubquery(member) => Some(&member.subquery),
        Expr::SetComparison(compared) => Some(&compared.subquery),
        Expr::ScalarSubquery(subquery) => Some(subquery),
        _ => None,
    }
}

/// A plan as a subquery of what is around it.
pub(super) fn subquery(plan: LogicalPlan) -> Subquery {
    let outer_ref_columns = plan.all_out_ref_exprs();
    Subquery { subquery: Arc::new(plan), outer_ref_columns, spans: Spans::new() }
}

/// How many rows a plan has, as a value.
pub(super) fn row_count(plan: LogicalPlan) -> Result<Expr> {
    let counted = LogicalPlanBuilder::from(plan)
        .aggregate(Vec::<Expr>::new(), vec![count(lit(1i64)).alias("rows")])?
        .build()?;
    Ok(Expr::ScalarSubquery(subquery(counted)))
}

/// The only column of a plan.
pub(super) fn first_column(plan: &LogicalPlan) -> Option<Column> {
    plan.schema().columns().into_iter().next()
}

/// An expression of the statement around a subquery, as the subquery names it.
pub(super) fn from_outside(expr: Expr, schema: &DFSchema) -> Result<Expr> {
    let named = expr.transform_up(|inner| match inner {
        Expr::Column(column) => {
            let (_, field) = schema.qualified_field_from_column(&column)?;
            Ok(Transformed::yes(Expr::OuterReferenceColumn(Arc::clone(field), column)))
        }
        other => Ok(Transformed::no(other)),
    })?;
    Ok(named.data)
}

/// Refuses a subquery that names a column of a statement further out than the one that it stands in.
pub(super) fn reach(subquery: &Subquery, scope: &Scope<'_>) -> Result<()> {
    for outer in subquery.subquery.all_out_ref_exprs() {
        let Expr::OuterReferenceColumn(_, column) = &outer else { continue };
        if !scope.schema.has_column(column) {
            return not_impl_err!(
                "a subquery names the column {column} of a statement that is not the one around it; select that column in between, or use a join"
            );
        }
    }
    Ok(())
}
