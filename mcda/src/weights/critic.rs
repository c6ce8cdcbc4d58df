//! CRITIC (Diakoulaki 1995): spread times conflict with the other criteria, on min-max values
//! turned by their direction, which pymcdm leaves out.

use crate::correlation::{correlations, standard_deviation};

/// Weights of min-max normalised columns: σ_j Σ_k (1 − ρ_jk), sum 1. Criteria that do not vary
/// get 0; all 0 where none varies.
pub fn weights(normalised: &[Vec<f64>]) -> Vec<f64> {
    let correlations = correlations(normalised);
    let information: Vec<f64> = normalised
        .iter()
        .zip(&correlations)
        .map(|(column, row)| {
            let spread = standard_deviation(column);
            if spread > 0.0 { spread * row.iter().map(|r| 1.0 - r).sum::<f64>() } else { 0.0 }
        })
        .collect();
    let sum: f64 = information.iter().sum();
    information.into_iter().map(|c| if sum > 0.0 { c / sum } else { 0.0 }).collect()
}
