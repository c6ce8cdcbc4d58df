//! What a join condition says about two geometries, read from the engine's expression.

use std::sync::Arc;

use arrow::datatypes::{FieldRef, Schema};
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{JoinSide, Result};
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{BinaryExpr, Column};
use datafusion::physical_expr::utils::{collect_columns, conjunction_opt, split_conjunction};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_expr_common::physical_expr::is_volatile;
use datafusion::physical_plan::joins::JoinOnRef;
use datafusion::physical_plan::joins::utils::{ColumnIndex, JoinFilter};

use crate::functions::{SpatialFunction, predicate};
use crate::geometry::{Model, Predicate, is_point};

/// One comparison of a geometry of the left input with one of the right input that an index can answer.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    /// The function, as it is called in SQL.
    pub function: &'static str,
    pub test: Test,
    /// Whether the left geometry is the first argument.
    pub left_first: bool,
    pub left: Operand,
    pub right: Operand,
}

/// A geometry of one input: an expression over its columns.
#[derive(Debug, Clone)]
pub(super) struct Operand {
    pub expr: Arc<dyn PhysicalExpr>,
    pub field: FieldRef,
}

impl Operand {
    pub fn is_point(&self) -> bool {
        is_point(&self.field)
    }
}

/// How the two are compared.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// A topological relation, which holds for geometries whose boxes meet alone.
    Relation(Predicate),
    /// At most this far apart.
    Near(Near),
    /// May be among the nearest held geometries of the one that probes.
    Nearest(Nearest),
}

/// How many of the nearest are asked for, by which distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Nearest {
    pub count: usize,
    pub model: Model,
}

/// A largest distance.
#[derive(Debug, Clone)]
pub(super) struct Near {
    pub unit: Unit,
    /// Over the columns of `side`; a constant when that is `None`.
    pub limit: Arc<dyn PhysicalExpr>,
    pub side: JoinSide,
    /// Whether this is the whole comparison. Otherwise the filter still has to be asked.
    pub whole: bool,
}

/// What a distance is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Metres,
    Degrees,
}

/// A condition, and what else has to hold of a pair.
#[derive(Debug, Clone)]
pub(super) struct Split {
    pub condition: Condition,
    pub rest: Option<Arc<dyn PhysicalExpr>>,
}

/// Finds a comparison that an index can answer among those that all have to hold.
pub(super) fn split(filter: &JoinFilter) -> Result<Option<Split>> {
    let parts = split_conjunction(filter.expression());
    let mut best: Option<(usize, Condition)> = None;
    for (place, part) in parts.iter().enumerate() {
        let Some(found) = recognise(part, filter)? else { continue };
        let better = |(_, best): &(usize, Condition)| rank(&found) < rank(best);
        if best.as_ref().is_none_or(better) {
            best = Some((place, found));
        }
    }
    let Some((place, condition)) = best else { return Ok(None) };
    // A distance that is compared by an operator is asked again of the pairs that the index finds.
    let whole = !matches!(&condition.test, Test::Near(near) if !near.whole);
    let rest = parts.into_iter().enumerate().filter(|(other, _)| *other != place || !whole);
    let rest = conjunction_opt(rest.map(|(_, part)| Arc::clone(part)));
    Ok(Some(Split { condition, rest }))
}

/// Relations before distances, which find more pairs.
fn rank(condition: &Condition) -> u8 {
    match &condition.test {
        Test::Relation(_) => 0,
        Test::Near(near) if near.whole => 1,
        Test::Near(_) | Test::Nearest(_) => 2,
    }
}

fn recognise(part: &Arc<dyn PhysicalExpr>, filter: &JoinFilter) -> Result<Option<Condition>> {
    if is_volatile(part) {
        return Ok(None);
    }
    if let Some((function, args)) = call(part) {
        return match (predicate(function), function, args) {
            (Some(Predicate::Disjoint), ..) => Ok(None),
            (Some(predicate), _, [a, b]) => {
                condition(function, a, b, filter, || Ok(Some(Test::Relation(predicate))))
            }
            (None, "ST_DWithin", [a, b, limit]) => {
                condition(function, a, b, filter, || near(Unit::Metres, limit, filter, true))
            }
            _ => Ok(None),
        };
    }
    let Some(comparison) = part.downcast_ref::<BinaryExpr>() else { return Ok(None) };
    let (distance, limit) = match comparison.op() {
        Operator::Lt | Operator::LtEq => (comparison.left(), comparison.right()),
        Operator::Gt | Operator::GtEq => (comparison.right(), comparison.left()),
        _ => return Ok(None),
    };
    let Some((function, args)) = call(distance) else { return Ok(None) };
    let (unit, a, b) = match (function, args) {
        ("ST_Distance", [a, b]) => (Unit::Degrees, a, b),
        ("ST_Distance", [a, b, _]) | ("ST_DistanceSphere" | "ST_DistanceSpheroid", [a, b]) => {
            (Unit::Metres, a, b)
        }
        _ => return Ok(None),
    };
    condition(function, a, b, filter, || near(unit, limit, filter, false))
}

/// One of our functions and its arguments.
pub(super) fn call(
    expr: &Arc<dyn PhysicalExpr>,
) -> Option<(&'static str, &[Arc<dyn PhysicalExpr>])> {
    let call = expr.downcast_ref::<ScalarFunctionExpr>()?;
    let function = call.fun().inner().downcast_ref::<SpatialFunction>()?;
    Some((function.spec.name, call.args()))
}

fn condition(
    function: &'static str,
    a: &Arc<dyn PhysicalExpr>,
    b: &Arc<dyn PhysicalExpr>,
    filter: &JoinFilter,
    test: impl FnOnce() -> Result<Option<Test>>,
) -> Result<Option<Condition>> {
    let left_first = match (side(a, filter), side(b, filter)) {
        (Some(JoinSide::Left), Some(JoinSide::Right)) => true,
        (Some(JoinSide::Right), Some(JoinSide::Left)) => false,
        _ => return Ok(None),
    };
    let Some(test) = test()? else { return Ok(None) };
    let (left, right) = if left_first { (a, b) } else { (b, a) };
    Ok(Some(Condition {
        function,
        test,
        left_first,
        left: operand(left, filter)?,
        right: operand(right, filter)?,
    }))
}

fn near(
    unit: Unit,
    limit: &Arc<dyn PhysicalExpr>,
    filter: &JoinFilter,
    whole: bool,
) -> Result<Option<Test>> {
    let Some(side) = side(limit, filter) else { return Ok(None) };
    if !limit.data_type(filter.schema())?.is_numeric() {
        return Ok(None);
    }
    let limit = on_input(limit, filter)?;
    Ok(Some(Test::Near(Near { unit, limit, side, whole })))
}

fn operand(expr: &Arc<dyn PhysicalExpr>, filter: &JoinFilter) -> Result<Operand> {
    Ok(Operand { expr: on_input(expr, filter)?, field: expr.return_field(filter.schema())? })
}

/// The input that all columns of an expression are of; `JoinSide::None` when there are none, `None` when
/// they are of both.
fn side(expr: &Arc<dyn PhysicalExpr>, filter: &JoinFilter) -> Option<JoinSide> {
    let mut found = JoinSide::None;
    for column in collect_columns(expr) {
        let side = filter.column_indices().get(column.index())?.side;
        if side == JoinSide::None || (found != JoinSide::None && found != side) {
            return None;
        }
        found = side;
    }
    Some(found)
}

/// An expression over the filter's columns as one over the columns of the input that they are of.
fn on_input(expr: &Arc<dyn PhysicalExpr>, filter: &JoinFilter) -> Result<Arc<dyn PhysicalExpr>> {
    replace_columns(expr, |index| Some(filter.column_indices().get(index)?.index))
}

pub(super) fn replace_columns(
    expr: &Arc<dyn PhysicalExpr>,
    place: impl Fn(usize) -> Option<usize>,
) -> Result<Arc<dyn PhysicalExpr>> {
    let replace = |expr: Arc<dyn PhysicalExpr>| {
        let Some(column) = expr.downcast_ref::<Column>() else { return Ok(Transformed::no(expr)) };
        let Some(index) = place(column.index()) else {
            return datafusion::common::internal_err!("a filter names a column that it lacks");
        };
        Ok(Transformed::yes(Arc::new(Column::new(column.name(), index)) as Arc<dyn PhysicalExpr>))
    };
    Arc::clone(expr).transform(replace).data()
}

/// The filter of a join that has this `rest` to ask and these columns to be equal; over the columns that it
/// needs alone, since every one of them is copied for every pair. `None` when there is nothing to ask.
pub(super) fn rest_filter(
    rest: Option<Arc<dyn PhysicalExpr>>,
    filter: &JoinFilter,
    keys: JoinOnRef<'_>,
    equality: Operator,
    (left, right): (&Schema, &Schema),
) -> Result<Option<JoinFilter>> {
    let mut columns: Vec<ColumnIndex> = Vec::new();
    let mut fields: Vec<FieldRef> = Vec::new();
    let mut place = |side: JoinSide, index: usize| -> Option<usize> {
        let known = columns.iter().position(|column| column.side == side && column.index == index);
        known.or_else(|| {
            let schema = if side == JoinSide::Left { left } else { right };
            fields.push(Arc::clone(schema.fields().get(index)?));
            columns.push(ColumnIndex { index, side });
            Some(columns.len() - 1)
        })
    };
    let mut parts = Vec::new();
    for (a, b) in keys {
        let mut over = |expr: &Arc<dyn PhysicalExpr>, side: JoinSide| {
            let places = std::cell::RefCell::new(&mut place);
            replace_columns(expr, |index| (places.borrow_mut())(side, index))
        };
        let (a, b) = (over(a, JoinSide::Left)?, over(b, JoinSide::Right)?);
        parts.push(Arc::new(BinaryExpr::new(a, equality, b)) as Arc<dyn PhysicalExpr>);
    }
    if let Some(rest) = rest {
        let places = std::cell::RefCell::new(&mut place);
        parts.push(replace_columns(&rest, |index| {
            let of = filter.column_indices().get(index)?;
            (places.borrow_mut())(of.side, of.index)
        })?);
    }
    Ok(conjunction_opt(parts)
        .map(|expression| JoinFilter::new(expression, columns, Arc::new(Schema::new(fields)))))
}
