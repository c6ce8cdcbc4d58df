//! Directed edges to polygons.
//!
//! Every edge has the interior on the side that makes an exterior ring positive (left in axes x, y). At a
//! vertex the edges alternate, by angle, between arriving and departing ones, and each pair encloses a sector of
//! the interior. Linking every arriving edge to the departing one across its sector walks around one connected part
//! of the interior at a time; a walk that meets a vertex again is split there. So each ring is simple, parts
//! that touch in a vertex come out apart, and a hole that touches its exterior is found on the exterior's
//! own walk.

mod place;

use std::cmp::Ordering;

use self::place::place;
use super::model::{Polygon, Ring, Vertex};
use super::plane::{double_area, sector, vector};

/// Polygons, and what could not become part of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stitched {
    /// The polygons, each with its exterior first, in an order that does not depend on the order of the edges.
    pub polygons: Vec<Polygon>,
    /// Edges that closed no ring, stood twice, or bounded a hole in nothing. 0 for the borders of an area.
    pub unlinked: usize,
}

/// Links directed edges that meet only in vertices. An edge and its reverse cancel.
pub fn stitch(mut edges: Vec<(Vertex, Vertex)>) -> Stitched {
    edges.sort_unstable_by_key(|(a, b)| (key(*a), key(*b)));
    let mut links = Links::new(&edges);
    let mut stitched = Stitched::default();
    if links.doubled {
        stitched.unlinked = cancel(&mut edges);
        links = Links::new(&edges);
    }
    stitched.unlinked += links.ends;
    let Links { mut next, branching, .. } = links;
    let mut shells: Vec<Polygon> = Vec::new();
    let mut holes: Vec<Ring> = Vec::new();
    let mut walk = Vec::new();
    for start in 0..edges.len() {
        follow(&edges, &mut next, start, &mut walk, &mut stitched.unlinked);
        let (mut outer, mut inner) = (Vec::new(), Vec::new());
        let rings = if branching { split(&walk) } else { vec![walk.clone()] };
        for ring in rings.into_iter().filter(|ring| !ring.is_empty()) {
            match double_area(&ring).cmp(&0) {
                Ordering::Greater => outer.push(ring),
                Ordering::Less => inner.push(ring),
                Ordering::Equal => stitched.unlinked += ring.len(),
            }
        }
        match (outer.pop(), outer.is_empty()) {
            (Some(exterior), true) => {
                shells.push(std::iter::once(exterior).chain(inner).collect());
            }
            // Two exteriors on one walk: only where the edges did not alternate.
            (Some(exterior), false) => {
                shells.extend(outer.into_iter().chain([exterior]).map(|ring| vec![ring]));
                holes.extend(inner);
            }
            (None, _) => holes.extend(inner),
        }
    }
    stitched.unlinked += place(&mut shells, holes);
    shells.iter_mut().for_each(normalise);
    shells.sort_unstable();
    stitched.polygons = shells;
    stitched
}

/// The order of positions as that of numbers.
fn key(v: Vertex) -> u64 {
    let [x, y] = v.map(|at| u64::from(at as u32 ^ 1 << 31));
    x << 32 | y
}

/// Takes pairs of an edge and its reverse out, and edges without length; counts those that stand twice.
fn cancel(edges: &mut Vec<(Vertex, Vertex)>) -> usize {
    edges.retain(|(a, b)| a != b);
    let mut net: Vec<(Vertex, Vertex, i32)> =
        edges.iter().map(|&(a, b)| if a < b { (a, b, 1) } else { (b, a, -1) }).collect();
    net.sort_unstable();
    edges.clear();
    let mut surplus = 0;
    for run in net.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
        let sum: i32 = run.iter().map(|edge| edge.2).sum();
        surplus += (sum.unsigned_abs() as usize).saturating_sub(1);
        let Some(&(a, b, _)) = run.first() else { continue };
        match sum.cmp(&0) {
            Ordering::Greater => edges.push((a, b)),
            Ordering::Less => edges.push((b, a)),
            Ordering::Equal => {}
        }
    }
    edges.sort_unstable();
    surplus
}

/// How the edges follow one another.
struct Links {
    /// For each edge the one that follows it on its walk; [`END`] where none does.
    next: Vec<u32>,
    /// How many have none.
    ends: usize,
    /// Whether several depart from one vertex.
    branching: bool,
    /// Whether one stands twice, or together with its reverse.
    doubled: bool,
}

impl Links {
    /// Of edges in the order in which they depart.
    fn new(edges: &[(Vertex, Vertex)]) -> Self {
        let mut taken = vec![false; edges.len()];
        let mut links = Self { next: Vec::new(), ends: 0, branching: false, doubled: false };
        links.doubled = edges.windows(2).any(|pair| pair.first() == pair.last());
        let follow = |&(from, at): &(Vertex, Vertex)| {
            let first = edges.partition_point(|edge| key(edge.0) < key(at));
            let departing = edges.get(first..).unwrap_or_default();
            let count = departing.iter().take_while(|edge| edge.0 == at).count();
            let departing = departing.get(..count).unwrap_or_default();
            links.branching |= count > 1;
            links.doubled |= departing.iter().any(|edge| edge.1 == from);
            let back = vector(at, from);
            let free = departing.iter().enumerate().map(|(n, edge)| (first + n, edge.1));
            let mut free = free.filter(|(number, _)| taken.get(*number) == Some(&false));
            let chosen = if count == 1 {
                free.next_back()
            } else {
                free.min_by(|p, q| sector(back, vector(at, p.1), vector(at, q.1)))
            };
            let Some((number, _)) = chosen else {
                links.ends += 1;
                return END;
            };
            taken.get_mut(number).into_iter().for_each(|taken| *taken = true);
            number as u32
        };
        let next = edges.iter().map(follow).collect();
        Self { next, ..links }
    }
}

/// No edge.
const END: u32 = u32::MAX;
/// An edge that is already part of a walk.
const WALKED: u32 = u32::MAX - 1;

/// Collects the walk that begins with edge `start` in `walk`, which stays empty when that was walked before or
/// the walk does not return.
fn follow(
    edges: &[(Vertex, Vertex)],
    next: &mut [u32],
    start: usize,
    walk: &mut Vec<Vertex>,
    unlinked: &mut usize,
) {
    walk.clear();
    let mut at = start as u32;
    loop {
        let Some((&(from, _), step)) = edges.get(at as usize).zip(next.get_mut(at as usize)) else {
            // The walk ended at a vertex from which nothing departs.
            *unlinked += walk.len();
            walk.clear();
            return;
        };
        let following = std::mem::replace(step, WALKED);
        if following == WALKED {
            if at != start as u32 {
                *unlinked += walk.len();
                walk.clear();
            }
            return;
        }
        walk.push(from);
        at = following;
    }
}

/// The simple rings of a closed walk.
fn split(walk: &[Vertex]) -> Vec<Ring> {
    let mut sorted = walk.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() == walk.len() {
        return vec![walk.to_vec()];
    }
    let mut place = vec![None; sorted.len()];
    let mut rings = Vec::new();
    let mut path: Vec<(Vertex, usize)> = Vec::new();
    for &vertex in walk {
        let Ok(number) = sorted.binary_search(&vertex) else { continue };
        if let Some(Some(start)) = place.get(number).copied() {
            let ring: Vec<(Vertex, usize)> = path.drain(start..).collect();
            for (_, number) in &ring {
                place.get_mut(*number).into_iter().for_each(|place| *place = None);
            }
            rings.push(ring.into_iter().map(|(vertex, _)| vertex).collect());
        }
        place.get_mut(number).into_iter().for_each(|place| *place = Some(path.len()));
        path.push((vertex, number));
    }
    rings.push(path.into_iter().map(|(vertex, _)| vertex).collect());
    rings
}

/// Begins each ring at its least vertex, and sorts the holes.
fn normalise(polygon: &mut Polygon) {
    for ring in polygon.iter_mut() {
        let least =
            ring.iter().enumerate().min_by_key(|(_, vertex)| **vertex).map_or(0, |(at, _)| at);
        ring.rotate_left(least);
    }
    if let Some(holes) = polygon.get_mut(1..) {
        holes.sort_unstable();
    }
}

#[cfg(test)]
mod tests;
