//! `village_indicators`: one row a village, one column an indicator.
//!
//! Rankings and tiles read this table a thousand times, so it is made once. An indicator shows the
//! values of one year, the latest that has any; a village takes the value of its own ancestor at the
//! level of the indicator and of no other area.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow::array::AsArray;
use arrow::array::{Array, BooleanArray, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Float64Type, Int32Type};
use datafusion::error::DataFusionError;
use geodata::dataset::{Dataset, Indicator};
use geodata::{AreaCode, GeodataError, Level};

use super::areas::{Column, identity, place, table};
use crate::error::QueryError;

/// Builds the table.
pub(super) fn batch(dataset: &Dataset) -> Result<RecordBatch, QueryError> {
    let villages = dataset.areas(Level::Village);
    let designated: HashSet<AreaCode> = designated(dataset)?;
    let mut columns = identity(Level::Village, villages);
    columns.extend(place(villages));
    let flags: BooleanArray =
        villages.iter().map(|village| Some(designated.contains(&village.code))).collect();
    columns.push((Arc::new(Field::new("designated", DataType::Boolean, false)), Arc::new(flags)));

    let indicators = dataset.indicators().map_err(unreadable)?;
    let values = latest_values(dataset, &indicators)?;
    for (indicator, (level, of_area)) in indicators.iter().zip(values) {
        // An indicator that a village has as a column anyway, such as area_km2, is not repeated.
        if columns.iter().any(|(field, _)| *field.name() == indicator.id) {
            continue;
        }
        let column: Float64Array = villages
            .iter()
            .map(|village| of_area.get(&village.code.ancestor(level)?).copied())
            .collect();
        let column: Column =
            (Arc::new(Field::new(&indicator.id, DataType::Float64, true)), Arc::new(column));
        columns.push(column);
    }
    table(columns).map_err(QueryError::internal)
}

/// The villages of any programme and any round.
fn designated(dataset: &Dataset) -> Result<HashSet<AreaCode>, QueryError> {
    let rows = dataset.designations().map_err(unreadable)?;
    rows.iter()
        .map(|row| row.village_code.parse().map_err(|error| unreadable(GeodataError::Code(error))))
        .collect()
}

/// For each indicator its level and the values of its latest year.
type Latest = Vec<(Level, HashMap<AreaCode, f64>)>;

fn latest_values(dataset: &Dataset, indicators: &[Indicator]) -> Result<Latest, QueryError> {
    let mut found: Vec<(Level, i32, HashMap<AreaCode, f64>)> = Vec::with_capacity(indicators.len());
    let mut place_of: HashMap<&str, usize> = HashMap::new();
    for (place, indicator) in indicators.iter().enumerate() {
        let level =
            indicator.level.parse().map_err(|error| unreadable(GeodataError::Code(error)))?;
        place_of.insert(&indicator.id, place);
        found.push((level, i32::MIN, HashMap::new()));
    }
    let Some(batch) = dataset.table("indicator_values") else { return Ok(finish(found)) };
    let rows = Rows::of(batch)?;
    for row in 0..batch.num_rows() {
        let Some((_, year, values)) =
            place_of.get(rows.indicator.value(row)).and_then(|at| found.get_mut(*at))
        else {
            continue;
        };
        if rows.value.is_null(row) || rows.year.value(row) < *year {
            continue;
        }
        let code: AreaCode =
            rows.area.value(row).parse().map_err(|error| unreadable(GeodataError::Code(error)))?;
        let level = place_of
            .get(rows.indicator.value(row))
            .and_then(|at| indicators.get(*at))
            .map(|i| i.level.as_str());
        if level != Some(code.level().as_str()) {
            continue;
        }
        if rows.year.value(row) > *year {
            values.clear();
            *year = rows.year.value(row);
        }
        values.entry(code).or_insert_with(|| rows.value.value(row));
    }
    Ok(finish(found))
}

fn finish(found: Vec<(Level, i32, HashMap<AreaCode, f64>)>) -> Latest {
    found.into_iter().map(|(level, _, values)| (level, values)).collect()
}

struct Rows<'a> {
    area: &'a StringArray,
    indicator: &'a StringArray,
    year: &'a arrow::array::Int32Array,
    value: &'a Float64Array,
}

impl<'a> Rows<'a> {
    fn of(batch: &'a RecordBatch) -> Result<Self, QueryError> {
        let column = |name: &str| {
            batch.column_by_name(name).ok_or_else(|| {
                QueryError::internal(DataFusionError::Internal(format!(
                    "indicator_values lacks the column {name}"
                )))
            })
        };
        Ok(Self {
            area: column("area_code")?.as_string::<i32>(),
            indicator: column("indicator")?.as_string::<i32>(),
            year: column("year")?.as_primitive::<Int32Type>(),
            value: column("value")?.as_primitive::<Float64Type>(),
        })
    }
}

fn unreadable(error: GeodataError) -> QueryError {
    QueryError::internal(error)
}
