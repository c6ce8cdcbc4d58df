//! What every format does with rows, and a buffer for writers that want to own theirs.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use ::arrow::array::RecordBatch;
use ::arrow::datatypes::SchemaRef;

use crate::error::QueryError;
use crate::geometry::is_geometry;
use crate::statement::Summary;

/// Turns batches into bytes. What is written goes to the end of `out`.
pub(super) trait Encoder: Send {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), QueryError>;
    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), QueryError>;
    fn finish(&mut self, summary: Summary, out: &mut Vec<u8>) -> Result<(), QueryError>;
}

/// The place of the first geometry column, which is that of the features.
pub(super) fn first_geometry(schema: &SchemaRef) -> Result<usize, QueryError> {
    let place = schema.fields().iter().position(|field| is_geometry(field));
    place.ok_or(QueryError::NoGeometry)
}

/// A writer whose bytes can be taken out while it is in use.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedBuffer {
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl SharedBuffer {
    pub fn drain_into(&self, out: &mut Vec<u8>) {
        out.append(&mut self.bytes.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Write for SharedBuffer {
    fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
