//! All cells of a sheet whose heading nobody knows yet, from bytes in memory.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx, XlsxError};

use super::super::cell::Cell;
use super::super::grid::{Grid, Taken};
use super::book::{caught, is_percent, sheet};
use super::broken::broken;
use super::value;
use super::zipped::{self, Most};
use crate::error::GeodataError;

/// The cells of the sheet `asked`, or of the first one, of a workbook (.xlsx) that is called `name`.
///
/// # Errors
/// When it is no workbook, expands to too much, or has more rows or columns than are taken.
pub(in super::super) fn grid(
    name: &Path,
    bytes: &[u8],
    asked: Option<&str>,
) -> Result<Grid, GeodataError> {
    zipped::check(name, &bytes, Most::SENT)?;
    caught(name, || read(name, bytes, asked))
}

fn read(name: &Path, bytes: &[u8], asked: Option<&str>) -> Result<Grid, GeodataError> {
    let broken = |e: XlsxError| broken(name, e.to_string());
    let mut book: Xlsx<Cursor<&[u8]>> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let sheets = book.sheet_names();
    let chosen = sheet(name, asked, &sheets)?;
    let mut cells = book.worksheet_cells_reader(&chosen).map_err(broken)?;
    let percent: Vec<bool> = cells.styles().iter().map(is_percent).collect();
    let mut taken = Taken::new(name);
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(broken)? {
        let (row, column) = cell.get_position();
        let line = u64::from(row) + 1;
        let read = match Data::from(cell.get_value().clone()) {
            Data::Empty => continue,
            // Told of its row, as everything else that is wrong with it.
            Data::Error(error) => Cell::text(&error.to_string()),
            data => value::cell(name, line, &data, percent.get(style) == Some(&true))?,
        };
        taken.push(line, usize::try_from(column).unwrap_or(usize::MAX), read)?;
    }
    let mut grid = taken.grid();
    (grid.sheets, grid.sheet) = (sheets, Some(chosen));
    Ok(grid)
}
