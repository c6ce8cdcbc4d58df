//! Readers of the formats that offices keep their data in: CSV, XLSX, GeoJSON, GeoParquet and
//! Shapefile.
//!
//! Every reader gives the same [`Source`]: rows of typed cells for the columns that were asked for,
//! with the polygons as the file holds them. Nothing is repaired here and no type is guessed: a
//! code that a spreadsheet stored as a number stays a number, so that it can be refused.

mod cell;
pub mod crs;
mod csv;
mod geojson;
mod geoparquet;
mod latin;
mod nested;
mod shapefile;
#[cfg(test)]
mod tests;
mod xlsx;

use std::path::{Path, PathBuf};

use geo::Coord;
use serde::Deserialize;

pub use cell::{Cell, Record};

use crate::error::{GeodataError, Place};

/// Polygons, their rings and the coordinates of these, exactly as a file holds them: rings may be
/// open, wrongly wound, or not rings at all. The first ring of a polygon is meant as its shell.
pub type RawPolygons = Vec<Vec<Vec<Coord<f64>>>>;

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
    decimal_comma: bool,
}

/// One row or feature.
#[derive(Debug)]
pub struct Row {
    /// Where it stands in the file.
    pub place: Place,
    /// One cell per column of [`Source::columns`].
    pub cells: Vec<Cell>,
    /// The polygons; `None` when the file has none for this row.
    pub geometry: Option<RawPolygons>,
}

/// How a file is to be read where its format leaves a choice.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// CSV: the character between two cells; a comma unless given.
    pub delimiter: Option<char>,
    /// CSV: `utf-8` (unless given) or `windows-1252`.
    pub encoding: Option<Encoding>,
    /// CSV, XLSX: numbers are written `12,5`.
    pub decimal_comma: bool,
    /// XLSX: the sheet; the first one unless given.
    pub sheet: Option<String>,
    /// XLSX: the row that holds the column names, counted from 1; the first row that is not empty unless given.
    pub header_row: Option<u32>,
    /// GeoParquet: the geometry column; the file's primary one unless given.
    pub geometry_column: Option<String>,
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
}

/// The formats, told apart by the extension of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Xlsx,
    GeoJson,
    GeoParquet,
    Shapefile,
}

impl Format {
    fn of(path: &Path) -> Result<Self, GeodataError> {
        let extension =
            path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
        match extension.as_str() {
            "csv" | "tsv" | "txt" => Ok(Self::Csv),
            "xlsx" | "xlsm" | "xls" | "ods" => Ok(Self::Xlsx),
            "geojson" | "json" => Ok(Self::GeoJson),
            "parquet" | "geoparquet" => Ok(Self::GeoParquet),
            "shp" => Ok(Self::Shapefile),
            _ => Err(GeodataError::source(
                path,
                Place::File,
                format!("the extension `{extension}` names no format that is read here"),
                "use .csv, .xlsx, .geojson, .parquet or .shp",
            )),
        }
    }
}

/// Reads the columns `columns` of the file `path`, with its polygons if `geometry` is set.
///
/// Coordinates come back as the file holds them; [`crs`] says whether they can be longitude and
/// latitude, and a file that states another reference system is refused here.
///
/// # Errors
///
/// The file cannot be read, is empty or cut off, lacks a column, or states a reference system
/// that is not longitude and latitude.
pub fn read(
    path: &Path,
    options: &Options,
    columns: &[&str],
    geometry: bool,
) -> Result<Source, GeodataError> {
    let format = Format::of(path)?;
    let length = std::fs::metadata(path).map_err(GeodataError::io(path))?.len();
    if length == 0 {
        return Err(GeodataError::source(path, Place::File, "the file is empty", "fetch it again"));
    }
    let rows = match format {
        Format::Csv | Format::Xlsx if geometry => {
            return Err(GeodataError::source(
                path,
                Place::File,
                "a table holds no polygons",
                "name a GeoJSON, GeoParquet or Shapefile as the boundary file",
            ));
        }
        Format::Csv => csv::read(path, options, columns)?,
        Format::Xlsx => xlsx::read(path, options, columns)?,
        Format::GeoJson => geojson::read(path, columns, geometry)?,
        Format::GeoParquet => geoparquet::read(path, options, columns, geometry)?,
        Format::Shapefile => shapefile::read(path, columns, geometry)?,
    };
    if rows.is_empty() {
        return Err(GeodataError::source(
            path,
            Place::File,
            "there are no rows",
            "fetch the file again or take it out of the specification",
        ));
    }
    let columns = columns.iter().map(|&c| c.to_owned()).collect();
    Ok(Source { path: path.to_owned(), columns, rows, decimal_comma: options.decimal_comma })
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

/// Finds the positions of the columns `wanted` among the `names` of a file.
fn resolve(
    path: &Path,
    names: &[String],
    wanted: &[&str],
    hint: &str,
) -> Result<Vec<usize>, GeodataError> {
    wanted
        .iter()
        .map(|&column| {
            let mut found = names.iter().enumerate().filter(|(_, name)| *name == column);
            match (found.next(), found.next()) {
                (Some((at, _)), None) => Ok(at),
                (Some(_), Some(_)) => Err(GeodataError::source(
                    path,
                    Place::Column(column.to_owned()),
                    "the column occurs twice",
                    "rename one of the two",
                )),
                (None, _) => Err(missing_column(path, names, column, hint)),
            }
        })
        .collect()
}

/// The error for a column that a file does not have.
fn missing_column(path: &Path, names: &[String], column: &str, hint: &str) -> GeodataError {
    let shown: Vec<&str> = names.iter().take(40).map(String::as_str).collect();
    GeodataError::source(
        path,
        Place::Column(column.to_owned()),
        "the column is missing",
        format!(
            "the file has {}; correct the name in the specification or the file{hint}",
            shown.join(", ")
        ),
    )
}
