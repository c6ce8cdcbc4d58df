//! Geometries between Arrow and `geo`: reading columns, writing text, relations and measures.
//!
//! Nothing here knows the SQL engine.

mod areas;
mod around;
mod arrow;
mod build;
mod clusters;
mod collections;
mod column;
mod compare;
mod concave;
mod convert;
mod coords;
mod geojson;
mod measure;
mod nearest;
mod overlay;
mod parts;
mod position;
mod predicate;
mod read;
mod rules;
mod stripes;
mod subdivide;
mod text;
mod winding;
mod wkb;
mod wkt;

pub(crate) use around::buffer;
pub(crate) use build::{crs84, geometries, geometry_field, multipolygons, points};
pub(crate) use clusters::{dense, means};
pub(crate) use collections::{MIXED, Settled};
pub(crate) use column::{Extent, ShapeColumn, is_point};
pub(crate) use compare::{Compared, compare};
pub(crate) use concave::concave_hull;
pub(crate) use geojson::read_geojson;
pub(crate) use measure::{Model, area, length, metres, perimeter, planar_distance};
pub(crate) use nearest::nearest_points;
pub(crate) use overlay::{Operation, dissolved, overlay};
pub(crate) use parts::{boundary, dimension, loose_points, part, part_count, segments, singles};
pub(crate) use predicate::{Predicate, Side};
pub(crate) use read::{Shape, is_geometry, read_shapes};
pub(crate) use stripes::Stripes;
pub(crate) use subdivide::subdivided;
pub(crate) use text::{write_geojson, write_wkt};
pub(crate) use wkb::{read_wkb, write_wkb};
pub(crate) use wkt::read_text;
