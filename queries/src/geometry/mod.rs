//! Geometries between Arrow and `geo`: reading columns, writing text, relations and measures.
//!
//! Nothing here knows the SQL engine.

mod build;
mod geojson;
mod measure;
mod predicate;
mod read;
mod rules;
mod text;
mod wkt;

pub(crate) use build::{crs84, multipolygons, polygons};
pub(crate) use geojson::read_geojson;
pub(crate) use measure::{Model, area, length, metres, perimeter, planar_distance};
pub(crate) use predicate::{Predicate, Side};
pub(crate) use read::{Shape, is_geometry, read_shapes};
pub(crate) use text::{write_geojson, write_wkt};
pub(crate) use wkt::read_wkt;
