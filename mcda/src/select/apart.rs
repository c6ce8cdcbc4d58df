//! How many villages fit at the distance that a plan asks for: a set by exchanging, and a proof that
//! there is no larger one by programs over the parts of a country that do not touch.

use highs::Sense;

use super::answer::Relaxation;
use super::at_once::{self, Change, Proof};
use super::crowding::Crowding;
use super::mip::{Mip, Outcome};
use super::{Rules, SelectionInput, exchange, greedy};
use crate::progress::unless_cancelled;
use crate::{PlanError, Watch};

/// Exchanges before the set that they lead to is taken for large.
const EXCHANGES: usize = 60_000;
/// The share of the time that is left in which it is found out whether enough villages fit.
const SHARE: f64 = 0.4;
/// Seconds after which whoever waits for the answer gets what is known: where that is no proof, a bound.
const PATIENCE_S: f64 = 5.0;
/// Seconds that a program gets however late it is.
const LEAST_S: f64 = 0.05;
/// A bound this much above a whole number is that number.
const ROUNDING: f64 = 1e-6;

/// What is known of how many villages fit.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    /// A set that keeps distances and upper limits of areas, in the order of the input.
    pub set: Vec<u32>,
    /// No set that does is larger.
    pub at_most: usize,
}

impl Fit {
    /// What would have to give way where fewer villages fit than the plan asks for.
    pub fn change(&self, rules: &Rules) -> Option<Change> {
        let count =
            rules.count.map(|count| count as usize).filter(|count| *count > self.at_most)?;
        let is_set = rules.minima_hold(&self.set) && rules.budgets.is_empty();
        let proof = match is_set {
            true if self.set.len() == self.at_most => Proof::Least,
            true => Proof::Bound,
            false => Proof::Open,
        };
        Some(Change { relax: Relaxation::fewer(count - self.set.len()), proof })
    }

    /// The best of as many as the plan asks for, where that is a set that it allows.
    pub fn first(self, rules: &Rules, input: &SelectionInput) -> Option<Vec<u32>> {
        let mut set = self.set;
        set.sort_by(|a, b| input.score(*b).total_cmp(&input.score(*a)));
        set.sort_by_key(|i| !rules.pinned.contains(i));
        set.truncate(rules.count? as usize);
        rules.allow(&set, input).then_some(set)
    }
}

/// How many villages fit the distances and the upper limits of areas, at most `enough`; `None` where
/// there is no distance, or too much to look at.
///
/// # Errors
/// A solver that fails, a computation that nobody wants any more.
pub(super) fn most(
    rules: &Rules,
    input: &SelectionInput,
    enough: usize,
    watch: &dyn Watch,
) -> Result<Option<Fit>, PlanError> {
    let until = deadline(rules, watch);
    let left = || (until - watch.elapsed_s()).max(LEAST_S);
    let Some((crowding, found)) = exchanged(rules, input, enough, until, watch)? else {
        return Ok(None);
    };
    if found.set.len() >= enough.min(found.at_most) {
        return Ok(Some(found));
    }
    let parts = crowding.parts(rules).into_iter().map(|part| crowding.only(&part)).collect();
    let in_time = || watch.elapsed_s() < until && !watch.cancelled();
    let chosen = |i: &u32| found.set.binary_search(i).is_ok();
    let Some(mut parts) = Parts::new(parts, rules, chosen, in_time) else {
        return unless_cancelled(watch).map(|()| Some(found));
    };
    parts.bound(left)?;
    if parts.at_most() > found.set.len() {
        parts.prove(left)?;
        unless_cancelled(watch)?;
    }
    let at_most = found.at_most.min(parts.at_most());
    Ok(Some(Fit { set: parts.into_set(), at_most }))
}

/// A set that keeps distances and upper limits of areas, with as many villages as exchanging finds, at
/// most `enough`; `None` where there is no distance, or too much to look at.
///
/// # Errors
/// A computation that nobody wants any more.
pub(super) fn many(
    rules: &Rules,
    input: &SelectionInput,
    enough: usize,
    watch: &dyn Watch,
) -> Result<Option<Vec<u32>>, PlanError> {
    let until = deadline(rules, watch);
    let found = exchanged(rules, input, enough, until, watch)?;
    Ok(found.map(|(_, found)| found.set))
}

fn deadline(rules: &Rules, watch: &dyn Watch) -> f64 {
    watch.elapsed_s() + (SHARE * rules.seconds_left(watch)).min(PATIENCE_S)
}

/// How many fit, where a walk down the list does not find as many as the plan asks for.
///
/// # Errors
/// As [`most`].
pub(super) fn of_plan(
    rules: &Rules,
    input: &SelectionInput,
    watch: &dyn Watch,
) -> Result<Option<Fit>, PlanError> {
    match rules.count {
        Some(count) if rules.spacing_km > 0.0 && !greedy(rules, input).complete => {
            most(rules, input, count as usize, watch)
        }
        _ => Ok(None),
    }
}

/// A set by exchanging, and those among whom it was found.
fn exchanged(
    rules: &Rules,
    input: &SelectionInput,
    enough: usize,
    until: f64,
    watch: &dyn Watch,
) -> Result<Option<(Crowding, Fit)>, PlanError> {
    if rules.spacing_km <= 0.0 || !rules.pinned.iter().all(|i| rules.may(*i)) {
        return Ok(None);
    }
    let in_time = || watch.elapsed_s() < until && !watch.cancelled();
    let Some(crowding) = Crowding::new(rules, input, in_time) else {
        return unless_cancelled(watch).map(|()| None);
    };
    let pinned = crowding.villages.iter().filter(|i| rules.pinned.contains(i)).count();
    if pinned < rules.pinned.len() {
        return Ok(None); // Pins that are too near each other.
    }
    let at_most = at_once::fit(rules, &crowding.villages);
    let crowding = crowding.without_dominated(rules, in_time);
    let enough = enough.min(at_most);
    let places = exchange::largest(&crowding, rules, enough, EXCHANGES, in_time);
    unless_cancelled(watch)?;
    let village = |i: &u32| crowding.villages.get(*i as usize).copied();
    let set = places.iter().filter_map(village).collect();
    Ok(Some((crowding, Fit { set, at_most })))
}

/// Parts of the country, each with what is known of it.
struct Parts(Vec<Part>);

struct Part {
    crowding: Crowding,
    mip: Mip,
    /// The set so far, as values of the program.
    start: Vec<f64>,
    at_most: usize,
}

impl Part {
    fn size(&self) -> usize {
        self.start.iter().filter(|x| **x > 0.5).count()
    }
}

impl Parts {
    /// `None` where there is no time for their programs.
    fn new(
        parts: Vec<Crowding>,
        rules: &Rules,
        chosen: impl Fn(&u32) -> bool,
        in_time: impl Fn() -> bool,
    ) -> Option<Self> {
        let part = |crowding: Crowding| {
            let start =
                crowding.villages.iter().map(|i| if chosen(i) { 1.0 } else { 0.0 }).collect();
            let at_most = crowding.villages.len();
            Some(Part { mip: program(&crowding, rules, &in_time)?, start, at_most, crowding })
        };
        parts.into_iter().map(part).collect::<Option<_>>().map(Self)
    }

    fn at_most(&self) -> usize {
        self.0.iter().map(|part| part.at_most).sum()
    }

    fn into_set(self) -> Vec<u32> {
        let of = |part: &Part| {
            let chosen = part.crowding.villages.iter().zip(&part.start).filter(|(_, x)| **x > 0.5);
            chosen.map(|(i, _)| *i).collect::<Vec<u32>>()
        };
        let mut set: Vec<u32> = self.0.iter().flat_map(of).collect();
        set.sort_unstable();
        set
    }

    /// Bounds by relaxations.
    fn bound(&mut self, left: impl Fn() -> f64) -> Result<(), PlanError> {
        for part in &mut self.0 {
            if let Outcome::Solved(solved) = part.mip.solve(Sense::Maximise, true, &left)?
                && solved.optimal
            {
                part.at_most = part.at_most.min((solved.objective + ROUNDING).floor() as usize);
            }
        }
        Ok(())
    }

    /// The largest set of each part that is not known to have it, the small parts first.
    fn prove(&mut self, left: impl Fn() -> f64) -> Result<(), PlanError> {
        self.0.sort_by_key(|part| part.crowding.villages.len());
        for part in self.0.iter_mut().filter(|part| part.size() < part.at_most) {
            let start = Some(part.start.as_slice());
            if let Outcome::Solved(solved) =
                part.mip.solve_from(start, Sense::Maximise, false, &left)?
            {
                let bound = solved.objective * (1.0 + solved.gap);
                let bound = if solved.optimal { solved.objective } else { bound };
                part.at_most = part.at_most.min((bound + ROUNDING).floor() as usize);
                part.start = solved.values;
            }
        }
        Ok(())
    }
}

/// As many as possible, of each two that are too near only one, of each area no more than its limit.
fn program(crowding: &Crowding, rules: &Rules, in_time: impl Fn() -> bool) -> Option<Mip> {
    let mut mip = Mip::default();
    let mut areas = vec![Vec::new(); rules.groups.len()];
    for place in 0..crowding.villages.len() as u32 {
        let low = if crowding.is_pinned(place, rules) { 1.0 } else { 0.0 };
        let column = mip.column(1.0, low, 1.0, true);
        for group in crowding.groups(place, rules) {
            if let Some(area) = areas.get_mut(*group as usize) {
                area.push((column, 1.0));
            }
        }
    }
    for (group, area) in rules.groups.iter().zip(areas) {
        if let Some(max) = group.limit.max.map(f64::from).filter(|max| *max < area.len() as f64) {
            mip.row(0.0, max, area);
        }
    }
    for clique in cliques(crowding, in_time)? {
        mip.row(0.0, 1.0, clique.into_iter().map(|i| (i as usize, 1.0)).collect());
    }
    Some(mip)
}

/// Sets of villages that are all too near each other, which hold every two that are.
fn cliques(crowding: &Crowding, in_time: impl Fn() -> bool) -> Option<Vec<Vec<u32>>> {
    let n = crowding.villages.len();
    let mut cliques: Vec<Vec<u32>> = Vec::new();
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); n];
    let mut shares = vec![u32::MAX; n];
    for a in 0..n as u32 {
        let known: Vec<usize> = of.get(a as usize).cloned().unwrap_or_default();
        for other in known.iter().filter_map(|c| cliques.get(*c)).flatten() {
            if let Some(shares) = shares.get_mut(*other as usize) {
                *shares = a;
            }
        }
        for &b in crowding.around(a).iter().filter(|b| **b > a) {
            if shares.get(b as usize) == Some(&a) {
                continue;
            }
            if !in_time() {
                return None;
            }
            let mut clique = vec![a, b];
            // Those near the most others make the largest cliques.
            let mut both: Vec<u32> =
                crowding.around(a).iter().copied().filter(|k| near(crowding, b, *k)).collect();
            let here = both.clone();
            let common = |k: &u32| {
                crowding.around(*k).iter().filter(|i| here.binary_search(i).is_ok()).count()
            };
            both.sort_by_cached_key(|k| std::cmp::Reverse(common(k)));
            for k in both {
                if clique.iter().all(|other| near(crowding, *other, k)) {
                    clique.push(k);
                }
            }
            for i in &clique {
                if let Some(of) = of.get_mut(*i as usize) {
                    of.push(cliques.len());
                }
                if let Some(shares) = shares.get_mut(*i as usize) {
                    *shares = a;
                }
            }
            cliques.push(clique);
        }
    }
    Some(cliques)
}

fn near(crowding: &Crowding, a: u32, b: u32) -> bool {
    crowding.around(a).binary_search(&b).is_ok()
}
