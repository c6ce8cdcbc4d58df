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

use crate::shared::Table;

pub(crate) use catalog::{CATALOG, SCHEMA, read_only_catalog};
pub(crate) use memory::{TableMap, providers};
pub(crate) use query_log::{LoggedQuery, NAME as QUERY_LOG, QueryLog, QueryLogTable, is_read_by};

/// Everything that is read from the dataset itself.
pub(crate) struct Loaded {
    pub tables: Vec<Table>,
    pub village_indicators: RecordBatch,
    pub with_imputed: RecordBatch,
    pub of_three_years: RecordBatch,
}

/// Builds all tables of the dataset, without the system tables.
pub(crate) fn load(dataset: &Dataset, values: &Values) -> Result<Loaded> {
    let mut tables = Vec::new();
    let mut add = |name: &str, batch: &RecordBatch, sorted_by| {
        let (name, schema, runs) = (name.to_owned(), batch.schema(), vec![batch.clone()]);
        tables.push(Table { name, schema, runs, sorted_by });
    };
    for (name, batch) in plain::batches(dataset) {
        add(name, &batch, None);
    }
    let covered = Coverage::new(dataset).map_err(external)?;
    for level in LEVELS {
        let areas = covered.areas(values, level, When::Latest);
        add(&coverage::name(level), &coverage::batch(level, &areas)?, Some("code"));
    }
    let village_indicators = village_indicators::batch(dataset, values).map_err(external)?;
    add("village_indicators", &village_indicators, Some("code"));
    let with_imputed =
        village_indicators::with_imputed(&village_indicators, values).map_err(external)?;
    add("village_indicators_with_imputed", &with_imputed, Some("code"));
    let of_three_years =
        village_indicators::of_three_years(&village_indicators, values).map_err(external)?;
    add("village_indicators_of_three_years", &of_three_years, Some("code"));
    for level in Level::ALL {
        let (schema, runs) = areas::batches(dataset, level)?;
        let name = level.plural().to_owned();
        tables.push(Table { name, schema, runs, sorted_by: Some("code") });
    }
    Ok(Loaded { tables, village_indicators, with_imputed, of_three_years })
}

/// Whether a table has one row a village and one column an indicator.
pub(crate) fn is_wide(table: &str) -> bool {
    matches!(
        table,
        "village_indicators"
            | "village_indicators_with_imputed"
            | "village_indicators_of_three_years"
    )
}

/// Whether a table follows from the others and could be asked of them in SQL.
pub(crate) fn is_view(table: &str) -> bool {
    LEVELS.into_iter().any(|level| coverage::name(level) == table)
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
