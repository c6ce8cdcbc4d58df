//! Outlines of sets of triangles: OGC-valid MultiPolygons that share every vertex with their neighbours.

use std::collections::HashMap;

use geo::{Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;

use super::mesh::{Mesh, NONE};

/// The outline of every label `0..count`; `labels[t]` is the label of triangle `t`. A label
/// without a triangle gets an empty MultiPolygon.
pub fn outlines(mesh: &Mesh, labels: &[u32], count: usize) -> Vec<MultiPolygon<f64>> {
    let mut starts = vec![0usize; count + 1];
    for label in labels {
        starts[*label as usize + 1] += 1;
    }
    for label in 0..count {
        starts[label + 1] += starts[label];
    }
    let mut next = starts.clone();
    let mut members = vec![0u32; labels.len()];
    for (triangle, label) in labels.iter().enumerate() {
        members[next[*label as usize]] = triangle as u32;
        next[*label as usize] += 1;
    }
    (0..count)
        .into_par_iter()
        .map(|label| outline(mesh, labels, &members[starts[label]..starts[label + 1]]))
        .collect()
}

/// The outline of `members`, all triangles of one label.
fn outline(mesh: &Mesh, labels: &[u32], members: &[u32]) -> MultiPolygon<f64> {
    let mut pieces = Pieces::new(mesh, labels, members);
    for triangle in members {
        for side in 0..3 {
            if let Some((piece, ring)) = pieces.trace(*triangle, side) {
                pieces.add(piece, &ring);
            }
        }
    }
    pieces.finish()
}

/// The rings found so far, by edge-connected piece.
struct Pieces<'a> {
    mesh: &'a Mesh,
    labels: &'a [u32],
    piece: HashMap<u32, usize>,
    seen: std::collections::HashSet<(u32, u8)>,
    shells: Vec<Option<LineString<f64>>>,
    holes: Vec<Vec<LineString<f64>>>,
}

impl<'a> Pieces<'a> {
    fn new(mesh: &'a Mesh, labels: &'a [u32], members: &[u32]) -> Self {
        let mut piece = HashMap::with_capacity(members.len());
        let mut count = 0;
        let mut queue = Vec::new();
        for start in members {
            if piece.contains_key(start) {
                continue;
            }
            piece.insert(*start, count);
            queue.push(*start);
            while let Some(at) = queue.pop() {
                for next in mesh.neighbours[at as usize] {
                    if next != NONE
                        && labels[next as usize] == labels[at as usize]
                        && !piece.contains_key(&next)
                    {
                        piece.insert(next, count);
                        queue.push(next);
                    }
                }
            }
            count += 1;
        }
        let holes = (0..count).map(|_| Vec::new()).collect();
        Self {
            mesh,
            labels,
            piece,
            seen: std::collections::HashSet::new(),
            shells: vec![None; count],
            holes,
        }
    }

    fn is_border(&self, triangle: u32, side: usize) -> bool {
        let next = self.mesh.neighbours[triangle as usize][side];
        next == NONE || self.labels[next as usize] != self.labels[triangle as usize]
    }

    /// Walks along the border from one edge, inside on the left, turning within the piece.
    fn trace(&mut self, triangle: u32, side: usize) -> Option<(usize, Vec<u32>)> {
        if !self.is_border(triangle, side) || self.seen.contains(&(triangle, side as u8)) {
            return None;
        }
        let mut ring = Vec::new();
        let (mut at, mut edge) = (triangle, side);
        while self.seen.insert((at, edge as u8)) {
            ring.push(self.mesh.triangles[at as usize][edge]);
            edge = (edge + 1) % 3;
            while !self.is_border(at, edge) {
                let corner = self.mesh.triangles[at as usize][edge];
                at = self.mesh.neighbours[at as usize][edge];
                edge =
                    self.mesh.triangles[at as usize].iter().position(|c| *c == corner).unwrap_or(0);
            }
        }
        Some((*self.piece.get(&triangle)?, ring))
    }

    /// Adds a closed walk, cut where it passes a vertex twice: OGC allows rings that touch in a
    /// point, but no ring that touches itself.
    fn add(&mut self, piece: usize, walk: &[u32]) {
        let mut path: Vec<u32> = Vec::with_capacity(walk.len());
        let mut place: HashMap<u32, usize> = HashMap::with_capacity(walk.len());
        for corner in walk {
            if let Some(from) = place.get(corner).copied() {
                let ring: Vec<u32> = path.drain(from..).collect();
                for cut in &ring {
                    place.remove(cut);
                }
                self.add_ring(piece, &ring);
            }
            place.insert(*corner, path.len());
            path.push(*corner);
        }
        self.add_ring(piece, &path);
    }

    fn add_ring(&mut self, piece: usize, ring: &[u32]) {
        let origin = self.mesh.points[ring[0] as usize];
        let twice: f64 = (0..ring.len())
            .map(|k| {
                let (a, b) = (
                    self.mesh.points[ring[k] as usize],
                    self.mesh.points[ring[(k + 1) % ring.len()] as usize],
                );
                super::mesh::twice_area(origin, a, b)
            })
            .sum();
        let line = ring
            .iter()
            .chain(ring.first())
            .map(|corner| Coord::from(self.mesh.points[*corner as usize]))
            .collect();
        if twice > 0.0 {
            self.shells[piece] = Some(line);
        } else {
            self.holes[piece].push(line);
        }
    }

    fn finish(self) -> MultiPolygon<f64> {
        let polygons = self.shells.into_iter().zip(self.holes);
        MultiPolygon(
            polygons.filter_map(|(shell, holes)| Some(Polygon::new(shell?, holes))).collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::{mesh, noise};
    use super::*;
    use geo::{Area, Validation};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        // Labels drawn at random make the worst outlines: specks, holes, and corners that touch.
        #[test]
        fn outlines_of_any_labels_are_valid_and_cover_the_land(seed: u64, count in 1usize..6) {
            let ring = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
            let inner: Vec<[f64; 2]> = (0..60).map(|k| [noise::unit(seed ^ k), noise::unit(seed ^ (k + 999))]).collect();
            let mesh = mesh::triangulate(&[ring], &inner).unwrap();
            let labels: Vec<u32> = (0..mesh.triangles.len() as u64).map(|t| (noise::hash(seed ^ (t << 20)) % count as u64) as u32).collect();
            let shapes = outlines(&mesh, &labels, count);
            for shape in &shapes {
                prop_assert!(shape.is_valid(), "{shape:?}");
            }
            let total: f64 = shapes.iter().map(Area::signed_area).sum();
            prop_assert!((total - 1.0).abs() < 1e-9);
        }
    }
}
