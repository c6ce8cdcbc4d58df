//! How much of the borders each zoom shows.

use super::lines::ClipLines;
use super::model::FINEST;
use crate::mercator::WORLD_BITS;

/// A unit of the finest zoom is `1 << FINEST_SHIFT` units of the fine grid wide.
pub(super) const FINEST_SHIFT: u32 = WORLD_BITS - 12 - FINEST as u32;

/// How many zooms enlarge the finest one.
const ENLARGED: u32 = 2;

/// What is particular to a zoom.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    /// The zoom.
    pub z: u8,
    /// The grid is `1 << bits` tile units wide: 3 is a pixel where a tile is 512 wide.
    pub bits: u32,
    /// Vertices go whose triangle has at most so many half square units.
    pub threshold: i64,
    /// Gaps and overlaps between neighbours are closed up to this mean width in tile units.
    pub narrow: i64,
    /// Whether villages have outlines; where many lie in a pixel they are stand-ins only.
    pub outlines_of_villages: bool,
    /// Where its tiles are cut.
    pub lines: ClipLines,
}

impl Scale {
    pub(super) fn of(z: u8) -> Self {
        let (bits, threshold, narrow) = match z {
            0..=5 => (3, 128, 8),
            6..=10 => (2, 128, 8),
            11 => (1, 128, 6),
            _ => (0, 16, 3),
        };
        let enlarged = if z == FINEST { ENLARGED } else { 0 };
        Self {
            z,
            bits,
            threshold,
            narrow,
            outlines_of_villages: z > 5,
            lines: ClipLines::new(enlarged),
        }
    }
}
