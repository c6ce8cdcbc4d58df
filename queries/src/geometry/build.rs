//! Builds GeoArrow columns in OGC:CRS84.

use geo::{MultiPolygon, Polygon};
use geoarrow_array::array::{MultiPolygonArray, PolygonArray};
use geoarrow_array::builder::{MultiPolygonBuilder, PolygonBuilder};
use geoarrow_array::capacity::MultiPolygonCapacity;
use geoarrow_schema::error::GeoArrowResult;
use geoarrow_schema::{Dimension, MultiPolygonType, PolygonType};
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

/// A column of polygons.
pub(crate) fn polygons(items: &[Option<Polygon<f64>>]) -> GeoArrowResult<PolygonArray> {
    let mut builder = PolygonBuilder::new(PolygonType::new(Dimension::XY, crs84()));
    for item in items {
        builder.push_polygon(item.as_ref())?;
    }
    Ok(builder.finish())
}
