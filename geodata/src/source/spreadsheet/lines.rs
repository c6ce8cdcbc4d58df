//! The rows of a sheet, from its cells as they come.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::Data;

use super::super::bounds::Room;
use super::super::columns::resolve;
use super::super::letters::letters;
use super::super::options::Options;
use super::super::row::Row;
use super::broken::broken;
use super::value;
use crate::error::{GeodataError, Place};

/// Rows of a sheet, and columns; cells beyond are of no program that writes sheets.
const SHEET: (u32, u32) = (1 << 20, 1 << 14);
/// Letters of a cell.
const LETTERS: usize = 1 << 15;

/// What is wanted of a sheet.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted<'a> {
    /// The names of its columns.
    Names,
    /// The rows of these columns.
    Columns(&'a [&'a str]),
}

/// The row with the names.
#[derive(Debug)]
struct Heading {
    names: Vec<String>,
    /// The column of each, counted from 0.
    columns: Vec<u32>,
    /// The names that are wanted, by their number.
    wanted: Vec<usize>,
}

/// Takes the cells of a sheet, of which it holds one row at a time and what is wanted of those before.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    path: &'a Path,
    options: &'a Options,
    wanted: Wanted<'a>,
    room: &'a Room<'a>,
    sheet: String,
    /// The row that comes, counted from 0, and its cells by column, each with whether it is shown as a percentage.
    row: u32,
    cells: BTreeMap<u32, (Data, bool)>,
    heading: Option<Heading>,
    rows: Vec<Row>,
}

impl<'a> Lines<'a> {
    /// Of the file `path`.
    pub(super) fn new(
        path: &'a Path,
        options: &'a Options,
        wanted: Wanted<'a>,
        room: &'a Room<'a>,
    ) -> Self {
        let (sheet, row) = (String::new(), 0);
        let (cells, heading, rows) = (BTreeMap::new(), None, Vec::new());
        Self { path, options, wanted, room, sheet, row, cells, heading, rows }
    }

    /// Begins with the sheet of this name.
    pub(super) fn begin(&mut self, sheet: &str) {
        sheet.clone_into(&mut self.sheet);
    }

    /// Takes the cell at a row and column, counted from 0; false when no more are wanted.
    ///
    /// # Errors
    /// A cell that no sheet has room for, rows out of their order, and what is wrong with the row before.
    pub(super) fn push(
        &mut self,
        (row, column): (u32, u32),
        data: Data,
        percent: bool,
    ) -> Result<bool, GeodataError> {
        if row >= SHEET.0 || column >= SHEET.1 {
            return Err(self.refused(row, "lies beyond XFD1048576, where sheets end", column));
        }
        if data == Data::Empty {
            return Ok(true);
        }
        if matches!(&data, Data::String(text) if text.len() > LETTERS * 4) {
            return Err(self.refused(row, "holds more than 32,767 letters", column));
        }
        if row < self.row {
            return Err(broken(
                self.path,
                format!("row {} of sheet `{}` comes too late", row + 1, self.sheet),
            ));
        }
        if row > self.row {
            self.finish_row()?;
            self.row = row;
        }
        if matches!(self.wanted, Wanted::Names) && self.heading.is_some() {
            return Ok(false);
        }
        self.cells.insert(column, (data, percent));
        Ok(true)
    }

    /// Ends with the last cell.
    ///
    /// # Errors
    /// What is wrong with the last row.
    pub(super) fn end(&mut self) -> Result<(), GeodataError> {
        self.finish_row()
    }

    /// The names of the columns, those that have one.
    pub(super) fn names(self) -> Result<Vec<String>, GeodataError> {
        let missing = self.without_heading();
        self.heading.map(|heading| heading.names).ok_or(missing)
    }

    /// The rows below the names.
    pub(super) fn rows(self) -> Result<Vec<Row>, GeodataError> {
        if self.heading.is_none() {
            return Err(self.without_heading());
        }
        Ok(self.rows)
    }

    fn finish_row(&mut self) -> Result<(), GeodataError> {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return Ok(());
        }
        match &self.heading {
            None => {
                let wanted = self.options.header_row;
                if wanted.is_none_or(|wanted| wanted.checked_sub(1) == Some(self.row)) {
                    self.heading = Some(self.read_heading(&cells)?);
                }
            }
            Some(heading) => {
                let row = self.read_row(heading, &cells)?;
                self.rows.push(row);
            }
        }
        Ok(())
    }

    fn read_heading(&self, cells: &BTreeMap<u32, (Data, bool)>) -> Result<Heading, GeodataError> {
        let named =
            cells.iter().map(|(column, (data, _))| (data.to_string().trim().to_owned(), *column));
        let (names, columns): (Vec<String>, Vec<u32>) =
            named.filter(|(name, _)| !name.is_empty()).unzip();
        let wanted = match self.wanted {
            Wanted::Names => Vec::new(),
            Wanted::Columns(wanted) => {
                resolve(self.path, &names, wanted, "; or set read.sheet or read.header_row")?
            }
        };
        Ok(Heading { names, columns, wanted })
    }

    fn read_row(
        &self,
        heading: &Heading,
        cells: &BTreeMap<u32, (Data, bool)>,
    ) -> Result<Row, GeodataError> {
        let last = heading.columns.last().copied().unwrap_or_default();
        if let Some((stray, _)) = cells.first_key_value().filter(|(first, _)| **first > last) {
            let problem = format!(
                "stands alone in its row, right of the last column that has a name ({})",
                letters(last as usize)
            );
            return Err(self.refused(self.row, &problem, *stray));
        }
        let line = u64::from(self.row) + 1;
        let cell = |wanted: &usize| {
            let found = heading.columns.get(*wanted).and_then(|column| cells.get(column));
            let (data, percent) = found.unwrap_or(&(Data::Empty, false));
            value::cell(self.path, line, data, *percent)
        };
        let cells = heading.wanted.iter().map(cell).collect::<Result<Vec<_>, _>>()?;
        let place = Place::Line(line);
        self.room.row(&place, &cells)?;
        Ok(Row { place, cells, geometry: None })
    }

    fn refused(&self, row: u32, problem: &str, column: u32) -> GeodataError {
        let line = u64::from(row) + 1;
        GeodataError::source(
            self.path,
            Place::Line(line),
            format!(
                "the cell {}{line} of sheet `{}` {problem}",
                letters(column as usize),
                self.sheet
            ),
            "delete its row and its column and save the file again, or set read.sheet",
        )
    }

    fn without_heading(&self) -> GeodataError {
        let problem = format!("the sheet `{}` has no row with column names", self.sheet);
        broken(self.path, problem)
    }
}
