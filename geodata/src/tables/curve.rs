//! The Hilbert curve over the map.

use crate::mercator::{WORLD_BITS, project};

/// The place of rows without one: behind all others.
pub const NOWHERE: u64 = u64::MAX;

/// The place of a longitude and latitude (degrees) along the curve that fills the finest grid of the map (Web Mercator,
/// 2^30 by 2^30). All of a tile of any zoom is one run of it.
pub fn cell(point: [f64; 2]) -> u64 {
    // The grid has no negative numbers.
    let [x, y] = project(point).map(|at| u32::try_from(at).unwrap_or(0));
    along(WORLD_BITS, x, y)
}

/// The place along the curve that fills a square of 2^`order` by 2^`order` cells.
pub fn along(order: u32, mut x: u32, mut y: u32) -> u64 {
    let mut place = 0;
    for bit in (0..order).rev() {
        let side = 1u32 << bit;
        let (right, lower) = (x >> bit & 1, y >> bit & 1);
        place += u64::from((3 * right) ^ lower) << (2 * bit);
        x &= side - 1;
        y &= side - 1;
        if lower == 0 {
            if right == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_is_one_run_of_the_curve() {
        let (z, lon, lat) = (12, 116.3, -8.6);
        let [x, y] = project([lon, lat]).map(|at| (at as u32) >> (WORLD_BITS - z));
        assert_eq!(cell([lon, lat]) >> (2 * (WORLD_BITS - z)), along(z, x, y));
        assert!(cell([180.0, -90.0]) < NOWHERE);
    }
}
