//! Joins on a relation or a distance between geometries, and of the nearest, by an index instead of a loop over all pairs.
//!
//! ```text
//! rule, nearest_rule -> SpatialJoinExec: build (one input, rstar) <- probe (the other, batch by batch) -> output
//! ```
//!
//! The rule reads what the engine's planner made of any way of writing such a join; the answers are those of the
//! scalar functions, pair by pair.

mod boxes;
mod build;
mod condition;
mod duty;
mod exec;
mod nearest;
mod nearest_rule;
mod output;
mod pair;
mod probe;
mod rule;
mod stream;
#[cfg(test)]
mod tests;
mod width;

pub(crate) use boxes::{around, is_on_earth};
pub(crate) use condition::{Unit, call};

use std::sync::Arc;

use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;

/// The engine's rules for physical plans with ours among them: before the sides of joins are chosen, because
/// ours chooses by other measures, and before the rules that give each operator the inputs it asks for.
pub(crate) fn physical_rules() -> Vec<Arc<dyn PhysicalOptimizerRule + Send + Sync>> {
    let mut rules = PhysicalOptimizer::new().rules;
    let place = rules.iter().position(|rule| rule.name() == "join_selection").unwrap_or(0);
    rules.insert(place, Arc::new(rule::SpatialJoins));
    rules.insert(place, Arc::new(nearest_rule::NearestJoins));
    rules
}
