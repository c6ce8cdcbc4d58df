//! Location objectives: maximal covering (Church & ReVelle 1974), set covering and p-median,
//! under the same quotas, budgets and distances.

use highs::Sense;

use super::answer::{BestSet, Selection, Status};
use super::clock::too_late;
use super::distance::Grid;
use super::mip::{Outcome, Solved};
use super::model::{Model, Precision, Purses};
use super::money::in_units;
use super::purses::{self, Division, Funding};
use super::{Depth, Rules, SelectionInput, infeasible, uncovered};
use crate::progress::unless_cancelled;
use crate::{Objective, PlanError, Stage, Warning, Watch};

/// Candidates of a covering problem at most. Each may serve all within the radius: the programs grow with
/// the square.
const MAX_COVER: usize = 5_000;
/// Candidates of a p-median problem at most: each may serve every other one.
const MAX_MEDIAN: usize = 300;
/// How many of the best sets are answered.
const BEST_SETS: usize = 5;

pub(super) fn select(
    rules: &Rules,
    input: &SelectionInput,
    objective: Objective,
    depth: Depth,
    watch: &dyn Watch,
) -> Result<Selection, PlanError> {
    let most = if objective == Objective::PMedian { MAX_MEDIAN } else { MAX_COVER };
    if input.len() > most {
        let problem =
            format!("this objective takes at most {most} candidates, not {}", input.len());
        return Err(PlanError::new("constraints.objective", problem)
            .hint("narrow candidates.where, for example to one province"));
    }
    if objective != Objective::Lscp && rules.count.is_none() {
        return Err(PlanError::new("constraints.count", "is missing")
            .hint("say how many villages the round takes"));
    }
    let mut selection = Selection::empty(Status::Optimal);
    let mut not_again: Vec<Vec<u32>> = Vec::new();
    let wanted = if depth < Depth::Alternatives { 1 } else { BEST_SETS };
    while selection.best_sets.len() < wanted {
        unless_cancelled(watch)?;
        let mut program = Program::new(rules, input, objective, &not_again);
        let solved = program.solve(objective, watch);
        if solved.is_err() && is_late(rules, watch) && !selection.best_sets.is_empty() {
            break;
        }
        let Some((solved, set, funding)) = solved? else { break };
        if selection.best_sets.is_empty() {
            selection.status = if solved.optimal { Status::Optimal } else { Status::TimeLimit };
            selection.objective = Some(solved.objective);
            selection.gap = Some(solved.gap);
            selection.cost = in_units(rules.money.of(&set));
            selection.funding = funding;
            selection.covered = covered(rules, input, &set);
            selection.selected.clone_from(&set);
            watch.found(solved.objective, solved.gap);
        }
        // After the best sets, one search without each chosen village.
        let steps = (BEST_SETS + selection.selected.len()) as u64;
        watch.stage(Stage::Alternatives, selection.best_sets.len() as u64, steps);
        let cost = in_units(rules.money.of(&set));
        selection.best_sets.push(BestSet { set: set.clone(), objective: solved.objective, cost });
        not_again.push(set);
    }
    if selection.best_sets.is_empty() {
        return match objective {
            Objective::Lscp => uncovered::diagnose(rules, input, watch, |other| {
                let solved = Program::new(other, input, objective, &[]).solve(objective, watch);
                match solved {
                    Err(_) if is_late(other, watch) => Ok(None),
                    solved => Ok(solved?.map(|(_, set, _)| set)),
                }
            }),
            _ => infeasible::diagnose(rules, input, None, watch),
        };
    }
    if depth < Depth::Alternatives {
        return Ok(selection);
    }
    let chosen = selection.selected.clone();
    for (done, i) in chosen.iter().copied().enumerate() {
        unless_cancelled(watch)?;
        let steps = (BEST_SETS + chosen.len()) as u64;
        watch.stage(Stage::Alternatives, (BEST_SETS + done) as u64, steps);
        let mut program = Program::new(rules, input, objective, &[]);
        let terms = program.model.terms([i]);
        program.model.mip.row(0.0, 0.0, terms);
        let other = program.solve(objective, watch);
        if other.is_err() && is_late(rules, watch) {
            selection.warnings.push(Warning::alternatives_out_of_time());
            break;
        }
        let other = other?.map(|(solved, ..)| solved.objective);
        let loss = other.zip(selection.objective).map(|(other, best)| (best - other).abs());
        selection.replacement_cost.insert(i, loss);
    }
    Ok(selection)
}

/// Whether a step failed because the time of the plan is over.
fn is_late(rules: &Rules, watch: &dyn Watch) -> bool {
    !watch.cancelled() && !rules.in_time(watch)
}

/// Everybody within the radius of the set or of a village that is designated already.
fn covered(rules: &Rules, input: &SelectionInput, set: &[u32]) -> Vec<u32> {
    if rules.radius_km <= 0.0 {
        return Vec::new();
    }
    let existing = Grid::new(&input.designated, rules.radius_km);
    let near = |i: &u32| {
        input.places.get(*i).is_some_and(|here| {
            let chosen = set.iter().filter_map(|k| input.places.get(*k));
            !existing.near(here, true).is_empty()
                || chosen.into_iter().any(|k| input.places.within(here, k, rules.radius_km))
        })
    };
    (0..input.len() as u32).filter(near).collect()
}

struct Program<'a> {
    model: Model<'a>,
}

impl<'a> Program<'a> {
    fn new(
        rules: &'a Rules,
        input: &'a SelectionInput,
        objective: Objective,
        not_again: &[Vec<u32>],
    ) -> Self {
        let choosable: Vec<u32> = (0..input.len() as u32).filter(|i| rules.may(*i)).collect();
        let own = if objective == Objective::Lscp { 1.0 } else { 0.0 };
        let mut program = Self {
            model: Model::new(rules, input, &choosable, Purses::Apart, Precision::Exact, |_| own),
        };
        match objective {
            Objective::PMedian => program.add_median(),
            _ => program.add_cover(objective == Objective::Lscp),
        }
        for set in not_again {
            let terms = program.model.terms(set.iter().copied());
            program.model.mip.row(0.0, set.len() as f64 - 1.0, terms);
        }
        program
    }

    /// Solves it, enforcing distances and budgets where a solution breaks them.
    fn solve(
        &mut self,
        objective: Objective,
        watch: &dyn Watch,
    ) -> Result<Option<(Solved, Vec<u32>, Funding)>, PlanError> {
        let sense = if objective == Objective::Mclp { Sense::Maximise } else { Sense::Minimise };
        let rules = self.model.rules;
        loop {
            unless_cancelled(watch)?;
            let outcome = self.model.mip.solve(sense, false, || rules.seconds_left(watch))?;
            let solved = match outcome {
                Outcome::Solved(solved) => solved,
                Outcome::Infeasible => return Ok(None),
                Outcome::OutOfTime => {
                    return Err(too_late());
                }
            };
            let set = self.model.chosen(&solved);
            let mut broken = 0;
            for (k, &a) in set.iter().enumerate() {
                for &b in set.iter().skip(k + 1) {
                    if rules.too_near(a, &[b], &self.model.input.places) {
                        let terms = self.model.terms([a, b]);
                        self.model.mip.row(0.0, 1.0, terms);
                        broken += 1;
                    }
                }
            }
            if broken > 0 {
                continue;
            }
            let payers = self.model.payers(&solved);
            if let Division::Paid(funding) = purses::of_solution(rules, &set, payers, watch)? {
                return Ok(Some((solved, set, funding)));
            }
            unless_cancelled(watch)?;
            if !rules.in_time(watch) {
                return Err(too_late());
            }
            let terms = self.model.terms(set.iter().copied());
            self.model.mip.row(0.0, set.len() as f64 - 1.0, terms);
        }
    }

    /// Who is covered: by a chosen village within the radius (the radius included), or by one
    /// that is designated already.
    fn add_cover(&mut self, everybody: bool) {
        let (rules, input) = (self.model.rules, self.model.input);
        let grid = Grid::new(&input.places, rules.radius_km);
        let existing = Grid::new(&input.designated, rules.radius_km);
        for i in 0..input.len() as u32 {
            let Some(here) = input.places.get(i) else { continue };
            let served = !existing.near(here, true).is_empty();
            if everybody && served {
                continue;
            }
            let mut terms = self.model.terms(grid.near(here, true));
            if everybody {
                self.model.mip.row(1.0, f64::INFINITY, terms);
                continue;
            }
            let covered = self.model.mip.column(input.demand(i), 0.0, 1.0, false);
            if !served {
                terms.push((covered, -1.0));
                self.model.mip.row(0.0, f64::INFINITY, terms);
            }
        }
    }

    /// Everybody goes to one chosen village; the nearest, because that is cheapest.
    fn add_median(&mut self) {
        let input = self.model.input;
        let sites: Vec<(u32, Vec<usize>)> =
            self.model.columns.iter().map(|(i, columns)| (*i, columns.clone())).collect();
        for i in 0..input.len() as u32 {
            let Some(here) = input.places.get(i) else { continue };
            let mut goes = Vec::new();
            for (site, columns) in &sites {
                let Some(there) = input.places.get(*site) else { continue };
                let cost = input.demand(i) * input.places.between(here, there);
                let to = self.model.mip.column(cost, 0.0, 1.0, false);
                let open = columns.iter().map(|c| (*c, -1.0)).chain([(to, 1.0)]).collect();
                self.model.mip.row(f64::NEG_INFINITY, 0.0, open);
                goes.push((to, 1.0));
            }
            self.model.mip.row(1.0, 1.0, goes);
        }
    }
}
