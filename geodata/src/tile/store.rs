//! Where the geometry of a layer comes from: the pyramid of the dataset, or the points of its features.

use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::coord::{TileCoord, Vertex};
use crate::code::Level;
use crate::mercator::project;
use crate::pyramid::Pyramid;
use crate::topology::{BUFFER, FINEST};

/// A feature, and where its geometry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placed {
    /// The feature among those of its layer.
    pub(super) feature: usize,
    pub(super) place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// A row of the pyramid.
    Row(u32),
    /// A position on the grid of [`crate::mercator`].
    Point(Vertex),
}

/// All geometry of a layer.
#[derive(Debug)]
pub(super) enum Store {
    Areas(Areas),
    Points(RTree<GeomWithData<Vertex, usize>>),
}

/// The areas of a level.
#[derive(Debug)]
pub(super) struct Areas {
    pub(super) pyramid: Pyramid,
    pub(super) level: Level,
    /// Which feature the area of each row is.
    features: Vec<usize>,
}

impl Store {
    /// The areas of a level; `order` says for each feature which row it is.
    pub(super) fn areas(pyramid: Pyramid, level: Level, order: &[usize]) -> Self {
        let mut features = vec![0; order.len()];
        for (feature, row) in order.iter().enumerate() {
            if let Some(place) = features.get_mut(*row) {
                *place = feature;
            }
        }
        Self::Areas(Areas { pyramid, level, features })
    }

    /// For each of so many features which row it was made of; of points their own order.
    pub(super) fn rows(&self, features: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..features).collect();
        if let Self::Areas(areas) = self {
            for (row, feature) in areas.features.iter().enumerate() {
                if let Some(place) = order.get_mut(*feature) {
                    *place = row;
                }
            }
        }
        order
    }

    /// Points, longitude and latitude in degrees, in the order of the features; those without one show nowhere.
    pub(super) fn points(points: impl Iterator<Item = Option<[f64; 2]>>) -> Self {
        let placed = points.enumerate().filter_map(|(feature, point)| {
            let known = point.filter(|point| point.iter().all(|c| c.is_finite()))?;
            Some(GeomWithData::new(project(known), feature))
        });
        Self::Points(RTree::bulk_load(placed.collect()))
    }

    /// The features that show in a tile or in its buffer, in their order. At zooms beyond the finest of the pyramid
    /// there may be some that only show beside it.
    pub(super) fn near(&self, tile: TileCoord) -> Vec<Placed> {
        let mut near: Vec<Placed> = match self {
            Self::Areas(areas) => areas.near(tile).collect(),
            Self::Points(tree) => {
                let [west, north, east, south] =
                    tile.bounds(BUFFER).map(|c| c.clamp(0, i64::from(i32::MAX)) as i32);
                let envelope = AABB::from_corners([west, north], [east, south]);
                let placed = tree.locate_in_envelope(&envelope);
                placed
                    .map(|at| Placed { feature: at.data, place: Place::Point(*at.geom()) })
                    .collect()
            }
        };
        if !near.is_sorted() {
            near.sort_unstable();
        }
        near
    }

    /// Whether anything shows in a tile, or in one of those that it is cut into at later zooms.
    pub(super) fn reaches(&self, tile: TileCoord) -> bool {
        match self {
            Self::Areas(Areas { pyramid, level, .. }) if tile.z() < FINEST => {
                pyramid.reaches(tile.z(), *level, [tile.x(), tile.y()])
            }
            _ => !self.near(tile).is_empty(),
        }
    }
}

impl Areas {
    fn near(&self, tile: TileCoord) -> impl Iterator<Item = Placed> + '_ {
        let z = tile.z().min(FINEST);
        let closer = tile.z() - z;
        let rows = self.pyramid.rows(z, self.level, [tile.x() >> closer, tile.y() >> closer]);
        rows.filter_map(|row| {
            let feature = *self.features.get(row as usize)?;
            Some(Placed { feature, place: Place::Row(row) })
        })
    }
}
