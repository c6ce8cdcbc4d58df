//! Areas to Arrow and back: GeoParquet 1.1 with WKB geometry.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, BinaryBuilder, Float64Array, Int64Array, RecordBatch,
    StringArray, StringBuilder,
};
use arrow::datatypes::{DataType, Field, Schema};
use geo::{BoundingRect, Coord, MultiPolygon};
use geo_traits::GeometryTrait;
use geo_traits::to_geo::{ToGeoMultiPolygon, ToGeoPolygon};
use rayon::prelude::*;
use wkb::writer::{WriteOptions, write_multi_polygon};

use super::model::{Area, NewArea};
use super::shape::PolygonColumn;
use crate::code::Level;

/// The parent columns of a level, nearest first.
fn parents(level: Level) -> Vec<Level> {
    Level::ALL.into_iter().rev().filter(|above| *above < level).collect()
}

/// The columns of an area table.
pub(super) fn schema(level: Level) -> Schema {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let float = |name: &str| Field::new(name, DataType::Float64, true);
    let mut fields = vec![text("code"), text("name"), text("kind")];
    fields.extend(parents(level).into_iter().map(|above| text(&format!("{above}_code"))));
    fields.extend([float("lon"), float("lat"), float("area_km2")]);
    if level != Level::Village {
        fields.push(Field::new("population", DataType::Int64, true));
    }
    fields.push(Field::new("geometry", DataType::Binary, true));
    Schema::new(fields)
}

/// The value of the file's metadata key `geo`.
pub(super) fn geo_metadata(areas: &[NewArea]) -> String {
    let bbox = areas
        .iter()
        .filter_map(|area| area.geometry.as_ref()?.bounding_rect())
        .map(|r| [r.min().x, r.min().y, r.max().x, r.max().y])
        .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
    let mut column = serde_json::json!({
        "encoding": "WKB",
        "geometry_types": ["MultiPolygon"],
        "orientation": "counterclockwise",
        "edges": "planar",
    });
    if let Some(bbox) = bbox {
        column["bbox"] = serde_json::json!(bbox);
    }
    serde_json::json!({ "version": "1.1.0", "primary_column": "geometry", "columns": { "geometry": column } })
        .to_string()
}

/// Areas as one batch with the columns of [`schema`].
pub(super) fn to_batch(
    level: Level,
    areas: &[NewArea],
) -> Result<RecordBatch, arrow::error::ArrowError> {
    let text = |values: &mut dyn Iterator<Item = String>| -> ArrayRef {
        let mut builder = StringBuilder::new();
        values.for_each(|value| builder.append_value(value));
        Arc::new(builder.finish())
    };
    let float = |values: &mut dyn Iterator<Item = Option<f64>>| -> ArrayRef {
        Arc::new(Float64Array::from_iter(values))
    };
    let mut columns = vec![
        text(&mut areas.iter().map(|a| a.code.to_string())),
        text(&mut areas.iter().map(|a| a.name.clone())),
        text(&mut areas.iter().map(|a| a.kind.clone())),
    ];
    for above in parents(level) {
        columns.push(text(
            &mut areas
                .iter()
                .map(|a| a.code.ancestor(above).map(|c| c.to_string()).unwrap_or_default()),
        ));
    }
    columns.push(float(&mut areas.iter().map(|a| a.point.map(|p| p.x))));
    columns.push(float(&mut areas.iter().map(|a| a.point.map(|p| p.y))));
    columns.push(float(&mut areas.iter().map(|a| a.area_km2)));
    if level != Level::Village {
        columns.push(Arc::new(Int64Array::from_iter(areas.iter().map(|a| a.population))));
    }
    columns.push(Arc::new(geometry_column(areas)?));
    RecordBatch::try_new(Arc::new(schema(level)), columns)
}

fn geometry_column(areas: &[NewArea]) -> Result<BinaryArray, arrow::error::ArrowError> {
    let encoded: Vec<Option<Vec<u8>>> = areas
        .par_iter()
        .map(|area| {
            let Some(geometry) = &area.geometry else { return Ok(None) };
            let mut bytes = Vec::new();
            write_multi_polygon(&mut bytes, geometry.as_ref(), &WriteOptions::default()).map_err(
                |e| arrow::error::ArrowError::ComputeError(format!("{}: {e}", area.code)),
            )?;
            Ok(Some(bytes))
        })
        .collect::<Result<_, arrow::error::ArrowError>>()?;
    let size = encoded.iter().flatten().map(Vec::len).sum();
    let mut builder = BinaryBuilder::with_capacity(encoded.len(), size);
    encoded.iter().for_each(|bytes| builder.append_option(bytes.as_deref()));
    Ok(builder.finish())
}

/// The areas of a batch and the column of their polygons; the reason in words when a column is not as
/// [`schema`] says.
pub(super) fn from_batch(
    level: Level,
    batch: &RecordBatch,
) -> Result<(Vec<Area>, PolygonColumn), String> {
    fn column<'a, T: Array + 'static>(batch: &'a RecordBatch, name: &str) -> Result<&'a T, String> {
        batch
            .column_by_name(name)
            .and_then(|array| array.as_any().downcast_ref())
            .ok_or_else(|| format!("column `{name}` is missing or of another type"))
    }
    let codes: &StringArray = column(batch, "code")?;
    let names: &StringArray = column(batch, "name")?;
    let kinds: &StringArray = column(batch, "kind")?;
    let lon: &Float64Array = column(batch, "lon")?;
    let lat: &Float64Array = column(batch, "lat")?;
    let area_km2: &Float64Array = column(batch, "area_km2")?;
    let population: Option<&Int64Array> =
        if level == Level::Village { None } else { Some(column(batch, "population")?) };
    let geometry: &BinaryArray = column(batch, "geometry")?;

    let polygons = |row: usize| {
        let known = geometry.is_valid(row).then(|| multi_polygon(geometry.value(row)));
        known.transpose().map_err(|e| format!("row {} ({}): {e}", row + 1, codes.value(row)))
    };
    let polygons = (0..batch.num_rows()).map(polygons).collect::<Result<Vec<_>, _>>()?;
    let polygons = PolygonColumn::new(&polygons).map_err(|e| e.to_string())?;

    let float = |array: &Float64Array, row: usize| array.is_valid(row).then(|| array.value(row));
    let areas = (0..batch.num_rows())
        .map(|row| {
            let code = codes.value(row).parse().map_err(|e| format!("row {}: {e}", row + 1))?;
            Ok(Area {
                code,
                name: names.value(row).to_owned(),
                kind: kinds.value(row).to_owned(),
                point: float(lon, row).zip(float(lat, row)).map(|(x, y)| Coord { x, y }),
                area_km2: float(area_km2, row),
                population: population
                    .and_then(|array| array.is_valid(row).then(|| array.value(row))),
                geometry: polygons.shape(row),
            })
        })
        .collect::<Result<_, String>>()?;
    Ok((areas, polygons))
}

/// A polygon or multipolygon of WKB; other types and broken bytes are refused in words.
pub fn multi_polygon(bytes: &[u8]) -> Result<MultiPolygon<f64>, String> {
    let geometry = wkb::reader::read_wkb(bytes).map_err(|e| format!("geometry is not WKB: {e}"))?;
    match geometry.as_type() {
        geo_traits::GeometryType::MultiPolygon(multi) => Ok(multi.to_multi_polygon()),
        geo_traits::GeometryType::Polygon(polygon) => Ok(MultiPolygon(vec![polygon.to_polygon()])),
        _ => Err("geometry is neither a polygon nor a multipolygon".to_owned()),
    }
}
