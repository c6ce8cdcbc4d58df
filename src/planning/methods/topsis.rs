//! TOPSIS (Hwang & Yoon 1981): closeness to the ideal village, on normalised values of which 1
//! or the largest is best.

use super::height;
use crate::planning::normalise::extent;

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
    let closeness = to_best
        .iter()
        .zip(&to_worst)
        // Where all villages are the same both distances are 0, and so is the score.
        .map(|(best, worst)| if best + worst > 0.0 { worst / (best + worst) } else { 0.0 })
        .collect();
    Topsis { to_best, to_worst, closeness }
}
