use super::fixture::{assert_close, at, columns, directions, table, transposed};
use crate::mcda::normalise::{NoScale, Scale};
use crate::mcda::{Direction, Normalisation};

#[test]
fn every_normalisation_gives_the_values_of_the_reference() {
    let cases = [
        ("minmax", Normalisation::Minmax),
        ("minmax_1_100", Normalisation::Minmax1To100),
        ("max", Normalisation::Max),
        ("linear", Normalisation::Linear),
        ("sum", Normalisation::Sum),
        ("vector", Normalisation::Vector),
        ("zscore_ddof1", Normalisation::Zscore),
        ("zscore_ddof0", Normalisation::ZscorePopulation),
        ("percentile_rank", Normalisation::Percentile),
    ];
    for (name, kind) in cases {
        let expected = transposed(&table(at(&format!("/normalisation/{name}"))));
        for ((column, direction), expected) in columns().iter().zip(directions()).zip(expected) {
            let scale = Scale::fit(kind, direction, None, column).unwrap();
            let found: Vec<f64> = column.iter().map(|x| scale.apply(*x)).collect();
            assert_close(&found, &expected, name);
        }
    }
    let raw = transposed(&table(at("/normalisation/vector_raw")));
    for (column, expected) in columns().iter().zip(raw) {
        let scale = Scale::fit(Normalisation::Vector, Direction::Benefit, None, column).unwrap();
        let found: Vec<f64> = column.iter().map(|x| scale.apply(*x)).collect();
        assert_close(&found, &expected, "vector_raw");
    }
}

#[test]
fn goalposts_clip_and_turn_costs_round() {
    let fit = |direction| {
        Scale::fit(Normalisation::Goalposts, direction, Some([2.0, 35.0]), &[]).unwrap()
    };
    let benefit = fit(Direction::Benefit);
    assert_eq!([1.0, 2.0, 18.5, 35.0, 80.0].map(|x| benefit.apply(x)), [0.0, 0.0, 0.5, 1.0, 1.0]);
    let cost = fit(Direction::Cost);
    assert_eq!([1.0, 35.0, 80.0].map(|x| cost.apply(x)), [1.0, 0.0, 0.0]);
    assert!(benefit.apply(f64::NAN).is_nan());
}

#[test]
fn a_column_without_differences_or_without_values_has_no_scale() {
    let fit = |column: &[f64]| {
        Scale::fit(Normalisation::Minmax, Direction::Benefit, None, column).unwrap_err()
    };
    assert_eq!(fit(&[3.0, 3.0, f64::NAN]), NoScale::Constant(3.0));
    assert_eq!(fit(&[f64::NAN]), NoScale::Empty);
    let zero = Scale::fit(Normalisation::Linear, Direction::Cost, None, &[0.0, 1.0]);
    assert!(matches!(zero, Err(NoScale::Undefined(error)) if error.field == "normalisation"));
}
