//! The tables without what is withheld.

use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, AsArray as _, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::Float64Type;

use super::rows::Withheld;
use crate::code::AreaCode;
use crate::dataset::{Dataset, ValueStatus};
use crate::error::GeodataError;

/// What a line says instead.
const WITHHELD: &str = "withheld: it tells of a small number of people";
/// Checks whose lines repeat figures without saying of which indicator or area.
const OF_FIGURES: [&str; 9] = [
    "row_without_area",
    "code_not_in_register",
    "missing_value",
    "value_implausible",
    "suspicious_zero",
    "period_superseded",
    "figure_contradicted",
    "figure_imputed",
    "registry_unfit",
];

/// The tables that differ, with the rows that they have, by name.
///
/// # Errors
/// When a table is not as `docs/dataset.md` says.
pub(super) fn without(
    dataset: &Dataset,
    withheld: &Withheld,
) -> Result<Vec<(&'static str, RecordBatch)>, GeodataError> {
    let mut tables = Vec::new();
    for (name, blank) in [
        ("indicator_values", values as fn(&RecordBatch, &Withheld) -> Option<RecordBatch>),
        ("claims", claims),
        ("join_report", report),
    ] {
        let table = dataset.table(name).and_then(|table| blank(table, withheld));
        tables.push((name, table.ok_or_else(|| broken(dataset, name))?));
    }
    Ok(tables)
}

fn broken(dataset: &Dataset, table: &str) -> GeodataError {
    let path = dataset.dir().join(format!("{table}.parquet"));
    GeodataError::dataset(&path, "has not the columns that it should", "make the dataset again")
}

fn values(table: &RecordBatch, withheld: &Withheld) -> Option<RecordBatch> {
    let gone = |row: usize| withheld.rows.contains(&row);
    let table = without_numbers(table, &["value", "lower", "upper"], gone)?;
    let table =
        texts(&table, "status", |row, _| gone(row).then_some(ValueStatus::Suppressed.as_str()))?;
    // What is derived says from what, with numbers, and a correction what it was before.
    texts(&table, "source", |row, source| {
        let begins = |with: &&str| gone(row) && source.starts_with(*with);
        ["derived", "correction"].into_iter().find(begins)
    })
}

fn claims(table: &RecordBatch, withheld: &Withheld) -> Option<RecordBatch> {
    let metric = table.column_by_name("metric")?.as_string_opt::<i32>()?;
    let area = table.column_by_name("area_code")?.as_string_opt::<i32>()?;
    let gone = |row: usize| {
        let metric = metric.value(row);
        match area.is_valid(row).then(|| area.value(row).parse::<AreaCode>().ok()).flatten() {
            Some(area) => withheld.touches(metric, area),
            // Of the country, or of nobody knows what.
            None => withheld.areas.contains_key(metric),
        }
    };
    let table = without_numbers(table, &["value"], gone)?;
    let table = without_texts(&table, "note", gone)?;
    texts(&table, "status", |row, _| gone(row).then_some(ValueStatus::Suppressed.as_str()))
}

fn report(table: &RecordBatch, withheld: &Withheld) -> Option<RecordBatch> {
    let check = table.column_by_name("check")?.as_string_opt::<i32>()?;
    let area = table.column_by_name("area_code")?.as_string_opt::<i32>()?;
    let detail = table.column_by_name("detail")?.as_string_opt::<i32>()?;
    let gone = |row: usize| {
        let of_figures = OF_FIGURES.contains(&check.value(row));
        let code = area.is_valid(row).then(|| area.value(row).parse::<AreaCode>().ok()).flatten();
        let touched = |indicator: &str| code.is_none_or(|code| withheld.touches(indicator, code));
        let named = |indicator: &str| of_figures || detail.value(row).contains(indicator);
        withheld.areas.keys().any(|indicator| named(indicator) && touched(indicator))
    };
    let table = without_numbers(table, &["value"], gone)?;
    texts(&table, "detail", |row, _| gone(row).then_some(WITHHELD))
}

fn without_numbers(
    table: &RecordBatch,
    columns: &[&str],
    gone: impl Fn(usize) -> bool,
) -> Option<RecordBatch> {
    let mut table = table.clone();
    for name in columns {
        let numbers = table.column_by_name(name)?.as_primitive_opt::<Float64Type>()?;
        let kept = numbers.iter().enumerate().map(|(row, number)| number.filter(|_| !gone(row)));
        let kept: Float64Array = kept.collect();
        table = with(&table, name, Arc::new(kept))?;
    }
    Some(table)
}

fn without_texts(
    table: &RecordBatch,
    name: &str,
    gone: impl Fn(usize) -> bool,
) -> Option<RecordBatch> {
    let texts = table.column_by_name(name)?.as_string_opt::<i32>()?;
    let kept = texts.iter().enumerate().map(|(row, text)| text.filter(|_| !gone(row)));
    let kept: StringArray = kept.collect();
    with(table, name, Arc::new(kept))
}

/// The table with other texts in a column where `other` gives some.
fn texts(
    table: &RecordBatch,
    name: &str,
    other: impl Fn(usize, &str) -> Option<&'static str>,
) -> Option<RecordBatch> {
    let texts = table.column_by_name(name)?.as_string_opt::<i32>()?;
    let changed = texts.iter().enumerate().map(|(row, text)| {
        let text = text?;
        Some(other(row, text).unwrap_or(text))
    });
    let changed: StringArray = changed.collect();
    with(table, name, Arc::new(changed))
}

fn with(table: &RecordBatch, name: &str, column: ArrayRef) -> Option<RecordBatch> {
    let at = table.schema().index_of(name).ok()?;
    let mut columns = table.columns().to_vec();
    *columns.get_mut(at)? = column;
    RecordBatch::try_new(table.schema(), columns).ok()
}
