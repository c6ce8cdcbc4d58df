//! The tables that SQL sees, built once from a dataset.

mod areas;
mod catalog;
mod coverage;
mod memory;
mod plain;
mod query_log;
mod village_indicators;

use arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use geodata::Level;
use geodata::coverage::{Coverage, LEVELS};
use geodata::dataset::Dataset;
use geodata::values::{Values, When};

pub(crate) use catalog::{CATALOG, SCHEMA, read_only_catalog};
pub(crate) use memory::{TableMap, in_memory};
pub(crate) use query_log::{NAME as QUERY_LOG, QueryLog, QueryLogTable};

/// Everything that is read from the dataset itself.
pub(crate) struct Loaded {
    pub tables: TableMap,
    pub village_indicators: RecordBatch,
    pub with_imputed: RecordBatch,
}

/// Builds all tables of the dataset, without the system tables.
pub(crate) fn load(dataset: &Dataset, values: &Values, partitions: usize) -> Result<Loaded> {
    let mut tables = TableMap::new();
    for level in Level::ALL {
        let (schema, runs) = areas::batches(dataset, level)?;
        let table = memory::runs_in_memory(schema, &runs, partitions, Some("code"))?;
        tables.insert(level.plural().to_owned(), table);
    }
    for (name, batch) in plain::batches(dataset) {
        tables.insert(name.to_owned(), in_memory(batch, partitions, None)?);
    }
    let covered = Coverage::new(dataset).map_err(external)?;
    for level in LEVELS {
        let areas = covered.areas(values, level, When::Latest);
        let batch = coverage::batch(level, &areas)?;
        tables.insert(coverage::name(level), in_memory(batch, partitions, Some("code"))?);
    }
    let village_indicators = village_indicators::batch(dataset, values).map_err(external)?;
    let wide = in_memory(village_indicators.clone(), partitions, Some("code"))?;
    tables.insert("village_indicators".to_owned(), wide);
    let with_imputed =
        village_indicators::with_imputed(&village_indicators, values).map_err(external)?;
    let wide = in_memory(with_imputed.clone(), partitions, Some("code"))?;
    tables.insert("village_indicators_with_imputed".to_owned(), wide);
    Ok(Loaded { tables, village_indicators, with_imputed })
}

/// Whether a table has one row a village and one column an indicator.
pub(crate) fn is_wide(table: &str) -> bool {
    matches!(table, "village_indicators" | "village_indicators_with_imputed")
}

/// Whether a table follows from the others and could be asked of them in SQL.
pub(crate) fn is_view(table: &str) -> bool {
    LEVELS.into_iter().any(|level| coverage::name(level) == table)
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
