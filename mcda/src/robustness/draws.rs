//! Sets of weights to try. All of them are drawn first, from a stored seed, so that the result
//! does not depend on the number of threads.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::PlanError;

/// More weight vectors than this are a mistake.
const MAX_DRAWS: usize = 1_000_000;

/// Which weights are tried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WeightDraws {
    /// All weights that are multiples of 1 / `steps`: exact, no random numbers.
    Lattice {
        /// Number of steps from 0 to 1.
        steps: u32,
    },
    /// Evenly over all weights (Dirichlet with parameters 1): nothing is known about them.
    Uniform,
    /// Evenly over all weights with the order of importance of the plan.
    Ordinal,
    /// The plan's weights × (1 + U(−noise, noise)), divided by their sum.
    Around {
        /// Largest relative change.
        noise: f64,
    },
}

impl WeightDraws {
    /// `draws` weight vectors (the lattice has its own number) as one flat list.
    pub(crate) fn vectors(
        self,
        base: &[f64],
        draws: usize,
        seed: u64,
    ) -> Result<Vec<f64>, PlanError> {
        if draws == 0 || draws > MAX_DRAWS {
            let problem = format!("{draws} is not between 1 and {MAX_DRAWS}");
            return Err(PlanError::new("draws", problem));
        }
        let m = base.len();
        if let Self::Lattice { steps } = self {
            return lattice(m, steps);
        }
        if let Self::Around { noise } = self
            && !(0.0..=1.0).contains(&noise)
        {
            return Err(PlanError::new("noise", "is not between 0 and 1"));
        }
        let mut order: Vec<usize> = (0..m).collect();
        let weight = |j: &usize| base.get(*j).copied().unwrap_or(0.0);
        order.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut vectors = Vec::with_capacity(draws * m);
        for _ in 0..draws {
            let mut drawn: Vec<f64> = match self {
                Self::Around { noise } => base
                    .iter()
                    .map(|w| w * (1.0 + noise * (2.0 * rng.random::<f64>() - 1.0)))
                    .collect(),
                // Exponential numbers divided by their sum are Dirichlet(1, …, 1).
                _ => (0..m).map(|_| -(1.0 - rng.random::<f64>()).ln()).collect(),
            };
            let sum: f64 = drawn.iter().sum();
            if sum > 0.0 {
                drawn.iter_mut().for_each(|w| *w /= sum);
            }
            if self == Self::Ordinal {
                let mut sorted = drawn.clone();
                sorted.sort_by(|a, b| b.total_cmp(a));
                for (j, w) in order.iter().zip(sorted) {
                    if let Some(slot) = drawn.get_mut(*j) {
                        *slot = w;
                    }
                }
            }
            vectors.append(&mut drawn);
        }
        Ok(vectors)
    }
}

/// All compositions of `steps` into `m` parts, divided by `steps`.
fn lattice(m: usize, steps: u32) -> Result<Vec<f64>, PlanError> {
    // C(steps + m − 1, m − 1) grows fast: it is counted before anything is built.
    let mut count = 1.0;
    for i in 1..m {
        count = count * (f64::from(steps) + i as f64) / i as f64;
    }
    if steps == 0 || count > MAX_DRAWS as f64 {
        let problem = format!("{steps} steps of {m} weights make {count:.0} vectors");
        return Err(PlanError::new("steps", problem).hint("use fewer steps or random draws"));
    }
    let mut vectors = Vec::with_capacity(count as usize * m);
    let mut parts = vec![0_u32; m];
    fill(&mut parts, 0, steps, &mut |parts| {
        vectors.extend(parts.iter().map(|k| f64::from(*k) / f64::from(steps)));
    });
    Ok(vectors)
}

fn fill(parts: &mut [u32], at: usize, left: u32, found: &mut impl FnMut(&[u32])) {
    if at + 1 >= parts.len() {
        if let Some(last) = parts.last_mut() {
            *last = left;
        }
        found(parts);
        return;
    }
    for k in 0..=left {
        if let Some(part) = parts.get_mut(at) {
            *part = k;
        }
        fill(parts, at + 1, left - k, found);
    }
}
