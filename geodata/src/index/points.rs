//! Points on the WGS 84 ellipsoid, found by geodesic distance.
//!
//! The tree holds earth-centred Cartesian coordinates. The chord between two points is a lower bound
//! of their distance that excludes nothing wrongly: no bounding box to widen, no trouble at the
//! antimeridian, and an exact final order.

use std::collections::BinaryHeap;

use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::distance::{SLACK_M, earth_centred, metres};

/// A point that was found, with its distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbour {
    /// Its row.
    pub row: usize,
    /// Geodesic distance on WGS 84 in metres.
    pub distance_m: f64,
}

/// Ordered by distance and then by row; the greatest is the first to be given up.
impl Eq for Neighbour {}

impl Ord for Neighbour {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.distance_m.total_cmp(&other.distance_m).then(self.row.cmp(&other.row))
    }
}

impl PartialOrd for Neighbour {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// An immutable index of points, longitude and latitude in degrees, by geodesic distance.
#[derive(Debug)]
pub struct PointIndex {
    tree: RTree<GeomWithData<[f64; 3], Entry>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    row: usize,
    point: [f64; 2],
}

impl PointIndex {
    /// Builds the index; rows are positions in `points`. Points that are not finite are never found.
    pub fn new(points: &[[f64; 2]]) -> Self {
        Self::with_ids(points.iter().copied().enumerate().collect())
    }

    /// Builds the index over points with rows of their own; ties in distance fall by these rows.
    pub fn with_ids(points: Vec<(usize, [f64; 2])>) -> Self {
        let entries = points
            .into_iter()
            .filter(|(_, point)| point.iter().all(|c| c.is_finite()))
            .map(|(row, point)| GeomWithData::new(earth_centred(point), Entry { row, point }))
            .collect();
        Self { tree: RTree::bulk_load(entries) }
    }

    /// How many points can be found.
    pub fn len(&self) -> usize {
        self.tree.size()
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The points at most `radius_m` metres away, nearest first, ties by row.
    pub fn within_radius(&self, centre: [f64; 2], radius_m: f64) -> Vec<Neighbour> {
        let reach = radius_m + SLACK_M;
        let mut found: Vec<Neighbour> = self
            .tree
            .locate_within_distance(earth_centred(centre), reach * reach)
            .map(|entry| neighbour(centre, &entry.data))
            .filter(|hit| hit.distance_m <= radius_m)
            .collect();
        found.sort_unstable();
        found
    }

    /// The `k` nearest points, nearest first, ties by row; all of them when there are fewer.
    pub fn nearest(&self, centre: [f64; 2], k: usize) -> Vec<Neighbour> {
        if k == 0 {
            return Vec::new();
        }
        let mut best: BinaryHeap<Neighbour> = BinaryHeap::with_capacity(k.min(self.len()) + 1);
        for (entry, chord_2) in
            self.tree.nearest_neighbor_iter_with_distance_2(&earth_centred(centre))
        {
            if best.len() == k {
                let worst = best.peek().map_or(f64::INFINITY, |hit| hit.distance_m + SLACK_M);
                if chord_2 > worst * worst {
                    break;
                }
            }
            best.push(neighbour(centre, &entry.data));
            if best.len() > k {
                best.pop();
            }
        }
        best.into_sorted_vec()
    }
}

fn neighbour(centre: [f64; 2], entry: &Entry) -> Neighbour {
    Neighbour { row: entry.row, distance_m: metres(centre, entry.point) }
}
