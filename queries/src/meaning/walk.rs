//! Walks over the expressions of a plan that keep its columns' names.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, DFSchemaRef};
use datafusion::error::Result;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{Expr, LogicalPlan};

/// Calls `each` for every expression within the expressions of every node, subqueries included, from the inside out.
/// `each` is given the columns that are in reach.
pub(super) fn rewrite(
    plan: LogicalPlan,
    each: impl Fn(Expr, &DFSchema) -> Result<Transformed<Expr>>,
) -> Result<LogicalPlan> {
    let done = plan.transform_up_with_subqueries(|node| {
        let schema = inputs(&node)?;
        let names = NamePreserver::new(&node);
        let changed = node.map_expressions(|expr| {
            let name = names.save(&expr);
            let changed = expr.transform_up(|inner| each(inner, &schema))?;
            Ok(changed.update_data(|expr| name.restore(expr)))
        })?;
        // What an expression gives may have another type or be able to be NULL.
        changed.map_data(
            |node| if node.inputs().is_empty() { Ok(node) } else { node.recompute_schema() },
        )
    })?;
    Ok(done.data)
}

/// The columns of what a node reads.
pub(super) fn inputs(node: &LogicalPlan) -> Result<DFSchemaRef> {
    let inputs = node.inputs();
    if let [one] = inputs.as_slice() {
        return Ok(Arc::clone(one.schema()));
    }
    let mut all = DFSchema::empty();
    for input in inputs {
        all.merge(input.schema());
    }
    Ok(Arc::new(all))
}
