//! The set with the highest sum of scores, and what else a decision needs: the next best sets,
//! who can be replaced by whom, and what kept the others out.

use super::answer::{BestSet, Selection, Status};
use super::search::{Extra, Search};
use super::{Rules, SelectionInput, infeasible, pool, reasons};
use crate::planning::{PlanError, Stage, Watch};

/// How many of the best sets are answered.
const BEST_SETS: usize = 5;

pub(super) fn select(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<Selection, PlanError> {
    if rules.count.is_none() {
        return Err(PlanError::new("constraints.count", "is missing")
            .hint("say how many villages the round takes"));
    }
    let mut search = Search::new(rules, input, watch);
    let Some(best) = search.best(&Extra::default())? else {
        return infeasible::diagnose(rules, input);
    };
    let status = if best.optimal { Status::Optimal } else { Status::TimeLimit };
    let mut selection = Selection::empty(status);
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
        watch.stage(Stage::Alternatives, selection.best_sets.len() as u64, BEST_SETS as u64);
        if selection.best_sets.len() < BEST_SETS && best.optimal {
            next = search.best(&extra)?;
        }
    }
    pool::robustness(&mut search, &best, &mut selection)?;
    selection.skipped = reasons::skipped(&mut search, &best)?;
    selection.selected = best.set;
    selection.selected.sort_by(|a, b| input.score(*b).total_cmp(&input.score(*a)));
    Ok(selection)
}
