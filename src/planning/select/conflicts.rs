//! Villages that are too near each other, as sets of which at most one can be chosen.

use std::collections::{BTreeMap, BTreeSet};

use super::distance::{Grid, cells};
use super::{Rules, SelectionInput};

/// Villages in a clique.
const CLIQUE: usize = 60;
/// Values of a relaxation below this are rounding.
const TOLERANCE: f64 = 1e-6;

/// Who is too near whom.
#[derive(Debug)]
pub(super) struct Conflicts<'a> {
    rules: &'a Rules,
    input: &'a SelectionInput,
    grid: Option<Grid<'a>>,
    /// Villages of which at most one can be chosen: small cells to begin with, then what
    /// relaxations needed.
    pub cliques: Vec<Vec<u32>>,
}

impl<'a> Conflicts<'a> {
    pub fn new(rules: &'a Rules, input: &'a SelectionInput, choosable: &[u32]) -> Self {
        let grid = (rules.spacing_km > 0.0).then(|| Grid::new(&input.places, rules.spacing_km));
        let cliques = cells(&input.places, rules.spacing_km, choosable);
        Self { rules, input, grid, cliques }
    }

    fn near(&self, a: u32, b: u32) -> bool {
        let places = &self.input.places;
        let (Some(a), Some(b)) = (places.get(a), places.get(b)) else { return false };
        places.between(a, b) < self.rules.spacing_km
    }

    /// Everyone who may be chosen and is too near `i`.
    fn neighbours(&self, i: u32) -> Vec<u32> {
        let (Some(grid), Some(here)) = (&self.grid, self.input.places.get(i)) else {
            return Vec::new();
        };
        let near = grid.near(here, false).into_iter().map(|(k, _)| k);
        near.filter(|k| *k != i && self.rules.may(*k)).collect()
    }

    /// Adds cliques that a relaxation breaks: `values` says how much of each village it chooses.
    /// Answers how many.
    pub fn separate(&mut self, values: &BTreeMap<u32, f64>) -> usize {
        if self.grid.is_none() {
            return 0;
        }
        let mut order: Vec<(u32, f64)> = values.iter().map(|(i, y)| (*i, *y)).collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut new: BTreeSet<Vec<u32>> = BTreeSet::new();
        for &(i, value) in &order {
            let near = self.neighbours(i);
            let mut chosen: Vec<(u32, f64)> =
                near.iter().filter_map(|k| Some((*k, *values.get(k)?))).collect();
            chosen.sort_by(|a, b| b.1.total_cmp(&a.1));
            let (mut clique, mut sum) = (vec![i], value);
            for (k, y) in chosen {
                if clique.iter().all(|other| self.near(*other, k)) {
                    clique.push(k);
                    sum += y;
                }
            }
            if sum > 1.0 + TOLERANCE {
                self.widen(&mut clique, near);
                clique.sort_unstable();
                new.insert(clique);
            }
        }
        self.cliques.extend(new.iter().cloned());
        new.len()
    }

    /// Adds everyone who is too near all of a clique, best scores first.
    fn widen(&self, clique: &mut Vec<u32>, mut near: Vec<u32>) {
        near.sort_by(|a, b| self.input.score(*b).total_cmp(&self.input.score(*a)));
        for i in near {
            let fits = |other: &u32| *other != i && self.near(*other, i);
            if clique.len() < CLIQUE && clique.iter().all(fits) {
                clique.push(i);
            }
        }
    }

    /// Cliques that hold every two of `members` that are too near each other.
    pub fn cover(&self, members: &[u32]) -> Vec<Vec<u32>> {
        let inside: BTreeSet<u32> = members.iter().copied().collect();
        let mut held: BTreeSet<(u32, u32)> = BTreeSet::new();
        let mut cover = Vec::new();
        for &i in members {
            let near: Vec<u32> =
                self.neighbours(i).into_iter().filter(|k| inside.contains(k)).collect();
            for &k in near.iter().filter(|k| **k > i) {
                if held.contains(&(i, k)) {
                    continue;
                }
                let mut clique = vec![i, k];
                for &other in near.iter().filter(|other| **other != k) {
                    if clique.iter().all(|one| self.near(*one, other)) {
                        clique.push(other);
                    }
                }
                clique.sort_unstable();
                for (at, a) in clique.iter().enumerate() {
                    held.extend(clique.iter().skip(at + 1).map(|b| (*a, *b)));
                }
                cover.push(clique);
            }
        }
        cover
    }
}
