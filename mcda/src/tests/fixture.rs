//! Reading the fixture, and plans and candidates made from it.

use std::sync::OnceLock;

use serde_json::Value;

use crate::{
    CandidateSource, Candidates, Criterion, Direction, Method, MissingPolicy, Normalisation,
    Parameters, Plan,
};

pub fn fixture() -> &'static Value {
    static FIXTURE: OnceLock<Value> = OnceLock::new();
    FIXTURE.get_or_init(|| {
        serde_json::from_str(include_str!("../../../tests/fixtures/mcda_fixture.json")).unwrap()
    })
}

/// The value at a `/path`.
pub fn at(path: &str) -> &'static Value {
    fixture().pointer(path).unwrap_or_else(|| panic!("the fixture has no {path}"))
}

/// A list of numbers, `null` as `NaN`.
pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap_or(f64::NAN)).collect()
}

/// A list of lists.
pub fn table(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

/// Rows to columns or back.
pub fn transposed(table: &[Vec<f64>]) -> Vec<Vec<f64>> {
    (0..table[0].len()).map(|j| table.iter().map(|row| row[j]).collect()).collect()
}

pub fn ids() -> Vec<String> {
    (1..=12).map(|i| format!("V{i:02}")).collect()
}

pub fn weights() -> Vec<f64> {
    numbers(at("/problem/weights"))
}

pub fn directions() -> Vec<Direction> {
    let criteria = at("/problem/criteria").as_array().unwrap();
    let benefit = |c: &Value| c["direction"].as_i64() == Some(1);
    criteria.iter().map(|c| if benefit(c) { Direction::Benefit } else { Direction::Cost }).collect()
}

/// The criteria columns of the problem.
pub fn columns() -> Vec<Vec<f64>> {
    transposed(&table(at("/problem/matrix")))
}

pub fn criterion(j: usize) -> Criterion {
    Criterion {
        indicator: format!("C{}", j + 1),
        weight: weights()[j],
        direction: Some(directions()[j]),
        goalposts: None,
        missing: None,
        indifference: None,
        preference: None,
    }
}

pub fn plan(method: Method, normalisation: Option<Normalisation>) -> Plan {
    Plan {
        round: None,
        candidates: CandidateSource::default(),
        criteria: (0..6).map(criterion).collect(),
        missing: MissingPolicy::Interval,
        include_imputed: false,
        years: 1,
        method,
        normalisation,
        parameters: Parameters::default(),
        constraints: None,
        basket: Vec::new(),
    }
}

pub fn villages(field: &str) -> Vec<String> {
    let villages = at("/problem/villages").as_array().unwrap();
    villages.iter().map(|v| v[field].as_str().unwrap().to_owned()).collect()
}

pub fn village_numbers(field: &str) -> Vec<f64> {
    let villages = at("/problem/villages").as_array().unwrap();
    villages.iter().map(|v| v[field].as_f64().unwrap()).collect()
}

pub fn candidates_of(columns: Vec<Vec<f64>>) -> Candidates {
    Candidates::new(villages("id"), columns)
        .unwrap()
        .with_regencies(villages("kabupaten"))
        .unwrap()
        .with_migrants(village_numbers("pmi"))
        .unwrap()
}

pub fn candidates() -> Candidates {
    candidates_of(columns())
}

/// Equal within 1e-9 relative or 1e-12 absolute, `NaN` equal to `NaN`.
pub fn assert_close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        let same = (f.is_nan() && e.is_nan()) || (f - e).abs() <= 1e-12 + 1e-9 * e.abs();
        assert!(same, "{what}[{i}]: {f} instead of {e}");
    }
}

pub fn ranks(value: &Value) -> Vec<u32> {
    numbers(value).into_iter().map(|x| x as u32).collect()
}
