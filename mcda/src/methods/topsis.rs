//! TOPSIS (Hwang & Yoon 1981): closeness to the ideal village, on normalised values of which 1
//! or the largest is best.

use super::{Span, height};
use crate::normalise::extent;

/// Distances to the ideal and the anti-ideal, and the closeness D⁻ / (D⁺ + D⁻).
#[derive(Debug, Clone, PartialEq)]
pub struct Topsis {
    /// Distance to the ideal village.
    pub to_best: Vec<f64>,
    /// Distance to the worst imaginable village.
    pub to_worst: Vec<f64>,
    /// The score; higher is better.
    pub closeness: Vec<f64>,
}

/// Scores of normalised columns.
pub fn scores(normalised: &[Vec<f64>], weights: &[f64]) -> Topsis {
    let m = height(normalised);
    let (mut to_best, mut to_worst) = (vec![0.0; m], vec![0.0; m]);
    for (column, weight) in normalised.iter().zip(weights) {
        let weighted: Vec<f64> = column.iter().map(|r| weight * r).collect();
        let Some((low, high)) = extent(&weighted) else { continue };
        for ((v, best), worst) in weighted.iter().zip(&mut to_best).zip(&mut to_worst) {
            *best += (v - high) * (v - high);
            *worst += (v - low) * (v - low);
        }
    }
    to_best.iter_mut().chain(&mut to_worst).for_each(|d| *d = d.sqrt());
    let closeness = closeness(&to_best, &to_worst);
    Topsis { to_best, to_worst, closeness }
}

fn closeness(to_best: &[f64], to_worst: &[f64]) -> Vec<f64> {
    // Where all villages are the same both distances are 0, and so is the score.
    let share =
        |best: f64, worst: f64| if best + worst > 0.0 { worst / (best + worst) } else { 0.0 };
    to_best.iter().zip(to_worst).map(|(best, worst)| share(*best, *worst)).collect()
}

/// Between what the closeness lies when values do. The ends are reached where the ideal and the
/// anti-ideal do not move, that is where present values reach both ends of every scale.
pub fn span(normalised: &[Span], weights: &[f64]) -> Span {
    let m = Span::height(normalised);
    let (mut to_best, mut to_worst) = (Distances::new(m), Distances::new(m));
    for (column, weight) in normalised.iter().zip(weights) {
        let weighted = |values: &[f64]| values.iter().map(|r| weight * r).collect::<Vec<f64>>();
        let (low, high) = (weighted(&column.low), weighted(&column.high));
        // The ideal is the largest value, wherever the missing ones are; the anti-ideal the smallest.
        let Some((anti_low, ideal_low)) = extent(&low) else { continue };
        let Some((anti_high, ideal_high)) = extent(&high) else { continue };
        for (i, (low, high)) in low.iter().zip(&high).enumerate() {
            to_best.add(i, ideal_low - high, ideal_high - low);
            to_worst.add(i, low - anti_high, high - anti_low);
        }
    }
    let (to_best, to_worst) = (to_best.rooted(), to_worst.rooted());
    Span {
        low: closeness(&to_best.high, &to_worst.low),
        high: closeness(&to_best.low, &to_worst.high),
    }
}

/// Sums of squares of the shortest and the longest differences.
struct Distances(Span);

impl Distances {
    fn new(m: usize) -> Self {
        Self(Span { low: vec![0.0; m], high: vec![0.0; m] })
    }

    /// Adds a difference between `short` and `long`; one below 0 is 0, as nobody is beyond the ideal.
    fn add(&mut self, i: usize, short: f64, long: f64) {
        for (sums, difference) in [(&mut self.0.low, short), (&mut self.0.high, long)] {
            if let Some(sum) = sums.get_mut(i) {
                *sum += difference.max(0.0) * difference.max(0.0);
            }
        }
    }

    fn rooted(mut self) -> Span {
        self.0.low.iter_mut().chain(&mut self.0.high).for_each(|d| *d = d.sqrt());
        self.0
    }
}
