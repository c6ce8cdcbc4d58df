//! Spreadsheets. A cell keeps the type that the spreadsheet gave it, so a code that was entered as
//! a number is seen as one.

use std::path::Path;

use calamine::{Data, ExcelDateTime, Range, Reader, Sheets, StyleRange, open_workbook_auto};

use super::cell::Cell;
use super::columns::resolve;
use super::date::Date;
use super::options::Options;
use super::row::Row;
use crate::error::{GeodataError, Place};

/// The names of the columns.
pub fn columns(path: &Path, options: &Options) -> Result<Vec<String>, GeodataError> {
    let sheet = sheet(path, options)?;
    Ok(table(path, options, &sheet.cells)?.0)
}

pub fn read(path: &Path, options: &Options, columns: &[&str]) -> Result<Vec<Row>, GeodataError> {
    let sheet = sheet(path, options)?;
    let (names, lines) = table(path, options, &sheet.cells)?;
    let positions = resolve(path, &names, columns, "; or set read.sheet or read.header_row")?;
    lines
        .map(|(number, line)| {
            let cells = positions
                .iter()
                .map(|&at| Ok(sheet.as_shown(number, at, cell(path, number, line.get(at))?)))
                .collect::<Result<_, GeodataError>>()?;
            Ok(Row { place: Place::Line(number), cells, geometry: None })
        })
        .collect()
}

fn broken(path: &Path, problem: String) -> GeodataError {
    GeodataError::source(
        path,
        Place::File,
        problem,
        "open it in the program that made it and save it again",
    )
}

/// A sheet with the formats of its cells, where they are known (.xlsx).
struct Sheet {
    cells: Range<Data>,
    formats: StyleRange,
}

impl Sheet {
    /// The cell of the row `number` and the column `at`, told apart if it is shown as a percentage.
    fn as_shown(&self, number: u64, at: usize, cell: Cell) -> Cell {
        let Cell::Number(value) = cell else { return cell };
        let column = self.cells.start().map_or(0, |(_, column)| column);
        let place = u32::try_from(number).ok().zip(u32::try_from(at).ok());
        let format = place
            .and_then(|(row, at)| self.formats.get((row.checked_sub(1)?, column.checked_add(at)?)))
            .and_then(|style| style.number_format.as_ref());
        // What stands between quotation marks is shown as it is.
        let percent = |code: &str| code.split('"').step_by(2).any(|part| part.contains('%'));
        if format.is_some_and(|format| percent(&format.format_code)) {
            Cell::Percent(value)
        } else {
            Cell::Number(value)
        }
    }
}

/// The sheet that is asked for.
fn sheet(path: &Path, options: &Options) -> Result<Sheet, GeodataError> {
    let mut book = open_workbook_auto(path).map_err(|e| broken(path, e.to_string()))?;
    let sheets = book.sheet_names();
    let sheet = match &options.sheet {
        None => sheets
            .first()
            .cloned()
            .ok_or_else(|| broken(path, "the workbook has no sheet".to_owned()))?,
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
    let cells = book.worksheet_range(&sheet).map_err(|e| broken(path, e.to_string()))?;
    let formats = match &mut book {
        Sheets::Xlsx(book) => {
            book.worksheet_style(&sheet).map_err(|e| broken(path, e.to_string()))?
        }
        _ => StyleRange::empty(),
    };
    Ok(Sheet { cells, formats })
}

/// Rows with the numbers that the spreadsheet shows.
type Lines<'a> = Box<dyn Iterator<Item = (u64, &'a [Data])> + 'a>;

/// The names of the columns, and the rows below them as the spreadsheet numbers them.
fn table<'a>(
    path: &Path,
    options: &Options,
    range: &'a Range<Data>,
) -> Result<(Vec<String>, Lines<'a>), GeodataError> {
    // The range may begin below row 1.
    let first = u64::from(range.start().map_or(0, |(row, _)| row)) + 1;
    let mut lines =
        (first..).zip(range.rows()).filter(|(_, cells)| cells.iter().any(|c| *c != Data::Empty));
    let heading = match options.header_row {
        None => lines.next(),
        Some(wanted) => lines.find(|(number, _)| *number == u64::from(wanted)),
    };
    let Some((_, heading)) = heading else {
        return Err(broken(path, "the sheet has no row with column names".to_owned()));
    };
    let names = heading.iter().map(|cell| cell.to_string().trim().to_owned()).collect();
    Ok((names, Box::new(lines)))
}

fn cell(path: &Path, number: u64, data: Option<&Data>) -> Result<Cell, GeodataError> {
    Ok(match data {
        None | Some(Data::Empty) => Cell::Empty,
        Some(Data::String(text)) => Cell::text(text),
        Some(Data::Int(value)) => Cell::Number(*value as f64),
        Some(Data::Float(value)) => Cell::Number(*value),
        Some(Data::Bool(flag)) => Cell::Bool(*flag),
        Some(Data::DateTime(moment)) => time(path, number, moment)?,
        Some(Data::DateTimeIso(text)) => Cell::iso(text),
        Some(Data::DurationIso(text)) => Cell::text(text),
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

/// A date cell, by the epoch of its workbook (1900 or 1904). A duration or a time of day is text: it is
/// neither a number nor a date.
fn time(path: &Path, number: u64, moment: &ExcelDateTime) -> Result<Cell, GeodataError> {
    let serial = moment.as_f64();
    // The last second of 9999 in the epoch of 1900.
    if !(0.0..2_958_466.0).contains(&serial) {
        return Err(GeodataError::source(
            path,
            Place::Line(number),
            format!("a cell is formatted as a date and holds {serial}, which no calendar has"),
            "give the cell the format of a number, or correct it",
        ));
    }
    if moment.is_duration() {
        let seconds = (serial * 86_400.0).round() as u64;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        return Ok(Cell::text(&format!("{hours}:{minutes:02}:{:02}", seconds % 60)));
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if year < 1900 {
        return Ok(Cell::text(&format!("{hour:02}:{minute:02}:{second:02}")));
    }
    let seconds = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
    Ok(Cell::Date(Date { year: i32::from(year), month, day, seconds }))
}
