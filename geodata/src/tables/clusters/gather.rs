//! Rows of a tile, gathered in cells.

use super::{Cell, EXTENT_BITS, GRID_BITS, curve_bits};
use crate::mercator::WORLD_BITS;
use crate::tables::curve;

/// Rows of one cell so far.
#[derive(Debug)]
struct Growing {
    /// The cell's number along the curve of cells.
    place: u64,
    first: u64,
    count: u64,
    sum: [u64; 2],
}

/// The cells of a tile so far. Rows come along the curve, so that those of a cell follow one another.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    pub(super) rows: u64,
    cells: Vec<Growing>,
}

impl Gathering {
    /// Takes the next row of a tile of this zoom, by its place along the curve and on the grid.
    pub(super) fn take(&mut self, z: u8, row: u64, key: u64, at: [u32; 2]) {
        self.rows += 1;
        let place = key >> (curve_bits(z) - 2 * GRID_BITS);
        let [x, y] = at.map(u64::from);
        match self.cells.last_mut() {
            Some(cell) if cell.place == place => {
                cell.count += 1;
                cell.sum = [cell.sum[0] + x, cell.sum[1] + y];
            }
            _ => self.cells.push(Growing { place, first: row, count: 1, sum: [x, y] }),
        }
    }

    /// The cells, and forgets them.
    pub(super) fn drain(&mut self, z: u8) -> impl Iterator<Item = Cell> + '_ {
        self.rows = 0;
        let unit = WORLD_BITS - EXTENT_BITS - u32::from(z);
        self.cells.drain(..).map(move |Growing { first, count, sum, .. }| {
            // The mean lies in the cell, and with it in the tile.
            let at = sum.map(|sum| ((sum / count) >> unit & ((1 << EXTENT_BITS) - 1)) as u16);
            Cell { first, count, at }
        })
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.rows = 0;
        self.cells.clear();
    }
}

/// The cells of rows of one tile that follow one another from `first`, by their places on the grid of
/// [`crate::mercator`].
pub fn gather(z: u8, first: u64, places: &[[u32; 2]]) -> Vec<Cell> {
    let mut gathering = Gathering::default();
    for (row, at) in (first..).zip(places) {
        gathering.take(z, row, curve::along(WORLD_BITS, at[0], at[1]), *at);
    }
    gathering.drain(z).collect()
}
