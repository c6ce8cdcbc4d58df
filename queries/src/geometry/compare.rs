//! Two columns of geometries compared row by row, of which one may be a constant.
//!
//! Boxes are compared first; only where they meet a geometry is read.

use std::borrow::Cow;

use geo::{Coord, Intersects};
use geoarrow_schema::error::{GeoArrowError, GeoArrowResult};

use super::collections::MIXED;
use super::column::{Extent, ShapeColumn};
use super::predicate::{Predicate, Side};
use super::read::Shape;

/// An argument of a comparison.
pub(crate) struct Compared {
    pub column: ShapeColumn,
    /// Whether the first row stands for all.
    pub constant: bool,
}

impl Compared {
    fn place(&self, row: usize) -> usize {
        if self.constant { 0 } else { row }
    }

    fn fixed(&self) -> GeoArrowResult<Option<Cow<'_, Shape>>> {
        if self.constant { self.column.shape(0) } else { Ok(None) }
    }

    /// The point of a row that is one, with finite coordinates.
    fn point(&self, row: usize) -> Option<Coord<f64>> {
        let point = self.column.point(self.place(row))?;
        (point.x.is_finite() && point.y.is_finite()).then_some(point)
    }
}

/// Hands to `each` whether `a` stands in this relation to `b`, row by row; `None` is SQL NULL.
///
/// # Errors
/// When a geometry cannot be read.
pub(crate) fn compare(
    predicate: Predicate,
    a: &Compared,
    b: &Compared,
    rows: usize,
    mut each: impl FnMut(Option<bool>),
) -> GeoArrowResult<()> {
    let (fixed_a, fixed_b) = (a.fixed()?, b.fixed()?);
    let side_a = fixed_a.as_ref().map(|shape| Side::constant(shape));
    let side_b = fixed_b.as_ref().map(|shape| Side::constant(shape));
    for row in 0..rows {
        let bounds = (a.column.extent(a.place(row)), b.column.extent(b.place(row)));
        each(match bounds {
            (Extent::Null, _) | (_, Extent::Null) => None,
            (Extent::Box(of_a), Extent::Box(of_b)) if of_a.intersects(&of_b) => {
                Some(meet(predicate, (a, side_a.as_ref()), (b, side_b.as_ref()), row)?)
            }
            (Extent::Empty, Extent::Empty) => {
                Some(matches!(predicate, Predicate::Disjoint | Predicate::Equals))
            }
            _ => Some(predicate == Predicate::Disjoint),
        });
    }
    Ok(())
}

/// The relation of two rows whose boxes meet.
fn meet(
    predicate: Predicate,
    (a, side_a): (&Compared, Option<&Side<'_>>),
    (b, side_b): (&Compared, Option<&Side<'_>>),
    row: usize,
) -> GeoArrowResult<bool> {
    // A point in an area that is compared once: its rings are read where they stand.
    if side_b.is_none()
        && let Some(position) = a.point(row).and_then(|point| b.column.position(row, point))
    {
        return Ok(predicate.of_position(true, position));
    }
    if side_a.is_none()
        && let Some(position) = b.point(row).and_then(|point| a.column.position(row, point))
    {
        return Ok(predicate.of_position(false, position));
    }
    let read = |side: Option<&Side<'_>>, compared: &Compared| -> GeoArrowResult<Option<Shape>> {
        if side.is_some() {
            return Ok(None);
        }
        // Not NULL: its box meets another.
        Ok(Some(compared.column.shape(row)?.map_or_else(Shape::empty, Cow::into_owned)))
    };
    let (shape_a, shape_b) = (read(side_a, a)?, read(side_b, b)?);
    let (row_a, row_b) = (shape_a.as_ref().map(Side::row), shape_b.as_ref().map(Side::row));
    match (side_a, side_b, &row_a, &row_b) {
        (Some(a), Some(b), ..) => told(predicate, a, b),
        (Some(a), None, _, Some(b)) => told(predicate, a, b),
        (None, Some(b), Some(a), _) => told(predicate, a, b),
        (None, None, Some(a), Some(b)) => told(predicate, a, b),
        _ => Ok(false),
    }
}

fn told(predicate: Predicate, a: &Side<'_>, b: &Side<'_>) -> GeoArrowResult<bool> {
    if predicate.is_refused(a.shape(), b.shape()) {
        return Err(GeoArrowError::IncorrectGeometryType(MIXED.to_owned()));
    }
    Ok(predicate.holds(a, b))
}
