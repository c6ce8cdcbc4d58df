//! `application/vnd.apache.parquet`: GeoParquet 1.1, geometry as WKB, zstd.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use geoarrow_array::GeoArrowArray;
use geoarrow_array::array::from_arrow_array;
use geoarrow_array::cast::to_wkb;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::encoder::{Encoder, SharedBuffer};
use crate::error::QueryError;
use crate::geometry::is_geometry;
use crate::statement::Summary;

pub(super) struct Parquet {
    schema: SchemaRef,
    writer: Option<ArrowWriter<SharedBuffer>>,
    buffer: SharedBuffer,
}

impl Parquet {
    pub fn new(schema: &SchemaRef) -> Result<Self, QueryError> {
        let fields: Vec<Field> = schema.fields().iter().map(|field| stored(field)).collect();
        let stored = Arc::new(Schema::new(fields));
        let geometries: Vec<&str> = schema
            .fields()
            .iter()
            .filter(|field| is_geometry(field))
            .map(|field| field.name().as_str())
            .collect();
        let mut properties =
            WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()));
        if let Some(geo) = geo_metadata(&geometries) {
            properties =
                properties.set_key_value_metadata(Some(vec![KeyValue::new("geo".to_owned(), geo)]));
        }
        let buffer = SharedBuffer::default();
        let writer =
            ArrowWriter::try_new(buffer.clone(), Arc::clone(&stored), Some(properties.build()))
                .map_err(|error| QueryError::Unsupported {
                    message: format!("Parquet cannot hold a column: {error}"),
                })?;
        Ok(Self { schema: stored, writer: Some(writer), buffer })
    }
}

impl Encoder for Parquet {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), QueryError> {
        self.buffer.drain_into(out);
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), QueryError> {
        let given = batch.schema();
        let columns = given
            .fields()
            .iter()
            .zip(batch.columns())
            .map(
                |(field, array)| {
                    if is_geometry(field) { wkb(array, field) } else { Ok(Arc::clone(array)) }
                },
            )
            .collect::<Result<Vec<_>, _>>()?;
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map_err(QueryError::internal)?;
        if let Some(writer) = &mut self.writer {
            writer.write(&batch).map_err(QueryError::internal)?;
        }
        self.buffer.drain_into(out);
        Ok(())
    }

    fn finish(&mut self, _: Summary, out: &mut Vec<u8>) -> Result<(), QueryError> {
        if let Some(writer) = self.writer.take() {
            writer.close().map_err(QueryError::internal)?;
        }
        self.buffer.drain_into(out);
        Ok(())
    }
}

fn stored(field: &Field) -> Field {
    if is_geometry(field) {
        return Field::new(field.name(), DataType::Binary, field.is_nullable());
    }
    field.clone()
}

fn wkb(array: &ArrayRef, field: &Field) -> Result<ArrayRef, QueryError> {
    let geometries = from_arrow_array(array, field).map_err(QueryError::internal)?;
    Ok(to_wkb::<i32>(geometries.as_ref()).map_err(QueryError::internal)?.to_array_ref())
}

/// The `geo` metadata of GeoParquet; no CRS means OGC:CRS84.
fn geo_metadata(columns: &[&str]) -> Option<String> {
    let primary = columns.first()?;
    let column = serde_json::json!({ "encoding": "WKB", "geometry_types": [], "edges": "planar" });
    let columns: serde_json::Map<_, _> =
        columns.iter().map(|name| ((*name).to_owned(), column.clone())).collect();
    Some(
        serde_json::json!({ "version": "1.1.0", "primary_column": primary, "columns": columns })
            .to_string(),
    )
}
