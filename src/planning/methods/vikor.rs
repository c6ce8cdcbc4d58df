//! VIKOR (Opricovic & Tzeng 2004), as scikit-criteria computes it. Lower is better.

use super::height;
use crate::planning::normalise::extent;
use crate::planning::order::competition_ranks;

/// Group utility S, largest regret R and the compromise Q.
#[derive(Debug, Clone, PartialEq)]
pub struct Vikor {
    /// Weighted sum of the distances to the best value.
    pub s: Vec<f64>,
    /// Largest weighted distance to the best value.
    pub r: Vec<f64>,
    /// The score; lower is better.
    pub q: Vec<f64>,
}

/// The compromise that VIKOR proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compromise {
    /// Q of the second is at least 1 / (m − 1) above Q of the first.
    pub advantage: bool,
    /// The best by Q is also best by S or by R.
    pub stability: bool,
    /// The villages of the compromise, best first.
    pub set: Vec<usize>,
}

/// Scores of columns whose larger values are better; `v` weighs S against R.
pub fn scores(benefits: &[Vec<f64>], weights: &[f64], v: f64) -> Vikor {
    let m = height(benefits);
    let (mut s, mut r) = (vec![0.0; m], vec![0.0_f64; m]);
    for (column, weight) in benefits.iter().zip(weights) {
        let Some((low, high)) = extent(column).filter(|(low, high)| low < high) else { continue };
        for ((x, s), r) in column.iter().zip(&mut s).zip(&mut r) {
            let regret = weight * (high - x) / (high - low);
            *s += regret;
            *r = r.max(regret);
        }
    }
    // Where all S (or all R) are equal the term is not defined; it is taken as 0.
    let relative = |values: &[f64]| -> Vec<f64> {
        match extent(values) {
            Some((low, high)) if low < high => {
                values.iter().map(|x| (x - low) / (high - low)).collect()
            }
            _ => vec![0.0; values.len()],
        }
    };
    let q = relative(&s).iter().zip(relative(&r)).map(|(s, r)| v * s + (1.0 - v) * r).collect();
    Vikor { s, r, q }
}

impl Vikor {
    /// The two acceptance conditions and the set they lead to.
    pub fn compromise(&self) -> Compromise {
        let mut order: Vec<usize> = (0..self.q.len()).collect();
        let q = |i: &usize| self.q.get(*i).copied().unwrap_or(f64::NAN);
        order.sort_by(|a, b| q(a).total_cmp(&q(b)));
        let step = 1.0 / (order.len() as f64 - 1.0);
        let (Some(first), second) = (order.first(), order.get(1)) else {
            return Compromise { advantage: false, stability: false, set: Vec::new() };
        };
        let advantage = second.is_none_or(|second| q(second) - q(first) >= step);
        let best_by = |values: &[f64]| {
            let negative: Vec<f64> = values.iter().map(|x| -x).collect();
            competition_ranks(&negative).get(*first) == Some(&1)
        };
        let stability = best_by(&self.s) || best_by(&self.r);
        let set = match (advantage, stability) {
            (true, true) => vec![*first],
            (true, false) => order.iter().take(2).copied().collect(),
            (false, _) => order.iter().filter(|i| q(i) - q(first) < step).copied().collect(),
        };
        Compromise { advantage, stability, set }
    }
}
