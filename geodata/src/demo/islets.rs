//! Small schematic islands where the coast of Natural Earth lacks the land of a regency.

use rstar::RTree;
use rstar::primitives::Line;

use super::graph::distance;
use super::inputs::Island;
use super::mesh::{KM_PER_DEGREE, km, snap};
use super::noise;
use crate::facts::RegencyFact;

/// Nearer than this to the shore, a regency's point counts as lying on that land: the coast is
/// generalised by about this much.
const ASHORE_KM: f64 = 4.0;
const MOST_PER_REGENCY: usize = 14;
const MARGIN_KM: f64 = 0.4;

/// An island that was added.
#[derive(Debug)]
pub struct Islet {
    /// The place of its regency among the facts.
    pub regency: usize,
    /// Its centre in degrees.
    pub at: [f64; 2],
    /// Its shore, closed.
    pub ring: Vec<[f64; 2]>,
}

/// The islets of the regencies whose own point is at sea: one there, and others where the
/// gazetteer knows populated islands, of the official area altogether if there is room.
pub fn islets(
    coast: &[Vec<[f64; 2]>],
    facts: &[RegencyFact],
    islands: &[Island],
    seed: u64,
) -> Vec<Islet> {
    let shore: Vec<Line<[f64; 2]>> = coast
        .iter()
        .flat_map(|ring| ring.windows(2))
        .map(|pair| Line::new(km(pair[0]), km(pair[1])))
        .collect();
    let shore = RTree::bulk_load(shore);
    let gap = |at: [f64; 2]| {
        shore
            .nearest_neighbor(&at)
            .map_or(f64::MAX, |line| rstar::PointDistance::distance_2(line, &at).sqrt())
    };
    let mut islets: Vec<Islet> = Vec::new();
    let mut taken: Vec<([f64; 2], f64)> = Vec::new();
    for (regency, fact) in facts.iter().enumerate() {
        let label = [fact.label_lon, fact.label_lat];
        if on_land(coast, label) || gap(km(label)) <= ASHORE_KM {
            continue;
        }
        let mut places = vec![label];
        let mut own: Vec<&Island> =
            islands.iter().filter(|island| island.regency == fact.code).collect();
        own.sort_by_key(|island| !island.populated);
        for island in own {
            let clear = |other: &[f64; 2]| distance(km(*other), km(island.at)) > 2.5;
            if places.len() < MOST_PER_REGENCY
                && places.iter().all(clear)
                && !on_land(coast, island.at)
                && gap(km(island.at)) > 1.5
            {
                places.push(island.at);
            }
        }
        // The first island is the main one: half of the land when there are others.
        let others = (places.len() - 1).max(1) as f64;
        for (number, at) in places.iter().enumerate() {
            let share = if places.len() == 1 {
                1.0
            } else if number == 0 {
                0.5
            } else {
                0.5 / others
            };
            let wanted = (fact.area_km2 * share / std::f64::consts::PI).sqrt();
            let room = taken
                .iter()
                .map(|(other, radius)| distance(*other, km(*at)) - radius)
                .fold(gap(km(*at)), f64::min);
            let next = places.iter().enumerate().filter(|(k, _)| *k != number);
            let room = next
                .map(|(_, other)| distance(km(*other), km(*at)) / 2.0)
                .fold(room - MARGIN_KM, f64::min);
            // The shore wanders by a fifth around the radius.
            let radius = wanted.min(room / 1.25);
            if radius < 0.15 {
                continue;
            }
            taken.push((km(*at), radius * 1.25));
            islets.push(Islet {
                regency,
                at: *at,
                ring: shore_line(*at, radius, seed ^ (regency as u64) << 8 ^ number as u64),
            });
        }
    }
    islets
}

/// A rounded shore of 18 corners with the area of a circle of `radius` kilometres, roughly.
fn shore_line(at: [f64; 2], radius: f64, seed: u64) -> Vec<[f64; 2]> {
    let mut ring: Vec<[f64; 2]> = (0..18u64)
        .map(|k| {
            let angle = std::f64::consts::TAU * (k as f64) / 18.0;
            let reach = radius * (0.82 + 0.38 * noise::unit(noise::hash(seed) ^ k)) / KM_PER_DEGREE;
            [snap(at[0] + reach * angle.cos()), snap(at[1] + reach * angle.sin())]
        })
        .collect();
    ring.push(ring[0]);
    ring
}

/// Whether a point is on land by the even-odd rule.
fn on_land(coast: &[Vec<[f64; 2]>], at: [f64; 2]) -> bool {
    super::mesh::inside(coast, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regency_at_sea_gets_land_of_its_size_and_one_ashore_gets_none() {
        let facts = crate::facts::regencies().unwrap();
        let coast = [vec![[100.0, -1.0], [101.0, -1.0], [101.0, 0.0], [100.0, 0.0], [100.0, -1.0]]];
        let mut two: Vec<RegencyFact> = facts[..2].to_vec();
        (two[0].label_lon, two[0].label_lat, two[0].area_km2) = (100.5, -0.5, 500.0);
        (two[1].label_lon, two[1].label_lat, two[1].area_km2) = (105.0, -0.5, 50.0);
        let added = islets(&coast, &two, &[], 1);
        assert_eq!(added.iter().map(|islet| islet.regency).collect::<Vec<_>>(), [1]);
        let mesh = super::super::mesh::triangulate(&[added[0].ring.clone()], &[]).unwrap();
        let area: f64 = (0..mesh.triangles.len()).map(|t| mesh.area(t)).sum();
        assert!((35.0..65.0).contains(&area), "{area}");
    }
}
