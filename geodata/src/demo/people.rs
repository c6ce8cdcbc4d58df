//! Whole numbers of people for villages, which add up exactly to what is known above them.

/// Shares out `total` in whole numbers in proportion to `weights` (largest remainder, the
/// earlier first among equals), with at least `least` for each where the total allows it.
pub fn share_out(total: i64, weights: &[f64], least: i64) -> Vec<i64> {
    if weights.is_empty() {
        return Vec::new();
    }
    let count = weights.len() as i64;
    let least = least.min(total / count).max(0);
    let rest = (total - least * count) as f64;
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|weight| rest * weight / sum).collect();
    let mut shares: Vec<i64> = exact.iter().map(|share| least + share.floor() as i64).collect();
    let mut open = total - shares.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    let remainder = |k: usize| exact[k] - exact[k].floor();
    order.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)).then(a.cmp(b)));
    for k in order.into_iter().cycle() {
        if open <= 0 {
            break;
        }
        shares[k] += 1;
        open -= 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_add_up_exactly(total in 0i64..10_000_000, weights in prop::collection::vec(0.01f64..50.0, 1..200)) {
            let shares = share_out(total, &weights, 40);
            prop_assert_eq!(shares.iter().sum::<i64>(), total);
            let least = 40.min(total / weights.len() as i64);
            prop_assert!(shares.iter().all(|share| *share >= least));
        }
    }
}
