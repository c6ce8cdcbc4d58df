//! Puts [`SpatialJoinExec`] in the place of all pairs of which the nearest alone are kept.
//!
//! Whoever numbers pairs by their distance and keeps the first of each row, or takes the least distance of each row,
//! asks for the nearest: pairs that are further than those need not be made. What numbers, keeps and takes stays as
//! it is, so that ties and further orders have the answer that they had.

use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{JoinSide, JoinType, ScalarValue};
use datafusion::config::ConfigOptions;
use datafusion::error::Result;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{BinaryExpr, Column, Literal};
use datafusion::physical_expr::utils::{collect_columns, split_conjunction};
use datafusion::physical_expr::window::{StandardWindowExpr, WindowExpr};
use datafusion::physical_expr::{PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_expr_common::physical_expr::is_volatile;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateMode};
use datafusion::physical_plan::execution_plan::replace_children_if_necessary;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::joins::{CrossJoinExec, NestedLoopJoinExec};
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowUDFExpr};
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};

use super::condition::{Condition, Nearest, Operand, Test, call, replace_columns};
use super::exec::{Join, SpatialJoinExec};
use crate::geometry::Model;

/// More than this many of each row are better made without a search.
const MOST: usize = 1000;

/// The rule.
#[derive(Debug)]
pub(super) struct NearestJoins;

impl PhysicalOptimizerRule for NearestJoins {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rewrite = |plan: Arc<dyn ExecutionPlan>| {
            let searched = match (ranked(&plan), least(&plan)) {
                (Some(asked), _) | (None, Some(asked)) => searched(asked)?,
                (None, None) => None,
            };
            Ok(searched.map_or_else(|| Transformed::no(plan), Transformed::yes))
        };
        plan.transform_up(rewrite).data()
    }

    fn name(&self) -> &'static str {
        "nearest_joins"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// What a plan keeps of the pairs that are made below it.
struct Asked {
    /// From the plan down to the one above the pairs; each has one input.
    above: Vec<Arc<dyn ExecutionPlan>>,
    below: Arc<dyn ExecutionPlan>,
    /// What tells apart for whom the nearest are asked; over the columns of `below`.
    groups: Vec<Arc<dyn PhysicalExpr>>,
    /// What they are ordered by; over the columns of `below`.
    distance: Arc<dyn PhysicalExpr>,
    count: usize,
}

/// `FilterExec(number <= count)` over a window that numbers by a distance.
fn ranked(plan: &Arc<dyn ExecutionPlan>) -> Option<Asked> {
    let filter = plan.downcast_ref::<FilterExec>()?;
    let (mut number, count) =
        split_conjunction(filter.predicate()).into_iter().find_map(first_ones)?;
    let mut above = vec![Arc::clone(plan)];
    let mut next = Arc::clone(filter.input());
    while let Some(projection) = next.downcast_ref::<ProjectionExec>() {
        number = projection.expr().get(number)?.expr.downcast_ref::<Column>()?.index();
        let input = Arc::clone(projection.input());
        above.push(std::mem::replace(&mut next, input));
    }
    let window = next.downcast_ref::<BoundedWindowAggExec>()?;
    let place = number.checked_sub(window.input().schema().fields().len())?;
    let own = window.window_expr().get(place)?;
    let alike = |other: &Arc<dyn WindowExpr>| {
        numbers(other)
            && other.partition_by() == own.partition_by()
            && other.order_by() == own.order_by()
    };
    let first = own.order_by().first()?;
    if !window.window_expr().iter().all(alike)
        || own.partition_by().is_empty()
        || !least_first(first)
    {
        return None;
    }
    let (groups, distance) = (own.partition_by().to_vec(), Arc::clone(&first.expr));
    let below = Arc::clone(window.input());
    above.push(next);
    Some(Asked { above, below, groups, distance, count })
}

/// `min` of a distance.
fn least(plan: &Arc<dyn ExecutionPlan>) -> Option<Asked> {
    let aggregate = plan.downcast_ref::<AggregateExec>()?;
    let raw = matches!(
        aggregate.mode(),
        AggregateMode::Partial | AggregateMode::Single | AggregateMode::SinglePartitioned
    );
    let [only] = aggregate.aggr_expr() else { return None };
    let [distance] = &only.expressions()[..] else { return None };
    let groups = aggregate.group_expr();
    let filtered = aggregate.filter_expr().iter().any(Option::is_some);
    if !raw || !groups.is_single() || groups.is_empty() || filtered || only.fun().name() != "min" {
        return None;
    }
    Some(Asked {
        above: vec![Arc::clone(plan)],
        below: Arc::clone(aggregate.input()),
        groups: groups.input_exprs(),
        distance: Arc::clone(distance),
        count: 1,
    })
}

/// The column that a condition keeps the first numbers of, and how many.
fn first_ones(condition: &Arc<dyn PhysicalExpr>) -> Option<(usize, usize)> {
    let comparison = condition.downcast_ref::<BinaryExpr>()?;
    let (left, right) = (comparison.left(), comparison.right());
    let (column, literal, op) =
        match (left.downcast_ref::<Column>(), right.downcast_ref::<Column>()) {
            (Some(column), None) => (column, right, *comparison.op()),
            (None, Some(column)) => (column, left, comparison.op().swap()?),
            _ => return None,
        };
    let value = literal.downcast_ref::<Literal>()?.value();
    if !value.data_type().is_integer() {
        return None;
    }
    let ScalarValue::UInt64(Some(value)) =
        value.cast_to(&arrow::datatypes::DataType::UInt64).ok()?
    else {
        return None;
    };
    let count = match op {
        Operator::Eq | Operator::LtEq => value,
        Operator::Lt => value.checked_sub(1)?,
        _ => return None,
    };
    let count = usize::try_from(count).ok().filter(|count| (1..=MOST).contains(count))?;
    Some((column.index(), count))
}

/// Whether a row's number depends on the rows before it alone.
fn numbers(expr: &Arc<dyn WindowExpr>) -> bool {
    let standard = expr.as_any().downcast_ref::<StandardWindowExpr>();
    let function = standard
        .and_then(|it| it.get_standard_func_expr().as_any().downcast_ref::<WindowUDFExpr>());
    function.is_some_and(|it| matches!(it.fun().name(), "row_number" | "rank"))
}

/// Whether the least come first and what is NULL last.
fn least_first(order: &PhysicalSortExpr) -> bool {
    !order.options.descending && !order.options.nulls_first
}

/// The same plan over a search; `None` when the pairs are not all pairs of two inputs, or the distance is none
/// between the two.
fn searched(mut asked: Asked) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    while let Some(projection) = asked.below.downcast_ref::<ProjectionExec>() {
        let through = |expr: &Arc<dyn PhysicalExpr>| {
            Arc::clone(expr)
                .transform(|expr| {
                    let inner = expr
                        .downcast_ref::<Column>()
                        .and_then(|column| projection.expr().get(column.index()));
                    Ok(inner.map_or_else(
                        || Transformed::no(Arc::clone(&expr)),
                        // What it is replaced by is over other columns, and is not to be replaced again.
                        |inner| {
                            Transformed::new(
                                Arc::clone(&inner.expr),
                                true,
                                datafusion::common::tree_node::TreeNodeRecursion::Jump,
                            )
                        },
                    ))
                })
                .data()
        };
        asked.groups = asked.groups.iter().map(through).collect::<Result<_>>()?;
        asked.distance = through(&asked.distance)?;
        let input = Arc::clone(projection.input());
        asked.above.push(std::mem::replace(&mut asked.below, input));
    }
    let Some(join) = search(&asked)? else { return Ok(None) };
    let mut plan: Arc<dyn ExecutionPlan> = Arc::new(join);
    for node in asked.above.into_iter().rev() {
        plan = replace_children_if_necessary(node, vec![plan])?;
    }
    Ok(Some(plan))
}

/// All pairs of two inputs.
struct Pairs<'a> {
    left: &'a Arc<dyn ExecutionPlan>,
    right: &'a Arc<dyn ExecutionPlan>,
    kind: JoinType,
    projection: Option<Vec<usize>>,
}

fn pairs(plan: &Arc<dyn ExecutionPlan>) -> Option<Pairs<'_>> {
    if let Some(join) = plan.downcast_ref::<CrossJoinExec>() {
        let (left, right) = (join.left(), join.right());
        return Some(Pairs { left, right, kind: JoinType::Inner, projection: None });
    }
    let join = plan.downcast_ref::<NestedLoopJoinExec>()?;
    let projection = join.projection().as_ref().map(|places| places.to_vec());
    let (left, right, kind) = (join.left(), join.right(), *join.join_type());
    join.filter().is_none().then_some(Pairs { left, right, kind, projection })
}

/// A distance without what it is multiplied with or divided by (kilometres of metres): its order is the same.
fn scaled(distance: &Arc<dyn PhysicalExpr>) -> &Arc<dyn PhysicalExpr> {
    let Some(product) = distance.downcast_ref::<BinaryExpr>() else { return distance };
    if !matches!(product.op(), Operator::Multiply | Operator::Divide) {
        return distance;
    }
    let factor = product.right().downcast_ref::<Literal>().map(Literal::value);
    match factor {
        // Far from where different distances would become one.
        Some(ScalarValue::Float64(Some(factor))) if (1e-9..=1e9).contains(factor) => product.left(),
        _ => distance,
    }
}

fn search(asked: &Asked) -> Result<Option<SpatialJoinExec>> {
    let Some(pairs) = pairs(&asked.below) else { return Ok(None) };
    let (left, right) = (pairs.left.schema(), pairs.right.schema());
    if pairs.left.boundedness().is_unbounded() || pairs.right.boundedness().is_unbounded() {
        return Ok(None);
    }
    // The place of a column among those of both inputs.
    let place = |index: usize| match &pairs.projection {
        Some(places) => places.get(index).copied(),
        None => Some(index),
    };
    let width = left.fields().len();
    let side = |expr: &Arc<dyn PhysicalExpr>| -> Option<JoinSide> {
        let sides = collect_columns(expr).into_iter().map(|column| {
            Some(if place(column.index())? < width { JoinSide::Left } else { JoinSide::Right })
        });
        let sides = sides.collect::<Option<Vec<JoinSide>>>()?;
        let first = *sides.first()?;
        sides.iter().all(|side| *side == first).then_some(first)
    };
    let mut groups = asked.groups.iter().map(&side);
    let Some(Some(probe)) = groups.next() else { return Ok(None) };
    if groups.any(|other| other != Some(probe)) || asked.groups.iter().any(is_volatile) {
        return Ok(None);
    }
    let kept = match pairs.kind {
        JoinType::Inner => true,
        JoinType::Left => probe == JoinSide::Left,
        JoinType::Right => probe == JoinSide::Right,
        _ => false,
    };
    if !kept || is_volatile(&asked.distance) {
        return Ok(None);
    }
    let Some((function, args)) = call(scaled(&asked.distance)) else { return Ok(None) };
    let (model, a, b) = match (function, args) {
        ("ST_Distance", [a, b]) => (Model::Plane, a, b),
        ("ST_Distance", [a, b, model]) => {
            let model = model.downcast_ref::<Literal>().map(Literal::value);
            let Some(ScalarValue::Boolean(Some(spheroid))) = model else { return Ok(None) };
            (if *spheroid { Model::Spheroid } else { Model::Sphere }, a, b)
        }
        ("ST_DistanceSphere", [a, b]) => (Model::Sphere, a, b),
        ("ST_DistanceSpheroid", [a, b]) => (Model::Spheroid, a, b),
        _ => return Ok(None),
    };
    let left_first = match (side(a), side(b)) {
        (Some(JoinSide::Left), Some(JoinSide::Right)) => true,
        (Some(JoinSide::Right), Some(JoinSide::Left)) => false,
        _ => return Ok(None),
    };
    let operand = |expr: &Arc<dyn PhysicalExpr>, schema: &Schema, before: usize| {
        let expr = replace_columns(expr, |index| place(index)?.checked_sub(before))?;
        Ok::<_, datafusion::error::DataFusionError>(Operand {
            field: expr.return_field(schema)?,
            expr,
        })
    };
    let (of_left, of_right) = if left_first { (a, b) } else { (b, a) };
    let join = Join {
        kind: pairs.kind,
        condition: Condition {
            function,
            test: Test::Nearest(Nearest { count: asked.count, model }),
            left_first,
            left: operand(of_left, &left, 0)?,
            right: operand(of_right, &right, width)?,
        },
        keys: Vec::new(),
        rest: None,
        build: probe.negate(),
        projection: pairs.projection.clone(),
    };
    Ok(Some(SpatialJoinExec::new(Arc::clone(pairs.left), Arc::clone(pairs.right), join)?))
}
