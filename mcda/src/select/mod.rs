//! Choosing a set of villages: the best one that satisfies every quota, budget and distance,
//! with a proof, by mixed-integer programming (HiGHS).

mod alternatives;
mod answer;
mod apart;
mod at_once;
mod broken;
mod budget;
mod ceiling;
mod clock;
mod conflicts;
mod cover;
mod crowding;
mod depth;
mod distance;
mod elastic;
mod exchange;
mod extra;
mod greedy;
mod infeasible;
mod input;
mod memory;
mod mip;
mod model;
mod money;
mod most;
mod pairs;
mod polish;
mod pool;
mod purses;
mod reasons;
mod relaxation;
mod resolver;
mod rules;
mod score;
mod search;
mod spacing;
mod uncovered;
mod variants;

pub use answer::{BestSet, Relaxation, RelaxationKind, Selection, Skipped, Status};
pub use depth::Depth;
pub use distance::Places;
pub use greedy::{Greedy, greedy};
pub use input::SelectionInput;
pub use pairs::{NearPairs, Pair};
pub use resolver::{Optimum, Resolver};
pub use rules::Rules;

use super::progress::unless_cancelled;
use super::{Constraints, Objective, PlanError, Stage, Watch};

/// The best set under `constraints`.
///
/// # Errors
/// Constraints that cannot be used, by field, and [`PlanError::cancelled`]. That no set satisfies
/// the constraints is no error but the answer [`Status::Infeasible`].
pub fn select(
    constraints: &Constraints,
    input: &SelectionInput,
    depth: Depth,
    watch: &dyn Watch,
) -> Result<Selection, PlanError> {
    let mut rules = Rules::new(constraints, input)?;
    rules.begin(watch);
    watch.stage(Stage::Search, 0, 0);
    unless_cancelled(watch)?;
    // A search would leave a pinned village out that cannot be chosen, and say nothing of it.
    let pins_may = rules.pinned.iter().all(|i| rules.may(*i));
    let seen = if pins_may { at_once::impossible(&rules, input.len() as u32) } else { None };
    let apart = match pins_may && seen.is_none() {
        true => apart::of_plan(&rules, input, watch)?,
        false => None,
    };
    let too_many = apart.as_ref().and_then(|apart| apart.change(&rules));
    let mut selection = match constraints.objective {
        Objective::Score if too_many.is_some() => score::none(&rules, input, too_many, watch),
        _ if !pins_may || seen.is_some() || too_many.is_some() => {
            infeasible::diagnose(&rules, input, seen.or(too_many), watch)
        }
        Objective::Score => score::select(&rules, input, apart, depth, watch),
        objective => cover::select(&rules, input, objective, depth, watch),
    }?;
    selection.warnings.append(&mut rules.warnings);
    Ok(selection)
}
