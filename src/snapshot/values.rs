//! Indicator values by area: the latest of each area, at all levels, and their statistics.
//!
//! An area has the value of the latest year for which it has one, as in the table
//! `village_indicators`; the answer about an area says which year that is.

use std::collections::HashMap;

use anyhow::Context;
use arrow::array::{Array, AsArray, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{Float64Type, Int32Type};
use geodata::dataset::{Dataset, Indicator};
use geodata::{AreaCode, Level};
use rayon::prelude::*;

use super::stats::Statistics;

/// The latest value of one indicator for one area.
#[derive(Debug, Clone, PartialEq)]
pub struct Latest {
    /// The value, in the indicator's unit.
    pub value: Option<f64>,
    /// The year it speaks of.
    pub year: i32,
    /// How it came to be.
    pub status: String,
    /// Its source.
    pub source: String,
}

/// One indicator with its values at every level.
#[derive(Debug)]
pub struct Column {
    /// The line of the catalogue.
    pub indicator: Indicator,
    /// The level at which it is known.
    pub level: Level,
    /// By level (`Level::ALL`) and row; NaN where missing.
    by_level: [Vec<f64>; 4],
    /// Of the villages' values.
    pub statistics: Statistics,
    /// The latest year with a value, and the commonest status and source.
    pub year: Option<i32>,
    /// The commonest status of the latest values.
    pub status: Option<String>,
    /// The commonest source of the latest values.
    pub source: Option<String>,
}

impl Column {
    /// The values of a level in the order of its areas; NaN where missing.
    pub fn values(&self, level: Level) -> &[f64] {
        let [province, regency, district, village] = &self.by_level;
        match level {
            Level::Province => province,
            Level::Regency => regency,
            Level::District => district,
            Level::Village => village,
        }
    }
}

/// All values of a dataset.
#[derive(Debug)]
pub struct Values {
    columns: Vec<Column>,
    /// The row of the latest value in `indicator_values`, by area and indicator; sorted.
    latest: Vec<(AreaCode, u16, u32)>,
}

impl Values {
    /// Takes the villages' values from the table `village_indicators`, so that maps, rankings and SQL
    /// cannot differ, and what is said about each value from `indicator_values`.
    ///
    /// # Errors
    /// When a row names an unknown level or is not an area code.
    pub fn new(dataset: &Dataset, village_indicators: &RecordBatch) -> anyhow::Result<Self> {
        let catalogue = dataset.indicators()?;
        let table = Table::of(dataset)?;
        let latest = table.latest(&catalogue)?;
        let columns = catalogue
            .into_par_iter()
            .enumerate()
            .map(|(number, indicator)| {
                let villages = village_indicators
                    .column_by_name(&indicator.id)
                    .and_then(|column| column.as_primitive_opt::<Float64Type>())
                    .with_context(|| {
                        format!("village_indicators has no column {}", indicator.id)
                    })?;
                let villages = villages.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
                column(dataset, &table, &latest, number, indicator, villages)
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { columns, latest })
    }

    /// The indicators in the order of the catalogue.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The latest value that holds for `area` at the indicator's own level: a village takes the
    /// value of its ancestor there. The code is that of the area which the value was stated for.
    pub fn of(
        &self,
        dataset: &Dataset,
        area: AreaCode,
        number: usize,
    ) -> Option<(AreaCode, Latest)> {
        let owner = area.ancestor(self.columns.get(number)?.level)?;
        let row = find(&self.latest, owner, number)?;
        Some((owner, Table::of(dataset).ok()?.row(row)))
    }
}

fn find(latest: &[(AreaCode, u16, u32)], area: AreaCode, number: usize) -> Option<usize> {
    let key = (area, u16::try_from(number).ok()?);
    let at = latest.binary_search_by_key(&key, |(area, number, _)| (*area, *number)).ok()?;
    latest.get(at).map(|(.., row)| *row as usize)
}

/// The columns of `indicator_values`.
struct Table<'a> {
    area: &'a StringArray,
    indicator: &'a StringArray,
    year: &'a Int32Array,
    value: &'a Float64Array,
    status: &'a StringArray,
    source: &'a StringArray,
}

impl<'a> Table<'a> {
    fn of(dataset: &'a Dataset) -> anyhow::Result<Self> {
        let batch =
            dataset.table("indicator_values").context("the dataset has no indicator_values")?;
        let column = |name: &str| {
            batch
                .column_by_name(name)
                .with_context(|| format!("indicator_values has no column {name}"))
        };
        let text = |name: &str| {
            column(name)?
                .as_string_opt::<i32>()
                .with_context(|| format!("indicator_values.{name} is not text"))
        };
        Ok(Self {
            area: text("area_code")?,
            indicator: text("indicator")?,
            year: column("year")?.as_primitive_opt::<Int32Type>().context("year is not int32")?,
            value: column("value")?
                .as_primitive_opt::<Float64Type>()
                .context("value is not float64")?,
            status: text("status")?,
            source: text("source")?,
        })
    }

    fn row(&self, row: usize) -> Latest {
        Latest {
            value: self.number(row),
            year: self.year.value(row),
            status: self.status.value(row).to_owned(),
            source: self.source.value(row).to_owned(),
        }
    }

    fn number(&self, row: usize) -> Option<f64> {
        self.value.is_valid(row).then(|| self.value.value(row)).filter(|value| value.is_finite())
    }

    /// The row of the latest value of each area and indicator, sorted by both. Only areas
    /// of the indicator's level count: a village has the value of its ancestor there.
    fn latest(&self, catalogue: &[Indicator]) -> anyhow::Result<Vec<(AreaCode, u16, u32)>> {
        let known: HashMap<&str, (u16, Level)> = catalogue
            .iter()
            .enumerate()
            .map(|(number, indicator)| -> anyhow::Result<(&str, (u16, Level))> {
                Ok((indicator.id.as_str(), (u16::try_from(number)?, indicator.level.parse()?)))
            })
            .collect::<anyhow::Result<_>>()?;
        let rows = (0..self.area.len())
            .into_par_iter()
            .map(|row| -> anyhow::Result<Option<(AreaCode, u16, u32)>> {
                let id = self.indicator.value(row);
                let (number, level) = known.get(id).with_context(|| {
                    format!("indicator_values names `{id}`, which is not in indicators")
                })?;
                let area: AreaCode = self.area.value(row).parse()?;
                Ok((area.level() == *level).then_some((area, *number, u32::try_from(row)?)))
            })
            .filter_map(Result::transpose)
            .collect::<anyhow::Result<Vec<_>>>()?;
        // A row with a value comes before one without, a later year before an earlier one.
        let order = |(area, number, row): &(AreaCode, u16, u32)| {
            let row = *row as usize;
            (*area, *number, self.number(row).is_none(), std::cmp::Reverse(self.year.value(row)))
        };
        let mut rows = rows;
        rows.par_sort_unstable_by_key(order);
        rows.dedup_by_key(|(area, number, _)| (*area, *number));
        Ok(rows)
    }
}

fn column(
    dataset: &Dataset,
    table: &Table<'_>,
    latest: &[(AreaCode, u16, u32)],
    number: usize,
    indicator: Indicator,
    villages: Vec<f64>,
) -> anyhow::Result<Column> {
    let level: Level =
        indicator.level.parse().with_context(|| format!("indicator {}", indicator.id))?;
    let [province, regency, district] =
        [Level::Province, Level::Regency, Level::District].map(|at| means(dataset, at, &villages));
    let areas = dataset.areas(level).iter();
    let rows: Vec<usize> = areas
        .filter_map(|area| find(latest, area.code, number))
        .filter(|row| table.number(*row).is_some())
        .collect();
    Ok(Column {
        level,
        statistics: Statistics::new(&villages),
        year: rows.iter().map(|row| table.year.value(*row)).max(),
        status: commonest(rows.iter().map(|row| table.status.value(*row))),
        source: commonest(rows.iter().map(|row| table.source.value(*row))),
        by_level: [province, regency, district, villages],
        indicator,
    })
}

/// The mean over the villages of each area of `level`, of those that have a value.
fn means(dataset: &Dataset, level: Level, villages: &[f64]) -> Vec<f64> {
    let all = dataset.areas(Level::Village);
    let mut start = 0;
    let areas = dataset.areas(level).iter();
    areas
        .map(|area| {
            start += all.get(start..).unwrap_or_default().partition_point(|v| v.code < area.code);
            let rest = all.get(start..).unwrap_or_default();
            let end = start + rest.partition_point(|village| village.code.is_within(area.code));
            let (mut sum, mut count) = (0.0f64, 0u32);
            for value in villages.get(start..end).unwrap_or_default() {
                if value.is_finite() {
                    sum += value;
                    count += 1;
                }
            }
            start = end;
            if count == 0 { f64::NAN } else { sum / f64::from(count) }
        })
        .collect()
}

/// The most frequent text; of equally frequent ones the first in order.
fn commonest<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let best = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)))?;
    Some(best.0.to_owned())
}
