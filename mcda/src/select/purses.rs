//! Who pays for whom, where several sources have a budget each.
//!
//! The search only knows the sum of the budgets. That is a relaxation, and nearly always an exact
//! one: a chosen set whose costs can be divided among the sources needs no more. Where it cannot
//! be divided, the search runs again with every village assigned to a source.

use std::collections::BTreeMap;

use highs::Sense;

use super::Rules;
use super::budget::Budget;
use super::mip::{Mip, Outcome};
use super::money::Amount;
use crate::{PlanError, Watch};

/// The source of each village of a set.
pub(super) type Funding = BTreeMap<u32, String>;

/// Whether the budgets allow a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Division {
    /// They do, so.
    Paid(Funding),
    /// No division of its costs keeps every budget.
    Impossible,
    /// There was no time to find out.
    Unknown,
}

impl Division {
    /// Who pays, where it is known that somebody can.
    pub fn paid(self) -> Option<Funding> {
        if let Self::Paid(funding) = self { Some(funding) } else { None }
    }
}

/// Who pays for a set that a program chose: what the solver says, where it is true in whole amounts.
///
/// # Errors
/// When the solver fails.
pub(super) fn of_solution(
    rules: &Rules,
    set: &[u32],
    payers: Option<BTreeMap<u32, usize>>,
    watch: &dyn Watch,
) -> Result<Division, PlanError> {
    let as_solved = payers.and_then(|payers| funding(rules, set, &payers));
    as_solved.map_or_else(|| divide(rules, set, watch), |funding| Ok(Division::Paid(funding)))
}

/// Divides the costs of a set among the sources.
///
/// # Errors
/// When the solver fails.
pub(super) fn divide(rules: &Rules, set: &[u32], watch: &dyn Watch) -> Result<Division, PlanError> {
    if rules.budgets.is_empty() {
        return Ok(Division::Paid(Funding::new()));
    }
    if let Some(funding) = descending(rules, set) {
        return Ok(Division::Paid(funding));
    }
    if rules.budgets.len() == 1 || !rules.money.is_enough_for(set) {
        return Ok(Division::Impossible);
    }
    searched(rules, set, watch)
}

/// The dearest first, each from the source that has most left.
fn descending(rules: &Rules, set: &[u32]) -> Option<Funding> {
    let names = rules.budgets.iter().map(|(name, _)| name.as_str());
    let mut left: Vec<(Amount, &str)> = rules.money.budgets.iter().copied().zip(names).collect();
    let mut dearest = set.to_vec();
    dearest.sort_by(|a, b| rules.money.cost(*b).cmp(&rules.money.cost(*a)).then(a.cmp(b)));
    let mut payers = Funding::new();
    for i in dearest {
        let (most, name) = left.iter_mut().max_by_key(|(left, _)| *left)?;
        *most -= rules.money.cost(i);
        if *most < 0 {
            return None;
        }
        payers.insert(i, (*name).to_owned());
    }
    Some(payers)
}

fn searched(rules: &Rules, set: &[u32], watch: &dyn Watch) -> Result<Division, PlanError> {
    let mut mip = Mip::default();
    let sources = rules.budgets.len();
    for _ in set {
        let pays: Vec<(usize, f64)> =
            (0..sources).map(|_| (mip.column(0.0, 0.0, 1.0, true), 1.0)).collect();
        mip.row(1.0, 1.0, pays);
    }
    for (source, amount) in rules.money.budgets.iter().enumerate() {
        let cost = |(k, i): (usize, &u32)| (k * sources + source, rules.money.cost(*i));
        let budget = Budget { terms: set.iter().enumerate().map(cost).collect(), amount: *amount };
        budget.relaxed(&mut mip);
        budget.exact(&mut mip);
    }
    let solved = match mip.solve(Sense::Minimise, false, || rules.seconds_left(watch))? {
        Outcome::Solved(solved) => solved,
        Outcome::Infeasible => return Ok(Division::Impossible),
        Outcome::OutOfTime => return Ok(Division::Unknown),
    };
    let on = |column: usize| solved.values.get(column).is_some_and(|x| *x > 0.5);
    let payers: BTreeMap<u32, usize> = (0..)
        .zip(set)
        .filter_map(|(k, i)| Some((*i, (0..sources).find(|source| on(k * sources + source))?)))
        .collect();
    Ok(funding(rules, set, &payers).map_or(Division::Unknown, Division::Paid))
}

/// What a solver says of who pays, if it is true: everyone is paid for, and no source pays more than
/// it has.
fn funding(rules: &Rules, set: &[u32], payers: &BTreeMap<u32, usize>) -> Option<Funding> {
    let mut left = rules.money.budgets.clone();
    let mut funding = Funding::new();
    for i in set {
        let source = *payers.get(i)?;
        let left = left.get_mut(source)?;
        *left -= rules.money.cost(*i);
        if *left < 0 {
            return None;
        }
        funding.insert(*i, rules.budgets.get(source)?.0.clone());
    }
    Some(funding)
}
