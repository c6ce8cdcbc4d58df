//! Scenarios side by side: who is in all, who in one only, and how far ranks shift.

use std::collections::{BTreeMap, BTreeSet};

use geodata::dataset::Dataset;
use geodata::{AreaCode, Level};
use serde::Serialize;
use utoipa::ToSchema;

use crate::planning::{PlanningError, Prepared, Source, chosen};
use crate::scenarios::annex::Frozen;
use crate::scenarios::store::{Scenario, Status};
use mcda::compare::{average_rank_shift, spearman};
use mcda::select::Depth;
use mcda::{Stage, Watch, plan_hash, rank};

/// A scenario with its ranks and its set.
#[derive(Debug, Clone)]
pub struct Compared {
    line: ComparedScenario,
    ranks: BTreeMap<String, u32>,
    selected: BTreeSet<String>,
}

/// The head of a compared scenario.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComparedScenario {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// How far it has come.
    pub status: Status,
    /// Short name of its plan with everything filled in.
    pub plan_hash: String,
    /// The dataset its numbers rest on.
    pub dataset_version: String,
    /// How many villages compete.
    pub candidates: usize,
    /// How many are selected; null where the plan selects none.
    pub selected: Option<usize>,
    /// The objective of its selection.
    pub objective: Option<f64>,
    /// The sum of its costs.
    pub cost: Option<f64>,
    /// Codes of the villages that are selected in this scenario only.
    pub only: Vec<String>,
}

/// Scenarios side by side.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ScenarioComparison)]
pub struct Comparison {
    /// The scenarios, in the order asked for.
    pub scenarios: Vec<ComparedScenario>,
    /// Codes of the villages that are selected in every scenario.
    pub in_all: Vec<String>,
    /// Every two scenarios.
    pub pairs: Vec<Pair>,
    /// The villages selected in any scenario: those in most of them first, then by best rank.
    pub items: Vec<ComparedVillage>,
}

/// Two scenarios.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Pair {
    /// Id of the first.
    pub a: String,
    /// Id of the second.
    pub b: String,
    /// Villages selected in both.
    pub both: usize,
    /// Villages selected in the first only.
    pub only_a: usize,
    /// Villages selected in the second only.
    pub only_b: usize,
    /// Villages ranked in both.
    pub ranked_in_both: usize,
    /// Mean absolute difference of their ranks (R̄ of the OECD/JRC Handbook, step 7).
    pub average_rank_shift: Option<f64>,
    /// Spearman's correlation of their ranks.
    pub spearman: Option<f64>,
}

/// A village that some scenario selects.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComparedVillage {
    /// Its code.
    pub code: String,
    /// Its name, where the dataset of now has it.
    pub name: Option<String>,
    /// Its regency.
    pub regency_name: Option<String>,
    /// Ids of the scenarios that select it.
    pub selected_in: Vec<String>,
    /// Its rank by scenario; null where it does not compete.
    pub ranks: BTreeMap<String, Option<u32>>,
    /// The largest difference between two of its ranks.
    pub rank_shift: Option<u32>,
}

impl Compared {
    /// A draft, computed over the dataset of now. Takes seconds.
    ///
    /// # Errors
    /// A plan that cannot be computed.
    pub fn computed(
        source: &Source<'_>,
        prepared: &Prepared,
        scenario: Scenario,
        watch: &dyn Watch,
    ) -> Result<Self, PlanningError> {
        watch.stage(Stage::Ranking, 0, 0);
        let ranking = rank(&prepared.plan, &prepared.candidates)?;
        let chosen = match prepared.plan.constraints {
            Some(_) => Some(chosen(source, prepared, &ranking, Depth::Set, watch)?),
            None => None,
        };
        let ids = prepared.candidates.ids().iter().cloned();
        let ranks = ids.zip(ranking.rank).filter(|(_, rank)| *rank > 0).collect();
        let selected: Option<BTreeSet<String>> =
            chosen.as_ref().map(|chosen| chosen.selected.iter().cloned().collect());
        let line = ComparedScenario {
            plan_hash: plan_hash(&prepared.plan),
            dataset_version: source.dataset().manifest.version.clone(),
            candidates: prepared.candidates.len(),
            selected: selected.as_ref().map(BTreeSet::len),
            objective: chosen.as_ref().and_then(|chosen| chosen.objective),
            cost: chosen.as_ref().map(|chosen| chosen.cost),
            ..ComparedScenario::head(scenario)
        };
        Ok(Self { line, ranks, selected: selected.unwrap_or_default() })
    }

    /// A frozen scenario, as it was frozen.
    pub fn frozen(scenario: Scenario, frozen: &Frozen, ranks: Vec<(String, u32)>) -> Self {
        let selected: BTreeSet<String> =
            frozen.rows.iter().map(|row| row.village.code.clone()).collect();
        let line = ComparedScenario {
            plan_hash: frozen.plan_hash.clone(),
            dataset_version: frozen.dataset.version.clone(),
            candidates: frozen.candidates,
            selected: Some(selected.len()),
            objective: frozen.result.objective,
            cost: Some(frozen.result.cost),
            ..ComparedScenario::head(scenario)
        };
        Self { line, ranks: ranks.into_iter().collect(), selected }
    }
}

impl ComparedScenario {
    fn head(scenario: Scenario) -> Self {
        Self {
            id: scenario.id,
            name: scenario.name,
            version: scenario.version,
            status: scenario.status,
            plan_hash: String::new(),
            dataset_version: String::new(),
            candidates: 0,
            selected: None,
            objective: None,
            cost: None,
            only: Vec::new(),
        }
    }
}

/// Puts scenarios side by side; names come from `dataset`.
pub fn compare(dataset: &Dataset, mut all: Vec<Compared>) -> Comparison {
    let union: BTreeSet<String> = all.iter().flat_map(|one| one.selected.clone()).collect();
    let mut items: Vec<ComparedVillage> =
        union.into_iter().map(|code| village(dataset, &all, code)).collect();
    let best = |item: &ComparedVillage| item.ranks.values().flatten().min().copied();
    items.sort_by_key(|item| {
        let best = best(item).unwrap_or(u32::MAX);
        (usize::MAX - item.selected_in.len(), best, item.code.clone())
    });
    for one in &mut all {
        let mut own: Vec<String> = items
            .iter()
            .filter(|item| item.selected_in.as_slice() == [one.line.id.as_str()])
            .map(|item| item.code.clone())
            .collect();
        own.sort();
        one.line.only = own;
    }
    let everywhere = items.iter().filter(|item| item.selected_in.len() == all.len());
    let mut in_all: Vec<String> = everywhere.map(|item| item.code.clone()).collect();
    in_all.sort();
    let mut pairs = Vec::new();
    for (at, a) in all.iter().enumerate() {
        pairs.extend(all.iter().skip(at + 1).map(|b| pair(a, b)));
    }
    Comparison { pairs, in_all, items, scenarios: all.into_iter().map(|one| one.line).collect() }
}

fn pair(a: &Compared, b: &Compared) -> Pair {
    let both = a.selected.intersection(&b.selected).count();
    let common = a.ranks.iter().filter_map(|(code, rank)| Some((*rank, *b.ranks.get(code)?)));
    let (of_a, of_b): (Vec<u32>, Vec<u32>) = common.unzip();
    Pair {
        a: a.line.id.clone(),
        b: b.line.id.clone(),
        only_a: a.selected.len() - both,
        only_b: b.selected.len() - both,
        both,
        ranked_in_both: of_a.len(),
        average_rank_shift: (!of_a.is_empty()).then(|| average_rank_shift(&of_a, &of_b)),
        spearman: Some(spearman(&of_a, &of_b)).filter(|value| value.is_finite()),
    }
}

fn village(dataset: &Dataset, all: &[Compared], code: String) -> ComparedVillage {
    let parsed: Option<AreaCode> = code.parse().ok();
    let name = |code: Option<AreaCode>| Some(dataset.area(code?)?.name.clone());
    let ranks: BTreeMap<String, Option<u32>> =
        all.iter().map(|one| (one.line.id.clone(), one.ranks.get(&code).copied())).collect();
    let known = || ranks.values().flatten().copied();
    let rank_shift = (known().count() > 1).then(|| Some(known().max()? - known().min()?)).flatten();
    let selected = all.iter().filter(|one| one.selected.contains(&code));
    ComparedVillage {
        name: name(parsed),
        regency_name: name(parsed.and_then(|code| code.ancestor(Level::Regency))),
        selected_in: selected.map(|one| one.line.id.clone()).collect(),
        ranks,
        rank_shift,
        code,
    }
}
