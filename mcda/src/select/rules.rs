//! The constraints, resolved against the candidates: who may be chosen at all, and the rows that
//! a set must satisfy.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::distance::Grid;
use super::money::{Amount, Money, exactly};
use super::{Places, SelectionInput};
use crate::{AreaLimits, Constraints, Cost, Limit, Named, PlanError, Warning};

/// What keeps a village out that lies too near one that is designated already.
pub(super) const NEAR_DESIGNATED: &str = "near_designated";

/// Constraints on the candidates of one input.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Villages to choose, exactly.
    pub(super) count: Option<u32>,
    pub(super) groups: Vec<Group>,
    /// Groups of each candidate.
    pub(super) groups_of: Vec<Vec<u32>>,
    pub(super) budgets: Vec<(String, f64)>,
    pub(super) money: Money,
    /// The least that anybody costs who may be chosen.
    pub(super) least_cost: Amount,
    pub(super) spacing_km: f64,
    /// Whether the spacing holds for villages that are designated already too.
    pub(super) spacing_to_designated: bool,
    pub(super) radius_km: f64,
    pub(super) pinned: BTreeSet<u32>,
    /// Who cannot be chosen, and why.
    pub(super) barred: BTreeMap<u32, (&'static str, String)>,
    /// What else keeps those out.
    pub(super) also: BTreeMap<u32, Vec<(&'static str, String)>>,
    /// What a reader must know of the constraints themselves.
    pub(super) warnings: Vec<Warning>,
    pub(super) all_alternatives: bool,
    pub(super) time_limit_s: f64,
    /// The watcher's time when the search began.
    pub(super) since_s: f64,
}

/// An area with limits.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// `per_regency` or `per_province`.
    pub kind: &'static str,
    pub code: String,
    pub limit: Limit,
}

impl Rules {
    /// Resolves the constraints.
    ///
    /// # Errors
    /// A pinned or excluded village that is no candidate, or limits that need data that the
    /// candidates lack, by field.
    pub fn new(constraints: &Constraints, input: &SelectionInput) -> Result<Self, PlanError> {
        let n = input.len();
        let budgets: Vec<(String, f64)> =
            constraints.budget.iter().map(|(k, v)| (k.clone(), *v)).collect();
        let mut rules = Self {
            count: constraints.count,
            groups: Vec::new(),
            groups_of: vec![Vec::new(); n],
            money: Money::new(&budgets, input)?,
            least_cost: 0,
            budgets,
            spacing_km: constraints.spacing_km.unwrap_or(0.0),
            spacing_to_designated: constraints.spacing_to_designated,
            radius_km: constraints.radius_km.unwrap_or(0.0),
            pinned: BTreeSet::new(),
            barred: BTreeMap::new(),
            also: BTreeMap::new(),
            warnings: Vec::new(),
            all_alternatives: constraints.all_alternatives,
            time_limit_s: constraints.time_limit_s,
            since_s: 0.0,
        };
        let places: BTreeMap<&str, u32> = input.ids.iter().map(String::as_str).zip(0..).collect();
        let find = |field: &str, named: &Named| {
            places.get(named.id()).copied().ok_or_else(|| {
                let problem = format!("{:?} is not among the candidates", named.id());
                PlanError::new(format!("constraints.{field}"), problem)
                    .hint("name villages by the id that the ranking gives them")
            })
        };
        for named in &constraints.pin {
            rules.pinned.insert(find("pin", named)?);
        }
        for named in &constraints.exclude {
            // An excluded village that does not compete anyway is no mistake.
            if let Ok(i) = find("exclude", named) {
                let reason = named.reason().unwrap_or("excluded in the plan").to_owned();
                rules.barred.insert(i, ("excluded", reason));
            }
        }
        rules.add_groups("per_regency", &constraints.per_regency, &input.regencies)?;
        rules.add_groups("per_province", &constraints.per_province, &input.provinces)?;
        rules.bar_incomplete(constraints, input);
        rules.bar_near_designated(input);
        let choosable = (0..n as u32).filter(|i| rules.may(*i));
        rules.least_cost = choosable.map(|i| rules.money.cost(i)).min().unwrap_or(0);
        Ok(rules)
    }

    fn add_groups(
        &mut self,
        kind: &'static str,
        limits: &AreaLimits,
        codes: &[String],
    ) -> Result<(), PlanError> {
        if limits.is_empty() {
            return Ok(());
        }
        if codes.iter().all(String::is_empty) && !self.groups_of.is_empty() {
            let problem = "the candidates do not say which area they belong to";
            return Err(PlanError::new(format!("constraints.{kind}"), problem)
                .hint("give every row a regency, for example \"52.03\""));
        }
        let known: BTreeSet<&str> =
            codes.iter().map(String::as_str).filter(|code| !code.is_empty()).collect();
        let named: BTreeSet<&str> = limits.codes().collect();
        let mut index = BTreeMap::new();
        for code in known.union(&named) {
            let limit = limits.of(code);
            // `min` for every area cannot ask for villages of an area that has no candidates.
            if limit == Limit::default() {
                continue;
            }
            index.insert(*code, self.groups.len() as u32);
            self.groups.push(Group { kind, code: (*code).to_owned(), limit });
        }
        for (groups, code) in self.groups_of.iter_mut().zip(codes) {
            groups.extend(index.get(code.as_str()));
        }
        Ok(())
    }

    fn bar_incomplete(&mut self, constraints: &Constraints, input: &SelectionInput) {
        let least = constraints.min_weight_present;
        let with_reason =
            |pin: &&Named| pin.reason().is_some_and(|reason| !reason.trim().is_empty());
        let meant: BTreeSet<&str> =
            constraints.pin.iter().filter(with_reason).map(Named::id).collect();
        let is_meant =
            |i: u32| input.ids.get(i as usize).is_some_and(|id| meant.contains(id.as_str()));
        let budgeted = !self.budgets.is_empty();
        let by_column = matches!(constraints.cost, Some(Cost::Column(_)));
        let no_amount = |cost: f64| match cost.is_nan() {
            true => "its cost is not known".to_owned(),
            false => format!("its cost, {cost}, is not an amount that a budget can pay"),
        };
        for i in 0..input.len() as u32 {
            let present = input.weight_present.get(i as usize).copied().unwrap_or(1.0);
            if input.score(i).is_nan() {
                self.bar(i, "incomplete", "a required value is missing".to_owned());
            } else if present < least - 1e-9 && !is_meant(i) {
                let percent = (present * 100.0).round();
                let pin = if self.pinned.contains(&i) { "; pin it with a reason" } else { "" };
                self.bar(
                    i,
                    "incomplete",
                    format!("only {percent} % of the weight has values{pin}"),
                );
            }
            if budgeted && by_column && exactly(input.cost(i)).is_none() {
                self.bar(i, "no_cost", no_amount(input.cost(i)));
            }
            if self.needs_place() && input.places.get(i).is_none() {
                self.bar(i, "no_location", "its location is not known".to_owned());
            }
        }
    }

    /// Keeps a candidate out. The first bar stands for it in a search, the answer names all.
    fn bar(&mut self, i: u32, name: &'static str, detail: String) {
        match self.barred.entry(i) {
            Entry::Vacant(first) => {
                first.insert((name, detail));
            }
            Entry::Occupied(_) => self.also.entry(i).or_default().push((name, detail)),
        }
    }

    /// Everything that keeps a candidate out.
    pub(super) fn bars(&self, i: u32) -> impl Iterator<Item = &(&'static str, String)> {
        self.barred.get(&i).into_iter().chain(self.also.get(&i).into_iter().flatten())
    }

    fn needs_place(&self) -> bool {
        self.spacing_km > 0.0 || self.radius_km > 0.0
    }

    pub(super) fn bar_near_designated(&mut self, input: &SelectionInput) {
        if self.spacing_km <= 0.0 || !self.spacing_to_designated {
            return;
        }
        let grid = Grid::new(&input.designated, self.spacing_km);
        for i in 0..input.len() as u32 {
            let Some(place) = input.places.get(i) else { continue };
            let near = grid.near(place, false).into_iter();
            let far = |k| Some((input.designated.between(place, input.designated.get(k)?), k));
            let nearest = near.filter_map(far).min_by(|a, b| a.0.total_cmp(&b.0));
            let Some((km, there)) = nearest else { continue };
            if self.pinned.contains(&i) {
                self.warnings.push(pinned_near(i, there, km, self.spacing_km, input));
                continue;
            }
            let detail = format!("{km:.1} km from a village that is designated already");
            self.bar(i, NEAR_DESIGNATED, detail);
        }
    }

    /// Whether `i` may be chosen.
    pub(super) fn may(&self, i: u32) -> bool {
        !self.barred.contains_key(&i)
    }

    /// Names of the constraints that a set breaks by having `i` in addition to `set` (which is
    /// within all upper limits itself). Lower limits and the count are not looked at.
    pub(super) fn broken_by(
        &self,
        i: u32,
        set: &[u32],
        input: &SelectionInput,
    ) -> Vec<&'static str> {
        let mut broken = Vec::new();
        if !self.money.budgets.is_empty()
            && self.money.of(set) + self.money.cost(i) > self.money.available()
        {
            broken.push("budget");
        }
        for group in self.groups_of.get(i as usize).into_iter().flatten() {
            let Some(rule) = self.groups.get(*group as usize) else { continue };
            let inside = set.iter().filter(|k| {
                self.groups_of.get(**k as usize).is_some_and(|groups| groups.contains(group))
            });
            if rule.limit.max.is_some_and(|max| inside.count() >= max as usize)
                && !broken.contains(&rule.kind)
            {
                broken.push(rule.kind);
            }
        }
        if self.too_near(i, set, &input.places) {
            broken.push("spacing");
        }
        broken
    }

    pub(super) fn too_near(&self, i: u32, set: &[u32], places: &Places) -> bool {
        let Some(here) = places.get(i).filter(|_| self.spacing_km > 0.0) else { return false };
        set.iter()
            .filter_map(|k| places.get(*k))
            .any(|there| places.nearer(here, there, self.spacing_km))
    }

    /// Whether a set satisfies everything but the budgets of single sources: what the sources have
    /// together is looked at.
    pub fn allow(&self, set: &[u32], input: &SelectionInput) -> bool {
        let fits = |(k, i): (usize, &u32)| {
            let before = set.get(..k).unwrap_or_default();
            self.may(*i) && self.broken_by(*i, before, input).is_empty()
        };
        self.count.is_none_or(|count| set.len() == count as usize)
            && set.iter().enumerate().all(fits)
            && self.minima_hold(set)
    }

    /// Whether a set has everyone that is pinned and as many as every area asks for.
    pub(super) fn minima_hold(&self, set: &[u32]) -> bool {
        let enough = |(g, group): (u32, &Group)| {
            let inside = set.iter().filter(|i| {
                self.groups_of.get(**i as usize).is_some_and(|groups| groups.contains(&g))
            });
            inside.count() >= group.limit.min.unwrap_or(0) as usize
        };
        (0..).zip(&self.groups).all(enough) && self.pinned.iter().all(|i| set.contains(i))
    }
}

/// A pin is chosen although it is too near a village that is designated already: somebody must know.
fn pinned_near(pin: u32, there: u32, km: f64, spacing_km: f64, input: &SelectionInput) -> Warning {
    let id = |ids: &[String], i: u32| ids.get(i as usize).cloned().unwrap_or_default();
    let (pin, there) = (id(&input.ids, pin), id(&input.designated_ids, there));
    let detail = format!(
        "{pin} is pinned, {km:.2} km from {there}, which is designated already; the spacing of the \
         plan is {spacing_km} km"
    );
    Warning::new("pin_near_designated", detail)
}
