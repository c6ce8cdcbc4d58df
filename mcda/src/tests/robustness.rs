use std::collections::BTreeMap;

use serde_json::Value;

use super::fixture::{assert_close, at, candidates, fixture, ids, numbers, plan, ranks, table};
use crate::compare::{average_rank_shift, kendall_tau_b, spearman};
use crate::robustness::{
    CriteriaNoise, Options, Smaa, WeightDraws, confidence_factors, leave_one_out, reversals, smaa,
};
use crate::{Candidates, Method, Normalisation, Ranking, Silent, rank, stability};

fn ranking() -> Ranking {
    rank(&plan(Method::Wsm, Some(Normalisation::Minmax)), &candidates()).unwrap()
}

fn run(weights: WeightDraws, draws: usize, noise: Option<CriteriaNoise>) -> Smaa {
    let options = Options { weights, draws, seed: 20_240_501, count: 4, depth: 12, noise };
    smaa(&ranking(), &candidates(), &options, &Silent).unwrap()
}

fn acceptabilities(found: &Smaa) -> Vec<Vec<f64>> {
    (0..12)
        .map(|i| {
            let shares = found.acceptability(i);
            if shares.is_empty() { vec![0.0; 12] } else { shares }
        })
        .collect()
}

/// |b − b'| ≤ 5 √(b (1 − b) (1/N + 1/N')) + 1e-4, the rule that the fixture states.
fn assert_near(found: &[f64], n: u32, expected: &Value, reference: f64, what: &str) {
    for (f, e) in found.iter().zip(numbers(expected)) {
        let spread = (e * (1.0 - e) * (1.0 / f64::from(n) + 1.0 / reference)).sqrt();
        assert!((f - e).abs() <= 5.0 * spread + 1e-4, "{what}: {f} instead of {e}");
    }
}

fn assert_table_near(found: &Smaa, name: &str) {
    let expected = &fixture()[name];
    let n = expected["N"].as_f64().unwrap();
    let rows = expected["rank_acceptability"].as_array().unwrap();
    for (found_row, row) in acceptabilities(found).iter().zip(rows) {
        assert_near(found_row, found.draws, row, n, name);
    }
    assert_near(&found.top_k, found.draws, &expected["top4_acceptability"], n, name);
}

#[test]
fn of_no_village_nothing_is_counted() {
    let plan = plan(Method::Wsm, Some(Normalisation::Goalposts));
    let none = Candidates::new(Vec::new(), vec![Vec::new(); plan.criteria.len()]).unwrap();
    let ranking = rank(&plan, &none).unwrap();
    let weights = WeightDraws::Lattice { steps: 10 };
    let options = Options { weights, draws: 1, seed: 1, count: 4, depth: 12, noise: None };
    let error = smaa(&ranking, &none, &options, &Silent).unwrap_err();
    assert_eq!(error.field, "candidates.where");
}

#[test]
fn the_lattice_is_exact() {
    let found = run(WeightDraws::Lattice { steps: 10 }, 1, None);
    let expected = &fixture()["smaa_lattice_exact"];
    assert_eq!(f64::from(found.draws), expected["n_weights"].as_f64().unwrap());
    assert_eq!(f64::from(found.draws_with_ties), expected["n_with_ties"].as_f64().unwrap());
    for (i, row) in expected["rank_counts"].as_array().unwrap().iter().enumerate() {
        assert_eq!(found.rank_counts[&(i as u32)], ranks(row), "V{:02}", i + 1);
    }
    for (row, expected) in
        acceptabilities(&found).iter().zip(table(&expected["rank_acceptability"]))
    {
        assert_close(row, &expected, "acceptability");
    }
    for (row, expected) in found.pairwise.unwrap().iter().zip(table(&expected["pairwise_winning"]))
    {
        assert_close(row, &expected, "pairwise");
    }
}

#[test]
fn uniform_weights_give_the_acceptabilities_of_the_reference() {
    let found = run(WeightDraws::Uniform, 200_000, None);
    assert_table_near(&found, "smaa_uniform");
    let expected = &fixture()["smaa_uniform"];
    for i in 0..12_u32 {
        let at = |key: &str| expected[key][i as usize].as_f64();
        assert!(
            (found.holistic(i) - at("holistic_acceptability_linear_metaweights").unwrap()).abs()
                < 0.01
        );
        assert!((found.mean_rank(i) - at("mean_rank").unwrap()).abs() < 0.05);
        // Central weights of villages that are hardly ever first rest on a handful of draws.
        let first = at("first_rank_acceptability").unwrap();
        if first > 0.005 {
            let central = numbers(&expected["central_weight_vectors"][i as usize]);
            for (f, e) in found.central_weights[&i].iter().zip(central) {
                assert!((f - e).abs() < 0.02, "V{}: {f} instead of {e}", i + 1);
            }
        }
    }
    let pairs = expected["pairwise_winning"].as_array().unwrap();
    for (row, expected) in found.pairwise.as_ref().unwrap().iter().zip(pairs) {
        assert_near(row, found.draws, expected, 200_000.0, "pairwise");
    }
}

#[test]
fn the_same_seed_gives_the_same_counts() {
    let a = run(WeightDraws::Uniform, 5_000, None);
    assert_eq!(a, run(WeightDraws::Uniform, 5_000, None));
}

#[test]
fn ordinal_weights_give_the_acceptabilities_of_the_reference() {
    assert_table_near(&run(WeightDraws::Ordinal, 200_000, None), "smaa_ordinal_weights");
}

#[test]
fn noisy_weights_and_values_give_the_acceptabilities_of_the_reference() {
    let noise = CriteriaNoise { relative: 0.10, criteria: vec![0, 1, 2, 3] };
    let found = run(WeightDraws::Around { noise: 0.25 }, 50_000, Some(noise));
    assert_table_near(&found, "smaa_noise");
    let quantiles = table(at("/smaa_noise/rank_p5_median_p95"));
    for (i, expected) in quantiles.iter().enumerate() {
        let found: Vec<f64> = [0.05, 0.5, 0.95]
            .iter()
            .map(|share| f64::from(found.rank_quantile(i as u32, *share).unwrap()))
            .collect();
        // A quantile that falls on the edge between two ranks may take either.
        assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() <= 1.0), "{found:?}");
    }
}

#[test]
fn confidence_factors_are_those_of_the_reference() {
    let noise = CriteriaNoise { relative: 0.10, criteria: vec![0, 1, 2, 3] };
    let mut uniform = run(WeightDraws::Uniform, 1, None);
    let central = fixture()["smaa_uniform"]["central_weight_vectors"].as_array().unwrap();
    uniform.central_weights = central
        .iter()
        .enumerate()
        .filter(|(_, vector)| !vector.is_null())
        .map(|(i, vector)| (i as u32, numbers(vector)))
        .collect();
    let found =
        confidence_factors(&ranking(), &candidates(), &uniform, &noise, 20_000, 123, &Silent)
            .unwrap();
    let expected: BTreeMap<u32, f64> = numbers(at("/smaa_confidence_factors/p_c"))
        .into_iter()
        .enumerate()
        .filter(|(_, p)| !p.is_nan())
        .map(|(i, p)| (i as u32, p))
        .collect();
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (i, p) in expected {
        assert!((found[&i] - p).abs() < 0.03, "V{}: {} instead of {p}", i + 1, found[&i]);
    }
}

#[test]
fn the_stability_intervals_of_the_chosen_four_are_exact() {
    let (ranking, candidates) = (ranking(), candidates());
    for k in 0..6 {
        let found = stability::interval(&ranking, &candidates, k, 4).unwrap().unwrap();
        let path = format!("/weight_stability_interval_top4_wsm/C{}/interval", k + 1);
        assert_close(&found, &numbers(at(&path)), &path);
    }
}

#[test]
fn leaving_a_criterion_out_gives_the_ranks_of_the_reference() {
    let plan = plan(Method::Wsm, Some(Normalisation::Minmax));
    for (j, found) in leave_one_out(&plan, &candidates()).unwrap().into_iter().enumerate() {
        let expected = ranks(at(&format!("/leave_one_criterion_out_wsm/C{}", j + 1)));
        assert_eq!(found.unwrap(), expected);
    }
}

#[test]
fn reversals_are_counted_as_in_the_reference() {
    let cases = [
        ("wsm_data_goalposts", plan(Method::Wsm, Some(Normalisation::Minmax))),
        ("topsis_minmax_data_goalposts", plan(Method::Topsis, Some(Normalisation::Minmax))),
        ("topsis_vector_data_goalposts", plan(Method::Topsis, None)),
    ];
    for (name, plan) in cases {
        let found = reversals(&plan, &candidates()).unwrap();
        let path = format!("/rank_reversal_leave_one_village_out/n_reversals/{name}");
        assert_eq!(found.len() as u64, at(&path).as_u64().unwrap(), "{name}");
    }
}

#[test]
fn methods_differ_as_much_as_in_the_reference() {
    let reference = ranking().rank;
    let names = at("/method_comparison/methods").as_array().unwrap();
    let matrix = at("/method_comparison/rank_matrix").as_array().unwrap();
    let mut chosen = [0.0; 12];
    for (name, row) in names.iter().zip(matrix) {
        let (name, row) = (name.as_str().unwrap(), ranks(row));
        let expected = |what: &str| fixture()["method_comparison"][what][name].as_f64().unwrap();
        let shift = expected("average_rank_shift_vs_wsm_minmax");
        assert_close(&[average_rank_shift(&reference, &row)], &[shift], name);
        assert_close(&[spearman(&reference, &row)], &[expected("spearman_vs_wsm_minmax")], name);
        assert_close(
            &[kendall_tau_b(&reference, &row)],
            &[expected("kendall_tau_b_vs_wsm_minmax")],
            name,
        );
        for (count, rank) in chosen.iter_mut().zip(row) {
            *count += f64::from(u8::from(rank <= 4)) / names.len() as f64;
        }
    }
    for (id, share) in ids().iter().zip(chosen) {
        let expected = at(&format!("/method_comparison/selection_frequency_top4/{id}"));
        assert_close(&[share], &[expected.as_f64().unwrap()], id);
    }
}
