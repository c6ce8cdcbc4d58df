//! `provinces`, `regencies`, `districts` and `villages`.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion::error::Result;
use geoarrow_array::GeoArrowArray;
use geodata::Level;
use geodata::dataset::Area;

use super::external;
use crate::geometry::multipolygons;

/// The area table of a level, sorted by code as the dataset is.
pub(super) fn batch(level: Level, areas: &[Area]) -> Result<RecordBatch> {
    let mut columns = identity(level, areas);
    columns.extend(place(areas));
    if level != Level::Village {
        let population = Int64Array::from_iter(areas.iter().map(|area| area.population));
        columns.push((
            Arc::new(Field::new("population", DataType::Int64, true)),
            Arc::new(population),
        ));
    }
    let geometry =
        multipolygons(areas.iter().map(|area| area.geometry.as_deref())).map_err(external)?;
    columns
        .push((Arc::new(geometry.data_type().to_field("geometry", true)), geometry.to_array_ref()));
    table(columns)
}

/// A column with its field.
pub(super) type Column = (FieldRef, ArrayRef);

/// Puts columns together.
pub(super) fn table(columns: Vec<Column>) -> Result<RecordBatch> {
    let (fields, arrays): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}

/// `code, name, kind` and the codes of the areas above, nearest first.
pub(super) fn identity(level: Level, areas: &[Area]) -> Vec<Column> {
    let text = |name: &str, values: StringArray| -> Column {
        (Arc::new(Field::new(name, DataType::Utf8, false)), Arc::new(values))
    };
    let mut columns = vec![
        text("code", areas.iter().map(|area| Some(area.code.to_string())).collect()),
        text("name", areas.iter().map(|area| Some(area.name.as_str())).collect()),
        text("kind", areas.iter().map(|area| Some(area.kind.as_str())).collect()),
    ];
    for above in Level::ALL.into_iter().rev().filter(|above| *above < level) {
        let codes = areas.iter().map(|area| {
            area.code.ancestor(above).map(|code| code.to_string()).or(Some(String::new()))
        });
        columns.push(text(&format!("{above}_code"), codes.collect()));
    }
    columns
}

/// `lon, lat, area_km2`.
pub(super) fn place(areas: &[Area]) -> Vec<Column> {
    let float = |name: &str, values: Float64Array| -> Column {
        (Arc::new(Field::new(name, DataType::Float64, true)), Arc::new(values))
    };
    vec![
        float("lon", areas.iter().map(|area| area.point.map(|point| point.x)).collect()),
        float("lat", areas.iter().map(|area| area.point.map(|point| point.y)).collect()),
        float("area_km2", areas.iter().map(|area| area.area_km2).collect()),
    ]
}
