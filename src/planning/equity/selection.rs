//! The areas of a country with a selection of villages in them.

use std::collections::{BTreeMap, BTreeSet};

use geodata::coverage::AreaCoverage;
use geodata::{AreaCode, Level};

use super::area::{EquityArea, EquityRow};
use mcda::Warning;

/// Areas as they are covered, with a selection in them.
#[derive(Debug, Clone, PartialEq)]
pub struct WithSelection {
    /// In the order in which they came.
    pub areas: Vec<EquityArea>,
    /// What was not counted, and what is known in part only.
    pub warnings: Vec<Warning>,
}

impl From<Vec<EquityRow>> for WithSelection {
    fn from(rows: Vec<EquityRow>) -> Self {
        Self { areas: rows.into_iter().map(EquityArea::from).collect(), warnings: Vec::new() }
    }
}

/// Puts the `selected` villages into the areas of `level` that they lie in. A village counts once,
/// and one that is designated already is not new.
pub fn with_selection(
    covered: &[AreaCoverage],
    level: Level,
    selected: &[AreaCode],
    is_designated: impl Fn(AreaCode) -> bool,
) -> WithSelection {
    let mut warnings = Vec::new();
    let mut villages: BTreeSet<AreaCode> = selected.iter().copied().collect();
    if villages.len() < selected.len() {
        let twice = selected.len() - villages.len();
        let detail = format!("{twice} codes stand there more than once");
        warnings.push(Warning::new("selected_twice", detail));
    }
    let all = villages.len();
    villages.retain(|village| !is_designated(*village));
    if villages.len() < all {
        let known = all - villages.len();
        let detail = format!("{known} of the selected villages are designated already");
        warnings.push(Warning::new("designated_already", detail));
    }
    let partial =
        covered.iter().filter(|area| area.need.is_some_and(|need| need.is_partial())).count();
    if partial > 0 {
        let detail = format!("the need of {partial} areas is known for a part of them only");
        warnings.push(Warning::new("partial_need", detail));
    }
    let mut counts: BTreeMap<AreaCode, u32> = BTreeMap::new();
    for area in villages.into_iter().filter_map(|village| village.ancestor(level)) {
        *counts.entry(area).or_default() += 1;
    }
    let area = |area: &AreaCoverage| EquityArea {
        code: area.code.to_string(),
        name: Some(area.name.clone()),
        need: area.need.map(|need| need.value),
        need_year: area.need.map(|need| need.year),
        designated: u32::try_from(area.designated).unwrap_or(u32::MAX),
        selected: counts.get(&area.code).copied().unwrap_or(0),
    };
    WithSelection { areas: covered.iter().map(area).collect(), warnings }
}
