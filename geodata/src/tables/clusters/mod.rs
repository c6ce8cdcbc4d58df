//! What maps show from afar of a table of points, in a file beside it: of every tile with more rows than a tile draws one
//! by one, the points of each cell of a grid as one.
//!
//! Rows stand along the curve of the finest grid, so that a tile of any zoom is one run of rows, and each of its cells one
//! run of those. All zooms are counted in one pass over the rows, with one open tile of each.
//!
//! ```text
//! header   magic, then rows with a place, cells, samples, tiles: 8 bytes each, as all numbers here, the lowest first
//! cells    first row; how many rows << 24 | y << 12 | x, the mean of their places in units of the tile
//! samples  the place along the curve of every 1024th row, which says about where the rows of a tile are
//! tiles    zoom << 32 | place along the curve of that zoom; first cell; cells. Sorted.
//! ```

mod gather;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use gather::gather;
pub use read::Clusters;
pub use write::ClusterWriter;

use crate::mercator::WORLD_BITS;

/// The last zoom that is counted.
pub const LAST_ZOOM: u8 = 14;
/// A tile has 2^this cells to a side.
pub const GRID_BITS: u32 = 5;
/// Rows of a tile that are drawn one by one.
pub const MOST_SINGLE: u64 = 8192;
/// As many at the last zoom, where nobody sees more by coming closer.
pub const MOST_SINGLE_AT_LAST: u64 = 65_536;

/// A tile is 2^this units wide.
const EXTENT_BITS: u32 = 12;
/// One row in so many has its place among the samples.
const STEP: u64 = 1024;
const MAGIC: [u8; 8] = *b"dmclust1";
/// Bytes of the header, of a cell, a sample and a tile.
const HEADER: usize = 40;
const CELL: usize = 16;
const SAMPLE: usize = 8;
const TILE: usize = 24;

/// Rows of a tile that are drawn one by one at a zoom.
pub const fn most_single(z: u8) -> u64 {
    if z < LAST_ZOOM { MOST_SINGLE } else { MOST_SINGLE_AT_LAST }
}

/// Rows that are shown as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The first of them; they follow one another.
    pub first: u64,
    /// How many they are.
    pub count: u64,
    /// The mean of their places in units of the tile, x to the east and y to the south.
    pub at: [u16; 2],
}

/// The part of the curve that lies in the tile of a zoom that is number `place` along the curve of that zoom.
pub fn run(z: u8, place: u64) -> std::ops::Range<u64> {
    let bits = curve_bits(z);
    place << bits..(place + 1) << bits
}

/// A tile of a zoom is 2^this places of the curve long.
fn curve_bits(z: u8) -> u32 {
    2 * (WORLD_BITS - u32::from(z.min(LAST_ZOOM)))
}

/// How a tile is named in the file.
fn name(z: u8, place: u64) -> u64 {
    u64::from(z) << 32 | place
}
