//! Area queries in memory: by box, polygon, radius, nearest neighbours and code.
//!
//! An [`AreaIndex`] is built once per dataset and never changes, so it can be shared between
//! threads. Every query answers **row numbers**: positions in the list the index was built from.
//! Set queries answer rows in ascending order, distance queries in order of distance, ties by
//! code; the same question always has the same answer.
//!
//! Distances are those of [`distance`](crate::distance), in metres; trees only preselect.

mod points;
mod polygon;
#[cfg(test)]
mod tests;

use geo::MultiPolygon;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

pub use points::{Neighbour, PointIndex};
use polygon::{PreparedPolygon, Side};

use crate::code::AreaCode;

/// An area as the index needs it.
#[derive(Debug, Clone, Copy)]
pub struct IndexedArea {
    /// Its code.
    pub code: AreaCode,
    /// A point inside it, longitude and latitude in degrees; without one, queries by position do not find it.
    pub point: Option<[f64; 2]>,
}

/// A question or an area that the index cannot take.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum IndexError {
    /// A coordinate is not a position on Earth.
    #[error(
        "{what}: ({lon}, {lat}) is not a longitude (-180 to 180) and a latitude (-90 to 90); the order is lon,lat"
    )]
    Position {
        /// Whose coordinate.
        what: String,
        /// The longitude given.
        lon: f64,
        /// The latitude given.
        lat: f64,
    },
    /// A bounding box whose corners are exchanged.
    #[error("the bbox {bbox:?} is not west,south,east,north with west <= east and south <= north")]
    Bbox {
        /// The box given.
        bbox: [f64; 4],
    },
    /// A radius that is no length.
    #[error("the radius {radius_m} is not a length in metres; give zero or more")]
    Radius {
        /// The radius given.
        radius_m: f64,
    },
    /// A polygon whose edges pass by too many areas too often.
    #[error(
        "too many edges lie beside too many areas: more than {limit} comparisons would say which areas it holds; draw it with fewer corners, or a part of it at a time"
    )]
    Polygon {
        /// Comparisons at most.
        limit: u64,
    },
}

/// Comparisons of an area with an edge that one polygon may take: two or three seconds at worst. The outline of an island with a
/// hundred thousand corners takes a few millions; a zigzag as long as a body may be would take 30,000 millions over the country.
const COMPARISONS: u64 = 300_000_000;
/// What it takes to find an area, or a part, that may be concerned, in comparisons.
const FINDING: u64 = 16;

/// An immutable index over the areas of one level.
#[derive(Debug)]
pub struct AreaIndex {
    /// Codes and rows, in order of code.
    by_code: Vec<(AreaCode, usize)>,
    /// Interior points in the plane of degrees.
    points: RTree<GeomWithData<[f64; 2], usize>>,
    /// Interior points on the ellipsoid; ids are positions in `by_code`, so that ties fall by code.
    globe: PointIndex,
}

impl AreaIndex {
    /// Builds the index; row numbers are positions in `areas`.
    ///
    /// # Errors
    /// [`IndexError::Position`] when an area's point is not a position on Earth.
    pub fn new(areas: &[IndexedArea]) -> Result<Self, IndexError> {
        for area in areas {
            if let Some(point) = area.point {
                check_position(point, || area.code.to_string())?;
            }
        }
        let mut by_code: Vec<(AreaCode, usize)> =
            areas.iter().enumerate().map(|(row, area)| (area.code, row)).collect();
        by_code.sort_unstable();
        let on_globe = by_code.iter().enumerate().filter_map(|(position, (_, row))| {
            let point = areas.get(*row)?.point?;
            Some((position, point))
        });
        let globe = PointIndex::with_ids(on_globe.collect());
        let points = areas
            .iter()
            .enumerate()
            .filter_map(|(row, area)| Some(GeomWithData::new(area.point?, row)))
            .collect();
        Ok(Self { by_code, points: RTree::bulk_load(points), globe })
    }

    /// How many areas there are, with and without a point.
    pub fn len(&self) -> usize {
        self.by_code.len()
    }

    /// Whether there is no area at all.
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// The row of a code.
    pub fn row(&self, code: AreaCode) -> Option<usize> {
        let at = self.by_code.partition_point(|(other, _)| *other < code);
        self.by_code.get(at).filter(|(other, _)| *other == code).map(|(_, row)| *row)
    }

    /// The areas that are `code` or lie below it, in order of code.
    pub fn within_code(&self, code: AreaCode) -> impl ExactSizeIterator<Item = usize> + '_ {
        let start = self.by_code.partition_point(|(other, _)| *other < code);
        let tail = self.by_code.get(start..).unwrap_or_default();
        let end = tail.partition_point(|(other, _)| other.is_within(code));
        tail.get(..end).unwrap_or_default().iter().map(|(_, row)| *row)
    }

    /// The areas whose point lies in `west, south, east, north` (degrees), its edges included.
    ///
    /// # Errors
    /// [`IndexError::Bbox`] or [`IndexError::Position`] when the box is none.
    pub fn in_bbox(&self, bbox: [f64; 4]) -> Result<Vec<usize>, IndexError> {
        let envelope = envelope_of(bbox)?;
        Ok(ascending(self.points.locate_in_envelope(&envelope).map(|found| found.data)))
    }

    /// The areas whose point lies inside `polygon` or on its boundary (`ST_Covers`).
    ///
    /// # Errors
    /// [`IndexError::Polygon`] when finding them would take too long.
    pub fn in_polygon(&self, polygon: &MultiPolygon<f64>) -> Result<Vec<usize>, IndexError> {
        self.in_polygon_while(polygon, || true)
    }

    /// As [`in_polygon`](Self::in_polygon), given up when `wanted` says that nobody waits for it.
    ///
    /// # Errors
    /// As [`in_polygon`](Self::in_polygon). It depends on polygon and areas alone, not on how fast the machine is.
    pub fn in_polygon_while(
        &self,
        polygon: &MultiPolygon<f64>,
        wanted: impl Fn() -> bool,
    ) -> Result<Vec<usize>, IndexError> {
        let mut room = COMPARISONS;
        let mut spend = |comparisons: u64| {
            room =
                room.checked_sub(comparisons).ok_or(IndexError::Polygon { limit: COMPARISONS })?;
            Ok(())
        };
        let mut covered = vec![false; self.len()];
        for part in PreparedPolygon::new(polygon).parts() {
            spend(FINDING)?;
            let [west, south, east, north] = part.bounds();
            let envelope = AABB::from_corners([west, south], [east, north]);
            for found in self.points.locate_in_envelope(&envelope) {
                spend(FINDING)?;
                let Some(covered) = covered.get_mut(found.data).filter(|covered| !**covered) else {
                    continue;
                };
                // One area takes a millisecond at most: the edges of one body.
                if !wanted() {
                    return Ok(Vec::new());
                }
                let point = *found.geom();
                spend(part.edges_beside(point))?;
                *covered = part.side(point) != Side::Outside;
            }
        }
        Ok((0..self.len())
            .zip(covered)
            .filter_map(|(row, covered)| covered.then_some(row))
            .collect())
    }

    /// The areas whose point is at most `radius_m` metres away, nearest first.
    ///
    /// # Errors
    /// [`IndexError::Position`] or [`IndexError::Radius`].
    pub fn within_radius(
        &self,
        centre: [f64; 2],
        radius_m: f64,
    ) -> Result<Vec<Neighbour>, IndexError> {
        check_position(centre, || "centre".to_owned())?;
        if !(radius_m >= 0.0 && radius_m.is_finite()) {
            return Err(IndexError::Radius { radius_m });
        }
        Ok(self.rows_of(self.globe.within_radius(centre, radius_m)))
    }

    /// The `k` areas whose points are nearest, nearest first; all of them when there are fewer.
    ///
    /// # Errors
    /// [`IndexError::Position`].
    pub fn nearest(&self, centre: [f64; 2], k: usize) -> Result<Vec<Neighbour>, IndexError> {
        check_position(centre, || "centre".to_owned())?;
        Ok(self.rows_of(self.globe.nearest(centre, k)))
    }

    /// Turns positions in the order of codes into rows.
    fn rows_of(&self, found: Vec<Neighbour>) -> Vec<Neighbour> {
        let row = |hit: Neighbour| {
            let (_, row) = self.by_code.get(hit.row)?;
            Some(Neighbour { row: *row, ..hit })
        };
        found.into_iter().filter_map(row).collect()
    }
}

fn ascending(rows: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut rows: Vec<usize> = rows.collect();
    rows.sort_unstable();
    rows
}

fn check_position([lon, lat]: [f64; 2], what: impl FnOnce() -> String) -> Result<(), IndexError> {
    if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
        return Ok(());
    }
    Err(IndexError::Position { what: what(), lon, lat })
}

fn envelope_of(bbox: [f64; 4]) -> Result<AABB<[f64; 2]>, IndexError> {
    let [west, south, east, north] = bbox;
    check_position([west, south], || "south-west corner of the bbox".to_owned())?;
    check_position([east, north], || "north-east corner of the bbox".to_owned())?;
    if west > east || south > north {
        return Err(IndexError::Bbox { bbox });
    }
    Ok(AABB::from_corners([west, south], [east, north]))
}
