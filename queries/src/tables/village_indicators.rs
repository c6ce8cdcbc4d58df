//! `village_indicators`: one row a village, one column an indicator, its latest value there.
//!
//! Rankings and tiles read this table a thousand times, so it is made once. Which value a village has
//! is decided in [`geodata::values`]; `indicator_values` says of which year each one is.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{BooleanArray, Float64Array, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Field, Schema};
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

    let asked: Vec<_> =
        values.indicators().map(|indicator| (indicator.id.as_str(), When::Latest)).collect();
    for column in figures(values, &asked) {
        // An indicator that is a measure of the area table too, such as area_km2, is one column.
        match columns.iter_mut().find(|(field, _)| field.name() == column.0.name()) {
            Some(same) => *same = column,
            None => columns.push(column),
        }
    }
    table(columns).map_err(QueryError::internal)
}

/// The columns of the same table, of those in `published`, that have figures that are imputed where nothing is published.
pub(super) fn with_imputed(published: &Schema, values: &Values) -> Result<RecordBatch, QueryError> {
    let imputed = published.fields().iter().filter(|field| values.has_imputed(field.name()));
    let asked: Vec<_> = imputed.map(|field| (field.name().as_str(), When::WithImputed)).collect();
    only(figures(values, &asked), values)
}

/// The columns of the same table, of those in `published`, that have means of three years
/// ([`Values::over_three_years`]).
pub(super) fn of_three_years(
    published: &Schema,
    values: &Values,
) -> Result<RecordBatch, QueryError> {
    let names = published.fields().iter().map(|field| field.name().as_str());
    let asked: Vec<_> = names
        .map(|name| (name, values.over_three_years(name)))
        .filter(|(_, when)| *when != When::Latest)
        .collect();
    only(figures(values, &asked), values)
}

/// A batch of some columns about all villages, or of none.
fn only(columns: Vec<Column>, values: &Values) -> Result<RecordBatch, QueryError> {
    let (fields, arrays): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let rows = RecordBatchOptions::new().with_row_count(Some(values.areas(Level::Village).len()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &rows)
        .map_err(QueryError::internal)
}

/// A column of each indicator that there is.
fn figures(values: &Values, asked: &[(&str, When)]) -> Vec<Column> {
    let figure = |value: f64| Some(value).filter(|value| value.is_finite());
    let columns = values.columns(asked, Level::Village);
    let of = |((name, _), column): (&(&str, When), Option<Vec<f64>>)| -> Option<Column> {
        let column: Float64Array = column?.into_iter().map(figure).collect();
        Some((Arc::new(Field::new(*name, DataType::Float64, true)), Arc::new(column)))
    };
    asked.iter().zip(columns).filter_map(of).collect()
}

/// The villages of any programme and any round.
fn designated(dataset: &Dataset) -> Result<HashSet<AreaCode>, QueryError> {
    let rows = dataset.designations().map_err(QueryError::internal)?;
    rows.iter()
        .map(|row| row.village_code.parse().map_err(GeodataError::Code))
        .collect::<Result<_, GeodataError>>()
        .map_err(QueryError::internal)
}
