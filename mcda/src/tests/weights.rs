use super::fixture::{
    assert_close, at, candidates, columns, directions, fixture, numbers, plan, table,
};
use crate::normalise::Scale;
use crate::weights::{ahp, critic, entropy, pca, rank_based};
use crate::{Direction, Method, Normalisation, correlation, rank};

fn minmax(directed: bool) -> Vec<Vec<f64>> {
    let scaled = |(column, direction): (Vec<f64>, Direction)| {
        let direction = if directed { direction } else { Direction::Benefit };
        let scale = Scale::fit(Normalisation::Minmax, direction, None, &column).unwrap();
        column.iter().map(|x| scale.apply(*x)).collect()
    };
    columns().into_iter().zip(directions()).map(scaled).collect()
}

#[test]
fn entropy_weights_are_those_of_the_reference() {
    let expected = at("/weights/entropy");
    assert_close(&entropy::entropies(&columns()).unwrap(), &numbers(&expected["E"]), "E");
    assert_close(&entropy::weights(&columns()).unwrap(), &numbers(&expected["w"]), "w");
    let zero = at("/edge_cases/zero_in_entropy");
    let found = entropy::entropies(&[numbers(&zero["column"])]).unwrap();
    assert_close(&found, &[zero["E"].as_f64().unwrap()], "0 ln 0 is 0");
    assert!(entropy::entropies(&[vec![-1.0, 2.0]]).is_err());
}

#[test]
fn critic_weights_take_the_direction_into_account() {
    let expected = numbers(at("/weights/critic_direction_aware"));
    assert_close(&critic::weights(&minmax(true)), &expected, "critic");
    let without = numbers(at("/weights/critic_pymcdm_no_direction"));
    assert_close(&critic::weights(&minmax(false)), &without, "critic without directions");
}

#[test]
fn weights_from_an_order_are_those_of_the_reference() {
    assert_close(&rank_based::roc(6), &numbers(at("/weights/roc")), "roc");
    assert_close(&rank_based::rank_sum(6), &numbers(at("/weights/rank_sum")), "rank sum");
    assert_close(&rank_based::equal(6), &numbers(at("/weights/equal")), "equal");
    let spreads: Vec<f64> =
        minmax(true).iter().map(|c| correlation::standard_deviation(c)).collect();
    let sum: f64 = spreads.iter().sum();
    let shares: Vec<f64> = spreads.iter().map(|s| s / sum).collect();
    assert_close(&shares, &numbers(at("/weights/std_minmax")), "std");
}

#[test]
fn principal_components_are_those_of_the_reference_and_refused_as_weights() {
    let correlations = correlation::correlations(&minmax(true));
    let expected = table(at("/weights/pca/correlation"));
    for (found, expected) in correlations.iter().zip(&expected) {
        assert_close(found, expected, "correlation");
    }
    let components = pca::components(&correlations);
    assert_close(&components.eigenvalues, &numbers(at("/weights/pca/eigenvalues")), "eigenvalues");
    assert_close(&components.loadings, &numbers(at("/weights/pca/pc1_loadings")), "loadings");
    let squares: Vec<f64> = components.loadings.iter().map(|x| x * x).collect();
    assert_close(&squares, &numbers(at("/weights/pca/w_squared_loadings_eig_gt_1")), "squares");
    assert_eq!(components.weights().unwrap_err().field, "criteria[0]");
}

#[test]
fn correlated_criteria_are_reported() {
    let candidates = candidates();
    let ranking = rank(&plan(Method::Wsm, None), &candidates).unwrap();
    let warnings = correlation::warnings(&ranking, &candidates);
    let strong = warnings.iter().filter(|w| w.code == "correlated_criteria").count();
    assert_eq!(strong, 9, "pairs with |r| > 0.8: {warnings:?}");
    let one = warnings.iter().find(|w| w.code == "one_dimension").unwrap();
    assert!(one.detail.starts_with("81 %"), "{}", one.detail);
}

#[test]
fn ahp_gives_weights_consistency_and_the_worst_judgement() {
    for (name, consistent) in [("ahp", true), ("ahp_inconsistent", false)] {
        let expected = &fixture()["weights"][name];
        let matrix = table(&expected["matrix"]);
        let found = ahp::weights(&matrix).unwrap();
        let number = |key: &str| expected[key].as_f64().unwrap();
        assert_close(&[found.lambda_max], &[number("lambda_max")], "lambda");
        assert_close(&[found.consistency_ratio], &[number("CR_saaty")], "CR");
        assert_eq!(found.consistency_ratio <= ahp::ACCEPTABLE, consistent);
        let worst = found.worst.unwrap();
        assert_eq!(expected["worst_judgement"]["row"], format!("C{}", worst.row + 1));
        assert_eq!(expected["worst_judgement"]["col"], format!("C{}", worst.column + 1));
        let implied = expected["worst_judgement"]["implied"].as_f64().unwrap();
        let given = expected["worst_judgement"]["given"].as_f64().unwrap();
        assert_close(&[worst.implied, worst.given], &[implied, given], "worst judgement");
        if consistent {
            assert_close(&found.weights, &numbers(&expected["w_eigenvector"]), "weights");
            assert_close(&[found.consistency_index], &[number("CI")], "CI");
            // The other random index only changes the ratio.
            let other = found.consistency_index / number("RI_tummala_ling");
            assert_close(&[other], &[number("CR_tummala_ling")], "CR");
            let means = ahp::geometric_mean(&matrix);
            assert_close(&means, &numbers(&expected["w_geometric_mean"]), "geometric");
            let group = ahp::group(&[matrix.clone(), matrix.clone()]).unwrap();
            assert_close(&ahp::weights(&group).unwrap().weights, &found.weights, "one opinion");
        }
    }
    assert_eq!(ahp::weights(&[vec![1.0, 2.0], vec![2.0, 1.0]]).unwrap_err().field, "matrix[0][1]");
}
