//! The numbers of tiles in PMTiles: along the Hilbert curve of each zoom, one zoom after the other.

use geodata::tables::curve::along;
use geodata::tile::TileCoord;

/// The number of a tile.
pub(super) fn number(tile: TileCoord) -> u64 {
    let z = u32::from(tile.z());
    // All tiles of the zooms before: 1 + 4 + 16 ...
    let before = ((1u64 << (2 * z)) - 1) / 3;
    before + along(z, tile.x(), tile.y())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(z: u8, x: u32, y: u32) -> u64 {
        number(TileCoord::new(z, x, y).unwrap())
    }

    #[test]
    fn numbers_are_those_of_the_specification() {
        let first = [(0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0), (2, 0, 0)];
        for (number, (z, x, y)) in first.into_iter().enumerate() {
            assert_eq!(of(z, x, y), number as u64);
        }
        assert_eq!(of(12, 3423, 1763), 19_078_479);
    }

    #[test]
    fn neighbours_on_the_curve_are_neighbours_on_the_map() {
        let mut tiles: Vec<_> =
            (0..64u32).map(|n| (n % 8, n / 8)).map(|(x, y)| (of(3, x, y), x, y)).collect();
        tiles.sort_unstable();
        assert_eq!((tiles[0].0, tiles[63].0), (21, 84));
        for pair in tiles.windows(2) {
            assert_eq!(pair[1].0, pair[0].0 + 1);
            assert_eq!(pair[0].1.abs_diff(pair[1].1) + pair[0].2.abs_diff(pair[1].2), 1);
        }
    }
}
