//! All cells of a table, before anybody knows which row is its heading.

use std::path::Path;

use super::bounds::too_large;
use super::cell::Cell;
use crate::error::{GeodataError, Place};

/// Rows that are taken of a table, its heading and what stands above it among them.
const ROWS: usize = 20_100;
/// Columns.
const COLUMNS: usize = 60;
/// Bytes of all texts.
const TEXTS: usize = 16 << 20;

/// The cells of a table.
#[derive(Debug, Default)]
pub struct Grid {
    /// The rows that hold anything, in order.
    pub rows: Vec<GridRow>,
    /// The sheets of a workbook.
    pub sheets: Vec<String>,
    /// The one that was read.
    pub sheet: Option<String>,
}

/// A row with its cells.
#[derive(Debug)]
pub struct GridRow {
    /// The line of a text file or the row of a sheet, counted from 1.
    pub line: u64,
    /// Its cells, from the first column to the last one that holds anything.
    pub cells: Vec<Cell>,
}

/// Cells as they come, within bounds.
#[derive(Debug)]
pub(super) struct Taken<'a> {
    name: &'a Path,
    rows: Vec<GridRow>,
    texts: usize,
}

impl<'a> Taken<'a> {
    pub(super) fn new(name: &'a Path) -> Self {
        Self { name, rows: Vec::new(), texts: 0 }
    }

    /// Takes a cell; rows and the columns of each must come in order.
    pub(super) fn push(
        &mut self,
        line: u64,
        column: usize,
        cell: Cell,
    ) -> Result<(), GeodataError> {
        let place = Place::Line(line);
        let bytes = match &cell {
            Cell::Empty => return Ok(()),
            Cell::Text(text) => text.len(),
            _ => 0,
        };
        self.texts += bytes;
        let most = if column >= COLUMNS {
            format!("the row has more than {COLUMNS} columns")
        } else if self.texts > TEXTS {
            format!("the table holds more than {} MiB of text", TEXTS >> 20)
        } else {
            String::new()
        };
        if !most.is_empty() {
            return Err(too_large(self.name, place, most));
        }
        if self.rows.last().is_none_or(|row| row.line != line) {
            if self.rows.last().is_some_and(|row| row.line > line) {
                let advice = "open it in the program that made it and save it again";
                return Err(GeodataError::source(
                    self.name,
                    place,
                    "the row comes too late",
                    advice,
                ));
            }
            if self.rows.len() == ROWS {
                let problem = format!("the table has more than {ROWS} rows");
                return Err(too_large(self.name, place, problem));
            }
            self.rows.push(GridRow { line, cells: Vec::new() });
        }
        if let Some(row) = self.rows.last_mut() {
            let length = row.cells.len().max(column + 1);
            row.cells.resize(length, Cell::Empty);
            if let Some(place) = row.cells.get_mut(column) {
                *place = cell;
            }
        }
        Ok(())
    }

    pub(super) fn grid(self) -> Grid {
        Grid { rows: self.rows, ..Grid::default() }
    }
}
