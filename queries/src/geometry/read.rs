//! Reads any GeoArrow, WKB or WKT column as `geo` geometries.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field};
use geo::{BoundingRect, Geometry, GeometryCollection, Rect};
use geo_traits::to_geo::{
    ToGeoLine, ToGeoLineString, ToGeoMultiLineString, ToGeoMultiPoint, ToGeoMultiPolygon,
    ToGeoPoint, ToGeoPolygon, ToGeoRect, ToGeoTriangle,
};
use geo_traits::{GeometryCollectionTrait, GeometryTrait, GeometryType};
use geoarrow_array::array::from_arrow_array;
use geoarrow_array::{GeoArrowArray, GeoArrowArrayAccessor, downcast_geoarrow_array};
use geoarrow_schema::GeoArrowType;
use geoarrow_schema::error::{GeoArrowError, GeoArrowResult};

use super::wkt::read_wkt;

/// A geometry with its bounding box.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub geometry: Geometry<f64>,
    /// `None` when the geometry is EMPTY.
    pub bounds: Option<Rect<f64>>,
}

impl Shape {
    pub fn new(geometry: Geometry<f64>) -> Self {
        let bounds = geometry.bounding_rect();
        Self { geometry, bounds }
    }

    pub fn is_empty(&self) -> bool {
        self.bounds.is_none()
    }
}

/// Whether a column is a geometry. The results of `ST_AsText` and `ST_AsBinary` are text and bytes.
pub(crate) fn is_geometry(field: &Field) -> bool {
    let native = |name: &str| {
        name.starts_with("geoarrow.") && name != "geoarrow.wkb" && name != "geoarrow.wkt"
    };
    field.extension_type_name().is_some_and(native) && GeoArrowType::from_arrow_field(field).is_ok()
}

/// The geometries of a column; SQL NULL is `None`.
///
/// # Errors
/// When the column holds no geometries, or a text or byte value in it is malformed.
pub(crate) fn read_shapes(array: &ArrayRef, field: &Field) -> GeoArrowResult<Vec<Option<Shape>>> {
    if array.data_type() == &DataType::Null {
        return Ok(vec![None; array.len()]);
    }
    if array.data_type().is_string() {
        return read_texts(array);
    }
    let column = from_arrow_array(array, field)?;
    let column: &dyn GeoArrowArray = column.as_ref();
    downcast_geoarrow_array!(column, read_all)
}

fn read_texts(array: &ArrayRef) -> GeoArrowResult<Vec<Option<Shape>>> {
    let texts = cast(array, &DataType::Utf8)?;
    let read = |text: &str| match read_wkt(text) {
        Ok(geometry) => Ok(Shape::new(to_geo(&geometry))),
        Err(problem) => Err(GeoArrowError::Wkt(problem)),
    };
    texts.as_string::<i32>().iter().map(|text| text.map(read).transpose()).collect()
}

fn read_all<'a>(column: &'a impl GeoArrowArrayAccessor<'a>) -> GeoArrowResult<Vec<Option<Shape>>> {
    column.iter().map(|item| item.map(|item| Ok(Shape::new(to_geo(&item?)))).transpose()).collect()
}

/// The first two dimensions of any geometry. `POINT EMPTY`, which `geo` cannot hold, becomes an
/// empty collection.
fn to_geo(geometry: &impl GeometryTrait<T = f64>) -> Geometry<f64> {
    let empty = || Geometry::GeometryCollection(GeometryCollection::empty());
    match geometry.as_type() {
        GeometryType::Point(g) => g.try_to_point().map_or_else(empty, Geometry::Point),
        GeometryType::LineString(g) => Geometry::LineString(g.to_line_string()),
        GeometryType::Polygon(g) => Geometry::Polygon(g.to_polygon()),
        GeometryType::MultiPoint(g) => {
            g.try_to_multi_point().map_or_else(empty, Geometry::MultiPoint)
        }
        GeometryType::MultiLineString(g) => Geometry::MultiLineString(g.to_multi_line_string()),
        GeometryType::MultiPolygon(g) => Geometry::MultiPolygon(g.to_multi_polygon()),
        GeometryType::GeometryCollection(g) => Geometry::GeometryCollection(collection_to_geo(g)),
        GeometryType::Rect(g) => Geometry::Polygon(g.to_rect().to_polygon()),
        GeometryType::Line(g) => Geometry::Line(g.to_line()),
        GeometryType::Triangle(g) => Geometry::Polygon(g.to_triangle().to_polygon()),
    }
}

fn collection_to_geo(
    collection: &impl GeometryCollectionTrait<T = f64>,
) -> GeometryCollection<f64> {
    GeometryCollection::from(collection.geometries().map(|g| to_geo(&g)).collect::<Vec<_>>())
}
