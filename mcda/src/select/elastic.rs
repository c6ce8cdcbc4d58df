//! The program in which every constraint can be let go.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::Relaxation;
use super::mip::Mip;
use super::{Rules, SelectionInput};

/// About this many candidates take part in the diagnosis, divided among all areas.
const CANDIDATES: usize = 6_000;

/// Lets a constraint go, and the amount by which.
pub(super) struct Switch {
    constraint: String,
    pub column: usize,
    pub slack: usize,
    pub what: What,
}

/// In which way a switch lets its constraint go.
pub(super) enum What {
    Fewer,
    More,
    Money,
    Distance,
    /// The name of what keeps the village out, and the same in words.
    Unpin(&'static str, String),
}

impl Switch {
    /// What `amount` of the slack means to people.
    pub fn relaxation(&self, amount: f64) -> Relaxation {
        let villages = amount.round() as usize;
        let constraint = format!("constraints.{}", self.constraint);
        let relaxation = match &self.what {
            What::Fewer => Relaxation::fewer(villages),
            What::More => Relaxation::more(villages),
            What::Money => Relaxation::more_of("", amount),
            What::Distance => Relaxation::nearer(villages),
            What::Unpin(reason, why) => Relaxation::unpin(reason, why),
        };
        Relaxation { constraint, ..relaxation }
    }
}

/// A program over a few candidates in which as few constraints as possible are let go.
pub(super) struct Elastic {
    pub mip: Mip,
    pub candidates: Vec<u32>,
    pub switches: Vec<Switch>,
    /// The variable that lets the distances go.
    pub spacing: Option<usize>,
}

impl Elastic {
    pub fn new(rules: &Rules, input: &SelectionInput, pairs: &BTreeSet<(u32, u32)>) -> Self {
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
