//! The rows of one file, and reading their cells as text, number or code.

use std::path::{Path, PathBuf};

use super::cell::Cell;
use super::date::Date;
use super::numeral::Convention;
use super::printable::{printable, unfit_name, unfit_remark};
use super::row::Row;
use super::year::year;
use crate::code::AreaCode;
use crate::error::GeodataError;

/// Rows read from one file.
#[derive(Debug)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// The columns that were asked for, in that order.
    pub columns: Vec<String>,
    /// The rows, in the order of the file.
    pub rows: Vec<Row>,
    /// Whether the file or its options state the reference system of its polygons.
    pub crs_stated: bool,
    /// How numbers are written in text cells.
    pub(super) numbers: Convention,
}

impl Source {
    /// The rows with access to their cells by number of column.
    pub fn records(&self) -> impl ExactSizeIterator<Item = Record<'_>> {
        self.rows.iter().map(|row| self.record(row))
    }

    /// Access to the cells of one of the rows.
    pub fn record<'a>(&'a self, row: &'a Row) -> Record<'a> {
        Record::new(&self.path, &self.columns, row, self.numbers)
    }
}

/// Texts by which publications say that a number is not available.
const NOT_AVAILABLE: [&str; 9] = ["...", "…", "-", "–", "NA", "N/A", "n.a.", "null", "NULL"];

/// A row with the names of its columns, for reading cells with an error that says where.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    path: &'a Path,
    columns: &'a [String],
    row: &'a Row,
    numbers: Convention,
}

impl<'a> Record<'a> {
    pub(super) fn new(
        path: &'a Path,
        columns: &'a [String],
        row: &'a Row,
        numbers: Convention,
    ) -> Self {
        Self { path, columns, row, numbers }
    }

    /// The row itself.
    pub fn row(&self) -> &'a Row {
        self.row
    }

    /// The cell of column number `column`.
    pub fn cell(&self, column: usize) -> &'a Cell {
        self.row.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// The cell as text; empty when there is nothing. A number prints as numbers do, a day by ISO 8601.
    pub fn text(&self, column: usize) -> String {
        match self.cell(column) {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.to_string(),
            Cell::Number(number) | Cell::Percent(number) => number.to_string(),
            Cell::Date(date) => date.to_string(),
            Cell::Bool(flag) => flag.to_string(),
        }
    }

    /// The cell as a name: one line of letters.
    ///
    /// # Errors
    ///
    /// The text has control characters, line breaks or markup, or the file types it as something else: a
    /// spreadsheet makes a day of the village `1 Mei`.
    pub fn name(&self, column: usize) -> Result<String, GeodataError> {
        match self.cell(column) {
            Cell::Empty | Cell::Text(_) => self.fit(column, unfit_name),
            other => Err(self.error(
                column,
                format!("the name is stored as {}", kind(other)),
                "format the column as text and enter the name again",
            )),
        }
    }

    /// The cell as a remark or the name of a source; it may have lines.
    ///
    /// # Errors
    ///
    /// The text has control characters.
    pub fn remark(&self, column: usize) -> Result<String, GeodataError> {
        self.fit(column, unfit_remark)
    }

    fn fit(
        &self,
        column: usize,
        unfit: impl Fn(&str) -> Option<String>,
    ) -> Result<String, GeodataError> {
        let text = self.text(column);
        match unfit(&text) {
            None => Ok(text),
            Some(problem) => {
                let shown: String = text.chars().take(80).collect();
                Err(self.error(column, format!("`{shown}`: {problem}"), "correct the cell"))
            }
        }
    }

    /// The cell as a number; `None` when it is blank or says that nothing is available.
    ///
    /// # Errors
    ///
    /// The cell is neither a number nor blank.
    pub fn number(&self, column: usize) -> Result<Option<f64>, GeodataError> {
        match self.cell(column) {
            Cell::Empty => Ok(None),
            Cell::Number(number) if number.is_finite() => Ok(Some(*number)),
            Cell::Text(text) if NOT_AVAILABLE.contains(&text.as_ref()) => Ok(None),
            Cell::Text(text) => self
                .numbers
                .read(text)
                .map(Some)
                .map_err(|refused| self.error(column, refused.problem, refused.advice)),
            Cell::Percent(number) => Err(self.error(
                column,
                format!("the cell holds {number} and shows {}%; either may be meant", number * 100.0),
                "give the column the format of a number, in the unit of the indicator, and export it again",
            )),
            other => {
                let problem = format!("{} is not a number", kind(other));
                Err(self.error(column, problem, "correct the cell, or its format"))
            }
        }
    }

    /// The cell as a year: a number, or a day, of which it is the year.
    ///
    /// # Errors
    ///
    /// The cell is neither, or outside of [`YEARS`](super::YEARS).
    pub fn year(&self, column: usize) -> Result<Option<i32>, GeodataError> {
        let number = match self.cell(column) {
            Cell::Date(date) => Some(f64::from(date.year)),
            Cell::Text(text) => match Date::of_iso(text) {
                Some(date) => Some(f64::from(date.year)),
                None => self.number(column)?,
            },
            _ => self.number(column)?,
        };
        number
            .map(year)
            .transpose()
            .map_err(|problem| self.error(column, problem, "correct the cell, or its format"))
    }

    /// The cell as what was published about a time: a year, a day, or words such as `2018 or earlier`.
    ///
    /// # Errors
    ///
    /// The cell is a number that is no year, or text with control characters.
    pub fn time(&self, column: usize) -> Result<Option<String>, GeodataError> {
        let text = self.remark(column)?;
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
        if number || matches!(self.cell(column), Cell::Number(_)) {
            return Ok(self.year(column)?.map(|year| year.to_string()));
        }
        if Date::of_iso(&text).is_some() {
            self.year(column)?;
        }
        Ok(Some(text))
    }

    /// The cell as a whole number, such as one of persons.
    ///
    /// # Errors
    ///
    /// The cell is not a whole number.
    pub fn whole(&self, column: usize) -> Result<Option<i64>, GeodataError> {
        match self.number(column)? {
            None => Ok(None),
            Some(n) if n.fract() == 0.0 && n.abs() < 9e15 => Ok(Some(n as i64)),
            Some(n) => {
                Err(self.error(column, format!("{n} is not a whole number"), "correct the cell"))
            }
        }
    }

    /// The cell as an area code; `None` when it is blank.
    ///
    /// # Errors
    ///
    /// The cell is a number (`11.10` and `11.1` are one number and two codes), or text that is not
    /// a code.
    pub fn code(&self, column: usize) -> Result<Option<AreaCode>, GeodataError> {
        match self.cell(column) {
            Cell::Empty => Ok(None),
            Cell::Text(text) => text.parse().map(Some).map_err(|error: crate::code::CodeError| {
                self.error(
                    column,
                    error.to_string(),
                    "format the column as text in the program that made the file, so that no zero is lost, and export it again",
                )
            }),
            other => Err(self.error(
                column,
                format!("the code is stored as {}", kind(other)),
                "format the column as text in the program that made the file (as numbers 11.10 and 11.1 are the same) and export it again",
            )),
        }
    }

    /// An error about this row.
    pub fn error(
        &self,
        column: usize,
        problem: impl Into<String>,
        advice: impl Into<String>,
    ) -> GeodataError {
        let column = self.columns.get(column).map_or("", String::as_str);
        let place = self.row.place.clone();
        GeodataError::source(
            self.path,
            place,
            format!("column `{column}`: {}", printable(&problem.into())),
            advice,
        )
    }
}

fn kind(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => format!("the number {number}"),
        Cell::Percent(number) => format!("the share {number}"),
        Cell::Date(date) => format!("the date {date}"),
        Cell::Bool(flag) => format!("the truth value {flag}"),
        Cell::Empty | Cell::Text(_) => "text".to_owned(),
    }
}
