//! The operator that reads a table from its file.

use std::fmt;
use std::sync::{Arc, OnceLock};

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Statistics, project_schema};
use datafusion::config::ConfigOptions;
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{
    Boundedness, EmissionType, ReplaceChildrenOptions,
};
use datafusion::physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown,
};
use datafusion::physical_plan::metrics::{
    BaselineMetrics, ExecutionPlanMetricsSet, MetricBuilder, MetricsSet,
};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties,
    apply_expression_roots,
};

use super::prune::chosen;
use super::stored::{Reading, Stored};

/// Reads columns of a table, of the row groups that filters leave.
#[derive(Debug)]
pub(super) struct OwnTableExec {
    stored: Arc<Stored>,
    columns: Vec<usize>,
    schema: SchemaRef,
    /// Filters of operators above, over `schema`. They decide there; here they say what need not be read.
    filters: Vec<Arc<dyn PhysicalExpr>>,
    /// What is left by what is known of the filters when the plan is made.
    planned: Vec<usize>,
    condition: Option<String>,
    /// What is left when rows are read: values of subqueries are known then.
    left: Arc<OnceLock<Vec<usize>>>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl OwnTableExec {
    pub fn new(
        stored: Arc<Stored>,
        columns: Vec<usize>,
        filters: Vec<Arc<dyn PhysicalExpr>>,
        partitions: usize,
    ) -> Result<Self> {
        let schema = project_schema(&stored.schema, Some(&columns))?;
        let (planned, condition) = chosen(&stored, &filters, &schema);
        let partitions = partitions.min(planned.len()).max(1);
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::clone(&schema)),
            Partitioning::UnknownPartitioning(partitions),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Ok(Self {
            stored,
            columns,
            schema,
            filters,
            planned,
            condition,
            left: Arc::default(),
            properties: Arc::new(properties),
            metrics: ExecutionPlanMetricsSet::new(),
        })
    }

    fn rows(&self) -> usize {
        self.planned.iter().map(|group| self.stored.group_rows(*group)).sum()
    }
}

impl DisplayAs for OwnTableExec {
    fn fmt_as(&self, _: DisplayFormatType, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.schema.fields().iter().map(|f| f.name().as_str()).collect();
        write!(
            out,
            "OwnTableExec: table={}, row_groups={}/{}, projection=[{}]",
            self.stored.table.name,
            self.planned.len(),
            self.stored.groups(),
            names.join(", ")
        )?;
        match &self.condition {
            Some(condition) => write!(out, ", bounds={condition}"),
            None => Ok(()),
        }
    }
}

impl ExecutionPlan for OwnTableExec {
    fn name(&self) -> &'static str {
        "OwnTableExec"
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
        apply_expression_roots(self.filters.iter(), each)
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
            statistics.num_rows = if self.filters.is_empty() {
                Precision::Exact(self.rows())
            } else {
                Precision::Inexact(self.rows())
            };
        }
        Ok(Arc::new(statistics))
    }

    fn handle_child_pushdown_result(
        &self,
        _: FilterPushdownPhase,
        result: ChildPushdownResult,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        let given: Vec<_> = result.parent_filters.into_iter().map(|parent| parent.filter).collect();
        // Each stays where it is: bounds leave out whole groups only.
        let stay = FilterPushdownPropagation::with_parent_pushdown_result(vec![
            PushedDown::No;
            given.len()
        ]);
        if given.is_empty() {
            return Ok(stay);
        }
        let filters = self.filters.iter().cloned().chain(given).collect();
        let partitions = self.properties.partitioning.partition_count();
        let node = Self::new(Arc::clone(&self.stored), self.columns.clone(), filters, partitions)?;
        Ok(stay.with_updated_node(Arc::new(node)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn execute(&self, partition: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let part = Part {
            stored: Arc::clone(&self.stored),
            columns: self.columns.clone(),
            schema: Arc::clone(&self.schema),
            filters: self.filters.clone(),
            left: Arc::clone(&self.left),
            number: partition,
            of: self.properties.partitioning.partition_count(),
            reading: None,
        };
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let read = MetricBuilder::new(&self.metrics).counter("row_groups_read", partition);
        let batches = futures::stream::try_unfold(part, move |mut part| {
            let timer = metrics.elapsed_compute().timer();
            let batch = part.next(&read);
            drop(timer);
            if let Ok(Some(batch)) = &batch {
                metrics.record_output(batch.num_rows());
            }
            futures::future::ready(batch.map(|batch| batch.map(|batch| (batch, part))))
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), batches)))
    }
}

/// What one stream reads: a run of the row groups, so that rows near each other stay together.
struct Part {
    stored: Arc<Stored>,
    columns: Vec<usize>,
    schema: SchemaRef,
    filters: Vec<Arc<dyn PhysicalExpr>>,
    left: Arc<OnceLock<Vec<usize>>>,
    number: usize,
    of: usize,
    reading: Option<Reading>,
}

impl Part {
    fn next(
        &mut self,
        read: &datafusion::physical_plan::metrics::Count,
    ) -> Result<Option<datafusion::arrow::array::RecordBatch>> {
        if self.reading.is_none() {
            let all = self.left.get_or_init(|| chosen(&self.stored, &self.filters, &self.schema).0);
            let (from, to) =
                (all.len() * self.number / self.of, all.len() * (self.number + 1) / self.of);
            let groups = all.get(from..to).unwrap_or_default().to_vec();
            read.add(groups.len());
            self.reading = Some(self.stored.read(groups, &self.columns)?);
        }
        self.reading.as_mut().and_then(Iterator::next).transpose()
    }
}
