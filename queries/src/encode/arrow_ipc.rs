//! `application/vnd.apache.arrow.stream`: the batches as they are, geometry as GeoArrow.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::ipc::writer::StreamWriter;

use super::encoder::{Encoder, SharedBuffer};
use crate::error::QueryError;
use crate::statement::Summary;

pub(super) struct ArrowIpc {
    writer: StreamWriter<SharedBuffer>,
    buffer: SharedBuffer,
}

impl ArrowIpc {
    pub fn new(schema: &SchemaRef) -> Result<Self, QueryError> {
        let buffer = SharedBuffer::default();
        let writer = StreamWriter::try_new(buffer.clone(), schema).map_err(QueryError::internal)?;
        Ok(Self { writer, buffer })
    }
}

impl Encoder for ArrowIpc {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), QueryError> {
        self.buffer.drain_into(out);
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), QueryError> {
        self.writer.write(batch).map_err(QueryError::internal)?;
        self.buffer.drain_into(out);
        Ok(())
    }

    fn finish(&mut self, _: Summary, out: &mut Vec<u8>) -> Result<(), QueryError> {
        self.writer.finish().map_err(QueryError::internal)?;
        self.buffer.drain_into(out);
        Ok(())
    }
}
