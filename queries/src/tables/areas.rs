//! `provinces`, `regencies`, `districts` and `villages`.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::error::{DataFusionError, Result};
use geoarrow_array::GeoArrowArray;
use geodata::dataset::{Area, Dataset, PolygonColumn};
use geodata::{AreaCode, Level};

/// The area table of a level, sorted by code as the dataset is: a batch for each of its columns of
/// polygons, whose buffers are shared with the dataset.
pub(super) fn batches(dataset: &Dataset, level: Level) -> Result<(SchemaRef, Vec<RecordBatch>)> {
    let mut rest = dataset.areas(level);
    let mut batches = Vec::new();
    for polygons in dataset.polygons(level) {
        let Some((areas, later)) = rest.split_at_checked(polygons.len()) else {
            let problem = format!("the {} have fewer rows than polygons", level.plural());
            return Err(DataFusionError::Internal(problem));
        };
        rest = later;
        batches.push(batch(level, areas, polygons)?);
    }
    let schema = match batches.first() {
        Some(first) => first.schema(),
        None => batch(
            level,
            &[],
            &PolygonColumn::new(&[]).map_err(|error| DataFusionError::External(error.into()))?,
        )?
        .schema(),
    };
    Ok((schema, batches))
}

fn batch(level: Level, areas: &[Area], polygons: &PolygonColumn) -> Result<RecordBatch> {
    let mut columns = identity(level, areas);
    columns.extend(place(areas));
    if level != Level::Village {
        let population = Int64Array::from_iter(areas.iter().map(|area| area.population));
        columns.push((
            Arc::new(Field::new("population", DataType::Int64, true)),
            Arc::new(population),
        ));
    }
    let geometry = polygons.array();
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
    let mut columns = vec![
        text("code", areas.iter().map(|area| area.code.to_string())),
        text("name", areas.iter().map(|area| area.name.as_str())),
        text("kind", areas.iter().map(|area| area.kind.as_str())),
    ];
    columns.extend(codes_above(level, areas.iter().map(|area| area.code)));
    columns
}

/// The codes of the areas above areas of `level`, nearest first.
pub(super) fn codes_above(
    level: Level,
    codes: impl Iterator<Item = AreaCode> + Clone,
) -> Vec<Column> {
    let above = Level::ALL.into_iter().rev().filter(|above| *above < level);
    above
        .map(|above| {
            let codes = codes.clone().map(|code| code.ancestor(above));
            let codes = codes.map(|code| code.map_or(String::new(), |code| code.to_string()));
            text(&format!("{above}_code"), codes)
        })
        .collect()
}

/// A column of texts, of which none is missing.
pub(super) fn text<T: AsRef<str>>(name: &str, values: impl Iterator<Item = T>) -> Column {
    let values = StringArray::from_iter_values(values);
    (Arc::new(Field::new(name, DataType::Utf8, false)), Arc::new(values))
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
