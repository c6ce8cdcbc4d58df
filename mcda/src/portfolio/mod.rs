//! How much of the best set, under all constraints of a plan, hangs on the exact weights. Robustness
//! of a ranking says nothing about it: with quotas and distances most of the chosen villages are
//! not among the first of the list.
//!
//! The share of weightings whose best set contains a village is the core index of robust portfolio
//! modelling (Liesiö, Mild & Salo 2007), taken over weightings that are drawn.

mod interval;
mod leave_one_out;
mod sample;
mod turn;

use super::robustness::Matrix;
use super::select::{Resolver, Rules, SelectionInput};
use super::{Candidates, Constraints, PlanError, Ranking};

pub use interval::{Intervals, intervals};
pub use leave_one_out::{Without, without};
pub use sample::{Sample, sample};

/// The best set of a plan, to be tried under other weights.
pub struct Portfolio<'a> {
    matrix: Matrix<'a>,
    rules: Rules,
    input: &'a SelectionInput,
    set: &'a [u32],
}

impl<'a> Portfolio<'a> {
    /// `set` is the best one under the plan's own weights. Who may be chosen is decided by the plan's
    /// weights, whichever are tried: the share of the weight that a village has values for is a
    /// condition of the plan, not a matter of opinion. Every trial has `share_s` seconds.
    ///
    /// # Errors
    /// A ranking that is no weighted sum, and constraints that cannot be used, by field.
    pub fn new(
        ranking: &'a Ranking,
        candidates: &'a Candidates,
        constraints: &Constraints,
        input: &'a SelectionInput,
        set: &'a [u32],
        share_s: f64,
    ) -> Result<Self, PlanError> {
        let matrix = Matrix::new(ranking, candidates)?;
        let constraints = Constraints { time_limit_s: share_s, ..constraints.clone() };
        Ok(Self { matrix, rules: Rules::new(&constraints, input)?, input, set })
    }

    fn resolver(&self) -> Resolver<'_> {
        Resolver::new(&self.rules, self.input, self.set.to_vec())
    }

    /// What the plan's own set amounts to under some scores.
    fn own(&self, scores: &[f64]) -> f64 {
        sum(self.set, scores)
    }
}

/// What a set amounts to under some scores.
fn sum(set: &[u32], scores: &[f64]) -> f64 {
    set.iter().filter_map(|i| scores.get(*i as usize)).sum()
}
