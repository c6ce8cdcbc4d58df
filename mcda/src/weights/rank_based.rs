//! Weights from an order of importance alone, most important first.

/// Rank order centroid: the mean of all weights with this order, w_k = (1/n) Σ_{i≥k} 1/i.
pub fn roc(n: usize) -> Vec<f64> {
    (1..=n).map(|k| (k..=n).map(|i| 1.0 / i as f64).sum::<f64>() / n as f64).collect()
}

/// Rank sum: w_k proportional to n + 1 − k.
pub fn rank_sum(n: usize) -> Vec<f64> {
    let total = (n * (n + 1)) as f64 / 2.0;
    (1..=n).map(|k| (n + 1 - k) as f64 / total).collect()
}

/// The same weight for all.
pub fn equal(n: usize) -> Vec<f64> {
    vec![1.0 / n as f64; n]
}
