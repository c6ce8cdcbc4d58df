//! Every indicator with the distribution of its latest values over the villages.

use std::collections::HashMap;

use geodata::Level;
use geodata::dataset::{Indicator, ValueStatus};
use geodata::values::{Resolved, Values, When};
use rayon::prelude::*;

use super::stats::Statistics;

/// A line of the catalogue with what is known of it.
#[derive(Debug)]
pub struct IndicatorSummary {
    /// The line of the catalogue.
    pub indicator: Indicator,
    /// Of the villages' values.
    pub statistics: Statistics,
    /// The latest year with a value, at the indicator's own level.
    pub year: Option<i32>,
    /// The commonest status of the latest values there.
    pub status: Option<&'static str>,
    /// The commonest source of the latest values there.
    pub source: Option<String>,
}

/// The latest values of one indicator for all villages, in their order; not a number where missing.
pub(super) type VillageColumn = Vec<f64>;

/// The villages' columns of all indicators, in the order of the catalogue.
pub(super) fn village_columns(values: &Values) -> Vec<VillageColumn> {
    let ids: Vec<&str> = values.indicators().map(|indicator| indicator.id.as_str()).collect();
    let column = |id: &&str| values.column(id, Level::Village, When::Latest).unwrap_or_default();
    ids.par_iter().map(column).collect()
}

/// Sums up all indicators; `columns` are their [`village_columns`].
pub(super) fn summaries(values: &Values, columns: &[VillageColumn]) -> Vec<IndicatorSummary> {
    let indicators: Vec<&Indicator> = values.indicators().collect();
    let summary = |(indicator, column): (&&Indicator, &VillageColumn)| {
        let indicator = *indicator;
        let areas = values.level(&indicator.id).map_or(&[][..], |level| values.areas(level));
        let stated: Vec<Resolved<'_>> = areas
            .iter()
            .filter_map(|area| values.stated(*area, &indicator.id, When::Latest))
            .filter(|of| of.status != ValueStatus::Partial)
            .collect();
        IndicatorSummary {
            indicator: indicator.clone(),
            statistics: Statistics::new(column),
            year: stated.iter().map(|value| value.year).max(),
            status: commonest(stated.iter().map(|value| value.status.as_str())),
            source: commonest(stated.iter().map(|value| value.source)).map(str::to_owned),
        }
    };
    indicators.par_iter().zip(columns).map(summary).collect()
}

/// The most frequent text; of equally frequent ones the first in order.
fn commonest<'a>(texts: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let best = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)))?;
    Some(best.0)
}
