//! The topological predicates of PostGIS (OGC Simple Features, DE-9IM) on two geometries.
//!
//! Rules for EMPTY are those of PostGIS: an empty geometry has no point in common with anything, so
//! only `ST_Disjoint` holds, and two empty geometries are equal. `NULL` is the caller's business.

use std::cell::OnceCell;

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::relate::IntersectionMatrix;
use geo::{Coord, Geometry, Intersects, Polygon, PreparedGeometry, Relate};

use super::read::Shape;

/// A relation between two geometries, `a` first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Predicate {
    Contains,
    Within,
    Covers,
    CoveredBy,
    Intersects,
    Disjoint,
    Equals,
    Touches,
    Crosses,
    Overlaps,
}

/// One side of a comparison. A constant side is prepared once and then used for every row.
pub(crate) struct Side<'a> {
    shape: &'a Shape,
    prepared: Option<OnceCell<PreparedGeometry<'a, &'a Geometry<f64>>>>,
}

impl<'a> Side<'a> {
    /// A geometry that is compared once; nothing is prepared for it.
    pub fn row(shape: &'a Shape) -> Self {
        Self { shape, prepared: None }
    }

    /// A geometry that every row is compared with; it is prepared at the first of them.
    pub fn constant(shape: &'a Shape) -> Self {
        Self { shape, prepared: Some(OnceCell::new()) }
    }

    fn prepared(&self) -> Option<&PreparedGeometry<'a, &'a Geometry<f64>>> {
        let cell = self.prepared.as_ref()?;
        Some(cell.get_or_init(|| PreparedGeometry::from(&self.shape.geometry)))
    }
}

impl Predicate {
    /// Whether `a` stands in this relation to `b`.
    pub fn holds(self, a: &Side<'_>, b: &Side<'_>) -> bool {
        let (Some(a_bounds), Some(b_bounds)) = (a.shape.bounds, b.shape.bounds) else {
            return match self {
                Self::Disjoint => true,
                Self::Equals => a.shape.is_empty() && b.shape.is_empty(),
                _ => false,
            };
        };
        if !a_bounds.intersects(&b_bounds) {
            return self == Self::Disjoint;
        }
        match (&a.shape.geometry, &b.shape.geometry) {
            (Geometry::Point(p), area) => match position(p.0, area) {
                Some(position) => self.of_point_in_area(position),
                None => self.of_matrix(&matrix(a, b)),
            },
            (area, Geometry::Point(p)) => match position(p.0, area) {
                Some(position) => self.of_area_around_point(position),
                None => self.of_matrix(&matrix(a, b)),
            },
            _ => self.of_matrix(&matrix(a, b)),
        }
    }

    fn of_matrix(self, matrix: &IntersectionMatrix) -> bool {
        match self {
            Self::Contains => matrix.is_contains(),
            Self::Within => matrix.is_within(),
            Self::Covers => matrix.is_covers(),
            Self::CoveredBy => matrix.is_coveredby(),
            Self::Intersects => matrix.is_intersects(),
            Self::Disjoint => matrix.is_disjoint(),
            Self::Equals => matrix.is_equal_topo(),
            Self::Touches => matrix.is_touches(),
            Self::Crosses => matrix.is_crosses(),
            Self::Overlaps => matrix.is_overlaps(),
        }
    }

    /// `a` is a point and `b` an area.
    fn of_point_in_area(self, position: CoordPos) -> bool {
        match self {
            Self::Within => position == CoordPos::Inside,
            Self::CoveredBy | Self::Intersects => position != CoordPos::Outside,
            Self::Disjoint => position == CoordPos::Outside,
            Self::Touches => position == CoordPos::OnBoundary,
            Self::Contains | Self::Covers | Self::Equals | Self::Crosses | Self::Overlaps => false,
        }
    }

    /// `a` is an area and `b` a point.
    fn of_area_around_point(self, position: CoordPos) -> bool {
        match self {
            Self::Contains => self.swapped().of_point_in_area(position),
            Self::Covers => self.swapped().of_point_in_area(position),
            Self::Within | Self::CoveredBy => false,
            _ => self.of_point_in_area(position),
        }
    }

    /// The relation of `b` to `a`.
    fn swapped(self) -> Self {
        match self {
            Self::Contains => Self::Within,
            Self::Within => Self::Contains,
            Self::Covers => Self::CoveredBy,
            Self::CoveredBy => Self::Covers,
            symmetric => symmetric,
        }
    }
}

fn matrix(a: &Side<'_>, b: &Side<'_>) -> IntersectionMatrix {
    match (a.prepared(), b.prepared()) {
        (Some(a), Some(b)) => a.relate(b),
        (Some(a), None) => a.relate(&b.shape.geometry),
        (None, Some(b)) => a.shape.geometry.relate(b),
        (None, None) => a.shape.geometry.relate(&b.shape.geometry),
    }
}

/// Where a point lies in an area; `None` when `area` is not one.
fn position(point: Coord<f64>, area: &Geometry<f64>) -> Option<CoordPos> {
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
