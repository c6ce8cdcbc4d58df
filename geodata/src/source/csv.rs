//! CSV: delimiter, encoding and byte order mark as the options say; every cell is text.

use std::path::Path;

use super::cell::Cell;
use super::columns::resolve;
use super::options::{Encoding, Options};
use super::row::Row;
use super::text;
use crate::error::{GeodataError, Place};

/// The text of a file below what only describes it.
struct Content {
    bytes: Vec<u8>,
    delimiter: u8,
    /// The lines above.
    above: u64,
}

impl Content {
    fn load(path: &Path, options: &Options) -> Result<Self, GeodataError> {
        let bytes = std::fs::read(path).map_err(GeodataError::io(path))?;
        let stated = text::after_mark(path, &bytes)?;
        let stated = match options.encoding.unwrap_or(Encoding::Utf8) {
            // The reader says on which line a text is not UTF-8.
            Encoding::Utf8 => stated.to_vec(),
            // Letters of a code page form UTF-8 only by an accident that no table of names has.
            _ if !stated.is_ascii() && std::str::from_utf8(stated).is_ok() => {
                return Err(GeodataError::source(
                    path,
                    Place::File,
                    "the text is UTF-8 and the specification says another encoding",
                    "leave read.encoding out",
                ));
            }
            page => text::decode_single(stated, page).into_bytes(),
        };
        let (separator, content) = separator(&stated);
        let delimiter = delimiter(path, options, separator)?;
        Ok(Self { bytes: content.to_vec(), delimiter, above: u64::from(separator.is_some()) })
    }

    fn reader(&self) -> ::csv::Reader<&[u8]> {
        ::csv::ReaderBuilder::new().delimiter(self.delimiter).from_reader(&self.bytes)
    }

    fn lines(&self) -> Lines<'_> {
        Lines::new(&self.bytes, self.above)
    }
}

/// The numbers of lines as an editor shows them. The reader's own lag by one where lines end with `\r\n`:
/// it takes a record to begin behind the `\r`.
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    byte: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    /// Of a text below so many lines that are no part of it.
    pub(super) fn new(rest: &'a [u8], above: u64) -> Self {
        Self { rest, byte: 0, line: above + 1 }
    }

    /// The line of the record that begins at `position` or behind the line ends there. Positions must rise.
    pub(super) fn of(&mut self, position: Option<&::csv::Position>) -> u64 {
        let start = position.and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(self.byte);
        let before = start.saturating_sub(self.byte);
        let ends = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let blank = self.rest.iter().skip(before).take_while(|byte| ends(byte)).count();
        let (passed, rest) = self.rest.split_at_checked(before + blank).unwrap_or((self.rest, &[]));
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.byte += passed.len();
        self.rest = rest;
        self.line
    }
}

/// The names of the columns.
pub fn columns(path: &Path, options: &Options) -> Result<Vec<String>, GeodataError> {
    let content = Content::load(path, options)?;
    names(path, &content, &mut content.reader())
}

fn names(
    path: &Path,
    content: &Content,
    reader: &mut ::csv::Reader<&[u8]>,
) -> Result<Vec<String>, GeodataError> {
    let headers = reader.headers().map_err(|e| in_csv(path, content, &e))?;
    Ok(headers.iter().map(|name| name.trim().to_owned()).collect())
}

pub fn read(path: &Path, options: &Options, columns: &[&str]) -> Result<Vec<Row>, GeodataError> {
    let content = Content::load(path, options)?;
    let mut reader = content.reader();
    let names = names(path, &content, &mut reader)?;
    let positions = resolve(path, &names, columns, hint(&names, content.delimiter))?;

    let mut lines = content.lines();
    let mut rows = Vec::new();
    let mut record = ::csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| in_csv(path, &content, &e))? {
        let line = lines.of(record.position());
        let cells = positions.iter().map(|&at| Cell::text(record.get(at).unwrap_or(""))).collect();
        rows.push(Row { place: Place::Line(line), cells, geometry: None });
    }
    Ok(rows)
}

/// The delimiter that Excel's first line `sep=;` states, and the content below it.
pub(super) fn separator(text: &[u8]) -> (Option<char>, &[u8]) {
    let stated = text.strip_prefix(b"sep=").and_then(<[u8]>::split_first);
    let Some((mark, rest)) = stated else { return (None, text) };
    match rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
        Some(content) => (Some(char::from(*mark)), content),
        None => (None, text),
    }
}

pub(super) fn delimiter(
    path: &Path,
    options: &Options,
    stated: Option<char>,
) -> Result<u8, GeodataError> {
    if let (Some(wanted), Some(stated)) = (options.delimiter, stated)
        && wanted != stated
    {
        return Err(GeodataError::source(
            path,
            Place::Line(1),
            format!(
                "the first line says that `{stated}` separates cells, the specification `{wanted}`"
            ),
            "correct read.delimiter or leave it out",
        ));
    }
    let tab = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("tsv"));
    let wanted = options.delimiter.or(stated).unwrap_or(if tab { '\t' } else { ',' });
    u8::try_from(wanted).ok().filter(u8::is_ascii).ok_or_else(|| {
        GeodataError::source(
            path,
            Place::File,
            format!("`{wanted}` cannot separate cells"),
            "use a comma, a semicolon, a tab or `|`",
        )
    })
}

/// What to try when the heading was not divided where its author divided it.
pub(super) fn hint(names: &[String], delimiter: u8) -> &'static str {
    let holds = |mark: char| names.iter().any(|name| name.contains(mark));
    if delimiter != b';' && holds(';') {
        "; the heading has semicolons: set read.delimiter = \";\", and read.decimal_comma = true if numbers are written 12,5"
    } else if delimiter != b'\t' && holds('\t') {
        "; the heading has tabs: set read.delimiter = \"\\t\""
    } else if delimiter != b',' && names.len() == 1 && holds(',') {
        "; the heading has commas: leave read.delimiter out"
    } else {
        ""
    }
}

fn in_csv(path: &Path, content: &Content, error: &::csv::Error) -> GeodataError {
    let place = match error.position() {
        Some(position) => Place::Line(content.lines().of(Some(position))),
        None => Place::File,
    };
    let (problem, advice) = advice(error);
    GeodataError::source(path, place, problem, advice)
}

/// What is wrong with a file, and what to do.
pub(super) fn advice(error: &::csv::Error) -> (String, &'static str) {
    let advice = match error.kind() {
        ::csv::ErrorKind::Utf8 { .. } => {
            "save the file as UTF-8, or set read.encoding = \"windows-1252\""
        }
        ::csv::ErrorKind::UnequalLengths { .. } => {
            "the line was cut off, a quotation mark is missing, or numbers have decimal commas in a file whose cells are separated by commas (save it with semicolons); correct it or fetch the file again"
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
    (problem, advice)
}
