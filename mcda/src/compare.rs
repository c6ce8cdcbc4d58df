//! How different two rankings are.

/// Mean absolute difference of ranks: R̄ of the OECD/JRC Handbook, step 7.
pub fn average_rank_shift(a: &[u32], b: &[u32]) -> f64 {
    let sum: f64 = a.iter().zip(b).map(|(a, b)| f64::from(a.abs_diff(*b))).sum();
    if a.is_empty() { 0.0 } else { sum / a.len() as f64 }
}

/// Spearman's rank correlation: Pearson's of average ranks.
pub fn spearman(a: &[u32], b: &[u32]) -> f64 {
    let columns = vec![average_ranks(a), average_ranks(b)];
    let matrix = super::correlation::correlations(&columns);
    matrix.first().and_then(|row| row.get(1)).copied().unwrap_or(f64::NAN)
}

/// Kendall's τ-b. It compares all pairs, so it is for hundreds of villages rather than all.
pub fn kendall_tau_b(a: &[u32], b: &[u32]) -> f64 {
    let (mut balance, mut a_differs, mut b_differs) = (0.0, 0.0_f64, 0.0_f64);
    for (i, (a1, b1)) in a.iter().zip(b).enumerate() {
        for (a2, b2) in a.iter().zip(b).skip(i + 1) {
            let sign = |x: &u32, y: &u32| (f64::from(*x) - f64::from(*y)).clamp(-1.0, 1.0);
            let (da, db) = (sign(a1, a2), sign(b1, b2));
            balance += da * db;
            a_differs += da * da;
            b_differs += db * db;
        }
    }
    balance / (a_differs * b_differs).sqrt()
}

/// Ranks where equal ones share the mean of their places.
fn average_ranks(ranks: &[u32]) -> Vec<f64> {
    let mut sorted = ranks.to_vec();
    sorted.sort_unstable();
    let place = |rank: &u32| {
        let first = sorted.partition_point(|r| r < rank);
        let last = sorted.partition_point(|r| r <= rank);
        (first + last + 1) as f64 / 2.0
    };
    ranks.iter().map(place).collect()
}
