//! Puts [`SpatialScanExec`] in the place of reading a whole table, where a filter asks for a part of the map.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::config::ConfigOptions;
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::utils::split_conjunction;
use datafusion::physical_expr_common::physical_expr::is_volatile;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::execution_plan::replace_children_if_necessary;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::projection::ProjectionExec;

use super::held::HeldPlaces;
use super::scan::SpatialScanExec;

/// The rule, over the tables that have trees.
#[derive(Debug)]
pub(super) struct SpatialScans(pub Arc<HeldPlaces>);

impl SpatialScans {
    /// What takes the place of `input`, of whose rows only those are wanted of which `condition` is true.
    fn read_by_index(
        &self,
        input: &Arc<dyn ExecutionPlan>,
        condition: &Arc<dyn PhysicalExpr>,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        // What stands more than once in a statement is computed below the filter, once for each row.
        if let Some(computed) = input.downcast_ref::<ProjectionExec>() {
            let condition = in_place(condition, computed)?;
            if is_volatile(&condition) {
                return Ok(None);
            }
            return match self.read_by_index(computed.input(), &condition)? {
                Some(read) => {
                    Ok(Some(replace_children_if_necessary(Arc::clone(input), vec![read])?))
                }
                None => Ok(None),
            };
        }
        let scan = SpatialScanExec::instead_of(input, &split_conjunction(condition), &self.0)?;
        Ok(scan.map(|scan| Arc::new(scan) as Arc<dyn ExecutionPlan>))
    }
}

/// A condition over what `computed` gives, as one over what it reads.
fn in_place(
    condition: &Arc<dyn PhysicalExpr>,
    computed: &ProjectionExec,
) -> Result<Arc<dyn PhysicalExpr>> {
    let written_out = |expr: Arc<dyn PhysicalExpr>| {
        let column =
            expr.downcast_ref::<Column>().and_then(|column| computed.expr().get(column.index()));
        Ok(match column {
            // What is put in reads other columns, which are not to be looked at again.
            Some(column) => {
                Transformed::new(Arc::clone(&column.expr), true, TreeNodeRecursion::Jump)
            }
            None => Transformed::no(expr),
        })
    };
    Arc::clone(condition).transform_down(written_out).data()
}

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
            match self.read_by_index(filter.input(), filter.predicate())? {
                Some(input) => {
                    Ok(Transformed::yes(replace_children_if_necessary(plan, vec![input])?))
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
