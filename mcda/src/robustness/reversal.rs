//! Rank reversal: does deleting a village re-order the others? On fixed goalposts it never does.

use crate::{Candidates, Plan, PlanError, rank};

/// Ranking anew for every village is for hundreds of them.
const MAX: usize = 500;

/// The villages whose deletion changes the order of the remaining ones.
///
/// # Errors
/// More than 500 villages, or as [`rank()`].
pub fn reversals(plan: &Plan, candidates: &Candidates) -> Result<Vec<u32>, PlanError> {
    if candidates.len() > MAX {
        let problem = format!("the reversal test takes at most {MAX} villages");
        return Err(PlanError::new("candidates", problem).hint("narrow candidates.where"));
    }
    let order = rank(plan, candidates)?.order;
    let mut found = Vec::new();
    for removed in 0..candidates.len() as u32 {
        let left = rank(plan, &candidates.without(removed as usize)?)?;
        let before = order.iter().filter(|i| **i != removed);
        let after = left.order.iter().map(|i| if *i >= removed { i + 1 } else { *i });
        if !before.copied().eq(after) {
            found.push(removed);
        }
    }
    Ok(found)
}
