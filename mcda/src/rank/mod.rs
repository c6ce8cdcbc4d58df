//! The ranking: one entry, [`rank()`], for every method.

mod additive;
mod advice;
mod pairwise;
mod ranking;
mod scored;
mod setup;
mod suitable;

pub use ranking::{Ranking, UsedCriterion};

use super::interval::{Together, interval};
use super::order::{by_key, competition, sorted};
use super::{Candidates, Method, Plan, PlanError};
use setup::Setup;

/// Ranks the candidates by the plan. Candidates carry one column per criterion of the plan.
///
/// # Errors
/// A plan that is wrong in itself or does not fit the candidates, by field.
pub fn rank(plan: &Plan, candidates: &Candidates) -> Result<Ranking, PlanError> {
    let mut setup = Setup::new(plan, candidates)?;
    let higher_is_better = plan.method != Method::Vikor;
    let scored = match plan.method {
        Method::Wsm => additive::score(&mut setup, additive::Link::Sum)?,
        Method::Wpm | Method::Geometric => additive::score(&mut setup, additive::Link::Product)?,
        _ => pairwise::score(&mut setup)?,
    };
    let n = candidates.len();
    let weight_present = scored.weight_present.iter().map(|share| share * setup.known_share);
    let weight_present = weight_present.collect();
    let (keyed, upper) = rayon::join(
        || sorted(&scored.score, &setup.kept, higher_is_better, candidates),
        || scored.ends.as_ref().map(|ends| by_key(&ends.upper, &setup.kept)),
    );
    let rank = competition(&keyed, n);
    let (rank_best, rank_worst) = match scored.ends.zip(upper) {
        Some((ends, upper)) => {
            let lower = ends.lower.as_ref().map(|lower| by_key(lower, &setup.kept));
            let areas = &candidates.common().areas;
            let together = ends.together.iter().filter_map(|(level, upper)| {
                Some(Together { areas: areas.get(*level)?, upper: by_key(upper, &setup.kept) })
            });
            let together: Vec<Together<'_>> = together.collect();
            let lower = lower.as_ref().unwrap_or(&keyed);
            let mut interval = interval(lower, &upper, &together, n);
            interval.include(&rank);
            (interval.best, interval.worst)
        }
        None => (rank.clone(), rank.clone()),
    };
    Ok(Ranking {
        method: plan.method,
        normalisation: plan.normalisation(),
        criteria: setup.criteria,
        warnings: setup.warnings,
        order: keyed.into_iter().map(|item| item.1).collect(),
        rank,
        rank_best,
        rank_worst,
        score: scored.score,
        compromise: scored.compromise,
        weight_present,
        rejected: setup.rejected,
        scales: setup.scales,
        filled: setup.filled,
        reweighted: setup.reweighted,
    })
}
