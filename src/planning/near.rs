//! Which of the villages that somebody picked are too near each other.

use std::collections::{BTreeSet, BinaryHeap, HashMap};

use geodata::dataset::Dataset;
use geodata::distance::{LEAST_DEGREE_OF_LATITUDE_M, Position};
use serde::Serialize;
use utoipa::ToSchema;

use super::site::Site;
use crate::mcda::{Named, Plan, PlanError};

/// Pairs that are listed.
const LISTED: usize = 1_000;

/// The pairs of picked villages that are nearer to each other than the plan wants.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NearPairsAnswer {
    /// The dataset it rests on.
    pub dataset_version: String,
    /// The distance that the plan wants, in kilometres; 0 where it wants none.
    pub spacing_km: f64,
    /// The pairs, nearest first; at most 1,000.
    pub items: Vec<NearPair>,
    /// How many pairs there are.
    pub total: usize,
}

/// Two villages that are too near each other.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NearPair {
    /// The code of the one.
    pub first: String,
    /// The code of the other, behind that of the first.
    pub second: String,
    /// How far they are apart: the geodesic on WGS 84, in kilometres.
    pub km: f64,
}

/// Compares all villages of a plan's basket and all that it pins. A village without a polygon stands at
/// the point of its district; one without a position is near nobody.
///
/// # Errors
/// A plan that is wrong, by field.
pub fn near_pairs(dataset: &Dataset, plan: &Plan) -> Result<NearPairsAnswer, PlanError> {
    plan.validate()?;
    let constraints = plan.constraints.as_ref();
    let spacing_km = constraints.and_then(|c| c.spacing_km).unwrap_or(0.0);
    let pins = constraints.into_iter().flat_map(|c| &c.pin).map(Named::id);
    let picked: BTreeSet<&str> = plan.basket.iter().map(String::as_str).chain(pins).collect();
    let (nearest, total) = nearest(&placed(dataset, plan, &picked), spacing_km * 1000.0);
    let items = nearest.into_iter().map(|(metres, first, second)| NearPair {
        first: first.to_owned(),
        second: second.to_owned(),
        km: metres / 1000.0,
    });
    Ok(NearPairsAnswer {
        dataset_version: dataset.manifest.version.clone(),
        spacing_km,
        items: items.collect(),
        total,
    })
}

/// A picked village: latitude in degrees, code, position.
type Placed<'a> = (f64, &'a str, Position);

/// The picked villages that have a position, from the south to the north.
fn placed<'a>(dataset: &Dataset, plan: &Plan, picked: &BTreeSet<&'a str>) -> Vec<Placed<'a>> {
    let rows = plan.candidates.rows.as_deref();
    let own: Option<HashMap<&str, [f64; 2]>> = rows.map(|rows| {
        rows.iter().filter_map(|row| Some((row.id.as_str(), [row.lon?, row.lat?]))).collect()
    });
    let point = |id: &str| match &own {
        Some(rows) => rows.get(id).copied(),
        None => Site::of_code(dataset, id).map(|site| site.at),
    };
    let mut placed: Vec<Placed<'_>> = picked
        .iter()
        .filter_map(|id| point(id).map(|[lon, lat]| (lat, *id, Position::new([lon, lat]))))
        .collect();
    placed.sort_by(|a, b| a.0.total_cmp(&b.0));
    placed
}

/// The nearest of all pairs that are nearer than `limit_m` (metres, the lesser and the greater
/// code), and how many there are.
fn nearest<'a>(placed: &[Placed<'a>], limit_m: f64) -> (Vec<(f64, &'a str, &'a str)>, usize) {
    let reach = limit_m / LEAST_DEGREE_OF_LATITUDE_M;
    let mut total = 0;
    let mut nearest: BinaryHeap<Pair<'a>> = BinaryHeap::new();
    for (at, (latitude, one, here)) in placed.iter().enumerate() {
        let rest = placed.iter().skip(at + 1).take_while(|(other, ..)| other - latitude <= reach);
        for (_, other, there) in rest.filter(|(.., there)| here.is_nearer(there, limit_m)) {
            total += 1;
            // Most pairs of a crowd are seen to be farther than those that are kept already.
            let worst = nearest.peek().filter(|_| nearest.len() == LISTED);
            if worst.is_some_and(|worst| !here.is_within(there, worst.metres)) {
                continue;
            }
            let (first, second) = if one < other { (*one, *other) } else { (*other, *one) };
            nearest.push(Pair { metres: here.metres(there), first, second });
            if nearest.len() > LISTED {
                nearest.pop();
            }
        }
    }
    let sorted = nearest.into_sorted_vec();
    (sorted.into_iter().map(|pair| (pair.metres, pair.first, pair.second)).collect(), total)
}

/// Ordered by distance and then by codes.
#[derive(Debug, PartialEq)]
struct Pair<'a> {
    metres: f64,
    first: &'a str,
    second: &'a str,
}

impl Eq for Pair<'_> {}

impl Ord for Pair<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let codes = (self.first, self.second).cmp(&(other.first, other.second));
        self.metres.total_cmp(&other.metres).then(codes)
    }
}

impl PartialOrd for Pair<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use geodata::distance::metres;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_pairs_are_those_that_comparing_all_finds(
            points in proptest::collection::vec((115.9..116.3f64, -8.9..-8.5f64), 0..60), km in 0.0..12.0f64,
        ) {
            let codes: Vec<String> = (0..points.len()).map(|i| format!("{i:03}")).collect();
            let mut placed: Vec<Placed<'_>> = codes.iter().zip(&points)
                .map(|(code, (lon, lat))| (*lat, code.as_str(), Position::new([*lon, *lat]))).collect();
            placed.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut expected = Vec::new();
            for (i, a) in points.iter().enumerate() {
                for (k, b) in points.iter().enumerate().skip(i + 1) {
                    let apart = metres([a.0, a.1], [b.0, b.1]);
                    if apart < km * 1000.0 {
                        expected.push((apart, codes[i].as_str(), codes[k].as_str()));
                    }
                }
            }
            expected.sort_by(|a, b| a.partial_cmp(b).unwrap());
            let total = expected.len();
            expected.truncate(LISTED);
            let (found, count) = nearest(&placed, km * 1000.0);
            prop_assert_eq!(count, total);
            // From a to b and from b to a a geodesic may differ by its last bits.
            prop_assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(&expected) {
                prop_assert!((found.0 - expected.0).abs() < 1e-6);
            }
        }
    }
}
