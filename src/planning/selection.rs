//! The best set of villages as clients see it.

use std::collections::BTreeMap;

use geodata::{AreaCode, Level};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Place, village};
use super::{PlanningError, Prepared, RankedVillage, Source, unless_cancelled};
use crate::mcda::select::{
    BestSet, Depth, Places, Relaxation, Selection, SelectionInput, Skipped, Status, select,
};
use crate::mcda::{
    Candidates, Constraints, Cost, Plan, PlanError, Ranking, Row, Stage, Warning, Watch, plan_hash,
    rank,
};

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
    /// What kept others out, best score first.
    pub skipped: Vec<SkippedVillage>,
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
    let constraints = prepared.plan.constraints.clone().ok_or_else(|| {
        PlanError::new("constraints", "is missing").hint("say at least how many: {\"count\": 150}")
    })?;
    let input = input(source, prepared, ranking, &constraints)?;
    let found = unless_cancelled(watch, select(&constraints, &input, depth, watch))?;
    Ok(worded(source, prepared, ranking, &constraints, &input, found))
}

fn input(
    source: &Source<'_>,
    prepared: &Prepared,
    ranking: &Ranking,
    constraints: &Constraints,
) -> Result<SelectionInput, PlanningError> {
    let (plan, candidates) = (&prepared.plan, &prepared.candidates);
    let n = candidates.len();
    let column = |field: &str, name: &str| match &prepared.villages {
        Some(villages) => source.column(name, villages).map_err(|mut error| {
            error.field = format!("constraints.{field}");
            error
        }),
        None => Candidates::row_column(plan, name),
    };
    let costs = match &constraints.cost {
        Some(Cost::Column(name)) => column("cost", name)?,
        Some(Cost::Fixed(amount)) => vec![*amount; n],
        None => Vec::new(),
    };
    let demand = match &constraints.demand {
        Some(name) => column("demand", name)?,
        None => (0..n).map(|i| candidates.migrants(i)).collect(),
    };
    Ok(SelectionInput {
        provinces: provinces(plan, candidates),
        costs,
        demand,
        places: places(source, prepared),
        designated: designated(source, prepared)?,
        ..SelectionInput::from_ranking(ranking, candidates)
    })
}

fn provinces(plan: &Plan, candidates: &Candidates) -> Vec<String> {
    let of_regency = |i: usize| {
        let code: Option<AreaCode> = candidates.regency(i).parse().ok();
        let province = code.and_then(|code| code.ancestor(Level::Province));
        province.map_or_else(String::new, |code| code.to_string())
    };
    let rows = plan.candidates.rows.as_deref().unwrap_or_default();
    let own = |i: usize| rows.get(i).and_then(|row| row.province.clone());
    (0..candidates.len()).map(|i| own(i).unwrap_or_else(|| of_regency(i))).collect()
}

fn places(source: &Source<'_>, prepared: &Prepared) -> Places {
    let nowhere = [f64::NAN; 2];
    let Some(villages) = &prepared.villages else {
        let rows = prepared.plan.candidates.rows.as_deref().unwrap_or_default();
        let place = |row: &Row| row.lon.zip(row.lat).map_or(nowhere, |(x, y)| [x, y]);
        return Places::LonLat(rows.iter().map(place).collect());
    };
    let areas = source.dataset().areas(Level::Village);
    let place = |row: &u32| {
        areas.get(*row as usize).and_then(|area| area.point).map_or(nowhere, |p| [p.x, p.y])
    };
    Places::LonLat(villages.iter().map(place).collect())
}

fn designated(source: &Source<'_>, prepared: &Prepared) -> Result<Places, PlanningError> {
    if prepared.villages.is_none() {
        return Ok(Places::LonLat(Vec::new()));
    }
    let point = |code: &str| {
        let code: AreaCode = code.parse().ok()?;
        source.dataset().area(code)?.point.map(|p| [p.x, p.y])
    };
    let rows = source.dataset().designations()?;
    Ok(Places::LonLat(rows.iter().filter_map(|row| point(&row.village_code)).collect()))
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
        }
    };
    let best = |best: &BestSet| SelectionSet {
        set: ids(&best.set),
        objective: best.objective,
        cost: best.cost,
    };
    let warnings = ranking.warnings.iter().chain(&found.warnings).cloned();
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
        skipped: found.skipped.iter().map(skipped).collect(),
        relax: found.relax.clone(),
        possible_spacing_km: found.possible_spacing_km,
        replacement_cost: found.replacement_cost.iter().map(|(i, c)| (id(*i), *c)).collect(),
        selection_frequency: found.selection_frequency.iter().map(|(i, f)| (id(*i), *f)).collect(),
        pool: found.pool,
        pool_is_complete: found.pool_is_complete,
        best_sets: found.best_sets.iter().map(best).collect(),
        covered: ids(&found.covered),
        warnings: warnings.collect(),
    }
}
