//! Finds where the rings of a geometry meet, by a sweep over their segments from west to east.

use geo::Coord;
use geo::kernels::Orientation;

use super::locate::{between, turn};

/// A ring with the polygon that it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Ring<'a> {
    /// Number of the polygon.
    pub polygon: usize,
    /// The closed coordinates, no two neighbours equal.
    pub coords: &'a [Coord<f64>],
}

/// How two segments that are not neighbours in a ring meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Meeting {
    /// They cross, or run along one another.
    Cross,
    /// They have one point in common, which is an end of one of them.
    Touch,
}

/// Two rings that meet (or one that meets itself), and where.
#[derive(Debug, Clone, Copy)]
pub struct Contact {
    pub rings: (usize, usize),
    pub meeting: Meeting,
    pub at: Coord<f64>,
}

struct Segment {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
    ring: usize,
    index: usize,
    /// Number of segments of the ring.
    count: usize,
    a: Coord<f64>,
    b: Coord<f64>,
}

/// All contacts between the rings except those of neighbouring segments at their common end.
pub fn contacts(rings: &[Ring<'_>]) -> Vec<Contact> {
    let mut segments = segments(rings);
    segments.sort_unstable_by(|p, q| {
        p.west.total_cmp(&q.west).then(p.ring.cmp(&q.ring)).then(p.index.cmp(&q.index))
    });
    let mut found = Vec::new();
    let mut active: Vec<&Segment> = Vec::new();
    for segment in &segments {
        active.retain(|other| {
            if other.east < segment.west {
                return false;
            }
            if other.south <= segment.north && other.north >= segment.south {
                found.extend(meet(other, segment));
            }
            true
        });
        active.push(segment);
    }
    found
}

fn segments(rings: &[Ring<'_>]) -> Vec<Segment> {
    let mut all = Vec::with_capacity(rings.iter().map(|r| r.coords.len()).sum());
    for (ring, r) in rings.iter().enumerate() {
        for (index, pair) in r.coords.windows(2).enumerate() {
            let &[a, b] = pair else { continue };
            all.push(Segment {
                west: a.x.min(b.x),
                east: a.x.max(b.x),
                south: a.y.min(b.y),
                north: a.y.max(b.y),
                ring,
                index,
                count: r.coords.len() - 1,
                a,
                b,
            });
        }
    }
    all
}

fn meet(p: &Segment, q: &Segment) -> Option<Contact> {
    let contact = |meeting, at| {
        Some(Contact { rings: (p.ring.min(q.ring), p.ring.max(q.ring)), meeting, at })
    };
    if p.ring == q.ring {
        let next = |i: usize| if i + 1 == p.count { 0 } else { i + 1 };
        // Neighbours meet in their common end, and in more only if the second runs back.
        if next(p.index) == q.index {
            return spike(p.a, p.b, q.b).then_some(p.b).and_then(|at| contact(Meeting::Cross, at));
        }
        if next(q.index) == p.index {
            return spike(q.a, q.b, p.b).then_some(q.b).and_then(|at| contact(Meeting::Cross, at));
        }
    }
    let (pa, pb) = (turn(q.a, q.b, p.a), turn(q.a, q.b, p.b));
    let apart = |x: Orientation, y: Orientation| x == y && x != Orientation::Collinear;
    if apart(pa, pb) {
        return None;
    }
    let (qa, qb) = (turn(p.a, p.b, q.a), turn(p.a, p.b, q.b));
    if apart(qa, qb) {
        return None;
    }
    let flat = Orientation::Collinear;
    if [pa, pb, qa, qb].iter().all(|o| *o != flat) {
        return contact(Meeting::Cross, p.a);
    }
    let mut shared: Vec<Coord<f64>> = Vec::new();
    for (point, collinear, (a, b)) in
        [(p.a, pa, (q.a, q.b)), (p.b, pb, (q.a, q.b)), (q.a, qa, (p.a, p.b)), (q.b, qb, (p.a, p.b))]
    {
        if collinear == flat && between(a, b, point) && !shared.contains(&point) {
            shared.push(point);
        }
    }
    match shared.as_slice() {
        [] => None,
        [at] => contact(Meeting::Touch, *at),
        [at, ..] => contact(Meeting::Cross, *at),
    }
}

/// Whether the segment from `corner` to `end` runs back along the one from `start` to `corner`.
fn spike(start: Coord<f64>, corner: Coord<f64>, end: Coord<f64>) -> bool {
    turn(start, corner, end) == Orientation::Collinear
        && (between(start, corner, end) || between(corner, end, start))
}
