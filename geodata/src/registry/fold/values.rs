//! The values of indicators: what is corrected and reported, and distances to where offices and designated villages are now.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use arrow::array::{Array as _, AsArray as _, Float64Array, RecordBatch, StringArray};
use arrow::compute::concat_batches;

use super::counted::{Base, Counted, put};
use super::programme::Programme;
use crate::code::AreaCode;
use crate::dataset::{
    Dataset, DatasetKind, Indicator, IndicatorValue, Qualifier, ValueStatus, indicator_rows,
    values_batch,
};
use crate::derive;
use crate::error::GeodataError;
use crate::registry::indicators::reported;
use crate::registry::rows::Row;
use crate::registry::{Entry, Table, Unfit};

/// Before every rank of a specification, which counts from 1.
const FIRST: i32 = 0;
/// What distances follow from.
const DISTANCES: [&str; 2] = ["ltsa_distance_km", "designated_distance_km"];

/// Puts `indicator_values` to the others, and `indicators` where they differ.
pub(super) fn tables(
    base: Base<'_>,
    counted: &BTreeMap<Table, Vec<Counted<'_>>>,
    programme: &Programme<'_>,
    unfit: &mut Vec<Unfit>,
    tables: &mut Vec<(&'static str, RecordBatch)>,
) -> Result<(), GeodataError> {
    let rows = [Table::Corrections, Table::IndicatorValues];
    let rows = rows.iter().filter_map(|table| counted.get(table)).flatten();
    let mut added: Vec<(&Entry, IndicatorValue)> =
        rows.filter_map(|(entry, checked)| Some((*entry, value(&checked.row)?))).collect();
    refuse_contradictions(base, &mut added, unfit)?;
    let mut values = None;
    if programme.moves() {
        values = Some(measured_again(base, programme)?);
    }
    if !added.is_empty() {
        let mut more: Vec<IndicatorValue> = added.iter().map(|(_, value)| value.clone()).collect();
        more.extend(rates(base.dataset, &more)?);
        let more = values_batch(&more)?;
        let own = values.as_ref().unwrap_or(base.values);
        values = Some(concat_batches(&own.schema(), [own, &more])?);
        let named: BTreeSet<&str> = added.iter().map(|(_, value)| &*value.indicator).collect();
        let lines = catalogue(base.dataset, &named)?;
        if let Some(lines) = lines {
            put(tables, "indicators", &lines)?;
        }
    }
    // Unchanged they are put there too: a dataset that is served has given its own up.
    tables.push(("indicator_values", values.unwrap_or_else(|| base.values.clone())));
    Ok(())
}

fn value(row: &Row) -> Option<IndicatorValue> {
    let (area, indicator, year, value, source, source_rank) = match row {
        Row::Correction(row) => (
            &row.area_code,
            &row.indicator,
            row.year,
            row.value,
            format!("correction: {} ({})", row.source, row.reason),
            Some(FIRST),
        ),
        Row::Value(row) => {
            (&row.area_code, &row.indicator, row.year, row.value, row.source.clone(), None)
        }
        _ => return None,
    };
    Some(IndicatorValue {
        area: area.parse().ok()?,
        indicator: indicator.as_str().into(),
        year,
        value: Some(value),
        status: ValueStatus::Observed,
        source: source.into(),
        qualifier: Qualifier { source_rank, ..Qualifier::default() },
    })
}

/// The rates that follow from counts of placements, but those that were recorded themselves.
fn rates(dataset: &Dataset, added: &[IndicatorValue]) -> Result<Vec<IndicatorValue>, GeodataError> {
    if dataset.indicators()?.iter().all(|line| line.id != derive::PER_1000) {
        return Ok(Vec::new());
    }
    let of = |indicator: &'static str| added.iter().filter(move |row| &*row.indicator == indicator);
    let own: BTreeSet<(AreaCode, i32)> =
        of(derive::PER_1000).map(|row| (row.area, row.year)).collect();
    let rate =
        |placed: &IndicatorValue| derive::per_1000(placed, dataset.area(placed.area)?.population?);
    let rates = of(derive::PLACED).filter(|row| !own.contains(&(row.area, row.year)));
    Ok(rates.filter_map(rate).collect())
}

/// A value that the base states from the same source, with nothing that says which of the two counts, is not counted.
fn refuse_contradictions(
    base: Base<'_>,
    added: &mut Vec<(&Entry, IndicatorValue)>,
    unfit: &mut Vec<Unfit>,
) -> Result<(), GeodataError> {
    if added.is_empty() {
        return Ok(());
    }
    let named: BTreeSet<&str> = added.iter().map(|(_, value)| &*value.indicator).collect();
    let rows = indicator_rows(base.values, |indicator| named.contains(indicator));
    let text = |name: &str| {
        base.values.column_by_name(name).and_then(|column| column.as_string_opt::<i32>())
    };
    let (Some(rows), Some(source)) = (rows, text("source")) else {
        return Err(broken(base.dataset));
    };
    let known: BTreeSet<(AreaCode, &str, i32, &str)> = rows
        .iter()
        .filter(|row| row.status == ValueStatus::Observed)
        .map(|row| (row.area, row.indicator, row.year, source.value(row.number)))
        .collect();
    let states =
        |of: &IndicatorValue| known.contains(&(of.area, &*of.indicator, of.year, &*of.source));
    let (twice, once): (Vec<_>, Vec<_>) =
        added.iter().cloned().partition(|(_, value)| states(value));
    for (entry, value) in twice {
        let detail = format!(
            "the dataset states {} of {} in {} from the same source",
            value.indicator, value.area, value.year
        );
        unfit.push(Unfit::new(entry, detail));
    }
    *added = once;
    Ok(())
}

/// The catalogue with the lines of reported indicators that `named` names; none where it has them all.
fn catalogue(
    dataset: &Dataset,
    named: &BTreeSet<&str>,
) -> Result<Option<Vec<Indicator>>, GeodataError> {
    let mut lines = dataset.indicators()?;
    let before = lines.len();
    for indicator in reported()? {
        let is_new = lines.iter().all(|line| line.id != indicator.id);
        if is_new && named.contains(indicator.id.as_str()) {
            lines.push(indicator);
        }
    }
    Ok((lines.len() > before).then_some(lines))
}

/// The values of the base, with distances to where offices and designated villages are now.
fn measured_again(base: Base<'_>, programme: &Programme<'_>) -> Result<RecordBatch, GeodataError> {
    let villages = base.dataset.areas(crate::Level::Village);
    let claims = base.dataset.rows("claims")?;
    // The year is that of the row that a distance takes the place of.
    let now =
        derive::distances_to(villages, &programme.offices, &programme.designations, &claims, 0);
    let now: HashMap<(&str, AreaCode), &IndicatorValue> =
        now.iter().map(|value| ((&*value.indicator, value.area), value)).collect();
    let table = base.values;
    let text =
        |name: &str| table.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    let rows = indicator_rows(table, |indicator| DISTANCES.contains(&indicator));
    let columns = (table.column_by_name("value"), text("status"), text("source"));
    let (Some(rows), (Some(values), Some(status), Some(source))) = (rows, columns) else {
        return Err(broken(base.dataset));
    };
    let Some(values) = values.as_primitive_opt::<arrow::datatypes::Float64Type>() else {
        return Err(broken(base.dataset));
    };
    // The demonstration calls them its model's, as everything else.
    let is_derived = |row: usize| source.value(row).starts_with("derived");
    let demonstration = base.dataset.manifest.meta.kind == DatasetKind::Demonstration;
    let mut patched: HashMap<usize, &IndicatorValue> = HashMap::new();
    for row in rows.iter().filter(|row| demonstration || is_derived(row.number)) {
        if let Some(value) = now.get(&(row.indicator, row.area)) {
            patched.insert(row.number, *value);
        }
    }
    let all = || 0..table.num_rows();
    let number = |row: usize| match patched.get(&row) {
        Some(value) => value.value,
        None => values.is_valid(row).then(|| values.value(row)),
    };
    let numbers = Float64Array::from_iter(all().map(number));
    let state = |row: usize| match patched.get(&row) {
        // What is modelled stays so.
        Some(value) if !is_derived(row) && value.value.is_some() && values.is_valid(row) => {
            status.value(row)
        }
        Some(value) => value.status.as_str(),
        None => status.value(row),
    };
    let said = |row: usize| match patched.get(&row) {
        Some(value) if is_derived(row) => &*value.source,
        _ => source.value(row),
    };
    let states = StringArray::from_iter_values(all().map(state));
    let sources = StringArray::from_iter_values(all().map(said));
    let mut columns = table.columns().to_vec();
    let schema = table.schema();
    let changed: [(&str, arrow::array::ArrayRef); 3] =
        [("value", Arc::new(numbers)), ("status", Arc::new(states)), ("source", Arc::new(sources))];
    for (name, column) in changed {
        if let Some(place) = columns.get_mut(schema.index_of(name)?) {
            *place = column;
        }
    }
    Ok(RecordBatch::try_new(schema, columns)?)
}

fn broken(dataset: &Dataset) -> GeodataError {
    let path = dataset.dir().join("indicator_values.parquet");
    GeodataError::dataset(&path, "is not as it was written", "make the dataset again")
}
