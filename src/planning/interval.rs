//! The best and the worst rank that missing values allow: the village takes the best value for
//! what it lacks while every other takes the worst, and the other way round.

use super::order::{Keyed, key, sort};

/// Rank interval of every candidate in `kept`; 0 elsewhere.
pub(crate) struct Interval {
    pub best: Vec<u32>,
    pub worst: Vec<u32>,
}

/// The interval from the lowest and the highest score that each candidate can have (higher is
/// better): best = 1 + how many have their lowest above my highest, worst = 1 + how many others
/// have their highest above my lowest. Two sorts and two walks, not a comparison of all pairs.
pub(crate) fn interval(lower: &[f64], upper: &[f64], kept: &[u32]) -> Interval {
    let keyed = |scores: &[f64]| {
        let mut items: Vec<Keyed> = kept
            .iter()
            .map(|&i| (key(scores.get(i as usize).copied().unwrap_or(f64::NAN), true), i))
            .collect();
        sort(&mut items);
        items
    };
    let (lower_sorted, upper_sorted) = rayon::join(|| keyed(lower), || keyed(upper));
    let mut best = vec![0; lower.len()];
    count_better(&upper_sorted, &lower_sorted, &mut best);
    let mut worst = vec![0; lower.len()];
    count_better(&lower_sorted, &upper_sorted, &mut worst);
    // A candidate that can be better than its own lowest is not its own rival.
    for &i in kept {
        let i = i as usize;
        if let (Some(l), Some(u), Some(w)) = (lower.get(i), upper.get(i), worst.get_mut(i))
            && key(*u, true) < key(*l, true)
        {
            *w -= 1;
        }
    }
    Interval { best, worst }
}

/// For every item of `mine`, 1 + how many of `others` are strictly better; both sorted, best first.
fn count_better(mine: &[Keyed], others: &[Keyed], ranks: &mut [u32]) {
    let mut others = others.iter().peekable();
    let mut better = 0;
    for (key, i) in mine {
        while others.next_if(|other| other.0 < *key).is_some() {
            better += 1;
        }
        if let Some(rank) = ranks.get_mut(*i as usize) {
            *rank = better + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_equals_the_comparison_of_all_pairs(
            rows in prop::collection::vec((0.0..1.0_f64, prop_oneof![Just(0.0), 0.0..0.5_f64]), 1..60)
        ) {
            // Coarse values, so that ties happen.
            let lower: Vec<f64> = rows.iter().map(|r| (r.0 * 20.0).round() / 20.0).collect();
            let upper: Vec<f64> =
                rows.iter().zip(&lower).map(|(r, l)| l + (r.1 * 20.0).round() / 20.0).collect();
            let kept: Vec<u32> = (0..rows.len() as u32).collect();
            let found = interval(&lower, &upper, &kept);
            let above = |a: f64, b: f64| key(a, true) < key(b, true);
            for i in 0..rows.len() {
                let others = || (0..rows.len()).filter(|j| *j != i);
                let best = 1 + others().filter(|j| above(lower[*j], upper[i])).count();
                let worst = 1 + others().filter(|j| above(upper[*j], lower[i])).count();
                prop_assert_eq!((found.best[i] as usize, found.worst[i] as usize), (best, worst));
            }
        }
    }
}
