//! Analytic hierarchy process (Saaty 1980): weights from pairwise judgements.

use crate::PlanError;

/// Saaty's random indices for 1 to 15 criteria (not those of Tummala & Ling, which pymcdm uses).
const RANDOM_INDEX: [f64; 15] =
    [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];

/// Judgements are acceptable up to this consistency ratio.
pub const ACCEPTABLE: f64 = 0.10;

/// Weights and how consistent the judgements are.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahp {
    /// Principal eigenvector, sum 1.
    pub weights: Vec<f64>,
    /// Principal eigenvalue.
    pub lambda_max: f64,
    /// (λ − n) / (n − 1).
    pub consistency_index: f64,
    /// Index divided by Saaty's random index.
    pub consistency_ratio: f64,
    /// The judgement that fits the others least.
    pub worst: Option<Judgement>,
}

/// One judgement and what the others imply for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// Row of the matrix.
    pub row: usize,
    /// Column of the matrix.
    pub column: usize,
    /// As given.
    pub given: f64,
    /// As the weights imply.
    pub implied: f64,
}

/// Weights from a reciprocal matrix: `matrix[i][j]` says how much more `i` matters than `j`.
///
/// # Errors
/// A matrix that is not square, not positive or not reciprocal, by cell.
pub fn weights(matrix: &[Vec<f64>]) -> Result<Ahp, PlanError> {
    check(matrix)?;
    let n = matrix.len();
    let (weights, lambda_max) = principal(matrix);
    let consistency_index = if n > 1 { (lambda_max - n as f64) / (n as f64 - 1.0) } else { 0.0 };
    let random = random_index(n);
    let consistency_ratio = if random > 0.0 { consistency_index / random } else { 0.0 };
    let worst = worst_judgement(matrix, &weights);
    Ok(Ahp { weights, lambda_max, consistency_index, consistency_ratio, worst })
}

/// Saaty's random index for `n` criteria; beyond 15 that of 15.
pub fn random_index(n: usize) -> f64 {
    RANDOM_INDEX.get(n.saturating_sub(1)).copied().unwrap_or(1.59)
}

/// One matrix for several judges: the geometric mean, which keeps it reciprocal.
///
/// # Errors
/// No judge, or matrices of different sizes.
pub fn group(judges: &[Vec<Vec<f64>>]) -> Result<Vec<Vec<f64>>, PlanError> {
    let Some(first) = judges.first() else {
        return Err(PlanError::new("judges", "there is no judge"));
    };
    let mut logs = vec![vec![0.0; first.len()]; first.len()];
    for (judge, matrix) in judges.iter().enumerate() {
        if matrix.len() != first.len() || matrix.iter().any(|row| row.len() != first.len()) {
            return Err(PlanError::new(format!("judges[{judge}]"), "has another size"));
        }
        for (sums, row) in logs.iter_mut().zip(matrix) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += value.ln() / judges.len() as f64;
            }
        }
    }
    Ok(logs.into_iter().map(|row| row.into_iter().map(f64::exp).collect()).collect())
}

/// Row geometric means, sum 1: the closed form beside the eigenvector.
pub fn geometric_mean(matrix: &[Vec<f64>]) -> Vec<f64> {
    let n = matrix.len() as f64;
    let means: Vec<f64> =
        matrix.iter().map(|row| (row.iter().map(|x| x.ln()).sum::<f64>() / n).exp()).collect();
    let sum: f64 = means.iter().sum();
    means.into_iter().map(|mean| mean / sum).collect()
}

/// Power iteration: a positive matrix has one largest eigenvalue, and its vector is positive.
fn principal(matrix: &[Vec<f64>]) -> (Vec<f64>, f64) {
    let n = matrix.len();
    let mut weights = vec![1.0 / n as f64; n];
    let mut lambda = n as f64;
    for _ in 0..10_000 {
        let product: Vec<f64> =
            matrix.iter().map(|row| row.iter().zip(&weights).map(|(a, w)| a * w).sum()).collect();
        lambda = product.iter().sum();
        let next: Vec<f64> = product.into_iter().map(|x| x / lambda).collect();
        let change = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if change < 1e-16 {
            break;
        }
    }
    (weights, lambda)
}

fn worst_judgement(matrix: &[Vec<f64>], weights: &[f64]) -> Option<Judgement> {
    let mut worst: Option<(f64, Judgement)> = None;
    for (row, (values, own)) in matrix.iter().zip(weights).enumerate() {
        for (column, (given, other)) in values.iter().zip(weights).enumerate().skip(row + 1) {
            let implied = own / other;
            let misfit = (given / implied).ln().abs();
            if worst.as_ref().is_none_or(|(most, _)| misfit > *most) {
                worst = Some((misfit, Judgement { row, column, given: *given, implied }));
            }
        }
    }
    worst.map(|(_, judgement)| judgement)
}

fn check(matrix: &[Vec<f64>]) -> Result<(), PlanError> {
    if matrix.is_empty() {
        return Err(PlanError::new("matrix", "is empty"));
    }
    for (i, row) in matrix.iter().enumerate() {
        if row.len() != matrix.len() {
            return Err(PlanError::new(format!("matrix[{i}]"), "the matrix is not square"));
        }
        for (j, value) in row.iter().enumerate() {
            let field = format!("matrix[{i}][{j}]");
            if !value.is_finite() || *value <= 0.0 {
                return Err(PlanError::new(field, "is not a number above 0"));
            }
            let mirror = matrix.get(j).and_then(|row| row.get(i)).copied().unwrap_or(f64::NAN);
            if (value * mirror - 1.0).abs() > 1e-6 {
                return Err(PlanError::new(field, format!("{value} is not 1 / {mirror}"))
                    .hint("the judgement of (j, i) is one divided by that of (i, j)"));
            }
        }
    }
    Ok(())
}
