//! OFFSET without LIMIT inside a statement.
//!
//! Below a group or a window the engine takes the order away that says which rows are passed over, but where a number of
//! rows is asked for as well (apache/datafusion #23534). A number that nobody reaches takes nothing away.

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::logical_expr::logical_plan::{FetchType, SkipType};
use datafusion::logical_expr::{Limit, LogicalPlan, lit};
use datafusion::optimizer::AnalyzerRule;

/// The rule.
#[derive(Debug)]
pub(super) struct Offset;

impl AnalyzerRule for Offset {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        // Nothing stands above the statement's own.
        let inner = |node: LogicalPlan| node.transform_up_with_subqueries(with_limit);
        let done = match plan {
            LogicalPlan::Limit(_) => plan.map_children(inner)?,
            other => inner(other)?,
        };
        Ok(done.data)
    }

    fn name(&self) -> &str {
        "offset"
    }
}

fn with_limit(node: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let LogicalPlan::Limit(limit) = node else { return Ok(Transformed::no(node)) };
    let skips = !matches!(limit.get_skip_type()?, SkipType::Literal(0));
    if !skips || !matches!(limit.get_fetch_type()?, FetchType::Literal(None)) {
        return Ok(Transformed::no(LogicalPlan::Limit(limit)));
    }
    let fetch = Some(Box::new(lit(i64::MAX)));
    Ok(Transformed::yes(LogicalPlan::Limit(Limit { fetch, ..limit })))
}
