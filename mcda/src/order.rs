//! Ranks: scores are compared after rounding to 12 decimals, equal scores share the better rank
//! ("1224"), and among equals the village with more migrants is listed first, then the lower code.

use super::Candidates;

/// Rounds to 12 decimals as SQL's `round(x, 12)` does.
pub fn round12(x: f64) -> f64 {
    (x * 1e12).round() / 1e12
}

/// A score as a number to sort by: a better score has a smaller key, equal scores (after
/// rounding) have equal keys.
pub(crate) fn key(score: f64, higher_is_better: bool) -> u64 {
    // Scores beyond this would not keep 12 decimals in 64 bits; no method here reaches it except
    // with absurd input, which then falls back to the order of the numbers themselves.
    const LIMIT: f64 = 4e6;
    let score = if higher_is_better { -score } else { score };
    if score.abs() < LIMIT {
        let steps = (score * 1e12).round() as i64;
        return (steps + LIMIT as i64 * 1_000_000_000_000) as u64;
    }
    if score < 0.0 { 0 } else { u64::MAX >> 1 }
}

/// A key and the place of its candidate.
pub(crate) type Keyed = (u64, u32);

/// Sorts by key, equal keys staying in their order. A radix sort: the keys of scores within one
/// unit of each other differ in 40 bits, which is four passes instead of seventeen comparisons.
pub(crate) fn sort(items: &mut Vec<Keyed>) {
    const DIGIT: u32 = 11;
    let Some(low) = items.iter().map(|item| item.0).min() else { return };
    let high = items.iter().map(|item| item.0).max().unwrap_or(low);
    let bits = u64::BITS - (high - low).leading_zeros();
    if items.len() < 512 {
        items.sort_by_key(|item| item.0);
        return;
    }
    let mut other: Vec<Keyed> = vec![(0, 0); items.len()];
    let mask = (1_u64 << DIGIT) - 1;
    for pass in 0..bits.div_ceil(DIGIT) {
        let digit = |item: &Keyed| (((item.0 - low) >> (pass * DIGIT)) & mask) as usize;
        let mut places = [0_u32; 1 << DIGIT];
        for item in items.iter() {
            if let Some(place) = places.get_mut(digit(item)) {
                *place += 1;
            }
        }
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for item in items.iter() {
            if let Some(place) = places.get_mut(digit(item)) {
                if let Some(slot) = other.get_mut(*place as usize) {
                    *slot = *item;
                }
                *place += 1;
            }
        }
        std::mem::swap(items, &mut other);
    }
}

/// The candidates in `kept`, sorted by score, higher being better.
pub(crate) fn by_key(scores: &[f64], kept: &[u32]) -> Vec<Keyed> {
    keyed(scores, kept, true)
}

fn keyed(scores: &[f64], kept: &[u32], higher_is_better: bool) -> Vec<Keyed> {
    let score = |i: u32| scores.get(i as usize).copied().unwrap_or(f64::NAN);
    let mut items: Vec<Keyed> =
        kept.iter().map(|&i| (key(score(i), higher_is_better), i)).collect();
    sort(&mut items);
    items
}

/// The candidates in `kept`, sorted by score, with ties in their fixed order.
pub(crate) fn sorted(
    scores: &[f64],
    kept: &[u32],
    higher_is_better: bool,
    candidates: &Candidates,
) -> Vec<Keyed> {
    let mut items = keyed(scores, kept, higher_is_better);
    for tied in items.chunk_by_mut(|a, b| a.0 == b.0).filter(|tied| tied.len() > 1) {
        tied.sort_by(|a, b| {
            let (a, b) = (a.1 as usize, b.1 as usize);
            candidates
                .migrants(b)
                .total_cmp(&candidates.migrants(a))
                .then_with(|| candidates.ids().get(a).cmp(&candidates.ids().get(b)))
        });
    }
    items
}

/// Competition ranks of sorted items, by candidate; 0 where a candidate is not among them.
pub(crate) fn competition(sorted: &[Keyed], n: usize) -> Vec<u32> {
    let mut ranks = vec![0; n];
    let mut rank = 1;
    let mut last = None;
    for (place, (key, i)) in (1_u32..).zip(sorted) {
        if last != Some(key) {
            rank = place;
            last = Some(key);
        }
        if let Some(slot) = ranks.get_mut(*i as usize) {
            *slot = rank;
        }
    }
    ranks
}

/// Competition ranks of some scores, higher being better.
pub fn competition_ranks(scores: &[f64]) -> Vec<u32> {
    let mut items: Vec<Keyed> = (0..).zip(scores).map(|(i, s)| (key(*s, true), i)).collect();
    sort(&mut items);
    competition(&items, scores.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_scores_share_the_better_rank() {
        assert_eq!(competition_ranks(&[0.9, 0.7, 0.7, 0.5]), [1, 2, 2, 4]);
        assert_eq!(competition_ranks(&[0.3, 0.1 + 0.2, -1.0]), [1, 1, 3]);
    }

    proptest! {
        #[test]
        fn ranks_are_one_plus_the_number_of_better_ones(
            scores in prop::collection::vec(-3.0..3.0_f64, 1..1500)
        ) {
            let ranks = competition_ranks(&scores);
            for (score, rank) in scores.iter().zip(&ranks).step_by(37) {
                let better = scores.iter().filter(|s| round12(**s) > round12(*score)).count();
                prop_assert_eq!(*rank as usize, better + 1);
            }
        }
    }
}
