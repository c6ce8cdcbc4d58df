//! Answers as bytes, while they come: JSON, CSV, Arrow, Parquet, GeoJSON, FlatGeobuf and XLSX. All hold the same rows.

mod arrow_ipc;
mod csv;
mod encoder;
mod flatgeobuf;
mod geojson;
mod json;
mod parquet;
mod value;
mod xlsx;

use std::str::FromStr;
use std::sync::Arc;

use ::arrow::array::RecordBatch;
use ::arrow::datatypes::SchemaRef;
use bytes::Bytes;
use futures::{Stream, StreamExt};

use self::encoder::Encoder;
use crate::engine::QueryEngine;
use crate::error::QueryError;
use crate::executor::{Pipe, PipeSender};
use crate::statement::{Course, QueryStream, Reader, Summary};

/// A format of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Objects with a heading and a trailer.
    Json,
    /// RFC 4180 with a heading; geometry as WKT.
    Csv,
    /// An Arrow IPC stream; geometry as GeoArrow.
    Arrow,
    /// A GeoParquet file; geometry as WKB.
    Parquet,
    /// A FeatureCollection of the first geometry column.
    GeoJson,
    /// A FlatGeobuf file of the first geometry column.
    FlatGeobuf,
    /// A workbook; geometry as WKT.
    Xlsx,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 7] = [
        Self::Json,
        Self::Csv,
        Self::Arrow,
        Self::Parquet,
        Self::GeoJson,
        Self::FlatGeobuf,
        Self::Xlsx,
    ];

    /// The name in `?format=` and `--format`, also the extension of a file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Arrow => "arrow",
            Self::Parquet => "parquet",
            Self::GeoJson => "geojson",
            Self::FlatGeobuf => "fgb",
            Self::Xlsx => "xlsx",
        }
    }

    /// Whether an answer without a limit has its first rows only: JSON is for pages of rows, and says itself that there
    /// are more. The others are files, and who opens a file does not look for that.
    pub const fn is_paged(self) -> bool {
        matches!(self, Self::Json)
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Arrow => "application/vnd.apache.arrow.stream",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::GeoJson => "application/geo+json",
            Self::FlatGeobuf => "application/flatgeobuf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

impl FromStr for Format {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or_else(|| {
            QueryError::parameter(
                "format",
                format!(
                    "`{text}` is not known; use json, csv, arrow, parquet, geojson, fgb or xlsx"
                ),
            )
        })
    }
}

fn encoder(
    format: Format,
    schema: &SchemaRef,
    dataset_version: &str,
) -> Result<Box<dyn Encoder>, QueryError> {
    Ok(match format {
        Format::Json => Box::new(json::Json::new(schema, dataset_version)),
        Format::Csv => Box::new(csv::Csv::new(schema)),
        Format::Arrow => Box::new(arrow_ipc::ArrowIpc::new(schema)?),
        Format::Parquet => Box::new(parquet::Parquet::new(schema)?),
        Format::GeoJson => Box::new(geojson::GeoJson::new(schema, dataset_version)?),
        Format::FlatGeobuf => Box::new(flatgeobuf::FlatGeobuf::new(schema)?),
        Format::Xlsx => Box::new(xlsx::Xlsx::new(schema, dataset_version)?),
    })
}

/// The bytes of an answer as they are made. Dropping it ends the query.
#[derive(Debug)]
pub struct ByteStream {
    chunks: Pipe<Bytes>,
    course: Arc<Course>,
}

impl ByteStream {
    /// The next piece; `None` at the end.
    pub async fn next_chunk(&mut self) -> Option<Result<Bytes, QueryError>> {
        self.chunks.next().await
    }

    /// The numbers so far; final once the stream has ended.
    pub fn summary(&self) -> Summary {
        self.course.summary()
    }

    /// Everything at once, for small answers and tests.
    ///
    /// # Errors
    /// Any error of the query or of the format.
    pub async fn collect(mut self) -> Result<Vec<u8>, QueryError> {
        let mut all = Vec::new();
        while let Some(chunk) = self.next_chunk().await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all)
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, QueryError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.chunks.poll_next_unpin(context)
    }
}

impl QueryEngine {
    /// Encodes an answer on the engine's own threads.
    ///
    /// # Errors
    /// When the columns cannot be written in `format`. Errors of later rows come through the stream:
    /// whoever sends it on must break the connection off then, so that nobody takes half for all.
    pub fn encode(
        &self,
        answer: QueryStream,
        format: Format,
        dataset_version: &str,
    ) -> Result<ByteStream, QueryError> {
        let schema = answer.schema();
        let (batches, reader) = answer.into_parts();
        let encoder =
            encoder(format, &schema, dataset_version).map_err(|error| reader.failed(error))?;
        let course = Arc::clone(reader.course());
        let chunks = self.executor().pipe(AHEAD, |sender| pump(batches, reader, encoder, sender));
        Ok(ByteStream { chunks, course })
    }
}

/// Bytes of a piece at least, but of the last.
pub const CHUNK: usize = 64 * 1024;

/// Pieces that may wait for a slow reader.
const AHEAD: usize = 2;

async fn pump(
    batches: Pipe<RecordBatch>,
    reader: Reader,
    encoder: Box<dyn Encoder>,
    sender: PipeSender<Bytes>,
) {
    let end = match write(batches, &reader, encoder, &sender).await {
        Ok(()) => {
            reader.finish();
            Ok(None)
        }
        Err(error) => Err(reader.failed(error)),
    };
    // Nobody listens any more when sending fails.
    drop(sender.send(end).await);
}

async fn write(
    mut batches: Pipe<RecordBatch>,
    reader: &Reader,
    mut encoder: Box<dyn Encoder>,
    sender: &PipeSender<Bytes>,
) -> Result<(), QueryError> {
    let mut out = Vec::new();
    encoder.start(&mut out)?;
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        // Rows with large geometries would make large pieces; small slices keep memory flat.
        for start in (0..batch.num_rows()).step_by(1024) {
            encoder.batch(&batch.slice(start, 1024.min(batch.num_rows() - start)), &mut out)?;
            if out.len() >= CHUNK {
                send(&mut out, sender).await?;
            }
        }
    }
    encoder.finish(reader.course().summary(), &mut out)?;
    send(&mut out, sender).await
}

async fn send(out: &mut Vec<u8>, sender: &PipeSender<Bytes>) -> Result<(), QueryError> {
    let bytes = Bytes::from(std::mem::take(out));
    sender.send(Ok(Some(bytes))).await.map_err(|_gone| QueryError::Cancelled)
}
