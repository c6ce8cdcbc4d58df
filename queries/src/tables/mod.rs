//! The tables that SQL sees, built once from a dataset.

mod areas;
mod catalog;
mod memory;
mod plain;
mod query_log;
mod views;
mod village_indicators;

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::error::{DataFusionError, Result};
use geodata::Level;
use geodata::dataset::Dataset;

pub(crate) use catalog::{CATALOG, SCHEMA, read_only_catalog};
pub(crate) use memory::in_memory;
pub(crate) use query_log::QueryLogTable;
pub use query_log::{LoggedQuery, QueryLog};
pub(crate) use views::VIEWS;

/// Tables by name.
pub(crate) type TableMap = BTreeMap<String, Arc<dyn TableProvider>>;

/// Everything that is read from the dataset itself.
pub(crate) struct Loaded {
    pub tables: TableMap,
    pub village_indicators: RecordBatch,
}

/// Builds all tables of the dataset, without the views and the system tables.
pub(crate) fn load(dataset: &Dataset, partitions: usize) -> Result<Loaded> {
    let mut tables = TableMap::new();
    for level in Level::ALL {
        let batch = areas::batch(level, dataset.areas(level))?;
        tables.insert(level.plural().to_owned(), in_memory(batch, partitions, Some("code"))?);
    }
    for (name, batch) in plain::batches(dataset) {
        tables.insert(name.to_owned(), in_memory(batch, partitions, None)?);
    }
    let village_indicators = village_indicators::batch(dataset).map_err(external)?;
    let wide = in_memory(village_indicators.clone(), partitions, Some("code"))?;
    tables.insert("village_indicators".to_owned(), wide);
    Ok(Loaded { tables, village_indicators })
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
