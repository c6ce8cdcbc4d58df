//! The tables that SQL sees, built once from a dataset.

mod areas;
mod catalog;
mod coverage;
mod memory;
mod plain;
mod query_log;
mod village_indicators;
mod villages;

use std::collections::BTreeSet;

use arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use geodata::Level;
use geodata::coverage::{Coverage, LEVELS};
use geodata::dataset::Dataset;
use geodata::values::{Values, When};

use crate::shared::Table;

pub(crate) use catalog::{CATALOG, SCHEMA, read_only_catalog};
pub(crate) use memory::{TableMap, held_batches, providers};
pub(crate) use query_log::{
    Asker, Ended, LoggedQuery, NAME as QUERY_LOG, QueryLog, QueryLogTable, is_read_by,
};
pub use villages::VillageTable;

/// One row a village, one column an indicator.
pub(crate) const VILLAGE_INDICATORS: &str = "village_indicators";
/// The same, where imputed figures stand for those that nobody published.
pub(crate) const WITH_IMPUTED: &str = "village_indicators_with_imputed";
/// The same, with means of three years.
pub(crate) const OF_THREE_YEARS: &str = "village_indicators_of_three_years";

/// Everything that is read from the dataset itself.
pub(crate) struct Loaded {
    pub tables: Vec<Table>,
    /// Columns of [`OF_THREE_YEARS`] that are means.
    pub means: BTreeSet<String>,
}

/// Builds all tables of the dataset, without the system tables.
pub(crate) fn load(dataset: &Dataset, values: &Values) -> Result<Loaded> {
    let mut tables = Vec::new();
    let mut add = |name: &str, batch: RecordBatch, sorted_by, like: Option<&str>| {
        let (name, schema, like) = (name.to_owned(), batch.schema(), like.map(str::to_owned));
        // A batch without a column would have to say how many rows that are.
        let runs = if schema.fields().is_empty() { Vec::new() } else { vec![batch] };
        tables.push(Table { name, schema, runs, sorted_by, like });
    };
    for (name, batch) in plain::batches(dataset) {
        add(name, batch, None, None);
    }
    let covered = Coverage::new(dataset, values).map_err(external)?;
    for level in LEVELS {
        let areas = covered.areas(values, level, When::Latest);
        add(&coverage::name(level), coverage::batch(level, &areas)?, Some("code"), None);
    }
    add(coverage::ROUNDS, coverage::rounds(&covered)?, None, None);
    add(coverage::PILLARS, coverage::pillars(&covered)?, None, None);
    let published = village_indicators::batch(dataset, values).map_err(external)?;
    let columns = published.schema();
    add(VILLAGE_INDICATORS, published, Some("code"), None);
    let imputed = village_indicators::with_imputed(&columns, values).map_err(external)?;
    add(WITH_IMPUTED, imputed, Some("code"), Some(VILLAGE_INDICATORS));
    let means = village_indicators::of_three_years(&columns, values).map_err(external)?;
    let names = means.schema().fields().iter().map(|field| field.name().clone()).collect();
    add(OF_THREE_YEARS, means, Some("code"), Some(VILLAGE_INDICATORS));
    for level in Level::ALL {
        let (schema, runs) = areas::batches(dataset, level)?;
        let name = level.plural().to_owned();
        tables.push(Table { name, schema, runs, sorted_by: Some("code"), like: None });
    }
    Ok(Loaded { tables, means: names })
}

/// Whether a table has one row a village and one column an indicator.
pub(crate) fn is_wide(table: &str) -> bool {
    matches!(table, VILLAGE_INDICATORS | WITH_IMPUTED | OF_THREE_YEARS)
}

/// Whether a table follows from the others and could be asked of them in SQL.
pub(crate) fn is_view(table: &str) -> bool {
    matches!(table, coverage::ROUNDS | coverage::PILLARS)
        || LEVELS.into_iter().any(|level| coverage::name(level) == table)
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
