//! Spreadsheets. A cell keeps the type that the spreadsheet gave it, so a code that was entered as
//! a number is seen as one.

use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};

use super::cell::Cell;
use super::columns::resolve;
use super::options::Options;
use super::row::Row;
use crate::error::{GeodataError, Place};

pub fn read(path: &Path, options: &Options, columns: &[&str]) -> Result<Vec<Row>, GeodataError> {
    let broken = |problem: String| {
        GeodataError::source(
            path,
            Place::File,
            problem,
            "open it in the program that made it and save it again",
        )
    };
    let mut book = open_workbook_auto(path).map_err(|e| broken(e.to_string()))?;
    let sheets = book.sheet_names();
    let sheet = match &options.sheet {
        None => {
            sheets.first().cloned().ok_or_else(|| broken("the workbook has no sheet".to_owned()))?
        }
        Some(name) if sheets.contains(name) => name.clone(),
        Some(name) => {
            return Err(GeodataError::source(
                path,
                Place::File,
                format!("there is no sheet `{name}`"),
                format!("the workbook has {}", sheets.join(", ")),
            ));
        }
    };
    let range = book.worksheet_range(&sheet).map_err(|e| broken(e.to_string()))?;
    // Rows are counted as the spreadsheet shows them, and the range may begin below row 1.
    let first = u64::from(range.start().map_or(0, |(row, _)| row)) + 1;
    let mut lines =
        (first..).zip(range.rows()).filter(|(_, cells)| cells.iter().any(|c| *c != Data::Empty));
    let heading = match options.header_row {
        None => lines.next(),
        Some(wanted) => lines.find(|(number, _)| *number == u64::from(wanted)),
    };
    let Some((_, heading)) = heading else {
        return Err(broken("the sheet has no row with column names".to_owned()));
    };
    let names: Vec<String> =
        heading.iter().map(|cell| cell.to_string().trim().to_owned()).collect();
    let positions = resolve(path, &names, columns, "; or set read.sheet or read.header_row")?;
    lines
        .map(|(number, line)| {
            let cells = positions
                .iter()
                .map(|&at| cell(path, number, line.get(at)))
                .collect::<Result<_, _>>()?;
            Ok(Row { place: Place::Line(number), cells, geometry: None })
        })
        .collect()
}

fn cell(path: &Path, number: u64, data: Option<&Data>) -> Result<Cell, GeodataError> {
    Ok(match data {
        None | Some(Data::Empty) => Cell::Empty,
        Some(Data::String(text)) => Cell::text(text),
        Some(Data::Int(value)) => Cell::Number(*value as f64),
        Some(Data::Float(value)) => Cell::Number(*value),
        Some(Data::Bool(flag)) => Cell::Bool(*flag),
        Some(Data::DateTime(date)) => Cell::text(&date.to_string()),
        Some(Data::DateTimeIso(text) | Data::DurationIso(text)) => Cell::text(text),
        Some(Data::Error(error)) => {
            return Err(GeodataError::source(
                path,
                Place::Line(number),
                format!("a cell holds the error {error}"),
                "correct the formula, or leave the cell blank",
            ));
        }
    })
}
