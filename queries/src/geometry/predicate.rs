//! The topological predicates of PostGIS (OGC Simple Features, DE-9IM) on two geometries.
//!
//! Rules for EMPTY are those of PostGIS: an empty geometry has no point in common with anything, so
//! only `ST_Disjoint` holds, and two empty geometries are equal. `NULL` is the caller's business.

use std::cell::OnceCell;

use geo::coordinate_position::CoordPos;
use geo::relate::IntersectionMatrix;
use geo::{Coord, Geometry, Intersects, PreparedGeometry, Rect, Relate};

use super::areas::{Meeting, meeting};
use super::collections::{Settled, is_mixed, parts_meet};
use super::position::position;
use super::read::Shape;
use super::stripes::Stripes;

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
    /// The edges of an area, sorted at the first point.
    stripes: Option<OnceCell<Option<Stripes>>>,
}

impl<'a> Side<'a> {
    pub fn shape(&self) -> &Shape {
        self.shape
    }

    /// A geometry that is compared once; nothing is prepared for it.
    pub fn row(shape: &'a Shape) -> Self {
        Self { shape, prepared: None, stripes: None }
    }

    /// A geometry that every row is compared with; it is prepared at the first of them.
    pub fn constant(shape: &'a Shape) -> Self {
        Self { shape, prepared: Some(OnceCell::new()), stripes: Some(OnceCell::new()) }
    }

    /// Where a point lies in this geometry; `None` when it is no area.
    fn position(&self, point: Coord<f64>) -> Option<CoordPos> {
        let area = &self.shape.geometry;
        let stripes = self.stripes.as_ref();
        let stripes = stripes.and_then(|cell| cell.get_or_init(|| Stripes::new(area)).as_ref());
        match stripes {
            Some(stripes) if point.x.is_finite() && point.y.is_finite() => {
                Some(stripes.position(point))
            }
            _ => position(point, area),
        }
    }

    fn prepared(&self) -> Option<&PreparedGeometry<'a, &'a Geometry<f64>>> {
        let cell = self.prepared.as_ref()?;
        Some(cell.get_or_init(|| PreparedGeometry::from(&self.shape.geometry)))
    }
}

impl Predicate {
    /// Whether this relation cannot be told of these two: one is a collection of several kinds.
    pub fn is_refused(self, a: &Shape, b: &Shape) -> bool {
        let told = matches!(self, Self::Intersects | Self::Disjoint);
        !told && (is_mixed(&a.geometry) || is_mixed(&b.geometry))
    }

    /// Whether `a` stands in this relation to `b`. What is [refused](Self::is_refused) does not.
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
        match (Settled::new(&a.shape.geometry), Settled::new(&b.shape.geometry)) {
            (Settled::Same, Settled::Same) => {}
            (Settled::Mixed, _) | (_, Settled::Mixed) => {
                let meet = parts_meet(&a.shape.geometry, &b.shape.geometry);
                return match self {
                    Self::Intersects => meet,
                    Self::Disjoint => !meet,
                    _ => false,
                };
            }
            (one, other) => {
                let shape = |settled, side: &Side<'_>| match settled {
                    Settled::One(geometry) => Shape::new(geometry),
                    _ => side.shape.clone(),
                };
                let (one, other) = (shape(one, a), shape(other, b));
                return self.holds(&Side::row(&one), &Side::row(&other));
            }
        }
        match (&a.shape.geometry, &b.shape.geometry) {
            (Geometry::Point(p), _) => match b.position(p.0) {
                Some(position) => self.of_point_in_area(position),
                None => self.of_matrix(&matrix(a, b)),
            },
            (_, Geometry::Point(p)) => match a.position(p.0) {
                Some(position) => self.of_area_around_point(position),
                None => self.of_matrix(&matrix(a, b)),
            },
            _ => self.of_areas(a.shape, b.shape).unwrap_or_else(|| self.of_matrix(&matrix(a, b))),
        }
    }

    /// Whether it holds of two areas whose boxes meet, where their boxes and boundaries say so for certain;
    /// `None` otherwise, and of anything that is no area.
    fn of_areas(self, a: &Shape, b: &Shape) -> Option<bool> {
        if !is_area(&a.geometry) || !is_area(&b.geometry) {
            return None;
        }
        let inside = |inner: Rect<f64>, outer: Rect<f64>| {
            outer.min().x <= inner.min().x
                && outer.min().y <= inner.min().y
                && inner.max().x <= outer.max().x
                && inner.max().y <= outer.max().y
        };
        let (box_a, box_b) = (a.bounds?, b.bounds?);
        let possible = match self {
            // What two areas share has their dimension or no inner point.
            Self::Crosses => false,
            Self::Contains | Self::Covers => inside(box_b, box_a),
            Self::Within | Self::CoveredBy => inside(box_a, box_b),
            Self::Equals => inside(box_a, box_b) && inside(box_b, box_a),
            _ => true,
        };
        if !possible {
            return Some(false);
        }
        let any = matches!(self, Self::Intersects | Self::Disjoint);
        match (self, meeting(a, b, any)?) {
            (Self::Intersects, meeting) => Some(meeting != Meeting::Apart),
            (Self::Disjoint, meeting) => Some(meeting == Meeting::Apart),
            (_, Meeting::Apart) => Some(false),
            (_, Meeting::Cross) => Some(self == Self::Overlaps),
            (_, Meeting::Held | Meeting::Touch) => None,
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

    /// Whether a point that lies so in an area stands in this relation to it, or the area to the point.
    pub fn of_position(self, point_first: bool, position: CoordPos) -> bool {
        if point_first {
            self.of_point_in_area(position)
        } else {
            self.of_area_around_point(position)
        }
    }

    /// Whether two points stand in this relation, which are the same or not.
    pub fn of_points(self, same: bool) -> bool {
        match self {
            Self::Disjoint => !same,
            Self::Touches | Self::Crosses | Self::Overlaps => false,
            _ => same,
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

fn is_area(geometry: &Geometry<f64>) -> bool {
    matches!(geometry, Geometry::Polygon(_) | Geometry::MultiPolygon(_))
}
