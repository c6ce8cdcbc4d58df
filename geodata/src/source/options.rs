//! How a file is to be read where its format leaves a choice.

use serde::Deserialize;

/// How a file is to be read where its format leaves a choice.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// CSV: the character between two cells; a comma unless given.
    pub delimiter: Option<char>,
    /// CSV: `utf-8` (unless given), `windows-1252`, `cp437` or `cp850`. Shapefile: the same for its attributes, in the place
    /// of what its `.cpg` or `.dbf` states.
    pub encoding: Option<Encoding>,
    /// Numbers in text: `true` when they are written `12,5`, `false` when they are written `12.5`. Where
    /// nothing is stated, a text that both would read differently, such as `1.234`, is refused.
    pub decimal_comma: Option<bool>,
    /// Numbers in text: the mark between thousands: `.`, `,`, `'` or a blank.
    pub thousands: Option<char>,
    /// XLSX: the sheet; the first one unless given.
    pub sheet: Option<String>,
    /// XLSX: the row that holds the column names, counted from 1; the first row that is not empty unless given.
    pub header_row: Option<u32>,
    /// GeoParquet: the geometry column; the file's primary one unless given.
    pub geometry_column: Option<String>,
    /// Boundaries whose file states no reference system: the one that they are in, such as `OGC:CRS84`.
    pub crs: Option<String>,
}

/// The character encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    /// UTF-8.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows code page 1252, of which Latin-1 is the part that matters.
    #[serde(rename = "windows-1252", alias = "latin-1", alias = "iso-8859-1")]
    Windows1252,
    /// The code page of DOS in the United States.
    #[serde(rename = "cp437")]
    Dos437,
    /// The code page of DOS in Western Europe.
    #[serde(rename = "cp850")]
    Dos850,
}
