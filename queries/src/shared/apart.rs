//! Batches whose buffers each know their own size.
//!
//! A decoded batch has buffers that are parts of one large one, and Arrow says of each that it takes what the whole
//! takes. The engine counts by that, and a statement that keeps one column of a village would be charged the country.

use arrow::array::{ArrayData, RecordBatch, make_array};
use arrow::buffer::Buffer;
use arrow::error::ArrowError;
use bytes::Bytes;

/// The same batch over the same memory, of which every buffer is an owner of its own.
pub(super) fn apart(batch: &RecordBatch, memory: &Bytes) -> Result<RecordBatch, ArrowError> {
    let columns = batch
        .columns()
        .iter()
        .map(|column| Ok(make_array(data_apart(column.to_data(), memory)?)))
        .collect::<Result<Vec<_>, ArrowError>>()?;
    RecordBatch::try_new(batch.schema(), columns)
}

fn data_apart(data: ArrayData, memory: &Bytes) -> Result<ArrayData, ArrowError> {
    let buffers = data.buffers().iter().map(|buffer| buffer_apart(buffer, memory)).collect();
    let children = data
        .child_data()
        .iter()
        .map(|child| data_apart(child.clone(), memory))
        .collect::<Result<Vec<_>, _>>()?;
    let nulls = data.nulls().map(|nulls| {
        let bits = buffer_apart(nulls.buffer(), memory);
        arrow::buffer::NullBuffer::new(arrow::buffer::BooleanBuffer::new(
            bits,
            nulls.offset(),
            nulls.len(),
        ))
    });
    data.into_builder().buffers(buffers).child_data(children).nulls(nulls).build()
}

/// A buffer that lies in `memory` as a slice of it; any other as it is.
fn buffer_apart(buffer: &Buffer, memory: &Bytes) -> Buffer {
    let base = memory.as_ptr().addr();
    let start = buffer.as_ptr().addr().checked_sub(base);
    let range = start.and_then(|start| Some(start..start.checked_add(buffer.len())?));
    match range {
        Some(range) if range.end <= memory.len() => Buffer::from(memory.slice(range)),
        _ => buffer.clone(),
    }
}
