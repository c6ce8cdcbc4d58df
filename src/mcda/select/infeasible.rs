//! Why no set exists: the fewest constraints that would have to give way, and by how much.

use std::collections::{BTreeMap, BTreeSet};

use highs::Sense;

use super::answer::{Relaxation, RelaxationKind, Selection, Status};
use super::mip::{Mip, Outcome};
use super::money::{Amount, in_units};
use super::{Rules, SelectionInput, at_once, most};
use crate::mcda::progress::unless_cancelled;
use crate::mcda::{PlanError, Stage, Warning, Watch};

/// About this many candidates take part in the diagnosis, divided among all areas.
const CANDIDATES: usize = 6_000;

/// What would have to give way where no set satisfies the plan: seen by adding up, or found by a
/// program in which every constraint can be let go; how much of it, by a search of its own.
pub(super) fn diagnose(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<Selection, PlanError> {
    watch.stage(Stage::Reasons, 0, 0);
    let mut selection = Selection::empty(Status::Infeasible);
    let added_up = rules.pinned.iter().all(|i| rules.may(*i));
    match at_once::impossible(rules, input.len() as u32).filter(|_| added_up) {
        Some(change) if change.least => {
            selection.relax.push(change.relax);
            return Ok(selection);
        }
        Some(change) => selection.relax.push(change.relax),
        None => fewest(rules, input, watch, &mut selection)?,
    }
    refine(rules, input, watch, &mut selection)?;
    Ok(selection)
}

/// Puts exact amounts in the place of those that the program over a few candidates found.
fn refine(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
    selection: &mut Selection,
) -> Result<(), PlanError> {
    let pins_may = rules.pinned.iter().all(|i| rules.may(*i));
    let only = |kind: RelaxationKind| match selection.relax.as_slice() {
        [one] => one.kind == kind,
        _ => false,
    };
    let (nothing, money) = (selection.relax.is_empty(), only(RelaxationKind::Money));
    let fewer = only(RelaxationKind::Fewer)
        && selection.relax.iter().all(|one| one.constraint == "constraints.count");
    let mut proven = !nothing || !pins_may;
    let mut least = None;
    if pins_may && (money || nothing) && !rules.budgets.is_empty() {
        let cheapest = most::least_cost(rules, input, watch)?;
        if let Some((cost, proven)) = cheapest {
            let over = cost - rules.money.available();
            if over > 0 {
                selection.relax = vec![Relaxation::money(rules, in_units(over))];
                bound(selection, proven);
                return Ok(());
            }
        }
        least = cheapest.map(|(cost, _)| cost);
        if nothing && rules.budgets.len() > 1 {
            let detail = "the sources together would be enough, but no village is paid from two";
            selection.warnings.push(Warning::new("sources_do_not_add_up", detail));
        }
    }
    if let (true, Some(count)) = (pins_may && (fewer || nothing || money), rules.count) {
        let most = most::villages(rules, input, watch)?;
        if let Some(most) = most.filter(|most| most.villages < count as usize) {
            selection.relax = vec![Relaxation::fewer(count as usize - most.villages)];
            proven = most.proven;
        } else if let Some(change) = least.and_then(|least| one_purse(rules, least)) {
            selection.relax = vec![change];
            proven = count == 1;
        } else {
            proven = false;
        }
    } else if !fewer {
        // The program knows a few candidates of every area, and distances as far as it met them.
        proven &= rules.spacing_km <= 0.0 || !pins_may;
    }
    bound(selection, proven);
    Ok(())
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
        let detail = "a smaller change may be enough: what is named is possible, and not proven to be the least";
        selection.warnings.push(Warning::new("relax_is_a_bound", detail));
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
        let limit = rules.seconds_left(watch);
        let outcome = match late {
            true => Outcome::OutOfTime,
            false => elastic.mip.solve(Sense::Minimise, false, limit)?,
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

struct Switch {
    constraint: String,
    column: usize,
    slack: usize,
    what: What,
}

enum What {
    Fewer,
    More,
    Money,
    Distance,
    /// The name of what keeps the village out, and the same in words.
    Unpin(&'static str, String),
}

impl Switch {
    /// What `amount` of the slack means to people.
    fn relaxation(&self, amount: f64) -> Relaxation {
        let count = amount.round();
        let (kind, amount, detail) = match &self.what {
            What::Fewer => {
                (RelaxationKind::Fewer, count, format!("{count} fewer would be possible"))
            }
            What::More => {
                (RelaxationKind::More, count, format!("{count} more would have to be allowed"))
            }
            What::Money => {
                (RelaxationKind::Money, amount, format!("{amount} more would be needed"))
            }
            What::Distance => {
                let detail = format!("{count} pairs of villages would be nearer than that");
                (RelaxationKind::Distance, count, detail)
            }
            What::Unpin(_, why) => {
                let detail = format!("the pinned village cannot be chosen: {why}");
                (RelaxationKind::Unpin, 1.0, detail)
            }
        };
        let reason = match self.what {
            What::Unpin(reason, _) => Some(reason),
            _ => None,
        };
        let constraint = format!("constraints.{}", self.constraint);
        Relaxation { constraint, kind, amount, reason, detail }
    }
}

struct Elastic {
    mip: Mip,
    candidates: Vec<u32>,
    switches: Vec<Switch>,
    spacing: Option<usize>,
}

impl Elastic {
    fn new(rules: &Rules, input: &SelectionInput, pairs: &BTreeSet<(u32, u32)>) -> Self {
        let candidates = representatives(rules, input);
        let mut elastic =
            Self { mip: Mip::default(), candidates, switches: Vec::new(), spacing: None };
        for _ in 0..elastic.candidates.len() {
            elastic.mip.column(0.0, 0.0, 1.0, true);
        }
        elastic.add_count(rules);
        elastic.add_groups(rules);
        elastic.add_budgets(rules);
        elastic.add_pins(rules, input);
        elastic.add_pairs(pairs);
        elastic
    }

    /// A switch and the amount that it lets go, at most `most`.
    fn switch(&mut self, constraint: String, what: What, most: f64) -> usize {
        let column = self.mip.column(1.0, 0.0, 1.0, true);
        // Small enough that no sum of amounts outweighs a switch.
        let price = 1e-3 / most.max(1.0);
        let slack = self.mip.column(price, 0.0, most, false);
        self.mip.row(f64::NEG_INFINITY, 0.0, vec![(slack, 1.0), (column, -most)]);
        self.switches.push(Switch { constraint, column, slack, what });
        slack
    }

    fn add_count(&mut self, rules: &Rules) {
        let Some(count) = rules.count.map(f64::from) else { return };
        let slack = self.switch("count".into(), What::Fewer, count.max(1.0));
        let mut terms: Vec<(usize, f64)> = (0..self.candidates.len()).map(|c| (c, 1.0)).collect();
        terms.push((slack, 1.0));
        self.mip.row(count, count, terms);
    }

    fn add_groups(&mut self, rules: &Rules) {
        let mut members: Vec<Vec<(usize, f64)>> = vec![Vec::new(); rules.groups.len()];
        for (c, i) in self.candidates.iter().enumerate() {
            for group in rules.groups_of.get(*i as usize).into_iter().flatten() {
                if let Some(members) = members.get_mut(*group as usize) {
                    members.push((c, 1.0));
                }
            }
        }
        for (group, members) in rules.groups.iter().zip(members) {
            let size = members.len() as f64;
            let path = |end: &str| format!("{}.{}.{end}", group.kind, group.code);
            if let Some(max) = group.limit.max.map(f64::from).filter(|max| *max < size) {
                let slack = self.switch(path("max"), What::More, size - max);
                let terms = members.iter().copied().chain([(slack, -1.0)]).collect();
                self.mip.row(f64::NEG_INFINITY, max, terms);
            }
            if let Some(min) = group.limit.min.map(f64::from).filter(|min| *min > 0.0) {
                let slack = self.switch(path("min"), What::Fewer, min);
                let terms = members.into_iter().chain([(slack, 1.0)]).collect();
                self.mip.row(min, f64::INFINITY, terms);
            }
        }
    }

    fn add_budgets(&mut self, rules: &Rules) {
        // The purses together: with several sources this asks for the least that is missing.
        if rules.budgets.is_empty() {
            return;
        }
        let total = rules.money.available();
        let unit = total.max(1) as f64;
        let costs: Vec<f64> =
            self.candidates.iter().map(|i| rules.money.cost(*i) as f64 / unit).collect();
        let names: Vec<&str> = rules.budgets.iter().map(|(name, _)| name.as_str()).collect();
        let most = costs.iter().sum::<f64>().max(1.0);
        let path = format!("budget.{}", names.join("+"));
        let slack = self.switch(path, What::Money, most);
        let terms = costs.into_iter().enumerate().chain([(slack, -1.0)]).collect();
        self.mip.row(f64::NEG_INFINITY, total as f64 / unit, terms);
    }

    fn add_pins(&mut self, rules: &Rules, input: &SelectionInput) {
        for pinned in &rules.pinned {
            let id = input.ids.get(*pinned as usize).cloned().unwrap_or_default();
            let place = self.candidates.iter().position(|i| i == pinned);
            let (reason, why) = rules.barred.get(pinned).map_or_else(
                || ("other_constraints", "it breaks other constraints".to_owned()),
                |(reason, detail)| (*reason, detail.clone()),
            );
            let slack = self.switch(format!("pin.{id}"), What::Unpin(reason, why), 1.0);
            let terms = place.map(|c| (c, 1.0)).into_iter().chain([(slack, 1.0)]).collect();
            self.mip.row(1.0, f64::INFINITY, terms);
        }
    }

    fn add_pairs(&mut self, pairs: &BTreeSet<(u32, u32)>) {
        if pairs.is_empty() {
            return;
        }
        let slack = self.switch("spacing_km".into(), What::Distance, pairs.len() as f64);
        self.spacing = self.switches.last().map(|switch| switch.column);
        let mut total = vec![(slack, -1.0)];
        for (a, b) in pairs {
            let place = |i: &u32| self.candidates.iter().position(|c| c == i);
            let (Some(a), Some(b)) = (place(a), place(b)) else { continue };
            let broken = self.mip.column(0.0, 0.0, 1.0, false);
            self.mip.row(f64::NEG_INFINITY, 1.0, vec![(a, 1.0), (b, 1.0), (broken, -1.0)]);
            total.push((broken, 1.0));
        }
        self.mip.row(f64::NEG_INFINITY, 0.0, total);
    }
}

/// The candidates that the diagnosis needs. It counts villages and money, not scores, so those of
/// one area stand for each other: the cheapest of them, first such as are not too near each other.
fn representatives(rules: &Rules, input: &SelectionInput) -> Vec<u32> {
    let mut areas: BTreeMap<&[u32], Vec<u32>> = BTreeMap::new();
    for i in (0..input.len() as u32).filter(|i| rules.may(*i)) {
        let groups = rules.groups_of.get(i as usize).map_or(&[][..], Vec::as_slice);
        areas.entry(groups).or_default().push(i);
    }
    let share = CANDIDATES / areas.len().max(1);
    let most = share.clamp(4, rules.count.unwrap_or(u32::MAX).max(4) as usize);
    let mut kept: Vec<u32> = rules.pinned.iter().copied().filter(|i| rules.may(*i)).collect();
    for members in areas.values_mut() {
        members.sort_by(|a, b| {
            let by_score = input.score(*b).total_cmp(&input.score(*a));
            rules.money.cost(*a).cmp(&rules.money.cost(*b)).then(by_score)
        });
        let (mut apart, mut near) = (Vec::new(), Vec::new());
        for &i in members.iter() {
            if apart.len() >= most {
                break;
            }
            if rules.too_near(i, &apart, &input.places) { near.push(i) } else { apart.push(i) }
        }
        kept.extend(apart.iter().chain(&near).take(most));
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}
