//! Which row groups a filter may find something in.
//!
//! A filter becomes a condition on bounds: comparisons of columns as they are, and a relation of a row's place to a geometry
//! that is known as what it implies of the place's coordinates. What says nothing about bounds prunes nothing.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::tree_node::{Transformed, TransformedResult as _, TreeNode as _};
use datafusion::common::{Column as ColumnName, ScalarValue};
use datafusion::error::Result;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, Column, lit};
use datafusion::physical_expr::utils::{collect_columns, conjunction_opt};
use datafusion::physical_expr_common::physical_expr::{is_volatile, snapshot_physical_expr};
use datafusion::physical_optimizer::pruning::{PruningPredicateBuilder, PruningStatistics};
use geo::Rect;
use geodata::tables::{LAT, LON, Located, bbox_path};
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::statistics::Statistics;

use super::stored::Stored;
use crate::spatial::{Place, Places, codes_within, value, within_area};

/// The row groups of `stored` that may hold a row of which all `filters` are true. Filters are over the columns of `given`.
/// The condition on bounds, in words, where there is one.
pub(super) fn chosen(
    stored: &Stored,
    filters: &[Arc<dyn PhysicalExpr>],
    given: &Schema,
) -> (Vec<usize>, Option<String>) {
    let all = || (0..stored.groups()).collect();
    let bounds = Bounds { schema: columns_with_bounds(stored), stored };
    let conditions =
        filters.iter().filter_map(|filter| bounds.implied(filter, given).ok().flatten());
    let Some(condition) = conjunction_opt(conditions) else { return (all(), None) };
    let words = condition.to_string();
    // A condition that cannot be asked of bounds leaves everything to be read: the filter itself decides.
    let kept = PruningPredicateBuilder::new()
        .with_file_schema(Arc::clone(&bounds.schema))
        .try_build(condition)
        .and_then(|predicate| predicate.prune(&bounds));
    match kept {
        Ok(kept) if kept.len() == stored.groups() => {
            let kept = kept.into_iter().enumerate().filter(|(_, kept)| *kept);
            (kept.map(|(group, _)| group).collect(), Some(words))
        }
        _ => (all(), None),
    }
}

fn columns_with_bounds(stored: &Stored) -> SchemaRef {
    let mut fields: Vec<Field> = stored
        .table
        .columns
        .iter()
        .map(|column| Field::new(&column.name, column.kind.arrow(), true))
        .collect();
    let names = match stored.table.located {
        Located::Nowhere => Vec::new(),
        Located::Points => vec![LON.to_owned(), LAT.to_owned()],
        Located::Shapes => bbox_path().to_vec(),
    };
    fields.extend(names.into_iter().map(|name| Field::new(name, DataType::Float64, true)));
    Arc::new(Schema::new(fields))
}

/// The bounds of row groups, as columns.
struct Bounds<'a> {
    schema: SchemaRef,
    stored: &'a Stored,
}

impl Bounds<'_> {
    /// What `filter` implies of columns that have bounds; `None` when that is nothing.
    fn implied(
        &self,
        filter: &Arc<dyn PhysicalExpr>,
        given: &Schema,
    ) -> Result<Option<Arc<dyn PhysicalExpr>>> {
        if is_volatile(filter) {
            return Ok(None);
        }
        let filter = &snapshot_physical_expr(Arc::clone(filter))?;
        if let Some(binary) = filter.downcast_ref::<BinaryExpr>()
            && matches!(binary.op(), Operator::And | Operator::Or)
        {
            let left = self.implied(binary.left(), given)?;
            let right = self.implied(binary.right(), given)?;
            return Ok(match (left, right, binary.op()) {
                (Some(left), Some(right), op) => {
                    Some(Arc::new(BinaryExpr::new(left, *op, right)) as Arc<dyn PhysicalExpr>)
                }
                (left, right, Operator::And) => left.or(right),
                _ => None,
            });
        }
        if let Some(boxes) = self.near(filter, given) {
            return Ok(self.within(&boxes));
        }
        if let Some((column, area)) = within_area(filter) {
            return Ok(self.within_codes(column, area));
        }
        let columns = collect_columns(filter);
        if columns.is_empty() || columns.iter().any(|c| self.schema.index_of(c.name()).is_err()) {
            return Ok(None);
        }
        let known = |expr: Arc<dyn PhysicalExpr>| {
            if let Some(column) = expr.downcast_ref::<Column>() {
                let at = self.schema.index_of(column.name())?;
                let column: Arc<dyn PhysicalExpr> = Arc::new(Column::new(column.name(), at));
                return Ok(Transformed::yes(column));
            }
            // The value of a subquery, which is known when rows are read.
            let literal = expr.downcast_ref::<datafusion::physical_expr::expressions::Literal>();
            if literal.is_none()
                && collect_columns(&expr).is_empty()
                && let Some(value) = value(&expr)
            {
                return Ok(Transformed::yes(lit(value)));
            }
            Ok(Transformed::no(expr))
        };
        Ok(Some(Arc::clone(filter).transform_up(known).data()?))
    }

    /// Boxes of which the place of a row meets one, where the filter relates it to a geometry that is known.
    fn near(&self, filter: &Arc<dyn PhysicalExpr>, given: &Schema) -> Option<Vec<Rect<f64>>> {
        let of: &[Place] = match self.stored.table.located {
            Located::Nowhere => &[],
            Located::Points => &[Place::Geometry, Place::Coordinates],
            Located::Shapes => &[Place::Geometry],
        };
        let on_earth = |[west, south, east, north]: [f64; 4]| {
            west >= -180.0 && south >= -90.0 && east <= 180.0 && north <= 90.0
        };
        let on_earth = self.stored.table.bounds.is_none_or(on_earth);
        Places { given, of, on_earth }.boxes(filter)
    }

    /// The condition that a code lies in an area.
    fn within_codes(
        &self,
        column: &Column,
        area: &Arc<dyn PhysicalExpr>,
    ) -> Option<Arc<dyn PhysicalExpr>> {
        let at = self.schema.index_of(column.name()).ok()?;
        let (low, high) = codes_within(area)?;
        let compare = |op, bound: String| -> Arc<dyn PhysicalExpr> {
            let column = Arc::new(Column::new(column.name(), at));
            Arc::new(BinaryExpr::new(column, op, lit(bound)))
        };
        conjunction_opt([compare(Operator::GtEq, low), compare(Operator::Lt, high)])
    }

    /// The condition that the place of a row meets one of `boxes`.
    fn within(&self, boxes: &[Rect<f64>]) -> Option<Arc<dyn PhysicalExpr>> {
        let column = |name: &str| -> Option<Arc<dyn PhysicalExpr>> {
            Some(Arc::new(Column::new(name, self.schema.index_of(name).ok()?)))
        };
        let [west, south, east, north] = match self.stored.table.located {
            Located::Points => [LON, LAT, LON, LAT].map(str::to_owned),
            _ => bbox_path(),
        };
        let compare = |name: &str, op, value: f64| -> Option<Arc<dyn PhysicalExpr>> {
            Some(Arc::new(BinaryExpr::new(column(name)?, op, lit(value))))
        };
        let one = |bounds: &Rect<f64>| {
            conjunction_opt([
                compare(&east, Operator::GtEq, bounds.min().x)?,
                compare(&west, Operator::LtEq, bounds.max().x)?,
                compare(&north, Operator::GtEq, bounds.min().y)?,
                compare(&south, Operator::LtEq, bounds.max().y)?,
            ])
        };
        let boxes = boxes.iter().map(one).collect::<Option<Vec<_>>>()?;
        let either = |a, b| Arc::new(BinaryExpr::new(a, Operator::Or, b)) as Arc<dyn PhysicalExpr>;
        boxes.into_iter().reduce(either)
    }
}

impl PruningStatistics for Bounds<'_> {
    fn min_values(&self, column: &ColumnName) -> Option<ArrayRef> {
        self.bound(column, true)
    }

    fn max_values(&self, column: &ColumnName) -> Option<ArrayRef> {
        self.bound(column, false)
    }

    fn num_containers(&self) -> usize {
        self.stored.groups()
    }

    fn null_counts(&self, column: &ColumnName) -> Option<ArrayRef> {
        let at = self.leaf(column)?;
        let count =
            |group: &RowGroupMetaData| group.columns().get(at)?.statistics()?.null_count_opt();
        let counts: UInt64Array = self.row_groups().iter().map(count).collect();
        Some(Arc::new(counts))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        let rows = |group: &RowGroupMetaData| u64::try_from(group.num_rows()).ok();
        Some(Arc::new(self.row_groups().iter().map(rows).collect::<UInt64Array>()))
    }

    fn contained(
        &self,
        _: &ColumnName,
        _: &std::collections::HashSet<ScalarValue>,
    ) -> Option<BooleanArray> {
        None
    }
}

impl Bounds<'_> {
    fn row_groups(&self) -> &[RowGroupMetaData] {
        self.stored.metadata().metadata().row_groups()
    }

    /// The number of a column among those of the file that hold values.
    fn leaf(&self, column: &ColumnName) -> Option<usize> {
        let leaves = self.stored.metadata().parquet_schema().columns();
        leaves.iter().position(|leaf| leaf.path().string() == column.name())
    }

    fn bound(&self, column: &ColumnName, low: bool) -> Option<ArrayRef> {
        let at = self.leaf(column)?;
        if column.name().contains('.') {
            // A number within a structure, which the converter does not reach.
            let side = |group: &RowGroupMetaData| match group.columns().get(at)?.statistics()? {
                Statistics::Double(bounds) if low => bounds.min_opt().copied(),
                Statistics::Double(bounds) => bounds.max_opt().copied(),
                _ => None,
            };
            let sides = self.row_groups().iter().map(side);
            return Some(Arc::new(sides.collect::<arrow::array::Float64Array>()));
        }
        let (arrow, leaves) =
            (self.stored.metadata().schema(), self.stored.metadata().parquet_schema());
        let converter = StatisticsConverter::try_new(column.name(), arrow, leaves).ok()?;
        let groups = self.row_groups().iter();
        if low {
            converter.row_group_mins(groups).ok()
        } else {
            converter.row_group_maxes(groups).ok()
        }
    }
}
