//! Writes the file of a table from its sorted rows.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use serde_json::json;

use super::model::{GEOMETRY, Located, OwnTable};
use crate::error::GeodataError;

/// Rows of a row group: what is read at least where any row of it is asked for.
const ROW_GROUP: usize = 32_768;

/// A file that is being written.
pub struct TableWriter {
    path: PathBuf,
    schema: SchemaRef,
    writer: ArrowWriter<File>,
}

impl TableWriter {
    /// Begins the file of `table` in the directory `dir`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn create(table: &OwnTable, dir: &Path) -> Result<Self, GeodataError> {
        let path = dir.join(table.file());
        let geo = (table.located == Located::Shapes)
            .then(|| vec![KeyValue::new("geo".to_owned(), geo_metadata())]);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).unwrap_or_default()))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            // Bounds of row groups are what scans look at; those of pages would only be carried along.
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_created_by("desmigratif".to_owned())
            .set_key_value_metadata(geo)
            .build();
        let file = File::create(&path).map_err(GeodataError::io(&path))?;
        let schema = table.stored();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
            .map_err(refused(&path))?;
        Ok(Self { path, schema, writer })
    }

    /// Writes rows: the columns of the file behind the key that they were sorted by.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&mut self, sorted: &RecordBatch) -> Result<(), GeodataError> {
        let columns = sorted.columns().get(1..).unwrap_or_default().to_vec();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        self.writer.write(&batch).map_err(refused(&self.path))
    }

    /// Ends the file, and waits until the disk has it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self) -> Result<(), GeodataError> {
        let file = self.writer.into_inner().map_err(refused(&self.path))?;
        file.sync_all().map_err(GeodataError::io(&self.path))
    }
}

fn refused(path: &Path) -> impl Fn(ParquetError) -> GeodataError + '_ {
    move |e| GeodataError::dataset(path, format!("could not be written: {e}"), "see the reason")
}

/// GeoParquet 1.1 with a bounding box for each row.
fn geo_metadata() -> String {
    let side = |name: &str| json!(["bbox", name]);
    let covering = json!({ "bbox": { "xmin": side("xmin"), "ymin": side("ymin"), "xmax": side("xmax"), "ymax": side("ymax") } });
    let column = json!({ "encoding": "WKB", "geometry_types": [], "covering": covering });
    json!({ "version": "1.1.0", "primary_column": GEOMETRY, "columns": { GEOMETRY: column } })
        .to_string()
}
