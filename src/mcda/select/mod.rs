//! Choosing a set of villages: the best one that satisfies every quota, budget and distance,
//! with a proof, by mixed-integer programming (HiGHS).

mod answer;
mod at_once;
mod budget;
mod conflicts;
mod cover;
mod depth;
mod distance;
mod extra;
mod greedy;
mod infeasible;
mod input;
mod mip;
mod model;
mod money;
mod most;
mod pool;
mod purses;
mod reasons;
mod relaxation;
mod rules;
mod score;
mod search;
mod spacing;

pub use answer::{BestSet, Relaxation, RelaxationKind, Selection, Skipped, Status};
pub use depth::Depth;
pub use distance::Places;
pub use greedy::{Greedy, greedy};
pub use input::SelectionInput;
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
    if rules.pinned.iter().any(|i| !rules.may(*i)) {
        return infeasible::diagnose(&rules, input, watch);
    }
    let impossible = at_once::impossible(&rules, input.len() as u32).is_some();
    match constraints.objective {
        _ if impossible => infeasible::diagnose(&rules, input, watch),
        Objective::Score => score::select(&rules, input, depth, watch),
        objective => cover::select(&rules, input, objective, depth, watch),
    }
}
