//! Cutting polygons at the edges of a tile, exactly.
//!
//! What is cut is the area, not its ring: of the edges those within stay, and along each edge of the tile new ones close what is
//! covered there. So what the tile parts falls apart into polygons of its own, without bridges along the edge, and both
//! sides of a border are cut at the same positions. No edge crosses the edge of a tile except in a vertex, as
//! [`topology`](crate::topology) has made them; nothing is rounded then.

use super::ring::Position;
use crate::topology::{Polygon, stitch};

/// West, north, east, south, all included.
pub(super) type Window = [i32; 4];

/// A directed edge; the interior is on its right as one sees it on the screen.
type Edge = (Position, Position);

/// Which coordinate the edge of a tile fixes.
#[derive(Clone, Copy)]
enum Axis {
    X,
    Y,
}

/// A half of the plane: what is at `limit` or beyond it, in the direction of greater coordinates or of lesser ones.
#[derive(Clone, Copy)]
struct Half {
    axis: Axis,
    limit: i32,
    greater: bool,
}

/// The part of a polygon within `window`. Its rings are runs of `vertices` that end where `ends` says.
pub(super) fn cut(vertices: &[Position], ends: &[usize], window: Window) -> Vec<Polygon> {
    let mut edges = Vec::new();
    let mut begin = 0;
    for end in ends {
        enter(vertices.get(begin..*end).unwrap_or_default(), window, &mut edges);
        begin = *end;
    }
    let [west, north, east, south] = window;
    let halves = [
        Half { axis: Axis::Y, limit: north, greater: true },
        Half { axis: Axis::Y, limit: south, greater: false },
        Half { axis: Axis::X, limit: west, greater: true },
        Half { axis: Axis::X, limit: east, greater: false },
    ];
    let mut changes = Vec::new();
    for half in halves {
        half.keep(&mut edges, &mut changes);
    }
    stitch(edges).polygons
}

/// Appends the edges of a ring. A stretch that is all on the outer side of one edge of the window goes straight
/// from its beginning to its end: what is within is the same.
fn enter(ring: &[Position], window: Window, edges: &mut Vec<Edge>) {
    let Some(&first) = ring.first() else { return };
    let (mut from, mut last, mut common) = (first, first, outside(first, window));
    for &next in ring.iter().skip(1).chain([&first]) {
        let outer = outside(next, window);
        if common & outer == 0 {
            edges.extend((from != last).then_some((from, last)));
            from = last;
            common = outside(last, window) & outer;
            if common == 0 {
                edges.push((last, next));
                (from, common) = (next, outer);
            }
        } else {
            common &= outer;
        }
        last = next;
    }
    edges.extend((from != last).then_some((from, last)));
}

/// On the outer side of which edges of the window a position is, one bit each.
fn outside([x, y]: Position, [west, north, east, south]: Window) -> u8 {
    u8::from(y < north)
        | u8::from(y > south) << 1
        | u8::from(x < west) << 2
        | u8::from(x > east) << 3
}

impl Half {
    /// How far a position is within; negative outside.
    fn depth(self, [x, y]: Position) -> i64 {
        let value = i64::from(match self.axis {
            Axis::X => x,
            Axis::Y => y,
        });
        if self.greater { value - i64::from(self.limit) } else { i64::from(self.limit) - value }
    }

    /// Where a position is along the limit.
    fn along(self, [x, y]: Position) -> i32 {
        match self.axis {
            Axis::X => y,
            Axis::Y => x,
        }
    }

    /// The position at the limit.
    fn at(self, along: i32) -> Position {
        match self.axis {
            Axis::X => [self.limit, along],
            Axis::Y => [along, self.limit],
        }
    }

    /// Keeps what the edges enclose in this half. `changes` is scratch space.
    fn keep(self, edges: &mut Vec<Edge>, changes: &mut Vec<(i32, i32)>) {
        if edges.iter().all(|(a, b)| self.depth(*a) >= 0 && self.depth(*b) >= 0) {
            return;
        }
        // The interior is on the right. So along the western and the southern edge coverage begins, on the way
        // to greater coordinates, where an edge departs inwards; along the others where one arrives.
        let rises = match self.axis {
            Axis::X => self.greater,
            Axis::Y => !self.greater,
        };
        let sign = if rises { 1 } else { -1 };
        changes.clear();
        edges.retain_mut(|(a, b)| {
            let (depth_a, depth_b) = (self.depth(*a), self.depth(*b));
            if depth_a <= 0 && depth_b <= 0 {
                return false;
            }
            if depth_a < 0 {
                *a = self.crossing(*a, *b);
            } else if depth_b < 0 {
                *b = self.crossing(*a, *b);
            }
            if depth_a <= 0 {
                changes.push((self.along(*a), sign));
            } else if depth_b <= 0 {
                changes.push((self.along(*b), -sign));
            }
            true
        });
        changes.sort_unstable();
        let mut coverage = 0;
        let mut covered_from = None;
        for here in changes.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(along, _)) = here.first() else { continue };
            if let Some(from) = covered_from {
                let (from, to) = if rises { (along, from) } else { (from, along) };
                edges.push((self.at(from), self.at(to)));
            }
            coverage += here.iter().map(|(_, change)| change).sum::<i32>();
            covered_from = (coverage > 0).then_some(along);
        }
    }

    /// Where an edge crosses the limit between its ends, from the lesser to the greater, rounded to the nearest
    /// position. Exact along an axis; other edges have a vertex there, unless they are outside of another edge of the tile.
    fn crossing(self, a: Position, b: Position) -> Position {
        let (a, b) = (a.min(b), a.max(b));
        let (from, to) = (i64::from(self.along(a)), i64::from(self.along(b)));
        let (part, rest) = (self.depth(a).abs(), self.depth(b).abs());
        let whole = part + rest;
        let along = from + ((to - from) * part * 2 + whole).div_euclid(whole * 2);
        self.at(i32::try_from(along).unwrap_or(self.limit))
    }
}
