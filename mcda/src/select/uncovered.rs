//! Why no set covers everybody (`lscp`): who is out of reach, or which constraint would have to give way.

use super::answer::{Relaxation, RelaxationKind, Selection, Status};
use super::distance::Grid;
use super::{Places, Rules, SelectionInput, broken};
use crate::{PlanError, Stage, Warning, Watch};

/// Metres in a kilometre: distances are named to the metre, rounded upwards.
const METRES: f64 = 1000.0;

/// What stands in the way of covering everybody. `cover` finds a smallest set that covers everybody
/// under other rules, where there is one and it is found in time.
///
/// # Errors
/// A computation that nobody wants any more.
pub(super) fn diagnose(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
    mut cover: impl FnMut(&Rules) -> Result<Option<Vec<u32>>, PlanError>,
) -> Result<Selection, PlanError> {
    watch.stage(Stage::Reasons, 0, 0);
    let mut selection = Selection::empty(Status::Infeasible);
    if let Some((change, least)) = out_of_reach(rules, input) {
        selection.relax.push(change);
        return Ok(bound(selection, least));
    }
    let trials = [
        (rules.count.is_some(), rules.without_count()),
        (rules.spacing_km > 0.0, rules.without_spacing(input)),
        (!rules.budgets.is_empty(), rules.without_budgets()),
        (!rules.groups.is_empty(), rules.without_groups()),
    ];
    let only_count = trials.iter().skip(1).all(|(states, _)| !states);
    for (k, (_, trial)) in trials.iter().enumerate().filter(|(_, (states, _))| *states) {
        if let Some(set) = cover(trial)? {
            selection.relax = broken::of(rules, input, &set);
            // The fewest villages that cover everybody, and the plan asks for fewer still.
            let least = k == 0 && only_count && !selection.relax.is_empty();
            return Ok(bound(selection, least));
        }
    }
    // Several constraints together. Whoever may be chosen, all of them, cover everybody.
    let everyone: Vec<u32> = (0..input.len() as u32).filter(|i| rules.may(*i)).collect();
    selection.relax = broken::of(rules, input, &everyone);
    Ok(bound(selection, false))
}

/// The radius that would be needed, where villages are out of reach of everybody who may be chosen
/// and of every designated one; and whether no other constraint could ask for more.
fn out_of_reach(rules: &Rules, input: &SelectionInput) -> Option<(Relaxation, bool)> {
    let choosable: Vec<u32> = (0..input.len() as u32).filter(|i| rules.may(*i)).collect();
    let sites = input.places.of(&choosable);
    let grids = [&sites, &input.designated].map(|places| Grid::new(places, rules.radius_km));
    let served = |here| grids.iter().any(|grid| !grid.near(here, true).is_empty());
    let far: Vec<(u32, [f64; 2])> = (0..input.len() as u32)
        .filter_map(|i| Some((i, input.places.get(i)?)))
        .filter(|(_, here)| !served(*here))
        .collect();
    let nearest = |here: [f64; 2]| {
        let all = [&sites, &input.designated];
        let km = all.into_iter().filter_map(|places| nearest_of(places, here));
        km.reduce(f64::min)
    };
    let farthest = far.iter().map(|(i, here)| (nearest(*here), *i));
    let (needed, who) = farthest.max_by(|a, b| {
        let km = |needed: &Option<f64>| needed.unwrap_or(f64::INFINITY);
        km(&a.0).total_cmp(&km(&b.0))
    })?;
    let who = input.ids.get(who as usize).map_or("", String::as_str);
    let (n, radius) = (far.len(), rules.radius_km);
    let Some(km) = needed else {
        let detail =
            format!("no village may be chosen that could serve {who} and {} others", n - 1);
        let change = Relaxation {
            constraint: "candidates.where".to_owned(),
            kind: RelaxationKind::More,
            amount: 1.0,
            reason: None,
            detail,
        };
        return Some((change, false));
    };
    let km = (km * METRES).ceil() / METRES;
    let detail = format!(
        "{n} villages are out of reach of everybody who may be chosen; the farthest, {who}, needs a \
         radius of {km} km instead of {radius} km"
    );
    let change = Relaxation {
        constraint: "constraints.radius_km".to_owned(),
        kind: RelaxationKind::Radius,
        // Of whole metres, so that the sum is the radius that is needed.
        amount: ((km - radius) * METRES).ceil() / METRES,
        reason: None,
        detail,
    };
    let alone = rules.count.is_none() && rules.spacing_km <= 0.0;
    Some((change, alone && rules.budgets.is_empty() && rules.groups.is_empty()))
}

fn nearest_of(places: &Places, here: [f64; 2]) -> Option<f64> {
    let all = (0..places.len() as u32).filter_map(|i| places.get(i));
    all.map(|there| places.between(here, there)).reduce(f64::min)
}

/// Says of changes that are not proven to be the smallest that they are not.
fn bound(mut selection: Selection, least: bool) -> Selection {
    if !least {
        selection.warnings.push(Warning::relax_is_a_bound());
    }
    selection
}
