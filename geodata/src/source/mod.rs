//! Readers of the formats that offices keep their data in: CSV, XLSX, GeoJSON, GeoParquet and
//! Shapefile.
//!
//! Every reader gives the same [`Source`]: rows of typed cells for the columns that were asked for,
//! with the polygons as the file holds them. Nothing is repaired here and no type is guessed: a
//! code that a spreadsheet stored as a number stays a number, so that it can be refused.

mod bounds;
mod cell;
mod columns;
pub mod crs;
mod csv;
mod date;
mod geojson;
mod geoparquet;
mod grid;
mod latin;
mod letters;
mod nested;
mod numeral;
mod options;
mod pages;
mod printable;
mod read;
mod record;
mod row;
mod sent;
mod shapefile;
mod spreadsheet;
mod stream;
#[cfg(test)]
mod tests;
mod text;
mod year;

pub use cell::Cell;
pub use date::Date;
pub use grid::{Grid, GridRow};
pub use letters::letters;
pub use numeral::reads_as_number;
pub use options::{Encoding, Options};
pub use printable::{printable, unfit_name};
pub use read::{columns, may_have_polygons, read};
pub use record::{Record, Source};
pub use row::{RawPolygons, Row};
pub use sent::{TableFormat, sent};
pub use stream::{Drawing, Drawn, stream, wkb_shape};
pub use year::{YEARS, year};
