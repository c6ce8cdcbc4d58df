//! Why a plan cannot be frozen.

use crate::planning::PlanningError;
use mcda::PlanError;
use mcda::select::Relaxation;

/// Why a plan cannot be frozen.
#[derive(Debug, thiserror::Error)]
pub enum FreezeError {
    /// The plan is wrong.
    #[error(transparent)]
    Planner(#[from] PlanningError),
    /// No set of villages satisfies the plan.
    #[error("no set of villages satisfies the plan")]
    Infeasible(Vec<Relaxation>),
    /// The search found no set in the time of the plan.
    #[error("no set of villages was found in the time that the plan allows")]
    NoTime,
    /// The villages that were picked are not those that the plan selects.
    #[error("the basket is not the set that the plan selects")]
    Basket {
        /// Picked and not selected.
        only_picked: Vec<String>,
        /// Selected and not picked.
        only_selected: Vec<String>,
    },
    /// A number of the result is not finite.
    #[error("the result cannot be written down: {0}")]
    Document(#[from] serde_json::Error),
}

impl From<PlanError> for FreezeError {
    fn from(error: PlanError) -> Self {
        Self::Planner(error.into())
    }
}
