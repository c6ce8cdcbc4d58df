//! Writing the file, from the finest zoom to the coarsest as they are made.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rayon::prelude::*;

use super::layout::{self, HEADER_BYTES, SECTIONS, Section};
use super::{geometry, show};
use crate::code::Level;
use crate::error::GeodataError;
use crate::mercator::{WORLD_BITS, project};
use crate::per_level::PerLevel;
use crate::progress::Progress;
use crate::topology::{self, Country, EXTENT, Findings, Polygon, Zoom};

/// The side of the square that stands for an area without polygons: a pixel of 512, as a power of two of tile units.
const MARK_BITS: u32 = 3;

/// Points of the areas of each level, by row: longitude and latitude in degrees.
pub type Points = PerLevel<Vec<Option<[f64; 2]>>>;

/// Writes the pyramid of a country. An area without polygons is shown as a square of one pixel at its point, if that is
/// in `points`.
///
/// # Errors
/// When the disk refuses, whoever is watching interrupts, or the country is larger than the file's numbers.
pub fn write(
    path: &Path,
    country: &Country<'_>,
    points: &Points,
    progress: &dyn Progress,
) -> Result<Findings, GeodataError> {
    let mut writer = Writer::create(path).map_err(GeodataError::io(path))?;
    let findings = topology::build(country, progress, &mut |zoom| {
        writer.zoom(&zoom, points).map_err(GeodataError::io(path))
    })?;
    writer.finish().map_err(GeodataError::io(path))?;
    Ok(findings)
}

struct Writer {
    out: BufWriter<File>,
    at: u64,
    sections: [Section; SECTIONS],
}

impl Writer {
    fn create(path: &Path) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        out.write_all(&[0; HEADER_BYTES])?;
        let sections = [Section::default(); SECTIONS];
        Ok(Self { out, at: HEADER_BYTES as u64, sections })
    }

    fn zoom(&mut self, zoom: &Zoom, points: &Points) -> io::Result<()> {
        let made = Level::ALL.par_iter().map(|level| {
            let points = points.get(*level);
            (*level, Tables::new(zoom.z, zoom.levels.get(*level), points))
        });
        for (level, tables) in made.collect::<Vec<_>>() {
            self.section(zoom.z, level, &tables)?;
        }
        Ok(())
    }

    fn section(&mut self, z: u8, level: Level, tables: &Tables) -> io::Result<()> {
        let count = |items: usize| {
            u32::try_from(items).map_err(|_| io::Error::other("a zoom has more than 2^32 numbers"))
        };
        let section = Section {
            areas: count(tables.begins.len().saturating_sub(1))?,
            tiles: count(tables.tiles.len())?,
            shown: count(tables.rows.len())?,
            begin: self.at,
            bytes: count(tables.geometry.len())?.into(),
        };
        let begins = tables.begins.iter().map(|begin| count(*begin));
        let tiles = tables.tiles.iter().flatten().map(|number| Ok(*number));
        let rows = tables.rows.iter().map(|row| Ok(*row));
        for number in begins.chain(tiles).chain(rows) {
            self.out.write_all(&number?.to_le_bytes())?;
        }
        self.out.write_all(&tables.geometry)?;
        let size = section.tables().map(|sizes| sizes.iter().sum::<usize>());
        self.at += size.unwrap_or_default() as u64;
        let slot = layout::number(z, level).and_then(|number| self.sections.get_mut(number));
        *slot.ok_or_else(|| io::Error::other("there is no such zoom"))? = section;
        Ok(())
    }

    fn finish(self) -> io::Result<()> {
        let mut file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&layout::header(&self.sections))?;
        file.sync_all()
    }
}

/// A section before it is written.
struct Tables {
    begins: Vec<usize>,
    tiles: Vec<[u32; 3]>,
    rows: Vec<u32>,
    geometry: Vec<u8>,
}

impl Tables {
    fn new(z: u8, areas: &[Vec<Polygon>], points: &[Option<[f64; 2]>]) -> Self {
        let (mut begins, mut geometry) = (vec![0], Vec::new());
        let mut shown: Vec<([u32; 2], u32)> = Vec::new();
        for (row, polygons) in (0..).zip(areas) {
            let point = points.get(row as usize).copied().flatten();
            let known = point.filter(|point| point.iter().all(|c| c.is_finite()));
            let marked = known.filter(|_| polygons.is_empty()).map(|point| [mark(z, point)]);
            let polygons = marked.as_ref().map_or(polygons.as_slice(), <[Polygon; 1]>::as_slice);
            geometry::encode(polygons, &mut geometry);
            begins.push(geometry.len());
            shown.extend(show::tiles(z, polygons).into_iter().map(|tile| (tile, row)));
        }
        shown.sort_unstable();
        let mut tiles = Vec::new();
        let mut first = 0;
        for tile in shown.chunk_by(|a, b| a.0 == b.0) {
            tiles.extend(tile.first().map(|([x, y], _)| [*x, *y, first]));
            first = first.wrapping_add(tile.len() as u32);
        }
        let rows = shown.into_iter().map(|(_, row)| row).collect();
        Self { begins, tiles, rows, geometry }
    }
}

/// The square that stands for an area without polygons.
fn mark(z: u8, point: [f64; 2]) -> Polygon {
    let (shift, side) = (WORLD_BITS - EXTENT.trailing_zeros() - u32::from(z), 1 << MARK_BITS);
    let [west, north] = project(point).map(|c| c >> shift >> MARK_BITS << MARK_BITS);
    let (east, south) = (west + side, north + side);
    vec![vec![[west, north], [east, north], [east, south], [west, south]]]
}
