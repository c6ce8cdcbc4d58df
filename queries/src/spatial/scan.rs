//! Reads the rows of a table in memory whose places may lie where a filter asks for them.
//!
//! The filter stays above and decides: this only leaves out what lies elsewhere.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::SchemaRef;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Statistics, project_schema};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_plan::coop::cooperative;
use datafusion::physical_plan::execution_plan::ReplaceChildrenOptions;
use datafusion::physical_plan::metrics::{
    BaselineMetrics, ExecutionPlanMetricsSet, MetricBuilder, MetricsSet,
};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, apply_expression_roots,
};
use geodata::tables::{GEOMETRY, LAT, LON};

use super::held::{HeldPlaces, PlaceTree};
use super::region::Places;

/// Rows that are not asked for are read with those around them where there are fewer than this many between: to leave one
/// out takes the time in which the filter looks at some dozens.
const GAP: usize = if cfg!(test) { 1 } else { 64 };

type TreeOf = for<'a> fn(&'a SpatialScanExec, &RecordBatch) -> Option<&'a PlaceTree>;
type IsPlace = &'static dyn Fn(&Arc<dyn PhysicalExpr>) -> bool;

/// Reads a table in memory by the trees over its places.
#[derive(Debug)]
pub(super) struct SpatialScanExec {
    held: Arc<HeldPlaces>,
    source: MemorySourceConfig,
    schema: SchemaRef,
    /// Relations of a row's place to geometries that are the same for all rows, over `schema`; all have to hold.
    relations: Vec<Arc<dyn PhysicalExpr>>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl SpatialScanExec {
    /// In the place of `plan`, where that reads a table whose places have trees and one of `filters` relates them to
    /// something that is known when rows are read.
    pub fn instead_of(
        plan: &Arc<dyn ExecutionPlan>,
        filters: &[&Arc<dyn PhysicalExpr>],
        held: &Arc<HeldPlaces>,
    ) -> Result<Option<Self>> {
        let Some(source) = plan
            .downcast_ref::<DataSourceExec>()
            .and_then(|scan| scan.data_source().downcast_ref::<MemorySourceConfig>())
        else {
            return Ok(None);
        };
        let Some(first) = source.partitions().iter().flatten().next() else { return Ok(None) };
        let (shapes, points) = (shapes(held, first).is_some(), coordinates(held, first).is_some());
        if !(shapes || points) || plan.fetch().is_some() {
            return Ok(None);
        }
        let schema = project_schema(&source.original_schema(), source.projection().as_ref())?;
        let is_place =
            |expr: &Arc<dyn PhysicalExpr>| shapes && is_shape(expr) || points && is_point(expr);
        let places = Places { given: &schema, is_place: &is_place, on_earth: true };
        let relations = filters.iter().filter(|filter| places.concerns(filter));
        let relations: Vec<_> = relations.map(|filter| Arc::clone(filter)).collect();
        if relations.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            held: Arc::clone(held),
            source: source.clone(),
            schema,
            relations,
            properties: Arc::clone(plan.properties()),
            metrics: ExecutionPlanMetricsSet::new(),
        }))
    }

    /// The rows of a batch that may be asked for: runs, in order.
    fn runs(&self, batch: &RecordBatch) -> Result<Vec<Range<usize>>> {
        let kinds: [(TreeOf, IsPlace); 2] =
            [(Self::shape_tree, &is_shape), (Self::point_tree, &is_point)];
        let mut left: Option<Vec<u32>> = None;
        for relation in &self.relations {
            for (tree, is_place) in kinds {
                let places = Places { given: &self.schema, is_place, on_earth: true };
                let Some(tree) = places.concerns(relation).then(|| tree(self, batch)).flatten()
                else {
                    continue;
                };
                let places = Places { on_earth: tree.on_earth, ..places };
                let Some(boxes) = places.boxes(relation)? else { continue };
                let found = tree.find(&boxes);
                left = Some(match left {
                    None => found,
                    Some(mut left) => {
                        left.retain(|row| found.binary_search(row).is_ok());
                        left
                    }
                });
            }
        }
        let Some(rows) = left else {
            let whole = 0..batch.num_rows();
            return Ok(vec![whole]);
        };
        let mut runs: Vec<Range<usize>> = Vec::new();
        for row in rows {
            let row = usize::try_from(row).unwrap_or(usize::MAX);
            match runs.last_mut() {
                Some(run) if row < run.end.saturating_add(GAP) => run.end = row.saturating_add(1),
                _ => runs.push(row..row.saturating_add(1)),
            }
        }
        Ok(runs)
    }

    fn shape_tree<'a>(&'a self, batch: &RecordBatch) -> Option<&'a PlaceTree> {
        self.held.shapes(batch.column_by_name(GEOMETRY)?)
    }

    fn point_tree<'a>(&'a self, batch: &RecordBatch) -> Option<&'a PlaceTree> {
        self.held.points(batch.column_by_name(LON)?, batch.column_by_name(LAT)?)
    }
}

fn shapes<'a>(held: &HeldPlaces, batch: &'a RecordBatch) -> Option<&'a ArrayRef> {
    batch.column_by_name(GEOMETRY).filter(|column| held.has_shapes(column))
}

fn coordinates<'a>(
    held: &HeldPlaces,
    batch: &'a RecordBatch,
) -> Option<(&'a ArrayRef, &'a ArrayRef)> {
    let both = batch.column_by_name(LON).zip(batch.column_by_name(LAT));
    both.filter(|(lon, lat)| held.has_points(lon, lat))
}

fn is_named(expr: &Arc<dyn PhysicalExpr>, name: &str) -> bool {
    expr.downcast_ref::<Column>().is_some_and(|column| column.name() == name)
}

fn is_shape(expr: &Arc<dyn PhysicalExpr>) -> bool {
    is_named(expr, GEOMETRY)
}

/// Whether an expression is the point of a row's coordinates.
fn is_point(expr: &Arc<dyn PhysicalExpr>) -> bool {
    expr.downcast_ref::<ScalarFunctionExpr>().is_some_and(|made| {
        made.fun().name().eq_ignore_ascii_case("st_point")
            && matches!(made.args(), [lon, lat] if is_named(lon, LON) && is_named(lat, LAT))
    })
}

impl DisplayAs for SpatialScanExec {
    fn fmt_as(&self, _: DisplayFormatType, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.schema.fields().iter().map(|f| f.name().as_str()).collect();
        let relations: Vec<String> = self.relations.iter().map(ToString::to_string).collect();
        write!(
            out,
            "SpatialScanExec: index=rstar, relation={}, projection=[{}]",
            relations.join(" AND "),
            names.join(", ")
        )
    }
}

impl ExecutionPlan for SpatialScanExec {
    fn name(&self) -> &'static str {
        "SpatialScanExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        each: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        apply_expression_roots(self.relations.iter(), each)
    }

    fn replace_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn statistics_from_inputs(
        &self,
        _: &[Arc<Statistics>],
        args: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        let mut statistics = Statistics::new_unknown(&self.schema);
        if args.partition().is_none() {
            let rows = self.source.partitions().iter().flatten().map(RecordBatch::num_rows).sum();
            statistics.num_rows = Precision::Inexact(rows);
        }
        Ok(Arc::new(statistics))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn execute(&self, partition: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let batches = self.source.partitions().get(partition).cloned().unwrap_or_default();
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let left_out = MetricBuilder::new(&self.metrics).counter("rows_left_out", partition);
        let scan = Arc::new(Self {
            held: Arc::clone(&self.held),
            source: self.source.clone(),
            schema: Arc::clone(&self.schema),
            relations: self.relations.clone(),
            properties: Arc::clone(&self.properties),
            metrics: self.metrics.clone(),
        });
        let parts = batches.into_iter().flat_map(move |batch| {
            let timer = metrics.elapsed_compute().timer();
            let runs = scan.runs(&batch);
            drop(timer);
            let projected: Result<RecordBatch> = match scan.source.projection() {
                Some(columns) => batch.project(columns).map_err(DataFusionError::from),
                None => Ok(batch.clone()),
            };
            let slices = runs.and_then(|runs| {
                let read: usize = runs.iter().map(Range::len).sum();
                left_out.add(batch.num_rows().saturating_sub(read));
                metrics.record_output(read);
                let projected = projected?;
                Ok(runs.into_iter().map(move |run| Ok(projected.slice(run.start, run.len()))))
            });
            match slices {
                Ok(slices) => {
                    Box::new(slices) as Box<dyn Iterator<Item = Result<RecordBatch>> + Send>
                }
                Err(error) => Box::new(std::iter::once(Err(error))),
            }
        });
        let stream = futures::stream::iter(parts);
        let stream = RecordBatchStreamAdapter::new(Arc::clone(&self.schema), stream);
        // As the scan in whose place this is, it gives way to others now and then.
        Ok(Box::pin(cooperative(stream)))
    }
}
