//! What a file draws for a row, and where readers give their rows to.

use geo::Geometry;

use super::super::row::Row;
use crate::error::GeodataError;

/// The geometry that a file itself has for a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawn {
    /// None was asked for, or the row has none.
    Nothing,
    /// Coordinates as the file holds them.
    Shape(Geometry<f64>),
    /// There is one that cannot be read, and why.
    Broken(String),
}

/// Which geometry of a file is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing<'a> {
    /// None.
    Nothing,
    /// The file's own: of each feature of GeoJSON, of the primary column of GeoParquet.
    OfFile,
    /// A column of WKB of a Parquet file.
    Column(&'a str),
}

/// What a reader gives its rows to.
pub(super) type Rows<'a> = dyn FnMut(&Row, Drawn) -> Result<(), GeodataError> + 'a;
