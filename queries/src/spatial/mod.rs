//! Joins on a relation or a distance between geometries, and of the nearest, by an index instead of a loop over all pairs; filters
//! that relate a row's place to one geometry, by an index instead of a look at every row.
//!
//! ```text
//! rule, nearest_rule -> SpatialJoinExec: build (one input, rstar) <- probe (the other, batch by batch) -> output
//! scan_rule          -> SpatialScanExec: held (rstar over a table in memory) <- region (what a filter asks of the map)
//! ```
//!
//! The rule reads what the engine's planner made of any way of writing such a join; the answers are those of the
//! scalar functions, pair by pair.

mod boxes;
mod build;
mod codes;
mod condition;
mod duty;
mod exec;
mod held;
mod nearest;
mod nearest_rule;
mod output;
mod pair;
mod probe;
mod region;
mod rule;
mod scan;
mod scan_rule;
mod stream;
#[cfg(test)]
mod tests;
mod width;

pub(crate) use codes::{bounds as codes_within, within_area};
pub(crate) use held::HeldPlaces;
pub(crate) use region::{Place, Places, value};

use std::sync::Arc;

use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;

/// The engine's rules for physical plans with ours among them: before the sides of joins are chosen, because
/// ours chooses by other measures, and before the rules that give each operator the inputs it asks for. `held` are the tables
/// that filters find rows of by an index.
pub(crate) fn physical_rules(
    held: Arc<HeldPlaces>,
) -> Vec<Arc<dyn PhysicalOptimizerRule + Send + Sync>> {
    let mut rules = PhysicalOptimizer::new().rules;
    let place = rules.iter().position(|rule| rule.name() == "join_selection").unwrap_or(0);
    rules.insert(place, Arc::new(scan_rule::SpatialScans(held)));
    rules.insert(place, Arc::new(rule::SpatialJoins));
    rules.insert(place, Arc::new(nearest_rule::NearestJoins));
    rules
}
