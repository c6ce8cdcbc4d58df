//! How often an area covers what lies on either side of its edges.
//!
//! A sweep over edges that meet only in vertices (Shamos and Hoey 1976). Positions are taken in the order of x, then y, which
//! is a sweep line leaning by less than any angle of the grid: no edge is parallel to it. Edges that the line
//! crosses at one time do not cross each other, so one predicate orders them: on which side of the edge that
//! began first the other begins.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::model::Vertex;
use super::plane::{cross, side, vector};

/// An edge from its least to its greatest position; greater ones lie to the side of greater y.
#[derive(Debug, Clone, Copy)]
struct Active {
    a: Vertex,
    b: Vertex,
}

impl Ord for Active {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.a.cmp(&other.a) {
            Ordering::Equal => cross(vector(other.a, other.b), vector(self.a, self.b)).cmp(&0),
            Ordering::Less => 0.cmp(&side(self.a, self.b, other.a)),
            Ordering::Greater => side(other.a, other.b, self.a).cmp(&0),
        }
    }
}

impl PartialOrd for Active {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Active {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Active {}

/// An edge, its first position less than its second, and how often it is passed forwards more than backwards.
pub(super) type Weighted = (Vertex, Vertex, i32);

/// The winding number to the left (in axes x, y) of every edge; to its right it is less by the edge's
/// weight. The edges are distinct and meet only in vertices.
pub(super) fn left_of(edges: &[Weighted]) -> Vec<i32> {
    let mut left = vec![0; edges.len()];
    let mut arriving: Vec<(Vertex, Vertex)> = edges.iter().map(|edge| (edge.1, edge.0)).collect();
    arriving.sort_unstable();
    let mut departing: Vec<(Active, i32, usize)> = edges
        .iter()
        .enumerate()
        .map(|(at, &(a, b, weight))| (Active { a, b }, weight, at))
        .collect();
    departing.sort_unstable_by(|p, q| (p.0.a.cmp(&q.0.a)).then_with(|| p.0.cmp(&q.0)));
    let mut arriving = arriving.into_iter().peekable();
    let mut crossed: BTreeMap<Active, i32> = BTreeMap::new();
    for group in departing.chunk_by(|p, q| p.0.a == q.0.a) {
        let Some((lowest, ..)) = group.first() else { continue };
        while let Some((b, a)) = arriving.next_if(|(b, _)| *b <= lowest.a) {
            crossed.remove(&Active { a, b });
        }
        let mut winding = crossed.range(..lowest).next_back().map_or(0, |(_, winding)| *winding);
        for (edge, weight, at) in group {
            winding += weight;
            left.get_mut(*at).into_iter().for_each(|left| *left = winding);
            crossed.insert(*edge, winding);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighted(rings: &[&[Vertex]]) -> Vec<Weighted> {
        let all = rings.iter().flat_map(|ring| crate::topology::plane::edges(ring));
        all.map(|(a, b)| if a < b { (a, b, 1) } else { (b, a, -1) }).collect()
    }

    #[test]
    fn one_ring_in_another_covers_twice() {
        let outer: [Vertex; 4] = [[0, 0], [9, 0], [9, 9], [0, 9]];
        let inner: [Vertex; 4] = [[3, 3], [6, 3], [6, 6], [3, 6]];
        let edges = weighted(&[&outer, &inner]);
        let covered: Vec<(i32, i32)> = left_of(&edges)
            .into_iter()
            .zip(&edges)
            .map(|(left, edge)| (left - edge.2, left))
            .collect();
        // Upper and right edges, then lower and left ones: right of the edge, left of it.
        assert_eq!(covered, [(0, 1), (0, 1), (1, 0), (1, 0), (1, 2), (1, 2), (2, 1), (2, 1)]);
    }

    #[test]
    fn a_hole_that_touches_covers_nothing() {
        let outer: [Vertex; 4] = [[0, 0], [9, 0], [9, 9], [0, 9]];
        let hole: [Vertex; 3] = [[0, 0], [3, 6], [6, 3]];
        let edges = weighted(&[&outer, &hole]);
        for (left, edge) in left_of(&edges).into_iter().zip(&edges) {
            assert_eq!((left.max(left - edge.2), left.min(left - edge.2)), (1, 0));
        }
    }
}
