//! The search for the best set: the relaxation says which candidates can matter, and a program
//! over those few finds the best set with a proof.

use std::collections::BTreeSet;

use highs::Sense;

use super::ceiling::ceiling;
use super::clock::too_late;
use super::extra::{Apart, Extra};
use super::input::score_of;
use super::memory::Memory;
use super::mip::{Outcome, Solved};
use super::model::{Model, Precision, Purses};
use super::purses::{self, Division, Funding};
use super::relaxation::{Pricing, Relaxed};
use super::{Rules, SelectionInput, greedy};
use crate::PlanError;
use crate::progress::{Watch, unless_cancelled};

/// Up to this many candidates everything is computed: all alternatives, all good sets.
const SMALL: usize = 300;
/// A program that turns out to be too small is made larger by this factor at most.
const GROWTH: usize = 4;
/// Differences below this are rounding.
const EPSILON: f64 = 1e-9;
/// Whoever is at most this far from being in a relaxation is remembered for the next search, of
/// scores that lie between 0 and 1.
const PROMISING: f64 = 0.01;
/// Sets whose costs cannot be divided among the sources before every village is assigned to one.
const INDIVISIBLE: usize = 20;

/// A set that a search found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// In the order of the input.
    pub set: Vec<u32>,
    pub funding: Funding,
    pub objective: f64,
    pub gap: f64,
    pub optimal: bool,
}

/// The best set under one more condition.
#[derive(Debug, Clone)]
pub(super) enum Alternative {
    Set(Found),
    /// No set satisfies all conditions.
    None,
}

/// How many candidates a search begins with; what it finds does not depend on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning {
    /// In the relaxation: the best scores.
    pub relaxation: usize,
    /// In the program: those that the relaxation likes best.
    pub program: usize,
}

/// Searches of one problem.
pub(super) struct Search<'a> {
    pub rules: &'a Rules,
    pub input: &'a SelectionInput,
    pub watch: &'a dyn Watch,
    /// What the best set has most of, by candidate.
    scores: &'a [f64],
    /// Everyone who may be chosen, best scores first.
    pub choosable: Vec<u32>,
    pricing: Pricing<'a>,
    memory: Memory,
    /// The relaxation without any extra condition.
    plain: Option<Relaxed>,
    /// Sets that no division of their costs among the sources allows.
    indivisible: Vec<Vec<u32>>,
    /// Sets that cost more than there is, which a solver took for affordable.
    too_dear: Vec<Vec<u32>>,
    beginning: Beginning,
}

impl<'a> Search<'a> {
    pub fn new(rules: &'a Rules, input: &'a SelectionInput, watch: &'a dyn Watch) -> Self {
        Self::recalling(Memory::new(rules, input), rules, input, &input.scores, watch)
    }

    /// A search that goes on from what another one of the same candidates, with the same spacing,
    /// learnt. `scores` are instead of those of the input.
    pub fn recalling(
        memory: Memory,
        rules: &'a Rules,
        input: &'a SelectionInput,
        scores: &'a [f64],
        watch: &'a dyn Watch,
    ) -> Self {
        let count = rules.count.unwrap_or(0) as usize;
        let beginning = Beginning { relaxation: count * 4 + 500, program: count * 2 + 200 };
        Self::beginning_with(beginning, memory, rules, input, scores, watch)
    }

    fn beginning_with(
        beginning: Beginning,
        memory: Memory,
        rules: &'a Rules,
        input: &'a SelectionInput,
        scores: &'a [f64],
        watch: &'a dyn Watch,
    ) -> Self {
        let choosable = memory.best_first(scores);
        let (first, mattered) = (beginning.relaxation, memory.mattered.clone());
        let pricing = Pricing::new(rules, input, scores, choosable.clone(), first, mattered);
        Self {
            rules,
            input,
            watch,
            scores,
            pricing,
            memory,
            choosable,
            plain: None,
            indivisible: Vec::new(),
            too_dear: Vec::new(),
            beginning,
        }
    }

    /// What it learnt.
    pub fn into_memory(self) -> Memory {
        self.memory
    }

    /// What choosing a candidate adds to the objective.
    fn score(&self, i: u32) -> f64 {
        score_of(self.scores, i)
    }

    /// What choosing a set amounts to.
    fn objective(&self, set: &[u32]) -> f64 {
        set.iter().map(|i| self.score(*i)).sum()
    }

    /// A set that is known to satisfy the rules, to begin with.
    ///
    /// # Errors
    /// When the solver fails at dividing its costs.
    pub fn known(&self, mut set: Vec<u32>) -> Result<Option<Found>, PlanError> {
        set.sort_unstable();
        let funding = purses::divide(self.rules, &set, self.watch)?.paid();
        let (objective, gap) = (self.objective(&set), f64::INFINITY);
        Ok(funding.map(|funding| Found { set, funding, objective, gap, optimal: false }))
    }

    /// Whether the problem is small enough for everything to be computed.
    pub fn is_small(&self) -> bool {
        self.choosable.len() <= SMALL
    }

    /// Whether every chosen and every contested village gets a search of its own.
    pub fn tries_all(&self) -> bool {
        self.is_small() || self.rules.all_alternatives
    }

    /// The best set that is not the best: `None` where the time of the plan is over before it is
    /// known.
    ///
    /// # Errors
    /// A solver that fails, a computation that nobody wants any more.
    pub fn alternative(&mut self, extra: &Extra) -> Result<Option<Alternative>, PlanError> {
        if !self.rules.in_time(self.watch) {
            return Ok(None);
        }
        match self.best(extra, None) {
            Ok(Some(found)) => Ok(found.optimal.then_some(Alternative::Set(found))),
            Ok(None) => Ok(Some(Alternative::None)),
            Err(_) if !self.rules.in_time(self.watch) && !self.watch.cancelled() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The best set under the rules and `extra`; `None` where there is none. The search begins with
    /// `start`, a set that satisfies both.
    ///
    /// # Errors
    /// No set found in time, a solver that fails, a computation that nobody wants any more.
    pub fn best(
        &mut self,
        extra: &Extra,
        mut start: Option<Found>,
    ) -> Result<Option<Found>, PlanError> {
        let relaxed = match self.relaxed(extra) {
            Ok(Some(relaxed)) => relaxed,
            Ok(None) => return Ok(None),
            // No time even for a bound.
            Err(error) if self.watch.cancelled() || self.rules.in_time(self.watch) => {
                return Err(error);
            }
            Err(error) => {
                let most = ceiling(self.rules, self.input, self.scores, &self.choosable);
                let known = |found: Found| Found { gap: gap(most, found.objective), ..found };
                return start.map(known).map(Some).ok_or(error);
            }
        };
        if let Some(found) = self.settled(&relaxed, extra)? {
            return Ok(Some(found));
        }
        let reduced =
            |i: &u32| relaxed.reduced.get(*i as usize).copied().unwrap_or(f64::NEG_INFINITY);
        // Whoever cannot be in a set better than the first is in none that is looked for.
        let least = start.as_ref().map_or(f64::NEG_INFINITY, |found| found.objective);
        let can_matter = |i: &u32| relaxed.bound + reduced(i) > least - EPSILON;
        let mut by_promise: Vec<u32> = self.choosable.iter().copied().filter(can_matter).collect();
        by_promise.sort_by(|a, b| reduced(b).total_cmp(&reduced(a)));
        let mut core = self.beginning.program.max(1);
        loop {
            unless_cancelled(self.watch)?;
            core = core.min(by_promise.len());
            let members = by_promise.get(..core).unwrap_or_default();
            let found = self.best_of(members, extra, start.as_ref(), &relaxed)?;
            let Some(found) = found else {
                if core == by_promise.len() {
                    return Ok(None);
                }
                core *= GROWTH;
                continue;
            };
            // Whoever could still be in a set that is better than this one.
            let matters = |i: &u32| relaxed.bound + reduced(i) > found.objective + EPSILON;
            let needed = by_promise.partition_point(matters);
            if needed <= core || !found.optimal {
                self.remember(&relaxed, &found.set);
                return Ok(Some(found));
            }
            core = needed.min(core * GROWTH);
            start = Some(found);
        }
    }

    fn relaxed(&mut self, extra: &Extra) -> Result<Option<Relaxed>, PlanError> {
        if let (true, Some(plain)) = (extra.is_plain(), &self.plain) {
            return Ok(Some(plain.clone()));
        }
        let relaxed = self.pricing.solve(&mut self.memory.conflicts, extra, self.watch)?;
        if extra.is_plain() {
            self.plain.clone_from(&relaxed);
        }
        Ok(relaxed)
    }

    /// The solution of the relaxation, where it is a set that the rules allow: then it is the best.
    fn settled(&mut self, relaxed: &Relaxed, extra: &Extra) -> Result<Option<Found>, PlanError> {
        let Some(set) = &relaxed.whole else { return Ok(None) };
        // To divide its costs can take time, which there may be none of.
        let in_time = self.rules.in_time(self.watch);
        if !in_time || !self.rules.allow(set, self.input) || !extra.allows(set) {
            return Ok(None);
        }
        let Some(found) = self.known(set.clone())? else { return Ok(None) };
        if relaxed.bound - found.objective > EPSILON {
            return Ok(None);
        }
        self.watch.found(found.objective, 0.0);
        self.remember(relaxed, &found.set);
        Ok(Some(Found { gap: 0.0, optimal: true, ..found }))
    }

    fn remember(&mut self, relaxed: &Relaxed, set: &[u32]) {
        let promising = |i: &&u32| {
            relaxed.reduced.get(**i as usize).is_some_and(|reduced| *reduced > -PROMISING)
        };
        let mattered = self.choosable.iter().filter(promising);
        self.memory.mattered = mattered.chain(set).copied().collect();
    }

    /// The best set of `members`, and of those who must be in it.
    fn best_of(
        &mut self,
        members: &[u32],
        extra: &Extra,
        start: Option<&Found>,
        relaxed: &Relaxed,
    ) -> Result<Option<Found>, PlanError> {
        let mut members = members.to_vec();
        members.extend(extra.with);
        members.extend(start.iter().flat_map(|found| &found.set));
        members.extend(self.rules.pinned.iter().filter(|i| self.rules.may(**i)));
        members.sort_unstable();
        members.dedup();
        // Without any set a late one is better than none.
        let in_time =
            || !self.watch.cancelled() && (start.is_none() || self.rules.in_time(self.watch));
        let Some(cliques) = self.memory.conflicts.cover(&members, self.scores, in_time) else {
            unless_cancelled(self.watch)?;
            return out_of_time(start, relaxed).map(Some);
        };
        loop {
            let several = self.rules.budgets.len() > 1;
            let apart = several && self.indivisible.len() >= INDIVISIBLE;
            let purses = if apart { Purses::Apart } else { Purses::Together };
            let model = self.model(&members, &cliques, extra, purses);
            let begin = start.filter(|_| !apart).map(|found| model.values(&found.set));
            let left = || self.rules.seconds_left(self.watch);
            let solved =
                match model.mip.solve_from(begin.as_deref(), Sense::Maximise, false, left)? {
                    Outcome::Solved(solved) => solved,
                    Outcome::Infeasible => return Ok(None),
                    Outcome::OutOfTime => return out_of_time(start, relaxed).map(Some),
                };
            let set = model.chosen(&solved);
            let payers = model.payers(&solved);
            let funding = match purses::of_solution(self.rules, &set, payers, self.watch)? {
                Division::Paid(funding) => funding,
                Division::Impossible if self.rules.in_time(self.watch) => {
                    unless_cancelled(self.watch)?;
                    let enough = self.rules.money.is_enough_for(&set);
                    let ruled_out = if enough { &mut self.indivisible } else { &mut self.too_dear };
                    ruled_out.push(set);
                    continue;
                }
                _ => return out_of_time(start, relaxed).map(Some),
            };
            // From the scores themselves, free of the solver's tolerances.
            let objective = self.objective(&set);
            let Solved { optimal, .. } = solved;
            // Of these members it may be the best, and not yet of all.
            let proven = gap(relaxed.bound, objective);
            self.watch.found(objective, proven);
            let gap = if optimal { 0.0 } else { proven };
            return Ok(Some(Found { set, funding, objective, gap, optimal }));
        }
    }

    fn model(
        &self,
        members: &[u32],
        cliques: &[Vec<u32>],
        extra: &Extra,
        purses: Purses,
    ) -> Model<'a> {
        let input = self.input;
        let value = |i| self.score(i);
        let mut model = Model::new(self.rules, input, members, purses, Precision::Exact, value);
        extra.add_to(&mut model);
        let indivisible = self.indivisible.iter().map(|set| Apart { set: set.clone(), by: 1 });
        for apart in extra.not_again().cloned().chain(indivisible) {
            apart.add_to(&mut model);
        }
        for set in &self.too_dear {
            // Neither these villages nor dearer ones in their place.
            let dearest = set.iter().map(|i| self.rules.money.cost(*i)).max().unwrap_or(0);
            let dear = members.iter().filter(|i| self.rules.money.cost(**i) >= dearest);
            let wide: BTreeSet<u32> = set.iter().chain(dear).copied().collect();
            let terms = model.terms(wide);
            model.mip.row(0.0, set.len() as f64 - 1.0, terms);
        }
        for clique in cliques {
            let terms = model.terms(clique.iter().copied());
            model.mip.row(0.0, 1.0, terms);
        }
        model
    }

    /// The walk down the list, where it ends in a set. It is not known how good that is.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn walk(&self) -> Result<Option<Found>, PlanError> {
        let walk = greedy(self.rules, self.input);
        if !walk.complete || !self.rules.minima_hold(&walk.set) {
            return Ok(None);
        }
        let found = self.known(walk.set)?;
        Ok(found.map(|found| Found { objective: walk.objective, ..found }))
    }
}

/// The set that a search began with, with the gap that the relaxation proves.
fn out_of_time(start: Option<&Found>, relaxed: &Relaxed) -> Result<Found, PlanError> {
    let start = start.ok_or_else(too_late)?;
    Ok(Found { gap: gap(relaxed.bound, start.objective), optimal: false, ..start.clone() })
}

fn gap(bound: f64, objective: f64) -> f64 {
    ((bound - objective) / objective.abs().max(1e-12)).max(0.0)
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
