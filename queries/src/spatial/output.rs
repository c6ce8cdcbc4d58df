//! Rows of the answer from rows of the two inputs.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, RecordBatch, RecordBatchOptions, UInt32Array, new_null_array,
};
use arrow::compute::{interleave, take};
use arrow::datatypes::SchemaRef;
use datafusion::common::JoinSide;
use datafusion::error::Result;
use datafusion::physical_plan::joins::utils::ColumnIndex;

use super::build::Built;
use super::width;

/// A batch is cut before it takes more than this, in bytes; a single row may.
const BATCH_BYTES: usize = 16 * 1024 * 1024;

/// Which columns there are, and where they come from.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub schema: SchemaRef,
    pub columns: Vec<ColumnIndex>,
    /// The input that is held.
    pub build: JoinSide,
}

/// The rows that the columns of one input are taken from; `None` makes them NULL.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub build: Option<&'a [u32]>,
    pub probe: Option<(&'a RecordBatch, &'a [u32])>,
    pub marks: Option<&'a [bool]>,
    pub count: usize,
}

impl Rows<'_> {
    /// The rows `start` to `start + count`.
    fn part(&self, start: usize, count: usize) -> Rows<'_> {
        fn cut<T>(all: &[T], start: usize, count: usize) -> &[T] {
            all.get(start..start + count).unwrap_or(&[])
        }
        Rows {
            build: self.build.map(|rows| cut(rows, start, count)),
            probe: self.probe.map(|(batch, rows)| (batch, cut(rows, start, count))),
            marks: self.marks.map(|marks| cut(marks, start, count)),
            count,
        }
    }
}

impl Layout {
    /// The rows as batches of at most `most` rows.
    pub fn batches(&self, built: &Built, rows: &Rows<'_>, most: usize) -> Result<Vec<RecordBatch>> {
        let mut batches = Vec::new();
        let mut start = 0;
        while start < rows.count {
            let count = self.fitting(built, &rows.part(start, most.clamp(1, rows.count - start)));
            batches.push(self.batch(built, &rows.part(start, count))?);
            start += count;
        }
        Ok(batches)
    }

    /// How many of the first rows fit into a batch; at least one.
    fn fitting(&self, built: &Built, rows: &Rows<'_>) -> usize {
        let wide = |column: &&ColumnIndex| {
            let array = self.some_array(column, built, rows);
            array.is_some_and(|array| width::varies(array.data_type()))
        };
        let wide: Vec<&ColumnIndex> = self.columns.iter().filter(wide).collect();
        if wide.is_empty() {
            return rows.count;
        }
        let mut bytes = 0usize;
        for row in 0..rows.count {
            let of = |column: &&ColumnIndex| self.row_bytes(column, built, rows, row);
            bytes = bytes.saturating_add(wide.iter().map(of).sum());
            if bytes > BATCH_BYTES {
                return row.max(1);
            }
        }
        rows.count
    }

    /// An array of the column, for its type.
    fn some_array<'a>(
        &self,
        column: &ColumnIndex,
        built: &'a Built,
        rows: &Rows<'a>,
    ) -> Option<&'a ArrayRef> {
        if column.side == JoinSide::None {
            return None;
        }
        if column.side == self.build {
            rows.build?;
            return built.batches.first()?.columns().get(column.index);
        }
        rows.probe?.0.columns().get(column.index)
    }

    fn row_bytes(&self, column: &ColumnIndex, built: &Built, rows: &Rows<'_>, row: usize) -> usize {
        let found = if column.side == self.build {
            rows.build.and_then(|ids| {
                let (batch, row) = built.place(*ids.get(row)?);
                Some((built.batches.get(batch)?.columns().get(column.index)?, row))
            })
        } else {
            rows.probe.and_then(|(batch, ids)| {
                Some((batch.columns().get(column.index)?, *ids.get(row)? as usize))
            })
        };
        found.map_or(0, |(array, row)| width::bytes(array.as_ref(), row, 1))
    }

    fn batch(&self, built: &Built, rows: &Rows<'_>) -> Result<RecordBatch> {
        let probe = rows
            .probe
            .map(|(batch, ids)| (batch, UInt32Array::from_iter_values(ids.iter().copied())));
        let places: Vec<(usize, usize)> =
            rows.build.unwrap_or(&[]).iter().map(|id| built.place(*id)).collect();
        let single = UInt32Array::from_iter_values(places.iter().map(|(_, row)| *row as u32));
        let columns = self.columns.iter().zip(self.schema.fields()).map(|(column, field)| {
            let none = || new_null_array(field.data_type(), rows.count);
            if column.side == JoinSide::None {
                let marks = rows.marks.unwrap_or(&[]);
                return Ok(Arc::new(BooleanArray::from(marks.to_vec())) as ArrayRef);
            }
            if column.side != self.build {
                return Ok(match &probe {
                    Some((batch, ids)) => take(batch.column(column.index), ids, None)?,
                    None => none(),
                });
            }
            Ok(match (rows.build, built.batches.as_slice()) {
                (None, _) | (_, []) => none(),
                (Some(_), [only]) => take(only.column(column.index), &single, None)?,
                (Some(_), many) => {
                    let arrays: Vec<&dyn Array> =
                        many.iter().map(|batch| batch.column(column.index).as_ref()).collect();
                    interleave(&arrays, &places)?
                }
            })
        });
        let columns = columns.collect::<Result<Vec<ArrayRef>>>()?;
        let count = RecordBatchOptions::new().with_row_count(Some(rows.count));
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &count)?)
    }
}
