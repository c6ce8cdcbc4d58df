//! `village_indicators`: one row a village, one column an indicator.
//!
//! Rankings and tiles read this table a thousand times, so it is made once. A village takes
//! the value of its own ancestor at the level of the indicator and of no other area, of the latest year
//! for which that area has one: sources publish some areas later than others, and a figure of last year
//! says more than none. `indicator_values` says of which year each one is.

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
            .map(|village| of_area.get(&village.code.ancestor(level)?).map(|(_, value)| *value))
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

/// For each indicator its level and, of each area, the latest year that has a value, and the value.
type Latest = Vec<(Level, HashMap<AreaCode, (i32, f64)>)>;

fn latest_values(dataset: &Dataset, indicators: &[Indicator]) -> Result<Latest, QueryError> {
    let mut latest: Latest = Vec::with_capacity(indicators.len());
    let mut place_of: HashMap<&str, usize> = HashMap::new();
    for (place, indicator) in indicators.iter().enumerate() {
        let level =
            indicator.level.parse().map_err(|error| unreadable(GeodataError::Code(error)))?;
        place_of.insert(&indicator.id, place);
        latest.push((level, HashMap::new()));
    }
    let Some(batch) = dataset.table("indicator_values") else { return Ok(latest) };
    let rows = Rows::of(batch)?;
    for row in (0..batch.num_rows()).filter(|row| rows.value.is_valid(*row)) {
        let place = place_of.get(rows.indicator.value(row));
        let Some((level, values)) = place.and_then(|at| latest.get_mut(*at)) else { continue };
        let code: AreaCode =
            rows.area.value(row).parse().map_err(|error| unreadable(GeodataError::Code(error)))?;
        if code.level() != *level {
            continue;
        }
        let found = (rows.year.value(row), rows.value.value(row));
        let known = values.entry(code).or_insert(found);
        if found.0 > known.0 {
            *known = found;
        }
    }
    Ok(latest)
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
