//! CSV, record by record.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::super::cell::Cell;
use super::super::columns::resolve;
use super::super::csv::{advice, delimiter, hint, separator};
use super::super::options::{Encoding, Options};
use super::super::row::Row;
use super::super::text;
use super::drawn::{Drawn, Rows};
use crate::error::{GeodataError, Place};

type Reader = ::csv::Reader<BufReader<File>>;

/// Gives every record to `each`.
pub(super) fn read(
    path: &Path,
    options: &Options,
    columns: &[String],
    each: &mut Rows<'_>,
) -> Result<(), GeodataError> {
    let mut lines = Lines::of(path)?;
    let mut input =
        BufReader::with_capacity(1 << 20, File::open(path).map_err(GeodataError::io(path))?);
    let start = input.fill_buf().map_err(GeodataError::io(path))?;
    let content = text::after_mark(path, start)?;
    let (stated, rest) = separator(content);
    let skipped = start.len() - rest.len();
    let mark = delimiter(path, options, stated)?;
    lines.above = u64::from(stated.is_some());
    lines.skipped = skipped as u64;
    lines.marked = rest
        .iter()
        .position(|byte| *byte == b'\n')
        .is_some_and(|at| at.checked_sub(1).and_then(|before| rest.get(before)) == Some(&b'\r'));
    input.consume(skipped);

    let page = options.encoding.unwrap_or(Encoding::Utf8);
    let mut reader = ::csv::ReaderBuilder::new().delimiter(mark).from_reader(input);
    let heading = reader.byte_headers().map_err(|e| broken(path, &lines, None, &e))?.clone();
    let heading: Vec<String> = heading
        .iter()
        .map(|name| decoded(path, page, name, 1 + lines.above).map(|name| name.trim().to_owned()))
        .collect::<Result<_, _>>()?;
    let wanted: Vec<&str> = columns.iter().map(String::as_str).collect();
    let places = resolve(path, &heading, &wanted, hint(&heading, mark))?;

    let mut record = ::csv::ByteRecord::new();
    let mut cells = Vec::with_capacity(places.len());
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => return Err(broken(path, &lines, Some(&reader), &error)),
        }
        let line = lines.line(&reader, &record);
        cells.clear();
        for at in &places {
            let text = record.get(*at).unwrap_or_default();
            cells.push(match page {
                Encoding::Utf8 => Cell::text(decoded(path, page, text, line)?.as_ref()),
                page => Cell::text(&text::decode_single(text, page)),
            });
        }
        let row = Row { place: Place::Line(line), cells, geometry: None };
        each(&row, Drawn::Nothing)?;
        cells = row.cells;
    }
}

fn decoded<'a>(
    path: &Path,
    page: Encoding,
    bytes: &'a [u8],
    line: u64,
) -> Result<std::borrow::Cow<'a, str>, GeodataError> {
    text::decode(bytes, page).ok_or_else(|| {
        GeodataError::source(
            path,
            Place::Line(line),
            "the text is not UTF-8",
            "save the file as UTF-8, or set read.encoding = \"windows-1252\"",
        )
    })
}

/// The numbers of lines as an editor shows them.
struct Lines {
    /// Bytes of the file.
    length: u64,
    /// Whether its last line ends like the others.
    ended: bool,
    /// Lines before what the reader reads, and bytes.
    above: u64,
    skipped: u64,
    /// Whether lines end with `\r\n`: the reader stands between the two after a record.
    marked: bool,
}

impl Lines {
    fn of(path: &Path) -> Result<Self, GeodataError> {
        let last = || -> std::io::Result<(u64, bool)> {
            let mut file = File::open(path)?;
            let length = file.metadata()?.len();
            let mut last = [0];
            if length > 0 {
                file.seek(SeekFrom::End(-1))?;
                file.read_exact(&mut last)?;
            }
            Ok((length, last == *b"\n"))
        };
        let (length, ended) = last().map_err(GeodataError::io(path))?;
        if length == 0 {
            return Err(GeodataError::source(
                path,
                Place::File,
                "the file is empty",
                "fetch it again",
            ));
        }
        Ok(Self { length, ended, above: 0, skipped: 0, marked: false })
    }

    /// The line on which the record begins that was just read.
    fn of_record(&self, position: &::csv::Position, within: u64) -> u64 {
        let at_end = position.byte() + self.skipped >= self.length;
        let behind = !self.marked && (self.ended || !at_end);
        (position.line() + self.above).saturating_sub(u64::from(behind) + within).max(1)
    }

    fn line(&self, reader: &Reader, record: &::csv::ByteRecord) -> u64 {
        let within = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        self.of_record(reader.position(), within)
    }
}

fn broken(
    path: &Path,
    lines: &Lines,
    reader: Option<&Reader>,
    error: &::csv::Error,
) -> GeodataError {
    let place = match reader {
        Some(reader) => Place::Line(lines.of_record(reader.position(), 0)),
        None => Place::File,
    };
    let (problem, advice) = advice(error);
    GeodataError::source(path, place, problem, advice)
}
