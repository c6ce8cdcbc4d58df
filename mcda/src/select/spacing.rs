//! How far apart villages can be where the distance that a plan asks for leaves no set.

use super::extra::Extra;
use super::search::Search;
use super::{Rules, SelectionInput, apart};
use crate::{PlanError, Watch};

/// Seconds in which distances are tried.
const PATIENCE_S: f64 = 1.0;
/// Distances are tried in steps of this many kilometres.
const STEPS_PER_KM: u32 = 10;

/// A distance below that of the plan with which a set exists, in kilometres; `None` where there is
/// none, because something else stands in the way. It is the largest of those tried by halving. One
/// that cannot be decided in time counts as too much, so that a larger one may exist: the one that
/// is answered is possible, and whoever waits for it waits a moment.
pub(super) fn possible(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<Option<f64>, PlanError> {
    let rules = &rules.hurried(PATIENCE_S, watch);
    if rules.spacing_km <= 0.0 || !exists(0, rules, input, watch)? {
        return Ok(None);
    }
    let (mut possible, mut too_much) =
        (0, (rules.spacing_km * f64::from(STEPS_PER_KM)).ceil() as u32);
    while too_much - possible > 1 && rules.in_grace(watch) {
        let middle = u32::midpoint(possible, too_much);
        let bound =
            if exists(middle, rules, input, watch)? { &mut possible } else { &mut too_much };
        *bound = middle;
    }
    Ok((possible > 0).then(|| kilometres(possible)))
}

/// Whether a set exists with this many steps between villages, as far as can be found out in time.
fn exists(
    steps: u32,
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<bool, PlanError> {
    let tried = rules.with_spacing(kilometres(steps), input, watch);
    let mut search = Search::new(&tried, input, watch);
    if search.walk()?.is_some() {
        return Ok(true);
    }
    let count = tried.count.map_or(usize::MAX, |count| count as usize);
    if tried.budgets.is_empty()
        && let Some(set) = apart::many(&tried, input, count, watch)?
    {
        // What exchanging does not find in a moment counts as too much.
        if set.len() < count {
            return Ok(false);
        }
        if tried.minima_hold(&set) {
            return Ok(true);
        }
    }
    if !rules.in_time(watch) {
        return Ok(false);
    }
    match search.best(&Extra::default(), None) {
        Ok(found) => Ok(found.is_some()),
        Err(error) if watch.cancelled() => Err(error),
        Err(_) => Ok(false),
    }
}

fn kilometres(steps: u32) -> f64 {
    f64::from(steps) / f64::from(STEPS_PER_KM)
}
