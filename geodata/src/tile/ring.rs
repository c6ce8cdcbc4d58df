//! Positions in a tile.

/// A position in tile units, x to the east and y to the south, relative to the tile's corner.
pub(super) type Position = [i32; 2];
