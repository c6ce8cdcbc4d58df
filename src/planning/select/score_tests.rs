use super::*;
use crate::planning::Constraints;
use crate::planning::select::Places;

/// 3,600 villages in 60 regencies whose scores often tie, from a fixed recurrence.
fn input() -> SelectionInput {
    let n = 3_600_u32;
    let mut state = 7_u64;
    let mut next = |most: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % most) as f64
    };
    let regency = |i: u32| i / 60;
    let base: Vec<f64> = (0..60).map(|_| next(1000) / 1000.0).collect();
    let corner: Vec<[f64; 2]> = (0..60).map(|_| [next(900), next(300)]).collect();
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
    }
}

#[test]
fn leaving_most_candidates_out_of_the_program_does_not_change_the_optimum() {
    let input = input();
    for value in [
        serde_json::json!({"count": 12, "spacing_km": 6}),
        serde_json::json!({"count": 20, "per_regency": {"max": 2}, "per_province": {"min": 2},
            "spacing_km": 6, "budget": {"APBN": 2500}, "cost": "c"}),
    ] {
        let constraints: Constraints = serde_json::from_value(value).unwrap();
        let rules = Rules::new(&constraints, &input).unwrap();
        let best_of = |all_at_once| {
            let mut search = Search::starting_with(&rules, &input, all_at_once);
            let found = search.best(&Extra::default()).unwrap().unwrap();
            assert!(found.optimal);
            for (k, a) in found.set.iter().enumerate() {
                assert!(!rules.too_near(*a, &found.set[k + 1..], &input.places));
            }
            (found.objective, search.active.len())
        };
        let (few, taken_in) = best_of(0);
        let (all, _) = best_of(usize::MAX);
        assert!((few - all).abs() < 1e-9, "{few} {all}");
        assert!(taken_in < 3_000, "{taken_in} of 3,600 take part");
    }
}
