//! Drawing features into one tile.

use super::coord::{TileCoord, Vertex, unit_bits};
use super::cut::{Window, cut};
use super::encode::Drawing;
use super::error::TileError;
use super::ring::Position;
use super::store::{Place, Placed, Store};
use crate::pyramid::{Bounds, Damaged, Geometry};
use crate::topology::{BUFFER, EXTENT, FINEST};

/// What shows of `features` in a tile.
///
/// # Errors
/// [`TileError::Damaged`].
pub(super) fn draw(
    store: &Store,
    features: &[Placed],
    tile: TileCoord,
) -> Result<Drawing, TileError> {
    let mut drawer = Drawer::new(tile);
    let mut drawing = Drawing::default();
    for Placed { feature, place } in features {
        match (place, store) {
            (Place::Row(row), Store::Areas(areas)) => {
                let geometry = areas.pyramid.geometry(drawer.z, areas.level, *row)?;
                if let Some(geometry) = geometry {
                    drawer.area(geometry, &mut drawing)?;
                }
            }
            (Place::Row(_), Store::Points(_)) => {}
            (Place::Point(point), _) => drawer.point(*point, &mut drawing),
        }
        drawing.end(*feature);
    }
    Ok(drawing)
}

/// Draws into one tile; keeps its scratch space between features.
struct Drawer {
    tile: TileCoord,
    /// The zoom of the pyramid.
    z: u8,
    /// By how many zooms the tile is closer: a unit of the pyramid is 2^this of its own.
    closer: u32,
    /// The tile and its buffer in units of the pyramid.
    window: Window,
    vertices: Vec<Vertex>,
    ends: Vec<usize>,
    ring: Vec<Position>,
}

impl Drawer {
    fn new(tile: TileCoord) -> Self {
        let z = tile.z().min(FINEST);
        let closer = u32::from(tile.z() - z);
        let (side, buffer) = (EXTENT >> closer, BUFFER >> closer);
        let (west, north) = (tile.x() as i32 * side, tile.y() as i32 * side);
        let window = [west - buffer, north - buffer, west + side + buffer, north + side + buffer];
        Self { tile, z, closer, window, vertices: Vec::new(), ends: Vec::new(), ring: Vec::new() }
    }

    /// The nearest position to a point of the grid of [`crate::mercator`], if it is in the tile or its buffer.
    fn point(&self, point: Vertex, drawing: &mut Drawing) {
        let bits = unit_bits(self.tile.z());
        let half = 1i64 << bits >> 1;
        let [x, y] = point.map(|c| ((i64::from(c) + half) >> bits) as i32);
        let at = [x - self.tile.x() as i32 * EXTENT, y - self.tile.y() as i32 * EXTENT];
        if at.iter().all(|c| (-BUFFER..=EXTENT + BUFFER).contains(c)) {
            drawing.point(at);
        }
    }

    /// The polygons of an area as they are, and of those that reach beyond the buffer what is within.
    fn area(&mut self, geometry: Geometry<'_>, drawing: &mut Drawing) -> Result<(), Damaged> {
        for part in geometry {
            let part = part?;
            if are_apart(part.bounds(), self.window) {
                continue;
            }
            self.vertices.clear();
            self.ends.clear();
            part.decode(&mut self.vertices, &mut self.ends)?;
            if is_within(part.bounds(), self.window) {
                let mut begin = 0;
                for (number, end) in self.ends.iter().enumerate() {
                    let ring = self.vertices.get(begin..*end).unwrap_or_default();
                    place(ring, number, self.tile, self.closer, &mut self.ring, drawing);
                    begin = *end;
                }
                continue;
            }
            for polygon in cut(&self.vertices, &self.ends, self.window) {
                for (number, ring) in polygon.iter().enumerate() {
                    place(ring, number, self.tile, self.closer, &mut self.ring, drawing);
                }
            }
        }
        Ok(())
    }
}

/// Draws a ring of the pyramid in units of the tile; number 0 of a polygon is its exterior. `scratch` is scratch space.
fn place(
    ring: &[Vertex],
    number: usize,
    tile: TileCoord,
    closer: u32,
    scratch: &mut Vec<Position>,
    drawing: &mut Drawing,
) {
    let (west, north) = (tile.x() as i32 * EXTENT, tile.y() as i32 * EXTENT);
    scratch.clear();
    scratch.extend(ring.iter().map(|[x, y]| [(x << closer) - west, (y << closer) - north]));
    match number {
        0 => drawing.exterior(scratch),
        _ => drawing.hole(scratch),
    }
}

/// Whether a box has no area in common with the window.
fn are_apart([west, north, east, south]: Bounds, window: Window) -> bool {
    east <= window[0] || south <= window[1] || west >= window[2] || north >= window[3]
}

fn is_within([west, north, east, south]: Bounds, window: Window) -> bool {
    west >= window[0] && north >= window[1] && east <= window[2] && south <= window[3]
}
