//! What the ranking would be without one of the criteria.

use crate::{Candidates, Plan, PlanError, Ranking, rank};

/// Ranks without each criterion in turn, the other weights rescaled; `None` where nothing would
/// be left.
///
/// # Errors
/// As [`rank()`].
pub fn leave_one_out(
    plan: &Plan,
    candidates: &Candidates,
) -> Result<Vec<Option<Vec<u32>>>, PlanError> {
    let ranks = |j| Ok(without(plan, candidates, j)?.map(|ranking| ranking.rank));
    (0..plan.criteria.len()).map(ranks).collect()
}

/// The ranking without criterion `j`, the other weights rescaled; `None` where nothing would be left.
///
/// # Errors
/// As [`rank()`].
pub fn without(
    plan: &Plan,
    candidates: &Candidates,
    j: usize,
) -> Result<Option<Ranking>, PlanError> {
    let mut plan = plan.clone();
    if let Some(criterion) = plan.criteria.get_mut(j) {
        criterion.weight = 0.0;
    }
    if plan.criteria.iter().all(|criterion| criterion.weight == 0.0) {
        return Ok(None);
    }
    rank(&plan, candidates).map(Some)
}
