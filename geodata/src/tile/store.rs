//! The geometry of a layer: which vertex of which ring appears at which zoom.
//!
//! The vertices themselves stay where they are, in the columns of the dataset: a tile takes the few that
//! its zoom shows and projects them then. What is held here is one byte a vertex.

use std::ops::Range;

use geo::{InteriorPoint, Point};
use geo_traits::{CoordTrait, LineStringTrait, PolygonTrait};
use geoarrow_array::scalar::LineString;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::coord::{Bounds, TileCoord, Vertex, project};
use super::spec::LayerSpec;
use super::{junction, parallel, simplify};
use crate::dataset::Shape;

/// How many features are projected at a time by one thread.
const BLOCK: usize = 1024;
/// How many blocks are held beside the lists that they join.
const WAVE: usize = 8;

/// Where a feature stands: a point, polygons, both or neither.
pub(super) type Source = (Option<[f64; 2]>, Option<Shape>);

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

/// Where the vertices of a ring stand, and their levels.
#[derive(Debug, Clone, Copy)]
struct Ring {
    /// The row of its feature.
    row: usize,
    /// Its polygon among those of the feature.
    polygon: usize,
    /// Its place in the polygon: 0 is the exterior.
    ring: usize,
    /// The place of its first vertex in `levels`.
    start: usize,
}

/// All geometry of a layer.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// By row of the feature.
    shapes: Vec<Option<Shape>>,
    /// The first zoom of each vertex of each ring, in the order of the source.
    levels: Vec<u8>,
    rings: Vec<Ring>,
    parts: Vec<Part>,
    features: Vec<Feature>,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

/// What one thread has projected; numbers count from the start of the block.
#[derive(Default)]
struct Block {
    /// Without repetitions; rings are not closed.
    vertices: Vec<Vertex>,
    /// Where each ring ends among `vertices`.
    ring_ends: Vec<usize>,
    /// For each vertex of the source 0, or `NEVER` where it is not among `vertices`.
    levels: Vec<u8>,
    rings: Vec<Ring>,
    parts: Vec<Part>,
    features: Vec<Feature>,
}

impl Store {
    /// Projects and simplifies.
    pub(super) fn new(sources: &[Source], spec: &LayerSpec) -> Self {
        let mut all = Block::default();
        let blocks: Vec<&[Source]> = sources.chunks(BLOCK).collect();
        for wave in blocks.chunks(WAVE) {
            let project = |number: usize| Block::new(wave.get(number).copied().unwrap_or_default());
            for block in parallel::map(wave.len(), project) {
                all.append(block);
            }
        }
        let Block { vertices, ring_ends, mut levels, rings, parts, features } = all;
        let flags = junction::flags(&vertices, &ring_ends);
        let squares = spec.squared_tolerances();
        let mut found = simplify::levels(&vertices, &ring_ends, &flags, &squares).into_iter();
        for level in levels.iter_mut().filter(|level| **level != simplify::NEVER) {
            *level = found.next().unwrap_or(simplify::NEVER);
        }
        levels.shrink_to_fit();
        let shapes = sources.iter().map(|(_, shape)| shape.clone()).collect();
        let tree = RTree::bulk_load(rectangles(&features, &parts));
        Self { shapes, levels, rings, parts, features, tree }
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
        let ring = self.rings.get(ring);
        let levels = ring.and_then(|ring| self.levels.get(ring.start..)).unwrap_or_default();
        let line = ring
            .and_then(|ring| self.shapes.get(ring.row)?.as_ref()?.ring(ring.polygon, ring.ring));
        let count = line.as_ref().map_or(0, LineStringTrait::num_coords);
        let shown = levels.iter().take(count).enumerate().filter(move |(_, level)| **level <= z);
        shown
            .filter_map(move |(at, _)| line.as_ref()?.coord(at))
            .map(|coord| project(coord.x_y().into()))
    }

    /// Bytes held by the lists, for reports.
    pub(super) fn bytes(&self) -> usize {
        self.levels.capacity()
            + self.shapes.capacity() * size_of::<Option<Shape>>()
            + self.rings.capacity() * size_of::<Ring>()
            + self.parts.capacity() * size_of::<Part>()
            + self.features.capacity() * size_of::<Feature>()
            + self.tree.size() * size_of::<GeomWithData<Rectangle<[f64; 2]>, usize>>()
    }
}

fn rectangles(
    features: &[Feature],
    parts: &[Part],
) -> Vec<GeomWithData<Rectangle<[f64; 2]>, usize>> {
    let rectangle = |(row, feature): (usize, &Feature)| {
        let point = feature.point.map(|[x, y]| [x, y, x, y]);
        let parts = parts.get(feature.parts.clone()).unwrap_or_default();
        let [west, north, east, south] =
            parts.iter().map(|part| part.bounds).chain(point).reduce(union)?.map(f64::from);
        Some(GeomWithData::new(Rectangle::from_corners([west, north], [east, south]), row))
    };
    features.iter().enumerate().filter_map(rectangle).collect()
}

impl Block {
    fn new(sources: &[Source]) -> Self {
        let mut block = Self::default();
        for (row, (point, shape)) in sources.iter().enumerate() {
            let first = block.parts.len();
            for (polygon, part) in shape.iter().flat_map(Shape::polygons).enumerate() {
                let rings = part.exterior().into_iter().chain(part.interiors());
                block.add_part(row, polygon, rings);
            }
            let parts = first..block.parts.len();
            // A polygon that came without a point still needs a place to stand when it collapses.
            let inside = || {
                let polygon = shape.as_ref()?.to_geo();
                polygon.interior_point().map(|p: Point<f64>| [p.x(), p.y()])
            };
            let point =
                point.or_else(inside).filter(|p| p.iter().all(|c| c.is_finite())).map(project);
            block.features.push(Feature { parts, point });
        }
        block
    }

    /// Adds a part unless its exterior has no area on the grid.
    fn add_part<'a>(
        &mut self,
        row: usize,
        polygon: usize,
        lines: impl Iterator<Item = LineString<'a>>,
    ) {
        let first = self.rings.len();
        let mut bounds = None;
        for (ring, line) in lines.enumerate() {
            let (start, levels) = (self.vertices.len(), self.levels.len());
            self.add_vertices(&line);
            let vertices = self.vertices.get(start..).unwrap_or_default();
            if vertices.len() < 3 {
                self.vertices.truncate(start);
                self.levels.truncate(levels);
                if bounds.is_none() {
                    return;
                }
                continue;
            }
            let boxes = vertices.iter().map(|[x, y]| [*x, *y, *x, *y]);
            bounds = bounds.or_else(|| boxes.reduce(union));
            self.rings.push(Ring { row, polygon, ring, start: levels });
            self.ring_ends.push(self.vertices.len());
        }
        if let Some(bounds) = bounds {
            self.parts.push(Part { rings: first..self.rings.len(), bounds });
        }
    }

    /// Adds the vertices of a closed ring, without those that repeat the one before or, at the end, the
    /// first.
    fn add_vertices(&mut self, line: &LineString<'_>) {
        let (start, levels) = (self.vertices.len(), self.levels.len());
        for coord in line.coords() {
            let vertex = project(coord.x_y().into());
            let repeats = self.vertices.get(start..).and_then(<[_]>::last) == Some(&vertex);
            self.levels.push(if repeats { simplify::NEVER } else { 0 });
            if !repeats {
                self.vertices.push(vertex);
            }
        }
        let ring = self.vertices.get(start..).unwrap_or_default();
        if ring.len() > 1 && ring.first() == ring.last() {
            self.vertices.pop();
            let own = self.levels.get_mut(levels..).unwrap_or_default();
            if let Some(last) = own.iter_mut().rfind(|level| **level == 0) {
                *last = simplify::NEVER;
            }
        }
    }

    fn append(&mut self, block: Self) {
        let (rows, vertices) = (self.features.len(), self.vertices.len());
        let (levels, rings, parts) = (self.levels.len(), self.rings.len(), self.parts.len());
        let shift = |range: Range<usize>, by: usize| range.start + by..range.end + by;
        self.vertices.extend(block.vertices);
        self.ring_ends.extend(block.ring_ends.into_iter().map(|end| end + vertices));
        self.levels.extend(block.levels);
        let moved = |ring: Ring| Ring { row: ring.row + rows, start: ring.start + levels, ..ring };
        self.rings.extend(block.rings.into_iter().map(moved));
        self.parts.extend(
            block.parts.into_iter().map(|part| Part { rings: shift(part.rings, rings), ..part }),
        );
        self.features.extend(
            block.features.into_iter().map(|f| Feature { parts: shift(f.parts, parts), ..f }),
        );
    }
}

fn union(a: Bounds, b: Bounds) -> Bounds {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}
