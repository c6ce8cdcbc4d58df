//! Puts [`SpatialScanExec`] in the place of reading a whole table, where a filter asks for a part of the map.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::config::ConfigOptions;
use datafusion::error::Result;
use datafusion::physical_expr::utils::split_conjunction;
use datafusion::physical_expr_common::physical_expr::is_volatile;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::execution_plan::replace_children_if_necessary;
use datafusion::physical_plan::filter::FilterExec;

use super::held::HeldPlaces;
use super::scan::SpatialScanExec;

/// The rule, over the tables that have trees.
#[derive(Debug)]
pub(super) struct SpatialScans(pub Arc<HeldPlaces>);

impl PhysicalOptimizerRule for SpatialScans {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rewrite = |plan: Arc<dyn ExecutionPlan>| {
            let Some(filter) = plan.downcast_ref::<FilterExec>() else {
                return Ok(Transformed::no(plan));
            };
            // A random condition may not be asked of fewer rows.
            if is_volatile(filter.predicate()) {
                return Ok(Transformed::no(plan));
            }
            let parts = split_conjunction(filter.predicate());
            match SpatialScanExec::instead_of(filter.input(), &parts, &self.0)? {
                Some(scan) => {
                    let scan: Arc<dyn ExecutionPlan> = Arc::new(scan);
                    Ok(Transformed::yes(replace_children_if_necessary(plan, vec![scan])?))
                }
                None => Ok(Transformed::no(plan)),
            }
        };
        plan.transform_up(rewrite).data()
    }

    fn name(&self) -> &'static str {
        "spatial_scans"
    }

    fn schema_check(&self) -> bool {
        true
    }
}
