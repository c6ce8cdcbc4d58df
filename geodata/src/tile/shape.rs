//! The geometry of one feature in one tile, as MVT drawing commands.

use super::coord::{Bounds, TileCoord, Vertex, unit_bits};
use super::format::EXTENT;
use super::ring::Position;
use super::spec::LayerSpec;
use super::store::{Feature, Part, Store};
use super::{clip, ring};

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
/// `ClosePath`, once.
const CLOSE_PATH: u32 = 7 | 1 << 3;
/// The side of the cell that stands for a collapsed area is at least 2^3 units: one pixel of 512.
const LEAST_CELL_BITS: u32 = 3;

/// Draws features into one tile; keeps its scratch space between them.
pub(super) struct Drawer<'a> {
    store: &'a Store,
    tile: TileCoord,
    points: bool,
    grid_bits: u32,
    buffer: i32,
    ring: Vec<Position>,
    spare: Vec<Position>,
}

impl<'a> Drawer<'a> {
    /// `coarser` doublings of the layer's own grid.
    pub(super) fn new(store: &'a Store, spec: &LayerSpec, tile: TileCoord, coarser: u32) -> Self {
        let grid_bits = spec.grid_bits(tile.z()) + coarser;
        let buffer = spec.buffer(tile.z());
        Self {
            store,
            tile,
            points: spec.points,
            grid_bits,
            buffer,
            ring: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Appends the feature's commands; nothing when it does not show in this tile.
    pub(super) fn draw(&mut self, feature: &Feature, commands: &mut Vec<u32>) {
        let mut cursor = [0, 0];
        if self.points {
            if let Some(point) = feature.point {
                self.point(self.snap(point, 0), &mut cursor, commands);
            }
            return;
        }
        let start = commands.len();
        let store = self.store;
        for part in store.parts(feature) {
            self.part(part, &mut cursor, commands);
        }
        if let Some(point) = feature.point.filter(|_| commands.len() == start) {
            self.cell(point, &mut cursor, commands);
        }
    }

    fn point(&self, at: Position, cursor: &mut Position, commands: &mut Vec<u32>) {
        let reach = -self.buffer..=EXTENT as i32 + self.buffer;
        if at.iter().all(|c| reach.contains(c)) {
            commands.push(MOVE_TO | 1 << 3);
            step(at, cursor, commands);
        }
    }

    /// Draws the rings of a part that keep some area.
    fn part(&mut self, part: &Part, cursor: &mut Position, commands: &mut Vec<u32>) {
        let [west, north, east, south] = self.snap_bounds(part.bounds);
        let (low, high) = (-self.buffer, EXTENT as i32 + self.buffer);
        if west == east
            || north == south
            || east < low
            || south < low
            || west > high
            || north > high
        {
            return;
        }
        let cut = west < low || north < low || east > high || south > high;
        for (number, ring) in part.rings.clone().enumerate() {
            let exterior = number == 0;
            self.fill(ring);
            if cut {
                clip::clip(&mut self.ring, &mut self.spare, low, high);
            }
            match ring::double_area(&self.ring) {
                0 if exterior => return,
                0 => continue,
                area if (area > 0) != exterior => self.ring.reverse(),
                _ => {}
            }
            emit(&self.ring, cursor, commands);
        }
    }

    /// Takes a ring's vertices of this zoom, snapped and cleaned.
    fn fill(&mut self, ring: usize) {
        let mut line = std::mem::take(&mut self.ring);
        line.clear();
        for vertex in self.store.ring(ring, self.tile.z()) {
            ring::push(&mut line, self.snap(vertex, self.grid_bits));
        }
        ring::close(&mut line);
        self.ring = line;
    }

    /// The cell that stands for an area which collapsed, if its point lies in this very tile.
    fn cell(&mut self, point: Vertex, cursor: &mut Position, commands: &mut Vec<u32>) {
        if TileCoord::of(self.tile.z(), point) != self.tile {
            return;
        }
        let cell_bits = self.grid_bits.max(LEAST_CELL_BITS);
        let bits = unit_bits(self.tile.z()) + cell_bits;
        let [west, north] =
            self.local([point[0] >> bits << cell_bits, point[1] >> bits << cell_bits]);
        let side = 1 << cell_bits;
        let (east, south) = (west + side, north + side);
        emit(&[[west, north], [east, north], [east, south], [west, south]], cursor, commands);
    }

    /// The nearest position on the tile's grid of 2^`grid_bits` units.
    fn snap(&self, [x, y]: Vertex, grid_bits: u32) -> Position {
        let bits = unit_bits(self.tile.z()) + grid_bits;
        let half = 1i64 << bits >> 1;
        let nearest = |c: i32| ((i64::from(c) + half) >> bits << grid_bits) as i32;
        self.local([nearest(x), nearest(y)])
    }

    fn snap_bounds(&self, [west, north, east, south]: Bounds) -> Bounds {
        let ([west, north], [east, south]) =
            (self.snap([west, north], self.grid_bits), self.snap([east, south], self.grid_bits));
        [west, north, east, south]
    }

    /// World units of this zoom to units of this tile.
    fn local(&self, [x, y]: Position) -> Position {
        let bits = EXTENT.trailing_zeros();
        [x - (self.tile.x() << bits) as i32, y - (self.tile.y() << bits) as i32]
    }
}

fn emit(ring: &[Position], cursor: &mut Position, commands: &mut Vec<u32>) {
    let Some((first, rest)) = ring.split_first() else { return };
    commands.push(MOVE_TO | 1 << 3);
    step(*first, cursor, commands);
    commands.push(LINE_TO | (rest.len() as u32) << 3);
    for position in rest {
        step(*position, cursor, commands);
    }
    commands.push(CLOSE_PATH);
}

/// Moves the cursor: two zigzag-encoded differences.
fn step(to: Position, cursor: &mut Position, commands: &mut Vec<u32>) {
    for (to, from) in to.into_iter().zip(cursor.iter_mut()) {
        let difference = to - *from;
        commands.push((difference << 1 ^ difference >> 31) as u32);
        *from = to;
    }
}
