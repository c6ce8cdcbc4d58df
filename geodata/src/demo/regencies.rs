//! Gives every triangle to a regency: islands to the regencies that own them, and land that
//! several share by growth from their points until the official areas fit.

use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::graph::{Graph, distance};
use super::inputs::Island;
use super::islets::Islet;
use super::mesh::{Mesh, km};
use super::nearby::Nearby;
use crate::facts::RegencyFact;

/// How far from the shore an island of the gazetteer still tells who owns the land.
const NEAR_KM: f64 = 6.0;
/// The size of the bends of regency borders.
const GRAIN_KM: f64 = 22.0;
/// The side of the cells in which triangles are looked for.
const CELL_KM: f64 = 3.0;

type Place = GeomWithData<[f64; 2], usize>;

/// A share of one piece of land.
#[derive(Debug, Clone)]
struct Claim {
    regency: usize,
    /// The triangle it grows from.
    seed: u32,
    /// Its target in km2; all targets of a piece are scaled to the piece.
    target: f64,
}

/// What decides who owns which land.
pub struct Owners<'a> {
    /// Points and official areas.
    pub facts: &'a [RegencyFact],
    /// The gazetteer.
    pub islands: &'a [Island],
    /// The islands that were added.
    pub islets: &'a [Islet],
    /// For the wandering of borders.
    pub seed: u64,
}

impl Owners<'_> {
    /// The regency (its place among the facts) of every triangle. `speeds`, one per regency,
    /// are where the growth starts from and are left as fitted in `rounds` rounds.
    pub fn assign(&self, mesh: &Mesh, speeds: &mut [f64], rounds: usize) -> Vec<u32> {
        let (piece, count) = mesh.pieces(|_, _| true);
        let claims = self.claims(mesh, &piece, count);
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (triangle, piece) in piece.iter().enumerate() {
            members[*piece as usize].push(triangle as u32);
        }
        let start = speeds.to_vec();
        // One by one: a handful of large islands are nearly all of the work, and may stand side by side.
        let divided: Vec<(Vec<u32>, Vec<f64>)> = claims
            .par_iter()
            .zip(&members)
            .with_max_len(1)
            .map(|(claims, members)| self.divide(mesh, claims, members, &start, rounds))
            .collect();
        let mut owner = vec![0u32; mesh.triangles.len()];
        for ((claims, members), (shares, fitted)) in claims.iter().zip(&members).zip(divided) {
            for (triangle, share) in members.iter().zip(shares) {
                owner[*triangle as usize] = claims[share as usize].regency as u32;
            }
            if claims.len() > 1 {
                for (claim, speed) in claims.iter().zip(fitted) {
                    speeds[claim.regency] = speed;
                }
            }
        }
        owner
    }

    /// Divides one piece of land among its claims; the share of every member, and the speeds.
    fn divide(
        &self,
        mesh: &Mesh,
        claims: &[Claim],
        members: &[u32],
        start: &[f64],
        rounds: usize,
    ) -> (Vec<u32>, Vec<f64>) {
        if claims.len() < 2 {
            return (vec![0; members.len()], vec![1.0]);
        }
        let triangles: Vec<[u32; 3]> =
            members.iter().map(|t| mesh.triangles[*t as usize]).collect();
        let graph = Graph::new(&mesh.points, &triangles, GRAIN_KM, self.seed);
        let seeds: Vec<u32> = claims
            .iter()
            .map(|claim| members.binary_search(&claim.seed).unwrap_or(0) as u32)
            .collect();
        let total: f64 = graph.area.iter().sum();
        let scale = total / claims.iter().map(|claim| claim.target).sum::<f64>();
        let targets: Vec<f64> = claims.iter().map(|claim| claim.target * scale).collect();
        let mut speeds: Vec<f64> = claims.iter().map(|claim| start[claim.regency]).collect();
        let shares = graph.fit(&seeds, &targets, &mut speeds, rounds);
        (shares, speeds)
    }

    /// Who claims each of the `count` pieces of land.
    fn claims(&self, mesh: &Mesh, piece: &[u32], count: usize) -> Vec<Vec<Claim>> {
        let centres: Vec<[f64; 2]> =
            (0..mesh.triangles.len()).map(|triangle| km(mesh.centre(triangle))).collect();
        let nearby = Nearby::new(&centres, CELL_KM);
        let mut land = vec![0.0; count];
        for (triangle, piece) in piece.iter().enumerate() {
            land[*piece as usize] += mesh.area(triangle);
        }
        let mut claims: Vec<Vec<Claim>> = vec![Vec::new(); count];
        let mut taken = std::collections::HashSet::new();
        for (regency, fact) in self.facts.iter().enumerate() {
            let label = km([fact.label_lon, fact.label_lat]);
            // Two points may fall into one triangle; the second takes the next one.
            if let Some(free) = nearby.find(label, |triangle| taken.insert(triangle)) {
                let claim = Claim { regency, seed: free as u32, target: fact.area_km2 };
                claims[piece[free] as usize].push(claim);
            }
        }
        for islet in self.islets {
            if let Some(triangle) = nearby.nearest(km(islet.at)) {
                let at = piece[triangle] as usize;
                if claims[at].is_empty() {
                    claims[at].push(Claim {
                        regency: islet.regency,
                        seed: triangle as u32,
                        target: land[at],
                    });
                }
            }
        }
        self.claim_islands(&nearby, &centres, piece, &land, &mut claims);
        self.claim_rest(mesh, piece, &land, &mut claims);
        discount(&land, &mut claims, self.facts.len());
        claims
    }

    /// Pieces without a regency's point, or much larger than the official areas of those that
    /// have theirs there, go to the regencies of the islands that the gazetteer knows there.
    fn claim_islands(
        &self,
        nearby: &Nearby<'_>,
        centres: &[[f64; 2]],
        piece: &[u32],
        land: &[f64],
        claims: &mut [Vec<Claim>],
    ) {
        let mut votes: Vec<std::collections::BTreeMap<usize, (usize, [f64; 2])>> =
            vec![Default::default(); land.len()];
        for island in self.islands {
            let at = km(island.at);
            let Ok(regency) = self.facts.binary_search_by_key(&island.regency, |fact| fact.code)
            else {
                continue;
            };
            let Some(triangle) = nearby.nearest(at) else { continue };
            if distance(centres[triangle], at) <= NEAR_KM {
                let vote = votes[piece[triangle] as usize].entry(regency).or_default();
                *vote = (vote.0 + 1, [vote.1[0] + at[0], vote.1[1] + at[1]]);
            }
        }
        for (at, votes) in votes.iter().enumerate() {
            let claimed: f64 = claims[at].iter().map(|claim| claim.target).sum();
            if claimed >= 0.7 * land[at] {
                continue;
            }
            let all: usize = votes.values().map(|vote| vote.0).sum();
            let most = votes.values().map(|vote| vote.0).max().unwrap_or(0);
            let own: Vec<usize> = claims[at].iter().map(|claim| claim.regency).collect();
            let fit = |vote: usize| {
                if own.is_empty() && land[at] < 400.0 { vote == most } else { vote * 5 >= all }
            };
            let chosen: Vec<(usize, [f64; 2])> = votes
                .iter()
                .filter(|(regency, vote)| !own.contains(regency) && fit(vote.0))
                .map(|(regency, (n, sum))| (*regency, [sum[0] / *n as f64, sum[1] / *n as f64]))
                .take(if own.is_empty() && land[at] < 400.0 { 1 } else { usize::MAX })
                .collect();
            for (regency, centre) in &chosen {
                let target =
                    ((land[at] - claimed) / chosen.len() as f64).min(self.facts[*regency].area_km2);
                let free = |triangle: usize| {
                    piece[triangle] as usize == at
                        && claims[at].iter().all(|claim| claim.seed != triangle as u32)
                };
                if let Some(triangle) = nearby.find(*centre, free) {
                    let seed = triangle as u32;
                    claims[at].push(Claim { regency: *regency, seed, target });
                }
            }
        }
    }

    /// Pieces that nobody claims go to the regency of the nearest known island.
    fn claim_rest(&self, mesh: &Mesh, piece: &[u32], land: &[f64], claims: &mut [Vec<Claim>]) {
        let known = self.islands.iter().filter_map(|island| {
            let regency =
                self.facts.binary_search_by_key(&island.regency, |fact| fact.code).ok()?;
            Some(Place::new(km(island.at), regency))
        });
        let labels = self
            .facts
            .iter()
            .enumerate()
            .map(|(regency, fact)| Place::new(km([fact.label_lon, fact.label_lat]), regency));
        let tree = RTree::bulk_load(known.chain(labels).collect());
        for (triangle, at) in piece.iter().enumerate() {
            let at = *at as usize;
            if claims[at].is_empty() {
                let regency =
                    tree.nearest_neighbor(&km(mesh.centre(triangle))).map_or(0, |place| place.data);
                claims[at].push(Claim { regency, seed: triangle as u32, target: land[at] });
            }
        }
    }
}

/// What a regency has on islands of its own is not sought on land that it shares.
fn discount(land: &[f64], claims: &mut [Vec<Claim>], regencies: usize) {
    let mut own = vec![0.0; regencies];
    for (at, claims) in claims.iter().enumerate() {
        if let [only] = claims.as_slice() {
            own[only.regency] += land[at];
        }
    }
    for claims in claims.iter_mut().filter(|claims| claims.len() > 1) {
        for claim in claims {
            claim.target = (claim.target - own[claim.regency]).max(0.15 * claim.target);
        }
    }
}
