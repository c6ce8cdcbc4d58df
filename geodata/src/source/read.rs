//! Reading a file of any of the formats.

use std::path::Path;

use super::numeral::Convention;
use super::options::Options;
use super::record::Source;
use super::{bounds, crs, csv, geojson, geoparquet, shapefile, spreadsheet};
use crate::error::{GeodataError, Place};

/// The formats, told apart by the extension of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Xlsx,
    GeoJson,
    GeoParquet,
    Shapefile,
}

impl Format {
    pub(super) fn of(path: &Path) -> Result<Self, GeodataError> {
        let extension =
            path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
        match extension.as_str() {
            "csv" | "tsv" | "txt" => Ok(Self::Csv),
            "xlsx" | "xlsm" | "xls" => Ok(Self::Xlsx),
            "geojson" | "json" => Ok(Self::GeoJson),
            "parquet" | "geoparquet" => Ok(Self::GeoParquet),
            "shp" => Ok(Self::Shapefile),
            "zip" | "gz" | "bz2" | "xz" | "zst" | "7z" | "rar" => Err(GeodataError::source(
                path,
                Place::File,
                "the file is packed",
                "unpack it and name what was in it",
            )),
            _ => Err(GeodataError::source(
                path,
                Place::File,
                format!("the extension `{extension}` names no format that is read here"),
                "use .csv, .xlsx, .geojson, .parquet or .shp",
            )),
        }
    }
}

/// The names of the columns that a file has, without its geometry.
///
/// # Errors
///
/// The file cannot be read, or is of no format that is read here.
pub fn columns(path: &Path, options: &Options) -> Result<Vec<String>, GeodataError> {
    match Format::of(path)? {
        Format::Csv => csv::columns(path, options),
        Format::Xlsx => spreadsheet::columns(path, options),
        Format::GeoJson => geojson::columns(path),
        Format::GeoParquet => geoparquet::columns(path),
        Format::Shapefile => shapefile::columns(path),
    }
}

/// Whether a file of this name may hold polygons; `None` when it is of no format that is read here.
pub fn may_have_polygons(path: &Path) -> Option<bool> {
    let format = Format::of(path).ok()?;
    Some(!matches!(format, Format::Csv | Format::Xlsx))
}

/// Reads the columns `columns` of the file `path`, with its polygons if `geometry` is set.
///
/// Coordinates come back as the file holds them; [`crs`](super::crs) says whether they can be longitude and
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
    if length > bounds::FILE {
        let (is, may) = (bounds::size(length), bounds::size(bounds::FILE));
        let problem = format!("the file has {is}; at most {may} are read");
        return Err(bounds::too_large(path, Place::File, problem));
    }
    let numbers = Convention::of(options).map_err(|problem| {
        GeodataError::source(path, Place::File, problem, "correct `read` in the specification")
    })?;
    let stated = crs::check_option(path, options)?;
    let (rows, crs_stated) = match format {
        Format::Csv | Format::Xlsx if geometry => {
            return Err(GeodataError::source(
                path,
                Place::File,
                "a table holds no polygons",
                "name a GeoJSON, GeoParquet or Shapefile as the boundary file",
            ));
        }
        Format::Csv => (csv::read(path, options, columns)?, true),
        Format::Xlsx => (spreadsheet::read(path, options, columns)?, true),
        // Longitude and latitude on WGS 84, by RFC 7946.
        Format::GeoJson => (geojson::read(path, columns, geometry)?, true),
        Format::GeoParquet => geoparquet::read(path, options, columns, geometry)?,
        Format::Shapefile => shapefile::read(path, options, columns, geometry)?,
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
    let crs_stated = crs_stated || stated;
    Ok(Source { path: path.to_owned(), columns, rows, crs_stated, numbers })
}
