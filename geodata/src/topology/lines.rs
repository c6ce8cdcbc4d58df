//! Where tiles are cut.

/// A tile is drawn with this many of its units of its neighbours on every side: eight pixels of 512, so that
/// outlines do not end at the seam.
pub const BUFFER: i32 = 64;
/// Width and height of a tile in its own units.
pub const EXTENT: i32 = 4096;

/// The lines, on both axes, at which the tiles of a zoom are cut: the edges of tiles, widened by the buffer.
///
/// Every border has a vertex where it crosses such a line, so cutting never rounds. The zooms that enlarge the finest
/// one cut it too, at edges twice and four times as dense.
#[derive(Debug, Clone)]
pub(super) struct ClipLines {
    /// Tile width and buffer of this zoom and of those that enlarge it, in units of this zoom.
    families: Vec<[i32; 2]>,
}

impl ClipLines {
    /// Those of one zoom, which `enlarged` further zooms enlarge.
    pub(super) fn new(enlarged: u32) -> Self {
        Self { families: (0..=enlarged).map(|by| [EXTENT >> by, BUFFER >> by]).collect() }
    }

    /// Whether the lines of an axis hold this coordinate.
    pub(super) fn hold(&self, coordinate: i32) -> bool {
        self.families.iter().any(|[width, buffer]| {
            let within = coordinate.rem_euclid(*width);
            within == *buffer || within == width - buffer
        })
    }

    /// Calls `found` with every line strictly between two coordinates given in `1 << shift`-ths of a unit.
    pub(super) fn between(&self, low: i32, high: i32, shift: u32, mut found: impl FnMut(i32)) {
        for &[width, buffer] in &self.families {
            let (first, last) =
                ((low >> shift).div_euclid(width), (high >> shift).div_euclid(width) + 1);
            for tile in first..=last {
                for line in [tile * width - buffer, tile * width + buffer] {
                    if low < line << shift && line << shift < high {
                        found(line);
                    }
                }
            }
        }
    }

    /// The strips between the lines of this zoom itself that a coordinate lies in: two, if it is on a line.
    pub(super) fn strips(coordinate: i32) -> [u32; 2] {
        let strip = |at: i32| {
            let shifted = at + BUFFER;
            let (tile, within) = (shifted.div_euclid(EXTENT), shifted.rem_euclid(EXTENT));
            (2 * tile + i32::from(within >= 2 * BUFFER)) as u32
        };
        [strip(coordinate - 1).min(strip(coordinate)), strip(coordinate)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_held() {
        let lines = ClipLines::new(2);
        let mut found = Vec::new();
        lines.between(0, 4200 << 6, 6, |line| found.push(line));
        found.sort_unstable();
        let expected: Vec<i32> = (1..4200).filter(|at| lines.hold(*at)).collect();
        assert_eq!(found, expected);
        assert!([16, 32, 64, 1008, 1040, 2016, 4032, 4160].iter().all(|at| expected.contains(at)));
        assert_eq!(expected.len(), 3 + 5 + 9);
    }

    #[test]
    fn strips_end_at_the_lines() {
        assert_eq!(ClipLines::strips(0), [0, 0]);
        assert_eq!(ClipLines::strips(63), [0, 0]);
        assert_eq!(ClipLines::strips(64), [0, 1]);
        assert_eq!(ClipLines::strips(65), [1, 1]);
        assert_eq!(ClipLines::strips(4032), [1, 2]);
        assert_eq!(ClipLines::strips(4160), [2, 3]);
    }
}
