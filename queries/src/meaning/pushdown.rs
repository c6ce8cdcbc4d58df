//! Filters that operators pass on to what they read.
//!
//! The engine finds the column of a filter by its name, and after a join two columns may have one: `a.x < 3` becomes
//! `b.x < 3` and rows are missing (apache/datafusion #21246, #25296). Here filters are passed on within what reads one
//! table by columns of different names. Conditions of a statement have gone through its joins before, by the logical
//! plan, which knows whose a column is; what is lost are the bounds that a join finds while it runs.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::filter_pushdown::FilterPushdown;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;

type Rule = Arc<dyn PhysicalOptimizerRule + Send + Sync>;

/// The engine's rules, of which those that pass filters on are held within one table.
pub(crate) fn within_one_table(rules: Vec<Rule>) -> Vec<Rule> {
    let engines = [FilterPushdown::new(), FilterPushdown::new_post_optimization()];
    let passes_on = |rule: &Rule| engines.iter().any(|engines| engines.name() == rule.name());
    let held = |rule| if passes_on(&rule) { Arc::new(WithinOneTable(rule)) as Rule } else { rule };
    rules.into_iter().map(held).collect()
}

/// A rule of the engine for the parts of a plan that read one table.
#[derive(Debug)]
struct WithinOneTable(Rule);

impl PhysicalOptimizerRule for WithinOneTable {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let done = plan.transform_down(|node| {
            if !reads_one_table(&node) {
                return Ok(Transformed::no(node));
            }
            let done = self.0.optimize(node, config)?;
            Ok(Transformed::new(done, true, TreeNodeRecursion::Jump))
        })?;
        Ok(done.data)
    }

    fn name(&self) -> &str {
        self.0.name()
    }

    fn schema_check(&self) -> bool {
        self.0.schema_check()
    }
}

/// Whether these are operators, one above the other, over one table, none with two columns of one name.
fn reads_one_table(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let mut node = plan;
    loop {
        let mut names = HashSet::new();
        if !node.schema().fields().iter().all(|field| names.insert(field.name().clone())) {
            return false;
        }
        match node.children().as_slice() {
            [] => return true,
            [below] if keeps_columns(node) => node = below,
            _ => return false,
        }
    }
}

/// Whether each column of a row stands for one column of one row below.
fn keeps_columns(node: &Arc<dyn ExecutionPlan>) -> bool {
    node.is::<FilterExec>()
        || node.is::<ProjectionExec>()
        || node.is::<SortExec>()
        || node.is::<SortPreservingMergeExec>()
        || node.is::<RepartitionExec>()
        || node.is::<CoalescePartitionsExec>()
        || node.is::<CooperativeExec>()
}
