//! `coverage_by_province`, `coverage_by_regency` and `coverage_by_district`: the coverage of areas in
//! the latest year that is known of each, as `geodata::coverage` computes it; `coverage_rounds` and
//! `coverage_pillars`: each round and each pillar apart, for all levels and years.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::Field;
use datafusion::error::Result;
use geodata::Level;
use geodata::coverage::{AreaCoverage, Coverage, LEVELS, PillarCoverage, Pillars, RoundCoverage};

use super::areas::{Column, codes_above, table, text};

/// The name of the table of a level.
pub(super) fn name(level: Level) -> String {
    format!("coverage_by_{level}")
}

/// What each round designated.
pub(super) const ROUNDS: &str = "coverage_rounds";
/// The states of each pillar.
pub(super) const PILLARS: &str = "coverage_pillars";

/// The table [`ROUNDS`]: province by province, then regencies and districts.
pub(super) fn rounds(covered: &Coverage) -> Result<RecordBatch> {
    let rows: Vec<(Level, RoundCoverage)> = of_levels(|level| covered.by_round(level));
    table(vec![
        text("level", rows.iter().map(|(level, _)| level.as_str())),
        text("code", rows.iter().map(|(_, row)| row.code.to_string())),
        text("name", rows.iter().map(|(_, row)| row.name.as_str())),
        text("programme", rows.iter().map(|(_, row)| &*row.programme)),
        text_if_any("round", rows.iter().map(|(_, row)| row.round.as_deref())),
        int("year", &rows, |(_, row)| row.year),
        count("designated", &rows, |(_, row)| row.designated),
        count("first_designated", &rows, |(_, row)| row.first_designated),
        count_if_any("designated_by_then", &rows, |(_, row)| row.designated_by_then),
    ])
}

/// The table [`PILLARS`], in the same order.
pub(super) fn pillars(covered: &Coverage) -> Result<RecordBatch> {
    let rows: Vec<(Level, PillarCoverage)> = of_levels(|level| covered.by_pillar(level));
    let pillar_no = Int32Array::from_iter_values(rows.iter().map(|(_, row)| row.pillar_no));
    table(vec![
        text("level", rows.iter().map(|(level, _)| level.as_str())),
        text("code", rows.iter().map(|(_, row)| row.code.to_string())),
        text("name", rows.iter().map(|(_, row)| row.name.as_str())),
        int("year", &rows, |(_, row)| row.year),
        text("programme", rows.iter().map(|(_, row)| &*row.programme)),
        column("pillar_no", false, Arc::new(pillar_no)),
        count("designated", &rows, |(_, row)| row.designated),
        count("active", &rows, |(_, row)| row.states.active),
        count("running", &rows, |(_, row)| row.states.running),
        count("stalled", &rows, |(_, row)| row.states.stalled),
        count("not_started", &rows, |(_, row)| row.states.not_started),
        count("other", &rows, |(_, row)| row.states.other),
        count("unknown", &rows, |(_, row)| row.unknown()),
    ])
}

fn of_levels<T>(rows: impl Fn(Level) -> Vec<T>) -> Vec<(Level, T)> {
    LEVELS
        .into_iter()
        .flat_map(|level| rows(level).into_iter().map(move |row| (level, row)))
        .collect()
}

/// The table of a level, sorted by code as `areas` are.
pub(super) fn batch(level: Level, areas: &[AreaCoverage]) -> Result<RecordBatch> {
    let mut columns = vec![
        text("code", areas.iter().map(|area| area.code.to_string())),
        text("name", areas.iter().map(|area| area.name.as_str())),
    ];
    columns.extend(codes_above(level, areas.iter().map(|area| area.code)));
    columns.extend([
        count("villages", areas, |area| area.villages),
        count("designated", areas, |area| area.designated),
        float("need", areas, |area| Some(area.need?.value)),
        int("need_year", areas, |area| Some(area.need?.year)),
        float("per_1000", areas, |area| area.per_1000),
        float("expected", areas, |area| area.expected),
        float("gap", areas, |area| area.gap),
        count_if_any("rank", areas, |area| area.rank),
        float("reached_need", areas, |area| Some(area.reached?.need)),
        float("reached_pct", areas, |area| area.reached?.percent()),
        text_if_any("reached_by", areas.iter().map(|area| Some(area.reached?.spread.as_str()))),
        count("ltsa", areas, |area| area.ltsa),
        count("villages_with_pillars", areas, |area| {
            area.pillars.as_ref().map_or(0, Pillars::recorded)
        }),
        count_if_any("active_pillars", areas, |area| area.pillars.as_ref().map(Pillars::active)),
        text("status", areas.iter().map(AreaCoverage::status)),
        count_if_any("parts", areas, |area| Some(area.need?.parts?.1 as u64)),
        count_if_any("parts_with_need", areas, |area| Some(area.need?.parts?.0 as u64)),
    ]);
    table(columns)
}

fn count<T>(name: &str, rows: &[T], value: fn(&T) -> u64) -> Column {
    let values = Int64Array::from_iter_values(rows.iter().map(value).map(|n| n as i64));
    column(name, false, Arc::new(values))
}

fn float(name: &str, areas: &[AreaCoverage], value: fn(&AreaCoverage) -> Option<f64>) -> Column {
    column(name, true, Arc::new(Float64Array::from_iter(areas.iter().map(value))))
}

fn int<T>(name: &str, rows: &[T], value: fn(&T) -> Option<i32>) -> Column {
    column(name, true, Arc::new(Int32Array::from_iter(rows.iter().map(value))))
}

fn count_if_any<T>(name: &str, rows: &[T], value: fn(&T) -> Option<u64>) -> Column {
    let values = rows.iter().map(|row| value(row).map(|n| n as i64));
    column(name, true, Arc::new(Int64Array::from_iter(values)))
}

fn text_if_any<'a>(name: &str, values: impl Iterator<Item = Option<&'a str>>) -> Column {
    column(name, true, Arc::new(StringArray::from_iter(values)))
}

fn column(name: &str, nullable: bool, values: ArrayRef) -> Column {
    (Arc::new(Field::new(name, values.data_type().clone(), nullable)), values)
}
