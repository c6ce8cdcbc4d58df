//! A good set to begin with where distances leave little room: a local search for the heaviest villages that
//! are far enough apart, in the manner of `exchange`, at a price for every place in the set. The price follows
//! the number of villages until it is the one that the plan asks for.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::crowding::Crowding;
use super::input::score_of;
use super::{Rules, SelectionInput};
use crate::progress::unless_cancelled;
use crate::{PlanError, Watch};

/// The search goes the same way every time.
const SEED: u64 = 2018;
/// Villages that are looked at before one is exchanged.
const LOOKED_AT: usize = 60;
/// Whoever was taken out stays out for this many exchanges, and up to as many more.
const REST: usize = 7;
/// Exchanges between two looks at the clock, the price and the set.
const ROUND: usize = 256;
/// Exchanges at most without a better set, and so many for each village where that is more.
const STALE: usize = 20_000;
const STALE_EACH: usize = 20;
/// What an exchange may lose, as a share of the spread of the scores: a way out of where nothing is better nearby.
const LOSS: f64 = 0.1;
/// How fast the price follows the number of villages.
const STEP: f64 = 0.02;
/// The share of the time that is left, and the seconds, that it takes at most.
const SHARE: f64 = 0.15;
const PATIENCE_S: f64 = 3.0;
/// Candidates of whom it is counted how many are near.
const SAMPLED: usize = 200;

/// A set of as many as the plan asks for that keeps all its rules; `None` where distances leave room enough for a
/// search to do without, or none was found.
///
/// # Errors
/// A computation that nobody wants any more.
pub(super) fn crowded(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<Option<Vec<u32>>, PlanError> {
    let Some(count) = rules.count.map(|count| count as usize) else { return Ok(None) };
    let pins_may = rules.pinned.iter().all(|i| rules.may(*i));
    if rules.spacing_km <= 0.0 || !rules.budgets.is_empty() || !pins_may || count == 0 {
        return Ok(None);
    }
    let until = watch.elapsed_s() + (SHARE * rules.seconds_left(watch)).min(PATIENCE_S);
    let in_time = || watch.elapsed_s() < until && !watch.cancelled();
    if !Crowding::is_tight(rules, input, count, SAMPLED) {
        return Ok(None);
    }
    let crowding = Crowding::new(rules, input, in_time);
    unless_cancelled(watch)?;
    let Some(crowding) = crowding else { return Ok(None) };
    let found = State::new(&crowding, rules, input, count).search(in_time);
    unless_cancelled(watch)?;
    Ok(found.filter(|set| rules.allow(set, input)))
}

struct State<'a> {
    crowding: &'a Crowding,
    rules: &'a Rules,
    count: usize,
    scores: Vec<f64>,
    /// Places, best scores first.
    order: Vec<u32>,
    spread: f64,
    price: f64,
    chosen: Vec<bool>,
    size: usize,
    /// How many of the chosen are too near each, and their scores together.
    near: Vec<(u32, f64)>,
    /// The chosen of each area.
    inside: Vec<Vec<u32>>,
    /// Whom nobody may keep out any more.
    perhaps_free: Vec<u32>,
    /// Until when each rests.
    rests: Vec<usize>,
    now: usize,
}

impl<'a> State<'a> {
    fn new(crowding: &'a Crowding, rules: &'a Rules, input: &SelectionInput, count: usize) -> Self {
        let n = crowding.villages.len();
        let scores: Vec<f64> = crowding.villages.iter().map(|i| input.score(*i)).collect();
        let mut order: Vec<u32> = (0..n as u32).collect();
        order.sort_by(|a, b| score_of(&scores, *b).total_cmp(&score_of(&scores, *a)));
        let end = |place: Option<&u32>| place.map_or(0.0, |place| score_of(&scores, *place));
        let spread = (end(order.first()) - end(order.last())).max(1e-9);
        let mut state = Self {
            crowding,
            rules,
            count,
            spread,
            price: 0.0,
            chosen: vec![false; n],
            size: 0,
            near: vec![(0, 0.0); n],
            inside: vec![Vec::new(); rules.groups.len()],
            perhaps_free: Vec::new(),
            rests: vec![0; n],
            now: 0,
            scores,
            order,
        };
        state.walk();
        state
    }

    /// Pinned ones first, then down the list; the last one in says what a place is worth.
    fn walk(&mut self) {
        for pinned in [true, false] {
            for at in 0..self.order.len() {
                let Some(&i) = self.order.get(at) else { break };
                let enough = self.size >= self.count && !pinned;
                if !enough && self.crowding.is_pinned(i, self.rules) == pinned && self.is_free(i) {
                    self.put(i, true);
                    self.price = self.score(i);
                }
            }
        }
        self.perhaps_free.clear();
    }

    fn search(mut self, in_time: impl Fn() -> bool) -> Option<Vec<u32>> {
        let mut random = ChaCha8Rng::seed_from_u64(SEED);
        let mut best: Option<(f64, Vec<u32>)> = None;
        let mut worth = self.worth();
        let mut ends = STALE.max(STALE_EACH * self.order.len());
        let patience = ends;
        loop {
            self.now += 1;
            if self.now.is_multiple_of(ROUND) {
                if let Some(found) = self.best_of_count()
                    && best.as_ref().is_none_or(|best| found.0 > best.0)
                    && self.rules.minima_hold(&found.1)
                {
                    best = Some(found);
                    ends = self.now + patience;
                }
                if self.now > ends || !in_time() {
                    break;
                }
                self.follow();
                worth = self.worth();
            }
            self.fill();
            let looked = (0..LOOKED_AT).filter_map(|_| {
                let place = random.random_range(0..worth.max(1));
                let i = *self.order.get(place)?;
                Some((self.gain(i)?, i))
            });
            let Some((gain, i)) = looked.max_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
            if gain > -LOSS * self.spread {
                let rest = REST + random.random_range(0..REST);
                self.exchange(i, rest);
            }
        }
        best.map(|(_, set)| set)
    }

    fn score(&self, i: u32) -> f64 {
        score_of(&self.scores, i)
    }

    fn has(&self, i: u32) -> bool {
        self.chosen.get(i as usize).copied().unwrap_or(true)
    }

    fn tight(&self, i: u32) -> (u32, f64) {
        self.near.get(i as usize).copied().unwrap_or((u32::MAX, f64::INFINITY))
    }

    fn rests(&self, i: u32) -> bool {
        self.rests.get(i as usize).is_none_or(|until| *until > self.now)
    }

    /// How many of the list are worth more than a place.
    fn worth(&self) -> usize {
        self.order.partition_point(|i| self.score(*i) > self.price)
    }

    /// Areas of a village that have as many as they may.
    fn full(&self, i: u32) -> impl Iterator<Item = u32> + '_ {
        let groups = self.crowding.groups(i, self.rules).iter().copied();
        groups.filter(|group| {
            let max = self.rules.groups.get(*group as usize).and_then(|group| group.limit.max);
            let inside = self.inside.get(*group as usize).map_or(0, Vec::len);
            max.is_some_and(|max| inside >= max as usize)
        })
    }

    fn is_free(&self, i: u32) -> bool {
        !self.has(i) && self.tight(i).0 == 0 && self.full(i).next().is_none()
    }

    /// Whether the areas of a village have more than they must.
    fn may_go(&self, i: u32) -> bool {
        let needed = |group: &u32| {
            let min = self.rules.groups.get(*group as usize).and_then(|group| group.limit.min);
            let inside = self.inside.get(*group as usize).map_or(0, Vec::len);
            inside <= min.unwrap_or(0) as usize && min.is_some_and(|min| min > 0)
        };
        !self.crowding.is_pinned(i, self.rules)
            && !self.crowding.groups(i, self.rules).iter().any(needed)
    }

    /// Who of a full area goes where nobody who is too near is of it: the least.
    fn least_of(&self, group: u32) -> Option<u32> {
        let inside = self.inside.get(group as usize)?.iter().copied();
        let may_go = inside.filter(|i| !self.crowding.is_pinned(*i, self.rules));
        may_go.min_by(|a, b| self.score(*a).total_cmp(&self.score(*b)))
    }

    /// What taking a village in gains, less those who must go, at the price of a place; `None` where it rests or
    /// is in.
    fn gain(&self, i: u32) -> Option<f64> {
        if self.has(i) || self.rests(i) {
            return None;
        }
        let (tight, scores) = self.tight(i);
        let gain = self.score(i) - scores + (f64::from(tight) - 1.0) * self.price;
        // Of a full area somebody goes too, unless somebody near is of it: then it is counted too high.
        let full = self.full(i).filter_map(|group| self.least_of(group));
        let lost: f64 = full.map(|least| self.score(least) - self.price).sum();
        Some(if tight == 0 { gain - lost } else { gain })
    }

    fn fill(&mut self) {
        while let Some(i) = self.perhaps_free.pop() {
            if self.score(i) > self.price && !self.rests(i) && self.is_free(i) {
                self.put(i, true);
            }
        }
    }

    fn put(&mut self, i: u32, chosen: bool) {
        if let Some(slot) = self.chosen.get_mut(i as usize) {
            *slot = chosen;
        }
        self.size = if chosen { self.size + 1 } else { self.size.saturating_sub(1) };
        let (score, crowding) = (self.score(i), self.crowding);
        for place in crowding.around(i) {
            let Some(near) = self.near.get_mut(*place as usize) else { continue };
            *near =
                if chosen { (near.0 + 1, near.1 + score) } else { (near.0 - 1, near.1 - score) };
            if near.0 == 0 {
                // Sums of scores that came and went do not end at nought.
                near.1 = 0.0;
                self.perhaps_free.push(*place);
            }
        }
        for group in crowding.groups(i, self.rules) {
            let Some(inside) = self.inside.get_mut(*group as usize) else { continue };
            if chosen { inside.push(i) } else { inside.retain(|k| *k != i) }
        }
    }

    /// Takes one in, and out whoever is too near it or fills its areas. Pinned ones, and those whose area needs
    /// them, stay: then nothing happens.
    fn exchange(&mut self, i: u32, rest: usize) {
        let crowding = self.crowding;
        let mut go: Vec<u32> =
            crowding.around(i).iter().copied().filter(|k| self.has(*k)).collect();
        for group in self.full(i).collect::<Vec<_>>() {
            if go.iter().any(|k| crowding.groups(*k, self.rules).contains(&group)) {
                continue;
            }
            let Some(least) = self.least_of(group) else { return };
            go.push(least);
        }
        let own = crowding.groups(i, self.rules);
        let stays = |k: &u32| !self.may_go(*k) && crowding.groups(*k, self.rules) != own;
        if go.iter().any(|k| crowding.is_pinned(*k, self.rules) || stays(k)) {
            return;
        }
        for k in go {
            self.put(k, false);
            if let Some(until) = self.rests.get_mut(k as usize) {
                *until = self.now + rest;
            }
        }
        self.put(i, true);
    }

    /// The price rises while there are too many and falls while there are too few; whoever is not worth it goes.
    fn follow(&mut self) {
        let (size, count) = (self.size as f64, self.count as f64);
        self.price += STEP * self.spread * ((size - count) / count).clamp(-1.0, 1.0);
        for at in 0..self.order.len() {
            let Some(&i) = self.order.get(at) else { break };
            let worth = self.score(i) > self.price;
            if self.has(i) && !worth && self.size > self.count && self.may_go(i) {
                self.put(i, false);
            } else if worth && self.is_free(i) {
                self.perhaps_free.push(i);
            }
        }
    }

    /// The best as many as the plan asks for, ascending, and what they are worth.
    fn best_of_count(&self) -> Option<(f64, Vec<u32>)> {
        if self.size < self.count {
            return None;
        }
        let chosen = self.order.iter().copied().filter(|i| self.has(*i));
        let (mut set, rest): (Vec<u32>, Vec<u32>) = chosen.partition(|i| !self.may_go(*i));
        set.extend(rest);
        set.truncate(self.count);
        let worth = set.iter().map(|i| self.score(*i)).sum();
        let village = |i: &u32| self.crowding.villages.get(*i as usize).copied();
        let mut set: Vec<u32> = set.iter().filter_map(village).collect();
        set.sort_unstable();
        Some((worth, set))
    }
}

#[cfg(test)]
#[path = "polish_tests.rs"]
mod tests;
