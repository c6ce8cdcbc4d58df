//! How many villages fit the other constraints, and what the cheapest set costs: the smallest change
//! of a plan that nothing satisfies, found by searches of their own.

use super::distance::Grid;
use super::extra::Extra;
use super::memory::Memory;
use super::money::Amount;
use super::search::{Found, Search};
use super::{Rules, SelectionInput, apart, greedy, purses};
use crate::progress::unless_cancelled;
use crate::{PlanError, Watch};

/// Up to this many candidates it is counted how many are near each.
const CROWD: usize = 10_000;

/// A number, and whether it is known that there is no better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Most {
    pub villages: usize,
    pub proven: bool,
}

/// The most villages of a set that satisfies everything but the count; `None` where not even one
/// does, or no set was found in time.
///
/// # Errors
/// A computation that nobody wants any more.
pub(super) fn villages(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<Option<Most>, PlanError> {
    let walked = walked(rules, input, watch)?;
    if rules.budgets.is_empty()
        && let Some(most) = apart(rules, input, walked.as_ref(), watch)?
    {
        return Ok(Some(most));
    }
    let rules = rules.without_count();
    // Everyone counts one.
    let counted = |score: &f64| if score.is_nan() { f64::NAN } else { 1.0 };
    let input =
        SelectionInput { scores: input.scores.iter().map(counted).collect(), ..input.clone() };
    let mut search = Search::new(&rules, &input, watch);
    match search.best(&Extra::default(), walked) {
        Ok(found) => Ok(found
            .filter(|found| !found.set.is_empty())
            .map(|found| Most { villages: found.set.len(), proven: found.optimal })),
        Err(_) => {
            unless_cancelled(watch)?;
            Ok(None)
        }
    }
}

/// The most villages where distances and limits of areas alone decide.
fn apart(
    rules: &Rules,
    input: &SelectionInput,
    walked: Option<&Found>,
    watch: &dyn Watch,
) -> Result<Option<Most>, PlanError> {
    let enough = rules.count.map_or(usize::MAX, |count| count as usize);
    let Some(apart) = apart::most(rules, input, enough, watch)? else { return Ok(None) };
    let known = if rules.minima_hold(&apart.set) { apart.set.len() } else { 0 };
    let villages = known.max(walked.map_or(0, |walked| walked.set.len()));
    let most = Most { villages, proven: villages >= apart.at_most };
    Ok((villages > 0).then_some(most))
}

/// A walk that takes the cheapest first, and among equals those with the fewest others near them; if
/// what it takes satisfies the minima and can be paid.
fn walked(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<Option<Found>, PlanError> {
    let near = Grid::new(&input.places, rules.spacing_km);
    // Looking around everybody takes too long where there are many.
    let looks = rules.spacing_km > 0.0 && input.len() <= CROWD;
    let crowd = |i: u32| match input.places.get(i).filter(|_| looks) {
        Some(here) => near.near(here, false).iter().filter(|k| rules.may(**k)).count(),
        None => 0,
    };
    let dearest = rules.money.dearest(input.len()).max(1) as f64;
    let worth = |(i, score): (u32, &f64)| match score.is_nan() || !rules.may(i) {
        true => *score,
        false => -(rules.money.cost(i) as f64 / dearest) * input.len() as f64 - crowd(i) as f64,
    };
    let scores = (0..).zip(&input.scores).map(worth).collect();
    let mut set = greedy(rules, &SelectionInput { scores, ..input.clone() }).set;
    set.sort_unstable();
    if set.is_empty() || !rules.minima_hold(&set) {
        return Ok(None);
    }
    let funding = purses::divide(rules, &set, watch)?.paid();
    let objective = set.len() as f64;
    Ok(funding.map(|funding| Found { set, funding, objective, gap: f64::INFINITY, optimal: false }))
}

/// The least that a set costs which satisfies everything but the budgets, and whether that is
/// proven; `None` where there is no such set, or none was found in time.
///
/// # Errors
/// A computation that nobody wants any more.
pub(super) fn least_cost(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<Option<(Amount, bool)>, PlanError> {
    let dearest = rules.money.dearest(input.len()).max(1) as f64;
    let free = rules.without_budgets();
    // The cheaper the better; the numbers are made small, and sums are compared as amounts.
    let worth = |(i, score): (u32, &f64)| match score.is_nan() {
        true => f64::NAN,
        false => 1.0 - rules.money.cost(i) as f64 / dearest,
    };
    let scores = (0..).zip(&input.scores).map(worth).collect();
    let cheap = SelectionInput { scores, ..input.clone() };
    let mut least: Option<Amount> = None;
    let mut rules_now = free;
    // Who is near whom stays the same from step to step.
    let mut memory = Memory::new(&rules_now, input);
    loop {
        unless_cancelled(watch)?;
        let mut search = Search::recalling(memory, &rules_now, &cheap, &cheap.scores, watch);
        let start = search.walk()?;
        let found = search.best(&Extra::default(), start);
        memory = search.into_memory();
        let found = match found {
            Ok(Some(found)) => found,
            // Nothing is cheaper than the last set, if there was one.
            Ok(None) => return Ok(least.map(|least| (least, true))),
            Err(_) => {
                unless_cancelled(watch)?;
                return Ok(least.map(|least| (least, false)));
            }
        };
        let cost = rules.money.of(&found.set);
        least = Some(cost);
        if !found.optimal || !rules.in_time(watch) {
            return Ok(Some((cost, false)));
        }
        if cost == 0 {
            return Ok(Some((0, true)));
        }
        // Is there one that costs less, by however little?
        rules_now = rules.with_budget(cost - 1);
    }
}
