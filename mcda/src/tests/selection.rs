use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::fixture::{assert_close, at, candidates, columns, fixture, ids, plan, village_numbers};
use crate::select::{
    self, Depth, Places, Relaxation, RelaxationKind, Rules, Selection, SelectionInput, Status,
    greedy,
};
use crate::{Constraints, Method, Normalisation, Plan, PlanError, Silent, rank};

fn input() -> SelectionInput {
    let candidates = candidates();
    let ranking = rank(&plan(Method::Wsm, Some(Normalisation::Minmax)), &candidates).unwrap();
    let xy = village_numbers("x_km").into_iter().zip(village_numbers("y_km"));
    SelectionInput {
        // All regencies of the fixture are of one province, which no register knows.
        provinces: vec!["00".to_owned(); 12],
        costs: columns()[4].clone(),
        demand: village_numbers("pmi"),
        places: Places::PlaneKm(xy.map(|(x, y)| [x, y]).collect()),
        ..SelectionInput::from_ranking(&ranking, &candidates)
    }
}

/// With nobody watching.
fn select(constraints: &Constraints, input: &SelectionInput) -> Result<Selection, PlanError> {
    select::select(constraints, input, Depth::Alternatives, &Silent)
}

fn constraints(value: Value) -> Constraints {
    serde_json::from_value(value).unwrap()
}

fn portfolio(name: &str) -> Constraints {
    let of = &fixture()["portfolio"][name];
    let vetoed = &of["vetoed"];
    constraints(json!({
        "count": of["K"],
        "per_regency": {"max": of["max_per_kabupaten"], "min": of["min_per_kabupaten"]},
        "budget": {"APBN": of["budget_idr_million"]},
        "cost": "C5",
        "spacing_km": of["min_spacing_km"],
        "exclude": vetoed,
    }))
}

fn names(set: &[u32]) -> Vec<String> {
    let mut names: Vec<String> = set.iter().map(|i| ids()[*i as usize].clone()).collect();
    names.sort();
    names
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn the_three_portfolios_are_those_of_the_full_enumeration() {
    for name in ["A_greedy_equals_ilp", "B_greedy_infeasible", "C_greedy_suboptimal"] {
        let expected = &fixture()["portfolio"][name];
        let found = select(&portfolio(name), &input()).unwrap();
        assert_eq!(found.status, Status::Optimal);
        assert_eq!(json!(names(&found.selected)), expected["optimal"], "{name}");
        assert_close(
            &[found.objective.unwrap(), found.cost],
            &[number(&expected["objective"]), number(&expected["cost"])],
            name,
        );
        let sets = expected["top5_sets"].as_array().unwrap();
        assert_eq!(found.best_sets.len(), sets.len(), "{name}");
        for (found, expected) in found.best_sets.iter().zip(sets) {
            assert_eq!(json!(names(&found.set)), expected["set"], "{name}");
            assert_close(
                &[found.objective, found.cost],
                &[number(&expected["objective"]), number(&expected["cost"])],
                name,
            );
        }
        check_robustness(&found, expected, name);
    }
}

fn check_robustness(found: &Selection, expected: &Value, name: &str) {
    for (i, cost) in &found.replacement_cost {
        let expected = &expected["replacement_cost_of_selected"][&ids()[*i as usize]];
        assert_eq!(cost.is_none(), expected.is_null(), "{name}");
        assert_close(&[cost.unwrap_or(0.0)], &[expected.as_f64().unwrap_or(0.0)], name);
    }
    assert_eq!(found.replacement_cost.len(), found.selected.len());
    let regrets: BTreeMap<u32, Option<f64>> =
        found.skipped.iter().map(|s| (s.candidate, s.regret)).collect();
    let expected_regrets = expected["regret_if_forced_in (null = infeasible)"].as_object().unwrap();
    assert_eq!(regrets.len(), expected_regrets.len(), "{name}: everyone else is listed");
    for (i, regret) in regrets {
        let expected = &expected_regrets[&ids()[i as usize]];
        assert_eq!(regret.is_none(), expected.is_null(), "{name} {}", i + 1);
        assert_close(&[regret.unwrap_or(0.0)], &[expected.as_f64().unwrap_or(0.0)], name);
    }
    assert!(found.pool_is_complete);
    assert_eq!(found.pool as u64, expected["n_sets_within_10pct"].as_u64().unwrap(), "{name}");
    for (i, id) in ids().iter().enumerate() {
        let share = found.selection_frequency.get(&(i as u32)).copied().unwrap_or(0.0);
        let expected = &expected["selection_frequency_within_10pct_of_optimum"][id];
        assert_close(&[share], &[number(expected)], id);
    }
}

#[test]
fn the_walk_down_the_list_is_the_one_of_the_reference() {
    for name in ["A_greedy_equals_ilp", "B_greedy_infeasible", "C_greedy_suboptimal"] {
        let expected = &fixture()["portfolio"][name]["greedy_in_score_order"];
        let input = input();
        let rules = Rules::new(&portfolio(name), &input).unwrap();
        let found = greedy(&rules, &input);
        let set: Vec<String> = found.set.iter().map(|i| ids()[*i as usize].clone()).collect();
        assert_eq!(json!(set), expected["set"]);
        assert_eq!(json!(found.complete), expected["complete"]);
        assert_close(&[found.objective], &[number(&expected["objective"])], name);
        let skipped = expected["skipped_because"].as_object().unwrap();
        assert_eq!(found.skipped.len(), skipped.len());
        for (i, broken) in found.skipped {
            let ours: Vec<&str> = broken
                .into_iter()
                .map(|name| match name {
                    "per_regency" => "max_per_kabupaten",
                    "excluded" => "veto",
                    other => other,
                })
                .collect();
            assert_eq!(json!(ours), skipped[&ids()[i as usize]], "{name}");
        }
    }
}

#[test]
fn every_skipped_village_says_what_kept_it_out() {
    let found = select(&portfolio("A_greedy_equals_ilp"), &input()).unwrap();
    let because: BTreeMap<String, Vec<&str>> = found
        .skipped
        .iter()
        .map(|s| (ids()[s.candidate as usize].clone(), s.because.clone()))
        .collect();
    assert_eq!(because["V07"], ["excluded"]);
    assert_eq!(because["V12"], ["score"]);
}

#[test]
fn without_limits_the_first_of_the_ranking_are_chosen() {
    for name in ["A_greedy_equals_ilp", "C_greedy_suboptimal"] {
        let expected = &fixture()["portfolio"][name];
        let found = select(&constraints(json!({"count": expected["K"]})), &input()).unwrap();
        let order: Vec<String> =
            found.selected.iter().map(|i| ids()[*i as usize].clone()).collect();
        assert_eq!(json!(order), expected["unconstrained_topK"]);
    }
}

#[test]
fn pins_and_reasons_are_kept_and_an_unknown_village_is_an_error() {
    let pinned = constraints(json!({"count": 3, "pin": ["V12"],
        "exclude": [{"id": "V04", "reason": "no Perdes"}]}));
    let found = select(&pinned, &input()).unwrap();
    assert!(found.selected.contains(&11));
    let excluded = found.skipped.iter().find(|s| s.candidate == 3).unwrap();
    assert_eq!((excluded.because[0], excluded.detail.as_str()), ("excluded", "no Perdes"));
    let error = select(&constraints(json!({"count": 1, "pin": ["V99"]})), &input()).unwrap_err();
    assert_eq!(error.field, "constraints.pin");
    let error = select(&constraints(json!({"pin": []})), &input()).unwrap_err();
    assert_eq!(error.field, "constraints.count");
}

#[test]
fn a_spacing_that_is_too_much_is_answered_with_one_that_is_possible() {
    let input = input();
    let place = |i: u32| input.places.get(i).unwrap();
    let pairs = [(0, 1), (0, 2), (1, 2)];
    let nearest = pairs.map(|(a, b)| input.places.between(place(a), place(b)));
    let nearest = nearest.into_iter().fold(f64::INFINITY, f64::min);
    let near = json!({"count": 3, "spacing_km": 200, "pin": ["V01", "V02", "V03"]});
    let found = select(&constraints(near.clone()), &input).unwrap();
    assert_eq!(found.relax[0].kind, RelaxationKind::Distance);
    let possible = found.possible_spacing_km.unwrap();
    assert_eq!(possible, (nearest * 10.0).floor() / 10.0);
    for (km, status) in [(possible, Status::Optimal), (possible + 0.1, Status::Infeasible)] {
        let mut other = near.clone();
        other["spacing_km"] = km.into();
        assert_eq!(select(&constraints(other), &input).unwrap().status, status, "{km}");
    }
}

#[test]
fn what_cannot_be_satisfied_names_the_fewest_constraints_to_relax() {
    let relaxed = |value: Value| {
        let found = select(&constraints(value), &input()).unwrap();
        assert_eq!(found.status, Status::Infeasible);
        assert_eq!(found.relax.len(), 1, "{:?}", found.relax);
        let relax = found.relax.into_iter().next().unwrap();
        (relax.constraint, relax.kind, relax.amount, relax.reason)
    };
    let money = json!({"count": 5, "budget": {"APBN": 1100}, "cost": "C5",
        "per_regency": {"max": 2}});
    // The five cheapest cost 240 + 255 + 260 + 275 + 290 (two regencies allow fewer).
    let (constraint, kind, amount, _) = relaxed(money);
    assert_eq!((constraint.as_str(), kind), ("constraints.budget.APBN", RelaxationKind::Money));
    assert!(amount > 0.0 && amount.fract() == 0.0, "{amount}");
    let quota = json!({"count": 3, "per_regency": {"00.01": {"min": 4}}});
    let fewer = RelaxationKind::Fewer;
    assert_eq!(relaxed(quota), ("constraints.per_regency.00.01.min".into(), fewer, 1.0, None));
    let near = json!({"count": 8, "spacing_km": 45});
    let (_, kind, amount, _) = relaxed(near);
    assert!(matches!(kind, RelaxationKind::Fewer | RelaxationKind::Distance) && amount >= 1.0);
    let pinned = json!({"count": 2, "spacing_km": 20, "pin": ["V01", "V02"]});
    let (constraint, kind, amount, _) = relaxed(pinned);
    // One pair too near, or one of the two let go: one constraint either way.
    assert!(amount == 1.0 && constraint.starts_with("constraints."), "{constraint} {kind:?}");
    let without_cost = json!({"count": 2, "pin": ["V01"], "budget": {"APBN": 2000}, "cost": "C5"});
    let mut input = input();
    input.costs[0] = f64::NAN;
    let found = select(&constraints(without_cost), &input).unwrap();
    let relax = &found.relax[0];
    assert_eq!((relax.kind, relax.reason), (RelaxationKind::Unpin, Some("no_cost")));
    assert_eq!((relax.constraint.as_str(), relax.amount), ("constraints.pin.V01", 1.0));
}

#[test]
fn incomplete_villages_are_chosen_for_a_stated_reason_only() {
    let input = SelectionInput { weight_present: vec![0.5; 12], ..input() };
    let choose = |value: Value| select(&constraints(value), &input).unwrap();
    let nobody = choose(json!({"count": 1}));
    assert_eq!(nobody.status, Status::Infeasible);
    let pinned = choose(json!({"count": 1, "pin": ["V01"]}));
    let unpinned = |relax: &Relaxation| relax.kind == RelaxationKind::Unpin;
    let relax = pinned.relax.iter().find(|relax| unpinned(relax)).unwrap();
    assert_eq!(relax.reason, Some("incomplete"));
    let meant = choose(json!({"count": 1, "pin": [{"id": "V01", "reason": "seen on the spot"}]}));
    assert_eq!((meant.status, names(&meant.selected)), (Status::Optimal, vec!["V01".to_owned()]));

    let plan = |constraints: Value| -> Plan {
        let criteria = json!([{"indicator": "C1", "weight": 1}]);
        serde_json::from_value(json!({"criteria": criteria, "constraints": constraints})).unwrap()
    };
    let error = plan(json!({"count": 1, "min_weight_present": 0.4})).validate().unwrap_err();
    assert_eq!(error.field, "constraints.min_weight_present");
    let because =
        json!({"count": 1, "min_weight_present": 0.4, "incomplete_because": "no figures"});
    assert!(plan(because.clone()).validate().is_ok());
    assert_eq!(choose(because).status, Status::Optimal);
}

#[test]
fn several_purses_pay_whole_villages() {
    let two = json!({"count": 3, "cost": "C5", "budget": {"APBN": 600, "DANA_DESA": 300}});
    let found = select(&constraints(two), &input()).unwrap();
    assert_eq!(found.status, Status::Optimal);
    for (source, budget) in [("APBN", 600.0), ("DANA_DESA", 300.0)] {
        let paid = found.funding.iter().filter(|(_, of)| *of == source);
        let sum: f64 = paid.map(|(i, _)| columns()[4][*i as usize]).sum();
        assert!(sum <= budget, "{source}: {sum}");
    }
    assert_eq!(found.funding.len(), 3);
    // One purse of 899 holds what two of 600 and 299 cannot: three villages for 755 to 899.
    let fixed = json!({"count": 5, "cost": 100, "budget": {"A": 250, "B": 250}});
    let found =
        select(&constraints(fixed.clone()), &SelectionInput { costs: vec![100.0; 12], ..input() });
    assert_eq!(found.unwrap().status, Status::Infeasible, "2 + 2 villages, not 5");
}

#[test]
fn maximal_covering_gives_the_optima_of_the_reference() {
    let cover = |p: u32, pin: &[&str]| {
        let value = json!({"count": p, "objective": "mclp", "radius_km": 20, "pin": pin});
        select(&constraints(value), &input()).unwrap()
    };
    for p in 1..=5 {
        let expected = &at("/mclp/by_p")[p.to_string()];
        let found = cover(p, &[]);
        assert_close(&[found.objective.unwrap()], &[number(&expected["objective"])], "mclp");
        let optima = expected["optima"].as_array().unwrap();
        let ties = found
            .best_sets
            .iter()
            .filter(|set| (set.objective - found.objective.unwrap()).abs() < 1e-6);
        let ties: Vec<Value> = ties.map(|set| json!(names(&set.set))).collect();
        assert_eq!(ties.len(), optima.len().min(5), "p = {p}: ties are shown");
        assert!(ties.iter().all(|set| optima.contains(set)), "p = {p}");
    }
    let three = cover(3, &[]);
    assert_eq!(json!(names(&three.covered)), *at("/mclp/covered"));
    for (i, loss) in &three.replacement_cost {
        let expected = &at("/mclp/replacement_cost")[&ids()[*i as usize]];
        assert_close(&[loss.unwrap()], &[number(expected)], "replacement");
    }
    let locked = cover(3, &["V07"]);
    let expected = at("/mclp/with_existing_V07_locked_in");
    assert_close(&[locked.objective.unwrap()], &[number(&expected["objective"])], "locked in");
    assert_eq!(json!(names(&locked.selected)), expected["selected_spopt"]);
}

#[test]
fn set_covering_and_p_median_give_the_optima_of_the_reference() {
    let all = constraints(json!({"objective": "lscp", "radius_km": 20}));
    let found = select(&all, &input()).unwrap();
    assert_eq!(found.selected.len() as u64, at("/lscp/min_sites").as_u64().unwrap());
    assert_eq!(found.covered.len(), 12);
    let median = constraints(json!({"count": 3, "objective": "p_median"}));
    let found = select(&median, &input()).unwrap();
    assert_eq!(json!(names(&found.selected)), *at("/p_median/selected"));
    assert_close(
        &[found.objective.unwrap()],
        &[number(at("/p_median/objective_pmi_km"))],
        "p-median",
    );
}

#[test]
fn villages_near_a_designated_one_are_out_and_those_within_its_radius_are_served() {
    let near_v04 = Places::PlaneKm(vec![[52.0, 14.5]]);
    let input = SelectionInput { designated: near_v04, ..input() };
    let found = select(&constraints(json!({"count": 2, "spacing_km": 5})), &input).unwrap();
    let v04 = found.skipped.iter().find(|s| s.candidate == 3).unwrap();
    assert_eq!(v04.because, ["near_designated"]);
    let allowed = constraints(json!({"count": 2, "spacing_km": 5, "spacing_to_designated": false}));
    assert!(select(&allowed, &input).unwrap().selected.contains(&3));
    let cover = constraints(json!({"count": 1, "objective": "mclp", "radius_km": 20}));
    assert!(select(&cover, &input).unwrap().covered.contains(&3));
}
