//! One row of a file: typed cells, and polygons as they stand there.

use geo::Coord;

use super::cell::Cell;
use crate::error::Place;

/// Polygons, their rings and the coordinates of these, exactly as a file holds them: rings may be
/// open, wrongly wound, or not rings at all. The first ring of a polygon is meant as its shell.
pub type RawPolygons = Vec<Vec<Vec<Coord<f64>>>>;

/// One row or feature.
#[derive(Debug)]
pub struct Row {
    /// Where it stands in the file.
    pub place: Place,
    /// One cell per column of [`Source::columns`](super::Source::columns).
    pub cells: Vec<Cell>,
    /// The polygons; `None` when the file has none for this row.
    pub geometry: Option<RawPolygons>,
}
