//! How much of a ranking hangs on the exact weights.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PlanningError, Prepared, unless_cancelled};
use crate::mcda::compare::average_rank_shift;
use crate::mcda::robustness::{
    CriteriaNoise, Options, Smaa, WeightDraws, confidence_factors, smaa, without,
};
use crate::mcda::{Candidates, Plan, PlanError, Ranking, Stage, Warning, Watch, rank, stability};

/// With this many villages or fewer every rank is answered.
const MAX_RANKS: usize = 500;
/// Noisy values that are drawn for confidence factors at most.
const MAX_CONFIDENCE: usize = 1_000_000_000;

/// Which weights are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WeightChoice {
    /// The plan's weights, each up to `noise` more or less.
    #[default]
    Around,
    /// All weights alike: nothing is known about them.
    Uniform,
    /// All weights with the order of importance of the plan.
    Ordinal,
    /// Every weighting in steps of a tenth: exact.
    Lattice,
}

/// How to try.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SensitivityOptions {
    /// Which weights are tried.
    #[serde(default)]
    pub weights: WeightChoice,
    /// Number of weightings; default 10,000.
    #[serde(default)]
    pub draws: Option<usize>,
    /// Start of the random numbers; default 1.
    #[serde(default)]
    pub seed: Option<u64>,
    /// Largest relative change of a weight (`around`); default 0.25.
    #[serde(default)]
    pub noise: Option<f64>,
    /// Largest relative error of the values; default none.
    #[serde(default)]
    pub criteria_noise: Option<f64>,
    /// Criteria whose values are uncertain; default all.
    #[serde(default)]
    pub noisy_criteria: Option<Vec<String>>,
    /// Villages to answer for, in the order of the ranking; default 200.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// What the weightings say.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SensitivityAnswer {
    /// Number of weightings.
    pub draws: u32,
    /// Start of the random numbers.
    pub seed: u64,
    /// Which weights were tried.
    pub weights: WeightChoice,
    /// How many villages are chosen: the K of `top_k`.
    pub count: usize,
    /// Share of the weightings in which a village takes rank 1, 2, ….
    pub rank_acceptability: BTreeMap<String, Vec<f64>>,
    /// Share of the weightings in which a village is among the first `count`.
    pub top_k: BTreeMap<String, f64>,
    /// Mean of the weights that put a village first.
    pub central_weights: BTreeMap<String, BTreeMap<String, f64>>,
    /// For each criterion how far its weight can move before the first `count` are others.
    pub stability: BTreeMap<String, Option<[f64; 2]>>,
    /// What would change without each criterion.
    pub leave_one_out: BTreeMap<String, LeftOut>,
    /// How surely a village is first under its own central weights although the values are
    /// uncertain; only with `criteria_noise`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence_factors: Option<BTreeMap<String, f64>>,
    /// Share of the weightings in which the first village is before the second; only for up to
    /// 100 villages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairwise_winning: Option<BTreeMap<String, BTreeMap<String, f64>>>,
    /// What a reader must know.
    pub warnings: Vec<Warning>,
}

/// The ranking without a criterion.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LeftOut {
    /// Mean change of rank.
    pub average_rank_shift: f64,
    /// How many of the first `count` would be others.
    pub replaced: usize,
    /// The ranks; only for up to 500 villages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranks: Option<BTreeMap<String, u32>>,
}

/// Tries other weights.
///
/// # Errors
/// A plan or options that cannot be computed, by field, and [`PlanningError::Cancelled`].
pub fn sensitivity(
    prepared: &Prepared,
    options: &SensitivityOptions,
    watch: &dyn Watch,
) -> Result<SensitivityAnswer, PlanningError> {
    let (plan, candidates) = (&prepared.plan, &prepared.candidates);
    watch.stage(Stage::Ranking, 0, 0);
    let ranking = rank(plan, candidates)?;
    let wanted = plan.constraints.as_ref().and_then(|c| c.count).unwrap_or(150) as usize;
    let count = wanted.clamp(1, candidates.len().max(2) - 1);
    let weights = match options.weights {
        WeightChoice::Around => WeightDraws::Around { noise: options.noise.unwrap_or(0.25) },
        WeightChoice::Uniform => WeightDraws::Uniform,
        WeightChoice::Ordinal => WeightDraws::Ordinal,
        WeightChoice::Lattice => WeightDraws::Lattice { steps: 10 },
    };
    let noise = noise(plan, options)?;
    let options_of = Options {
        weights,
        draws: options.draws.unwrap_or(10_000),
        seed: options.seed.unwrap_or(1),
        count,
        depth: 50,
        noise,
    };
    let found = unless_cancelled(watch, smaa(&ranking, candidates, &options_of, watch))?;
    let id = |i: u32| candidates.ids().get(i as usize).cloned().unwrap_or_default();
    let limit = options.limit.unwrap_or(200);
    let listed: Vec<u32> = ranking.order.iter().copied().take(limit).collect();
    let names = || ranking.criteria.iter().map(|c| c.indicator.clone());
    let central =
        |(i, weights): (&u32, &Vec<f64>)| (id(*i), names().zip(weights.iter().copied()).collect());
    let ranks_of = |i: &u32| (id(*i), found.acceptability(*i));
    let (mut stable, mut leave_one_out) = (BTreeMap::new(), BTreeMap::new());
    let criteria = ranking.criteria.len() as u64;
    for (k, name) in names().enumerate() {
        watch.stage(Stage::Criteria, k as u64, criteria);
        unless_cancelled(watch, Ok(()))?;
        stable.insert(name.clone(), stability::interval(&ranking, candidates, k, count)?);
        if let Some(ranks) = without(plan, candidates, k)? {
            leave_one_out.insert(name, left_out(&ranking, candidates, &ranks, count));
        }
    }
    let mut warnings = ranking.warnings.clone();
    let confidence_factors = match &options_of.noise {
        Some(noise) => {
            let drawn = (&found, noise, &options_of);
            unless_cancelled(watch, confidence(&ranking, candidates, drawn, &mut warnings, watch))?
        }
        None => None,
    };
    let pairwise_winning = found.pairwise.as_ref().map(|rows| {
        let row = |row: &Vec<f64>| (0..).zip(row).map(|(i, p)| (id(i), *p)).collect();
        (0..).zip(rows).map(|(i, of)| (id(i), row(of))).collect()
    });
    Ok(SensitivityAnswer {
        draws: found.draws,
        seed: found.seed,
        weights: options.weights,
        count,
        rank_acceptability: listed.iter().map(ranks_of).filter(|(_, b)| !b.is_empty()).collect(),
        top_k: listed
            .iter()
            .filter_map(|i| Some((id(*i), *found.top_k.get(*i as usize)?)))
            .collect(),
        central_weights: found.central_weights.iter().map(central).collect(),
        stability: stable,
        leave_one_out,
        confidence_factors,
        pairwise_winning,
        warnings,
    })
}

/// Which values are uncertain, and how much.
fn noise(plan: &Plan, options: &SensitivityOptions) -> Result<Option<CriteriaNoise>, PlanError> {
    let place = |name: &String| {
        plan.criteria.iter().position(|one| one.indicator == *name).ok_or_else(|| {
            PlanError::new("noisy_criteria", format!("{name:?} is no criterion of the plan"))
        })
    };
    let criteria = match &options.noisy_criteria {
        None => (0..plan.criteria.len()).collect(),
        Some(_) if options.criteria_noise.is_none() => {
            return Err(PlanError::new("noisy_criteria", "says nothing without criteria_noise"));
        }
        Some(names) => names.iter().map(place).collect::<Result<_, _>>()?,
    };
    Ok(options.criteria_noise.map(|relative| CriteriaNoise { relative, criteria }))
}

/// Confidence factors, where they can be drawn in a reasonable time.
fn confidence(
    ranking: &Ranking,
    candidates: &Candidates,
    (found, noise, options): (&Smaa, &CriteriaNoise, &Options),
    warnings: &mut Vec<Warning>,
    watch: &dyn Watch,
) -> Result<Option<BTreeMap<String, f64>>, PlanError> {
    let values = candidates.len() * options.draws * found.central_weights.len();
    if values > MAX_CONFIDENCE {
        let detail = "too many villages and weightings for confidence factors; narrow \
            candidates.where or ask for fewer draws";
        warnings.push(Warning::new("confidence_factors_left_out", detail));
        return Ok(None);
    }
    let factors =
        confidence_factors(ranking, candidates, found, noise, options.draws, options.seed, watch)?;
    let id = |i: u32| candidates.ids().get(i as usize).cloned().unwrap_or_default();
    Ok(Some(factors.into_iter().map(|(i, factor)| (id(i), factor)).collect()))
}

fn left_out(ranking: &Ranking, candidates: &Candidates, ranks: &[u32], count: usize) -> LeftOut {
    let inside = |rank: &u32| *rank as usize <= count;
    let pairs = ranking.rank.iter().zip(ranks);
    let named = || candidates.ids().iter().cloned().zip(ranks.iter().copied()).collect();
    LeftOut {
        average_rank_shift: average_rank_shift(&ranking.rank, ranks),
        replaced: pairs.filter(|(before, after)| inside(before) && !inside(after)).count(),
        ranks: (ranks.len() <= MAX_RANKS).then(named),
    }
}
