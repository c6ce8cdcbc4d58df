//! Which values of a plan's criteria are those of whole areas, as the catalogue says.

use std::collections::BTreeMap;

use arrow::array::Array;
use geodata::Level;
use geodata::dataset::Indicator;

use mcda::{Candidates, Plan, PlanError};
use queries::VillageTable;

/// The levels at which a value is one for many villages, and the columns that name their areas.
const LEVELS: [(Level, &str); 3] = [
    (Level::Province, "province_code"),
    (Level::Regency, "regency_code"),
    (Level::District, "district_code"),
];

/// The candidates, who know which of their values are common to an area. `villages` are their rows in
/// the table, in its order.
pub(super) fn with_common(
    candidates: Candidates,
    plan: &Plan,
    catalogue: &BTreeMap<String, Indicator>,
    table: &VillageTable,
    villages: &[u32],
) -> Result<Candidates, PlanError> {
    let level = |indicator: &str| catalogue.get(indicator)?.level.parse::<Level>().ok();
    let known_at: Vec<Option<Level>> =
        plan.criteria.iter().map(|criterion| level(&criterion.indicator)).collect();
    let levels: Vec<_> =
        LEVELS.into_iter().filter(|(level, _)| known_at.contains(&Some(*level))).collect();
    let areas = levels.iter().map(|(_, column)| numbered(table, column, villages));
    let areas = areas.collect::<Result<Vec<_>, _>>()?;
    let place = |known: &Option<Level>| levels.iter().position(|(level, _)| Some(*level) == *known);
    candidates.with_common(areas, known_at.iter().map(place).collect())
}

/// The areas of some villages as numbers from 0. Villages stand by their codes, so that those of one
/// area follow one another.
fn numbered(table: &VillageTable, column: &str, villages: &[u32]) -> Result<Vec<u32>, PlanError> {
    let codes = table
        .texts(column)
        .ok_or_else(|| PlanError::new("candidates", format!("the villages have no {column}")))?;
    let mut numbers = Vec::with_capacity(villages.len());
    let (mut last, mut number) = (None, 0);
    for row in villages {
        let row = *row as usize;
        let code = (row < codes.len()).then(|| codes.value(row));
        if last.is_some_and(|last| last != code) {
            number += 1;
        }
        last = Some(code);
        numbers.push(number);
    }
    Ok(numbers)
}
