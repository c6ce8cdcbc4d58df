//! The linear relaxation over all candidates: no set can be better than its bound.
//!
//! A country has too many candidates for one program, and nearly all of them cannot be in any
//! good set. So it is solved over a few of them, its duals price every other one, and whoever
//! would improve it is taken in; distances are added where a solution breaks them, as cliques of
//! villages that are all too near each other.

use std::collections::{BTreeMap, BTreeSet};

use highs::Sense;

use super::clock::too_late;
use super::conflicts::Conflicts;
use super::extra::Extra;
use super::input::score_of;
use super::mip::{Outcome, Solved};
use super::model::{Model, Precision, Purses};
use super::{Rules, SelectionInput};
use crate::PlanError;
use crate::progress::{Watch, unless_cancelled};

/// Candidates that are taken in at a time.
const AT_ONCE: usize = 1_000;
/// Best candidates of every area with a minimum that take part from the start.
const OF_AREA: usize = 4;
/// Distances are added as long as they are needed for this many rounds, and as long as
const ROUNDS: usize = 10;
/// the last three rounds have lowered the bound by this share. Where villages must be far apart, no
/// end would come; what the bound leaves open is for the program with whole villages.
const GAIN: f64 = 0.005;
/// Differences below this are rounding.
const EPSILON: f64 = 1e-9;

/// A solved relaxation.
#[derive(Debug, Clone)]
pub(super) struct Relaxed {
    /// The objective of no set is higher.
    pub bound: f64,
    /// For every candidate what choosing it adds to the objective beyond what the constraints
    /// charge for it. A set with candidate `i` has at most `bound + reduced[i]` where that is
    /// below the bound. −∞ for those who may not be chosen.
    pub reduced: Vec<f64>,
    /// Its solution, where it chooses whole villages.
    pub whole: Option<Vec<u32>>,
}

/// What is kept between relaxations of one problem.
pub(super) struct Pricing<'a> {
    rules: &'a Rules,
    input: &'a SelectionInput,
    scores: &'a [f64],
    active: BTreeSet<u32>,
    choosable: Vec<u32>,
}

impl<'a> Pricing<'a> {
    /// Begins with those who `mattered` to another search; where there was none, with the `first` of
    /// `choosable`, which is sorted, best scores first.
    pub fn new(
        rules: &'a Rules,
        input: &'a SelectionInput,
        scores: &'a [f64],
        choosable: Vec<u32>,
        first: usize,
        mattered: BTreeSet<u32>,
    ) -> Self {
        let mut pricing = Self { rules, input, scores, active: mattered, choosable };
        if pricing.active.is_empty() {
            pricing.active.extend(pricing.choosable.iter().take(first));
            pricing.add_best_of_areas();
        }
        pricing.active.extend(rules.pinned.iter().filter(|i| rules.may(**i)));
        pricing
    }

    fn add_best_of_areas(&mut self) {
        let mut inside = vec![0_usize; self.rules.groups.len()];
        for &i in &self.choosable {
            for group in self.rules.groups_of.get(i as usize).into_iter().flatten() {
                if let Some(inside) = inside.get_mut(*group as usize)
                    && *inside < OF_AREA
                {
                    *inside += 1;
                    self.active.insert(i);
                }
            }
        }
    }

    /// Solves it, or finds that not even fractions of villages satisfy the constraints.
    ///
    /// # Errors
    /// A solver that fails or has no time, and a computation that nobody wants any more.
    pub fn solve(
        &mut self,
        conflicts: &mut Conflicts,
        extra: &Extra,
        watch: &dyn Watch,
    ) -> Result<Option<Relaxed>, PlanError> {
        self.active.extend(extra.named().filter(|i| self.rules.may(*i)));
        let scores = self.scores;
        let score = |i: u32| score_of(scores, i);
        let mut bounds: Vec<f64> = Vec::new();
        loop {
            unless_cancelled(watch)?;
            let (model, cliques) = self.model(conflicts, extra, score);
            let Some(solved) = self.optimum(&model, watch)? else {
                let known = self.active.len();
                if !self.make_feasible(conflicts, extra, watch)? {
                    return Ok(None);
                }
                if self.active.len() == known {
                    // Within the solver's tolerances it is possible, and it is not: whole villages decide.
                    return Ok(Some(self.no_bound()));
                }
                continue;
            };
            let reduced = self.reduced(&model, conflicts, &cliques, &solved, score);
            let taken = self.take_in(&reduced);
            let cuts = if stalled(&bounds) {
                0
            } else {
                bounds.push(solved.objective);
                conflicts.separate(&chosen(&model, &solved), self.scores)
            };
            if taken == 0 && cuts == 0 {
                let whole = whole(&chosen(&model, &solved));
                return Ok(Some(Relaxed { bound: solved.objective, reduced, whole }));
            }
        }
    }

    /// A relaxation that says nothing: everyone who may be chosen matters.
    fn no_bound(&self) -> Relaxed {
        let mut reduced = vec![f64::NEG_INFINITY; self.input.len()];
        for &i in &self.choosable {
            if let Some(place) = reduced.get_mut(i as usize) {
                *place = 0.0;
            }
        }
        Relaxed { bound: f64::INFINITY, reduced, whole: None }
    }

    /// Takes in candidates until the program has a solution; `false` proves that there is none.
    fn make_feasible(
        &mut self,
        conflicts: &mut Conflicts,
        extra: &Extra,
        watch: &dyn Watch,
    ) -> Result<bool, PlanError> {
        loop {
            unless_cancelled(watch)?;
            let (mut model, cliques) = self.model(conflicts, extra, |_| 0.0);
            // What is missing from the count and from each minimum, as little as possible.
            let missing: Vec<usize> = model
                .count_row
                .into_iter()
                .chain(model.group_rows.iter().copied().flatten())
                .collect();
            for row in missing {
                let column = model.mip.column(-1.0, 0.0, f64::INFINITY, false);
                model.mip.extend(row, column, 1.0);
            }
            let Some(solved) = self.optimum(&model, watch)? else { return Ok(false) };
            if solved.objective > -1e-7 {
                return Ok(true);
            }
            let reduced = self.reduced(&model, conflicts, &cliques, &solved, |_| 0.0);
            // Nobody outside would help, and more distances would not either.
            if self.take_in(&reduced) == 0 {
                return Ok(false);
            }
        }
    }

    fn optimum(&self, model: &Model<'_>, watch: &dyn Watch) -> Result<Option<Solved>, PlanError> {
        match model.mip.solve(Sense::Maximise, true, || self.rules.seconds_left(watch))? {
            Outcome::Solved(solved) if solved.optimal => Ok(Some(solved)),
            Outcome::Infeasible => Ok(None),
            Outcome::Solved(_) | Outcome::OutOfTime => Err(too_late()),
        }
    }

    /// The program, and the rows of the cliques in it: (clique, row).
    fn model(
        &self,
        conflicts: &Conflicts,
        extra: &Extra,
        value: impl Fn(u32) -> f64,
    ) -> (Model<'a>, Vec<(usize, usize)>) {
        let active: Vec<u32> = self.active.iter().copied().collect();
        let mut model = Model::new(
            self.rules,
            self.input,
            &active,
            Purses::Together,
            Precision::Relaxed,
            value,
        );
        extra.add_to(&mut model);
        let mut rows = Vec::new();
        for (clique, members) in conflicts.cliques.iter().enumerate() {
            let terms = model.terms(members.iter().copied());
            if terms.len() > 1 {
                rows.push((clique, model.mip.row(0.0, 1.0, terms)));
            }
        }
        (model, rows)
    }

    fn reduced(
        &self,
        model: &Model<'_>,
        conflicts: &Conflicts,
        rows: &[(usize, usize)],
        solved: &Solved,
        value: impl Fn(u32) -> f64,
    ) -> Vec<f64> {
        let mut reduced = vec![f64::NEG_INFINITY; self.input.len()];
        for &i in &self.choosable {
            if let Some(place) = reduced.get_mut(i as usize) {
                *place = model.reduced_value(i, value(i), &solved.duals);
            }
        }
        for (clique, row) in rows {
            let dual = solved.duals.get(*row).copied().unwrap_or(0.0);
            for i in conflicts.cliques.get(*clique).into_iter().flatten().filter(|_| dual != 0.0) {
                if let Some(place) = reduced.get_mut(*i as usize) {
                    *place -= dual;
                }
            }
        }
        reduced
    }

    /// Takes in the candidates outside that would improve the relaxation most; answers how many.
    fn take_in(&mut self, reduced: &[f64]) -> usize {
        let value = |i: &u32| reduced.get(*i as usize).copied().unwrap_or(f64::NEG_INFINITY);
        let outside = self.choosable.iter().copied().filter(|i| !self.active.contains(i));
        let mut better: Vec<u32> = outside.filter(|i| value(i) > EPSILON).collect();
        better.sort_by(|a, b| value(b).total_cmp(&value(a)));
        better.truncate(AT_ONCE);
        self.active.extend(better.iter().copied());
        better.len()
    }
}

/// Whether more rounds would hardly lower the bound any more.
fn stalled(bounds: &[f64]) -> bool {
    let [.., before, _, _, last] = bounds else { return false };
    bounds.len() >= ROUNDS && before - last < GAIN * last.abs()
}

/// How much of each candidate a solution chooses, where it is something.
fn chosen(model: &Model<'_>, solved: &Solved) -> BTreeMap<u32, f64> {
    let value = |c: &usize| solved.values.get(*c).copied().unwrap_or(0.0);
    let all = model.columns.iter().map(|(i, c)| (*i, c.iter().map(value).sum::<f64>()));
    all.filter(|(_, y)| *y > EPSILON).collect()
}

/// The villages that a solution chooses, unless it chooses fractions.
fn whole(chosen: &BTreeMap<u32, f64>) -> Option<Vec<u32>> {
    let near = |y: &f64| (y - 1.0).abs() < 1e-7;
    chosen.values().all(near).then(|| chosen.keys().copied().collect())
}
