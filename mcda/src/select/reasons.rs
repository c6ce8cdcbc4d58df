//! What kept a village out of the chosen set.

use super::answer::Skipped;
use super::distance::Grid;
use super::extra::Extra;
use super::money::Amount;
use super::search::{Alternative, Found, Search};
use super::{Places, Rules, SelectionInput};
use crate::{PlanError, Stage};

/// Villages that score less than the whole set are listed up to this many: only the score kept
/// them out.
const BELOW: usize = 50;
/// In a large problem the regret is computed for this many.
const FORCED: usize = 5;
/// And for this many where the plan asks for all alternatives: tens of thousands are skipped.
const FORCED_OF_ALL: usize = 50;

/// Everyone who scores at least as much as the lowest of the set, and the next ones below it.
pub(super) fn skipped(search: &Search<'_>, best: &Found) -> Vec<Skipped> {
    search.watch.stage(Stage::Reasons, 0, 0);
    listed(&Chosen::new(search.rules, search.input, best.set.clone()), best)
}

/// What it would cost to force in those that scored most; answers whether there was time for it.
pub(super) fn regrets(
    search: &mut Search<'_>,
    best: &Found,
    skipped: &mut [Skipped],
) -> Result<bool, PlanError> {
    if !best.optimal {
        return Ok(false);
    }
    let forced = match (search.is_small(), search.tries_all()) {
        (true, _) => usize::MAX,
        (_, true) => FORCED_OF_ALL,
        _ => FORCED,
    };
    let rules = search.rules;
    let contested = skipped.iter_mut().filter(|s| rules.may(s.candidate));
    let contested: Vec<&mut Skipped> = contested.take(forced).collect();
    let total = contested.len() as u64;
    for (done, skipped) in (0..).zip(contested) {
        search.watch.stage(Stage::Reasons, done, total);
        let extra = Extra { with: Some(skipped.candidate), ..Extra::default() };
        match search.alternative(&extra)? {
            Some(Alternative::Set(other)) => {
                skipped.regret = Some((best.objective - other.objective).max(0.0));
            }
            Some(Alternative::None) => {}
            None => return Ok(false),
        }
    }
    Ok(true)
}

fn listed(chosen: &Chosen<'_>, best: &Found) -> Vec<Skipped> {
    let (rules, input) = (chosen.rules, chosen.input);
    let grid = (rules.spacing_km > 0.0).then(|| Grid::new(&chosen.places, rules.spacing_km));
    let lowest = chosen.lowest();
    let mut others: Vec<u32> =
        (0..input.len() as u32).filter(|i| best.set.binary_search(i).is_err()).collect();
    // Candidates without a score come last.
    let score =
        |i: &u32| Some(input.score(*i)).filter(|s| !s.is_nan()).unwrap_or(f64::NEG_INFINITY);
    others.sort_by(|a, b| score(b).total_cmp(&score(a)));
    let near_the_line = others.partition_point(|i| score(i) >= lowest) + BELOW;
    // Whoever the plan itself keeps out is listed, however low the score.
    let excluded = |i: &u32| rules.barred.get(i).is_some_and(|(name, _)| *name == "excluded");
    let listed = (0..).zip(&others).filter(|(k, i)| *k < near_the_line || excluded(i));
    listed.map(|(_, i)| reason(chosen, grid.as_ref(), *i)).collect()
}

/// A chosen set, and what is left of its limits.
struct Chosen<'a> {
    rules: &'a Rules,
    input: &'a SelectionInput,
    /// Lowest score first.
    set: Vec<u32>,
    places: Places,
    /// Members of the set in each group.
    inside: Vec<usize>,
    /// What is left of all budgets.
    left: Amount,
}

impl<'a> Chosen<'a> {
    fn new(rules: &'a Rules, input: &'a SelectionInput, mut set: Vec<u32>) -> Self {
        set.sort_by(|a, b| input.score(*a).total_cmp(&input.score(*b)));
        let mut inside = vec![0; rules.groups.len()];
        for group in set.iter().filter_map(|i| rules.groups_of.get(*i as usize)).flatten() {
            if let Some(inside) = inside.get_mut(*group as usize) {
                *inside += 1;
            }
        }
        let left = rules.money.available() - rules.money.of(&set);
        let places = input.places.of(&set);
        Self { rules, input, set, places, inside, left }
    }

    fn lowest(&self) -> f64 {
        self.set.first().map_or(f64::NEG_INFINITY, |i| self.input.score(*i))
    }

    /// What would break if `candidate` came in the place of a chosen village: of all swaps that
    /// would raise the objective the one that breaks least, and who would leave.
    fn least_broken(&self, candidate: u32, grid: Option<&Grid<'_>>) -> Option<(Broken, u32)> {
        let score = self.input.score(candidate);
        let full = self.full_groups(candidate);
        let near: Vec<u32> = self.near(candidate, grid);
        let may_leave = |i: &u32| self.input.score(*i) < score && !self.rules.pinned.contains(i);
        // Of several who are too near, or one who stays, some remains whoever leaves. A country has thousands in its
        // set and tens of thousands outside of it: nobody looks on once nothing can break less.
        let fewest = usize::from(match near.as_slice() {
            [] => false,
            [only] => !may_leave(only),
            _ => true,
        });
        let worse = self.set.iter().take_while(|i| self.input.score(**i) < score);
        let mut least: Option<(Broken, u32)> = None;
        for &out in worse.filter(|i| may_leave(i)) {
            let broken = self.broken(candidate, out, &full, &near);
            if least.as_ref().is_none_or(|(before, _)| broken.len() < before.len()) {
                let done = broken.len() <= fewest;
                least = Some((broken, out));
                if done {
                    break;
                }
            }
        }
        least
    }

    fn full_groups(&self, candidate: u32) -> Vec<u32> {
        let groups = self.rules.groups_of.get(candidate as usize).into_iter().flatten().copied();
        let full = |group: &u32| {
            let rule = self.rules.groups.get(*group as usize);
            let inside = self.inside.get(*group as usize).copied().unwrap_or(0);
            rule.and_then(|rule| rule.limit.max).is_some_and(|max| inside >= max as usize)
        };
        groups.filter(full).collect()
    }

    fn near(&self, candidate: u32, grid: Option<&Grid<'_>>) -> Vec<u32> {
        let (Some(grid), Some(here)) = (grid, self.input.places.get(candidate)) else {
            return Vec::new();
        };
        let near = grid.near(here, false);
        near.into_iter().filter_map(|k| self.set.get(k as usize).copied()).collect()
    }

    fn broken(&self, candidate: u32, out: u32, full: &[u32], near: &[u32]) -> Broken {
        let mut broken = Vec::new();
        let dearer = self.rules.money.cost(candidate) - self.rules.money.cost(out);
        if !self.rules.budgets.is_empty() && dearer > self.left {
            broken.push("budget");
        }
        let leaves = |group: &u32| {
            self.rules.groups_of.get(out as usize).is_some_and(|groups| groups.contains(group))
        };
        for group in full.iter().filter(|group| !leaves(group)) {
            let kind = self.rules.groups.get(*group as usize).map(|group| group.kind);
            broken.extend(kind.filter(|kind| !broken.contains(kind)));
        }
        if near.iter().any(|i| *i != out) {
            broken.push("spacing");
        }
        broken
    }
}

/// Names of limits.
type Broken = Vec<&'static str>;

fn reason(chosen: &Chosen<'_>, grid: Option<&Grid<'_>>, candidate: u32) -> Skipped {
    let skipped =
        |because: Broken, detail: String| Skipped { candidate, because, detail, regret: None };
    let (names, details): (Broken, Vec<&str>) =
        chosen.rules.bars(candidate).map(|(name, detail)| (*name, detail.as_str())).unzip();
    if !names.is_empty() {
        return skipped(names, details.join("; "));
    }
    // A swap with a chosen village that scores less would be better, so every such swap breaks
    // something; the one that breaks least says what.
    match chosen.least_broken(candidate, grid) {
        None => skipped(vec!["score"], "every chosen village scores at least as much".into()),
        Some((broken, out)) => {
            let out = chosen.input.ids.get(out as usize).map_or("", String::as_str);
            if broken.is_empty() {
                // Lower limits: the village that would leave is needed where it is.
                let detail = format!("{out} scores less but is needed for a minimum or a purse");
                return skipped(vec!["minimum"], detail);
            }
            let detail = format!("in place of {out} it would break: {}", broken.join(", "));
            skipped(broken, detail)
        }
    }
}
