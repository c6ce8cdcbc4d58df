//! Every candidate with its place, rank, values and what would change its fate.

use std::collections::{BTreeMap, BTreeSet};

use geodata::dataset::Dataset;
use geodata::{AreaCode, Level};

use super::FreezeError;
use super::rounding::round;
use crate::planning::{Prepared, SelectionAnswer};
use crate::scenarios::annex::{FrozenEntry, FrozenVillage};
use crate::scenarios::store::FrozenCandidate;
use geodata::canonical::canonical;
use mcda::{Named, Ranking, explain};

/// The candidates of a ranking by code.
pub struct Villages<'a> {
    dataset: &'a Dataset,
    prepared: &'a Prepared,
    ranking: &'a Ranking,
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Villages<'a> {
    /// Indexes the candidates.
    pub fn new(dataset: &'a Dataset, prepared: &'a Prepared, ranking: &'a Ranking) -> Self {
        let ids = prepared.candidates.ids().iter().enumerate();
        let places = ids.map(|(i, id)| (id.as_str(), i)).collect();
        Self { dataset, prepared, ranking, places }
    }

    /// The candidate of this code.
    pub fn of(&self, code: &str) -> Option<FrozenVillage> {
        Some(self.village(*self.places.get(code)?))
    }

    /// What is frozen of every candidate.
    pub fn entries(
        &self,
        chosen: &SelectionAnswer,
        last_score: Option<f64>,
    ) -> Result<Vec<FrozenCandidate>, FreezeError> {
        let set: BTreeSet<&str> = chosen.selected.iter().map(String::as_str).collect();
        let because: BTreeMap<&str, &Vec<String>> =
            chosen.skipped.iter().map(|skipped| (skipped.id.as_str(), &skipped.because)).collect();
        let constraints = self.prepared.plan.constraints.as_ref();
        let named = constraints.into_iter().flat_map(|c| c.pin.iter().chain(&c.exclude));
        let reasons: BTreeMap<&str, Option<&str>> =
            named.map(|named: &Named| (named.id(), named.reason())).collect();
        let ids = self.prepared.candidates.ids().iter().enumerate();
        ids.map(|(i, id)| {
            let id = id.as_str();
            let chosen = set.contains(id);
            let village = self.village(i);
            let entry = FrozenEntry {
                chosen,
                because: because.get(id).map(|names| (*names).clone()).unwrap_or_default(),
                reason: reasons.get(id).copied().flatten().map(str::to_owned),
                needed: if chosen { Vec::new() } else { self.needed(i, last_score) },
                village,
            };
            Ok(FrozenCandidate {
                code: id.to_owned(),
                rank: entry.village.rank,
                entry: canonical(&entry)?,
            })
        })
        .collect()
    }

    fn needed(&self, i: usize, target: Option<f64>) -> Vec<Option<f64>> {
        let explained = explain(self.ranking, &self.prepared.candidates, i, target);
        explained.into_iter().map(|line| line.needed.map(round)).collect()
    }

    fn village(&self, i: usize) -> FrozenVillage {
        let (ranking, candidates) = (self.ranking, &self.prepared.candidates);
        let code = candidates.ids().get(i).cloned().unwrap_or_default();
        let parsed: Option<AreaCode> = code.parse().ok();
        let area = parsed.and_then(|code| self.dataset.area(code));
        let name = |level| {
            let above = parsed.and_then(|code| code.ancestor(level));
            let area = above.and_then(|code| self.dataset.area(code));
            area.map(|area| area.name.clone()).unwrap_or_default()
        };
        let degree = |value: f64| (value * 1e6).round() / 1e6;
        let point = area.and_then(|area| area.point);
        let rank = |list: &[u32]| list.get(i).copied().filter(|rank| *rank > 0);
        let number = |list: &[f64]| list.get(i).copied().filter(|x| x.is_finite()).map(round);
        let criteria = 0..ranking.criteria.len();
        let parts = ranking.parts(candidates, i).unwrap_or_default();
        // A part that stands for nothing known is not shown as if it were.
        let part = |j: usize| {
            ranking.used_value(candidates, i, j)?;
            parts.get(j).copied().map(round)
        };
        FrozenVillage {
            name: area.map(|area| area.name.clone()).unwrap_or_default(),
            kind: area.map(|area| area.kind.clone()).unwrap_or_default(),
            district: name(Level::District),
            regency: name(Level::Regency),
            province: name(Level::Province),
            lon: point.map(|point| degree(point.x)),
            lat: point.map(|point| degree(point.y)),
            rank: rank(&ranking.rank),
            rank_best: rank(&ranking.rank_best),
            rank_worst: rank(&ranking.rank_worst),
            score: number(&ranking.score),
            weight_present: number(&ranking.weight_present),
            values: criteria.clone().map(|j| candidates.value(i, j).map(round)).collect(),
            parts: criteria.map(part).collect(),
            code,
        }
    }
}
