//! Which of some places are too near each other.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::Places;
use super::distance::Grid;

/// Pairs of places that are nearer to each other than they should be.
#[derive(Debug, Clone, PartialEq)]
pub struct NearPairs {
    /// The nearest of them, nearest first, ties by number.
    pub nearest: Vec<Pair>,
    /// How many there are.
    pub total: usize,
}

/// Two places and how far they are apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Kilometres.
    pub km: f64,
    /// The number of the one.
    pub first: u32,
    /// The number of the other, which is greater.
    pub second: u32,
}

/// Ordered by distance and then by numbers.
impl Eq for Pair {}

impl Ord for Pair {
    fn cmp(&self, other: &Self) -> Ordering {
        let numbers = (self.first, self.second).cmp(&(other.first, other.second));
        self.km.total_cmp(&other.km).then(numbers)
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Places {
    /// The pairs that are less than `km` apart, of which the `most` nearest are listed.
    pub fn near_pairs(&self, km: f64, most: usize) -> NearPairs {
        let grid = Grid::new(self, km);
        let mut total = 0;
        let mut nearest: BinaryHeap<Pair> = BinaryHeap::new();
        for (first, second) in grid.pairs() {
            total += 1;
            // Most pairs of a crowd are seen to be farther than those that are kept already.
            let worst = nearest.peek().filter(|_| nearest.len() >= most);
            if worst.is_some_and(|worst| !grid.are_within(first, second, worst.km)) {
                continue;
            }
            let (Some(a), Some(b)) = (self.get(first), self.get(second)) else { continue };
            nearest.push(Pair { km: self.between(a, b), first, second });
            if nearest.len() > most {
                nearest.pop();
            }
        }
        NearPairs { nearest: nearest.into_sorted_vec(), total }
    }
}

#[cfg(test)]
mod tests {
    use geodata::distance::metres;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_pairs_are_those_that_comparing_all_finds(
            points in proptest::collection::vec((115.9..116.3f64, -8.9..-8.5f64), 0..60), km in 0.0..12.0f64,
            most in 1..1000usize,
        ) {
            let mut expected = Vec::new();
            for (i, a) in points.iter().enumerate() {
                for (k, b) in points.iter().enumerate().skip(i + 1) {
                    let apart = metres([a.0, a.1], [b.0, b.1]);
                    if apart < km * 1000.0 {
                        expected.push((apart, i, k));
                    }
                }
            }
            expected.sort_by(|a, b| a.partial_cmp(b).unwrap());
            let total = expected.len();
            expected.truncate(most);
            let places = Places::LonLat(points.iter().map(|(lon, lat)| [*lon, *lat]).collect());
            let found = places.near_pairs(km, most);
            prop_assert_eq!(found.total, total);
            // From a to b and from b to a a geodesic may differ by its last bits.
            prop_assert_eq!(found.nearest.len(), expected.len());
            for (found, expected) in found.nearest.iter().zip(&expected) {
                prop_assert!((found.km * 1000.0 - expected.0).abs() < 1e-6);
                prop_assert!(found.first < found.second);
            }
        }
    }
}
