//! Spreadsheets. A cell keeps the type that the spreadsheet gave it, so a code that was entered as
//! a number is seen as one.
//!
//! Sheets are read as a stream of the cells that are there: what a sheet says of its size, and a cell in its last
//! corner, take nothing.

mod book;
mod broken;
mod grid;
mod lines;
mod value;
mod zipped;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{Data, Reader, Xls, Xlsx, XlsxError, open_workbook};

use self::book::{caught, is_percent, sheet};
use self::broken::broken;
use self::lines::{Lines, Wanted};
use self::zipped::Most;
use super::bounds::{Room, size, too_large};
use super::options::Options;
use super::row::Row;
use crate::error::{GeodataError, Place};

pub(super) use grid::grid;

/// Bytes of an .xls, whose cells are all in memory at once.
const XLS: u64 = 64 << 20;

/// The names of the columns.
pub fn columns(path: &Path, options: &Options) -> Result<Vec<String>, GeodataError> {
    let room = Room::new(path);
    let mut lines = Lines::new(path, options, Wanted::Names, &room);
    read_into(path, options, &mut lines)?;
    lines.names()
}

/// The rows below the names, of the columns `columns`.
pub fn read(path: &Path, options: &Options, columns: &[&str]) -> Result<Vec<Row>, GeodataError> {
    let room = Room::new(path);
    let mut lines = Lines::new(path, options, Wanted::Columns(columns), &room);
    read_into(path, options, &mut lines)?;
    lines.rows()
}

fn read_into(path: &Path, options: &Options, lines: &mut Lines<'_>) -> Result<(), GeodataError> {
    let old = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xls"));
    caught(path, || if old { xls(path, options, lines) } else { xlsx(path, options, lines) })
}

fn xlsx(path: &Path, options: &Options, lines: &mut Lines<'_>) -> Result<(), GeodataError> {
    let file = File::open(path).map_err(GeodataError::io(path))?;
    zipped::check(path, &file, Most::IMPORTED)?;
    let broken = |e: XlsxError| broken(path, e.to_string());
    let mut book: Xlsx<BufReader<File>> = open_workbook(path).map_err(broken)?;
    let name = sheet(path, options.sheet.as_deref(), &book.sheet_names())?;
    lines.begin(&name);
    let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
    let percent: Vec<bool> = cells.styles().iter().map(is_percent).collect();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(broken)? {
        let data = Data::from(cell.get_value().clone());
        let percent = percent.get(style) == Some(&true);
        if !lines.push(cell.get_position(), data, percent)? {
            return Ok(());
        }
    }
    lines.end()
}

/// Workbooks before 2007: 65,536 rows of 256 columns at most, in a file that is not compressed.
fn xls(path: &Path, options: &Options, lines: &mut Lines<'_>) -> Result<(), GeodataError> {
    let length = std::fs::metadata(path).map_err(GeodataError::io(path))?.len();
    if length > XLS {
        let problem = format!("an .xls of {}; at most {} are read", size(length), size(XLS));
        return Err(too_large(path, Place::File, problem));
    }
    let mut book: Xls<BufReader<File>> =
        open_workbook(path).map_err(|e: calamine::XlsError| broken(path, e.to_string()))?;
    let name = sheet(path, options.sheet.as_deref(), &book.sheet_names())?;
    lines.begin(&name);
    let range = book.worksheet_range(&name).map_err(|e| broken(path, e.to_string()))?;
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let at = |from: u32, by: usize| from.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
        if !lines.push((at(top, row), at(left, column)), data.clone(), false)? {
            return Ok(());
        }
    }
    lines.end()
}
