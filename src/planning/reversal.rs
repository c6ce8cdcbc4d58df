//! Whether a ranking depends on who else competes.

use serde::Serialize;
use utoipa::ToSchema;

use super::Prepared;
use mcda::robustness::reversals;
use mcda::{Method, PlanError};

/// The test of rank reversal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReversalAnswer {
    /// The method that was tested.
    pub method: Method,
    /// How many villages compete; each was deleted once.
    pub candidates: usize,
    /// Codes of the villages whose deletion changes the order of the remaining ones.
    pub reversals: Vec<String>,
}

/// Ranks anew without each village in turn.
///
/// # Errors
/// More than 500 villages, or a plan that cannot be computed, by field.
pub fn reversal(prepared: &Prepared) -> Result<ReversalAnswer, PlanError> {
    let (plan, candidates) = (&prepared.plan, &prepared.candidates);
    let found = reversals(plan, candidates)?;
    let id = |i: u32| candidates.ids().get(i as usize).cloned();
    Ok(ReversalAnswer {
        method: plan.method,
        candidates: candidates.len(),
        reversals: found.into_iter().filter_map(id).collect(),
    })
}
