//! Arrow's arrays as GeoArrow's.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray};
use arrow::datatypes::{DataType, Field};
use geoarrow_array::GeoArrowArray;
use geoarrow_array::array::from_arrow_array;
use geoarrow_schema::error::GeoArrowResult;
use geoarrow_schema::{Dimension, MultiLineStringType, MultiPolygonType, PolygonType};

use super::build::crs84;

/// A column of geometries.
///
/// # Errors
/// When the column holds none.
pub(super) fn geometry_column(
    array: &ArrayRef,
    field: &Field,
) -> GeoArrowResult<Arc<dyn GeoArrowArray>> {
    let array = trimmed(array);
    match described(field) {
        Some(field) => from_arrow_array(&array, &field),
        None => from_arrow_array(&array, field),
    }
}

/// Lists that end where their items do. Arrow's kernels leave items behind the last list; GeoArrow takes such
/// an array for a broken one and panics.
fn trimmed(array: &ArrayRef) -> ArrayRef {
    let item = match array.data_type() {
        DataType::List(item) => item,
        _ => return Arc::clone(array),
    };
    let list = array.as_list::<i32>();
    let last = list.value_offsets().last().and_then(|last| usize::try_from(*last).ok());
    let all = list.values();
    let items = trimmed(&all.slice(0, last.unwrap_or(0).min(all.len())));
    let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
    match ListArray::try_new(Arc::clone(item), offsets, items, nulls) {
        Ok(list) => Arc::new(list),
        Err(_) => Arc::clone(array),
    }
}

/// The field of a geometry that has lost what names its kind, as scalar subqueries do: nested lists are known by
/// the names that GeoArrow gives to their items. `None` when the field says what it is, or is none of these.
fn described(field: &Field) -> Option<Field> {
    if field.extension_type_name().is_some() {
        return None;
    }
    let inner = |kind: &DataType| match kind {
        DataType::List(item) => Some(Arc::clone(item)),
        _ => None,
    };
    let outer = inner(field.data_type())?;
    let (name, nullable) = (field.name(), field.is_nullable());
    let coords = |item: &Field| match item.data_type() {
        DataType::FixedSizeList(..) => geoarrow_schema::CoordType::Interleaved,
        _ => geoarrow_schema::CoordType::Separated,
    };
    Some(match outer.name().as_str() {
        "polygons" => {
            let vertices = inner(inner(outer.data_type())?.data_type())?;
            let kind = MultiPolygonType::new(Dimension::XY, crs84());
            kind.with_coord_type(coords(&vertices)).to_field(name, nullable)
        }
        "rings" => {
            let vertices = inner(outer.data_type())?;
            let kind = PolygonType::new(Dimension::XY, crs84());
            kind.with_coord_type(coords(&vertices)).to_field(name, nullable)
        }
        "linestrings" => {
            let vertices = inner(outer.data_type())?;
            let kind = MultiLineStringType::new(Dimension::XY, crs84());
            kind.with_coord_type(coords(&vertices)).to_field(name, nullable)
        }
        _ => return None,
    })
}
