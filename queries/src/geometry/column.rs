//! A column of geometries that is read no further than it must be: the extent of every row at once, a
//! geometry when it is asked for.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field};
use geo::coordinate_position::CoordPos;
use geo::{Coord, CoordsIter, Geometry, Point, Rect};
use geo_traits::PointTrait;
use geoarrow_array::array::PointArray;
use geoarrow_array::{GeoArrowArray, GeoArrowArrayAccessor, downcast_geoarrow_array};
use geoarrow_schema::GeoArrowType;
use geoarrow_schema::error::GeoArrowResult;

use super::arrow::geometry_column;
use super::convert::to_geo;
use super::coords::{Areas, Coords};
use super::position::position;
use super::read::{Shape, read_shapes};
use super::stripes::Stripes;

/// How far a row of a column reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Extent {
    /// SQL NULL.
    Null,
    /// A geometry without a point.
    Empty,
    /// The bounding box, in the coordinates of the column (degrees).
    Box(Rect<f64>),
}

/// A column of geometries, SQL NULL among them.
pub(crate) struct ShapeColumn {
    extents: Vec<Extent>,
    source: Source,
}

enum Source {
    /// The box of a point is the point.
    Points,
    /// Polygons as they stand in Arrow's buffers.
    Areas(Arc<dyn GeoArrowArray>),
    /// Whatever has to be read to know its box.
    Read(Vec<Option<Shape>>),
}

impl ShapeColumn {
    /// # Errors
    /// When the column holds no geometries, or a text or byte value in it is malformed.
    pub fn new(array: &ArrayRef, field: &Field) -> GeoArrowResult<Self> {
        let read = array.data_type().is_string() || array.data_type().is_binary();
        if array.data_type() != &DataType::Null && !read {
            let column = geometry_column(array, field)?;
            if let Some(points) = column.as_any().downcast_ref::<PointArray>() {
                return Ok(Self { extents: extents_of_points(points), source: Source::Points });
            }
            if let Some(extents) = extents_of_areas(column.as_ref()) {
                return Ok(Self { extents, source: Source::Areas(column) });
            }
        }
        let shapes = read_shapes(array, field)?;
        let extent = |shape: &Option<Shape>| match shape {
            None => Extent::Null,
            Some(shape) => shape.bounds.map_or(Extent::Empty, Extent::Box),
        };
        Ok(Self { extents: shapes.iter().map(extent).collect(), source: Source::Read(shapes) })
    }

    /// The extent of every row.
    pub fn extents(&self) -> &[Extent] {
        &self.extents
    }

    /// The extent of a row; NULL behind the last one.
    pub fn extent(&self, row: usize) -> Extent {
        self.extents.get(row).copied().unwrap_or(Extent::Null)
    }

    /// The point of a row, when it is one.
    pub fn point(&self, row: usize) -> Option<Coord<f64>> {
        match (&self.source, self.extent(row)) {
            (Source::Points, Extent::Box(bounds)) => Some(bounds.min()),
            (Source::Read(_), _) => match &self.held(row)?.geometry {
                Geometry::Point(point) => Some(point.0),
                _ => None,
            },
            _ => None,
        }
    }

    fn areas(&self) -> Option<Areas<'_>> {
        match &self.source {
            Source::Areas(column) => Areas::new(column.as_ref()),
            _ => None,
        }
    }

    /// How many vertices the geometry of a row has.
    pub fn vertices(&self, row: usize) -> usize {
        match &self.source {
            Source::Points => 1,
            Source::Areas(_) => self.areas().map_or(0, |areas| areas.vertices(row)),
            Source::Read(_) => self.held(row).map_or(0, |shape| shape.geometry.coords_count()),
        }
    }

    /// Where a finite point lies in the area of a row; `None` when the row is no area.
    pub fn position(&self, row: usize, point: Coord<f64>) -> Option<CoordPos> {
        match self.areas() {
            Some(areas) => Some(areas.position(row, point)),
            None => position(point, &self.held(row)?.geometry),
        }
    }

    /// The edges of the area of a row, sorted for many points; `None` as [`Stripes::new`] has it.
    pub fn stripes(&self, row: usize) -> Option<Stripes> {
        let Some(areas) = self.areas() else { return Stripes::new(&self.held(row)?.geometry) };
        let mut stripes = Stripes::default();
        areas.rings(row, |ring, coords| stripes.push(ring, coords));
        stripes.sorted()
    }

    fn held(&self, row: usize) -> Option<&Shape> {
        match &self.source {
            Source::Read(shapes) => shapes.get(row)?.as_ref(),
            _ => None,
        }
    }

    /// The geometry of a row; `None` is SQL NULL.
    ///
    /// # Errors
    /// None that [`new`](Self::new) has not found before.
    pub fn shape(&self, row: usize) -> GeoArrowResult<Option<Cow<'_, Shape>>> {
        match &self.source {
            Source::Read(shapes) => Ok(shapes.get(row).and_then(Option::as_ref).map(Cow::Borrowed)),
            Source::Points => Ok(match self.extent(row) {
                Extent::Null => None,
                Extent::Empty => Some(Cow::Owned(Shape::empty())),
                Extent::Box(bounds) => {
                    let geometry = Geometry::Point(Point(bounds.min()));
                    Some(Cow::Owned(Shape { geometry, bounds: Some(bounds) }))
                }
            }),
            Source::Areas(column) => {
                if row >= self.extents.len() {
                    return Ok(None);
                }
                let column: &dyn GeoArrowArray = column.as_ref();
                downcast_geoarrow_array!(column, read_one, row)
            }
        }
    }
}

fn read_one<'a>(
    column: &'a impl GeoArrowArrayAccessor<'a>,
    row: usize,
) -> GeoArrowResult<Option<Cow<'static, Shape>>> {
    Ok(column.get(row)?.map(|item| Cow::Owned(Shape::new(to_geo(&item)))))
}

/// Whether a column of this field holds points alone.
pub(crate) fn is_point(field: &Field) -> bool {
    GeoArrowType::from_arrow_field(field).is_ok_and(|kind| matches!(kind, GeoArrowType::Point(_)))
}

fn extents_of_points(column: &PointArray) -> Vec<Extent> {
    let coords = Coords::new(column.coords());
    let extent = |row: usize| {
        if column.is_null(row) {
            return Extent::Null;
        }
        let point = coords.get(row);
        // GeoArrow writes POINT EMPTY as a point that is no number in any dimension.
        if point.x.is_nan() && point.y.is_nan() && is_empty(column, row) {
            return Extent::Empty;
        }
        Extent::Box(Rect::new(point, point))
    };
    (0..column.len()).map(extent).collect()
}

fn is_empty(column: &PointArray, row: usize) -> bool {
    column.value(row).is_ok_and(|point| point.coord().is_none())
}

fn extents_of_areas(column: &dyn GeoArrowArray) -> Option<Vec<Extent>> {
    let areas = Areas::new(column)?;
    let extent = |row: usize| {
        if column.is_null(row) {
            return Extent::Null;
        }
        areas.bounds(row).map_or(Extent::Empty, Extent::Box)
    };
    Some((0..column.len()).map(extent).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{geometries, multipolygons};
    use geo::{BoundingRect, MultiPolygon, polygon};

    #[test]
    fn extents_are_those_of_the_geometries() {
        let ring = polygon!(exterior: [(x: 0., y: 1.), (x: 4., y: -2.), (x: 3., y: 5.)], interiors: [[(x: 2., y: 1.), (x: 3., y: 1.), (x: 3., y: 2.)]]);
        let far = polygon![(x: 10., y: 1.), (x: 14., y: 1.), (x: 13., y: 9.)];
        let parts = [
            Some(MultiPolygon::new(vec![ring.clone(), far.clone()])),
            None,
            Some(MultiPolygon::new(Vec::new())),
            Some(MultiPolygon::new(vec![far.clone()])),
        ];
        let parts = multipolygons(parts.iter().map(Option::as_ref)).unwrap();
        let single = [Some(ring.into()), None, Some(far.into())];
        let single = geometries(single.into_iter()).unwrap();
        for (array, kind) in [
            (parts.to_array_ref(), parts.data_type()),
            (parts.slice(1, 3).to_array_ref(), parts.data_type()),
            (single.to_array_ref(), single.data_type()),
        ] {
            let field = kind.to_field("g", true);
            let column = ShapeColumn::new(&array, &field).unwrap();
            let read = read_shapes(&array, &field).unwrap();
            assert_eq!(column.extents().len(), read.len());
            for (row, expected) in read.iter().enumerate() {
                let shape = column.shape(row).unwrap();
                let geometry = expected.as_ref().map(|shape| &shape.geometry);
                assert_eq!(shape.as_ref().map(|shape| &shape.geometry), geometry);
                assert_eq!(
                    column.extent(row),
                    expected.as_ref().map_or(Extent::Null, |shape| shape
                        .geometry
                        .bounding_rect()
                        .map_or(Extent::Empty, Extent::Box))
                );
            }
        }
    }
}
