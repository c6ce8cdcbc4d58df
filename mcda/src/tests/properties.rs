use proptest::prelude::*;

use crate::{
    CandidateSource, Candidates, Criterion, Direction, Method, MissingPolicy, Normalisation,
    Parameters, Plan, difference, rank,
};

const M: usize = 4;

fn plan(weights: &[f64], missing: MissingPolicy) -> Plan {
    let criterion = |(j, weight): (usize, &f64)| Criterion {
        indicator: format!("c{j}"),
        weight: *weight,
        direction: Some(if j % 2 == 0 { Direction::Benefit } else { Direction::Cost }),
        goalposts: Some([10.0, 90.0]),
        missing: None,
        indifference: None,
        preference: None,
    };
    Plan {
        round: None,
        candidates: CandidateSource::default(),
        criteria: weights.iter().enumerate().map(criterion).collect(),
        missing,
        include_imputed: false,
        years: 1,
        method: Method::Wsm,
        normalisation: None,
        parameters: Parameters::default(),
        constraints: None,
        basket: Vec::new(),
    }
}

fn candidates(rows: &[Vec<f64>]) -> Candidates {
    let ids = (0..rows.len()).map(|i| format!("v{i:03}")).collect();
    let columns = (0..M).map(|j| rows.iter().map(|row| row[j]).collect()).collect();
    Candidates::new(ids, columns).unwrap()
}

fn cell() -> impl Strategy<Value = f64> {
    prop_oneof![9 => 0.0..100.0_f64, 1 => Just(f64::NAN), 1 => Just(50.0)]
}

fn rows() -> impl Strategy<Value = Vec<Vec<f64>>> {
    prop::collection::vec(prop::collection::vec(cell(), M), 2..40)
}

fn weights() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.01..1.0_f64, M)
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![
        Just(Method::Wsm),
        Just(Method::Geometric),
        Just(Method::Topsis),
        Just(Method::Vikor),
        Just(Method::Promethee2),
        Just(Method::Copeland)
    ]
}

fn policy() -> impl Strategy<Value = MissingPolicy> {
    prop_oneof![
        Just(MissingPolicy::Interval),
        Just(MissingPolicy::Worst),
        Just(MissingPolicy::Median),
        Just(MissingPolicy::Reweight),
        Just(MissingPolicy::Reject)
    ]
}

proptest! {
    #[test]
    fn the_order_of_the_rows_changes_nothing(
        rows in rows(), weights in weights(), policy in policy(), turn in 1..30_usize
    ) {
        let plan = plan(&weights, policy);
        let (n, ids) = (rows.len(), |i: usize| format!("v{i:03}"));
        let place = |i: usize| (i + turn) % n;
        let turned: Vec<Vec<f64>> = (0..n).map(|i| rows[place(i)].clone()).collect();
        let columns = (0..M).map(|j| turned.iter().map(|row| row[j]).collect()).collect();
        let turned = Candidates::new((0..n).map(|i| ids(place(i))).collect(), columns).unwrap();
        let a = rank(&plan, &candidates(&rows)).unwrap();
        let b = rank(&plan, &turned).unwrap();
        for i in 0..n {
            prop_assert_eq!(a.rank[place(i)], b.rank[i]);
            prop_assert_eq!(a.rank_best[place(i)], b.rank_best[i]);
            prop_assert_eq!(a.rank_worst[place(i)], b.rank_worst[i]);
            prop_assert_eq!(a.score[place(i)].to_bits(), b.score[i].to_bits());
        }
        let order: Vec<u32> = b.order.iter().map(|i| place(*i as usize) as u32).collect();
        prop_assert_eq!(a.order, order);
    }

    #[test]
    fn parts_sum_to_the_score_and_the_rank_lies_in_its_interval(
        rows in rows(), weights in weights(), policy in policy()
    ) {
        let (plan, candidates) = (plan(&weights, policy), candidates(&rows));
        let ranking = rank(&plan, &candidates).unwrap();
        for (i, rank) in ranking.rank.iter().enumerate().filter(|(_, rank)| **rank > 0) {
            let sum: f64 = ranking.parts(&candidates, i).unwrap().iter().sum();
            prop_assert!((sum - ranking.score[i]).abs() < 1e-12);
            prop_assert!((ranking.rank_best[i]..=ranking.rank_worst[i]).contains(rank));
        }
        if let [a, b, ..] = ranking.order[..] {
            let (a, b) = (a as usize, b as usize);
            let sum: f64 =
                difference(&ranking, &candidates, a, b).unwrap().iter().map(|d| d.difference).sum();
            prop_assert!((sum - (ranking.score[a] - ranking.score[b])).abs() < 1e-12);
        }
    }

    #[test]
    fn no_completion_leaves_the_rank_interval(
        rows in rows(),
        weights in weights(),
        method in method(),
        v in prop_oneof![Just(0.0), Just(0.5), Just(1.0), 0.0..1.0_f64],
        vshape in any::<bool>(),
        fills in prop::collection::vec(
            prop_oneof![Just(0.0), Just(1.0), 0.0..1.0_f64], 64..160
        ),
    ) {
        let mut plan = Plan { method, ..plan(&weights, MissingPolicy::Interval) };
        plan.parameters.vikor_v = v;
        plan.normalisation = (method == Method::Topsis).then_some(Normalisation::Goalposts);
        for criterion in plan.criteria.iter_mut().filter(|_| vshape && method == Method::Promethee2) {
            (criterion.indifference, criterion.preference) = (Some(5.0), Some(40.0));
        }
        let lacking = candidates(&rows);
        let ranking = rank(&plan, &lacking).unwrap();
        // A criterion that nobody has, or all alike, is dropped, and weighs again once it is filled.
        prop_assume!(ranking.criteria.iter().all(|c| c.dropped.is_none()));
        let mut fills = fills.iter().cycle();
        let mut filled = rows.clone();
        for j in 0..M {
            let present = || rows.iter().map(|row| row[j]).filter(|x| !x.is_nan());
            let low = present().fold(f64::INFINITY, f64::min);
            let high = present().fold(f64::NEG_INFINITY, f64::max);
            // With goalposts a missing value may be anywhere.
            let (low, high) = if method == Method::Topsis { (0.0, 100.0) } else { (low, high) };
            for row in filled.iter_mut().filter(|row| row[j].is_nan()) {
                row[j] = (low + fills.next().unwrap() * (high - low)).min(high);
            }
        }
        let complete = rank(&plan, &candidates(&filled)).unwrap();
        for i in 0..rows.len() {
            let interval = ranking.rank_best[i]..=ranking.rank_worst[i];
            prop_assert!(interval.contains(&ranking.rank[i]), "{:?} {interval:?}", ranking.rank[i]);
            let higher = if method == Method::Vikor { -1.0 } else { 1.0 };
            // Scores that differ by rounding only may be in either order.
            let ahead = |by: f64| {
                let score = |k: usize| complete.score[k] * higher;
                (0..rows.len()).filter(|k| score(*k) > score(i) + by).count() as u32
            };
            let possible = (1 + ahead(1e-10), 1 + ahead(-1e-10));
            let (best, worst) = (*interval.start(), *interval.end());
            prop_assert!(best <= possible.1 && possible.0 <= worst, "{possible:?} {interval:?}");
        }
    }

    #[test]
    fn a_village_that_is_best_by_a_criterion_does_not_fall_when_its_weight_rises(
        rows in rows(), weights in weights(), j in 0..M, more in 0.01..5.0_f64
    ) {
        let candidates = candidates(&rows);
        let before = rank(&plan(&weights, MissingPolicy::Interval), &candidates).unwrap();
        let mut heavier = weights.clone();
        heavier[j] += more;
        let after = rank(&plan(&heavier, MissingPolicy::Interval), &candidates).unwrap();
        let r = |i: usize| before.normalised(&candidates, i, j).unwrap_or(0.0);
        for i in 0..rows.len() {
            let best = (0..rows.len()).all(|k| r(k) <= r(i));
            prop_assert!(!best || after.rank[i] <= before.rank[i]);
        }
    }

    #[test]
    fn scaling_all_weights_changes_nothing(rows in rows(), weights in weights()) {
        let candidates = candidates(&rows);
        let doubled: Vec<f64> = weights.iter().map(|w| w * 2.0).collect();
        let a = rank(&plan(&weights, MissingPolicy::Interval), &candidates).unwrap();
        let b = rank(&plan(&doubled, MissingPolicy::Interval), &candidates).unwrap();
        prop_assert_eq!(a.rank, b.rank);
    }
}
