//! Reads any GeoArrow, WKB or WKT column as `geo` geometries.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field};
use geo::{BoundingRect, Geometry, GeometryCollection, Rect};
use geoarrow_array::{GeoArrowArray, GeoArrowArrayAccessor, downcast_geoarrow_array};
use geoarrow_schema::GeoArrowType;
use geoarrow_schema::error::{GeoArrowError, GeoArrowResult};

use super::arrow::geometry_column;
use super::convert::to_geo;
use super::wkb::read_wkb;
use super::wkt::read_text;

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

    /// A geometry without a point.
    pub fn empty() -> Self {
        Self::new(Geometry::GeometryCollection(GeometryCollection::empty()))
    }

    pub fn is_empty(&self) -> bool {
        self.bounds.is_none()
    }
}

/// Whether a column is a geometry. The results of `ST_AsText` and `ST_AsBinary` are text and bytes; bytes with the mark
/// are geometries that stood in lists and structs.
pub(crate) fn is_geometry(field: &Field) -> bool {
    let marked = |name: &str| name.starts_with("geoarrow.") && name != "geoarrow.wkt";
    field.extension_type_name().is_some_and(marked) && GeoArrowType::from_arrow_field(field).is_ok()
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
    // What is marked was written here; what somebody gave is looked at more closely.
    if array.data_type().is_binary() && !is_geometry(field) {
        return read_bytes(array);
    }
    let column = geometry_column(array, field)?;
    let column: &dyn GeoArrowArray = column.as_ref();
    downcast_geoarrow_array!(column, read_all)
}

fn read_texts(array: &ArrayRef) -> GeoArrowResult<Vec<Option<Shape>>> {
    let texts = cast(array, &DataType::Utf8)?;
    let read = |text: &str| read_text(text).map(Shape::new).map_err(GeoArrowError::Wkt);
    texts.as_string::<i32>().iter().map(|text| text.map(read).transpose()).collect()
}

fn read_bytes(array: &ArrayRef) -> GeoArrowResult<Vec<Option<Shape>>> {
    let values = cast(array, &DataType::LargeBinary)?;
    let read = |bytes: &[u8]| {
        let wrong = |problem| GeoArrowError::InvalidGeoArrow(format!("WKB: {problem}"));
        read_wkb(bytes).map(Shape::new).map_err(wrong)
    };
    values.as_binary::<i64>().iter().map(|bytes| bytes.map(read).transpose()).collect()
}

fn read_all<'a>(column: &'a impl GeoArrowArrayAccessor<'a>) -> GeoArrowResult<Vec<Option<Shape>>> {
    column.iter().map(|item| item.map(|item| Ok(Shape::new(to_geo(&item?)))).transpose()).collect()
}
