//! Reads the file where it stands.

use std::ops::Range;
use std::path::Path;

use bytes::Bytes;

use super::{
    CELL, Cell, EXTENT_BITS, GRID_BITS, HEADER, LAST_ZOOM, MAGIC, SAMPLE, STEP, TILE, name,
};
use crate::error::GeodataError;

/// What maps show from afar of a table.
#[derive(Debug, Clone)]
pub struct Clusters {
    rows: u64,
    cells: Bytes,
    samples: Bytes,
    tiles: Bytes,
}

impl Clusters {
    /// The contents of the file `path`, of a table of which so many `rows` have a place; `advice` says what to do about
    /// a file that is none.
    ///
    /// # Errors
    /// When the bytes are not such a file, or that of another table.
    pub fn new(path: &Path, bytes: Bytes, rows: u64, advice: &str) -> Result<Self, GeodataError> {
        let wrong = |problem: String| GeodataError::dataset(path, problem, advice);
        if bytes.get(..MAGIC.len()) != Some(&MAGIC[..]) {
            return Err(wrong("is no file of clusters that this program knows".to_owned()));
        }
        let [stated, cells, samples, tiles] =
            [1, 2, 3, 4].map(|at| number(&bytes, at).unwrap_or(u64::MAX));
        let ends = ends(cells, samples, tiles).filter(|ends| ends[2] == bytes.len());
        let Some([cells_end, samples_end, end]) = ends else {
            return Err(wrong(format!("has {} bytes, which is not what it states", bytes.len())));
        };
        if stated != rows || samples != rows.div_ceil(STEP) {
            return Err(wrong(format!("is of {stated} rows with a place; the table has {rows}")));
        }
        let clusters = Self {
            rows,
            cells: bytes.slice(HEADER..cells_end),
            samples: bytes.slice(cells_end..samples_end),
            tiles: bytes.slice(samples_end..end),
        };
        match clusters.problem(cells) {
            Some(problem) => Err(wrong(problem)),
            None => Ok(clusters),
        }
    }

    /// What contradicts itself.
    fn problem(&self, cells: u64) -> Option<String> {
        let samples = (0..self.samples.len() / SAMPLE).map(|at| number(&self.samples, at));
        if !samples.is_sorted() {
            return Some("has places that are not sorted".to_owned());
        }
        let mut before = None;
        for at in 0..self.tiles.len() / TILE {
            let [name, first, count] = self.tile(at)?;
            let (z, place) = (name >> 32, name & u64::from(u32::MAX));
            let exists = z <= u64::from(LAST_ZOOM) && place < 1 << (2 * z);
            let has = first.checked_add(count).is_some_and(|end| end <= cells);
            if !exists || !has || count > 1 << (2 * GRID_BITS) || before >= Some(name) {
                return Some(format!("has a tile that cannot be, number {at}"));
            }
            before = Some(name);
        }
        None
    }

    /// The cells of the tile of a zoom that is number `place` along the curve of that zoom, in the order of their rows;
    /// `None` where its rows are drawn one by one.
    pub fn tile_cells(&self, z: u8, place: u64) -> Option<impl Iterator<Item = Cell> + '_> {
        let wanted = name(z, place);
        let found = partition(self.tiles.len() / TILE, |at| {
            self.tile(at).is_some_and(|[name, ..]| name < wanted)
        });
        let [_, first, count] = self.tile(found).filter(|[name, ..]| *name == wanted)?;
        let range = usize::try_from(first).ok()?..usize::try_from(first + count).ok()?;
        Some(range.filter_map(|at| {
            let (first, packed) = (number(&self.cells, 2 * at)?, number(&self.cells, 2 * at + 1)?);
            let units = (1 << EXTENT_BITS) - 1;
            let at = [packed & units, packed >> EXTENT_BITS & units].map(|at| at as u16);
            Some(Cell { first, count: packed >> (2 * EXTENT_BITS), at })
        }))
    }

    /// Rows among which all are that lie in a part of the curve; few more than those.
    pub fn rows_near(&self, run: Range<u64>) -> Range<u64> {
        let samples = self.samples.len() / SAMPLE;
        let before = |place: u64| {
            let is_before = |at| number(&self.samples, at).is_some_and(|sample| sample < place);
            partition(samples, is_before) as u64
        };
        let first = before(run.start).saturating_sub(1) * STEP;
        let end = (before(run.end) * STEP).min(self.rows);
        first..end.max(first)
    }

    fn tile(&self, at: usize) -> Option<[u64; 3]> {
        let [name, first, count] = [0, 1, 2].map(|part| number(&self.tiles, 3 * at + part));
        Some([name?, first?, count?])
    }
}

/// Where cells, samples and tiles end.
fn ends(cells: u64, samples: u64, tiles: u64) -> Option<[usize; 3]> {
    let after = |from: usize, count: u64, size: usize| {
        from.checked_add(usize::try_from(count).ok()?.checked_mul(size)?)
    };
    let cells = after(HEADER, cells, CELL)?;
    let samples = after(cells, samples, SAMPLE)?;
    Some([cells, samples, after(samples, tiles, TILE)?])
}

/// The number at a place, counted in numbers.
fn number(bytes: &[u8], at: usize) -> Option<u64> {
    let from = at.checked_mul(SAMPLE)?;
    let bytes = bytes.get(from..from.checked_add(SAMPLE)?)?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

/// Of so many that begin with those that are `before`: how many those are.
fn partition(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
