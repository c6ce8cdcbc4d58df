//! How far one weight can move before another set is better.
//!
//! With w_k = t and the other weights scaled by (1 − t) / (1 − w_k), the sum of scores of every set is
//! linear in t, and the best sum is the largest of these lines: a convex function. The plan's set is
//! the best one on an interval around w_k; each end is found from outside, by Newton steps: the best
//! set at t is another one, and t moves to where both are equally good.

use rayon::prelude::*;

use super::turn::Turn;
use super::{Portfolio, sum};
use crate::progress::unless_cancelled;
use crate::select::Resolver;
use crate::{PlanError, Stage, Watch};

/// Each step finds another set, of which there are finitely many; so many are never needed.
const STEPS: usize = 100;
/// Differences below this are rounding.
const EPSILON: f64 = 1e-9;

/// For each criterion of the plan how far its weight can move.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervals {
    /// In the order of the plan's criteria; `None` where a criterion was dropped or has all the weight,
    /// and where an end was not found in time.
    pub of_criteria: Vec<Option<[f64; 2]>>,
    /// How many were not found in time.
    pub not_found: usize,
}

/// Finds the interval of every weight on which the plan's set stays the best, for at most `limit_s`
/// seconds.
///
/// # Errors
/// A solver that fails, and [`PlanError::cancelled`].
pub fn intervals(
    portfolio: &Portfolio<'_>,
    limit_s: f64,
    watch: &dyn Watch,
) -> Result<Intervals, PlanError> {
    let base = portfolio.matrix.weights();
    let until_s = watch.elapsed_s() + limit_s;
    let mut first = portfolio.resolver();
    let at_base = first.best(&portfolio.matrix.scores(base), &Turn::begin(watch))?;
    let mut found = vec![None; portfolio.matrix.criteria()];
    // Another set may be as good under the plan's weights; better is none.
    let own = portfolio.own(&portfolio.matrix.scores(base));
    if !at_base.proven || at_base.objective - own > EPSILON {
        return Ok(Intervals { not_found: base.len(), of_criteria: found });
    }
    watch.stage(Stage::Criteria, 0, base.len() as u64);
    let movable = |k: &usize| base.get(*k).is_some_and(|weight| *weight < 1.0);
    let ends: Vec<(usize, f64)> =
        (0..base.len()).filter(movable).flat_map(|k| [(k, 0.0), (k, 1.0)]).collect();
    let search = |(k, limit): &(usize, f64)| {
        let moved = Moved { portfolio, k: *k, until_s, watch };
        moved.end(first.clone(), *limit)
    };
    let ends_found: Vec<Option<f64>> =
        ends.par_iter().with_max_len(1).map(search).collect::<Result<_, _>>()?;
    let mut not_found = 0;
    for (pair, (k, _)) in ends_found.chunks(2).zip(ends.iter().step_by(2)) {
        let (Some(slot), [low, high]) =
            (portfolio.matrix.place(*k).and_then(|j| found.get_mut(j)), pair)
        else {
            continue;
        };
        *slot = low.zip(*high).map(|(low, high)| [low, high]);
        not_found += usize::from(slot.is_none());
    }
    Ok(Intervals { of_criteria: found, not_found })
}

/// One weight that moves.
struct Moved<'a, 'b> {
    portfolio: &'a Portfolio<'b>,
    k: usize,
    until_s: f64,
    watch: &'a dyn Watch,
}

impl Moved<'_, '_> {
    fn scores(&self, t: f64) -> Vec<f64> {
        let base = self.portfolio.matrix.weights();
        let own = base.get(self.k).copied().unwrap_or(0.0);
        let share = (1.0 - t) / (1.0 - own);
        let weight = |(j, w): (usize, &f64)| if j == self.k { t } else { w * share };
        let weights: Vec<f64> = base.iter().enumerate().map(weight).collect();
        self.portfolio.matrix.scores(&weights)
    }

    /// The end of the interval towards `limit`; `None` where it is not found in time.
    fn end(&self, mut resolver: Resolver<'_>, limit: f64) -> Result<Option<f64>, PlanError> {
        let (at_0, at_1) = (self.scores(0.0), self.scores(1.0));
        let from = self.portfolio.matrix.weights().get(self.k).copied().unwrap_or(0.0);
        let mut t = limit;
        for _ in 0..STEPS {
            unless_cancelled(self.watch)?;
            if self.watch.elapsed_s() > self.until_s {
                return Ok(None);
            }
            let scores = self.scores(t);
            let best = resolver.best(&scores, &Turn::begin(self.watch))?;
            if !best.proven {
                return Ok(None);
            }
            if best.objective - self.portfolio.own(&scores) <= EPSILON {
                return Ok(Some(t));
            }
            // Both sums at the ends: where the lines cross.
            let ahead_at_0 = self.portfolio.own(&at_0) - sum(&best.set, &at_0);
            let ahead_at_1 = self.portfolio.own(&at_1) - sum(&best.set, &at_1);
            let crossing = ahead_at_0 / (ahead_at_0 - ahead_at_1);
            let next = if limit > from { crossing.max(from) } else { crossing.min(from) };
            if !crossing.is_finite() || next == t {
                return Ok(Some(from));
            }
            t = next;
        }
        Ok(None)
    }
}
