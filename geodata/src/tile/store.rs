//! The geometry of a layer on the integer grid: flat lists of vertices, rings, parts and features.
//!
//! Nine bytes a vertex: its position and the first zoom at which it appears.

use std::ops::Range;
use std::sync::Arc;

use geo::{InteriorPoint, LineString, MultiPolygon, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::coord::{Bounds, TileCoord, Vertex, project};
use super::spec::LayerSpec;
use super::{junction, parallel, simplify};

/// How many features are projected at a time by one thread.
const BLOCK: usize = 1024;
/// How many blocks are held beside the lists that they join.
const WAVE: usize = 8;

/// Where a feature stands: a point, a polygon, both or neither.
pub(super) type Source = (Option<[f64; 2]>, Option<Arc<MultiPolygon<f64>>>);

/// One polygon of a feature; its first ring is the exterior.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub(super) rings: Range<usize>,
    pub(super) bounds: Bounds,
}

/// A feature's parts and its point.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Feature {
    pub(super) parts: Range<usize>,
    pub(super) point: Option<Vertex>,
}

/// All geometry of a layer.
#[derive(Debug, Default)]
pub(super) struct Store {
    vertices: Vec<Vertex>,
    /// The first zoom of each vertex.
    levels: Vec<u8>,
    /// Where each ring ends; it begins where the one before it ends. Rings are not closed.
    ring_ends: Vec<usize>,
    parts: Vec<Part>,
    features: Vec<Feature>,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

/// What one thread has projected; numbers count from the start of the block.
#[derive(Default)]
struct Block {
    vertices: Vec<Vertex>,
    ring_ends: Vec<usize>,
    parts: Vec<Part>,
    features: Vec<Feature>,
}

impl Store {
    /// Projects and simplifies.
    pub(super) fn new(sources: &[Source], spec: &LayerSpec) -> Self {
        let mut store = Self::default();
        let blocks: Vec<&[Source]> = sources.chunks(BLOCK).collect();
        for wave in blocks.chunks(WAVE) {
            let project = |number: usize| Block::new(wave.get(number).copied().unwrap_or_default());
            for block in parallel::map(wave.len(), project) {
                store.append(block);
            }
        }
        store.vertices.shrink_to_fit();
        let flags = junction::flags(&store.vertices, &store.ring_ends);
        store.levels =
            simplify::levels(&store.vertices, &store.ring_ends, &flags, &spec.squared_tolerances());
        store.tree = RTree::bulk_load(store.rectangles());
        store
    }

    fn append(&mut self, block: Block) {
        let (vertices, rings, parts) =
            (self.vertices.len(), self.ring_ends.len(), self.parts.len());
        let shift = |range: Range<usize>, by: usize| range.start + by..range.end + by;
        self.vertices.extend(block.vertices);
        self.ring_ends.extend(block.ring_ends.into_iter().map(|end| end + vertices));
        self.parts.extend(
            block.parts.into_iter().map(|part| Part { rings: shift(part.rings, rings), ..part }),
        );
        self.features.extend(
            block.features.into_iter().map(|f| Feature { parts: shift(f.parts, parts), ..f }),
        );
    }

    fn rectangles(&self) -> Vec<GeomWithData<Rectangle<[f64; 2]>, usize>> {
        let rectangle = |(row, feature): (usize, &Feature)| {
            let point = feature.point.map(|[x, y]| [x, y, x, y]);
            let [west, north, east, south] = self
                .parts(feature)
                .iter()
                .map(|part| part.bounds)
                .chain(point)
                .reduce(union)?
                .map(f64::from);
            Some(GeomWithData::new(Rectangle::from_corners([west, north], [east, south]), row))
        };
        self.features.iter().enumerate().filter_map(rectangle).collect()
    }

    /// The rows of the features that may show in a tile with this buffer, ascending.
    pub(super) fn rows_near(&self, tile: TileCoord, buffer: i32) -> Vec<usize> {
        let [west, north, east, south] = tile.bounds(buffer).map(|c| c as f64);
        let envelope = AABB::from_corners([west, north], [east, south]);
        let mut rows: Vec<usize> =
            self.tree.locate_in_envelope_intersecting(&envelope).map(|found| found.data).collect();
        rows.sort_unstable();
        rows
    }

    /// The feature of a row.
    pub(super) fn feature(&self, row: usize) -> Option<&Feature> {
        self.features.get(row)
    }

    /// The parts of a feature.
    pub(super) fn parts(&self, feature: &Feature) -> &[Part] {
        self.parts.get(feature.parts.clone()).unwrap_or_default()
    }

    /// The vertices of a ring that appear at zoom `z`, in order, not closed.
    pub(super) fn ring(&self, ring: usize, z: u8) -> impl Iterator<Item = Vertex> + '_ {
        let range = ring_range(&self.ring_ends, ring);
        let vertices = self.vertices.get(range.clone()).unwrap_or_default();
        let levels = self.levels.get(range).unwrap_or_default();
        vertices
            .iter()
            .zip(levels)
            .filter(move |(_, level)| **level <= z)
            .map(|(vertex, _)| *vertex)
    }

    /// Bytes held by the lists, for reports.
    pub(super) fn bytes(&self) -> usize {
        self.vertices.capacity() * size_of::<Vertex>()
            + self.levels.capacity()
            + self.ring_ends.capacity() * size_of::<usize>()
            + self.parts.capacity() * size_of::<Part>()
            + self.features.capacity() * size_of::<Feature>()
            + self.tree.size() * size_of::<GeomWithData<Rectangle<[f64; 2]>, usize>>()
    }
}

/// The vertices of ring number `ring`.
pub(super) fn ring_range(ring_ends: &[usize], ring: usize) -> Range<usize> {
    let end_of = |ring: usize| ring_ends.get(ring).copied().unwrap_or_default();
    let start = ring.checked_sub(1).map_or(0, end_of);
    start..end_of(ring).max(start)
}

impl Block {
    fn new(sources: &[Source]) -> Self {
        let mut block = Self::default();
        for (point, polygon) in sources {
            let first = block.parts.len();
            for part in polygon.iter().flat_map(|polygon| polygon.iter()) {
                block.add_part(std::iter::once(part.exterior()).chain(part.interiors()));
            }
            let parts = first..block.parts.len();
            // A polygon that came without a point still needs a place to stand when it collapses.
            let inside = || polygon.as_ref()?.interior_point().map(|p: Point<f64>| [p.x(), p.y()]);
            let point =
                point.or_else(inside).filter(|p| p.iter().all(|c| c.is_finite())).map(project);
            block.features.push(Feature { parts, point });
        }
        block
    }

    /// Adds a part unless its exterior has no area on the grid.
    fn add_part<'a>(&mut self, rings: impl Iterator<Item = &'a LineString<f64>>) {
        let first = self.ring_ends.len();
        let mut bounds = None;
        for ring in rings {
            let start = self.vertices.len();
            for coord in &ring.0 {
                let vertex = project([coord.x, coord.y]);
                if self.vertices.get(start..).and_then(<[_]>::last) != Some(&vertex) {
                    self.vertices.push(vertex);
                }
            }
            let ring = self.vertices.get(start..).unwrap_or_default();
            if ring.len() > 1 && ring.first() == ring.last() {
                self.vertices.pop();
            }
            let ring = self.vertices.get(start..).unwrap_or_default();
            if ring.len() < 3 {
                self.vertices.truncate(start);
                if bounds.is_none() {
                    return;
                }
                continue;
            }
            let boxes = ring.iter().map(|[x, y]| [*x, *y, *x, *y]);
            bounds = bounds.or_else(|| boxes.reduce(union));
            self.ring_ends.push(self.vertices.len());
        }
        if let Some(bounds) = bounds {
            self.parts.push(Part { rings: first..self.ring_ends.len(), bounds });
        }
    }
}

fn union(a: Bounds, b: Bounds) -> Bounds {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}
