//! What a cell of a spreadsheet holds.

use std::path::Path;

use calamine::{Data, ExcelDateTime};

use super::super::cell::Cell;
use super::super::date::Date;
use crate::error::{GeodataError, Place};

/// The cell as it is shown: a number that is shown as a percentage is told apart.
pub(super) fn cell(
    path: &Path,
    line: u64,
    data: &Data,
    percent: bool,
) -> Result<Cell, GeodataError> {
    let number = |value: f64| if percent { Cell::Percent(value) } else { Cell::Number(value) };
    Ok(match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::text(text),
        Data::Int(value) => number(*value as f64),
        Data::Float(value) => number(*value),
        Data::Bool(flag) => Cell::Bool(*flag),
        Data::DateTime(moment) => time(path, line, moment)?,
        Data::DateTimeIso(text) => Cell::iso(text),
        Data::DurationIso(text) => Cell::text(text),
        Data::Error(error) => {
            return Err(GeodataError::source(
                path,
                Place::Line(line),
                format!("a cell holds the error {error}"),
                "correct the formula, or leave the cell blank",
            ));
        }
    })
}

/// A date cell, by the epoch of its workbook (1900 or 1904). A duration or a time of day is text: it is
/// neither a number nor a date.
fn time(path: &Path, line: u64, moment: &ExcelDateTime) -> Result<Cell, GeodataError> {
    let serial = moment.as_f64();
    // The last second of 9999 in the epoch of 1900.
    if !(0.0..2_958_466.0).contains(&serial) {
        return Err(GeodataError::source(
            path,
            Place::Line(line),
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
