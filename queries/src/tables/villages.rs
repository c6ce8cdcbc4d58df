//! A table of villages for those who compute on columns themselves.

use std::collections::BTreeSet;

use arrow::array::{Array, AsArray, Float64Array, RecordBatch, StringArray};
use arrow::compute::concat;
use arrow::datatypes::Float64Type;

use crate::shared::SharedTable;

/// One row a village, in order of code, one column an indicator, where worker processes read it too: nothing of it stands
/// in memory again.
#[derive(Debug)]
pub struct VillageTable {
    batches: Vec<RecordBatch>,
    means: BTreeSet<String>,
}

impl VillageTable {
    /// The table in shared memory; `means` are those of its columns that are means of years.
    pub(crate) fn new(table: &SharedTable, means: BTreeSet<String>) -> Self {
        Self { batches: table.batches.clone(), means }
    }

    /// How many villages there are.
    pub fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// A copy of a column of numbers; `None` when there is no such column.
    pub fn numbers(&self, name: &str) -> Option<Float64Array> {
        Some(self.whole(name)?.as_primitive_opt::<Float64Type>()?.clone())
    }

    /// A copy of a column of texts; `None` when there is no such column.
    pub fn texts(&self, name: &str) -> Option<StringArray> {
        Some(self.whole(name)?.as_string_opt::<i32>()?.clone())
    }

    /// Whether a column is of means of years.
    pub fn is_mean(&self, name: &str) -> bool {
        self.means.contains(name)
    }

    fn whole(&self, name: &str) -> Option<arrow::array::ArrayRef> {
        let parts = self.batches.iter().map(|batch| batch.column_by_name(name));
        let parts = parts.collect::<Option<Vec<_>>>()?;
        let parts: Vec<&dyn Array> = parts.into_iter().map(AsRef::as_ref).collect();
        concat(&parts).ok()
    }
}
