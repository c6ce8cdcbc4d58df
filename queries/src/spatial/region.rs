//! The part of the map that a filter is about: what the relation of a row's place to a geometry that is known implies of
//! the place's box.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Schema};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{BinaryExpr, Column};
use datafusion::physical_expr::utils::collect_columns;
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use geo::Rect;
use geodata::tables::{GEOMETRY, LAT, LON};

use super::boxes::{around, is_on_earth};
use super::condition::{Unit, call};
use crate::functions::predicate;
use crate::geometry::{Extent, Predicate, ShapeColumn};

/// What says where a row lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Its column `geometry`.
    Geometry,
    /// `ST_Point(lon, lat)` of its columns `lon` and `lat`, in degrees.
    Coordinates,
}

impl Place {
    /// Whether this is what `expr` says of a row.
    pub fn is(self, expr: &Arc<dyn PhysicalExpr>) -> bool {
        let named = |expr: &Arc<dyn PhysicalExpr>, name: &str| {
            expr.downcast_ref::<Column>().is_some_and(|column| column.name() == name)
        };
        match self {
            Self::Geometry => named(expr, GEOMETRY),
            Self::Coordinates => expr.downcast_ref::<ScalarFunctionExpr>().is_some_and(|made| {
                made.fun().name().eq_ignore_ascii_case("st_point")
                    && matches!(made.args(), [lon, lat] if named(lon, LON) && named(lat, LAT))
            }),
        }
    }
}

/// What is known of the rows that a filter is asked of.
pub(crate) struct Places<'a> {
    /// The columns of the filter.
    pub given: &'a Schema,
    /// What says where a row lies: each of these says the same of it.
    pub of: &'a [Place],
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
    pub fn boxes(&self, filter: &Arc<dyn PhysicalExpr>) -> Option<Vec<Rect<f64>>> {
        let Relation { other, limit } = self.relation(filter)?;
        let field = other.return_field(self.given).ok()?;
        let column = ShapeColumn::new(&evaluated(other)?, &field).ok()?;
        let Extent::Box(bounds) = column.extent(0) else { return None };
        let Some((limit, unit)) = limit else { return Some(vec![bounds]) };
        let limit = value(limit)?.cast_to(&DataType::Float64).ok()?;
        let ScalarValue::Float64(Some(limit)) = limit else { return None };
        if unit == Unit::Metres && !(self.on_earth && is_on_earth(&bounds)) {
            return None;
        }
        let boxes = around(&bounds, limit, unit);
        (!boxes.is_empty()).then_some(boxes)
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
        let is_place = |expr| self.of.iter().any(|place| place.is(expr));
        let other = match (is_place(a), is_place(b)) {
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
