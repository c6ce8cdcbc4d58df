//! SMAA-2 (Lahdelma & Salminen 2001): which ranks a village takes when weights, and values, are
//! uncertain.
//!
//! A whole country times thousands of weightings is mostly multiplication: villages are taken in
//! blocks that stay in the first cache while a batch of weightings runs over them. Then only the
//! villages near the top of each weighting are sorted, found through a histogram.

use std::sync::atomic::{AtomicU64, Ordering};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::tally::{Smaa, Tally};
use super::{Matrix, WeightDraws};
use crate::progress::unless_cancelled;
use crate::{Candidates, PlanError, Ranking, Stage, Watch};

/// Weightings that run over a block together.
const BATCH: usize = 8;
/// Villages of a block: BATCH × BLOCK sums of 8 bytes are 16 KB.
const BLOCK: usize = 256;
/// Cells of the histogram over the range of scores.
const CELLS: usize = 4096;
/// With this many villages or fewer every rank is counted.
const ALL_RANKS: usize = 500;
/// Noisy values are drawn anew for every weighting; more numbers than this take too long.
const MAX_NOISE: usize = 400_000_000;

/// What is tried and what is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Which weights.
    pub weights: WeightDraws,
    /// How many of them.
    pub draws: usize,
    /// Start of the random numbers; the same seed gives the same result.
    pub seed: u64,
    /// How many villages are chosen: the K of top-K acceptability.
    pub count: usize,
    /// Ranks that are counted where the villages are too many to count all.
    pub depth: usize,
    /// Uncertain values.
    pub noise: Option<CriteriaNoise>,
}

/// Values × (1 + U(−relative, relative)) for some criteria.
#[derive(Debug, Clone, PartialEq)]
pub struct CriteriaNoise {
    /// Largest relative error.
    pub relative: f64,
    /// Places of the criteria in the plan.
    pub criteria: Vec<usize>,
}

/// Counts ranks over all weightings.
///
/// # Errors
/// A ranking that is no weighted sum, options that cannot be computed, by field, and
/// [`PlanError::cancelled`].
pub fn smaa(
    ranking: &Ranking,
    candidates: &Candidates,
    options: &Options,
    watch: &dyn Watch,
) -> Result<Smaa, PlanError> {
    if candidates.is_empty() {
        return Err(PlanError::new("candidates.where", "no village competes")
            .hint("ask for other candidates: of none nothing can be counted"));
    }
    let matrix = Matrix::new(ranking, candidates)?;
    let vectors = options.weights.vectors(&matrix.weights, options.draws, options.seed)?;
    let (n, m) = (matrix.height(), matrix.weights.len());
    if options.noise.is_some() && n * vectors.len() > MAX_NOISE {
        return Err(PlanError::new("noise", "too many villages and draws for noisy values")
            .hint("narrow candidates.where or ask for fewer draws"));
    }
    let depth = if n <= ALL_RANKS { n } else { options.depth.clamp(1, n) };
    let count = options.count.min(n);
    let batches: Vec<(usize, &[f64])> = vectors.chunks(BATCH * m).enumerate().collect();
    let (done, total) = (AtomicU64::new(0), (vectors.len() / m) as u64);
    watch.stage(Stage::Draws, 0, total);
    let tally = batches
        .par_iter()
        .with_min_len(8)
        .fold(
            || (Tally::new(n, m, depth, count), Workspace::new(n)),
            |(mut tally, mut space), (batch, vectors)| {
                if watch.cancelled() {
                    return (tally, space);
                }
                match &options.noise {
                    None => space.scores(&matrix, vectors, m),
                    Some(noise) => {
                        space.noisy_scores(&matrix, vectors, noise, options.seed, *batch);
                    }
                }
                for (scores, weights) in space.scores.chunks(n).zip(vectors.chunks(m)) {
                    let items = top(scores, tally.reach(), &mut space.cells);
                    tally.count(&items, scores, weights);
                }
                let own = (vectors.len() / m) as u64;
                watch.stage(Stage::Draws, done.fetch_add(own, Ordering::Relaxed) + own, total);
                (tally, space)
            },
        )
        .map(|(tally, _)| tally)
        .reduce(|| Tally::new(n, m, depth, count), Tally::merge);
    // A tally that is not complete is none.
    unless_cancelled(watch)?;
    Ok(tally.finish(options.seed, |weights| matrix.spread(weights)))
}

/// Memory that one thread reuses.
struct Workspace {
    scores: Vec<f64>,
    cells: Vec<u32>,
    height: usize,
}

impl Workspace {
    fn new(n: usize) -> Self {
        Self { scores: vec![0.0; n * BATCH], cells: vec![0; CELLS], height: n }
    }

    /// Scores of all villages under each weighting of the batch, one after the other.
    fn scores(&mut self, matrix: &Matrix<'_>, vectors: &[f64], m: usize) {
        let n = self.height;
        self.scores.resize(n * (vectors.len() / m), 0.0);
        self.scores.fill(0.0);
        for start in (0..n).step_by(BLOCK) {
            let end = (start + BLOCK).min(n);
            for (j, column) in matrix.normalised.iter().enumerate() {
                let Some(values) = column.get(start..end) else { continue };
                for (weights, sums) in vectors.chunks(m).zip(self.scores.chunks_mut(n)) {
                    let (Some(w), Some(sums)) = (weights.get(j), sums.get_mut(start..end)) else {
                        continue;
                    };
                    for (sum, r) in sums.iter_mut().zip(values) {
                        *sum += w * r;
                    }
                }
            }
        }
    }

    fn noisy_scores(
        &mut self,
        matrix: &Matrix<'_>,
        vectors: &[f64],
        noise: &CriteriaNoise,
        seed: u64,
        batch: usize,
    ) {
        let (n, m) = (self.height, matrix.weights.len());
        self.scores.resize(n * (vectors.len() / m), 0.0);
        self.scores.fill(0.0);
        // A stream of its own for every batch: stream 0 drew the weights.
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(batch as u64 + 1);
        for (weights, sums) in vectors.chunks(m).zip(self.scores.chunks_mut(n)) {
            for (place, w) in weights.iter().enumerate() {
                let (Some(values), Some(scale), Some(fixed), Some(j)) = (
                    matrix.values.get(place),
                    matrix.scales.get(place),
                    matrix.normalised.get(place),
                    matrix.used.get(place),
                ) else {
                    continue;
                };
                let noisy = noise.criteria.contains(j);
                for ((sum, x), r) in sums.iter_mut().zip(*values).zip(fixed) {
                    let error = noise.relative * (2.0 * rng.random::<f64>() - 1.0);
                    let changed = noisy && !x.is_nan();
                    *sum += w * if changed { scale.apply(x * (1.0 + error)) } else { *r };
                }
            }
        }
    }
}

/// The villages that can be among the first `reach`: all whose score lies in the cell of the
/// reach-th or above it.
fn top(scores: &[f64], reach: usize, cells: &mut [u32]) -> Vec<u32> {
    if reach >= scores.len() {
        return (0..scores.len() as u32).collect();
    }
    let (low, high) = scores
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), s| (low.min(*s), high.max(*s)));
    let width = (high - low) / (CELLS as f64 - 1.0);
    if width.is_nan() || width <= 0.0 {
        return (0..scores.len() as u32).collect();
    }
    cells.fill(0);
    let per_width = 1.0 / width;
    for s in scores {
        if let Some(cell) = cells.get_mut(((s - low) * per_width) as usize) {
            *cell += 1;
        }
    }
    let (mut found, mut edge) = (0, 0);
    for (cell, count) in cells.iter().enumerate().rev() {
        found += *count as usize;
        if found >= reach {
            edge = cell;
            break;
        }
    }
    // One cell more, so that neither rounding nor a tie at the edge loses a village.
    let threshold = low + width * (edge as f64 - 1.0);
    (0_u32..).zip(scores).filter(|(_, s)| **s >= threshold).map(|(i, _)| i).collect()
}
