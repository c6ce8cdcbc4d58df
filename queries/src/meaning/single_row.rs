//! Conditions above an aggregate without groups, or with ROLLUP, CUBE or GROUPING SETS: it has a row whatever there is
//! below.
//!
//! The engine moves a condition that names none of the aggregate's columns (a subquery's value, NULL, what is left of
//! `x NOT IN (1, NULL)`) below it: there it takes rows away, and the row of all stays. A limit of so many rows as it never
//! has, which is no limit, is nothing that it moves a condition through.

use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::logical_expr::{Aggregate, Expr, LogicalPlan, LogicalPlanBuilder};
use datafusion::optimizer::AnalyzerRule;

/// The rule.
#[derive(Debug)]
pub(super) struct SingleRow;

impl AnalyzerRule for SingleRow {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        let done = plan.transform_up_with_subqueries(|node| {
            if !matches!(node, LogicalPlan::Filter(_) | LogicalPlan::Join(_)) {
                return Ok(Transformed::no(node));
            }
            node.map_children(held)
        })?;
        Ok(done.data)
    }

    fn name(&self) -> &str {
        "single_row"
    }
}

fn has_row_of_all(aggregate: &Aggregate) -> bool {
    let sets = |expr: &Expr| matches!(expr, Expr::GroupingSet(_));
    aggregate.group_expr.is_empty() || aggregate.group_expr.iter().any(sets)
}

/// The plan whose aggregates without groups no condition passes from above.
fn held(plan: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    match plan {
        LogicalPlan::Aggregate(aggregate) if has_row_of_all(&aggregate) => {
            let most = if aggregate.group_expr.is_empty() { 1 } else { i64::MAX as usize };
            let whole = LogicalPlan::Aggregate(aggregate);
            // One that asks for the row around has a row for each of them once it is moved.
            if !whole.all_out_ref_exprs().is_empty() {
                return Ok(Transformed::no(whole));
            }
            let one = LogicalPlanBuilder::from(Arc::new(whole)).limit(0, Some(most))?.build()?;
            Ok(Transformed::yes(one))
        }
        LogicalPlan::Projection(_)
        | LogicalPlan::SubqueryAlias(_)
        | LogicalPlan::Filter(_)
        | LogicalPlan::Sort(_)
        | LogicalPlan::Distinct(_)
        | LogicalPlan::Union(_)
        | LogicalPlan::Window(_)
        | LogicalPlan::Aggregate(_)
        | LogicalPlan::Join(_) => plan.map_children(held),
        other => Ok(Transformed::no(other)),
    }
}
