//! Parquet and GeoParquet, batch by batch.

use std::fs::File;
use std::path::Path;

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use geo_traits::to_geo::ToGeoGeometry as _;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::super::columns::resolve;
use super::super::geoparquet::{Cells, broken, geometry_column};
use super::super::options::Options;
use super::super::row::Row;
use super::drawn::{Drawing, Drawn, Rows};
use crate::error::{GeodataError, Place};

/// Rows that are decoded at once.
const BATCH: usize = 4096;

/// Gives every row to `each`; whether the file states the reference system of its geometry.
pub(super) fn read(
    path: &Path,
    options: &Options,
    columns: &[String],
    drawing: Drawing<'_>,
    each: &mut Rows<'_>,
) -> Result<bool, GeodataError> {
    let file = File::open(path).map_err(GeodataError::io(path))?;
    let unreadable = |e: &dyn std::fmt::Display| broken(path, &e.to_string());
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| unreadable(&e))?;
    let names: Vec<String> = builder.schema().fields().iter().map(|f| f.name().clone()).collect();
    let metadata = parquet::arrow::arrow_reader::ArrowReaderMetadata::try_new(
        builder.metadata().clone(),
        Default::default(),
    )
    .map_err(|e| unreadable(&e))?;
    let (geometry, stated) = match drawing {
        Drawing::Nothing => (None, true),
        Drawing::OfFile => geometry_column(path, options, &metadata).map(|(c, s)| (Some(c), s))?,
        Drawing::Column(name) => {
            let named = Options { geometry_column: Some(name.to_owned()), ..options.clone() };
            geometry_column(path, &named, &metadata).map(|(c, s)| (Some(c), s))?
        }
    };
    let mut wanted: Vec<&str> = columns.iter().map(String::as_str).collect();
    wanted.extend(geometry.as_deref());
    resolve(path, &names, &wanted, "")?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), wanted.iter().copied());
    let reader =
        builder.with_projection(mask).with_batch_size(BATCH).build().map_err(|e| unreadable(&e))?;
    let mut first = 1u64;
    for batch in reader {
        let batch = batch.map_err(|e| unreadable(&e))?;
        rows(path, &batch, first, columns, geometry.as_deref(), each)?;
        first += batch.num_rows() as u64;
    }
    Ok(stated)
}

fn rows(
    path: &Path,
    batch: &RecordBatch,
    first: u64,
    columns: &[String],
    geometry: Option<&str>,
    each: &mut Rows<'_>,
) -> Result<(), GeodataError> {
    let column = |name: &str| {
        batch
            .column_by_name(name)
            .ok_or_else(|| broken(path, &format!("column `{name}` was not read")))
    };
    let columns = columns
        .iter()
        .map(|name| Cells::new(path, name, column(name)?))
        .collect::<Result<Vec<_>, _>>()?;
    let shapes = match geometry {
        None => None,
        Some(name) => Some(cast(column(name)?, &DataType::LargeBinary).map_err(|_| {
            let place = Place::Column(name.to_owned());
            let kind = batch.schema().field_with_name(name).map(|f| f.data_type().to_string());
            let kind = kind.unwrap_or_default();
            GeodataError::source(
                path,
                place,
                format!("the column has the type {kind}"),
                "geometry must be WKB",
            )
        })?),
    };
    for at in 0..batch.num_rows() {
        let cells = columns.iter().map(|column| column.cell(at)).collect();
        let drawn = match shapes.as_ref().map(|shapes| shapes.as_binary::<i64>()) {
            Some(shapes) if shapes.is_valid(at) && !shapes.value(at).is_empty() => {
                shape(shapes.value(at))
            }
            _ => Drawn::Nothing,
        };
        let row = Row { place: Place::Feature(first + at as u64), cells, geometry: None };
        each(&row, drawn)?;
    }
    Ok(())
}

/// A geometry in WKB.
pub fn shape(bytes: &[u8]) -> Drawn {
    match wkb::reader::read_wkb(bytes) {
        Ok(shape) => match shape.try_to_geometry() {
            Some(shape) => Drawn::Shape(shape),
            None => Drawn::Nothing,
        },
        Err(error) => Drawn::Broken(format!("the WKB cannot be read: {error}")),
    }
}
