//! Entropy: the more unevenly a criterion is spread, the more it weighs (Shannon; Zeleny 1982).

use crate::PlanError;

/// Entropies E = −Σ p ln p / ln m with p = x / Σx, where 0 · ln 0 is 0.
///
/// # Errors
/// Values below 0, or a column whose values are all 0.
pub fn entropies(columns: &[Vec<f64>]) -> Result<Vec<f64>, PlanError> {
    columns.iter().enumerate().map(|(j, column)| entropy(j, column)).collect()
}

/// Weights proportional to 1 − E.
///
/// # Errors
/// As [`entropies`], and where no criterion varies.
pub fn weights(columns: &[Vec<f64>]) -> Result<Vec<f64>, PlanError> {
    let free: Vec<f64> = entropies(columns)?.into_iter().map(|e| (1.0 - e).max(0.0)).collect();
    let sum: f64 = free.iter().sum();
    if sum <= 0.0 {
        return Err(PlanError::new("criteria", "no criterion varies"));
    }
    Ok(free.into_iter().map(|d| d / sum).collect())
}

fn entropy(j: usize, column: &[f64]) -> Result<f64, PlanError> {
    let present: Vec<f64> = column.iter().copied().filter(|x| !x.is_nan()).collect();
    let total: f64 = present.iter().sum();
    if present.iter().any(|x| *x < 0.0) || total <= 0.0 {
        let problem = "entropy needs values of 0 or more, and one above 0";
        return Err(PlanError::new(format!("criteria[{j}]"), problem));
    }
    if present.len() < 2 {
        return Ok(1.0);
    }
    let term = |x: &f64| if *x > 0.0 { (x / total) * (x / total).ln() } else { 0.0 };
    Ok(-present.iter().map(term).sum::<f64>() / (present.len() as f64).ln())
}
