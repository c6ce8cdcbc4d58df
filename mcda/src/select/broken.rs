//! What a set breaks, as the changes of the plan with which it would be allowed.

use super::answer::Relaxation;
use super::distance::Grid;
use super::money::in_units;
use super::purses::{self, Division};
use super::rules::Group;
use super::{Rules, SelectionInput, greedy};
use crate::progress::unless_cancelled;
use crate::{PlanError, Watch};

/// Changes that are certainly enough, and perhaps more than is needed: those for the set that a walk
/// down the list ends with.
///
/// # Errors
/// A solver that fails, a computation that nobody wants any more.
pub(super) fn by_walking(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<Vec<Relaxation>, PlanError> {
    let mut set = greedy(rules, input).set;
    // The sources may have enough together and cannot divide it: fewer villages are easier to divide,
    // and none are divided at once.
    while !matches!(purses::divide(rules, &set, watch)?, Division::Paid(_)) {
        unless_cancelled(watch)?;
        let fewer = if rules.in_grace(watch) { set.len().saturating_sub(1) } else { set.len() / 2 };
        set.truncate(fewer);
    }
    Ok(of(rules, input, &set))
}

/// Every constraint that a set breaks, and by how much.
pub(super) fn of(rules: &Rules, input: &SelectionInput, set: &[u32]) -> Vec<Relaxation> {
    let mut broken = Vec::new();
    if let Some(count) = rules.count.map(|count| count as usize) {
        match set.len() {
            fewer if fewer < count => broken.push(Relaxation::fewer(count - fewer)),
            more if more > count => broken.push(Relaxation::more(more - count)),
            _ => {}
        }
    }
    broken.extend((0..).zip(&rules.groups).filter_map(|(g, group)| of_group(rules, g, group, set)));
    if !rules.money.is_enough_for(set) {
        let over = rules.money.of(set) - rules.money.available();
        broken.push(Relaxation::money(rules, in_units(over)));
    }
    let near = Grid::new(&input.places.of(set), rules.spacing_km).pairs().count();
    if near > 0 {
        broken.push(Relaxation::nearer(near));
    }
    broken
        .extend(rules.pinned.iter().filter(|i| !set.contains(i)).map(|i| unpin(rules, input, *i)));
    broken
}

fn of_group(rules: &Rules, number: u32, group: &Group, set: &[u32]) -> Option<Relaxation> {
    let is_in =
        |i: &&u32| rules.groups_of.get(**i as usize).is_some_and(|groups| groups.contains(&number));
    let inside = set.iter().filter(is_in).count();
    let (min, max) = (group.limit.min.unwrap_or(0) as usize, group.limit.max);
    let over = max.map_or(0, |max| inside.saturating_sub(max as usize));
    let (end, change) = match min.saturating_sub(inside) {
        0 if over == 0 => return None,
        0 => ("max", Relaxation::more(over)),
        missing => ("min", Relaxation::fewer(missing)),
    };
    let constraint = format!("constraints.{}.{}.{end}", group.kind, group.code);
    Some(Relaxation { constraint, ..change })
}

fn unpin(rules: &Rules, input: &SelectionInput, pin: u32) -> Relaxation {
    let (reason, why) = rules.barred.get(&pin).map_or_else(
        || ("other_constraints", "it breaks other constraints".to_owned()),
        |(reason, detail)| (*reason, detail.clone()),
    );
    let id = input.ids.get(pin as usize).map_or("", String::as_str);
    let constraint = format!("constraints.pin.{id}");
    Relaxation { constraint, ..Relaxation::unpin(reason, &why) }
}
