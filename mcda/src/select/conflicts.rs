//! Villages that are too near each other, as sets of which at most one can be chosen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::distance::{Grid, cells};
use super::input::score_of;
use super::{Places, Rules, SelectionInput};

/// Villages in a clique, beyond those around its middle.
const CLIQUE: usize = 60;
/// Villages around the middle of a clique that are added to it without comparing all pairs.
const DISC: usize = 5_000;
/// Values of a relaxation below this are rounding.
const TOLERANCE: f64 = 1e-6;

/// Candidates that may be chosen and are nearer to each other than the spacing of the rules. That
/// does not depend on scores: what one search found out holds for those of other weights.
#[derive(Debug, Clone)]
pub(super) struct Conflicts {
    spacing_km: f64,
    /// Over everyone who may be chosen.
    grid: Option<Arc<Grid<'static>>>,
    /// Villages of which at most one can be chosen: small cells to begin with, then what
    /// relaxations needed.
    pub cliques: Vec<Vec<u32>>,
}

impl Conflicts {
    pub fn new(rules: &Rules, input: &SelectionInput, choosable: &[u32]) -> Self {
        let spacing_km = rules.spacing_km;
        let grid = || Arc::new(Grid::owning(input.places.only(choosable), spacing_km));
        let cliques = cells(&input.places, spacing_km, choosable);
        Self { spacing_km, grid: (spacing_km > 0.0).then(grid), cliques }
    }

    fn places(&self) -> Option<&Places> {
        self.grid.as_ref().map(|grid| grid.places())
    }

    fn near(&self, a: u32, b: u32) -> bool {
        self.grid.as_ref().is_some_and(|grid| grid.are_near(a, b))
    }

    /// Everyone who may be chosen and is too near `i`.
    fn neighbours(&self, i: u32) -> Vec<u32> {
        let Some(grid) = &self.grid else { return Vec::new() };
        let Some(here) = grid.places().get(i) else { return Vec::new() };
        let mut near = grid.near(here, false);
        near.retain(|k| *k != i);
        near
    }

    /// Adds cliques that a relaxation breaks: `values` says how much of each village it chooses.
    /// Among more than are needed those of the best `scores` are taken. Answers how many were added.
    pub fn separate(&mut self, values: &BTreeMap<u32, f64>, scores: &[f64]) -> usize {
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
                self.widen(&mut clique, near, scores);
                clique.sort_unstable();
                new.insert(clique);
            }
        }
        self.cliques.extend(new.iter().cloned());
        new.len()
    }

    /// Adds everyone who is too near all of a clique and within half the spacing of its middle,
    /// and so too near each other; then more, best scores first.
    fn widen(&self, clique: &mut Vec<u32>, mut near: Vec<u32>, scores: &[f64]) {
        let Some(places) = self.places() else { return };
        near.retain(|i| clique.iter().all(|other| other != i && self.near(*other, *i)));
        let known: Vec<[f64; 2]> = clique.iter().filter_map(|i| places.get(*i)).collect();
        let mean = |axis: usize| known.iter().map(|p| p[axis]).sum::<f64>() / known.len() as f64;
        let middle = [mean(0), mean(1)];
        let reach = 0.499 * self.spacing_km;
        let around = |i: &u32| places.get(*i).is_some_and(|p| places.nearer(middle, p, reach));
        let (mut inside, mut others): (Vec<u32>, Vec<u32>) = near.into_iter().partition(around);
        let by_score = |a: &u32, b: &u32| score_of(scores, *b).total_cmp(&score_of(scores, *a));
        inside.sort_by(by_score);
        inside.truncate(DISC);
        clique.append(&mut inside);
        others.sort_by(by_score);
        for i in others {
            if clique.len() >= CLIQUE {
                break;
            }
            if clique.iter().all(|other| self.near(*other, i)) {
                clique.push(i);
            }
        }
    }

    /// Cliques that hold every two of `members` (sorted) that are too near each other; `None` where
    /// that is not known `in_time`.
    pub fn cover(
        &self,
        members: &[u32],
        scores: &[f64],
        in_time: impl Fn() -> bool,
    ) -> Option<Vec<Vec<u32>>> {
        if self.grid.is_none() {
            return Some(Vec::new());
        }
        let place = |i: &u32| members.binary_search(i).ok();
        let mut cover = Cover::new(members.len());
        for (at, &i) in members.iter().enumerate() {
            if !in_time() {
                return None;
            }
            cover.look_at(at);
            let near: Vec<u32> =
                self.neighbours(i).into_iter().filter(|k| place(k).is_some()).collect();
            for &k in near.iter().filter(|k| **k > i) {
                if place(&k).is_some_and(|with| cover.holds(at, with)) {
                    continue;
                }
                let mut clique = vec![i, k];
                self.widen(&mut clique, near.clone(), scores);
                cover.add(at, clique.iter().filter_map(place).collect());
            }
        }
        let members_of = |clique: Vec<usize>| {
            let mut clique: Vec<u32> =
                clique.iter().filter_map(|p| members.get(*p).copied()).collect();
            clique.sort_unstable();
            clique
        };
        Some(cover.cliques.into_iter().map(members_of).collect())
    }
}

/// Cliques of some members, given by their places, and with whom each shares one.
struct Cover {
    cliques: Vec<Vec<usize>>,
    /// The cliques of each member.
    of: Vec<Vec<usize>>,
    /// The last member that was looked at and shares a clique with each. A table of all pairs
    /// would not fit into memory where there are many members.
    shares: Vec<Option<usize>>,
}

impl Cover {
    fn new(n: usize) -> Self {
        Self { cliques: Vec::new(), of: vec![Vec::new(); n], shares: vec![None; n] }
    }

    /// Finds out with whom a member shares a clique.
    fn look_at(&mut self, member: usize) {
        for clique in self.of.get(member).into_iter().flatten() {
            for other in self.cliques.get(*clique).into_iter().flatten() {
                if let Some(shares) = self.shares.get_mut(*other) {
                    *shares = Some(member);
                }
            }
        }
    }

    /// Whether the member that is looked at shares a clique with `other`.
    fn holds(&self, member: usize, other: usize) -> bool {
        self.shares.get(other) == Some(&Some(member))
    }

    /// Adds a clique of the member that is looked at.
    fn add(&mut self, member: usize, clique: Vec<usize>) {
        for other in &clique {
            if let Some(shares) = self.shares.get_mut(*other) {
                *shares = Some(member);
            }
            if let Some(of) = self.of.get_mut(*other) {
                of.push(self.cliques.len());
            }
        }
        self.cliques.push(clique);
    }
}
