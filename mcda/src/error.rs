//! What is wrong with a plan, where, and what to do about it.

/// In the place of a field, where the solver failed.
const SOLVER: &str = "solver";

/// A plan that cannot be computed. It names the field as a path into the plan, such as
/// `criteria[2].goalposts`, so that a form can mark it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct PlanError {
    /// Path of the field inside the plan.
    pub field: String,
    /// What is wrong with it.
    pub problem: String,
    /// What would put it right.
    pub hint: Option<String>,
}

impl PlanError {
    /// An error at `field`.
    pub fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into(), hint: None }
    }

    /// What a computation answers that was ended because nobody waits for it any more. It is for
    /// whoever asked [`Watch::cancelled`](super::Watch::cancelled), not for people.
    pub fn cancelled() -> Self {
        Self::new("", "nobody waits for the answer any more")
    }

    /// The solver failed at a plan that is right: nothing that whoever wrote the plan could mend.
    pub fn solver(what: impl std::fmt::Display) -> Self {
        Self::new(SOLVER, format!("the solver failed: {what}"))
    }

    /// Whether it is the solver that failed, and not the plan.
    pub fn is_solvers(&self) -> bool {
        self.field == SOLVER
    }

    /// Adds what would put it right.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
