//! Web Mercator (EPSG:3857) on an integer grid.

use std::f64::consts::PI;

/// The world is 2^30 units wide: under 4 cm at the equator.
pub const WORLD_BITS: u32 = 30;
const WORLD: f64 = (1u64 << WORLD_BITS) as f64;

/// Projects longitude and latitude (degrees) to the grid, x to the east and y to the south, clamped to its
/// edges.
pub fn project([lon, lat]: [f64; 2]) -> [i32; 2] {
    let x = (lon + 180.0) / 360.0;
    let y = 0.5 - lat.to_radians().tan().asinh() / (2.0 * PI);
    let on_grid = |part: f64| (part * WORLD).round().clamp(0.0, WORLD - 1.0) as i32;
    [on_grid(x), on_grid(y)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_fills_the_grid() {
        assert_eq!(project([0.0, 0.0]), [1 << 29, 1 << 29]);
        assert_eq!(project([-180.0, 90.0]), [0, 0]);
        assert_eq!(project([180.0, -90.0]), [(1 << 30) - 1, (1 << 30) - 1]);
    }
}
