//! What keeps a candidate out is named, all of it.

use serde_json::json;

use crate::select::{Depth, Places, SelectionInput, select};
use crate::{Constraints, Silent};

#[test]
fn every_bar_is_named_and_the_first_speaks_in_a_search() {
    let input = SelectionInput {
        ids: ["a", "b", "c", "d"].map(String::from).to_vec(),
        scores: vec![0.9, 0.8, 0.7, 0.6],
        weight_present: vec![0.5, 1.0, 1.0, 0.5],
        regencies: vec!["52.03".to_owned(); 4],
        provinces: vec!["52".to_owned(); 4],
        costs: vec![f64::NAN, 10.0, f64::NAN, 10.0],
        demand: vec![1.0; 4],
        places: Places::PlaneKm(vec![[0.0, 0.0], [50.0, 0.0], [f64::NAN, f64::NAN], [1.0, 0.0]]),
        designated: Places::PlaneKm(vec![[0.0, 1.0]]),
        designated_ids: vec!["d0".to_owned()],
    };
    let constraints: Constraints = serde_json::from_value(json!({
        "count": 1, "spacing_km": 5, "budget": {"APBN": 100}, "cost": "cost_idr",
        "exclude": [{"id": "a", "reason": "no Perdes"}],
    }))
    .unwrap();
    let found = select(&constraints, &input, Depth::Alternatives, &Silent).unwrap();
    assert_eq!(found.selected, [1]);
    let because = |i: u32| {
        let skipped = found.skipped.iter().find(|skipped| skipped.candidate == i).unwrap();
        (skipped.because.clone(), skipped.detail.clone())
    };
    let (names, detail) = because(0);
    assert_eq!(names, ["excluded", "incomplete", "no_cost", "near_designated"]);
    let parts: Vec<&str> = detail.split("; ").collect();
    assert_eq!((parts.len(), parts[0]), (4, "no Perdes"), "{detail}");
    assert_eq!(because(2).0, ["no_cost", "no_location"]);
    assert_eq!(because(3).0, ["incomplete", "near_designated"]);
}
