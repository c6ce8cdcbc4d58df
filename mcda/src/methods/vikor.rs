//! VIKOR (Opricovic & Tzeng 2004), as scikit-criteria computes it. Lower is better.

use super::{Span, height};
use crate::normalise::extent;
use crate::order::competition_ranks;

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
    let mut regrets = Regrets::new(height(benefits));
    for (column, weight) in benefits.iter().zip(weights) {
        let Some(range) = extent(column) else { continue };
        regrets.add(column, *weight, range);
    }
    let Regrets { s, r } = regrets;
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

/// Sum and largest of the weighted distances to the best value.
struct Regrets {
    s: Vec<f64>,
    r: Vec<f64>,
}

impl Regrets {
    fn new(m: usize) -> Self {
        Self { s: vec![0.0; m], r: vec![0.0; m] }
    }

    fn add(&mut self, column: &[f64], weight: f64, (low, high): (f64, f64)) {
        if low >= high {
            return;
        }
        for ((x, s), r) in column.iter().zip(&mut self.s).zip(&mut self.r) {
            let regret = weight * (high - x) / (high - low);
            *s += regret;
            *r = r.max(regret);
        }
    }
}

/// Between what a number lies that orders the villages as Q does, when values do; higher is better.
///
/// Q orders as `a·S + (1 − a)·R`, where `a` depends on how far S and R spread over all villages. It
/// lies in a range, over which that number is linear: its ends are reached at the ends of the range.
pub fn span(benefits: &[Span], weights: &[f64], v: f64) -> Span {
    let m = Span::height(benefits);
    let (mut most, mut least) = (Regrets::new(m), Regrets::new(m));
    for (column, weight) in benefits.iter().zip(weights) {
        let (Some((low, _)), Some((_, high))) = (extent(&column.low), extent(&column.high)) else {
            continue;
        };
        most.add(&column.low, *weight, (low, high));
        least.add(&column.high, *weight, (low, high));
    }
    let shares = shares(spread(&least.s, &most.s), spread(&least.r, &most.r), v);
    // The same number less a constant: the closer S − R is to 0, the less `a` matters.
    let differences = |end: &Regrets| end.s.iter().zip(&end.r).map(|(s, r)| s - r).sum::<f64>();
    let middle = (differences(&least) + differences(&most)) / (2.0 * m as f64).max(1.0);
    let ordering = |s: f64, r: f64| shares.map(|a| -(a * (s - middle) + (1.0 - a) * r));
    let ends = |regrets: &Regrets, of: fn(f64, f64) -> f64| {
        let pairs = regrets.s.iter().zip(&regrets.r);
        pairs.map(|(s, r)| ordering(*s, *r).into_iter().reduce(of).unwrap_or(0.0)).collect()
    };
    Span { low: ends(&most, f64::min), high: ends(&least, f64::max) }
}

/// How far values spread over all villages, at least and at most.
fn spread(least: &[f64], most: &[f64]) -> [f64; 2] {
    match (extent(least), extent(most)) {
        (Some((least_low, least_high)), Some((most_low, most_high))) => {
            [(least_high - most_low).max(0.0), most_high - least_low]
        }
        _ => [0.0, 0.0],
    }
}

/// The weight of S beside R, at least and at most. What does not spread at all does not order, and
/// leaves it to the other.
fn shares(s: [f64; 2], r: [f64; 2], v: f64) -> [f64; 2] {
    let ([s_low, s_high], [r_low, r_high]) = (s, r);
    if v <= 0.0 || (s_high <= 0.0 && v < 1.0) {
        return [0.0, 0.0];
    }
    if v >= 1.0 || r_high <= 0.0 {
        return [1.0, 1.0];
    }
    let share = |s: f64, r: f64| v * r / (v * r + (1.0 - v) * s);
    [share(s_high, r_low), share(s_low, r_high)]
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
