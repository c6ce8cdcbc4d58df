//! Who pays for whom, where several sources have a budget each.
//!
//! The search only knows the sum of the budgets. That is a relaxation, and nearly always an exact
//! one: a chosen set whose costs can be divided among the sources needs no more. Where it cannot
//! be divided, the search runs again with every village assigned to a source.

use std::collections::BTreeMap;

use highs::Sense;

use super::mip::{Mip, Outcome};
use super::{Rules, SelectionInput};
use crate::mcda::PlanError;

/// Seconds that dividing a set may take.
const LIMIT_S: f64 = 5.0;

/// The source of each village of a set, or `None` where the budgets do not allow the set.
///
/// # Errors
/// When the solver fails.
pub(super) fn divide(
    rules: &Rules,
    input: &SelectionInput,
    set: &[u32],
) -> Result<Option<BTreeMap<u32, String>>, PlanError> {
    if rules.budgets.is_empty() {
        return Ok(Some(BTreeMap::new()));
    }
    let greedy = descending(rules, input, set);
    if greedy.is_some() || rules.budgets.len() == 1 {
        return Ok(greedy);
    }
    exactly(rules, input, set)
}

/// The dearest first, each from the source that has most left.
fn descending(rules: &Rules, input: &SelectionInput, set: &[u32]) -> Option<BTreeMap<u32, String>> {
    let mut left: Vec<(f64, &str)> =
        rules.budgets.iter().map(|(name, amount)| (amount * (1.0 + 1e-9), name.as_str())).collect();
    let mut dearest = set.to_vec();
    dearest.sort_by(|a, b| input.cost(*b).total_cmp(&input.cost(*a)).then(a.cmp(b)));
    let mut payers = BTreeMap::new();
    for i in dearest {
        let (most, name) = left.iter_mut().max_by(|a, b| a.0.total_cmp(&b.0))?;
        *most -= input.cost(i);
        if *most < 0.0 {
            return None;
        }
        payers.insert(i, (*name).to_owned());
    }
    Some(payers)
}

fn exactly(
    rules: &Rules,
    input: &SelectionInput,
    set: &[u32],
) -> Result<Option<BTreeMap<u32, String>>, PlanError> {
    let mut mip = Mip::default();
    let sources = rules.budgets.len();
    for _ in set {
        let pays: Vec<(usize, f64)> =
            (0..sources).map(|_| (mip.column(0.0, 0.0, 1.0, true), 1.0)).collect();
        mip.row(1.0, 1.0, pays);
    }
    for (source, (_, amount)) in rules.budgets.iter().enumerate() {
        let unit = amount.max(1.0);
        let costs = set.iter().enumerate();
        let terms = costs.map(|(k, i)| (k * sources + source, input.cost(*i) / unit)).collect();
        mip.row(0.0, amount / unit, terms);
    }
    let Outcome::Solved(solved) = mip.solve(Sense::Minimise, false, LIMIT_S)? else {
        return Ok(None);
    };
    let payer = |k: usize| {
        let on = |source: &usize| solved.values.get(k * sources + source).is_some_and(|x| *x > 0.5);
        Some(rules.budgets.get((0..sources).find(on)?)?.0.clone())
    };
    Ok(Some(set.iter().enumerate().filter_map(|(k, i)| Some((*i, payer(k)?))).collect()))
}
