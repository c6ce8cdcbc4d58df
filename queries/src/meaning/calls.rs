//! Calls of functions in FROM, each told from the others.
//!
//! The engine takes two scans for the same when their tables have one name, and every call of a function has the function's:
//! of `(SELECT count(*) FROM generate_series(1, 3)), (SELECT count(*) FROM generate_series(1, 5))` it computes the first
//! and gives it twice. Here each further call is a scan of another name, under the name that it had.

use datafusion::common::TableReference;
use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::logical_expr::logical_plan::TableScanBuilder;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::optimizer::AnalyzerRule;

/// The rule.
#[derive(Debug)]
pub(super) struct Calls;

impl AnalyzerRule for Calls {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        let mut before = 0usize;
        let done = plan.transform_up_with_subqueries(|node| {
            let LogicalPlan::TableScan(scan) = &node else { return Ok(Transformed::no(node)) };
            if !scan.table_name.table().ends_with("()") {
                return Ok(Transformed::no(node));
            }
            before += 1;
            if before == 1 {
                return Ok(Transformed::no(node));
            }
            let name = TableReference::bare(format!("{}#{before}", scan.table_name.table()));
            let apart = TableScanBuilder::new(name, Arc::clone(&scan.source))
                .with_projection(scan.projection.clone())
                .with_filters(scan.filters.clone())
                .with_fetch(scan.fetch)
                .build()?;
            let named = LogicalPlanBuilder::from(LogicalPlan::TableScan(apart))
                .alias(scan.table_name.clone())?;
            Ok(Transformed::yes(named.build()?))
        })?;
        Ok(done.data)
    }

    fn name(&self) -> &str {
        "calls"
    }
}
