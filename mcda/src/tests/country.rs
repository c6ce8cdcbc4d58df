//! Countries made up to measure on: villages in clusters, figures of regencies beside figures of villages,
//! as the real ones are.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::select::{Places, SelectionInput};
use crate::{Candidates, Constraints, Plan, Ranking, rank};

/// Criteria of the plan: the first and the third are the same for all villages of a regency.
const CRITERIA: [(&str, f64, &str); 4] = [
    ("pmi_per_1000", 0.40, "benefit"),
    ("ike", 0.25, "cost"),
    ("poverty_pct", 0.20, "benefit"),
    ("iks", 0.15, "cost"),
];

/// A made-up country with a plan.
pub struct Country {
    pub plan: Plan,
    pub candidates: Candidates,
    pub ranking: Ranking,
    pub input: SelectionInput,
    pub constraints: Constraints,
}

impl Country {
    /// `villages` in `regencies`, about fourteen to a province.
    pub fn new(villages: usize, regencies: usize, seed: u64, constraints: Value) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let criteria: Vec<Value> = CRITERIA
            .iter()
            .map(|(name, weight, direction)| {
                json!({"indicator": name, "weight": weight, "direction": direction,
                    "goalposts": [0, 1]})
            })
            .collect();
        let plan: Plan =
            serde_json::from_value(json!({"criteria": criteria, "constraints": constraints}))
                .unwrap();
        // Regencies lie on islands along the equator, villages in a few towns of each.
        let mut towns: Vec<[f64; 2]> = Vec::new();
        let mut of_regency: Vec<[f64; 2]> = Vec::new();
        for k in 0..regencies {
            let island = k / 14;
            let (lon, lat) = (95.5 + island as f64 * 1.2, -8.0 + (k % 14) as f64 * 0.8);
            towns.extend((0..5).map(|_| {
                [lon + random.random_range(0.0..0.6), lat + random.random_range(0.0..0.6)]
            }));
            of_regency.push([random.random_range(0.0..1.0), random.random_range(0.1..0.6)]);
        }
        let mut columns = vec![Vec::new(); CRITERIA.len()];
        let (mut ids, mut codes, mut points) = (Vec::new(), Vec::new(), Vec::new());
        for i in 0..villages {
            let regency = i * regencies / villages;
            let town = towns[regency * 5 + random.random_range(0..5)];
            let near = |random: &mut ChaCha8Rng| random.random_range(-0.12..0.12_f64);
            points.push([town[0] + near(&mut random), town[1] + near(&mut random)]);
            // Scores of villages have few decimals, and often tie.
            let of_village =
                |random: &mut ChaCha8Rng| f64::from(random.random_range(0..60_u32)) / 60.0;
            columns[0].push(of_regency[regency][0]);
            columns[1].push(of_village(&mut random));
            columns[2].push(of_regency[regency][1]);
            columns[3].push(of_village(&mut random));
            codes.push(format!("{:02}.{:02}", 11 + regency / 14, 1 + regency % 14));
            ids.push(format!("{}.{:06}", codes[i], i));
        }
        let candidates =
            Candidates::new(ids, columns).unwrap().with_regencies(codes.clone()).unwrap();
        let ranking = rank(&plan, &candidates).unwrap();
        let input = SelectionInput {
            provinces: codes.iter().map(|code| code[..2].to_owned()).collect(),
            costs: (0..villages).map(|i| 150e6 + (i % 97) as f64 * 1e6).collect(),
            places: Places::LonLat(points),
            ..SelectionInput::from_ranking(&ranking, &candidates)
        };
        let constraints = plan.constraints.clone().unwrap();
        Self { plan, candidates, ranking, input, constraints }
    }
}
