//! Where a point lies in an area.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{Coord, Geometry, Polygon};

/// Where a point lies in an area; `None` when `area` is not one.
pub(super) fn position(point: Coord<f64>, area: &Geometry<f64>) -> Option<CoordPos> {
    match area {
        Geometry::Polygon(polygon) => Some(polygon.coordinate_position(&point)),
        Geometry::MultiPolygon(parts) => Some(position_in_parts(point, &parts.0)),
        _ => None,
    }
}

/// Not geo's own rule for multipolygons, which counts boundaries modulo two: a point where two parts
/// touch is on the boundary.
fn position_in_parts(point: Coord<f64>, parts: &[Polygon<f64>]) -> CoordPos {
    let mut found = CoordPos::Outside;
    for part in parts {
        match part.coordinate_position(&point) {
            CoordPos::Inside => return CoordPos::Inside,
            CoordPos::OnBoundary => found = CoordPos::OnBoundary,
            CoordPos::Outside => {}
        }
    }
    found
}
