//! What the best set would be without one of the criteria.

use crate::select::{Depth, SelectionInput, Status, select};
use crate::{Candidates, Constraints, Plan, PlanError, Watch, robustness};

/// The best set of the plan without a criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct Without {
    /// How far the search came.
    pub status: Status,
    /// The set; empty where there is none, or none was found in time.
    pub set: Vec<u32>,
}

/// The best set without criterion `j`, the other weights rescaled: that of the plan that one would
/// have written. A village may have enough known values without it, or no longer enough. `None`
/// where no criterion is left.
///
/// # Errors
/// As [`select`].
pub fn without(
    plan: &Plan,
    candidates: &Candidates,
    constraints: &Constraints,
    input: &SelectionInput,
    j: usize,
    watch: &dyn Watch,
) -> Result<Option<Without>, PlanError> {
    let Some(ranking) = robustness::without(plan, candidates, j)? else { return Ok(None) };
    let SelectionInput { scores, weight_present, .. } =
        SelectionInput::from_ranking(&ranking, candidates);
    let input = SelectionInput { scores, weight_present, ..input.clone() };
    let found = select(constraints, &input, Depth::Set, watch)?;
    Ok(Some(Without { status: found.status, set: found.selected }))
}
