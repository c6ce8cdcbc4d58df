//! The texts of a `.dbf`, by the encoding that the layer states, and whether the table is whole.
//!
//! The library reads numbers and dates; texts are taken here from the bytes of their fields, because
//! it knows no code page but UTF-8, and rows that are marked as deleted would shift all after them.

use std::path::Path;

use ::shapefile::dbase::{self, FieldType};

use super::super::cell::Cell;
use super::super::options::{Encoding, Options};
use super::super::text;
use crate::error::{GeodataError, Place};

/// The bytes of a table, with where its fields are.
pub struct Attributes {
    bytes: Vec<u8>,
    /// Where the first row begins, and the bytes of each.
    first: usize,
    width: usize,
    /// The number of rows by the table's heading.
    pub count: usize,
    fields: Vec<Field>,
    page: CodePage,
}

struct Field {
    name: String,
    kind: FieldType,
    from: usize,
    length: usize,
}

/// The encoding of the texts and who states it.
enum CodePage {
    Known(Encoding),
    /// Nothing is stated: letters beyond ASCII must be UTF-8.
    Unstated,
    /// What is stated is not read here.
    Foreign(String),
}

impl Attributes {
    /// Takes the table apart whose `fields` the library found.
    ///
    /// # Errors
    ///
    /// The table is cut off, holds deleted rows, or its rows have another width than its fields.
    pub fn new(
        path: &Path,
        bytes: Vec<u8>,
        fields: &[dbase::FieldInfo],
        cpg: Option<&str>,
        options: &Options,
    ) -> Result<Self, GeodataError> {
        let broken = |problem: String, advice: &str| {
            GeodataError::source(path, Place::File, problem, advice)
        };
        let number = |from: usize, length: usize| -> usize {
            let digits = bytes.get(from..from + length).unwrap_or_default();
            digits.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
        };
        let (count, first, width) = (number(4, 4), number(8, 2), number(10, 2));
        let language = bytes.get(29).copied().unwrap_or(0);
        // The mark of a deleted row comes before its fields.
        let mut from = 1;
        let mut laid = Vec::with_capacity(fields.len());
        for field in fields {
            let length = usize::from(field.length());
            let name = field.name().to_owned();
            laid.push(Field { name, kind: field.field_type(), from, length });
            from += length;
        }
        if from != width {
            return Err(broken(
                format!("its rows have {width} bytes and its fields {from}"),
                "export the layer again",
            ));
        }
        let rows = bytes.get(first..).unwrap_or_default();
        if rows.len() < count.saturating_mul(width) {
            let whole = rows.len() / width.max(1);
            return Err(broken(
                format!("the table ends after {whole} of {count} rows"),
                "it was cut off; fetch .shp, .shx and .dbf again",
            ));
        }
        let deleted =
            rows.chunks(width.max(1)).take(count).position(|row| row.first() == Some(&b'*'));
        if let Some(at) = deleted {
            return Err(GeodataError::source(
                path,
                Place::Feature(at as u64 + 1),
                "the row is marked as deleted and its shape is still there",
                "pack the table (`ogr2ogr out.shp in.shp` does) or export the layer again",
            ));
        }
        let page = CodePage::of(options, cpg, language);
        Ok(Self { first, width, count, fields: laid, page, bytes })
    }

    /// The text or number of a field as it stands in the file; `None` when the library reads it.
    ///
    /// # Errors
    ///
    /// The text is not of the encoding that is stated, or a number is none.
    pub fn cell(&self, row: usize, name: &str) -> Result<Option<Cell>, (String, &'static str)> {
        let Some(field) = self.fields.iter().find(|field| field.name == name) else {
            return Ok(None);
        };
        let from = self.first + row * self.width + field.from;
        let raw = self.bytes.get(from..from + field.length).unwrap_or_default();
        match field.kind {
            FieldType::Character => self.text(raw).map(|text| Some(Cell::text(&text))),
            FieldType::Numeric | FieldType::Float => number(name, raw).map(Some),
            _ => Ok(None),
        }
    }

    fn text(&self, raw: &[u8]) -> Result<String, (String, &'static str)> {
        let end = raw.iter().rposition(|b| !matches!(b, 0 | b' ')).map_or(0, |at| at + 1);
        let raw = raw.get(..end).unwrap_or_default();
        let shown = || String::from_utf8_lossy(raw).into_owned();
        match &self.page {
            _ if raw.is_ascii() => Ok(shown()),
            CodePage::Known(encoding) => {
                text::decode(raw, *encoding).map(Into::into).ok_or_else(|| {
                    (
                        format!("the text `{}` is not UTF-8, which the layer states", shown()),
                        "correct the .cpg, or set read.encoding = \"windows-1252\"",
                    )
                })
            }
            CodePage::Unstated => {
                text::decode(raw, Encoding::Utf8).map(Into::into).ok_or_else(|| {
                    (
                        format!(
                            "the text `{}` is not UTF-8, and the layer states no encoding",
                            shown()
                        ),
                        "export it with a .cpg, or set read.encoding = \"windows-1252\"",
                    )
                })
            }
            CodePage::Foreign(name) => Err((
                format!("the text `{}` is in {name}, which is not read here", shown()),
                "export the layer with UTF-8 attributes, or set read.encoding if that statement is wrong",
            )),
        }
    }
}

impl CodePage {
    /// By the specification, the `.cpg`, or the language byte of the table, in this order.
    fn of(options: &Options, cpg: Option<&str>, language: u8) -> Self {
        if let Some(encoding) = options.encoding {
            return Self::Known(encoding);
        }
        if let Some(stated) = cpg.map(str::trim).filter(|stated| !stated.is_empty()) {
            let plain: String = stated.chars().filter(char::is_ascii_alphanumeric).collect();
            return match plain.to_ascii_uppercase().as_str() {
                "UTF8" | "65001" => Self::Known(Encoding::Utf8),
                "1252" | "CP1252" | "ANSI1252" | "WINDOWS1252" | "ISO88591" | "88591"
                | "LATIN1" | "LDID3" | "LDID87" => Self::Known(Encoding::Windows1252),
                "437" | "CP437" | "IBM437" | "OEM437" | "DOS437" | "LDID1" => {
                    Self::Known(Encoding::Dos437)
                }
                "850" | "CP850" | "IBM850" | "OEM850" | "DOS850" | "LDID2" => {
                    Self::Known(Encoding::Dos850)
                }
                _ => Self::Foreign(format!("`{stated}` (.cpg)")),
            };
        }
        match language {
            0x00 => Self::Unstated,
            0x01 => Self::Known(Encoding::Dos437),
            0x02 => Self::Known(Encoding::Dos850),
            // Windows ANSI, and what ESRI writes for it.
            0x03 | 0x57 => Self::Known(Encoding::Windows1252),
            0xf0 => Self::Known(Encoding::Utf8),
            other => Self::Foreign(format!("the code page of the language byte 0x{other:02X}")),
        }
    }
}

/// A number as the table writes it, with all its digits: always with a decimal point.
fn number(name: &str, raw: &[u8]) -> Result<Cell, (String, &'static str)> {
    let text = String::from_utf8_lossy(raw);
    let text = text.trim_matches([' ', '\0']);
    // A field of asterisks is how writers say that there is no number.
    if text.bytes().all(|b| b == b'*') {
        return Ok(Cell::Empty);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Cell::Number(number)),
        _ => Err((format!("`{name}` holds `{text}`, which is not a number"), "correct the table")),
    }
}
