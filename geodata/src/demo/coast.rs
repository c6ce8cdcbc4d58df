//! Mends rings that cross themselves or each other.

use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, RTree, RTreeObject};

use super::mesh::{snap, twice_area};

/// Puts a corner into both rings wherever two segments cross: generalised and quantised coasts
/// cross themselves here and there. Answers how many crossings there were.
pub fn untangle(rings: &mut [Vec<[f64; 2]>]) -> usize {
    let mut total = 0;
    // A corner is rounded to the grid and may, in theory, make a new crossing beside the old one.
    for _ in 0..4 {
        let found = crossings(rings);
        if found.is_empty() {
            break;
        }
        total += found.len() / 2;
        // From the back, so that earlier places stay right.
        for (ring, segment, _, point) in found.into_iter().rev() {
            rings[ring].insert(segment + 1, point);
        }
        for ring in rings.iter_mut() {
            ring.dedup();
        }
    }
    total
}

/// A segment with its ring and its place in it.
type Segment = GeomWithData<Line<[f64; 2]>, (usize, usize)>;

/// All crossings: ring, segment, place along it and point, once for each of the two segments, sorted.
fn crossings(rings: &[Vec<[f64; 2]>]) -> Vec<(usize, usize, f64, [f64; 2])> {
    let segments: Vec<Segment> = rings
        .iter()
        .enumerate()
        .flat_map(|(ring, points)| {
            points
                .windows(2)
                .enumerate()
                .map(move |(k, pair)| GeomWithData::new(Line::new(pair[0], pair[1]), (ring, k)))
        })
        .collect();
    let tree = RTree::bulk_load(segments.clone());
    let mut found = Vec::new();
    for one in &segments {
        let window: AABB<[f64; 2]> = one.envelope();
        for two in tree.locate_in_envelope_intersecting(&window) {
            if one.data < two.data
                && let Some((s, t, point)) = crossing(one.geom(), two.geom())
            {
                found.push((one.data.0, one.data.1, s, point));
                found.push((two.data.0, two.data.1, t, point));
            }
        }
    }
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    found
}

/// Where the insides of two segments cross: the places along each, and the point.
fn crossing(one: &Line<[f64; 2]>, two: &Line<[f64; 2]>) -> Option<(f64, f64, [f64; 2])> {
    let (a, b, c, d) = (one.from, one.to, two.from, two.to);
    let (ca, cb) = (twice_area(c, d, a), twice_area(c, d, b));
    let (ac, ad) = (twice_area(a, b, c), twice_area(a, b, d));
    if ca * cb >= 0.0 || ac * ad >= 0.0 {
        return None;
    }
    let (s, t) = (ca / (ca - cb), ac / (ac - ad));
    Some((s, t, [snap(a[0] + s * (b[0] - a[0])), snap(a[1] + s * (b[1] - a[1]))]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bow_gets_a_knot_and_can_be_triangulated() {
        let mut rings = [vec![[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]];
        assert_eq!(untangle(&mut rings), 1);
        assert_eq!(untangle(&mut rings), 0);
        let mesh = super::super::mesh::triangulate(&rings, &[]).unwrap();
        let twice: f64 = (0..mesh.triangles.len())
            .map(|t| {
                let [a, b, c] = mesh.corners(t);
                twice_area(a, b, c)
            })
            .sum();
        assert!((twice / 2.0 - 0.5).abs() < 1e-9);
    }
}
