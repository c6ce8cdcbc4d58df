//! The set with the highest sum of scores.
//!
//! A country has too many candidates for one program, and nearly all of them cannot be in any
//! good set. So the search works on a few of them, and the linear relaxation proves that the rest
//! does not matter: its duals price every candidate that is left out, and whoever could still be
//! in a set as good as the one found is taken in. Distances are enforced where a solution breaks
//! them, by cliques of villages that are all too near each other.

use std::collections::{BTreeMap, BTreeSet};

use highs::Sense;

use super::answer::{BestSet, Selection, Status};
use super::distance::Grid;
use super::mip::{Outcome, Solved};
use super::model::Model;
use super::{Rules, SelectionInput, distance, greedy, infeasible, pool, reasons};
use crate::planning::PlanError;

/// Up to this many candidates all take part from the start.
const ALL_AT_ONCE: usize = 3_000;
/// Villages in a clique of too near ones.
const CLIQUE: usize = 60;
/// How many of the best sets are answered.
const BEST_SETS: usize = 5;
/// As many as that where not all candidates take part: each of them costs another search.
const BEST_SETS_OF_MANY: usize = 2;
/// Differences below this are rounding.
const EPSILON: f64 = 1e-9;

/// What a single search must respect besides the rules.
#[derive(Debug, Clone, Default)]
pub(super) struct Extra {
    /// Sets that must not come again.
    pub not_again: Vec<Vec<u32>>,
    /// A candidate that must not be in the set.
    pub without: Option<u32>,
    /// A candidate that must be in it.
    pub with: Option<u32>,
}

/// A set that a search found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub set: Vec<u32>,
    pub funding: BTreeMap<u32, String>,
    pub objective: f64,
    pub gap: f64,
    pub optimal: bool,
}

pub(super) fn select(rules: &Rules, input: &SelectionInput) -> Result<Selection, PlanError> {
    if rules.count.is_none() {
        return Err(PlanError::new("constraints.count", "is missing")
            .hint("say how many villages the round takes"));
    }
    let mut search = Search::new(rules, input);
    let (Some(best), mut selection) =
        (search.best(&Extra::default())?, Selection::empty(Status::Optimal))
    else {
        return infeasible::diagnose(rules, input);
    };
    if !best.optimal {
        selection.status = Status::TimeLimit;
    }
    selection.objective = Some(best.objective);
    selection.gap = Some(best.gap);
    selection.cost = best.set.iter().map(|i| input.cost(*i)).sum();
    selection.funding.clone_from(&best.funding);
    let mut extra = Extra::default();
    let mut next = Some(best.clone());
    while let Some(found) = next.take() {
        extra.not_again.push(found.set.clone());
        let cost = found.set.iter().map(|i| input.cost(*i)).sum();
        selection.best_sets.push(BestSet { set: found.set, objective: found.objective, cost });
        let most = if search.is_small() { BEST_SETS } else { BEST_SETS_OF_MANY };
        if selection.best_sets.len() < most && best.optimal {
            next = search.best(&extra)?;
        }
    }
    pool::robustness(&mut search, &best, &mut selection)?;
    selection.skipped = reasons::skipped(&mut search, &best)?;
    selection.selected = best.set;
    selection.selected.sort_by(|a, b| input.score(*b).total_cmp(&input.score(*a)));
    Ok(selection)
}

/// The state of the search: who takes part, and which distances were found to matter.
pub(super) struct Search<'a> {
    pub rules: &'a Rules,
    pub input: &'a SelectionInput,
    pub active: BTreeSet<u32>,
    outside: Vec<u32>,
    /// Villages of which at most one can be chosen.
    cliques: Vec<Vec<u32>>,
    grid: Option<Grid<'a>>,
    /// What each candidate outside could add to the relaxation's objective.
    bound: Option<(f64, BTreeMap<u32, f64>)>,
}

impl<'a> Search<'a> {
    fn new(rules: &'a Rules, input: &'a SelectionInput) -> Self {
        Self::starting_with(rules, input, ALL_AT_ONCE)
    }

    fn starting_with(rules: &'a Rules, input: &'a SelectionInput, all_at_once: usize) -> Self {
        let mut choosable: Vec<u32> = (0..input.len() as u32).filter(|i| rules.may(*i)).collect();
        choosable.sort_by(|a, b| input.score(*b).total_cmp(&input.score(*a)));
        let count = rules.count.unwrap_or(0) as usize;
        let first = if choosable.len() <= all_at_once { choosable.len() } else { count * 4 + 500 };
        let cliques = distance::cells(&input.places, rules.spacing_km, &choosable);
        let outside = choosable.split_off(first.min(choosable.len()));
        let mut search = Self {
            rules,
            input,
            active: choosable.into_iter().collect(),
            outside,
            cliques,
            grid: (rules.spacing_km > 0.0).then(|| Grid::new(&input.places, rules.spacing_km)),
            bound: None,
        };
        let pinned: Vec<u32> = rules.pinned.iter().copied().collect();
        search.take_in(&pinned);
        search
    }

    /// Whether all candidates take part.
    pub fn is_small(&self) -> bool {
        self.active.len() <= 300 && self.outside.is_empty()
    }

    /// The best set under the rules and `extra`; `None` where there is none.
    pub fn best(&mut self, extra: &Extra) -> Result<Option<Found>, PlanError> {
        if let Some(i) = extra.with {
            self.take_in(&[i]);
        }
        loop {
            self.price()?;
            let Some(found) = self.best_of_active(extra)? else {
                if self.outside.is_empty() {
                    return Ok(None);
                }
                let all = std::mem::take(&mut self.outside);
                self.active.extend(all.into_iter().filter(|i| self.rules.may(*i)));
                self.bound = None;
                continue;
            };
            let Some((relaxed, adds)) = &self.bound else { return Ok(Some(found)) };
            let missing: Vec<u32> = adds
                .iter()
                .filter(|(_, add)| relaxed + **add > found.objective + EPSILON)
                .map(|(i, _)| *i)
                .collect();
            if missing.is_empty() || !found.optimal {
                return Ok(Some(found));
            }
            self.take_in(&missing);
        }
    }

    fn take_in(&mut self, candidates: &[u32]) {
        let new: BTreeSet<u32> = candidates
            .iter()
            .copied()
            .filter(|i| self.rules.may(*i) && !self.active.contains(i))
            .collect();
        if new.is_empty() {
            return;
        }
        self.outside.retain(|i| !new.contains(i));
        self.active.extend(new);
        self.bound = None;
    }

    /// Solves the relaxation until nobody outside would improve it, and keeps what each of them
    /// could still add.
    fn price(&mut self) -> Result<(), PlanError> {
        while !self.outside.is_empty() && self.bound.is_none() {
            let (model, clique_rows) = self.model(&Extra::default());
            let solved = model.mip.solve(Sense::Maximise, true, self.rules.time_limit_s)?;
            let Outcome::Solved(solved) = solved else {
                // Too few take part to satisfy the rules.
                let all = self.outside.clone();
                self.take_in(&all);
                return Ok(());
            };
            let adds = self.reduced_values(&model, &clique_rows, &solved);
            let mut better: Vec<(f64, u32)> =
                adds.iter().filter(|(_, add)| **add > EPSILON).map(|(i, add)| (*add, *i)).collect();
            if better.is_empty() {
                self.bound = Some((solved.objective, adds));
                return Ok(());
            }
            better.sort_by(|a, b| b.0.total_cmp(&a.0));
            let better: Vec<u32> = better.into_iter().take(2_000).map(|(_, i)| i).collect();
            self.take_in(&better);
        }
        Ok(())
    }

    fn reduced_values(
        &self,
        model: &Model<'_>,
        clique_rows: &[(usize, usize)],
        solved: &Solved,
    ) -> BTreeMap<u32, f64> {
        let mut charged: BTreeMap<u32, f64> = BTreeMap::new();
        for (clique, row) in clique_rows {
            let dual = solved.duals.get(*row).copied().unwrap_or(0.0);
            for i in self.cliques.get(*clique).into_iter().flatten().filter(|_| dual != 0.0) {
                *charged.entry(*i).or_default() += dual;
            }
        }
        let value = |i: &u32| {
            let value = model.reduced_value(*i, self.input.score(*i), &solved.duals);
            (*i, value - charged.get(i).copied().unwrap_or(0.0))
        };
        self.outside.iter().map(value).collect()
    }

    /// The program, and the rows of the cliques in it: (clique, row).
    fn model(&self, extra: &Extra) -> (Model<'a>, Vec<(usize, usize)>) {
        let active: Vec<u32> = self.active.iter().copied().collect();
        let input = self.input;
        let mut model = Model::new(self.rules, input, &active, |i| input.score(i));
        for set in &extra.not_again {
            let terms = model.terms(set.iter().copied());
            model.mip.row(0.0, set.len() as f64 - 1.0, terms);
        }
        if let Some(i) = extra.without {
            let terms = model.terms([i]);
            model.mip.row(0.0, 0.0, terms);
        }
        if let Some(i) = extra.with {
            let terms = model.terms([i]);
            model.mip.row(1.0, 1.0, terms);
        }
        let mut rows = Vec::new();
        for (clique, members) in self.cliques.iter().enumerate() {
            if members.iter().filter(|i| self.active.contains(i)).nth(1).is_some() {
                let terms = model.terms(members.iter().copied());
                rows.push((clique, model.mip.row(0.0, 1.0, terms)));
            }
        }
        (model, rows)
    }

    fn best_of_active(&mut self, extra: &Extra) -> Result<Option<Found>, PlanError> {
        loop {
            let (model, _) = self.model(extra);
            let outcome = model.mip.solve(Sense::Maximise, false, self.rules.time_limit_s)?;
            let solved = match outcome {
                Outcome::Solved(solved) => solved,
                Outcome::Infeasible => return Ok(None),
                Outcome::OutOfTime => return self.out_of_time(&model, extra).map(Some),
            };
            let set = model.chosen(&solved);
            if self.add_cliques(&set) == 0 {
                let funding = model.funding(&solved);
                // From the scores themselves, free of the solver's tolerances.
                let objective = set.iter().map(|i| self.input.score(*i)).sum();
                let Solved { gap, optimal, .. } = solved;
                return Ok(Some(Found { set, funding, objective, gap, optimal }));
            }
        }
    }

    /// The walk down the list, where it ends in a set, with the gap that the relaxation proves.
    fn out_of_time(&self, model: &Model<'_>, extra: &Extra) -> Result<Found, PlanError> {
        let too_late = || {
            PlanError::new("constraints.time_limit_s", "no set was found in time")
                .hint("give it more seconds, or narrow candidates.where")
        };
        let walk = greedy(self.rules, self.input);
        let plain = extra.not_again.is_empty() && extra.with.is_none() && extra.without.is_none();
        let one_purse = self.rules.budgets.len() <= 1;
        if !walk.complete || !plain || !one_purse || !self.rules.minima_hold(&walk.set) {
            return Err(too_late());
        }
        let relaxed = model.mip.solve(Sense::Maximise, true, self.rules.time_limit_s)?;
        let Outcome::Solved(relaxed) = relaxed else { return Err(too_late()) };
        let purse = self.rules.budgets.first().map(|(name, _)| name.clone());
        let mut set = walk.set;
        set.sort_unstable();
        Ok(Found {
            gap: ((relaxed.objective - walk.objective) / walk.objective.abs().max(1e-12)).max(0.0),
            objective: walk.objective,
            funding: set.iter().filter_map(|i| Some((*i, purse.clone()?))).collect(),
            set,
            optimal: false,
        })
    }

    /// Adds a clique for every pair of the set that is too near; answers how many.
    fn add_cliques(&mut self, set: &[u32]) -> usize {
        let Some(grid) = &self.grid else { return 0 };
        let places = &self.input.places;
        let near = |a: u32, b: u32| match (places.get(a), places.get(b)) {
            (Some(a), Some(b)) => places.between(a, b) < self.rules.spacing_km,
            _ => false,
        };
        let before = self.cliques.len();
        for (k, &a) in set.iter().enumerate() {
            for &b in set.iter().skip(k + 1).filter(|b| near(a, **b)) {
                let mut clique = vec![a, b];
                let here = places.get(a).map(|place| grid.near(place, false)).unwrap_or_default();
                let mut others: Vec<u32> = here
                    .into_iter()
                    .map(|(i, _)| i)
                    .filter(|i| *i != a && *i != b && self.rules.may(*i))
                    .collect();
                others.sort_by(|x, y| self.input.score(*y).total_cmp(&self.input.score(*x)));
                for i in others {
                    if clique.len() < CLIQUE && clique.iter().all(|k| near(*k, i)) {
                        clique.push(i);
                    }
                }
                self.cliques.push(clique);
            }
        }
        self.cliques.len() - before
    }
}

#[cfg(test)]
#[path = "score_tests.rs"]
mod tests;
