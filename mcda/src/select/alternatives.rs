//! Sets that are really others: a good part of the villages differs, and little is lost.

use super::answer::{BestSet, LOSS, Selection};
use super::extra::{Apart, Extra};
use super::money::in_units;
use super::search::{Alternative, Found, Search};
use crate::{PlanError, Stage};

/// Share of the villages that differ at least, from the best set and from every other one.
const DIFFER: f64 = 0.1;
/// How many are looked for.
const MOST: usize = 3;

/// Villages in which sets of so many differ at least.
pub(super) fn differ_by(count: usize) -> usize {
    ((count as f64 * DIFFER).ceil() as usize).max(1)
}

/// The best sets that differ well from the best one and from each other; answers whether there was
/// time for all.
pub(super) fn find(
    search: &mut Search<'_>,
    best: &Found,
    selection: &mut Selection,
) -> Result<bool, PlanError> {
    if !best.optimal {
        return Ok(false);
    }
    let by = differ_by(best.set.len());
    let mut extra = Extra::default();
    extra.apart.push(Apart { set: best.set.clone(), by });
    while selection.alternatives.len() < MOST {
        search.watch.stage(Stage::Alternatives, selection.alternatives.len() as u64, MOST as u64);
        let found = match search.alternative(&extra)? {
            Some(Alternative::Set(found)) => found,
            Some(Alternative::None) => return Ok(true),
            None => return Ok(false),
        };
        if best.objective - found.objective > LOSS * best.objective.abs() {
            return Ok(true);
        }
        extra.apart.push(Apart { set: found.set.clone(), by });
        let cost = in_units(search.rules.money.of(&found.set));
        let Found { set, objective, .. } = found;
        selection.alternatives.push(BestSet { set, objective, cost });
    }
    Ok(true)
}
