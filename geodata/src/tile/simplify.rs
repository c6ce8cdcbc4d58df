//! At which zoom each vertex first appears: Douglas–Peucker on the chains between junctions,
//! once for all zooms.
//!
//! Nothing here depends on the direction in which a ring passes a chain: distances are taken from
//! the lesser end to the greater, equal distances are decided by position. Both owners of a border
//! therefore give every vertex of it the same level.

use std::ops::Range;

use super::coord::Vertex;
use super::junction::JUNCTION;
use super::parallel;
use super::rings::ring_range;

/// The level of a vertex that never appears: it lies exactly on its chord, or repeats another one.
pub(super) const NEVER: u8 = u8::MAX;
/// Rings worked on at a time by one thread.
const BLOCK: usize = 512;

/// The first zoom of every vertex; `squares` are the squared tolerances by zoom, descending.
pub(super) fn levels(
    vertices: &[Vertex],
    ring_ends: &[usize],
    flags: &[u8],
    squares: &[f64],
) -> Vec<u8> {
    let blocks = ring_ends.len().div_ceil(BLOCK);
    let work = |block: usize| {
        let rings = block * BLOCK..((block + 1) * BLOCK).min(ring_ends.len());
        let mut simplifier =
            Simplifier { squares, ring: Vec::new(), levels: Vec::new(), stack: Vec::new() };
        let mut levels = Vec::new();
        for range in rings.map(|ring| ring_range(ring_ends, ring)) {
            let ring = vertices.get(range.clone()).unwrap_or_default();
            simplifier.add(ring, flags.get(range).unwrap_or_default(), &mut levels);
        }
        levels
    };
    parallel::map(blocks, work).concat()
}

struct Simplifier<'a> {
    squares: &'a [f64],
    /// The ring, turned to begin at an anchor and closed.
    ring: Vec<Vertex>,
    levels: Vec<u8>,
    /// Chains still to be split, with the least level that their vertices can have.
    stack: Vec<(Range<usize>, u8)>,
}

impl Simplifier<'_> {
    /// Appends the levels of one ring.
    fn add(&mut self, ring: &[Vertex], flags: &[u8], out: &mut Vec<u8>) {
        let mut anchors: Vec<usize> = flags
            .iter()
            .enumerate()
            .filter(|(_, flag)| *flag & JUNCTION != 0)
            .map(|(i, _)| i)
            .collect();
        if anchors.is_empty() {
            // A ring without junctions begins at its least vertex, wherever the source begins it.
            anchors.extend((0..ring.len()).min_by_key(|i| ring.get(*i)));
        }
        let turn = anchors.first().copied().unwrap_or_default();
        self.ring.clear();
        self.ring.extend(ring.iter().cycle().skip(turn).take(ring.len() + 1));
        self.levels.clear();
        self.levels.resize(ring.len() + 1, NEVER);

        let ends = anchors.iter().skip(1).copied().chain([turn + ring.len()]);
        for (start, end) in anchors.iter().zip(ends) {
            self.chain(start - turn..end - turn);
        }
        let split = ring.len() - turn.min(ring.len());
        let (tail, head) = self.levels.split_at(split.min(ring.len()));
        out.extend(head.iter().take(turn).chain(tail));
    }

    /// Levels of the chain between two anchors; the anchors themselves always appear.
    fn chain(&mut self, chain: Range<usize>) {
        self.set(chain.start, 0);
        if self.at(chain.start) == self.at(chain.end) {
            // A closed chain is split where it is farthest from its anchor.
            let anchor = self.at(chain.start);
            let Some((_, far)) = self.farthest(&chain, |vertex| square_between(anchor, vertex))
            else {
                return;
            };
            self.set(far, 0);
            self.stack.push((chain.start..far, 0));
            self.stack.push((far..chain.end, 0));
        } else {
            self.stack.push((chain, 0));
        }
        while let Some((chain, least)) = self.stack.pop() {
            let ends = (self.at(chain.start), self.at(chain.end));
            let (a, b) = (ends.0.min(ends.1), ends.0.max(ends.1));
            let Some((square, far)) =
                self.farthest(&chain, |vertex| square_to_segment(a, b, vertex))
            else {
                continue;
            };
            let level = self.level(square).max(least);
            if level == NEVER {
                continue;
            }
            self.set(far, level);
            self.stack.push((chain.start..far, level));
            self.stack.push((far..chain.end, level));
        }
    }

    /// The inner vertex of a chain with the greatest measure; among equals the least position.
    fn farthest(
        &self,
        chain: &Range<usize>,
        measure: impl Fn(Vertex) -> f64,
    ) -> Option<(f64, usize)> {
        let inner = chain.start + 1..chain.end;
        let candidates = self.ring.get(inner.clone())?;
        let mut best: Option<(f64, usize, Vertex)> = None;
        for (number, &vertex) in inner.zip(candidates) {
            let square = measure(vertex);
            if best.is_none_or(|(most, _, at)| square > most || (square == most && vertex < at)) {
                best = Some((square, number, vertex));
            }
        }
        best.map(|(square, number, _)| (square, number))
    }

    /// The first zoom whose tolerance a squared distance reaches.
    fn level(&self, square: f64) -> u8 {
        if square <= 0.0 {
            return NEVER;
        }
        let zoom = self.squares.partition_point(|tolerance| *tolerance > square);
        // What no tolerance reaches still counts at the last zoom, which clients enlarge.
        zoom.min(self.squares.len().saturating_sub(1)) as u8
    }

    fn at(&self, number: usize) -> Vertex {
        self.ring.get(number).copied().unwrap_or_default()
    }

    fn set(&mut self, number: usize, level: u8) {
        if let Some(slot) = self.levels.get_mut(number) {
            *slot = level;
        }
    }
}

fn square_between(a: Vertex, b: Vertex) -> f64 {
    let (dx, dy) = (f64::from(a[0]) - f64::from(b[0]), f64::from(a[1]) - f64::from(b[1]));
    dx * dx + dy * dy
}

/// The squared distance from `p` to the segment from `a` to `b`.
fn square_to_segment(a: Vertex, b: Vertex, p: Vertex) -> f64 {
    let (dx, dy) = (f64::from(b[0]) - f64::from(a[0]), f64::from(b[1]) - f64::from(a[1]));
    let (px, py) = (f64::from(p[0]) - f64::from(a[0]), f64::from(p[1]) - f64::from(a[1]));
    let along = (px * dx + py * dy) / (dx * dx + dy * dy);
    if along <= 0.0 || along.is_nan() {
        return square_between(a, p);
    }
    if along >= 1.0 {
        return square_between(b, p);
    }
    let cross = dx * py - dy * px;
    cross * cross / (dx * dx + dy * dy)
}
