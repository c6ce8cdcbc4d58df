//! Why no set exists: the fewest constraints that would have to give way, and by how much.

use std::collections::BTreeSet;

use highs::Sense;

use super::answer::{Relaxation, RelaxationKind, Selection, Status};
use super::at_once::{Change, Proof};
use super::elastic::{Elastic, What};
use super::mip::Outcome;
use super::money::{Amount, in_units};
use super::{Rules, SelectionInput, broken, most};
use crate::progress::unless_cancelled;
use crate::{PlanError, Stage, Warning, Watch};

/// Seconds in which it is found out how little would be enough. That there is no set is known then.
const PATIENCE_S: f64 = 2.0;

/// What would have to give way where no set satisfies the plan: `seen` by adding up, or found by a
/// program in which every constraint can be let go; how much of it, by a search of its own. The list
/// is never empty; where it may be more than is needed, a warning says so.
pub(super) fn diagnose(
    rules: &Rules,
    input: &SelectionInput,
    seen: Option<Change>,
    watch: &dyn Watch,
) -> Result<Selection, PlanError> {
    watch.stage(Stage::Reasons, 0, 0);
    let mut selection = Selection::empty(Status::Infeasible);
    let open = match seen {
        Some(change) if change.proof != Proof::Open => {
            selection.relax.push(change.relax);
            bound(&mut selection, change.proof == Proof::Least);
            return Ok(selection);
        }
        open => open,
    };
    let rules = &rules.hurried(PATIENCE_S, watch);
    match open {
        Some(change) => selection.relax.push(change.relax),
        None => fewest(rules, input, watch, &mut selection)?,
    }
    let mut proven = refine(rules, input, watch, &mut selection)?;
    if selection.relax.is_empty() {
        selection.relax = broken::by_walking(rules, input, watch)?;
        proven = false;
    }
    bound(&mut selection, proven);
    Ok(selection)
}

/// What the program over a few candidates found to be in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// Nothing that it knows: whole villages, or whole purses, are what does not fit.
    Nothing,
    /// The number of villages.
    Count,
    /// The money.
    Money,
    /// The distances.
    Distance,
    /// Pins that cannot be chosen whatever else the plan says.
    Barred,
    /// That too little is known of too many villages.
    Incomplete,
    /// Something else, or several constraints.
    Other,
}

impl Cause {
    fn of(rules: &Rules, relax: &[Relaxation]) -> Self {
        if rules.pinned.iter().any(|i| !rules.may(*i)) {
            let unpin = relax.iter().all(|one| one.kind == RelaxationKind::Unpin);
            return if unpin && !relax.is_empty() { Self::Barred } else { Self::Other };
        }
        match relax {
            [] => Self::Nothing,
            [one] => match one.kind {
                RelaxationKind::Money => Self::Money,
                RelaxationKind::Distance => Self::Distance,
                RelaxationKind::Incomplete => Self::Incomplete,
                RelaxationKind::Fewer if one.constraint == "constraints.count" => Self::Count,
                _ => Self::Other,
            },
            _ => Self::Other,
        }
    }
}

/// Puts exact amounts in the place of those that the program over a few candidates found. Answers
/// whether nothing less would do.
fn refine(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
    selection: &mut Selection,
) -> Result<bool, PlanError> {
    let cause = Cause::of(rules, &selection.relax);
    match cause {
        Cause::Barred => return Ok(true),
        // Where adding up does not see everything, those with more gaps may not be enough.
        Cause::Incomplete => return Ok(false),
        // The program knows a few candidates of every area, and distances as far as it met them.
        Cause::Other => return Ok(rules.spacing_km <= 0.0 && !selection.relax.is_empty()),
        Cause::Nothing | Cause::Count | Cause::Money | Cause::Distance => {}
    }
    let mut least = None;
    if matches!(cause, Cause::Nothing | Cause::Money) && !rules.budgets.is_empty() {
        let cheapest = most::least_cost(rules, input, watch)?;
        if let Some((cost, proven)) = cheapest {
            let over = cost - rules.money.available();
            if over > 0 {
                selection.relax = vec![Relaxation::money(rules, in_units(over))];
                return Ok(proven);
            }
        }
        least = cheapest.map(|(cost, _)| cost);
        if cause == Cause::Nothing && rules.budgets.len() > 1 {
            let detail = "the sources together would be enough, but no village is paid from two";
            selection.warnings.push(Warning::new("sources_do_not_add_up", detail));
        }
    }
    let Some(count) = rules.count.map(|count| count as usize) else { return Ok(false) };
    if let Some(most) = most::villages(rules, input, watch)?.filter(|most| most.villages < count) {
        selection.relax = vec![Relaxation::fewer(count - most.villages)];
        return Ok(most.proven);
    }
    if let Some(change) = least.and_then(|least| one_purse(rules, least)) {
        selection.relax = vec![change];
        return Ok(count == 1);
    }
    if cause == Cause::Count || rules.budgets.len() > 1 {
        // No number of villages was found to fit, or the sum of the sources is all that is known: what
        // was named may not be enough.
        selection.relax.clear();
    }
    Ok(false)
}

/// What the largest source would need more to pay for a set that costs so much alone: that is enough,
/// however the costs divide.
fn one_purse(rules: &Rules, cost: Amount) -> Option<Relaxation> {
    let purses = rules.budgets.iter().zip(&rules.money.budgets);
    let ((name, _), largest) = purses.max_by_key(|(_, amount)| **amount)?;
    let missing = cost - largest;
    (missing > 0).then(|| Relaxation::more_of(name, in_units(missing)))
}

/// Says of amounts that are not proven to be the smallest that they are not.
fn bound(selection: &mut Selection, proven: bool) {
    if !proven && !selection.relax.is_empty() {
        selection.warnings.push(Warning::relax_is_a_bound());
    }
}

/// Finds the smallest set of constraints to relax: every constraint gets a switch that lets it
/// go, and as few switches as possible are on; among equals the smallest amounts win.
fn fewest(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
    selection: &mut Selection,
) -> Result<(), PlanError> {
    let mut pairs: BTreeSet<(u32, u32)> = BTreeSet::new();
    loop {
        unless_cancelled(watch)?;
        let elastic = Elastic::new(rules, input, &pairs);
        let late = !pairs.is_empty() && !rules.in_time(watch);
        let outcome = match late {
            true => Outcome::OutOfTime,
            false => elastic.mip.solve(Sense::Minimise, false, || rules.seconds_left(watch))?,
        };
        let Outcome::Solved(solved) = outcome else {
            let detail = "what would have to give way was not found within the time limit";
            selection.warnings.push(Warning::new("diagnosis_out_of_time", detail));
            return Ok(());
        };
        let on = |column: usize| solved.values.get(column).is_some_and(|x| *x > 0.5);
        let set: Vec<u32> = elastic
            .candidates
            .iter()
            .copied()
            .enumerate()
            .filter(|(c, _)| on(*c))
            .map(|(_, i)| i)
            .collect();
        let spacing_is_on = elastic.spacing.is_some_and(on);
        let mut new = 0;
        for (k, &a) in set.iter().enumerate() {
            for &b in set.iter().skip(k + 1) {
                if rules.too_near(a, &[b], &input.places) && pairs.insert((a, b)) {
                    new += 1;
                }
            }
        }
        if new > 0 && !spacing_is_on {
            continue;
        }
        for switch in &elastic.switches {
            if on(switch.column) {
                let amount = match switch.what {
                    What::Money => in_units(rules.money.of(&set) - rules.money.available()),
                    _ => solved.values.get(switch.slack).copied().unwrap_or(0.0),
                };
                selection.relax.push(switch.relaxation(amount));
            }
        }
        return Ok(());
    }
}
