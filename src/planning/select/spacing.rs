//! How far apart villages can be where the distance that a plan asks for is too much.

use super::answer::{Relaxation, RelaxationKind};
use super::search::{Extra, Search};
use super::{Rules, SelectionInput};
use crate::planning::{PlanError, Watch};

/// Distances are tried in steps of this many kilometres.
const STEP_KM: f64 = 0.1;

/// Says with which distance a set exists, where the distance is all that would have to give way. It
/// is the largest of those tried by halving; a distance that could not be decided in time counts as
/// too much, so a larger one may exist and the one that is named is possible.
pub(super) fn ease(
    relax: &mut [Relaxation],
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<(), PlanError> {
    let [relaxation] = relax else { return Ok(()) };
    if relaxation.kind != RelaxationKind::Distance {
        return Ok(());
    }
    let (mut possible, mut too_much) = (0, (rules.spacing_km / STEP_KM).ceil() as u32);
    while too_much - possible > 1 && rules.in_time(watch) {
        let middle = u32::midpoint(possible, too_much);
        let tried = rules.with_spacing(kilometres(middle), input, watch);
        match Search::new(&tried, input, watch).best(&Extra::default()) {
            Ok(Some(_)) => possible = middle,
            Err(error) if watch.cancelled() => return Err(error),
            Ok(None) | Err(_) => too_much = middle,
        }
    }
    if possible > 0 {
        let km = kilometres(possible);
        relaxation.possible_km = Some(km);
        relaxation.detail = format!("{}; a set exists with {km} km", relaxation.detail);
    }
    Ok(())
}

fn kilometres(steps: u32) -> f64 {
    // Divided, not multiplied: 84 tenths are 8.4.
    f64::from(steps) / (1.0 / STEP_KM)
}
