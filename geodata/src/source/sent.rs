//! Tables that somebody sends, from bytes in memory: what is not taken of them, such as what they say of persons, reaches
//! no disk.

use std::borrow::Cow;
use std::path::Path;

use super::cell::Cell;
use super::grid::{Grid, Taken};
use super::options::Encoding;
use super::{csv, latin, spreadsheet, text};
use crate::error::{GeodataError, Place};

/// How a table was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Text; the mark between cells and the encoding are found out.
    Csv,
    /// A workbook.
    Xlsx,
}

/// Reads a table that is called `name`; of a workbook the sheet `sheet`, or its first one.
///
/// # Errors
/// When it is empty, broken, or larger than is taken.
pub fn sent(
    name: &Path,
    bytes: &[u8],
    format: TableFormat,
    sheet: Option<&str>,
) -> Result<Grid, GeodataError> {
    let grid = match format {
        TableFormat::Xlsx => spreadsheet::grid(name, bytes, sheet)?,
        TableFormat::Csv => of_text(name, bytes)?,
    };
    if grid.rows.is_empty() {
        let advice = "send a table with a heading and rows below it, or use the template";
        return Err(GeodataError::source(name, Place::File, "there are no rows", advice));
    }
    Ok(grid)
}

/// Text in UTF-8 or, where it is not, in the code page that Excel writes; cells between commas, semicolons or tabs.
fn of_text(name: &Path, bytes: &[u8]) -> Result<Grid, GeodataError> {
    let stated = text::after_mark(name, bytes)?;
    let decoded = text::decode(stated, Encoding::Utf8).map(Cow::into_owned);
    let decoded = decoded.unwrap_or_else(|| latin::decode(stated));
    let (separator, content) = csv::separator(decoded.as_bytes());
    let delimiter = separator.and_then(|mark| u8::try_from(mark).ok()).filter(u8::is_ascii);
    let delimiter = delimiter.unwrap_or_else(|| likely(content));
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(content);
    let mut lines = csv::Lines::new(content, u64::from(separator.is_some()));
    let mut taken = Taken::new(name);
    let mut record = ::csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(taken.grid()),
            Ok(true) => {}
            Err(error) => {
                let (problem, advice) = csv::advice(&error);
                return Err(GeodataError::source(name, Place::File, problem, advice));
            }
        }
        let line = lines.of(record.position());
        for (column, text) in record.iter().enumerate() {
            taken.push(line, column, Cell::text(text))?;
        }
    }
}

/// The mark that divides the first lines most often.
fn likely(content: &[u8]) -> u8 {
    let first = content.split(|byte| *byte == b'\n').take(20);
    let first: Vec<&[u8]> = first.collect();
    let count =
        |mark: u8| first.iter().flat_map(|line| line.iter()).filter(|b| **b == mark).count();
    let marks = [b',', b';', b'\t'].map(|mark| (count(mark), mark));
    // The first of equals is the comma.
    marks
        .into_iter()
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map_or(b',', |(_, mark)| mark)
}
