//! Where borders meet.
//!
//! A vertex is a junction when the rings that pass through it do not all have the same two
//! neighbours there (Bostock's rule of TopoJSON). Between junctions a border is one chain of
//! vertices, whoever it belongs to; both sides therefore simplify it alike.

use super::coord::Vertex;
use super::parallel;
use super::rings::ring_range;

/// Flag: the first vertex of its ring.
pub(super) const FIRST: u8 = 1;
/// Flag: the last vertex of its ring.
pub(super) const LAST: u8 = 2;
/// Flag: a junction.
pub(super) const JUNCTION: u8 = 4;

/// Vertices sorted at a time by one thread; bounds the memory beside the vertices themselves.
const SHARE: usize = 500_000;

/// The flags of every vertex.
pub(super) fn flags(vertices: &[Vertex], ring_ends: &[usize]) -> Vec<u8> {
    let mut flags = vec![0; vertices.len()];
    let mut start = 0;
    for &end in ring_ends {
        if let Some(ring) = flags.get_mut(start..end) {
            if let Some(first) = ring.first_mut() {
                *first |= FIRST;
            }
            if let Some(last) = ring.last_mut() {
                *last |= LAST;
            }
        }
        start = end;
    }
    let walk = Walk { vertices, ring_ends, flags: &flags };
    let shares = vertices.len() / SHARE + 1;
    for junction in
        parallel::map(shares, |share| walk.junctions(share, shares)).into_iter().flatten()
    {
        if let Some(flag) = flags.get_mut(junction) {
            *flag |= JUNCTION;
        }
    }
    flags
}

struct Walk<'a> {
    vertices: &'a [Vertex],
    ring_ends: &'a [usize],
    flags: &'a [u8],
}

impl Walk<'_> {
    /// The junctions among the vertices whose position falls to this share.
    fn junctions(&self, share: usize, shares: usize) -> Vec<usize> {
        let mut occurrences: Vec<(u64, usize)> = Vec::with_capacity(SHARE + SHARE / 4);
        for (number, vertex) in self.vertices.iter().enumerate() {
            let key = key(*vertex);
            // The upper half of a multiplicative hash, scaled to the number of shares.
            let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
            if (hash as usize * shares) >> 32 == share {
                occurrences.push((key, number));
            }
        }
        occurrences.sort_unstable();
        let mut junctions = Vec::new();
        for same in occurrences.chunk_by(|a, b| a.0 == b.0) {
            let mut pairs = same.iter().map(|(_, number)| self.neighbours(*number));
            let first = pairs.next();
            if pairs.any(|pair| Some(pair) != first) {
                junctions.extend(same.iter().map(|(_, number)| *number));
            }
        }
        junctions
    }

    /// The two vertices beside a vertex in its ring, the lesser first.
    fn neighbours(&self, number: usize) -> (Vertex, Vertex) {
        let has = |flag| self.flags.get(number).is_some_and(|flags| flags & flag != 0);
        let ring = || {
            let ring = self.ring_ends.partition_point(|end| *end <= number);
            ring_range(self.ring_ends, ring)
        };
        let before =
            if has(FIRST) { ring().end.saturating_sub(1) } else { number.saturating_sub(1) };
        let after = if has(LAST) { ring().start } else { number + 1 };
        let vertex = |number: usize| self.vertices.get(number).copied().unwrap_or_default();
        let (a, b) = (vertex(before), vertex(after));
        (a.min(b), a.max(b))
    }
}

fn key([x, y]: Vertex) -> u64 {
    u64::from(x as u32) << 32 | u64::from(y as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn junctions(rings: &[&[Vertex]]) -> Vec<Vertex> {
        let vertices: Vec<Vertex> = rings.concat();
        let ends: Vec<usize> = rings
            .iter()
            .scan(0, |end, ring| {
                *end += ring.len();
                Some(*end)
            })
            .collect();
        let flags = flags(&vertices, &ends);
        let mut found: Vec<_> = vertices
            .into_iter()
            .zip(flags)
            .filter(|(_, f)| f & JUNCTION != 0)
            .map(|(v, _)| v)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn borders_meet_where_the_shared_chain_ends() {
        // Two squares with the side x = 2 in common, its middle vertex included.
        let left: &[Vertex] = &[[0, 0], [2, 0], [2, 1], [2, 2], [0, 2]];
        let right: &[Vertex] = &[[2, 0], [4, 0], [4, 2], [2, 2], [2, 1]];
        assert_eq!(junctions(&[left, right]), [[2, 0], [2, 2]]);
    }

    #[test]
    fn an_enclave_in_its_hole_has_no_junction() {
        let island: &[Vertex] = &[[1, 1], [2, 1], [2, 2], [1, 2]];
        let hole: &[Vertex] = &[[2, 2], [2, 1], [1, 1], [1, 2]];
        assert!(junctions(&[island, hole]).is_empty());
    }

    #[test]
    fn a_vertex_that_only_one_side_has_makes_its_ends_junctions() {
        let plain: &[Vertex] = &[[0, 0], [4, 0], [4, 4]];
        let finer: &[Vertex] = &[[4, 0], [0, 0], [1, -1], [3, -1]];
        assert_eq!(junctions(&[plain, finer]), [[0, 0], [4, 0]]);
    }
}
