//! The best set under each of many weightings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::Portfolio;
use super::turn::Turn;
use crate::progress::unless_cancelled;
use crate::robustness::WeightDraws;
use crate::{PlanError, Stage, Watch};

/// Weightings that are tried one after the other, each beginning with what the one before it found.
/// Their number does not depend on the machine, and so neither does which of several equally good
/// sets is found.
const IN_A_ROW: usize = 25;
/// Half the width of the interval in which a share of 0.5 lies with a probability of 95 %, by the
/// root of the number of draws: 1.96 √(0.5 · 0.5).
const HALF_WIDTH: f64 = 0.98;

/// The best sets under weightings that were drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    /// Weightings in all.
    pub draws: u32,
    /// Those whose best set is proven to be the best. Everything else here is about them.
    pub proven: u32,
    /// Those that were tried, and for which a better set may exist.
    pub not_proven: u32,
    /// Those for which no time was left.
    pub not_tried: u32,
    /// Whether these are all weightings that there are, and not a sample of them.
    pub all: bool,
    /// In how many best sets a village is; absent where in none.
    pub times: BTreeMap<u32, u32>,
    /// How many of the best sets are different.
    pub sets: usize,
    /// What the plan's own set loses against the best one, as a share of its objective: on average, and
    /// at most.
    pub loss: Option<[f64; 2]>,
}

impl Sample {
    /// The share of the weightings whose best set has a village.
    pub fn share(&self, i: u32) -> f64 {
        let times = self.times.get(&i).copied().unwrap_or(0);
        f64::from(times) / f64::from(self.proven.max(1))
    }

    /// How far a share lies from that over all weightings at most, with a probability of 95 %;
    /// `None` where no best set is proven.
    pub fn error(&self) -> Option<f64> {
        if self.all && self.proven == self.draws {
            return Some(0.0);
        }
        (self.proven > 0).then(|| (HALF_WIDTH / f64::from(self.proven).sqrt()).min(1.0))
    }
}

/// Finds the best set under `draws` weightings (of a lattice: as many of its points), for at most
/// `limit_s` seconds.
///
/// # Errors
/// Weightings that cannot be drawn, by field, a solver that fails, and [`PlanError::cancelled`].
pub fn sample(
    portfolio: &Portfolio<'_>,
    weights: WeightDraws,
    draws: usize,
    seed: u64,
    limit_s: f64,
    watch: &dyn Watch,
) -> Result<Sample, PlanError> {
    let m = portfolio.matrix.weights().len();
    let (vectors, all) = drawn(portfolio.matrix.weights(), weights, draws, seed)?;
    let total = (vectors.len() / m.max(1)) as u64;
    watch.stage(Stage::Sets, 0, total);
    // The first search learns who matters; all others begin with that.
    let mut first = portfolio.resolver();
    first.best(&portfolio.matrix.scores(portfolio.matrix.weights()), &Turn::begin(watch))?;
    let until_s = watch.elapsed_s() + limit_s;
    let done = AtomicU64::new(0);
    let rows: Vec<&[f64]> = vectors.chunks(IN_A_ROW * m).collect();
    let in_a_row = |vectors: &&[f64]| {
        let (mut resolver, mut tally) = (first.clone(), Tally::default());
        for weights in vectors.chunks(m) {
            unless_cancelled(watch)?;
            if watch.elapsed_s() > until_s {
                tally.not_tried += 1;
                continue;
            }
            let scores = portfolio.matrix.scores(weights);
            let best = resolver.best(&scores, &Turn::begin(watch))?;
            if best.proven {
                tally.count(best.set, portfolio.own(&scores), best.objective);
            } else {
                tally.not_proven += 1;
            }
            watch.stage(Stage::Sets, done.fetch_add(1, Ordering::Relaxed) + 1, total);
        }
        Ok::<Tally, PlanError>(tally)
    };
    let tallies: Result<Vec<Tally>, PlanError> =
        rows.par_iter().with_max_len(1).map(in_a_row).collect();
    let tally = tallies?.into_iter().fold(Tally::default(), Tally::merge);
    Ok(tally.finish(total as u32, all))
}

/// The weightings as one flat list, and whether they are all that there are.
fn drawn(
    base: &[f64],
    weights: WeightDraws,
    draws: usize,
    seed: u64,
) -> Result<(Vec<f64>, bool), PlanError> {
    let vectors = weights.vectors(base, draws, seed)?;
    if !matches!(weights, WeightDraws::Lattice { .. }) {
        return Ok((vectors, false));
    }
    let mut points: Vec<&[f64]> = vectors.chunks(base.len().max(1)).collect();
    let all = points.len() <= draws;
    if !all {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        points.shuffle(&mut random);
        points.truncate(draws);
    }
    Ok((points.concat(), all))
}

/// Counts of some weightings.
#[derive(Default)]
struct Tally {
    proven: u32,
    not_proven: u32,
    not_tried: u32,
    times: BTreeMap<u32, u32>,
    sets: BTreeSet<Vec<u32>>,
    /// Sum, and largest.
    losses: [f64; 2],
}

impl Tally {
    fn count(&mut self, set: Vec<u32>, own: f64, best: f64) {
        self.proven += 1;
        for i in &set {
            *self.times.entry(*i).or_default() += 1;
        }
        let loss = ((best - own) / best.abs().max(1e-12)).max(0.0);
        self.losses = [self.losses[0] + loss, self.losses[1].max(loss)];
        self.sets.insert(set);
    }

    fn merge(mut self, other: Self) -> Self {
        self.proven += other.proven;
        self.not_proven += other.not_proven;
        self.not_tried += other.not_tried;
        for (i, times) in other.times {
            *self.times.entry(i).or_default() += times;
        }
        self.sets.extend(other.sets);
        self.losses = [self.losses[0] + other.losses[0], self.losses[1].max(other.losses[1])];
        self
    }

    fn finish(self, draws: u32, all: bool) -> Sample {
        let mean = self.losses[0] / f64::from(self.proven.max(1));
        Sample {
            draws,
            proven: self.proven,
            not_proven: self.not_proven,
            not_tried: self.not_tried,
            all,
            times: self.times,
            sets: self.sets.len(),
            loss: (self.proven > 0).then_some([mean, self.losses[1]]),
        }
    }
}
