//! Many villages that are far enough apart, by exchanging one for another: a local search in the
//! manner of Pullan and Hoos, Dynamic Local Search for the Maximum Clique Problem (2006), with the
//! limits of areas.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Rules;
use super::crowding::Crowding;

/// The search goes the same way every time.
const SEED: u64 = 2017;
/// Villages that are looked at before one is exchanged.
const LOOKED_AT: usize = 40;
/// Whoever was taken out stays out for this many exchanges, and up to as many more.
const REST: usize = 7;
/// One exchange in so many takes in anybody, whoever must go for it.
const UPHEAVAL: u32 = 200;

/// The largest set that so many `exchanges` find, as places; it ends at `enough`.
pub(super) fn largest(
    crowding: &Crowding,
    rules: &Rules,
    enough: usize,
    exchanges: usize,
    in_time: impl Fn() -> bool,
) -> Vec<u32> {
    let mut state = State::new(crowding, rules);
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let n = crowding.villages.len() as u32;
    let mut best: Vec<u32> = Vec::new();
    for now in 0..exchanges {
        state.fill();
        if state.size > best.len() {
            best = (0..n).filter(|i| state.has(*i)).collect();
        }
        if best.len() >= enough || n == 0 || (now % 256 == 0 && !in_time()) {
            break;
        }
        let upheaval = random.random_range(0..UPHEAVAL) == 0;
        let looks = if upheaval { 1 } else { LOOKED_AT };
        let looked = (0..looks).map(|_| random.random_range(0..n));
        // The fewest to go for it; among equals who has been out for longest.
        let price = |i: u32| state.price(i, now).map(|price| (price, state.since(i), i));
        let Some((_, _, taken)) = looked.filter_map(price).min() else { continue };
        let rest = REST + random.random_range(0..REST);
        let other = random.random_range(0..n);
        state.exchange(taken, now, rest, other);
    }
    best
}

struct State<'a> {
    crowding: &'a Crowding,
    rules: &'a Rules,
    chosen: Vec<bool>,
    size: usize,
    /// How many of the chosen are too near each.
    tight: Vec<u32>,
    /// How many of the chosen are in each area.
    inside: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// Whom nobody may keep out any more.
    perhaps_free: Vec<u32>,
    /// When each was taken out, and until when it rests.
    out: Vec<(usize, usize)>,
}

impl<'a> State<'a> {
    fn new(crowding: &'a Crowding, rules: &'a Rules) -> Self {
        let n = crowding.villages.len();
        let mut members = vec![Vec::new(); rules.groups.len()];
        for place in 0..n as u32 {
            for group in crowding.groups(place, rules) {
                if let Some(members) = members.get_mut(*group as usize) {
                    members.push(place);
                }
            }
        }
        // Whoever is near the fewest goes first, pinned ones before all others: from the end.
        let mut order: Vec<u32> = (0..n as u32).collect();
        order.sort_by_key(|i| std::cmp::Reverse(crowding.around(*i).len()));
        order.sort_by_key(|i| crowding.is_pinned(*i, rules));
        Self {
            crowding,
            rules,
            chosen: vec![false; n],
            size: 0,
            tight: vec![0; n],
            inside: vec![0; rules.groups.len()],
            members,
            perhaps_free: order,
            out: vec![(0, 0); n],
        }
    }

    fn has(&self, i: u32) -> bool {
        self.chosen.get(i as usize).copied().unwrap_or(true)
    }

    fn since(&self, i: u32) -> usize {
        self.out.get(i as usize).map_or(0, |out| out.0)
    }

    fn is_full(&self, group: u32) -> bool {
        let max = self.rules.groups.get(group as usize).and_then(|group| group.limit.max);
        max.is_some_and(|max| self.inside.get(group as usize).is_some_and(|n| *n >= max))
    }

    fn full_groups(&self, i: u32) -> impl Iterator<Item = u32> + '_ {
        let groups = self.crowding.groups(i, self.rules);
        groups.iter().copied().filter(|group| self.is_full(*group))
    }

    /// How many would have to go for a village; `None` for those chosen, and those that rest.
    fn price(&self, i: u32, now: usize) -> Option<usize> {
        let rests = self.out.get(i as usize).is_none_or(|out| out.1 > now);
        if self.has(i) || rests {
            return None;
        }
        let near = self.tight.get(i as usize).copied().unwrap_or(0) as usize;
        // Whoever is too near may be in the same area: its going makes room there too.
        Some(near.max(self.full_groups(i).count()))
    }

    /// Takes in everyone whom nobody keeps out.
    fn fill(&mut self) {
        while let Some(i) = self.perhaps_free.pop() {
            let alone = self.tight.get(i as usize) == Some(&0);
            if alone && !self.has(i) && self.full_groups(i).next().is_none() {
                self.put(i, true);
            }
        }
    }

    fn put(&mut self, i: u32, chosen: bool) {
        if let Some(slot) = self.chosen.get_mut(i as usize) {
            *slot = chosen;
        }
        self.size = if chosen { self.size + 1 } else { self.size.saturating_sub(1) };
        let crowding = self.crowding;
        for near in crowding.around(i) {
            if let Some(tight) = self.tight.get_mut(*near as usize) {
                *tight = if chosen { *tight + 1 } else { tight.saturating_sub(1) };
                if *tight == 0 && !chosen {
                    self.perhaps_free.push(*near);
                }
            }
        }
        for group in crowding.groups(i, self.rules) {
            if !chosen && self.is_full(*group) {
                let members = self.members.get(*group as usize).into_iter().flatten();
                self.perhaps_free.extend(members);
            }
            if let Some(inside) = self.inside.get_mut(*group as usize) {
                *inside = if chosen { *inside + 1 } else { inside.saturating_sub(1) };
            }
        }
    }

    /// Takes one in, and out whoever is too near it or fills its areas. Pinned ones stay.
    fn exchange(&mut self, i: u32, now: usize, rest: usize, random: u32) {
        let crowding = self.crowding;
        let mut go: Vec<u32> =
            crowding.around(i).iter().copied().filter(|k| self.has(*k)).collect();
        for group in crowding.groups(i, self.rules) {
            let makes_room = |k: &u32| crowding.groups(*k, self.rules).contains(group);
            if !self.is_full(*group) || go.iter().any(makes_room) {
                continue;
            }
            let members = self.members.get(*group as usize).map_or(&[][..], Vec::as_slice);
            let start = random as usize % members.len().max(1);
            let (before, after) = members.split_at(start);
            let may_go = |k: &&u32| self.has(**k) && !crowding.is_pinned(**k, self.rules);
            match after.iter().chain(before).find(may_go) {
                Some(one) => go.push(*one),
                None => return,
            }
        }
        for k in go {
            self.put(k, false);
            if let Some(out) = self.out.get_mut(k as usize) {
                *out = (now, now + rest);
            }
        }
        self.put(i, true);
    }
}
