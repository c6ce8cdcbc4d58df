//! Tiles of a table of points of one's own, read from its files: never loaded.
//!
//! - **No point is left out.** A tile with few of them has each with the columns of its row. One with more has the points of
//!   each cell of a grid as one, at the mean of their places. Every feature has a `count`; those of all tiles of a zoom
//!   come to the rows that have a place.
//! - **No tile is over [`MAX_TILE_BYTES`](super::MAX_TILE_BYTES).** One whose columns take more is drawn in cells too; at the last
//!   zoom, where nobody can come closer, its points first give up their columns.
//! - A feature's id is the number of its row in the file, from 1; of a cell that of its first row.

mod columns;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array as _, AsArray as _};
use arrow::datatypes::Float64Type;

use self::columns::{Held, Text};
use super::columns::Columns;
use super::coord::{TileCoord, unit_bits};
use super::encode::{self, Drawing, Encoding, Layer, Property, Values};
use super::error::TileError;
use super::format::{EXTENT, MAX_ZOOM};
use super::layer::EncodedTile;
use super::options::fits;
use crate::error::GeodataError;
use crate::mercator::{WORLD_BITS, project};
use crate::tables::clusters::{self, Cell, Clusters, LAST_ZOOM, gather};
use crate::tables::{LAT, LON, OwnTable, PointRows, curve};

pub use self::columns::{COUNT, Carried, PropertyKind};

// What is counted is what has tiles, in their units.
const _: () = assert!(LAST_ZOOM == MAX_ZOOM && EXTENT == 1 << 12);

/// What is asked of a table's tiles beside the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TableOptions {
    /// How the tile is written.
    pub encoding: Encoding,
    /// Which of the table's columns; without a choice all.
    pub columns: Option<Columns>,
}

/// The tiles of a table of points. Share it between threads.
#[derive(Debug)]
pub struct TableTiles {
    table: OwnTable,
    rows: PointRows,
    clusters: Clusters,
    carried: Vec<Carried>,
}

/// Points of a tile, which follow one another: the first row, and where each is on the grid of [`crate::mercator`].
struct Points {
    first: u64,
    places: Vec<[u32; 2]>,
}

impl TableTiles {
    /// The tiles of a table with its file and what is shown of it from afar.
    ///
    /// # Errors
    /// When the file is not that of the table.
    pub fn open(
        table: &OwnTable,
        file: Arc<File>,
        clusters: Clusters,
    ) -> Result<Self, GeodataError> {
        let rows = PointRows::open(table, file)?;
        let carried = columns::carried(table, &rows);
        Ok(Self { table: table.clone(), rows, clusters, carried })
    }

    /// The table.
    pub const fn table(&self) -> &OwnTable {
        &self.table
    }

    /// The table's columns as tiles carry them, in its order.
    pub fn columns(&self) -> &[Carried] {
        &self.carried
    }

    /// The tile at an address; `None` where no row is. `stop` is asked between the steps of reading whether anybody still waits.
    ///
    /// # Errors
    /// [`TileError::Table`] where its file cannot be read, [`TileError::Compression`], [`TileError::Stopped`].
    pub fn tile(
        &self,
        tile: TileCoord,
        options: TableOptions,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<EncodedTile>, TileError> {
        let place = curve::along(u32::from(tile.z()), tile.x(), tile.y());
        if let Some(cells) = self.clusters.tile_cells(tile.z(), place) {
            return Ok(Some(self.in_cells(&cells.collect::<Vec<_>>(), options)));
        }
        let run = clusters::run(tile.z(), place);
        let points = self.points(self.clusters.rows_near(run.clone()), run, stop)?;
        if points.places.is_empty() {
            return Ok(None);
        }
        let read = self.held(&points, options, stop)?;
        let none = (tile.z() == MAX_ZOOM).then_some(&[][..]);
        let ways =
            [read.as_deref(), none.filter(|_| read.as_ref().is_none_or(|of| !of.is_empty()))];
        for columns in ways.into_iter().flatten() {
            if let Some(made) = self.singly(tile, &points, columns, options)? {
                return Ok(Some(made));
            }
        }
        let cells = gather(tile.z(), points.first, &points.places);
        Ok(Some(self.in_cells(&cells, options)))
    }

    /// Of rows those whose place is in a part of the curve.
    fn points(
        &self,
        rows: Range<u64>,
        run: Range<u64>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Points, TileError> {
        let mut points = Points { first: rows.start, places: Vec::new() };
        let mut row = rows.start;
        for batch in self.rows.read(rows, &[LON, LAT]).map_err(unreadable)? {
            check(stop)?;
            let batch = batch.map_err(unreadable)?;
            let degrees = |name: &str| {
                batch.column_by_name(name).and_then(|of| of.as_primitive_opt::<Float64Type>())
            };
            let (Some(lon), Some(lat)) = (degrees(LON), degrees(LAT)) else {
                return Err(TileError::Table(format!("{} has no places", self.table.file())));
            };
            for at in 0..batch.num_rows() {
                if lon.is_valid(at) && lat.is_valid(at) {
                    // The grid has no negative numbers.
                    let place = project([lon.value(at), lat.value(at)]);
                    let place = place.map(|at| u32::try_from(at).unwrap_or(0));
                    if run.contains(&curve::along(WORLD_BITS, place[0], place[1])) {
                        if points.places.is_empty() {
                            points.first = row;
                        }
                        points.places.push(place);
                    }
                }
                row += 1;
            }
        }
        Ok(points)
    }

    /// The columns that are asked for of these points; `None` where they are more than any tile could take.
    fn held(
        &self,
        points: &Points,
        options: TableOptions,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<Vec<Held<'_>>>, TileError> {
        let chosen = |place: usize| options.columns.is_none_or(|of| of.has(place));
        let carried = self.carried.iter().enumerate().filter(|(place, _)| chosen(*place));
        let mut held: Vec<Held<'_>> = carried.map(|(_, column)| Held::new(column)).collect();
        let names: Vec<&str> = held.iter().map(|held| held.of.stored.as_str()).collect();
        if names.is_empty() {
            return Ok(Some(held));
        }
        let rows = points.first..points.first + points.places.len() as u64;
        let mut room = columns::MOST_TEXT;
        for batch in self.rows.read(rows, &names).map_err(unreadable)? {
            check(stop)?;
            let batch = batch.map_err(unreadable)?;
            for column in &mut held {
                let taken = column.take(&batch).map_err(unreadable)?;
                let Some(left) = room.checked_sub(taken) else { return Ok(None) };
                room = left;
            }
        }
        Ok(Some(held))
    }

    /// The tile with each point by itself; `None` where it would be too large.
    fn singly(
        &self,
        tile: TileCoord,
        points: &Points,
        held: &[Held<'_>],
        options: TableOptions,
    ) -> Result<Option<EncodedTile>, TileError> {
        let (bits, corner) = (unit_bits(tile.z()), [tile.x(), tile.y()]);
        let mut drawing = Drawing::default();
        for (row, place) in points.places.iter().enumerate() {
            let at = |axis: usize| {
                let (place, corner) = (place.get(axis)?, corner.get(axis)?);
                i32::try_from((place >> bits) - corner * EXTENT).ok()
            };
            if let (Some(x), Some(y)) = (at(0), at(1)) {
                drawing.point([x, y]);
                drawing.end(row);
            }
        }
        let texts: Vec<Text<'_>> = held.iter().map(Held::texts).collect();
        let values = held
            .iter()
            .zip(&texts)
            .map(|(held, texts)| Property { name: &held.of.name, values: held.values(texts) });
        let ones = Values::Integers(vec![Some(1); points.places.len()]);
        let count = Property { name: COUNT, values: ones };
        let mut layer = Layer {
            name: &self.table.name,
            drawing: &drawing,
            ids: (points.first + 1..).take(points.places.len()).collect(),
            columns: std::iter::once(count).chain(values).collect(),
        };
        let bytes = encode::encode(&mut layer, options.encoding);
        let fits = fits(&mut layer, options.encoding.into(), &bytes)?;
        Ok(fits.then_some(EncodedTile { bytes, features: points.places.len() }))
    }

    /// The tile with each cell as a point.
    fn in_cells(&self, cells: &[Cell], options: TableOptions) -> EncodedTile {
        let mut drawing = Drawing::default();
        for (row, cell) in cells.iter().enumerate() {
            drawing.point(cell.at.map(i32::from));
            drawing.end(row);
        }
        let count = |cell: &Cell| i64::try_from(cell.count).ok();
        let counts = Values::Integers(cells.iter().map(count).collect());
        let mut layer = Layer {
            name: &self.table.name,
            drawing: &drawing,
            ids: cells.iter().map(|cell| cell.first + 1).collect(),
            columns: vec![Property { name: COUNT, values: counts }],
        };
        let bytes = encode::encode(&mut layer, options.encoding);
        EncodedTile { bytes, features: cells.len() }
    }
}

fn check(stop: &dyn Fn() -> bool) -> Result<(), TileError> {
    if stop() { Err(TileError::Stopped) } else { Ok(()) }
}

fn unreadable(error: impl Into<GeodataError>) -> TileError {
    TileError::Table(error.into().to_string())
}
