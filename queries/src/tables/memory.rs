//! Tables in memory, cut so that scans use all cores.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::prelude::col;

/// Tables by name.
pub(crate) type TableMap = BTreeMap<String, Arc<dyn TableProvider>>;

/// Rows in one batch, the engine's own batch size.
const BATCH_ROWS: usize = 8192;

/// Registers `batch` as a table of `partitions` parts, each a run of whole batches.
/// `sorted_by` names a column that the rows are sorted by, so that no query sorts them again.
pub(crate) fn in_memory(
    batch: RecordBatch,
    partitions: usize,
    sorted_by: Option<&str>,
) -> Result<Arc<dyn TableProvider>> {
    runs_in_memory(batch.schema(), &[batch], partitions, sorted_by)
}

/// As [`in_memory`], of rows that stand in several batches, one behind the other.
pub(super) fn runs_in_memory(
    schema: SchemaRef,
    rows: &[RecordBatch],
    partitions: usize,
    sorted_by: Option<&str>,
) -> Result<Arc<dyn TableProvider>> {
    let cut = |batch: &RecordBatch| {
        let (batch, rows) = (batch.clone(), batch.num_rows());
        let starts = (0..rows).step_by(BATCH_ROWS);
        starts.map(move |start| batch.slice(start, BATCH_ROWS.min(rows - start)))
    };
    let batches: Vec<RecordBatch> = rows.iter().flat_map(cut).collect();
    let each = batches.len().div_ceil(partitions.max(1)).max(1);
    let mut parts: Vec<Vec<RecordBatch>> =
        batches.chunks(each).map(<[RecordBatch]>::to_vec).collect();
    if parts.is_empty() {
        parts.push(Vec::new());
    }
    let table = MemTable::try_new(schema, parts)?;
    Ok(Arc::new(match sorted_by {
        Some(column) => table.with_sort_order(vec![vec![col(column).sort(true, false)]]),
        None => table,
    }))
}
