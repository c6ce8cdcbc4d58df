//! Where things stand in the file.

use super::number::Reader;
use crate::code::Level;
use crate::topology::FINEST;

const MAGIC: [u8; 8] = *b"DMPYRMD\0";
/// Raised when the layout changes.
const VERSION: u32 = 1;
/// Zooms in a file.
pub(super) const ZOOMS: usize = FINEST as usize + 1;
/// Sections in a file.
pub(super) const SECTIONS: usize = ZOOMS * Level::ALL.len();
const HEAD_BYTES: usize = MAGIC.len() + 4 * 4;
const LINE_BYTES: usize = 4 * 4 + 2 * 8;
/// Bytes before the first section.
pub(super) const HEADER_BYTES: usize = HEAD_BYTES + SECTIONS * LINE_BYTES;
/// Bytes of a tile's entry.
pub(super) const TILE_BYTES: usize = 3 * 4;

/// A line of the directory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Section {
    /// Rows of the level's table.
    pub(super) areas: u32,
    /// Tiles in which something shows.
    pub(super) tiles: u32,
    /// Rows in all tiles together.
    pub(super) shown: u32,
    /// Where the section begins in the file.
    pub(super) begin: u64,
    /// Bytes of geometry.
    pub(super) bytes: u64,
}

impl Section {
    /// Bytes of each table, in their order: beginnings, tiles, rows, geometry; `None` beyond what can be counted.
    pub(super) fn tables(&self) -> Option<[usize; 4]> {
        let size = |count: u32, bytes: usize| usize::try_from(count).ok()?.checked_mul(bytes);
        Some([
            size(self.areas, 4)?.checked_add(4)?,
            size(self.tiles, TILE_BYTES)?,
            size(self.shown, 4)?,
            usize::try_from(self.bytes).ok()?,
        ])
    }
}

/// The place of a section in the directory; `None` beyond the finest zoom.
pub(super) fn number(z: u8, level: Level) -> Option<usize> {
    let level = Level::ALL.iter().position(|other| *other == level)?;
    (z <= FINEST).then_some(usize::from(z) * Level::ALL.len() + level)
}

/// The header with the directory.
pub(super) fn header(sections: &[Section; SECTIONS]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_BYTES);
    out.extend(MAGIC);
    for number in [VERSION, ZOOMS as u32, Level::ALL.len() as u32, 0] {
        out.extend(number.to_le_bytes());
    }
    for section in sections {
        for number in [section.areas, section.tiles, section.shown, 0] {
            out.extend(number.to_le_bytes());
        }
        out.extend(section.begin.to_le_bytes());
        out.extend(section.bytes.to_le_bytes());
    }
    out
}

/// The directory of a file; in words what is wrong with it.
pub(super) fn directory(file: &[u8]) -> Result<Vec<Section>, String> {
    let mut reader = Reader(file);
    if reader.bytes(MAGIC.len()) != Some(&MAGIC) {
        return Err("is no pyramid of tiles".to_owned());
    }
    let short = || "ends within its header".to_owned();
    let [version, zooms, levels, zero] = [(); 4].map(|()| reader.u32());
    let version = version.ok_or_else(short)?;
    if version != VERSION {
        return Err(format!("has version {version}; this program reads version {VERSION}"));
    }
    let [zooms, levels, zero] = [zooms, levels, zero].map(|number| number.ok_or_else(short));
    if [zooms?, levels?, zero?] != [ZOOMS as u32, Level::ALL.len() as u32, 0] {
        return Err("has other zooms or levels than this program".to_owned());
    }
    let mut line = || {
        let [areas, tiles, shown, zero] = [(); 4].map(|()| reader.u32());
        let (begin, bytes) = (reader.u64(), reader.u64());
        let section =
            Section { areas: areas?, tiles: tiles?, shown: shown?, begin: begin?, bytes: bytes? };
        Some((section, zero?))
    };
    let sections = (0..SECTIONS).map(|_| match line().ok_or_else(short)? {
        (section, 0) => Ok(section),
        _ => Err("is damaged in its directory".to_owned()),
    });
    sections.collect()
}
