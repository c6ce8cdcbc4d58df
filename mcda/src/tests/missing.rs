use super::fixture::{
    assert_close, at, candidates_of, columns, criterion, numbers, plan, ranks, table, transposed,
};
use crate::{Candidates, Method, MissingPolicy, Normalisation, Plan, Ranking, rank};

fn lacking() -> Vec<Vec<f64>> {
    transposed(&table(at("/missing_data/matrix")))
}

fn ranked(policy: MissingPolicy, candidates: &Candidates) -> Ranking {
    let plan = Plan { missing: policy, ..plan(Method::Wsm, Some(Normalisation::Minmax)) };
    rank(&plan, candidates).unwrap()
}

fn check(ranking: &Ranking, path: &str) {
    let expected = at(&format!("/missing_data/{path}"));
    assert_close(&ranking.score, &numbers(&expected["score"]), path);
    assert_eq!(ranking.rank, ranks(&expected["rank"]), "{path}");
    let interval: Vec<Vec<u32>> = ranking
        .rank_best
        .iter()
        .zip(&ranking.rank_worst)
        .map(|(best, worst)| vec![*best, *worst])
        .collect();
    let expected: Vec<Vec<u32>> = at("/missing_data/rank_interval [best,worst]")
        .as_array()
        .unwrap()
        .iter()
        .map(ranks)
        .collect();
    assert_eq!(interval, expected, "{path}");
    assert_close(&ranking.weight_present, &numbers(at("/missing_data/weight_present")), path);
}

#[test]
fn every_policy_gives_the_scores_ranks_and_intervals_of_the_reference() {
    let candidates = candidates_of(lacking());
    check(
        &ranked(MissingPolicy::Reweight, &candidates),
        "reweight (COINr a_amean: drop NA, renormalise weights)",
    );
    let worst = "worst_case (missing = 0 after normalisation)";
    check(&ranked(MissingPolicy::Worst, &candidates), worst);
    check(&ranked(MissingPolicy::Interval, &candidates), worst);
    check(&ranked(MissingPolicy::Median, &candidates), "kabupaten_median_imputation");
    let without_regencies = Candidates::new(super::fixture::ids(), lacking()).unwrap();
    check(&ranked(MissingPolicy::Median, &without_regencies), "median_imputation");
}

#[test]
fn the_best_case_is_the_upper_end_of_every_score() {
    // Best for all at once: what is missing takes the best present value.
    let mut columns = lacking();
    let candidates = candidates_of(columns.clone());
    let ranking = ranked(MissingPolicy::Interval, &candidates);
    let normalised = table(at("/missing_data/normalised_minmax_over_present"));
    for (i, expected) in normalised.iter().enumerate() {
        let found: Vec<f64> =
            (0..6).map(|j| ranking.normalised(&candidates, i, j).unwrap_or(f64::NAN)).collect();
        assert_close(&found, expected, "normalised");
    }
    for (column, direction) in columns.iter_mut().zip(super::fixture::directions()) {
        let best = column
            .iter()
            .copied()
            .filter(|x| !x.is_nan())
            .reduce(|a, b| if (a - b) * direction.sign() > 0.0 { a } else { b })
            .unwrap();
        column.iter_mut().filter(|x| x.is_nan()).for_each(|x| *x = best);
    }
    let best = ranked(MissingPolicy::Interval, &candidates_of(columns));
    let expected = at("/missing_data/best_case (missing = 1)");
    assert_close(&best.score, &numbers(&expected["score"]), "best case");
    assert_eq!(best.rank, ranks(&expected["rank"]));
}

#[test]
fn the_medians_that_were_taken_are_those_of_the_regency() {
    let candidates = candidates_of(lacking());
    let ranking = ranked(MissingPolicy::Median, &candidates);
    let expected = table(at("/missing_data/kabupaten_median_imputation/matrix"));
    for (i, expected) in expected.iter().enumerate() {
        let found: Vec<f64> =
            (0..6).map(|j| ranking.used_value(&candidates, i, j).unwrap()).collect();
        assert_close(&found, expected, "imputed");
    }
    assert!(ranking.warnings.iter().all(|w| w.code != "median_fallback"));
}

#[test]
fn a_village_without_a_required_value_is_rejected_and_listed() {
    let candidates = candidates_of(lacking());
    let mut plan = plan(Method::Wsm, Some(Normalisation::Minmax));
    plan.criteria[2].missing = Some(MissingPolicy::Reject);
    let ranking = rank(&plan, &candidates).unwrap();
    assert_eq!(ranking.rejected, [1], "V02 lacks C3");
    assert_eq!(ranking.rank[1], 0);
    assert!(ranking.score[1].is_nan());
    assert_eq!(ranking.order.len(), 11);
    assert_eq!(ranking.warnings[0].code, "rejected");
    assert!(ranking.parts(&candidates, 1).is_none());
    let all = Plan { missing: MissingPolicy::Reject, ..plan };
    assert_eq!(rank(&all, &candidates).unwrap().rejected, [1, 6, 9]);
}

#[test]
fn a_criterion_that_nobody_has_is_missing_for_everybody() {
    let mut columns = columns();
    columns[0] = vec![f64::NAN; 12];
    let candidates = candidates_of(columns);
    let weights = plan(Method::Wsm, None).criteria;
    let total: f64 = weights.iter().map(|criterion| criterion.weight).sum();
    let present = vec![1.0 - weights[0].weight / total; 12];
    for method in [Method::Wsm, Method::Topsis, Method::Vikor, Method::Promethee2] {
        let mut plan = plan(method, None);
        plan.criteria[0].goalposts = Some([0.0, 100.0]);
        let ranking = rank(&plan, &candidates).unwrap();
        assert!(ranking.warnings.iter().any(|w| w.code == "all_missing"), "{method:?}");
        assert_close(&ranking.weight_present, &present, "the share of the others");
        // The scale is known: whoever ranks first may not be first at all.
        let open = ranking.rank_best.iter().zip(&ranking.rank_worst).any(|(b, w)| b < w);
        assert_eq!(open, method == Method::Wsm, "{method:?}");
    }
    // Without a scale of its own it cannot be computed with, and counts as absent all the same.
    let ranking = rank(&plan(Method::Wsm, Some(Normalisation::Minmax)), &candidates).unwrap();
    assert_eq!(ranking.criteria[0].weight, 0.0);
    assert_close(&ranking.weight_present, &present, "min-max");
}

#[test]
fn one_candidate_none_and_infinite_values_are_answered_with_a_warning() {
    let one = |columns: Vec<Vec<f64>>, ids: &[&str]| {
        let plan =
            Plan { criteria: vec![criterion(0)], ..plan(Method::Wsm, Some(Normalisation::Minmax)) };
        let ids = ids.iter().map(|id| (*id).to_owned()).collect();
        rank(&plan, &Candidates::new(ids, columns).unwrap()).unwrap()
    };
    let codes = |ranking: &Ranking| -> Vec<String> {
        ranking.warnings.iter().map(|w| w.code.clone()).collect()
    };
    let single = one(vec![vec![3.0]], &["a"]);
    assert_eq!((single.rank[0], single.score[0]), (1, 0.0));
    assert_eq!(codes(&single), ["single_candidate", "constant_criterion", "no_criterion_left"]);
    let none = one(vec![vec![]], &[]);
    assert_eq!(codes(&none)[0], "no_candidates");
    let infinite = one(vec![vec![f64::INFINITY, 1.0, 2.0]], &["a", "b", "c"]);
    assert_eq!(codes(&infinite), ["not_finite"]);
    assert_eq!(infinite.weight_present, [0.0, 1.0, 1.0]);
    assert_eq!((infinite.rank_best[0], infinite.rank_worst[0]), (1, 2));
}

const COMPARING: [Method; 4] =
    [Method::Topsis, Method::Vikor, Method::Promethee2, Method::Copeland];

#[test]
fn methods_that_compare_villages_bound_the_ranks_and_say_so() {
    let candidates = candidates_of(lacking());
    for method in COMPARING {
        let ranking = rank(&plan(method, None), &candidates).unwrap();
        assert!(ranking.warnings.iter().any(|w| w.code == "interval_is_a_bound"), "{method:?}");
        assert!(ranking.score.iter().all(|score| score.is_finite()), "{method:?}");
        let width = |i: usize| ranking.rank_worst[i] - ranking.rank_best[i];
        assert!((0..12).any(|i| width(i) < 6), "{method:?}: bounds that say something");
        assert!(width(9) > width(11), "{method:?}: V10 lacks two values, V12 none");
        let complete = rank(&plan(method, None), &candidates_of(columns())).unwrap();
        assert!(complete.warnings.iter().all(|w| w.code != "interval_is_a_bound"));
        assert_eq!((&complete.rank_best, &complete.rank_worst), (&complete.rank, &complete.rank));
    }
}

#[test]
fn the_bounds_of_topsis_are_reached_where_present_values_span_every_scale() {
    let candidates = candidates_of(lacking());
    let plan = plan(Method::Topsis, Some(Normalisation::Minmax));
    let ranking = rank(&plan, &candidates).unwrap();
    // One's own missing values at one end of what is present, those of all others at the other.
    let completed = |i: usize, own_best: bool| {
        let mut columns = lacking();
        for (column, direction) in columns.iter_mut().zip(super::fixture::directions()) {
            let present = || column.iter().copied().filter(|x| !x.is_nan());
            let ends = [present().reduce(f64::min), present().reduce(f64::max)].map(Option::unwrap);
            let high = |k: usize| ((k == i) == own_best) == (direction.sign() > 0.0);
            let filled =
                |(k, x): (usize, &f64)| if x.is_nan() { ends[usize::from(high(k))] } else { *x };
            *column = column.iter().enumerate().map(filled).collect();
        }
        rank(&plan, &candidates_of(columns)).unwrap().rank[i]
    };
    for i in 0..12 {
        assert_eq!(ranking.rank_best[i], completed(i, true), "best of {i}");
        assert_eq!(ranking.rank_worst[i], completed(i, false), "worst of {i}");
    }
}
