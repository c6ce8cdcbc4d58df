//! Tables as they stand in shared memory: an Arrow IPC stream for each, then a list of them, then the list's length.

use std::io::{self, Write};

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamDecoder;
use arrow::ipc::writer::{IpcWriteOptions, StreamWriter};
use bytes::Bytes;
use geoarrow_array::array::MultiPolygonArray;
use geodata::dataset::PolygonColumn;
use serde::{Deserialize, Serialize};

use super::apart::apart;
use super::memory::SharedMemory;

/// Where buffers begin: what Arrow asks for at most.
const ALIGNMENT: usize = 64;
/// Rows in one batch: the engine's own batch size, so that a scan need not cut.
const BATCH_ROWS: usize = 8192;

/// A table to be shared.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name in SQL.
    pub name: String,
    /// Its columns.
    pub schema: SchemaRef,
    /// Its rows, in runs.
    pub runs: Vec<RecordBatch>,
    /// A column that the rows are sorted by.
    pub sorted_by: Option<&'static str>,
}

/// A table in shared memory.
#[derive(Debug)]
pub(crate) struct SharedTable {
    pub name: String,
    pub schema: SchemaRef,
    /// Batches of at most 8192 rows, each with buffers of its own, so that what a statement holds of a table is
    /// counted with its own size.
    pub batches: Vec<RecordBatch>,
    pub sorted_by: Option<String>,
}

/// A line of the list.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    name: String,
    start: usize,
    end: usize,
    sorted_by: Option<String>,
}

/// Writes the tables into memory that others can map.
///
/// # Errors
/// When there is not enough memory.
pub(crate) fn write(tables: &[Table]) -> io::Result<SharedMemory> {
    SharedMemory::fill(|out| {
        let mut out = Counting { out, written: 0 };
        let mut places = Vec::new();
        for table in tables {
            let start = out.align()?;
            stream(&mut out, table).map_err(io::Error::other)?;
            let sorted_by = table.sorted_by.map(str::to_owned);
            places.push(Place { name: table.name.clone(), start, end: out.written, sorted_by });
        }
        let list = serde_json::to_vec(&places)?;
        out.write_all(&list)?;
        out.write_all(&(list.len() as u64).to_le_bytes())
    })
}

fn stream(out: &mut impl Write, table: &Table) -> Result<(), ArrowError> {
    let options = IpcWriteOptions::try_new(ALIGNMENT, false, arrow::ipc::MetadataVersion::V5)?;
    let mut writer = StreamWriter::try_new_with_options(out, &table.schema, options)?;
    for run in &table.runs {
        for start in (0..run.num_rows()).step_by(BATCH_ROWS) {
            writer.write(&run.slice(start, BATCH_ROWS.min(run.num_rows() - start)))?;
        }
    }
    writer.finish()
}

/// The tables in shared memory; nothing is copied.
///
/// # Errors
/// When the memory does not hold what [`write`] writes.
pub(crate) fn read(memory: &SharedMemory) -> Result<Vec<SharedTable>, ArrowError> {
    let bytes = memory.bytes();
    places(bytes)?.into_iter().map(|place| table(bytes, place)).collect()
}

/// The last column of a table as polygons.
///
/// # Errors
/// When there is no such table, or its last column is something else.
pub(crate) fn polygons(
    memory: &SharedMemory,
    name: &str,
) -> Result<Vec<PolygonColumn>, ArrowError> {
    let wrong = || ArrowError::IpcError(format!("the table {name} has no polygons"));
    let bytes = memory.bytes();
    let place = places(bytes)?.into_iter().find(|place| place.name == name).ok_or_else(wrong)?;
    let table = table(bytes, place)?;
    let field = table.schema.fields().last().cloned().ok_or_else(wrong)?;
    let column = |batch: &RecordBatch| {
        let column = batch.columns().last().ok_or_else(wrong)?;
        let polygons = MultiPolygonArray::try_from((column.as_ref(), field.as_ref()));
        Ok(PolygonColumn::from(
            polygons.map_err(|error| ArrowError::from_external_error(Box::new(error)))?,
        ))
    };
    table.batches.iter().map(column).collect()
}

fn places(bytes: &Bytes) -> Result<Vec<Place>, ArrowError> {
    let wrong = || ArrowError::IpcError("the list of shared tables is broken".to_owned());
    let (rest, length) = bytes.split_last_chunk::<8>().ok_or_else(wrong)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| wrong())?;
    let start = rest.len().checked_sub(length).ok_or_else(wrong)?;
    let list = rest.get(start..).ok_or_else(wrong)?;
    serde_json::from_slice(list).map_err(|_| wrong())
}

fn table(bytes: &Bytes, place: Place) -> Result<SharedTable, ArrowError> {
    if place.start > place.end || place.end > bytes.len() {
        return Err(ArrowError::IpcError(format!("the place of table {} is broken", place.name)));
    }
    let mut rest = Buffer::from(bytes.slice(place.start..place.end));
    let mut decoder = StreamDecoder::new().with_require_alignment(true);
    let mut batches = Vec::new();
    while let Some(batch) = decoder.decode(&mut rest)? {
        batches.push(apart(&batch, bytes)?);
    }
    let schema = decoder.schema().ok_or_else(|| {
        ArrowError::IpcError(format!("table {} has no columns in shared memory", place.name))
    })?;
    Ok(SharedTable { name: place.name, schema, batches, sorted_by: place.sorted_by })
}

/// Knows how much was written.
struct Counting<W> {
    out: W,
    written: usize,
}

impl<W: Write> Counting<W> {
    /// Writes zeros up to the next place where a buffer may begin, which is given back.
    fn align(&mut self) -> io::Result<usize> {
        let gap = self.written.next_multiple_of(ALIGNMENT) - self.written;
        self.write_all(&[0; ALIGNMENT][..gap])?;
        Ok(self.written)
    }
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.written += written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
