//! The directories of PMTiles: which tiles stand where.

use geodata::tile::{TileError, gzip};

/// Tiles of consecutive numbers with the same bytes, or (with a run of none) a leaf directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The number of the first tile.
    pub(super) tile: u64,
    /// Where the bytes begin in their section.
    pub(super) offset: u64,
    pub(super) length: u32,
    pub(super) run: u32,
}

/// The root directory and the leaves after one another, compressed.
pub(super) struct Directories {
    pub(super) root: Vec<u8>,
    pub(super) leaves: Vec<u8>,
}

/// How many entries the first try of a leaf has.
const LEAF: usize = 4096;

/// Writes directories whose root is not longer than `room`.
///
/// # Errors
/// [`TileError::Compression`].
pub(super) fn write(entries: &[Entry], room: usize) -> Result<Directories, TileError> {
    let root = gzip(&serialized(entries))?;
    if root.len() <= room {
        return Ok(Directories { root, leaves: Vec::new() });
    }
    let mut size = LEAF;
    loop {
        let (mut leaves, mut above) = (Vec::new(), Vec::new());
        for part in entries.chunks(size) {
            let leaf = gzip(&serialized(part))?;
            let tile = part.first().map_or(0, |entry| entry.tile);
            let (offset, length) = (leaves.len() as u64, leaf.len() as u32);
            above.push(Entry { tile, offset, length, run: 0 });
            leaves.extend(leaf);
        }
        let root = gzip(&serialized(&above))?;
        if root.len() <= room {
            return Ok(Directories { root, leaves });
        }
        size *= 2;
    }
}

/// Column by column: differences of the numbers, runs, lengths, offsets (0 where the bytes follow those of the
/// entry before).
fn serialized(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(entries.len() * 6 + 8);
    varint(&mut out, entries.len() as u64);
    let mut before = 0;
    for entry in entries {
        varint(&mut out, entry.tile - before);
        before = entry.tile;
    }
    entries.iter().for_each(|entry| varint(&mut out, entry.run.into()));
    entries.iter().for_each(|entry| varint(&mut out, entry.length.into()));
    let mut next = None;
    for entry in entries {
        varint(&mut out, if next == Some(entry.offset) { 0 } else { entry.offset + 1 });
        next = Some(entry.offset + u64::from(entry.length));
    }
    out
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u64) -> Entry {
        // Lengths and gaps that do not compress well.
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 44;
        Entry { tile: number * 3 + mixed % 3, offset: mixed * 77, length: mixed as u32 + 1, run: 1 }
    }

    #[test]
    fn a_directory_is_written_column_by_column() {
        let entries = [
            Entry { tile: 5, offset: 0, length: 300, run: 2 },
            Entry { tile: 8, offset: 300, length: 10, run: 1 },
            Entry { tile: 9, offset: 0, length: 300, run: 1 },
        ];
        let expected = [3, 5, 3, 1, 2, 1, 1, 0xac, 2, 10, 0xac, 2, 1, 0, 1];
        assert_eq!(serialized(&entries), expected);
    }

    #[test]
    fn what_does_not_fit_into_the_root_goes_into_leaves() {
        let entries: Vec<Entry> = (0..50_000).map(entry).collect();
        let small = write(&entries[..100], 16_000).unwrap();
        assert!(small.leaves.is_empty());
        let large = write(&entries, 16_000).unwrap();
        assert!(large.root.len() <= 16_000 && large.leaves.len() > 100_000);
        let narrow = write(&entries, 60).unwrap();
        assert!(narrow.root.len() <= 60 && !narrow.leaves.is_empty());
    }
}
