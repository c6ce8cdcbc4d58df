//! Watching and ending long computations. The computation says how far it is and asks whether
//! anybody still wants the answer; who listens, and when, is not its business.

use serde::Serialize;
use utoipa::ToSchema;

use super::PlanError;

/// What a long computation is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Waits for its turn.
    Waiting,
    /// Ranks the candidates.
    Ranking,
    /// Searches for the best set.
    Search,
    /// Searches for the next best sets, and for sets without a chosen village.
    Alternatives,
    /// Finds out what kept the others out.
    Reasons,
    /// Ranks under other weights.
    Draws,
    /// Searches for the best set under other weights.
    Sets,
    /// Moves and leaves out each criterion in turn.
    Criteria,
    /// Writes down what was found.
    Writing,
}

/// Somebody who watches a computation, from any thread. Calls must be cheap: they come from inner
/// loops.
pub trait Watch: Send + Sync {
    /// `done` of `total` steps of a stage are done; a `total` of 0 means that nobody can say.
    fn stage(&self, stage: Stage, done: u64, total: u64);

    /// The best set so far, and the relative distance of its objective to the best possible.
    fn found(&self, objective: f64, gap: f64);

    /// Seconds since the work began, by the clock of whoever watches; 0 where nobody does.
    fn elapsed_s(&self) -> f64;

    /// Whether nobody wants the answer any more. Whoever sees it ends with
    /// [`PlanError::cancelled`] as soon as possible.
    fn cancelled(&self) -> bool;
}

/// Nobody watches, and the computation runs to its end.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Watch for Silent {
    fn stage(&self, _stage: Stage, _done: u64, _total: u64) {}

    fn found(&self, _objective: f64, _gap: f64) {}

    fn elapsed_s(&self) -> f64 {
        0.0
    }

    fn cancelled(&self) -> bool {
        false
    }
}

/// Goes on, unless nobody wants the answer any more.
///
/// # Errors
/// [`PlanError::cancelled`].
pub fn unless_cancelled(watch: &dyn Watch) -> Result<(), PlanError> {
    if watch.cancelled() { Err(PlanError::cancelled()) } else { Ok(()) }
}
