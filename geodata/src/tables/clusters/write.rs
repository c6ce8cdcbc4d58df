//! Counts sorted rows and writes the file.

use std::fs::File;
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::datatypes::{Float64Type, UInt64Type};
use arrow::error::ArrowError;

use super::gather::Gathering;
use super::{EXTENT_BITS, HEADER, LAST_ZOOM, MAGIC, STEP, curve_bits, most_single, name};
use crate::error::GeodataError;
use crate::mercator::project;
use crate::tables::{LAT, LON, curve};

/// The tile of a zoom in which the last row lies.
#[derive(Debug, Default)]
struct Open {
    place: u64,
    gathering: Gathering,
}

/// A file that is being written.
#[derive(Debug)]
pub struct ClusterWriter {
    path: PathBuf,
    out: BufWriter<File>,
    /// One of each zoom.
    open: Vec<Open>,
    rows: u64,
    cells: u64,
    samples: Vec<u64>,
    /// Name, first cell and cells of each tile that was written.
    tiles: Vec<[u64; 3]>,
}

impl ClusterWriter {
    /// Begins the file `path`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn create(path: PathBuf) -> Result<Self, GeodataError> {
        let file = File::create(&path).map_err(GeodataError::io(&path))?;
        let mut out = BufWriter::with_capacity(1 << 18, file);
        // What it says is known at the end.
        out.write_all(&[0; HEADER]).map_err(GeodataError::io(&path))?;
        let open = (0..=LAST_ZOOM).map(|_| Open::default()).collect();
        Ok(Self { path, out, open, rows: 0, cells: 0, samples: Vec::new(), tiles: Vec::new() })
    }

    /// Takes the next rows along the curve: their places along it are the first column, and longitudes and latitudes
    /// two of the others.
    ///
    /// # Errors
    /// When the disk refuses, or the rows are others.
    pub fn write(&mut self, sorted: &RecordBatch) -> Result<(), GeodataError> {
        let keys = sorted.columns().first().and_then(|keys| keys.as_primitive_opt::<UInt64Type>());
        let degrees = |name: &str| {
            sorted.column_by_name(name).and_then(|of| of.as_primitive_opt::<Float64Type>())
        };
        let (Some(keys), Some(lon), Some(lat)) = (keys, degrees(LON), degrees(LAT)) else {
            let wrong = "rows in clusters have a place along the curve and in degrees".to_owned();
            return Err(ArrowError::InvalidArgumentError(wrong).into());
        };
        for row in 0..sorted.num_rows() {
            // Those without a place are the last.
            if keys.value(row) == curve::NOWHERE || lon.is_null(row) || lat.is_null(row) {
                break;
            }
            // The grid has no negative numbers.
            let at = project([lon.value(row), lat.value(row)]);
            self.take(keys.value(row), at.map(|at| u32::try_from(at).unwrap_or(0)))?;
        }
        Ok(())
    }

    /// Takes the next row, by its place along the curve and on the grid.
    fn take(&mut self, key: u64, at: [u32; 2]) -> Result<(), GeodataError> {
        if self.rows.is_multiple_of(STEP) {
            self.samples.push(key);
        }
        for z in 0..=LAST_ZOOM {
            let place = key >> curve_bits(z);
            if self.open.get(usize::from(z)).is_some_and(|open| open.place != place) {
                self.close(z)?;
            }
            if let Some(open) = self.open.get_mut(usize::from(z)) {
                open.place = place;
                open.gathering.take(z, self.rows, key, at);
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Writes the open tile of a zoom where it has too many rows to be drawn one by one.
    fn close(&mut self, z: u8) -> Result<(), GeodataError> {
        let Some(Open { place, gathering }) = self.open.get_mut(usize::from(z)) else {
            return Ok(());
        };
        if gathering.rows <= most_single(z) {
            gathering.clear();
            return Ok(());
        }
        let first = self.cells;
        for cell in gathering.drain(z) {
            let [x, y] = cell.at.map(u64::from);
            let packed = cell.count << (2 * EXTENT_BITS) | y << EXTENT_BITS | x;
            let written = numbers(&mut self.out, &[cell.first, packed]);
            written.map_err(GeodataError::io(&self.path))?;
            self.cells += 1;
        }
        self.tiles.push([name(z, *place), first, self.cells - first]);
        Ok(())
    }

    /// Ends the file, and waits until the disk has it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(mut self) -> Result<(), GeodataError> {
        for z in 0..=LAST_ZOOM {
            self.close(z)?;
        }
        self.tiles.sort_unstable();
        let path = self.path.clone();
        self.end().map_err(GeodataError::io(&path))
    }

    fn end(self) -> std::io::Result<()> {
        let Self { mut out, rows, cells, samples, tiles, .. } = self;
        numbers(&mut out, &samples)?;
        for tile in &tiles {
            numbers(&mut out, tile)?;
        }
        out.seek(SeekFrom::Start(0))?;
        out.write_all(&MAGIC)?;
        numbers(&mut out, &[rows, cells, samples.len() as u64, tiles.len() as u64])?;
        out.into_inner()?.sync_all()
    }
}

fn numbers(out: &mut BufWriter<File>, numbers: &[u64]) -> std::io::Result<()> {
    numbers.iter().try_for_each(|number| out.write_all(&number.to_le_bytes()))
}
