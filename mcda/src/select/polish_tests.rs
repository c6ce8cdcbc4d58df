use serde_json::{Value, json};

use super::super::ceiling::ceiling;
use super::super::greedy;
use super::*;
use crate::select::Places;
use crate::{Constraints, Silent};

/// Villages anywhere in a square of so many kilometres, three regencies by turns.
fn square(n: usize, side: u32, random: &mut ChaCha8Rng) -> SelectionInput {
    let mut number = |most: u32| f64::from(random.random_range(0..most));
    SelectionInput {
        ids: (0..n).map(|i| format!("V{i}")).collect(),
        scores: (0..n).map(|_| number(1_000) / 1_000.0).collect(),
        weight_present: vec![1.0; n],
        regencies: (0..n).map(|i| format!("52.0{}", i % 3)).collect(),
        provinces: vec!["52".to_owned(); n],
        costs: Vec::new(),
        demand: Vec::new(),
        places: Places::PlaneKm(
            (0..n).map(|_| [number(side * 10) / 10.0, number(side * 10) / 10.0]).collect(),
        ),
        designated: Places::PlaneKm(Vec::new()),
        designated_ids: Vec::new(),
    }
}

fn rules(value: &Value, input: &SelectionInput) -> Rules {
    let constraints: Constraints = serde_json::from_value(value.clone()).unwrap();
    Rules::new(&constraints, input).unwrap()
}

fn worth(set: &[u32], input: &SelectionInput) -> f64 {
    set.iter().map(|i| input.score(*i)).sum()
}

#[test]
fn of_few_villages_it_finds_a_set_that_keeps_every_rule_and_nearly_always_the_best() {
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let (mut found, mut best_found) = (0, 0);
    for round in 0..150 {
        let n = random.random_range(8..=13_u32);
        let input = square(n as usize, 40, &mut random);
        let mut plan = json!({"count": random.random_range(2..=4_u32), "spacing_km": random.random_range(10..=18_u32)});
        if round % 2 == 0 {
            plan["per_regency"] = json!({"max": random.random_range(1..=3_u32)});
        }
        if round % 3 == 0 {
            plan["per_regency"] = json!({"min": 1, "max": 2});
        }
        if round % 5 == 0 {
            plan["pin"] = json!(["V0"]);
        }
        let rules = rules(&plan, &input);
        let all = (0..1_u32 << n).map(|set| (0..n).filter(|i| set >> i & 1 == 1).collect());
        let allowed = all.filter(|set: &Vec<u32>| {
            rules.count == Some(set.len() as u32) && rules.allow(set, &input)
        });
        let best = allowed.map(|set| worth(&set, &input)).reduce(f64::max);
        let everyone: Vec<u32> = (0..n).collect();
        let most = ceiling(&rules, &input, &input.scores, &everyone);
        assert!(best.is_none_or(|best| best <= most + 1e-9), "{plan}: {best:?} above {most}");
        if let Some(set) = crowded(&rules, &input, &Silent).unwrap() {
            let (best, here) = (best.unwrap(), worth(&set, &input));
            assert!(rules.allow(&set, &input) && here <= best + 1e-9, "{plan} {set:?}");
            found += 1;
            best_found += usize::from(here > best - 1e-9);
        }
    }
    assert!(found > 10 && best_found * 10 >= found * 9, "{best_found} of {found}");
}

#[test]
fn of_many_it_finds_a_much_better_set_than_a_walk_below_what_none_can_pass() {
    let mut random = ChaCha8Rng::seed_from_u64(15);
    let input = square(2_000, 150, &mut random);
    let rules = rules(&json!({"count": 40, "spacing_km": 15}), &input);
    let walk = greedy(&rules, &input);
    let set = crowded(&rules, &input, &Silent).unwrap().unwrap();
    let found = worth(&set, &input);
    assert!(rules.allow(&set, &input));
    assert!(!walk.complete || found > walk.objective, "{found}, walking {}", walk.objective);
    let everyone: Vec<u32> = (0..2_000).collect();
    let most = ceiling(&rules, &input, &input.scores, &everyone);
    assert!(found > 0.85 * most && found <= most, "{found} of {most}");
}

#[test]
fn where_there_is_room_it_does_nothing() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let input = square(500, 200, &mut random);
    for plan in [
        json!({"count": 5, "spacing_km": 5}),
        json!({"count": 40}),
        json!({"spacing_km": 50}),
        json!({"count": 40, "spacing_km": 50, "cost": "c", "budget": {"A": 1}}),
    ] {
        assert_eq!(crowded(&rules(&plan, &input), &input, &Silent).unwrap(), None, "{plan}");
    }
}
