//! The operator: what the engine asks of it, and how its streams are set up.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{JoinSide, JoinType, plan_err, project_schema};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{
    Boundedness, ChildrenPropertiesMode, EmissionType, ReplaceChildrenOptions,
};
use datafusion::physical_plan::joins::utils::{ColumnIndex, JoinFilter, build_join_schema};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::projection::{
    EmbeddedProjection, ProjectionExec, try_embed_projection,
};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, Distribution, ExecutionPlan, ExecutionPlanProperties,
    InputDistributionRequirements, Partitioning, PlanProperties, apply_expression_roots,
};
use futures::FutureExt;
use futures::stream::try_unfold;

use super::build::{Built, Part};
use super::condition::{Condition, Operand, Test};
use super::duty::Duties;
use super::output::Layout;
use super::stream::{Holding, JoinStream, Rest, State};

/// What a join is, apart from its inputs.
#[derive(Debug, Clone)]
pub(super) struct Join {
    pub kind: JoinType,
    pub condition: Condition,
    /// What has to be equal, left and right.
    pub keys: Vec<(Arc<dyn PhysicalExpr>, Arc<dyn PhysicalExpr>)>,
    /// What else has to hold; the equality of the keys is said here again, for a hash alone proves nothing.
    pub rest: Option<JoinFilter>,
    /// The input that is held and indexed.
    pub build: JoinSide,
    /// The columns that are handed out, of all that the type of join has.
    pub projection: Option<Vec<usize>>,
}

/// A join of two inputs on a comparison of their geometries.
#[derive(Debug)]
pub(super) struct SpatialJoinExec {
    left: Arc<dyn ExecutionPlan>,
    right: Arc<dyn ExecutionPlan>,
    join: Join,
    layout: Layout,
    holding: Mutex<Option<Holding>>,
    metrics: ExecutionPlanMetricsSet,
    properties: Arc<PlanProperties>,
}

impl SpatialJoinExec {
    pub fn new(
        left: Arc<dyn ExecutionPlan>,
        right: Arc<dyn ExecutionPlan>,
        join: Join,
    ) -> Result<Self> {
        let (schema, columns) = build_join_schema(&left.schema(), &right.schema(), &join.kind);
        let projection = join.projection.as_deref();
        let schema = project_schema(&Arc::new(schema), projection.as_ref())?;
        let columns = match projection {
            None => columns,
            Some(places) => {
                let chosen = places.iter().map(|place| columns.get(*place).cloned());
                let Some(chosen) = chosen.collect() else {
                    return plan_err!("a join was asked for columns that it lacks");
                };
                chosen
            }
        };
        let probe = if join.build == JoinSide::Left { &right } else { &left };
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::clone(&schema)),
            Partitioning::UnknownPartitioning(probe.output_partitioning().partition_count()),
            EmissionType::Both,
            Boundedness::Bounded,
        );
        Ok(Self {
            layout: Layout { schema, columns, build: join.build },
            left,
            right,
            join,
            holding: Mutex::new(None),
            metrics: ExecutionPlanMetricsSet::new(),
            properties: Arc::new(properties),
        })
    }

    fn build_first(&self) -> bool {
        (self.join.build == JoinSide::Left) == self.join.condition.left_first
    }

    fn part(&self, side: JoinSide) -> Part {
        let operand: &Operand = if side == JoinSide::Left {
            &self.join.condition.left
        } else {
            &self.join.condition.right
        };
        let limit = match &self.join.condition.test {
            Test::Near(near) if near.side == side => Some(Arc::clone(&near.limit)),
            _ => None,
        };
        let key = |(left, right): &(Arc<dyn PhysicalExpr>, Arc<dyn PhysicalExpr>)| {
            Arc::clone(if side == JoinSide::Left { left } else { right })
        };
        Part { operand: operand.clone(), limit, keys: self.join.keys.iter().map(key).collect() }
    }

    /// The rows that are held; read once, whichever stream asks first.
    fn hold(&self, context: &Arc<TaskContext>) -> Result<Holding> {
        let mut holding = self.holding.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(holding) = holding.as_ref() {
            return Ok(holding.clone());
        }
        let (build, probe) = self.inputs();
        let memory = MemoryConsumer::new("SpatialJoin").register(context.memory_pool());
        let built = Built::new(
            build.execute(0, Arc::clone(context))?,
            self.part(self.join.build),
            self.join.condition.clone(),
            Duties::new(self.join.kind, self.join.build).build,
            probe.output_partitioning().partition_count(),
            memory,
        );
        let shared: Holding =
            async move { built.await.map(Arc::new).map_err(Arc::new) }.boxed().shared();
        *holding = Some(shared.clone());
        Ok(shared)
    }

    /// The largest distance, where it is a constant: a literal, or a subquery's value, which is known only once
    /// the streams run.
    fn constant_limit(&self) -> Option<Arc<dyn PhysicalExpr>> {
        match &self.join.condition.test {
            Test::Near(near) if near.side == JoinSide::None => Some(Arc::clone(&near.limit)),
            _ => None,
        }
    }

    /// The input that is held and the one that probes.
    fn inputs(&self) -> (&Arc<dyn ExecutionPlan>, &Arc<dyn ExecutionPlan>) {
        if self.join.build == JoinSide::Left {
            (&self.left, &self.right)
        } else {
            (&self.right, &self.left)
        }
    }
}

impl EmbeddedProjection for SpatialJoinExec {
    fn with_projection(&self, projection: Option<Vec<usize>>) -> Result<Self> {
        let projection = match (projection, &self.join.projection) {
            (Some(places), Some(present)) => {
                let through = places.iter().map(|place| present.get(*place).copied());
                match through.collect::<Option<Vec<usize>>>() {
                    Some(places) => Some(places),
                    None => return plan_err!("a join was asked for columns that it lacks"),
                }
            }
            (places, present) => places.or_else(|| present.clone()),
        };
        let join = Join { projection, ..self.join.clone() };
        Self::new(Arc::clone(&self.left), Arc::clone(&self.right), join)
    }
}

impl DisplayAs for SpatialJoinExec {
    fn fmt_as(&self, _: DisplayFormatType, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = &self.join;
        let (side, operand) = if join.build == JoinSide::Left {
            ("left", &join.condition.left)
        } else {
            ("right", &join.condition.right)
        };
        let (a, b) = if join.condition.left_first {
            (&join.condition.left, &join.condition.right)
        } else {
            (&join.condition.right, &join.condition.left)
        };
        write!(
            out,
            "SpatialJoinExec: index={side} {}, predicate={}({}, {}), join_type={:?}",
            operand.expr, join.condition.function, a.expr, b.expr, join.kind
        )?;
        match &join.condition.test {
            Test::Relation(_) => {}
            Test::Near(near) => write!(out, ", within={}", near.limit)?,
            Test::Nearest(asked) => write!(out, ", nearest={}", asked.count)?,
        }
        if !join.keys.is_empty() {
            let keys: Vec<String> =
                join.keys.iter().map(|(left, right)| format!("{left} = {right}")).collect();
            write!(out, ", on=[{}]", keys.join(", "))?;
        }
        if let Some(rest) = &join.rest {
            write!(out, ", filter={}", rest.expression())?;
        }
        if join.projection.is_some() {
            let names = self.layout.schema.fields().iter().map(|field| field.name().as_str());
            write!(out, ", projection=[{}]", names.collect::<Vec<_>>().join(", "))?;
        }
        Ok(())
    }
}

impl ExecutionPlan for SpatialJoinExec {
    fn name(&self) -> &'static str {
        "SpatialJoinExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.left, &self.right]
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        let (held, probing) =
            (Distribution::SinglePartition, Distribution::UnspecifiedDistribution);
        InputDistributionRequirements::new(if self.join.build == JoinSide::Left {
            vec![held, probing]
        } else {
            vec![probing, held]
        })
    }

    fn apply_expressions(
        &self,
        each: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        let condition = &self.join.condition;
        let mut all = vec![&condition.left.expr, &condition.right.expr];
        if let Test::Near(near) = &condition.test {
            all.push(&near.limit);
        }
        all.extend(self.join.keys.iter().flat_map(|(left, right)| [left, right]));
        all.extend(self.join.rest.iter().map(JoinFilter::expression));
        apply_expression_roots(all, each)
    }

    fn replace_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let (Some(right), Some(left)) = (children.pop(), children.pop()) else {
            return plan_err!("a join has two inputs");
        };
        Ok(Arc::new(Self::new(left, right, self.join.clone())?))
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
        self.replace_children(children, options)
    }

    fn try_swapping_with_projection(
        &self,
        projection: &ProjectionExec,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        if self.join.projection.is_some() {
            return Ok(None);
        }
        try_embed_projection(projection, self)
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let (_, probe) = self.inputs();
        let probe_side = self.join.build.negate();
        let rest = self.join.rest.as_ref().map(|rest| Rest {
            filter: Arc::clone(rest.expression()),
            layout: Layout {
                schema: Arc::clone(rest.schema()),
                columns: rest.column_indices().to_vec() as Vec<ColumnIndex>,
                build: self.join.build,
            },
        });
        let stream = JoinStream {
            holding: self.hold(&context)?,
            probe: probe.execute(partition, Arc::clone(&context))?,
            part: self.part(probe_side),
            condition: Arc::new(self.join.condition.clone()),
            build_first: self.build_first(),
            limit: self.constant_limit(),
            rest,
            duties: Duties::new(self.join.kind, self.join.build),
            layout: self.layout.clone(),
            batch_rows: context.session_config().batch_size(),
            metrics: BaselineMetrics::new(&self.metrics, partition),
            state: State::default(),
        };
        let batches = try_unfold(stream, |mut stream| async move {
            Ok::<_, DataFusionError>(stream.next().await?.map(|batch| (batch, stream)))
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.layout.schema), batches)))
    }
}
