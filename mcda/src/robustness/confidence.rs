//! Confidence factors: how surely a village is first under the very weights that favour it,
//! although the values are uncertain.

use std::collections::BTreeMap;

use super::{CriteriaNoise, Options, Smaa, WeightDraws, smaa};
use crate::{Candidates, PlanError, Ranking, Watch};

/// P(rank 1 | central weights of the village, noisy values), for every village of `found` that
/// has central weights.
///
/// # Errors
/// As [`smaa`].
pub fn confidence_factors(
    ranking: &Ranking,
    candidates: &Candidates,
    found: &Smaa,
    noise: &CriteriaNoise,
    draws: usize,
    seed: u64,
    watch: &dyn Watch,
) -> Result<BTreeMap<u32, f64>, PlanError> {
    let mut factors = BTreeMap::new();
    for (i, central) in &found.central_weights {
        let mut weighted = ranking.clone();
        for (criterion, weight) in weighted.criteria.iter_mut().zip(central) {
            criterion.weight = *weight;
        }
        let options = Options {
            weights: WeightDraws::Around { noise: 0.0 },
            draws,
            seed,
            count: 1,
            depth: 1,
            noise: Some(noise.clone()),
        };
        let first = smaa(&weighted, candidates, &options, watch)?;
        factors.insert(*i, first.top_k.get(*i as usize).copied().unwrap_or(0.0));
    }
    Ok(factors)
}
