//! Who is too near whom, among the villages that can matter to how many fit at a distance.

use std::collections::BTreeSet;

use super::distance::Grid;
use super::{Rules, SelectionInput};

/// More pairs than this are not kept: a country at a large distance has too many.
const PAIRS: usize = 12_000_000;

/// Villages, by their place in `villages`, and those that are too near each.
#[derive(Debug, Clone)]
pub(super) struct Crowding {
    /// Candidates, ascending.
    pub villages: Vec<u32>,
    /// Places of those too near each, ascending.
    pub near: Vec<Vec<u32>>,
}

impl Crowding {
    /// Of everyone who may be chosen and is not too near a pinned village; `None` where there are too
    /// many pairs, or no time.
    pub fn new(rules: &Rules, input: &SelectionInput, in_time: impl Fn() -> bool) -> Option<Self> {
        let pins: Vec<u32> = rules.pinned.iter().copied().collect();
        let free = |i: &u32| {
            let pinned = rules.pinned.contains(i);
            rules.may(*i) && (pinned || !rules.too_near(*i, &pins, &input.places))
        };
        let villages: Vec<u32> = (0..input.len() as u32).filter(free).collect();
        let grid = Grid::owning(input.places.of(&villages), rules.spacing_km);
        let (mut near, mut pairs) = (Vec::with_capacity(villages.len()), 0);
        for i in 0..villages.len() as u32 {
            let mut around = match grid.places().get(i) {
                Some(here) => grid.near(here, false),
                None => Vec::new(),
            };
            around.retain(|k| *k != i);
            pairs += around.len();
            if pairs > PAIRS || !in_time() {
                return None;
            }
            near.push(around);
        }
        Some(Self { villages, near })
    }

    /// Whether as many villages as `count` would be too near all others together: a look at some of them says how
    /// many are near one.
    pub fn is_tight(rules: &Rules, input: &SelectionInput, count: usize, looks: usize) -> bool {
        let all: Vec<u32> = (0..input.len() as u32).filter(|i| rules.may(*i)).collect();
        let grid = Grid::owning(input.places.of(&all), rules.spacing_km);
        let step = (all.len() / looks.max(1)).max(1);
        let looked: Vec<usize> = (0..all.len() as u32)
            .step_by(step)
            .filter_map(|i| grid.places().get(i))
            .map(|here| grid.near(here, false).len().saturating_sub(1))
            .collect();
        let near: usize = looked.iter().sum();
        // Mean of those near one, times the villages of a set, against all of them.
        near * count >= all.len() * looked.len() && !looked.is_empty()
    }

    /// Those too near the village at a place.
    pub fn around(&self, place: u32) -> &[u32] {
        self.near.get(place as usize).map_or(&[], Vec::as_slice)
    }

    /// Leaves out whoever can be replaced in every set by a neighbour in the same areas who is too near
    /// nobody else: a set of the most villages remains.
    pub fn without_dominated(self, rules: &Rules, in_time: impl Fn() -> bool) -> Self {
        let n = self.villages.len();
        let mut gone = vec![false; n];
        let is_gone = |gone: &[bool], k: u32| gone.get(k as usize).copied().unwrap_or(true);
        // Whoever is near many is left out first, so that few comparisons are needed.
        let mut order: Vec<u32> = (0..n as u32).collect();
        order.sort_by_key(|i| std::cmp::Reverse(self.around(*i).len()));
        let mut marked = vec![u32::MAX; n];
        loop {
            let mut left_out = 0;
            for &v in &order {
                if is_gone(&gone, v) || self.is_pinned(v, rules) || !in_time() {
                    continue;
                }
                for place in self.around(v).iter().chain([&v]) {
                    if let Some(mark) = marked.get_mut(*place as usize) {
                        *mark = v;
                    }
                }
                let covered = |k: &u32| marked.get(*k as usize) == Some(&v) || is_gone(&gone, *k);
                let stands_for_it = |u: &u32| {
                    !is_gone(&gone, *u)
                        && self.groups(*u, rules) == self.groups(v, rules)
                        && self.around(*u).iter().all(covered)
                };
                if self.around(v).iter().any(stands_for_it) {
                    left_out += 1;
                    if let Some(gone) = gone.get_mut(v as usize) {
                        *gone = true;
                    }
                }
            }
            // A round that leaves out hardly anybody is not worth another one.
            if left_out * 100 <= n {
                break;
            }
        }
        let kept = (0..n as u32).filter(|i| !is_gone(&gone, *i)).collect();
        self.only(&kept)
    }

    /// The same of some places only.
    pub fn only(&self, kept: &BTreeSet<u32>) -> Self {
        let mut now = vec![None; self.villages.len()];
        for (place, old) in (0..).zip(kept) {
            if let Some(slot) = now.get_mut(*old as usize) {
                *slot = Some(place);
            }
        }
        let renamed = |old: &u32| now.get(*old as usize).copied().flatten();
        let near = |i: &u32| self.around(*i).iter().filter_map(renamed).collect();
        let village = |i: &u32| self.villages.get(*i as usize).copied();
        Self {
            villages: kept.iter().filter_map(village).collect(),
            near: kept.iter().map(near).collect(),
        }
    }

    /// Areas with limits that the village at a place is in.
    pub fn groups<'a>(&self, place: u32, rules: &'a Rules) -> &'a [u32] {
        let village = self.villages.get(place as usize);
        let groups = village.and_then(|i| rules.groups_of.get(*i as usize));
        groups.map_or(&[], Vec::as_slice)
    }

    pub fn is_pinned(&self, place: u32, rules: &Rules) -> bool {
        self.villages.get(place as usize).is_some_and(|i| rules.pinned.contains(i))
    }

    /// Parts that neither a distance nor the limit of an area joins.
    pub fn parts(&self, rules: &Rules) -> Vec<BTreeSet<u32>> {
        let n = self.villages.len();
        let mut part = vec![usize::MAX; n];
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); rules.groups.len()];
        for place in 0..n as u32 {
            for group in self.groups(place, rules) {
                if let Some(members) = members.get_mut(*group as usize) {
                    members.push(place);
                }
            }
        }
        let mut seen = vec![false; rules.groups.len()];
        let mut parts: Vec<BTreeSet<u32>> = Vec::new();
        for first in 0..n as u32 {
            let mut open = vec![first];
            let mut found = BTreeSet::new();
            while let Some(place) = open.pop() {
                match part.get_mut(place as usize) {
                    Some(part) if *part == usize::MAX => *part = parts.len(),
                    _ => continue,
                }
                found.insert(place);
                open.extend(self.around(place));
                for group in self.groups(place, rules) {
                    let limited =
                        rules.groups.get(*group as usize).is_some_and(|g| g.limit.max.is_some());
                    if limited && seen.get(*group as usize) == Some(&false) {
                        if let Some(seen) = seen.get_mut(*group as usize) {
                            *seen = true;
                        }
                        open.extend(members.get(*group as usize).into_iter().flatten());
                    }
                }
            }
            if !found.is_empty() {
                parts.push(found);
            }
        }
        parts
    }
}
