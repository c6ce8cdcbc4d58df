//! Reads the rows of a table in memory whose places may lie where a filter asks for them, or whose codes in the area.
//!
//! The filter stays above and decides: this only leaves out what lies elsewhere.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Statistics, project_schema};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
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
use geo::Rect;

use super::codes::{self, within_area};
use super::held::HeldPlaces;
use super::region::{Place, Places};

/// Rows that are not asked for are read with those around them where there are fewer than this many between: to leave one
/// out takes the time in which the filter looks at some dozens.
const GAP: usize = if cfg!(test) { 1 } else { 64 };

/// Reads a table in memory by the trees over its places, and by the order of its codes.
#[derive(Debug)]
pub(super) struct SpatialScanExec {
    scan: Arc<Scan>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

/// What is read, and what is asked of it.
#[derive(Debug)]
struct Scan {
    held: Arc<HeldPlaces>,
    source: MemorySourceConfig,
    schema: SchemaRef,
    /// What is asked of a row and is the same for all rows; all of it has to hold.
    relations: Vec<Relation>,
}

#[derive(Debug)]
struct Relation {
    /// Over the schema of what is read.
    filter: Arc<dyn PhysicalExpr>,
    found: Found,
}

/// By what the rows are found that a filter may be true of. Values of subqueries are known when the first rows are read.
#[derive(Debug)]
enum Found {
    /// The boxes in which a row's place may lie.
    Place {
        place: Place,
        /// Among places that all lie on the map.
        on_earth: OnceLock<Option<Vec<Rect<f64>>>>,
        /// Among places of which some lie off the map.
        anywhere: OnceLock<Option<Vec<Rect<f64>>>>,
    },
    /// The bounds of the codes of an area.
    Codes { column: String, bounds: OnceLock<Option<(String, String)>> },
}

impl Relation {
    fn to_place(filter: &Arc<dyn PhysicalExpr>, place: Place) -> Self {
        let (on_earth, anywhere) = (OnceLock::new(), OnceLock::new());
        let found = Found::Place { place, on_earth, anywhere };
        Self { filter: Arc::clone(filter), found }
    }

    /// Of a filter of the codes of a table that has those of `first` among its own.
    fn to_area(
        filter: &Arc<dyn PhysicalExpr>,
        first: &RecordBatch,
        held: &HeldPlaces,
    ) -> Option<Self> {
        let (column, _) = within_area(filter)?;
        let column = column.name().to_owned();
        held.codes(first.column_by_name(&column)?)?;
        let found = Found::Codes { column, bounds: OnceLock::new() };
        Some(Self { filter: Arc::clone(filter), found })
    }

    /// The rows of a batch that may be asked for, in order; `None` when they are not known.
    fn rows(&self, batch: &RecordBatch, held: &HeldPlaces, given: &Schema) -> Option<Vec<u32>> {
        match &self.found {
            Found::Place { place, on_earth, anywhere } => {
                let tree = held.tree(*place, batch)?;
                let known = if tree.on_earth { on_earth } else { anywhere };
                let places = Places { given, of: &[*place], on_earth: tree.on_earth };
                Some(tree.find(known.get_or_init(|| places.boxes(&self.filter)).as_ref()?))
            }
            Found::Codes { column, bounds } => {
                let codes = held.codes(batch.column_by_name(column)?)?;
                let known = bounds.get_or_init(|| codes::bounds(within_area(&self.filter)?.1));
                let rows = codes::rows(codes, known.as_ref()?);
                Some((u32::try_from(rows.start).ok()?..u32::try_from(rows.end).ok()?).collect())
            }
        }
    }
}

impl SpatialScanExec {
    /// In the place of `plan`, where that reads a table whose places have trees, or whose codes are in order, and one of
    /// `filters` relates them to something that is known when rows are read.
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
        if plan.fetch().is_some() {
            return Ok(None);
        }
        let schema = project_schema(&source.original_schema(), source.projection().as_ref())?;
        let mut relations = Vec::new();
        for place in [Place::Geometry, Place::Coordinates] {
            if held.tells(place, first) {
                let places = Places { given: &schema, of: &[place], on_earth: true };
                let filters = filters.iter().filter(|filter| places.concerns(filter));
                relations.extend(filters.map(|filter| Relation::to_place(filter, place)));
            }
        }
        let filters = filters.iter();
        relations.extend(filters.filter_map(|filter| Relation::to_area(filter, first, held)));
        if relations.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            scan: Arc::new(Scan {
                held: Arc::clone(held),
                source: source.clone(),
                schema,
                relations,
            }),
            properties: Arc::clone(plan.properties()),
            metrics: ExecutionPlanMetricsSet::new(),
        }))
    }
}

impl Scan {
    /// The rows of a batch that may be asked for: runs, in order.
    fn runs(&self, batch: &RecordBatch) -> Vec<Range<usize>> {
        let mut left: Option<Vec<u32>> = None;
        for relation in &self.relations {
            let Some(found) = relation.rows(batch, &self.held, &self.schema) else { continue };
            left = Some(match left {
                None => found,
                Some(mut left) => {
                    left.retain(|row| found.binary_search(row).is_ok());
                    left
                }
            });
        }
        let Some(rows) = left else {
            let whole = 0..batch.num_rows();
            return vec![whole];
        };
        let mut runs: Vec<Range<usize>> = Vec::new();
        for row in rows {
            let row = usize::try_from(row).unwrap_or(usize::MAX);
            match runs.last_mut() {
                Some(run) if row < run.end.saturating_add(GAP) => run.end = row.saturating_add(1),
                _ => runs.push(row..row.saturating_add(1)),
            }
        }
        runs
    }

    /// What is asked for of a batch, in slices of it.
    fn read(&self, batch: &RecordBatch) -> Result<Vec<RecordBatch>> {
        let runs = self.runs(batch);
        let projected = match self.source.projection() {
            Some(columns) => &batch.project(columns)?,
            None => batch,
        };
        Ok(runs.into_iter().map(|run| projected.slice(run.start, run.len())).collect())
    }
}

impl DisplayAs for SpatialScanExec {
    fn fmt_as(&self, _: DisplayFormatType, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scan { schema, relations, .. } = self.scan.as_ref();
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let by_codes = |relation: &Relation| matches!(relation.found, Found::Codes { .. });
        let index = match (relations.iter().all(by_codes), relations.iter().any(by_codes)) {
            (true, _) => "codes",
            (false, true) => "rstar+codes",
            (false, false) => "rstar",
        };
        let relations: Vec<String> = relations.iter().map(|r| r.filter.to_string()).collect();
        write!(
            out,
            "SpatialScanExec: index={index}, relation={}, projection=[{}]",
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
        apply_expression_roots(self.scan.relations.iter().map(|relation| &relation.filter), each)
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
        let mut statistics = Statistics::new_unknown(&self.scan.schema);
        if args.partition().is_none() {
            let batches = self.scan.source.partitions().iter().flatten();
            statistics.num_rows = Precision::Inexact(batches.map(RecordBatch::num_rows).sum());
        }
        Ok(Arc::new(statistics))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn execute(&self, partition: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let batches = self.scan.source.partitions().get(partition).cloned().unwrap_or_default();
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let left_out = MetricBuilder::new(&self.metrics).counter("rows_left_out", partition);
        let scan = Arc::clone(&self.scan);
        let parts = batches.into_iter().flat_map(move |batch| {
            let timer = metrics.elapsed_compute().timer();
            let slices = scan.read(&batch);
            drop(timer);
            if let Ok(slices) = &slices {
                let read: usize = slices.iter().map(RecordBatch::num_rows).sum();
                left_out.add(batch.num_rows().saturating_sub(read));
                metrics.record_output(read);
            }
            match slices {
                Ok(slices) => slices.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            }
        });
        let stream = futures::stream::iter(parts);
        let stream = RecordBatchStreamAdapter::new(Arc::clone(&self.scan.schema), stream);
        // As the scan in whose place this is, it gives way to others now and then.
        Ok(Box::pin(cooperative(stream)))
    }
}
