//! The part of the map that a filter is about: what the relation of a row's place to a geometry that is known implies of
//! the place's box.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Schema};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::BinaryExpr;
use datafusion::physical_expr::utils::collect_columns;
use geo::Rect;

use super::boxes::{around, is_on_earth};
use super::condition::{Unit, call};
use crate::functions::predicate;
use crate::geometry::{Extent, Predicate, ShapeColumn};

/// What is known of the rows that a filter is asked of.
pub(crate) struct Places<'a> {
    /// The columns of the filter.
    pub given: &'a Schema,
    /// Whether an expression is the place of a row.
    pub is_place: &'a dyn Fn(&Arc<dyn PhysicalExpr>) -> bool,
    /// Whether all places lie on the map: only there metres are turned into degrees.
    pub on_earth: bool,
}

/// How a filter relates the place of a row to something else.
struct Relation<'a> {
    other: &'a Arc<dyn PhysicalExpr>,
    /// At most this far apart; without it their boxes meet.
    limit: Option<(&'a Arc<dyn PhysicalExpr>, Unit)>,
}

impl Places<'_> {
    /// Whether [`boxes`](Self::boxes) may say something of a filter when rows are read.
    pub fn concerns(&self, filter: &Arc<dyn PhysicalExpr>) -> bool {
        self.relation(filter).is_some()
    }

    /// Boxes of which the place of every row meets one of which `filter` is true. `None` when the filter says nothing of the kind, or
    /// its geometry is not known (yet), NULL or EMPTY.
    ///
    /// # Errors
    /// When the filter is not over the columns that are given.
    pub fn boxes(&self, filter: &Arc<dyn PhysicalExpr>) -> Result<Option<Vec<Rect<f64>>>> {
        let Some(Relation { other, limit }) = self.relation(filter) else { return Ok(None) };
        let Some(array) = evaluated(other) else { return Ok(None) };
        let field = other.return_field(self.given)?;
        let Ok(column) = ShapeColumn::new(&array, &field) else { return Ok(None) };
        let Extent::Box(bounds) = column.extent(0) else { return Ok(None) };
        let Some((limit, unit)) = limit else { return Ok(Some(vec![bounds])) };
        let limit = value(limit).and_then(|limit| limit.cast_to(&DataType::Float64).ok());
        let Some(ScalarValue::Float64(Some(limit))) = limit else { return Ok(None) };
        if unit == Unit::Metres && !(self.on_earth && is_on_earth(&bounds)) {
            return Ok(None);
        }
        let boxes = around(&bounds, limit, unit);
        Ok((!boxes.is_empty()).then_some(boxes))
    }

    fn relation<'e>(&self, filter: &'e Arc<dyn PhysicalExpr>) -> Option<Relation<'e>> {
        if let Some((name, args)) = call(filter) {
            return match (predicate(name), name, args) {
                (Some(Predicate::Disjoint), ..) => None,
                (Some(_), _, [a, b]) | (None, "geometry_overlaps", [a, b]) => {
                    Some(Relation { other: self.other(a, b)?, limit: None })
                }
                (None, "ST_DWithin", [a, b, limit]) => self.within(a, b, limit, Unit::Metres),
                _ => None,
            };
        }
        let comparison = filter.downcast_ref::<BinaryExpr>()?;
        let (distance, limit) = match comparison.op() {
            Operator::Lt | Operator::LtEq => (comparison.left(), comparison.right()),
            Operator::Gt | Operator::GtEq => (comparison.right(), comparison.left()),
            _ => return None,
        };
        match call(distance)? {
            ("ST_Distance", [a, b]) => self.within(a, b, limit, Unit::Degrees),
            ("ST_Distance", [a, b, _]) | ("ST_DistanceSphere" | "ST_DistanceSpheroid", [a, b]) => {
                self.within(a, b, limit, Unit::Metres)
            }
            _ => None,
        }
    }

    fn within<'e>(
        &self,
        a: &'e Arc<dyn PhysicalExpr>,
        b: &'e Arc<dyn PhysicalExpr>,
        limit: &'e Arc<dyn PhysicalExpr>,
        unit: Unit,
    ) -> Option<Relation<'e>> {
        let other = self.other(a, b)?;
        collect_columns(limit).is_empty().then_some(Relation { other, limit: Some((limit, unit)) })
    }

    /// What is compared with the place of a row, where it is the same for all rows.
    fn other<'e>(
        &self,
        a: &'e Arc<dyn PhysicalExpr>,
        b: &'e Arc<dyn PhysicalExpr>,
    ) -> Option<&'e Arc<dyn PhysicalExpr>> {
        let other = match ((self.is_place)(a), (self.is_place)(b)) {
            (true, false) => b,
            (false, true) => a,
            _ => return None,
        };
        collect_columns(other).is_empty().then_some(other)
    }
}

/// The value of an expression without columns, when it is known already.
pub(crate) fn value(expr: &Arc<dyn PhysicalExpr>) -> Option<ScalarValue> {
    if !collect_columns(expr).is_empty() {
        return None;
    }
    ScalarValue::try_from_array(&evaluated(expr)?, 0).ok()
}

fn evaluated(expr: &Arc<dyn PhysicalExpr>) -> Option<ArrayRef> {
    let one = RecordBatchOptions::new().with_row_count(Some(1));
    let none = Arc::new(Schema::empty());
    let row = RecordBatch::try_new_with_options(none, Vec::new(), &one).ok()?;
    expr.evaluate(&row).ok()?.into_array(1).ok()
}
