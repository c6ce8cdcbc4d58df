//! The best set under other weights, against searches that know nothing of each other and against
//! looking at every set.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use serde_json::json;

use super::country::Country;
use super::fixture::{candidates, columns, plan, village_numbers};
use crate::portfolio::{Portfolio, Sample, intervals, sample, without};
use crate::robustness::{Matrix, WeightDraws};
use crate::select::{Depth, Places, Rules, SelectionInput, Status, select};
use crate::{
    Candidates, Constraints, Method, Normalisation, PlanError, Ranking, Silent, Stage, Watch, rank,
};

const AROUND: WeightDraws = WeightDraws::Around { noise: 0.25 };

fn best_of(country: &Country) -> Vec<u32> {
    let found = select(&country.constraints, &country.input, Depth::Set, &Silent).unwrap();
    assert_eq!(found.status, Status::Optimal);
    found.selected
}

fn portfolio<'a>(country: &'a Country, set: &'a [u32], share_s: f64) -> Portfolio<'a> {
    let Country { ranking, candidates, constraints, input, .. } = country;
    Portfolio::new(ranking, candidates, constraints, input, set, share_s).unwrap()
}

#[test]
fn the_set_of_every_weighting_is_the_one_of_a_search_of_its_own() {
    let constraints = json!({"count": 20, "per_regency": {"max": 3, "min": 1}, "spacing_km": 5});
    let country = Country::new(1_500, 12, 5, constraints);
    let set = best_of(&country);
    let draws = 40;
    let found = sample(&portfolio(&country, &set, 60.0), AROUND, draws, 3, 60.0, &Silent).unwrap();
    assert_eq!((found.proven, found.not_proven, found.not_tried), (40, 0, 0));
    let matrix = Matrix::new(&country.ranking, &country.candidates).unwrap();
    let vectors = AROUND.vectors(matrix.weights(), draws, 3).unwrap();
    let (mut mean, mut most) = (0.0, 0.0_f64);
    for weights in vectors.chunks(4) {
        let input = SelectionInput { scores: matrix.scores(weights), ..country.input.clone() };
        let best = select(&country.constraints, &input, Depth::Set, &Silent).unwrap();
        let own: f64 = set.iter().map(|i| input.scores[*i as usize]).sum();
        let loss = (best.objective.unwrap() - own) / best.objective.unwrap();
        mean += loss / draws as f64;
        most = most.max(loss);
    }
    let loss = found.loss.unwrap();
    assert!((loss[0] - mean).abs() < 1e-9 && (loss[1] - most).abs() < 1e-9, "{loss:?} {mean}");
    assert!(most > 0.0 && found.sets > 1, "other weights have other sets here");
    let total: u32 = found.times.values().sum();
    assert_eq!(total, 20 * 40, "every set has as many villages as the plan asks for");
    assert!((found.error().unwrap() - 0.98 / 40_f64.sqrt()).abs() < 1e-12);
}

/// The twelve villages of the fixture under quotas, a budget and a distance.
struct Twelve {
    ranking: Ranking,
    candidates: Candidates,
    input: SelectionInput,
    constraints: Constraints,
}

impl Twelve {
    fn new() -> Self {
        let candidates = candidates();
        let ranking = rank(&plan(Method::Wsm, Some(Normalisation::Minmax)), &candidates).unwrap();
        let xy = village_numbers("x_km").into_iter().zip(village_numbers("y_km"));
        let input = SelectionInput {
            provinces: vec!["00".to_owned(); 12],
            costs: columns()[4].clone(),
            places: Places::PlaneKm(xy.map(|(x, y)| [x, y]).collect()),
            ..SelectionInput::from_ranking(&ranking, &candidates)
        };
        let constraints = serde_json::from_value(json!({"count": 4, "per_regency": {"max": 2},
            "spacing_km": 12, "budget": {"APBN": 1300}, "cost": "C5"}))
        .unwrap();
        Self { ranking, candidates, input, constraints }
    }

    /// Every set that the constraints allow.
    fn allowed(&self) -> Vec<Vec<u32>> {
        let rules = Rules::new(&self.constraints, &self.input).unwrap();
        let members = |set: u32| (0..12).filter(|i| set >> i & 1 == 1).collect::<Vec<u32>>();
        (0..1_u32 << 12).map(members).filter(|set| rules.allow(set, &self.input)).collect()
    }

    fn best(&self, scores: &[f64], allowed: &[Vec<u32>]) -> (f64, Vec<u32>) {
        let sum = |set: &Vec<u32>| set.iter().map(|i| scores[*i as usize]).sum::<f64>();
        let best = allowed.iter().max_by(|a, b| sum(a).total_cmp(&sum(b))).unwrap();
        (sum(best), best.clone())
    }
}

#[test]
fn shares_are_those_of_looking_at_every_set_under_every_weighting() {
    let twelve = Twelve::new();
    let allowed = twelve.allowed();
    assert!(allowed.len() > 10, "{}", allowed.len());
    let (_, mut own) = twelve.best(&twelve.input.scores, &allowed);
    own.sort_unstable();
    let Twelve { ranking, candidates, input, constraints } = &twelve;
    let portfolio = Portfolio::new(ranking, candidates, constraints, input, &own, 60.0).unwrap();
    let matrix = Matrix::new(ranking, candidates).unwrap();
    for weights in [WeightDraws::Uniform, WeightDraws::Ordinal] {
        let found = sample(&portfolio, weights, 120, 9, 60.0, &Silent).unwrap();
        let mut times: BTreeMap<u32, u32> = BTreeMap::new();
        for weights in weights.vectors(matrix.weights(), 120, 9).unwrap().chunks(6) {
            for i in twelve.best(&matrix.scores(weights), &allowed).1 {
                *times.entry(i).or_default() += 1;
            }
        }
        assert_eq!(found.times, times);
        assert_eq!(found.proven, 120);
    }
    // As many points of a lattice as are asked for, or all.
    let lattice = WeightDraws::Lattice { steps: 2 };
    let all = sample(&portfolio, lattice, 100, 1, 60.0, &Silent).unwrap();
    assert_eq!((all.draws, all.all, all.error()), (21, true, Some(0.0)));
    let some = sample(&portfolio, lattice, 10, 1, 60.0, &Silent).unwrap();
    assert_eq!((some.draws, some.all), (10, false));
}

#[test]
fn a_weight_can_move_as_far_as_the_set_stays_the_best_of_all() {
    let twelve = Twelve::new();
    let allowed = twelve.allowed();
    let (_, own) = twelve.best(&twelve.input.scores, &allowed);
    let Twelve { ranking, candidates, input, constraints } = &twelve;
    let portfolio = Portfolio::new(ranking, candidates, constraints, input, &own, 60.0).unwrap();
    let matrix = Matrix::new(ranking, candidates).unwrap();
    let found = intervals(&portfolio, 60.0, &Silent).unwrap();
    assert_eq!(found.not_found, 0);
    let behind = |k: usize, t: f64| {
        let base = matrix.weights();
        let weight =
            |(j, w): (usize, &f64)| if j == k { t } else { w * (1.0 - t) / (1.0 - base[k]) };
        let weights: Vec<f64> = base.iter().enumerate().map(weight).collect();
        let scores = matrix.scores(&weights);
        let sum: f64 = own.iter().map(|i| scores[*i as usize]).sum();
        twelve.best(&scores, &allowed).0 - sum
    };
    let mut inner = 0;
    for (k, interval) in found.of_criteria.iter().enumerate() {
        let [low, high] = interval.unwrap();
        assert!(low <= matrix.weights()[k] && matrix.weights()[k] <= high);
        for inside in [low, high, f64::midpoint(low, high)] {
            assert!(behind(k, inside) < 1e-8, "C{}: {inside}", k + 1);
        }
        for (end, beyond) in [(low, low - 1e-3), (high, high + 1e-3)] {
            if end > 0.0 && end < 1.0 {
                inner += 1;
                assert!(behind(k, beyond.clamp(0.0, 1.0)) > 1e-7, "C{}: {beyond}", k + 1);
            }
        }
    }
    assert!(inner > 3, "weights matter here");
}

#[test]
fn without_a_criterion_the_set_is_that_of_the_plan_without_it() {
    let constraints = json!({"count": 12, "per_regency": {"max": 2}, "spacing_km": 5});
    let country = Country::new(600, 8, 2, constraints);
    let set = best_of(&country);
    let mut replaced = 0;
    for j in 0..4 {
        let Country { plan, candidates, constraints, input, .. } = &country;
        let found = without(plan, candidates, constraints, input, j, &Silent).unwrap().unwrap();
        let mut plan = plan.clone();
        plan.criteria.remove(j);
        let columns = candidates.columns().iter().enumerate().filter(|(k, _)| *k != j);
        let columns = columns.map(|(_, column)| column.clone()).collect();
        let fewer = Candidates::new(candidates.ids().to_vec(), columns).unwrap();
        let ranking = rank(&plan, &fewer).unwrap();
        let input = SelectionInput { scores: ranking.score, ..input.clone() };
        let expected = select(constraints, &input, Depth::Set, &Silent).unwrap();
        let sum = |set: &[u32]| set.iter().map(|i| input.scores[*i as usize]).sum::<f64>();
        assert!((sum(&found.set) - expected.objective.unwrap()).abs() < 1e-9);
        replaced += set.iter().filter(|i| !found.set.contains(i)).count();
    }
    assert!(replaced > 0);
}

/// Time that runs: every look at it is `step` seconds later; nobody waits any more after `patience`
/// looks.
struct Running {
    looks: AtomicU32,
    step: f64,
    patience: u32,
}

impl Running {
    fn new(step: f64, patience: u32) -> Self {
        Self { looks: AtomicU32::new(0), step, patience }
    }
}

impl Watch for Running {
    fn stage(&self, _stage: Stage, _done: u64, _total: u64) {}
    fn found(&self, _objective: f64, _gap: f64) {}
    fn elapsed_s(&self) -> f64 {
        f64::from(self.looks.fetch_add(1, Ordering::Relaxed)) * self.step
    }
    fn cancelled(&self) -> bool {
        self.looks.load(Ordering::Relaxed) > self.patience
    }
}

#[test]
fn weightings_without_time_are_counted_and_a_trial_that_nobody_waits_for_ends() {
    let constraints = json!({"count": 12, "per_regency": {"max": 2}, "spacing_km": 9});
    let country = Country::new(600, 8, 2, constraints);
    let set = best_of(&country);
    let tried = |share_s: f64, limit_s: f64, watch: &dyn Watch| -> Result<Sample, PlanError> {
        sample(&portfolio(&country, &set, share_s), AROUND, 80, 1, limit_s, watch)
    };
    let short = tried(1e9, 20.0, &Running::new(0.1, u32::MAX)).unwrap();
    assert_eq!(short.proven + short.not_proven + short.not_tried, 80);
    assert!(short.not_tried > 0 && short.proven > 0, "{short:?}");
    assert!(short.error().unwrap() > tried(60.0, 60.0, &Silent).unwrap().error().unwrap());
    // A share that is over at the first look at it: nothing can be proven except at once.
    let hasty = tried(1e-3, 1e9, &Running::new(0.1, u32::MAX)).unwrap();
    assert_eq!((hasty.proven + hasty.not_proven, hasty.not_tried), (80, 0));
    let ended = tried(60.0, 1e9, &Running::new(1e-6, 50));
    assert_eq!(ended.unwrap_err(), PlanError::cancelled());
}

/// Run with `cargo test --release -- --ignored --nocapture a_whole_country`.
#[test]
#[ignore = "measures a whole country: a minute"]
#[allow(clippy::print_stdout, reason = "a measurement that should tell")]
fn a_whole_country_is_tried_under_three_hundred_weightings_within_its_time() {
    for (name, villages, regencies, constraints) in [
        (
            "as the default plan",
            4_000,
            24,
            json!({"count": 50, "per_regency": {"max": 3, "min": 1}, "spacing_km": 5}),
        ),
        (
            "every village",
            75_000,
            514,
            json!({"count": 150, "per_regency": {"max": 2}, "spacing_km": 5}),
        ),
        (
            "every village, provinces, money",
            75_000,
            514,
            json!({"count": 150, "per_regency": {"max": 2}, "per_province": {"min": 2},
                "spacing_km": 5, "cost": "c", "budget": {"APBN": 2.7e10}}),
        ),
    ] {
        let country = Country::new(villages, regencies, 1, constraints);
        let watch = Clock(Instant::now());
        let set = select(&country.constraints, &country.input, Depth::Set, &watch).unwrap();
        let began = watch.elapsed_s();
        let portfolio = portfolio(&country, &set.selected, 1.0);
        let found = sample(&portfolio, AROUND, 300, 1, 30.0, &watch).unwrap();
        let sampled = watch.elapsed_s() - began;
        let Sample { proven, not_proven, not_tried, sets, loss, .. } = &found;
        let moved = intervals(&portfolio, 15.0, &watch).unwrap();
        let took = watch.elapsed_s() - began - sampled;
        println!(
            "{name}: one set {began:.1} s ({:?}), 300 in {sampled:.1} s: {proven} proven, {not_proven} not, \
             {not_tried} not tried, {sets} sets, loss {loss:?}; intervals in {took:.1} s, {} not found",
            set.status, moved.not_found
        );
        assert!(sampled < 32.0, "{sampled}");
    }
}

/// The time itself.
struct Clock(Instant);

impl Watch for Clock {
    fn stage(&self, _stage: Stage, _done: u64, _total: u64) {}
    fn found(&self, _objective: f64, _gap: f64) {}
    fn elapsed_s(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
    fn cancelled(&self) -> bool {
        false
    }
}
