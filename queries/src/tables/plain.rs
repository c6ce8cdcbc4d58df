//! The tables that SQL sees as the dataset holds them.

use arrow::array::RecordBatch;
use geodata::dataset::{Dataset, PLAIN_TABLES, REGISTRY_TABLES};

/// Every plain table under its SQL name.
pub(super) fn batches(dataset: &Dataset) -> impl Iterator<Item = (&'static str, RecordBatch)> {
    PLAIN_TABLES.into_iter().chain(REGISTRY_TABLES).filter_map(|name| {
        let sql_name = if name == "join_report" { "system_join_report" } else { name };
        Some((sql_name, dataset.table(name)?.clone()))
    })
}
