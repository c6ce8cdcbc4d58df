//! The time that a plan has: nothing begins after it that need not be.

use super::Rules;
use crate::{PlanError, Watch};

/// Seconds that a step gets however late it is: enough to end in order.
const LEAST_S: f64 = 0.2;
/// Seconds after the time of the plan in which something may still begin.
const GRACE_S: f64 = 0.5;

impl Rules {
    /// Lets the time limit count from now on.
    pub(super) fn begin(&mut self, watch: &dyn Watch) {
        self.since_s = watch.elapsed_s();
    }

    /// The same rules for whoever waits: what is not known after so many seconds more is answered as a bound.
    pub(super) fn hurried(&self, patience_s: f64, watch: &dyn Watch) -> Self {
        let time_limit_s = self.time_limit_s.min(self.elapsed_s(watch) + patience_s);
        Self { time_limit_s, ..self.clone() }
    }

    /// Seconds that the plan leaves to the next step of a search.
    pub(super) fn seconds_left(&self, watch: &dyn Watch) -> f64 {
        (self.time_limit_s - self.elapsed_s(watch)).max(LEAST_S)
    }

    /// Whether there is time for more than what must be.
    pub(super) fn in_time(&self, watch: &dyn Watch) -> bool {
        self.elapsed_s(watch) < self.time_limit_s
    }

    /// Whether there is time for what helps where no set was found: the answer is due a second after
    /// the time of the plan.
    pub(super) fn in_grace(&self, watch: &dyn Watch) -> bool {
        self.elapsed_s(watch) < self.time_limit_s + GRACE_S
    }

    pub(super) fn elapsed_s(&self, watch: &dyn Watch) -> f64 {
        watch.elapsed_s() - self.since_s
    }
}

/// No set was found in the time that the plan allows.
pub(super) fn too_late() -> PlanError {
    PlanError::new("constraints.time_limit_s", "no set was found in time")
        .hint("give it more seconds, or narrow candidates.where")
}
