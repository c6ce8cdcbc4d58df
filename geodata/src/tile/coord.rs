//! Tile addresses, and where they lie on the grid of [`crate::mercator`].

use super::error::TileError;
use super::format::{EXTENT, MAX_ZOOM};
use crate::mercator::{WORLD_BITS, project};

/// A position on the integer grid, x to the east and y to the south.
pub(super) type Vertex = [i32; 2];

/// The address of a tile: zoom, column from the west, row from the north (XYZ scheme).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileCoord {
    z: u8,
    x: u32,
    y: u32,
}

impl TileCoord {
    /// Checks an address.
    ///
    /// # Errors
    /// [`TileError::Zoom`] beyond [`MAX_ZOOM`], [`TileError::Outside`] beyond the edge of the world.
    pub fn new(z: u8, x: u32, y: u32) -> Result<Self, TileError> {
        if z > MAX_ZOOM {
            return Err(TileError::Zoom { z });
        }
        let last = (1u32 << z) - 1;
        if x > last || y > last {
            return Err(TileError::Outside { z, x, y, last });
        }
        Ok(Self { z, x, y })
    }

    /// The tile of zoom `z` that holds a position (degrees); `z` is cut to [`MAX_ZOOM`].
    pub fn at(z: u8, point: [f64; 2]) -> Self {
        Self::of(z.min(MAX_ZOOM), project(point))
    }

    /// The tiles of zoom `z` that touch an area (west, south, east, north in degrees), row by row.
    pub fn within(z: u8, [west, south, east, north]: [f64; 4]) -> impl Iterator<Item = Self> {
        let (first, last) = (Self::at(z, [west, north]), Self::at(z, [east, south]));
        let z = first.z;
        (first.y..=last.y).flat_map(move |y| (first.x..=last.x).map(move |x| Self { z, x, y }))
    }

    /// The tile that holds a grid position.
    pub(super) fn of(z: u8, [x, y]: Vertex) -> Self {
        let shift = WORLD_BITS - u32::from(z);
        Self { z, x: x as u32 >> shift, y: y as u32 >> shift }
    }

    /// The four tiles of the next zoom that this one is cut into; none at [`MAX_ZOOM`].
    pub fn children(self) -> impl Iterator<Item = Self> {
        let next = (self.z < MAX_ZOOM).then_some(self.z + 1);
        let corners = [[0, 0], [1, 0], [0, 1], [1, 1]];
        next.into_iter().flat_map(move |z| {
            corners.map(|[x, y]| Self { z, x: self.x * 2 + x, y: self.y * 2 + y })
        })
    }

    /// Zoom.
    pub fn z(self) -> u8 {
        self.z
    }

    /// Column, counted from the west.
    pub fn x(self) -> u32 {
        self.x
    }

    /// Row, counted from the north.
    pub fn y(self) -> u32 {
        self.y
    }

    /// The grid area of the tile, widened by `buffer` tile units on every side.
    pub(super) fn bounds(self, buffer: i32) -> [i64; 4] {
        let size = 1i64 << (WORLD_BITS - u32::from(self.z));
        let margin = i64::from(buffer) << unit_bits(self.z);
        let (west, north) = (i64::from(self.x) * size, i64::from(self.y) * size);
        [west - margin, north - margin, west + size - 1 + margin, north + size - 1 + margin]
    }
}

/// A tile unit at zoom `z` is 2^this grid units wide.
pub(super) fn unit_bits(z: u8) -> u32 {
    WORLD_BITS - EXTENT.trailing_zeros() - u32::from(z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projection_agrees_with_known_tiles() {
        // Monas, Jakarta, as any slippy map numbers it.
        let tile = TileCoord::at(10, [106.8272, -6.1754]);
        assert_eq!((tile.x(), tile.y()), (815, 529));
        assert_eq!(TileCoord::at(0, [180.0, -90.0]), TileCoord { z: 0, x: 0, y: 0 });
    }

    #[test]
    fn an_area_touches_the_tiles_of_its_corners_and_between() {
        let tiles: Vec<_> = TileCoord::within(4, [95.0, -11.0, 141.0, 6.0]).collect();
        let columns = |y| (12..=14).map(move |x| TileCoord { z: 4, x, y });
        assert_eq!(tiles, (7..=8).flat_map(columns).collect::<Vec<_>>());
    }

    #[test]
    fn addresses_beyond_the_world_are_refused() {
        assert!(TileCoord::new(14, 16383, 16383).is_ok());
        assert_eq!(TileCoord::new(3, 8, 0), Err(TileError::Outside { z: 3, x: 8, y: 0, last: 7 }));
        assert_eq!(TileCoord::new(15, 0, 0), Err(TileError::Zoom { z: 15 }));
        assert!(TileCoord::new(255, 0, 0).unwrap_err().to_string().contains("zoom 14"));
    }
}
