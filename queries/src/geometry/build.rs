//! Builds GeoArrow columns in OGC:CRS84.

use geo::{Coord, Geometry, GeometryCollection, HasDimensions, MultiPolygon};
use geoarrow_array::array::{GeometryArray, MultiPolygonArray, PointArray};
use geoarrow_array::builder::{GeometryBuilder, MultiPolygonBuilder, PointBuilder};
use geoarrow_array::capacity::MultiPolygonCapacity;
use geoarrow_schema::error::GeoArrowResult;
use geoarrow_schema::{Dimension, GeometryType, MultiPolygonType, PointType};
pub(crate) use geodata::dataset::crs84;

/// A column of multipolygons.
pub(crate) fn multipolygons<'a>(
    items: impl Iterator<Item = Option<&'a MultiPolygon<f64>>> + Clone,
) -> GeoArrowResult<MultiPolygonArray> {
    // Counted first: a buffer of the country's vertices that grows by doubling keeps up to twice its size.
    let capacity = MultiPolygonCapacity::from_multi_polygons(items.clone());
    let kind = MultiPolygonType::new(Dimension::XY, crs84());
    let mut builder = MultiPolygonBuilder::with_capacity(kind, capacity);
    for item in items {
        builder.push_multi_polygon(item)?;
    }
    Ok(builder.finish())
}

/// A column of points.
pub(crate) fn points(items: &[Option<Coord<f64>>]) -> PointArray {
    let kind = PointType::new(Dimension::XY, crs84());
    let mut builder = PointBuilder::with_capacity(kind, items.len());
    for item in items {
        match item {
            Some(coord) => builder.push_coord(Some(coord)),
            None => builder.push_null(),
        }
    }
    builder.finish()
}

/// A column of geometries of any kind.
pub(crate) fn geometries(
    items: impl Iterator<Item = Option<Geometry<f64>>>,
) -> GeoArrowResult<GeometryArray> {
    let mut builder = GeometryBuilder::new(GeometryType::new(crs84()));
    for item in items {
        match item {
            Some(geometry) => builder.push_geometry(Some(&flat(geometry)))?,
            None => builder.push_null(),
        }
    }
    Ok(builder.finish())
}

/// A column holds no collection in a collection, and nothing empty in one: the same points, one level deep.
fn flat(geometry: Geometry<f64>) -> Geometry<f64> {
    let Geometry::GeometryCollection(items) = geometry else { return geometry };
    let mut flat: Vec<Geometry<f64>> = Vec::with_capacity(items.0.len());
    let mut waiting: Vec<Geometry<f64>> = items.0;
    waiting.reverse();
    while let Some(item) = waiting.pop() {
        match item {
            Geometry::GeometryCollection(inner) => waiting.extend(inner.0.into_iter().rev()),
            empty if empty.is_empty() => {}
            other => flat.push(other),
        }
    }
    Geometry::GeometryCollection(GeometryCollection::from(flat))
}
