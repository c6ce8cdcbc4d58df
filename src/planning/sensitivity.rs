//! How much of a ranking hangs on the exact weights.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::selection_sensitivity::{self as chosen, SelectionSensitivity};
use super::weightings::{SensitivityOptions, WeightChoice, is_contested};
use super::{PlanningError, Prepared, Source, unless_cancelled};
use mcda::compare::average_rank_shift;
use mcda::robustness::{CriteriaNoise, Options, Smaa, confidence_factors, smaa, without};
use mcda::{Candidates, Plan, PlanError, Ranking, Stage, Warning, Watch, rank, stability};

/// With this many villages or fewer every rank is answered.
const MAX_RANKS: usize = 500;
/// Noisy values that are drawn for confidence factors at most.
const MAX_CONFIDENCE: usize = 1_000_000_000;

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
    /// How many villages are among the first `count` on some weightings and not on others: on more than
    /// a tenth and less than nine tenths.
    pub contested: usize,
    /// How many villages that are among the first `count` on some weighting are not listed.
    pub not_listed: usize,
    /// The same of the best set under all constraints; only for plans with constraints and the
    /// objective `score`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<SelectionSensitivity>,
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
    source: &Source<'_>,
    prepared: &Prepared,
    options: &SensitivityOptions,
    watch: &dyn Watch,
) -> Result<SensitivityAnswer, PlanningError> {
    let (plan, candidates) = (&prepared.plan, &prepared.candidates);
    watch.stage(Stage::Ranking, 0, 0);
    let ranking = rank(plan, candidates)?;
    let wanted = plan.constraints.as_ref().and_then(|c| c.count).unwrap_or(150) as usize;
    let count = wanted.clamp(1, candidates.len().max(2) - 1);
    let noise = noise(plan, options)?;
    let options_of = Options {
        weights: options.of_weights(),
        draws: options.draws.unwrap_or(10_000),
        seed: options.of_seed(),
        count,
        depth: 50,
        noise,
    };
    let found = unless_cancelled(watch, smaa(&ranking, candidates, &options_of, watch))?;
    let id = |i: u32| candidates.ids().get(i as usize).cloned().unwrap_or_default();
    let limit = options.limit.unwrap_or(200);
    let share = |i: &u32| found.top_k.get(*i as usize).copied().unwrap_or(0.0);
    let (mut listed, others): (Vec<u32>, Vec<u32>) =
        ranking.order.iter().copied().partition(|i| is_contested(share(i)));
    let contested = listed.len();
    listed.extend(others);
    let not_listed = listed.iter().skip(limit).filter(|i| share(i) > 0.0).count();
    listed.truncate(limit);
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
        if let Some(other) = without(plan, candidates, k)? {
            leave_one_out.insert(name, left_out(&ranking, candidates, &other, count));
        }
    }
    let mut warnings = ranking.warnings.clone();
    let selection = chosen::of(source, prepared, &ranking, options, &mut warnings, watch)?;
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
        contested,
        not_listed,
        selection,
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

fn left_out(ranking: &Ranking, candidates: &Candidates, other: &Ranking, count: usize) -> LeftOut {
    // The first of the list, ties as the ranking decides between them.
    let first = |ranking: &Ranking| -> BTreeSet<u32> {
        ranking.order.iter().copied().take(count).collect()
    };
    let named = || candidates.ids().iter().cloned().zip(other.rank.iter().copied()).collect();
    LeftOut {
        average_rank_shift: average_rank_shift(&ranking.rank, &other.rank),
        replaced: first(ranking).difference(&first(other)).count(),
        ranks: (other.rank.len() <= MAX_RANKS).then(named),
    }
}
