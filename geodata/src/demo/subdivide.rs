//! Divides a regency's triangles into districts and villages.

use super::graph::Graph;
use super::mesh;
use super::noise;
use crate::code::{AreaCode, VillageKind};

/// At least this many triangles for each village, on average in every district.
const TRIANGLES_PER_VILLAGE: usize = 5;

/// A regency's own part of the mesh; corners are numbered within it.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Degrees; the corners that the regency started with keep their places.
    pub points: Vec<[f64; 2]>,
    /// Corners, counter-clockwise.
    pub triangles: Vec<[u32; 3]>,
}

/// Divides `part` among `districts`, each the codes of its villages; answers the divided part
/// and the village of every triangle, counted through all districts in order.
pub fn subdivide(mut part: Part, districts: &[Vec<AreaCode>], seed: u64) -> (Part, Vec<u32>) {
    let villages: usize = districts.iter().map(Vec::len).sum();
    refine(&mut part.points, &mut part.triangles, villages * TRIANGLES_PER_VILLAGE);
    let weights: Vec<f64> =
        districts.iter().map(|codes| codes.iter().map(|code| size(*code, seed)).sum()).collect();
    let graph = Graph::new(&part.points, &part.triangles, grain(&part, districts.len()), seed);
    let district = graph.partition(&weights, seed);
    let mut members: Vec<Vec<[u32; 3]>> = vec![Vec::new(); districts.len()];
    for (triangle, district) in part.triangles.iter().zip(district) {
        members[district as usize].push(*triangle);
    }
    let (mut triangles, mut labels, mut first) =
        (Vec::with_capacity(part.triangles.len()), Vec::new(), 0u32);
    for (number, (mut own, codes)) in members.into_iter().zip(districts).enumerate() {
        refine(&mut part.points, &mut own, codes.len() * TRIANGLES_PER_VILLAGE);
        let seed = noise::hash(seed ^ (number as u64 + 1));
        let own_part = Part { points: Vec::new(), triangles: own };
        let grain = grain_of(&part.points, &own_part.triangles, codes.len());
        let graph = Graph::new(&part.points, &own_part.triangles, grain, seed);
        let weights: Vec<f64> = codes.iter().map(|code| size(*code, seed)).collect();
        labels.extend(graph.partition(&weights, seed).into_iter().map(|village| first + village));
        triangles.extend(own_part.triangles);
        first += codes.len() as u32;
    }
    part.triangles = triangles;
    (part, labels)
}

/// The relative size of a village: kelurahan are small, and no two villages are alike.
fn size(code: AreaCode, seed: u64) -> f64 {
    let kind = if code.village_kind() == Some(VillageKind::Kelurahan) { 0.4 } else { 1.0 };
    let key = noise::hash(code.feature_id() ^ seed);
    kind * (0.4 * noise::normal(noise::unit(key), noise::unit(key ^ 1))).clamp(-0.9, 0.9).exp()
}

/// The size of bends for borders of `count` areas in a part, in kilometres.
fn grain(part: &Part, count: usize) -> f64 {
    grain_of(&part.points, &part.triangles, count)
}

fn grain_of(points: &[[f64; 2]], triangles: &[[u32; 3]], count: usize) -> f64 {
    let area: f64 = triangles
        .iter()
        .map(|t| {
            let [a, b, c] = t.map(|c| points[c as usize]);
            mesh::area_km2(a, b, c)
        })
        .sum();
    (area / count.max(1) as f64).sqrt().max(0.01) * 0.6
}

/// Cuts the largest triangles in three, at their centres, until there are `least` of them. Edges
/// stay as they are, so neighbours notice nothing.
fn refine(points: &mut Vec<[f64; 2]>, triangles: &mut Vec<[u32; 3]>, least: usize) {
    if triangles.len() >= least || triangles.is_empty() {
        return;
    }
    let area = |points: &[[f64; 2]], t: &[u32; 3]| {
        let [a, b, c] = t.map(|c| points[c as usize]);
        mesh::twice_area(a, b, c)
    };
    let mut queue: std::collections::BinaryHeap<(u64, usize)> = triangles
        .iter()
        .enumerate()
        .map(|(k, t)| (area(points, t).max(0.0).to_bits(), k))
        .collect();
    while triangles.len() < least {
        let Some((_, at)) = queue.pop() else { return };
        let [a, b, c] = triangles[at];
        let [p, q, r] = [a, b, c].map(|corner| points[corner as usize]);
        let middle = [0, 1].map(|axis| mesh::snap((p[axis] + q[axis] + r[axis]) / 3.0));
        let parts = [(p, q), (q, r), (r, p)];
        if parts.iter().any(|(from, to)| mesh::twice_area(*from, *to, middle) <= 1e-13) {
            continue;
        }
        let new = points.len() as u32;
        points.push(middle);
        triangles[at] = [a, b, new];
        triangles.push([b, c, new]);
        triangles.push([c, a, new]);
        for k in [at, triangles.len() - 2, triangles.len() - 1] {
            queue.push((area(points, &triangles[k]).max(0.0).to_bits(), k));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_one_triangle_is_enough_for_a_town() {
        let part = Part {
            points: vec![[110.0, -7.0], [110.01, -7.0], [110.0, -6.99]],
            triangles: vec![[0, 1, 2]],
        };
        let codes = |district: u32| {
            (1..=20)
                .map(|n| format!("33.01.{district:02}.1{n:03}").parse().unwrap())
                .collect::<Vec<AreaCode>>()
        };
        let districts = [codes(1), codes(2), codes(3)];
        let (part, labels) = subdivide(part, &districts, 5);
        assert_eq!(part.triangles.len(), labels.len());
        for village in 0..60 {
            assert!(labels.contains(&village), "{village}");
        }
        let total: f64 = part
            .triangles
            .iter()
            .map(|t| {
                let [a, b, c] = t.map(|c| part.points[c as usize]);
                mesh::twice_area(a, b, c)
            })
            .sum();
        assert!((total - 1e-4).abs() < 1e-12);
    }
}
