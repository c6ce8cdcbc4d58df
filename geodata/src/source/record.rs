//! The rows of one file, and reading their cells as text, number or code.

use std::path::{Path, PathBuf};

use super::cell::Cell;
use super::row::Row;
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
    /// The comma or point that separates decimals in text cells.
    pub(super) decimal_comma: bool,
}

impl Source {
    /// The rows with access to their cells by number of column.
    pub fn records(&self) -> impl ExactSizeIterator<Item = Record<'_>> {
        self.rows.iter().map(|row| self.record(row))
    }

    /// Access to the cells of one of the rows.
    pub fn record<'a>(&'a self, row: &'a Row) -> Record<'a> {
        Record::new(&self.path, &self.columns, row, self.decimal_comma)
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
    decimal_comma: bool,
}

impl<'a> Record<'a> {
    pub(super) fn new(
        path: &'a Path,
        columns: &'a [String],
        row: &'a Row,
        decimal_comma: bool,
    ) -> Self {
        Self { path, columns, row, decimal_comma }
    }

    /// The row itself.
    pub fn row(&self) -> &'a Row {
        self.row
    }

    /// The cell of column number `column`.
    pub fn cell(&self, column: usize) -> &'a Cell {
        self.row.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// The cell as text; empty when there is nothing. A number prints as numbers do.
    pub fn text(&self, column: usize) -> String {
        match self.cell(column) {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.to_string(),
            Cell::Number(number) => number.to_string(),
            Cell::Bool(flag) => flag.to_string(),
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
            Cell::Text(text) => {
                let plain = if self.decimal_comma {
                    text.replace('.', "").replace(',', ".")
                } else {
                    text.to_string()
                };
                match plain.parse::<f64>() {
                    Ok(number) if number.is_finite() => Ok(Some(number)),
                    _ => Err(self.error(
                        column,
                        format!("`{text}` is not a number"),
                        "correct the cell, or leave it blank if the value is not known",
                    )),
                }
            }
            other => {
                Err(self.error(column, format!("{other:?} is not a number"), "correct the cell"))
            }
        }
    }

    /// The cell as a whole number, such as a year.
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
            format!("column `{column}`: {}", problem.into()),
            advice,
        )
    }
}

fn kind(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => format!("the number {number}"),
        Cell::Bool(flag) => format!("the truth value {flag}"),
        Cell::Empty | Cell::Text(_) => "text".to_owned(),
    }
}
