//! Shared tables as the engine scans them, cut so that scans use all cores.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::prelude::col;

use crate::shared::SharedTable;

/// Tables by name.
pub(crate) type TableMap = BTreeMap<String, Arc<dyn TableProvider>>;

/// The tables by name, each of `partitions` parts that are runs of whole batches. What is sorted is said, so that no
/// query sorts it again.
pub(crate) fn providers(tables: Vec<SharedTable>, partitions: usize) -> Result<TableMap> {
    let provider = |table: SharedTable| Ok((table.name.clone(), provider(table, partitions)?));
    tables.into_iter().map(provider).collect()
}

fn provider(table: SharedTable, partitions: usize) -> Result<Arc<dyn TableProvider>> {
    let each = table.batches.len().div_ceil(partitions.max(1)).max(1);
    let mut parts: Vec<Vec<RecordBatch>> =
        table.batches.chunks(each).map(<[RecordBatch]>::to_vec).collect();
    if parts.is_empty() {
        parts.push(Vec::new());
    }
    let provider = MemTable::try_new(table.schema, parts)?;
    Ok(Arc::new(match table.sorted_by {
        Some(column) => provider.with_sort_order(vec![vec![col(column).sort(true, false)]]),
        None => provider,
    }))
}

/// The rows of a table in memory, in order; `None` for other tables.
pub(crate) fn held_batches(table: &dyn TableProvider) -> Option<Vec<RecordBatch>> {
    let table = table.downcast_ref::<MemTable>()?;
    // Nobody writes to these tables, so the lock is free.
    let parts = table.batches.iter().map(|part| part.try_read().ok().map(|part| part.clone()));
    Some(parts.collect::<Option<Vec<_>>>()?.concat())
}
