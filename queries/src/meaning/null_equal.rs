//! `JOIN ... ON a IS NOT DISTINCT FROM b`.
//!
//! The engine makes a join of it in which NULL equals NULL, and later joins other conditions to it: an `=` of WHERE between
//! both sides then takes NULL to equal NULL too. Here it is two equalities that are never unknown: both or neither is NULL, and
//! what stands in the place of NULL is the same.

use datafusion::common::DFSchema;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::functions::core::expr_fn::coalesce;
use datafusion::logical_expr::utils::{conjunction, split_conjunction_owned};
use datafusion::logical_expr::{BinaryExpr, Expr, ExprSchemable, LogicalPlan, Operator};
use datafusion::optimizer::AnalyzerRule;
use datafusion::scalar::ScalarValue;

/// The rule.
#[derive(Debug)]
pub(super) struct NullEqual;

impl AnalyzerRule for NullEqual {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        let done = plan.transform_up_with_subqueries(|node| match node {
            LogicalPlan::Join(mut join) => {
                let Some(filter) = join.filter.take() else {
                    return Ok(Transformed::no(LogicalPlan::Join(join)));
                };
                let mut schema = join.left.schema().as_ref().clone();
                schema.merge(join.right.schema());
                let mut conditions = Vec::new();
                for condition in split_conjunction_owned(filter) {
                    conditions.extend(apart(condition, &schema)?);
                }
                join.filter = conjunction(conditions);
                Ok(Transformed::yes(LogicalPlan::Join(join)))
            }
            other => Ok(Transformed::no(other)),
        })?;
        Ok(done.data)
    }

    fn name(&self) -> &str {
        "null_equal"
    }
}

/// A condition in parts that are never unknown, where it is one of this kind.
fn apart(condition: Expr, schema: &DFSchema) -> Result<Vec<Expr>> {
    let Expr::BinaryExpr(BinaryExpr { left, op: Operator::IsNotDistinctFrom, right }) = condition
    else {
        return Ok(vec![condition]);
    };
    let (a, b) = (*left, *right);
    let kind = a.get_type(schema)?;
    let instead = ScalarValue::new_default(&kind).ok().filter(|value| !value.is_null());
    let Some(instead) = instead.filter(|_| b.get_type(schema).is_ok_and(|other| other == kind))
    else {
        return Ok(vec![either(a, b)]);
    };
    let filled = |expr: &Expr| coalesce(vec![expr.clone(), Expr::Literal(instead.clone(), None)]);
    Ok(vec![a.clone().is_null().eq(b.clone().is_null()), filled(&a).eq(filled(&b))])
}

/// The same as one condition.
fn either(a: Expr, b: Expr) -> Expr {
    let both = a.clone().is_null().and(b.clone().is_null());
    a.eq(b).is_true().or(both)
}
