//! Counting ranks. Everything is counted in whole numbers, so that adding the counts of several
//! threads in any order gives the same result.

use std::collections::BTreeMap;

use crate::order::{Keyed, key};

/// Pairs are counted up to this many villages.
const PAIRS: usize = 100;
/// Central weights are summed in units of 2⁻⁴⁰.
const UNIT: f64 = 1_099_511_627_776.0;

/// What the weightings say.
#[derive(Debug, Clone, PartialEq)]
pub struct Smaa {
    /// Number of weightings.
    pub draws: u32,
    /// Start of the random numbers.
    pub seed: u64,
    /// How many villages are chosen.
    pub count: usize,
    /// How often each village takes rank 1, 2, …; villages that never take a counted rank are
    /// absent. All ranks are counted for up to 500 villages.
    pub rank_counts: BTreeMap<u32, Vec<u32>>,
    /// Share of the weightings in which each village is among the first `count`.
    pub top_k: Vec<f64>,
    /// Mean of the weights that put a village first, in the order of the plan's criteria.
    pub central_weights: BTreeMap<u32, Vec<f64>>,
    /// Share of the weightings in which the row's village scores more than the column's, for up
    /// to 100 villages.
    pub pairwise: Option<Vec<Vec<f64>>>,
    /// Weightings in which two counted villages tied.
    pub draws_with_ties: u32,
}

impl Smaa {
    /// Share of the weightings in which village `i` takes each counted rank.
    pub fn acceptability(&self, i: u32) -> Vec<f64> {
        let counts = self.rank_counts.get(&i).map_or(&[][..], Vec::as_slice);
        counts.iter().map(|c| f64::from(*c) / f64::from(self.draws)).collect()
    }

    /// Σ α_r b_r with α falling evenly from 1 for rank 1 to 0 for the last rank; meaningful where
    /// all ranks were counted.
    pub fn holistic(&self, i: u32) -> f64 {
        let shares = self.acceptability(i);
        let last = (shares.len() as f64 - 1.0).max(1.0);
        shares.iter().enumerate().map(|(r, b)| b * (1.0 - r as f64 / last)).sum()
    }

    /// Mean rank; meaningful where all ranks were counted.
    pub fn mean_rank(&self, i: u32) -> f64 {
        self.acceptability(i).iter().enumerate().map(|(r, b)| b * (r as f64 + 1.0)).sum()
    }

    /// The rank below which a share of the weightings lie, where all ranks were counted.
    pub fn rank_quantile(&self, i: u32, share: f64) -> Option<u32> {
        let mut sum = 0.0;
        let ranks = self.acceptability(i);
        (1_u32..).zip(ranks).find_map(|(rank, b)| {
            sum += b;
            (sum >= share - 1e-12).then_some(rank)
        })
    }
}

/// Running counts.
pub(super) struct Tally {
    draws: u32,
    depth: usize,
    count: usize,
    rank_counts: BTreeMap<u32, Vec<u32>>,
    top_k: Vec<u32>,
    first: BTreeMap<u32, (u64, Vec<u64>)>,
    pairs: Vec<u32>,
    ties: u32,
    width: usize,
}

impl Tally {
    pub fn new(n: usize, width: usize, depth: usize, count: usize) -> Self {
        Self {
            draws: 0,
            depth,
            count,
            rank_counts: BTreeMap::new(),
            top_k: vec![0; n],
            first: BTreeMap::new(),
            pairs: vec![0; if n <= PAIRS { n * n } else { 0 }],
            ties: 0,
            width,
        }
    }

    /// How many of the best villages matter.
    pub fn reach(&self) -> usize {
        self.depth.max(self.count)
    }

    /// Counts one weighting. `items` holds all villages that can be within reach.
    pub fn count(&mut self, items: &[u32], scores: &[f64], weights: &[f64]) {
        self.draws += 1;
        let score = |i: u32| scores.get(i as usize).copied().unwrap_or(f64::NAN);
        let mut sorted: Vec<Keyed> = items.iter().map(|&i| (key(score(i), true), i)).collect();
        sorted.sort_unstable();
        let (mut rank, mut last, mut tied) = (0, None, false);
        for (place, (key, i)) in sorted.iter().enumerate() {
            if last == Some(key) {
                tied = true;
            } else {
                rank = place;
                last = Some(key);
            }
            if rank >= self.reach() {
                break;
            }
            if rank < self.depth {
                let depth = self.depth;
                let counts = self.rank_counts.entry(*i).or_insert_with(|| vec![0; depth]);
                if let Some(count) = counts.get_mut(rank) {
                    *count += 1;
                }
            }
            if rank < self.count
                && let Some(count) = self.top_k.get_mut(*i as usize)
            {
                *count += 1;
            }
            if rank == 0 {
                let width = self.width;
                let (times, sums) = self.first.entry(*i).or_insert_with(|| (0, vec![0; width]));
                *times += 1;
                for (sum, w) in sums.iter_mut().zip(weights) {
                    *sum += (w * UNIT).round() as u64;
                }
            }
        }
        self.ties += u32::from(tied);
        if !self.pairs.is_empty() {
            self.count_pairs(&sorted);
        }
    }

    fn count_pairs(&mut self, sorted: &[Keyed]) {
        let n = self.top_k.len();
        for (place, (key, better)) in sorted.iter().enumerate() {
            for (_, worse) in sorted.iter().skip(place + 1).filter(|other| other.0 > *key) {
                if let Some(count) = self.pairs.get_mut(*better as usize * n + *worse as usize) {
                    *count += 1;
                }
            }
        }
    }

    pub fn merge(mut self, other: Self) -> Self {
        self.draws += other.draws;
        self.ties += other.ties;
        add_all(&mut self.top_k, &other.top_k);
        add_all(&mut self.pairs, &other.pairs);
        for (i, counts) in other.rank_counts {
            let depth = self.depth;
            add_all(self.rank_counts.entry(i).or_insert_with(|| vec![0; depth]), &counts);
        }
        for (i, (times, sums)) in other.first {
            let width = self.width;
            let own = self.first.entry(i).or_insert_with(|| (0, vec![0; width]));
            own.0 += times;
            for (a, b) in own.1.iter_mut().zip(sums) {
                *a += b;
            }
        }
        self
    }

    pub fn finish(self, seed: u64, spread: impl Fn(Vec<f64>) -> Vec<f64>) -> Smaa {
        let share = |count: &u32| f64::from(*count) / f64::from(self.draws.max(1));
        let n = self.top_k.len();
        let central = |(i, (times, sums)): (&u32, &(u64, Vec<u64>))| {
            let mean = sums.iter().map(|sum| *sum as f64 / UNIT / *times as f64).collect();
            (*i, spread(mean))
        };
        Smaa {
            draws: self.draws,
            seed,
            count: self.count,
            top_k: self.top_k.iter().map(share).collect(),
            central_weights: self.first.iter().map(central).collect(),
            pairwise: (!self.pairs.is_empty())
                .then(|| self.pairs.chunks(n).map(|row| row.iter().map(share).collect()).collect()),
            draws_with_ties: self.ties,
            rank_counts: self.rank_counts,
        }
    }
}

fn add_all(sums: &mut [u32], more: &[u32]) {
    for (sum, value) in sums.iter_mut().zip(more) {
        *sum += value;
    }
}
