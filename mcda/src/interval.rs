//! The best and the worst rank that missing values allow: the village takes the best value for
//! what it lacks while every other takes the worst, and the other way round. What a whole area lacks
//! is one value: it moves all villages of the area together, and does not part them.

use super::order::Keyed;

/// Rank interval of every ranked candidate; 0 elsewhere.
pub(crate) struct Interval {
    pub best: Vec<u32>,
    pub worst: Vec<u32>,
}

/// The highest scores within areas of one level.
pub(crate) struct Together<'a> {
    /// The area of every candidate.
    pub areas: &'a [u32],
    /// The highest scores where what the villages of an area lack together (at this level or for
    /// larger areas around it) is at its worst, sorted: what parts them from one another is their own.
    pub upper: Vec<Keyed>,
}

/// The interval from the lowest and the highest score that each candidate can have (higher is
/// better), both sorted: best = 1 + how many have their lowest above my highest, worst = 1 + how
/// many others have their highest above my lowest. Villages of one area are counted anew with the
/// highest scores of `together`, the largest areas first. Walks, not a comparison of all pairs.
pub(crate) fn interval(
    lower: &[Keyed],
    upper: &[Keyed],
    together: &[Together<'_>],
    n: usize,
) -> Interval {
    let (best, worst) =
        rayon::join(|| count_better(upper, lower, n), || count_better(lower, upper, n));
    let mut interval = Interval { best, worst };
    let mut around = upper;
    for level in together {
        interval.count_anew(level, lower, around, n);
        around = &level.upper;
    }
    interval.leave_out_oneself(lower, around);
    interval
}

impl Interval {
    /// Widens where a rank lies outside. Bounds and scores are sums of the same numbers in another
    /// order, so the last of 12 decimals, by which ranks are told apart, may differ.
    pub fn include(&mut self, ranks: &[u32]) {
        for (best, rank) in self.best.iter_mut().zip(ranks) {
            *best = (*best).min(*rank);
        }
        for (worst, rank) in self.worst.iter_mut().zip(ranks) {
            *worst = (*worst).max(*rank);
        }
    }

    /// Counts the villages of the same area by what parts them there, instead of by `before`.
    fn count_anew(&mut self, level: &Together<'_>, lower: &[Keyed], before: &[Keyed], n: usize) {
        let grouped = |items: &[Keyed]| Grouped::new(items, level.areas);
        let (lower, (before, after)) = rayon::join(
            || grouped(lower),
            || rayon::join(|| grouped(before), || grouped(&level.upper)),
        );
        let (best, worst) = rayon::join(
            || (after.count_better(&lower, n), before.count_better(&lower, n)),
            || (lower.count_better(&after, n), lower.count_better(&before, n)),
        );
        for (ranks, (now, then)) in [(&mut self.best, best), (&mut self.worst, worst)] {
            for ((rank, now), then) in ranks.iter_mut().zip(now).zip(then) {
                *rank = (*rank + now).saturating_sub(then);
            }
        }
    }

    /// A candidate that can be better than its own lowest is not its own rival.
    fn leave_out_oneself(&mut self, lower: &[Keyed], upper: &[Keyed]) {
        let mut highest = vec![u64::MAX; self.worst.len()];
        for (key, i) in upper {
            if let Some(place) = highest.get_mut(*i as usize) {
                *place = *key;
            }
        }
        for (key, i) in lower {
            let i = *i as usize;
            if let (Some(highest), Some(worst)) = (highest.get(i), self.worst.get_mut(i)) {
                *worst -= u32::from(highest < key);
            }
        }
    }
}

/// Sorted items area by area.
struct Grouped {
    items: Vec<Keyed>,
    /// Where the items of each area begin, and where the last ones end.
    starts: Vec<usize>,
}

impl Grouped {
    fn new(sorted: &[Keyed], areas: &[u32]) -> Self {
        let area = |item: &Keyed| areas.get(item.1 as usize).map_or(0, |area| *area as usize);
        let mut starts = vec![0; areas.iter().max().map_or(0, |last| *last as usize) + 2];
        for item in sorted {
            if let Some(count) = starts.get_mut(area(item) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut items = vec![(0, 0); sorted.len()];
        for item in sorted {
            let Some(place) = next.get_mut(area(item)) else { continue };
            if let Some(slot) = items.get_mut(*place) {
                *slot = *item;
            }
            *place += 1;
        }
        Self { items, starts }
    }

    fn areas(&self) -> impl Iterator<Item = &[Keyed]> {
        let ends = self.starts.iter().skip(1);
        self.starts.iter().zip(ends).map(|(start, end)| self.items.get(*start..*end).unwrap_or(&[]))
    }

    /// For every item, 1 + how many of `others` in its area are strictly better, by candidate.
    fn count_better(&self, others: &Self, n: usize) -> Vec<u32> {
        let mut ranks = vec![0; n];
        for (mine, others) in self.areas().zip(others.areas()) {
            add_better(mine, others, &mut ranks);
        }
        ranks
    }
}

/// For every item of `mine`, 1 + how many of `others` are strictly better, by candidate; both
/// sorted, best first.
fn count_better(mine: &[Keyed], others: &[Keyed], n: usize) -> Vec<u32> {
    let mut ranks = vec![0; n];
    add_better(mine, others, &mut ranks);
    ranks
}

fn add_better(mine: &[Keyed], others: &[Keyed], ranks: &mut [u32]) {
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
    use crate::order::{by_key, key};
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
            let found = interval(&by_key(&lower, &kept), &by_key(&upper, &kept), &[], kept.len());
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
