//! Builds GeoArrow columns in OGC:CRS84.

use arrow::array::BinaryBuilder;
use arrow::datatypes::{DataType, Field};
use geo::{Coord, Geometry, GeometryCollection, HasDimensions, MultiPolygon};
use geoarrow_array::array::{MultiPolygonArray, PointArray, WkbArray};
use geoarrow_array::builder::{MultiPolygonBuilder, PointBuilder};
use geoarrow_array::capacity::MultiPolygonCapacity;
use geoarrow_schema::error::{GeoArrowError, GeoArrowResult};
use geoarrow_schema::{Dimension, MultiPolygonType, PointType, WkbType};
pub(crate) use geodata::dataset::crs84;

use super::wkb::write_wkb;

/// The most bytes of a column: their places are counted in 31 bits.
const MOST_BYTES: usize = i32::MAX as usize;

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

/// A field of geometries of any kind: GeoArrow's well-known binary. Its other type for them is a union, of which Arrow's
/// kernels take the first row where they should take NULL: rows without a partner in an outer join had a geometry.
pub(crate) fn geometry_field(name: &str) -> Field {
    Field::new(name, DataType::Binary, true).with_extension_type(WkbType::new(crs84()))
}

/// A column of geometries of any kind, of the type of [`geometry_field`].
///
/// # Errors
/// When they take more than 2 GiB, or one of them has more parts than its format can count.
pub(crate) fn geometries(
    items: impl Iterator<Item = Option<Geometry<f64>>>,
) -> GeoArrowResult<WkbArray> {
    let mut builder = BinaryBuilder::new();
    let mut bytes = 0;
    for item in items {
        let Some(geometry) = item else {
            builder.append_null();
            continue;
        };
        let wkb = write_wkb(&flat(geometry)).map_err(GeoArrowError::InvalidGeoArrow)?;
        bytes += wkb.len();
        if bytes > MOST_BYTES {
            let problem = "the geometries of one batch of rows take more than 2 GiB".to_owned();
            return Err(GeoArrowError::InvalidGeoArrow(problem));
        }
        builder.append_value(wkb);
    }
    Ok(WkbArray::new(builder.finish(), crs84()))
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
