use super::fixture::{
    assert_close, at, candidates, candidates_of, columns, directions, numbers, plan, ranks, table,
    transposed, weights,
};
use crate::methods::{promethee2, topsis, vikor};
use crate::normalise::Scale;
use crate::{Method, Normalisation, rank};

fn check(name: &str, method: Method, normalisation: Option<Normalisation>) {
    let ranking = rank(&plan(method, normalisation), &candidates()).unwrap();
    assert_close(&ranking.score, &numbers(at(&format!("/methods/{name}/score"))), name);
    assert_eq!(ranking.rank, ranks(at(&format!("/methods/{name}/rank"))), "{name}");
    assert_eq!(ranking.rank_best, ranking.rank, "nothing is missing");
}

#[test]
fn every_method_gives_the_scores_and_ranks_of_the_reference() {
    check("wsm_minmax", Method::Wsm, Some(Normalisation::Minmax));
    check("wsm_sum", Method::Wsm, Some(Normalisation::Sum));
    check("wsm_zscore_ddof1", Method::Wsm, Some(Normalisation::Zscore));
    check("wsm_percentile_rank", Method::Wsm, Some(Normalisation::Percentile));
    check("wpm_sum", Method::Wpm, Some(Normalisation::Sum));
    check("wpm_linear", Method::Wpm, None);
    check("geometric_minmax_1_100_COINr", Method::Geometric, None);
    check("topsis_vector", Method::Topsis, None);
    check("topsis_minmax", Method::Topsis, Some(Normalisation::Minmax));
    check("promethee2_usual", Method::Promethee2, None);
    check("copeland", Method::Copeland, None);
}

#[test]
fn the_weighted_sum_on_fixed_goalposts_equals_the_one_on_the_same_extremes() {
    let mut plan = plan(Method::Wsm, None);
    for (criterion, column) in plan.criteria.iter_mut().zip(columns()) {
        let low = column.iter().copied().fold(f64::INFINITY, f64::min);
        let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        criterion.goalposts = Some([low, high]);
    }
    let ranking = rank(&plan, &candidates()).unwrap();
    assert_close(&ranking.score, &numbers(at("/methods/wsm_minmax/score")), "goalposts");
    assert!(ranking.warnings.is_empty(), "{:?}", ranking.warnings);
}

#[test]
fn the_parts_are_the_contributions_of_the_reference() {
    let (plan, candidates) = (plan(Method::Wsm, Some(Normalisation::Minmax)), candidates());
    let ranking = rank(&plan, &candidates).unwrap();
    let expected = table(at("/methods/wsm_minmax/contributions"));
    for (i, expected) in expected.iter().enumerate() {
        assert_close(&ranking.parts(&candidates, i).unwrap(), expected, "contributions");
    }
}

#[test]
fn topsis_gives_both_distances() {
    for (name, kind) in
        [("topsis_vector", Normalisation::Vector), ("topsis_minmax", Normalisation::Minmax)]
    {
        let normalised: Vec<Vec<f64>> = columns()
            .iter()
            .zip(directions())
            .map(|(column, direction)| {
                let scale = Scale::fit(kind, direction, None, column).unwrap();
                column.iter().map(|x| scale.apply(*x)).collect()
            })
            .collect();
        let found = topsis::scores(&normalised, &weights());
        assert_close(&found.to_best, &numbers(at(&format!("/methods/{name}/d_plus"))), name);
        assert_close(&found.to_worst, &numbers(at(&format!("/methods/{name}/d_minus"))), name);
    }
}

fn benefits() -> Vec<Vec<f64>> {
    let turned = |(column, direction): (Vec<f64>, crate::Direction)| {
        column.into_iter().map(|x| x * direction.sign()).collect()
    };
    columns().into_iter().zip(directions()).map(turned).collect()
}

#[test]
fn vikor_gives_s_r_q_and_the_compromise() {
    let found = vikor::scores(&benefits(), &weights(), 0.5);
    let of = |key: &str| fixture_method("vikor_v0.5", key);
    assert_close(&found.s, &of("S"), "S");
    assert_close(&found.r, &of("R"), "R");
    assert_close(&found.q, &of("score"), "Q");
    let compromise = found.compromise();
    assert!(compromise.advantage && compromise.stability);
    assert_eq!(compromise.set, [4], "V05");
    let ranking = rank(&plan(Method::Vikor, None), &candidates()).unwrap();
    assert_eq!(ranking.rank, ranks(&super::fixture::fixture()["methods"]["vikor_v0.5"]["rank"]));
}

fn fixture_method(name: &str, key: &str) -> Vec<f64> {
    numbers(&super::fixture::fixture()["methods"][name][key])
}

#[test]
fn promethee_gives_both_flows_for_both_preferences() {
    let usual = promethee2::flows(&benefits(), &weights(), &[promethee2::Preference::Usual; 6]);
    assert_close(&usual.plus, &fixture_method("promethee2_usual", "phi_plus"), "plus");
    assert_close(&usual.minus, &fixture_method("promethee2_usual", "phi_minus"), "minus");
    let name = "promethee2_vshape2_q0.1sd_p1sd";
    let (q, p) = (fixture_method(name, "q"), fixture_method(name, "p"));
    let mut plan = plan(Method::Promethee2, None);
    for ((criterion, q), p) in plan.criteria.iter_mut().zip(q).zip(p) {
        (criterion.indifference, criterion.preference) = (Some(q), Some(p));
    }
    let ranking = rank(&plan, &candidates()).unwrap();
    assert_close(&ranking.score, &fixture_method(name, "score"), name);
    assert_eq!(ranking.rank, ranks(&super::fixture::fixture()["methods"][name]["rank"]));
}

#[test]
fn a_product_on_a_scale_that_reaches_zero_is_refused() {
    let error = rank(&plan(Method::Wpm, Some(Normalisation::Minmax)), &candidates()).unwrap_err();
    assert_eq!(error.field, "normalisation");
    assert!(error.hint.unwrap().contains("linear"));
}

#[test]
fn a_constant_criterion_is_dropped_and_the_other_weights_are_rescaled() {
    let mut columns = columns();
    columns[4] = vec![300.0; 12];
    let ranking =
        rank(&plan(Method::Wsm, Some(Normalisation::Minmax)), &candidates_of(columns)).unwrap();
    let expected = at("/edge_cases/constant_criterion_C5=300/wsm_recommended");
    assert_close(&ranking.score, &numbers(&expected["score"]), "constant");
    assert_eq!(ranking.rank, ranks(&expected["rank"]));
    assert_eq!(ranking.warnings[0].code, "constant_criterion");
    assert!(ranking.warnings[0].detail.starts_with("C5: "));
    assert_eq!(ranking.criteria[4].weight, 0.0);
}

#[test]
fn deleting_a_village_reorders_the_others_as_often_as_in_the_reference() {
    let extremes = columns().into_iter().map(|c| {
        [c.iter().copied().fold(f64::INFINITY, f64::min), c.iter().copied().fold(0.0, f64::max)]
    });
    let mut fixed = plan(Method::Wsm, None);
    for (criterion, goalposts) in fixed.criteria.iter_mut().zip(extremes) {
        criterion.goalposts = Some(goalposts);
    }
    let mut fixed_topsis = plan(Method::Topsis, Some(Normalisation::Goalposts));
    fixed_topsis.criteria.clone_from(&fixed.criteria);
    let cases = [
        ("wsm_data_goalposts", plan(Method::Wsm, Some(Normalisation::Minmax))),
        ("wsm_fixed_goalposts", fixed),
        ("topsis_minmax_data_goalposts", plan(Method::Topsis, Some(Normalisation::Minmax))),
        ("topsis_minmax_fixed_goalposts", fixed_topsis),
        ("topsis_vector_data_goalposts", plan(Method::Topsis, None)),
    ];
    let rows = transposed(&columns());
    for (name, plan) in cases {
        for removed in 0..12 {
            let mut rows = rows.clone();
            rows.remove(removed);
            let mut ids = super::fixture::ids();
            let gone = ids.remove(removed);
            let candidates = crate::Candidates::new(ids.clone(), transposed(&rows)).unwrap();
            let ranking = rank(&plan, &candidates).unwrap();
            let order: Vec<&str> =
                ranking.order.iter().map(|i| ids[*i as usize].as_str()).collect();
            let path = format!("/rank_reversal_leave_one_village_out/results/{name}/{gone}/order");
            let expected: Vec<&str> =
                at(&path).as_array().unwrap().iter().map(|x| x.as_str().unwrap()).collect();
            assert_eq!(order, expected, "{name} without {gone}");
        }
    }
}
