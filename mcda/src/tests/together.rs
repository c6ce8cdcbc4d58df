//! Rank intervals where a missing value is one of a whole area: found by trying every completion.

use proptest::prelude::*;

use crate::{
    CandidateSource, Candidates, Criterion, Direction, Method, MissingPolicy, Normalisation,
    Parameters, Plan, rank,
};

/// The level at which each criterion is known: provinces, regencies, or each village its own.
const LEVEL_OF: [Option<usize>; 4] = [Some(0), Some(1), None, Some(1)];

fn plan(method: Method, weights: [f64; 4]) -> Plan {
    let criterion = |(j, weight): (usize, f64)| Criterion {
        indicator: format!("c{j}"),
        weight,
        direction: Some(if j == 2 { Direction::Cost } else { Direction::Benefit }),
        goalposts: Some([0.0, 1.0]),
        missing: None,
        indifference: None,
        preference: None,
    };
    Plan {
        round: None,
        candidates: CandidateSource::default(),
        criteria: weights.into_iter().enumerate().map(criterion).collect(),
        missing: MissingPolicy::Interval,
        include_imputed: false,
        years: 1,
        method,
        normalisation: Some(Normalisation::Goalposts),
        parameters: Parameters::default(),
        constraints: None,
        basket: Vec::new(),
    }
}

/// Villages in nested areas: of each its province, its regency, and its values.
#[derive(Debug, Clone)]
struct Country {
    areas: [Vec<u32>; 2],
    columns: Vec<Vec<f64>>,
}

impl Country {
    fn candidates(&self, columns: Vec<Vec<f64>>) -> Candidates {
        let ids = (0..self.areas[0].len()).map(|i| format!("v{i:03}")).collect();
        Candidates::new(ids, columns)
            .unwrap()
            .with_common(self.areas.to_vec(), LEVEL_OF.to_vec())
            .unwrap()
    }

    /// The cells that take one value together, wherever any is missing.
    fn unknowns(&self) -> Vec<(usize, Vec<usize>)> {
        let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
        for (j, column) in self.columns.iter().enumerate() {
            let missing: Vec<usize> = (0..column.len()).filter(|i| column[*i].is_nan()).collect();
            let Some(level) = LEVEL_OF[j] else {
                found.extend(missing.into_iter().map(|i| (j, vec![i])));
                continue;
            };
            let area = |i: usize| self.areas[level][i];
            for first in missing.iter().copied() {
                let cells: Vec<usize> =
                    (0..column.len()).filter(|i| area(*i) == area(first)).collect();
                if cells[0] == first {
                    found.push((j, cells));
                }
            }
        }
        found
    }
}

/// Regencies of two provinces. A value of an area is there for all of its villages or for none.
fn country(own: impl Strategy<Value = f64> + 'static) -> impl Strategy<Value = Country> {
    let area_value =
        || prop_oneof![2 => Just(f64::NAN), 3 => (0..=4_u8).prop_map(|q| f64::from(q) / 4.0)];
    let villages = prop::collection::vec((0..4_u32, own), 2..6);
    (
        villages,
        prop::collection::vec(area_value(), 2),
        prop::collection::vec((area_value(), area_value()), 4),
    )
        .prop_map(|(villages, of_province, of_regency)| {
            let regencies: Vec<u32> = villages.iter().map(|village| village.0).collect();
            let provinces: Vec<u32> = regencies.iter().map(|regency| regency / 2).collect();
            let columns = vec![
                provinces.iter().map(|p| of_province[*p as usize]).collect(),
                regencies.iter().map(|r| of_regency[*r as usize].0).collect(),
                villages.iter().map(|village| village.1).collect(),
                regencies.iter().map(|r| of_regency[*r as usize].1).collect(),
            ];
            Country { areas: [provinces, regencies], columns }
        })
}

/// The best and the worst rank of every village over all completions whose unknowns are at an end of
/// the scale, and what is wrong with the interval where it is not these.
fn compare(country: &Country, plan: &Plan) -> Result<(), TestCaseError> {
    let unknowns = country.unknowns();
    let n = country.areas[0].len();
    let (mut best, mut worst) = (vec![u32::MAX; n], vec![0; n]);
    for ends in 0..1_u32 << unknowns.len() {
        let mut columns = country.columns.clone();
        for (bit, (j, cells)) in unknowns.iter().enumerate() {
            for i in cells {
                columns[*j][*i] = f64::from((ends >> bit) & 1);
            }
        }
        let complete = rank(plan, &country.candidates(columns)).unwrap();
        for i in 0..n {
            best[i] = best[i].min(complete.rank[i]);
            worst[i] = worst[i].max(complete.rank[i]);
        }
    }
    let found = rank(plan, &country.candidates(country.columns.clone())).unwrap();
    prop_assert_eq!(&found.rank_best, &best, "best of {:?}", country);
    prop_assert_eq!(&found.rank_worst, &worst, "worst of {:?}", country);
    Ok(())
}

proptest! {
    #[test]
    fn both_ends_of_every_interval_are_reached_and_none_lies_beyond(
        // Quarters with weights in eighths are exact, so that ties are ties.
        country in country(prop_oneof![1 => Just(f64::NAN), 3 => (0..=4_u8).prop_map(|q| f64::from(q) / 4.0)]),
        weights in prop_oneof![
            Just([0.25, 0.25, 0.25, 0.25]), Just([0.5, 0.125, 0.25, 0.125]),
            Just([0.125, 0.5, 0.125, 0.25]), Just([0.125, 0.125, 0.5, 0.25]),
        ],
    ) {
        compare(&country, &plan(Method::Wsm, weights))?;
    }

    #[test]
    fn products_reach_both_ends_too(country in country(0.01..0.99_f64)) {
        compare(&country, &plan(Method::Geometric, [0.3, 0.3, 0.2, 0.2]))?;
    }
}

#[test]
fn what_a_regency_lacks_does_not_part_its_villages() {
    let nan = f64::NAN;
    let country = Country {
        areas: [vec![0; 4], vec![0, 0, 0, 1]],
        columns: vec![
            vec![0.5; 4],
            vec![nan, nan, nan, 0.5],
            vec![0.0, 0.25, 0.5, 0.25],
            vec![0.5; 4],
        ],
    };
    let plan = plan(Method::Wsm, [0.25, 0.25, 0.25, 0.25]);
    let ranking = rank(&plan, &country.candidates(country.columns.clone())).unwrap();
    // The three keep their order; only the fourth may come anywhere among them.
    assert_eq!(ranking.rank_best, [1, 2, 3, 1]);
    assert_eq!(ranking.rank_worst, [2, 3, 4, 4]);
    let ids = (0..4).map(|i| format!("v{i}")).collect();
    let alone = Candidates::new(ids, country.columns.clone()).unwrap();
    let alone = rank(&plan, &alone).unwrap();
    assert_eq!(alone.rank_best, [1, 1, 1, 1]);
    let left = country.candidates(country.columns.clone()).without(1).unwrap();
    let left = rank(&plan, &left).unwrap();
    assert_eq!((left.rank_best, left.rank_worst), (vec![1, 2, 1], vec![2, 3, 3]));
}

#[test]
fn a_country_is_ranked_with_its_intervals_in_milliseconds() {
    let n = 83_762_u32;
    let noise =
        |i: u32, salt: u32| f64::from((i ^ salt).wrapping_mul(2_654_435_761) >> 8) / 16_777_216.0;
    let regencies: Vec<u32> = (0..n).map(|i| i / 163).collect();
    let provinces: Vec<u32> = regencies.iter().map(|regency| regency / 14).collect();
    let of_area = |areas: &[u32], every: u32| -> Vec<f64> {
        areas.iter().map(|a| if a % every == 0 { f64::NAN } else { noise(*a, 7) }).collect()
    };
    let columns = vec![
        of_area(&provinces, 3),
        of_area(&regencies, 2),
        (0..n).map(|i| noise(i, 1)).collect(),
        of_area(&regencies, 5),
    ];
    let country = Country { areas: [provinces, regencies], columns };
    let candidates = country.candidates(country.columns.clone());
    let plan = plan(Method::Wsm, [0.4, 0.3, 0.2, 0.1]);
    let start = std::time::Instant::now();
    let ranking = rank(&plan, &candidates).unwrap();
    // Tens of milliseconds; a comparison of all pairs would take minutes.
    assert!(start.elapsed().as_secs() < 2, "{:?}", start.elapsed());
    let held = |i: usize| (ranking.rank_best[i]..=ranking.rank_worst[i]).contains(&ranking.rank[i]);
    assert!((0..n as usize).all(held));
}
