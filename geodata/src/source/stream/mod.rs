//! Files that are read row by row and never held: CSV, Parquet, GeoParquet and GeoJSON of any length.

mod csv;
mod drawn;
mod geojson;
mod parquet;

pub use drawn::{Drawing, Drawn};
pub use parquet::shape as wkb_shape;

use std::path::Path;

use super::crs;
use super::numeral::Convention;
use super::options::Options;
use super::read::Format;
use super::record::Record;
use crate::error::{GeodataError, Place};

/// What is done with a row.
pub type Each<'a> = dyn FnMut(&Record<'_>, Drawn) -> Result<(), GeodataError> + 'a;

/// Reads the columns `columns` of the file `path` row by row, and gives each to `each`. Whether the file or its options state the
/// reference system of its geometry.
///
/// # Errors
///
/// The file cannot be read, is empty or cut off, is of no format that is read here, lacks a column, or states a reference
/// system that is not longitude and latitude; and what `each` says.
pub fn stream(
    path: &Path,
    options: &Options,
    columns: &[String],
    drawing: Drawing<'_>,
    each: &mut Each<'_>,
) -> Result<bool, GeodataError> {
    let numbers = Convention::of(options).map_err(|problem| {
        GeodataError::source(path, Place::File, problem, "correct `read` in the specification")
    })?;
    let stated = crs::check_option(path, options)?;
    let mut rows = 0u64;
    let mut counted = |row: &super::row::Row, drawn: Drawn| {
        rows += 1;
        each(&Record::new(path, columns, row, numbers), drawn)
    };
    let own = match Format::of(path)? {
        Format::Csv => csv::read(path, options, columns, &mut counted).map(|()| true)?,
        Format::GeoJson => {
            let wanted = drawing == Drawing::OfFile;
            geojson::read(path, columns, wanted, &mut counted).map(|()| true)?
        }
        Format::GeoParquet => parquet::read(path, options, columns, drawing, &mut counted)?,
        Format::Xlsx | Format::Shapefile => {
            let problem = "tables of one's own are read from CSV, Parquet, GeoParquet and GeoJSON";
            return Err(GeodataError::source(
                path,
                Place::File,
                problem,
                "export the file as one of them",
            ));
        }
    };
    if rows == 0 {
        let advice = "fetch the file again or take it out of the specification";
        return Err(GeodataError::source(path, Place::File, "there are no rows", advice));
    }
    Ok(own || stated)
}
