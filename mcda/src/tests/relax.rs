//! What would have to give way: named, possible, and the least wherever nothing says that it may not be.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::select::{
    Depth, Places, Relaxation, RelaxationKind, Rules, Selection, SelectionInput, Status, select,
};
use crate::{Constraints, Silent};

/// Villages on a line, by their kilometre; two regencies by turns.
fn line(km: &[f64], costs: &[f64]) -> SelectionInput {
    let n = km.len();
    SelectionInput {
        ids: (0..n).map(|i| format!("V{i}")).collect(),
        scores: (0..n).map(|i| 1.0 - 0.01 * i as f64).collect(),
        weight_present: vec![1.0; n],
        regencies: (0..n).map(|i| format!("52.0{}", i % 2)).collect(),
        provinces: vec!["52".to_owned(); n],
        costs: costs.to_vec(),
        demand: Vec::new(),
        places: Places::PlaneKm(km.iter().map(|x| [*x, 0.0]).collect()),
        designated: Places::PlaneKm(Vec::new()),
        designated_ids: Vec::new(),
    }
}

fn answer(constraints: &Value, input: &SelectionInput) -> Selection {
    let constraints: Constraints = serde_json::from_value(constraints.clone()).unwrap();
    select(&constraints, input, Depth::Set, &Silent).unwrap()
}

fn is_bound(found: &Selection) -> bool {
    found.warnings.iter().any(|warning| warning.code == "relax_is_a_bound")
}

/// Whether the costs of a set can be divided among the sources.
fn payable(costs: &[f64], budgets: &mut [f64]) -> bool {
    let Some((first, rest)) = costs.split_first() else { return true };
    (0..budgets.len()).any(|source| {
        budgets[source] -= first;
        let fits = budgets[source] >= 0.0 && payable(rest, budgets);
        budgets[source] += first;
        fits
    })
}

/// The most villages, at most `count`, of a set that keeps everything else.
fn most(constraints: &Value, input: &SelectionInput, count: u32) -> Option<u32> {
    let n = input.ids.len() as u32;
    let mut constraints: Constraints = serde_json::from_value(constraints.clone()).unwrap();
    (0..=count).rev().find(|count| {
        constraints.count = Some(*count);
        let rules = Rules::new(&constraints, input).unwrap();
        let members = |set: u32| (0..n).filter(move |i| set >> i & 1 == 1).collect::<Vec<u32>>();
        (0..1_u32 << n).filter(|set| set.count_ones() == *count).map(members).any(|set| {
            let costs: Vec<f64> = set.iter().map(|i| input.costs[*i as usize]).collect();
            let mut budgets: Vec<f64> = constraints.budget.values().copied().collect();
            rules.allow(&set, input) && (budgets.is_empty() || payable(&costs, &mut budgets))
        })
    })
}

#[test]
fn of_random_plans_the_change_is_named_possible_and_the_least_or_said_to_be_a_bound() {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let (mut infeasible, mut least, mut bounds) = (0, 0, 0);
    for _ in 0..1_500 {
        let n = random.random_range(3..=9_usize);
        let km: Vec<f64> = (0..n).map(|_| f64::from(random.random_range(0..60_u32))).collect();
        let costs: Vec<f64> =
            (0..n).map(|_| f64::from(random.random_range(90..=110_u32))).collect();
        let input = line(&km, &costs);
        let count = random.random_range(2..=n.min(6) as u32);
        let mut plan = json!({"count": count, "cost": "c"});
        if random.random_bool(0.7) {
            plan["spacing_km"] = random.random_range(1..=25_u32).into();
        }
        if random.random_bool(0.5) {
            let sources = random.random_range(1..=3_usize);
            let budgets = (0..sources).map(|s| {
                let budget = f64::from(count * 100) / sources as f64
                    + f64::from(random.random_range(-60..=40_i32));
                (format!("S{s}"), json!(budget.max(1.0)))
            });
            plan["budget"] = Value::Object(budgets.collect());
        }
        if random.random_bool(0.4) {
            plan["per_regency"] = json!({"max": random.random_range(1..=3_u32)});
        }
        if random.random_bool(0.3) {
            plan["pin"] = json!([format!("V{}", random.random_range(0..n))]);
        }
        let found = answer(&plan, &input);
        let fit = most(&plan, &input, count);
        assert_eq!(found.status == Status::Optimal, fit == Some(count), "{plan} {km:?} {found:?}");
        if found.status == Status::Optimal {
            continue;
        }
        infeasible += 1;
        assert!(!found.relax.is_empty(), "{plan} {km:?} {costs:?}");
        assert!(found.relax.iter().all(|one| one.amount > 0.0), "{plan} {:?}", found.relax);
        bounds += usize::from(is_bound(&found));
        let [Relaxation { kind: RelaxationKind::Fewer, constraint, amount, .. }] = &found.relax[..]
        else {
            continue;
        };
        if constraint != "constraints.count" {
            continue;
        }
        // What is named is possible, and nothing less is, unless it is said to be a bound.
        let possible = fit.is_some_and(|fit| f64::from(count - fit) <= *amount);
        assert!(possible, "{plan} {km:?} {costs:?}: {amount}, {fit:?} fit");
        if !is_bound(&found) {
            least += 1;
            assert_eq!(f64::from(count - fit.unwrap()), *amount, "{plan} {km:?} {costs:?}");
        }
    }
    assert!(
        infeasible > 300 && least > 100 && bounds < infeasible,
        "{infeasible} {least} {bounds}"
    );
}

/// Enough in all, and in whole villages not.
#[test]
fn purses_that_cannot_be_divided_name_what_is_missing() {
    let input = line(&[0.0, 1.0, 2.0, 3.0], &[100.0, 101.0, 102.0, 103.0]);
    let plan = json!({"count": 3, "cost": "c", "budget": {"A": 150, "B": 155}});
    let found = answer(&plan, &input);
    assert_eq!(found.status, Status::Infeasible);
    let [one] = &found.relax[..] else { panic!("{:?}", found.relax) };
    assert_eq!((one.constraint.as_str(), one.amount), ("constraints.count", 1.0));
    assert!(!is_bound(&found), "two villages are the most: {:?}", found.warnings);
}

#[test]
fn a_crowd_says_how_many_fit_and_no_more_do() {
    // Towns 40 km apart, each of twelve villages within 3 km: one of each town fits at 30 km.
    let km: Vec<f64> = (0..9)
        .flat_map(|town| (0..12).map(move |k| f64::from(town * 40) + f64::from(k) / 4.0))
        .collect();
    let input = line(&km, &vec![1.0; km.len()]);
    let found = answer(&json!({"count": 40, "spacing_km": 30}), &input);
    let [one] = &found.relax[..] else { panic!("{:?}", found.relax) };
    assert_eq!((one.kind, one.amount), (RelaxationKind::Fewer, 31.0));
    assert!(!is_bound(&found), "{:?}", found.warnings);
}

#[test]
fn a_pin_near_a_designated_village_is_chosen_and_both_are_named() {
    let input = SelectionInput {
        designated: Places::PlaneKm(vec![[200.0, 0.0], [12.0, 0.0]]),
        designated_ids: vec!["D0".to_owned(), "D1".to_owned()],
        ..line(&[10.0, 50.0, 90.0], &[1.0; 3])
    };
    let found = answer(&json!({"count": 2, "spacing_km": 5, "pin": ["V0"]}), &input);
    assert_eq!(found.status, Status::Optimal);
    let [warning] = &found.warnings[..] else { panic!("{:?}", found.warnings) };
    assert_eq!(warning.code, "pin_near_designated");
    assert!(warning.detail.contains("V0") && warning.detail.contains("D1"), "{}", warning.detail);
    assert!(!warning.detail.contains("D0") && warning.detail.contains("2.00 km"));
    let free = json!({"count": 2, "spacing_km": 5, "pin": ["V0"], "spacing_to_designated": false});
    assert_eq!(answer(&free, &input).warnings, []);
}

#[test]
fn a_covering_without_a_solution_says_who_is_out_of_reach_or_what_to_change() {
    // The last village is excluded, and the nearest one that may serve it is 40 km away.
    let input = line(&[0.0, 10.0, 20.0, 60.0], &[100.0; 4]);
    let far = json!({"objective": "lscp", "radius_km": 15, "exclude": ["V3"]});
    let found = answer(&far, &input);
    let [one] = &found.relax[..] else { panic!("{:?}", found.relax) };
    assert_eq!((one.kind, one.amount), (RelaxationKind::Radius, 25.0));
    assert!(one.detail.contains("V3") && !is_bound(&found), "{found:?}");
    let mut enough = far.clone();
    enough["radius_km"] = 40.into();
    assert_eq!(answer(&enough, &input).status, Status::Optimal);
    enough["radius_km"] = json!(39.999);
    assert_eq!(answer(&enough, &input).status, Status::Infeasible);

    // Three are needed; the plan asks for two.
    let spread = line(&[0.0, 30.0, 60.0], &[100.0; 3]);
    let found = answer(&json!({"objective": "lscp", "radius_km": 10, "count": 2}), &spread);
    let [one] = &found.relax[..] else { panic!("{:?}", found.relax) };
    assert_eq!((one.constraint.as_str(), one.kind), ("constraints.count", RelaxationKind::More));
    assert_eq!(one.amount, 1.0);
    assert!(!is_bound(&found));
    for (limit, kind) in [
        (json!({"spacing_km": 35}), RelaxationKind::Distance),
        (json!({"per_regency": {"max": 1}}), RelaxationKind::More),
        (json!({"budget": {"A": 250}, "cost": "c"}), RelaxationKind::Money),
    ] {
        let mut plan = json!({"objective": "lscp", "radius_km": 10});
        plan.as_object_mut().unwrap().extend(limit.as_object().unwrap().clone());
        let found = answer(&plan, &spread);
        assert_eq!(found.status, Status::Infeasible, "{plan}");
        assert_eq!(found.relax[0].kind, kind, "{plan} {found:?}");
        assert!(found.relax[0].amount > 0.0 && is_bound(&found));
    }
    // Two constraints at once.
    let both = json!({"objective": "lscp", "radius_km": 10, "spacing_km": 35, "count": 1});
    let found = answer(&both, &spread);
    assert!(!found.relax.is_empty() && is_bound(&found), "{found:?}");
}

/// Villages anywhere in a square of so many kilometres, three regencies by turns.
fn square(n: usize, side: u32, random: &mut ChaCha8Rng) -> SelectionInput {
    let mut at = || f64::from(random.random_range(0..side * 10)) / 10.0;
    let places = (0..n).map(|_| [at(), at()]).collect();
    SelectionInput {
        places: Places::PlaneKm(places),
        regencies: (0..n).map(|i| format!("52.0{}", i % 3)).collect(),
        ..line(&vec![0.0; n], &vec![100.0; n])
    }
}

#[test]
fn the_most_villages_at_a_distance_are_those_of_comparing_all_sets() {
    let mut random = ChaCha8Rng::seed_from_u64(25);
    let mut seen = 0;
    for round in 0..300 {
        let n = random.random_range(6..=13);
        let input = square(n, 40, &mut random);
        let mut plan = json!({"count": n, "spacing_km": random.random_range(4..=20_u32)});
        if round % 2 == 0 {
            plan["per_regency"] = json!({"max": random.random_range(1..=3_u32)});
        }
        if round % 5 == 0 {
            plan["pin"] = json!(["V0"]);
        }
        let found = answer(&plan, &input);
        if found.status != Status::Infeasible {
            continue;
        }
        seen += 1;
        let fit = most(&plan, &input, n as u32).unwrap();
        let [change] = found.relax.as_slice() else { panic!("{plan}: {:?}", found.relax) };
        assert_eq!(change.kind, RelaxationKind::Fewer, "{plan}");
        assert_eq!(change.amount, (n as u32 - fit) as f64, "{plan}");
        assert!(!is_bound(&found), "{plan}: {:?}", found.warnings);
    }
    assert!(seen > 200, "{seen}");
}

/// A program over all of them would not end in the time of a plan.
#[test]
fn of_a_thousand_villages_that_are_far_too_many_it_is_known_how_many_fit_at_least() {
    let mut random = ChaCha8Rng::seed_from_u64(20);
    let input = square(1_000, 150, &mut random);
    let plan = json!({"count": 90, "spacing_km": 20, "time_limit_s": 5});
    let found = answer(&plan, &input);
    assert_eq!(found.status, Status::Infeasible);
    let [change] = found.relax.as_slice() else { panic!("{:?}", found.relax) };
    assert_eq!(change.kind, RelaxationKind::Fewer);
    assert!(90.0 - change.amount >= 52.0 || !is_bound(&found), "{change:?}");
}
