//! What a selection needs to know of every candidate.

use super::Places;
use crate::{Candidates, Method, Ranking};

/// The candidates of a selection, column by column.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectionInput {
    /// Their ids.
    pub ids: Vec<String>,
    /// Their scores, higher being better; `NaN` where a candidate is not ranked.
    pub scores: Vec<f64>,
    /// Share of the weight whose values are present.
    pub weight_present: Vec<f64>,
    /// Code of the regency; empty where unknown.
    pub regencies: Vec<String>,
    /// Code of the province; empty where unknown.
    pub provinces: Vec<String>,
    /// What each costs; `NaN` where unknown. Empty where there is no budget.
    pub costs: Vec<f64>,
    /// What each needs, for covering and p-median; `NaN` counts as 0.
    pub demand: Vec<f64>,
    /// Their positions.
    pub places: Places,
    /// Positions of the villages that are designated already.
    pub designated: Places,
    /// Their ids, in the same order.
    pub designated_ids: Vec<String>,
}

impl SelectionInput {
    /// The part of the input that a ranking provides; the rest is empty.
    pub fn from_ranking(ranking: &Ranking, candidates: &Candidates) -> Self {
        let turned = |score: &f64| if ranking.method == Method::Vikor { -score } else { *score };
        Self {
            ids: candidates.ids().to_vec(),
            scores: ranking.score.iter().map(turned).collect(),
            weight_present: ranking.weight_present.clone(),
            regencies: (0..candidates.len()).map(|i| candidates.regency(i).to_owned()).collect(),
            provinces: Vec::new(),
            costs: Vec::new(),
            demand: Vec::new(),
            places: Places::LonLat(Vec::new()),
            designated: Places::LonLat(Vec::new()),
            designated_ids: Vec::new(),
        }
    }

    /// How many candidates there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub(super) fn score(&self, i: u32) -> f64 {
        score_of(&self.scores, i)
    }

    pub(super) fn demand(&self, i: u32) -> f64 {
        self.demand.get(i as usize).copied().filter(|x| x.is_finite()).unwrap_or(0.0)
    }

    pub(super) fn cost(&self, i: u32) -> f64 {
        self.costs.get(i as usize).copied().unwrap_or(0.0)
    }
}

/// The score of a candidate; `NaN` where there is none.
pub(super) fn score_of(scores: &[f64], i: u32) -> f64 {
    scores.get(i as usize).copied().unwrap_or(f64::NAN)
}
