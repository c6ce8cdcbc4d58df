//! Reading the file where it stands.

use std::path::Path;

use bytes::Bytes;

use super::geometry::{Damaged, Geometry};
use super::layout::{self, Section};
use super::number::u32_at;
use crate::code::Level;
use crate::error::GeodataError;
use crate::topology::{EXTENT, FINEST};

/// The whole pyramid. Copies share the file. The default is one without areas.
#[derive(Debug, Clone, Default)]
pub struct Pyramid {
    file: Bytes,
    sections: Vec<Tables>,
}

/// Where the tables of a section stand in the file.
#[derive(Debug, Clone, Copy)]
struct Tables {
    section: Section,
    /// Where each begins, and where the last ends.
    places: [usize; 5],
}

impl Pyramid {
    /// Takes a file, of which `path` is the name for errors. Every offset is looked at; the geometry itself is when it is
    /// asked for.
    ///
    /// # Errors
    /// When it is not such a file, of another version, or damaged; what to do about it is `advice`.
    pub fn new(path: &Path, file: Bytes, advice: &str) -> Result<Self, GeodataError> {
        let damaged = |problem: String| GeodataError::dataset(path, problem, advice);
        let directory = layout::directory(&file).map_err(damaged)?;
        let tables = directory.into_iter().enumerate().map(|(number, section)| {
            Tables::new(&file, section)
                .ok_or_else(|| damaged(format!("is damaged in its section {number}")))
        });
        let sections = tables.collect::<Result<_, _>>()?;
        Ok(Self { file, sections })
    }

    /// How many rows a level has.
    pub fn areas(&self, level: Level) -> usize {
        self.section(0, level).map_or(0, |tables| tables.section.areas as usize)
    }

    /// The tiles of zoom `z` in which areas of a level show, column and row, sorted.
    pub fn tiles(&self, z: u8, level: Level) -> impl Iterator<Item = [u32; 2]> + '_ {
        let tables = self.section(z, level);
        let count = tables.map_or(0, |tables| tables.section.tiles as usize);
        let address = move |at: usize| tables?.tile(&self.file, at);
        (0..count).filter_map(move |at| address(at).map(|[x, y, _]| [x, y]))
    }

    /// The rows of the areas of a level that show in a tile of zoom `z` or in its buffer, ascending.
    pub fn rows(&self, z: u8, level: Level, tile: [u32; 2]) -> impl Iterator<Item = u32> + '_ {
        let found = self.section(z, level).and_then(|tables| tables.rows(&self.file, tile));
        let bytes = found.unwrap_or_default();
        bytes.chunks_exact(4).filter_map(|row| u32_at(row, 0))
    }

    /// Whether areas of a level show in a tile of zoom `z`, or in one of those that it is cut into at later zooms.
    pub fn reaches(&self, z: u8, level: Level, [x, y]: [u32; 2]) -> bool {
        let shows = |closer: u8| {
            let (first, side) = ([x, y].map(|c| c << (closer - z)), 1 << (closer - z));
            let tables = self.section(closer, level);
            tables.is_some_and(|tables| tables.any_within(&self.file, first, side))
        };
        (z..=FINEST).any(shows)
    }

    /// The polygons of an area at zoom `z`; `None` where there is no such row or zoom.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn geometry(&self, z: u8, level: Level, row: u32) -> Result<Option<Geometry<'_>>, Damaged> {
        let bytes = self.section(z, level).and_then(|tables| tables.area(&self.file, row));
        bytes.map(|bytes| Geometry::new(bytes, EXTENT << z)).transpose()
    }

    fn section(&self, z: u8, level: Level) -> Option<&Tables> {
        self.sections.get(layout::number(z, level)?)
    }
}

impl Tables {
    /// Looks at every offset of a section; `None` when one leads astray.
    fn new(file: &[u8], section: Section) -> Option<Self> {
        let mut at = usize::try_from(section.begin).ok()?;
        let mut places = [at; 5];
        for (place, size) in places.iter_mut().skip(1).zip(section.tables()?) {
            at = at.checked_add(size)?;
            *place = at;
        }
        let tables = Self { section, places };
        let [begins, tiles, rows, _] = tables.slices(file)?;
        let begins = || begins.chunks_exact(4).filter_map(|number| u32_at(number, 0));
        let ascending = begins().is_sorted();
        let whole = begins().next() == Some(0)
            && begins().next_back().map(u64::from) == Some(section.bytes);
        let tiles = || {
            let entries = tiles.chunks_exact(layout::TILE_BYTES);
            entries.filter_map(|tile| Some([u32_at(tile, 0)?, u32_at(tile, 1)?, u32_at(tile, 2)?]))
        };
        let sorted = tiles().is_sorted_by(|a, b| a[..2] < b[..2] && a[2] <= b[2]);
        let within = tiles().all(|[.., first]| first <= section.shown);
        let known =
            rows.chunks_exact(4).all(|row| u32_at(row, 0).is_some_and(|row| row < section.areas));
        (ascending && whole && sorted && within && known).then_some(tables)
    }

    /// The tables: beginnings, tiles, rows, geometry.
    fn slices<'a>(&self, file: &'a [u8]) -> Option<[&'a [u8]; 4]> {
        let [a, b, c, d, e] = self.places;
        Some([file.get(a..b)?, file.get(b..c)?, file.get(c..d)?, file.get(d..e)?])
    }

    /// Column, row and the place of the first row of tile number `at`.
    fn tile(&self, file: &[u8], at: usize) -> Option<[u32; 3]> {
        let [_, tiles, ..] = self.slices(file)?;
        let number = |part: usize| u32_at(tiles, at.checked_mul(3)?.checked_add(part)?);
        Some([number(0)?, number(1)?, number(2)?])
    }

    /// The number of the first tile that is not before an address, by binary search.
    fn place(&self, file: &[u8], address: [u32; 2]) -> usize {
        let (mut low, mut high) = (0, self.section.tiles as usize);
        while low < high {
            let middle = low.midpoint(high);
            match self.tile(file, middle) {
                Some([x, y, _]) if [x, y] < address => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// The rows of a tile.
    fn rows<'a>(&self, file: &'a [u8], address: [u32; 2]) -> Option<&'a [u8]> {
        let [_, _, rows, _] = self.slices(file)?;
        let at = self.place(file, address);
        let [x, y, first] = self.tile(file, at)?;
        if [x, y] != address {
            return None;
        }
        let last = self.tile(file, at + 1).map_or(self.section.shown, |[.., first]| first);
        rows.get(first as usize * 4..last as usize * 4)
    }

    /// Whether there is a tile in the square of `side` tiles that begins at `first`.
    fn any_within(&self, file: &[u8], first: [u32; 2], side: u32) -> bool {
        let [x, y] = first;
        let mut from = first;
        while let Some([column, row, _]) = self.tile(file, self.place(file, from)) {
            if column >= x + side {
                return false;
            }
            if (y..y + side).contains(&row) {
                return true;
            }
            // On in this column, or in the next.
            from = if row < y { [column, y] } else { [column + 1, y] };
        }
        false
    }

    /// The geometry of a row.
    fn area<'a>(&self, file: &'a [u8], row: u32) -> Option<&'a [u8]> {
        if row >= self.section.areas {
            return None;
        }
        let [begins, _, _, geometry] = self.slices(file)?;
        let row = row as usize;
        geometry.get(u32_at(begins, row)? as usize..u32_at(begins, row + 1)? as usize)
    }
}
