//! Collections as what they cover, for relations.
//!
//! The matrix of `geo` takes each part of a collection for itself: where areas overlap, the border of one inside of the
//! other is a boundary for it, and points beside lines are given the lines' dimension. Parts of one kind become one
//! multi-geometry, areas united; for parts of several kinds there is no right matrix here.

use geo::orient::Direction;
use geo::{
    Geometry, Intersects, LineString, MultiLineString, MultiPoint, MultiPolygon, Orient, Point,
    Polygon,
};

use super::overlay::dissolved;
use super::parts::{dimension, singles};

/// Why a relation of a collection is refused.
pub(crate) const MIXED: &str = "points, lines and areas in one collection are compared by ST_Intersects and ST_Disjoint alone; ST_CollectionExtract takes those of one kind";

/// What a geometry is in relations.
#[derive(Debug)]
pub(crate) enum Settled {
    /// No collection.
    Same,
    /// A collection of one kind, as a multi-geometry.
    One(Geometry<f64>),
    /// A collection of several kinds.
    Mixed,
}

impl Settled {
    pub fn new(geometry: &Geometry<f64>) -> Self {
        if !matches!(geometry, Geometry::GeometryCollection(_)) {
            return Self::Same;
        }
        if is_mixed(geometry) {
            return Self::Mixed;
        }
        let parts = singles(geometry);
        let Some(kind) = parts.first().map(dimension) else { return Self::Same };
        Self::One(match kind {
            0 => {
                let points = parts.into_iter().filter_map(|part| Point::try_from(part).ok());
                Geometry::MultiPoint(points.collect::<MultiPoint<f64>>())
            }
            1 => {
                let lines = parts.into_iter().filter_map(|part| LineString::try_from(part).ok());
                Geometry::MultiLineString(lines.collect::<MultiLineString<f64>>())
            }
            _ => {
                let areas = parts.into_iter().filter_map(|part| Polygon::try_from(part).ok());
                let areas: Vec<_> = areas.map(|area| area.orient(Direction::Default)).collect();
                let united = if areas.len() > 1 { dissolved(&areas) } else { areas };
                Geometry::MultiPolygon(MultiPolygon::new(united))
            }
        })
    }
}

/// Whether a collection holds parts of several kinds.
pub(super) fn is_mixed(geometry: &Geometry<f64>) -> bool {
    let Geometry::GeometryCollection(_) = geometry else { return false };
    let parts = singles(geometry);
    parts.windows(2).any(|pair| matches!(pair, [a, b] if dimension(a) != dimension(b)))
}

/// Whether any part of one meets any part of the other.
pub(super) fn parts_meet(a: &Geometry<f64>, b: &Geometry<f64>) -> bool {
    let others = singles(b);
    singles(a).iter().any(|part| others.iter().any(|other| part.intersects(other)))
}
