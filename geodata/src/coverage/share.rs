//! Sharing out in proportion to need, and the order of gaps.

/// The share of each area when `designated` villages are shared out in proportion to `need`; `None`
/// where nobody needs anything, because then there is no proportion.
pub fn expected(need: &[f64], designated: f64) -> Option<Vec<f64>> {
    let total: f64 = need.iter().sum();
    (total > 0.0).then(|| need.iter().map(|own| designated * own / total).collect())
}

/// The share of each area in all of `designated` minus its own number: above 0 where it has fewer
/// than its need would call for. The gaps sum to zero.
pub fn gaps(need: &[f64], designated: &[f64]) -> Option<Vec<f64>> {
    let expected = expected(need, designated.iter().sum())?;
    Some(expected.iter().zip(designated).map(|(share, own)| share - own).collect())
}

/// The rank of each gap, 1 for the largest; equal gaps share a rank and the next one counts them all.
pub(super) fn ranks(gaps: &[f64]) -> Vec<u64> {
    let mut falling: Vec<f64> = gaps.to_vec();
    falling.sort_unstable_by(|a, b| b.total_cmp(a));
    let larger = |own: &f64| falling.partition_point(|gap| gap > own) as u64;
    gaps.iter().map(|own| 1 + larger(own)).collect()
}
