use super::*;
use crate::select::{Depth, Places, Status};
use crate::{Constraints, Silent, Stage};

/// Numbers below `most` from a fixed recurrence.
fn numbers(mut state: u64) -> impl FnMut(u64) -> f64 {
    move |most| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % most) as f64
    }
}

/// `n` villages in `regencies` regencies, ten to a province, whose scores often tie.
fn input(n: u32, regencies: u32, seed: u64) -> SelectionInput {
    let mut next = numbers(seed);
    let regency = |i: u32| i * regencies / n;
    let base: Vec<f64> = (0..regencies).map(|_| next(1000) / 1000.0).collect();
    let corner: Vec<[f64; 2]> = (0..regencies).map(|_| [next(900), next(300)]).collect();
    let score = (0..n).map(|i| 0.7 * base[regency(i) as usize] + 0.015 * next(20)).collect();
    let places = (0..n).map(|i| {
        let [x, y] = corner[regency(i) as usize];
        [x + next(300) / 10.0, y + next(300) / 10.0]
    });
    SelectionInput {
        ids: (0..n).map(|i| format!("{i:04}")).collect(),
        scores: score,
        weight_present: vec![1.0; n as usize],
        regencies: (0..n).map(|i| format!("{:02}.{:02}", regency(i) / 10, regency(i))).collect(),
        provinces: (0..n).map(|i| format!("{:02}", regency(i) / 10)).collect(),
        places: Places::PlaneKm(places.collect()),
        costs: (0..n).map(|i| 100.0 + f64::from(i * 37 % 101)).collect(),
        demand: Vec::new(),
        designated: Places::PlaneKm(Vec::new()),
        designated_ids: Vec::new(),
    }
}

fn rules(value: serde_json::Value, input: &SelectionInput) -> Rules {
    let constraints: Constraints = serde_json::from_value(value).unwrap();
    Rules::new(&constraints, input).unwrap()
}

/// A search that begins with hardly anybody.
fn search_of_few<'a>(rules: &'a Rules, input: &'a SelectionInput) -> Search<'a> {
    let few = Beginning { relaxation: 0, program: 1 };
    let memory = Memory::new(rules, input);
    Search::beginning_with(few, memory, rules, input, &input.scores, &Silent)
}

#[test]
fn a_search_that_begins_with_few_candidates_finds_the_optimum_of_all() {
    let input = input(1_200, 20, 7);
    for value in [
        serde_json::json!({"count": 12, "spacing_km": 6}),
        serde_json::json!({"count": 9, "spacing_km": 45}),
        serde_json::json!({"count": 20, "per_regency": {"max": 2}, "per_province": {"min": 2},
            "spacing_km": 6, "budget": {"APBN": 2500}, "cost": "c"}),
    ] {
        let rules = rules(value, &input);
        let mut search = search_of_few(&rules, &input);
        let found = search.best(&Extra::default(), None).unwrap().unwrap();
        assert!(found.optimal);
        for (k, a) in found.set.iter().enumerate() {
            assert!(!rules.too_near(*a, &found.set[k + 1..], &input.places));
        }
        let everyone: Vec<u32> = (0..input.len() as u32).collect();
        let cliques = search.memory.conflicts.cover(&everyone, &input.scores, || true).unwrap();
        let whole = search.model(&everyone, &cliques, &Extra::default(), Purses::Together);
        // As long as it takes: the program of everyone is what the search is there to avoid.
        let Outcome::Solved(solved) = whole.mip.solve(Sense::Maximise, false, || 3600.0).unwrap()
        else {
            panic!("not solved");
        };
        assert!((found.objective - solved.objective).abs() < 1e-9);
    }
}

/// Time that runs away: every look at it is a minute later.
struct Late(std::sync::atomic::AtomicU32);

impl Watch for Late {
    fn stage(&self, _stage: Stage, _done: u64, _total: u64) {}
    fn found(&self, _objective: f64, _gap: f64) {}
    fn elapsed_s(&self) -> f64 {
        f64::from(self.0.fetch_add(60, std::sync::atomic::Ordering::Relaxed))
    }
    fn cancelled(&self) -> bool {
        false
    }
}

#[test]
fn when_time_runs_out_the_set_is_the_one_it_began_with_and_the_gap_holds() {
    let input = input(900, 15, 11);
    let value = serde_json::json!({"count": 8, "per_regency": {"max": 2}, "spacing_km": 33});
    let constraints: Constraints = serde_json::from_value(value).unwrap();
    let choose = |watch: &dyn Watch| {
        crate::select::select(&constraints, &input, Depth::Alternatives, watch).unwrap()
    };
    let (best, late) = (choose(&Silent), choose(&Late(0.into())));
    assert_eq!((best.status, late.status), (Status::Optimal, Status::TimeLimit));
    let walked = greedy(&Rules::new(&constraints, &input).unwrap(), &input);
    assert_eq!(late.objective, Some(walked.objective));
    let (objective, gap) = (late.objective.unwrap(), late.gap.unwrap());
    assert!(objective < best.objective.unwrap(), "the walk is not the optimum here");
    assert!(objective * (1.0 + gap) >= best.objective.unwrap() - 1e-9);
    assert!(late.warnings.iter().any(|w| w.code == "alternatives_out_of_time"));
}

/// Whether some division of the costs of a set among two sources keeps both budgets.
fn divisible(set: &[u32], input: &SelectionInput, budgets: &[(String, f64)]) -> bool {
    (0..1_u32 << set.len()).any(|payers| {
        let mut spent = [0.0, 0.0];
        for (k, i) in set.iter().enumerate() {
            spent[(payers >> k & 1) as usize] += input.cost(*i);
        }
        spent.iter().zip(budgets).all(|(spent, (_, amount))| *spent <= amount + 1e-6)
    })
}

/// The best objective of all sets of `count` of the first `n` candidates, by looking at each.
fn by_enumeration(rules: &Rules, input: &SelectionInput, count: u32) -> Option<f64> {
    let n = input.len();
    let sets = (0..1_u32 << n).filter(|set| set.count_ones() == count);
    let members = sets.map(|set| (0..n as u32).filter(move |i| set >> i & 1 == 1));
    let objective = |set: Vec<u32>| {
        let allowed = set
            .iter()
            .enumerate()
            .all(|(k, i)| rules.may(*i) && rules.broken_by(*i, &set[..k], input).is_empty());
        let allowed = allowed && rules.minima_hold(&set);
        let allowed = allowed && divisible(&set, input, &rules.budgets);
        allowed.then(|| set.iter().map(|i| input.score(*i)).sum::<f64>())
    };
    members.filter_map(|set| objective(set.collect())).max_by(f64::total_cmp)
}

#[test]
fn the_optimum_is_that_of_looking_at_every_set() {
    let mut infeasible = 0;
    for seed in 0..60 {
        let input = input(14, 4, seed);
        let mut next = numbers(seed + 1000);
        let value = serde_json::json!({"count": 4, "per_regency": {"max": 1 + next(2) as u32},
            "per_province": {"min": next(3) as u32}, "spacing_km": next(40),
            "budget": {"APBN": 250.0 + next(100), "DANA_DESA": 220.0 + next(80)}, "cost": "c",
            "pin": [format!("{:04}", next(14))]});
        let rules = rules(value.clone(), &input);
        let mut search = search_of_few(&rules, &input);
        let found = search.best(&Extra::default(), None).unwrap();
        let expected = by_enumeration(&rules, &input, 4);
        match (&found, expected) {
            (Some(found), Some(best)) => {
                assert!((found.objective - best).abs() < 1e-9, "{value}: {found:?} {best}");
                assert_eq!(found.funding.len(), 4);
            }
            (None, None) => infeasible += 1,
            _ => panic!("{value}: {found:?} {expected:?}"),
        }
    }
    assert!((1..50).contains(&infeasible), "{infeasible} of 60");
}

#[test]
fn every_chosen_village_has_its_replacement_cost_where_the_plan_asks_for_all() {
    let input = input(900, 15, 3);
    let choose = |all: bool| {
        let value = serde_json::json!({"count": 12, "per_regency": {"max": 2}, "spacing_km": 6,
            "all_alternatives": all});
        let constraints: Constraints = serde_json::from_value(value).unwrap();
        crate::select::select(&constraints, &input, Depth::Alternatives, &Silent).unwrap()
    };
    let (few, all) = (choose(false), choose(true));
    assert_eq!((&few.selected, few.objective), (&all.selected, all.objective));
    assert_eq!((few.replacement_cost.len(), all.replacement_cost.len()), (5, 12));
    assert!(few.replacement_cost.iter().all(|(i, cost)| all.replacement_cost[i] == *cost));
    let regrets = |found: &crate::select::Selection| {
        found.skipped.iter().filter(|skipped| skipped.regret.is_some()).count()
    };
    assert!(regrets(&few) <= 5 && regrets(&all) > regrets(&few));
}

#[test]
fn alternatives_differ_by_a_tenth_and_are_the_best_of_those_that_do() {
    let input = input(16, 4, 21);
    let value = serde_json::json!({"count": 11, "per_regency": {"max": 3}});
    let constraints: Constraints = serde_json::from_value(value).unwrap();
    let found = crate::select::select(&constraints, &input, Depth::Alternatives, &Silent).unwrap();
    assert_eq!((found.alternatives_differ_by, found.alternatives_loss), (2, 0.05));
    let rules = Rules::new(&constraints, &input).unwrap();
    let sets = (0..1_u32 << 16).filter(|set| set.count_ones() == 11);
    let members = sets.map(|set| (0..16).filter(|i| set >> i & 1 == 1).collect::<Vec<u32>>());
    let allowed: Vec<Vec<u32>> = members.filter(|set| rules.allow(set, &input)).collect();
    let sum = |set: &[u32]| set.iter().map(|i| input.score(*i)).sum::<f64>();
    let differ = |a: &[u32], b: &[u32]| a.iter().filter(|i| !b.contains(i)).count();
    let mut others = vec![found.selected.clone()];
    for alternative in &found.alternatives {
        let far = |set: &&Vec<u32>| others.iter().all(|other| differ(set, other) >= 2);
        let best = allowed.iter().filter(far).map(|set| sum(set)).max_by(f64::total_cmp).unwrap();
        assert!((alternative.objective - best).abs() < 1e-9);
        assert!((sum(&alternative.set) - alternative.objective).abs() < 1e-9);
        assert!(far(&&alternative.set) && rules.allow(&alternative.set, &input));
        assert!(alternative.objective >= 0.95 * found.objective.unwrap());
        others.push(alternative.set.clone());
    }
    assert!(!found.alternatives.is_empty());
    let far = |set: &&Vec<u32>| others.iter().all(|other| differ(set, other) >= 2);
    let next = allowed.iter().filter(far).map(|set| sum(set)).max_by(f64::total_cmp);
    let worthless = next.is_none_or(|next| next < 0.95 * found.objective.unwrap());
    assert!(found.alternatives.len() == 3 || worthless, "none is left out");
}
