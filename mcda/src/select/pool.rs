//! Which chosen villages are in every good set, and which are interchangeable.

use super::answer::Selection;
use super::extra::Extra;
use super::search::{Alternative, Found, Search};
use crate::{PlanError, Stage};

/// Sets with at least this share of the optimum are good.
const GOOD: f64 = 0.9;
/// Steps of the enumeration of all good sets; beyond it the best sets stand for them.
const MAX_STEPS: u32 = 3_000_000;
/// Steps between two looks at the time.
const LOOK: u32 = 4_096;
/// In a large problem replacement costs are computed for this many chosen villages, lowest
/// scores first: those are the ones that are contested.
const REPLACED: usize = 5;

/// Fills in replacement costs and selection frequencies; answers whether there was time for all.
pub(super) fn robustness(
    search: &mut Search<'_>,
    best: &Found,
    selection: &mut Selection,
) -> Result<bool, PlanError> {
    let in_time = best.optimal && replacements(search, best, selection)?;
    let all = enumerate(search, best);
    selection.pool_is_complete = all.is_some();
    let pool = all.unwrap_or_else(|| {
        selection.best_sets.iter().map(|best_set| best_set.set.clone()).collect()
    });
    selection.pool = pool.len();
    for set in &pool {
        for i in set {
            *selection.selection_frequency.entry(*i).or_default() += 1.0 / pool.len() as f64;
        }
    }
    Ok(in_time)
}

/// What the objective loses without each chosen village.
fn replacements(
    search: &mut Search<'_>,
    best: &Found,
    selection: &mut Selection,
) -> Result<bool, PlanError> {
    let mut contested: Vec<u32> =
        best.set.iter().copied().filter(|i| !search.rules.pinned.contains(i)).collect();
    contested.sort_by(|a, b| search.input.score(*a).total_cmp(&search.input.score(*b)));
    if !search.tries_all() {
        contested.truncate(REPLACED);
    }
    let total = contested.len() as u64;
    for (done, i) in (0..).zip(contested) {
        search.watch.stage(Stage::Alternatives, done, total);
        let Some(without) = search.alternative(&Extra { without: Some(i), ..Extra::default() })?
        else {
            return Ok(false);
        };
        let cost = match without {
            Alternative::Set(other) => Some((best.objective - other.objective).max(0.0)),
            Alternative::None => None,
        };
        selection.replacement_cost.insert(i, cost);
    }
    Ok(true)
}

/// All sets within 10 % of the optimum, or `None` where they are too many to walk through.
fn enumerate(search: &Search<'_>, best: &Found) -> Option<Vec<Vec<u32>>> {
    // With several purses and different costs a set also needs an assignment of its costs.
    let one_purse = search.rules.budgets.len() <= 1;
    if !search.is_small() || !one_purse || best.objective <= 0.0 {
        return None;
    }
    let order = search.choosable.clone();
    let mut walk = Walk {
        search,
        order,
        count: best.set.len(),
        least: GOOD * best.objective - 1e-12,
        found: Vec::new(),
        steps: 0,
    };
    walk.step(0, &mut Vec::new(), 0.0).then_some(walk.found)
}

struct Walk<'a, 'b> {
    search: &'a Search<'b>,
    order: Vec<u32>,
    count: usize,
    least: f64,
    found: Vec<Vec<u32>>,
    steps: u32,
}

impl Walk<'_, '_> {
    /// Extends `set` by candidates from place `from` on; `false` where the walk is too long.
    fn step(&mut self, from: usize, set: &mut Vec<u32>, sum: f64) -> bool {
        self.steps += 1;
        let late =
            || !self.search.rules.in_time(self.search.watch) || self.search.watch.cancelled();
        if self.steps > MAX_STEPS || (self.steps.is_multiple_of(LOOK) && late()) {
            return false;
        }
        if set.len() == self.count {
            if sum >= self.least && self.search.rules.minima_hold(set) {
                self.found.push(set.clone());
            }
            return true;
        }
        let wanted = self.count - set.len();
        for place in from..self.order.len() {
            let next = self.order.iter().skip(place).take(wanted);
            let most: f64 = next.map(|i| self.search.input.score(*i)).sum();
            if sum + most < self.least {
                return true;
            }
            let Some(&i) = self.order.get(place) else { return true };
            if self.search.rules.broken_by(i, set, self.search.input).is_empty() {
                set.push(i);
                let complete = self.step(place + 1, set, sum + self.search.input.score(i));
                set.pop();
                if !complete {
                    return false;
                }
            }
        }
        true
    }
}
