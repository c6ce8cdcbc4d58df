use super::fixture::{
    assert_close, at, candidates, candidates_of, columns, directions, plan, table, transposed,
};
use crate::normalise::{NoScale, Scale};
use crate::{Candidates, Direction, Method, Normalisation, rank};

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

#[test]
fn ratios_are_computed_wherever_they_are_defined() {
    let fit = |kind, direction, column: &[f64]| Scale::fit(kind, direction, None, column);
    let with_zero = [0.0, 1.0, 4.0];
    let turned = |kind, direction| {
        let scale = fit(kind, direction, &with_zero).unwrap();
        with_zero.map(|x| scale.apply(x))
    };
    assert_eq!(turned(Normalisation::Linear, Direction::Benefit), [0.0, 0.25, 1.0]);
    assert_eq!(turned(Normalisation::Sum, Direction::Benefit), [0.0, 0.2, 0.8]);
    assert_eq!(turned(Normalisation::Max, Direction::Benefit), [0.0, 0.25, 1.0]);
    assert_eq!(turned(Normalisation::Max, Direction::Cost), [1.0, 0.75, 0.0]);
    // A cost is divided by its values, and a share of a sum of negative numbers means nothing.
    for (kind, direction, column) in [
        (Normalisation::Linear, Direction::Cost, with_zero),
        (Normalisation::Sum, Direction::Cost, with_zero),
        (Normalisation::Linear, Direction::Benefit, [-1.0, 1.0, 4.0]),
        (Normalisation::Sum, Direction::Benefit, [-1.0, 1.0, 4.0]),
        (Normalisation::Max, Direction::Benefit, [-1.0, 1.0, 4.0]),
        (Normalisation::Max, Direction::Cost, [-4.0, -2.0, -1.0]),
        (Normalisation::Sum, Direction::Cost, [1e-320, 1.0, 2.0]),
        (Normalisation::Vector, Direction::Benefit, [0.0, 1e-200, 2e-200]),
        (Normalisation::Zscore, Direction::Benefit, [0.0, 1e-200, 2e-200]),
    ] {
        let found = fit(kind, direction, &column);
        assert!(matches!(found, Err(NoScale::Undefined(_))), "{kind:?} {direction:?} {found:?}");
    }
}

#[test]
fn a_plan_calls_a_normalisation_what_it_is_written_as() {
    for kind in KINDS {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
}

const KINDS: [Normalisation; 10] = [
    Normalisation::Goalposts,
    Normalisation::Minmax,
    Normalisation::Minmax1To100,
    Normalisation::Vector,
    Normalisation::Sum,
    Normalisation::Linear,
    Normalisation::Max,
    Normalisation::Zscore,
    Normalisation::ZscorePopulation,
    Normalisation::Percentile,
];

const METHODS: [Method; 7] = [
    Method::Wsm,
    Method::Wpm,
    Method::Geometric,
    Method::Topsis,
    Method::Vikor,
    Method::Promethee2,
    Method::Copeland,
];

#[test]
fn whoever_follows_a_hint_is_not_refused_again() {
    let worlds = [
        [[1.0, 2.0, 4.0], [5.0, 3.0, 1.0]],
        [[0.0, 2.0, 4.0], [5.0, 3.0, 1.0]],
        [[1.0, 2.0, 4.0], [5.0, 3.0, 0.0]],
        [[-1.0, 2.0, 4.0], [5.0, 3.0, -1.0]],
        [[0.0, 0.0, 0.0], [5.0, 3.0, f64::NAN]],
    ];
    let mut refused = 0;
    for columns in worlds {
        let ids = ["a", "b", "c"].map(String::from).to_vec();
        let candidates = Candidates::new(ids, columns.map(|c| c.to_vec()).to_vec()).unwrap();
        for (method, kind) in METHODS
            .into_iter()
            .flat_map(|m| KINDS.into_iter().map(Some).chain([None]).map(move |kind| (m, kind)))
        {
            let mut plan = plan(method, kind);
            plan.criteria.truncate(2);
            for (criterion, direction) in
                plan.criteria.iter_mut().zip([Direction::Benefit, Direction::Cost])
            {
                criterion.direction = Some(direction);
            }
            let Err(error) = rank(&plan, &candidates) else { continue };
            refused += 1;
            let hint = error.hint.clone().unwrap();
            let words: Vec<&str> =
                hint.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).collect();
            let mut named: Vec<Option<Normalisation>> =
                KINDS.into_iter().filter(|kind| words.contains(&kind.as_str())).map(Some).collect();
            if hint.starts_with("leave it out") {
                named.push(None);
            }
            assert!(!named.is_empty(), "{error}: {hint}");
            for kind in named {
                plan.normalisation = kind;
                let again = rank(&plan, &candidates);
                assert!(again.is_ok(), "{method:?} {columns:?}: {hint}: {:?}", again.err());
            }
        }
    }
    assert!(refused > 50, "{refused}");
}

#[test]
fn values_that_cannot_be_computed_with_are_refused_by_name() {
    for x in [1e301, -1e301, 1e101] {
        let refused =
            Candidates::new(vec!["a".into(), "b".into()], vec![vec![1.0, x]]).unwrap_err();
        assert!(refused.problem.contains("\"b\""), "{refused}");
    }
    let all = [1e100, -1e100, 5e99, 1.0];
    let ids = ["a", "b", "c", "d"].map(String::from).to_vec();
    let candidates = Candidates::new(ids, vec![all.to_vec()]).unwrap();
    for kind in KINDS {
        let mut plan = plan(Method::Wsm, Some(kind));
        plan.criteria.truncate(1);
        plan.criteria[0].direction = Some(Direction::Benefit);
        match rank(&plan, &candidates) {
            Ok(ranking) => {
                assert!(ranking.score.iter().all(|score| score.is_finite()), "{kind:?}");
                let numbers = kind != Normalisation::Goalposts;
                assert!(!numbers || ranking.rank == [1, 4, 2, 3], "{kind:?} {:?}", ranking.rank);
            }
            Err(error) => assert_eq!(error.field, "normalisation", "{kind:?}"),
        }
    }
}

#[test]
fn goalposts_that_a_method_does_not_use_are_said_not_to_be() {
    let says = |method, kind, goalposts| {
        let mut plan = plan(method, kind);
        plan.criteria[2].goalposts = goalposts;
        let ranking = rank(&plan, &candidates()).unwrap();
        let warning = ranking.warnings.iter().find(|w| w.code == "goalposts_not_used");
        warning.map(|warning| warning.detail.clone())
    };
    for method in [Method::Geometric, Method::Wpm, Method::Topsis, Method::Vikor, Method::Copeland]
    {
        assert!(says(method, None, Some([0.0, 9.0])).unwrap().contains("C3"), "{method:?}");
        assert_eq!(says(method, None, None), None);
    }
    assert_eq!(says(Method::Wsm, None, Some([0.0, 9.0])), None);
    assert_eq!(says(Method::Geometric, Some(Normalisation::Goalposts), Some([0.0, 9.0])), None);
}

#[test]
fn an_interval_on_a_scale_that_missing_values_would_move_says_so() {
    let mut lacking = columns();
    lacking[1][4] = f64::NAN;
    for kind in KINDS {
        let says = |columns: Vec<Vec<f64>>| {
            let ranking = rank(&plan(Method::Wsm, Some(kind)), &candidates_of(columns)).unwrap();
            ranking.warnings.iter().any(|w| w.code == "interval_keeps_scale")
        };
        let fixed = [
            Normalisation::Minmax,
            Normalisation::Minmax1To100,
            Normalisation::Linear,
            Normalisation::Max,
        ];
        assert_eq!(says(lacking.clone()), !fixed.contains(&kind), "{kind:?}");
        assert!(!says(columns()), "{kind:?}: nothing is missing");
    }
}
