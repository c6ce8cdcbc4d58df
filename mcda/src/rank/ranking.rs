//! A ranking, and what it says of every candidate.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::methods::vikor::Compromise;
use crate::normalise::Scale;
use crate::{Candidates, Direction, Method, Normalisation, Warning};

/// A ranking. Everything per candidate is indexed as the candidates were given.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// The method.
    pub method: Method,
    /// The normalisation in force.
    pub normalisation: Normalisation,
    /// The criteria as they were used, in the order of the plan.
    pub criteria: Vec<UsedCriterion>,
    /// What a reader must know.
    pub warnings: Vec<Warning>,
    /// The ranked candidates, first rank first.
    pub order: Vec<u32>,
    /// Competition rank; 0 where the candidate was rejected.
    pub rank: Vec<u32>,
    /// Best rank that missing values allow, those of a whole area being one value for all in it; 0
    /// where the candidate was rejected. Reached for `wsm`, `wpm` and `geometric` on a scale that
    /// missing values do not move; for the methods that compare villages no rank is better than this.
    pub rank_best: Vec<u32>,
    /// Worst rank that missing values allow; 0 where the candidate was rejected.
    pub rank_worst: Vec<u32>,
    /// Score; `NaN` where the candidate was rejected. For VIKOR lower is better.
    pub score: Vec<f64>,
    /// What VIKOR proposes, by place of the candidate.
    pub compromise: Option<Compromise>,
    /// Share of the weight whose values are present.
    pub weight_present: Vec<f64>,
    /// Candidates that a `reject` criterion took out.
    pub rejected: Vec<u32>,
    pub(crate) scales: Vec<Option<Scale>>,
    pub(crate) filled: BTreeMap<(u32, u32), f64>,
    pub(crate) reweighted: Vec<bool>,
}

/// A criterion as it was used.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct UsedCriterion {
    /// The indicator.
    pub indicator: String,
    /// Weight, after division by the sum; 0 where it was dropped.
    pub weight: f64,
    /// Whether more or less means sooner.
    pub direction: Direction,
    /// The values that count as the ends of the scale, where the scale is a range.
    pub goalposts: Option<[f64; 2]>,
    /// Why it was not used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dropped: Option<String>,
}

impl Ranking {
    /// The value that criterion `j` used for candidate `i`: its own, or what replaced it.
    pub fn used_value(&self, candidates: &Candidates, i: usize, j: usize) -> Option<f64> {
        candidates.value(i, j).or_else(|| self.filled.get(&(i as u32, j as u32)).copied())
    }

    /// The normalised value of criterion `j` for candidate `i`.
    pub fn normalised(&self, candidates: &Candidates, i: usize, j: usize) -> Option<f64> {
        let scale = self.scales.get(j)?.as_ref()?;
        self.used_value(candidates, i, j).map(|x| scale.apply(x))
    }

    /// What every criterion adds to the score of candidate `i`, in the order of the criteria:
    /// the parts sum to the score. Only a weighted sum has parts.
    pub fn parts(&self, candidates: &Candidates, i: usize) -> Option<Vec<f64>> {
        if self.method != Method::Wsm || self.rank.get(i).is_none_or(|rank| *rank == 0) {
            return None;
        }
        let share = self.counted_share(candidates, i);
        let part = |(j, criterion): (usize, &UsedCriterion)| {
            let weight = criterion.weight;
            let Some(scale) = self.scales.get(j).and_then(Option::as_ref) else { return 0.0 };
            match self.used_value(candidates, i, j) {
                Some(x) => weight * scale.apply(x) / share,
                None if self.reweighted.get(j) == Some(&true) => 0.0,
                None => weight * scale.bounds()[0] / share,
            }
        };
        Some(self.criteria.iter().enumerate().map(part).collect())
    }

    /// 1, less the weights that `reweight` leaves out for this candidate.
    fn counted_share(&self, candidates: &Candidates, i: usize) -> f64 {
        let left_out =
            |j: &usize| self.reweighted.get(*j) == Some(&true) && candidates.value(i, *j).is_none();
        let counted = (0..self.criteria.len())
            .filter(left_out)
            .filter_map(|j| self.criteria.get(j))
            .fold(1.0, |counted, criterion| counted - criterion.weight);
        if counted > 0.0 { counted } else { 1.0 }
    }

    /// Eleven quantiles of the scores, from the lowest to the highest, for a colour scale.
    pub fn score_quantiles(&self) -> Vec<f64> {
        let last = self.order.len().saturating_sub(1);
        let at = |tenth: usize| {
            // `order` starts with the best; a VIKOR score is lowest there.
            let place = (last * tenth).div_euclid(10);
            let place = if self.method == Method::Vikor { place } else { last - place };
            self.order.get(place).and_then(|i| self.score.get(*i as usize)).copied()
        };
        (0..=10).filter_map(at).collect()
    }
}
