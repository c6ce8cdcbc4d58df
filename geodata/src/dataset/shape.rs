//! Polygons in memory: columns of GeoArrow, of which an area knows its row.
//!
//! The country's vertices stand in memory once for all who read them as they are: the tables of the SQL
//! engine are these very columns. Coordinates are longitude, latitude in degrees (OGC:CRS84).

use std::fmt;
use std::sync::Arc;

use geo::MultiPolygon;
use geo_traits::to_geo::ToGeoPolygon;
use geo_traits::{CoordTrait, LineStringTrait, MultiPolygonTrait, PolygonTrait};
use geoarrow_array::array::MultiPolygonArray;
use geoarrow_array::builder::MultiPolygonBuilder;
use geoarrow_array::capacity::MultiPolygonCapacity;
use geoarrow_array::scalar::{LineString, Polygon};
use geoarrow_array::{GeoArrowArray, GeoArrowArrayAccessor};
use geoarrow_schema::error::{GeoArrowError, GeoArrowResult};
use geoarrow_schema::{Crs, Dimension, Metadata, MultiPolygonType};

/// The metadata of every geometry column here: longitude, latitude in degrees on WGS 84.
pub fn crs84() -> Arc<Metadata> {
    Arc::new(Metadata::new(Crs::from_authority_code("OGC:CRS84".to_owned()), None))
}

/// The polygons of many areas, one row an area; null where it has none.
#[derive(Debug, Clone)]
pub struct PolygonColumn(Arc<MultiPolygonArray>);

impl PolygonColumn {
    /// Puts polygons into a column.
    ///
    /// # Errors
    /// When a polygon has no exterior ring, or there are more vertices than a column can hold.
    pub fn new(areas: &[Option<MultiPolygon<f64>>]) -> GeoArrowResult<Self> {
        if areas.iter().flatten().flatten().any(|polygon| polygon.exterior().0.is_empty()) {
            return Err(GeoArrowError::InvalidGeoArrow("a polygon has no ring".to_owned()));
        }
        // Counted first: a buffer of vertices that grows by doubling keeps up to twice its size.
        let capacity = MultiPolygonCapacity::from_multi_polygons(areas.iter().map(Option::as_ref));
        let kind = MultiPolygonType::new(Dimension::XY, crs84());
        let mut builder = MultiPolygonBuilder::with_capacity(kind, capacity);
        for area in areas {
            builder.push_multi_polygon(area.as_ref())?;
        }
        Ok(Self(Arc::new(builder.finish())))
    }

    /// The column itself, whose buffers are shared.
    pub fn array(&self) -> &MultiPolygonArray {
        &self.0
    }

    /// How many areas there are, with and without polygons.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no area at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The polygons of a row; `None` where it has none.
    pub fn shape(&self, row: usize) -> Option<Shape> {
        let known = row < self.0.len() && !self.0.is_null(row);
        known.then(|| Shape { column: Arc::clone(&self.0), row })
    }
}

impl From<MultiPolygonArray> for PolygonColumn {
    fn from(column: MultiPolygonArray) -> Self {
        Self(Arc::new(column))
    }
}

/// The polygons of one area: a row of a [`PolygonColumn`].
#[derive(Clone)]
pub struct Shape {
    column: Arc<MultiPolygonArray>,
    row: usize,
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shape(row {} of {})", self.row, self.column.len())
    }
}

impl Shape {
    /// The polygons where they stand.
    pub fn polygons(&self) -> impl Iterator<Item = Polygon<'_>> + '_ {
        let all = self.column.value(self.row).ok();
        let count = all.as_ref().map_or(0, MultiPolygonTrait::num_polygons);
        (0..count).filter_map(move |number| all.as_ref()?.polygon(number))
    }

    /// A ring where it stands: 0 is the exterior of polygon number `polygon`, the others are its holes.
    pub fn ring(&self, polygon: usize, ring: usize) -> Option<LineString<'_>> {
        let polygon = self.column.value(self.row).ok()?.polygon(polygon)?;
        match ring.checked_sub(1) {
            None => polygon.exterior(),
            Some(hole) => polygon.interior(hole),
        }
    }

    /// West, south, east, north; `None` when there is no vertex.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let mut bounds: Option<[f64; 4]> = None;
        for ring in self.polygons().filter_map(|polygon| polygon.exterior()) {
            for (x, y) in ring.coords().map(|coord| coord.x_y()) {
                let [west, south, east, north] = bounds.unwrap_or([x, y, x, y]);
                bounds = Some([west.min(x), south.min(y), east.max(x), north.max(y)]);
            }
        }
        bounds
    }

    /// A copy, for computing with.
    pub fn to_geo(&self) -> MultiPolygon<f64> {
        MultiPolygon(self.polygons().map(|polygon| polygon.to_polygon()).collect())
    }
}

#[cfg(test)]
mod tests {
    use geo::{BoundingRect, polygon};

    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let square =
            polygon![(x: 1.0, y: 2.0), (x: 3.0, y: 2.0), (x: 3.0, y: 5.0), (x: 1.0, y: 2.0)];
        let frame = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 9.0), (x: 0.0, y: 0.0)],
            interiors: [[(x: 2.0, y: 1.0), (x: 3.0, y: 2.0), (x: 3.0, y: 1.0), (x: 2.0, y: 1.0)]],
        );
        let areas = [
            Some(MultiPolygon(vec![square.clone(), frame.clone()])),
            None,
            Some(MultiPolygon(vec![])),
            Some(MultiPolygon(vec![square])),
        ];
        let column = PolygonColumn::new(&areas).unwrap();
        assert_eq!(column.len(), 4);
        for (row, area) in areas.iter().enumerate() {
            let shape = column.shape(row);
            assert_eq!(shape.as_ref().map(Shape::to_geo), *area);
            let bounds = area.as_ref().and_then(|area| area.bounding_rect());
            let bounds = bounds.map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]);
            assert_eq!(shape.and_then(|shape| shape.bounds()), bounds);
        }
        assert!(column.shape(4).is_none());
    }

    #[test]
    fn a_polygon_without_a_ring_is_refused() {
        let empty = geo::Polygon::new(geo::LineString(vec![]), vec![]);
        assert!(PolygonColumn::new(&[Some(MultiPolygon(vec![empty]))]).is_err());
    }
}
