//! `village_indicators`: one row a village, one column an indicator, its latest value there.
//!
//! Rankings and tiles read this table a thousand times, so it is made once. Which value a village has
//! is decided in [`geodata::values`]; `indicator_values` says of which year each one is.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{BooleanArray, Float64Array, RecordBatch};
use arrow::datatypes::{DataType, Field};
use geodata::dataset::Dataset;
use geodata::values::{Values, When};
use geodata::{AreaCode, GeodataError, Level};

use super::areas::{Column, identity, place, table};
use crate::error::QueryError;

/// Builds the table.
pub(super) fn batch(dataset: &Dataset, values: &Values) -> Result<RecordBatch, QueryError> {
    let villages = dataset.areas(Level::Village);
    let designated: HashSet<AreaCode> = designated(dataset)?;
    let mut columns = identity(Level::Village, villages);
    columns.extend(place(villages));
    let flags: BooleanArray =
        villages.iter().map(|village| Some(designated.contains(&village.code))).collect();
    columns.push((Arc::new(Field::new("designated", DataType::Boolean, false)), Arc::new(flags)));

    for indicator in values.indicators() {
        let Some(column) = column(values, &indicator.id, When::Latest) else { continue };
        let column: Column =
            (Arc::new(Field::new(&indicator.id, DataType::Float64, true)), Arc::new(column));
        // An indicator that is a measure of the area table too, such as area_km2, is one column.
        match columns.iter_mut().find(|(field, _)| *field.name() == indicator.id) {
            Some(same) => *same = column,
            None => columns.push(column),
        }
    }
    table(columns).map_err(QueryError::internal)
}

/// The same table with the figures that are imputed where nothing is published. Columns without any are
/// those of `published`, in the same memory.
pub(super) fn with_imputed(
    published: &RecordBatch,
    values: &Values,
) -> Result<RecordBatch, QueryError> {
    let mut columns = published.columns().to_vec();
    for (column, field) in columns.iter_mut().zip(published.schema().fields()) {
        if values.has_imputed(field.name())
            && let Some(filled) = self::column(values, field.name(), When::WithImputed)
        {
            *column = Arc::new(filled);
        }
    }
    RecordBatch::try_new(published.schema(), columns).map_err(QueryError::internal)
}

/// The same table with means of three years in the columns that have any
/// ([`Values::over_three_years`]); the others are those of `published`, in the same memory.
pub(super) fn of_three_years(
    published: &RecordBatch,
    values: &Values,
) -> Result<RecordBatch, QueryError> {
    let mut columns = published.columns().to_vec();
    for (column, field) in columns.iter_mut().zip(published.schema().fields()) {
        let when = values.over_three_years(field.name());
        if when != When::Latest
            && let Some(means) = self::column(values, field.name(), when)
        {
            *column = Arc::new(means);
        }
    }
    RecordBatch::try_new(published.schema(), columns).map_err(QueryError::internal)
}

fn column(values: &Values, indicator: &str, when: When) -> Option<Float64Array> {
    let column = values.column(indicator, Level::Village, when)?;
    Some(column.into_iter().map(|value| Some(value).filter(|value| value.is_finite())).collect())
}

/// The villages of any programme and any round.
fn designated(dataset: &Dataset) -> Result<HashSet<AreaCode>, QueryError> {
    let rows = dataset.designations().map_err(QueryError::internal)?;
    rows.iter()
        .map(|row| row.village_code.parse().map_err(GeodataError::Code))
        .collect::<Result<_, GeodataError>>()
        .map_err(QueryError::internal)
}
