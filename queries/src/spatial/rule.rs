//! Puts [`SpatialJoinExec`] in the place of loops over all pairs.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{JoinSide, JoinType, NullEquality};
use datafusion::config::ConfigOptions;
use datafusion::error::Result;
use datafusion::logical_expr::Operator;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::joins::utils::{JoinFilter, build_join_schema};
use datafusion::physical_plan::joins::{
    CrossJoinExec, HashJoinExec, JoinOnRef, NestedLoopJoinExec,
};
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};

use super::condition::{Condition, rest_filter, split};
use super::exec::{Join, SpatialJoinExec};

/// An area is asked for many points; a point is asked of few areas. So areas are held unless they are this
/// many times as many.
const AREAS_A_POINT: usize = 4;

/// The rule.
#[derive(Debug)]
pub(super) struct SpatialJoins;

impl PhysicalOptimizerRule for SpatialJoins {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rewrite = |plan: Arc<dyn ExecutionPlan>| {
            Ok(match indexed(&plan)? {
                Some(join) => Transformed::yes(join),
                None => Transformed::no(plan),
            })
        };
        plan.transform_up(rewrite).data()
    }

    fn name(&self) -> &'static str {
        "spatial_joins"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// A join as the engine's planner has made it.
struct Planned<'a> {
    left: &'a Arc<dyn ExecutionPlan>,
    right: &'a Arc<dyn ExecutionPlan>,
    kind: JoinType,
    filter: JoinFilter,
    keys: JoinOnRef<'a>,
    equality: Operator,
    projection: Option<Vec<usize>>,
}

fn planned(plan: &Arc<dyn ExecutionPlan>) -> Option<Planned<'_>> {
    if let Some(filter) = plan.downcast_ref::<FilterExec>() {
        return filtered(filter);
    }
    if let Some(join) = plan.downcast_ref::<NestedLoopJoinExec>() {
        return Some(Planned {
            left: join.left(),
            right: join.right(),
            kind: *join.join_type(),
            filter: join.filter()?.clone(),
            keys: &[],
            equality: Operator::Eq,
            projection: join.projection().as_ref().map(|places| places.to_vec()),
        });
    }
    let join = plan.downcast_ref::<HashJoinExec>()?;
    if join.null_aware {
        return None;
    }
    Some(Planned {
        left: join.left(),
        right: join.right(),
        kind: *join.join_type(),
        filter: join.filter()?.clone(),
        keys: join.on(),
        equality: equality(join),
        projection: join.projection.as_ref().map(|places| places.to_vec()),
    })
}

/// A filter over all pairs, or over pairs of equal keys: how the planner leaves a condition that compares with a
/// subquery's value.
fn filtered(filter: &FilterExec) -> Option<Planned<'_>> {
    if filter.fetch().is_some() {
        return None;
    }
    let (left, right, keys, equality) =
        if let Some(join) = filter.input().downcast_ref::<CrossJoinExec>() {
            (join.left(), join.right(), &[][..], Operator::Eq)
        } else {
            let join = filter.input().downcast_ref::<HashJoinExec>()?;
            let plain = join.filter().is_none() && join.projection.is_none() && !join.null_aware;
            if !plain || *join.join_type() != JoinType::Inner {
                return None;
            }
            (join.left(), join.right(), join.on(), equality(join))
        };
    let (schema, columns) = build_join_schema(&left.schema(), &right.schema(), &JoinType::Inner);
    Some(Planned {
        left,
        right,
        kind: JoinType::Inner,
        filter: JoinFilter::new(Arc::clone(filter.predicate()), columns, Arc::new(schema)),
        keys,
        equality,
        projection: filter.projection().as_ref().map(|places| places.to_vec()),
    })
}

fn equality(join: &HashJoinExec) -> Operator {
    match join.null_equality() {
        NullEquality::NullEqualsNothing => Operator::Eq,
        NullEquality::NullEqualsNull => Operator::IsNotDistinctFrom,
    }
}

/// The indexed join in the place of `plan`; `None` when it is no join that an index can answer.
fn indexed(plan: &Arc<dyn ExecutionPlan>) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let Some(planned) = planned(plan) else { return Ok(None) };
    if planned.left.boundedness().is_unbounded() || planned.right.boundedness().is_unbounded() {
        return Ok(None);
    }
    let (left, right) = (planned.left.schema(), planned.right.schema());
    for (a, b) in planned.keys {
        let (a, b) = (a.data_type(&left)?, b.data_type(&right)?);
        if a != b || a.is_nested() {
            return Ok(None);
        }
    }
    let Some(split) = split(&planned.filter)? else { return Ok(None) };
    let rest =
        rest_filter(split.rest, &planned.filter, planned.keys, planned.equality, (&left, &right))?;
    let join = Join {
        kind: planned.kind,
        build: build_side(&split.condition, planned.left, planned.right)?,
        condition: split.condition,
        keys: planned.keys.to_vec(),
        rest,
        projection: planned.projection,
    };
    let join = SpatialJoinExec::new(Arc::clone(planned.left), Arc::clone(planned.right), join)?;
    Ok(Some(Arc::new(join)))
}

/// The input that is better held: the smaller one, and areas rather than points.
fn build_side(
    condition: &Condition,
    left: &Arc<dyn ExecutionPlan>,
    right: &Arc<dyn ExecutionPlan>,
) -> Result<JoinSide> {
    let statistics = StatisticsContext::new();
    let rows = |plan: &Arc<dyn ExecutionPlan>| -> Result<Option<usize>> {
        let found = statistics.compute(plan.as_ref(), &StatisticsArgs::new())?;
        Ok(found.num_rows.get_value().copied())
    };
    let weight =
        |rows: usize, point: bool| if point { rows.saturating_mul(AREAS_A_POINT) } else { rows };
    let points = (condition.left.is_point(), condition.right.is_point());
    Ok(match (rows(left)?, rows(right)?) {
        (Some(a), Some(b)) if weight(a, points.0) > weight(b, points.1) => JoinSide::Right,
        (Some(_), Some(_)) => JoinSide::Left,
        _ if points.0 && !points.1 => JoinSide::Right,
        _ => JoinSide::Left,
    })
}
