//! How much of a ranking hangs on the exact weights, values and competitors.

mod confidence;
mod draws;
mod leave_one_out;
mod reversal;
mod smaa;
mod tally;

use super::normalise::Scale;
use super::{Candidates, Method, PlanError, Ranking};

pub use confidence::confidence_factors;
pub use draws::WeightDraws;
pub use leave_one_out::{leave_one_out, without};
pub use reversal::reversals;
pub use smaa::{CriteriaNoise, Options, smaa};
pub use tally::Smaa;

/// The used criteria of a weighted sum, ready for many weightings.
pub(crate) struct Matrix<'a> {
    /// Values as given; missing ones are `NaN`.
    values: Vec<&'a [f64]>,
    scales: Vec<&'a Scale>,
    /// Normalised values, the lowest of the scale where a value is missing.
    normalised: Vec<Vec<f64>>,
    weights: Vec<f64>,
    /// Places of the used criteria in the plan.
    used: Vec<usize>,
    criteria: usize,
}

impl<'a> Matrix<'a> {
    pub fn new(ranking: &'a Ranking, candidates: &'a Candidates) -> Result<Self, PlanError> {
        if ranking.method != Method::Wsm {
            return Err(PlanError::new("method", "robustness is computed for wsm only")
                .hint("the second opinions have no weights to vary in the same sense"));
        }
        if !ranking.rejected.is_empty() {
            return Err(PlanError::new(
                "missing",
                "robustness needs a ranking without rejected rows",
            )
            .hint("put the condition into candidates.where instead"));
        }
        let reweights = |(j, missing): (usize, &usize)| {
            *missing > 0 && ranking.reweighted.get(j) == Some(&true)
        };
        if candidates.missing().iter().enumerate().any(reweights) {
            let problem = "with reweight the weights of a village depend on what it lacks";
            return Err(PlanError::new("missing", problem)
                .hint("robustness is computed for the other policies"));
        }
        let mut matrix = Self {
            values: Vec::new(),
            scales: Vec::new(),
            normalised: Vec::new(),
            weights: Vec::new(),
            used: Vec::new(),
            criteria: ranking.criteria.len(),
        };
        for (j, (scale, column)) in ranking.scales.iter().zip(candidates.columns()).enumerate() {
            let (Some(scale), Some(criterion)) = (scale, ranking.criteria.get(j)) else { continue };
            let lowest = scale.bounds()[0];
            let value = |(i, x): (usize, &f64)| {
                let x = if x.is_nan() { ranking.used_value(candidates, i, j) } else { Some(*x) };
                x.map_or(lowest, |x| scale.apply(x))
            };
            matrix.normalised.push(column.iter().enumerate().map(value).collect());
            matrix.values.push(column);
            matrix.scales.push(scale);
            matrix.weights.push(criterion.weight);
            matrix.used.push(j);
        }
        if matrix.used.is_empty() {
            return Err(PlanError::new("criteria", "no criterion separates the villages"));
        }
        Ok(matrix)
    }

    /// Weights of the used criteria.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Number of criteria of the plan.
    pub fn criteria(&self) -> usize {
        self.criteria
    }

    /// The place in the plan of a used criterion.
    pub fn place(&self, used: usize) -> Option<usize> {
        self.used.get(used).copied()
    }

    /// Scores of all villages under some weights of the used criteria.
    pub fn scores(&self, weights: &[f64]) -> Vec<f64> {
        let mut scores = vec![0.0; self.height()];
        for (column, weight) in self.normalised.iter().zip(weights) {
            for (score, value) in scores.iter_mut().zip(column) {
                *score += weight * value;
            }
        }
        scores
    }

    /// Number of villages.
    fn height(&self) -> usize {
        self.normalised.first().map_or(0, Vec::len)
    }

    /// Weights of the used criteria at the places of all criteria of the plan.
    fn spread(&self, weights: impl IntoIterator<Item = f64>) -> Vec<f64> {
        let mut all = vec![0.0; self.criteria];
        for (j, weight) in self.used.iter().zip(weights) {
            if let Some(slot) = all.get_mut(*j) {
                *slot = weight;
            }
        }
        all
    }
}
