//! The set with the highest sum of scores, and what else a decision needs: the next best sets,
//! who can be replaced by whom, and what kept the others out.

use super::answer::{BestSet, Selection, Status};
use super::apart::Fit;
use super::at_once::Change;
use super::extra::{self, Extra};
use super::money::in_units;
use super::search::{Alternative, Found, Search};
use super::{
    Depth, Rules, SelectionInput, alternatives, infeasible, polish, pool, reasons, spacing,
};
use crate::{PlanError, Stage, Warning, Watch};

/// How many of the best sets are answered.
const BEST_SETS: usize = 5;

pub(super) fn select(
    rules: &Rules,
    input: &SelectionInput,
    apart: Option<Fit>,
    depth: Depth,
    watch: &dyn Watch,
) -> Result<Selection, PlanError> {
    if rules.count.is_none() {
        return Err(PlanError::new("constraints.count", "is missing")
            .hint("say how many villages the round takes"));
    }
    let mut search = Search::new(rules, input, watch);
    let start = match apart.and_then(|apart| apart.first(rules, input)) {
        Some(set) => search.known(set)?,
        None => search.walk()?,
    };
    // Where distances leave little room, what a walk finds is far from the best, and a search slow to better it.
    let polished = match polish::crowded(rules, input, watch)? {
        Some(set) => search.known(set)?,
        None => None,
    };
    let start = match (start, polished) {
        (Some(a), Some(b)) => Some(if b.objective > a.objective { b } else { a }),
        (a, b) => a.or(b),
    };
    if let Some(start) = &start {
        watch.found(start.objective, f64::INFINITY);
    }
    let best = match search.best(&Extra::default(), start) {
        Ok(best) => best,
        Err(error) if rules.in_time(watch) || watch.cancelled() => return Err(error),
        Err(_) => return with_spacing(none_in_time(), rules, input, watch),
    };
    let Some(best) = best else {
        return none(rules, input, None, watch);
    };
    let status = if best.optimal { Status::Optimal } else { Status::TimeLimit };
    let mut selection = Selection::empty(status);
    selection.objective = Some(best.objective);
    selection.gap = Some(best.gap).filter(|gap| gap.is_finite());
    selection.cost = in_units(rules.money.of(&best.set));
    selection.funding.clone_from(&best.funding);
    let mut complete = true;
    if depth >= Depth::Alternatives {
        complete &= next_best(&mut search, &best, &mut selection)?;
        selection.alternatives_differ_by = alternatives::differ_by(best.set.len());
        complete &= alternatives::find(&mut search, &best, &mut selection)?;
        complete &= pool::robustness(&mut search, &best, &mut selection)?;
    }
    if depth >= Depth::Reasons {
        selection.skipped = reasons::skipped(&search, &best);
    }
    if depth >= Depth::Alternatives {
        complete &= reasons::regrets(&mut search, &best, &mut selection.skipped)?;
    }
    if !complete {
        selection.warnings.push(Warning::alternatives_out_of_time());
    }
    selection.selected = best.set;
    selection.selected.sort_by(|a, b| input.score(*b).total_cmp(&input.score(*a)));
    Ok(selection)
}

/// The answer where there is no set; `seen` is what would have to give way, if it is known already.
///
/// # Errors
/// A solver that fails, a computation that nobody wants any more.
pub(super) fn none(
    rules: &Rules,
    input: &SelectionInput,
    seen: Option<Change>,
    watch: &dyn Watch,
) -> Result<Selection, PlanError> {
    with_spacing(infeasible::diagnose(rules, input, seen, watch)?, rules, input, watch)
}

/// The answer where the time was over before any set was found.
fn none_in_time() -> Selection {
    let mut selection = Selection::empty(Status::TimeLimit);
    let detail = "no set was found in time, and it is not proven that there is none";
    selection.warnings.push(Warning::new("no_set_in_time", detail));
    selection
}

/// An answer without a set, with a spacing that would allow one.
fn with_spacing(
    mut selection: Selection,
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<Selection, PlanError> {
    selection.possible_spacing_km = spacing::possible(rules, input, watch)?;
    Ok(selection)
}

/// The best sets, this one first; answers whether there was time for all.
fn next_best(
    search: &mut Search<'_>,
    best: &Found,
    selection: &mut Selection,
) -> Result<bool, PlanError> {
    let mut extra = Extra::default();
    let mut found = best.clone();
    loop {
        extra.apart.push(extra::Apart { set: found.set.clone(), by: 1 });
        let cost = in_units(search.rules.money.of(&found.set));
        selection.best_sets.push(BestSet { set: found.set, objective: found.objective, cost });
        let done = selection.best_sets.len();
        search.watch.stage(Stage::Alternatives, done as u64, BEST_SETS as u64);
        if done == BEST_SETS {
            return Ok(true);
        }
        if !best.optimal {
            return Ok(false);
        }
        found = match search.alternative(&extra)? {
            Some(Alternative::Set(next)) => next,
            Some(Alternative::None) => return Ok(true),
            None => return Ok(false),
        };
    }
}
