//! CSV: delimiter, encoding and byte order mark as the options say; every cell is text.

use std::path::Path;

use super::cell::Cell;
use super::columns::resolve;
use super::latin;
use super::options::{Encoding, Options};
use super::row::Row;
use crate::error::{GeodataError, Place};

pub fn read(path: &Path, options: &Options, columns: &[&str]) -> Result<Vec<Row>, GeodataError> {
    let bytes = std::fs::read(path).map_err(GeodataError::io(path))?;
    let bytes = match options.encoding.unwrap_or(Encoding::Utf8) {
        Encoding::Utf8 => bytes,
        Encoding::Windows1252 => latin::decode(&bytes).into_bytes(),
    };
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let delimiter = delimiter(path, options)?;
    let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text);
    let names: Vec<String> = reader
        .headers()
        .map_err(|e| in_csv(path, &e))?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    let positions = resolve(path, &names, columns, hint(&names, delimiter))?;

    let mut rows = Vec::new();
    let mut record = ::csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| in_csv(path, &e))? {
        let line = record.position().map_or(0, ::csv::Position::line);
        let cells = positions.iter().map(|&at| Cell::text(record.get(at).unwrap_or(""))).collect();
        rows.push(Row { place: Place::Line(line), cells, geometry: None });
    }
    Ok(rows)
}

fn delimiter(path: &Path, options: &Options) -> Result<u8, GeodataError> {
    let tab = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("tsv"));
    let wanted = options.delimiter.unwrap_or(if tab { '\t' } else { ',' });
    u8::try_from(wanted).ok().filter(u8::is_ascii).ok_or_else(|| {
        GeodataError::source(
            path,
            Place::File,
            format!("`{wanted}` cannot separate cells"),
            "use a comma, a semicolon, a tab or `|`",
        )
    })
}

/// What to try when the whole heading came out as one column.
fn hint(names: &[String], delimiter: u8) -> &'static str {
    match names {
        [only] if delimiter != b';' && only.contains(';') => {
            "; the heading has semicolons: set read.delimiter = \";\""
        }
        [only] if delimiter != b'\t' && only.contains('\t') => {
            "; the heading has tabs: set read.delimiter = \"\\t\""
        }
        [only] if delimiter != b',' && only.contains(',') => {
            "; the heading has commas: leave read.delimiter out"
        }
        _ => "",
    }
}

fn in_csv(path: &Path, error: &::csv::Error) -> GeodataError {
    let place = error.position().map_or(Place::File, |position| Place::Line(position.line()));
    let advice = match error.kind() {
        ::csv::ErrorKind::Utf8 { .. } => {
            "save the file as UTF-8, or set read.encoding = \"windows-1252\""
        }
        ::csv::ErrorKind::UnequalLengths { .. } => {
            "the line was cut off or a quotation mark is missing; correct it or fetch the file again"
        }
        _ => "correct the line or fetch the file again",
    };
    let problem = match error.kind() {
        ::csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells where the heading has {expected_len}")
        }
        ::csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    GeodataError::source(path, place, problem, advice)
}
