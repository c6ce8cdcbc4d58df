//! What can be seen to be impossible by adding up, before anything is solved.

use std::collections::BTreeMap;

use super::Rules;
use super::answer::{Relaxation, RelaxationKind};
use super::money::{Amount, in_units};

/// A change of the plan.
pub(super) struct Change {
    pub relax: Relaxation,
    pub proof: Proof,
}

/// What is known of how small a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// Nothing less would do.
    Least,
    /// It is enough, and less may be.
    Bound,
    /// It may not be enough.
    Open,
}

/// The constraint that would have to give way, where adding up caps, counts and costs already shows
/// that no set exists; `None` where it does not.
pub(super) fn impossible(rules: &Rules, candidates: u32) -> Option<Change> {
    let count = rules.count? as usize;
    let choosable: Vec<u32> = (0..candidates).filter(|i| rules.may(*i)).collect();
    let fit = fit(rules, &choosable);
    // There may not be the money for those that fit either: then fewer still are possible.
    let (relax, purses) = match fit < count {
        true => (too_few(rules, candidates, count, fit), 0),
        false => (missing_money(rules, choosable, count)?, 1),
    };
    let adds_up = is_plain(rules) && nested(rules) && rules.budgets.len() <= purses;
    Some(Change { relax, proof: if adds_up { Proof::Least } else { Proof::Open } })
}

/// How many of some villages the caps of areas allow.
pub(super) fn fit(rules: &Rules, villages: &[u32]) -> usize {
    Caps::new(rules).fit(villages)
}

/// Whether there are neither minima nor pins nor distances, which nobody adds up here.
fn is_plain(rules: &Rules) -> bool {
    rules.spacing_km <= 0.0
        && rules.pinned.is_empty()
        && rules.groups.iter().all(|group| group.limit.min.unwrap_or(0) == 0)
}

/// Not as many as the plan asks for. Where the incomplete ones would be enough, they are named;
/// otherwise the plan has to ask for less.
fn too_few(rules: &Rules, candidates: u32, count: usize, fit: usize) -> Relaxation {
    let incomplete = |i: &u32| rules.barred.get(i).is_some_and(|(name, _)| *name == "incomplete");
    let with_them: Vec<u32> = (0..candidates).filter(|i| rules.may(*i) || incomplete(i)).collect();
    let missing = count - fit;
    if self::fit(rules, &with_them) >= count {
        let detail = format!(
            "only {fit} villages with enough known values fit the limits; \
             {missing} with less would have to be allowed"
        );
        return Relaxation {
            constraint: "constraints.min_weight_present".to_owned(),
            kind: RelaxationKind::Incomplete,
            amount: missing as f64,
            reason: None,
            detail,
        };
    }
    Relaxation::fewer(missing)
}

/// The cheapest villages that the caps allow already cost more than there is.
fn missing_money(rules: &Rules, mut choosable: Vec<u32>, count: usize) -> Option<Relaxation> {
    if rules.money.budgets.is_empty() {
        return None;
    }
    choosable.sort_by_key(|i| rules.money.cost(*i));
    // Going down the list of costs is exact under caps on areas that do not overlap.
    let mut caps = Caps::new(rules);
    let cheapest = choosable.into_iter().filter(|i| caps.take(*i)).take(count);
    let cost: Amount = cheapest.map(|i| rules.money.cost(i)).sum();
    let over = cost - rules.money.available();
    (over > 0).then(|| Relaxation::money(rules, in_units(over)))
}

/// Caps of areas, filled one village after the other. Of regencies within provinces both count;
/// where areas overlap otherwise only the first kind does, which allows more, never less.
struct Caps {
    left: Vec<Option<usize>>,
    groups_of: Vec<Vec<u32>>,
}

impl Caps {
    fn new(rules: &Rules) -> Self {
        let left = rules.groups.iter().map(|group| group.limit.max.map(|max| max as usize));
        let nested = nested(rules);
        let first = |groups: &Vec<u32>| match nested {
            true => groups.clone(),
            false => groups.iter().copied().take(1).collect(),
        };
        Self { left: left.collect(), groups_of: rules.groups_of.iter().map(first).collect() }
    }

    /// Takes a village in, if every cap allows it.
    fn take(&mut self, i: u32) -> bool {
        let groups = self.groups_of.get(i as usize).map_or(&[][..], Vec::as_slice);
        let full = |group: &u32| self.left.get(*group as usize).copied().flatten() == Some(0);
        if groups.iter().any(full) {
            return false;
        }
        for group in groups {
            if let Some(Some(left)) = self.left.get_mut(*group as usize) {
                *left -= 1;
            }
        }
        true
    }

    /// How many of some villages the caps allow.
    fn fit(mut self, villages: &[u32]) -> usize {
        villages.iter().filter(|i| self.take(**i)).count()
    }
}

/// Whether every regency lies in one province: each first group has one second group.
fn nested(rules: &Rules) -> bool {
    let mut second: BTreeMap<u32, Option<u32>> = BTreeMap::new();
    rules.groups_of.iter().all(|groups| {
        let Some(first) = groups.first() else { return true };
        let other = groups.get(1).copied();
        groups.len() <= 2 && *second.entry(*first).or_insert(other) == other
    })
}
