//! The best set of villages as clients see it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Place, village};
use super::selection_input::{input, site, stated, warn_of_districts};
use super::{PlanningError, Prepared, RankedVillage, Source, unless_cancelled};
use mcda::select::{
    BestSet, Depth, Relaxation, Selection, SelectionInput, Skipped, Status, select,
};
use mcda::{Constraints, Method, Ranking, Stage, Warning, Watch, plan_hash, rank};

/// Villages that an answer lists with what kept them out.
const LISTED: usize = 1000;

/// A chosen set and why it is this one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SelectionAnswer {
    /// The dataset it rests on.
    pub dataset_version: String,
    /// Short name of the plan with everything filled in.
    pub plan_hash: String,
    /// How far the search came.
    pub status: Status,
    /// The sum of the scores, or what the objective of the plan counts.
    pub objective: Option<f64>,
    /// Proven relative distance to the best possible; 0 is optimal.
    pub gap: Option<f64>,
    /// Sum of the costs.
    pub cost: f64,
    /// How many villages compete.
    pub candidates: usize,
    /// Codes of the chosen villages, best score first.
    pub selected: Vec<String>,
    /// The chosen villages.
    pub items: Vec<SelectedVillage>,
    /// What kept others out, best score first: of the first thousand.
    pub skipped: Vec<SkippedVillage>,
    /// How many there are. Where villages must be far apart all over the country, tens of thousands score more than the
    /// last chosen one.
    pub skipped_total: usize,
    /// How many of all of them each reason kept out; some have more than one.
    #[schema(value_type = BTreeMap<String, usize>)]
    pub skipped_because: BTreeMap<&'static str, usize>,
    /// The fewest constraints that would have to give way, where no set exists.
    pub relax: Vec<Relaxation>,
    /// A spacing in kilometres with which a set exists, where there is none with that of the plan, or
    /// none was found in time; null where the spacing is not what stands in the way.
    pub possible_spacing_km: Option<f64>,
    /// How much the objective falls without a chosen village; null where no set is left.
    pub replacement_cost: BTreeMap<String, Option<f64>>,
    /// Share of the good sets that contain a village.
    pub selection_frequency: BTreeMap<String, f64>,
    /// How many good sets the frequencies rest on.
    pub pool: usize,
    /// Whether these are all sets within 10 % of the optimum; otherwise they are the best ones.
    pub pool_is_complete: bool,
    /// The best sets, this one first; equal objectives are ties.
    pub best_sets: Vec<SelectionSet>,
    /// Sets that differ from the best one and from each other in at least `alternatives_differ_by`
    /// villages and lose at most `alternatives_loss` of the objective, best first.
    pub alternatives: Vec<AlternativeSet>,
    /// In how many villages alternatives differ at least: a tenth of those that are chosen.
    pub alternatives_differ_by: usize,
    /// What an alternative loses at most, as a share of the objective.
    pub alternatives_loss: f64,
    /// Villages within the radius (covering objectives).
    pub covered: Vec<String>,
    /// What a reader must know.
    pub warnings: Vec<Warning>,
}

/// A chosen village.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SelectedVillage {
    /// Its place in the ranking.
    #[serde(flatten)]
    pub village: RankedVillage,
    /// What it costs.
    pub cost: Option<f64>,
    /// Who pays.
    pub funding: Option<String>,
    /// Whether the plan pinned it.
    pub pinned: bool,
    /// Whose point its distances are measured from: `village`, or `district` where it has no polygon
    /// of its own; null where it has no position, and for rows of one's own.
    pub located_by: Option<&'static str>,
}

/// A village that was not chosen.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SkippedVillage {
    /// Its code.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its regency.
    pub regency_name: Option<String>,
    /// Its rank.
    pub rank: Option<u32>,
    /// Its score.
    pub score: Option<f64>,
    /// Names of what kept it out.
    pub because: Vec<String>,
    /// The same in words.
    pub detail: String,
    /// How much the objective would fall with it.
    pub regret: Option<f64>,
    /// Whose point its distances are measured from, as of a chosen village.
    pub located_by: Option<&'static str>,
    /// The score from which on it would be chosen, all constraints kept: its own and its regret.
    pub cut_off: Option<f64>,
}

/// One of the best sets.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SelectionSet {
    /// Its villages.
    pub set: Vec<String>,
    /// Its objective.
    pub objective: f64,
    /// Its cost.
    pub cost: f64,
}

/// A set that is really another one, as swaps with the best set.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AlternativeSet {
    /// Its villages.
    pub set: Vec<String>,
    /// Villages of the best set that are not in it.
    pub leaving: Vec<String>,
    /// Its villages that are not in the best set.
    pub entering: Vec<String>,
    /// Its objective.
    pub objective: f64,
    /// What it loses against the best set, as a share of its objective.
    pub loss: f64,
    /// Its cost.
    pub cost: f64,
}

/// Ranks and selects, and finds out all there is to know about the set. Takes seconds, and uses one
/// core: not for threads that answer requests.
///
/// # Errors
/// A plan that cannot be computed, by field, and [`PlanningError::Cancelled`].
pub fn selection(
    source: &Source<'_>,
    prepared: &Prepared,
    watch: &dyn Watch,
) -> Result<SelectionAnswer, PlanningError> {
    watch.stage(Stage::Ranking, 0, 0);
    let ranking = rank(&prepared.plan, &prepared.candidates)?;
    chosen(source, prepared, &ranking, Depth::Alternatives, watch)
}

/// The best set of a ranking of the same candidates, to the depth that is wanted.
///
/// # Errors
/// As [`selection()`].
pub fn chosen(
    source: &Source<'_>,
    prepared: &Prepared,
    ranking: &Ranking,
    depth: Depth,
    watch: &dyn Watch,
) -> Result<SelectionAnswer, PlanningError> {
    let constraints = stated(&prepared.plan)?;
    let input = input(source, prepared, ranking, constraints)?;
    let found = unless_cancelled(watch, select(constraints, &input, depth, watch))?;
    Ok(worded(source, prepared, ranking, constraints, &input, found))
}

fn worded(
    source: &Source<'_>,
    prepared: &Prepared,
    ranking: &Ranking,
    constraints: &Constraints,
    input: &SelectionInput,
    found: Selection,
) -> SelectionAnswer {
    let dataset = source.dataset();
    let id = |i: u32| input.ids.get(i as usize).cloned().unwrap_or_default();
    let ids = |set: &[u32]| set.iter().map(|i| id(*i)).collect::<Vec<_>>();
    let chosen = |i: &u32| SelectedVillage {
        village: village(dataset, prepared, ranking, *i as usize),
        cost: input.costs.get(*i as usize).copied().filter(|cost| cost.is_finite()),
        funding: found.funding.get(i).cloned(),
        pinned: constraints.pin.iter().any(|pin| pin.id() == id(*i)),
        located_by: site(dataset, prepared, *i as usize).map(|site| site.of.as_str()),
    };
    let skipped = |skipped: &Skipped| {
        let i = skipped.candidate as usize;
        let place = Place::of(dataset, prepared, i);
        SkippedVillage {
            id: id(skipped.candidate),
            name: place.name,
            regency_name: place.regency,
            rank: ranking.rank.get(i).copied().filter(|rank| *rank > 0),
            score: ranking.score.get(i).copied().filter(|score| !score.is_nan()),
            because: skipped.because.iter().map(|name| (*name).to_owned()).collect(),
            detail: skipped.detail.clone(),
            regret: skipped.regret,
            located_by: site(dataset, prepared, i).map(|site| site.of.as_str()),
            // VIKOR's score is the other way round, and is no sum.
            cut_off: skipped
                .regret
                .filter(|_| ranking.method != Method::Vikor)
                .map(|regret| input.scores.get(i).copied().unwrap_or(f64::NAN) + regret),
        }
    };
    let best = |best: &BestSet| SelectionSet {
        set: ids(&best.set),
        objective: best.objective,
        cost: best.cost,
    };
    let without = |set: &[u32], others: &[u32]| {
        let left: Vec<u32> = set.iter().copied().filter(|i| !others.contains(i)).collect();
        ids(&left)
    };
    let optimum = found.objective.unwrap_or(0.0);
    let alternative = |other: &BestSet| AlternativeSet {
        set: ids(&other.set),
        leaving: without(&found.selected, &other.set),
        entering: without(&other.set, &found.selected),
        objective: other.objective,
        loss: (optimum - other.objective).max(0.0) / optimum.abs().max(1e-12),
        cost: other.cost,
    };
    let of_districts = warn_of_districts(dataset, prepared, constraints);
    let before = prepared.warnings.iter().chain(&ranking.warnings);
    let warnings = before.chain(&found.warnings).cloned().chain(of_districts);
    SelectionAnswer {
        dataset_version: dataset.manifest.version.clone(),
        plan_hash: plan_hash(&prepared.plan),
        status: found.status,
        objective: found.objective,
        gap: found.gap,
        cost: found.cost,
        candidates: input.len(),
        selected: ids(&found.selected),
        items: found.selected.iter().map(chosen).collect(),
        skipped: found.skipped.iter().take(LISTED).map(skipped).collect(),
        skipped_total: found.skipped.len(),
        skipped_because: reasons(&found.skipped),
        relax: found.relax.clone(),
        possible_spacing_km: found.possible_spacing_km,
        replacement_cost: found.replacement_cost.iter().map(|(i, c)| (id(*i), *c)).collect(),
        selection_frequency: found.selection_frequency.iter().map(|(i, f)| (id(*i), *f)).collect(),
        pool: found.pool,
        pool_is_complete: found.pool_is_complete,
        best_sets: found.best_sets.iter().map(best).collect(),
        alternatives: found.alternatives.iter().map(alternative).collect(),
        alternatives_differ_by: found.alternatives_differ_by,
        alternatives_loss: found.alternatives_loss,
        covered: ids(&found.covered),
        warnings: warnings.collect(),
    }
}

/// How many villages each reason kept out.
fn reasons(skipped: &[Skipped]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for reason in skipped.iter().flat_map(|one| &one.because) {
        *counts.entry(*reason).or_insert(0) += 1;
    }
    counts
}
