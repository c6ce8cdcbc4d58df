//! How much of the best set, under all constraints, hangs on the exact weights.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::answer::Place;
use super::selection_input::input;
use super::weightings::{SensitivityOptions, is_contested};
use super::{PlanningError, Prepared, Source, unless_cancelled};
use mcda::portfolio::{Portfolio, Sample, intervals, sample, without};
use mcda::select::{Depth, SelectionInput, Status, select};
use mcda::{Constraints, Objective, PlanError, Ranking, Stage, Warning, Watch};

/// Weightings whose best set is found, unless the request says how many.
const DRAWS: usize = 300;
/// Seconds that they take at most, unless the request says how many.
const LIMIT_S: f64 = 30.0;
/// Seconds for them at most.
const MAX_LIMIT_S: f64 = 600.0;
/// Villages that are listed, unless the request says how many.
const LISTED: usize = 200;
/// A weighting may take this many times as long as all would take on average: few are much harder.
const PATIENCE: f64 = 10.0;

/// What other weights do to the best set.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SelectionSensitivity {
    /// How far the search for the plan's own set came. Where no set satisfies the constraints, none
    /// does under other weights.
    pub status: Status,
    /// The plan's own set, best score first.
    pub selected: Vec<String>,
    /// Its objective.
    pub objective: Option<f64>,
    /// Number of weightings.
    pub draws: u32,
    /// Weightings whose best set is proven to be the best: `items`, `sets`, `loss_mean` and `loss_most` are
    /// about these.
    pub proven: u32,
    /// Weightings for which a better set than the one that was found may exist.
    pub not_proven: u32,
    /// Weightings for which no time was left.
    pub not_tried: u32,
    /// How far a share lies from that over all weightings at most, with a probability of 95 %: 0 where
    /// all weightings of a lattice were tried; null where no set is proven.
    pub sampling_error: Option<f64>,
    /// How many different sets are the best on some weighting.
    pub sets: usize,
    /// What the plan's own set loses against the best one, as a share of its objective, on average.
    pub loss_mean: Option<f64>,
    /// The same at most.
    pub loss_most: Option<f64>,
    /// Villages that are in the best set on more than a tenth and less than nine tenths of the
    /// weightings.
    pub contested: usize,
    /// The contested villages first, whatever their rank, those nearest to one half before others; then
    /// the plan's own set; then whoever else is in a best set.
    pub items: Vec<SampledVillage>,
    /// How many villages that are in a best set are not listed.
    pub not_listed: usize,
    /// For each criterion how far its weight can move before another set is better; null where it has
    /// all the weight or was dropped, and where that was not found in time.
    pub stability: BTreeMap<String, Option<[f64; 2]>>,
    /// The best set without each criterion.
    pub leave_one_out: BTreeMap<String, SelectionWithout>,
}

/// A village that is in the best set on some weighting.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SampledVillage {
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
    /// Whether the plan's own set has it.
    pub selected: bool,
    /// The share of the weightings whose best set has it.
    pub share: f64,
    /// Whether that is more than a tenth and less than nine tenths.
    pub contested: bool,
}

/// The best set without a criterion.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SelectionWithout {
    /// How far the search came.
    pub status: Status,
    /// How many villages of the plan's own set would not be chosen; null where no set was found.
    pub replaced: Option<usize>,
    /// Those villages.
    pub leaving: Vec<String>,
    /// Who would be chosen instead.
    pub entering: Vec<String>,
}

/// Finds it; `None` for a plan without constraints, with another objective, or where the request wants
/// no sets.
///
/// # Errors
/// Constraints that cannot be used, by field, and [`PlanningError::Cancelled`].
pub(super) fn of(
    source: &Source<'_>,
    prepared: &Prepared,
    ranking: &Ranking,
    options: &SensitivityOptions,
    warnings: &mut Vec<Warning>,
    watch: &dyn Watch,
) -> Result<Option<SelectionSensitivity>, PlanningError> {
    let draws = options.selection_draws.unwrap_or(DRAWS);
    let stated = prepared.plan.constraints.as_ref();
    let Some(constraints) = stated.filter(|c| draws > 0 && c.count.is_some()) else {
        return Ok(None);
    };
    if constraints.objective != Objective::Score {
        let detail = "other weights are tried on selections by score only";
        warnings.push(Warning::new("selection_not_sampled", detail));
        return Ok(None);
    }
    let limit_s = options.selection_limit_s.unwrap_or(LIMIT_S);
    if !(limit_s > 0.0 && limit_s <= MAX_LIMIT_S) {
        let problem = format!("is not between 0 and {MAX_LIMIT_S} seconds");
        return Err(PlanError::new("selection_limit_s", problem).into());
    }
    let input = input(source, prepared, ranking, constraints)?;
    let tried = Tried { source, prepared, ranking, options, constraints, input: &input, watch };
    tried.answer(draws, limit_s, warnings).map(Some)
}

/// A plan whose best set is tried.
struct Tried<'a> {
    source: &'a Source<'a>,
    prepared: &'a Prepared,
    ranking: &'a Ranking,
    options: &'a SensitivityOptions,
    constraints: &'a Constraints,
    input: &'a SelectionInput,
    watch: &'a dyn Watch,
}

impl Tried<'_> {
    fn answer(
        &self,
        draws: usize,
        limit_s: f64,
        warnings: &mut Vec<Warning>,
    ) -> Result<SelectionSensitivity, PlanningError> {
        let (watch, options) = (self.watch, self.options);
        let best = select(self.constraints, self.input, Depth::Set, watch);
        let best = unless_cancelled(watch, best)?;
        warnings.extend(best.warnings.iter().cloned());
        let mut answer = SelectionSensitivity {
            status: best.status,
            selected: self.ids(&best.selected),
            objective: best.objective,
            draws: 0,
            proven: 0,
            not_proven: 0,
            not_tried: 0,
            sampling_error: None,
            sets: 0,
            loss_mean: None,
            loss_most: None,
            contested: 0,
            items: Vec::new(),
            not_listed: 0,
            stability: BTreeMap::new(),
            leave_one_out: BTreeMap::new(),
        };
        let chosen = &best.selected;
        if chosen.is_empty() {
            return Ok(answer);
        }
        let share_s = (limit_s * PATIENCE / draws as f64).min(limit_s);
        let (ranking, candidates) = (self.ranking, &*self.prepared.candidates);
        let portfolio =
            Portfolio::new(ranking, candidates, self.constraints, self.input, chosen, share_s)?;
        let (weights, seed) = (options.of_weights(), options.of_seed());
        let drawn = sample(&portfolio, weights, draws, seed, limit_s, watch);
        self.fill_in(&mut answer, &unless_cancelled(watch, drawn)?, chosen);
        if answer.proven < answer.draws {
            let detail = format!(
                "of {} weightings the best set of {} is proven, of {} it is not, and {} were not tried",
                answer.draws, answer.proven, answer.not_proven, answer.not_tried
            );
            warnings.push(Warning::new("selection_draws_out_of_time", detail));
        }
        self.criteria(&mut answer, &portfolio, limit_s / 2.0, chosen, warnings)?;
        Ok(answer)
    }

    fn fill_in(&self, answer: &mut SelectionSensitivity, drawn: &Sample, chosen: &[u32]) {
        answer.draws = drawn.draws;
        (answer.proven, answer.not_proven, answer.not_tried) =
            (drawn.proven, drawn.not_proven, drawn.not_tried);
        answer.sampling_error = drawn.error();
        answer.sets = drawn.sets;
        answer.loss_mean = drawn.loss.map(|[mean, _]| mean);
        answer.loss_most = drawn.loss.map(|[_, most]| most);
        if drawn.proven == 0 {
            return;
        }
        let mut listed: Vec<u32> = drawn.times.keys().chain(chosen).copied().collect();
        listed.sort_unstable();
        listed.dedup();
        let rank = |i: u32| self.ranking.rank.get(i as usize).copied().unwrap_or(0);
        let order = |i: &u32| {
            let share = drawn.share(*i);
            let kind = match (is_contested(share), chosen.contains(i)) {
                (true, _) => 0,
                (_, true) => 1,
                _ => 2,
            };
            (kind, share)
        };
        listed.sort_by(|a, b| {
            let ((kind, share), (other_kind, other)) = (order(a), order(b));
            let by_share = match kind {
                0 => (share - 0.5).abs().total_cmp(&(other - 0.5).abs()),
                _ => other.total_cmp(&share),
            };
            kind.cmp(&other_kind).then(by_share).then(rank(*a).cmp(&rank(*b)))
        });
        answer.contested = listed.iter().filter(|i| is_contested(drawn.share(**i))).count();
        let limit = self.options.limit.unwrap_or(LISTED);
        answer.not_listed = listed.len().saturating_sub(limit);
        listed.truncate(limit);
        let village = |i: &u32| self.village(*i, drawn.share(*i), chosen.contains(i));
        answer.items = listed.iter().map(village).collect();
    }

    fn village(&self, i: u32, share: f64, selected: bool) -> SampledVillage {
        let at = i as usize;
        let place = Place::of(self.source.dataset(), self.prepared, at);
        SampledVillage {
            id: self.id(i),
            name: place.name,
            regency_name: place.regency,
            rank: self.ranking.rank.get(at).copied().filter(|rank| *rank > 0),
            score: self.ranking.score.get(at).copied().filter(|score| !score.is_nan()),
            selected,
            share,
            contested: is_contested(share),
        }
    }

    /// Moves and leaves out single criteria.
    fn criteria(
        &self,
        answer: &mut SelectionSensitivity,
        portfolio: &Portfolio<'_>,
        limit_s: f64,
        chosen: &[u32],
        warnings: &mut Vec<Warning>,
    ) -> Result<(), PlanningError> {
        let watch = self.watch;
        let until_s = watch.elapsed_s() + limit_s;
        let names: Vec<&String> = self.ranking.criteria.iter().map(|c| &c.indicator).collect();
        let moved = unless_cancelled(watch, intervals(portfolio, limit_s / 2.0, watch))?;
        let named = names.iter().map(|name| (*name).clone());
        answer.stability = named.zip(moved.of_criteria).collect();
        let mut late = moved.not_found > 0;
        for (j, name) in names.iter().enumerate() {
            watch.stage(Stage::Criteria, j as u64, names.len() as u64);
            let left_s = until_s - watch.elapsed_s();
            if left_s <= 0.0 {
                late = true;
                break;
            }
            let time_limit_s = left_s / (names.len() - j) as f64;
            let constraints = Constraints { time_limit_s, ..self.constraints.clone() };
            let (plan, candidates) = (&self.prepared.plan, &self.prepared.candidates);
            let other = without(plan, candidates, &constraints, self.input, j, watch);
            let Some(other) = unless_cancelled(watch, other)? else { continue };
            let differ = |set: &[u32], from: &[u32]| {
                let left: Vec<u32> = set.iter().copied().filter(|i| !from.contains(i)).collect();
                self.ids(&left)
            };
            let found = !other.set.is_empty();
            let leaving = if found { differ(chosen, &other.set) } else { Vec::new() };
            let without = SelectionWithout {
                status: other.status,
                replaced: found.then_some(leaving.len()),
                leaving,
                entering: differ(&other.set, chosen),
            };
            answer.leave_one_out.insert((*name).clone(), without);
        }
        if late {
            let detail = "how far weights can move, and what leaving criteria out does to the set, was \
                not all found in time";
            warnings.push(Warning::new("selection_criteria_out_of_time", detail));
        }
        Ok(())
    }

    fn id(&self, i: u32) -> String {
        self.input.ids.get(i as usize).cloned().unwrap_or_default()
    }

    fn ids(&self, set: &[u32]) -> Vec<String> {
        set.iter().map(|i| self.id(*i)).collect()
    }
}
